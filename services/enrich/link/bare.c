#include "services/enrich/link/bare.h"

#include "common/utf8.h"

#include <string.h>

/* Of a name whose division stands before it. */
#define KIND_AHEAD UINT32_MAX

static bool
same_points(const uint32_t *a, const uint32_t *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* The division that stands directly before the name of one of its offices: 丹阳市|司法局;
 * PLACE_NONE for none. */
static uint32_t
place_ahead(const struct scene *scene, const struct scene_mention *m)
{
    static const char *const offices[] = { "局", "委员会", "法院", "检察院", "政府", NULL };
    const struct scene_mention *before = scene_ending(scene, m, m->start);
    if (before == NULL || before->type != MENTION_LOC || before->end != m->start ||
        before->sense.place == PLACE_NONE || m->sense.in != PLACE_NONE ||
        !point_is_in(before->name[before->length - 1], U"省市县区州旗镇乡"))
        return PLACE_NONE;
    for (size_t i = 0; offices[i] != NULL; i++)
        if (m->length > 1 && slice_ends(m->surface, slice_from(offices[i])) &&
            atlas_longest(scene->atlas, m->name, m->length) == 0)
            return before->sense.place;
    return PLACE_NONE;
}

/* Whether the first characters are a word, and no division: 市场监管总局, 市值风云. */
static bool
is_word(const uint32_t *points, size_t count)
{
    static const char *const words[] = { "市场", "市值", "市民", "区域", "区块", "省际",
                                         "州立", "县域", "县城", "市区", "旗舰", "乡村",
                                         "乡土", "镇江", "州际", NULL };
    for (size_t i = 0; words[i] != NULL; i++)
        if (count >= 2 && utf8_is(slice_from(words[i]), points, 2))
            return true;
    return false;
}

struct bare
bare_of(const struct scene *scene, const struct scene_mention *m)
{
    static const uint32_t kinds[] = U"省市县区州旗镇乡";
    struct bare bare = { 0, 1, "", PLACE_NONE };
    if (m->length >= 5 && same_points(m->name, U"自治区", 3))
        return (struct bare){ U'自', 3, "", PLACE_NONE };
    if (m->length == 3 && m->name[0] == U'团' && point_is_in(m->name[1], kinds) &&
        m->name[2] == U'委')
        return (struct bare){ m->name[1], 2, "共青团", PLACE_NONE };
    if (m->length < 2 || !point_is_in(m->name[0], kinds)) {
        bare.place = place_ahead(scene, m);
        if (bare.place != PLACE_NONE)
            bare = (struct bare){ KIND_AHEAD, 0, "", bare.place };
        return bare;
    }
    if (is_word(m->name, m->length))
        return bare;
    /* 市中院 is none of 市中区 */
    bool middle = m->length >= 3 && m->name[1] == U'中' && point_is_in(m->name[2], U"院医心级学");
    if (middle ||
        (m->sense.in == PLACE_NONE && atlas_longest(scene->atlas, m->name, m->length) == 0))
        bare.kind = m->name[0];
    return bare;
}

/* Whether the place is what 市, 县 ... may stand for. */
static bool
is_of_kind(const struct atlas *atlas, uint32_t place, uint32_t kind)
{
    const struct place_row *row = atlas_place(atlas, place);
    struct slice name = atlas_name(atlas, place);
    if (row->level < LEVEL_PROVINCE || row->level > LEVEL_TOWNSHIP)
        return false;
    size_t at = name.len >= 3 ? name.len - 3 : 0;
    uint32_t last = utf8_next(name, &at);
    if (kind == U'自')
        return row->level == LEVEL_PROVINCE && last == U'区';
    if (kind == U'省')
        return row->level == LEVEL_PROVINCE && last == kind;
    if (kind == U'州')
        return row->level == LEVEL_CITY && last == kind;
    return last == kind && row->level >= (kind == U'市' ? LEVEL_PROVINCE : LEVEL_COUNTY);
}

/* Of the place and what holds it, the one of that kind. */
static uint32_t
holder_of_kind(const struct atlas *atlas, uint32_t place, uint32_t kind)
{
    while (place != PLACE_NONE && !is_of_kind(atlas, place, kind))
        place = atlas_place(atlas, place)->parent;
    return place;
}

/* The place a mention tells of: the one it is, or the one in a body's name. */
static uint32_t
place_told(const struct scene_mention *m)
{
    return m->sense.place != PLACE_NONE ? m->sense.place
           : m->type == MENTION_ORG     ? m->sense.in
                                        : PLACE_NONE;
}

enum { NAMED_MAX = 500 }; /* mentions looked at before and behind one: few articles have as many */

/* Places of one kind that an article names. */
struct named {
    uint32_t full; /* the one that stands before the very words: 遵义市|体育局; PLACE_NONE: none, or
                      several */
    bool fulls;
    uint32_t only; /* PLACE_NONE: none */
    bool several;
    bool home;        /* the paper's home, or something in it, is among them */
    uint32_t nearest; /* the last before the mention in its text */
    uint32_t earlier; /* the first of the article, before it */
    uint32_t often;   /* the one named most; PLACE_NONE: there are two */
    uint32_t around;  /* the only one that places of the article lie in; PLACE_NONE: none */
    bool arounds;     /* there are several */
};

/* Where the division's noun of that kind ends that the body's name begins with: 3 of
 * 北京市住房和城乡建设委员会; 0: nowhere. */
static size_t
place_before(const struct atlas *atlas, const struct scene_mention *body, uint32_t kind)
{
    size_t at = 0;
    for (size_t step; at < body->length; at += step) {
        step = atlas_longest(atlas, body->name + at, body->length - at);
        if (step == 0)
            return 0;
        if (body->name[at + step - 1] == kind)
            return at + step;
    }
    return 0;
}

/* Whether the bare name goes on with a place of the article: 市公安局|秦淮|分局. */
static bool
is_part_there(const struct scene_mention *other, const struct scene_mention *m)
{
    static const uint32_t nouns[] = U"市县区镇乡";
    size_t length = other->length;
    if (other->type != MENTION_LOC)
        return false;
    if (length >= 3 && point_is_in(other->name[length - 1], nouns))
        length--;
    for (size_t at = 3; length >= 2 && at + length < m->length; at++)
        if (same_points(m->name + at, other->name, length))
            return true;
    return false;
}

/* Whether the mention, a place, is followed by the bare name, or a body's name is the place with
 * it or with what it shortens: [娄底]市委组织部, [遵义市体育局],
 * [北京市住房和城乡建设委员会] and 市住建委. */
static bool
is_with_place(const struct body_words *words, const struct scene *scene,
              const struct scene_mention *other, const struct scene_mention *m)
{
    const struct scene_text *text = &scene->texts[other->text];
    if (other->type == MENTION_ORG) {
        size_t rest = m->length - 1;
        if (other->length <= m->length)
            return false;
        if (same_points(other->name + other->length - rest, m->name + 1, rest))
            return other->length - rest <= 2 || other->name[other->length - rest - 1] == m->name[0];
        size_t place = place_before(scene->atlas, other, m->name[0]);
        const struct draft full = { .points = other->name + place,
                                    .length = other->length - place,
                                    .sense = { .place = PLACE_NONE, .in = PLACE_NONE } };
        const struct draft part = { .points = m->name + 1, .length = rest, .sense = full.sense };
        if (place > 0 && same_points(other->name + place, m->name + 1, rest))
            return true; /* 新沂市气象局业务科 */
        return place > 0 && rest >= 3 && body_shortens(words, &full, &part) != NULL;
    }
    return other->end + m->length <= text->count && other->end > 0 &&
           (same_points(text->points + other->end, m->name, m->length) ||
            (text->points[other->end - 1] == m->name[0] &&
             same_points(text->points + other->end, m->name + 1, m->length - 1)));
}

static struct named
find_named(const struct body_words *words, const struct scene *scene, size_t first, size_t end,
           const struct scene_mention *m, uint32_t kind)
{
    struct named found = { .full = PLACE_NONE,
                           .only = PLACE_NONE,
                           .nearest = PLACE_NONE,
                           .earlier = PLACE_NONE,
                           .often = PLACE_NONE,
                           .around = PLACE_NONE };
    uint32_t home =
        scene->home == PLACE_NONE ? PLACE_NONE : holder_of_kind(scene->atlas, scene->home, kind);
    struct table counts = { .arena = scene->arena };
    uint32_t most = 1; /* once is not often */
    size_t here = (size_t)(m - scene->mentions);
    first = here - first > NAMED_MAX ? here - NAMED_MAX : first;
    end = end - here > NAMED_MAX ? here + NAMED_MAX : end;
    for (size_t i = first; i < end; i++) {
        const struct scene_mention *other = &scene->mentions[i];
        uint32_t place = other->type == MENTION_PER ? PLACE_NONE : place_told(other);
        uint32_t holder =
            place != PLACE_NONE ? holder_of_kind(scene->atlas, place, kind) : PLACE_NONE;
        if (holder == PLACE_NONE)
            continue;
        found.home |= holder == home;
        bool full = place == holder ? is_with_place(words, scene, other, m)
                                    : is_part_there(other, m); /* 市公安局|秦淮分局 */
        if (full) {
            found.fulls |= found.full != PLACE_NONE && found.full != holder;
            found.full = holder;
        }
        if (place != holder) {
            found.arounds |= found.around != PLACE_NONE && found.around != holder;
            found.around = holder;
            continue;
        }
        uint32_t *number = table_at(&counts, place, SLICE_EMPTY);
        uint32_t count = *number += other->type == MENTION_LOC;
        if (count >= most)
            found.often = count > most || found.often == place ? place : PLACE_NONE;
        most = count > most ? count : most;
        found.several |= found.only != PLACE_NONE && found.only != place;
        found.only = place;
        if (other < m && found.earlier == PLACE_NONE)
            found.earlier = place;
        if (other->text == m->text && other < m)
            found.nearest = place;
    }
    return found;
}

/* The place of a bare body of the article [first, end), and the reason. */
static uint32_t
bare_place(const struct body_words *words, const struct scene *scene, size_t first, size_t end,
           const struct scene_mention *m, uint32_t kind, const char **why)
{
    struct named found = find_named(words, scene, first, end, m, kind);
    if (found.full != PLACE_NONE && !found.fulls) {
        *why = "so called in full in the article";
        return found.full;
    }
    uint32_t home =
        scene->home == PLACE_NONE ? PLACE_NONE : holder_of_kind(scene->atlas, scene->home, kind);
    if (home != PLACE_NONE && !scene->home_guessed && found.nearest == PLACE_NONE &&
        found.only != PLACE_NONE && atlas_within(scene->atlas, found.only, home)) {
        *why = "the paper's home";
        return home;
    }
    if (scene->unlisted.len > 0 && kind == U'市')
        return PLACE_NONE;
    if (found.only != PLACE_NONE && !found.several) {
        *why = "the only one that the article names";
        return found.only;
    }
    if (home != PLACE_NONE && (found.home || found.only == PLACE_NONE)) {
        *why = scene->home_guessed ? "where most places of the page are" : "the paper's home";
        return home;
    }
    if (found.often != PLACE_NONE && found.earlier != PLACE_NONE) {
        *why = "named most in the article";
        return found.often;
    }
    if (found.earlier != PLACE_NONE) {
        bool near = found.nearest != PLACE_NONE;
        *why = near ? "the last named before it" : "the first that the article names";
        return near ? found.nearest : found.earlier;
    }
    if (found.only != PLACE_NONE || found.around == PLACE_NONE || found.arounds)
        return PLACE_NONE;
    *why = "where the article's places lie";
    return found.around;
}

/* The city that no list has and the paper is named after, if it is of that kind. */
static struct slice
unlisted_of(const struct scene *scene, uint32_t kind)
{
    struct slice name = scene->unlisted;
    size_t at = name.len >= 3 ? name.len - 3 : 0;
    uint32_t last = name.len > 0 ? utf8_next(name, &at) : 0;
    if (last == kind && utf8_count(name) > 2)
        return name;
    if (kind != U'市' || name.len == 0 || point_is_in(last, U"市县区"))
        return SLICE_EMPTY;
    return draft_text(scene->arena, name, U"市", 1); /* 澜州 */
}

/* How the article itself calls the body of that place, if not in full: 湖南图书馆 where 省图书馆
 * would be 湖南省图书馆; else `full`. */
static struct slice
printed_name(const struct scene *scene, size_t first, size_t end, uint32_t place, struct slice full,
             const uint32_t *rest, size_t length)
{
    struct slice found = full;
    for (size_t i = first; i < end && i < first + NAMED_MAX; i++) {
        const struct scene_mention *other = &scene->mentions[i];
        const struct meaning *meanings;
        if (other->type != MENTION_ORG || other->length < length + 2 ||
            !same_points(other->name + other->length - length, rest, length))
            continue;
        size_t count = atlas_find(scene->atlas, other->name, other->length - length, &meanings);
        for (size_t k = 0; k < count; k++)
            if (meanings[k].place == place && meanings[k].kind != NAME_PAPER)
                found = other->surface;
    }
    return found;
}

uint32_t
bare_draft(const struct body_words *words, struct drafts *drafts, size_t first, size_t end,
           const struct scene_mention *m, struct bare bare)
{
    struct scene *scene = drafts->scene;
    const char *why = "stands before it";
    uint32_t place = bare.place;
    if (place == PLACE_NONE)
        place = bare_place(words, scene, first, end, m, bare.kind, &why);
    struct slice place_name =
        place != PLACE_NONE ? atlas_name(scene->atlas, place) : unlisted_of(scene, bare.kind);
    struct buf whole = { 0 };
    if (place_name.len == 0)
        return 0;
    if (place == PLACE_NONE)
        why = "what the paper is named after";
    buf_printf(&whole, "%s%.*s", bare.before, SLICE_ARGS(place_name));
    const uint32_t *rest = m->name + bare.skip;
    size_t length = m->length - bare.skip;
    struct slice name = draft_text(&scene->page->arena, buf_slice(&whole), rest, length);
    if (place != PLACE_NONE && bare.before[0] == '\0')
        name = printed_name(scene, first, end, place, name, rest, length);
    buf_done(&whole);
    uint32_t *id = table_at(&drafts->index, 0, name);
    if (*id == 0) {
        uint32_t made = draft_add(drafts, m);
        struct draft *draft = &drafts->items[made - 1];
        size_t count = utf8_count(name), n = 0;
        uint32_t *points = arena_alloc(scene->arena, count, sizeof *points);
        for (size_t at = 0; at < name.len;)
            points[n++] = utf8_next(name, &at);
        draft->name = name;
        draft->points = points;
        draft->length = count;
        draft->named = true;
        *id = made;
    }
    uint32_t result = *id;
    drafts->items[result - 1].sense.in = place;
    draft_because(drafts, result, "%.*s: %.*s, %s", SLICE_ARGS(m->surface), SLICE_ARGS(place_name),
                  why);
    return result;
}
