"""House styles of papers of institutions: a steelworks, a Chinese paper abroad, a page of theory, the old.

The set `blind3` judged a network by them; none was trained on them.
"""

from __future__ import annotations

from . import people, phrases, writing
from .corpus import Story, words_of
from .parts import Press
from .sheet import Article, Block, Insert, Paragraph, Span

# --------------------------------------------------------------------------
# works: a steelworks' paper; the workshop as label or in the opening, its writers before 报道, rules between articles,
# briefs without headlines, rolls of honour; blank rows and often no indents
# --------------------------------------------------------------------------

_SHOPS = ("炼铁厂", "轧钢厂", "焦化厂", "动力车间", "铁运部", "检修公司", "物资供应部", "质检站", "机关党委", "后勤服务公司")
_TRADES = ("天车工", "炉前工", "电焊工", "钳工", "调度员", "化验员", "火车司机", "仪表工")
_PRAISES = ("“安康杯”竞赛先进班组", "三季度降本增效标兵", "百日无违章光荣榜", "青年岗位能手名单", "合理化建议一等奖")
_WATCHWORDS = ("上标准岗 干标准活", "今天的质量 明天的市场", "节约一度电 一滴水 一块钢", "高高兴兴上班来 平平安安回家去")


def works(p: Press) -> None:
    p.top()
    rule = p.rng.choice(("", "", "————————————", "◇ ◇ ◇", "* * * * * *"))
    form = p.rng.choice(("本报讯　（{s} {n}）", "{s}讯（通讯员 {n}）", "本报讯　{s}{n}报道　", "（{s} {n}报道）"))
    labelled = p.chance(0.5)
    for i in range(p.rng.randint(4, 7)):
        a, story = p.begin(200, 900)
        shop = p.rng.choice(_SHOPS)
        if labelled and p.chance(0.7):
            label = a.heading("kicker", [shop + p.rng.choice(("", "："))])
            sign = a.span("byline", f"（{p.joint.join(p.people(a, 1, 2))}）")
            parts = [label, p.headline(a, story), *p.deck(a, story, dash=False), *p.body(a, story.body, closing=[sign])]
        else:
            opening = a.opening(form.format(s=shop, n=p.joint.join(p.people(a, 1, 3))))
            parts = [*p.kicker(a, story, 0.1), p.headline(a, story), *p.deck(a, story, dash=False),
                     *p.body(a, story.body, opening, p.rng.choice(("", " ")))]
        block = p.add(parts)
        if p.chance(0.25):
            block.inserts.append(Insert(1.0, p.caption(a)))
        if i == 2 and p.chance(0.6):
            p.sheet.furniture(p.rng.choice((output(p), p.rng.choice(_WATCHWORDS))))
        else:
            p.sheet.furniture(rule)
    p.sheet.furniture(p.rng.choice(("车间短波", "班组新事", "厂区快门", "基层点击")))
    mark = p.rng.choice(("▲", "●", "◆", ""))
    for a, _, body in p.briefs(3, 5, 180):
        opening = a.opening(mark + p.rng.choice(_SHOPS) + p.rng.choice(("讯", "消息")))
        sign = [a.span("byline", f"（{p.people(a)[0]}）")] if p.chance(0.8) else []
        p.add(p.body(a, body, opening, "　", sign))
    if p.chance(0.6):
        honours(p)
    p.foot()


def honours(p: Press) -> None:
    """A roll of honour: workshops with their people, who are no authors."""
    a = p.sheet.article()
    form = p.rng.choice(("{s}：{n}", "{n}（{s}{t}）", "{s}{t}　{n}"))
    names = people.names(p.rng, 4, 7)
    p.add([a.heading("headline", [p.rng.choice(_PRAISES)]),
           *(a.text("body", form.format(s=shop, t=p.rng.choice(_TRADES), n=name), "display")
             for shop, name in zip(p.rng.sample(_SHOPS, len(names)), names))])


def output(p: Press) -> str:
    """The week's output in a table."""
    lines = [p.rng.choice(("本周产量快报", "生产指标（截至周五）", "产量进度表"))]
    for item in p.rng.sample(("生铁", "粗钢", "线材", "中厚板", "焦炭", "发电量"), 4):
        lines.append(f"{item}　{p.rng.randint(2000, 98000)}　完成{p.rng.uniform(92, 109):.1f}%")
    return "\n".join(lines)


# --------------------------------------------------------------------------
# straits: a Chinese paper of Southeast Asia; a sentence and 报道 with a mail address above the text, agencies in
# brackets, readers' columns whose writer's trade stands alone at the end
# --------------------------------------------------------------------------

_MAILS = ("limsh", "tanwk", "ngcy", "leehm", "wongkf", "teoxy", "gohbl", "chuapl", "kohjy", "yeosl", "ongmz")
_CITIES = ("新加坡", "吉隆坡", "槟城", "曼谷", "雅加达", "马尼拉", "河内", "香港", "台北", "悉尼")
_AGENCIES = ("法新电", "路透电", "彭博电", "美联电", "综合电", "综合讯", "讯")
_CREDITS = ("（法新社）", "（路透社）", "（档案照片）", "（受访者提供）", "（互联网）", "（海峡图片社）")
_SIGHTS = ("组屋底层新设的社区花园吸引不少居民。", "渔船在码头卸下当天的渔获。", "乘客在地铁站内排队候车。", "小贩中心在午餐时段座无虚席。",
           "会馆青年团在中秋晚会上舞狮。", "义工把干粮装袋分送给独居长者。")
_CALLINGS = ("本地大学讲师", "退休校长", "执业律师", "社工", "自由撰稿人", "会馆理事", "中学华文教师", "家庭主妇")


def straits(p: Press) -> None:
    p.top(0.7)
    form = p.rng.choice(("{n}　报道\n{m}", "{n} 报道 {m}", "{n}　报道\n{m}", "{n} {m}"))
    point = p.rng.choice(("", "", "●", "■", "◆"))
    host = p.rng.choice(("straitsnews.com.sg", "nanyangpao.com", "hwadaily.com.my"))
    for i in range(p.rng.randint(5, 8)):
        a, story = p.begin(200, 1000)
        heads = p.heads(a, story, 0.15, ("{}", "{}◎"))
        opening, by = None, []
        if p.chance(0.55):
            mail = f"{p.rng.choice(_MAILS)}@{host}"
            by = [a.line("byline", form.format(n=" ".join(p.people(a, 1, 2)), m=mail))]
            brief = phrases.pick(p.rng, phrases.sentences(words_of(story), 18, 56))
            if brief and p.chance(0.7):
                by.insert(0, a.line("lead", f"{point}{brief}。", "flush"))
        else:
            opening = a.opening(f"（{p.rng.choice(_CITIES)}{p.rng.choice(_AGENCIES)}）")
        block = p.add([*heads, *by, *p.body(a, story.body, opening)])
        if p.chance(0.4):
            block.inserts.append(Insert(p.rng.choice((0.0, 0.4, 1.0)), [sight(p, a)]))
        if p.chance(0.2):
            box, other = p.begin(60, 240)
            title = p.rng.choice(("新闻小百科", "数读新闻", "事件簿", "早前报道"))
            p.add([box.heading("kicker", [title]), *p.body(box, other.body)])
        if i == 2 and p.chance(0.5):
            meeting = f"{p.rng.choice(_CITIES)}客属会馆\n会员大会通告\n兹订于本月{p.rng.randint(6, 27)}日晚七时召开"
            p.sheet.furniture(p.rng.choice((meeting, f"联络《言路》版 forum@{host}", f"{p.issue.section}　www.{host}",
                                            "今日开彩成绩\n头奖 4471　二奖 9058　三奖 2236")))
    if p.chance(0.7):
        opinion(p)
    p.foot()


def sight(p: Press, a: Article) -> Paragraph:
    """A caption with its source in brackets behind it."""
    credit = p.rng.choice((*_CREDITS, f"（{people.name(p.rng)}摄）"))
    return Paragraph([a.span("caption", p.rng.choice(_SIGHTS)), a.span("credit", credit)], "flush")


def opinion(p: Press) -> None:
    """A reader's column: the name below the headline, the calling behind the last words."""
    a, story = p.begin(250, 900)
    calling = p.rng.choice(_CALLINGS)
    who = people.name(p.rng)
    a.author(who, calling)
    label = a.heading("kicker", [p.rng.choice(("交流站", "言路", "想法", "星期五茶座"))])
    tag = a.line("affiliation", f"（作者是{calling}）", p.rng.choice(("prose", "right", "display")))
    p.add([label, p.headline(a, story), a.line("byline", p.shown(who)), *p.body(a, story.body), tag])


# --------------------------------------------------------------------------
# theory: a page of theory; abstract and terms above the text, numbered sub-heads, the author's tag at the first
# column's foot, and a forum of short papers set side by side, lines fused across the gutter
# --------------------------------------------------------------------------

_SCHOOLS = ("马克思主义学院", "公共管理学院", "经济研究院", "新闻传播学院", "社会发展研究所", "法学院")
_TERMS = ("高质量发展", "基层治理", "共同富裕", "数字经济", "文化自信", "城乡融合", "制度创新", "生态文明", "人才培养",
          "新型工业化", "民生保障")
_FORUMS = (("推进基层治理现代化（笔谈）", "编者按　基层是国家治理的末端，也是服务群众的前沿。本期约请几位学者就此撰文，以期抛砖引玉。"),
           ("县域经济如何行稳致远", "本刊编辑部邀请高校与科研院所学者座谈，现将发言要点整理刊发，欢迎读者来稿参与讨论。"),
           ("文化传承发展漫谈", "主持人语：传承不是复旧，创新不是割断。几篇短文角度不同，读者自可比较。"))


def theory(p: Press) -> None:
    p.top()
    place = p.rng.choice((0.15, 0.3, 0.3, 1.0))
    summary = p.rng.choice(("［内容提要］", "【摘要】", "内容提要　", "核心观点："))
    number = p.rng.choice(("{}、", "（{}）", "{} "))
    for _ in range(p.rng.randint(2, 3)):
        a, story = p.begin(600, 1900)
        by, tag = scholars(p, a)
        heads = [*p.kicker(a, story, 0.5, ("学习与研究", "{}", "◎{}")), p.headline(a, story, 16),
                 *p.deck(a, story), a.line("byline", by), *abstract(p, a, story, summary)]
        body = sectioned(p, story, number)
        block = p.add([*heads, *p.body(a, body)])
        note = [a.line("affiliation", tag, "flush")]
        if place == 1.0:
            block.paragraphs += note
        else:
            block.inserts.append(Insert(place * p.rng.uniform(0.7, 1.3), note))
        block.swap = p.chance(0.3 * p.level)
    if p.chance(0.8):
        forum(p)
    if p.chance(0.6):
        call = f"征稿启事\n本版长期征集理论文章，\n每篇以{p.rng.randint(2, 4)}000字以内为宜"
        p.sheet.furniture(p.rng.choice(("理论版投稿邮箱：\nlilun@lltribune.cn", "本版文章仅代表作者个人观点", call)))
    p.foot()


def scholars(p: Press, a: Article) -> tuple[str, str]:
    """The writers, of one school, in a wide-set line, and the tag that says whose they are."""
    names = people.names(p.rng, 1, 2)
    school = f"{p.rng.choice(people.PLACES)}{p.rng.choice(('大学', '师范大学', '省委党校', '社会科学院'))}{p.rng.choice(_SCHOOLS)}"
    if len(names) == 1 and p.chance(0.5):
        school += p.rng.choice(("教授", "副教授", "研究员", "博士生导师"))
        form = p.rng.choice(("（作者系{}）", "（作者为{}）"))
    else:
        form = p.rng.choice(("（作者单位：{}）", "（作者单位：{}）", "［作者单位：{}］"))
    for name in names:
        a.author(name, school)
    return p.rng.choice(("　　", "    ", "　")).join(map(p.shown, names)), form.format(school)


def abstract(p: Press, a: Article, story: Story, summary: str) -> list[Paragraph]:
    """A few of its sentences, and its terms."""
    found = phrases.sentences(words_of(story), 16, 70)[:8]
    if not found or p.chance(0.3):
        return []
    chosen = sorted(p.rng.sample(found, min(len(found), 2)), key=found.index)
    made = [a.line("lead", f"{summary}{'。'.join(chosen)}。", "prose")]
    if summary[0] in "［【" and p.chance(0.7):
        label = f"{summary[0]}{p.rng.choice(('关键词', '关键词', '主题词'))}{summary[-1]}"
        made.append(a.line("lead", label + p.rng.choice("；　").join(p.rng.sample(_TERMS, 3)), "prose"))
    return made


def sectioned(p: Press, story: Story, form: str) -> list[tuple[str, str]]:
    """The body with numbered sub-heads, of its own clauses where it has none."""
    own = any(role == "subhead" for role, _ in story.body)
    step, count, made = p.rng.randint(2, 3), 0, []
    for n, (role, text) in enumerate(story.body):
        clause = "" if own or n % step or not n else phrases.pick(p.rng, phrases.clauses(text, 7, 16)[:2])
        head = text if role == "subhead" else clause
        if head:
            count += 1
            made.append(("subhead", form.format(writing.han(count)) + head))
        if role != "subhead":
            made.append((role, text))
    return made


def forum(p: Press) -> None:
    """Short papers under one title, two of them in the same rows."""
    a = p.sheet.article()
    title, lead = p.rng.choice(_FORUMS)
    p.add([a.heading("headline", [title]), a.line("lead", lead, "prose")])
    fused = p.chance(0.3 + 0.5 * p.level)
    office = p.rng.choice(("{n}\n（{o}）", "{o}　{n}", "{n}（{o}）"))
    papers = [paper(p, office, 22 if fused else 0) for _ in range(p.rng.choice((2, 3, 4)))]
    while papers:
        left = papers.pop(0)
        if fused and papers:
            left.beside = papers.pop(0)
        p.sheet.blocks.append(left)


def paper(p: Press, office: str, width: int) -> Block:
    a, story = p.begin(180, 520)
    by = office.format(n=p.people(a)[0], o=f"{p.rng.choice(people.PLACES)}大学{p.rng.choice(('教授', '副教授', '讲师'))}")
    return Block([p.headline(a, story, 10), a.line("byline", by), *p.body(a, story.body, sub="flush")], width=width)


# --------------------------------------------------------------------------
# elder: a paper of the old; rubrics of stacked letters behind the text, a dropped first letter on a row of its own,
# who told and who wrote it at the end with ages, old verse
# --------------------------------------------------------------------------

_RUBRICS = ("往事如烟", "金秋岁月", "老有所乐", "家庭相册", "夕阳正红", "老伴儿", "隔代亲", "岁月留声", "银发课堂")
_SNAPS = ("这张照片摄于一九六五年春天，前排左二为作者。", "当年的全家福，摄于县城照相馆。", "老战友重逢时的合影。",
          "这把算盘陪我度过了三十年。", "年轻时的我们在水库工地上。")
_TITLES = ("七绝·登山", "七绝·晨练", "七绝·重阳", "七绝·访旧友", "七绝·雪后", "七绝·学书")
_COUPLETS = ("石径盘云步步高，满山红叶染秋袍。", "清风送我上层楼，一带长河绕市流。", "晨光微透柳丝长，太极轻舒满院香。", "灯下抄书墨未干，梅花数点隔窗看。",
             "旧雨重逢话短长，茶烟半屋日初凉。", "莫道桑榆天色晚，余霞犹照半江明。", "儿孙笑问当年事，且把风霜作酒倾。", "一自还乡无别事，种瓜锄豆也营营。")


def elder(p: Press) -> None:
    p.top(0.6)
    dropped = p.rng.choice(("before headline", "before text", "before text", ""))
    behind = p.chance(0.7)
    form = p.rng.choice(("{n}（{y}岁）", "{y}岁　{n}", "{n}　{y}岁　{c}", "{c}　{n}（{y}岁）"))
    told = p.rng.choice(("口述：{}\n整理：{}", "口述　{}　整理　{}", "{}口述　{}整理"))
    for i in range(p.rng.randint(4, 7)):
        a, story = p.begin(200, 850)
        across = p.chance(0.2 + 0.3 * p.level)
        rubric = stacked(p, a) if p.chance(0.6) and not (across and behind) else []
        heads = [p.headline(a, story, p.rng.choice((9, 12))), *p.deck(a, story, dash=False)]
        sign = told_by(p, a, told) if p.chance(0.3) else aged(p, a, form)
        by = a.line("byline", sign, p.rng.choice(("right", "display")))
        if across:
            p.add([*rubric, *heads, *p.body(a, story.body, sub="flush"), by], across=2, width=20)
            continue
        large = dropped if "一" <= story.body[0][1][0] <= "龥" else ""
        text = memoir(a, story) if large else p.body(a, story.body)
        first = [text.pop(0)] if large == "before headline" else []
        snap = [a.line("caption", p.rng.choice(_SNAPS), "flush")] if p.chance(0.3) else []
        parts = [*snap, *first, *heads, *text, by]
        p.add([*parts, *rubric] if behind else [*rubric, *parts])
        if i == 1 and p.chance(0.6):
            match = f"鹊桥\n女，{p.rng.randint(58, 72)}岁，退休会计，\n觅有共同爱好的老伴。\n电话：{writing.phone(p.rng)}"
            p.sheet.furniture(p.rng.choice((match, "老年大学秋季班招生\n书法 国画 声乐 太极",
                                            writing.weather(p.rng, p.issue))))
    if p.chance(0.7):
        verses(p, form)
    p.foot()


def stacked(p: Press, a: Article) -> list[Paragraph]:
    """A rubric set upright: each letter has a row; the field is the word."""
    word = p.rng.choice(_RUBRICS)
    return [a.heading("kicker", [word], list(word))]


def memoir(a: Article, story: Story) -> list[Paragraph]:
    """The body with its first letter, set large, on a row before the others."""
    a.paragraphs += [text for _, text in story.body]
    (role, text), *rest = story.body
    return [Paragraph([a.span(role, text[0])], "display"), Paragraph([a.span(role, text[1:])], "flush"),
            *(Paragraph([a.span(r, t)], "display" if r == "subhead" else "prose") for r, t in rest)]


def aged(p: Press, a: Article, form: str) -> str:
    return form.format(n=p.people(a)[0], y=p.rng.randint(61, 93), c=p.rng.choice(people.PLACES))


def told_by(p: Press, a: Article, form: str) -> str:
    """Who told it, and who wrote it down."""
    return form.format(*p.people(a, 2, 2))


def verses(p: Press, form: str) -> None:
    """Old verse: a title, the writer in its line or below, two couplets."""
    p.sheet.furniture(p.rng.choice(("诗词园地", "桑榆吟草", "老树新花")))
    inline = p.chance(0.5)
    titles, lines = p.rng.sample(_TITLES, 3), p.rng.sample(_COUPLETS, 6)
    for n in range(p.rng.randint(2, 3)):
        a = p.sheet.article()
        head = a.heading("headline", [titles[n]])
        by = a.span("byline", aged(p, a, form))
        if inline:
            head.spans += [Span("　", a.number, "headline"), by]
        p.add([head, *([] if inline else [Paragraph([by], "display")]),
               *(a.text("body", line, "display") for line in lines[2 * n:2 * n + 2])])
