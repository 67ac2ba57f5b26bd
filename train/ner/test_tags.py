"""usage: python -m unittest test_tags"""
import os
import random
import unittest

import torch

from data import FOLDER, rows
from gazetteer import WORDS, Gazetteer
from swap import Swap
from tags import ANY, TAGS, Crf, spans_of, tags_of
from vocab import Vocab


class TagsTest(unittest.TestCase):
    def test_spans_survive(self):
        for row in rows('news.dev')[:100]:
            spans = [tuple(e) for e in row['entities']]
            self.assertEqual(spans_of(tags_of(len(row['text']), spans)), sorted(spans))

    def test_optional_span_allows_any_tag_around_entities(self):
        self.assertEqual(tags_of(4, [[1, 2, 'LOC']], [[0, 3, 'ORG']]), [ANY, TAGS.index('S-LOC'), ANY, 0])

    def test_loss_is_zero_where_every_tag_is_allowed(self):
        scores, lengths = torch.randn(2, 5, len(TAGS)), torch.tensor([5, 3])
        loss = Crf(['local']).loss(scores, torch.full((2, 5), ANY), lengths, 'local')
        self.assertAlmostEqual(loss.item(), 0, places=4)

    def test_marginals_sum_to_one(self):
        odds = Crf(['local']).marginals(torch.randn(2, 5, len(TAGS)), torch.tensor([5, 5]), 'local')
        self.assertTrue(torch.allclose(odds.sum(-1), torch.ones(2, 5), atol=1e-4))


class TextTest(unittest.TestCase):
    def test_pieces_cover_the_text(self):
        vocab = Vocab(FOLDER + '/teacher.json')
        for row in rows('local.dev')[:100]:
            split = vocab.split(row['text'])
            self.assertEqual([a for a, _, _ in split], [0] + [b for _, b, _ in split[:-1]])
            self.assertEqual(split[-1][1], len(row['text']))

    @unittest.skipUnless(os.path.exists(WORDS), 'make words')
    def test_swapped_names_keep_kind_and_place(self):
        lines = rows('local.dev')[:200]
        swap = Swap(Gazetteer(), lines)
        for row in lines:
            new = swap(row, random.Random(1))
            self.assertEqual([e[2] for e in new['entities']], [e[2] for e in sorted(row['entities'])])
            for start, end, _ in new['entities']:
                self.assertTrue(new['text'][start:end].strip())


if __name__ == '__main__':
    unittest.main()
