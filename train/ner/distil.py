"""What a student learns from a teacher's answers (shards written by silver.py).

The loss of a batch is the mean over the heads of the CRF's loss on the tags of which the teacher
is sure and of the distance between the emission scores (KL at temperature 2); and, lightly, the
angle between the encoders' output vectors.
"""
import glob

import torch
import torch.nn.functional as F

from tags import ANY, MIXED

HEADS = ('local', 'msra', MIXED)
HEAT = 2.0
ANGLE = 0.1  # weight of the angle


def rows(folder):
    return [row for path in sorted(glob.glob(folder + '/*.pt')) for row in torch.load(path)]


def _pad(parts, length, value=0.):
    out = torch.full((len(parts), length, *parts[0].shape[1:]), value)
    for i, part in enumerate(parts):
        out[i, :len(part)] = part.float()
    return out


def answers(chosen, batch):
    """The teacher's part of a batch."""
    chars, pieces = batch['cid'].shape[1], batch['pid'].shape[1]
    return {'tags': {h: _pad([r['tags'][h] for r in chosen], chars, ANY).long() for h in HEADS},
            'logits': {h: _pad([r['logits'][h] for r in chosen], chars) for h in HEADS},
            'hidden': _pad([r['hidden'] for r in chosen], pieces)}


def loss(crf, scores, pieces, batch):
    total, chars = 0., batch['cmask']
    for h in HEADS:
        total = total + crf.loss(scores[h], batch['tags'][h], batch['lengths'], h)
        mine = (scores[h][chars] / HEAT).log_softmax(-1)
        theirs = (batch['logits'][h][chars] / HEAT).log_softmax(-1)
        total = total + F.kl_div(mine, theirs, log_target=True, reduction='batchmean')
    near = F.cosine_similarity(pieces[batch['pmask']].float(), batch['hidden'][batch['pmask']], dim=-1)
    return total / len(HEADS) + ANGLE * (1 - near).mean()
