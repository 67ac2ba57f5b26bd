"""The 13 BIOES tags, spans to tags and back, legal transitions, the CRF and its decoder."""
import torch
from torch import nn

TYPES = ('PER', 'LOC', 'ORG')
TAGS = ['O'] + [f'{p}-{t}' for t in TYPES for p in 'BIES']
INDEX = {t: i for i, t in enumerate(TAGS)}
ANY = -100  # a target that allows every tag
NEVER = -1e4
MIXED = 'mixed'  # the head for text of unknown convention: learns local and msra lines alike


def _legal(a, b):
    if a[0] in 'BI':
        return b[0] in 'IE' and a[2:] == b[2:]
    return b[0] in 'OBS'


STEP = torch.tensor([[0. if _legal(a, b) else NEVER for b in TAGS] for a in TAGS])
FIRST = torch.tensor([0. if t[0] in 'OBS' else NEVER for t in TAGS])
LAST = torch.tensor([0. if t[0] in 'OES' else NEVER for t in TAGS])


def tags_of(length, entities, optional=()):
    """Tags of a text; characters of optional spans that no entity covers get ANY."""
    tags = [0] * length
    for start, end, kind in entities:
        tags[start:end] = [INDEX['I-' + kind]] * (end - start)
        tags[start], tags[end - 1] = INDEX['B-' + kind], INDEX['E-' + kind]
        if end - start == 1:
            tags[start] = INDEX['S-' + kind]
    for start, end, _ in optional:
        tags[start:end] = [t or ANY for t in tags[start:end]]
    return tags


def spans_of(tags):
    """[(start, end, type)] of a legal tag sequence."""
    spans, start = [], 0
    for i, tag in enumerate(tags):
        place, kind = TAGS[tag][0], TAGS[tag][2:]
        if place in 'BS':
            start = i
        if place in 'ES':
            spans.append((start, i + 1, kind))
    return spans


class Crf(nn.Module):
    """One matrix of transition scores a head; illegal steps stay impossible."""

    def __init__(self, heads):
        super().__init__()
        self.t = nn.ParameterDict({h: nn.Parameter(torch.zeros(len(TAGS), len(TAGS))) for h in heads})

    def _log_sum(self, scores, step, lengths):
        total = scores[:, 0] + FIRST
        for i in range(1, scores.shape[1]):
            longer = torch.logsumexp(total[:, :, None] + step, 1) + scores[:, i]
            total = torch.where((i < lengths)[:, None], longer, total)
        return torch.logsumexp(total + LAST, 1)

    def loss(self, scores, target, lengths, head):
        """Negative log likelihood a character of the sequences that target allows."""
        longest = int(lengths.max())
        scores, target = scores[:, :longest], target[:, :longest]
        fine = torch.full_like(scores, NEVER).scatter(2, target.clamp(min=0)[:, :, None], 0.)
        fine = fine.masked_fill((target < 0)[:, :, None], 0.)
        both = self._log_sum(torch.cat([scores, scores + fine]), self.t[head] + STEP, lengths.repeat(2))
        every, right = both.chunk(2)
        return (every - right).sum() / lengths.sum()

    def marginals(self, scores, lengths, head):
        """Probability of every tag at every character: the gradient of the log sum."""
        scores = scores[:, :int(lengths.max())].detach().requires_grad_()
        with torch.enable_grad():
            total = self._log_sum(scores, self.t[head].detach() + STEP, lengths).sum()
        return torch.autograd.grad(total, scores)[0]

    @torch.no_grad()
    def decode(self, scores, lengths, head):
        """The best legal tag sequence of each row."""
        step, best, back = self.t[head] + STEP, scores[:, 0] + FIRST, []
        stay = torch.arange(len(TAGS)).expand_as(best)
        for i in range(1, int(lengths.max())):
            more = (i < lengths)[:, None]
            value, origin = (best[:, :, None] + step).max(1)
            back.append(torch.where(more, origin, stay))
            best = torch.where(more, value + scores[:, i], best)
        path = [(best + LAST).argmax(1)]
        for origin in reversed(back):
            path.append(origin.gather(1, path[-1][:, None])[:, 0])
        path = torch.stack(path[::-1], 1)
        return [row[:n].tolist() for row, n in zip(path, lengths)]
