"""Text to word pieces: a unigram model over the pruned vocabulary of a model's JSON file.

Pieces are matched on normalised characters; every character keeps its piece and its place in
it (0 first, 1 inside, 2 last, 3 alone), so that tags are given to characters, not to pieces.
"""
import json

LONGEST = 16  # characters a piece may cover
UNKNOWN = 1   # index of <unk>, for pieces and for characters


class Vocab:
    def __init__(self, path):
        self.settings = json.load(open(path))
        self.normal = self.settings['normalise']
        self.unknown_score = self.settings['unknown_score']
        self.pieces = {p: (i, score) for i, (p, score, _) in enumerate(self.settings['pieces']) if i > UNKNOWN}
        self.chars = {c: i for i, c in enumerate(self.settings['chars'])}
        self.reach = {}  # first letter -> length of the longest piece
        for piece in self.pieces:
            self.reach[piece[0]] = max(self.reach.get(piece[0], 0), len(piece))

    def split(self, text):
        """[(start, end, piece index)]: the split with the highest sum of piece scores."""
        n, norm = len(text), [self.normal.get(c, c) or ' ' for c in text]
        best, back = [0.] + [-1e30] * n, [None] * (n + 1)
        for i in range(n):
            if best[i] <= -1e29:
                continue
            if best[i] + self.unknown_score > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + self.unknown_score, (i, UNKNOWN)
            piece, reach = '', self.reach.get(norm[i][0], 0)
            for j in range(i, min(n, i + LONGEST)):
                piece += norm[j]
                if len(piece) > reach:
                    break
                index, score = self.pieces.get(piece, (None, 0.))
                if index is not None and best[i] + score > best[j + 1]:
                    best[j + 1], back[j + 1] = best[i] + score, (i, index)
        out = []
        while n > 0:
            start, index = back[n]
            out.append((start, n, index))
            n = start
        return out[::-1]

    def encode(self, text):
        """Index lists: pieces; and a character's piece number, place in the piece, own index."""
        split = self.split(text)
        owner = [k for k, (a, b, _) in enumerate(split) for _ in range(a, b)]
        place = [3 if b - a == 1 else 0 if i == a else 2 if i == b - 1 else 1
                 for a, b, _ in split for i in range(a, b)]
        return {'pid': [k for _, _, k in split], 'c2p': owner, 'bm': place,
                'cid': [self.chars.get(c, UNKNOWN) for c in text]}
