"""Pages whose house style is drawn at random: every page has to be understood from itself.

`house` says what is drawn, this file prints an article by it. An article is taken apart into
its headings and its text first, so that an arrangement may lay them apart.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Callable, NamedTuple

from . import people, phrases, writing
from .corpus import Story
from .house import SOURCES, House, draw
from .spelling import spelling
from .parts import Press, balanced_rows, split_rows
from .sheet import Article, Block, Insert, Paragraph, Span

Body = list[tuple[str, str]]


class Piece(NamedTuple):
    """An article: its headings, and its text with what is set close to it."""
    heads: list[Paragraph]
    text: list[Paragraph]
    before: bool  # the headings come before the text

    @property
    def whole(self) -> list[Paragraph]:
        return self.heads + self.text if self.before else self.text + self.heads


def wild(p: Press) -> None:
    house = draw(p.rng, p.level)
    p.pad, p.joint, p.row, p.headed = house.pad, house.joint, house.row, house.headed
    Desk(p, house).page()
    if house.spelling:
        p.sheet.respell(spelling(house.spelling))


class Desk:
    """The editors of one page: a press and the house style they follow."""

    def __init__(self, p: Press, house: House) -> None:
        self.p, self.house, self.rng = p, house, p.rng
        self.runs = 0  # headlines that ran into their text so far

    def page(self) -> None:
        p, h = self.p, self.house
        self.furniture("top")
        package = self.rng.choice(("first", "last", "last", "middle")) if p.chance(0.25) else ""
        if package == "first":
            p.package(1)
        waiting = [lambda name=name: self.extra(name) for name in h.extras]
        if p.chance(h.briefs):
            waiting.append(self.column_of_briefs)
        if package == "middle":
            waiting.append(lambda: p.package(1))
        self.rng.shuffle(waiting)
        self.articles(waiting)
        for each in waiting:
            each()
        if package == "last":
            p.package(1)
        self.furniture("bottom")

    # -- furniture -------------------------------------------------------------

    def furniture(self, place: str) -> None:
        pieces = [piece for piece, at in self.house.furniture.items() if at == place]
        self.rng.shuffle(pieces)
        for piece in pieces:
            self.p.sheet.furniture(self.piece_of_furniture(piece))

    def piece_of_furniture(self, piece: str) -> str:
        rng, it = self.rng, self.p.issue
        if piece == "masthead":
            return writing.masthead(rng, it)
        if piece == "staff":
            return writing.staff(rng)
        if piece == "slogan":
            return writing.slogan(rng, it)
        if piece in ("contact", "hotline"):
            return writing.contact(rng)
        if piece == "section":
            return rng.choice((" ", "", "　", "·")).join(it.section) if rng.random() < 0.5 else it.section + rng.choice(("", "新闻", "·综合"))
        return rng.choice((f"{it.number:02}", f"{it.number}", f"A{it.number:02}", f"第{it.number}版", f"{it.date} {writing.week(rng)}",
                           f"{it.paper} {it.date}", f"{it.year}.{it.month}.{it.day} {writing.week(rng)} {it.section}",
                           f"总第{rng.randint(900, 9000)}期"))

    # -- the page's articles ---------------------------------------------------

    def articles(self, waiting: list[Callable[[], None]]) -> None:
        """The main articles, and among them some of what is waiting for a place."""
        h = self.house
        pieces = [self.article(*h.sizes) for _ in range(h.count)]
        if h.arrangement in ("headsfirst", "headslast"):
            if waiting and self.p.chance(0.4):
                waiting.pop()()
            self.apart(pieces)
            return
        blocks: list[Block] = []
        scatter = self.rng.choice((0.0, 0.1, 0.4))
        middle = self.rng.randrange(len(pieces))
        for i, piece in enumerate(pieces):
            if i == middle:
                self.furniture("middle")
            if waiting and self.p.chance(scatter):
                waiting.pop()()
            if i and self.p.chance(h.between):
                self.p.sheet.furniture(self.piece_of_furniture(self.rng.choice(("section", "folio", "contact", "slogan", "staff")))
                                       if self.p.chance(0.7) else writing.advert(self.rng))
            blocks.append(self.block(piece, blocks[-1] if blocks else None))
            if self.p.chance(h.boxes):
                self.box(blocks[-1])
            if self.p.chance(h.comments):
                self.comment()
        for block in blocks:
            self.disturb(block)
        beside = [b.beside for b in blocks if b.beside]
        self.p.sheet.blocks = [b for b in self.p.sheet.blocks if not any(b is other for other in beside)]

    def apart(self, pieces: list[Piece]) -> None:
        """All headings, then all texts, or the other way round; on rough pages in another order."""
        texts = [piece.text for piece in pieces]
        heads = [piece.heads for piece in pieces]
        if self.p.chance(0.35 * self.p.level):
            self.rng.shuffle(heads)
        first, second = (heads, texts) if self.house.arrangement == "headsfirst" else (texts, heads)
        for i, part in enumerate((*first, *second)):
            if i == len(first) + 1:
                self.furniture("middle")
            if part:
                self.p.add(part, width=self.house.widths[0])

    def block(self, piece: Piece, before: Block | None) -> Block:
        h = self.house
        width = self.rng.choice(h.widths)
        if h.arrangement == "inside" and self.p.chance(0.85):
            made = self.p.add(piece.text, width=width)
            made.inserts.append(Insert(self.rng.uniform(0.1, 0.9), piece.heads))
        elif h.arrangement == "waist" and self.p.chance(0.7):
            made = self.p.add(piece.text, waist=piece.heads, width=min(width, 36))
        elif h.arrangement == "across" and self.p.chance(0.8) and piece.before:
            made = self.p.add(piece.whole, across=self.rng.choice((2, 2, 3)), width=min(width, 44))
        else:
            made = self.p.add(piece.whole, width=width)
            host = before and not (before.waist or before.across)
            if h.arrangement == "beside" and host and not before.beside and self.p.chance(0.7):
                before.beside = made
        return made

    def disturb(self, block: Block) -> None:
        """What the text layer puts into an article's columns."""
        h, p = self.house, self.p
        if block.waist or block.across:
            return
        owner = p.sheet.articles[block.paragraphs[0].spans[0].article - 1]
        if p.chance(h.captions):
            self.caption(owner, block)
        if p.chance(h.broken):
            block.inserts.append(Insert(self.rng.uniform(0.2, 0.8), self.stranger()))
        block.swap = p.chance(0.12 * p.level)

    def stranger(self) -> list[Paragraph]:
        """Something of another article, or of none, that stands in the way."""
        kind = self.rng.randrange(3)
        if kind == 0:
            return self.picture()
        if kind == 1:
            return [Paragraph([Span(writing.advert(self.rng), 0, "furniture")], "display")]
        a, story = self.p.begin(70, 260)
        return [self.headline(a, story), *self.p.body(a, story.body)]

    # -- one article -----------------------------------------------------------

    def article(self, low: int, high: int) -> Piece:
        p = self.p
        a, story = p.begin(low, high)
        return self.printed(a, story)

    def printed(self, a: Article, story: Story, body: Body | None = None) -> Piece:
        p, h = self.p, self.habits()
        lead, body = self.lead(story) if body is None else ([], body)
        parts = {"k": self.kicker(a, story, h), "h": [self.headline(a, story)], "d": self.deck(a, story, h), "b": [], "t": []}
        runs_in = not lead and p.chance(h.runs_in)
        if runs_in:
            h = replace(h, divided=0.0, capped=0.0, sign="line" if h.sign in ("glue", "run", "front") else h.sign)
        elif h.kicker_joint and parts["k"] and "\n" not in parts["k"][0].spans[0].text and len(a.kicker) < 10:
            joint = [a.span("kicker", h.kicker_joint)] if a.kicker[-1] not in "】」』]〗〕#》" else []
            parts["h"][0].spans[:0] = [*parts["k"][0].spans, *joint]
            parts["k"] = []
        opening, closing, tail = self.signature(a, h, parts)
        if opening is None and not a.authors and p.chance(h.opened):
            opening = a.opening(self.opening(a, h))
        if not a.authors and p.chance(h.sourced):
            closing = [a.span("credit", self.rng.choice(SOURCES).format(paper=p.issue.paper))]
        jump = self.jump(a) if p.chance(h.jumps) and not closing and not tail else None
        if jump and len(body) > 1:
            body = body[:-1] if body[-2][0] == "body" else body
        closing += [jump] if jump else []
        if closing and self.rng.random() < 0.15:
            tail, closing = [Paragraph(closing, self.rng.choice(("display", "right", "prose"))), *tail], []
        if len(body) > 1 and p.chance(h.listing):
            at = self.rng.randrange(1, len(body))
            body = [*body[:at], *self.list(), *body[at:]]
        body = self.divided(self.glossed(body), h)
        if opening and body[0][0] == "subhead":
            body = body[1:]
        text = self.text(a, body, opening, h, closing)
        if runs_in:
            parts["h"] = []
            self.run_in(a, text[0])
        parts["t"] = text + tail
        if lead:
            para = a.line("lead", h.lead_label + lead, "prose")
            first = min("khd", key=h.order.index) if h.lead_first else "t"
            parts[first] = [para, *parts[first]]
        left, right = h.order.split("t")
        heads_side = left if "h" in left else right
        heads = [para for part in heads_side for para in parts[part]]
        close = [para for part in (right if "h" in left else left) for para in parts[part]]
        return Piece(heads, parts["t"] + close if "h" in left else close + parts["t"], "h" in left)

    def habits(self) -> House:
        """The house style, or for once something else."""
        h = self.house
        if not self.p.chance(h.slip):
            return h
        other = draw(self.rng, self.p.level)
        what = self.rng.choice(("order", "byline", "sign", "kicker"))
        if what == "order":
            return replace(h, order=h.order.replace("b", "") + "b" if h.order[-1] != "b" else h.order)
        if what == "byline":
            return replace(h, byline=other.byline, unit=False)
        if what == "sign":
            return replace(h, sign=self.rng.choice(("", "closing", "opening")), openings=other.openings, tagged=0)
        return replace(h, kicked=1 - h.kicked, decked=0)

    # headings

    def kicker(self, a: Article, story: Story, h: House) -> list[Paragraph]:
        if not story.kicker and not self.p.chance(h.kicked):
            return []
        text = story.kicker
        if not text and h.kicker_kind == "english":
            text = h.kicker_form.format(self.rng.choice(writing.ENGLISH_LABELS))
        if not text and h.kicker_kind != "column":
            text = phrases.pick(self.rng, phrases.clauses(story.body[0][1], 8, 20))
            text = text + h.kicker_end if text and text not in story.headline else ""
        if not text and h.kicker_kind != "clause":
            text = h.kicker_form.format(self.rng.choice(writing.COLUMNS + writing.MORE_COLUMNS))
        return [a.heading("kicker", self.rows(text, max(16, h.row + 4)))] if text else []

    def headline(self, a: Article, story: Story) -> Paragraph:
        kind = self.rng.choices(list(self.house.headline_kinds), list(self.house.headline_kinds.values()))[0]
        whole = "".join(text for _, text in story.body)
        few = [c for c in phrases.clauses(whole, 6, 14) if c not in a.kicker]
        text = story.headline
        if kind == "word":
            text = self.rng.choice(writing.WORDS)
        elif kind == "pair":
            same = {}
            for clause in few:
                same.setdefault(len(clause), []).append(clause)
            pairs = [found for found in same.values() if len(set(found)) > 1]
            text = " ".join(dict.fromkeys(self.rng.choice(pairs)[:2])) if pairs else text
            text = text if " " in text else story.headline
        elif kind in ("question", "quote", "clause") and few:
            form = {"question": "{}？", "quote": "“{}”", "clause": "{}"}[kind]
            clause = self.rng.choice(few)
            text = form.format(clause) if "“" not in clause else clause
        elif kind == "first":
            text = phrases.pick(self.rng, phrases.clauses(story.body[0][1], 6, 24)[:1]) or text
        elif kind == "number":
            text = phrases.pick(self.rng, [c for c in few if any(d.isdigit() for d in c)]) or text
        elif kind == "long" and few:
            text += " " + self.rng.choice(few)
        elif kind == "tiny":
            text = phrases.pick(self.rng, phrases.clauses(whole, 2, 4)) or text
        return a.heading("headline", self.rows(self.house.head_form.format(text), self.house.row))

    def run_in(self, a: Article, first: Paragraph) -> None:
        """The headline before the first words of the text."""
        self.runs += 1
        shown = self.house.run_form.format(a.headline, n=writing.han(self.runs), i=self.runs)
        a.run_in(shown.strip(), shown[len(shown.rstrip()):], first)

    def rows(self, text: str, longest: int) -> list[str]:
        rowing = self.house.rowing
        if rowing == "full" and self.house.arrangement not in ("beside", "waist"):
            longest = max(6, self.house.widths[0] // 2)
        if len(text) <= longest or rowing == "pause":
            return split_rows(self.rng, text, longest)
        if rowing == "balanced":
            return balanced_rows(text, min(4, -(-len(text) // longest)))
        longest = max(longest, -(-len(text) // 4))
        rows, start = [], 0
        while len(text) - start > longest:
            end = start + longest
            while end > start + 4 and text[end - 1].isascii() and text[end].isascii():
                end -= 1
            rows.append(text[start:end].strip())
            start = end
        return [row for row in (*rows, text[start:].strip()) if row]

    def deck(self, a: Article, story: Story, h: House) -> list[Paragraph]:
        text = story.deck
        rows: list[str] = []
        if not text and self.p.chance(h.decked):
            whole = "".join(t for role, t in story.body if role == "body")
            if h.deck_kind == "lines":
                found = list(dict.fromkeys(phrases.clauses(whole, 6, 18)))[:self.rng.randint(2, 4)]
                mark = self.rng.choice(("", "●", "■", "▲", "·", "★ "))
                rows = [mark + clause for clause in found] if len(found) > 1 else []
            elif h.deck_kind == "dashes":
                found = list(dict.fromkeys(phrases.clauses(whole, 6, 20)))[:2]
                rows = [h.dash + clause for clause in found]
            elif h.deck_kind == "label":
                text = h.dash + self.rng.choice(phrases.LABELS).format(self.rng.choice((self.p.issue.place, *people.OFFICES[:6])))
            elif h.deck_kind == "english":
                text = self.rng.choice(writing.ENGLISH)
            elif h.deck_kind == "long":
                text = phrases.pick(self.rng, phrases.sentences(whole, 30, 80))
            elif h.deck_kind == "sentence":
                text = phrases.pick(self.rng, phrases.sentences(whole, 18, 44))
                text += self.rng.choice(("", "。")) if text else ""
            else:
                text = phrases.pick(self.rng, [c for c in phrases.clauses(whole, 8, 22) if c not in a.kicker + a.headline])
                text = h.dash + text if text else ""
        rows = rows or (self.rows(text, max(14, h.row + 6)) if text else [])
        return [a.heading("deck", rows)] if rows else []

    # who wrote it

    def signature(self, a: Article, h: House, parts: dict[str, list[Paragraph]]) -> tuple[Span | None, list[Span], list[Paragraph]]:
        """The dateline, the end of the text and what follows it, if they sign; else the byline goes to `parts`."""
        p = self.p
        if not h.sign or not p.chance(h.signed):
            return None, [], []
        if h.sign == "opening":
            return a.opening(self.opening(a, h)), [], []
        if h.sign == "closing":
            names = p.joint.join(p.people(a, 1, 2 if p.chance(h.several) else 1))
            return None, [a.span("byline", h.closing.format(n=names, place=p.issue.place))], []
        tagged = p.chance(h.tagged)
        names = p.joint.join(p.people(a, 1, 3 if p.chance(h.several) and not tagged else 1))
        if h.unit and not tagged:
            names = self.rng.choice((*people.PLACES, *people.OFFICES, *people.COLLEGES, people.affiliation(self.rng))) + (" " if not h.pad else "　") + names
        text = h.byline.format(names)
        if "记者" in text and not tagged and p.chance(h.helper):
            text += ("\n" if h.stacked and h.sign == "line" else " ") + self.rng.choice(("通讯员 ", "通讯员 ", "实习生 ", "通讯员：")) + p.joint.join(p.people(a, 1, 2))
        if not tagged and p.chance(h.pictured):
            text = self.pictured(text)
        spans = [a.span("byline", text)]
        closing: list[Span] = []
        tail: list[Paragraph] = []
        if tagged:
            place = people.affiliation(self.rng)
            a.authors[-1]["affiliation"] = place
            tag = a.span("affiliation", h.tag.format(place))
            if h.tag_place == "beside":
                spans.append(tag)
            elif h.tag_place == "under" or (h.tag_place == "line" and h.order[-1] == "b"):
                spans.append(Span("\n" + tag.text, a.number, "affiliation"))
            elif h.tag_place == "line":
                tail = [Paragraph([tag], self.rng.choice(("prose", "flush", "prose")))]
            else:
                closing = [tag]
        joint = h.sign_joint if text[0] not in "□■●◆○◎▲—" else h.sign_joint if h.sign_joint.isspace() else "　"
        between = a.span("byline", joint)
        beside = {"run": "h", "front": "h", "kicker": "k", "deck": "d"}.get(h.sign, "")
        if h.sign == "glue":
            return Span(text + (joint if h.gap == "" else ""), a.number, "byline"), closing, tail
        if h.sign == "end":
            blank = self.rng.choice(("", "", " ", "　"))
            return None, [a.span("body", blank), *spans, *closing] if blank else [*spans, *closing], tail
        if beside and parts[beside]:
            host = parts[beside][0]
            host.spans = [*spans, between, *host.spans] if h.sign == "front" else [*host.spans, between, *spans]
        else:
            shape = "right" if h.right and h.order[-1] == "b" else "display"
            parts["b"] = [Paragraph(spans, shape)]
        return None, closing, tail

    def pictured(self, text: str) -> str:
        """A byline with a photographer, who is no author."""
        who = self.p.shown(people.name(self.rng))
        if "图" in text or text.endswith("道"):
            return text
        if text.startswith("文/"):
            return f"{text}{self.rng.choice((' ', '　'))}图/{who}"
        return text + self.rng.choice((f" 摄影 {who}", f" 图/{who}", f"/文 {who}/图", f"　摄影：{who}", f" 文 {who} 图"))

    def opening(self, a: Article, h: House) -> str:
        p, it = self.p, self.p.issue
        form = self.rng.choice(h.openings or ("本报讯",))
        return form.format(r=self.reporters(a, h) if "{r}" in form else "",
                           n=p.joint.join(p.people(a, 1, 2 if p.chance(h.several) else 1)) if "{n}" in form else "",
                           place=it.place, m=it.month, d=it.day, city=self.rng.choice(people.ABROAD))

    def reporters(self, a: Article, h: House) -> str:
        p = self.p
        title = self.rng.choice(("记者", "记者", "记者", "通讯员", "本报记者", "见习记者"))
        blank = " " if " " in h.byline or h.joint == " " else ""
        text = title + blank + p.joint.join(p.people(a, 1, 3 if p.chance(h.several) else 1))
        if p.chance(h.helper):
            text += self.rng.choice((" ", "　", "，") if h.joint == "、" else (" ", "　")) + "通讯员" + blank + p.joint.join(p.people(a, 1, 2))
        return text

    # text

    def lead(self, story: Story) -> tuple[str, Body]:
        """A lead set apart and the rest of the body."""
        body = list(story.body)
        if not self.p.chance(self.house.led) or not self.house.lead_label:
            return "", body
        if len(body) > 2 and body[1][0] == "body" and len(body[0][1]) < 160 and self.rng.random() < 0.6:
            return body[0][1], body[1:]
        return self.rng.choice(writing.LEADS), body

    def divided(self, body: Body, h: House) -> Body:
        """Sub-heads of the text's own words before some of its paragraphs."""
        given = any(role == "subhead" for role, _ in body)
        made: Body = []
        count = 0
        wanted = not given and len(body) > 2 and self.p.chance(h.divided)
        for i, (role, text) in enumerate(body):
            if role == "subhead":
                if "{i}" in h.subhead or "{n}" in h.subhead:
                    count += 1
                    text = h.subhead.format(text, n=writing.han(count), i=count)
            elif wanted and (i or self.rng.random() < 0.2) and self.p.chance(h.dense if i else 1):
                clause = phrases.pick(self.rng, phrases.clauses(text, *h.subhead_size))
                if clause:
                    count += 1
                    made.append(("subhead", h.subhead.format(clause, n=writing.han(count), i=count)))
            made.append((role, text))
        return made

    def text(self, a: Article, body: Body, opening: Span | None, h: House, closing: list[Span]) -> list[Paragraph]:
        made = self.p.body(a, body, opening, h.gap, closing, sub=h.subhead_shape)
        if opening is not None and opening.role == "dateline" and h.opening_apart:
            number = 2 if h.gap else 1  # the opening and its blank
            made[:1] = [Paragraph(made[0].spans[:1], "display"), replace(made[0], spans=made[0].spans[number:])]
        if h.subhead_runs:
            made = self.run_on(made)
        first = made[0]
        if opening is None and first.spans[0].role == "body" and "\u4e00" <= first.spans[0].text[0] <= "\u9fff" and self.p.chance(h.capped):
            whole = first.spans[0].text  # a drop cap has a row of its own
            made[:1] = [Paragraph([a.span("body", whole[0])], "display"),
                        Paragraph([a.span("body", whole[1:]), *first.spans[1:]], "flush")]
        return made

    def run_on(self, paragraphs: list[Paragraph]) -> list[Paragraph]:
        """The sub-heads in the line of the paragraph that follows."""
        made: list[Paragraph] = []
        for para in paragraphs:
            before = made[-1] if made else None
            if before and before.spans[-1].role == "subhead" and para.shape == "prose" and para.spans[0].role == "body":
                number = before.spans[-1].article
                made[-1] = Paragraph([*before.spans, Span(self.house.gap or "　", number, "subhead"), *para.spans], "prose")
            else:
                made.append(para)
        return made

    def glossed(self, body: Body) -> Body:
        """The body with English terms in brackets."""
        return [(role, phrases.glossed(text, self.rng.choice(writing.TERMS)) if role == "body" and self.p.chance(self.house.glossed) else text)
                for role, text in body]

    def list(self) -> Body:
        """Lines of a table or list inside an article."""
        lines = self.rng.choice((writing.prices, writing.rates, writing.schedule, writing.points))(self.rng).split("\n")
        return [("row", line) for line in lines[self.rng.choice((0, 1)):]]

    def jump(self, a: Article, verbs: tuple[str, ...] = ("下转", "下转", "转", "紧接")) -> Span:
        page = self.rng.randint(2, 16)
        number = self.rng.choice((f"第{page}版", f"第{writing.han(page)}版", f"{writing.han(page)}版", f"A{page:02}版", f"{page}版"))
        form = self.rng.choice(("（{}{}）", "（{}{}）", "▶{}{}", "【{}{}】", "→{}{}"))
        return a.span("jump", form.format(self.rng.choice(verbs), number))

    # -- beside the articles ---------------------------------------------------

    def box(self, host: Block) -> None:
        p = self.p
        a, story = p.begin(60, 320)
        label = self.rng.choice(("{}", "{}", "■{}", "●{}", "【{}】", "▶{}", "{}：")).format(self.rng.choice(writing.BOXES))
        parts = [a.heading("kicker", [label])]
        if p.chance(0.3):
            parts.append(self.headline(a, story))
        parts += p.body(a, story.body)
        if p.chance(0.3) and not (host.waist or host.across or host.beside):
            host.inserts.append(Insert(self.rng.uniform(0.3, 1.0), parts))
        else:
            p.add(parts, width=self.rng.choice(self.house.widths))

    def comment(self) -> None:
        """A signed comment on the article before it."""
        p, h = self.p, self.house
        a, story = p.begin(60, 300)
        parts = [a.heading("kicker", [h.kicker_form.format(self.rng.choice(("点评", "短评", "编后", "快评", "微议", "专家点评", "一家之言", "记者手记", "编辑点评")))])]
        if p.chance(0.4):
            parts.append(self.headline(a, story))
        closing: list[Span] = []
        if self.rng.random() < 0.7:
            who = p.people(a)[0]
            form = self.rng.choice((h.closing, "（{n}）", "——{n}", "□{n}"))
            closing = [a.span("byline", form.format(n=who, place=p.issue.place))]
        body = p.body(a, story.body, closing=closing if p.chance(0.7) else ())
        if closing and closing[0] not in body[-1].spans:
            body.append(Paragraph(closing, self.rng.choice(("right", "display"))))
        p.add(parts + body, width=self.rng.choice(h.widths))

    def caption(self, a: Article, block: Block) -> None:
        """One or two captions with credits, where the house puts them."""
        h, rng = self.house, self.rng
        parts: list[Paragraph] = []
        for _ in range(2 if self.p.chance(h.caption_pairs) else 1):
            text = rng.choice(writing.CAPTIONS + writing.MORE_CAPTIONS)
            if rng.random() < 0.4 and a.paragraphs:
                text = rng.choice(("图为{}。", "{}。", "{}。")).format(phrases.pick(rng, phrases.clauses(rng.choice(a.paragraphs), 8, 24)) or "活动现场")
            caption = a.span("caption", h.caption_form.format(text))
            credit = a.span("credit", h.credit_form.format(self.p.shown(people.name(rng))))
            if rng.random() < 0.1:
                parts.append(Paragraph([caption], "flush"))
            elif h.caption_apart:
                parts += [Paragraph([caption], "flush"), Paragraph([credit], rng.choice(("display", "right")))]
            else:
                parts.append(Paragraph([caption, a.span("caption", h.gap), credit], "flush"))
        if h.caption_at == 2:
            block.paragraphs = [*block.paragraphs, *parts]
        elif h.caption_at == -2:
            block.paragraphs = [*parts, *block.paragraphs]
        else:
            block.inserts.append(Insert(h.caption_at if h.caption_at >= 0 else rng.random(), parts))

    def column_of_briefs(self) -> None:
        p, h = self.p, self.house
        p.sheet.furniture(self.rng.choice(("", "", "■", "◆")) + self.rng.choice(writing.BRIEF_HEADS + writing.MORE_BRIEF_HEADS))
        signed = p.chance(0.4)
        for a, story, body in p.briefs(3, 6, self.rng.choice((100, 220))):
            closing = [a.span("byline", h.closing.format(n=p.people(a)[0], place=p.issue.place))] if signed else []
            opening = a.opening(self.opening(a, h)) if not signed and h.brief_form != "placed" and p.chance(h.opened) else None
            if h.brief_form == "placed":
                opening = a.opening(self.rng.choice(("{}", "{}", "{}：", "■{}")).format(self.rng.choice(people.ABROAD + people.PLACES)))
            made = self.text(a, list(body), opening, replace(h, capped=0, gap=h.gap or "　"), closing)
            mark = h.brief_mark if h.brief_form == "marked" else ""
            if h.brief_form == "runin":
                a.headline = story.headline
                self.run_in(a, made[0])
            elif h.brief_form == "placed":
                pass
            elif h.brief_form != "bare" or not (opening or closing):
                made.insert(0, a.heading("headline", self.rows(mark + story.headline, h.row)))
            p.add(made, width=h.widths[0])

    def picture(self) -> list[Paragraph]:
        """A picture that is an article of its own."""
        p = self.p
        a, story = p.begin(60, 220)
        text = "".join(t for role, t in story.body if role == "body")
        who = p.shown(people.name(self.rng))
        credit = self.rng.choice((f"（{who} 摄）", f"本报记者 {who} 摄", f"{who} 摄影报道", f"新华社记者 {who} 摄", f"{who}/摄"))
        head = [self.headline(a, story)] if p.chance(0.6) else []
        together = [Paragraph([a.span("caption", text), Span(" ", a.number, "caption"), a.span("credit", credit)], "flush")]
        apart = [a.line("caption", text, "prose"), a.line("credit", credit, self.rng.choice(("right", "display")))]
        made = self.rng.choice((together, apart))
        return head + made if p.chance(0.8) else made + head

    def extra(self, name: str) -> None:
        p, rng = self.p, self.rng
        furniture = {"guide": lambda: writing.guide(rng, [p.story(60, 2600).headline for _ in range(3)]),
                     "advert": lambda: writing.advert(rng), "lost": lambda: writing.lost_notices(rng, rng.randint(2, 5))}
        lists = {"prices": lambda: writing.prices(rng), "weather": lambda: writing.weather(rng, p.issue), "rates": lambda: writing.rates(rng)}
        if name in furniture:
            p.sheet.furniture(furniture[name]())
        elif name in lists:
            title, *lines = lists[name]().split("\n")
            self.listed(title, lines)
        elif name == "results":
            self.listed(*writing.results(rng))
        elif name == "picture":
            p.add(self.picture(), width=rng.choice(self.house.widths))
        else:
            getattr(self, name)()

    def listed(self, title: str, lines: list[str]) -> None:
        a = self.p.sheet.article()
        self.p.add([a.heading("headline", [title]), *[a.text("body", line, "display") for line in lines]])

    def own(self, title: str, body: Body) -> None:
        """An article of our own, signed as the house signs."""
        a = self.p.sheet.article()
        piece = self.printed(a, Story("", "", title, "", tuple(body)), body)
        self.p.add(piece.whole, width=self.rng.choice(self.house.widths))

    def verse(self) -> None:
        p, h = self.p, self.house
        a = p.sheet.article()
        title, stanzas = writing.verse(self.rng)
        if p.chance(0.7):  # any short lines can be verse
            stanzas = self.lines_like_verse() or stanzas
        second = self.rng.choice(writing.VERSE_TITLES) if p.chance(0.25) and len(stanzas) > 1 else ""
        if second:
            title += self.rng.choice(("（外一首）", "（二首）", "(外一首)", ""))
        label = [a.heading("kicker", [h.kicker_form.format(self.rng.choice(("诗歌", "诗苑", "短诗")))])] if p.chance(0.3) else []
        parts: dict[str, list[Paragraph]] = {"k": label, "h": [a.heading("headline", [title])], "d": [], "b": [], "t": []}
        for i, lines in enumerate(stanzas):
            if second and i == len(stanzas) // 2:
                parts["t"].append(a.text("subhead", self.rng.choice(("{}", "{}", "二、{}")).format(second), "display"))
            a.paragraphs += lines
            parts["t"].append(Paragraph([a.span("body", "\n" * (i > 0) + "\n".join(lines))], "display"))
        self.signature(a, replace(h, sign="line", signed=1.0, tagged=0), parts)
        p.add([para for part in h.order for para in parts[part]])

    def lines_like_verse(self) -> list[list[str]]:
        """Stanzas of clauses of a story, some of two clauses with a blank between."""
        rng = self.rng
        whole = "".join(text for _, text in self.p.story(200, 1600).body)
        clauses = list(dict.fromkeys(phrases.clauses(whole, 4, 11)))
        start = rng.randrange(max(1, len(clauses) - 16))
        found, paired = clauses[start:start + rng.randint(6, 20)], rng.choice((0, 0, 0.2))
        lines: list[str] = []
        for clause in found:
            if lines and len(lines[-1]) + len(clause) < 14 and " " not in lines[-1] and rng.random() < paired:
                lines[-1] += " " + clause
            else:
                lines.append(clause)
        size = rng.choice((3, 4, 4, 5, 6))
        return [lines[i:i + size] for i in range(0, len(lines), size)] if len(lines) >= 6 else []

    def voices(self) -> None:
        """What readers say, each signed."""
        p = self.p
        p.sheet.furniture(self.rng.choice(("网友热议", "读者心声", "众说纷纭", "七嘴八舌", "微言微语", "#话题#", "回音壁", "三言两语")))
        form = self.rng.choice(("——{}", "—— {}", "（{}）", "@{}", "网友 {}", "读者 {}", "□{}"))
        apart = p.chance(0.6)
        for a, _, body in p.briefs(3, 5, 110):
            sign = a.span("byline", form.format(p.people(a)[0]))
            made = p.body(a, body, closing=() if apart else [sign])
            p.add([*made, Paragraph([sign], "right")] if apart else made, width=self.house.widths[0])

    def speech(self) -> None:
        p = self.p
        a, story = p.begin(400, 1500)
        event = self.rng.choice(("开学典礼", "表彰大会", "座谈会", "启动仪式", "工作会议"))
        story = story._replace(kicker="", headline=f"在{p.issue.place}{event}上的{self.rng.choice(('讲话', '发言', '致辞'))}", deck="")
        hello = ("body", self.rng.choice(("同志们：", "各位来宾，朋友们：", "老师们、同学们：", "女士们、先生们：")))
        p.add(self.printed(a, story, [hello, *story.body]).whole, width=self.rng.choice(self.house.widths))

    def timeline(self) -> None:
        title, *lines = writing.schedule(self.rng).split("\n")
        self.listed(title, lines)

    def letter(self) -> None:
        p = self.p
        title, texts = writing.letter(self.rng)
        a = p.sheet.article()
        hello = [a.text("body", self.rng.choice(("编辑同志：", "尊敬的编辑：", "编辑部：")), "flush")] if p.chance(0.7) else []
        made = hello + p.body(a, [("body", t) for t in texts])
        sign = a.line("byline", self.rng.choice(("读者 {}", "{}", "市民 {}", "一名老党员 {}")).format(p.people(a)[0]), self.rng.choice(("right", "display")))
        head = a.heading("headline", [title])
        p.add([head, *made, sign] if "h" in self.house.order.split("t")[0] else [*made, sign, head])

    def interview(self) -> None:
        p = self.p
        a, story = p.begin(300, 1300)
        guest = people.name(self.rng)
        ask, tell = self.rng.choice((("问：", "答："), ("记者：", f"{guest}："), ("Q：", "A："), (f"《{p.issue.paper}》：", f"{guest}："), ("主持人：", f"{guest}：")))
        body: Body = []
        for role, text in story.body:
            if role == "body" and (len(body) < 2 or p.chance(0.5)):
                body += [("body", ask + self.rng.choice(writing.QUESTIONS)), ("body", tell + text)]
            else:
                body.append((role, text))
        piece = self.printed(a, story, body)
        p.add(piece.whole, width=self.rng.choice(self.house.widths))

    def regulation(self) -> None:
        p = self.p
        a = p.sheet.article()
        title, clauses = writing.regulation(self.rng, p.issue.place)
        head = a.heading("headline", self.rows(title, p.row))
        p.add([head, *[a.text("body", c) for c in clauses]], width=self.rng.choice(self.house.widths))

    def serial(self) -> None:
        title, texts = writing.instalment(self.rng)
        self.own(title, [("body", t) for t in texts])

    def continued(self) -> None:
        """The rest of an article that began on another page."""
        p = self.p
        a, story = p.begin(250, 900)
        _, rest = p.cut(story, self.rng.uniform(0.3, 0.6))
        came = Paragraph([self.jump(a, ("上接", "上接", "接", "紧接"))], "display")
        head = [self.headline(a, story)] if p.chance(0.5) else []
        made = p.body(a, rest)
        made[0].shape = self.rng.choice(("flush", "flush", "prose"))
        p.add([came, *head, *made] if p.chance(0.7) else [*head, came, *made], width=self.rng.choice(self.house.widths))
