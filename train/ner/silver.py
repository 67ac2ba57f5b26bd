"""Raw news labelled by a teacher, for distillation.

usage: silver.py TEACHER FOLDER MILLIONS

Writes FOLDER/NN.pt, each of about 100,000 characters: a list of
{text, tags: {head: int8 a character, ANY where the teacher is unsure},
logits: {head: half precision, characters x 13}, hidden: half precision, pieces x width}.
Shards that are there already are kept. Only one in five passages without a name is taken.
"""
import itertools
import os
import random
import sys

import torch

from data import Reader, batches, collate
from distil import HEADS
from model import load
from raw import sample
from tags import ANY
from vocab import Vocab

SHARD = 100_000
SURE = 0.7  # marginal probability below which a tag is not taken


def label(model, read, texts):
    """Labelled passages in order of texts."""
    items, out = [read({'text': t}) for t in texts], [None] * len(texts)
    for chosen in batches([len(t) for t in texts], 8000):
        batch = collate([items[i] for i in chosen])
        with torch.no_grad(), torch.autocast('cpu', dtype=torch.bfloat16):
            scores, hidden = model(batch, HEADS)
        for i in chosen:
            out[i] = {'text': texts[i], 'tags': {}, 'logits': {}}
        for h in HEADS:
            tags = model.crf.decode(scores[h], batch['lengths'], h)
            odds = model.crf.marginals(scores[h], batch['lengths'], h)
            for k, i in enumerate(chosen):
                n, best = len(texts[i]), torch.tensor(tags[k])
                sure = odds[k, :n].gather(1, best[:, None])[:, 0] >= SURE
                out[i]['tags'][h] = torch.where(sure, best, ANY).to(torch.int8)
                out[i]['logits'][h] = scores[h][k, :n].half()
        for k, i in enumerate(chosen):
            out[i]['hidden'] = hidden[k, :len(items[i]['pid'])].half()
    return out


def shards(texts):
    """Lists of passages of about SHARD characters."""
    shard, size = [], 0
    for text in texts:
        shard.append(text)
        size += len(text)
        if size >= SHARD:
            yield shard
            shard, size = [], 0


def main():
    teacher, folder, millions = sys.argv[1], sys.argv[2], float(sys.argv[3])
    model, read = load(teacher).eval(), Reader(Vocab(teacher + '.json'))
    os.makedirs(folder, exist_ok=True)
    for n, texts in enumerate(itertools.islice(shards(sample()), int(millions * 1e6 / SHARD))):
        path, dice = f'{folder}/{n:02}.pt', random.Random(n)
        if os.path.exists(path):
            continue
        rows = [r for r in label(model, read, texts) if r['tags']['local'].any() or dice.random() < 0.2]
        torch.save(rows, path + '.new')
        os.replace(path + '.new', path)
        unsure = sum(int((r['tags']['local'] == ANY).sum()) for r in rows)
        print(path, len(rows), 'passages', sum(len(r['text']) for r in rows), 'characters', unsure, 'unsure', flush=True)


if __name__ == '__main__':
    torch.set_num_threads(2)
    main()
