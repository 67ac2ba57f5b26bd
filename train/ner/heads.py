"""A narrower model: without the attention heads and neurons of each layer that add least to what leaves the layer.

usage: heads.py MODEL OUT COUNT [INNER] [LINES]    (models without suffix; INNER 0: all)

COUNT heads a layer go (what they give on average goes into the bias), and with INNER all but so many inner
neurons likewise.  With LINES, so many training lines, what stays is fitted to them layer by layer, by least
squares, so that what leaves the layer is what left the whole model's, whatever the layers before it lost.
"""
import random
import sys

import torch
import torch.nn.functional as F

from data import TRAIN, Reader, collate, parted, rows
from model import load, save
from tags import NEVER
from vocab import Vocab


@torch.no_grad()
def silence(linear, x, groups, count):
    """Zeroes `count` of the equal groups of the inputs x, those that move the output least."""
    if count == 0:
        return
    width, mean = x.shape[1] // groups, x.mean(0)
    together, parts = (x - mean).T @ (x - mean), [slice(g * width, (g + 1) * width) for g in range(groups)]
    moved = [((linear.weight[:, p] @ together[p, p]) * linear.weight[:, p]).sum().item() for p in parts]
    for g in sorted(range(groups), key=lambda g: moved[g])[:count]:
        part = slice(g * width, (g + 1) * width)
        linear.bias += linear.weight[:, part] @ mean[part]
        linear.weight[:, part] = 0


@torch.no_grad()
def fit(linear, x, wanted):
    """Changes the weights that are not zero so that x gives `wanted` as nearly as it can, not far from what they were."""
    kept = linear.weight.abs().sum(0) > 0
    mine = torch.cat([x[:, kept], torch.ones(len(x), 1)], 1)
    square = mine.T @ mine
    square += 0.003 * square.diagonal().mean() * torch.eye(len(square))
    change = torch.linalg.solve(square, mine.T @ (wanted - linear(x)))
    linear.weight[:, kept] += change[:-1].T
    linear.bias += change[-1]


@torch.no_grad()
def cut(layer):
    """Takes out the heads and neurons that were silenced."""
    size, neurons = layer.size, layer.fo.weight.abs().sum(0) > 0
    heads = (layer.ao.weight.abs().sum(0).view(-1, size).sum(1) > 0).nonzero().flatten()
    rows = (heads[:, None] * size + torch.arange(size)).flatten()
    whole = torch.cat([rows + part * layer.heads * size for part in range(3)])
    layer.qkv.weight.data, layer.qkv.bias.data = layer.qkv.weight[whole].clone(), layer.qkv.bias[whole].clone()
    layer.ao.weight.data = layer.ao.weight[:, rows].clone()
    layer.fi.weight.data, layer.fi.bias.data = layer.fi.weight[neurons].clone(), layer.fi.bias[neurons].clone()
    layer.fo.weight.data = layer.fo.weight[:, neurons].clone()
    layer.heads = len(heads)


class Stream:
    """The vectors of lines on their way through a model, all batches at once."""

    def __init__(self, encoder, batches):
        self.masks = [b['pmask'] for b in batches]
        self.x = [encoder.ln(encoder.word(b['pid']) + encoder.pos.weight[:b['pid'].shape[1]] + encoder.typ) for b in batches]

    def real(self, vectors):
        """Those of real pieces, in rows."""
        return torch.cat([v[m] for v, m in zip(vectors, self.masks)])

    def attend(self, layer):
        """What goes into the layer's output matrix."""
        seen, inner = [], layer.ao.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
        for x, mask in zip(self.x, self.masks):
            layer(x, torch.where(mask, 0., NEVER)[:, None, None, :])
        inner.remove()
        return seen

    def add(self, norm, vectors):
        self.x = [norm(x + v) for x, v in zip(self.x, vectors)]


def thin(layer, whole, mine, theirs, count, inner, fitted):
    """Silences parts of a layer and takes both streams through it."""
    seen, given = mine.attend(layer), [whole.ao(v) for v in theirs.attend(whole)]
    silence(layer.ao, mine.real(seen), layer.heads, count)
    if fitted:
        fit(layer.ao, mine.real(seen), mine.real([x + g - y for x, g, y in zip(theirs.x, given, mine.x)]))
    theirs.add(whole.aln, given)
    mine.add(layer.aln, [layer.ao(v) for v in seen])
    seen, given = [F.gelu(layer.fi(x)) for x in mine.x], [whole.fo(F.gelu(whole.fi(x))) for x in theirs.x]
    neurons = layer.fo.weight.shape[1]
    silence(layer.fo, mine.real(seen), neurons, max(0, neurons - inner))
    if fitted:
        fit(layer.fo, mine.real(seen), mine.real([x + g - y for x, g, y in zip(theirs.x, given, mine.x)]))
    theirs.add(whole.oln, given)
    mine.add(layer.oln, [layer.fo(v) for v in seen])


@torch.no_grad()
def main():
    path, out, count, inner, lines = (*sys.argv[1:], *['0', '0'])[:5]
    model, whole, read = load(path, dropout=0).eval(), load(path, dropout=0).eval(), Reader(Vocab(path + '.json'))
    dice, batches = random.Random(3), []
    for source in ('local', 'msra'):
        chosen = dice.sample(rows(TRAIN[source][1]), int(lines) // 2 or 40)
        items = sorted((read(p) for r in chosen for p in parted(r)), key=lambda item: len(item['pid']))
        batches += [collate(items[at:at + 40]) for at in range(0, len(items), 40)]
    mine, theirs = Stream(model.enc, batches), Stream(whole.enc, batches)
    for layer, other in zip(model.enc.layers, whole.enc.layers):
        thin(layer, other, mine, theirs, int(count), int(inner) or 10 ** 6, int(lines) > 0)
        cut(layer)
    model.settings['encoder'].update(NH=layer.heads, HS=layer.size, FF=len(layer.fi.weight))
    save(model, out)


if __name__ == '__main__':
    main()
