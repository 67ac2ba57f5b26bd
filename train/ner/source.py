"""What tells news of 1998 from texts under our guidelines: their characters and pairs of characters.

usage: source.py OUT

Logistic regression on hashed characters and pairs (services/enrich/guidelines.h), fitted on the training
lines of both sources, each source weighing the same.  OUT.npz gets `weight` and `bias`:
odds = sum of weights / sqrt(their number) + bias.  The loss of held-out documents says how well the odds hold.
"""
import random
import sys

import numpy as np
import torch

from data import rows

GRAMS = 1 << 17
DECAY = 2e-6  # of squared weights, beside the mean loss of a line; by held-out documents


def grams(texts):
    """(numbers of all characters and pairs, text by text; how many each text has), by FNV-1a over code points"""
    lengths = np.array([len(t) for t in texts])
    points = np.frombuffer(''.join(texts).encode('utf-32-le'), '<u4')
    place = lambda h: ((h ^ h >> np.uint32(15)) % np.uint32(GRAMS)).astype(np.int32)
    one = (np.uint32(2166136261) ^ points) * np.uint32(16777619)
    two = (one[:-1] ^ points[1:]) * np.uint32(16777619)
    text = np.repeat(np.arange(len(texts)), lengths)
    inside = text[:-1] == text[1:]
    of = np.concatenate([text, text[:-1][inside]])
    order = np.argsort(of, kind='stable')
    return np.concatenate([place(one), place(two)[inside]])[order], np.maximum(2 * lengths - 1, 0)


def odds(weight, bias, numbers, counts):
    ends = np.concatenate([[0], np.cumsum(weight[numbers], dtype=np.float64)])[np.cumsum(np.append(0, counts))]
    return np.diff(ends) / np.sqrt(np.maximum(counts, 1)) + bias


def loss(odds, news):
    """Mean negative log likelihood, each source weighing the same."""
    return np.mean([np.logaddexp(0, -odds[news]).mean(), np.logaddexp(0, odds[~news]).mean()])


def fit(texts, news):
    """weight[GRAMS], bias; news[i] says whether texts[i] is of 1998"""
    numbers, counts = grams(texts)
    share = np.where(news, 0.5 / news.sum(), 0.5 / (~news).sum())
    scale = 1 / np.sqrt(np.maximum(counts, 1))
    x = torch.zeros(GRAMS + 1, requires_grad=True)
    optim = torch.optim.LBFGS([x], max_iter=60, line_search_fn='strong_wolfe')

    def closure():
        weight, bias = x.detach().numpy()[:-1], x.detach().numpy()[-1]
        o = odds(weight, bias, numbers, counts)
        error = (1 / (1 + np.exp(-o)) - news) * share
        slope = np.bincount(numbers, np.repeat(error * scale, counts), GRAMS) + 2 * DECAY * weight
        x.grad = torch.tensor(np.append(slope, error.sum()), dtype=torch.float32)
        return torch.tensor(loss(o, news) + DECAY * np.square(weight).sum())

    optim.step(closure)
    return x.detach().numpy()[:-1], x.detach().numpy()[-1]


def held_out(texts, news, documents, folds=4):
    """Prints loss and share of right lines on documents that were not fitted."""
    dice = random.Random(3)
    fold = {d: dice.randrange(folds) for d in sorted(set(documents))}
    fold = np.array([fold[d] for d in documents])
    o = np.zeros(len(texts))
    for f in range(folds):
        kept, out = np.flatnonzero(fold != f), np.flatnonzero(fold == f)
        weight, bias = fit([texts[i] for i in kept], news[kept])
        o[out] = odds(weight, bias, *grams([texts[i] for i in out]))
    right = [round(100 * np.mean((o > 0)[news == y] == y), 1) for y in (False, True)]
    print(f'held out: loss {loss(o, news):.4f}, right in {right[0]} % of local lines, {right[1]} % of 1998', flush=True)


def main():
    local, news = rows('local.train'), rows('news.train')
    texts = [r['text'] for r in local + news]
    # lines of 1998 come in no documents: runs of a hundred
    documents = [f'local {r["doc"]}' for r in local] + [f'1998 {i // 100}' for i in range(len(news))]
    of_1998 = np.arange(len(texts)) >= len(local)
    held_out(texts, of_1998, documents)
    weight, bias = fit(texts, of_1998)
    np.savez(sys.argv[1], weight=weight, bias=bias)


if __name__ == '__main__':
    main()
