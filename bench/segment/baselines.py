"""Naive segmenters, to show what the product's figures are worth.

Each takes a page's text and returns it as a prediction in the shape of the gold.
"""

from __future__ import annotations

import re
from typing import Any, Callable

Lines = list[tuple[int, str]]  # offset and text of each line

MARKED = re.compile(r"^\s*[□■●◆◇○◎▲△★☆※▪]\s*\S{1,3}\s?\S{0,4}\s*$")
CLOSING = tuple("。！？；，、：…）”》")


def lines_of(text: str) -> Lines:
    found, offset = [], 0
    for line in text.split("\n"):
        found.append((offset, line))
        offset += len(line) + 1
    return found


def heading_like(line: str) -> bool:
    """Short, without the rhythm and the end of prose, and with something in it."""
    ink = line.strip()
    return (5 <= len(ink) <= 24 and not ink.endswith(CLOSING) and "，" not in ink and "。" not in ink
            and not line.startswith(("　　", "    ")) and not ink[0].isdigit())


def whole_page(lines: Lines) -> list[Lines]:
    return [lines]


def blank_blocks(lines: Lines) -> list[Lines]:
    return grouped(lines, lambda before, line: not before.strip())


def after_mark(lines: Lines) -> list[Lines]:
    return grouped(lines, lambda before, line: bool(MARKED.match(before)))


def before_heading(lines: Lines) -> list[Lines]:
    return grouped(lines, lambda before, line: heading_like(line) and not heading_like(before))


def grouped(lines: Lines, starts: Callable[[str, str], bool]) -> list[Lines]:
    groups: list[Lines] = [[]]
    before = ""
    for offset, line in lines:
        if groups[-1] and starts(before, line):
            groups.append([])
        groups[-1].append((offset, line))
        before = line
    return [group for group in groups if any(line.strip() for _, line in group)]


BASELINES: dict[str, Callable[[Lines], list[Lines]]] = {
    "whole page": whole_page,
    "blank-line blocks": blank_blocks,
    "cut after □": after_mark,
    "cut before headlines": before_heading,
}


def predict(name: str, page: str, text: str) -> dict[str, Any]:
    """The page by one of the baselines; of an article only headline, byline and body are told."""
    segments, articles = [], []
    for number, group in enumerate(BASELINES[name](lines_of(text)), 1):
        inked = [(offset, line) for offset, line in group if line.strip()]
        roles = [role_of(i, inked) for i in range(len(inked))]
        for (offset, line), role in zip(inked, roles):
            start = offset + len(line) - len(line.lstrip())
            end = offset + len(line.rstrip())
            segments.append({"start": start, "end": end, "article": number, "role": role})
        rows = [line.strip() for (_, line), role in zip(inked, roles) if role == "headline"]
        names = [re.sub(r"\W|\s", "", line) for (_, line), role in zip(inked, roles) if role == "byline"]
        articles.append({
            "article": number, "kicker": "", "headline": " ".join(rows), "deck": "", "dateline": "",
            "authors": [{"name": n, "affiliation": ""} for n in names if n],
            "paragraphs": paragraphs([line for (_, line), role in zip(inked, roles) if role == "body"])})
    return {"page": page, "text": text, "segments": segments, "articles": articles}


def role_of(index: int, inked: Lines) -> str:
    """Marked names are bylines; headings at a group's start or before a byline are headlines."""
    line = inked[index][1]
    if MARKED.match(line):
        return "byline"
    below = inked[index + 1][1] if index + 1 < len(inked) else ""
    if heading_like(line) and (index == 0 or MARKED.match(below)):
        return "headline"
    return "body"


def paragraphs(lines: list[str]) -> list[str]:
    """Lines joined; an indent, or a short line that ends a sentence, parts paragraphs."""
    longest = max(map(len, lines), default=0)
    found: list[str] = []
    ended = True
    for line in lines:
        if ended or line.startswith(("　　", "  ")):
            found.append("")
        found[-1] += line.strip()
        ended = line.rstrip().endswith(("。", "”", "！", "？")) and len(line) < longest - 1
    return [p for p in found if p]
