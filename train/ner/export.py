"""A trained tagger (NAME.safetensors + NAME.json) -> data/tagger.bin, and stored vectors for the tests.

usage: export.py pack NAME OUT --source FILE [--title TEXT] [--pieces N --texts FILE]
       export.py vectors NAME OUT --source FILE < SAMPLES

`pack` quantises every matrix to int8 with one scale an output channel, within [-63, 63]: two
products of such a weight with an unsigned byte fit 16 bits, so AVX2 cannot saturate and every
instruction set gives the same sums.  What a query needs only once is folded in: 1/sqrt(32)
into the queries, the segment embedding into the positions, the head's linear layer into the
tables of characters.  --pieces keeps the N pieces that are most frequent in the plain text
of --texts, when a file would be too large.

`vectors` runs the float model over sample sentences, one a line, and stores pieces, the probability
of 1998 news, scores and tags (tests/enrich/vectors.bin).

--source is what source.py wrote.

Needs numpy only; `vectors` also what source.py does.
"""
import argparse
import collections
import json
import math
import os
import struct
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'gazetteer'))
import blob

VERSION = 3
TAGS = ['O'] + [f'{p}-{t}' for t in ('PER', 'LOC', 'ORG') for p in 'BIES']
HEADS = ('local', 'msra')
HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get('SHARED', HERE + '/../../../shared')


def tensors(path):
    with open(path, 'rb') as f:
        size, = struct.unpack('<Q', f.read(8))
        head, data = json.loads(f.read(size)), f.read()
    kinds = {'F16': '<f2', 'F32': '<f4'}
    out = {}
    for name, t in head.items():
        if name == '__metadata__':
            continue
        start, end = t['data_offsets']
        if t['dtype'] == 'BF16':
            raw = np.frombuffer(data[start:end], '<u2').astype('<u4') << 16
            value = raw.view('<f4')
        else:
            value = np.frombuffer(data[start:end], kinds[t['dtype']]).astype(np.float32)
        out[name] = value.reshape(t['shape'])
    return out


class Model:
    """The float model, as a reference."""

    def __init__(self, name):
        self.w = tensors(name + '.safetensors')
        with open(name + '.json', encoding='utf-8') as f:
            self.settings = json.load(f)
        assert self.settings['tags'] == TAGS
        self.hidden = self.settings['encoder']['H']
        self.heads = self.settings['encoder']['NH']
        assert self.settings['encoder'].get('HS', self.hidden // self.heads) == 32
        self.layers = 0
        while f'enc.layers.{self.layers}.qkv.weight' in self.w:
            self.layers += 1
        self.pieces = {p: (i, s) for i, (p, s, _) in enumerate(self.settings['pieces'])}
        self.chars = {c: i for i, c in enumerate(self.settings['chars'])}
        self.norm = self.settings['normalise']
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'gazetteer'))
        import build
        folder = os.path.join(SHARED, 'gazetteer')
        self.places, self.surnames = build.places(folder), build.surnames(folder)
        self.bits = self.w['gz.weight'].shape[1]
        if self.bits > 18:
            for word, bit in build.words(os.environ.get('WORDS', HERE + '/run/words.tsv')):
                self.places[word] = self.places.get(word, 0) | bit

    def tokenise(self, text):
        """[(start, end, piece)], the best segmentation into pieces"""
        norm = [(self.norm[c] or ' ') if c in self.norm else c for c in text]
        n, unknown = len(text), self.settings['unknown_score']
        best, back = [-1e30] * (n + 1), [None] * (n + 1)
        best[0] = 0.0
        for i in range(n):
            s = ''
            for e in range(i + 1, min(n, i + 16) + 1):
                s += norm[e - 1]
                found = self.pieces.get(s)
                if found and found[0] > 1 and best[i] + found[1] > best[e]:
                    best[e], back[e] = best[i] + found[1], (i, found[0])
            if best[i] + unknown > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + unknown, (i, 1)
        out, e = [], n
        while e > 0:
            i, piece = back[e]
            out.append((i, e, piece))
            e = i
        return out[::-1]

    def gazetteer_bits(self, text):
        n, bits = len(text), [0] * len(text)
        for i in range(n):
            bits[i] |= (text[i] in self.surnames) << 16 | (text[i:i + 2] in self.surnames) << 17
            for e in range(i + 2, min(n, i + 12) + 1):
                kinds = self.places.get(text[i:e], 0)
                for kind, first in enumerate((0, 4, 8, 12, 18, 21, 24, 27)):
                    if kinds >> kind & 1:
                        bits[i] |= 1 << first
                        bits[e - 1] |= 4 << first
                        for j in range(i + 1, e - 1):
                            bits[j] |= 2 << first
        return bits

    def features(self, text):
        w, h = self.w, self.hidden
        pieces = self.tokenise(text)
        x = w['enc.word.weight'][[p for _, _, p in pieces]] + w['enc.pos.weight'][:len(pieces)] + w['enc.typ']
        x = norm(x, w['enc.ln.weight'], w['enc.ln.bias'], 1e-12)
        for i in range(self.layers):
            q = lambda name: w[f'enc.layers.{i}.{name}']
            dense = lambda name, x: x @ q(name + '.weight').T + q(name + '.bias')
            qkv = dense('qkv', x).reshape(-1, 3, self.heads, 32).transpose(1, 2, 0, 3)
            s = qkv[0] @ qkv[1].transpose(0, 2, 1) / math.sqrt(32)
            s = np.exp(s - s.max(-1, keepdims=True))
            c = (s / s.sum(-1, keepdims=True) @ qkv[2]).transpose(1, 0, 2).reshape(-1, 32 * self.heads)
            x = norm(x + dense('ao', c), q('aln.weight'), q('aln.bias'), 1e-12)
            x = norm(x + dense('fo', gelu(dense('fi', x))), q('oln.weight'), q('oln.bias'), 1e-12)
        of, place = [], []
        for j, (a, b, _) in enumerate(pieces):
            of += [j] * (b - a)
            place += [3] if b - a == 1 else [0] + [1] * (b - a - 2) + [2]
        e = w['cemb.weight'][[self.chars.get(c, 1) for c in text]] + w['bm.weight'][place]
        g = np.array(self.gazetteer_bits(text))[:, None] >> np.arange(self.bits) & 1
        y = np.concatenate([x[of], e], 1) @ w['inp.weight'].T + w['inp.bias'] + g @ w['gz.weight'].T
        y = norm(y, w['ln0.weight'], w['ln0.bias'], 1e-5)
        for c, l in (('c1', 'ln1'), ('c2', 'ln2')):
            p = np.pad(y, ((1, 1), (0, 0)))
            z = np.concatenate([p[:-2], p[1:-1], p[2:]], 1) @ conv(w[c + '.weight']).T + w[c + '.bias']
            y = norm(y + gelu(z), w[l + '.weight'], w[l + '.bias'], 1e-5)
        return y

    def scores(self, text, head):
        y = self.features(text)
        return y @ self.w[f'out.{head}.weight'].T + self.w[f'out.{head}.bias']

    def tags(self, scores, steps):
        legal = transitions(steps)
        s = scores[0] + np.where(STARTS, 0, -1e4)
        back = []
        for row in scores[1:]:
            m = s[:, None] + legal
            back.append(m.argmax(0))
            s = m.max(0) + row
        path = [int((s + np.where(ENDS, 0, -1e4)).argmax())]
        for b in reversed(back):
            path.append(int(b[path[-1]]))
        return path[::-1]


STARTS = np.array([t[0] in 'OBS' for t in TAGS])
ENDS = np.array([t[0] in 'OES' for t in TAGS])


def transitions(t):
    legal = [[b[0] in 'IE' and a[2:] == b[2:] if a[0] in 'BI' else b[0] in 'OBS' for b in TAGS] for a in TAGS]
    return t + np.where(legal, 0, -1e4).astype(np.float32)


def spans(tags):
    out, start = [], 0
    for i, t in enumerate(tags):
        if TAGS[t][0] in 'BS':
            start = i
        if TAGS[t][0] in 'ES':
            out.append((start, i + 1, TAGS[t][2:]))
    return out


def norm(x, weight, bias, eps):
    d = x - x.mean(-1, keepdims=True)
    return d / np.sqrt((d * d).mean(-1, keepdims=True) + eps) * weight + bias


def erf(x):
    """Abramowitz and Stegun 7.1.26, error below 1.5e-7"""
    a = np.abs(x)
    t = 1 / (1 + 0.3275911 * a)
    p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(x) * (1 - p * np.exp(-a * a))


def gelu(x):
    return (0.5 * x * (1 + erf(x / math.sqrt(2)))).astype(np.float32)


def conv(weight):
    """[out][in][3] -> [out][3 * in], the earlier character first"""
    return weight.transpose(0, 2, 1).reshape(weight.shape[0], -1)


def rows8(x, limit):
    """int8 rows and a scale each"""
    scale = np.maximum(np.abs(x).max(1), 1e-12) / limit
    return np.clip(np.rint(x / scale[:, None]), -limit, limit).astype(np.int8), scale.astype('<f4')


def channels8(w):
    """Weights within [-63, 63]; of several clippings, the one with the least square error."""
    best = None
    top = np.maximum(np.abs(w).max(1), 1e-12)
    for share in np.arange(1.0, 0.70, -0.02):
        scale = top * share / 63
        q = np.clip(np.rint(w / scale[:, None]), -63, 63)
        error = ((q * scale[:, None] - w) ** 2).sum(1)
        if best is None:
            best = [error, q, scale]
        else:
            better = error < best[0]
            best[0] = np.where(better, error, best[0])
            best[1][better], best[2][better] = q[better], scale[better]
    return best[1].astype(np.int8), best[2].astype('<f4')


def pack(args):
    m = Model(args.name)
    w, h, out = m.w, m.hidden, {}
    pieces = m.settings['pieces']
    keep = list(range(len(pieces)))
    if args.pieces and args.pieces < len(pieces):
        counts = collections.Counter()
        with open(args.texts, encoding='utf-8') as f:
            for line in f:
                counts.update(p for _, _, p in m.tokenise(line.rstrip('\n')))
        order = sorted(keep[2:], key=lambda i: (-counts[i], i))
        keep = [0, 1] + sorted(order[:args.pieces - 2])
    norms = {k: v or ' ' for k, v in m.settings['normalise'].items() if (v or ' ') != k}
    chars = m.settings['chars']
    assert all(len(c) == 1 for c in chars) and chars == sorted(chars) and chars[:2] == ['\0', '\1']
    ff = w['enc.layers.0.fi.weight'].shape[0]
    positions = w['enc.pos.weight'].shape[0]

    out['settings'] = np.array([h, m.layers, m.heads, ff, len(keep), len(chars), positions, len(HEADS)], '<u4')
    out['title'] = args.title.encode()
    for k, v in blob.trie({pieces[i][0]: n for n, i in enumerate(keep) if n > 1}).items():
        out['piece.' + k] = v
    out['piece.score'] = np.array([m.settings['unknown_score'] if n == 1 else pieces[i][1]
                                   for n, i in enumerate(keep)], '<f8')
    order = sorted(norms)
    out['norm.point'] = np.array([ord(c) for c in order], '<u4')
    out['norm.first'] = np.cumsum([0] + [len(norms[c]) for c in order]).astype('<u4')
    out['norm.text'] = np.array([ord(c) for k in order for c in norms[k]], '<u4')
    out['char.point'] = np.array([ord(c) for c in chars], '<u4')

    def table(name, x):
        out[name + '.w'], out[name + '.s'] = rows8(x, 127)

    def matrix(name, x, bias):
        out[name + '.w'], out[name + '.s'] = channels8(x)
        out[name + '.b'] = bias.astype('<f4')

    def layer_norm(name, source):
        out[name] = np.stack([w[source + '.weight'], w[source + '.bias']]).astype('<f4')

    table('word', w['enc.word.weight'][keep])
    table('pos', w['enc.pos.weight'] + w['enc.typ'])
    layer_norm('ln', 'enc.ln')
    for i in range(m.layers):
        p = f'enc.layers.{i}.'
        scale = np.ones((96 * m.heads, 1), np.float32)
        scale[:32 * m.heads] = 1 / math.sqrt(32)
        matrix(f'{i}.qkv', w[p + 'qkv.weight'] * scale, w[p + 'qkv.bias'] * scale[:, 0])
        matrix(f'{i}.ao', w[p + 'ao.weight'], w[p + 'ao.bias'])
        layer_norm(f'{i}.aln', p + 'aln')
        matrix(f'{i}.fi', w[p + 'fi.weight'], w[p + 'fi.bias'])
        matrix(f'{i}.fo', w[p + 'fo.weight'], w[p + 'fo.bias'])
        layer_norm(f'{i}.oln', p + 'oln')
    matrix('inp', w['inp.weight'][:, :h], w['inp.bias'])
    table('char', w['cemb.weight'] @ w['inp.weight'][:, h:].T)
    out['place'] = (w['bm.weight'] @ w['inp.weight'][:, h:].T).astype('<f4')
    out['gaz'] = w['gz.weight'].T.astype('<f4')
    layer_norm('ln0', 'ln0')
    for c, l in (('c1', 'ln1'), ('c2', 'ln2')):
        matrix(c, conv(w[c + '.weight']), w[c + '.bias'])
        layer_norm(l, l)
    for head in HEADS:
        scores = np.zeros((h + 1, 16), '<f4')  # last row: the bias
        scores[:h, :13], scores[h, :13] = w[f'out.{head}.weight'].T, w[f'out.{head}.bias']
        out['out.' + head] = scores
        t = np.zeros((16, 16), '<f4')
        t[:13, :13] = w[f'crf.t.{head}']
        out['crf.' + head] = t
    odds = np.load(args.source)
    scale = np.abs(odds['weight']).max() / 127
    out['source.w'] = np.rint(odds['weight'] / scale).astype(np.int8)
    out['source'] = np.array([scale, odds['bias']], '<f4')
    size, crc = blob.write(args.out, b'PWTAGGER', VERSION, out)
    print(f'{args.out}: {m.layers} layers, {len(keep)} pieces, {size} bytes, crc {crc:08x}')


def vectors(args):
    import source
    m, odds = Model(args.name), np.load(args.source)
    texts = [line.rstrip('\n') for line in sys.stdin if line.strip()]
    out = bytearray(struct.pack('<I', len(texts)))
    for text in texts:
        raw = text.encode()
        pieces = m.tokenise(text)
        out += struct.pack('<III', len(raw), len(text), len(pieces)) + raw
        out += np.array(pieces, '<u4').tobytes()
        chance = 1 / (1 + np.exp(-source.odds(odds['weight'], odds['bias'], *source.grams([text]))[0]))
        out += struct.pack('<f', chance)
        scores, steps = [m.scores(text, h) for h in HEADS], [m.w[f'crf.t.{h}'] for h in HEADS]
        for pair in (scores, steps):
            pair.append((1 - chance) * pair[0] + chance * pair[1])
        for s, t in zip(scores, steps):
            out += s.astype('<f4').tobytes() + bytes(m.tags(s, t))
    with open(args.out, 'wb') as f:
        f.write(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('what', choices=['pack', 'vectors'])
    parser.add_argument('name')
    parser.add_argument('out')
    parser.add_argument('--source', required=True)
    parser.add_argument('--pieces', type=int, default=0)
    parser.add_argument('--texts')
    parser.add_argument('--title', default='')
    args = parser.parse_args()
    args.title = args.title or os.path.basename(args.name)
    {'pack': pack, 'vectors': vectors}[args.what](args)


if __name__ == '__main__':
    main()
