#!/usr/bin/env python3
"""Print pages again in other conventions: vary.py SEED TIMES < GOLD.jsonl > MORE.jsonl

A page keeps its articles, its lines and its defects; what changes is what another newsroom would do
otherwise, the same on the whole page: the order of an article's parts, the order of the
articles, blank rows and indents, the marks and titles of bylines, quotation marks, where a byline
stands beside its headline. Lines that several articles share stay as they are.
Segments and the fields that `dump` reads are made anew.
"""
from __future__ import annotations

import json
import random
import re
import sys
from typing import Any, NamedTuple

# The parts of an article: kicker, headline, deck, byline, text. Likely orders come more often.
ORDERS = ("khdbt khdbt khdbt bkhdt kbhdt khbdt dkhbt hkdbt khdtb khdtb khdtb dkhtb bkhtd "
          "tkhdb tkhdb tkhbd tbkhd thkdb btkhd tdkhb kthdb hbtkd").split()
HEADS = {"kicker": "k", "headline": "h", "deck": "d"}
MARKS = "□■●◆○◎▲▪◇"
TITLES = re.compile(r"^(本报|本刊)?(特约|首席|见习|实习|融媒|全媒体)?(记者|通讯员|评论员)[\s　：:]*|^(作者|文|图|文/图|撰文|采写)[：:/／｜|]\s*")
JOINTS = (" / ", "　", " · ", "｜", "  ", " □", " ")
CORNERS = str.maketrans("“”‘’", "「」『』")


class Char(NamedTuple):
    char: str
    article: int
    role: str  # "" for what no segment holds


Line = list[Char]


class Part(NamedTuple):
    """Lines that stand together: of an article, or of none (0), or of several (-1)."""
    kind: str
    article: int
    lines: list[Line]


def lines_of(page: dict[str, Any]) -> list[Line]:
    label = [(0, "")] * len(page["text"])
    for segment in page["segments"]:
        for at in range(segment["start"], segment["end"]):
            label[at] = segment["article"], segment["role"]
    lines: list[Line] = [[]]
    for char, (article, role) in zip(page["text"], label):
        if char == "\n":
            lines.append([])
        else:
            lines[-1].append(Char(char, article, "" if char.isspace() else role))
    return lines


def kind_of(line: Line, before: str) -> tuple[str, int]:
    """The part that a line belongs to, and its article."""
    roles = {c.role for c in line if c.role}
    articles = {c.article for c in line if c.role}
    if len(articles) > 1:
        return "?", -1
    article = articles.pop()
    if article == 0:
        return "f", 0
    if roles <= HEADS.keys() | {"byline"} and roles & HEADS.keys():
        return next(HEADS[r] for r in ("headline", "kicker", "deck") if r in roles), article
    if roles <= {"byline", "affiliation"} and (before != "t" or "byline" in roles):
        return "b", article
    return "t", article


def parts_of(lines: list[Line]) -> list[Part]:
    """Blank rows stay only inside of a part."""
    parts: list[Part] = []
    blanks = 0
    for line in lines:
        if not any(c.role for c in line):
            blanks += 1
            continue
        last = parts[-1] if parts else Part("", -2, [])
        kind, article = kind_of(line, last.kind if parts else "")
        if (kind, article) == (last.kind, last.article):
            last.lines.extend([[]] * blanks + [line])
        else:
            parts.append(Part(kind, article, [line]))
        blanks = 0
    return parts


def runs_of(parts: list[Part]) -> list[list[Part]]:
    runs: list[list[Part]] = []
    for part in parts:
        if runs and part.article > 0 and runs[-1][0].article == part.article:
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def whole(run: list[Part], runs: list[list[Part]]) -> bool:
    """Whether the run is all there is of an article with a headline and a text."""
    kinds = "".join(part.kind for part in run)
    return (run[0].article > 0 and sum(r[0].article == run[0].article for r in runs) == 1
            and kinds.count("h") == 1 and kinds.count("t") == 1)


def put_beside(run: list[Part], joint: str, first: bool) -> list[Part]:
    """The byline in its headline's row."""
    kinds = [part.kind for part in run]
    if kinds.count("b") != 1 or len(run[kinds.index("b")].lines) != 1:
        return run
    byline, head = run[kinds.index("b")].lines[0], run[kinds.index("h")]
    own = [Char(c, byline[-1].article, "" if c.isspace() else "byline") for c in joint]
    byline = [c for i, c in enumerate(byline) if c.role or 0 < i < len(byline) - 1]
    rows = list(head.lines)
    if first:
        rows[0] = [*byline, *own, *stripped(rows[0])]
    else:
        rows[-1] = [*rows[-1], *own, *byline]
    return [Part("h", head.article, rows) if part is head else part for part in run if part.kind != "b"]


def stripped(line: Line) -> Line:
    start = next((i for i, c in enumerate(line) if c.role), 0)
    return line[start:]


def vary(page: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    parts = parts_of(lines_of(page))
    runs = runs_of(parts)
    order = rng.choice(ORDERS)
    beside = rng.choice(JOINTS) if rng.random() < 0.12 else ""
    first, slip = rng.random() < 0.4, rng.choice((0, 0, 0.05, 0.15))
    movable = [whole(run, runs) for run in runs]
    for i, run in enumerate(runs):
        if movable[i] and rng.random() >= slip:
            run = sorted(run, key=lambda part: order.index(part.kind))
            runs[i] = put_beside(run, beside, first) if beside else run
    if rng.random() < 0.5:  # other neighbours
        places = [i for i, run in enumerate(runs) if movable[i]]
        for place, run in zip(places, rng.sample([runs[i] for i in places], len(places))):
            runs[place] = run
    apart = rng.random()
    if apart < 0.16 and sum(movable) > 2:  # all headings before, or after, all texts
        heads = [[p for p in run if p.kind in "khd"] for i, run in enumerate(runs) if movable[i]]
        rest = [[p for p in run if not movable[i] or p.kind not in "khd"] for i, run in enumerate(runs)]
        if rng.random() < 0.4:
            rng.shuffle(heads)
        runs = heads + rest if apart < 0.08 else rest + heads
    return printed(page, dressed([run for run in runs if run], rng), rng)


def dressed(runs: list[list[Part]], rng: random.Random) -> list[Line]:
    """The lines of all parts, with the blank rows, indents and bylines of one newsroom."""
    between, inside = rng.choice(((0, 0), (1, 0), (1, 1), (1, 1), (0.5, 0.5), (1, 0.3)))
    bare, dense = rng.random() < 0.15, rng.random() < 0.2
    indent = rng.choice((None, None, None, "　　", "    ", "  "))
    untitled, mark = rng.random() < 0.2, rng.choice(("", *MARKS)) if rng.random() < 0.3 else None
    lines: list[Line] = []
    for run in runs:
        for n, part in enumerate(run):
            if lines and rng.random() < (inside if n else between):
                lines.append([])
            for line in part.lines:
                if not line and dense:
                    continue
                if part.article >= 0 and line:
                    ink = stripped(line)
                    if bare:
                        line = ink
                    elif indent is not None and len(ink) < len(line) and part.kind == "t":
                        line = [Char(c, 0, "") for c in indent] + ink
                    if part.kind == "b" and len(part.lines) == 1:
                        line = line[:len(line) - len(ink)] + signed(ink, untitled, mark)
                lines.append(line)
    return lines


def signed(line: Line, untitled: bool, mark: str | None) -> Line:
    """A byline without its title, or with another mark."""
    text = "".join(c.char for c in line)
    had = text[0] in MARKS
    if had and mark is not None and len(text) > 2:
        line = [line[0]._replace(char=mark)] * bool(mark) + line[1:]
    elif untitled and (found := TITLES.match(text)) and len(text) - found.end() > 1:
        line = line[found.end():]
    return stripped(line)


def printed(page: dict[str, Any], lines: list[Line], rng: random.Random) -> dict[str, Any]:
    corners = rng.random() < 0.12
    text, segments = [], []
    for line in lines:
        for c in line:
            if c.role:
                last = segments[-1] if segments else None
                if last and (last["article"], last["role"]) == (c.article, c.role):
                    last["end"] = len(text) + 1
                else:
                    segments.append({"start": len(text), "end": len(text) + 1, "article": c.article, "role": c.role})
            text.append(c.char)
        text.append("\n")
    whole_text = "".join(text)
    articles = [{"article": a["article"], "paragraphs": a["paragraphs"]} for a in page["articles"]]
    if corners:
        whole_text = whole_text.translate(CORNERS)
        articles = [{**a, "paragraphs": [p.translate(CORNERS) for p in a["paragraphs"]]} for a in articles]
    return {"page": page["page"], "style": page["style"], "text": whole_text, "segments": segments, "articles": articles}


def main() -> None:
    seed, times = sys.argv[1], int(sys.argv[2])
    for row in sys.stdin:
        page = json.loads(row)
        for time in range(times):
            made = vary(page, random.Random(f"{seed}/{page['page']}/{time}"))
            print(json.dumps({**made, "page": f"{page['page']}.{time}"}, ensure_ascii=False))


if __name__ == "__main__":
    main()
