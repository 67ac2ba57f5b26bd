"""Strict F1 (span and type) of a model on the development sets, with each head on each set.

usage: evaluate.py MODEL...    (with or without .json)
"""
import collections
import sys

import torch

from data import DEV, Reader, batches, collate, rows
from model import load
from tags import MIXED, spans_of
from vocab import Vocab


@torch.no_grad()
def predict(model, items, head, exact=False, size=6000):
    """Spans of every item; computed in bfloat16 unless exact."""
    model.eval()
    found = [None] * len(items)
    for batch in batches([len(x['cid']) for x in items], size):
        b = collate([items[i] for i in batch])
        with torch.autocast('cpu', dtype=torch.bfloat16, enabled=not exact):
            scores, _ = model(b, [head])
        for i, tags in zip(batch, model.crf.decode(scores[head], b['lengths'], head)):
            found[i] = spans_of(tags)
    model.train()
    return found


def f1(lines, found):
    """{all, PER, LOC, ORG, P, R} in per cent; predictions inside optional spans do not count."""
    right, gold, made = collections.Counter(), collections.Counter(), collections.Counter()
    for row, spans in zip(lines, found):
        truth = {tuple(e) for e in row['entities']}
        free = row.get('optional', [])
        spans = {x for x in spans if x in truth or not any(s <= x[0] and x[1] <= e for s, e, _ in free)}
        for counter, group in ((right, truth & spans), (gold, truth), (made, spans)):
            counter.update(x[2] for x in group)
            counter['all'] += len(group)
    score = {k: round(200 * right[k] / max(1, gold[k] + made[k]), 2) for k in ('all', 'PER', 'LOC', 'ORG')}
    return {**score, 'P': round(100 * right['all'] / max(1, made['all']), 2),
            'R': round(100 * right['all'] / max(1, gold['all']), 2)}


class Devs:
    """The development sets, encoded once."""

    def __init__(self, read):
        self.lines = {name: rows(file) for name, (_, file) in DEV.items()}
        self.items = {name: [read(r) for r in lines] for name, lines in self.lines.items()}

    def report(self, model, crossed=False, exact=False):
        """{set/head: scores} of each set with its own head and MIXED; with `crossed`, the others' too."""
        def score(name, head):
            return f1(self.lines[name], predict(model, self.items[name], head, exact))
        heads = sorted({head for head, _ in DEV.values()}) + [MIXED]
        return {f'{n}/{h}': score(n, h) for n in DEV for h in heads if crossed or h in (DEV[n][0], MIXED)}


if __name__ == '__main__':
    for path in (p.removesuffix('.json') for p in sys.argv[1:]):
        model = load(path)
        for key, score in Devs(Reader(Vocab(path + '.json'))).report(model, crossed=True).items():
            print(path.split('/')[-1], key, score, flush=True)
