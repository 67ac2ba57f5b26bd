"""Lines of glyphs to a page of FORMAT.md."""

from __future__ import annotations

from typing import Any

from .layout import Line
from .sheet import Sheet


def page(name: str, style: str, difficulty: int, sheet: Sheet, lines: list[Line]) -> dict[str, Any]:
    text, segments = annotate(lines)
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
