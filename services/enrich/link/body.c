#include "services/enrich/link/body.h"

#include "common/utf8.h"

#include "services/enrich/link/bare.h"
#include "services/enrich/link/shorten.h"

#include <string.h>

static bool
same_points(const uint32_t *a, const uint32_t *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
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
    for (size_t i = 0; i < part->length; i++)
        if (point_is_in(part->name[i], U"）)"))
            return false; /* （简称[包钢）党委] */
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
    part->name = draft_text(&b->drafts->scene->page->arena, SLICE_EMPTY, full->points, parent);
    part->points = full->points;
    part->length = parent;
    part->named = true;
    draft_because(b->drafts, part_id, "%.*s shortens %.*s", SLICE_ARGS(short_name),
                  SLICE_ARGS(part->name));
    return true;
}

/* The body of the page by the first `length` code points of the full name, or `full` itself: two
 * departments of a university do not make it two, nor does 鞍钢集团|博物馆 beside
 * 鞍钢集团|有限公司. */
static uint32_t
parent_of(const struct bodies *b, uint32_t full, size_t length)
{
    const struct draft *draft = &b->drafts->items[full - 1];
    for (uint32_t at = table_find(&b->by_point, draft->points[0], SLICE_EMPTY); at != 0;
         at = b->links[at - 1].next) {
        const struct draft *other = &b->drafts->items[b->links[at - 1].draft - 1];
        bool same = other->length >= length && same_points(other->points, draft->points, length);
        if (same && (other->length == length ||
                     body_legal_form(other->points + length, other->length - length)))
            return draft_root(b->drafts, b->links[at - 1].draft);
    }
    return full;
}

/* Whether two bodies begin with the same parent, of that length. */
static bool
share_parent(const struct bodies *b, uint32_t one, uint32_t other, size_t length)
{
    const struct draft *left = &b->drafts->items[one - 1], *right = &b->drafts->items[other - 1];
    return one != 0 && other != 0 && length > 0 && left->length >= length &&
           right->length >= length && same_points(left->points, right->points, length);
}

/* Whether the name is a division and a noun: whatever is called in full like 天峻县法院 is one. */
static bool
says_place(const struct bodies *b, const struct draft *part)
{
    size_t noun = lexicon_ending(&b->words.ends, part->points, part->length);
    size_t place = atlas_longest(b->words.atlas, part->points, part->length);
    return place > 2 && noun > 0 && place + noun == part->length && part->sense.in != PLACE_NONE;
}

/* The one body that the part shortens: of its article if there is one, else of the page. */
static uint32_t
find_full(const struct bodies *b, uint32_t part_id, const char **how)
{
    const struct draft *part = &b->drafts->items[part_id - 1];
    uint32_t found = 0, near = 0, plain = 0;
    size_t all = 0, close = 0, tries = 0;
    for (uint32_t at = table_find(&b->by_point, part->points[0], SLICE_EMPTY);
         at != 0 && tries < TRIES_MAX; at = b->links[at - 1].next, tries++) {
        uint32_t id = b->links[at - 1].draft;
        const struct draft *full = &b->drafts->items[id - 1];
        if (id == part_id || id == found || id == near)
            continue;
        size_t parent = full->joined != 0 ? 0 : body_shortens_parent(&b->words, full, part);
        const char *by = parent > 0 ? "shortens" : body_shortens(&b->words, full, part);
        id = parent > 0 ? parent_of(b, id, parent) : draft_root(b->drafts, id);
        if (by == NULL || id == part_id || id == found || id == near)
            continue;
        size_t length = parent > 0 ? parent : full->length;
        if (part->length == 2 && part->points[1] == U'大' && length == 4)
            plain = id; /* 浙大 is 浙江大学, whatever else there is of 浙江 */
        *how = by;
        all += !share_parent(b, found, id, parent);
        found = id;
        if (full->article == part->article) {
            close += !share_parent(b, near, id, parent);
            near = id;
        }
    }
    if (close == 1 || (close == 0 && all == 1) || (near != 0 && says_place(b, part)))
        return near != 0 ? near : found;
    return plain;
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

/* The bodies, the longer names first: what shortens two names of one body then shortens one. */
static uint32_t *
by_length(const struct bodies *b)
{
    enum { LENGTHS = 256 };
    size_t first[LENGTHS + 1] = { 0 }, count = b->drafts->count - b->from;
    uint32_t *order = arena_alloc(b->drafts->scene->arena, count + 1, sizeof *order);
    for (size_t i = 0; i < count; i++) {
        size_t length = b->drafts->items[b->from + i].length;
        first[LENGTHS - (length < LENGTHS ? length : LENGTHS - 1)]++;
    }
    for (size_t i = 1; i <= LENGTHS; i++)
        first[i] += first[i - 1];
    for (size_t i = 0; i < count; i++) {
        size_t length = b->drafts->items[b->from + i].length;
        size_t *next = &first[LENGTHS - (length < LENGTHS ? length : LENGTHS - 1) - 1];
        order[(*next)++] = (uint32_t)(b->from + i + 1);
    }
    return order;
}

static void
join_shorter(struct bodies *b)
{
    size_t count = b->drafts->count - b->from;
    const uint32_t *order = by_length(b);
    for (size_t i = 0; i < count && scene_goes_on(b->drafts->scene, i); i++) {
        uint32_t id = order[i];
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
            draft_text(b->drafts->scene->arena, SLICE_EMPTY, draft->points, length);
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
        uint32_t bare = form.kind != 0 ? bare_draft(&b.words, drafts, first, end, m, form) : 0;
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
