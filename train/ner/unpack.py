"""data/tagger.bin -> NAME.safetensors + NAME.json, so that training can go on from what ships.

usage: unpack.py TAGGER.BIN VOCABULARY.json NAME

The weights are those of the int8 file, multiplied out; what export.py folded away (the segment
embedding, the head's layer in the tables of characters) stays folded: the head's layer gets a unit
matrix there.  VOCABULARY.json is the JSON file of any model of the same pieces (the given teacher's).
Only the heads that ship are there.
"""
import json
import math
import struct
import sys

import numpy as np
import torch
from safetensors.torch import save_file

from tags import TAGS

HEADS = ('local', 'msra')


def sections(path):
    data = open(path, 'rb').read()
    count = struct.unpack_from('<I', data, 12)[0]
    for i in range(count):
        name, at, size = struct.unpack_from('<16sQQ', data, 64 + 32 * i)
        yield name.rstrip(b'\0').decode(), data[at:at + size]


def unpack(path, vocabulary):
    raw, out = dict(sections(path)), {}
    width, layers, heads, inner, pieces, chars, positions, _ = (int(x) for x in np.frombuffer(raw['settings'], '<u4'))

    def rows(name, count):
        scale = np.frombuffer(raw[name + '.s'], '<f4')
        return np.frombuffer(raw[name + '.w'], np.int8).reshape(count, -1) * scale[:, None]

    def matrix(name, target, count, split=None):
        weight, bias = rows(name, count), np.frombuffer(raw[name + '.b'], '<f4').copy()
        if split:  # 1/sqrt(32) is folded into the queries
            weight[:split] *= math.sqrt(32)
            bias[:split] *= math.sqrt(32)
        out[target + '.weight'], out[target + '.bias'] = weight, bias

    def layer_norm(name, target):
        out[target + '.weight'], out[target + '.bias'] = np.frombuffer(raw[name], '<f4').reshape(2, -1)

    out['enc.word.weight'], out['enc.pos.weight'] = rows('word', pieces), rows('pos', positions)
    out['enc.typ'] = np.zeros(width, np.float32)
    layer_norm('ln', 'enc.ln')
    for i in range(layers):
        target = f'enc.layers.{i}.'
        matrix(f'{i}.qkv', target + 'qkv', 96 * heads, 32 * heads)
        matrix(f'{i}.ao', target + 'ao', width)
        matrix(f'{i}.fi', target + 'fi', inner)
        matrix(f'{i}.fo', target + 'fo', width)
        layer_norm(f'{i}.aln', target + 'aln')
        layer_norm(f'{i}.oln', target + 'oln')
    matrix('inp', 'inp', width)
    out['inp.weight'] = np.concatenate([out['inp.weight'], np.eye(width)], 1)
    out['cemb.weight'], out['bm.weight'] = rows('char', chars), np.frombuffer(raw['place'], '<f4').reshape(4, width)
    out['gz.weight'] = np.frombuffer(raw['gaz'], '<f4').reshape(-1, width).T
    layer_norm('ln0', 'ln0')
    for conv, norm in (('c1', 'ln1'), ('c2', 'ln2')):
        matrix(conv, conv, width)
        out[conv + '.weight'] = out[conv + '.weight'].reshape(width, 3, width).transpose(0, 2, 1)
        layer_norm(norm, norm)
    for head in HEADS:
        table = np.frombuffer(raw['out.' + head], '<f4').reshape(width + 1, 16)
        out[f'out.{head}.weight'] = table[:width, :len(TAGS)].T
        out[f'out.{head}.bias'] = table[width, :len(TAGS)]
        out[f'crf.t.{head}'] = np.frombuffer(raw['crf.' + head], '<f4').reshape(16, 16)[:len(TAGS), :len(TAGS)]
    settings = json.load(open(vocabulary))
    assert len(settings['pieces']) == pieces and len(settings['chars']) == chars, 'another vocabulary'
    settings['encoder'].update(H=width, NL=layers, NH=heads, HS=32, FF=inner, VOC=pieces, MAXP=positions)
    settings['gazetteer_bits'] = out['gz.weight'].shape[1]
    return settings, {k: torch.tensor(np.ascontiguousarray(v), dtype=torch.float32) for k, v in out.items()}


if __name__ == '__main__':
    made, weights = unpack(sys.argv[1], sys.argv[2])
    save_file(weights, sys.argv[3] + '.safetensors')
    json.dump(made, open(sys.argv[3] + '.json', 'w'), ensure_ascii=False)
