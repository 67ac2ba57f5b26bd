#include "services/enrich/look.h"

#include "common/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Below this a single finding of a person or organisation is not spread. */
static const float sure = 0.70f;

/* Below this a surface that nothing else supports is more often wrong than right. */
static const float doubtful = 0.45f;

/* A surface, and how often it was found as what. */
struct name {
    const uint32_t *points;
    size_t length;
    unsigned found[MENTION_TYPE_COUNT];
    float weight[MENTION_TYPE_COUNT]; /* sum of confidences */
    float best[MENTION_TYPE_COUNT];   /* highest confidence */
    enum mention_type type;           /* the one with the greatest weight */
};

/* Order by first code points, the longer first where one begins another. */
static int
compare_points(const uint32_t *a, size_t a_length, const uint32_t *b, size_t b_length)
{
    for (size_t i = 0; i < a_length && i < b_length; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return a_length == b_length ? 0 : a_length > b_length ? -1 : 1;
}

static int
compare_names(const void *left, const void *right)
{
    const struct name *a = left, *b = right;
    return compare_points(a->points, a->length, b->points, b->length);
}

/* Joins equal surfaces of the sorted array; returns how many are left. */
static size_t
join_names(struct name *names, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (n == 0 || compare_names(&names[n - 1], &names[i]) != 0) {
            names[n++] = names[i];
            continue;
        }
        struct name *to = &names[n - 1];
        for (int t = 0; t < MENTION_TYPE_COUNT; t++) {
            to->found[t] += names[i].found[t];
            to->weight[t] += names[i].weight[t];
            to->best[t] = names[i].best[t] > to->best[t] ? names[i].best[t] : to->best[t];
        }
    }
    for (size_t i = 0; i < n; i++)
        for (int t = 0; t < MENTION_TYPE_COUNT; t++)
            if (names[i].weight[t] > names[i].weight[names[i].type])
                names[i].type = (enum mention_type)t;
    return n;
}

static bool
is_suffix(uint32_t point)
{
    static const uint32_t suffixes[] = { U'省', U'市', U'县', U'区', U'州', U'盟', U'旗' };
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (point == suffixes[i]) /* 省 市 县 区 州 盟 旗 */
            return true;
    return false;
}

/* Whether the gazetteer knows it without its suffix as a place too. */
static bool
has_short_form(const struct gazetteer *gazetteer, const struct name *name)
{
    return name->length >= 3 && is_suffix(name->points[name->length - 1]) &&
           gazetteer_find(gazetteer, name->points, name->length - 1) != 0;
}

/* All surfaces, sorted; a place counts for its short form too. */
static struct name *
collect_names(const struct gazetteer *gazetteer, const struct look_text *texts, size_t count,
              struct arena *arena, size_t *names_count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += texts[i].tagged_count;
    struct name *names = arena_alloc(arena, 2 * total + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < texts[i].tagged_count; k++) {
            const struct tagged *m = &texts[i].tagged[k];
            struct name *name = &names[n++];
            *name =
                (struct name){ .points = texts[i].points + m->start, .length = m->end - m->start };
            name->found[m->type] = 1;
            name->weight[m->type] = name->best[m->type] = m->confidence;
            if (m->type == MENTION_LOC && has_short_form(gazetteer, name)) {
                names[n] = *name;
                names[n++].length--;
            }
        }
    qsort(names, n, sizeof *names, compare_names);
    *names_count = join_names(names, n);
    return names;
}

static const struct name *
find_name(const struct name *names, size_t count, const uint32_t *points, size_t length)
{
    struct name key = { .points = points, .length = length };
    return bsearch(&key, names, count, sizeof *names, compare_names);
}

/* Whether all mentions of the name should be of its main type: at least two
 * are, and they outweigh the others two to one. */
static bool
is_settled(const struct name *name)
{
    float others = 0.0f;
    for (int t = 0; t < MENTION_TYPE_COUNT; t++)
        others += t == (int)name->type ? 0.0f : name->weight[t];
    return name->found[name->type] >= 2 && name->weight[name->type] >= 2.0f * others;
}

/* A person found as a place of this page and one character more (焦作籍) is
 * the place. */
static void
cut_person(const struct name *names, size_t names_count, const uint32_t *points, struct tagged *m)
{
    if (m->type != MENTION_PER || m->end - m->start < 3)
        return;
    const struct name *place =
        find_name(names, names_count, points + m->start, m->end - m->start - 1);
    if (place == NULL || place->type != MENTION_LOC || place->found[MENTION_LOC] < 3 ||
        !is_settled(place))
        return;
    m->type = MENTION_LOC;
    m->end--;
}

static void
vote(const struct name *names, size_t names_count, struct look_text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < texts[i].tagged_count; k++) {
            struct tagged *m = &texts[i].tagged[k];
            const struct name *name =
                find_name(names, names_count, texts[i].points + m->start, m->end - m->start);
            if (name != NULL && name->type != m->type && is_settled(name))
                m->type = name->type;
            cut_person(names, names_count, texts[i].points, m);
        }
}

/* Nouns that make what stands before them the name of a site: in 1.2 million
 * characters of news no name ends just before one of them. */
static const char *const sites[] = {
    "旧址",   "遗址", "故居",   "古建筑群", "古墓群", "石窟",   "风景名胜区", "风景区",
    "旅游区", "景区", "度假区", "国际机场", "机场",   "火车站", "大道",
};

/* How long the noun is that stands at the beginning of the text, else 0. */
static size_t
site_noun(const uint32_t *points, size_t count)
{
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
        struct slice noun = slice_from(sites[i]);
        size_t byte = 0, length = 0;
        while (byte < noun.len && length < count && utf8_next(noun, &byte) == points[length])
            length++;
        if (length == utf8_count(noun))
            return length;
    }
    return 0;
}

/* A place or body whose name goes on with such a noun becomes that site. */
static void
extend_sites(struct look_text *text)
{
    for (size_t k = 0; k < text->tagged_count; k++) {
        struct tagged *m = &text->tagged[k];
        size_t limit = k + 1 < text->tagged_count ? m[1].start : text->count;
        size_t noun = site_noun(text->points + m->end, limit - m->end);
        if (m->type == MENTION_PER || noun == 0)
            continue;
        m->end += (uint32_t)noun;
        m->type = MENTION_LOC;
    }
}

/* Takes out surfaces found once, with little confidence, that are no known place. */
static void
drop_doubtful(const struct gazetteer *gazetteer, const struct name *names, size_t names_count,
              struct look_text *text)
{
    size_t n = 0;
    for (size_t k = 0; k < text->tagged_count; k++) {
        struct tagged m = text->tagged[k];
        const uint32_t *points = text->points + m.start;
        const struct name *name = find_name(names, names_count, points, m.end - m.start);
        unsigned found = 0;
        for (int t = 0; name != NULL && t < MENTION_TYPE_COUNT; t++)
            found += name->found[t];
        if (m.confidence >= doubtful || found > 1 ||
            (m.type == MENTION_LOC && gazetteer_find(gazetteer, points, m.end - m.start) != 0))
            text->tagged[n++] = m;
    }
    text->tagged_count = n;
}

static bool
all_han(const struct name *name)
{
    for (size_t i = 0; i < name->length; i++)
        if (!point_is_han(name->points[i]) && name->points[i] != U'·')
            return false;
    return true;
}

/* Whether the name may be marked where the tagger saw nothing. */
static bool
may_spread(const struct gazetteer *gazetteer, const struct name *name)
{
    unsigned found = name->found[name->type], others = 0;
    for (int t = 0; t < MENTION_TYPE_COUNT; t++)
        others += t == (int)name->type ? 0 : name->found[t];
    if (name->length < 2 || !all_han(name) || others > found)
        return false;
    switch (name->type) {
    case MENTION_LOC:
        return found >= 2 || gazetteer_find(gazetteer, name->points, name->length) != 0;
    case MENTION_PER:
        return name->best[MENTION_PER] >= sure &&
               (name->length >= 3 ||
                (found >= 2 && gazetteer_surname(gazetteer, name->points, name->length) != 0));
    default:
        return name->best[MENTION_ORG] >= sure && name->length >= 3;
    }
}

/* The longest name that begins at points and fits into `room`, or NULL. */
static const struct name *
match(const struct name *names, size_t count, const uint32_t *points, size_t room)
{
    size_t low = 0, high = count; /* the first name not below points[0] alone */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (names[middle].points[0] < points[0])
            low = middle + 1;
        else
            high = middle;
    }
    const struct name *best = NULL;
    for (; low < count && names[low].points[0] == points[0]; low++)
        if (names[low].length <= room && (best == NULL || names[low].length > best->length) &&
            memcmp(names[low].points, points, names[low].length * sizeof *points) == 0)
            best = &names[low];
    return best;
}

/* Adds what names find between the mentions of one text. */
static void
spread(const struct gazetteer *gazetteer, const struct name *names, size_t names_count,
       struct look_text *text, struct arena *arena)
{
    struct tagged *out = NULL;
    size_t n = 0, cap = 0, at = 0;
    for (size_t k = 0; k <= text->tagged_count; k++) {
        size_t free_end = k < text->tagged_count ? text->tagged[k].start : text->count;
        while (at < free_end) {
            const struct name *name = match(names, names_count, text->points + at, free_end - at);
            if (name == NULL) {
                at++;
                continue;
            }
            size_t length = name->length;
            if (name->type == MENTION_LOC) { /* 焦作 known, 焦作市 stands there */
                size_t place = gazetteer_longest(gazetteer, text->points + at, free_end - at);
                length = place > length ? place : length;
            }
            out = arena_grow(arena, out, n, &cap, sizeof *out);
            out[n++] = (struct tagged){
                .start = (uint32_t)at,
                .end = (uint32_t)(at + length),
                .type = name->type,
                .confidence = 0.9f * name->weight[name->type] / (float)name->found[name->type],
            };
            at += length;
        }
        if (k == text->tagged_count)
            break;
        out = arena_grow(arena, out, n, &cap, sizeof *out);
        out[n++] = text->tagged[k];
        at = text->tagged[k].end;
    }
    text->tagged = out;
    text->tagged_count = n;
}

/* Drops 中 of 中医 and 中草药, which is the medicine's name: none of the 48 such in our training
 * lines of news is marked. */
static void
drop_medicine(struct look_text *text)
{
    static const char *const words[] = { "医", "药", "草药", "成药", "西医" };
    size_t n = 0;
    for (size_t i = 0; i < text->tagged_count; i++) {
        struct tagged m = text->tagged[i];
        bool medicine = false;
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            size_t length = utf8_count(slice_from(words[k]));
            medicine |= m.type == MENTION_LOC && m.end - m.start == 1 &&
                        text->points[m.start] == U'中' && m.end + length <= text->count &&
                        utf8_is(slice_from(words[k]), text->points + m.end, length);
        }
        bool team = m.end + 1 < text->count && text->points[m.end + 1] == U'疗'; /* 中|医疗队 */
        if (!medicine || team)
            text->tagged[n++] = m;
    }
    text->tagged_count = n;
}

/* Whether countries have the character as their short form. */
static bool
stands_for_country(uint32_t point)
{
    static const uint32_t countries[] = U"中美日俄英法德韩朝印越泰澳加意以巴伊埃古哈土柬缅老蒙菲荷"
                                        U"葡西瑞波墨新沙乌吉叙非欧";
    for (const uint32_t *c = countries; *c != 0; c++)
        if (*c == point)
            return true;
    return false;
}

/* Two one-character places side by side that spell a city or county are that one (辽|宁, 晋|中),
 * but not two countries (巴|中, 英|德). */
static void
join_shorts(const struct gazetteer *gazetteer, struct look_text *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->tagged_count; i++) {
        struct tagged m = text->tagged[i], *last = n > 0 ? &text->tagged[n - 1] : NULL;
        if (last != NULL && m.type == MENTION_LOC && last->type == MENTION_LOC &&
            m.end - m.start == 1 && last->end == m.start && last->end - last->start == 1 &&
            (gazetteer_find(gazetteer, text->points + last->start, 2) &
             (PLACE_CITY | PLACE_COUNTY)) != 0 &&
            !(stands_for_country(text->points[last->start]) &&
              stands_for_country(text->points[m.start]))) {
            last->end = m.end;
            last->confidence = last->confidence > m.confidence ? last->confidence : m.confidence;
        } else
            text->tagged[n++] = m;
    }
    text->tagged_count = n;
}

void
look_again(const struct gazetteer *gazetteer, struct look_text *texts, size_t count,
           struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        drop_medicine(&texts[i]);
        join_shorts(gazetteer, &texts[i]);
        extend_sites(&texts[i]);
    }
    size_t names_count;
    struct name *names = collect_names(gazetteer, texts, count, arena, &names_count);
    vote(names, names_count, texts, count);
    for (size_t i = 0; i < count; i++)
        drop_doubtful(gazetteer, names, names_count, &texts[i]);
    size_t spreading = 0;
    for (size_t i = 0; i < names_count; i++)
        if (may_spread(gazetteer, &names[i]))
            names[spreading++] = names[i];
    for (size_t i = 0; i < count; i++)
        spread(gazetteer, names, spreading, &texts[i], arena);
}
