"""usage: python -m unittest test_data"""
import unittest

from data import TRAIN, mended, rows


class DataTest(unittest.TestCase):
    def test_a_province_marked_as_two_is_one(self):
        row = {'text': '辽宁与京津、辽西', 'entities': [[4, 5, 'LOC'], [0, 1, 'LOC'], [1, 2, 'LOC'], [3, 4, 'LOC'], [6, 7, 'LOC']]}
        self.assertEqual(mended(row)['entities'], [[0, 2, 'LOC'], [3, 4, 'LOC'], [4, 5, 'LOC'], [6, 7, 'LOC']])

    def test_other_lines_stay(self):
        lines = [r for r in rows(TRAIN['hard'][1])[:500] if '辽宁' not in r['text']]
        self.assertTrue(lines)
        for row in lines:
            self.assertEqual(mended(row)['entities'], sorted(row['entities']))


if __name__ == '__main__':
    unittest.main()
