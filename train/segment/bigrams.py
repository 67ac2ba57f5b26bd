#!/usr/bin/env python3
"""Count which character follows which in raw news and write data/segment.bigrams.

    bigrams.py RAW_DIR OUT

RAW_DIR holds raw-*.json.xz (arrays of articles) and raw-exclude.json, whose
articles are left out since they share text with evaluation pages.  The format
of OUT is described in services/segment/bigram.c.
"""
import glob
import json
import lzma
import math
import os
import re
import struct
import sys
import unicodedata
from collections import Counter

LEAST = 3        # rarer pairs are left out
SLOTS = 1 << 20  # times three bytes

DIGITS = re.compile("[0-9０-９]")
LETTERS = re.compile("[A-Za-zＡ-Ｚａ-ｚÀ-ɏ]")


def texts(article):
    if isinstance(article, str):
        yield article
    elif isinstance(article, dict):
        for value in article.values():
            yield from texts(value)
    elif isinstance(article, list):
        for value in article:
            yield from texts(value)


def place(a, b):
    h = ((a << 16 | b) * 2654435761) & 0xFFFFFFFF
    h ^= h >> 15
    h = h * 2246822519 & 0xFFFFFFFF
    h ^= h >> 13
    return h & (SLOTS - 1), h >> 16 | 1


def tenths(count):
    return min(255, max(1, round(10 * math.log2(count))))


def main(raw_dir, out):
    exclude = json.load(open(os.path.join(raw_dir, "raw-exclude.json")))
    pairs, singles = Counter(), Counter()
    for path in sorted(glob.glob(os.path.join(raw_dir, "raw-*.json.xz"))):
        name = os.path.basename(path)
        skip = set()
        for key, indices in exclude.items():
            if name.startswith(key.split(".")[0]):
                skip |= set(indices)
        print(name, "leaving out", len(skip), file=sys.stderr)
        for index, article in enumerate(json.load(lzma.open(path))):
            if index in skip:
                continue
            for text in texts(article):
                for line in text.split("\n"):
                    line = LETTERS.sub("a", DIGITS.sub("0", re.sub(r"\s+", "", line)))
                    singles.update(line)
                    pairs.update(zip(line, line[1:]))
    total = sum(singles.values())
    one = bytearray(65536)
    for c, n in singles.items():
        if ord(c) < 65536 and n > 1:
            one[ord(c)] = tenths(n)
    slots = bytearray(3 * SLOTS)
    kept = 0
    for (a, b), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if n < LEAST or ord(a) >= 65536 or ord(b) >= 65536 or kept > SLOTS * 0.7:
            continue
        at, mark = place(ord(a), ord(b))
        while slots[3 * at] or slots[3 * at + 1]:
            at = (at + 1) % SLOTS
        struct.pack_into("<HB", slots, 3 * at, mark, tenths(n))
        kept += 1
    with open(out, "wb") as f:
        f.write(b"PWBIGRM1" + struct.pack("<II", SLOTS, round(10 * math.log2(total))))
        f.write(one + slots)
    print(f"{total} characters, {len(pairs)} pairs, {kept} kept", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
