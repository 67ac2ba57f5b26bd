"""Raw news labelled by teachers, for distillation.

usage: silver.py FOLDER FROM TO HEAD=MODEL[+MODEL]...

Writes FOLDER/NN.pt for FROM <= NN < TO, each of about 100,000 characters of other passages: a list of
{text, tags: {head: int8 a character, ANY where the teachers are unsure},
logits: {head: half precision, characters x 13}, hidden: half precision, pieces x width}.
A head is answered by the mean of its models' scores; the vectors are those of the first model named.
Shards that are there already are kept. Only one in five passages without a name is taken.
"""
import itertools
import os
import random
import sys

import torch

from data import Reader, batches, collate
from model import load
from raw import sample
from tags import ANY
from vocab import Vocab

SHARD = 100_000
SURE = 0.7  # marginal probability below which a tag is not taken


class Teachers:
    """Models that answer heads together."""

    def __init__(self, heads):
        """heads: {head: [model's path, ...]}"""
        self.heads, paths = heads, dict.fromkeys(p for named in heads.values() for p in named)
        self.models = {p: load(p).eval() for p in paths}
        self.read = {p: Reader(Vocab(p + '.json')) for p in paths}
        self.first = next(iter(paths))
        self.crf = self.models[self.first].crf
        with torch.no_grad():
            for h, named in heads.items():
                self.crf.t[h].copy_(sum(self.models[p].crf.t[h].clone() for p in named) / len(named))

    @torch.no_grad()
    def label(self, texts):
        """Labelled passages in order of texts."""
        items = {p: [read({'text': t}) for t in texts] for p, read in self.read.items()}
        out = [{'text': t, 'tags': {}, 'logits': {}} for t in texts]
        for chosen in batches([len(t) for t in texts], 8000):
            scores = {}
            for p, model in self.models.items():
                batch = collate([items[p][i] for i in chosen])
                with torch.autocast('cpu', dtype=torch.bfloat16):
                    scores[p], vectors = model(batch, [h for h, named in self.heads.items() if p in named])
                if p == self.first:
                    for k, i in enumerate(chosen):
                        out[i]['hidden'] = vectors[k, :len(items[p][i]['pid'])].half()
            for h, named in self.heads.items():
                mean = sum(scores[p][h] for p in named) / len(named)
                tags = self.crf.decode(mean, batch['lengths'], h)
                odds = self.crf.marginals(mean, batch['lengths'], h)
                for k, i in enumerate(chosen):
                    n, best = len(texts[i]), torch.tensor(tags[k])
                    sure = odds[k, :n].gather(1, best[:, None])[:, 0] >= SURE
                    out[i]['tags'][h] = torch.where(sure, best, ANY).to(torch.int8)
                    out[i]['logits'][h] = mean[k, :n].half()
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
    folder, start, end = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    teachers = Teachers({h: named.split('+') for h, _, named in (x.partition('=') for x in sys.argv[4:])})
    os.makedirs(folder, exist_ok=True)
    for n, texts in itertools.islice(enumerate(shards(sample())), start, end):
        path, dice = f'{folder}/{n:02}.pt', random.Random(n)
        if os.path.exists(path):
            continue
        rows = [r for r in teachers.label(texts) if r['tags']['local'].any() or dice.random() < 0.2]
        torch.save(rows, path + '.new')
        os.replace(path + '.new', path)
        unsure = sum(int((r['tags']['local'] == ANY).sum()) for r in rows)
        print(path, len(rows), 'passages', sum(len(r['text']) for r in rows), 'characters', unsure, 'unsure', flush=True)


if __name__ == '__main__':
    torch.set_num_threads(2)
    main()
