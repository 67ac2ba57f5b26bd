"""English articles of our own, for papers that print some."""

from __future__ import annotations

import random

_PLACES = ("Qinghe", "Luoshan", "Yongquan", "Baishui", "Shuanghe", "Nanping", "Donglin", "Jinsha", "Shiqiao", "Anfeng")
_WHO = ("residents", "students", "farmers", "officials", "volunteers", "drivers", "doctors", "visitors", "teachers", "traders")
_WHAT = ("bridge", "night market", "library", "village school", "ferry", "tea garden", "museum", "railway station", "grain depot", "clinic",
         "bus line", "park", "old theater", "reservoir", "workshop", "bookstore")
_DID = ("reopened", "closed", "moved", "grew", "was repaired", "opened its doors", "won a prize", "was rebuilt", "attracted crowds", "changed hands")
_WHEN = ("on Monday", "last week", "this autumn", "on Friday morning", "after eight months", "in early October", "over the weekend", "yesterday")
_HEADS = ("{W} {d} in {p}", "{p} {w} finds a new home", "New {w} for {p}", "{W} brings life to {p}", "A {w} and its people", "Farmers turn to {w}s", "Why {p} keeps its {w}",
          "{W} draws young {x}", "Rain delays {p} {w}", "Small {w}, big hopes")
_TEXT = ("The {w} in {p} {d} {t}.", "More than {n} {x} came to see it.", "“We have waited for this a long time,” said one of the {x}.", "It will stay open until {n} pm every day.",
         "The work cost {n} million yuan, and {m} people took part.", "Local {x} say the change has made life easier.", "According to the county, {n} more will follow next year.",
         "Tickets cost {n} yuan, but children enter free of charge.", "The old {w} had stood empty for {m} years.", "{X} from nearby towns now visit every weekend.",
         "“Nobody believed it at first,” a local teacher recalled, “but look at it now.”", "Rain and wind no longer matter, they said.", "The project began {t} with only {m} workers.")
_SURNAMES = ("Li", "Wang", "Zhang", "Chen", "Liu", "Zhao", "Huang", "Zhou", "Wu", "Xu", "Sun", "Lin", "Gao", "He", "Ma")
_GIVEN = ("Xiaoyu", "Yong", "Wei", "Jing", "Haibo", "Lina", "Minghua", "Tao", "Yifan", "Zixuan", "Qiang", "Rui", "Ying", "Jun")


def _filled(rng: random.Random, form: str) -> str:
    what, who = rng.choice(_WHAT), rng.choice(_WHO)
    return form.format(w=what, W=what.capitalize(), x=who, X=who.capitalize(), p=rng.choice(_PLACES), d=rng.choice(_DID), t=rng.choice(_WHEN),
                       n=rng.randint(2, 96), m=rng.randint(3, 40))


def article(rng: random.Random) -> tuple[str, list[str], str]:
    """Headline, paragraphs, and who wrote it."""
    surname, given = rng.choice(_SURNAMES), rng.choice(_GIVEN)
    name = rng.choice((f"{surname.upper()} {given.upper()}", f"{surname} {given}", f"{given} {surname}"))
    texts = [" ".join(_filled(rng, form) for form in rng.sample(_TEXT, rng.randint(1, 4))) for _ in range(rng.randint(2, 5))]
    return _filled(rng, rng.choice(_HEADS)), texts, name
