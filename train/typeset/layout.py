"""Blocks to lines: wrapping, columns, rows side by side.

A line is a list of glyphs; a glyph of role "" is a blank. Widths are counted in half-width
units: an ideograph takes two, a digit or Latin letter one.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .defects import Wear
from .sheet import Block, Paragraph, Sheet


class Glyph(NamedTuple):
    char: str
    article: int
    role: str


Line = list[Glyph]

BLANK = Glyph(" ", 0, "")
NO_START = set("，。、；：！？”’）》】〉」』〕〗］,;:!?)]…—%·︐︒︑︓︔︕︖︶︾")
NO_END = set("“‘（《【〈「『〔〖［([︵︽")


@dataclass
class Look:
    """How a page is set."""
    width: int = 34            # of a column
    height: int = 40           # lines in a column
    indent: str = "　　"
    hang: str = ""             # before the other lines of a paragraph
    gutter: int = 6            # between columns in one row
    column_mark: str = "\n"    # what the text layer puts at a column's end: "", "\n" or "\f"
    paragraph_gap: float = 0.0  # share of paragraphs followed by a blank line
    block_gap: float = 1.0     # share of blocks followed by one
    every_line: bool = False   # a blank line after every line
    heading_gap: float = 0.0   # share of headings followed by one
    breaking: str = "kinsoku"  # or "free", or "hyphen"
    centred: bool = False      # headings are centred with blanks
    spread: str = ""           # put between the letters of a headline
    outdent: float = 0.0       # share of lines opening with a quote that get a blank line above
    stray: float = 0.0         # share of lines followed by a blank line for no reason
    wear: Wear = field(default_factory=Wear)


def width_of(char: str) -> int:
    return 1 if ord(char) < 0x2000 and char != "·" else 2


def glyphs_of(paragraph: Paragraph) -> Line:
    """The spans' glyphs; a line break is a blank glyph of its own."""
    return [Glyph(c, s.article, "" if c.isspace() else s.role)
            for s in paragraph.spans for c in s.text]


def units(glyphs: Line, breaking: str) -> list[Line]:
    """What may not be parted: a number, a Latin word, a mark with its neighbour."""
    found: list[Line] = []
    for glyph in glyphs:
        before = found[-1][-1].char if found else ""
        joined = breaking != "free" and found and (
            glyph.char in NO_START or before in NO_END
            or (re.match(r"[A-Za-z0-9.%]", glyph.char) and re.match(r"[A-Za-z0-9.]", before)))
        if joined and len(found[-1]) < 12:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return found


def hyphenated(unit: Line, room: int) -> tuple[Line, Line] | None:
    """A long Latin word cut so that its head and a hyphen fit the room."""
    letters = next((i for i, g in enumerate(unit) if not (g.char.isascii() and g.char.isalpha())),
                   len(unit))
    cut = min(room - 1, letters - 2)
    if letters < 5 or cut < 2:
        return None
    return unit[:cut] + [unit[0]._replace(char="-")], unit[cut:]


def wrap(glyphs: Line, look: Look, indent: str) -> list[Line]:
    lines: list[Line] = [[BLANK._replace(char=c) for c in indent]]
    used = sum(map(width_of, indent))
    queue = units(glyphs, look.breaking)[::-1]
    while queue:
        unit = queue.pop()
        size = sum(width_of(g.char) for g in unit)
        if used + size > look.width and used:
            parts = hyphenated(unit, look.width - used) if look.breaking == "hyphen" else None
            if parts:
                lines[-1] += parts[0]
                unit, size = parts[1], sum(width_of(g.char) for g in parts[1])
            lines.append([BLANK._replace(char=c) for c in look.hang])
            used = len(lines[-1])
            if not unit[0].role:  # no blank at the start of a line
                continue
        lines[-1] += unit
        used += size
    return [line for line in lines if any(g.role for g in line)]


def rows(glyphs: Line) -> list[Line]:
    found: list[Line] = [[]]
    for glyph in glyphs:
        if glyph.char == "\n":
            found.append([])
        else:
            found[-1].append(glyph)
    return found


def spread(line: Line, blank: str) -> Line:
    """Letters of a headline set apart; a pause stays wider than the gaps."""
    wide: Line = []
    for glyph in line:
        if wide and glyph.role == "headline" == wide[-1].role:
            wide.append(BLANK._replace(char=blank))
        wide += [glyph] if glyph.role else [BLANK, glyph, BLANK]
    return wide


def set_paragraph(paragraph: Paragraph, look: Look, rng: random.Random) -> list[Line]:
    glyphs = look.wear.before_setting(glyphs_of(paragraph), rng)
    if paragraph.shape in ("prose", "flush"):
        indent = look.indent if paragraph.shape == "prose" and not look.hang else ""
        if indent and rng.random() < look.wear.lost_indents:
            indent = ""
        return wrap(glyphs, look, indent)
    lines = rows(glyphs)
    heads = any(g.role == "headline" for g in glyphs)
    if heads:
        lines = look.wear.disorder(lines, rng)
        if look.spread:
            lines = [spread(line, look.spread) for line in lines]
    if paragraph.shape == "right" or (look.centred and heads):
        lines = [shifted(line, look, paragraph.shape == "right") for line in lines]
    return lines


def shifted(line: Line, look: Look, right: bool) -> Line:
    room = max(0, min(look.width, 90) - line_width(line))
    return [BLANK] * (room if right else room // 2) + line


def line_width(line: Line) -> int:
    return sum(width_of(g.char) for g in line)


def is_heading(line: Line) -> bool:
    return any(g.role in ("headline", "deck", "kicker") for g in line)


# --------------------------------------------------------------------------
# Blocks
# --------------------------------------------------------------------------

def set_block(block: Block, look: Look, rng: random.Random) -> list[Line]:
    if block.width:
        look = replace(look, width=block.width)
    if block.beside:
        half = look
        return side_by_side([set_plain(block, half, rng), set_block(block.beside, half, rng)],
                            look, rng)
    if block.waist:
        return set_waist(block, look, rng)
    if block.across:
        return set_across(block, look, rng)
    return set_plain(block, look, rng)


def set_all(paragraphs: list[Paragraph], look: Look, rng: random.Random) -> list[Line]:
    lines: list[Line] = []
    for paragraph in paragraphs:
        made = set_paragraph(paragraph, look, rng)
        lines += made
        gap = (look.heading_gap if is_heading(made[0]) else
               look.paragraph_gap if paragraph.shape == "prose" else 0) if made else 0
        if rng.random() < gap:
            lines.append([])
    while lines and not lines[-1]:
        lines.pop()
    return lines


def set_plain(block: Block, look: Look, rng: random.Random) -> list[Line]:
    lines = set_all(block.paragraphs, look, rng)
    first = next((i for i, line in enumerate(lines)
                  if any(g.role in ("body", "dateline") for g in line)), 0)
    head, run = lines[:first], lines[first:]
    chunks = columns(run, look, rng)
    if block.swap and len(chunks) > 1:
        chunks = [chunks[-1], *chunks[:-1]] if rng.random() < 0.5 else [*chunks[:-2],
                                                                        chunks[-1], chunks[-2]]
    lines = [*head]
    for i, chunk in enumerate(chunks):
        if i and look.column_mark == "\n":
            lines.append([])
        elif i and look.column_mark:
            lines.append([BLANK._replace(char=look.column_mark)])
        lines += chunk
    for insert in sorted(block.inserts, key=lambda i: -i.at):
        low = len(head) + 1
        place = low + int(insert.at * max(0, len(lines) - low))
        lines[place:place] = set_all(insert.paragraphs, look, rng)
    return lines


def columns(run: list[Line], look: Look, rng: random.Random) -> list[list[Line]]:
    """The lines cut into columns, no shorter than three lines."""
    chunks: list[list[Line]] = []
    left = run
    while left:
        take = look.height - rng.randrange(4)
        if not chunks:  # the block starts somewhere down the first column
            take = rng.randrange(4, look.height)
        if len(left) - take < 3:
            take = len(left)
        chunks.append(left[:take])
        left = left[take:]
    return chunks


def set_waist(block: Block, look: Look, rng: random.Random) -> list[Line]:
    """Three columns in one row, the headings over the middle one."""
    head = set_all(block.waist, look, rng)
    run = set_all(block.paragraphs, look, rng)
    total = len(run) + len(head) + 2
    tall = -(-total // 3)
    middle = max(1, tall - len(head) - 2)
    parts = [run[:tall], [[], *head, [], *run[tall:tall + middle]], run[tall + middle:]]
    return side_by_side(parts, look, rng)


def set_across(block: Block, look: Look, rng: random.Random) -> list[Line]:
    """The headings, then the text in columns of one row."""
    turn = next((i for i, p in enumerate(block.paragraphs)
                 if any(s.role in ("body", "dateline") for s in p.spans)), 0)
    head = set_all(block.paragraphs[:turn], look, rng)
    run = set_all(block.paragraphs[turn:], look, rng)
    tall = max(1, -(-len(run) // block.across))
    parts = [run[i:i + tall] for i in range(0, len(run), tall)]
    return head + side_by_side(parts, look, rng)


def side_by_side(parts: list[list[Line]], look: Look, rng: random.Random) -> list[Line]:
    """Rows of all parts in one line each, gutters as wide as the printer leaves them."""
    lines: list[Line] = []
    for i in range(max(map(len, parts))):
        row: Line = []
        for n, part in enumerate(parts):
            cell = part[i] if i < len(part) else []
            goal = n * (look.width + look.gutter)
            if cell:
                row += [BLANK] * max(2 if row else 0, goal - line_width(row)
                                     + (rng.choice((0, 0, 0, 1)) if n else 0))
                row += cell
        lines.append(row)
    return lines


def set_sheet(sheet: Sheet, look: Look, rng: random.Random) -> list[Line]:
    """The lines of a page."""
    lines: list[Line] = []
    for block in sheet.blocks:
        made = set_block(block, look, rng)
        lines += look.wear.after_setting(made, rng, fused=bool(block.beside or block.waist or block.across))
        if rng.random() < look.block_gap:
            lines.append([])
    lines = [outdented for line in lines for outdented in opened(line, look, rng)]
    if look.stray:
        lines = [each for line in lines for each in ([line, []] if rng.random() < look.stray else [line])]
    if look.every_line:
        lines = [each for line in lines if line for each in (line, [])]
    return lines


def opened(line: Line, look: Look, rng: random.Random) -> list[Line]:
    """A line that opens with a quote may come with a blank line above."""
    ink = next((g for g in line if g.role), BLANK)
    if ink.role == "body" and ink.char in "“《（" and rng.random() < look.outdent:
        return [[], line]
    return [line]
