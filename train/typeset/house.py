"""The conventions of one newsroom, drawn at random: a page of the `wild` style has one `House`.

Every field is drawn on its own, so a reader of many such pages can only learn to find out
what holds on the page before it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


def weighted(rng: random.Random, table: dict[T, float]) -> T:
    return rng.choices(list(table), list(table.values()))[0]


# The parts of an article as they are emitted: kicker, headline, deck, byline, text.
ORDERS = {
    "khdbt": 26, "dkhbt": 4, "bkhdt": 6, "kbhdt": 5, "khbdt": 5, "hkdbt": 3, "hbkdt": 1,
    "hdkbt": 2, "hdbkt": 1, "dhkbt": 1, "bdkht": 1.5, "dbkht": 1, "bhkdt": 2, "kdhbt": 2, "bhdkt": 1,
    "khdtb": 10, "dkhtb": 2, "bkhtd": 0.5, "hkdtb": 2, "hdtbk": 1, "kdhtb": 1, "khtdb": 0.5, "khtbd": 0.5,
    "tkhdb": 8, "tkhbd": 2, "tbkhd": 4, "thkdb": 3, "tkdhb": 2, "thdkb": 1, "btkhd": 1,
    "thdbk": 1, "tbhdk": 1.5, "thbkd": 1, "tdkhb": 1, "tbdkh": 1, "ktbhd": 0.5, "bthkd": 0.5,
}
# Where the headings lie when the text layer does not give them with their text:
#   inside      in the middle of the text     waist   over the middle one of three columns
#   headsfirst  all before all texts          across  over columns that share their rows
#   headslast   all after all texts           beside  articles that share their rows
ARRANGEMENTS = {"plain": 60, "inside": 6, "headsfirst": 8, "headslast": 8,
                "waist": 3, "across": 6, "beside": 8}

MARKS = {"": 9, "□": 6, "■": 4, "●": 2, "◆": 2, "○": 1, "◎": 2, "▲": 2, "▌": 1, "▪": 1, "★": 1, "◇": 1,
         "△": 1, "☆": 0.5, "※": 0.5, "✎": 0.5, "▶": 0.5, "❖": 0.3, "·": 0.5, "——": 0.7}
TITLES = {"": 10, "本报记者": 10, "记者": 5, "作者：": 2, "通讯员": 2, "文/": 3, "文/图": 2, "本报通讯员": 1,
          "特约记者": 1, "首席记者": 1, "融媒记者": 1, "全媒体记者": 1, "采写/": 1, "撰文/": 1, "文｜": 1, "文 | ": 1, "By ": 0.7, "BY ": 0.3, "Reporter ": 0.2, "撰文 ": 0.7, "记者：": 1, "文：": 1,
          "图文｜": 0.5, "采访 ": 0.3, "见习记者": 1, "实习记者": 0.5, "本报评论员": 0.5, "本报驻京记者": 0.5, "本报特约撰稿人": 0.5,
          "本报全媒体记者": 1, "都市记者": 0.5, "执笔：": 0.3, "文并摄/": 0.3, "新华社记者": 1, "撰稿：": 0.5, "口述/": 0.2, "本报首席评论员": 0.3}
SUFFIXES = {"": 16, " 文/图": 2, " 报道": 1, "/文": 1, " 摄影报道": 1, " 采写": 1, " 整理": 1, "　文": 0.5, " / 文": 0.5, "　摄影报道": 0.5, "（文/图）": 0.5,
            "　采写": 0.3, "撰": 0.3, " 图文": 0.3, "/文图": 0.3}
# between the byline and what it shares a line with
SIGN_JOINTS = {"　": 6, " ": 4, "  ": 3, " / ": 2, "/": 1, "｜": 2, " | ": 1, " · ": 1, "·": 0.5, "　　": 1, "——": 0.5, "丨": 0.5}
# between names
NAME_JOINTS = {" ": 10, "　": 8, "、": 8, "/": 1, " / ": 0.7, "｜": 0.3, "·": 0.3, " & ": 0.4, "和": 0.5, "  ": 1, "，": 0.5}
# a headline that runs into its text, with what stands around it
RUN_FORMS = {"【{}】": 6, "{}　": 4, "{}：": 2, "●{}　": 2, "■{}　": 2, "〔{}〕": 1, "「{}」": 1, "《{}》：": 0.5, "■{}■": 1, "◆{} ": 1, "{} ": 1,
             "{n}、{}。": 1, "{i}. {}　": 1, "{i}.{} ": 1, "▲{}：": 1, "［{}］": 1, "〖{}〗": 0.7, "{}。": 0.5, "{}——": 0.5, "#{}#": 0.7, "“{}”": 0.3,
             "{}｜": 0.5, "▶{}　　": 0.5, "（{n}）{}　": 0.5, "◎ {}  ": 0.5, "『{}』": 0.5, "★{}★": 0.5, "[{}]": 0.5}
CAPTION_FORMS = {"{}": 8, "▲{}": 3, "▼{}": 1, "↑{}": 1, "上图：{}": 2, "下图：{}": 1, "左图：{}": 1, "图①：{}": 1, "▲图①：{}": 1, "图一：{}": 0.5,
                 "（图片说明）{}": 0.3, "◀ {}": 0.5, "【图片说明】{}": 0.3, "▶{}": 1, "图片：{}": 0.3, "图1 {}": 0.5, "■{}": 0.3}
CREDIT_FORMS = {"{} 摄": 5, "本报记者 {} 摄": 4, "{}摄": 2, "（{} 摄）": 2, "图/{}": 2, "摄影/{}": 2, "摄影：{}": 1, "通讯员 {} 摄": 1, "{} 供图": 1,
                "新华社记者 {} 摄": 2, "（资料图片）": 1, "（受访者供图）": 0.5, "{}/图": 0.5, "新华社发（{} 摄）": 1, "图｜{}": 0.5, "图片来源：{}": 0.3,
                "【{} 摄】": 0.3, "Photo by {}": 0.2, "本报资料图": 0.3, "{}　摄": 1, "供图：{}": 0.5}
# letters that the house prints otherwise
SPELLINGS = {"": 62, "corner": 9, "tortoise": 2, "square": 2, "latin": 2, "halfwidth": 4, "half marks": 2, "single": 1, "rules": 2, "han dates": 5,
             "dotted": 1, "corner and han dates": 2}
BRACKETS = {"{}": 16, "（{}）": 3, "[{}]": 1, "〔{}〕": 1, "【{}】": 1}
# {r} reporters with their title, {n} names alone
OPENINGS = {
    "本报讯（{r}）": 8, "本报讯 （{r}）": 4, "本报讯": 4, "本报{place}讯（{r}）": 3, "本报{place}{m}月{d}日讯（{r}）": 2,
    "本报{place}{m}月{d}日电（{r}）": 2, "（{r}）": 2, "【本报讯】": 2, "【本报讯 {r}】": 1, "本报记者{n}报道：": 2,
    "{place}讯（{r}）": 1, "新华社{city}{m}月{d}日电（记者{n}）": 4, "新华社{city}{m}月{d}日电": 3, "据新华社{city}{m}月{d}日电": 3,
    "新华社{city}电": 1, "据新华社电": 2, "中新社{city}{m}月{d}日电（记者 {n}）": 2, "本报综合消息": 1, "本报讯 {r}报道：": 1,
    "▲本报讯": 1, "■本报讯（{r}）": 1, "（本报讯）": 1, "晚报讯（{r}）": 1, "本报{m}月{d}日{place}讯": 1,
    "本报{place}{m}月{d}日电 {r}": 2, "本报讯 {r}": 1.5, "（{place} {r}）": 0.5, "{place}{m}月{d}日讯 {r}": 0.5, "■ {r} {place}报道": 0.5,
    "{place} — ": 0.7, "{place} | ": 0.3, "［本报讯］": 0.5, "〔{place}讯〕": 0.5, "【{place}】": 0.7, "【{m}月{d}日】": 0.3, "据{city}{m}月{d}日消息": 0.5,
    "综合外电报道": 0.5, "【综合报道】": 0.7, "本报特约记者{n}{city}报道": 0.5, "【本报记者{n}{place}报道】": 1, "{r}{place}报道": 1, "本台消息": 0.3,
    "校报讯（{r}）": 0.5, "（{r} {place}报道）": 0.5, "本报记者 {n} {place}报道": 1, "【本报{place}{m}月{d}日专电】（{r}）": 0.7, "快讯": 0.3}
CLOSINGS = {"（{n}）": 6, "（记者 {n}）": 4, "（本报记者 {n}）": 3, "（通讯员 {n}）": 2, "({n})": 1, "（{n}报道）": 1,
            "（{place} {n}）": 1, "【{n}】": 0.5, "（文/{n}）": 0.5, "（{n} 文）": 0.3, "（本报评论员 {n}）": 0.3, "〔{n}〕": 0.5, "——{n}": 0.5,
            "（记者{n}）": 2, "（作者：{n}）": 0.5, "（{place}市 {n}）": 0.5, "（{n}/文）": 0.3, "（{n} 整理）": 0.3}
SOURCES = ("（据新华社）", "（据新华社电）", "（综合新华社报道）", "（据中新社）", "（据《{paper}》）", "（本报综合）", "（来源：{paper}）", "（新华社发）",
           "（原载《{paper}》）", "（摘自《{paper}》）", "（据{paper}）", "（本报综合报道）", "据新华社", "来源：{paper}", "（转自《{paper}》）", "（人民网）", "（综合）")
TAGS = {"（作者为{}）": 6, "（作者系{}）": 3, "（作者单位：{}）": 4, "（{}）": 1}
KICKER_FORMS = {"{}": 12, "【{}】": 2, "·{}·": 2, "■{}": 2, "●{}": 1, "『{}』": 1, "[{}]": 1, "◎{}": 1, "/{}/": 0.5, "{}｜": 0.5,
                "〖{}〗": 0.5, "| {} |": 0.5, "#{}#": 0.7, "#{}": 0.5, "「{}」": 0.5, "《{}》": 0.3, "◆{}◆": 0.5, "[ {} ]": 0.3, "—{}—": 0.3,
                "{}▶": 0.3, "★ {}": 0.3, "{}/": 0.2, "〔{}〕": 0.5, "// {}": 0.2, "{}·": 0.3}
SUBHEAD_FORMS = {"{}": 10, "{n}、{}": 4, "（{n}）{}": 2, "{i}. {}": 2, "{i}.{}": 1, "■{}": 2, "▲{}": 1, "◆{}": 1, "●{}": 1,
                 "【{}】": 2, "“{}”": 1, "{}？": 2, "0{i} {}": 1, "之{n}：{}": 0.5, "关键词{n}：{}": 0.5, "◎ {}": 1, "[{}]": 0.5,
                 "{}！": 0.5, "{}——": 0.3, "—{}—": 0.3, "第{n}，{}": 0.3, "· {}": 0.5, "#{}": 0.3, "[{i}] {}": 0.3, "「{}」": 0.3, "一问：{}": 0.2,
                 "{i}）{}": 0.5, "镜头{n}：{}": 0.5, "{}：": 0.5, "◇{}◇": 0.3, "STEP {i} {}": 0.2, "〔{n}〕{}": 0.3}
BRIEF_FORMS = {"line": 6, "marked": 3, "runin": 5, "bare": 1, "placed": 0.7}
# the sizes of its stories in characters, and how many of them a page has
SIZES = {((60, 260), (9, 15)): 2, ((90, 420), (7, 12)): 5, ((150, 700), (5, 9)): 6, ((250, 1000), (4, 7)): 5, ((450, 1600), (3, 5)): 2,
         ((700, 2600), (2, 3)): 0.6}


@dataclass(frozen=True)
class House:
    order: str
    arrangement: str
    slip: float                # share of articles that depart from a convention
    sizes: tuple[int, int]     # of stories
    count: int                 # of stories on the page
    row: int                   # letters in a headline's row
    rowing: str                # rows part at a "pause", "anywhere", in "balanced" parts, or "full" at the column's width
    headed: float              # share of stories chosen for their kicker or deck
    head_form: str
    spelling: str              # one of SPELLINGS
    widths: tuple[int, ...]    # of columns, in half-width units; an article takes one

    # the byline has a "line" of its own, "run"s on with the headline or stands in "front" of it, shares the line of the
    # "kicker" or "deck", is "glue"d to the text's first words, or stands at its "end"; or the "closing" or "opening" signs; or ""
    sign: str
    sign_joint: str
    pictured: float            # share of bylines that name a photographer too
    stacked: bool              # correspondents have a row of their own
    signed: float              # share of articles
    byline: str                # {} stands for the names
    unit: bool                 # the writer's unit stands before the name
    several: float             # share of bylines with several names
    helper: float              # share of reporters with a correspondent
    pad: str
    joint: str
    right: bool                # a byline at the end stands at the right
    closing: str
    tagged: float              # share of bylines with the author's affiliation
    tag: str
    tag_place: str             # "closing" of the text, a "line" after it, "beside" or "under" the byline

    opened: float              # share of articles with a dateline
    openings: tuple[str, ...]
    gap: str                   # after a dateline
    opening_apart: bool        # it has a line of its own
    sourced: float             # share of unsigned articles with a credit at their end

    kicked: float              # share of articles with a kicker
    kicker_kind: str           # a "column" title, a "clause", either
    kicker_form: str
    kicker_end: str
    kicker_joint: str          # between a column's title and the headline in one line, or "" for lines of their own
    decked: float
    deck_kind: str             # a "clause", a "sentence", several "lines", the "story"'s own
    dash: str
    headline_kinds: dict[str, float]  # of the "story", a "word", a "question", a "quote", a "pair", …
    runs_in: float             # share of articles whose headline runs into the text
    run_form: str

    divided: float             # share of longer articles with sub-heads
    dense: float               # share of their paragraphs that get one
    subhead: str
    subhead_shape: str
    subhead_size: tuple[int, int]
    subhead_runs: bool         # it stands at the start of its paragraph
    glossed: float             # share of paragraphs with an English term in brackets
    listing: float             # share of articles with a list or table inside
    led: float                 # share of articles with a lead
    lead_label: str
    lead_first: bool           # it stands over the headline, not over the text

    briefs: float              # chance of a column of them
    brief_form: str
    brief_mark: str
    boxes: float               # boxes by article
    captions: float            # captions by article
    caption_at: float          # place in the text, or -1 anywhere, 2 after the article, -2 before it
    caption_form: str
    credit_form: str
    caption_apart: bool        # the credit has a line of its own
    caption_pairs: float       # share of captions followed by another
    between: float             # share of articles with a section's name, a folio or an advert before them
    comments: float            # share of articles with a signed comment after them
    jumps: float
    broken: float              # share of blocks another article stands in
    capped: float              # share of articles with a drop cap
    furniture: dict[str, str]  # "top", "middle" or "bottom" of each piece
    extras: tuple[str, ...]    # other things on the page


def draw(rng: random.Random, level: float) -> House:
    """A house style; the rougher the page the likelier a broken arrangement."""
    order = weighted(rng, ORDERS)
    rough = 0.4 + 0.9 * level
    arrangement = weighted(rng, {k: w if k == "plain" else w * rough for k, w in ARRANGEMENTS.items()})
    sizes, counts = weighted(rng, SIZES)
    sign = weighted(rng, {"line": 52, "closing": 12, "opening": 15, "run": 5, "front": 3, "kicker": 2, "deck": 2, "glue": 2, "end": 4, "": 7})
    if sign == "run" and order[-1] == "b" or sign in ("kicker", "deck") and not kept_together(order, sign[0]):
        sign = "line"
    runs_in = 0.0
    if arrangement in ("plain", "beside", "across") and order.index("h") < order.index("t") and sign not in ("run", "front"):
        runs_in = weighted(rng, {0.0: 86, 0.2: 3, 0.6: 3, 1.0: 8})
    run_form = weighted(rng, RUN_FORMS)
    tagged = weighted(rng, {0: 10, 0.3: 3, 0.8: 3, 1.0: 2}) if sign in ("line", "run") else 0
    byline, bare = draw_byline(rng, reporters=not tagged)
    tag = weighted(rng, TAGS)
    pad = weighted(rng, {"": 5, " ": 4, "　": 3})
    joint = weighted(rng, {j: w for j, w in NAME_JOINTS.items() if j != pad})
    if bare:
        pad = rng.choice((" ", "　", ""))
        joint = "、" if pad else " "
    if sign == "end" and bare:
        byline = rng.choice(("□{}", "（{}）", "■{}", "/{}", "——{}", "◎{}"))
    width = weighted(rng, {16: 1, 20: 2, 24: 4, 26: 4, 28: 4, 30: 4, 32: 4, 34: 4, 36: 4, 40: 3, 44: 2, 52: 1, 68: 0.7})
    if arrangement not in ("across", "beside", "waist") and rng.random() < 0.05:
        width = 9000  # the text layer has a paragraph in one line
    widths = (width,) if rng.random() < 0.5 or width > 100 else (width, width, *(max(16, width + rng.choice((-10, -6, -4, 4, 8, 14))) for _ in "ab"))
    deck_kind = weighted(rng, {"story": 3, "clause": 5, "sentence": 2, "lines": 1, "dashes": 0.7, "label": 1, "english": 0.5, "long": 0.7})
    rowing = weighted(rng, {"pause": 9, "anywhere": 3, "balanced": 5, "full": 1.5})
    pages = ("", *rng.sample(("verse", "verse", "verse", "letter", "interview", "regulation", "prices", "weather", "results", "guide", "advert",
                              "lost", "rates", "picture", "serial", "continued", "continued", "advert", "lost", "voices", "speech", "timeline"), 6))
    return House(
        order=order, arrangement=arrangement, slip=rng.choice((0, 0, 0.05, 0.1, 0.2)),
        sizes=sizes, count=rng.randint(*counts),
        row=rng.randint(6, 24) if arrangement not in ("beside", "waist") else max(6, min(widths) // 2 - 1),
        rowing=rowing, headed=rng.choice((0, 0.3, 0.8)), head_form=weighted(rng, {"{}": 40, "■{}": 0.7, "●{}": 0.7, "▌{}": 0.4, "◆ {}": 0.4}),
        spelling=weighted(rng, SPELLINGS), widths=widths,
        sign_joint=weighted(rng, SIGN_JOINTS), pictured=rng.choice((0, 0, 0, 0, 0.3, 0.9)), stacked=rng.random() < 0.15,
        sign=sign, signed=rng.choice((0.5, 0.8, 0.95, 1.0, 1.0)), byline=byline, unit=bare and rng.random() < 0.2 or rng.random() < 0.05,
        several=rng.choice((0, 0, 0.2, 0.5)), helper=rng.choice((0, 0.15, 0.4)), pad=pad, joint=joint,
        right=rng.random() < 0.4, closing=weighted(rng, CLOSINGS),
        tagged=tagged, tag=tag,
        tag_place=weighted(rng, {"beside": 2, "under": 2, **({} if tag == "（{}）" else {"closing": 5, "line": 4})}),
        opened=rng.choice((0.4, 0.8, 1.0)) if sign == "opening" else rng.choice((0, 0, 0, 0.2, 0.6)),
        openings=tuple(o for o in (weighted(rng, OPENINGS) for _ in range(9))
                       if sign != "opening" or "{" in o.replace("{place}", ""))[:rng.randint(1, 3)],
        gap=weighted(rng, {"": 6, " ": 4, "　": 3, "  ": 1}), opening_apart=rng.random() < 0.05, sourced=rng.choice((0, 0, 0.2, 0.6)),
        kicked=rng.choice((0, 0.05, 0.2, 0.4, 0.7, 0.9)), kicker_kind=rng.choice(("column", "column", "clause", "clause", "either", "either", "english")),
        kicker_form=weighted(rng, KICKER_FORMS), kicker_end=weighted(rng, {"": 10, "——": 3, "：": 2, "━━": 0.5}),
        kicker_joint=weighted(rng, {"": 34, "｜": 1.5, "　": 1, " / ": 0.7, " · ": 0.5, "：": 1, " | ": 0.5, "·": 0.4, "  ": 0.7, "丨": 0.7, "▶": 0.2})
        if kept_beside(order) and sign not in ("kicker", "front") else "",
        decked=rng.choice((0, 0.1, 0.3, 0.6, 0.9)) if deck_kind != "story" else 0.0, deck_kind=deck_kind,
        dash=weighted(rng, {"——": 6, "": 4, "━━": 0.5, "—": 0.5}),
        headline_kinds={"story": 10, "word": rng.choice((0, 0, 0, 1, 3)), "question": rng.choice((0, 0, 1)),
                        "quote": rng.choice((0, 0, 1)), "pair": rng.choice((0, 0, 1, 3)), "clause": rng.choice((0, 0, 1, 2)),
                        "first": rng.choice((0, 0, 0, 2)), "long": rng.choice((0, 0, 0, 2)), "number": rng.choice((0, 0, 0, 2)), "tiny": rng.choice((0, 0, 0, 0, 2))},
        runs_in=runs_in, run_form=run_form,
        divided=rng.choice((0, 0.1, 0.4, 0.8)), dense=rng.choice((0.25, 0.4, 0.7)),
        subhead=weighted(rng, SUBHEAD_FORMS), subhead_shape=rng.choice(("display", "flush", "prose")),
        subhead_size=rng.choice(((4, 16), (4, 16), (4, 8), (8, 24))), subhead_runs=rng.random() < 0.08,
        glossed=rng.choice((0, 0, 0, 0, 0, 0, 0, 0.15, 0.4)), listing=rng.choice((0, 0, 0, 0.1, 0.3)),
        led=rng.choice((0, 0, 0, 0.15, 0.5)), lead_first=arrangement == "plain" and order.index("h") < order.index("t") and rng.random() < 0.15,
        lead_label=rng.choice(("编者按：", "编者按 ", "【编者按】", "核心提示　", "阅读提示：", "编者的话：", "开栏的话：", "导语：", "")),
        briefs=rng.choice((0, 0.2, 0.6, 0.9)), brief_form=weighted(rng, BRIEF_FORMS),
        brief_mark=rng.choice(("▲", "★", "●", "■", "△", "◎", "◆", "▶", "○")),
        boxes=rng.choice((0, 0.1, 0.3)), captions=rng.choice((0, 0.15, 0.35, 0.6)),
        caption_at=rng.choice((0.05, 0.5, 0.9, 1.0, -1, -1, 2, 2, -2)), caption_form=weighted(rng, CAPTION_FORMS), credit_form=weighted(rng, CREDIT_FORMS),
        caption_apart=rng.random() < 0.35, caption_pairs=rng.choice((0, 0, 0, 0.4)),
        between=rng.choice((0, 0, 0, 0.1, 0.3)), comments=rng.choice((0, 0, 0, 0.1, 0.3)), jumps=rng.choice((0, 0, 0, 0.15, 0.4)),
        broken=rng.choice((0, 0, 0.15, 0.3)) * level, capped=rng.choice((0, 0, 0, 0, 0, 0.2, 0.9)) * min(1, level * 2),
        furniture={piece: weighted(rng, {"top": 5, "bottom": 4, "middle": 1, "none": 3})
                   for piece in ("masthead", "staff", "contact", "section", "folio", "hotline", "slogan")},
        extras=tuple(x for x in pages if x and rng.random() < 0.4))


def kept_together(order: str, part: str) -> bool:
    """Whether the part stands with the headline, on its side of the text."""
    return (order.index(part) < order.index("t")) == (order.index("h") < order.index("t"))


def kept_beside(order: str) -> bool:
    """Whether the headline comes right after the kicker, or after what need not be there."""
    return order.index("k") < order.index("h") and "t" not in order[order.index("k"):order.index("h")] and "b" not in order[order.index("k"):order.index("h")]


def draw_byline(rng: random.Random, reporters: bool = True) -> tuple[str, bool]:
    """The form of a byline, of a reporter or of a contributor, and whether it is nothing but the name."""
    mark, title, suffix = weighted(rng, MARKS), weighted(rng, TITLES), weighted(rng, SUFFIXES)
    if not reporters:
        title, suffix = rng.choice(("", "", "", "作者：", "文/")), ""
    if mark and title and rng.random() < 0.4:
        title = ""
    if title and (title[-1] in "/｜： " or title == "文/图"):
        suffix = ""
    bracket = "{}" if mark else weighted(rng, BRACKETS)
    blank = rng.choice(("", " ", "　")) if mark else ""
    gap = "" if not title or title[-1] in "：/｜ " else rng.choice((" ", " ", "　", ""))
    form = bracket.format(mark + blank + title + gap + "{}" + suffix)
    return form, form == "{}"
