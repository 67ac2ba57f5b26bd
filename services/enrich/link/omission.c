#include "services/enrich/link/omission.h"

#include "common/utf8.h"

#include <string.h>

enum { NAME_MAX = 64, LEFT_MAX = 5 /* code points left out before the noun */ };

/* A name without brackets: 国丰兴华(北京)私募基金管理有限公司. */
struct plain {
    uint32_t points[NAME_MAX];
    size_t length;
};

/* The part beside the full name. */
struct pair {
    struct plain full, part;
    size_t core;  /* how much of the full name stands before its legal form */
    size_t at;    /* where in the full name the part begins */
    size_t alike; /* how much of the part follows there, 市 and 县 left out */
    size_t to;    /* where in the full name that ends */
    bool spelt;   /* behind a place of which the part has the first characters */
    size_t noun;  /* how much of the part is the noun it ends with; 0: none */
};

static bool
same_points(const uint32_t *a, const uint32_t *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

static bool
ends_with_word(const uint32_t *points, size_t count, const char *word)
{
    size_t length = utf8_count(slice_from(word));
    return length <= count && utf8_is(slice_from(word), points + count - length, length);
}

static bool
copy_plain(struct plain *plain, const struct draft *draft, bool keep)
{
    bool inside = false;
    plain->length = 0;
    for (size_t i = 0; i < draft->length; i++) {
        uint32_t point = draft->points[i];
        bool open = point == U'(' || point == U'（', close = point == U')' || point == U'）';
        if (plain->length == NAME_MAX)
            return false;
        if ((!inside || keep) && !open && !close)
            plain->points[plain->length++] = point;
        inside = open || (inside && !close);
    }
    return plain->length > 0;
}

/* How many code points before `count` are a firm's legal form. */
static size_t
legal_form(const uint32_t *points, size_t count)
{
    static const char *const forms[] = { "集团股份有限公司",
                                         "集团有限责任公司",
                                         "集团有限公司",
                                         "股份有限公司",
                                         "有限责任公司",
                                         "有限公司",
                                         "集团公司",
                                         "总公司",
                                         "公司",
                                         "集团",
                                         NULL };
    for (size_t i = 0; forms[i] != NULL; i++)
        if (ends_with_word(points, count, forms[i]))
            return utf8_count(slice_from(forms[i]));
    return 0;
}

static const uint32_t divisions[] = U"省市县区州旗盟乡镇";

/* How far the part goes on where the full name does. */
static void
follow(struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    size_t to = pair->to, alike = pair->alike;
    while (to < full->length && alike < part->length) {
        if (full->points[to] == part->points[alike])
            alike++;
        else if (alike < 2 || !point_is_in(full->points[to], divisions) || to + 1 >= full->length ||
                 full->points[to + 1] != part->points[alike])
            break;
        to++;
    }
    pair->to = to;
    pair->alike = alike;
}

static void
align(struct pair *pair, const struct body_words *words)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    pair->core = full->length - legal_form(full->points, full->length);
    pair->at = 0;
    for (size_t at = 0; at + 2 <= full->length && part->length >= 2; at++)
        if (same_points(full->points + at, part->points, 2)) {
            pair->at = at;
            break;
        }
    pair->to = pair->at;
    follow(pair);
    size_t place = atlas_longest(words->atlas, full->points + pair->at, full->length - pair->at);
    if (pair->alike > 0 && pair->alike < part->length && pair->at + place > pair->to) {
        pair->to = pair->at + place; /* 俄|政府, 俄罗斯|政府 */
        pair->spelt = true;
        pair->alike += full->points[pair->to - 1] == part->points[pair->alike] &&
                       point_is_in(part->points[pair->alike], divisions); /* 阿坝州 */
        follow(pair);
    }
    pair->noun = lexicon_ending(&words->ends, part->points, part->length);
}

/* Whether a province, a city or a country is named in the points, and its first character not in
 * the part. */
static bool
holds_place(const struct body_words *words, const uint32_t *points, size_t count,
            const struct plain *part)
{
    for (size_t i = 0; i + 2 <= count; i++) {
        size_t length = atlas_longest(words->atlas, points + i, count - i);
        const struct meaning *meanings;
        size_t found = length < 2 ? 0 : atlas_find(words->atlas, points + i, length, &meanings);
        for (size_t k = 0; k < found; k++) {
            uint8_t level = atlas_place(words->atlas, meanings[k].place)->level;
            bool inside = false;
            for (size_t n = 1; n < part->length; n++)
                inside |= part->points[n] == points[i];
            if ((level == LEVEL_PROVINCE || level == LEVEL_CITY || level == LEVEL_COUNTRY) &&
                meanings[k].kind != NAME_LETTER && !inside)
                return true;
        }
    }
    return false;
}

static bool
begins_with_place(const struct body_words *words, const struct plain *part)
{
    static const struct plain none = { .length = 0 };
    size_t length = atlas_longest(words->atlas, part->points, part->length);
    return length >= 2 && holds_place(words, part->points, length, &none);
}

/* Whether what the full name adds, between place and noun, makes no other body of it: 人民,
 * 第十三届, 壮族自治区. */
static bool
is_harmless(const struct body_words *words, const uint32_t *points, size_t count)
{
    for (size_t at = 0; at < count;) {
        size_t step = lexicon_beginning(&words->harmless, points + at, count - at);
        for (size_t i = at; step == 0 && i < count && i < at + 8; i++) {
            if (points[i] == U'届' && point_is_in(points[at], U"第十一二三四五六七八九"))
                step = i + 1 - at;
            if (i + 2 < count && same_points(points + i, U"族自治", 3))
                step = i + 4 - at;
        }
        if (step == 0 && points[at] != U'第' && points[at] != U'国')
            return false;
        at += step > 0 ? step : 1;
    }
    return true;
}

/* Whether the part, a firm's name, is that of the firm and not of its mother. */
static bool
is_free_firm(const struct body_words *words, const struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    if (pair->core <= pair->to)
        return true;
    if (pair->alike == 0)
        return true; /* 南航 */
    const uint32_t *rest = full->points + pair->to;
    size_t count = pair->core - pair->to;
    if (holds_place(words, rest, count, part))
        return false; /* 国网公司, 国网新疆电力有限公司 */
    if (pair->alike + 2 == part->length && ends_with_word(part->points, part->length, "集团") &&
        !begins_with_place(words, part) && !same_points(part->points, U"国家", 2) &&
        lexicon_beginning(&words->daughters, rest, count) > 0)
        return false; /* 招商局集团, 招商局港口集团股份有限公司 */
    if (pair->alike + 2 == part->length && ends_with_word(part->points, pair->alike, "油田"))
        return false; /* 新疆油田公司, 新疆油田重油公司 */
    bool whole = pair->alike == part->length;
    if (whole && part->length >= 4 && begins_with_place(words, part) &&
        lexicon_beginning(&words->daughters, rest, count) > 0)
        return false; /* 中国人寿, 中国人寿资产管理有限公司 */
    return true;
}

/* How much of the full name is a noun that the part shortens to its last `noun` code points; 0: the
 * nouns are two. */
static size_t
full_noun(const struct pair *pair, size_t noun)
{
    static const char *const pairs[][2] = {
        { "人大常委会", "人民代表大会常务委员会" },
        { "人大", "人民代表大会" },
        { "中院", "中级人民法院" },
        { "高院", "高级人民法院" },
        { "委", "委员会" },
        { "盟", "联盟" },
        { "使馆", "大使馆" },
        { "总领馆", "总领事馆" },
        { "行", "银行" },
        { NULL, NULL },
    };
    const struct plain *full = &pair->full, *part = &pair->part;
    for (size_t i = 0; pairs[i][0] != NULL; i++)
        if (utf8_is(slice_from(pairs[i][0]), part->points + part->length - noun, noun) &&
            ends_with_word(full->points, full->length, pairs[i][1]))
            return utf8_count(slice_from(pairs[i][1]));
    bool same = noun <= full->length && same_points(full->points + full->length - noun,
                                                    part->points + part->length - noun, noun);
    return same ? noun : 0;
}

/* Of a part that is a place, or a body, and a noun: 山西省|委, 全国政协|党组; true for others. */
static bool
is_free_noun(const struct body_words *words, const struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    size_t noun = part->length - pair->alike, head = pair->alike;
    if (noun == 0 || (pair->noun > noun && pair->noun < part->length)) {
        noun = pair->noun; /* 昆明市委|员会, 上海市|法院 */
        head = part->length - noun;
    }
    if (noun == 0 || head == 0)
        return true;
    size_t end = full_noun(pair, noun);
    if (noun > (pair->noun > 0 ? pair->noun : 2))
        return true; /* 吉大|一院 */
    bool school = noun == 2 && (ends_with_word(part->points, part->length, "大学") ||
                                ends_with_word(part->points, part->length, "学院") ||
                                ends_with_word(part->points, part->length, "中学") ||
                                ends_with_word(part->points, part->length, "小学"));
    bool placed = school || atlas_longest(words->atlas, part->points, head) == head ||
                  (head == 1 && pair->spelt) ||
                  point_is_in(part->points[head - 1], U"省市县区州旗盟乡镇道央国军");
    size_t left = full->length > pair->to + end ? full->length - pair->to - end : 0;
    if (end > 0 && left > LEFT_MAX && noun == pair->noun)
        return is_harmless(words, full->points + pair->to, left);
    if (end == 0 || !(placed || lexicon_ending(&words->ends, part->points, head) > 1))
        return true;
    size_t to = pair->to < full->length - end ? pair->to : full->length - end;
    return is_harmless(words, full->points + to, full->length - end - to);
}

/* Whether the part begins with what stands for a place: 国际|能源署. */
static bool
is_wide(const struct plain *part)
{
    static const uint32_t wide[][3] = { U"国际", U"世界", U"全球", U"全国", U"中华" };
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (same_points(part->points, wide[i], 2))
            return true;
    return false;
}

/* Whether the part goes on, behind the place that it begins with, where the full name does:
 * 广西|旅游协会 is not 广西|乡村旅游行业协会. */
static bool
goes_on(const struct body_words *words, const struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    size_t place = pair->alike == 2 && is_wide(part) ? 2 : 0;
    if (place == 0)
        place = atlas_longest(words->atlas, part->points, pair->alike);
    if (pair->spelt || place < 2 || place != pair->alike || place == part->length)
        return true;
    for (size_t to = pair->to; to < full->length; to++)
        if (full->points[to] == part->points[place] &&
            (to == pair->to + 1 || is_harmless(words, full->points + pair->to, to - pair->to)))
            return true; /* 市|房管局, 市|住房保障和房产管理局 */
    return false;
}

/* Whether the full name is a branch and the part says none: 北京市朝阳公安分局, 北京市公安局. */
static bool
is_branch(const struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    size_t count = ends_with_word(full->points, full->length, "公司") ? 3 : 2;
    if (full->length <= count || !point_is_in(full->points[full->length - count], U"分支"))
        return false;
    uint32_t mark = full->points[full->length - count];
    for (size_t i = 1; i < part->length; i++)
        if (part->points[i] == mark)
            return false;
    if (full->length < count + part->length)
        return true;
    return !same_points(full->points + full->length - count - part->length, part->points,
                        part->length);
}

/* Whether the part ends with a character of the noun that the full name ends with, legal form and
 * all, or is the beginning of what the full name is called by. */
static bool
is_closed(const struct body_words *words, const struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    uint32_t last = part->points[part->length - 1];
    if (ends_with_word(full->points, full->length, "领导小组") &&
        !ends_with_word(part->points, part->length, "小组"))
        return false;
    bool short_firm =
        part->length == 2 && (pair->alike != 1 || pair->spelt || pair->core < full->length);
    if (pair->alike == part->length || short_firm ||
        (last == U'专' && ends_with_word(full->points, full->length, "学校")) ||
        (last == U'总' && ends_with_word(full->points, full->length, "总指挥部")))
        return true;
    size_t noun = lexicon_ending(&words->ends, full->points, pair->core);
    size_t head = lexicon_ending(&words->heads, full->points, pair->core);
    noun = head > noun ? head : noun; /* 陕历博 of ...博物馆 */
    for (size_t i = pair->core - (noun > 0         ? noun
                                  : pair->core < 2 ? pair->core
                                                   : 2);
         i < full->length; i++)
        if (full->points[i] == last)
            return true;
    return false;
}

/* Whether the part, its noun aside, says no more than the parent in the full name:
 * 美国国防部, 美国国防后勤局|能源部. */
static bool
is_of_parent(const struct body_words *words, const struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    const struct draft whole = { .points = full->points, .length = full->length };
    size_t parent = body_parent(words, &whole), drawn = 0;
    if (parent <= pair->at || parent + pair->noun >= full->length)
        return false;
    for (size_t i = pair->at; i < parent && drawn < part->length; i++)
        drawn += full->points[i] == part->points[drawn];
    return drawn + pair->noun >= part->length &&
           !is_harmless(words, full->points + parent, full->length - parent - pair->noun);
}

/* Whether the part, which begins like the full name and ends with no noun, is what a body is called
 * by: 南开|大学, not 大庆油田|1205钻井队, 中国石油|大学. */
static bool
is_free_brand(const struct body_words *words, const struct pair *pair)
{
    const struct plain *full = &pair->full, *part = &pair->part;
    size_t rest = full->length - pair->to;
    if (pair->alike < part->length || pair->noun > 0)
        return true;
    if (part->length > 2 && same_points(part->points, U"中国", 2))
        return false;
    if (pair->at > 0 && part->length == 2 && ends_with_word(full->points, full->length, "会"))
        return false;      /* 南非外交学会 */
    if (part->length == 2) /* 上外, but not 东航 of 东方航空标准管理部 */
        return !point_is_in(full->points[full->length - 1], U"部处科室办组段");
    return lexicon_ending(&words->ends, full->points, full->length) >= rest ||
           lexicon_ending(&words->firms, full->points, full->length) >= rest;
}

static bool
is_free(const struct body_words *words, struct pair *pair)
{
    align(pair, words);
    if (is_branch(pair) || is_of_parent(words, pair) || !is_closed(words, pair))
        return false;
    if (pair->core < pair->full.length)
        return is_free_firm(words, pair);
    return is_free_brand(words, pair) && is_free_noun(words, pair) && goes_on(words, pair);
}

/* Whether the part is one of two bodies that the full name is: 中国石油与|国机集团,
 * 大理州委办公室|大理州人民政府. */
static bool
is_one_of_two(const struct body_words *words, const struct plain *full, const struct plain *part)
{
    static const uint32_t links[] = U"与及、";
    size_t ahead = full->length - part->length;
    if (ahead > 0 && same_points(full->points, part->points, part->length) &&
        point_is_in(full->points[part->length], links))
        return true;
    if (ahead == 0 || !same_points(full->points + ahead, part->points, part->length))
        return false;
    bool whole = ends_with_word(part->points, part->length, "人民政府") ||
                 ends_with_word(part->points, part->length, "国务院");
    return point_is_in(full->points[ahead - 1], links) ||
           (whole && (lexicon_ending(&words->heads, full->points, ahead) > 0 ||
                      ends_with_word(full->points, ahead, "委办公室")));
}

bool
omission_is_free(const struct body_words *words, const struct draft *full, const struct draft *part)
{
    struct pair kept = { .at = 0 }, bare = { .at = 0 };
    if (!copy_plain(&kept.full, full, true) || !copy_plain(&kept.part, part, true) ||
        !copy_plain(&bare.full, full, false) || !copy_plain(&bare.part, part, false))
        return false;
    const struct plain *whole = &kept.full, *name = &kept.part;
    if (name->length < 2 || bare.part.length < 2 || whole->length < name->length)
        return false;
    size_t ahead = whole->length - name->length;
    if (is_one_of_two(words, whole, name))
        return false;
    if (same_points(whole->points + ahead, name->points, name->length))
        return !(name->points[name->length - 1] == U'委' &&
                 ends_with_word(whole->points, ahead, "共青团"));
    if (utf8_is(SLICE_LITERAL("中共"), name->points, name->length) ||
        (utf8_is(SLICE_LITERAL("中行"), name->points, name->length) &&
         whole->length > 4) || /* that is 中国银行 */
        ends_with_word(name->points, name->length, "有限公司") ||
        ends_with_word(name->points, name->length, "有限责任公司"))
        return false; /* a full name itself */
    if (bare.full.length < whole->length && bare.part.length == name->length &&
        legal_form(bare.full.points, bare.full.length) == 0)
        return false; /* 上海国际仲裁(香港)中心 */
    return is_free(words, &bare) || (bare.full.length < whole->length && is_free(words, &kept));
}
