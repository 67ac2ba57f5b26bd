/*
 * Classes are ranges and short lists; folding is arithmetic where Unicode is
 * regular and a table where it is not.
 */
#include "services/segment/glyph.h"

#include "common/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* U+2E80..U+2FD5: Equivalent_Unified_Ideograph of Unicode, 0 where it has none. */
static const uint32_t radicals[] = {
    0x0000, U'厂',  U'乛',  U'乚',  U'乙',  U'亻',  U'冂',  U'𠘨',  U'刀',  U'刂',  U'卜',  U'㔾',
    U'小',  U'小',  U'兀',  U'尣',  U'尢',  U'𡯂',  U'巳',  U'幺',  U'彑',  U'彐',  U'忄',  U'心',
    U'扌',  U'攵',  0x0000, U'旡',  U'日',  U'月',  U'歺',  U'母',  U'民',  U'氵',  U'氺',  U'灬',
    U'爫',  U'爫',  U'丬',  U'牛',  U'犭',  U'王',  U'𤴔',  U'目',  U'示',  U'礻',  U'𥫗',  U'糹',
    U'纟',  U'罓',  U'罒',  U'㓁',  U'冗',  U'𦉫',  U'羊',  U'𦍌',  U'𦍋',  U'耂',  U'肀',  U'聿',
    U'肉',  U'𦥑',  U'艹',  U'艹',  U'艹',  U'虎',  U'衤',  U'覀',  U'西',  U'见',  U'角',  U'𧢲',
    U'讠',  U'贝',  U'𧾷',  U'车',  U'辶',  U'辶',  U'辶',  U'邑',  U'钅',  U'長',  U'镸',  U'长',
    U'门',  U'𨸏',  U'阝',  U'雨',  U'青',  U'韦',  U'页',  U'风',  U'飞',  U'食',  U'𩙿',  U'飠',
    U'饣',  U'𩠐',  U'马',  U'骨',  U'鬼',  U'鱼',  U'鸟',  U'卤',  U'麦',  U'黄',  U'黾',  U'斉',
    U'齐',  U'歯',  U'齿',  U'竜',  U'龙',  U'龜',  U'亀',  U'龟',  0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, U'一',  U'丨',  U'丶',  U'丿',
    U'乙',  U'亅',  U'二',  U'亠',  U'人',  U'儿',  U'入',  U'八',  U'冂',  U'冖',  U'冫',  U'几',
    U'凵',  U'刀',  U'力',  U'勹',  U'匕',  U'匚',  U'匸',  U'十',  U'卜',  U'卩',  U'厂',  U'厶',
    U'又',  U'口',  U'囗',  U'土',  U'士',  U'夂',  U'夊',  U'夕',  U'大',  U'女',  U'子',  U'宀',
    U'寸',  U'小',  U'尢',  U'尸',  U'屮',  U'山',  U'巛',  U'工',  U'己',  U'巾',  U'干',  U'幺',
    U'广',  U'廴',  U'廾',  U'弋',  U'弓',  U'彐',  U'彡',  U'彳',  U'心',  U'戈',  U'戶',  U'手',
    U'支',  U'攴',  U'文',  U'斗',  U'斤',  U'方',  U'无',  U'日',  U'曰',  U'月',  U'木',  U'欠',
    U'止',  U'歹',  U'殳',  U'毋',  U'比',  U'毛',  U'氏',  U'气',  U'水',  U'火',  U'爪',  U'父',
    U'爻',  U'爿',  U'片',  U'牙',  U'牛',  U'犬',  U'玄',  U'玉',  U'瓜',  U'瓦',  U'甘',  U'生',
    U'用',  U'田',  U'疋',  U'疒',  U'癶',  U'白',  U'皮',  U'皿',  U'目',  U'矛',  U'矢',  U'石',
    U'示',  U'禸',  U'禾',  U'穴',  U'立',  U'竹',  U'米',  U'糸',  U'缶',  U'网',  U'羊',  U'羽',
    U'老',  U'而',  U'耒',  U'耳',  U'聿',  U'肉',  U'臣',  U'自',  U'至',  U'臼',  U'舌',  U'舛',
    U'舟',  U'艮',  U'色',  U'艸',  U'虍',  U'虫',  U'血',  U'行',  U'衣',  U'襾',  U'見',  U'角',
    U'言',  U'谷',  U'豆',  U'豕',  U'豸',  U'貝',  U'赤',  U'走',  U'足',  U'身',  U'車',  U'辛',
    U'辰',  U'辵',  U'邑',  U'酉',  U'釆',  U'里',  U'金',  U'長',  U'門',  U'阜',  U'隶',  U'隹',
    U'雨',  U'靑',  U'非',  U'面',  U'革',  U'韋',  U'韭',  U'音',  U'頁',  U'風',  U'飛',  U'食',
    U'首',  U'香',  U'馬',  U'骨',  U'高',  U'髟',  U'鬥',  U'鬯',  U'鬲',  U'鬼',  U'魚',  U'鳥',
    U'鹵',  U'鹿',  U'麥',  U'麻',  U'黃',  U'黍',  U'黑',  U'黹',  U'黽',  U'鼎',  U'鼓',  U'鼠',
    U'鼻',  U'齊',  U'齒',  U'龍',  U'龜',  U'龠',
};

/* U+FE10..U+FE19, U+FE30..U+FE48: what stands upright for each vertical form. */
static const uint16_t vertical_marks[] = {
    U'，', U'、', U'。', U'：', U'；', U'！', U'？', U'〖', U'〗', U'…',
};
static const uint16_t vertical_pairs[] = {
    U'‥',  U'—',  U'–',  U'＿', U'﹏', U'（', U'）', U'｛', U'｝', U'〔', U'〕', U'【', U'】',
    U'《', U'》', U'〈', U'〉', U'「', U'」', U'『', U'』', U'﹅', U'﹆', U'［', U'］',
};

/* Traditional characters of cue words and surnames with their simplified forms, sorted. */
static const uint16_t simple_forms[][2] = {
    { U'來', U'来' }, { U'劇', U'剧' }, { U'劉', U'刘' }, { U'務', U'务' }, { U'區', U'区' },
    { U'吳', U'吴' }, { U'呂', U'吕' }, { U'員', U'员' }, { U'啟', U'启' }, { U'單', U'单' },
    { U'嚴', U'严' }, { U'國', U'国' }, { U'圖', U'图' }, { U'團', U'团' }, { U'報', U'报' },
    { U'塗', U'涂' }, { U'婁', U'娄' }, { U'孫', U'孙' }, { U'學', U'学' }, { U'實', U'实' },
    { U'寧', U'宁' }, { U'專', U'专' }, { U'對', U'对' }, { U'導', U'导' }, { U'師', U'师' },
    { U'廣', U'广' }, { U'廳', U'厅' }, { U'張', U'张' }, { U'應', U'应' }, { U'戲', U'戏' },
    { U'據', U'据' }, { U'攝', U'摄' }, { U'於', U'于' }, { U'會', U'会' }, { U'東', U'东' },
    { U'楊', U'杨' }, { U'欄', U'栏' }, { U'歐', U'欧' }, { U'湯', U'汤' }, { U'溫', U'温' },
    { U'滿', U'满' }, { U'瑋', U'玮' }, { U'瓊', U'琼' }, { U'畫', U'画' }, { U'發', U'发' },
    { U'盧', U'卢' }, { U'範', U'范' }, { U'簡', U'简' }, { U'約', U'约' }, { U'綜', U'综' },
    { U'網', U'网' }, { U'編', U'编' }, { U'縣', U'县' }, { U'羅', U'罗' }, { U'習', U'习' },
    { U'聞', U'闻' }, { U'聲', U'声' }, { U'莊', U'庄' }, { U'華', U'华' }, { U'萬', U'万' },
    { U'葉', U'叶' }, { U'蔣', U'蒋' }, { U'蕪', U'芜' }, { U'蕭', U'萧' }, { U'藍', U'蓝' },
    { U'蘇', U'苏' }, { U'蘭', U'兰' }, { U'處', U'处' }, { U'見', U'见' }, { U'訃', U'讣' },
    { U'訊', U'讯' }, { U'記', U'记' }, { U'訪', U'访' }, { U'許', U'许' }, { U'評', U'评' },
    { U'詞', U'词' }, { U'詩', U'诗' }, { U'話', U'话' }, { U'談', U'谈' }, { U'論', U'论' },
    { U'諸', U'诸' }, { U'謝', U'谢' }, { U'譚', U'谭' }, { U'讀', U'读' }, { U'變', U'变' },
    { U'讓', U'让' }, { U'責', U'责' }, { U'費', U'费' }, { U'賀', U'贺' }, { U'資', U'资' },
    { U'賈', U'贾' }, { U'賴', U'赖' }, { U'趙', U'赵' }, { U'載', U'载' }, { U'輯', U'辑' },
    { U'轉', U'转' }, { U'連', U'连' }, { U'遊', U'游' }, { U'選', U'选' }, { U'鄉', U'乡' },
    { U'鄒', U'邹' }, { U'鄧', U'邓' }, { U'鄭', U'郑' }, { U'鄺', U'邝' }, { U'錢', U'钱' },
    { U'鍾', U'钟' }, { U'鎮', U'镇' }, { U'鐘', U'钟' }, { U'長', U'长' }, { U'門', U'门' },
    { U'間', U'间' }, { U'閻', U'阎' }, { U'闕', U'阙' }, { U'關', U'关' }, { U'陳', U'陈' },
    { U'陸', U'陆' }, { U'陽', U'阳' }, { U'隊', U'队' }, { U'電', U'电' }, { U'韋', U'韦' },
    { U'韓', U'韩' }, { U'項', U'项' }, { U'題', U'题' }, { U'顧', U'顾' }, { U'馬', U'马' },
    { U'馮', U'冯' }, { U'駐', U'驻' }, { U'駱', U'骆' }, { U'體', U'体' }, { U'麗', U'丽' },
    { U'黃', U'黄' }, { U'齊', U'齐' }, { U'龍', U'龙' }, { U'龐', U'庞' }, { U'龔', U'龚' },
};

uint32_t
glyph_fold(uint32_t point)
{
    if (point < 0x2e80)
        return point;
    if (point < 0x2e80 + COUNT(radicals)) {
        uint32_t plain = radicals[point - 0x2e80];
        return plain != 0 ? plain : point;
    }
    if ((point >= U'０' && point <= U'９') || (point >= U'Ａ' && point <= U'Ｚ') ||
        (point >= U'ａ' && point <= U'ｚ'))
        return point - 0xff00 + 0x20;
    switch (point) {
    case U'％': /* per cent */
    case U'＆': /* ampersand */
    case U'＋': /* plus */
    case U'．': /* full stop, in decimals */
    case U'／': /* solidus */
    case U'＝': /* equals */
    case U'＠': /* at */
        return point - 0xff00 + 0x20;
    default:
        break;
    }
    if (point >= U'︐' && point < U'︐' + COUNT(vertical_marks))
        return vertical_marks[point - U'︐'];
    if (point >= U'︰' && point < U'︰' + COUNT(vertical_pairs))
        return vertical_pairs[point - U'︰'];
    return point;
}

uint32_t
glyph_simple(uint32_t point)
{
    size_t low = 0, high = COUNT(simple_forms);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (simple_forms[middle][0] == point)
            return simple_forms[middle][1];
        if (simple_forms[middle][0] < point)
            low = middle + 1;
        else
            high = middle;
    }
    return point;
}

static bool
is_among(uint32_t point, const uint16_t *list)
{
    for (; *list != 0; list++)
        if (*list == point)
            return true;
    return false;
}

bool
glyph_is_stop(uint32_t point)
{
    static const uint16_t list[] = { U'。', U'！', U'？', '!', '?', U'｡', U'…', 0 };
    return is_among(point, list);
}

bool
glyph_is_pause(uint32_t point)
{
    static const uint16_t list[] = { U'，', U'、', U'；', U'：', ',', ';', ':', U'､', 0 };
    return is_among(point, list);
}

bool
glyph_is_open(uint32_t point)
{
    static const uint16_t list[] = { U'“',  U'‘',  U'（', U'《', U'【', U'「', U'『',
                                     U'〈', U'〔', '(',   '[',   U'〖', 0 };
    return is_among(point, list);
}

bool
glyph_is_close(uint32_t point)
{
    static const uint16_t list[] = { U'”',  U'’',  U'）', U'》', U'】', U'」', U'』',
                                     U'〉', U'〕', ')',   ']',   U'〗', 0 };
    return is_among(point, list);
}

bool
glyph_ends_text(uint32_t point)
{
    return glyph_is_stop(point) || glyph_is_close(point);
}

bool
glyph_is_bullet(uint32_t point)
{
    /* blocks, shapes, stars and dingbats */
    if (point >= 0x2580 && point <= 0x27bf)
        return true;
    return point == U'•' || point == U'※' || point == U'→' || point == U'⇒';
}

bool
glyph_is_digit(uint32_t point)
{
    return (point >= '0' && point <= '9') || (point >= U'０' && point <= U'９');
}

bool
glyph_is_latin(uint32_t point)
{
    return (point >= 'A' && point <= 'Z') || (point >= 'a' && point <= 'z') ||
           (point >= U'Ａ' && point <= U'Ｚ') || (point >= U'ａ' && point <= U'ｚ') ||
           (point >= U'À' && point <= 0x24f && point != U'×' && point != U'÷');
}

bool
glyph_is_dash(uint32_t point)
{
    return point == '-' || (point >= 0x2010 && point <= 0x2015) || point == U'－' ||
           point == 0x2500 || point == 0x2501;
}

unsigned
glyph_width(uint32_t point)
{
    if (point < 0x1100 || (point >= 0x2000 && point < 0x2010) || point == U'•')
        return 1;
    return 2;
}
