"""Stories to print: real news with titles, read at run time and cleaned.

Nothing is kept that the gold could not state exactly: datelines, signatures and captions of
the source are cut off or the story is dropped, spacing and widths are made regular.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import zlib
from pathlib import Path
from typing import Any, Collection, Iterator, NamedTuple

SOURCES = ("people_daily_2023", "chinanews_sina", "cctv_xwlb_2022_2026")
# Shares out of ten of the stories, so that no story is printed in two sets.
PARTS = {"dev": (0, 2), "train": (2, 8), "holdout": (8, 10), "all": (0, 10)}

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
ENDS = "。！？”…）；：——"

_WIDE = {0xFF10 + i: 0x30 + i for i in range(10)}
_WIDE |= {0xFF21 + i: 0x41 + i for i in range(26)} | {0xFF41 + i: 0x61 + i for i in range(26)}
_WIDE |= {ord("％"): "%", ord("("): "（", ord(")"): "）", ord("．"): ".", ord("﹒"): "·",
          ord("•"): "·", ord("─"): "—"}
_ALLOWED = re.compile(f"[{HAN}\u0020-\u007e“”‘’《》〈〉（）、，。；：！？—…·～±×℃°Ⅰ-Ⅻ]+")
_DATELINE = re.compile(
    r"^(?:本报|新华社|中新社|中新网|中新经纬|人民网|据|北京|央视)[^，。；！？]{0,28}?(?:电|讯|报道)"
    r"(?:（[^）]{0,40}）)?[：，\s]*|^（[^）]{0,30}(?:记者|通讯员)[^）]{0,30}）")
_SIGNED = re.compile(r"（[^（）]{0,24}(?:记者|责编|编辑|作者|通讯员|来源|供图|摄|据)[^（）]*）$|（完）$")
_TAIL = re.compile(r"(?<=[。！？”])（[^（）]{1,24}）$")
_UNFIT = re.compile(
    r"图为|图片来源|摄影|资料图|责任编辑|责编|作者[：为系]|作者单位|记者[：/]|原标题|扫描|二维码|"
    r"摄（|影像中国|日报》（\d|财联社|[讯电]（|新华社发|版式|下转|上接|视频|文/|来源：|链接|问：|答：|http|本报记者|（记者|通讯员")
_PAUSE = re.compile(f"(?<=[{HAN}”》！？]) +(?=[{HAN}“《])")
_SPACE = re.compile(r"(?<![A-Za-z]) +| +(?![A-Za-z])")


class Story(NamedTuple):
    """One article as its source prints it; `body` holds (role, paragraph)."""
    source: str
    kicker: str
    headline: str
    deck: str
    body: tuple[tuple[str, str], ...]
    size: int = 0  # of the body, in characters


def words_of(story: Story) -> str:
    return "".join(text for role, text in story.body if role == "body")


def clean(text: str) -> str:
    """Regular widths, and spaces only between Latin words."""
    text = text.translate(_WIDE).replace("\u3000", " ").replace("\xa0", " ").strip()
    text = re.sub(f"(?<=[{HAN}”）]),", "，", text)
    text = re.sub(f"(?<=[{HAN}”）]):", "：", text)
    return _SPACE.sub("", text)


def clean_title(text: str) -> str:
    """A heading: one space where the source pauses."""
    text = text.translate(_WIDE).replace("\u3000", " ").replace("\xa0", " ").strip()
    text = re.sub(f"(?<=[{HAN}”]):", "：", text)
    pauses = _PAUSE.sub("\n", text)
    return _SPACE.sub("", pauses).replace("\n", " ")


def headings(raw: dict[str, Any]) -> tuple[str, str, str]:
    """Kicker, headline and deck; a title with a dash is a headline and its deck."""
    kicker, title = clean_title(raw.get("kicker", "")), clean_title(raw["title"])
    deck = clean_title(raw.get("subtitle", ""))
    if "——" in title and not deck and title.count("《") == title.count("》") == 0:
        title, _, rest = title.partition("——")
        deck = "——" + rest
    return kicker, title, deck


def paragraph(text: str) -> tuple[str, str] | None:
    """The role and text of a paragraph, or None when it cannot be printed exactly."""
    if not _ALLOWED.fullmatch(text) or _UNFIT.search(text) or '"' in text or "'" in text:
        return None
    if text.endswith(tuple(ENDS)):
        return ("body", text) if len(text) > 8 else None
    # an end without punctuation is a heading inside the body
    return ("subhead", text) if 4 <= len(text) <= 26 and "。" not in text else None


def story(raw: dict[str, Any], source: str) -> Story | None:
    """A story fit for printing, or None."""
    kicker, headline, deck = headings(raw)
    if not 7 <= len(headline) <= 34 or "。" in headline or len(deck) > 44 or len(kicker) > 24:
        return None
    if any(t and not _ALLOWED.fullmatch(t) for t in (kicker, headline, deck)):
        return None
    if _UNFIT.search(headline + deck + kicker) or re.search(r"[\"'|]", headline + deck):
        return None
    texts = [clean(t) for t in raw["body"] if t.strip()]
    if texts and re.fullmatch(r"（[^）]*）", texts[-1]):  # the source's signature
        texts.pop()
    if not texts:
        return None
    texts[0] = _DATELINE.sub("", texts[0])
    texts[-1] = _TAIL.sub("", _SIGNED.sub("", texts[-1]))
    body = [paragraph(t) for t in texts]
    if not body or None in body or body[0][0] != "body" or body[-1][0] != "body":
        return None
    if any(a[0] == b[0] == "subhead" for a, b in zip(body, body[1:])):
        return None
    made = Story(source, kicker, headline, deck, tuple(body), sum(len(t) for _, t in body))
    return made if 60 <= made.size <= 2600 and len(body) <= 24 else None


def read(folder: Path) -> Iterator[Story]:
    """Every printable story of the raw news, evaluation pages' stories and those that share a paragraph left out."""
    excluded = json.loads((folder / "raw-exclude.json").read_text())
    known: set[str] = set()  # headlines, and paragraphs long enough to be of one text alone
    for name in SOURCES:
        shut_out = set(excluded.get(f"raw-{name}", ()))
        with lzma.open(folder / f"raw-{name}.json.xz") as file:
            rows = json.load(file)
        for index, raw in enumerate(rows):
            made = story(raw, f"{name}-{index}") if index not in shut_out else None
            if made:
                texts = {made.headline, *(text for _, text in made.body if len(text) >= 40)}
                fresh = known.isdisjoint(texts)
                known |= texts
                if fresh:
                    yield made


class Corpus:
    """The stories of one part, drawn so that a page's stories are of one time."""

    def __init__(self, folder: Path, part: str) -> None:
        low, high = PARTS[part]
        self.stories = [s for s in read(folder)
                        if low <= zlib.crc32(s.source.encode()) % 10 < high]
        self.used: set[str] = set()

    def neighbours(self, rng: random.Random, span: int = 160) -> Iterator[Story]:
        """Unused stories around a random place, in random order, then farther ones; all are unused again when few are left."""
        if len(self.used) > 0.9 * len(self.stories):
            self.used.clear()
        start = rng.randrange(max(1, len(self.stories) - span))
        near = self.stories[start:start + span]
        rng.shuffle(near)
        far = rng.sample(self.stories, min(400, len(self.stories)))
        for each in (*near, *far):
            if each.source not in self.used:
                yield each

    def take(self, rng: random.Random, pool: list[Story], low: int, high: int,
             barred: Collection[str] = (), headed: bool = False) -> Story:
        """A story of low to high characters out of the pool, marked as used, rather one with a kicker or deck if headed.

        Used ones but the barred come again when there is no other.
        """
        fitting = [s for s in pool if s.source not in self.used and low <= s.size <= high]
        if not fitting:
            everything = [s for s in self.stories if low <= s.size <= high and s.source not in barred]
            unused = [s for s in everything if s.source not in self.used]
            fitting = [rng.choice(unused or everything)]
        found = next((s for s in fitting if headed and (s.kicker or s.deck)), fitting[0])
        self.used.add(found.source)
        return found
