"""Texts of our own: what a newspaper prints beside its stories."""

from __future__ import annotations

import random
from dataclasses import dataclass

from . import people

DIGITS = "〇一二三四五六七八九"
_WEEK = "一二三四五六日"


@dataclass
class Issue:
    """A newspaper and the day of its page."""
    paper: str
    short: str
    section: str
    number: int
    year: int
    month: int
    day: int
    place: str

    @property
    def date(self) -> str:
        return f"{self.year}年{self.month}月{self.day}日"

    @property
    def han_date(self) -> str:
        year = "".join(DIGITS[int(c)] for c in str(self.year))
        return f"{year}年{han(self.month)}月{han(self.day)}日"


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones else "")


def issue(rng: random.Random, kinds: tuple[str, ...], sections: tuple[str, ...]) -> Issue:
    place = rng.choice(people.PLACES)
    kind = rng.choice(kinds)
    return Issue(kind if len(kind) > 3 else place + kind, rng.choice(("本报", "本报", f"{kind[-2:]}")),
                 rng.choice(sections), rng.randint(2, 24), rng.randint(1998, 2025),
                 rng.randint(1, 12), rng.randint(1, 28), place)


def week(rng: random.Random) -> str:
    return "星期" + rng.choice(_WEEK)


def phone(rng: random.Random) -> str:
    return f"{rng.choice(('', '0', ''))}{rng.randint(2000000, 8999999)}"


def masthead(rng: random.Random, it: Issue) -> str:
    number = rng.choice((f"第{it.number}版", f"{it.number:02}", f"{han(it.number)}版", f"T{it.number}",
                         f"·{it.number}·"))
    date = rng.choice((f"{it.date} {week(rng)}", f"{it.han_date}", f"{it.year}.{it.month:02}.{it.day:02}",
                       f"{it.date}　{week(rng)}　第{rng.randint(900, 9000)}期"))
    parts = [it.paper, date, it.section, number]
    if rng.random() < 0.4:
        parts[2:] = [f"{number} {it.section}"]
    rng.shuffle(parts)
    return rng.choice(("\n", "  ", "\n")).join(parts)


def staff(rng: random.Random) -> str:
    jobs = rng.choice((("责任编辑", "校对"), ("本版编辑", "美术编辑", "责任校对"), ("责编", "组版", "校对"),
                       ("主编", "执行主编", "编辑"), ("值班主任", "责编", "视觉")))
    mark = rng.choice(("：", "：", " ", "/"))
    blank = rng.choice(("", " ", "　"))
    return rng.choice((" ", "　", "\n")).join(
        f"{job}{mark}{people.padded(people.name(rng), blank)}" for job in jobs)


def slogan(rng: random.Random, it: Issue) -> str:
    """A line or two that papers print about themselves."""
    return rng.choice((
        f"今日{rng.randint(1, 8) * 4}版", f"零售价：{rng.choice(('0.50', '1.00', '1.50', '2.00'))}元", f"邮发代号：{rng.randint(1, 80)}—{rng.randint(1, 300)}",
        f"国内统一刊号：CN{rng.randint(11, 65)}—{rng.randint(1, 99):04}", f"www.{rng.choice(('news', 'daily', 'paper', 'xww'))}{rng.randint(1, 99)}.com",
        f"{it.place}市委主办 {it.paper}社出版", f"新闻客户端 官方微博 官方微信\n总编室电话：{phone(rng)}", f"创刊于{rng.randint(1940, 2000)}年 总第{rng.randint(900, 20000)}期",
        f"值班编委：{people.name(rng)}", f"电子版：http://epaper.{it.number}news.cn", f"E-mail：{rng.choice(('bjb', 'tougao', 'fk'))}{rng.randint(1, 999)}@{rng.choice(('126', '163'))}.com",
        f"{han(it.month)}月{han(it.day)}日 农历{rng.choice(('正', '二', '五', '八', '十'))}月{rng.choice(('初一', '初九', '十五', '廿三'))}",
        f"编辑：{people.name(rng)}\n制图：{people.name(rng)}", f"本版与{it.place}市委宣传部合办", "欢迎读者来稿\n稿件请注明“副刊投稿”字样", "版权所有 未经许可不得转载",
        f"主办：{it.place}市总工会 承办：本报", f"印刷：{it.place}日报印务公司 印数：{rng.randint(2, 30)}万份", "▶扫码看更多", "（本版内容由通讯员供稿）",
        f"{it.section}部 {phone(rng)}", f"责编/{people.name(rng)} 美编/{people.name(rng)} 校对/{people.name(rng)}", f"Page {it.number}", f"{it.paper.upper()} · {it.section}"))


def contact(rng: random.Random) -> str:
    return rng.choice((
        f"新闻热线：{phone(rng)}", f"来稿请寄：news{rng.randint(10, 99)}@163.com", f"本报电话：{phone(rng)}",
        f"广告热线：{phone(rng)}  发行热线：{phone(rng)}", "更多精彩内容\n请扫描二维码关注本报微信",
        "扫一扫 看视频", f"读者QQ群：{rng.randint(10 ** 8, 10 ** 9)}",
        f"社址：{rng.choice(people.PLACES)}市解放路{rng.randint(1, 300)}号 邮编：{rng.randint(100000, 860000)}"))


def lost_notices(rng: random.Random, count: int) -> str:
    mark = rng.choice(("●", "◆", "▲", "", "※", "△"))
    things = ("营业执照副本", "医师资格证书", "军官证", "车辆营运证", "公章一枚", "房屋所有权证", "出生医学证明")
    lines = [rng.choice(("遗失声明", "遗 失", "公告栏", "便民启事"))]
    for _ in range(count):
        lines.append(f"{mark}{people.name(rng)}不慎遗失{rng.choice(things)}，\n编号{rng.randint(10 ** 6, 10 ** 8)}，"
                     + rng.choice(("声明作废。", "特此声明。", "现声明作废。")))
    return "\n".join(lines)


def advert(rng: random.Random) -> str:
    place, who, call = rng.choice(people.PLACES), people.name(rng), phone(rng)
    return rng.choice((
        f"{place}花园\n一期售罄 二期加推\n{rng.randint(80, 140)}㎡阔景三居\n贵宾专线：{call}",
        f"讣告\n{place}市离休干部{who}同志因病医治无效，于{rng.randint(1, 12)}月{rng.randint(1, 28)}日逝世，享年{rng.randint(78, 97)}岁。\n特此讣告。",
        f"通知\n我公司定于{rng.randint(1, 12)}月{rng.randint(1, 28)}日召开股东大会，请各股东准时参加。\n{place}建材有限公司",
        f"{place}驾校 常年招生\n地址：人民路{rng.randint(1, 300)}号\n报名电话：{call}",
        f"减资公告：{place}商贸有限公司经股东会决议，拟将注册资本由{rng.randint(5, 20)}00万元减至{rng.randint(1, 4)}00万元，请债权人自公告之日起45日内向本公司申报债权。",
        f"停电通知\n{place}变电站因设备检修，{rng.randint(6, 9)}时至{rng.randint(15, 19)}时停电，\n影响范围：{rng.choice(people.PLACES)}路、{rng.choice(people.PLACES)}小区一带，\n敬请谅解。",
        f"征婚 女{rng.randint(25, 60)}岁，体健貌端，教师，\n觅品行端正、有责任心男士。{call}", f"广告\n{place}羊绒 厂家直销\n全场{rng.randint(2, 8)}折起",
        f"寻人启事\n{who}，{rng.choice('男女')}，{rng.randint(6, 85)}岁，身高1.{rng.randint(50, 80)}米，于{rng.randint(1, 28)}日走失，\n有知情者请与{call}联系，必有重谢。",
        f"招标公告\n一、项目名称：{place}中学教学楼改造工程\n二、资格要求：具有独立法人资格\n三、报名时间：即日起至本月{rng.randint(10, 28)}日\n四、联系电话：{call}",
        f"【公益广告】\n{rng.choice(('节约用水 从我做起', '讲文明 树新风', '厉行节约 反对浪费', '文明出行 平安回家'))}\n{place}市文明办 宣",
        f"转让 {place}市场旺铺因故低价转让，{call}", f"■旺铺招商 ■厂房出租 ■疏通管道\n☎{call}", f"{place}眼科医院\n近视手术 援助活动\n咨询热线 {call}\n（{place}）医广【2019】第{rng.randint(1, 99):02}-{rng.randint(1, 28):02}号",
        f"{rng.choice(people.PLACES)}老酒\n窖藏岁月 醇香人生\n订购热线：{phone(rng)}",
        f"房屋出租\n临街门面{rng.randint(40, 300)}平方米，水电齐全，价格面议。\n联系人：{people.name(rng)[0]}先生 {phone(rng)}",
        f"招聘启事\n某企业诚聘会计2名、电工3名，\n要求有相关工作经验，待遇从优。\n电话：{phone(rng)}",
        f"拍卖公告\n受委托，定于本月{rng.randint(3, 28)}日上午10时公开拍卖\n旧机动车{rng.randint(3, 20)}辆，有意者请于拍卖前\n办理竞买登记手续。\n咨询电话：{phone(rng)}",
        f"福满楼大酒店\n婚宴 寿宴 谢师宴\n预订电话：{phone(rng)}\n地址：中山路{rng.randint(1, 200)}号",
        f"订阅{rng.randint(2000, 2026)}年报刊\n全年定价 {rng.randint(120, 400)} 元\n各地邮局均可订阅"))


def weather(rng: random.Random, it: Issue) -> str:
    sky = ("多云", "晴", "阴有小雨", "晴间多云", "雷阵雨")
    wind = ("偏北风3到4级", "南风2到3级", "微风", "东南风4级")
    low = rng.randint(-5, 22)
    lines = [rng.choice(("天气预报", "今明天气", "天 气"))]
    if rng.random() < 0.5:
        lines += [f"今天白天：{rng.choice(sky)}，{rng.choice(wind)}", f"今天夜间：{rng.choice(sky)}",
                  f"气温：{low}℃～{low + rng.randint(5, 12)}℃"]
    else:
        lines += [f"{p}  {rng.choice(sky)}  {low + i}/{low + i + 8}℃"
                  for i, p in enumerate(rng.sample(people.PLACES, 5))]
    return "\n".join(lines)


def rates(rng: random.Random) -> str:
    lines = [rng.choice(("人民币汇率中间价", "外汇牌价 （单位：人民币/100外币）", "今日汇市")),
             "货币  现汇买入  现钞买入  卖出"]
    for money, base in (("美元", 680), ("欧元", 760), ("港币", 87), ("日元", 5), ("英镑", 880), ("澳元", 470)):
        value = base * rng.uniform(0.95, 1.05)
        lines.append(f"{money}  {value:.2f}  {value * .99:.2f}  {value * 1.004:.2f}")
    return "\n".join(lines)


def prices(rng: random.Random) -> str:
    lines = [rng.choice(("农产品批发价格（元/公斤）", "昨日菜价", "市场行情"))]
    for item in rng.sample(("大白菜", "黄瓜", "西红柿", "土豆", "猪肉", "鸡蛋", "带鱼", "苹果", "粳米"), 6):
        lines.append(f"{item} {rng.uniform(1, 30):.2f} {rng.choice(('↑', '↓', '—'))}")
    return "\n".join(lines)


def schedule(rng: random.Random) -> str:
    """A title and lines with hours or days before them."""
    things = ("集合点名", "参观新展馆", "现场签约", "分组讨论", "专家讲座", "文艺汇演", "开幕式", "颁奖仪式", "义务植树", "产品推介会", "媒体见面会", "闭幕")
    form = rng.choice(("{h:02}:{m:02}　{}", "{h}:{m:02} {}", "{h}时{m}分　{}", "【{h:02}:{m:02}】{}", "{mo}月{d}日　{}", "{mo}.{d} {}"))
    lines = [rng.choice(("活动日程", "一天的安排", "时间表", "大事记", "节目预告", "赛程"))]
    month = rng.randint(1, 12)
    for i, thing in enumerate(rng.sample(things, rng.randint(3, 7))):
        lines.append(form.format(thing, h=8 + i, m=rng.randrange(0, 60, 5), mo=month, d=2 + 3 * i))
    return "\n".join(lines)


def points(rng: random.Random) -> str:
    """A title and lines of advice with marks or numbers before them."""
    things = ("出门前关好水电燃气", "不点陌生人发来的链接", "按时开窗通风", "老人小孩减少外出", "雨天行车减速慢行", "购物保留发票", "不拨打陌生来电",
              "食物生熟分开存放", "定期检查灭火器", "远离河道沟渠", "保管好个人证件", "及时收听天气预报")
    form = rng.choice(("●{}", "{i}.{}", "{n}、{}", "①{}", "· {}", "★{}", "（{i}）{}", "{}", "√ {}"))
    lines = [rng.choice(("请您记住", "注意事项", "温馨提示", "小贴士：", "要点"))]
    for i, thing in enumerate(rng.sample(things, rng.randint(3, 6)), 1):
        text = form.format(thing, i=i, n=han(i)).replace("①", chr(0x2460 + i - 1))
        lines.append(text + rng.choice(("", "；", "。")))
    return "\n".join(lines)


def guide(rng: random.Random, headlines: list[str]) -> str:
    form = rng.choice(("{}……{}版", "▶{} （{}版）", "{}　详见{}版", "{1}版　{0}"))
    lines = [rng.choice(("导 读", "本期看点", "今日提要", "导读"))]
    lines += [form.format(h, rng.randint(2, 16)) for h in headlines]
    return "\n".join(lines)


def results(rng: random.Random) -> tuple[str, list[str]]:
    """Title and lines of a box of sports results."""
    teams = rng.sample(("蓝鲸队", "雄鹰队", "铁路队", "钢城队", "海浪队", "师大队", "青松队", "电力队"), 6)
    sets = rng.random() < 0.4
    lines = [f"{a} {rng.randint(0, 3) if sets else rng.randint(70, 110)}比"
             f"{rng.randint(0, 3) if sets else rng.randint(66, 104)} {b}"
             for a, b in zip(teams[::2], teams[1::2])]
    return rng.choice(("昨日赛果", "战报", "成绩公告牌", "赛场数据")), lines


# --------------------------------------------------------------------------
# Articles of our own
# --------------------------------------------------------------------------

_VERSE = ("风从河谷吹来", "石阶上落满了槐花", "一盏灯守着渡口", "母亲把月光叠进包袱", "远山像旧信纸",
          "我在站台数着雨滴", "谷穗低头听见秋天", "孩子们追着蒲公英跑", "井水照见去年的云", "扁担弯成一座桥",
          "炊烟写下归期", "雪落在没有寄出的信上", "窗外的列车开往春天", "老街把脚步还给黄昏", "种子在泥土里醒着",
          "书页间夹着一枚银杏", "炉火说起从前的事", "麦浪推着天空走", "灯塔替夜航的人醒着", "青石记得每一场雨")
VERSE_TITLES = ("渡口", "秋日书简", "写给远山", "站台", "老街的雨", "麦田", "灯火可亲", "守望", "故园二题", "晚归")


def verse(rng: random.Random) -> tuple[str, list[list[str]]]:
    """A poem's title and stanzas."""
    size = rng.choice((3, 4, 5))
    lines = rng.sample(_VERSE, size * rng.randint(2, 20 // size))
    mark = rng.random() < 0.4
    stanzas = [lines[i:i + size] for i in range(0, len(lines), size)]
    if mark:
        stanzas = [[line + ("。" if i == len(s) - 1 else "，") for i, line in enumerate(s)] for s in stanzas]
    return rng.choice(VERSE_TITLES), stanzas


_NOVEL = (
    "{a}把油灯往里推了推，屋子里的影子跟着晃了一下，墙上的年画像是活了过来。",
    "“这批货今夜一定要过河。”{b}压低了嗓门，眼睛却一直盯着门外。",
    "{a}没有作声，只把烟袋锅在鞋底上磕了磕，火星溅了一地。",
    "河面上起了雾，对岸的狗叫了两声又停了，四下里静得能听见水拍石头的声音。",
    "“你信得过他吗？”{a}问。{b}摇了摇头，又点了点头，说：“事到如今，信不过也得信。”",
    "{b}想起十年前那个雨夜，也是在这间屋子里，师傅把一只旧怀表交到他手上，一句话也没有说。",
    "门忽然响了三下，一长两短。{a}伸手按住腰间，慢慢站起身来。",
    "进来的却是个半大孩子，浑身湿透，嘴唇发紫，手里攥着一封被水浸软的信。",
    "信上只有一行字，笔画歪歪斜斜，像是在颠簸的车上写成的。{a}看完，脸色变了。",
    "“走！”{b}一口吹灭了灯，“从后院翻墙，到老磨坊会合，天亮之前谁也不要露面。”",
    "三个人贴着墙根往外摸，雨点打在瓦上，恰好盖住了脚步声。",
    "走出巷口的时候，{a}回头望了一眼，那扇糊着旧报纸的窗户，在黑暗里白得刺眼。",
    "老磨坊的水轮早已不转了，木头朽得发酥，一股陈年的麸皮味儿直钻鼻子。",
    "{b}靠着石磨坐下，忽然笑了：“我这辈子，还是头一回觉得天亮得太慢。”")
_NOVEL_TITLES = ("雾锁青河", "老码头", "铁匠街往事", "北风渡", "长夜将尽", "一九四八年的信", "山那边的灯")


def instalment(rng: random.Random) -> tuple[str, list[str]]:
    """A serialised novel's title and the paragraphs of one day."""
    a, b = people.name(rng), people.name(rng)
    start = rng.randrange(5)
    return rng.choice(_NOVEL_TITLES), [p.format(a=a, b=b) for p in _NOVEL[start:start + rng.randint(6, 9)]]


_COMPLAINTS = (
    ("路灯不亮 居民夜行难", "我是{p}小区的一名居民。小区门口至汽车站约{n}米的道路两旁虽然装有路灯，但已有{m}个多月不亮，给居民夜间出行带来很大不便，尤其是上晚自习的学生和下夜班的职工，路上不时有人摔倒。"),
    ("公交站牌字迹模糊", "最近我从外地到{p}探亲，发现不少公交站牌日晒雨淋，字迹已经模糊不清，站名和首末班车时间都难以辨认。{n}路车的站牌还被小广告遮住大半，外地人乘车只能逢人就问。"),
    ("楼道堆物当清理", "我家住在{p}街一栋老式居民楼，楼道里长期堆放着旧家具、纸箱和自行车，有的还锁在栏杆上。前不久{m}楼失火，虽然扑救及时，没有酿成大祸，但想起来仍让人后怕。"),
    ("学校门口车辆乱停", "每到上下学时间，{p}小学门前便停满接送孩子的车辆，长达{n}米的马路常常堵得水泄不通。孩子们在车缝里穿行，家长看在眼里急在心上。"),
    ("给快递小哥点个赞", "本月{m}日，我不慎将装有证件和{n}元现金的提包遗失在{p}广场。正在着急的时候，一位快递员按照证件上的地址找上门来，把提包原封不动交还给我，连姓名也没有留下。"))
_WISHES = ("希望有关部门尽快派人查看，早日解决这一问题，让群众走得安心、住得放心。", "建议主管部门加强日常管理，发现问题及时维修，不要等群众反映了才去处理。",
           "在此，我想借贵报一角表达心中的谢意，也希望这样的好人好事越来越多。", "盼望媒体予以关注，督促有关单位拿出办法，还大家一个整洁有序的环境。")
_REPLIES = ("来信所反映的情况引起了有关部门的重视。据了解，维修人员已于昨日到现场查看，并制订了整改方案，预计本月底前完工。",
            "群众的事无小事。一封来信，说的虽是身边琐事，折射的却是管理上的疏漏。举一反三，把工作做在前头，才能真正让群众满意。",
            "本报将继续关注此事的进展，也欢迎广大读者来信来电，反映工作生活中遇到的问题。")


def letter(rng: random.Random) -> tuple[str, list[str]]:
    title, text = rng.choice(_COMPLAINTS)
    body = [text.format(p=rng.choice(people.PLACES), n=rng.randint(2, 90) * 10, m=rng.randint(2, 9))]
    body += rng.sample(_WISHES, rng.randint(1, 2))
    return title, body


def reply(rng: random.Random) -> list[str]:
    return rng.sample(_REPLIES, rng.randint(1, 2))


_SUBJECTS = ("城市供水用水", "公园绿地", "农村公路养护", "犬只饲养", "校园安全", "河道采砂", "集贸市场")
_CLAUSES = (
    "为了加强{s}管理，维护公共利益，根据有关法律、法规，结合本市实际，制定本办法。", "本市行政区域内的{s}及其监督管理活动，适用本办法。",
    "{s}管理应当遵循统一规划、分级负责、方便群众的原则。", "市、县人民政府应当将{s}管理所需经费列入本级财政预算。",
    "市主管部门负责全市{s}的监督管理，具体工作由其所属机构承担。", "任何单位和个人有权对违反本办法的行为进行投诉和举报。",
    "有关部门接到投诉、举报后，应当在{n}个工作日内调查处理，并将结果告知投诉、举报人。",
    "违反本办法规定，造成损失的，应当依法予以赔偿；情节严重的，处{n}百元以上{m}千元以下罚款。",
    "国家工作人员在{s}管理工作中玩忽职守、滥用职权的，依法给予处分。", "本办法自公布之日起施行。")


def regulation(rng: random.Random, place: str) -> tuple[str, list[str]]:
    subject = rng.choice(_SUBJECTS)
    clauses = [*rng.sample(_CLAUSES[1:-1], rng.randint(4, 7))]
    clauses = [_CLAUSES[0], *sorted(clauses, key=_CLAUSES.index), _CLAUSES[-1]]
    made = [f"第{han(i)}条 {c.format(s=subject, n=rng.randint(2, 9), m=rng.randint(1, 5))}"
            for i, c in enumerate(clauses, 1)]
    return f"{place}市{subject}管理办法", made


QUESTIONS = ("请您谈谈这项工作的主要背景。", "取得这样的成绩，有哪些经验值得总结？", "大家都很关心，接下来有什么打算？",
             "在您看来，目前面临的最大困难是什么？", "这与以往相比有什么不同？", "请介绍一下具体的情况。",
             "对于社会上的不同看法，您怎么看？", "普通群众能从中得到哪些实惠？", "您认为关键在什么地方？")

LEADS = ("围绕读者关心的话题，本报记者日前进行了专访。以下是访谈实录，略有删节。",
         "日前，记者走访了有关部门和基层单位，听当事人讲述他们的经历与思考。",
         "老话题里有新情况，小事情里有大道理。今天刊发的这组报道，或许能给人以启发。")

PACKAGES = (("把好事办到群众心坎上", "——基层治理新实践系列报道"), ("春风又绿江南岸", "——本报记者重访十个村庄"),
            ("老行当 新活法", "寻访城里的手艺人"), ("问计于民 问需于民", "——民生实事项目进展追踪"),
            ("一条河的变迁", "——流域治理见闻"), ("读懂一座城", "城市更新特别报道"))

CAPTIONS = ("图为活动现场。", "工人们正在检修设备。", "孩子们在新建成的操场上奔跑。", "收割机在田间作业。",
            "志愿者为老人送去慰问品。", "雨后的古城焕然一新。", "图为比赛中的精彩瞬间。", "市民在公园里晨练。",
            "图为新落成的跨河大桥。", "医务人员在社区义诊。")
MORE_CAPTIONS = ("近日，游客在古镇老街游玩。", "图①：施工现场。", "两位老人在整理旧物。", "图为航拍的新城一角。", "演员在台上表演节目。", "学生在实验室做实验。",
                 "农户在大棚里采摘草莓。", "图为会议现场", "作者供图", "本文配图", "工作人员在分拣包裹", "9月12日，列车驶过特大桥。", "冰雪乐园里欢声笑语。", "获奖选手合影",
                 "图为刺绣作品《春山》（局部）。", "示意图", "民警在路口疏导交通。", "运动员在比赛中冲刺。", "志愿者清理河道垃圾。", "新书封面", "“村晚”现场热闹非凡。")
ENGLISH = ("A New Chapter for the Old Town", "From Field to Table", "Rebuilding Trust, One Village at a Time", "Small Shops, Big Changes",
           "What Comes Next?", "The Road Ahead Is Long", "Lessons from a Dry Summer", "Young Hands, Old Crafts", "Investors Wait and See",
           "Growth Slows but Confidence Returns", "INSIDE THE FACTORY", "Life on the River", "Keeping the Lights On", "Why it matters")
ENGLISH_LABELS = ("FOCUS", "Focus 关注", "COVER STORY", "City Life", "Opinion", "Q&A", "INDEPTH", "Business", "World 国际", "Market Watch", "Sports",
                  "Feature", "VIEWPOINT 观点", "Campus", "Voices", "In Brief", "Tech+", "Data")
TERMS = ("GDP", "AI", "supply chain", "ESG", "Internet of Things", "CPI", "WHO", "carbon neutrality", "R&D", "cloud computing", "PMI",
         "digital twin", "big data", "EV", "B2B", "blockchain", "start-up", "NASA", "SaaS", "5G", "low-altitude economy")
COLUMNS = ("记者观察", "今日视点", "民生话题", "热点聚焦", "身边事", "深一度", "一线见闻", "议事厅", "周末茶座")
SECTIONS = ("要闻", "综合", "时政", "社会", "经济", "文化", "教育", "副刊", "专题", "城事", "三农", "法治")
BRIEF_HEADS = ("要闻简报", "一句话新闻", "各地快讯", "简明新闻", "市县动态", "速览", "点滴")
MORE_BRIEF_HEADS = ("简讯", "简明新闻", "各地传真", "一周要闻", "新闻速递", "快讯", "短波", "环球扫描", "县区传真", "校园快讯", "综合消息")
MORE_COLUMNS = ("新春走基层", "高质量发展调研行", "本报评论", "百姓故事", "特别关注", "调查", "人物", "随笔", "国际观察", "纪实", "读史札记",
                "权威发布", "乡村振兴", "我们的节日", "经济聚焦", "工匠风采", "法官说法", "健康提示", "消费提醒", "新闻特写", "理论纵横", "文化视点",
                "创业路上", "警方提示", "科技前沿", "书评", "影评", "绿茵场", "家长里短", "短评", "快评", "记者手记", "来论")
BOXES = ("相关链接", "新闻链接", "延伸阅读", "背景资料", "新闻背景", "名词解释", "小贴士", "知识窗", "数据", "专家点评", "短评", "编后", "记者手记",
         "相关新闻", "温馨提示", "人物简介", "他山之石", "核心数据", "时间轴", "释疑")
WORDS = ("守望", "乡愁", "答卷", "底气", "年味", "老街", "担当", "匠心", "春耕", "回响", "蝶变", "破局", "远行", "归来", "起飞", "突围", "先手棋", "大考",
         "灯火", "渡口", "追光", "扎根", "听雨", "晒秋", "赶集", "种春风", "新征程", "老手艺", "接力跑", "不夜城", "一米线", "母亲河", "向海图强",
         "春风化雨", "守土有责", "变与不变", "一路向北", "且听风吟", "久久为功", "火热一线")
