"""Headings made of a story's own words, for stories that came without."""

from __future__ import annotations

import random
import re

_WEAK_START = re.compile("[的了和与在等是也并而但其此据则就把被将从对向以及或又还均都则着]|[我你他她它]们?|[一二三四五]是|自|受|在|根据|按照|截至|关于|随着|针对|作为|通过|来自|如果|虽然|由于|为了|其|当天|今天|昨天|目前|同时|因此|所以|当地|记者")
_WEAK_END = re.compile("[的地得了说称为在和与是有将等及或把被对向从以于到就也]$|以来$|[时分]许$|[上下]午$|之[前后]$|期间$|[前后时中上下]$|临近$|表示$|指出$|强调$|认为$|介绍$|显示$|[0-9]$")
_PAIRS = ("“”", "《》", "（）", "‘’")


def balanced(text: str) -> bool:
    return all(text.count(p[0]) == text.count(p[1]) for p in _PAIRS)


def clauses(text: str, low: int, high: int) -> list[str]:
    """Parts of its sentences that can stand alone."""
    found = (c.strip() for c in re.split("[，。！？；：…]|——", text))
    return [c for c in found if low <= len(c) <= high and balanced(c) and not _WEAK_START.match(c)
            and not _WEAK_END.search(c) and c[0] not in "”’》）、·%" and c[-1] not in "“‘《（、·"]


def sentences(text: str, low: int, high: int) -> list[str]:
    """Whole sentences without their full stop."""
    found = (s.strip() for s in text.split("。"))
    return [s for s in found if low <= len(s) <= high and balanced(s) and s[0] not in "”’》）"
            and not re.search("[！？；…]", s)]


def pick(rng: random.Random, found: list[str]) -> str:
    return rng.choice(found) if found else ""


def glossed(text: str, term: str) -> str:
    """The text with a term in brackets after its first clause."""
    at = text.find("，")
    return f"{text[:at]}（{term}）{text[at:]}" if at > 4 and text[at - 1] not in "）”》" else text


# decks without a story's own words; {} stands for a place or office
LABELS = ("{}见闻", "来自{}的报道", "{}工作侧记", "走进{}", "{}改革发展纪实", "访{}负责人", "写在{}成立十周年之际", "记{}的年轻人", "{}调查", "{}的十年",
          "{}破解难题的启示", "{}系列报道之三", "再访{}")
