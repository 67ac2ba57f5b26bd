"""usage: python -m unittest test_lexicon"""
import unittest

from lexicon import Names


class LexiconTest(unittest.TestCase):
    def chosen(self, *findings):
        names = Names()
        for article, text, kind, sure in findings:
            names.add(article, text, [[0, len(text), kind, sure]])
        return list(names.chosen())

    def test_two_articles_make_a_name(self):
        self.assertEqual(self.chosen((1, '维港', 'LOC', 0.8), (2, '维港', 'LOC', 0.9)), [('维港', 'LOC')])
        self.assertEqual(self.chosen((1, '维港', 'LOC', 0.8), (1, '维港', 'LOC', 0.9)), [])

    def test_people_doubts_and_quarrels_do_not(self):
        self.assertEqual(self.chosen((1, '李明', 'PER', 0.9), (2, '李明', 'PER', 0.9)), [])
        self.assertEqual(self.chosen((1, '维港', 'LOC', 0.6), (2, '维港', 'LOC', 0.8)), [])
        self.assertEqual(self.chosen((1, '恒大', 'ORG', 0.9), (2, '恒大', 'ORG', 0.9), (3, '恒大', 'LOC', 0.9)), [])


if __name__ == '__main__':
    unittest.main()
