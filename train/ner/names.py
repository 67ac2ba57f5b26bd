"""Names and words by kind, drawn at random from word lists and the training lines: the slots of kinds.txt."""
import re

from data import rows
from gazetteer import FOLDER, WORDS
from swap import Swap

KOREAN = ('金李朴崔郑姜赵尹张林韩吴申徐权黄安宋柳洪全高文孙裴白许南', '俊敏智贤秀英美淑妍恩珍成昊勋哲浩赫熙贞仁善宇泰亨奎焕洙')
MONGOL = '巴特尔 苏日娜 乌兰 其其格 格日勒 宝音 图雅 朝鲁 哈斯 斯琴 高娃 额尔德尼 那日苏 布和 呼和 敖其尔 孟和'.split()
UYGHUR = '吐尔逊 艾力 阿不都 热合曼 帕提古丽 阿米娜 玉素甫 库尔班 努尔 迪丽 热娜 卡德尔 阿布力孜 依明 麦麦提 古丽娜'.split()
TIBETAN = '扎西 卓玛 次仁 达瓦 尼玛 平措 旺堆 格桑 央金 多吉 丹增 洛桑 德吉 边巴 拉姆 顿珠'.split()
PEOPLES = ('鄂伦春 达斡尔 赫哲 苗 彝 藏 维吾尔 哈萨克 蒙古 壮 侗 傣 哈尼 傈僳 佤 纳西 布依 土家 羌 瑶 畲 黎 白 景颇 裕固 撒拉 东乡 塔吉克 '
           '柯尔克孜 锡伯 仡佬 水 毛南 独龙 怒 门巴 珞巴 朝鲜 满 回').split()
LIST = {
    'title': '队长 厂长 村主任 镇长 局长 股长 主任 院长 所长 校长 护士长 经理 会计 班长 副镇长 副院长 乡长 组长 教导员 政委 船长 科员 处长 书记 '
             '第一书记 园长 店长 列车长 副主席 支书 社长 秘书长 总工程师 巡视员 馆长 台长'.split(),
    'adverb': '又 已 也 便 才 就 刚 正 都 却 仍 再 立即 马上 连忙 随即 当即 果然 突然 赶紧 曾 还 急忙 悄悄 则 即'.split(),
    'animal': '驯鹿 雪豹 黑熊 山羊 骆驼 牦牛 马鹿 麻雀 白鹭 猎豹 野猪 水獭 穿山甲 蒙古马 金丝猴 秦岭羚牛 狼狗 土狗 波斯猫 伊犁马 中华田园犬 西伯利亚虎 '
              '德国牧羊犬 非洲象 东北虎'.split(),
    'noun': '火车 月亮 书包 铅笔 电灯 望远镜 雨伞 钟表 风筝 地球仪 算盘 拖拉机 自行车 温度计 象棋 话剧 二胡'.split(),
    'product': '保温杯 羽绒服 消消乐 平板电脑 蓝牙耳机 扫地机器人 电饭煲 冲锋衣 拼图 围棋 积木 运动鞋 折叠屏手机 防晒衣'.split(),
    'famous': '雷锋 孔繁森 王进喜 时传祥 钱学森 爱迪生 达尔文 伽利略 居里夫人 袁隆平 李时珍 祖冲之 张衡 鲁班 哥白尼 图灵 南丁格尔 门捷列夫'.split(),
    'poet': '李白 杜甫 王维 白居易 苏轼 陆游 辛弃疾 李清照 王昌龄 孟浩然 杜牧 柳宗元'.split(),
    'bigriver': '黄河 长江 淮河 湘江 赣江 嘉陵江 松花江 汉江 漓江 珠江'.split(),
    'countrychar': '美 英 法 德 意 俄 加 澳 西 荷 巴 印 瑞士 丹麦 波兰 挪威'.split(),
    'abbr': '京 津 沪 渝 冀 晋 辽 吉 黑 苏 浙 皖 闽 赣 鲁 豫 鄂 湘 粤 琼 川 黔 滇 陕 甘 青 蒙 桂 藏 宁 新 深 穗 杭 甬 汉 厦'.split(),
    'line': '京九线 陇海线 沪昆线 焦柳线 宝成线 成昆线 兰新线 京哈线 襄渝线 浙赣线 胶济线 石太线'.split(),
    'factory_end': '造纸厂 水泥厂 化工厂 纺织厂 机械厂 酒厂 糖厂 钢铁厂 印刷厂 农机厂 食品有限公司 水泥有限责任公司 化肥厂 自来水公司'.split(),
    'bureau_end': '公安局 农业农村局 水利局 教育局 财政局 卫健委 民政局 住建局 交通运输局 市场监管局 林业局 审计局 文旅局 人社局 应急管理局 城管局 '
                  '发改委 统计局 生态环境局 自然资源局 税务局 气象局 妇联 残联 团委 纪委 公安分局 供销社 卫生局 农牧局 粮食局 教体局'.split(),
    'part_end': '办公室 预算股 人事科 综合科 执法大队 信访室 法规股 计财科 秘书科 监察室 会计核算中心 农机推广站 种子站 服务中心 宣传科 质检站 救助站'.split(),
    'barebureau': '派出所 城管中队 卫生院 村委会 税务所 司法所 街道办 居委会 纪委 环保局 公安局 教育局'.split(),
    'school_end': '小学 中学 第一中学 第二小学 实验小学 外国语学校 师范学院 职业技术学院 大学 一中 三小 附中 幼儿园 工业大学 高级中学 特殊教育学校'.split(),
    'hospital_end': '人民医院 中医院 第一医院 妇幼保健院 中心医院 卫生院 第二人民医院 儿童医院 眼科医院 医学院附属医院'.split(),
    'outlet_end': '日报 晚报 都市报 晨报 商报 青年报 电视台 广播电台 早报 时报 快报 法制报 新闻网'.split(),
    'outlet': '南方周末 羊城晚报 新民晚报 光明日报 经济日报 中国青年报 澎湃新闻 第一财经 大公报 明报 解放日报 工人日报 半月谈 路透社 美联社 共同社 塔斯社 '
              '华盛顿邮报 泰晤士报 朝日新闻 韩联社 央视新闻 新京报 农民日报 团结报 参考消息 环球时报'.split(),
    'brand': '安踏 李宁 海底捞 比亚迪 小米 华为 蜜雪冰城 海尔 格力 宜家 沃尔玛 特斯拉 肯德基 星巴克 永辉超市 三只松鼠 伊利 蒙牛 鸿星尔克 苏宁'.split(),
    'team_end': '雄狮队 飞鹰队 蓝鲸队 女排 男篮 足球队 山鹰队 海豚队 申花队 火箭队 勇士队 白云队 烈马队'.split(),
    'association': '商会 作家协会 书法家协会 摄影家协会 篮球协会 总商会 同乡会 老年体协 志愿者协会 餐饮行业协会'.split(),
    'road_end': '高速 快速路 大道 立交 互通 隧道 高架桥 大桥 环城路 服务区'.split(),
    'village_end': '村 庄 坪 寨 湾 岭 坡 屯 沟 集 口 店 铺 桥 寺 洼 营 塘 堡 庙 屋场 河沿'.split(),
    'street_word': '人民 解放 建设 中山 和平 新华 文昌 长安 东风 青年 滨河 朝阳 学府 环城东 兴业 福寿 花园'.split(),
    'first': '金 石 青 白 龙 凤 柳 桃 槐 枣 李 双 大 小 上 下 老 新 马 牛 鹤 云 松 杨 沙 黄 清 红 乌 银'.split(),
    'second': '坛 泉 桥 井 门 台 山 河 树 坡 塘 牛 鱼 沟 石 岩 梁 龙 湖 崖 凤 林 溪 滩 潭 岗'.split(),
    'water_end': '沟 渠 涧 堰 溪 塘 河 汊 港 浜 坝 干渠 支渠 泉'.split(),
    'site_unit': '新四军{}师司令部 八路军{}支队指挥部 红军{}军团团部 中共{}特委 {}苏维埃政府 {}地委 {}抗日民主政府 {}县委 {}兵工厂 {}野战医院 '
                 '{}纵队后勤部 {}农会 {}书院 {}军分区 {}革命根据地党政机关 {}交通站'.split(),
    'cword': '中草药 中药材 中成药 中医 西医 西餐 中餐 西服 西瓜 汉字 汉服 唐装 德育 法治 美术 美容 英语 日光温室 日用品 中老年 中青年 中小学 新茶 冬虫夏草 '
             '川贝 藏红花 苏打 广播 山药 地黄 太极 菊花 海产 河鲜 京胡'.split(),
    'river_end': '江 河 溪 湖 渠 水库'.split(),
}
RIVER_GIVEN = '江 河 溪 海 湖 泉 川'.split()


class Names:
    """draw(slot): a random name or word of that kind."""

    def __init__(self, gazetteer, dice):
        self.dice, self.gazetteer = dice, gazetteer
        lines = [row for name in ('local.train', 'msra.train', 'hard.train') for row in rows(name)]
        swap = Swap(gazetteer, lines)
        self.surnames, self.given = swap.surnames, swap.given
        self.rare = sorted(s for s in gazetteer.surnames if len(s) == 1)
        self.foreign, parts = [], []
        for row in lines:
            for start, end, kind in row['entities']:
                name = row['text'][start:end]
                if kind == 'PER' and re.fullmatch('[一-鿿·]+', name):
                    parts += name.split('·') if '·' in name else []
                    if '·' not in name and len(name) in (3, 4, 5) and name[0] not in gazetteer.surnames:
                        self.foreign.append(name)
        self.parts = [p for p in parts if 2 <= len(p) <= 5]
        self.japanese = self._lines('japanese_names.txt', 4)
        self.food = [x for x in self._lines('THUOCL_food.txt', 4) if x not in gazetteer.level][:600]
        self.law = self._lines('THUOCL_law.txt', 4)[:600]
        self.wild = [x for x in self._lines('THUOCL_diming.txt', 3)[:9000] if x[-1] in '湖淀江河山岛关镇洲口寨峡']
        self.countries = [n for n, mask in gazetteer.levels.items() if mask == 8 and 2 <= len(n) <= 4]
        words = [line.split() for line in open(WORDS)]
        self.word_names = [w for w, level in words if level in '45' and len(w) in (2, 3) and w[0] in gazetteer.surnames
                           and re.fullmatch('[一-鿿]+', w) and w not in gazetteer.levels or level == '6' and len(w) == 2]

    def _lines(self, name, longest):
        words = (line.split() for line in open(f'{FOLDER}/more/{name}'))
        return [w[0] for w in words if w and re.fullmatch('[一-鿿]{2,%d}' % longest, w[0])]

    def draw(self, slot):
        method = getattr(self, '_' + slot, None)
        return method() if method else self.dice.choice(LIST[slot] if slot in LIST else getattr(self, slot))

    def _full(self, level, suffixes):
        return self.dice.choice(self.gazetteer.full[level, self.dice.choice(suffixes)] or ['清河县'])

    def _bare(self):  # a person of a story, without surname
        return self._given(2) if self.dice.random() < 0.7 else self.dice.choice('阿小') + self._given(1)

    def _given(self, letters):
        return ''.join(self.dice.choice(self.given) for _ in range(letters))

    def _han(self):
        return self._surname() + self._given(self.dice.choice((1, 1, 2)))

    def _han2(self):
        return self._surname() + self._given(1)

    def _han3(self):
        return self._surname() + self._given(2)

    def _surname(self):
        return self.dice.choice(self.surnames if self.dice.random() < 0.7 else self.rare)

    def _compound(self):
        return self.dice.choice('欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 东方 司徒 端木 长孙 宇文'.split()) + self._given(self.dice.choice((1, 2)))

    def _wordname(self):
        # most words that begin with a surname read as names once a letter of a name follows or stands in for the last
        word = self.dice.choice(self.word_names)
        return word if len(word) == 3 or self.dice.random() < 0.7 else word + self._given(1)

    def _korean(self):
        return self.dice.choice(KOREAN[0]) + ''.join(self.dice.choice(KOREAN[1]) for _ in range(self.dice.choice((1, 2, 2, 2))))

    def _western(self):
        return self.dice.choice(self.foreign if self.dice.random() < 0.6 else self.parts)

    def _western2(self):
        return '·'.join(self.dice.choice(self.parts) for _ in range(self.dice.choice((2, 2, 2, 3))))

    def _minority(self):
        kind, joint = self.dice.choice(((MONGOL, ''), (UYGHUR, '·'), (TIBETAN, '')))
        return joint.join(self.dice.sample(kind, 2)) if joint or self.dice.random() < 0.7 else self.dice.choice(kind)

    def _people(self):
        people = self.dice.choice(PEOPLES)
        return people + '族' if len(people) == 1 or self.dice.random() < 0.5 else people

    def _city(self):
        return self.dice.choice(self.gazetteer.short[0]) if self.dice.random() < 0.6 else self._full(0, '市州')

    def _county(self):
        return self.dice.choice(self.gazetteer.short[1]) if self.dice.random() < 0.3 else self._full(1, '县区市旗')

    def _province(self):
        return self._full(0, '省')

    def _town(self):
        return self._full(2, '镇乡')

    def _country(self):
        return self.dice.choice(self.countries)

    def _riverperson(self):
        return self._surname() + self.dice.choice(RIVER_GIVEN)

    def _river(self):
        return self.draw('first') + (self.draw('second') if self.dice.random() < 0.4 else '') + self.draw('river_end')

    def _mountain(self):
        return self.draw('first') + self.draw('second') + self.dice.choice('山岭峰')

    def _village(self):
        head = self._surname() + self.dice.choice(('家', '', '')) if self.dice.random() < 0.5 else self.draw('first') + self.draw('second')
        return head + self.draw('village_end')

    def _water(self):
        head = self._surname() if self.dice.random() < 0.5 else self.draw('first')
        return head + (self.draw('second') if self.dice.random() < 0.2 else '') + self.draw('water_end')

    def _site(self):
        whose = self.dice.choice((self._place, self._village, lambda: '第' + self.dice.choice('一二三四五六七八九')))()
        end = self.dice.choice(('旧址', '旧址', '旧址', '遗址', '故居' if len(whose) < 3 else '旧址', '纪念园'))
        if self.dice.random() < 0.2:
            return self._han3() + self.dice.choice(('故居', '旧居', '墓'))
        return self.draw('site_unit').format(whose) + end

    def _station(self):
        return (self.dice.choice(self.gazetteer.short[1]) if self.dice.random() < 0.5 else self._village()) + self.dice.choice(('站', '东站', '北站', '南站'))

    def _n(self):
        return str(self.dice.randint(1, 18))

    def _date(self):
        return f'{self.dice.randint(1, 12)}月{self.dice.randint(1, 28)}日'

    def _street(self):
        return self.draw('street_word') + self.dice.choice(('路', '大街', '大道', '巷', '街', '东路', '北街'))

    def _square(self):
        return (self.draw('street_word') if self.dice.random() < 0.5 else self._river()) + self.dice.choice(('广场', '公园'))

    def _bridge(self):
        return (self._village() if self.dice.random() < 0.4 else self._river()) + self.dice.choice(('大桥', '特大桥', '二桥'))

    def _road(self):
        number = self.dice.randint(101, 390)
        kind = self.dice.random()
        if kind < 0.35:
            return self.dice.choice((f'{number}国道', f'{number}省道', f'G{number}国道', f'S{number}省道', f'X{number}县道'))
        if kind < 0.5:
            return ''.join(self.dice.sample(LIST['abbr'], 2)) + '高速'
        return (self._village() if self.dice.random() < 0.5 else self._river()) + self.draw('road_end')

    def _place(self):
        return self.dice.choice((self._city, self._county))()

    def _outlet(self):
        return self.dice.choice(LIST['outlet']) if self.dice.random() < 0.5 else self._city().removesuffix('市') + self.draw('outlet_end')

    def _shop(self):
        kind = self.dice.choice('粮油店 面馆 小吃店 药铺 理发店 豆腐坊 布店 修车铺 酒楼 包子铺 茶馆 照相馆 饺子馆'.split())
        head = self.dice.choice((self._surname() + '记', self._given(2), self._surname() + '家', self.dice.choice('福瑞 永兴 聚德 同庆 万顺'.split())))
        return (self._place() if self.dice.random() < 0.5 else '') + head + kind

    def _sign(self):
        return self.dice.choice('老小大阿') + self._surname() + self.dice.choice('裁缝 水果 理发 早点 五金 豆浆 烧饼 配钥匙'.split())

    def _team(self):
        return self._city().removesuffix('市') + self.draw('team_end')

    def _school(self):
        return self._place() + self.draw('school_end')

    def _hospital(self):
        head = self._western() if self.dice.random() < 0.2 else self._place()
        return head + self.draw('hospital_end')

    def _bureau(self):
        head = self.dice.choice('市县区省') if self.dice.random() < 0.4 else self._place()
        return head + self.draw('bureau_end')

    def _bureauwhole(self):
        return self._bureau() + self.draw('part_end')

    def _factory(self):
        return self._place() + (self._given(2) if self.dice.random() < 0.5 else '') + self.draw('factory_end')

    def _towngov(self):
        return (self._county() if self.dice.random() < 0.5 else '') + self._town()

    def _court(self):
        return self._place() + self.dice.choice(('人民法院', '中级人民法院', '检察院'))

    def _association(self):
        return self._place() + self.dice.choice(LIST['association'])
