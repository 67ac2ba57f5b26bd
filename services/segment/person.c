#include "services/segment/person.h"

#include "common/slice.h"
#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/surnames.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
    SOUND_LEAST = 3, /* characters of a name without a dot that is written by its sound */
    SOUND_MOST = 8,
};

/* Characters that foreign names and those of China's peoples are commonly written with. */
static const char sounds[] =
    "阿埃艾安昂奥巴白班邦包鲍宝贝本比彼毕宾波玻伯博勃布才查次仓措达戴丹当道德登邓迪蒂丁顿多杜敦额"
    "厄恩尔法凡费菲芬佛夫弗福富噶盖干冈戈哥格葛根贡古瓜哈海罕汉豪赫黑亨霍基吉季加嘉贾江杰津金卡凯坎"
    "考柯科可克肯孔库夸昆拉莱赖兰朗劳勒雷黎里理丽利莉立列林琳卢鲁伦罗洛玛马迈麦曼芒梅美门蒙孟米密缪"
    "莫默姆木穆纳娜那乃奈南内尼妮努诺欧帕潘庞佩彭皮平珀普奇齐其契恰乔切琴青丘热仁日荣茹瑞若萨塞赛桑"
    "瑟森莎沙山尚绍申圣施什史士舒斯丝思司苏索所塔泰坦唐陶特提惕田廷图吐土托娃瓦万旺威韦维魏温文翁沃"
    "乌吾武西希锡夏香肖谢欣辛新兴幸休修许雅亚延岩央杨耶叶伊衣依易因银英尤优于雨玉约云宰赞扎增曾泽詹"
    "合旦珠珍芝治朱卓孜祖佐措艳买力逊汗姑嘎强琼边呼音敖朝高岩";

/* Surnames of nine in ten people in the news. */
static const char common_surnames[] =
    "习王李张刘陈杨赵马周吴高黄朱邓孙徐胡金丁郑郭江韩唐于林谢罗杜冯彭董何毛蔡宋叶梁肖潘姜卢袁沈曹"
    "汪许石魏蒋余吕薛常程柳龚方曾夏雷戴姚穆崔邱钱任范苏侯田秦贺焦孟闫贾屈邹钟史傅温孔汤龙付武黎陆"
    "齐梅陶邵熊祝尹廖谭洪甘顾乔赖华纪郝艾阮樊卞施关申庞窦翟俞聂严牛苗詹费庄路迈裴伍曲鲍萧郁岳尤易"
    "骆吉宗滕韦盛欧段季饶迟喻靳倪单代向尚柴邢康阎翁储符耿童管涂葛";

static int
compare_points(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

bool
person_is_name(const uint32_t *text, size_t len)
{
    uint32_t name[4];
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (point_is_blank(text[i]))
            continue;
        uint32_t point = glyph_simple(glyph_fold(text[i]));
        if (!point_is_han(point) || n == COUNT(name))
            return false;
        name[n++] = point;
    }
    if (n < 2)
        return false;
    for (size_t i = 0; n >= 3 && i < COUNT(surnames_double); i += 2)
        if (surnames_double[i] == name[0] && surnames_double[i + 1] == name[1])
            return true;
    return n <= 3 &&
           bsearch(&name[0], surnames, COUNT(surnames), sizeof surnames[0], compare_points) != NULL;
}

bool
person_is_dot(uint32_t point)
{
    return point == U'·' || point == U'・' || point == U'‧' || point == U'•';
}

bool
person_sounds(const uint32_t *text, size_t len)
{
    size_t letters = 0, sounding = 0;
    for (size_t i = 0; i < len; i++) {
        letters += !person_is_dot(text[i]);
        sounding += utf8_has(slice_from(sounds), glyph_simple(glyph_fold(text[i])));
    }
    return letters > 0 && 2 * sounding >= letters + (letters == 2);
}

bool
person_is_stranger(const uint32_t *text, size_t len)
{
    size_t dots = 0, letters = 0, sounding = 0;
    for (size_t i = 0; i < len; i++) {
        if (person_is_dot(text[i])) {
            if (i == 0 || i + 1 == len || person_is_dot(text[i - 1]))
                return false;
            dots++;
            continue;
        }
        if (!point_is_han(text[i]) || ++letters > PERSON_MOST)
            return false;
        sounding += utf8_has(slice_from(sounds), glyph_simple(glyph_fold(text[i])));
    }
    if (dots > 0)
        return letters >= 3 && sounding * 5 >= letters * 4;
    return sounding == letters && letters >= SOUND_LEAST && letters <= SOUND_MOST;
}

bool
person_is_outlet(const uint32_t *text, size_t len)
{
    for (const char *const *word = cue_outlets; *word != NULL; word++) {
        struct slice end = slice_from(*word);
        size_t count = utf8_count(end);
        if (len > count && utf8_is(end, text + len - count, count))
            return true;
    }
    return false;
}

bool
person_is_common(uint32_t point)
{
    return utf8_has(slice_from(common_surnames), glyph_simple(point));
}
