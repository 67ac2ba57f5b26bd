"""Trains a tagger from another one on everything labelled, each source with its own head.

usage: train.py --init MODEL --out FOLDER [options]     (train.py -h lists them)

With --silver FOLDER (see silver.py) there is one more source, "silver", on which a teacher's
answers are distilled; --layers and --inner make the student smaller than the model it starts from.

The out FOLDER gets log.txt, checkpoint.pt (every few minutes; the same command goes on from
it), mean.* (the running average of the weights) and at the end last.* (the final ones).
"""
import argparse
import copy
import json
import os
import random
import time

import torch
from torch import nn

import distil
from data import TRAIN, Reader, batches, collate, mended, parted, rows
from evaluate import Devs
from model import load, save
from prune import narrow
from swap import Swap
from tags import MIXED
from vocab import UNKNOWN, Vocab


SWAPPED = ('msra', 'local', 'hard')  # sources of the two conventions that ship
MIXING = (*SWAPPED, 'kinds')         # those that teach the head MIXED too


def options():
    ap = argparse.ArgumentParser()
    add = ap.add_argument
    add('--init', required=True, help='starting model, without suffix')
    add('--out', required=True)
    add('--silver', default='', help='folder of a teacher\'s labels')
    add('--layers', default='', help='layers of the starting model to keep: 0,2,4')
    add('--inner', type=int, default=10 ** 6, help='neurons of a layer to keep, if fewer than it has')
    add('--bits', type=int, help='gazetteer bits, if more than the starting model has')
    add('--passes', type=float, default=1.0, help='passes over all sources')
    add('--share', default='msra=1,local=1,hard=3', help='of each source in a pass')
    add('--lr', type=float, default=1e-4, help='of the encoder; the head takes 7 times, the CRF 30 times it')
    add('--swap', type=float, default=0.4, help='share of sentences with swapped names')
    add('--blank', type=float, default=0.1, help='share of pieces hidden from the model')
    add('--dropout', type=float, default=0.1)
    add('--size', type=int, default=3200, help='characters in a batch')
    add('--steps', type=int, help='of the schedule, where the passes would have more')
    add('--mean', type=float, default=0.97, help='decay of the average every 10 steps')
    add('--threads', type=int, default=2)
    add('--seed', type=int, default=3)
    return ap.parse_args()


def heads_of(source):
    """The heads that a labelled line teaches."""
    head = TRAIN[source][0]
    return [head, MIXED] if source in MIXING else [head]


def blank(item, share, dice):
    """Hides some pieces and their characters: context and gazetteer must do."""
    hidden = [dice.random() < share for _ in item['pid']]
    item['pid'] = [UNKNOWN if h else k for h, k in zip(hidden, item['pid'])]
    item['cid'] = [UNKNOWN if hidden[k] else c for k, c in zip(item['c2p'], item['cid'])]
    return item


class Plan:
    """The batches of a run: [(source, rows)], the same for the same seed."""

    def __init__(self, opt):
        share = dict((k, float(v)) for k, v in (x.split('=') for x in opt.share.split(',')))
        self.rows = {s: distil.rows(opt.silver) if s == 'silver' else [p for r in rows(TRAIN[s][1]) for p in parted(mended(r))] for s in share}
        self.swap, self.odds, self.hide, self.seed = None, opt.swap, opt.blank, opt.seed
        dice, self.steps = random.Random(opt.seed), []
        whole = int(-(-opt.passes // 1))
        for n in range(whole):
            steps = []
            for source, lines in self.rows.items():
                lengths, left = [len(r['text']) for r in lines], share[source]
                while left > 0:
                    part = batches(lengths, opt.size, dice)
                    steps += [(source, b) for b in part[:int(len(part) * min(1, left) + 0.5)]]
                    left -= 1
            dice.shuffle(steps)
            self.steps += steps
        self.steps = self.steps[:int(len(self.steps) * opt.passes / whole)][:opt.steps]

    def use(self, read):
        self.read = read
        self.swap = Swap(read.gazetteer, [row for s in self.rows if s in SWAPPED for row in self.rows[s]])

    def batch(self, step):
        """Source and tensors of a step, with fresh names in some sentences."""
        source, chosen = self.steps[step]
        dice, items = random.Random(f'{self.seed}/{step}'), []
        chosen = [self.rows[source][i] for i in chosen]
        for row in chosen:
            if source in SWAPPED and dice.random() < self.odds:
                row = self.swap(row, dice)
            items.append(blank(self.read(row), self.hide, dice))
        batch = collate(items)
        if source == 'silver':
            batch.update(distil.answers(chosen, batch))
        return source, batch


class Run:
    """Model, average, optimiser and place in the plan: what a checkpoint holds."""

    def __init__(self, opt, model):
        self.model, self.mean, self.opt = model, copy.deepcopy(model), opt
        self.step, self.seconds = 0, 0.0
        groups = {'enc.': opt.lr, 'crf.': 30 * opt.lr, '': 7 * opt.lr}
        sorted_out = {prefix: [] for prefix in groups}
        for name, p in model.named_parameters():
            sorted_out[name[:4] if name[:4] in groups else ''].append(p)
        self.optim = torch.optim.AdamW(
            [{'params': p, 'lr': groups[k], 'peak': groups[k], 'weight_decay': 0. if k == 'crf.' else 0.01}
             for k, p in sorted_out.items()], betas=(0.9, 0.98), fused=True)

    def save(self, path):
        state = {k: getattr(self, k).state_dict() for k in ('model', 'mean', 'optim')}
        torch.save({**state, 'step': self.step, 'seconds': self.seconds}, path + '.new')
        os.replace(path + '.new', path)

    def restore(self, path):
        state = torch.load(path)
        for k in ('model', 'mean', 'optim'):
            getattr(self, k).load_state_dict(state[k])
        self.step, self.seconds = state['step'], state['seconds']

    def update(self, loss, progress):
        """One step; the learning rate warms up over 5 % of the run, then falls to 2 %."""
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for group in self.optim.param_groups:
            group['lr'] = group['peak'] * min(1, progress / 0.05 + 0.01) * max(0.02, 1 - progress)
        self.optim.step()
        self.optim.zero_grad()
        self.step += 1
        if self.step % 10 == 0:
            keep = min(self.opt.mean, 1 - 10 / self.step)
            with torch.no_grad():
                for mean, now in zip(self.mean.parameters(), self.model.parameters()):
                    mean.lerp_(now, 1 - keep)


def train(opt, run, plan, log):
    start, saved, since, total = time.time() - run.seconds, time.time(), time.time(), 0.0
    while run.step < len(plan.steps):
        run.seconds = time.time() - start
        source, batch = plan.batch(run.step)
        heads = distil.HEADS if source == 'silver' else heads_of(source)
        with torch.autocast('cpu', dtype=torch.bfloat16):
            scores, pieces = run.model(batch, heads)
        if source == 'silver':
            loss = distil.loss(run.model.crf, scores, pieces, batch)
        else:
            loss = sum(run.model.crf.loss(scores[h], batch['tag'], batch['lengths'], h) for h in heads) / len(heads)
        run.update(loss, run.step / len(plan.steps))
        total += loss.item()
        if run.step % 50 == 0:
            log(f'step {run.step}/{len(plan.steps)} loss {total / 50:.4f} {run.seconds:.0f} s '
                f'{50 / (time.time() - since):.2f} steps/s')
            since, total = time.time(), 0.0
        if time.time() - saved > 300:
            run.save(opt.out + '/checkpoint.pt')
            save(run.mean, opt.out + '/mean')
            saved = time.time()


def main():
    opt = options()
    torch.set_num_threads(opt.threads)
    torch.manual_seed(opt.seed)
    os.makedirs(opt.out, exist_ok=True)

    def log(text):
        print(time.strftime('%H:%M:%S'), text, flush=True)
        with open(opt.out + '/log.txt', 'a') as f:
            print(time.strftime('%H:%M:%S'), text, file=f)

    log(json.dumps(vars(opt)))
    read, plan = Reader(Vocab(opt.init + '.json')), Plan(opt)
    plan.use(read)
    layers = [int(x) for x in opt.layers.split(',') if x]
    model = load(opt.init, layers, opt.dropout, opt.bits)
    if opt.inner < model.settings['encoder']['FF']:
        narrow(model, opt.inner, [plan.batch(step)[1] for step in range(6)])
    run = Run(opt, model)
    if os.path.exists(opt.out + '/checkpoint.pt'):
        run.restore(opt.out + '/checkpoint.pt')
    train(opt, run, plan, log)
    run.save(opt.out + '/checkpoint.pt')
    save(run.model, opt.out + '/last')
    save(run.mean, opt.out + '/mean')
    devs = Devs(read)
    for name, model in (('mean', run.mean), ('last', run.model)):
        log(f'{name} {json.dumps(devs.report(model))}')


if __name__ == '__main__':
    main()
