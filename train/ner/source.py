"""A choice of convention for a passage: a linear layer on the mean of the head's vectors.

usage: source.py MODEL OUT

Adds src.weight [2 x width] and src.bias to the model: the odds of 'local' (row 0) and 'msra'
(row 1), fitted on training lines of both sources with the rest of the model frozen.
"""
import random
import sys

import torch
import torch.nn.functional as F

from data import DEV, TRAIN, Reader, batches, collate, rows
from evaluate import f1, predict
from model import load, save
from vocab import Vocab

LINES = 1500  # of each source
HEADS = ('local', 'msra')


@torch.no_grad()
def means(model, items):
    """The mean vector of each item."""
    model.eval()
    out = [None] * len(items)
    for chosen in batches([len(x['cid']) for x in items], 6000):
        batch = collate([items[i] for i in chosen])
        with torch.autocast('cpu', dtype=torch.bfloat16):
            x = model.features(batch, model.enc(batch['pid'], batch['pmask'])).float()
        x = (x * batch['cmask'][:, :, None]).sum(1) / batch['lengths'][:, None]
        for i, v in zip(chosen, x):
            out[i] = v
    return torch.stack(out)


def fit(x, y):
    layer = torch.nn.Linear(x.shape[1], len(HEADS))
    optim = torch.optim.LBFGS(layer.parameters(), max_iter=200, line_search_fn='strong_wolfe')

    def closure():
        optim.zero_grad()
        loss = F.cross_entropy(layer(x), y) + 1e-4 * layer.weight.square().sum()
        loss.backward()
        return loss

    optim.step(closure)
    return layer


def main():
    path, out = sys.argv[1:]
    torch.set_num_threads(2)
    torch.manual_seed(3)
    model, read, dice = load(path), Reader(Vocab(path + '.json')), random.Random(3)
    x, y = [], []
    for n, head in enumerate(HEADS):
        x.append(means(model, [read(r) for r in dice.sample(rows(TRAIN[head]), LINES)]))
        y += [n] * LINES
    layer = fit(torch.cat(x), torch.tensor(y))
    for n, head in enumerate(HEADS):
        lines = rows(DEV[head])
        items = [read(r) for r in lines]
        choice = layer(means(model, items)).argmax(1).tolist()
        found = [predict(model, items, h) for h in HEADS]
        mixed = [found[c][i] for i, c in enumerate(choice)]
        print(DEV[head], 'right', round(100 * choice.count(n) / len(choice), 1), 'F1 by choice', f1(lines, mixed),
              *(f'{h} {f1(lines, p)["all"]}' for h, p in zip(HEADS, found)), flush=True)
    state = {**model.state_dict(), 'src.weight': layer.weight.detach(), 'src.bias': layer.bias.detach()}
    save(model, out, state)


if __name__ == '__main__':
    main()
