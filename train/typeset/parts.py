"""The parts of an article as house styles want them, and the page they are made for."""

from __future__ import annotations

import random
from typing import Sequence

from . import people, writing
from .corpus import Corpus, Story
from .defects import misprint
from .sheet import Article, Block, Paragraph, Sheet, Span


def split_rows(rng: random.Random, text: str, longest: int, known: str = "") -> list[str]:
    """A heading in one row, or in two or three that part where it pauses.

    Without a pause it parts near the middle, rather not between letters that stand
    together in the `known` text.
    """
    longest = max(longest, -(-len(text) // 3) + 1)
    if len(text) <= longest:
        return [text]
    pauses = [i for i, c in enumerate(text) if c in " ，：！？" and 3 < i < len(text) - 4]
    middle = len(text) // 2
    if pauses:
        at = min(pauses, key=lambda i: abs(i - middle))
        at += text[at] != " "
    else:
        places = [i for i in range(4, len(text) - 3) if partable(text, i)]
        if not places:
            return [text]
        at = min(places, key=lambda i: abs(i - middle) + 5 * (text[i - 1:i + 1] in known))
    halves = [text[:at].strip(), text[at:].strip()]
    long = [len(half) > 1.3 * longest for half in halves]
    if sum(long) == 1 and rng.random() < 0.7:
        n = long.index(True)
        halves[n:n + 1] = split_rows(rng, halves[n], longest, known)
    return halves


def balanced_rows(text: str, count: int) -> list[str]:
    """A heading in so many rows of nearly one length."""
    rows, start = [], 0
    for left in range(count, 1, -1):
        goal = start + (len(text) - start) // left
        places = [i for i in range(start + 2, len(text) - 2) if partable(text, i)]
        if not places:
            break
        end = min(places, key=lambda i: abs(i - goal))
        rows.append(text[start:end].strip())
        start = end
    return [row for row in (*rows, text[start:].strip()) if row]


def partable(text: str, at: int) -> bool:
    """Whether a row may end before text[at]."""
    a, b = text[at - 1], text[at]
    inside = text[:at].count("“") > text[:at].count("”") or text[:at].count("《") > text[:at].count("》")
    return (not (a.isascii() or b.isascii()) and not inside
            and a not in "“《（‘·—" and b not in "”》）’，、：！？的了—·%")


class Press:
    """One page in the making: where its randomness, stories and sheet are."""

    def __init__(self, rng: random.Random, level: float, corpus: Corpus,
                 kinds: tuple[str, ...], sections: tuple[str, ...]) -> None:
        self.rng, self.level, self.corpus = rng, level, corpus
        self.sheet = Sheet()
        self.issue = writing.issue(rng, kinds, sections)
        self.pool = list(corpus.neighbours(rng))
        self.pad = rng.choice(("", "", " ", "　"))
        self.misprints = 0.0
        self.row = rng.choice((11, 13, 15, 18))
        self.joint = rng.choice((" ", "　", "、"))  # between reporters
        self.headed = 0.0  # share of stories that are chosen for their kicker or deck

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # -- names ---------------------------------------------------------------

    def shown(self, name: str) -> str:
        return people.padded(name, self.pad)

    def people(self, a: Article, low: int = 1, high: int = 1) -> list[str]:
        """New authors of the article, as they are printed."""
        found = people.names(self.rng, low, high)
        for each in found:
            a.author(each)
        return [self.shown(each) for each in found]

    def reporters(self, a: Article, title: str = "记者", helper: str = "通讯员") -> str:
        """Reporters in one string, sometimes with correspondents."""
        joint = "、" if self.joint == "、" else self.joint
        blank = "" if self.joint == "、" and self.chance(0.5) else " "
        text = title + blank + joint.join(self.people(a, 1, 3))
        if self.chance(0.35):
            text += (self.rng.choice((" ", "　")) + self.rng.choice((helper, "实习生", "通讯员"))
                     + blank + joint.join(self.people(a, 1, 2)))
        return text

    # -- stories -------------------------------------------------------------

    def story(self, low: int, high: int) -> Story:
        found = self.corpus.take(self.rng, self.pool, low, high, self.sheet.sources,
                                 self.headed > 0 and self.chance(self.headed))
        if not self.misprints:
            return found
        body = tuple((role, misprint(text, self.misprints, self.rng)) for role, text in found.body)
        return found._replace(body=body)

    def begin(self, low: int, high: int) -> tuple[Article, Story]:
        """A new article with a story of low to high characters."""
        found = self.story(low, high)
        return self.sheet.article(found.source), found

    # -- headings ------------------------------------------------------------

    def headline(self, a: Article, story: Story, longest: int = 0) -> Paragraph:
        known = "".join(text for _, text in story.body)
        return a.heading("headline", split_rows(self.rng, story.headline, longest or self.row, known))

    def kicker(self, a: Article, story: Story, share: float = 0.3,
               forms: Sequence[str] = ("{}",)) -> list[Paragraph]:
        text = story.kicker or (self.rng.choice(writing.COLUMNS) if self.chance(share) else "")
        if not text:
            return []
        shown = text if len(text) > 8 or text.endswith("：") else self.rng.choice(forms).format(text)
        return [a.heading("kicker", [shown])]

    def deck(self, a: Article, story: Story, dash: bool = True) -> list[Paragraph]:
        text = story.deck
        if not text and dash and self.chance(0.12):
            text = "——" + self.rng.choice((f"{self.issue.place}市见闻", "一项新举措的背后", "来自基层的调查",
                                           "部分单位工作侧记", "一线走访札记"))
        return [a.heading("deck", split_rows(self.rng, text, 22))] if text else []

    def heads(self, a: Article, story: Story, kicker: float = 0.3,
              forms: Sequence[str] = ("{}",)) -> list[Paragraph]:
        return [*self.kicker(a, story, kicker, forms), self.headline(a, story),
                *self.deck(a, story)]

    # -- body ----------------------------------------------------------------

    def body(self, a: Article, body: Sequence[tuple[str, str]], opening: Span | None = None,
             gap: str = "", closing: Sequence[Span] = (), shape: str = "prose",
             sub: str = "display") -> list[Paragraph]:
        """The body; opening and closing stand in its first and last paragraph. A "row" is a line of a table or list."""
        made = [a.text("body", text, "display") if role == "row" else a.text(role, text, sub if role == "subhead" else shape)
                for role, text in body]
        if opening:
            blank = [Span(gap, a.number, "body")] if gap else []
            made[0].spans[:0] = [opening, *blank]
        made[-1].spans += closing
        return made

    def cut(self, story: Story, share: float) -> tuple[list, list]:
        """The body in two, parted in mid-sentence."""
        goal = int(story.size * share)
        before: list[tuple[str, str]] = []
        rest = list(story.body)
        while len(rest) > 1 and goal >= len(rest[0][1]):
            goal -= len(rest[0][1])
            before.append(rest.pop(0))
        role, text = rest[0]
        at = next((i for i in range(max(6, goal), len(text) - 6) if whole(text, i)), 0)
        if role != "body" or not at:
            return ([*before, rest[0]], rest[1:]) if rest[1:] else (before, rest)
        return [*before, (role, text[:at])], [(role, text[at:]), *rest[1:]]

    def caption(self, a: Article) -> list[Paragraph]:
        """A picture's caption and credit, on one line or two."""
        text = self.rng.choice(("", "", "▲", "▼", "↑", "▶")) + self.rng.choice(writing.CAPTIONS)
        who = self.shown(people.name(self.rng))
        credit = self.rng.choice((f"本报记者 {who} 摄", f"{who} 摄", f"通讯员 {who} 摄", "（资料图片）",
                                  f"摄影/{who}", f"{who} 供图", f"新华社记者 {who} 摄"))
        if self.chance(0.3):
            return [a.line("caption", text), a.line("credit", credit)]
        return [Paragraph([a.span("caption", text), Span(" ", a.number, "caption"),
                           a.span("credit", credit)], "flush")]

    def briefs(self, low: int, high: int, size: int = 220) -> list[tuple[Article, Story, list]]:
        """Short articles, each the opening of a story."""
        made = []
        for _ in range(self.rng.randint(low, high)):
            a, story = self.begin(70, 900)
            body, left = [], size
            for role, text in story.body:
                if role == "subhead" or (body and len(text) > left):
                    break
                body.append((role, text))
                left -= len(text)
            made.append((a, story, body))
        return made

    def package(self, share: float) -> None:
        """What the page says about itself, an article without a body."""
        if not self.chance(share):
            return
        a = self.sheet.article()
        title, deck = self.rng.choice(writing.PACKAGES)
        parts = [a.heading("headline", [title])]
        if self.chance(0.7):
            parts.insert(self.rng.choice((0, 1)), a.heading("deck", [deck]))
        parts.append(a.line("lead", self.rng.choice(("", "编者按：", "开栏的话　", "编者按 "))
                            + self.rng.choice(writing.LEADS), "prose"))
        if self.chance(0.4):
            who = self.shown(people.name(self.rng))
            parts.append(a.line("credit", self.rng.choice((
                f"（本版图片由{who}提供）", f"本版摄影：{who}", f"本版图片除署名外均由{who}摄"))))
        self.add(parts)

    # -- furniture -----------------------------------------------------------

    def top(self, share: float = 0.8) -> None:
        """Masthead and staff, at the head of the page or kept for its foot."""
        furniture = [writing.masthead(self.rng, self.issue), writing.staff(self.rng)]
        if self.chance(0.5):
            furniture.append(writing.contact(self.rng))
        self.rng.shuffle(furniture)
        self.feet = furniture
        if self.chance(share):
            self.feet = furniture[1:]
            self.sheet.furniture(furniture[0])

    def foot(self) -> None:
        for text in self.feet:
            self.sheet.furniture(text)

    def add(self, paragraphs: list[Paragraph], **more: object) -> Block:
        return self.sheet.add(paragraphs, **more)


def whole(text: str, at: int) -> bool:
    """Whether parting before text[at] leaves numbers, words and quotes whole."""
    a, b = text[at - 1], text[at]
    return "\u4e00" <= a <= "\u9fff" and "\u4e00" <= b <= "\u9fff"
