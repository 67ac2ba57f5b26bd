#include "services/enrich/link/assemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const reasons[] = {
    [WHY_FULL] = "full name",
    [WHY_SHORT] = "short name",
    [WHY_LETTER] = "one-character name",
    [WHY_OLD] = "older name",
    [WHY_ONLY] = "only place of that name",
    [WHY_LEVEL] = "highest level",
    [WHY_AFTER] = "follows",
    [WHY_BEFORE] = "before a place in it",
    [WHY_INSIDE] = "named with",
    [WHY_SAME] = "as in its chain elsewhere in the article",
    [WHY_NEAR] = "article names",
    [WHY_PAGE] = "page names",
    [WHY_HOME] = "the paper's home",
    [WHY_PREFIX] = "begins with",
    [WHY_SENTENCE] = "sentence names",
    [WHY_DOUBT] = "unknown: several places fit",
    [WHY_BARE] = "unknown: only the name speaks for it",
    [WHY_UNKNOWN] = "unknown: nothing says where",
};

static struct slice
place_code(const struct scene *scene, uint32_t place)
{
    struct buf out = { 0 };
    if (place != PLACE_NONE)
        atlas_code(scene->atlas, place, &out);
    struct slice text =
        out.len > 0 ? arena_slice(&scene->page->arena, buf_slice(&out)) : SLICE_EMPTY;
    buf_done(&out);
    return text;
}

static struct slice
place_path(const struct scene *scene, uint32_t place)
{
    struct buf out = { 0 };
    atlas_path(scene->atlas, place, &out);
    struct slice text = arena_slice(&scene->page->arena, buf_slice(&out));
    buf_done(&out);
    return text;
}

/* 河南省 焦作市 温县 陈家沟 */
static struct slice
site_path(const struct scene *scene, uint32_t in, struct slice name)
{
    struct buf out = { 0 };
    atlas_path(scene->atlas, in, &out);
    buf_add_char(&out, ' ');
    buf_add_slice(&out, name);
    struct slice text = arena_slice(&scene->page->arena, buf_slice(&out));
    buf_done(&out);
    return text;
}

static void
tell_reasons(struct drafts *drafts, uint32_t id)
{
    struct draft *draft = draft_of(drafts, id);
    const struct atlas *atlas = drafts->scene->atlas;
    for (size_t i = 0; i < draft->sense.why_count; i++) {
        struct evidence e = draft->sense.why[i];
        struct slice name = e.place == PLACE_NONE ? SLICE_EMPTY : atlas_name(atlas, e.place);
        const char *reason = e.reason == WHY_HOME && drafts->scene->home_guessed
                                 ? "most places of the page are in"
                                 : reasons[e.reason];
        draft_because(drafts, id, "%s%s%.*s", reason, name.len > 0 ? " " : "", SLICE_ARGS(name));
    }
}

/* ---- places ---- */

static void
fill_place(const struct scene *scene, const struct draft *draft, struct entity *entity)
{
    const struct sense *sense = &draft->sense;
    entity->in = place_code(scene, sense->in == PLACE_NONE ? PLACE_NONE
                                                           : atlas_coded(scene->atlas, sense->in));
    if (sense->place != PLACE_NONE) {
        const struct place_row *row = atlas_place(scene->atlas, sense->place);
        entity->code = place_code(scene, sense->place);
        entity->level = (enum place_level)row->level;
        entity->path = place_path(scene, sense->place);
        if (row->successor != PLACE_NONE)
            entity->successor = place_code(scene, row->successor);
        if (entity->code.len == 0 && row->parent != PLACE_NONE)
            entity->in = place_code(scene, atlas_coded(scene->atlas, row->parent));
        return;
    }
    if (draft->type == MENTION_LOC && sense->in != PLACE_NONE &&
        atlas_place(scene->atlas, sense->in)->level != LEVEL_COUNTRY)
        entity->path = site_path(scene, sense->in, draft->name);
    entity->candidate_count = sense->candidate_count;
    entity->candidates =
        arena_alloc(&scene->page->arena, sense->candidate_count, sizeof *entity->candidates);
    for (size_t i = 0; i < sense->candidate_count; i++)
        entity->candidates[i] = (struct entity_candidate){
            .code = place_code(scene, sense->candidates[i]),
            .path = place_path(scene, sense->candidates[i]),
            .score = sense->scores[i],
        };
}

/* ---- counting ---- */

/* The first body paragraph of each article, by text. */
static bool *
mark_openings(const struct scene *scene)
{
    bool *opening = arena_alloc(scene->arena, scene->text_count + 1, sizeof *opening);
    uint32_t seen = UINT32_MAX;
    for (size_t i = 0; i < scene->text_count; i++) {
        const struct scene_text *text = &scene->texts[i];
        opening[i] = text->role == ROLE_LEAD || text->role == ROLE_DECK;
        if (text->role == ROLE_BODY && text->article != seen) {
            seen = text->article;
            opening[i] = true;
        }
    }
    return opening;
}

static void
count_mentions(struct drafts *drafts)
{
    const struct scene *scene = drafts->scene;
    const bool *opening = mark_openings(scene);
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        struct draft *draft = draft_of(drafts, m->entity);
        enum role role = scene->texts[m->text].role;
        draft->mentions++;
        draft->in_headline |= role == ROLE_HEADLINE || role == ROLE_KICKER;
        draft->in_opening |= opening[m->text];
        if (draft->last_text != m->text + 1) {
            draft->last_text = m->text + 1;
            draft->texts++;
        }
        /* the longest surface is the canonical name, unless a list gave one */
        if (!draft->named && m->length > draft->length && m->type == draft->type) {
            draft->name = m->surface;
            draft->length = m->length;
        }
    }
}

static float
salience(const struct draft *draft)
{
    float many = 1.0F - exp2f(-(float)draft->mentions / 2.0F);
    float spread = 1.0F - exp2f(-(float)(draft->texts - 1) / 2.0F);
    return 0.4F * (float)draft->in_headline + 0.2F * (float)draft->in_opening + 0.25F * many +
           0.15F * spread;
}

/* ---- order ---- */

struct rank {
    float salience;
    uint32_t draft; /* index */
};

static int
compare_ranks(const void *left, const void *right)
{
    const struct rank *a = left, *b = right;
    if (a->salience != b->salience)
        return a->salience > b->salience ? -1 : 1;
    return (a->draft > b->draft) - (a->draft < b->draft);
}

/* ---- variants ---- */

/* The surfaces of each entity other than its name, each once, in the order of the page. */
static void
fill_variants(struct drafts *drafts)
{
    struct scene *scene = drafts->scene;
    struct page *page = scene->page;
    struct table seen = { .arena = scene->arena };
    size_t *cap = arena_alloc(scene->arena, page->entity_count + 1, sizeof *cap);
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        struct entity *entity = &page->entities[m->entity - 1];
        uint32_t *at = table_at(&seen, entity->id, m->surface);
        if (*at != 0 || slice_equal(m->surface, entity->name))
            continue;
        *at = 1;
        entity->variants = arena_grow(&page->arena, entity->variants, entity->variant_count,
                                      &cap[entity->id], sizeof *entity->variants);
        entity->variants[entity->variant_count++] = m->surface;
    }
}

/* ---- mentions ---- */

static int
compare_mentions(const void *left, const void *right)
{
    const struct mention *a = left, *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

static void
fill_mentions(const struct scene *scene)
{
    struct page *page = scene->page;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        *article_add_mention(page, &page->articles[scene_article(scene, m)]) = (struct mention){
            .type = m->type,
            .start = m->page_start,
            .end = m->page_end,
            .text = m->surface,
            .confidence = m->confidence,
            .entity = m->entity,
        };
    }
    for (size_t i = 0; i < page->article_count; i++)
        if (page->articles[i].mention_count > 0)
            qsort(page->articles[i].mentions, page->articles[i].mention_count,
                  sizeof *page->articles[i].mentions, compare_mentions);
}

static void
fill_entity(struct drafts *drafts, struct rank rank, const uint32_t *ids, struct entity *entity)
{
    const struct scene *scene = drafts->scene;
    tell_reasons(drafts, rank.draft + 1);
    const struct draft *draft = &drafts->items[rank.draft];
    entity->type = draft->type;
    entity->name = draft->name;
    entity->salience = rank.salience;
    entity->parent_name = draft->parent_name;
    entity->authority = draft->authority;
    entity->why = draft->why;
    entity->why_count = draft->why_count;
    if (draft->type != MENTION_PER)
        fill_place(scene, draft, entity);
    if (draft->type == MENTION_ORG)
        entity->candidate_count = 0;
    if (draft->parent != 0)
        entity->parent = ids[draft_root(drafts, draft->parent) - 1];
    entity->roles = draft->roles;
    entity->role_count = draft->role_count;
    for (size_t i = 0; i < draft->role_count; i++)
        if (draft->bodies[i] != NULL && draft->bodies[i]->entity != 0)
            entity->roles[i].body = ids[draft_root(drafts, draft->bodies[i]->entity) - 1];
}

void
assemble(struct drafts *drafts)
{
    struct scene *scene = drafts->scene;
    struct rank *ranks = arena_alloc(scene->arena, drafts->count + 1, sizeof *ranks);
    uint32_t *ids = arena_alloc(scene->arena, drafts->count + 1, sizeof *ids); /* by draft */
    size_t count = 0;
    count_mentions(drafts);
    for (uint32_t i = 0; i < drafts->count; i++)
        if (drafts->items[i].joined == 0 && drafts->items[i].mentions > 0)
            ranks[count++] = (struct rank){ salience(&drafts->items[i]), i };
    if (count > 0)
        qsort(ranks, count, sizeof *ranks, compare_ranks);
    for (size_t i = 0; i < count; i++)
        ids[ranks[i].draft] = (uint32_t)i + 1;
    for (size_t i = 0; i < count; i++)
        fill_entity(drafts, ranks[i], ids, page_add_entity(scene->page));
    for (size_t i = 0; i < scene->mention_count; i++)
        scene->mentions[i].entity = ids[draft_root(drafts, scene->mentions[i].entity) - 1];
    fill_variants(drafts);
    fill_mentions(scene);
}
