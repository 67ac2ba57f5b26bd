"""What int8 costs: F1 with weights and activations rounded as the C engine rounds them.

usage: int8.py MODEL

Matrices: symmetric, one scale an output channel, to [-63, 63] (so that AVX2 never saturates).
Their inputs: symmetric, one scale a row, to [-127, 127]. Embedding tables: one scale a row,
to [-127, 127]. Everything else stays in floating point.
"""
import json
import sys

import torch
from torch import nn

from data import Reader
from evaluate import Devs
from model import load
from vocab import Vocab


def rounded(x, top):
    """x on its grid; a scale for each vector along the last dimension."""
    scale = x.abs().amax(-1, keepdim=True).clamp(min=1e-12) / top
    return (x / scale).round().clamp(-top, top) * scale


def quantise(model, weights=63, inputs=127, tables=127):
    """Rounds the weights in place and makes every matrix round its input."""
    for name, part in model.named_modules():
        if isinstance(part, nn.Embedding):
            part.weight.data = rounded(part.weight.data, tables)
        if isinstance(part, (nn.Linear, nn.Conv1d)) and name != 'gz':
            w = part.weight.data
            part.weight.data = rounded(w.flatten(1), weights).view_as(w)
            if isinstance(part, nn.Linear):
                part.register_forward_pre_hook(lambda _, x: (rounded(x[0], inputs),))
            else:
                part.register_forward_pre_hook(lambda _, x: (rounded(x[0].transpose(1, 2), inputs).transpose(1, 2),))
    return model


if __name__ == '__main__':
    torch.set_num_threads(2)
    path = sys.argv[1]
    devs, model = Devs(Reader(Vocab(path + '.json'))), load(path)
    print('float', json.dumps(devs.report(model, exact=True)), flush=True)
    print('int8', json.dumps(devs.report(quantise(model), exact=True)), flush=True)
