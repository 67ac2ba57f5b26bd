#include "services/enrich/link/surface.h"

#include "services/enrich/link/reading.h"

#include "common/utf8.h"

enum { LETTERS_MAX = 5 };

/* Of letters that no tagger marked. */
static const float LETTER_CONFIDENCE = 0.8F;

/* Whether every character is the short name of a place, and all of them none. */
static bool
is_letters(const struct scene *scene, const struct scene_mention *m)
{
    const struct meaning *meanings;
    if (m->type != MENTION_LOC || m->length < 2 || m->length > LETTERS_MAX ||
        m->end - m->start != m->length ||
        atlas_find(scene->atlas, m->name, m->length, &meanings) > 0)
        return false;
    for (size_t i = 0; i < m->length; i++)
        if (atlas_find(scene->atlas, m->name + i, 1, &meanings) == 0)
            return false;
    return true;
}

void
surface_part_letters(struct scene *scene)
{
    size_t count = scene->mention_count;
    for (size_t i = 0; i < count; i++) {
        struct scene_mention m = scene->mentions[i];
        if (!is_letters(scene, &m))
            continue;
        scene->mentions[i].length = 0; /* scene_order drops it */
        for (uint32_t k = 0; k < m.length; k++)
            (void)scene_add(scene, m.text, m.start + k, m.start + k + 1, m.type, m.confidence);
    }
    size_t n = 0;
    for (size_t i = 0; i < scene->mention_count; i++)
        if (scene->mentions[i].length > 0)
            scene->mentions[n++] = scene->mentions[i];
    scene->mention_count = n;
}

/* Short names that stand joined for their places, which taggers overlook: 学|深杭. */
static const char *const joined[] = {
    "北上广深", "北上广", "京津冀", "云贵川", "甘青宁", "陕甘宁", "黑吉辽", "港澳台", "台港澳",
    "川滇藏",   "苏锡常", "沪宁杭", "川渝",   "苏浙",   "苏皖",   "浙皖",   "沪苏",   "沪浙",
    "沪杭",     "深杭",   "杭深",   "深港",   "港深",   "粤港",   "港澳",   "闽台",   "闽粤",
    "粤桂",     "琼粤",   "湘赣",   "湘鄂",   "鄂豫",   "豫皖",   "豫鲁",   "晋陕",   "晋豫",
    "晋冀",     "陕甘",   "甘青",   "云贵",   "滇黔",   "黔桂",   "滇桂",   "京冀",   "津冀",
    "京津",     "沪渝",   "鲁苏",   "苏鲁",   "浙闽",   "闽赣",   "浙赣",   "皖赣",   "渝黔"
};

/* Behind such letters, what makes them part of another name: 京津|高铁, 粤港澳|大桥, 香港澳|门. */
static bool
is_named_on(const struct scene_text *text, uint32_t end)
{
    static const char *const words[] = { "线",   "铁路", "高铁", "高速", "城际", "运河",
                                         "公路", "大桥", "门",   "客专", "通道", "古道",
                                         "走廊", "大道", "战役", "干线" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = utf8_count(slice_from(words[i]));
        if (end + length <= text->count &&
            utf8_is(slice_from(words[i]), text->points + end, length))
            return true;
    }
    return false;
}

/* How many letters that begin at `at` stand joined for places: a known group, or at least three
 * provinces; 0: they do not. */
static uint32_t
letters_at(const struct scene_text *text, uint32_t at)
{
    static const uint32_t clear[] = U"京津冀晋蒙辽沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝黔滇陕";
    static const uint32_t others[] = U"吉黑川甘青宁藏港澳台云贵深杭穗";
    uint32_t end = at, sure = 0;
    if (at + 1 >= text->count ||
        !point_is_in(text->points[at + 1], U"京津冀晋辽沪苏浙皖闽赣鲁豫鄂湘粤桂"
                                           U"琼渝黔滇陕蒙吉黑川甘青宁港澳台贵深"
                                           U"杭穗上锡"))
        return 0;
    for (; end < text->count && end - at < LETTERS_MAX; end++) {
        bool one = point_is_in(text->points[end], clear);
        if (!one && !point_is_in(text->points[end], others))
            break;
        sure += one;
    }
    if (end - at >= 3 && sure >= 2)
        return end - at;
    for (size_t i = 0; i < sizeof joined / sizeof joined[0]; i++) {
        size_t length = utf8_count(slice_from(joined[i]));
        if (at + length <= text->count && utf8_is(slice_from(joined[i]), text->points + at, length))
            return (uint32_t)length;
    }
    return 0;
}

/* Whose a code point is. */
enum cover { COVER_NONE, COVER_LETTER /* a place of one character */, COVER_OTHER };

static void
note_covered(const struct scene *scene, uint32_t text, uint8_t *covered)
{
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        bool letter = m->type == MENTION_LOC && m->length == 1;
        if (m->text == text)
            for (uint32_t at = m->start; at < m->end; at++)
                covered[at] = letter ? COVER_LETTER : COVER_OTHER;
    }
}

void
surface_find_letters(struct scene *scene)
{
    for (uint32_t t = 0; t < scene->text_count && scene_goes_on(scene, t); t++) {
        const struct scene_text *text = &scene->texts[t];
        uint8_t *covered = NULL;
        for (uint32_t at = 0; at < text->count; at++) {
            uint32_t length = letters_at(text, at);
            bool inside = at > 0 && point_is_in(text->points[at - 1], U"香新老大小");
            if (length == 0 || inside || is_named_on(text, at + length))
                continue;
            if (covered == NULL) {
                covered = arena_alloc(scene->arena, text->count, sizeof *covered);
                note_covered(scene, t, covered);
            }
            bool free_of = true;
            for (uint32_t k = at; k < at + length; k++)
                free_of &= covered[k] != COVER_OTHER;
            for (uint32_t k = at; free_of && k < at + length; k++)
                if (covered[k] == COVER_NONE) /* 北上|广|深: the tagger may see some */
                    (void)scene_add(scene, t, k, k + 1, MENTION_LOC, LETTER_CONFIDENCE);
            at += length - 1;
        }
    }
}

/* How much each type weighs of one surface. */
struct vote {
    float weight[MENTION_TYPE_COUNT];
};

/* Whether the text itself says that this mention is what it was taken for. */
static bool
is_told(const struct scene *scene, const struct role_words *words, const struct scene_mention *m)
{
    struct role_span span;
    if (m->type == MENTION_PER)
        return role_before(words, scene, m, &span) || role_behind(words, scene, m, &span);
    if (m->type != MENTION_LOC)
        return false;
    const struct scene_mention *before = scene_ending(scene, m, m->start);
    return before != NULL && before->type == MENTION_LOC;
}

/* 大罢工旧址（王封·西大井）: what fills the bracket behind a site says where it is, and is no
 * person. */
static bool
is_whereabouts(const struct scene *scene, const struct scene_mention *m)
{
    const struct scene_text *text = &scene->texts[m->text];
    if (m->type != MENTION_PER || m->start == 0 || m->end >= text->count ||
        (text->points[m->start - 1] != U'（' && text->points[m->start - 1] != '(') ||
        (text->points[m->end] != U'）' && text->points[m->end] != ')'))
        return false;
    const struct scene_mention *site = scene_ending(scene, m, m->start - 1);
    return site != NULL && site->type == MENTION_LOC && site->name[site->length - 1] == U'址';
}

void
surface_agree(struct scene *scene, const struct role_words *words)
{
    struct table index = { .arena = scene->arena };
    struct vote *votes = arena_alloc(scene->arena, scene->mention_count + 1, sizeof *votes);
    uint32_t count = 0;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        uint32_t *at = table_at(&index, 0, m->surface);
        if (*at == 0)
            *at = ++count;
        votes[*at - 1].weight[m->type] += m->confidence;
    }
    for (size_t i = 0; i < scene->mention_count; i++) {
        struct scene_mention *m = &scene->mentions[i];
        const struct vote *vote = &votes[table_find(&index, 0, m->surface) - 1];
        enum mention_type best = m->type;
        for (int t = 0; t < MENTION_TYPE_COUNT; t++)
            if (vote->weight[t] > vote->weight[best])
                best = (enum mention_type)t;
        if (best != m->type && !is_told(scene, words, m))
            m->type = best;
        if (is_whereabouts(scene, m))
            m->type = MENTION_LOC;
    }
}
