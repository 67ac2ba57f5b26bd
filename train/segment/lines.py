"""Lines of dump as arrays of feature numbers, and batches of them."""
from __future__ import annotations

import re
from collections import Counter
from typing import Iterable, Iterator, NamedTuple

import numpy as np
import torch
from torch import Tensor

LEAST = 20          # pieces that a feature must hold for, to be known
LEAST_TEXT = 50     # the same for a feature that is a piece of text
TEXT = re.compile(r"(start|end)1?=")

# What a page may hide while training, by words in the names of features, and how often it does:
# papers differ in these, and a sheet may have lost them.
HIDDEN = (("space", 0.12), ("indent|columns|shift", 0.12), ("ahead|back|echo", 0.10),
          ("^start1?=", 0.2), ("^end1?=", 0.2), ("^(top|foot)", 0.2), ("run", 0.1),
          ("join", 0.08), ("cue", 0.05), ("gaps", 0.08), ("room", 0.1), ("stack", 0.08),
          ("cohesion", 0.05), ("roles", 0.1))
SELDOM = 0.12       # how often a single feature is hidden


class Page(NamedTuple):
    name: str
    style: str
    role: np.ndarray      # -1: unknown
    para: np.ndarray      # -1: unknown
    back: np.ndarray
    new: np.ndarray       # -1: unknown
    ids: np.ndarray       # of all pieces, one after the other
    sizes: np.ndarray     # how many of them each piece has
    border_ids: np.ndarray
    border_sizes: np.ndarray


class Names:
    """Features by number."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.count: Counter[int] = Counter()

    def of(self, words: list[str]) -> list[int]:
        number = self.number
        return [number.setdefault(word, len(number)) for word in words]


def read(lines: Iterable[str], features: Names, borders: Names) -> Iterator[Page]:
    rows: list[list] = []
    name = style = ""
    for line in lines:
        head, _, border = line.rstrip("\n").partition(" |")
        words = head.split(" ")
        if rows and words[0] != name:
            yield page_of(name, style, rows)
            rows = []
        name, style, role, para, back, new = words[:6]
        rows.append([-1 if role == "-" else int(role), "ny".find(para), int(back), "ny".find(new),
                     features.of(words[6:]), borders.of(border.split())])
    if rows:
        yield page_of(name, style, rows)


def page_of(name: str, style: str, rows: list[list]) -> Page:
    def flat(column: int) -> np.ndarray:
        return np.array([i for row in rows for i in row[column]], dtype=np.int32)
    plain = [np.array([row[i] for row in rows], dtype=np.int16) for i in range(4)]
    sizes = [np.array([len(row[i]) for row in rows], dtype=np.int32) for i in (4, 5)]
    return Page(name, style, *plain, flat(4), sizes[0], flat(5), sizes[1])


def known(names: list[str], pages: list[Page], border: bool) -> tuple[list[str], np.ndarray]:
    """Features frequent enough, and for every number its number among them or -1."""
    count = np.zeros(len(names), dtype=np.int64)
    for page in pages:
        np.add.at(count, page.border_ids if border else page.ids, 1)
    kept = [i for i, name in enumerate(names)
            if count[i] >= (LEAST_TEXT if TEXT.match(name) else LEAST)]
    renumber = np.full(len(names), -1, dtype=np.int64)
    renumber[kept] = np.arange(len(kept))
    return [names[i] for i in kept], renumber


def kinds(names: list[str]) -> np.ndarray:
    """Which of HIDDEN's kinds each feature is of: bits."""
    bits = np.zeros(len(names), dtype=np.int64)
    for k, (pattern, _) in enumerate(HIDDEN):
        find = re.compile(pattern).search
        bits |= np.array([1 << k if find(name) else 0 for name in names], dtype=np.int64)
    return bits


class Bags(NamedTuple):
    ids: Tensor
    offsets: Tensor


def bags(ids: np.ndarray, sizes: np.ndarray, renumber: np.ndarray, keep: np.ndarray | None) -> tuple:
    """The known ids that are kept, and the sizes of the bags that remain."""
    fresh = renumber[ids]
    good = fresh >= 0
    if keep is not None:
        good &= keep
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return fresh[good], np.bincount(owner[good], minlength=len(sizes))


class Batch(NamedTuple):
    pages: int
    length: int
    place: Tensor
    features: Bags
    here: Tensor
    there: Tensor
    borders: Bags
    role: Tensor
    para: Tensor
    new: Tensor


def batch_of(pages: list[Page], tables: tuple, random: np.random.Generator | None) -> Batch:
    """Tables: renumber and kinds of the features, then of the borders."""
    length = max(len(page.role) for page in pages)
    place, here, there, new = [], [], [], []
    ids, sizes, border_ids, border_sizes = [], [], [], []
    seen = 0
    for at, page in enumerate(pages):
        count = len(page.role)
        place.append(np.arange(count) + at * length)
        keep = border_keep = None
        if random is not None:
            hidden = sum(1 << k for k, (_, often) in enumerate(HIDDEN) if random.random() < often)
            keep = ((tables[1][page.ids] & hidden) == 0) & (random.random(len(page.ids)) >= SELDOM)
            border_keep = (((tables[3][page.border_ids] & hidden) == 0)
                           & (random.random(len(page.border_ids)) >= SELDOM))
        for got, into in zip(bags(page.ids, page.sizes, tables[0], keep), (ids, sizes)):
            into.append(got)
        asked = page.back > 0
        got_ids, got_sizes = bags(page.border_ids, page.border_sizes, tables[2], border_keep)
        border_ids.append(got_ids)
        border_sizes.append(got_sizes[asked])
        index = np.nonzero(asked)[0]
        here.append(index + seen)
        there.append(index - page.back[asked] + seen)
        new.append(page.new[asked])
        seen += count

    def tensor(parts: list[np.ndarray]) -> Tensor:
        return torch.from_numpy(np.concatenate(parts).astype(np.int64))

    def bag(flat: list[np.ndarray], size: list[np.ndarray]) -> Bags:
        every = np.concatenate(size)
        return Bags(tensor(flat), torch.from_numpy(np.cumsum(every) - every))
    return Batch(len(pages), length, tensor(place), bag(ids, sizes), tensor(here), tensor(there),
                 bag(border_ids, border_sizes), tensor([p.role for p in pages]),
                 tensor([p.para for p in pages]), tensor(new))
