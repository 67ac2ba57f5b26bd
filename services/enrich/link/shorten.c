#include "services/enrich/link/shorten.h"

#include "common/utf8.h"
#include "services/enrich/link/omission.h"

#include <string.h>

static bool
same_points(const uint32_t *a, const uint32_t *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* Whether the short form's characters stand in the full one in order, from its first. */
static bool
is_drawn_from(const uint32_t *part, size_t part_length, const uint32_t *full, size_t full_length)
{
    size_t at = 0;
    if (part_length < 2 || part_length >= full_length || part[0] != full[0])
        return false;
    for (size_t i = 0; i < full_length && at < part_length; i++)
        if (full[i] == part[at])
            at++;
    return at == part_length;
}

static bool
ends_with(const struct draft *draft, const struct lexicon *ends)
{
    return lexicon_ending(ends, draft->points, draft->length) > 0;
}

/* Whether the part is the full name less its legal form: 航天科技集团 of 中国航天科技集团有限公司.
 */
static bool
lacks_legal_form(const uint32_t *full, size_t full_length, const struct draft *part)
{
    static const char *const forms[] = { "有限公司",
                                         "股份有限公司",
                                         "有限责任公司",
                                         "集团",
                                         "公司",
                                         "集团有限公司",
                                         "集团公司",
                                         "集团股份有限公司",
                                         "集团有限责任公司",
                                         "控股有限公司",
                                         "控股集团",
                                         "控股集团有限公司",
                                         "科技有限公司",
                                         "科技股份有限公司",
                                         "（集团）有限公司",
                                         "总公司",
                                         "总社",
                                         "员会",
                                         NULL };
    if (full_length <= part->length || !same_points(full, part->points, part->length))
        return false;
    for (size_t i = 0; forms[i] != NULL; i++)
        if (utf8_is(slice_from(forms[i]), full + part->length, full_length - part->length))
            return true;
    return false;
}

/* Whether the part is drawn from the full name from some character on, of which two are kept
 * together: 成都局集团公司 of 中国铁路成都局集团有限公司; both have to end alike. */
static bool
is_core(const uint32_t *full, size_t full_length, const struct draft *part)
{
    if (part->length < 4 || full[full_length - 1] != part->points[part->length - 1])
        return false;
    for (size_t at = 1; at + part->length < full_length; at++)
        if (same_points(full + at, part->points, 2))
            return is_drawn_from(part->points, part->length, full + at, full_length - at);
    return false;
}

/* Whether the part is what stands behind the parent in the full name (中山医院 of
 * 复旦大学附属中山医院) or ends it less its legal form: 大桥局 of 中铁大桥局集团有限公司. */
static bool
is_tail(const struct body_words *words, const struct draft *full, const struct draft *part)
{
    size_t ahead = full->length - part->length, parent = body_parent(words, full);
    if (part->length < 3)
        return false;
    if (parent > 0 && parent < full->length && part->sense.in == PLACE_NONE &&
        full->points[full->length - 1] == part->points[part->length - 1] &&
        is_drawn_from(part->points, part->length, full->points + parent, full->length - parent))
        return true; /* 油料所 of 中国农业科学院油料作物研究所 */
    bool attached =
        ahead >= parent + 2 && full->points[ahead - 2] == U'附' && full->points[ahead - 1] == U'属';
    if (parent > 0 && (ahead == parent || attached) &&
        same_points(full->points + ahead, part->points, part->length))
        return true;
    if (part->sense.in != PLACE_NONE && part->sense.in != full->sense.in)
        return false;
    for (size_t at = 1; at <= 4 && at + part->length < full->length; at++) {
        struct draft rest = { .points = part->points, .length = part->length };
        if (same_points(full->points + at, part->points, part->length) &&
            lacks_legal_form(full->points + at, full->length - at, &rest))
            return true;
    }
    return false;
}

/* Two characters of which the first is not the first of the name: 国美 of 中国美术学院, 国博 of
 * 中国国家博物馆, 央音 of 中央音乐学院, 西大 of 广西大学; 川师大 of 四川师范大学. */
static bool
is_from_second(const struct draft *full, size_t place, const struct draft *part)
{
    const uint32_t *points = full->points;
    if (place == 2 && part->length > 2 && part->length < 5 && part->points[0] == points[1] &&
        part->points[part->length - 1] == U'大' &&
        same_points(points + full->length - 2, U"大学", 2))
        return is_drawn_from(part->points, part->length, points + 1, full->length - 1);
    if (part->length == 2 && full->length > 5 && same_points(points, U"中华全国", 4))
        return part->points[0] == U'全' && part->points[1] == points[4]; /* 全总 */
    if (part->length != 2 || full->length < 4 || part->points[0] != points[1])
        return false;
    if (points[0] == U'中' && points[1] == U'央')
        return part->points[1] == points[2];
    if (place != 2)
        return false;
    if (full->length == 4)
        return part->points[1] == points[2];
    size_t at = points[2] == U'国' && points[3] == U'家' ? 4 : 2;
    return points[1] == U'国' && part->points[1] == points[at];
}

/* Whether the noun that the part ends with may be that of the full name: 国会 is in 法国国民议会 by
 * no stretch, 委 in 委员会 is. */
static bool
ends_alike(const struct draft *full, const struct draft *part, size_t noun)
{
    static const uint32_t pairs[][2] = { { U'委', U'会' }, { U'团', U'司' }, { U'司', U'团' },
                                         { U'所', U'院' }, { U'大', U'会' }, { U'专', U'校' } };
    uint32_t last = part->points[part->length - 1], whole = full->points[full->length - 1];
    bool alike = last == whole;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        alike |= last == pairs[i][0] && whole == pairs[i][1];
    if (noun < 2 || last == U'专' || last == U'大')
        return alike;
    for (size_t at = 0; alike && at + noun <= full->length; at++)
        if (same_points(full->points + at, part->points + part->length - noun, noun))
            return true;
    return false;
}

/* How the part shortens what stands behind the place that the full name begins with. */
static const char *
shortens_rest(const struct body_words *words, const struct draft *full, const struct draft *part,
              size_t place, size_t noun)
{
    const struct lexicon *ends = &words->ends;
    const uint32_t *rest = full->points + place;
    size_t length = full->length - place;
    bool firm = lexicon_ending(&words->firms, full->points, full->length) > 0;
    if (firm && part->length == 2 && rest[0] == U'第' && same_points(rest + 1, part->points, 2))
        return "shortens"; /* 一汽 of 中国第一汽车集团 */
    if (firm && noun == 0 && part->length < length &&
        same_points(rest, part->points, part->length) &&
        atlas_longest(words->atlas, rest + part->length, length - part->length) == 0)
        return "shortens"; /* 达飞 of 法国达飞海运集团 */
    if (firm && part->length == 2 && length > 4 && part->points[0] == rest[0] &&
        part->points[1] == rest[2])
        return "shortens"; /* 南航 of 中国南方航空公司 */
    bool whole = part->length > 2 || ends_with(part, ends) ||
                 part->points[1] == full->points[full->length - 1] ||
                 (part->points[1] == U'大' && full->points[full->length - 2] == U'大'); /* 陶大 */
    if (same_points(rest, part->points, part->length < length ? part->length : length) &&
        !lacks_legal_form(rest, length, part) && ends_with(part, ends))
        return NULL; /* of 中国科学院大学 the 科学院 is the parent */
    if (lacks_legal_form(rest, length, part) ||
        (whole && is_drawn_from(part->points, part->length, rest, length)) ||
        is_core(full->points, full->length, part))
        return "shortens";
    return NULL;
}

/* How much of the name is the party before its committee's place: 中国共产党|广东省第十三届委员会.
 */
static size_t
party_ahead(const struct draft *full)
{
    if (full->length > 5 && same_points(full->points, U"中国共产党", 5))
        return 5;
    return full->length > 2 && same_points(full->points, U"中共", 2) ? 2 : 0;
}

/* How many code points of divisions stand before the one that the part begins with: 6 of
 * 甘肃省天水市秦州区人民法院 for 秦州区法院; 0: none. */
static size_t
chain_before(const struct body_words *words, const struct draft *full, const struct draft *part)
{
    size_t place = atlas_longest(words->atlas, part->points, part->length), at = 0;
    while (place >= 2 && at + part->length <= full->length) {
        size_t step = at == 0 ? party_ahead(full) : 0;
        if (step == 0)
            step = atlas_longest(words->atlas, full->points + at, full->length - at);
        if (at > 0 && same_points(full->points + at, part->points, place))
            return at;
        if (step == 0)
            break;
        at += step;
    }
    return 0;
}

/* How many code points of the name are its legal form; 0: none. */
static size_t
legal_form_of(const struct draft *full)
{
    static const char *const forms[] = { "股份有限公司", "有限责任公司", "有限公司", "总公司" };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (slice_ends(full->name, slice_from(forms[i])))
            return utf8_count(slice_from(forms[i]));
    return 0;
}

/* How much of the full name is the place before it, or what stands for one: 国家外汇管理局. */
static size_t
place_ahead(const struct body_words *words, const struct draft *full)
{
    static const uint32_t wholes[][3] = { U"国家", U"全国", U"中华", U"中央" };
    size_t place = atlas_longest(words->atlas, full->points, full->length);
    if (full->length > 7 && same_points(full->points + 2, U"特别行政区", 5))
        return 2; /* 特区政府 of 香港特别行政区政府 */
    for (size_t i = 0; place == 0 && i < sizeof wholes / sizeof wholes[0]; i++)
        if (full->length > 4 && same_points(full->points, wholes[i], 2))
            place = 2;
    return place;
}

static const char *
shortens_whole(const struct body_words *words, const struct draft *full, const struct draft *part)
{
    const struct lexicon *ends = &words->ends;
    size_t ahead = full->length - part->length;
    bool in_place = part->sense.in == PLACE_NONE || full->sense.in == PLACE_NONE ||
                    part->sense.in == full->sense.in ||
                    atlas_within(words->atlas, part->sense.in, full->sense.in);
    if (same_points(full->points + ahead, part->points, part->length) &&
        full->sense.in != PLACE_NONE &&
        (part->sense.in == PLACE_NONE ||
         (part->sense.in != full->sense.in &&
          atlas_within(words->atlas, part->sense.in, full->sense.in))))
        return "ends";
    if (same_points(full->points + ahead, part->points, part->length) &&
        part->sense.in != PLACE_NONE && atlas_longest(words->atlas, full->points, ahead) == ahead)
        return "ends"; /* 碑林区检察院 of 西安市碑林区检察院 */
    if (same_points(full->points + ahead, part->points, part->length) && ahead == 2 &&
        same_points(full->points, U"中共", 2))
        return "ends"; /* 天津市纪委 of 中共天津市纪委 */
    if (lacks_legal_form(full->points, full->length, part))
        return "shortens";
    if (is_tail(words, full, part))
        return "ends";
    bool prefix = same_points(full->points, part->points, part->length);
    bool brand = lexicon_ending(&words->firms, full->points, full->length) > 0 &&
                 atlas_longest(words->atlas, full->points + part->length, ahead) == 0;
    size_t noun = lexicon_ending(ends, part->points, part->length);
    if (noun > 0 && !ends_alike(full, part, noun))
        return NULL; /* 静安分局 is none of 静安公安分局外语小分队 */
    bool alike =
        part->length >= 4 && full->points[full->length - 1] == part->points[part->length - 1];
    if ((prefix && (!brand || ends_with(part, ends))) || !in_place ||
        (!alike && !ends_with(full, ends)))
        return NULL; /* a body and its part */
    if (is_drawn_from(part->points, part->length, full->points, full->length))
        return "shortens";
    size_t place = place_ahead(words, full);
    if (is_from_second(full, place, part))
        return "shortens";
    bool placed = part->sense.in != PLACE_NONE && full->sense.in != part->sense.in && !in_place;
    if (place == 0 || place + 2 > full->length || placed)
        return NULL;
    return shortens_rest(words, full, part, place, noun);
}

static const char *
shortens(const struct body_words *words, const struct draft *full, const struct draft *part)
{
    if (part->length >= full->length || part->length < 2)
        return NULL;
    const char *how = shortens_whole(words, full, part);
    struct draft rest = *full;
    rest.length -= how == NULL ? legal_form_of(full) : 0;
    if (rest.length < full->length && rest.length > part->length &&
        ends_with(&rest, &words->ends) &&
        rest.points[rest.length - 1] == part->points[part->length - 1])
        how = shortens_whole(words, &rest, part); /* 云南交规院 of ...设计研究院股份有限公司 */
    size_t chain = how == NULL ? chain_before(words, full, part) : 0;
    if (chain == 0)
        return how;
    rest = *full;
    rest.points += chain;
    rest.length -= chain;
    if (rest.length == part->length && same_points(rest.points, part->points, part->length))
        return "ends"; /* 秭归县委 of 湖北省宜昌市秭归县委 */
    return shortens_whole(words, &rest, part);
}

const char *
body_shortens(const struct body_words *words, const struct draft *full, const struct draft *part)
{
    const char *how = shortens(words, full, part);
    return how != NULL && omission_is_free(words, full, part) ? how : NULL;
}

size_t
body_shortens_parent(const struct body_words *words, const struct draft *full,
                     const struct draft *part)
{
    size_t parent = body_parent(words, full);
    for (size_t i = 0; i < parent; i++)
        if (point_is_in(full->points[i], U"—-(（"))
            return 0; /* 中国—东盟|矿业中心 */
    const struct draft whole = { .points = full->points,
                                 .length = parent,
                                 .sense = { .place = PLACE_NONE, .in = full->sense.in } };
    if (parent == 0 || part->length >= parent ||
        lacks_legal_form(full->points, full->length, &whole))
        return 0;
    size_t ahead = parent - part->length;
    if (ends_with(part, &words->ends) &&
        same_points(full->points + ahead, part->points, part->length) &&
        atlas_longest(words->atlas, full->points, ahead) == ahead)
        return parent; /* 协和医院 beside 北京协和医院国际医疗部 */
    uint32_t last = part->points[part->length - 1];
    bool noun = ends_with(part, &words->ends) && last == full->points[parent - 1];
    bool cut = (last == U'大' && same_points(full->points + parent - 2, U"大学", 2)) ||
               (last == U'委' && same_points(full->points + parent - 3, U"委员会", 3));
    if ((part->length > 3 && !noun && !cut) || last == full->points[full->length - 1])
        return 0;
    bool drawn = is_drawn_from(part->points, part->length, full->points, parent) ||
                 is_core(full->points, parent, part) || shortens_whole(words, &whole, part) != NULL;
    return drawn && omission_is_free(words, &whole, part) ? parent : 0;
}
