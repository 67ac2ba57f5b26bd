#include "services/enrich/link/body.h"

#include "common/utf8.h"
#include "services/enrich/link/shorten.h"

#include <string.h>

static bool
is_in(uint32_t point, const uint32_t *set)
{
    for (size_t i = 0; set[i] != 0; i++)
        if (point == set[i])
            return true;
    return false;
}

static bool
same_points(const uint32_t *a, const uint32_t *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* ---- bare bodies: 市委, 县教育局 ---- */

/* A body's name that says of what kind its division is, and not which. */
struct bare {
    uint32_t kind;      /* 市, 县 ..., 自 for 自治区; 0: it names one, or says nothing */
    size_t skip;        /* code points that the division's name takes the place of */
    const char *before; /* what stands before that name: 共青团 for 团市委 */
};

static struct bare
bare_of(const struct scene *scene, const struct scene_mention *m)
{
    static const uint32_t kinds[] = U"省市县区州旗镇乡";
    struct bare bare = { 0, 1, "" };
    if (m->length >= 5 && same_points(m->name, U"自治区", 3))
        return (struct bare){ U'自', 3, "" };
    if (m->length == 3 && m->name[0] == U'团' && is_in(m->name[1], kinds) && m->name[2] == U'委')
        return (struct bare){ m->name[1], 2, "共青团" };
    if (m->length < 2 || !is_in(m->name[0], kinds))
        return bare;
    /* 市中院 is none of 市中区 */
    bool middle = m->length >= 3 && m->name[1] == U'中' && is_in(m->name[2], U"院医心级学");
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
    bool home;        /* the paper's home is among them */
    uint32_t nearest; /* the last before the mention in its text */
};

/* Whether the mention, a place, is followed by the bare name, or a body's name is the place with
 * it: [娄底]市委组织部, [遵义市体育局]. */
static bool
is_with_place(const struct scene *scene, const struct scene_mention *other,
              const struct scene_mention *m)
{
    const struct scene_text *text = &scene->texts[other->text];
    if (other->type == MENTION_ORG) {
        size_t rest = m->length - 1;
        return other->length > m->length &&
               same_points(other->name + other->length - rest, m->name + 1, rest) &&
               (other->length - rest <= 2 || other->name[other->length - rest - 1] == m->name[0]);
    }
    return other->end + m->length <= text->count && other->end > 0 &&
           (same_points(text->points + other->end, m->name, m->length) ||
            (text->points[other->end - 1] == m->name[0] &&
             same_points(text->points + other->end, m->name + 1, m->length - 1)));
}

static struct named
find_named(const struct scene *scene, size_t first, size_t end, const struct scene_mention *m,
           uint32_t kind)
{
    struct named found = { PLACE_NONE, false, PLACE_NONE, false, false, PLACE_NONE };
    uint32_t home =
        scene->home == PLACE_NONE ? PLACE_NONE : holder_of_kind(scene->atlas, scene->home, kind);
    size_t here = (size_t)(m - scene->mentions);
    first = here - first > NAMED_MAX ? here - NAMED_MAX : first;
    end = end - here > NAMED_MAX ? here + NAMED_MAX : end;
    for (size_t i = first; i < end; i++) {
        const struct scene_mention *other = &scene->mentions[i];
        uint32_t place = other->type == MENTION_PER ? PLACE_NONE : place_told(other);
        if (place == PLACE_NONE || !is_of_kind(scene->atlas, place, kind))
            continue;
        if (is_with_place(scene, other, m)) {
            found.fulls |= found.full != PLACE_NONE && found.full != place;
            found.full = place;
        }
        found.several |= found.only != PLACE_NONE && found.only != place;
        found.only = place;
        found.home |= place == home;
        if (other->text == m->text && other < m)
            found.nearest = place;
    }
    return found;
}

/* The place of a bare body of the article [first, end), and the reason. */
static uint32_t
bare_place(const struct scene *scene, size_t first, size_t end, const struct scene_mention *m,
           uint32_t kind, const char **why)
{
    struct named found = find_named(scene, first, end, m, kind);
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
    if (found.only != PLACE_NONE && !found.several) {
        *why = "the only one that the article names";
        return found.only;
    }
    if (home != PLACE_NONE && (found.home || found.only == PLACE_NONE)) {
        *why = scene->home_guessed ? "where most places of the page are" : "the paper's home";
        return home;
    }
    if (found.nearest != PLACE_NONE)
        *why = "the last named before it";
    return found.nearest;
}

static struct slice
join_text(struct arena *arena, struct slice a, const uint32_t *points, size_t count)
{
    struct buf out = { 0 };
    buf_add_slice(&out, a);
    for (size_t i = 0; i < count; i++)
        utf8_add(&out, points[i]);
    struct slice text = arena_slice(arena, buf_slice(&out));
    buf_done(&out);
    return text;
}

/* The draft of the body that the bare mention means, by its full name; 0 when its place is unknown.
 */
static uint32_t
bare_draft(struct drafts *drafts, size_t first, size_t end, const struct scene_mention *m,
           struct bare bare)
{
    struct scene *scene = drafts->scene;
    const char *why = "";
    uint32_t place = bare_place(scene, first, end, m, bare.kind, &why);
    if (place == PLACE_NONE)
        return 0;
    struct slice place_name = atlas_name(scene->atlas, place);
    struct buf whole = { 0 };
    buf_printf(&whole, "%s%.*s", bare.before, SLICE_ARGS(place_name));
    struct slice name = join_text(&scene->page->arena, buf_slice(&whole), m->name + bare.skip,
                                  m->length - bare.skip);
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

/* ---- short and full forms ---- */

/* A body in the chain of one code point. */
struct body_link {
    uint32_t draft, next; /* + 1 */
};

struct bodies {
    struct drafts *drafts;
    struct body_words words;
    size_t from;           /* drafts of bodies begin here */
    struct table by_point; /* code point -> chain of links, + 1 */
    struct body_link *links;
};

enum {
    TRIES_MAX = 500,
    HEADS = 24
}; /* candidates looked at for one name: a page has a few hundred bodies */

/* Whether the full name's mention is followed by （以下简称X）. */
static bool
is_defined(const struct scene *scene, const struct scene_mention *full,
           const struct scene_mention *part)
{
    static const uint32_t words[] = U"简称下称";
    const struct scene_text *text = &scene->texts[full->text];
    if (part->text != full->text || part->start < full->end || part->start - full->end > 8)
        return false;
    for (uint32_t at = full->end; at + 2 <= part->start; at++)
        if (same_points(text->points + at, words, 2) ||
            same_points(text->points + at, words + 2, 2))
            return true;
    return false;
}

/* Gives a part that shortens the parent in the full name, and not the whole, the parent's name:
 * 重医 beside 重庆医科大学附属第一医院. */
static bool
name_parent(struct bodies *b, const struct draft *full, uint32_t part_id)
{
    struct draft *part = &b->drafts->items[part_id - 1];
    size_t parent = body_shortens_parent(&b->words, full, part);
    if (parent == 0)
        return false;
    struct slice short_name = part->name;
    part->name = join_text(&b->drafts->scene->page->arena, SLICE_EMPTY, full->points, parent);
    part->points = full->points;
    part->length = parent;
    part->named = true;
    draft_because(b->drafts, part_id, "%.*s shortens %.*s", SLICE_ARGS(short_name),
                  SLICE_ARGS(part->name));
    return true;
}

/* The body of the page by the first `length` code points of the full name, or `full` itself: two
 * departments of a university do not make it two. */
static uint32_t
parent_of(const struct bodies *b, uint32_t full, size_t length)
{
    const struct draft *draft = &b->drafts->items[full - 1];
    for (uint32_t at = table_find(&b->by_point, draft->points[0], SLICE_EMPTY); at != 0;
         at = b->links[at - 1].next) {
        const struct draft *other = &b->drafts->items[b->links[at - 1].draft - 1];
        if (other->joined == 0 && other->length == length &&
            same_points(other->points, draft->points, length))
            return b->links[at - 1].draft;
    }
    return full;
}

/* The one body that the part shortens: of its article if there is one, else of the page. */
static uint32_t
find_full(const struct bodies *b, uint32_t part_id, const char **how)
{
    const struct draft *part = &b->drafts->items[part_id - 1];
    uint32_t found = 0, near = 0;
    size_t all = 0, close = 0, tries = 0;
    for (uint32_t at = table_find(&b->by_point, part->points[0], SLICE_EMPTY);
         at != 0 && tries < TRIES_MAX; at = b->links[at - 1].next, tries++) {
        uint32_t id = b->links[at - 1].draft;
        const struct draft *full = &b->drafts->items[id - 1];
        if (full->joined != 0 || id == part_id || id == found || id == near)
            continue;
        size_t parent = body_shortens_parent(&b->words, full, part);
        const char *by = parent > 0 ? "shortens" : body_shortens(&b->words, full, part);
        if (parent > 0)
            id = parent_of(b, id, parent);
        if (by == NULL || id == part_id || id == found || id == near)
            continue;
        *how = by;
        all++;
        found = id;
        if (full->article == part->article) {
            close++;
            near = id;
        }
    }
    return close == 1 ? near : close == 0 && all == 1 ? found : 0;
}

/* Notes each body under each of its first code points, where short forms begin. */
static void
index_bodies(struct bodies *b)
{
    struct arena *arena = b->drafts->scene->arena;
    size_t count = b->drafts->count, used = 0;
    b->by_point = (struct table){ .arena = arena };
    b->links = arena_alloc(arena, (count - b->from) * HEADS + 1, sizeof *b->links);
    for (size_t i = b->from; i < count; i++) {
        const struct draft *draft = &b->drafts->items[i];
        for (size_t k = 0; k < draft->length && k < HEADS; k++) {
            uint32_t *head = table_at(&b->by_point, draft->points[k], SLICE_EMPTY);
            if (*head != 0 && b->links[*head - 1].draft == i + 1)
                continue;
            b->links[used] = (struct body_link){ (uint32_t)i + 1, *head };
            *head = (uint32_t)++used;
        }
    }
}

static void
join_defined(struct bodies *b)
{
    struct scene *scene = b->drafts->scene;
    const struct scene_mention *last = NULL;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        if (m->type != MENTION_ORG)
            continue;
        if (last != NULL && is_defined(scene, last, m)) {
            draft_join(b->drafts, m->entity, last->entity);
            draft_because(b->drafts, last->entity, "%.*s: so called in the text",
                          SLICE_ARGS(m->surface));
        }
        last = m;
    }
}

static void
join_shorter(struct bodies *b)
{
    size_t count = b->drafts->count;
    for (uint32_t id = (uint32_t)b->from + 1; id <= count && scene_goes_on(b->drafts->scene, id);
         id++) {
        const char *how = "";
        if (b->drafts->items[id - 1].joined != 0)
            continue;
        uint32_t full = find_full(b, id, &how);
        if (full == 0 || name_parent(b, &b->drafts->items[full - 1], id))
            continue;
        struct slice name = b->drafts->items[id - 1].name;
        draft_join(b->drafts, id, full);
        draft_because(b->drafts, full, "%.*s %s %.*s", SLICE_ARGS(name), how,
                      SLICE_ARGS(draft_of(b->drafts, full)->name));
    }
}

/* ---- parents ---- */

/* Gives the draft the longest body of the page that its name begins with, or the one that its name
 * shows. */
static void
find_parent(struct bodies *b, struct table *names, uint32_t id)
{
    struct draft *draft = &b->drafts->items[id - 1];
    size_t shown = body_parent(&b->words, draft);
    for (size_t length = draft->length - 1; length >= 2; length--) {
        struct slice prefix =
            join_text(b->drafts->scene->arena, SLICE_EMPTY, draft->points, length);
        uint32_t parent = table_find(names, 0, prefix);
        if (parent != 0 && draft_root(b->drafts, parent) != id) {
            draft->parent = draft_root(b->drafts, parent);
            draft->parent_name = draft_of(b->drafts, parent)->name;
            draft_because(b->drafts, id, "part of %.*s by its name", SLICE_ARGS(prefix));
            return;
        }
        if (length == shown) {
            draft_because(b->drafts, id, "part of %.*s by its name", SLICE_ARGS(prefix));
            draft = &b->drafts->items[id - 1];
            draft->parent_name = arena_slice(&b->drafts->scene->page->arena, prefix);
            return;
        }
    }
}

static void
find_parents(struct bodies *b)
{
    struct table names = { .arena = b->drafts->scene->arena };
    size_t count = b->drafts->count;
    for (uint32_t id = (uint32_t)b->from + 1; id <= count; id++)
        *table_at(&names, 0, b->drafts->items[id - 1].name) = id;
    for (uint32_t id = (uint32_t)b->from + 1; id <= count; id++)
        if (b->drafts->items[id - 1].joined == 0 && b->drafts->items[id - 1].length <= 64 &&
            scene_goes_on(b->drafts->scene, id))
            find_parent(b, &names, id);
}

void
body_link(struct drafts *drafts)
{
    struct scene *scene = drafts->scene;
    struct bodies b = { .drafts = drafts, .from = drafts->count };
    body_words_init(&b.words, scene->atlas);
    size_t first = 0, end = 0;
    enum { SPACE = 1 << 29 };
    for (size_t i = 0; i < scene->mention_count; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (i >= end) { /* the article's mentions follow one another */
            first = i;
            while (end < scene->mention_count &&
                   scene_article(scene, &scene->mentions[end]) == scene_article(scene, m))
                end++;
        }
        if (m->type != MENTION_ORG)
            continue;
        struct bare form = bare_of(scene, m);
        uint32_t bare = form.kind != 0 ? bare_draft(drafts, first, end, m, form) : 0;
        if (bare == 0) {
            /* a bare body that nothing places is kept apart in each article */
            uint64_t space = form.kind != 0 ? (uint64_t)SPACE << 32 | scene_article(scene, m) : 0;
            uint32_t *id = table_at(&drafts->index, space, m->surface);
            if (*id == 0)
                *id = draft_add(drafts, m);
            bare = *id;
        }
        m->entity = bare;
    }
    join_defined(&b);
    index_bodies(&b);
    join_shorter(&b);
    find_parents(&b);
    body_words_done(&b.words);
}
