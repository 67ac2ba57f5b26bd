"""The signs of a house that prints other ones than most: quotes, brackets, marks, dates."""

from __future__ import annotations

import re
from typing import Callable

from .writing import DIGITS, han

_TABLES = {
    "corner": str.maketrans("“”‘’", "「」『』"),
    "tortoise": str.maketrans("（）【】", "〔〕〖〗"),
    "square": str.maketrans("（）【】", "［］［］"),
    "latin": str.maketrans("“”‘’", "\"\"''"),
    "single": str.maketrans("“”‘’", "‘’“”"),
    "halfwidth": str.maketrans("，：；？！（）", ",:;?!()"),
    "half marks": str.maketrans("，。：；？！（）“”", ",.:;?!()\"\""),
    "rules": str.maketrans("—·", "─•"),
    "dotted": str.maketrans("…、", "⋯､"),
}


def spelling(name: str) -> Callable[[str], str]:
    """What a text becomes in a house of this spelling; the same for a text and for its parts."""
    if " and " in name:
        one, other = map(spelling, name.split(" and "))
        return lambda text: other(one(text))
    if name == "han dates":
        return han_dates
    table = _TABLES[name]
    return lambda text: text.translate(table)


def han_dates(text: str) -> str:
    """Years, months and days in Chinese numerals."""
    text = re.sub(r"(?<!\d)\d{4}(?=年)", lambda m: "".join(DIGITS[int(c)] for c in m[0]), text)
    return re.sub(r"(?<![\d.])\d{1,2}(?=[月日])", lambda m: han(int(m[0])) or m[0], text)
