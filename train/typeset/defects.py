"""What a text layer does to a page: before setting to glyphs, after it to lines.

Only glyphs and blanks change, never who they belong to; the gold keeps the clean text.
Wrong and private-use glyphs are of another kind: repair must leave them, so `misprint`
changes the story before it is printed.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

_WIDE = {c: chr(ord(c) + 0xFEE0) for c in
         "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
_RADICALS = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0x2F00, 0x2FD6)}
# Radicals supplement, by Equivalent_Unified_Ideograph
_RADICALS |= dict(zip("母民西见角贝车长门青页风飞食马鬼鱼鸟麦黄齐龙",
                      "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻰"))
_VERTICAL = dict(zip("，、。：；！？（）《》【】", "︐︑︒︓︔︕︖︵︶︽︾︻︼"))
_MISREAD = dict(zip("未日已人土大己千治微", "末曰己入士太已干冶徽"))


@dataclass
class Wear:
    """The rates of each defect on a page; all zero is a clean page."""
    wide: float = 0.0         # full-width digits and Latin, by paragraph
    radicals: float = 0.0     # Kangxi and supplement radicals, by glyph that has one
    vertical: float = 0.0     # vertical forms, by paragraph
    doubled: float = 0.0      # headings with each glyph twice
    justified: float = 0.0    # lines with blanks between ideographs
    numerals: float = 0.0     # blanks around numbers
    marks: float = 0.0        # blanks after closing or before opening brackets
    lost_indents: float = 0.0
    cut_lines: float = 0.0    # a line end where there is none in print
    glued_lines: float = 0.0  # two lines in one
    reversed_rows: float = 0.0  # a headline's rows in the wrong order
    misprints: float = 0.0    # wrong and private-use glyphs, by character

    def before_setting(self, glyphs: list, rng: random.Random) -> list:
        wide, vertical = rng.random() < self.wide, rng.random() < self.vertical
        doubled = rng.random() < self.doubled
        made = []
        for glyph in glyphs:
            char = glyph.char
            if wide:
                char = _WIDE.get(char, char)
            if vertical:
                char = _VERTICAL.get(char, char)
            if char in _RADICALS and rng.random() < self.radicals:
                char = _RADICALS[char]
            glyph = glyph._replace(char=char)
            made += [glyph] * (2 if doubled and glyph.role in ("headline", "subhead") else 1)
        return made

    def disorder(self, rows: list, rng: random.Random) -> list:
        return rows[::-1] if len(rows) == 2 and rng.random() < self.reversed_rows else rows

    def after_setting(self, lines: list, rng: random.Random, fused: bool) -> list:
        lines = [self.spaced(line, rng) for line in lines]
        if fused:
            return lines
        made: list = []
        for line in lines:
            prose = len(line) > 12 and line[-1].role == "body"
            if prose and rng.random() < self.cut_lines:
                at = rng.randrange(3, len(line) - 3)
                made += [line[:at], line[at:]]
            elif made and made[-1] and line and same(made[-1], line) and (
                    rng.random() < self.glued_lines):
                made[-1] = made[-1] + line
            else:
                made.append(line)
        return made

    def spaced(self, line: list, rng: random.Random) -> list:
        """Blanks that justification leaves in a line."""
        justified = len(line) > 14 and rng.random() < self.justified
        start, stop = sorted((rng.randrange(len(line) + 1), len(line))) if line else (0, 0)
        if rng.random() < 0.4:
            start = 0
        made: list = []
        for i, glyph in enumerate(line):
            before = line[i - 1] if i else None
            if before and before.role and glyph.role in ("body", "caption", "lead") and (
                    self.blank_between(before.char, glyph.char, justified and start <= i < stop, rng)):
                made.append(glyph._replace(char=" ", role=""))
            made.append(glyph)
        return made

    def blank_between(self, a: str, b: str, justified: bool, rng: random.Random) -> bool:
        if a.isascii() and b.isascii():
            return False
        if a.isascii() != b.isascii():
            return (a + b).strip("%").isalnum() and rng.random() < self.numerals
        if justified:
            return True
        return (a in "）”》。" or b in "（“《") and rng.random() < self.marks


def same(one: list, two: list) -> bool:
    """Whether two lines are neighbours inside one article's body."""
    return (one[-1].article, one[-1].role) == (two[0].article, two[0].role) == (
        two[0].article, "body")


def misprint(text: str, rate: float, rng: random.Random) -> str:
    """The text with characters that the text layer has wrong."""
    if not rate:
        return text
    return "".join(
        chr(rng.randrange(0xE000, 0xE400)) if (r := rng.random()) < rate / 3 and "一" <= c <= "龥"
        else _MISREAD.get(c, c) if r < 20 * rate else c for c in text)
