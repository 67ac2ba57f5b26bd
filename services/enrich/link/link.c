#include "services/enrich/link/link.h"

#include "services/enrich/link/assemble.h"
#include "services/enrich/link/author.h"
#include "services/enrich/link/body.h"
#include "services/enrich/link/person.h"
#include "services/enrich/link/place.h"
#include "services/enrich/link/surface.h"

#include <stdlib.h>

int
linker_open(struct linker *linker, const char *atlas_path, const struct gazetteer *gazetteer,
            struct err *err)
{
    *linker = (struct linker){ .gazetteer = gazetteer };
    if (atlas_open(&linker->atlas, atlas_path, err) != 0)
        return -1;
    role_words_init(&linker->words);
    return 0;
}

void
linker_close(struct linker *linker)
{
    atlas_close(&linker->atlas);
    homes_done(&linker->homes);
    authority_close(linker->authority);
    role_words_done(&linker->words);
}

struct scene *
link_begin(const struct linker *linker, struct page *page, struct arena *arena, size_t text_count)
{
    struct scene *scene = arena_alloc(arena, 1, sizeof *scene);
    *scene = (struct scene){
        .page = page,
        .arena = arena,
        .atlas = &linker->atlas,
        .gazetteer = linker->gazetteer,
        .home = PLACE_NONE,
        .texts = arena_alloc(arena, text_count + 1, sizeof *scene->texts),
        .text_count = text_count,
    };
    return scene;
}

/* One draft for each place, and for each name that is unknown. */
static void
draft_places(struct drafts *drafts)
{
    enum { SPACE = 1 << 30 };
    struct scene *scene = drafts->scene;
    for (size_t i = 0; i < scene->mention_count; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (m->type != MENTION_LOC)
            continue;
        uint32_t place = m->sense.place;
        uint64_t space = place != PLACE_NONE ? (uint64_t)(SPACE + 1) << 32 | place
                         : m->sense.site     ? (uint64_t)SPACE << 32
                                         : (uint64_t)(SPACE + 2) << 32 | scene_article(scene, m);
        uint32_t *id =
            table_at(&drafts->index, space, place != PLACE_NONE ? SLICE_EMPTY : m->surface);
        if (*id == 0)
            *id = draft_add(drafts, m);
        m->entity = *id;
        struct draft *draft = &drafts->items[*id - 1];
        if (m->sense.site && draft->sense.site && draft->sense.in == PLACE_NONE)
            draft->sense = m->sense; /* the page says once where it lies */
        if (place != PLACE_NONE) {
            drafts->items[*id - 1].name = atlas_name(scene->atlas, place);
            drafts->items[*id - 1].named = true;
        }
    }
}

/* A place that no list has, by its bare name and with the noun of a division, is one: 澜州, 澜州市.
 */
static void
join_bare_places(struct drafts *drafts, size_t first)
{
    static const uint32_t nouns[] = U"省市县区镇乡村";
    struct table names = { .arena = drafts->scene->arena };
    for (size_t i = first; i < drafts->count; i++)
        if (drafts->items[i].sense.site)
            *table_at(&names, 0, drafts->items[i].name) = (uint32_t)i + 1;
    for (size_t i = first; i < drafts->count; i++) {
        const struct draft *full = &drafts->items[i];
        bool division = false;
        for (size_t k = 0; full->length >= 3 && nouns[k] != 0; k++)
            division |= full->points[full->length - 1] == nouns[k];
        uint32_t bare = division && full->sense.site
                            ? table_find(&names, 0, slice_part(full->name, 0, full->name.len - 3))
                            : 0;
        if (bare != 0)
            draft_join(drafts, bare, (uint32_t)i + 1);
    }
}

/* The newsroom's entry for the draft: by its name, or by what its mentions are called. */
static void
apply_authority(const struct linker *linker, struct drafts *drafts)
{
    struct scene *scene = drafts->scene;
    struct table by_entry = { .arena = scene->arena };
    for (size_t i = 0; i < scene->mention_count && linker->authority != NULL; i++) {
        struct scene_mention *m = &scene->mentions[i];
        struct draft *draft = draft_of(drafts, m->entity);
        const struct authority_name *name =
            authority_find(linker->authority, draft->type, m->surface);
        if (name == NULL)
            name = authority_find(linker->authority, draft->type, draft->name);
        if (name == NULL || (draft->authority.len > 0 && !slice_equal(draft->authority, name->id)))
            continue;
        struct arena *arena = &scene->page->arena;
        draft->name = arena_slice(arena, name->name);
        draft->named = true;
        draft->authority = arena_slice(arena, name->id);
        uint32_t place = atlas_by_code(scene->atlas, name->code);
        if (place != PLACE_NONE && draft->type == MENTION_LOC) {
            draft->sense = (struct sense){ .place = place, .in = PLACE_NONE };
        } else if (place != PLACE_NONE)
            draft->sense.in = place;
        draft_because(drafts, m->entity, "authority file");
        uint32_t *same = table_at(&by_entry, draft->type, draft->name);
        if (*same == 0)
            *same = draft_root(drafts, m->entity);
        draft_join(drafts, m->entity, *same);
    }
}

/* The place of the paper's name as a mention of the page has it, the longest; 人民 of 人民日报 is
 * none, because no page calls a place so. */
static struct slice
find_unlisted(const struct scene *scene)
{
    static const uint32_t nouns[] = U"市县州区";
    struct slice stem = SLICE_EMPTY, found = SLICE_EMPTY;
    if (scene->home == PLACE_NONE)
        stem = home_unlisted(scene->atlas, scene->page);
    for (size_t i = 0; stem.len > 0 && i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        bool named = m->type == MENTION_LOC && slice_starts(m->surface, stem);
        bool noun = false;
        for (size_t k = 0; named && nouns[k] != 0; k++)
            noun |= m->name[m->length - 1] == nouns[k];
        if (named && (m->surface.len == stem.len || (m->surface.len == stem.len + 3 && noun)) &&
            m->surface.len > found.len)
            found = m->surface;
    }
    return found;
}

int
link_finish(const struct linker *linker, struct scene *scene, const struct tick *tick,
            struct err *err)
{
    scene->tick = tick;
    scene->err = err;
    struct drafts drafts = { .scene = scene, .index = { .arena = scene->arena } };
    scene->home = home_of(&linker->homes, scene->atlas, scene->page);
    author_mark(scene);
    surface_part_letters(scene);
    surface_find_letters(scene);
    scene_order(scene);
    surface_agree(scene, &linker->words);
    scene->unlisted = find_unlisted(scene);
    place_link(scene);
    if (scene->given_up)
        return -1;
    person_link(&drafts, &linker->words);
    body_link(&drafts);
    size_t first = drafts.count;
    draft_places(&drafts);
    join_bare_places(&drafts, first);
    apply_authority(linker, &drafts);
    if (scene->given_up)
        return -1;
    assemble(&drafts);
    return 0;
}
