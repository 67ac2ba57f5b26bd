"""Small pages: one to five articles, in the forms of a national daily and as an agency, a re-set issue or a rough text layer gives them.

`small` prints them in columns, `smallwide` in lines of 31 characters, `oneline` one line a paragraph. `frontheads` has all
headlines first and nobody signs, `wire` no blank line at all, `amid` the headline in the middle of its
columns, `dropped` columns that go on behind another article, `fused` articles side by side in one row.
"""

from __future__ import annotations

from . import people, phrases, writing
from .corpus import Story
from .forms import COLUMNS, FORMS, Body, brief, clipped, photo, poem, prepare, taken, taken_words, title
from .parts import Press, balanced_rows
from .sheet import Article, Block, Insert, Paragraph, Span

PROVINCES = ("江苏", "河南", "甘肃", "云南", "山东", "海南", "内蒙古", "辽宁", "福建", "巴西", "埃及", "德国", "泰国")
RUBRICS = ("评论员观察", "今日谈", "人民时评", "现场评论", "一线视角", "本报评论员", "金台随感", "记者手记", "短评", "钟声", "经济观察", "微观察", "国际论坛", "暖闻热评", "读者点题")
SERIES = ("新春走基层", "走进县城看发展", "美丽中国", "人民眼", "身边的变化", "文化市场新观察", "深度观察", "讲述·工匠", "人物", "民生一线", "生态画卷", "开局之年", "产经观察")
JUMPS = ("（下转第{}版）", "（下转{}版）", "下转第{}版", "（下转第{}版·相关报道见同版）")
CAME = ("（上接第{}版）", "上接第{}版", "（上接{}版）", "（紧接第{}版）")


# -- who wrote it ------------------------------------------------------------

def several(p: Press, a: Article, low: int, high: int) -> str:
    return p.several.join(p.people(a, low, high))


def signature(p: Press, a: Article) -> str:
    """A daily's byline, of up to a dozen names and two rows."""
    form = p.rng.choice(p.signs)
    text = form.format(n=several(p, a, 1, 2), m=several(p, a, 1, 3) if "{m}" in form else "", k=several(p, a, 1, 2) if "{k}" in form else "",
                       v=p.rng.choice(PROVINCES), w=p.rng.choice(PROVINCES))
    return text


SIGNS = ("本报记者 {n}", "本报记者  {n}", "本报记者　{n}", "本报记者 {n}", "本报记者{n}", "本报记者 {n} 本报驻{v}记者 {m}", "本报驻{v}记者 {n}", "本报驻{v}记者　{n}　本报驻{w}记者　{m}",
         "本报记者 {n}\n通讯员 {m}", "新华社记者 {n}", "新华社记者 {n} {m} 本报记者 {k}", "{n}", "{n}", "本报评论员 {n}", "□ 本报记者 {n}", "■{n}", "人民网记者 {n}", "记者 {n}", "{n}/文")
HELPED = ("（{}参与采写）", "（本报记者{}参与采写）", "（记者{}参与采写）", "（{}参与报道）", "（参与采写：{}）", "（参与记者：{}）", "参与采写：{}", "参与记者：{}", "（本文由{}采写）", "（实习生{}参与采写）", "（{}对本文亦有贡献）")


def helpers(p: Press, a: Article) -> list[Paragraph]:
    """Those who helped, in brackets after the last words or in a line of their own."""
    if not p.chance(p.helped):
        return []
    text = p.rng.choice(HELPED).format("、".join(p.people(a, 1, 3)))
    return [a.line("byline", text, p.rng.choice(("prose", "flush", "right")))]


# -- forms of an article -----------------------------------------------------

def words(p: Press) -> tuple[Article, Story, Body]:
    """A story, whole or its first sentences."""
    a, story, body = taken(p)
    if p.chance(0.3) and not p.full:
        return a, story, list(story.body)[:7]
    return a, story, body


def quoted(p: Press, story: Story) -> str:
    """A sentence of the text, as a deck in quotation marks or without."""
    found = phrases.sentences("。".join(t for _, t in story.body), 12, 46)
    if not found:
        return ""
    return p.rng.choice(("{}", "“{}。”", "“{}”", "——{}", "{}。")).format(phrases.pick(p.rng, found).strip("“”"))


def headed(p: Press, a: Article, story: Story, label: float = 0.3) -> list[Paragraph]:
    made = []
    if p.chance(label):
        made.append(a.heading("kicker", [p.frame.format(p.rng.choice(SERIES) if p.chance(0.6) else p.label)]))
    made += title(p, a, story)
    deck = quoted(p, story) if p.chance(p.decks) else story.deck if p.chance(0.5) else ""
    if deck:
        made.append(a.heading("deck", [deck] if len(deck) < 24 else balanced_rows(deck, 2)))
    return made


def report(p: Press) -> list[Paragraph]:
    a, story, body = words(p)
    heads = headed(p, a, story)
    jump = []
    if p.chance(p.jumps):
        jump = [a.span("jump", p.rng.choice(JUMPS).format(p.number()))]
    came = [a.line("jump", p.rng.choice(CAME).format(p.number()), "flush")] if p.chance(p.jumps / 2) else []
    text = p.body(a, body, closing=jump)
    by = [a.line("byline", signature(p, a), p.rng.choice(("display", "display", "flush")))] if p.chance(p.signed) else []
    extra = [] if jump else helpers(p, a)
    if p.below:
        return [*heads, *came, *text, *extra, *by]
    return [*heads, *by, *came, *text, *extra] if p.chance(0.5) else [*heads, *came, *by, *text, *extra]


def agency(p: Press) -> list[Paragraph]:
    a, story, body = words(p)
    city, day = p.rng.choice(people.ABROAD + ("北京", "上海", "武汉", "拉萨", "呼和浩特")), f"{p.issue.month}月{p.rng.randint(1, 28)}日"
    form = p.rng.choice(p.agencies)
    names = several(p, a, 1, 3) if "{n}" in form else ""
    opening = a.opening(form.format(c=city, d=day, n=names))
    gap = p.rng.choice(("", "", " ", "　"))
    return [*headed(p, a, story, 0.1), *p.body(a, body, opening, gap), *helpers(p, a)]


AGENCIES = ("新华社{c}{d}电（记者{n}）", "新华社{c}{d}电 （记者{n}）", "新华社{c}{d}电", "据新华社{c}{d}电（记者{n}）", "据新华社{c}{d}电", "据新华社电", "本报{c}{d}电（记者{n}）", "本报{c}{d}电  （记者{n}）",
            "本报{c}{d}电（{n}）", "（{c}{d}电 记者{n}）", "中新社{c}{d}电（记者 {n}）", "中新社{c}{d}电 题", "新华社{c}{d}电  记者{n}", "本报{c}{d}电 记者{n}报道：", "人民网{c}{d}电（记者{n}）")


def comment(p: Press) -> list[Paragraph]:
    """A column whose author stands above or right below the headline, or at the end."""
    a, story, body = words(p)
    who = p.shown(people.name(p.rng))
    a.author(who.replace(" ", "").replace("　", ""))
    by = a.line("byline", p.rng.choice(p.pens).format(who))
    label = [a.heading("kicker", [p.frame.format(p.rng.choice(RUBRICS))])] if p.chance(0.6) else []
    heads = title(p, a, story)
    notes = []
    if p.chance(0.3) and quoted(p, story):
        notes = [a.line("lead", quoted(p, story).strip("“”—"), "prose")]
    text = p.body(a, body)
    place = p.rng.random() if p.mixed else p.place
    if place < 0.35:
        return [*label, by, *heads, *notes, *text]
    if place < 0.8:
        return [*label, *heads, by, *notes, *text]
    calling = people.affiliation(p.rng)
    a.authors[-1]["affiliation"] = calling
    return [*label, *heads, by, *text, a.line("affiliation", p.rng.choice(("（作者为{}）", "（作者：{}）", "（作者单位：{}）", "（作者系{}）")).format(calling), p.rng.choice(("prose", "flush", "right")))]


PENS = ("{}", "{}", "{}", "□{}", "■ {}", "{}", "作者 {}", "文/{}", "本报评论员 {}", "（{}）")


def series(p: Press) -> list[Paragraph]:
    """The instalment of a column in 《》, with a line that tells who speaks."""
    a, story, body = words(p)
    name = p.rng.choice(COLUMNS)
    who = people.name(p.rng)
    note = p.rng.choice(("——{}", "访{}", "——访{}", "——记{}", "人物小传：{}", "本期人物：{}")).format(f"{p.rng.choice(people.PLACES)}{p.rng.choice(people.OFFICES)}{p.rng.choice(people.TITLES)}{who}")
    label = a.heading("kicker", [p.rng.choice(("《{}》", "《{}》专栏", "{}", "“{}”专栏", "——{}——")).format(name)])
    heads = title(p, a, story)
    by = a.line("byline", signature(p, a))
    deck = [a.heading("deck", [note])]
    return [label, *heads, *(deck + [by] if p.chance(0.7) else [by]), *p.body(a, body), *helpers(p, a)]


def asked(p: Press) -> list[Paragraph]:
    """An interview: who is asked, a first paragraph, questions and answers."""
    a, story, body = words(p)
    ask, answer = p.rng.choice((("问：", "答："), ("记者：", f"{people.name(p.rng)}："), ("记者：", f"{p.rng.choice(people.SURNAMES)}{p.rng.choice(people.TITLES)}："), ("本报记者：", "答：")))
    questions = p.rng.sample(("这项工作是怎么起步的？", "当前最大的难点在哪里？", "老百姓能得到什么实惠？", "下一步有哪些安排？", "如何看待这一变化？", "对青年人有什么建议？"), 3)
    parts = [*headed(p, a, story), a.line("byline", signature(p, a))]
    if p.chance(0.5) and body:
        parts.append(a.text("body", body[0][1]))
    for question, (_, text) in zip(questions, body):
        parts += [a.text("body", ask + question), a.text("body", answer + text)]
    return parts + helpers(p, a)


def verse(p: Press) -> list[Paragraph]:
    """A poem whose poet stands right above or below its title."""
    poem(p)
    parts = p.sheet.blocks.pop().paragraphs
    if p.chance(0.5):
        parts[:2] = [parts[1], parts[0]]
    return parts


def picture(p: Press) -> list[Paragraph]:
    photo(p)
    return p.sheet.blocks.pop().paragraphs


def contents(p: Press) -> None:
    """What is where in the issue."""
    rows = ["导读" if p.chance(0.5) else "今日看点"]
    for _ in range(p.rng.randint(2, 4)):
        story, _ = taken_words(p)
        rows.append(p.rng.choice(("{}{}{}版", "{} {}第{}版", "{}……{}{}版")).format(story.headline, " " * p.rng.randint(0, 2), p.number()))
    p.sheet.furniture("\n".join(rows))


ARTICLES = ((report, 7), (agency, 4), (comment, 4), (series, 2), (asked, 1), (verse, 1), (picture, 1))


# -- pages -------------------------------------------------------------------

def ready(p: Press) -> None:
    """What holds on the whole page."""
    prepare(p, "")
    p.several = p.rng.choice((" ", "　", "、", "  ")) if not p.pad else p.rng.choice(("、", "  ", "　　"))
    p.signs = p.rng.choices(SIGNS, k=p.rng.choice((1, 1, 2, 3)))
    p.agencies = p.rng.choices(AGENCIES, k=p.rng.choice((1, 2, 2)))
    p.pens = p.rng.choices(PENS, k=2)
    p.helped, p.jumps, p.decks = p.rng.choice((0, 0, 0.3, 0.8)), p.rng.choice((0, 0, 0.2, 0.5)), p.rng.choice((0, 0.2, 0.6))
    p.signed, p.below = p.rng.choice((1.0, 1.0, 0.7, 0.0)), p.chance(0.12)
    p.mixed, p.place = p.chance(0.3), p.rng.random()
    p.number = lambda: p.rng.choice((writing.han(p.rng.randint(2, 16)), str(p.rng.randint(2, 16)), f"{p.rng.randint(2, 20):02}"))


def some(p: Press, low: int, high: int, chosen: tuple = ARTICLES) -> list[list[Paragraph]]:
    kinds, weights = zip(*chosen)
    mine = p.rng.choices(kinds, weights, k=p.rng.choice((1, 2, 3, 4)))
    return [p.rng.choice(mine)(p) for _ in range(p.rng.randint(low, high))]


def small(p: Press) -> None:
    ready(p)
    if p.chance(0.2):
        contents(p)
    for parts in some(p, 1, 5):
        p.add(parts)
        if p.chance(0.07):
            brief(p)
        if p.chance(0.05):
            p.rng.choice([form for form, _ in FORMS])(p)
    p.foot()


def parted(parts: list[Paragraph], heads: tuple[str, ...]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The paragraphs in those roles, and the others."""
    return [q for q in parts if q.spans[0].role in heads], [q for q in parts if q.spans[0].role not in heads]


def frontheads(p: Press) -> None:
    """All headlines, then all texts; nobody signs, or the text's opening does."""
    ready(p)
    p.signed, p.helped, p.jumps = 0.0, 0.0, 0.0
    made = [parted((agency if p.chance(share) else report)(p), ("kicker", "headline", "deck"))
            for share in [p.rng.choice((0.0, 0.0, 0.5, 1.0))] for _ in range(p.rng.randint(2, 6))]
    mixed = p.chance(0.4)
    order = p.rng.sample(made, len(made)) if mixed else made
    together = p.chance(0.5)
    first, last = ([h for h, _ in made], [t for _, t in order])
    if p.chance(0.2):
        first, last = last, first
    for run in first, last:
        if together and run is first:
            p.add([q for part in run for q in part])
        else:
            for part in run:
                p.add(part)
    p.foot()


def wire(p: Press) -> None:
    """An agency's copy, article upon article, the next headline right below the last line."""
    ready(p)
    for _ in range(p.rng.randint(2, 7)):
        p.add((agency if p.chance(0.85) else report)(p))
    p.foot()


def amid(p: Press) -> None:
    """The headline, with or without its byline, stands in the text's lines."""
    ready(p)
    p.jumps = 0.0
    with_byline = p.chance(0.6)
    roles = ("kicker", "headline", "deck", "byline") if with_byline else ("kicker", "headline", "deck")
    every = p.chance(0.5)
    for parts in some(p, 1, 4, ((report, 5), (agency, 2), (comment, 2))):
        heads, text = parted(parts, roles)
        if every or p.chance(0.6):
            p.add(text).inserts.append(Insert(p.rng.uniform(0.15, 0.85), heads))
        else:
            p.add(parts)
    p.foot()


def halves(p: Press, parts: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """An article parted in mid-sentence in a paragraph of its text."""
    places = [i for i, q in enumerate(parts) if q.shape == "prose" and q.spans[-1].role == "body" and len(q.spans[-1].text) > 40]
    if not places:
        return parts, []
    at = p.rng.choice(places)
    span = parts[at].spans[-1]
    cut = p.rng.randint(15, len(span.text) - 15)
    while cut < len(span.text) - 5 and not ("一" <= span.text[cut - 1] <= "鿿" and "一" <= span.text[cut] <= "鿿"):
        cut += 1
    before = Paragraph([*parts[at].spans[:-1], Span(span.text[:cut], span.article, span.role)], parts[at].shape)
    after = Paragraph([Span(span.text[cut:], span.article, span.role)], "flush")
    return [*parts[:at], before], [after, *parts[at + 1:]]


def dropped(p: Press) -> None:
    """A column's text goes on only behind the next article, or at the page's end."""
    ready(p)
    p.jumps = 0.0
    waiting: list[tuple[int, list[Paragraph]]] = []
    made = some(p, 2, 5, ((report, 5), (agency, 2), (comment, 2)))
    for i, parts in enumerate(made):
        first, rest = halves(p, parts) if p.chance(0.5) else (parts, [])
        p.add(first)
        for due, text in waiting[:]:
            if due <= i:
                p.add(text)
                waiting.remove((due, text))
        if rest:
            waiting.append((i + p.rng.choice((1, 1, 2)), rest))
    for _, text in waiting:
        p.add(text)
    p.foot()


def fused(p: Press) -> None:
    """Two articles in one row of columns, or one article's columns side by side."""
    ready(p)
    p.jumps = 0.0
    before: Block | None = None
    for parts in some(p, 2, 5, ((report, 5), (agency, 3), (comment, 2))):
        if before and not before.across and not before.beside and p.chance(0.6):
            before.beside = Block(parts, width=before.width)
            continue
        before = p.add(parts, width=p.rng.choice((24, 28, 30, 32, 36)), across=p.rng.choice((0, 0, 0, 2, 3)))
    p.foot()
