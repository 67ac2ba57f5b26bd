#!/usr/bin/env python3
"""From dump's lines, how roles follow one another: log p(b | a) - log p(b).

    transitions.py [without STYLE] < LINES > TABLE
"""
import math
import sys
from collections import Counter

LEAST = 20.0  # pairs added in proportion to p(b), which pulls rare rows to 0


def main(without=None):
    pairs, firsts, singles = Counter(), Counter(), Counter()
    last = last_page = None
    for line in sys.stdin:
        page, style, kind, label = line.split(" ", 4)[:4]
        if kind != "role" or style == without:
            continue
        before = last if page == last_page else "edge"
        pairs[before, label] += 1
        firsts[before] += 1
        singles[label] += 1
        last, last_page = label, page
    total = sum(singles.values())
    labels = sorted(singles)
    print("model follow", *labels)
    for before in sorted(firsts):
        row = []
        for label in labels:
            prior = singles[label] / total
            p = (pairs[before, label] + LEAST * prior) / (firsts[before] + LEAST)
            row.append(f"{label}:{math.log(p / prior):.3f}")
        print(f"after={before}", *row)


if __name__ == "__main__":
    main(sys.argv[2] if len(sys.argv) > 2 else None)
