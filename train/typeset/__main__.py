"""Print typeset pages with their gold.

    python3 -m typeset [--styles NAME,…|dev|heldout|blind|blind2|blind3|blind4|more|forms|small|all] --pages N --seed S [--part PART] > out.jsonl

The same options and the same raw news give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Iterator

from . import gold
from .corpus import PARTS, Corpus
from .layout import set_sheet
from .parts import Press
from .styles import BLIND, BLIND2, BLIND3, BLIND4, FORMS, HELD_OUT, MORE, SMALL, STYLES, Style

RAW = Path(__file__).resolve().parents[3] / "shared" / "ner"
DIFFICULTIES = (3, 2, 4, 5, 3, 1, 2, 4, 5, 3)  # of a style's pages, in turn


def chosen_styles(text: str) -> list[Style]:
    kept_back = (*HELD_OUT, *BLIND, *BLIND2, *BLIND3, *BLIND4, *MORE, *FORMS, *SMALL, "wild")
    groups = {"all": list(STYLES), "heldout": list(HELD_OUT), "blind": list(BLIND), "blind2": list(BLIND2),
              "blind3": list(BLIND3), "blind4": list(BLIND4), "more": list(MORE), "forms": list(FORMS), "small": list(SMALL),
              "dev": [name for name in STYLES if name not in kept_back]}
    names = groups.get(text) or text.split(",")
    unknown = [name for name in names if name not in STYLES]
    if unknown:
        sys.exit(f"typeset: no style {unknown[0]!r}; there are {', '.join(STYLES)}")
    return [STYLES[name] for name in names]


def print_page(style: Style, difficulty: int, name: str, corpus: Corpus, rng: random.Random) -> dict:
    level = (difficulty - 1) / 4
    look = style.make_look(rng, level)
    press = Press(rng, level, corpus, style.papers, style.sections)
    press.misprints = look.wear.misprints
    style.compose(press)
    return gold.page(name, style.name, difficulty, press.sheet, set_sheet(press.sheet, look, rng))


def pages(styles: list[Style], count: int, seed: int, corpus: Corpus, prefix: str,
          difficulty: int) -> Iterator[dict]:
    for i in range(count):
        style, turn = styles[i % len(styles)], i // len(styles)
        rng = random.Random(f"{seed}/{style.name}/{turn}")
        hard = difficulty or DIFFICULTIES[turn % len(DIFFICULTIES)]
        yield print_page(style, hard, f"{prefix}{i + 1:04}", corpus, rng)


def main() -> None:
    parser = argparse.ArgumentParser(prog="typeset", description="Typeset newspaper pages with gold.")
    parser.add_argument("--styles", default="all", help="names, or dev, heldout, blind, blind2, blind3, blind4, more, forms, small, all")
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=PARTS, default="all", help="which share of the stories to print")
    parser.add_argument("--difficulty", type=int, choices=range(1, 6), default=0)
    parser.add_argument("--prefix", default="t", help="of page names")
    parser.add_argument("--raw", type=Path, default=RAW, help="folder of raw-*.json.xz")
    args = parser.parse_args()
    if not (args.raw / "raw-exclude.json").exists():
        sys.exit(f"typeset: {args.raw}: no raw news here (raw-exclude.json is missing)")
    corpus = Corpus(args.raw, args.part)
    for page in pages(chosen_styles(args.styles), args.pages, args.seed, corpus, args.prefix, args.difficulty):
        print(json.dumps(page, ensure_ascii=False))


if __name__ == "__main__":
    main()
