"""Raw news must not bring evaluation text into training. usage: python -m unittest test_raw"""
import json
import unittest

from data import DEV, FOLDER, rows
from raw import FILES, articles, sample


class RawTest(unittest.TestCase):
    def test_excluded_articles_are_left_out(self):
        excluded = json.load(open(f'{FOLDER}/raw-exclude.json'))
        self.assertEqual(set(excluded), set(FILES))
        for name in FILES:
            kept = {i for i, _ in articles(name)}
            self.assertTrue(kept)
            self.assertFalse(kept & set(excluded[name]), name)

    def test_no_passage_repeats_a_development_line(self):
        lines = {r['text'] for _, file in DEV.values() for r in rows(file)}
        self.assertEqual([p for p in sample() if p in lines], [])


if __name__ == '__main__':
    unittest.main()
