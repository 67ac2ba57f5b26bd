#include "services/enrich/link/reading.h"

#include "common/utf8.h"

#include <string.h>

static struct slice
key_of(struct arena *arena, const uint32_t *points, size_t count)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < count; i++)
        utf8_add(&text, points[i]);
    struct slice key = arena_slice(arena, buf_slice(&text));
    buf_done(&text);
    return key;
}

/* Whether the name ends as divisions do, so that no person or shop is meant. */
static bool
ends_like_division(const uint32_t *points, size_t count)
{
    static const uint32_t ends[] = U"省市县区州盟旗镇乡";
    if (count == 2 && points[1] == U'县') /* 温县 */
        return true;
    for (size_t i = 0; count >= 3 && ends[i] != 0; i++)
        if (points[count - 1] == ends[i])
            return true;
    return false;
}

static bool
is_one_of(const uint32_t *points, size_t count, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (utf8_is(slice_from(words[i]), points, count))
            return true;
    return false;
}

/* Short names that parks, schools and firms far away are called by too. */
static const char *const namesakes[] = { "中山", "大同", "东方", "长安", "太平", "和平",
                                         "长治", "保定", "安康", "宝鸡", "吉安", "永安",
                                         "平安", "新华", "人民", "解放", NULL };

/* 路, 街, 大道: roads are called after places far away. */
static bool
is_road(const uint32_t *points, size_t count)
{
    static const uint32_t ends[] = U"路街巷道";
    for (size_t i = 0; ends[i] != 0; i++)
        if (points[count - 1] == ends[i])
            return true;
    return false;
}

/* What an address may end with behind a division's name. */
static const char *const trailers[] = { "街道办事处", "办事处", "境内", "市区", "城区", "地区",
                                        "全境",       "一带",   "县城", "大陆", "本岛", NULL };

/* Whether a meaning is a division, or a country, that a chain may begin with. */
static uint32_t
chain_head(const struct atlas *atlas, const uint32_t *points, size_t count)
{
    const struct meaning *meanings;
    size_t found = atlas_find(atlas, points, count, &meanings);
    uint32_t head = PLACE_NONE;
    for (size_t i = 0; i < found; i++) {
        const struct place_row *row = atlas_place(atlas, meanings[i].place);
        bool top = row->level == LEVEL_COUNTRY || row->level == LEVEL_PROVINCE ||
                   row->level == LEVEL_CITY ||
                   (row->level == LEVEL_COUNTY && meanings[i].kind == NAME_FULL);
        if (top && meanings[i].kind <= NAME_SHORT &&
            (head == PLACE_NONE || row->level < atlas_place(atlas, head)->level))
            head = meanings[i].place;
    }
    return head;
}

/* Whether a meaning lies in it; a township only right below a city or county. */
static bool
any_within(const struct atlas *atlas, const struct meaning *meanings, size_t count, uint32_t whole)
{
    bool far = atlas_place(atlas, whole)->level < LEVEL_CITY;
    for (size_t i = 0; i < count; i++)
        if ((!far || atlas_place(atlas, meanings[i].place)->level != LEVEL_TOWNSHIP) &&
            meanings[i].place != whole && atlas_within(atlas, meanings[i].place, whole))
            return true;
    return false;
}

/* 河南焦作, 河南省焦作市温县: the last link's meanings, within the one before. */
static bool
read_chain(struct reading *reading, const struct scene *scene, const uint32_t *points, size_t count)
{
    const struct atlas *atlas = scene->atlas;
    for (size_t split = count - 2; count >= 4 && split >= 2; split--) {
        const struct meaning *meanings;
        size_t found = atlas_find(atlas, points + split, count - split, &meanings);
        uint32_t head = found > 0 ? chain_head(atlas, points, split) : PLACE_NONE;
        if (found > 0 && head == PLACE_NONE && split >= 4) {
            struct reading longer = { 0 };
            if (read_chain(&longer, scene, points, split))
                for (size_t i = 0; i < longer.count && head == PLACE_NONE; i++)
                    if (reading_allows(atlas, &longer, &longer.meanings[i]))
                        head = longer.meanings[i].place;
        }
        if (head != PLACE_NONE && any_within(atlas, meanings, found, head)) {
            reading->meanings = meanings;
            reading->count = found;
            reading->inside = true;
            reading->inside_place = head;
            reading->key = key_of(scene->arena, points, count);
            return true;
        }
    }
    return false;
}

/* The whole surface is a name, perhaps with a trailer, or a chain. */
static bool
read_whole(struct reading *reading, const struct scene *scene, const uint32_t *points, size_t count)
{
    reading->count = atlas_find(scene->atlas, points, count, &reading->meanings);
    reading->key = key_of(scene->arena, points, count);
    if (reading->count > 0)
        return true;
    for (size_t i = 0; trailers[i] != NULL; i++) {
        size_t length = utf8_count(slice_from(trailers[i]));
        if (count < length + 2 ||
            !utf8_is(slice_from(trailers[i]), points + count - length, length))
            continue;
        size_t kept = count - length + (i == 0 ? 2 : i == 3 || i == 4 ? 1 : 0); /* 某街道, 焦作市 */
        for (; kept >= count - length; kept--) {
            reading->count = atlas_find(scene->atlas, points, kept, &reading->meanings);
            if (reading->count > 0) {
                reading->key = key_of(scene->arena, points, kept);
                return true;
            }
        }
    }
    return read_chain(reading, scene, points, count);
}

/* The longest beginning that names a place large enough. */
static void
read_beginning(struct reading *reading, const struct scene *scene, const struct scene_mention *m)
{
    size_t limit = m->length < ATLAS_LONGEST ? m->length : ATLAS_LONGEST;
    for (size_t length = limit - 1; length >= 2; length--) {
        struct reading part = { 0 };
        if (atlas_longest(scene->atlas, m->name, length) == 0)
            break;
        if (!read_whole(&part, scene, m->name, length))
            continue;
        bool full = ends_like_division(m->name, length);
        if (m->type == MENTION_LOC && !full && is_road(m->name, m->length))
            continue;
        size_t usable = 0;
        for (size_t i = 0; i < part.count; i++) {
            const struct place_row *row = atlas_place(scene->atlas, part.meanings[i].place);
            usable += part.meanings[i].kind != NAME_LETTER && part.meanings[i].kind != NAME_PAPER &&
                      (row->level != LEVEL_TOWNSHIP || full);
        }
        if (usable == 0)
            continue;
        *reading = part;
        reading->rest = m->length - length;
        reading->full = full;
        reading->namesake = is_one_of(m->name, length, namesakes);
        return;
    }
    reading->key = key_of(scene->arena, m->name, m->length);
    reading->count = 0;
    reading->rest = m->length;
}

/* Whether the atlas has a river or region of that name. */
static bool
is_region(const struct scene *scene, const struct scene_mention *m)
{
    const struct meaning *meanings;
    size_t count = atlas_find(scene->atlas, m->name, m->length, &meanings);
    for (size_t i = 0; i < count; i++)
        if (atlas_place(scene->atlas, meanings[i].place)->flags & PLACE_REGION)
            return true;
    return false;
}

static bool
text_goes_on(const struct scene_text *text, uint32_t at, const char *word)
{
    size_t length = utf8_count(slice_from(word));
    return at + length <= text->count && utf8_is(slice_from(word), text->points + at, length);
}

/* Whether the text goes on as it does behind a river: 黑龙江|边, 晋江|两岸, but not 黑龙江|边境. */
static bool
is_river(const struct scene *scene, const struct scene_mention *m)
{
    static const char *const behind[] = { "边",   "畔",   "两岸", "沿岸", "流域", "上游", "中游",
                                          "下游", "干流", "支流", "江面", "河面", "水位", NULL };
    static const char *const others[] = { "边境", "边防", "边检", "边界", "边陲", "边贸", NULL };
    const struct scene_text *text = &scene->texts[m->text];
    uint32_t last = m->name[m->length - 1];
    bool river = false, other = false;
    if (m->type != MENTION_LOC || m->length < 2 || (last != U'江' && last != U'河'))
        return false;
    for (size_t i = 0; behind[i] != NULL; i++)
        river |= text_goes_on(text, m->end, behind[i]);
    for (size_t i = 0; others[i] != NULL; i++)
        other |= text_goes_on(text, m->end, others[i]);
    return river && !other;
}

void
reading_make(struct reading *reading, const struct scene *scene, const struct scene_mention *m)
{
    *reading = (struct reading){ .before = UINT32_MAX, .after = UINT32_MAX };
    if (is_river(scene, m) && !is_region(scene, m)) {
        reading->key = key_of(scene->arena, m->name, m->length);
        reading->rest = m->length;
        return;
    }
    bool road = is_road(m->name, m->length);
    if (m->type != MENTION_LOC || !read_whole(reading, scene, m->name, m->length))
        read_beginning(reading, scene, m);
    reading->road = road;
    for (size_t i = 0; i < reading->count; i++)
        reading->district |=
            atlas_place(scene->atlas, reading->meanings[i].place)->level == LEVEL_CITY;
    for (size_t i = 0; i < reading->count; i++)
        reading->shadowed |=
            atlas_place(scene->atlas, reading->meanings[i].place)->flags & PLACE_REGION;
}

bool
reading_allows(const struct atlas *atlas, const struct reading *reading,
               const struct meaning *meaning)
{
    bool small = atlas_place(atlas, meaning->place)->level == LEVEL_TOWNSHIP;
    if (small && meaning->kind == NAME_SHORT && reading->road)
        return false; /* 嵩山路 is the road, not the 街道 named after it */
    if (reading->rest > 0 && (meaning->kind == NAME_LETTER || (small && !reading->full)))
        return false;
    return !reading->inside || (meaning->place != reading->inside_place &&
                                atlas_within(atlas, meaning->place, reading->inside_place));
}

uint32_t
reading_holder(const struct atlas *atlas, const struct reading *reading, uint32_t place)
{
    if (reading->rest > 0)
        return PLACE_NONE;
    for (size_t i = 0; i < reading->count; i++)
        if (reading->meanings[i].place != place &&
            reading_allows(atlas, reading, &reading->meanings[i]) &&
            reading->meanings[i].kind != NAME_PAPER &&
            atlas_within(atlas, place, reading->meanings[i].place))
            return reading->meanings[i].place;
    return PLACE_NONE;
}

bool
reading_has_within(const struct atlas *atlas, const struct reading *reading, uint32_t place)
{
    for (size_t i = 0; i < reading->count; i++)
        if (reading->meanings[i].place != place && reading->meanings[i].kind != NAME_PAPER &&
            (reading->rest == 0 || reading->full) &&
            atlas_within(atlas, reading->meanings[i].place, place))
            return true;
    return false;
}

bool
reading_adjoins(const struct scene_text *text, uint32_t end, uint32_t start)
{
    while (end < start && point_is_blank(text->points[end]))
        end++;
    return end == start;
}
