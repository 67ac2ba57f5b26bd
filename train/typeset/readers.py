"""House styles of papers for one kind of reader: soldiers, Chinese overseas, traders who read English, the young.

The sets `blind` judged a network by them before any was trained on them.
"""

from __future__ import annotations

from . import people, writing
from .corpus import Story
from .parts import Press, split_rows
from .sheet import Article, Insert, Paragraph, Span

# --------------------------------------------------------------------------
# barracks: a soldiers' paper; reporters without brackets at the head of the text
# --------------------------------------------------------------------------

_UNITS = ("某旅", "某支队", "某边防连", "某训练基地", "某舰", "某雷达站", "某仓库", "某修理厂")
_CAMP = ("营区新闻", "演训一线", "兵心话题", "基层风采", "士兵信箱", "深改进行时")


def barracks(p: Press) -> None:
    p.top()
    mark = p.rng.choice(("●", "◇", "☆", ""))
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(250, 1000)
        parts = [p.headline(a, story)]
        if p.chance(0.5):
            parts.append(a.heading("deck", [f"——{p.rng.choice(_UNITS)}{p.rng.choice(('训练场见闻', '抓建基层的一段经历', '砥砺血性胆气纪事'))}"]))
        if p.chance(0.4):
            parts.insert(1, a.heading("kicker", [mark + p.rng.choice(_CAMP)]))
        block = p.add(parts + p.body(a, story.body, soldiers(p, a), p.rng.choice(("", "　"))))
        if p.chance(0.35):
            where = p.rng.choice(("上图", "下图", "左图", "右图"))
            who = p.shown(people.name(p.rng))
            block.inserts.append(Insert(p.rng.choice((0.5, 1.0)), [Paragraph(
                [a.span("caption", f"{where}：{p.rng.choice(('官兵们在海训场展开搏浪训练。', '战士们冒雨检修装备。', '炊事班送餐到训练一线。'))}"),
                 a.span("credit", f"{who}摄")], "flush")]))
        if p.chance(0.35):
            remark(p)
    if p.chance(0.6):
        a = p.sheet.article()
        title, stanzas = writing.verse(p.rng)
        who = p.people(a)[0]
        tail = Paragraph([a.span("byline", f"（{p.rng.choice(_UNITS)} {who}）")], "right")
        a.paragraphs += [line for stanza in stanzas for line in stanza]
        lines = [Paragraph([a.span("body", "\n" * (i > 0) + "\n".join(s))], "display") for i, s in enumerate(stanzas)]
        p.add([a.heading("headline", [title]), *lines, tail])
    p.foot()


def soldiers(p: Press, a: Article) -> Span:
    """The reporters as an opening: 王某、特约记者李某报道："""
    names = ["、".join(p.people(a, 1, 2))]
    if p.chance(0.6):
        names.append(p.rng.choice(("特约记者", "记者", "特约通讯员")) + p.people(a)[0])
    return a.opening(p.rng.choice(("本报讯　{}报道：", "{}报道：", "本报讯 {}报道：")).format("、".join(names)))


def remark(p: Press) -> None:
    """A comment on the article before it: a box with a headline, signed at its end."""
    a, story = p.begin(80, 320)
    sign = [a.span("byline", p.rng.choice(("■", "□")) + p.people(a)[0])]
    parts = [a.heading("kicker", [p.rng.choice(("点评", "短评", "编余小议", "锐评"))]), p.headline(a, story, 9)]
    p.add([*parts, *p.body(a, story.body), Paragraph(sign, p.rng.choice(("right", "display")))])


# --------------------------------------------------------------------------
# overseas: corner quotes, bracketed reporters, Chinese numerals for days
# --------------------------------------------------------------------------

_CORNERS = str.maketrans("“”‘’", "「」『』")


def cornered(story: Story) -> Story:
    return Story(story.source, *(t.translate(_CORNERS) for t in story[1:4]),
                 tuple((role, text.translate(_CORNERS)) for role, text in story.body))


def overseas(p: Press) -> None:
    p.top(0.7)
    above = p.chance(0.6)
    for i in range(p.rng.randint(5, 8)):
        a, story = p.begin(180, 900)
        story = cornered(story)
        heads = [p.headline(a, story, p.rng.choice((8, 10, 13)))]
        if story.deck or p.chance(0.4):
            second = story.deck or f"{p.rng.choice(people.ABROAD)}侨界{p.rng.choice(('表示欢迎', '密切关注', '反应热烈'))}"
            heads.insert(0 if above else 1, a.heading("deck", split_rows(p.rng, second.removeprefix("——"), 12)))
        opening = a.opening(correspondent(p, a))
        closing = [a.span("credit", p.rng.choice(("（综合报道）", "（综合外电）")))] if not a.authors and p.chance(0.3) else []
        p.add(heads + p.body(a, story.body, opening, "", closing))
        if i == 1 and p.chance(0.5):
            p.sheet.furniture(p.rng.choice((f"{p.issue.place}海鲜酒家\n寿宴喜酌 外卖到会\n订座：{writing.phone(p.rng)}",
                                            f"吉屋招租\n{p.issue.place}街三房两厅，近地铁\n有意请电 {writing.phone(p.rng)}",
                                            "启事\n本社社址迁移，敬请各界垂注")))
    p.sheet.furniture(p.rng.choice(("◎ 侨社动态 ◎", "◎寰宇要闻◎", "【一周侨讯】")))
    for a, story, body in p.briefs(3, 5):
        story = cornered(story)
        made = p.body(a, [(role, text.translate(_CORNERS)) for role, text in body])
        a.headline = f"【{story.headline}】"
        made[0].spans.insert(0, a.span("headline", a.headline))
        p.add(made)
    p.foot()


def correspondent(p: Press, a: Article) -> str:
    city, day = p.rng.choice(people.ABROAD), writing.han(p.issue.day)
    kind = p.rng.randrange(4)
    if kind == 0:
        return f"【本报记者{p.people(a)[0]}{city}报道】"
    if kind == 1:
        return f"（本报记者{'、'.join(p.people(a, 1, 2))}{city}{day}日电）"
    if kind == 2:
        return f"〔记者{p.people(a)[0]}／{city}报道〕"
    return p.rng.choice((f"【中新社{city}{day}日电】", f"【{city}讯】", "【综合报道】"))


# --------------------------------------------------------------------------
# bilingual: a trade daily with English lines and terms
# --------------------------------------------------------------------------

_ENGLISH = ("Factories Look Beyond the Slowdown", "Ports Set for a Busy Quarter", "A Quiet Shift in Green Finance",
            "Small Suppliers, Big Ambitions", "What Comes After the Subsidy", "Batteries on the Move", "Retailers Rethink the Last Mile",
            "New Rules, New Questions", "Exporters Hedge Their Bets", "The Long Road to Net Zero")
_TERMS = ("Supply Chain Resilience", "Total Cost of Ownership", "Purchasing Managers Index", "Free Trade Agreement",
          "Environmental Disclosure", "Industrial Internet Platform", "Cross-border Settlement", "Original Equipment Manufacturer")


def bilingual(p: Press) -> None:
    p.top()
    form = p.rng.choice(("By {}", "文 | {}", "{} / 文", "Reporter {}", "撰文 {}"))
    first = p.chance(0.4)
    for i in range(p.rng.randint(4, 6)):
        a, story = p.begin(300, 1400)
        body, count = [], 0
        for role, text in story.body:
            if role == "subhead":
                count += 1
                text = f"{count:02} {text}"
            elif p.chance(0.3):
                text = glossed(p, text)
            body.append((role, text))
        english = a.heading("deck", [p.rng.choice(_ENGLISH)])
        by = a.line("byline", form.format("、".join(p.people(a, 1, 2))))
        heads = [english, p.headline(a, story)] if first else [p.headline(a, story), english]
        opening = a.opening(f"{p.issue.place} {p.rng.choice(('—', '|'))} ") if p.chance(0.2) else None
        block = p.add([*heads, by, *p.body(a, body, opening)])
        if p.chance(0.3):
            box, other = p.begin(60, 300)
            box_parts = [box.heading("kicker", [p.rng.choice(("FACT BOX", "KEY FIGURES 关键数据", "Glossary 术语", "Q&A"))]),
                         *p.body(box, other.body)]
            if p.chance(0.5):
                block.inserts.append(Insert(p.rng.uniform(0.3, 0.9), box_parts))
            else:
                p.add(box_parts)
        if i == 2 and p.chance(0.5):
            p.sheet.furniture(f"MARKET WATCH\n{writing.rates(p.rng)}")
    p.foot()


def glossed(p: Press, text: str) -> str:
    """The text with an English term in brackets after its first clause."""
    at = text.find("，")
    return f"{text[:at]}（{p.rng.choice(_TERMS)}）{text[at:]}" if at > 4 and not text[:at].endswith("）") else text


# --------------------------------------------------------------------------
# youth: essays with the writer's name in the heading's line, quotes signed by readers
# --------------------------------------------------------------------------

_SCHOOLS = ("大学2021级学生", "师范学院研究生", "职业技术学院教师", "中学高二学生", "科技公司程序员", "镇选调生")


def youth(p: Press) -> None:
    p.top(0.6)
    form = p.rng.choice(("name first", "name last", "name last"))
    joint = p.rng.choice((" / ", "｜", "　", " · "))
    tagged = p.chance(0.6)
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(200, 900)
        who, school = people.name(p.rng), p.rng.choice(people.PLACES) + p.rng.choice(_SCHOOLS)
        with_tag = tagged and p.chance(0.8)
        a.author(who, school if with_tag else "")
        head = a.heading("headline", split_rows(p.rng, story.headline, 40))
        name, between = a.span("byline", p.shown(who)), a.span("byline", joint)
        head.spans = [name, between, *head.spans] if form == "name first" else [*head.spans, between, name]
        made = p.body(a, story.body)
        if with_tag:
            made.append(Paragraph([a.span("affiliation", f"（作者系{school}）")], p.rng.choice(("right", "prose"))))
        label = p.kicker(a, story, 0.3, ("#{}#", "{}"))
        p.add([head, *label, *made] if p.chance(0.8) else [*label, head, *made])
        if p.chance(0.25):
            box, other = p.begin(60, 260)
            p.add([box.heading("kicker", [p.rng.choice(("编辑点评：", "学长有话说", "主持人语"))]), *p.body(box, other.body)])
    p.sheet.furniture(p.rng.choice(("微言青语", "#青年说#", "话题征集：我的第一份工作")))
    for a, _, body in p.briefs(3, 5, 120):
        p.add([*p.body(a, body), a.line("byline", f"——{p.people(a)[0]}", "right")])
    p.foot()
