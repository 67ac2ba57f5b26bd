"""Lines of glyphs to a page of FORMAT.md."""

from __future__ import annotations

from typing import Any

from .layout import Line
from .sheet import Article, Sheet


def page(name: str, style: str, difficulty: int, sheet: Sheet, lines: list[Line]) -> dict[str, Any]:
    text, segments = annotate(lines)
    for article in sheet.articles:
        if article.runs_in:
            article.headline = wrapped(article, lines)
    return {
        "page": name, "style": style, "difficulty": difficulty, "text": text,
        "segments": segments,
        "articles": [{"article": a.number, "kicker": a.kicker, "headline": a.headline,
                      "deck": a.deck, "authors": a.authors, "dateline": a.dateline,
                      "paragraphs": a.paragraphs} for a in sheet.articles],
        "sources": sheet.sources,
    }


def annotate(lines: list[Line]) -> tuple[str, list[dict[str, Any]]]:
    """The text and its segments; blanks never part two glyphs of one kind."""
    chars: list[str] = []
    segments: list[dict[str, Any]] = []
    for line in lines:
        for glyph in line:
            if glyph.role:
                end = len(chars) + 1
                last = segments[-1] if segments else None
                if last and (last["article"], last["role"]) == (glyph.article, glyph.role):
                    last["end"] = end
                else:
                    segments.append({"start": len(chars), "end": end,
                                     "article": glyph.article, "role": glyph.role})
            chars.append(glyph.char)
        chars.append("\n")
    return "".join(chars), segments


def wrapped(article: Article, lines: list[Line]) -> str:
    """A headline that is set with its text, with a blank wherever a line of it ends."""
    rows = [[g.char for g in line if (g.article, g.role) == (article.number, "headline")] for line in lines]
    rows = [row for row in rows if row]
    ink = [c for c in article.headline if not c.isspace()]
    times = max(1, sum(map(len, rows)) // len(ink))  # fake bold prints each letter twice
    printed = [c for row in rows for c in row][::times]
    if sum(map(str.__eq__, printed, ink)) < len(ink) / 2:  # columns in one row have torn it apart
        return article.headline
    ends, count = set(), 0
    for row in rows[:-1]:
        count += len(row) // times
        if row[-1] == "-" != ink[count - 1]:  # a hyphen of the setting
            count -= 1
        else:
            ends.add(count)
    made, count = "", 0
    for char in article.headline:
        blank = char.isspace()
        if count in ends and not blank and not made.endswith(" "):
            made += " "
        made += char
        count += not blank
    return made
