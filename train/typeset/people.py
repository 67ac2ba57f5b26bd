"""Invented names: reporters, readers, places, papers, offices."""

from __future__ import annotations

import random

SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈"
            "任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷龙黎史陶贺毛郝顾龚邵万覃武钱戚")
DOUBLE = ("欧阳", "司马", "上官", "诸葛")
GIVEN = ("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅建国志文海波晓东云峰雪莹佳慧子涵雨欣宇轩浩然"
         "思远立新永春秋生根宝全福来顺德才贵良成林森鹏飞翔龙凤莲珍彩琴淑贞怡婷"
         "一凡乐嘉琪琳璐瑶瑞睿哲瀚泽润清源澜滨启航博文雅若诗晴岚夏冬晨曦旭阳光耀辉煌坤乾元亨利仁义礼智信忠孝廉")
PLACES = ("青岚", "石桥", "沙浦", "临溪", "安丰", "清河口", "柳河", "东陵", "白水", "南屏", "宁川", "汾南",
          "江浦", "大岭", "龙潭", "云溪", "永泉", "望山", "双河口", "古渡", "新桥", "长湖", "金沙", "北岭", "太和堡", "泾阳", "红岩", "松原里")
ABROAD = ("伦敦", "东京", "内罗毕", "柏林", "华沙", "巴西利亚", "曼谷", "渥太华", "首尔", "开普敦")
OFFICES = ("县农业农村局", "市总工会", "县第一中学", "市公路局", "区司法局", "市人民医院", "县融媒体中心",
           "市税务局", "镇中心小学", "市委党史研究室", "市作家协会", "区教师进修学校")
COLLEGES = ("文学院", "机电工程学院", "化工学院", "外国语学院", "经济管理学院", "校团委", "教务处", "后勤处")
TITLES = ("所长", "副教授", "主任", "研究员", "秘书长", "总工程师", "首席分析师", "队长")
FOREIGN = (("约翰", "玛丽", "伊万", "安德烈", "卡洛斯", "海伦", "彼得", "露西", "贡萨洛", "埃里克"),
           ("史密斯", "布朗", "彼得罗夫", "加西亚", "穆勒", "拉森", "科斯塔", "威廉斯", "诺瓦克", "桑托斯"))
NATIONS = "美英法俄德日"


def name(rng: random.Random) -> str:
    surname = rng.choice(DOUBLE) if rng.random() < 0.02 else rng.choice(SURNAMES)
    return surname + "".join(rng.sample(GIVEN, 1 if rng.random() < 0.3 else 2))


def names(rng: random.Random, low: int, high: int) -> list[str]:
    found: list[str] = []
    for _ in range(rng.randint(low, high)):
        found.append(next(n for n in iter(lambda: name(rng), None) if n not in found))
    return found


def padded(text: str, blank: str) -> str:
    """A name of two characters set to the width of three."""
    return f"{text[0]}{blank}{text[1]}" if len(text) == 2 and blank else text


def foreigner(rng: random.Random) -> str:
    return "·".join(rng.choice(part) for part in FOREIGN)


def affiliation(rng: random.Random) -> str:
    kind = rng.randrange(3)
    if kind == 0:
        return rng.choice(OFFICES)
    place = rng.choice(PLACES)
    return (f"{place}大学{rng.choice(COLLEGES[:5])}{rng.choice(TITLES[1:4])}" if kind == 1
            else f"{place}{rng.choice(OFFICES)}{rng.choice(('干部', '副局长', '科长', '工程师'))}")
