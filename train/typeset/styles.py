"""House styles: what stands where, who signs how, and how a page is set.

Each style is a function from a Press to blocks on its sheet, with the look that goes with it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any, Callable

from . import people, writing
from .defects import Wear
from .forms import broad, forms, unwrapped
from .institutions import elder, straits, theory, works
from .layout import Look
from .local import arena, canton, newyouth, rulelaw, shire
from .parts import Press, split_rows
from .readers import barracks, bilingual, overseas, youth
from .sheet import Article, Insert, Paragraph, Span
from .small import amid, dropped, frontheads, fused, small, wire
from .trades import farm, finance, frontpage, health, lawcourt, magazine, sports, tabloid
from .weeklies import gleaner, pictorial, rostrum, towers
from .wild import wild


@dataclass(frozen=True)
class Style:
    """A house style; `look` overrides Look, `prone` raises or lowers the rate of a defect."""
    name: str
    compose: Callable[[Press], None]
    papers: tuple[str, ...]
    sections: tuple[str, ...]
    widths: tuple[int, ...] = (28, 32, 36, 40)
    look: dict[str, Any] | None = None
    prone: dict[str, float] | None = None

    def make_look(self, rng: random.Random, level: float) -> Look:
        look = Look(
            width=rng.choice(self.widths), height=rng.randint(18, 44),
            indent=rng.choice(("　　", "    ", "  ", "")),
            column_mark=rng.choice(("\n", "\n", "", "\f")),
            paragraph_gap=rng.choice((0, 0, 0.5, 1)) if level else rng.choice((0, 1)),
            block_gap=1 - 0.5 * level * rng.random(), heading_gap=rng.choice((0, 0, 0.5, 1)),
            outdent=rng.choice((0, 0.4)) * level, spread=rng.choice((" ", "　")) if rng.random() < 0.15 * level else "",
            wear=wear(rng, level, self.prone or {}))
        if level == 0 and not look.indent and not look.paragraph_gap:
            look.indent = "　　"
        chosen = {key: rng.choice(value) if isinstance(value, tuple) else value
                  for key, value in (self.look or {}).items()}
        return replace(look, **chosen)


def wear(rng: random.Random, level: float, prone: dict[str, float]) -> Wear:
    """The defects of a page: each comes with some chance, the rougher the likelier."""
    def rate(name: str, chance: float, size: float) -> float:
        hit = rng.random() < chance * level * prone.get(name, 1)
        return size * (0.5 + level) * (0.6 + 0.8 * rng.random()) if hit else 0.0

    return Wear(
        wide=min(1, rate("wide", 0.3, 0.8)), radicals=rate("radicals", 0.3, 0.3),
        vertical=rate("vertical", 0.1, 0.5), doubled=rate("doubled", 0.2, 0.5),
        justified=rate("justified", 0.8, 0.05), numerals=rate("numerals", 0.7, 0.3),
        marks=rate("marks", 0.4, 0.1), lost_indents=rate("lost_indents", 0.5, 0.4),
        cut_lines=rate("cut_lines", 0.3, 0.02), glued_lines=rate("glued_lines", 0.3, 0.015),
        reversed_rows=rate("reversed_rows", 0.2 * (level > 0.6), 0.3),
        misprints=rate("misprints", 0.5 * (level > 0.6), 0.0006))


# --------------------------------------------------------------------------
# county: deck above the headline, the byline in brackets at the body's end
# --------------------------------------------------------------------------

def county(p: Press) -> None:
    p.top()
    form = p.rng.choice(("（{}）", "（{}）", "({})"))
    tagged = p.chance(0.6)
    for _ in range(p.rng.randint(5, 9)):
        a, story = p.begin(200, 900)
        signed, closing = county_tail(p, a, form, tagged)
        parts = [*p.kicker(a, story, 0.15), *p.deck(a, story), p.headline(a, story)]
        parts += p.body(a, story.body, closing=() if signed else closing)
        if signed:
            parts.append(Paragraph(closing, p.rng.choice(("right", "display"))))
        block = p.add(parts)
        if p.chance(0.25):
            block.inserts.append(Insert(1.0, p.caption(a)))
    if p.chance(0.7):
        p.sheet.furniture(p.rng.choice((writing.lost_notices(p.rng, 3), writing.weather(p.rng, p.issue),
                                        writing.advert(p.rng))))
    p.sheet.furniture(p.rng.choice(writing.BRIEF_HEADS))
    for a, story, body in p.briefs(2, 4):
        _, closing = county_tail(p, a, form, False)
        p.add([p.headline(a, story), *p.body(a, body, closing=closing)])
    p.foot()


def county_tail(p: Press, a: Article, form: str, tagged: bool) -> tuple[bool, list[Span]]:
    """The signature, and whether it has a line of its own."""
    if tagged and p.chance(0.6):
        who, place = people.name(p.rng), people.affiliation(p.rng)
        a.author(who, place)
        return p.chance(0.3), [a.span("byline", form.format(p.shown(who))),
                               a.span("affiliation", p.rng.choice(("（作者单位：{}）", "（作者系{}）")).format(place))]
    kind = p.rng.randrange(3)
    if kind == 0:
        text = p.joint.join(p.people(a, 1, 2))
    elif kind == 1:
        text = p.reporters(a, p.rng.choice(("记者", "本报记者", "融媒记者")))
    else:
        text = p.rng.choice(("通讯员", "本报通讯员", "特约通讯员")) + " " + p.joint.join(p.people(a, 1, 3))
    return p.chance(0.25), [a.span("byline", form.format(text))]


# --------------------------------------------------------------------------
# metro: the headline stands in the middle of the body's text
# --------------------------------------------------------------------------

def metro(p: Press) -> None:
    p.top(0.5)
    inside = p.rng.choice((1.0, 0.85))
    if p.chance(0.4):
        p.sheet.furniture(writing.guide(p.rng, [p.story(60, 2600).headline for _ in range(3)]))
    for _ in range(p.rng.randint(4, 8)):
        a, story = p.begin(260, 1100)
        heads = p.heads(a, story, 0.3, ("{}", "【{}】", "/{}/"))
        title = p.rng.choice(("都市报记者", "本报记者", "首席记者", "见习记者"))
        heads.append(a.line("byline", p.rng.choice(("□", "▪", "※", "")) + p.reporters(a, title)
                            + p.rng.choice(("", "", " 文/图", "/文"))))
        if p.chance(inside):
            block = p.add(p.body(a, story.body))
            block.inserts.append(Insert(p.rng.uniform(0.2, 0.75), heads))
        else:
            block = p.add(heads + p.body(a, story.body))
        if p.chance(0.3):
            block.inserts.append(Insert(0.95, p.caption(a)))
    if p.chance(0.7):
        p.sheet.furniture(p.rng.choice((writing.advert(p.rng), writing.weather(p.rng, p.issue),
                                        writing.contact(p.rng))))
    p.foot()


# --------------------------------------------------------------------------
# trade: byline inline after the headline, numbered sub-heads, 【】 datelines, price lists
# --------------------------------------------------------------------------

def trade(p: Press) -> None:
    p.top()
    p.package(0.3)
    gap = p.rng.choice((" ", "  ", "　"))
    mark = p.rng.choice(("□", "■", "文/", "", "▪", "◇"))
    for i in range(p.rng.randint(4, 7)):
        a, story = p.begin(300, 1300)
        title = p.rng.choice(("本报记者", "特约撰稿", "本报评论员", "")) if not mark else p.rng.choice(("", "本报记者 "))
        who = p.joint.join(p.people(a, 1, 2)) if title or mark else p.shown(people.name(p.rng))
        if not (title or mark):
            a.author(who.replace(" ", "").replace("　", ""))
        byline = f"{mark}{title.strip()}{' ' if title else ''}{who}"
        head = p.headline(a, story, 20)
        head.spans += [Span(gap, a.number, "headline"), a.span("byline", byline)]
        opening = None
        if p.chance(0.35):
            opening = a.opening(p.rng.choice((f"【本报{p.issue.place}讯】", "【本报讯】", f"【{p.issue.month}月{p.issue.day}日消息】")))
        p.add([*p.deck(a, story), head, *p.kicker(a, story, 0.1, ("·{}·",)),
               *p.body(a, numbered(p, story.body), opening)])
        if i == 1 and p.chance(0.6):
            p.sheet.furniture(writing.prices(p.rng))
        if p.chance(0.3):
            side_box(p)
    p.foot()


def numbered(p: Press, body: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Sub-heads with numbers before them, on some pages."""
    form = p.rng.choice(("{}、", "（{}）", ""))
    count, made = 0, []
    for role, text in body:
        if role == "subhead" and form:
            count += 1
            text = form.format(writing.han(count)) + text
        made.append((role, text))
    return made


def side_box(p: Press) -> None:
    """A box: its title line is the kicker."""
    a, story = p.begin(60, 300)
    title = p.rng.choice(("延伸阅读", "■背景资料", "知识窗", "名词解释", "【数读】", "小贴士"))
    p.add([a.heading("kicker", [title]), *p.body(a, story.body)])


# --------------------------------------------------------------------------
# evening: body, headline, kicker, and the byline at the very end
# --------------------------------------------------------------------------

def evening(p: Press) -> None:
    p.top(0.6)
    mark = p.rng.choice(("文/", "△", "★", "※", "◇", "撰文 ", ""))
    for _ in range(p.rng.randint(5, 9)):
        a, story = p.begin(220, 1000)
        parts = p.body(a, story.body) + [p.headline(a, story)]
        parts += p.kicker(a, story, 0.5, ("{}", "『{}』", "·{}·", "[{}]"))
        parts += p.deck(a, story, dash=False)
        if p.chance(0.85):
            who = p.people(a)[0]
            name = who if mark or len(who) == 3 else people.padded(who.replace(" ", ""), "　")
            parts.append(a.line("byline", mark + name, p.rng.choice(("display", "right"))))
        p.add(parts)
    if p.chance(0.5):
        a = p.sheet.article()
        title, stanzas = writing.verse(p.rng)
        parts = [poem_stanza(a, s, i) for i, s in enumerate(stanzas)]
        p.add([*parts, a.heading("headline", [title]), a.line("byline", mark + p.people(a)[0])])
    if p.chance(0.5):
        p.sheet.furniture(writing.advert(p.rng))
    p.foot()


def poem_stanza(a: Article, lines: list[str], index: int) -> Paragraph:
    """A stanza; each verse is a paragraph of the gold."""
    a.paragraphs += lines
    return Paragraph([a.span("body", "\n" * (index > 0) + "\n".join(lines))], "display")


# --------------------------------------------------------------------------
# runin: columns of briefs whose headline runs into the text
# --------------------------------------------------------------------------

def runin(p: Press) -> None:
    p.top()
    for _ in range(p.rng.randint(1, 2)):
        a, story = p.begin(250, 800)
        opening = a.opening(f"本报讯（{p.reporters(a)}）") if p.chance(0.6) else None
        p.add([*p.heads(a, story), *p.body(a, story.body, opening)])
    end = p.rng.choice(("　", " ", "　", "  ", "："))
    mark = p.rng.choice(("▲", "★", "●", "■", "△", "", "◎", "※"))
    signed = p.chance(0.7)
    for _ in range(p.rng.randint(1, 3)):
        p.sheet.furniture(p.rng.choice(("", "■", "◆")) + p.rng.choice(writing.BRIEF_HEADS))
        for a, story, body in p.briefs(3, 6):
            closing = [a.span("byline", f"（{p.joint.join(p.people(a, 1, 2))}）")] if signed else []
            made = p.body(a, body, closing=closing)
            a.run_in(mark + story.headline + end.strip(), end if end.isspace() else "", made[0])
            p.add(made)
    if p.chance(0.6):
        title, lines = writing.results(p.rng)
        a = p.sheet.article()
        p.add([a.heading("kicker", [title]), *[a.text("body", x, "display") for x in lines]])
    p.foot()


# --------------------------------------------------------------------------
# interview: questions and answers
# --------------------------------------------------------------------------

def interview(p: Press) -> None:
    p.top()
    for i in range(p.rng.randint(3, 5)):
        a, story = p.begin(450, 1600)
        guest, asked = people.name(p.rng), p.rng.random()
        ask, tell = (("问：", "答：") if asked < 0.4 else ("记者：", f"{guest}：") if asked < 0.7
                     else (f"《{p.issue.paper}》：", f"{guest[0]}{p.rng.choice(people.TITLES[:4])}："))
        body: list[tuple[str, str]] = []
        for role, text in story.body:
            if role == "subhead":
                body.append((role, text))
                continue
            if len(body) < 2 or p.chance(0.5):
                body += [("body", ask + p.rng.choice(writing.QUESTIONS)), ("body", tell + text)]
            else:
                body.append((role, text))
        heads = [*p.deck(a, story), p.headline(a, story)] if p.chance(0.5) else p.heads(a, story)
        heads[:0] = [] if a.kicker else p.kicker(a, story, 0.5, ("对话", "{}", "专访·{}"))
        by = a.line("byline", p.rng.choice((
            "本报记者 {} 采写", "采访/本报记者 {}", "{} 采访整理", "本报记者　{}", "★ 本报记者 {}")).format(
                p.joint.join(p.people(a, 1, 2))))
        lead = a.line("lead", p.rng.choice(("", "编者按：", "核心提示　")) + p.rng.choice(writing.LEADS), "prose")
        order = p.rng.choice(([by, lead], [lead, by], [lead], [by]))
        if by not in order:
            a.authors.clear()
        block = p.add(heads + order + p.body(a, body))
        if p.chance(0.5):
            block.inserts.append(Insert(p.rng.uniform(0.3, 0.9), p.caption(a)))
        if p.chance(0.4):
            side_box(p)
    p.package(0.3)
    if p.chance(0.4):
        p.sheet.furniture(writing.contact(p.rng))
    p.foot()


# --------------------------------------------------------------------------
# campus: blank lines everywhere, student reporters, verse
# --------------------------------------------------------------------------

def campus(p: Press) -> None:
    p.top()
    above = p.chance(0.5)
    for i in range(p.rng.randint(5, 8)):
        a, story = p.begin(220, 800)
        college = p.rng.choice(people.COLLEGES)
        kind = p.rng.randrange(4)
        closing: list[Span] = []
        by: list[Paragraph] = []
        if kind == 0:
            by = [a.line("byline", f"□{college} {p.people(a)[0]}")]
        elif kind == 1:
            closing = [a.span("byline", f"（{p.rng.choice(('学生记者', '校报记者', '记者团'))} {p.joint.join(p.people(a, 1, 3))}）")]
        elif kind == 2:
            closing = [a.span("byline", f"（{college}　{p.joint.join(p.people(a, 1, 2))}）")]
        else:
            by = [a.line("byline", p.rng.choice(("▪ ", "", "☆")) + p.rng.choice(("学生记者 ", "通讯员：", "")) + p.people(a)[0])]
        opening = a.opening(p.rng.choice(("本报讯", "（本报讯）", "本网讯"))) if kind in (1, 2) and p.chance(0.7) else None
        heads = p.heads(a, story, 0.2)
        body = p.body(a, story.body, opening, " ", closing)
        p.add(by + heads + body if above and by else heads + by + body)
        if p.chance(0.2):
            photo(p)
    if p.chance(0.7):
        a = p.sheet.article()
        title, stanzas = writing.verse(p.rng)
        by = a.line("byline", f"{p.rng.choice(people.COLLEGES)} {p.people(a)[0]}")
        head = a.heading("headline", [title])
        p.add([*([by, head] if above else [head, by]), *[poem_stanza(a, s, i) for i, s in enumerate(stanzas)]])
    p.foot()


def photo(p: Press) -> None:
    """A picture story: a headline, a long caption, a credit."""
    a, story = p.begin(60, 200)
    text = "".join(t for role, t in story.body if role == "body")
    credit = f"（{p.shown(people.name(p.rng))} 摄）"
    p.add([p.headline(a, story),
           Paragraph([a.span("caption", text), a.span("credit", credit)], "flush")])


# --------------------------------------------------------------------------
# letters: salutations and signatures, replies, regulations
# --------------------------------------------------------------------------

def letters(p: Press) -> None:
    p.top()
    p.sheet.furniture(p.rng.choice(("读者来信", "百姓信箱", "群众呼声", "来信选登")))
    place_first = p.chance(0.5)
    for title, body in {t: (t, b) for t, b in (writing.letter(p.rng) for _ in range(5))}.values():
        a = p.sheet.article()
        who = p.people(a)[0]
        sign = p.rng.choice((f"读者 {who}", f"{p.rng.choice(people.PLACES)}　{who}", f"{p.rng.choice(people.PLACES)}市民 {who}"))
        hello = [a.text("body", p.rng.choice(("编辑同志：", "尊敬的编辑：", "编辑部：")), "flush")] if p.chance(0.7) else []
        by = a.line("byline", sign, p.rng.choice(("right", "display")))
        text = hello + p.body(a, [("body", t) for t in body])
        head = a.heading("headline", [title])
        p.add([head, by, *text] if place_first else [head, *text, by])
        if p.chance(0.4):
            box = p.sheet.article()
            p.add([box.heading("kicker", [p.rng.choice(("编者附言", "编后", "记者回访", "【回音壁】"))]),
                   *p.body(box, [("body", t) for t in writing.reply(p.rng)])])
    for _ in range(p.rng.randint(2, 3)):
        a, story = p.begin(220, 900)
        who = p.people(a)[0]
        sign = a.line("byline", f"{p.rng.choice(people.PLACES)} {who}", "right")
        p.add([p.headline(a, story), *([sign] if place_first else []), *p.body(a, story.body),
               *([] if place_first else [sign])])
    if p.chance(0.7):
        a = p.sheet.article()
        title, clauses = writing.regulation(p.rng, p.issue.place)
        deck = a.heading("deck", [f"（{p.issue.year}年{p.issue.month}月{p.issue.day}日市人民政府令第{p.rng.randint(10, 300)}号公布）"])
        head = a.heading("headline", split_rows(p.rng, title, p.row))
        p.add([head, deck, *[a.text("body", c) for c in clauses]])
    p.foot()


# --------------------------------------------------------------------------
# serial: an old paper with vertical marks, a serialised novel, translated authors
# --------------------------------------------------------------------------

def serial(p: Press) -> None:
    p.top()
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(200, 900)
        kind = p.rng.randrange(3)
        if kind == 0:
            who = people.foreigner(p.rng)
            a.author(who)
            by = a.line("byline", p.rng.choice(("[{}]{}", "（{}）{}", "〔{}〕{}", "【{}】{}")).format(p.rng.choice(people.NATIONS), who))
        elif kind == 1:
            by = a.line("byline", p.people(a)[0])
        else:
            by = a.line("byline", p.rng.choice(("{} 编译", "{}编译", "{} 辑")).format(p.people(a)[0]))
        heads = p.heads(a, story, 0.3, ("·{}·", "〔{}〕", "{}"))
        p.add([heads[0], by, *heads[1:], *p.body(a, story.body)] if len(heads) > 1 and a.deck == "" and a.kicker
              else [*heads, by, *p.body(a, story.body)])
    a = p.sheet.article()
    title, body = writing.instalment(p.rng)
    number = p.rng.randint(2, 90)
    who = p.people(a)[0]
    kicker = a.heading("kicker", [p.rng.choice((f"长篇小说连载（{number}）", f"连载{number}", f"◎小说连载·{writing.han(number)}"))])
    made = p.body(a, [("body", t) for t in body])
    tail = a.span("jump", p.rng.choice(("（未完待续）", "（待续）", f"（{number}）")))
    if p.chance(0.5):
        made[-1].spans.append(tail)
    else:
        made.append(Paragraph([tail], "right"))
    head = a.heading("headline", [title])
    p.add([kicker, head, a.line("byline", who + p.rng.choice(("", " 著", "　著"))), *made])
    if p.chance(0.6):
        a = p.sheet.article()
        title, stanzas = writing.verse(p.rng)
        p.add([a.heading("headline", [f"{title}（外一首）" if p.chance(0.2) else title]), a.line("byline", p.people(a)[0]),
               *[poem_stanza(a, s, i) for i, s in enumerate(stanzas)]])
    p.foot()


# --------------------------------------------------------------------------
# market: agencies' datelines, tables, reporters in a list after the headline
# --------------------------------------------------------------------------

def market(p: Press) -> None:
    p.top()
    listed = p.chance(0.5)
    for i in range(p.rng.randint(5, 9)):
        a, story = p.begin(180, 1000)
        opening, by = None, []
        if listed and p.chance(0.7):
            by = [a.line("byline", p.rng.choice(("（新华社记者 {}）", "新华社记者　{}", "中新社记者 {}", "经济参考报记者 {}")).format(
                p.joint.join(p.people(a, 1, 3))))]
        else:
            opening = a.opening(agency(p, a))
        heads = p.heads(a, story, 0.2, ("{}", "｜{}｜", "{}："))
        closing = [a.span("credit", p.rng.choice(("（据新华社）", "（据中新网）", "（新华社供本报专稿）")))] if (
            not opening and not by) else []
        p.add(heads + by + p.body(a, story.body, opening, p.rng.choice(("", " ", "　", "  ")), closing))
        if i in (1, 3) and p.chance(0.6):
            p.sheet.furniture(writing.rates(p.rng) if i == 1 else writing.prices(p.rng))
    if p.chance(0.5):
        title, lines = writing.results(p.rng)
        a = p.sheet.article()
        p.add([a.heading("kicker", [title]), *[a.text("body", x, "display") for x in lines]])
    p.foot()


def agency(p: Press, a: Article) -> str:
    city, day = p.rng.choice(people.ABROAD), f"{p.issue.month}月{p.issue.day}日"
    kind = p.rng.randrange(6)
    if kind == 0:
        return f"中新社{city}{day}电（记者 {p.joint.join(p.people(a, 1, 2))}）"
    if kind == 1:
        return f"【新华社{city}{day}电】"
    if kind == 2:
        return f"据中新社{city}电　"
    if kind == 3:
        return f"本报记者 {p.people(a)[0]} {city}报道："
    if kind == 4:
        return f"【本报综合报道】"
    return f"新华社{city}{day}专电（记者{p.joint.join(p.people(a, 1, 2))}）"


# --------------------------------------------------------------------------
# waist: columns in one row with the headline over the middle one
# --------------------------------------------------------------------------

def waist(p: Press) -> None:
    p.top()
    p.package(0.25)
    mark = p.rng.choice(("▪", "□", "文/", "本报记者 "))
    for i in range(p.rng.randint(3, 5)):
        a, story = p.begin(350, 1100)
        heads = [*p.kicker(a, story, 0.3), p.headline(a, story, 11), *short_deck(p, a, story)]
        by = a.line("byline", mark + p.people(a)[0])
        if p.chance(0.65):
            p.add(p.body(a, story.body), waist=[*heads, by])
        else:
            left = p.add([*heads, by, *p.body(a, story.body)])
            b, other = p.begin(250, 900)
            made = [*p.kicker(b, other, 0.2), p.headline(b, other, 11), *short_deck(p, b, other)]
            made.append(b.line("byline", mark + p.people(b)[0]))
            left.beside = type(left)(made + p.body(b, other.body))
    p.foot()


def short_deck(p: Press, a: Article, story: Any) -> list[Paragraph]:
    return [a.heading("deck", split_rows(p.rng, story.deck, 14))] if story.deck else []


# --------------------------------------------------------------------------
# relay: articles broken off, continued from elsewhere, and cut through by others
# --------------------------------------------------------------------------

def relay(p: Press) -> None:
    p.top()
    blocks = []
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(350, 1200)
        opening = None
        if p.chance(0.7):
            form = p.rng.choice((f"本报{p.issue.place}讯（{{}}）", "本报讯　{}报道：", "本报讯（{}）", "{}报道　"))
            opening = a.opening(form.format(p.reporters(a, p.rng.choice(("记者", "本报记者")))))
        heads = p.heads(a, story, 0.4)
        body, closing = list(story.body), []
        if p.chance(0.45):
            body, _ = p.cut(story, p.rng.uniform(0.5, 0.8))
            closing = [a.span("jump", jump(p, p.rng.choice(("下转", "转", "紧接"))))]
        blocks.append(p.add(heads + p.body(a, body, opening, p.rng.choice(("", " ")), closing)))
        blocks[-1].swap = p.chance(0.05 + 0.4 * p.level)
    for _ in range(p.rng.randint(1, 2)):
        a, story = p.begin(350, 900)
        _, rest = p.cut(story, p.rng.uniform(0.3, 0.6))
        first = a.line("jump", jump(p, p.rng.choice(("上接", "接", "紧接"))))
        heads = [p.headline(a, story)] if p.chance(0.5) else []
        parts = ([first, *heads] if p.chance(0.7) else [*heads, first]) + continued(p, a, rest)
        host = p.rng.choice(blocks)
        if p.chance(0.35 + 0.4 * p.level):
            host.inserts.append(Insert(p.rng.uniform(0.2, 0.8), parts))
        else:
            p.add(parts)
    for block in blocks:
        if p.chance(0.35) and not block.inserts:
            other = p.sheet.article() if p.chance(0.4) else None
            if other:  # another article's picture stands in the column
                story = p.story(60, 220)
                p.sheet.sources.append(story.source)
                text = "".join(t for role, t in story.body if role == "body")
                block.inserts.append(Insert(p.rng.uniform(0.2, 0.8), [
                    p.headline(other, story),
                    Paragraph([other.span("caption", text), other.span("credit", f" {people.name(p.rng)} 摄")], "flush")]))
            else:
                owner = p.sheet.articles[block.paragraphs[0].spans[0].article - 1]
                block.inserts.append(Insert(p.rng.uniform(0.2, 0.8), p.caption(owner)))
    p.foot()


def continued(p: Press, a: Article, rest: list) -> list[Paragraph]:
    made = p.body(a, rest)
    made[0].shape = "flush"
    return made


def jump(p: Press, verb: str) -> str:
    page = p.rng.choice((f"第{p.rng.randint(2, 16)}版", f"{writing.han(p.rng.randint(2, 16))}版", f"A{p.rng.randint(2, 16):02}版"))
    return p.rng.choice(("（{}{}）", "（{}{}）", "▶{}{}", "【{}{}】")).format(verb, page)


# --------------------------------------------------------------------------
# headsfirst: the text layer gives all headings, then all bodies
# --------------------------------------------------------------------------

def headsfirst(p: Press) -> None:
    p.top(1.0)
    signed = p.rng.choice(("head", "body", "none"))
    mark = p.rng.choice(("□", "▪", "记者 ", "文/", "★"))
    made = []
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(250, 1000)
        heads = p.heads(a, story, 0.25, ("{}", "■{}", "【{}】"))
        opening, closing = None, []
        if signed == "head":
            heads.append(a.line("byline", mark + p.people(a)[0]))
        elif signed == "body" and p.chance(0.7):
            opening = a.opening(p.rng.choice(("本报讯（{}）", "本报记者（{}）", "▲本报讯 （{}）")).format(p.reporters(a)))
        elif p.chance(0.5):
            closing = [a.span("byline", f"（记者 {p.people(a)[0]}）")]
        made.append((heads, p.body(a, story.body, opening, "", closing)))
    for heads, _ in made:
        p.add(heads)
    if p.chance(0.4 * p.level):  # the bodies' order is not the headings'
        p.rng.shuffle(made)
    for _, body in made:
        p.add(body)
    p.foot()


DAILY, EVENING, METRO = ("日报", "新闻报"), ("晚报", "晚刊"), ("都市报", "晨报", "快报")
_ALL = (
    Style("county", county, ("县报", "周报", "新报"), ("综合", "三农", "要闻", "乡镇"),
          prone={"wide": 1.5, "lost_indents": 1.5}),
    Style("metro", metro, METRO, ("城事", "社会", "民生", "调查"), (22, 26, 30),
          look={"block_gap": (0.6, 1.0), "indent": ("　　", "")}, prone={"cut_lines": 2, "doubled": 2}),
    Style("trade", trade, ("中国包装报", "交通周报", "能源时报", "纺织导报"), ("产业", "市场", "观察"), (36, 44),
          look={"breaking": "hyphen"}, prone={"numerals": 1.4}),
    Style("evening", evening, EVENING, ("副刊", "夜读", "闲话", "城记"),
          look={"paragraph_gap": (0.0, 0.3)}, prone={"radicals": 2}),
    Style("runin", runin, DAILY, ("综合", "简讯", "时讯"), (30, 38),
          look={"block_gap": (0.0, 0.3, 1.0)}, prone={"wide": 1.3}),
    Style("interview", interview, DAILY + METRO, ("访谈", "人物", "对话"), (32, 40),
          look={"heading_gap": (0.5, 1.0), "centred": (True, False)}),
    Style("campus", campus, ("大学报", "师院报", "理工校报"), ("综合", "校园", "青春"), (32, 36),
          look={"every_line": (True, False), "paragraph_gap": 1.0, "indent": ("　　", "　　", "  ")}),
    Style("letters", letters, DAILY + EVENING, ("来信", "社会", "法治"), (28, 34)),
    Style("serial", serial, ("工人报", "文化报", "民报"), ("连载", "副刊", "文苑"), (26, 30),
          look={"spread": ("", " ", "　"), "breaking": ("free", "kinsoku")}, prone={"vertical": 8}),
    Style("market", market, ("金融时报", "商报", "证券日报"), ("财经", "国际", "综合"), (34, 42),
          look={"every_line": (True, False, False), "column_mark": ("\f", "\n")}, prone={"numerals": 1.4, "wide": 1.5}),
    Style("waist", waist, DAILY + METRO, ("特稿", "关注", "周刊"), (26, 30, 34),
          look={"paragraph_gap": 0.0, "indent": ("　　", "    ")}),
    Style("relay", relay, DAILY, ("要闻", "综合", "时政"), (28, 34),
          look={"column_mark": ("", "\n", "\f")}, prone={"lost_indents": 1.5}),
    Style("headsfirst", headsfirst, DAILY + EVENING, ("要闻", "国内", "国际"), (30, 36, 40),
          look={"indent": ("　　", "  "), "block_gap": (1.0, 0.7)}, prone={"lost_indents": 0.5, "marks": 2}),
)
# every page of it has a house style of its own
_WILD = Style("wild", wild, DAILY + EVENING + METRO + ("周报", "大学报", "商报", "工人报", "时报"), writing.SECTIONS,
              look={"indent": ("　　",) * 6 + ("    ", "  ", "", ""), "paragraph_gap": (0.0, 0.0, 0.0, 0.1, 0.5, 1.0),
                    "block_gap": (0.0, 0.3, 0.7, 1.0, 1.0), "heading_gap": (0.0, 0.0, 0.0, 0.3, 1.0),
                    "column_mark": ("\n", "\n", "", "", "\f"), "every_line": (True,) + (False,) * 14,
                    "breaking": ("kinsoku",) * 4 + ("free", "hyphen", "hyphen"), "centred": (True, False, False, False),
                    "spread": ("",) * 20 + (" ", "　"), "stray": (0.0,) * 5 + (0.02, 0.06), "hang": ("",) * 14 + ("  ",),
                    "gutter": (2, 3, 4, 6, 8)},
              prone={"vertical": 3})
_BLIND = (
    Style("barracks", barracks, ("前哨报", "战旗报", "卫士报"), ("基层", "演训", "长城"), (26, 30, 34)),
    Style("overseas", overseas, ("侨报", "星洲新报", "华声报"), ("国际", "侨社", "财经"), (20, 24, 28),
          look={"spread": ("", "", "　"), "breaking": ("free", "kinsoku")}, prone={"vertical": 5}),
    Style("bilingual", bilingual, ("贸易经纬报", "产业导报"), ("市场", "公司", "观察"), (34, 40, 46),
          look={"breaking": "hyphen", "column_mark": ("\n", "\f")}, prone={"numerals": 1.5}),
    Style("youth", youth, ("青年报", "少年文摘报"), ("青春", "成长", "言论"), (28, 32, 36),
          look={"centred": (True, False), "paragraph_gap": (0.0, 1.0)}),
)
_MORE = (
    Style("tabloid", tabloid, EVENING + METRO, ("社会", "城事", "热线"), (20, 24, 28), prone={"doubled": 2, "cut_lines": 1.5}),
    Style("frontpage", frontpage, DAILY, ("要闻",), (30, 34, 38), prone={"wide": 1.5}),
    Style("health", health, ("健康周报", "医药卫生报", "保健时报"), ("健康", "养生", "门诊"), (26, 30, 34)),
    Style("lawcourt", lawcourt, ("法治日报", "法院报", "检察周报"), ("法治", "案例", "说法"), (30, 34, 40),
          look={"paragraph_gap": (0.0, 0.0, 1.0)}),
    Style("farm", farm, ("农民报", "农村大众报", "农业科技报"), ("三农", "农技", "乡村"), (24, 28, 32),
          look={"block_gap": (0.0, 0.5, 1.0)}, prone={"wide": 1.5}),
    Style("finance", finance, ("财经周刊", "商业观察报", "经济导报"), ("公司", "市场", "产业"), (36, 42, 48),
          look={"breaking": "hyphen"}, prone={"numerals": 1.5}),
    Style("magazine", magazine, ("大学报", "青年文摘报", "校园文学报"), ("青春", "副刊", "悦读"), (28, 34),
          look={"centred": (True, False), "paragraph_gap": (0.0, 1.0)}),
    Style("sports", sports, ("体育周报", "体坛快报") + METRO, ("体育", "绿茵", "赛场"), (22, 26, 32),
          look={"column_mark": ("\n", "")}, prone={"cut_lines": 1.5}),
)
_BLIND2 = (
    Style("gleaner", gleaner, ("文摘周报", "报刊文摘", "每周文萃"), ("文摘", "环球", "博览"), (24, 28, 32),
          look={"paragraph_gap": 0.0, "block_gap": (0.0, 0.3, 1.0)}, prone={"marks": 1.5}),
    Style("towers", towers, ("华报", "商工日报", "联合时报"), ("综合", "副刊", "论坛"),
          look={"column_mark": "", "indent": "　", "block_gap": (0.7, 1.0)}, prone={"vertical": 6}),
    Style("rostrum", rostrum, ("政协报", "联谊报", "人民代表报"), ("议政", "建言", "会议特刊"), (30, 34, 40),
          look={"heading_gap": (0.0, 0.0, 1.0)}, prone={"doubled": 2, "wide": 1.5}),
    Style("pictorial", pictorial, ("画报周刊", "摄影周报", "影像周刊"), ("影像", "视觉", "图说"),
          look={"column_mark": ("\n", "\f", ""), "indent": "　　"}, prone={"glued_lines": 1.5, "lost_indents": 1.5}),
)
_BLIND3 = (
    Style("works", works, ("钢铁报", "钢城工人报", "冶金报"), ("综合", "生产经营", "班组"), (28, 32, 36),
          look={"indent": ("", "", "　　"), "paragraph_gap": 1.0, "block_gap": (0.5, 1.0)}, prone={"glued_lines": 1.5, "wide": 1.5}),
    Style("straits", straits, ("南洋日报", "海峡早报", "星马新报"), ("本地", "国际", "财经"), (22, 26, 30),
          look={"indent": ("　　", "  "), "paragraph_gap": 0.0, "block_gap": (0.0, 0.3, 1.0)}, prone={"marks": 1.5}),
    Style("theory", theory, ("社会科学报", "理论导报", "学习周报") + DAILY, ("理论", "学术", "智库"), (34, 38, 44),
          look={"centred": (True, False), "column_mark": ("\n", "\f", ""), "gutter": (3, 4, 6), "heading_gap": (0.0, 1.0)},
          prone={"justified": 1.2}),
    Style("elder", elder, ("老年报", "晚霞周报", "金秋老年报"), ("岁月", "乐活", "往事"), (20, 24, 28),
          look={"spread": ("", "", "　"), "gutter": (2, 4), "indent": ("　　", "    ")}, prone={"doubled": 2}),
)
_BLIND4 = (
    Style("rulelaw", rulelaw, ("法制周报", "平安早报", "司法导报"), ("法治", "案件", "综合"), (24, 28, 34),
          look={"indent": ("　　", "　　", "  "), "paragraph_gap": (0.0, 1.0)}),
    Style("canton", canton, ("珠江都市报", "粤城晚报"), ("城事", "民生", "时局"), (22, 26, 30),
          look={"indent": ("　　", ""), "paragraph_gap": (0.0, 0.3), "block_gap": (1.0, 0.5)}),
    Style("arena", arena, ("体坛早报", "竞技报"), ("足球", "篮球", "综合"), (20, 24, 28),
          look={"indent": ("　　", "  "), "heading_gap": (0.0, 1.0)}),
    Style("newyouth", newyouth, ("新青年报", "青春晨报"), ("特稿", "观察", "要闻"), (28, 34, 40),
          look={"indent": ("　　",), "column_mark": ("\n", "")}),
    Style("shire", shire, ("河湾报", "石桥新报"), ("要闻", "乡村振兴", "综合"), (26, 30, 36),
          look={"indent": ("　　", "    "), "spread": ("", "　")}),
)
_FORMS = (
    Style("forms", forms, DAILY + EVENING + METRO, writing.SECTIONS, (24, 28, 30, 32, 34, 36, 40),
          look={"indent": ("　　",) * 6 + ("  ", "    ", "")}),
    Style("forms2", forms, DAILY + EVENING + METRO, writing.SECTIONS, (26, 30, 32, 34, 38, 44),
          look={"indent": ("　　",) * 8 + ("",), "paragraph_gap": 0.0, "heading_gap": 0.0, "block_gap": (1.0, 1.0, 0.5), "spread": "", "column_mark": ""},
          prone={"justified": 0.3}),
    Style("broad", broad, DAILY + EVENING + METRO, writing.SECTIONS, (62, 62, 62, 46, 52, 76),
          look={"indent": ("　　", "　　", "  ", ""), "column_mark": ""}),
    Style("unwrapped", unwrapped, DAILY + EVENING + METRO, writing.SECTIONS, (5000,),
          look={"indent": ("", "", "　　"), "paragraph_gap": (0.0, 0.0, 1.0), "heading_gap": (0.0, 1.0, 1.0), "block_gap": (0.0, 1.0, 1.0),
                "column_mark": "", "spread": "", "breaking": "kinsoku"}, prone={"cut_lines": 0.0, "glued_lines": 0.0}),
)
_INDENTS = {"indent": ("　　", "　　", "　　", "  ", "    ", "")}
_SMALL = (
    Style("small", small, DAILY, writing.SECTIONS, (20, 24, 26, 28, 32, 36, 40), look=_INDENTS),
    Style("smallwide", small, DAILY, writing.SECTIONS, (62, 62, 62, 56, 70), look={**_INDENTS, "column_mark": ""}),
    Style("oneline", small, DAILY, writing.SECTIONS, (5000,),
          look={"indent": ("", "", "　　"), "paragraph_gap": (0.0, 0.0, 1.0), "heading_gap": (0.0, 0.0, 1.0), "block_gap": (0.0, 1.0, 1.0),
                "column_mark": "", "spread": "", "breaking": "kinsoku"}, prone={"cut_lines": 0.0, "glued_lines": 0.0}),
    Style("frontheads", frontheads, DAILY, writing.SECTIONS, (28, 34, 40, 62, 5000), look={**_INDENTS, "block_gap": (0.0, 0.5, 1.0)}),
    Style("wire", wire, DAILY, writing.SECTIONS, (28, 34, 40, 52, 62),
          look={**_INDENTS, "block_gap": 0.0, "paragraph_gap": 0.0, "heading_gap": 0.0, "column_mark": ""}),
    Style("amid", amid, DAILY, writing.SECTIONS, (22, 26, 30, 34), look={**_INDENTS, "block_gap": (0.0, 1.0, 1.0), "centred": (False, False, True)}),
    Style("dropped", dropped, DAILY, writing.SECTIONS, (24, 28, 32, 36), look={**_INDENTS, "block_gap": (0.0, 0.5, 1.0)}),
    Style("fused", fused, DAILY, writing.SECTIONS, (24, 28, 32), look={**_INDENTS, "gutter": (3, 4, 6)}),
)
_EVERY = (*_ALL, _WILD, *_BLIND, *_MORE, *_BLIND2, *_BLIND3, *_BLIND4, *_FORMS, *_SMALL)
STYLES = {style.name: style for style in _EVERY}
if len(STYLES) < len(_EVERY):
    raise ValueError("two styles have one name")
HELD_OUT = ("evening", "letters")
BLIND = tuple(style.name for style in _BLIND)
MORE = tuple(style.name for style in _MORE)
BLIND2 = tuple(style.name for style in _BLIND2)
BLIND3 = tuple(style.name for style in _BLIND3)
BLIND4 = tuple(style.name for style in _BLIND4)
FORMS = tuple(style.name for style in _FORMS)
SMALL = tuple(style.name for style in _SMALL)
