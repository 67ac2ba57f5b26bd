"""Names swapped for others of their kind, so that context and gazetteer are read, not remembered.

A name is replaced consistently within a sentence: a place by one of its level and suffix, a
person by a made-up one, a body's leading place by another place.
"""
import collections
import re

SUFFIXES = '省市县区镇乡旗州'


class Swap:
    def __init__(self, gazetteer, rows):
        self.gazetteer = gazetteer
        surnames, given = collections.Counter(), collections.Counter()
        for row in rows:
            for start, end, kind in row['entities']:
                name = row['text'][start:end]
                if kind == 'PER' and self._han(name, 4):
                    surnames[name[0]] += 1
                    given.update(name[1:])
        self.surnames, self.given = list(surnames.elements()), list(given.elements())

    def _han(self, name, longest):
        return (2 <= len(name) <= longest and name[0] in self.gazetteer.surnames
                and re.fullmatch('[一-鿿]+', name))

    def place(self, name, dice):
        level = self.gazetteer.level.get(name)
        if level is None:
            return None
        if level < 2 and not (len(name) > 2 and name[-1] in SUFFIXES):
            return dice.choice(self.gazetteer.short[dice.choice((level, level, 0, 1))])
        return dice.choice(self.gazetteer.full.get((level, name[-1])) or [None])

    def person(self, name, dice):
        if not self._han(name, 3):
            return None
        letters = len(name) - 1 if dice.random() < 0.8 else dice.choice((1, 2))
        return dice.choice(self.surnames) + ''.join(dice.choice(self.given) for _ in range(letters))

    def body(self, name, dice):
        for n in range(min(8, len(name) - 2), 1, -1):
            if name[:n] in self.gazetteer.level:
                other = self.place(name[:n], dice)
                return other and other + name[n:]
        return None

    def __call__(self, row, dice, share=0.6):
        """A copy of row with about that share of its names swapped; row itself if spans overlap."""
        spans = sorted((*span, key) for key in ('entities', 'optional') for span in map(tuple, row.get(key, [])))
        if any(b[0] < a[1] for a, b in zip(spans, spans[1:])):
            return row
        make, chosen = {'LOC': self.place, 'PER': self.person, 'ORG': self.body}, {}
        new, text, last = {'entities': [], 'optional': []}, '', 0
        for start, end, kind, key in spans:
            name = row['text'][start:end]
            if (name, kind) not in chosen:
                swap = make.get(kind) if dice.random() < share else None
                chosen[name, kind] = swap and swap(name, dice) or name
            text += row['text'][last:start]
            new[key].append([len(text), len(text) + len(chosen[name, kind]), kind])
            text, last = text + chosen[name, kind], end
        return {'text': text + row['text'][last:], **new}
