"""What is printed, before it has lines: spans of one role, paragraphs, blocks.

An `Article` collects its gold fields while it hands out the paragraphs that print it, so
the two cannot drift apart. A `Sheet` holds the blocks of a page in the order in which
its text layer emits them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Iterator, NamedTuple


class Span(NamedTuple):
    """Text of one role; line breaks in it are kept."""
    text: str
    article: int
    role: str


@dataclass
class Paragraph:
    """Spans set one after the other.

    shape   prose    indented and wrapped to the column
            flush    wrapped, no indent
            display  each row a line of its own, never wrapped
            right    a display set against the right edge
    """
    spans: list[Span]
    shape: str = "prose"


@dataclass
class Insert:
    """Paragraphs that stand inside a block's lines, `at` that share of them."""
    at: float
    paragraphs: list[Paragraph]


@dataclass
class Block:
    """Paragraphs that run down columns together."""
    paragraphs: list[Paragraph]
    inserts: list[Insert] = field(default_factory=list)
    swap: bool = False           # the last column comes before the others
    waist: list[Paragraph] = field(default_factory=list)  # headings over a middle column
    beside: "Block | None" = None  # printed to the right in the same rows
    across: int = 0              # this many columns share their rows, headings over them
    width: int = 0               # of its columns, when not the page's

    def everything(self) -> Iterator[Paragraph]:
        """All paragraphs that are printed with it."""
        yield from self.paragraphs
        yield from self.waist
        for insert in self.inserts:
            yield from insert.paragraphs
        if self.beside:
            yield from self.beside.everything()


@dataclass
class Article:
    """The gold record of one article."""
    number: int
    kicker: str = ""
    headline: str = ""
    deck: str = ""
    dateline: str = ""
    runs_in: bool = False  # the headline is wrapped with the text it stands before
    authors: list[dict[str, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    def span(self, role: str, text: str) -> Span:
        return Span(text, self.number, role)

    def heading(self, role: str, rows: list[str], shown: list[str] | None = None) -> Paragraph:
        """A kicker, headline or deck; `shown` is what the rows look like when printed."""
        setattr(self, role, " ".join(rows))
        return Paragraph([self.span(role, "\n".join(shown or rows))], "display")

    def run_in(self, shown: str, gap: str, first: Paragraph) -> None:
        """The headline as `shown` before the words of the body's first paragraph."""
        self.headline, self.runs_in = shown, True
        first.spans[:0] = [self.span("headline", shown), self.span("headline", gap)]

    def author(self, name: str, affiliation: str = "") -> None:
        self.authors.append({"name": name, "affiliation": affiliation})

    def line(self, role: str, text: str, shape: str = "display") -> Paragraph:
        """A line that has a role and no field: byline, caption, credit, jump, lead."""
        return Paragraph([self.span(role, text)], shape)

    def opening(self, text: str) -> Span:
        """The dateline, to be set before the body's first words."""
        self.dateline = text.strip()
        return self.span("dateline", text)

    def text(self, role: str, text: str, shape: str = "prose") -> Paragraph:
        """A paragraph of the body, or a sub-head."""
        self.paragraphs.append(text)
        return Paragraph([self.span(role, text)], shape)


class Sheet:
    """A page: its blocks in print order and the articles they belong to."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.articles: list[Article] = []
        self.sources: list[str] = []

    def article(self, source: str = "") -> Article:
        made = Article(len(self.articles) + 1)
        self.articles.append(made)
        if source:
            self.sources.append(source)
        return made

    def add(self, paragraphs: list[Paragraph], **more: object) -> Block:
        block = Block(paragraphs, **more)
        self.blocks.append(block)
        return block

    def respell(self, spelling: Callable[[str], str]) -> None:
        """Every text of the page in a spelling of its own; letters stay in their spans and rows."""
        for article in self.articles:
            for name in ("kicker", "headline", "deck", "dateline"):
                setattr(article, name, spelling(getattr(article, name)))
            article.paragraphs[:] = map(spelling, article.paragraphs)
        for block in self.blocks:
            for paragraph in block.everything():
                paragraph.spans[:] = [s._replace(text=spelling(s.text)) for s in paragraph.spans]

    def furniture(self, text: str, shape: str = "display") -> None:
        if text:
            self.add([Paragraph([Span(text, 0, "furniture")], shape)])
