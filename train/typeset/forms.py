"""Forms that real papers print: bylines of all kinds, briefs, letters, photo blocks, tables, verse, notices, English.

A page is small and keeps to two or three forms: what tells one article from the next is its form, not
its size. `forms` prints it in columns, `broad` in lines of 31 characters, `unwrapped` one line a paragraph.
"""

from __future__ import annotations

from typing import Callable, Sequence

from . import english, people, phrases, writing
from .corpus import Story
from .parts import Press
from .sheet import Article, Paragraph, Span

Body = list[tuple[str, str]]

OUTLETS = ("晚报", "日报", "都市报", "晨报", "早报", "商报", "青年报", "快报", "融媒", "新闻客户端", "视频", "新闻", "观察", "云上", "号角")
PEOPLES = ("巴图", "其其格", "阿依古丽", "买买提江", "艾力·肉孜", "古丽娜尔·吐尔逊", "扎西顿珠", "次仁卓嘎", "多吉才旦", "岩香", "玉罕", "阿木古郎", "乌日娜", "赛音",
           "迪丽努尔", "努尔兰·阿山", "央金", "格桑旺堆", "李红梅", "木合塔尔", "娜仁花", "阿力木江·托合提", "罗桑", "依米提", "萨仁高娃", "孟和", "韦阿妹", "洛桑曲珍")
CITIES = ("北京", "广州", "上海", "兰州", "纽约", "日内瓦", "巴黎", "新德里", "莫斯科", "里约热内卢", "开罗", "东京", "布鲁塞尔", "墨西哥城", "乌鲁木齐", "台北", "高雄", "首尔")
COLUMNS = ("评论员观察", "快评", "街谈巷议", "微观", "纵横谈", "一线见闻", "百姓说事", "调研手记", "新春走基层", "人物", "深阅读", "夜读", "党课", "锐见", "今日谈",
           "国际论坛", "记者手记", "身边人身边事", "新知", "博物志", "城市表情", "大家谈", "民情日记", "来论", "每周一评", "文化周刊", "走笔", "非遗里的中国", "院士说")
FRAMES = ("{}", "{}", "专栏：{}", "“{}”的镜头", "【{}】", "■{}", "·{}·", "［{}］", "{}①", "“{}”系列报道", "{}｜", "▌{}", "——{}——", "关注·{}")
TITLES = ("本报记者", "本报记者", "本报记者", "记者", "本报通讯员", "通讯员", "首席记者", "本报首席记者", "融媒体记者", "全媒体记者", "特约记者", "见习记者", "特约撰稿人", "本报特约评论员",
          "本刊记者", "驻站记者", "新华社记者", "中新社记者", "实习记者", "本报实习生")
BRIEFS = ("简讯", "短波", "一句话新闻", "要闻速览", "市井短讯", "城事快递", "资讯", "微新闻", "基层点击", "本市简讯")
MARKS = ("▲", "●", "■", "◆", "★", "○", "△", "◇", "☆")


# -- names -------------------------------------------------------------------

def writer(p: Press, kind: str) -> str:
    if kind == "foreign":
        return people.foreigner(p.rng)
    if kind == "minority":
        return p.rng.choice(PEOPLES)
    return people.name(p.rng)


def signed(p: Press, a: Article, kind: str, most: int = 3) -> str:
    """Authors in one row, padded as the page pads them."""
    count = p.rng.choice((1, 1, 1, 2, 2, most))
    found = list(dict.fromkeys(writer(p, kind) for _ in range(count)))
    for each in found:
        a.author(each)
    joint = p.rng.choice((" ", "  ", "　", "、")) if kind != "han" else p.rng.choice((p.joint, "  ") if p.pad else (p.joint, " "))
    pad = p.rng.choice(("", "", " ", "  ", "　"))
    if len(joint) <= len(pad):
        joint = pad + " "
    return joint.join(people.padded(each, pad) for each in found)


def outlet(p: Press) -> str:
    place = p.rng.choice(people.PLACES)
    first = place + p.rng.choice(OUTLETS[:8])
    return p.rng.choice((first, first, f"{first}·{place}{p.rng.choice(OUTLETS[8:])}", f"{first}全媒体", f"{place}{p.rng.choice(OUTLETS[8:])}"))


def byline(p: Press, a: Article, kind: str) -> str:
    """Who wrote it, in the form of one paper."""
    form = p.rng.choice(p.forms)
    names = signed(p, a, kind)
    text = form.format(n=names, o=outlet(p))
    if p.chance(0.12) and not text.endswith(("）", "图")):
        text += p.rng.choice((" ", "　", "\n")) + p.rng.choice(("通讯员 ", "实习生 ", "通讯员　")) + signed(p, a, "han", 2)
    return text


def byline_forms(p: Press) -> list[str]:
    """The forms of this page's bylines; most keep to one or two."""
    mark = p.rng.choice(("", "", "", "□", "■", "□ ", "◎", "●", "○"))
    made = []
    for _ in range(p.rng.choice((1, 1, 2, 4))):
        title = p.rng.choice(TITLES) if p.chance(0.75) else "{o}" + p.rng.choice(("记者", "记者", "见习记者", "首席记者"))
        gap = p.rng.choice((" ", " ", "", "　", "  "))
        made.append(p.rng.choice((
            f"{mark}{title}{gap}{{n}}", f"{mark}{title}{gap}{{n}}", f"{mark}{title}{gap}{{n}}", f"{mark or '□'}{{n}}", "{n}", "{n}",
            f"{title}{gap}{{n}} 文/图", f"文/{title}{gap}{{n}}", f"本组文/{title} {{n}}", "{n}/文", f"{title}{gap}{{n}}报道", "文｜{n}",
            f"撰文/{{n}}", f"{title}{gap}{{n}} 采写", f"作者：{{n}}")))
    return made


def photographer(p: Press) -> str:
    who = people.name(p.rng)
    return p.rng.choice((f"摄影/本报记者 {who}", f"图/通讯员 {who}", f"图/{who}", f"摄影：{who}", f"本报记者 {who} 摄", f"本组图/记者 {who}", f"（{who} 摄）",
                         f"图片由{who}提供", f"摄影 {who}", f"新华社记者  {who}摄", f"{who} 图", f"制图/{who}"))


# -- bodies ------------------------------------------------------------------

def clipped(p: Press, text: str, size: int) -> str:
    """Its first sentences."""
    end = 0
    while end < min(size, len(text)):
        at = text.find("。", end)
        if at < 0:
            return text
        end = at + 1
        if text[end:end + 1] in "”’》）":
            return text
    return text[:end]


def taken(p: Press, low: int = 40) -> tuple[Article, Story, Body]:
    """A new article with the first words of a story."""
    a, story = p.begin(80, 1500)
    if p.full:
        return a, story, [(role, text) for role, text in story.body][:9]
    body = [("body", clipped(p, text, p.rng.randint(low, 110))) for role, text in story.body if role == "body"]
    return a, story, body[:p.rng.choice((1, 2, 2, 3, 3, 4))] or [("body", story.body[0][1])]


def title(p: Press, a: Article, story: Story) -> list[Paragraph]:
    """The headline, sometimes only some of its words."""
    text = story.headline
    short = phrases.clauses(text.replace(" ", "，"), 4, 9)
    if short and p.chance(0.5):
        text = p.rng.choice(short)
    if p.mark:
        return [a.heading("headline", [text], [p.mark + text])]
    return [p.headline(a, story._replace(headline=text))]


# -- forms of an article -----------------------------------------------------

def plain(p: Press, kind: str = "han") -> None:
    """A headline, and a byline above or below the text."""
    a, story, body = taken(p)
    by = byline(p, a, kind)
    above = p.chance(p.above)
    heads = title(p, a, story)
    if p.chance(0.12):
        heads += p.deck(a, story)
    tag = []
    if kind == "foreign" and p.chance(0.7) or p.chance(0.15):
        calling = p.rng.choice((people.affiliation(p.rng), f"{p.rng.choice(('俄罗斯', '德国', '巴西', '埃及', '法国'))}{p.rng.choice(('汉学家', '经济学家', '驻华记者', '作家', '农业专家'))}"))
        for author in a.authors:
            author["affiliation"] = calling
        tag = [a.line("affiliation", p.rng.choice(("（作者为{}）", "（作者系{}）", "（作者单位：{}）")).format(calling), p.rng.choice(("prose", "flush", "right")))]
    line = a.line("byline", by, "display" if above or p.chance(0.6) else "right")
    shot = [a.line("credit", photographer(p), "display")] if p.chance(p.shots) else []
    if above:
        p.add([*heads, line, *p.body(a, body), *tag, *shot])
    elif p.chance(0.3) and "\n" not in by:
        p.add([*heads, *p.body(a, body, closing=[a.span("byline", f"（{by}）")]), *tag, *shot])
    else:
        p.add([*heads, *p.body(a, body), line, *shot, *tag])


def strangers(p: Press) -> None:
    plain(p, p.rng.choice(("foreign", "minority", "minority")))


def column(p: Press) -> None:
    """A label above, points or a sentence below the headline, byline before or after them."""
    a, story, body = taken(p)
    frame = p.frame
    label = [a.heading("kicker", [frame.format(p.rng.choice(COLUMNS) if p.chance(0.5) else p.label)])] if p.chance(0.85) else []
    heads = [*label, *title(p, a, story)]
    if p.chance(0.35):
        heads.append(a.heading("deck", ["——" + p.rng.choice(phrases.LABELS).format(p.rng.choice(people.OFFICES + people.PLACES)).lstrip("—")]))
    by = a.line("byline", byline(p, a, "han"))
    points: list[Paragraph] = []
    found = phrases.sentences("。".join(t for _, t in story.body), 14, 50)
    if found and p.chance(0.6):
        mark = p.point
        chosen = p.rng.sample(found, min(len(found), p.rng.randint(1, 3) if mark else 1))
        points = [a.line("lead", f"{mark}{each}", "prose" if not mark else "flush") for each in chosen]
    middle = [by, *points] if p.chance(0.5) else [*points, by]
    p.add([*heads, *middle, *p.body(a, body)])


def sections(p: Press) -> None:
    """Sub-heads of one, two or three lines inside the text."""
    a, story, body = taken(p)
    made: Body = []
    for role, text in body[:5] if len(body) > 1 else [*body, *body]:
        made.append((role, text))
    words = phrases.clauses("。".join(t for _, t in story.body) + story.headline, 5, 13)
    parts = [*title(p, a, story), *([a.line("byline", byline(p, a, "han"))] if p.chance(0.8) else []), a.text("body", made[0][1])]
    form = p.rng.choice(("{a}——\n{b}", "{a}\n{b}", "{a}", "{a}——\n{b}\n{c}", "“{a}”", "■{a}", "{a} {b}", "{i}、{a}"))
    for i, (_, text) in enumerate(made[1:4]):
        if len(words) >= 3:
            x, y, z = p.rng.sample(words, 3)
            shown = form.format(a=x, b=y, c=z, i="一二三"[i])
            a.paragraphs.append(shown.replace("\n", ""))
            parts.append(Paragraph([a.span("subhead", shown)], "display"))
        parts.append(a.text("body", text))
    p.add(parts)


def brief(p: Press) -> None:
    """A column of briefs, marked or not, each with its writer in brackets or none."""
    p.sheet.furniture(p.rng.choice(BRIEFS) if p.chance(0.8) else "")
    mark = p.rng.choice((*MARKS, ""))
    end = p.rng.choice(("（{}）", "（{}）", "（记者 {}）", "（通讯员 {}）", "({})", ""))
    opening = p.rng.choice(("", "", "本报讯 ", "本报讯　"))
    if not (mark or opening or end):
        end = "（{}）"
    for _ in range(p.rng.randint(2, 5)):
        a, _, body = taken(p, 30)
        closing = [a.span("byline", end.format(signed(p, a, "han", 2)))] if end else []
        parts = p.body(a, body[:1], closing=closing)
        if opening:
            parts[0].spans[:0] = [a.opening(opening.strip()), Span(" ", a.number, "body")]
        if mark:
            a.paragraphs[0] = mark + a.paragraphs[0]
            first = parts[0].spans[0]
            parts[0].spans[0] = first._replace(text=mark + first.text)
            if opening:
                a.paragraphs[0] = a.paragraphs[0][len(mark):]
                a.dateline = mark + a.dateline
        p.add(parts)


def dispatch(p: Press) -> None:
    """The dateline with its reporters in brackets at the end, of several cities and lines."""
    a, story, body = taken(p)
    house = p.rng.choice(("本报", "本报", "新华社", "据新华社", "中新社"))
    names = p.rng.choice(("、", "、", " ", "　")).join(p.people(a, 1, 5))
    cities = "、".join(p.rng.sample(CITIES, p.rng.choice((1, 1, 2, 4))))
    text = p.rng.choice(("（{h}{c}{m}月{d}日电{g}记者{n}）", "（{h}{c}{m}月{d}日电{g}记者 {n}）", "（{h}{c}电{g}记者{n}）", "（记者{n} {c}{m}月{d}日电）")).format(
        h=house, c=cities, m=p.issue.month, d=p.rng.randint(1, 28), n=names, g=p.rng.choice((" ", "  ", "　", "")))
    a.dateline = text
    span = a.span("dateline", text)
    if p.chance(0.5):
        parts = [*p.body(a, body), Paragraph([span], p.rng.choice(("prose", "flush")))]
    else:
        parts = p.body(a, body, closing=[span])
    p.add([*title(p, a, story), *parts])


def opened(p: Press) -> None:
    """The reporter and the place before the text, also as papers of Taiwan and Hong Kong set it."""
    a, story, body = taken(p)
    form = p.rng.choice(("【本報記者{n}{c}報導】", "【記者{n}／{c}報導】", "記者{n}／{c}報導　", "（記者{n}{c}報導）", "【本报记者{n}{c}报道】", "【{o}讯】（记者 {n}）", "{o}讯 记者{n}报道：",
                         "{o}讯（记者 {n}）", "本报讯（记者 {n} 通讯员 {m}）", "{o}记者{n}{c}报道：", "本报{c}电 （记者 {n}）"))
    names = p.rng.choice(("、", " ")).join(p.people(a, 1, 2))
    text = form.format(n=names, c=p.rng.choice(CITIES), o=outlet(p).split("·")[0], m=" ".join(p.people(a)) if "{m}" in form else "")
    p.add([*title(p, a, story), *p.body(a, body, a.opening(text))])


def letter(p: Press) -> None:
    """Readers' letters signed with place and name."""
    p.sheet.furniture(p.rng.choice(("读者来信", "来信照登", "读者之声", "编读往来", "建议与呼声", "")))
    right = p.chance(0.4)
    for _ in range(p.rng.randint(2, 4)):
        a, story, body = taken(p, 30)
        who = people.name(p.rng)
        shown = p.rng.choice((who, who, f"{who[0]}先生", f"{who[0]}女士", p.shown(who)))
        a.author(shown.replace(" ", "").replace("　", ""))
        place = p.rng.choice((p.rng.choice(people.PLACES), f"{p.rng.choice(('河南', '江苏', '四川', '湖北', '辽宁'))}{p.rng.choice(people.PLACES)}{p.rng.choice(('县', '市', '区', ''))}",
                              f"{p.rng.choice(people.PLACES)}读者", f"{p.rng.choice(people.PLACES)}市{p.rng.choice(people.OFFICES)}", "一位读者"))
        text = p.rng.choice(("{}  {}", "{} {}", "{}　{}")).format(place, shown)
        heads = title(p, a, story) if p.chance(0.9) else []
        p.add([*heads, *p.body(a, body[:2]), a.line("byline", text, "right" if right else "display")])


def photo(p: Press) -> None:
    """A picture's words that belong to no article before them."""
    a = p.sheet.article()
    _, story, body = None, *taken_words(p)
    head = []
    if p.chance(0.6):
        head = [a.heading("kicker", [p.rng.choice(("图片报道", "图片新闻", "图说", "光影", "影像", "镜头", "新闻图片", "看图"))])]
    elif p.chance(0.5):
        head = [a.heading("headline", [phrases.pick(p.rng, phrases.clauses(story.headline.replace(" ", "，"), 4, 10)) or story.headline[:9]])]
    text = clipped(p, body, 50) + p.rng.choice(("", f"图为{p.rng.choice(writing.CAPTIONS)}", f"图为{p.rng.choice(writing.CAPTIONS)}"))
    shot = photographer(p)
    if p.chance(0.5):
        words = [a.line("caption", text, "prose"), a.line("credit", shot, p.rng.choice(("display", "right")))]
    else:
        words = [Paragraph([a.span("caption", text), Span(" ", a.number, "caption"), a.span("credit", shot)], "prose")]
    p.add([*head, *words])


def taken_words(p: Press) -> tuple[Story, str]:
    story = p.story(80, 900)
    p.sheet.sources.append(story.source)
    return story, next((t for r, t in story.body if r == "body"), story.body[0][1])


ROWS = (("学费", "住宿费", "教材费", "校服费", "餐费"), ("小麦", "玉米", "大豆", "棉花", "生猪", "鸡蛋"), ("一等奖", "二等奖", "三等奖", "优秀奖"), ("北区", "南区", "东区", "西区", "开发区"),
        ("门诊", "急诊", "住院", "体检"), ("首班车", "末班车", "票价", "里程"), ("金牌", "银牌", "铜牌", "总数"))
HEADS = (("项目", "小学", "初中", "高中"), ("品种", "本周", "上周", "涨跌"), ("名称", "数量", "金额"), ("区域", "9月", "10月", "同比"), ("类别", "标准", "备注"), ("线路", "1路", "2路", "3路", "5路"))
NOUNS = ("收费公示", "价格行情", "获奖名单", "供水时间表", "门诊安排", "班车时刻", "奖牌榜", "采购结果", "补贴标准", "成绩单")


def table(p: Press) -> None:
    """A small table under a headline; its rows stay rows."""
    a = p.sheet.article()
    heads, labels = p.rng.choice(HEADS), p.rng.choice(ROWS)
    cell = p.rng.choice((lambda: f"{p.rng.randint(2, 900)}元", lambda: f"{p.rng.uniform(1, 90):.1f}", lambda: str(p.rng.randint(1, 5000)), lambda: f"{p.rng.uniform(-9, 9):.1f}%"))
    rows = [list(heads)] + [[label] + [cell() if p.chance(0.9) else p.rng.choice(("免", "—", "无")) for _ in heads[1:]] for label in labels]
    wide = p.rng.choice((8, 10, 12))
    parts = [a.heading("headline", [p.rng.choice(people.PLACES)[:2] * p.chance(0.4) + p.rng.choice(("秋季", "本周", "全市", "十月", "")) + p.rng.choice(NOUNS)])]
    for row in rows:
        a.paragraphs.append(" ".join(row))
        shown = "".join(c + " " * max(1, wide - sum(2 if ord(x) > 255 else 1 for x in c)) for c in row).rstrip()
        parts.append(Paragraph([a.span("body", shown)], "display"))
    p.add(parts)


def poem(p: Press) -> None:
    """Verse and its poet; lines stay lines."""
    a, story = p.begin(200, 1500)
    words = "。".join(t for _, t in story.body)
    classical = p.chance(0.4)
    if classical:
        size = p.rng.choice((5, 7))
        lines = phrases.clauses(words, size, size) or phrases.clauses(words, 4, 7)
        p.rng.shuffle(lines)
        lines = lines[:p.rng.choice((4, 4, 8))]
        lines = [line + "，。"[i % 2] for i, line in enumerate(lines)]
    else:
        lines = phrases.clauses(words, 3, 11)
        start = p.rng.randrange(max(1, len(lines) - 12))
        lines = lines[start:start + p.rng.randint(4, 14)]
    if len(lines) < 3:
        lines = ["船在雨里", "灯在船上", "我在灯下读信", "信里有一条河"]
    name = (p.rng.choice(("清平乐", "如梦令", "浣溪沙", "七绝", "七律", "卜算子", "鹧鸪天", "五律", "西江月")) + "·" if classical else "") + p.rng.choice(
        ("秋", "渡口", "山中", "老街", "雨夜", "登高", "故乡的河", "父亲的背影", "稻田", "灯", "十月", "过旧桥", "春耕", "小站", "麦子", "写给母亲", "雪", "海边", "石榴", "井"))
    parts = [a.heading("headline", [name])]
    by = a.line("byline", p.rng.choice(("{}", "{}", "□{}", "□ {}", "○{}", "文/{}")).format(p.shown(people.name(p.rng))))
    a.author(by.spans[0].text.lstrip("□○文/ ").replace(" ", "").replace("　", ""))
    parts.append(by)
    every = p.rng.choice((0, 0, 2, 3, 4))
    for i, line in enumerate(lines):
        a.paragraphs.append(line)
        gap = "\n" if every and not classical and i % every == every - 1 and i + 1 < len(lines) else ""
        parts.append(Paragraph([a.span("body", line), *([Span(gap, 0, "")] if gap else [])], "display"))
    p.add(parts)


def notice(p: Press) -> None:
    """An obituary, a correction, a call: an article with a headline of two characters, signed by an office."""
    a = p.sheet.article()
    place, who, office = p.rng.choice(people.PLACES), people.name(p.rng), p.rng.choice(people.OFFICES)
    day = f"{p.issue.month}月{p.issue.day}日"
    head, texts, sign = p.rng.choice((
        ("讣告", [f"{place}{office}离休干部{who}同志因病医治无效，于{day}在{place}逝世，享年{p.rng.randint(70, 99)}岁。", "遵照本人遗愿，丧事从简，不举行告别仪式。"], f"{who}同志治丧小组"),
        ("讣告", [f"{place}大学教授、博士生导师{who}先生于{day}{p.rng.randint(1, 11)}时逝世，终年{p.rng.randint(70, 99)}岁。遗体告别仪式定于{day}在{place}殡仪馆举行。"], f"{place}大学"),
        ("更正", [f"本报{day}{p.rng.randint(1, 12)}版《{place}小麦开播》一文中，“{p.rng.randint(2, 9)}万亩”应为“{p.rng.randint(2, 9)}0万亩”。特此更正，并向读者致歉。"], ""),
        ("更正", [f"{day}本报第{p.rng.randint(1, 12)}版刊发的消息中，“{who}”应为“{people.name(p.rng)}”，特此更正。"], p.rng.choice(("", "本报编辑部"))),
        ("致歉", [f"因记者采访不够细致，本报{day}关于{office}的报道有误，谨向有关单位和读者致歉。"], "本报编辑部"),
        ("启事", [f"本报副刊长期征集反映{place}变化的散文、诗歌，每篇不超过{p.rng.randint(8, 20)}00字。", "来稿请注明真实姓名和地址。"], p.rng.choice(("", "本报副刊部"))),
        ("公告", [f"因{place}路管网改造，{day}零时至{p.rng.randint(4, 9)}时停水，请市民提前储水。"], f"{place}自来水公司"),
        ("天气", [f"今天白天多云转晴，偏北风{p.rng.randint(2, 4)}级，最高气温{p.rng.randint(12, 30)}℃；夜间晴，最低气温{p.rng.randint(1, 11)}℃。", "明天气温略升，适宜晾晒。"], ""),
        ("感谢信", [f"{day}，我在{place}车站丢了背包，里面有看病的钱。{office}的{who}捡到后守了一个钟头，在此表示感谢。"], f"市民 {people.name(p.rng)}"),
        ("开栏的话", [f"从今天起，本报开设专栏，讲述{place}普通人的故事，欢迎读者提供线索。"], ""),
    ))
    parts = [a.heading("headline", [p.spread(head)] if p.chance(0.2) else [head])]
    parts += [a.text("body", text) for text in texts]
    if sign:
        parts.append(a.text("body", sign, "right"))
        if p.chance(0.6):
            parts.append(a.text("body", f"{p.issue.year}年{day}", "right"))
    p.add(parts)


def dialogue(p: Press) -> None:
    """Questions and answers."""
    a, story, body = taken(p)
    ask, answer = p.rng.choice((("问：", "答："), ("记者：", f"{people.name(p.rng)}："), ("Q：", "A："), ("记者：", f"{p.rng.choice(people.SURNAMES)}{p.rng.choice(people.TITLES)}："), ("问 ", "答 ")))
    questions = ("这项工作是从什么时候开始的？", "群众有什么反映？", "下一步有什么打算？", "遇到的最大困难是什么？", "您怎样看待这个变化？", "对年轻人有什么建议？", "为什么选择留下来？")
    parts = [*title(p, a, story), a.line("byline", byline(p, a, "han"))]
    for question, (_, text) in zip(p.rng.sample(questions, 4), body[:4]):
        parts += [a.text("body", ask + question), a.text("body", answer + text)]
    p.add(parts)


def foreign_words(p: Press) -> None:
    """An article in English."""
    a = p.sheet.article()
    head, texts, name = english.article(p.rng)
    a.author(name)
    by = p.rng.choice(("By {}", "By {}", "BY {}", "by {}", "{}", "By {} in Beijing")).format(name)
    body = [a.text("body", text, p.rng.choice(("flush", "flush", "prose")) if i else "flush") for i, text in enumerate(texts)]
    p.add([a.heading("headline", [head]), a.line("byline", by), *body])


FORMS: tuple[tuple[Callable[[Press], None], int], ...] = (
    (plain, 6), (strangers, 2), (column, 4), (sections, 2), (brief, 2), (dispatch, 2), (opened, 2), (letter, 2), (photo, 2), (table, 1),
    (poem, 2), (notice, 2), (dialogue, 1), (foreign_words, 1))


def prepare(p: Press, mark: str) -> None:
    """What holds on the whole page."""
    p.mark = mark
    p.full = p.chance(0.15)
    p.above = p.rng.choice((1.0, 1.0, 0.9, 0.5, 0.0, 0.1))
    p.shots = p.rng.choice((0.0, 0.0, 0.5))
    p.frame, p.label, p.point = p.rng.choice(FRAMES), p.rng.choice(COLUMNS), p.rng.choice(("", "", "●", "■", "▲", "◆", "◎ ", "● "))
    p.forms = byline_forms(p)
    p.spread = lambda text: p.rng.choice((" ", "　", "  ")).join(text)
    if p.chance(0.7):
        p.top(0.9)
    else:
        p.feet = []


def page(p: Press, most: int, mark: str, forms: Sequence[tuple[Callable, int]] = FORMS) -> None:
    prepare(p, mark)
    kinds, weights = zip(*forms)
    chosen = p.rng.choices(kinds, weights, k=p.rng.choice((1, 2, 2, 3, 5)))
    for _ in range(p.rng.randint(2, most)):
        (plain if p.chance(0.3) else p.rng.choice(chosen))(p)
    p.foot()


def forms(p: Press) -> None:
    page(p, p.rng.choice((3, 4, 6)), "")


def broad(p: Press) -> None:
    page(p, 6, "")


def unwrapped(p: Press) -> None:
    page(p, 5, p.rng.choice(("", "", "# ", "## ", "# ")), [f for f in FORMS if f[0] not in (table, photo)])
