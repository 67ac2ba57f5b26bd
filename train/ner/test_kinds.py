import random
import unittest

from kinds import fill, kinds, parts


class Kinds(unittest.TestCase):
    def test_spans_hold_the_names(self):
        row = fill('[P|{a}](说/说)[O?|市{b}]，{c}，[L|{d}]', {'a': '甲乙', 'b': '局', 'c': '丙', 'd': '丁河'}.get, random.Random(1))
        self.assertEqual(row, {'text': '甲乙说市局，丙，丁河', 'entities': [[0, 2, 'PER'], [8, 10, 'LOC']], 'optional': [[3, 5, 'ORG']]})

    def test_numbered_slots_repeat(self):
        draws = iter('甲乙丙')
        self.assertEqual(fill('{x#1}{x}{x#1}', lambda _: next(draws), random.Random(1))['text'], '甲乙甲')

    def test_held_templates_are_no_others(self):
        for kind, templates in kinds().items():
            train, held = parts(templates)
            self.assertTrue(held and len(train) >= 7 and not set(train) & set(held), kind)


if __name__ == '__main__':
    unittest.main()
