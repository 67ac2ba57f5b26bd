"""usage: python -m unittest test_lexicon"""
import tempfile
import unittest

from lexicon import Names, places


class LexiconTest(unittest.TestCase):
    def chosen(self, *findings):
        names = Names()
        for article, text, kind, sure in findings:
            names.add(article, text, [[0, len(text), kind, sure]])
        return list(names.chosen())

    def test_four_articles_make_a_name(self):
        self.assertEqual(self.chosen(*((n, '维港', 'LOC', 0.7 + n / 20) for n in range(4))), [('维港', 'LOC')])
        self.assertEqual(self.chosen(*((n % 3, '维港', 'LOC', 0.9) for n in range(6))), [])

    def test_people_doubts_and_quarrels_do_not(self):
        self.assertEqual(self.chosen(*((n, '李明', 'PER', 0.9) for n in range(4))), [])
        self.assertEqual(self.chosen(*((n, '维港', 'LOC', 0.7) for n in range(4))), [])
        self.assertEqual(self.chosen(*((n, '恒大', 'ORG' if n < 5 else 'LOC', 0.9) for n in range(6))), [])

    def test_listed_places_that_news_takes_for_bodies_are_bodies(self):
        names = Names()
        names.add(1, '甲乙医院', [[0, 4, 'ORG', 0.5]])
        with tempfile.NamedTemporaryFile('w', encoding='utf-8') as f:
            f.write('甲乙医院\t5\n丙丁河\t4\n发展区\t3\n甲乙\t2\n')
            f.flush()
            self.assertEqual(list(places(f.name, {'发展区'}, names)), [('甲乙医院', 'ORG'), ('丙丁河', 'LOC')])


if __name__ == '__main__':
    unittest.main()
