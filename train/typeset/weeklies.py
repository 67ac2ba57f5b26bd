"""House styles of papers that are no dailies: a digest, upright print, a consultative paper, a weekly of pictures.

The set `blind2` judged a network by them; none was trained on them.
"""

from __future__ import annotations

import re

from . import people, phrases, writing
from .corpus import Story, words_of
from .layout import Look, glyphs_of, wrap
from .parts import Press
from .sheet import Article, Paragraph, Span

Body = list[tuple[str, str]]


def parted(body: Body, shares: list[float], width: int, indent: str) -> list[list[tuple[str, str, bool]]]:
    """The body as (role, text, starts a paragraph), cut where a line of so many units ends nearest to each share of the lines."""
    ends = []
    for n, (role, text) in enumerate(body):
        at = -len(indent)
        for line in wrap(glyphs_of(Paragraph([Span(text, 1, role)])), Look(width=width), indent):
            at += len(line)
            ends.append((n, at))
    cuts = sorted({ends[min(len(ends) - 2, max(2, int(share * len(ends))))] for share in shares}) if len(ends) > 6 else []
    parts: list[list[tuple[str, str, bool]]] = [[]]
    for n, (role, text) in enumerate(body):
        start = 0
        for _, at in [c for c in cuts if c[0] == n and role == "body"]:
            parts[-1].append((role, text[start:at], start == 0))
            parts.append([])
            start = at
        if text[start:]:
            parts[-1].append((role, text[start:], start == 0))
    return [part for part in parts if part]


def printed(a: Article, part: list[tuple[str, str, bool]], longest: int) -> list[Paragraph]:
    """A part of a body; its text is in the article's paragraphs already."""
    return [Paragraph([a.span(role, text)], "prose" if starts else "flush") if role == "body" else subhead(a, text, longest)
            for role, text, starts in part]


def subhead(a: Article, text: str, longest: int) -> Paragraph:
    half = len(text) // 2
    at = min((i for i in range(1, len(text)) if text[i - 1] in "，：！？ "), key=lambda i: abs(i - half), default=half)
    return Paragraph([a.span("subhead", text if len(text) <= longest else f"{text[:at]}\n{text[at:]}")], "display")


# --------------------------------------------------------------------------
# gleaner: a digest of other papers; the source as an opening paragraph, above the headline, or at the end with its writer
# --------------------------------------------------------------------------

_MEDIA = (("美", "美国《海岸时报》网站"), ("英", "英国《观察周刊》网站"), ("日", "日本《东洋新闻》"), ("德", "德国《莱茵信使报》"),
          ("法", "法国《世纪报》网站"), ("俄", "俄罗斯《独立评论》网站"), ("新加坡", "新加坡《狮城早报》"), ("西", "西班牙《半岛报》网站"))
_PAPERS = ("《南方晚报》", "《环球周报》", "《文史天地》", "《科学生活》", "《中国城市报道》", "《读书时报》", "《半月经济》")
_SPEAKERS = ("一位不愿具名的分析人士", "某研究机构的年度报告", "一名从业二十年的老师傅", "网友“山中客”", "一位退休教师")


def gleaner(p: Press) -> None:
    p.top(0.6)
    dash = p.rng.choice(("/", " ", "·"))
    foreign = p.chance(0.5)
    titled = p.chance(0.6)
    tail = p.rng.choice(("（{s}{d}　{n}）", "（摘自{d}{s} {n}/文）", "（{n}文，原载{s}）", "摘自{s}　{n}/文"))
    for i in range(p.rng.randint(5, 9)):
        a, story = p.begin(180, 850)
        if foreign and p.chance(0.85):
            p.add(from_abroad(p, a, story, titled, dash))
        else:
            p.add([p.headline(a, story, 14), *p.body(a, story.body), gleaned(p, a, tail)])
        if i in (1, 3) and p.chance(0.5):
            voices(p)
        if i == 2:
            p.sheet.furniture(p.rng.choice((writing.contact(p.rng), "本报所摘文章作者见报后请与本报联系，\n以便奉寄稿酬", "文摘天地")))
    p.sheet.furniture(p.rng.choice(("微文摘", "三言两语", "百科小识", "冷知识")))
    for a, story, body in p.briefs(3, 5, 160):
        last = [a.span("credit", f"（{p.rng.choice(_PAPERS)}）")] if p.chance(0.7) else []
        p.add([p.headline(a, story, 14), *p.body(a, body, closing=last)])
    p.foot()


def from_abroad(p: Press, a: Article, story: Story, titled: bool, dash: str) -> list[Paragraph]:
    """A foreign paper's article: whose it is stands above the headline, where it stood in a paragraph before the text."""
    nation, paper = p.rng.choice(_MEDIA)
    who = people.foreigner(p.rng)
    title = phrases.pick(p.rng, phrases.clauses(words_of(story), 8, 20)) if titled else ""
    text = f"【{paper}{p.issue.month}月{p.issue.day}日{p.rng.choice(('文章', '报道'))}】"
    if title:
        a.author(who)
        text += f"题：{title}（作者　{who}）"
    parts = [a.heading("kicker", [nation + p.rng.choice(("媒文章：", "媒：", "报述评：", "学者认为——"))])] if p.chance(0.6) else []
    parts.append(p.headline(a, story, 14))
    opening = a.opening(text)
    made = [Paragraph([opening]), *p.body(a, story.body)] if title else p.body(a, story.body, opening)
    if p.chance(0.4):
        made[-1].spans.append(a.span("byline", f"（{p.people(a)[0]}{dash}编译）"))
    return [*parts, *made]


def gleaned(p: Press, a: Article, form: str) -> Paragraph:
    """The last line: paper, day and writer."""
    text = form.format(n=p.people(a)[0], s=p.rng.choice(_PAPERS), d=f"{p.rng.randint(1, 12)}.{p.rng.randint(1, 28)}")
    return a.line("byline", text, p.rng.choice(("right", "display")))


def voices(p: Press) -> None:
    """A box of sayings, each with who said it."""
    a, story = p.begin(300, 1500)
    said = [each for each in phrases.sentences(words_of(story), 16, 60) if "“" not in each][:4] or [story.body[0][1].rstrip("。")]
    texts = [f"“{each}。”——{who}" for each, who in zip(said, p.rng.sample(_SPEAKERS, len(said)))]
    p.add([a.heading("kicker", [p.rng.choice(("声音", "一周语录", "有此一说", "众说纷纭"))]),
           *(a.text("body", text, "prose") for text in texts)])


# --------------------------------------------------------------------------
# towers: upright lines from right to left; the text layer goes from left to right, so the last part of a text comes first
# --------------------------------------------------------------------------

_CORNERS = str.maketrans("“”‘’", "「」『』")


def upright(text: str) -> str:
    """Corner quotes, and days and months in Chinese numerals."""
    return re.sub(r"(?<![\d.])\d{1,2}(?=[月日])", lambda m: writing.han(int(m[0])) or m[0], text.translate(_CORNERS))


def towers(p: Press) -> None:
    p.top(0.4)
    frames = p.rng.choice(("left first", "left first", "right first", "heads first")) if p.level > 0.2 else "right first"
    form = p.rng.choice(("·{}·", "本报记者　{}", "{}／文", "·{}·"))
    width = p.rng.choice((18, 20, 22, 26))
    for i in range(p.rng.randint(4, 7)):
        a, found = p.begin(180, 900)
        story = Story(found.source, *map(upright, found[1:4]), tuple((role, upright(text)) for role, text in found.body), found.size)
        opening, closing, sign = None, [], []
        kind = p.rng.randrange(4)
        if kind == 0:
            opening = a.opening(p.rng.choice(("【本报讯】", f"【{p.rng.choice(people.ABROAD)}专讯】", "【本报特稿】")))
        elif kind == 1:
            closing = [a.span("byline", f"（{p.people(a)[0]}）")]
        else:
            sign = [a.line("byline", form.format(p.people(a)[0]))]
        deck = story.deck or (upright(phrases.pick(p.rng, phrases.clauses(words_of(story), 8, 16))) if p.chance(0.4) else "")
        heads = [*p.kicker(a, story, 0.2), p.headline(a, story, p.rng.choice((9, 12)))]
        if deck:
            heads.append(a.heading("deck", [deck]))
        pieces = upright_parts(a, story, opening, closing, 1 if story.size < 260 else p.rng.randint(2, 3), width)
        if frames == "left first":
            order = [*pieces[::-1], [*sign, *heads[::-1]]]
        elif frames == "heads first":
            order = [[*heads, *sign], *pieces[::-1]]
        else:
            order = [[*heads, *sign], *pieces]
        for part in order:
            if part:
                p.add(part, width=width)
        if i == 1 and p.chance(0.5):
            p.sheet.furniture(p.rng.choice((f"征婚\n某女，四十二岁，教师\n有意请函本报{p.rng.randint(100, 999)}号信箱", writing.advert(p.rng),
                                            "鸣谢\n家父出殡之日\n承蒙各界亲友执绋，谨此叩谢")))
    p.foot()


def upright_parts(a: Article, story: Story, opening: Span | None, closing: list[Span], count: int, width: int) -> list[list[Paragraph]]:
    """The body in so many frames, parted at the end of a line."""
    a.paragraphs += [text for _, text in story.body]
    made = [printed(a, part, width // 2) for part in parted(list(story.body), [n / count for n in range(1, count)], width, "　")]
    if opening:
        made[0][0].spans.insert(0, opening)
    made[-1][-1].spans += closing
    return made


# --------------------------------------------------------------------------
# rostrum: a consultative paper; the speaker's office and name above the headline, numbered points, short remarks by name
# --------------------------------------------------------------------------

_SEATS = ("全国政协委员", "省政协常委", "市政协委员", "省人大代表", "民进市委会副主委", "九三学社社员", "市工商联副主席")
_POSTS = ("{}大学教授", "{}市图书馆馆长", "{}农业科学院研究员", "{}市第二医院院长", "{}律师事务所主任", "{}集团总工程师")
_SUBJECTS = ("完善社区养老服务体系", "加快老旧小区加装电梯", "规范校外托管机构", "支持中小企业数字化转型", "保护利用工业遗产", "建立湿地补偿机制")
_TALKS = (("凝聚共识 建言资政", "——政协第十二届委员会第三次会议大会发言摘登"), ("为民生实事献良策", "——专题协商会发言摘登"),
          ("畅通循环 激发活力", "“双月协商座谈会”发言摘编"), ("把论文写在大地上", "——委员履职建言录"))


def rostrum(p: Press) -> None:
    p.top()
    a = p.sheet.article()
    title, deck = p.rng.choice(_TALKS)
    heads = [a.heading("headline", [title]), a.heading("deck", [deck])]
    if p.chance(0.6):
        heads.append(a.line("lead", p.rng.choice(("编者按　", "")) + p.rng.choice((
            "会议期间，委员们围绕中心工作积极建言。现将部分发言摘登如下，标题为编者所加。",
            "十余位委员在会上作了发言。本报摘要刊登，以飨读者。")), "prose"))
    p.add(heads)
    form = p.rng.choice(("two lines", "two lines", "one line", "below", "end", "voice"))
    mark = p.rng.choice(("", "", "▌", "发言人："))
    for _ in range(p.rng.randint(4, 6)):
        a, story = p.begin(250, 1000)
        p.add(speech(p, a, story, form, mark))
    if p.chance(0.7):
        p.sheet.furniture(p.rng.choice(("现场声音", "委员话音", "会场速写", "互动发言")))
        for a, story, body in p.briefs(3, 5, 140):
            p.add(p.body(a, body, a.span("byline", f"{p.people(a)[0]}{p.rng.choice(('委员', '代表'))}：")))
    if p.chance(0.6):
        box = p.sheet.article()
        p.add([box.heading("kicker", [p.rng.choice(("提案摘登", "重点提案目录", "建议选登"))]),
               *(box.text("body", f"第{p.rng.randint(1, 600):04}号　关于{each}的{p.rng.choice(('提案', '建议'))}", "display")
                 for each in p.rng.sample(_SUBJECTS, 3))])
    for _ in range(p.rng.randint(1, 2)):
        a, story = p.begin(120, 500)
        opening = a.opening(f"本报讯（{p.reporters(a)}）")
        p.add([p.headline(a, story), *p.body(a, story.body, opening)])
    p.foot()


def speech(p: Press, a: Article, story: Story, form: str, mark: str) -> list[Paragraph]:
    """One speech; its sub-heads are numbered."""
    count, body = 0, []
    for role, text in story.body:
        if role == "subhead":
            count += 1
            text = f"{writing.han(count)}、{text}"
        body.append((role, text))
    name, office = p.people(a)[0], f"{p.rng.choice(_SEATS)}、{p.rng.choice(_POSTS).format(p.rng.choice(people.PLACES))}"
    head = p.headline(a, story)
    if form == "voice":
        return [head, *p.body(a, body, a.span("byline", f"{name}（{office}）：" if p.chance(0.6) else f"{office}{name}："))]
    if form == "end":
        return [head, *p.body(a, body), a.line("byline", f"（{name}，{office}）", "right")]
    if form == "below":
        return [head, a.line("byline", f"{mark}{name}（{office}）"), *p.body(a, body)]
    text = f"{mark}{office}\n{name}" if form == "two lines" else f"{mark}{office}　{name}"
    return [a.line("byline", text), head, *p.body(a, body)]


# --------------------------------------------------------------------------
# pictorial: a weekly of pictures; numbered captions before and inside texts, sentences repeated large, scan-me lines in columns
# --------------------------------------------------------------------------

_SCAN = ("扫码看更多图片", "扫一扫\n观看精彩视频", "更多影像\n请登录本报客户端", "扫码听记者讲述")


def pictorial(p: Press) -> None:
    p.top(0.7)
    p.package(0.4)
    end, width = p.chance(0.35), p.rng.choice((24, 30, 36))
    form = p.rng.choice(("文/{n}　图/{m}", "文字 | {n}  摄影 | {m}", "撰文/本报记者 {n} 摄影/{m}", "本报记者 {n} 文　{m} 图"))
    for i in range(p.rng.randint(3, 4)):
        a, story = p.begin(450, 1500)
        p.add(feature(p, a, story, form, end, width), width=width)
        if i:
            for _ in range(p.rng.randint(0, 2)):
                picture_news(p, width)
    picture_news(p, width)
    if p.chance(0.5):
        p.sheet.furniture(p.rng.choice(("投稿邮箱\nphoto@126.com", "“镜头里的家乡”\n摄影作品征集中", writing.contact(p.rng))))
    p.foot()


def numbered(p: Press, a: Article, story: Story, count: int) -> list[Paragraph]:
    """Captions in the story's own words, with numbers when there are several."""
    found = list(dict.fromkeys(phrases.clauses(words_of(story), 9, 24)))
    chosen = p.rng.sample(found, min(count, len(found)))
    form = p.rng.choice(("{}。", "{}。", "{}", "图为{}。"))
    return [a.line("caption", (chr(0x2460 + i) if len(chosen) > 1 else p.rng.choice(("", "▲", ""))) + form.format(text), "flush")
            for i, text in enumerate(chosen)]


def feature(p: Press, a: Article, story: Story, form: str, end: bool, width: int) -> list[Paragraph]:
    who = p.people(a)[0]
    head, _, tail = form.partition("{n}")
    joint = re.match(r"( 文)?\s*", tail)[0]
    by = Paragraph([a.span("byline", head + who + joint), a.span("credit", tail[len(joint):].format(m=p.shown(people.name(p.rng))))], "display")
    deck = story.deck or phrases.pick(p.rng, phrases.sentences(words_of(story), 20, 46))
    heads = [*p.kicker(a, story, 0.3, ("{}", "影像·{}")), p.headline(a, story, 12)]
    if deck and p.chance(0.5):
        heads.append(a.heading("deck", [deck[:23], deck[23:]] if len(deck) > 26 and deck[23] not in "，、”》；：" else [deck]))
    pictures = numbered(p, a, story, p.rng.randint(1, 3)) if p.chance(0.5) else []
    a.paragraphs += [text for _, text in story.body]
    inside = asides(p, a, story)
    body: list[Paragraph] = []
    parts = parted(list(story.body), [(n + p.rng.uniform(0.3, 1)) / (len(inside) + 1) for n in range(len(inside))], width, "　　")
    for n, part in enumerate(parts):
        body += [*printed(a, part, width // 2), *(inside[n] if n < len(parts) - 1 else [])]
    return [*pictures, *heads, *([] if end else [by]), *body, *([by] if end else [])]


def asides(p: Press, a: Article, story: Story) -> list[list[Paragraph]]:
    """What stands inside the columns: a sentence repeated large, a caption, a line of the page."""
    made = []
    large = phrases.pick(p.rng, phrases.sentences(words_of(story), 18, 44))
    if large and p.chance(0.5):
        half = len(large) // 2
        at = next((i + 1 for i in range(half - 5, half + 6) if large[i] in "，；："), half)
        made.append([a.line("lead", f"{large[:at]}\n{large[at:]}")])
    if p.chance(0.5):
        made.append(numbered(p, a, story, p.rng.randint(1, 2)))
    if p.chance(0.35):
        made.append([Paragraph([Span(p.rng.choice(_SCAN), 0, "furniture")], "display")])
    p.rng.shuffle(made)
    return [each for each in made if each]


def picture_news(p: Press, width: int) -> None:
    """A picture with a headline and a few lines, signed by who took and wrote it."""
    a, story = p.begin(60, 240)
    sign = p.rng.choice(("（{} 摄影报道）", "　{}　摄影报道", "（通讯员 {} 摄影报道）", "{}　图/文"))
    closing = a.span("byline", sign.strip().format(p.people(a)[0]))
    made = [p.headline(a, story, 12), *p.body(a, story.body, shape=p.rng.choice(("prose", "flush")))]
    if p.chance(0.6):
        made[-1].spans.append(closing)
    else:
        made.append(Paragraph([closing], "right"))
    p.add(made, width=width)
