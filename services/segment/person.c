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

/* Characters that foreign names and those of China's peoples are commonly written with, sorted. */
static const char sounds[] = "丁万丘丝丹丽乃乌乔买于云亚亨什仁仓伊休优伦伯佐佛佩依修克兰兴其内"
                             "冈凡凯切列利力加努劳勃勒包卓南博卡卢厄古可史叶司合吉吐吾呼哈哥唐"
                             "嘉嘎噶因图土圣坎坦埃培基堆塔塞增士夏多夫央夸奇奈契奥妮姆姑威娃娜"
                             "孔孜孟季安宗宝宰宾密富尔尚尤尼山岩巴布希帕干平幸库庞延廷弗强当彭"
                             "彼德思恩恰惕戈戴所才扎托拉拥措提敖敦文斯新施日旦旺昂昆易晋普曼曾"
                             "朗朝木本朱朵杜杨杰林查柯根格桑梅森次欣欧武比毕汉汗江沃沙治法波泰"
                             "泽洛津海温潘热特玉玛玻珀珍珠班理琪琳琴琼瑞瑟瓜瓦田申登白皮益盖祖"
                             "福科穆立米索约纳绍维缪罕罗美群翁考耶肖肯舒艳艾芒芝芬花苏若英茹荣"
                             "莉莎莫莱菲萨葛蒂蒙衣西詹许诺谢豪贝贡费贾赖赛赞赫辛边达迈迪逊道邓"
                             "那邦里金银锡门阿陶雅雨雷霍青韦音顿额香马高魏鲁鲍麦黎黑默齐";

/* Surnames of nine in ten people in the news, sorted. */
static const char common_surnames[] =
    "丁严乔习于付代任伍何余侯俞倪傅储关冯刘华单卞卢史叶吉向吕吴周唐喻"
    "夏姚姜孔孙孟季宋宗尚尤尹屈岳崔常庄庞康廖张彭徐戴方施易曲曹曾朱李"
    "杜杨林柳柴梁梅樊欧武段毛江汤汪沈洪涂温滕潘焦熊牛王甘田申盛石祝秦"
    "程穆窦童符管纪罗翁翟耿聂肖胡艾苏苗范萧葛董蒋蔡薛袁裴詹许谢谭费贺"
    "贾赖赵路迈迟邓邢邱邵邹郁郑郝郭金钟钱闫阎阮陆陈陶雷靳韦韩顾饶马骆"
    "高魏鲍黄黎齐龙龚";

/* Whether the sorted list, of ideographs alone, has the point. */
static bool
is_listed(const char *list, size_t size, uint32_t point)
{
    enum { BYTES = 3 }; /* of an ideograph */
    size_t low = 0, high = size / BYTES;
    while (low < high) {
        size_t middle = (low + high) / 2, at = middle * BYTES;
        uint32_t there = utf8_next((struct slice){ list, size }, &at);
        if (there == point)
            return true;
        if (there < point)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool
is_sound(uint32_t point)
{
    return is_listed(sounds, sizeof sounds - 1, glyph_simple(glyph_fold(point)));
}

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
        sounding += is_sound(text[i]);
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
        sounding += is_sound(text[i]);
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
    return is_listed(common_surnames, sizeof common_surnames - 1, glyph_simple(point));
}
