"""Labelled lines, their encoding, and batches of similar length."""
import json
import os

import torch

from gazetteer import Gazetteer
from tags import ANY, tags_of

FOLDER = os.environ.get('NER_DATA', os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../shared/ner'))
KINDS = os.path.abspath(os.environ.get('KINDS', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'run/kinds')))  # made by kinds.py
# source: the head that learns from it, its file
TRAIN = {'msra': ('msra', 'msra.train'), 'local': ('local', 'local.train'), 'hard': ('local', 'hard.train'),
         'kinds': ('local', KINDS + '/train'), 'aishell': ('local', 'aishell.train'), 'clue': ('clue', 'cluener.train'), 'resume': ('resume', 'resume.train')}
# set to measure on: the head that is asked, its file
DEV = {'news': ('msra', 'news.dev'), 'local': ('local', 'local.dev'), 'hard': ('local', 'hard.dev'),
       'cases': ('local', 'cases.dev')}


def rows(name):
    return [json.loads(line) for line in open(os.path.join(FOLDER, name + '.jsonl'))]


# Names of places that read like two short forms side by side: some training lines mark them as these.
# 巴中, 中沙 and 中非 are both.
WHOLE = {'辽宁', '晋中', '宁德', '琼中', '中宁', '伊宁', '贵港', '宁晋', '巴新', '埃塞'}


def mended(row):
    """The row with each of WHOLE as one mention, where it was marked as two of one character."""
    def whole(spans):
        out = []
        for start, end, kind in sorted(spans):
            if out and kind == out[-1][2] == 'LOC' and end - start == 1 and row['text'][start - 1:end] in WHOLE \
                    and out[-1][:2] == [start - 1, start]:
                out[-1][1] = end
            else:
                out.append([start, end, kind])
        return out
    return {**row, 'entities': whole(row['entities'])}


def parted(row, longest=300):
    """The row, or its parts when it is long: cut behind punctuation that no span holds."""
    text, start = row['text'], 0
    spans = row.get('entities', []) + row.get('optional', [])
    while len(text) - start > longest:
        ends = [i + 1 for i in range(start, start + longest) if text[i] in '。；！？，、：,.;! '
                and not any(s <= i < e for s, e, _ in spans)]
        end = ends[-1] if ends else start + longest
        yield part(row, start, end)
        start = end
    if start < len(text):
        yield row if start == 0 else part(row, start, len(text))


def part(row, start, end):
    def within(spans):
        return [[s - start, e - start, kind] for s, e, kind in spans if start <= s and e <= end]
    return {'text': row['text'][start:end], 'entities': within(row.get('entities', [])),
            'optional': within(row.get('optional', []))}


class Reader:
    """Turns rows into index lists."""

    def __init__(self, vocab):
        self.vocab, self.gazetteer = vocab, Gazetteer()

    def __call__(self, row):
        text = row['text']
        tags = tags_of(len(text), row.get('entities', []), row.get('optional', []))
        return {**self.vocab.encode(text), 'gz': self.gazetteer.bits(text), 'tag': tags}


def collate(items):
    """Tensors of a batch, padded to multiples of 16: few shapes, so that kernels are reused."""
    batch = {}
    for key in ('pid', 'c2p', 'bm', 'cid', 'gz', 'tag'):
        length = (max(len(x[key]) for x in items) + 15) // 16 * 16
        batch[key] = torch.full((len(items), length), ANY if key == 'tag' else 0)
        for i, x in enumerate(items):
            batch[key][i, :len(x[key])] = torch.tensor(x[key])
    batch['lengths'] = torch.tensor([len(x['cid']) for x in items])
    pieces = torch.tensor([len(x['pid']) for x in items])
    batch['pmask'] = torch.arange(batch['pid'].shape[1]) < pieces[:, None]
    batch['cmask'] = torch.arange(batch['cid'].shape[1]) < batch['lengths'][:, None]
    return batch


def batches(lengths, size, dice=None):
    """Lists of indices with at most `size` characters padded; shuffled by dice, if given."""
    order, out = list(range(len(lengths))), []
    if dice:
        dice.shuffle(order)
    for start in range(0, len(order), 2000):
        batch = []
        for i in sorted(order[start:start + 2000], key=lambda i: lengths[i]):
            if batch and lengths[i] * (len(batch) + 1) > size:
                out.append(batch)
                batch = []
            batch.append(i)
        out.append(batch)
    if dice:
        dice.shuffle(out)
    return out
