"""A model without the attention heads of each layer that add least to what leaves the layer.

usage: heads.py MODEL OUT COUNT [INNER]    (models without suffix)

COUNT heads a layer are silenced (their columns of the output matrix are zero: what they give on average
goes into the bias), and with INNER all but so many inner neurons likewise.  The shape stays: this shows
what narrower layers cost, before any training.
"""
import random
import sys

import torch

from data import TRAIN, Reader, collate, rows
from model import load, save
from vocab import Vocab


def watch(module, part, seen):
    """Collects what goes into a linear module, of real pieces."""
    def hook(_, inputs):
        seen.setdefault(part, []).append(inputs[0].detach()[seen['mask']])
    return module.register_forward_pre_hook(hook)


@torch.no_grad()
def silence(linear, x, groups, count):
    """Zeroes `count` of the equal groups of the inputs x, those that move the output least."""
    width, mean = x.shape[1] // groups, x.mean(0)
    moved = [((x[:, g * width:(g + 1) * width] - mean[g * width:(g + 1) * width])
              @ linear.weight[:, g * width:(g + 1) * width].T).pow(2).sum().item() for g in range(groups)]
    for g in sorted(range(groups), key=lambda g: moved[g])[:count]:
        part = slice(g * width, (g + 1) * width)
        linear.bias += linear.weight[:, part] @ mean[part]
        linear.weight[:, part] = 0


def main():
    path, out, count, *inner = sys.argv[1:]
    model, read, seen = load(path, dropout=0), Reader(Vocab(path + '.json')), {}
    model.eval()
    for n, layer in enumerate(model.enc.layers):
        watch(layer.ao, ('heads', n), seen)
        watch(layer.fo, ('inner', n), seen)
    dice = random.Random(3)
    for source in ('local', 'msra'):
        batch = collate([read(r) for r in dice.sample(rows(TRAIN[source][1]), 40)])
        seen['mask'] = batch['pmask']
        with torch.no_grad():
            model(batch, ['local'])
    for n, layer in enumerate(model.enc.layers):
        silence(layer.ao, torch.cat(seen['heads', n]), layer.heads, int(count))
        if inner:
            neurons = layer.fo.weight.shape[1]
            silence(layer.fo, torch.cat(seen['inner', n]), neurons, max(0, neurons - int(inner[0])))
    save(model, out)


if __name__ == '__main__':
    main()
