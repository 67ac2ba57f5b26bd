#include "services/enrich/link/draft.h"

#include "common/utf8.h"

#include <stdarg.h>
#include <stdio.h>

uint32_t
draft_add(struct drafts *drafts, const struct scene_mention *m)
{
    drafts->items = arena_grow(drafts->scene->arena, drafts->items, drafts->count, &drafts->cap,
                               sizeof *drafts->items);
    drafts->items[drafts->count++] = (struct draft){
        .type = m->type,
        .article = scene_article(drafts->scene, m),
        .name = m->surface,
        .points = m->name,
        .length = m->length,
        .sense = m->sense,
        .parent_name = SLICE_EMPTY,
        .authority = SLICE_EMPTY,
    };
    return (uint32_t)drafts->count;
}

uint32_t
draft_root(const struct drafts *drafts, uint32_t id)
{
    while (drafts->items[id - 1].joined != 0)
        id = drafts->items[id - 1].joined;
    return id;
}

struct draft *
draft_of(const struct drafts *drafts, uint32_t id)
{
    return &drafts->items[draft_root(drafts, id) - 1];
}

void
draft_because(struct drafts *drafts, uint32_t id, const char *format, ...)
{
    char text[160];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length >= (int)sizeof text) /* would be cut inside a character */
        return;
    struct draft *draft = draft_of(drafts, id);
    for (size_t i = 0; i < draft->why_count; i++)
        if (slice_equal(draft->why[i], slice_from(text)))
            return;
    struct arena *arena = &drafts->scene->page->arena;
    draft->why =
        arena_grow(arena, draft->why, draft->why_count, &draft->why_cap, sizeof *draft->why);
    draft->why[draft->why_count++] = arena_slice(arena, slice_from(text));
}

/* Whether the post ends with the part, and is no other post by it: 市委书记 and 书记, but not
 * 副书记 and 书记. */
static bool
is_fuller(struct slice post, struct slice part)
{
    static const char *const others[] = { "副",   "前", "原",   "代",  "第一",
                                          "首席", "总", "助理", "候任" };
    if (!slice_ends(post, part))
        return false;
    struct slice rest = slice_part(post, 0, post.len - part.len);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (slice_ends(rest, slice_from(others[i])))
            return false;
    return true;
}

/* Whether a post of `full` says all that `part` does. */
static bool
says_more(const struct entity_role *full, const struct entity_role *part)
{
    if (full->kind != part->kind || part->text.len == 0 || full->text.len <= part->text.len ||
        (part->affiliation.len > 0 && part->text.len > part->title.len))
        return false;
    struct slice rest = full->text;
    while (rest.len > 0) {
        size_t mark = slice_find(rest, SLICE_LITERAL("、")),
               also = slice_find(rest, SLICE_LITERAL("兼"));
        size_t end = mark < also ? mark : also;
        if (is_fuller(slice_part(rest, 0, end), part->text))
            return true;
        rest = slice_part(rest, end < rest.len ? end + 3 : end, rest.len); /* both have 3 bytes */
    }
    return false;
}

void
draft_add_role(struct drafts *drafts, uint32_t id, struct entity_role role,
               struct scene_mention *body)
{
    struct draft *draft = draft_of(drafts, id);
    for (size_t i = 0; i < draft->role_count; i++) {
        struct entity_role *old = &draft->roles[i];
        if (old->kind == role.kind && (role.text.len == 0 || slice_equal(old->text, role.text)))
            return;
        if (says_more(old, &role))
            return;
        if ((old->kind == role.kind && old->text.len == 0) || says_more(&role, old)) {
            *old = role;
            draft->bodies[i] = body;
            return;
        }
    }
    struct arena *arena = &drafts->scene->page->arena;
    draft->roles =
        arena_grow(arena, draft->roles, draft->role_count, &draft->role_cap, sizeof *draft->roles);
    draft->bodies = arena_grow(arena, draft->bodies, draft->role_count, &draft->body_cap,
                               sizeof *draft->bodies);
    draft->bodies[draft->role_count] = body;
    draft->roles[draft->role_count++] = role;
}

bool
draft_has_role(const struct drafts *drafts, uint32_t id)
{
    const struct draft *draft = draft_of(drafts, id);
    for (size_t i = 0; i < draft->role_count; i++)
        if (draft->roles[i].text.len > 0)
            return true;
    return false;
}

bool
draft_is_deputy(const struct drafts *drafts, uint32_t id, struct slice title)
{
    const struct draft *draft = draft_of(drafts, id);
    for (size_t i = 0; i < draft->role_count; i++) {
        struct slice text = draft->roles[i].text;
        if (slice_ends(text, title) &&
            slice_ends(slice_part(text, 0, text.len - title.len), SLICE_LITERAL("副")))
            return true;
    }
    return false;
}

void
draft_join(struct drafts *drafts, uint32_t part, uint32_t whole)
{
    part = draft_root(drafts, part);
    whole = draft_root(drafts, whole);
    if (part == whole)
        return;
    struct draft *from = &drafts->items[part - 1];
    from->joined = whole;
    for (size_t i = 0; i < from->role_count; i++)
        draft_add_role(drafts, whole, from->roles[i], from->bodies[i]);
    for (size_t i = 0; i < from->why_count; i++)
        draft_because(drafts, whole, "%.*s", SLICE_ARGS(from->why[i]));
}

struct slice
draft_text(struct arena *arena, struct slice a, const uint32_t *points, size_t count)
{
    struct buf out = { 0 };
    buf_add_slice(&out, a);
    for (size_t i = 0; i < count; i++)
        utf8_add(&out, points[i]);
    struct slice text = arena_slice(arena, buf_slice(&out));
    buf_done(&out);
    return text;
}
