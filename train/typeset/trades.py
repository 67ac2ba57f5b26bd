"""House styles of papers of a trade or a beat, to learn from: tabloid, front page, health, courts, farm, finance, magazine, sports."""

from __future__ import annotations

from . import people, phrases, writing
from .corpus import Story, words_of
from .parts import Press, balanced_rows, split_rows
from .sheet import Article, Insert, Paragraph, Span

Body = list[tuple[str, str]]


def shot(p: Press, a: Article, form: str, credit: str) -> Paragraph:
    """A caption with its credit in one line."""
    text = form.format(p.rng.choice(writing.CAPTIONS + writing.MORE_CAPTIONS))
    return Paragraph([a.span("caption", text), a.span("caption", p.rng.choice(("", " ", "　"))),
                      a.span("credit", credit.format(p.shown(people.name(p.rng))))], "flush")


def signed(p: Press, a: Article, text: str, shape: str = "display") -> Paragraph:
    """A byline; {} stands for a new author."""
    return a.line("byline", text.format(*(p.people(a)[0] for _ in range(text.count("{}")))), shape)


# --------------------------------------------------------------------------
# tabloid: stacked headlines with points below, reporters at the text's first words, photographers in the byline
# --------------------------------------------------------------------------

def tabloid(p: Press) -> None:
    p.top()
    mark = p.rng.choice(("●", "◆", "▶", ""))
    paper = p.rng.choice(("晚报", "本报", "快报"))
    place = p.rng.choice(("opening", "glued", "end", "line"))
    for i in range(p.rng.randint(5, 9)):
        a, story = p.begin(180, 800)
        rows = balanced_rows(story.headline, 2 if len(story.headline) > 9 else 1)
        heads = [*p.kicker(a, story, 0.5, ("{}", "社会·{}", "【{}】", "{}▶")), a.heading("headline", rows)]
        found = list(dict.fromkeys(phrases.clauses(words_of(story), 6, 16)))[:3]
        if len(found) > 1 and p.chance(0.5):
            heads.append(a.heading("deck", [mark + each for each in found]))
        opening, closing, sign = None, [], []
        if place == "opening":
            opening = a.opening(f"{paper}讯 {p.reporters(a)}报道：")
        elif place == "glued":
            opening = a.span("byline", f"{paper}记者 {p.joint.join(p.people(a, 1, 2))}{p.rng.choice(('　', ' / '))}")
        elif place == "end":
            closing = [a.span("byline", f"　{paper}记者 {p.people(a)[0]}".strip())]
        else:
            sign = [signed(p, a, paper + p.rng.choice(("记者 {} 文/图", "记者 {}　实习生 {}", "记者 {}\n通讯员 {}", "首席记者 {}")))]
        block = p.add([*heads, *sign, *p.body(a, story.body, opening, closing=closing)])
        if p.chance(0.3):
            block.paragraphs.insert(0, shot(p, a, p.rng.choice(("▲{}", "{}")), p.rng.choice(("{}摄", "{} 摄"))))
        if i % 3 == 1:
            p.sheet.furniture(p.rng.choice((writing.advert(p.rng), writing.contact(p.rng), f"{p.issue.number:02}\n{p.issue.section}")))
    p.foot()


# --------------------------------------------------------------------------
# frontpage: kickers and decks of several rows, agencies' datelines, a comment signed by its writer's office, a list of other pages
# --------------------------------------------------------------------------

def frontpage(p: Press) -> None:
    p.headed = 0.8
    p.sheet.furniture(f"{p.issue.paper}\n{p.issue.han_date} {writing.week(p.rng)}\n国内统一连续出版物号：CN{p.rng.randint(10, 60)}-{p.rng.randint(1000, 9999):04} 第{p.rng.randint(9000, 20000)}期")
    longest = p.rng.choice((12, 16, 20))
    for i in range(p.rng.randint(4, 7)):
        a, story = p.begin(250, 1300)
        kicker = story.kicker or phrases.pick(p.rng, phrases.clauses(words_of(story), 10, 24)[:6])
        deck = story.deck or phrases.pick(p.rng, phrases.sentences(words_of(story), 24, 60))
        parts = [a.heading("kicker", split_rows(p.rng, kicker, 18))] if kicker and p.chance(0.7) else []
        parts.append(a.heading("headline", balanced_rows(story.headline, -(-len(story.headline) // longest))))
        if deck and p.chance(0.7):
            parts.append(a.heading("deck", split_rows(p.rng, deck, 20)))
        city = p.rng.choice(("北京", *people.ABROAD))
        form = p.rng.choice(("新华社{c}{m}月{d}日电（记者{n}）", "本报{c}{m}月{d}日电　（记者{n}）", "本报{c}{m}月{d}日电　（记者{n}）", "新华社{c}{m}月{d}日电", ""))
        opening = None
        if form:
            names = "、".join(p.people(a, 1, 3)) if "{n}" in form else ""
            opening = a.opening(form.format(c=city, m=p.issue.month, d=p.issue.day, n=names))
        body = list(story.body)
        closing: list[Span] = []
        if len(body) > 3 and body[-2][0] == "body" and p.chance(0.4):
            body = body[:-1]
            closing = [a.span("jump", p.rng.choice(("（下转第{}版）", "（下转{}版）", "下转第{}版")).format(writing.han(p.rng.randint(2, 8))))]
        p.add([*parts, *p.body(a, body, opening, p.rng.choice(("", "　")), closing)])
    comment, story = p.begin(250, 1000)
    office = p.rng.choice(("本报评论员", "钟声", "任理轩"))
    heads = [p.headline(comment, story), signed(p, comment, office + " {}" if office == "本报评论员" else "□{}")]
    if p.chance(0.5):
        heads.append(comment.heading("deck", [f"——论{p.rng.choice(('稳中求进', '实干担当', '改革创新', '为民服务'))}{p.rng.choice(('①', '②', '之三'))}"]))
    p.add([*heads, *p.body(comment, story.body)])
    if p.chance(0.6):
        p.sheet.furniture(writing.guide(p.rng, [p.story(60, 2600).headline for _ in range(3)]))
    p.sheet.furniture(writing.staff(p.rng))


# --------------------------------------------------------------------------
# health: the expert's office and name, sub-heads in the line of their paragraphs, advice in lists, readers' questions
# --------------------------------------------------------------------------

_WARDS = ("市人民医院心内科主任医师", "市中医院副主任医师", "省疾控中心研究员", "市妇幼保健院主管护师", "大学附属医院营养科医师")


def health(p: Press) -> None:
    p.top(0.5)
    form = p.rng.choice(("□{w} {n}", "{w}　{n}", "{n} {w}", "文/{w} {n}", "{w}/{n}"))
    last = p.chance(0.5)
    mark = p.rng.choice(("●", "◎", "{n}、", "【{}】", ""))
    for _ in range(p.rng.randint(5, 8)):
        a, story = p.begin(200, 900)
        label = p.kicker(a, story, 0.5, ("{}", "·健康{}·", "{}门诊"))
        sign = a.line("byline", form.format(w=p.rng.choice(_WARDS), n=p.people(a)[0]), "right" if last and p.chance(0.5) else "display")
        made: list[Paragraph] = []
        for n, (role, text) in enumerate(story.body):
            clause = phrases.pick(p.rng, phrases.clauses(text, 4, 12)) if role == "body" and n else ""
            if clause and p.chance(0.6):
                shown = mark.format(clause, n=writing.han(n)) if "{}" in mark else mark.format(n=writing.han(n)) + clause
                head = a.text("subhead", shown)
                para = a.text("body", text)
                made.append(Paragraph([*head.spans, a.span("subhead", "　"), *para.spans], "prose"))
            else:
                made.append(a.text(role, text, "display" if role == "subhead" else "prose"))
        if p.chance(0.3):
            made += [a.text("body", line, "display") for line in writing.points(p.rng).split("\n")[1:]]
        heads = [p.headline(a, story), *label] if p.chance(0.2) else [*label, p.headline(a, story)]
        p.add([*heads, *made, sign] if last else [*heads, sign, *made])
        if p.chance(0.25):
            ask, other = p.begin(60, 300)
            who = p.people(ask)[0]
            parts = [p.headline(ask, other), ask.text("body", f"读者问：{p.rng.choice(writing.QUESTIONS)}"), *p.body(ask, [("body", "医生答：" + other.body[0][1]), *other.body[1:]])]
            parts.insert(2, ask.line("byline", p.rng.choice(("（{}）", "读者 {}")).format(who), "right"))
            p.add(parts)
    if p.chance(0.6):
        p.sheet.furniture(f"本版内容仅供参考，具体请遵医嘱\n健康热线：{writing.phone(p.rng)}")
    p.foot()


# --------------------------------------------------------------------------
# lawcourt: cases with labelled parts, the judge's comment signed in a box, notices of courts
# --------------------------------------------------------------------------

_PARTS = (("【案情】", "【分歧】", "【评析】"), ("案情回放", "法院审理", "法官说法"), ("■案件回顾", "■以案释法"), ("基本案情：", "裁判结果：", "典型意义："))


def lawcourt(p: Press) -> None:
    p.top()
    labels = p.rng.choice(_PARTS)
    runs = labels[0][-1] in "】：" and p.chance(0.7)
    bracket = p.rng.choice(("〔{}〕", "（{}）", "□{}"))
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(250, 1000)
        texts = [text for role, text in story.body if role == "body"]
        parts = []
        for n, text in enumerate(texts):
            label = labels[n * len(labels) // len(texts)]
            if n == 0 or label != labels[(n - 1) * len(labels) // len(texts)]:
                head = a.text("subhead", label, "display")
                if runs:
                    parts.append(Paragraph([*head.spans, *a.text("body", text).spans], "prose"))
                    continue
                parts.append(head)
            parts.append(a.text("body", text))
        rows = split_rows(p.rng, p.rng.choice((story.headline, phrases.pick(p.rng, phrases.clauses(words_of(story), 8, 16)) + "？")).replace("？？", "？"), 16)
        if rows == ["？"]:
            rows = [story.headline]
        who = people.name(p.rng)
        court = p.rng.choice(people.PLACES) + p.rng.choice(("市中级人民法院", "区人民法院", "县人民检察院", "市司法局"))
        a.author(who, court)
        sign = [a.span("byline", bracket.format(p.shown(who))), a.span("affiliation", p.rng.choice(("（作者单位：{}）", "（作者单位：{}）", "（作者系{}法官）")).format(court))]
        if sign[1].text.endswith("法官）"):
            a.authors[-1]["affiliation"] = court + "法官"
        heads = [*p.kicker(a, story, 0.5, ("案例{}", "{}", "◇{}◇")), a.heading("headline", rows)]
        if p.chance(0.5):
            parts[-1].spans += sign
        else:
            parts.append(Paragraph(sign, p.rng.choice(("right", "display", "prose"))))
        p.add(heads + parts)
        if p.chance(0.35):
            box, other = p.begin(60, 260)
            by = box.span("byline", p.rng.choice(("（{}）", "——{}", "　□{}")).format(p.people(box)[0]).strip())
            p.add([box.heading("kicker", [p.rng.choice(("法官提醒", "法条链接", "律师点评", "普法小课堂"))]), *p.body(box, other.body, closing=[by])])
        if p.chance(0.3):
            p.sheet.furniture(f"{p.issue.place}市人民法院公告\n{people.name(p.rng)}：本院受理原告诉你买卖合同纠纷一案，\n现依法向你公告送达起诉状副本及开庭传票，\n自公告之日起经过{p.rng.choice((30, 60))}日即视为送达。")
    p.foot()


# --------------------------------------------------------------------------
# farm: tips whose headline runs into the text, by the station that sends them; prices and weather as articles
# --------------------------------------------------------------------------

def farm(p: Press) -> None:
    p.top()
    form = p.rng.choice(("{}。", "【{}】", "{}：", "■{}　", "{i}. {}　", "〔{}〕", "●{}——"))
    station = p.rng.choice(("（{u} {n}）", "（{n}）", "　{u}　{n}", "（{u}供稿　{n}）"))
    whole = p.chance(0.4)  # long articles run in too
    for _ in range(p.rng.randint(2, 4)):
        a, story = p.begin(220, 800)
        heads = [*p.deck(a, story), *p.kicker(a, story, 0.3, ("农家{}", "{}", "#{}#"))]
        closing = [a.span("byline", station.format(u=p.rng.choice(people.OFFICES), n=p.people(a)[0]).strip())]
        made = p.body(a, story.body, closing=closing)
        if whole:
            a.run_in(form.format(story.headline, i=1).strip(), "　" if form.endswith("　") else "", made[0])
        else:
            heads.append(p.headline(a, story))
        block = p.add(heads + made)
        if p.chance(0.3):
            block.inserts.append(Insert(1.0, [shot(p, a, "{}", p.rng.choice(("{} 摄", "通讯员 {} 摄")))]))
    for _ in range(p.rng.randint(1, 2)):
        p.sheet.furniture(p.rng.choice(("农事提醒", "致富信息", "科技小院", "乡村快讯", "供求热线")))
        for n, (a, story, body) in enumerate(p.briefs(3, 6, 160), 1):
            closing = [a.span("byline", station.format(u=p.rng.choice(people.OFFICES), n=p.people(a)[0]).strip())] if p.chance(0.7) else []
            made = p.body(a, body, closing=closing)
            shown = form.format(story.headline, i=n)
            a.run_in(shown.strip(), "　" if shown.endswith("　") else "", made[0])
            p.add(made)
    for text in p.rng.sample((writing.prices(p.rng), writing.weather(p.rng, p.issue), writing.points(p.rng), writing.schedule(p.rng)), 2):
        title, *lines = text.split("\n")
        a = p.sheet.article()
        p.add([a.heading("headline", [title]), *[a.text("body", x, "display") for x in lines]])
    p.sheet.furniture(writing.lost_notices(p.rng, 2))
    p.foot()


# --------------------------------------------------------------------------
# finance: English labels and decks, the writer in the label's line, tables inside articles
# --------------------------------------------------------------------------

def finance(p: Press) -> None:
    p.sheet.furniture(p.rng.choice((f"{p.issue.paper} {p.issue.number:02}\nFINANCE", f"P{p.issue.number:02} {p.issue.section} | {p.issue.year}.{p.issue.month}.{p.issue.day}")))
    where = p.rng.choice(("label", "head", "deck", "line"))
    joint = p.rng.choice((" | ", "｜", " / ", "　"))
    by = p.rng.choice(("By {}", "{}", "记者 {}", "本报记者 {}", "文 {}"))
    for i in range(p.rng.randint(4, 6)):
        a, story = p.begin(300, 1200)
        name = a.span("byline", by.format(p.joint.join(p.people(a, 1, 2))))
        between = a.span("byline", joint)
        label = a.heading("kicker", [p.rng.choice(writing.ENGLISH_LABELS)])
        head = a.heading("headline", split_rows(p.rng, story.headline, p.rng.choice((14, 30))))
        deck = a.heading("deck", [p.rng.choice(writing.ENGLISH)])
        host = {"label": label, "head": head, "deck": deck}.get(where)
        if host:
            host.spans += [between, name]
        body: Body = [(role, phrases.glossed(text, p.rng.choice(writing.TERMS)) if role == "body" and p.chance(0.3) else text) for role, text in story.body]
        if p.chance(0.3) and len(body) > 1:
            at = p.rng.randrange(1, len(body))
            body[at:at] = [("row", line) for line in p.rng.choice((writing.rates, writing.prices))(p.rng).split("\n")]
        sign = [] if host else [Paragraph([name], "display")]
        block = p.add([label, head, deck, *sign, *p.body(a, body)])
        if p.chance(0.3):
            block.inserts.append(Insert(p.rng.choice((0.0, 0.5, 1.0)), [shot(p, a, p.rng.choice(("{}", "Photo: {}")), p.rng.choice(("图/{}", "Photo by {}", "视觉中国 {} 图")))]))
        if i == 1:
            p.sheet.furniture(f"{p.issue.number:02}")
    p.sheet.furniture(writing.staff(p.rng))


# --------------------------------------------------------------------------
# magazine: essays, name and headline in one line, a lead in the writer's words, the writer's class at the end
# --------------------------------------------------------------------------

def magazine(p: Press) -> None:
    p.top(0.4)
    joint = p.rng.choice((" / ", " · ", "｜", "　", "  "))
    first = p.chance(0.4)
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(220, 1000)
        who = people.name(p.rng)
        school = f"{p.rng.choice(people.COLLEGES[:5])}20{p.rng.randint(10, 24)}级{p.rng.choice(('本科生', '研究生', '学生'))}"
        tagged = p.chance(0.5)
        a.author(who, school if tagged else "")
        title = p.rng.choice((story.headline, story.headline, p.rng.choice(writing.WORDS)))
        head = a.heading("headline", [title])
        name, between = a.span("byline", p.shown(who)), a.span("byline", joint)
        head.spans = [name, between, *head.spans] if first else [*head.spans, between, name]
        body = list(story.body)
        lead = [a.line("lead", body.pop(0)[1], "prose")] if len(body) > 2 and body[1][0] == "body" and p.chance(0.3) else []
        tail = [Paragraph([a.span("affiliation", f"（作者系{school}）")], p.rng.choice(("right", "display")))] if tagged else []
        p.add([head, *lead, *p.body(a, body), *tail])
    a = p.sheet.article()
    title, stanzas = writing.verse(p.rng)
    head = a.heading("headline", [title])
    name, between = a.span("byline", p.people(a)[0]), a.span("byline", joint)
    head.spans = [name, between, *head.spans] if first else [*head.spans, between, name]
    a.paragraphs += [line for stanza in stanzas for line in stanza]
    p.add([head, *[Paragraph([a.span("body", "\n" * (i > 0) + "\n".join(s))], "display") for i, s in enumerate(stanzas)]])
    p.sheet.furniture(p.rng.choice(("投稿邮箱：xiaobao@edu.cn", "责编/" + people.name(p.rng) + " 版式/" + people.name(p.rng), "下期话题：我的第一堂课")))
    p.foot()


# --------------------------------------------------------------------------
# sports: picture before the article, reporters sent out, scores as lines of the text, fans' signed words
# --------------------------------------------------------------------------

def sports(p: Press) -> None:
    p.top()
    form = p.rng.choice(("■本报特派记者 {}", "本报记者 {} 发自" + p.rng.choice(people.ABROAD), "特派记者 {}\n摄影记者 " + people.name(p.rng), "（记者{}）", "●{}"))
    above = p.chance(0.5)
    for _ in range(p.rng.randint(4, 7)):
        a, story = p.begin(180, 800)
        head = p.headline(a, story, 14)
        label = p.kicker(a, story, 0.4, ("{}", "体坛·{}", "/{}/", "#{}#"))
        sign = signed(p, a, form)
        body = list(story.body)
        if p.chance(0.35):
            body += [("row", line) for line in writing.results(p.rng)[1]]
        picture = [shot(p, a, p.rng.choice(("{}", "▶{}", "上图：{}")), p.rng.choice(("{}/摄", "新华社记者 {} 摄", "本报记者 {} 摄")))] if p.chance(0.4) else []
        p.add([*picture, sign, *label, head, *p.body(a, body)] if above else [*picture, head, *label, sign, *p.body(a, body)])
    p.sheet.furniture(p.rng.choice(("球迷有话说", "看台声音", "#今夜无人入眠#")))
    for a, _, body in p.briefs(2, 5, 100):
        sign = a.span("byline", p.rng.choice(("@{}", "——{}", "球迷{}")).format(p.people(a)[0]))
        p.add([*p.body(a, body), Paragraph([sign], "right")])
    title, lines = writing.results(p.rng)
    a = p.sheet.article()
    p.add([a.heading("kicker", [title]), *[a.text("body", x, "display") for x in lines]])
    p.foot()
