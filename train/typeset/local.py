"""House styles of local papers, after real papers' ways: courts, a southern city, sports, the young, a county.

The set `blind4` judged a network by them; none was trained on them.
"""

from __future__ import annotations

from . import people
from .parts import Press
from .sheet import Insert

# --------------------------------------------------------------------------
# rulelaw: a paper of the courts; a bullet before each writer's row, cases numbered in the text, 法官说法 below
# --------------------------------------------------------------------------

_COURTS = ("河湾县人民法院", "石桥区检察院", "柳林派出所", "云州市司法局", "城关法庭")


def rulelaw(p: Press) -> None:
    p.top()
    mark = p.rng.choice(("□ ", "□", "■ ", "◎"))
    for i in range(p.rng.randint(4, 6)):
        a, story = p.begin(250, 1200)
        by = [a.line("byline", f"{mark}本报记者 {' '.join(p.people(a, 1, 2))}")]
        if p.chance(0.5):
            by.append(a.line("byline", f"{mark}本报通讯员 {' '.join(p.people(a, 1, 2))}"))
        block = p.add([*p.kicker(a, story, 0.4, ("{}", "【{}】", "●{}")), p.headline(a, story), *p.deck(a, story),
                       *by, *p.body(a, story.body)])
        if p.chance(0.2):
            block.inserts.append(Insert(0.5, p.caption(a)))
        if i == 1 and p.chance(0.6):
            p.sheet.furniture(f"公　告\n{p.rng.choice(_COURTS)}：本院受理一案，自公告之日起\n经过三十日即视为送达")
    for a, story, body in p.briefs(2, 4, 200):
        opening = a.opening(f"本报讯 （记者 {p.people(a)[0]}）")
        p.add([p.headline(a, story), *p.body(a, body, opening, " ")])
    p.foot()


# --------------------------------------------------------------------------
# canton: a southern city paper; 某都讯 and writers before the text, 采写 and 摄影 below it
# --------------------------------------------------------------------------


def canton(p: Press) -> None:
    p.top(0.6)
    house = p.rng.choice(("珠都", "羊都", "粤报", "湾区"))
    below = p.chance(0.6)
    for _ in range(p.rng.randint(5, 8)):
        a, story = p.begin(180, 1000)
        if below:
            sign = [a.line("byline", f"采写：{house}记者 {' '.join(p.people(a, 1, 2))}", p.rng.choice(("right", "flush")))]
            if p.chance(0.4):
                sign.append(a.line("credit", f"摄影：{house}记者 {people.name(p.rng)}", "flush"))
            opening = None
        else:
            sign = []
            opening = a.opening(f"{house}讯 记者{'、'.join(p.people(a, 1, 2))}" + (f" 通讯员{p.people(a)[0]}" if p.chance(0.4) else "") + " ")
        p.add([*p.heads(a, story, 0.3, ("{}", "{} |")), *p.body(a, story.body, opening), *sign])
    p.package(0.4)
    p.foot()


# --------------------------------------------------------------------------
# arena: a sports paper; the writer's row with where it was sent from, results between the articles
# --------------------------------------------------------------------------

_TOWNS = ("河湾", "石桥", "云州", "海陵", "巴黎", "东京")
_TEAMS = ("海浪", "猛虎", "飞鹰", "雪豹", "铁军", "勇士")


def arena(p: Press) -> None:
    p.top()
    form = p.rng.choice(("本报记者{n} {t}报道", "本报记者 {n} 发自{t}", "{t}专电 记者 {n}", "文/本报记者 {n}"))
    for i in range(p.rng.randint(4, 7)):
        a, story = p.begin(180, 900)
        by = a.line("byline", form.format(n=p.rng.choice((" ", "　")).join(p.people(a, 1, 2)), t=p.rng.choice(_TOWNS)))
        heads = [*p.kicker(a, story, 0.3), p.headline(a, story, 12), *p.deck(a, story, dash=False)]
        p.add([*heads, by, *p.body(a, story.body)] if p.chance(0.8) else [by, *heads, *p.body(a, story.body)])
        if i % 3 == 1:
            one, two = p.rng.sample(_TEAMS, 2)
            p.sheet.furniture(f"昨日赛果\n{one} {p.rng.randint(0, 4)}比{p.rng.randint(0, 4)} {two}\n今日开球 19时35分")
    p.foot()


# --------------------------------------------------------------------------
# newyouth: a paper of the young; the paper and its site before 记者, a lead in quotes above, 来源 with the date at the end
# --------------------------------------------------------------------------


def newyouth(p: Press) -> None:
    p.top(0.7)
    house = p.rng.choice(("青年报·青年网", "新青报·新青网", "晨报·晨视频"))
    for _ in range(p.rng.randint(4, 6)):
        a, story = p.begin(300, 1300)
        extra = f" 实习生 {p.people(a)[0]}" if p.chance(0.3) else ""
        by = a.line("byline", f"{house}记者 {' '.join(p.people(a, 1, 2))}{extra}")
        source = [a.line("credit", f"（来源：{house.split('·')[0]}）", "right")] if p.chance(0.3) else []
        p.add([*p.kicker(a, story, 0.3), p.headline(a, story), *p.deck(a, story), by, *p.body(a, story.body), *source])
    p.foot()


# --------------------------------------------------------------------------
# shire: a county's paper; 本报讯 without names, the writers in a bracket behind the last words, slogans between
# --------------------------------------------------------------------------


def shire(p: Press) -> None:
    p.top()
    form = p.rng.choice(("（{n}）", "（记者 {n}）", "（通讯员　{n}）", "　　{n}"))
    for i in range(p.rng.randint(5, 8)):
        a, story = p.begin(150, 800)
        opening = a.opening(p.rng.choice(("本报讯　", "本报讯 "))) if p.chance(0.8) else None
        sign = [a.span("byline", form.format(n=" ".join(p.people(a, 1, 2))))]
        block = p.add([*p.kicker(a, story, 0.2), p.headline(a, story), *p.deck(a, story),
                       *p.body(a, story.body, opening, "", sign)])
        if p.chance(0.25):
            block.inserts.append(Insert(1.0, p.caption(a)))
        if i == 2:
            p.sheet.furniture(p.rng.choice(("讲文明　树新风\n公益广告", "森林防火　人人有责", "扫一扫 关注县融媒体中心")))
    p.foot()
