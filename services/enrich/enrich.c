#include "services/enrich/enrich.h"

#include "common/utf8.h"
#include "services/enrich/enricher.h"
#include "services/enrich/link/scene.h"
#include "services/enrich/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
enricher_load(struct enricher **enricher, const char *data_dir, struct err *err)
{
    struct enricher *e = calloc(1, sizeof *e);
    if (e == NULL)
        die("out of memory");
    buf_printf(&e->model_path, "%s/tagger.bin", data_dir);
    buf_printf(&e->gazetteer_path, "%s/gazetteer.bin", data_dir);
    buf_printf(&e->places_path, "%s/places.bin", data_dir);
    if (tagger_model_open(&e->model, buf_string(&e->model_path), err) != 0 ||
        gazetteer_open(&e->gazetteer, buf_string(&e->gazetteer_path), err) != 0 ||
        linker_open(&e->linker, buf_string(&e->places_path), &e->gazetteer, err) != 0 ||
        tagger_new(&e->tagger, &e->model, &e->gazetteer, err) != 0) {
        enricher_free(e);
        return -1;
    }
    e->options.tagger.head = HEAD_MIXED;
    (void)snprintf(e->version, sizeof e->version, "enrich 2 %s %08x %08x %08x", e->model.title,
                   e->model.blob.crc, e->gazetteer.blob.crc, e->linker.atlas.blob.crc);
    *enricher = e;
    return 0;
}

void
enricher_free(struct enricher *e)
{
    if (e == NULL)
        return;
    tagger_free(e->tagger);
    linker_close(&e->linker);
    gazetteer_close(&e->gazetteer);
    tagger_model_close(&e->model);
    buf_done(&e->model_path);
    buf_done(&e->gazetteer_path);
    buf_done(&e->places_path);
    free(e);
}

const char *
enricher_version(const struct enricher *e)
{
    return e->version;
}

struct enricher_options *
enricher_options(struct enricher *e)
{
    return &e->options;
}

int
enricher_set_guidelines(struct enricher *e, const char *name)
{
    static const char *const names[] = {
        [HEAD_LOCAL] = "local", [HEAD_NEWS] = "1998", [HEAD_MIXED] = "mixed"
    };
    for (int head = 0; head <= HEAD_MIXED; head++)
        if (strcmp(names[head], name) == 0) {
            e->options.tagger.head = head;
            return 0;
        }
    return -1;
}

int
enricher_set_homes(struct enricher *e, const char *const *rules, size_t count, struct err *err)
{
    return homes_read(&e->linker.homes, &e->linker.atlas, rules, count, err);
}

int
enricher_set_names(struct enricher *e, const char *path, struct err *err)
{
    struct authority *authority = NULL;
    if (path[0] != '\0' && authority_open(&authority, path, err) != 0)
        return -1;
    authority_close(e->linker.authority);
    e->linker.authority = authority;
    return 0;
}

int
enricher_tag(struct enricher *e, const struct slice *texts, size_t count, struct arena *arena,
             struct tagged **tagged, size_t *tagged_count, const struct tick *tick, struct err *err)
{
    return tagger_run(e->tagger, &e->options.tagger, texts, count, arena, tagged, tagged_count,
                      tick, err);
}

/* A passage that is tagged, and whose it is. */
struct work {
    struct article *article;
    const struct passage *passage;
};

static bool
is_read(enum role role)
{
    return role != ROLE_FURNITURE && role != ROLE_JUMP;
}

static struct work *
collect_passages(struct page *page, struct arena *arena, size_t *count)
{
    size_t total = 0;
    for (size_t i = 0; i < page->article_count; i++)
        total += page->articles[i].passage_count;
    struct work *work = arena_alloc(arena, total + 1, sizeof *work);
    *count = 0;
    for (size_t i = 0; i < page->article_count; i++)
        for (size_t k = 0; k < page->articles[i].passage_count; k++)
            if (is_read(page->articles[i].passages[k].role))
                work[(*count)++] =
                    (struct work){ &page->articles[i], &page->articles[i].passages[k] };
    return work;
}

/* What a name neither begins nor ends with, when the other bracket is not in it. */
static const struct {
    uint32_t opening, closing;
} brackets[] = {
    { U'“', U'”' },   { U'‘', U'’' },   { U'《', U'》' }, { U'（', U'）' },
    { U'「', U'」' }, { U'『', U'』' }, { U'【', U'】' }, { '(', ')' },
};

static bool
holds(const uint32_t *points, size_t count, uint32_t point)
{
    for (size_t i = 0; i < count; i++)
        if (points[i] == point)
            return true;
    return false;
}

static bool
is_rim(const uint32_t *points, size_t count, uint32_t point)
{
    for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++)
        if ((point == brackets[i].opening && !holds(points, count, brackets[i].closing)) ||
            (point == brackets[i].closing && !holds(points, count, brackets[i].opening)))
            return true;
    return point_is_blank(point) || point == U'，' || point == U'。' || point == U'、';
}

static void
trim(struct tagged *m, const uint32_t *points)
{
    while (m->start < m->end && is_rim(points + m->start, m->end - m->start, points[m->start]))
        m->start++;
    while (m->start < m->end && is_rim(points + m->start, m->end - m->start, points[m->end - 1]))
        m->end--;
}

static void
add_mentions(struct scene *scene, uint32_t text, const struct look_text *look)
{
    for (size_t i = 0; i < look->tagged_count; i++) {
        struct tagged m = look->tagged[i];
        trim(&m, look->points);
        (void)scene_add(scene, text, m.start, m.end, m.type, m.confidence);
    }
}

/* Name and version of what made the result, with the newsroom's list in force. */
static void
name_version(struct enricher *e, struct page *page)
{
    struct buf version = { 0 };
    buf_add_slice(&version, slice_from(e->version));
    if (e->linker.authority != NULL)
        buf_printf(&version, " names %08x", authority_hash(e->linker.authority));
    page->enrich_version = arena_slice(&page->arena, buf_slice(&version));
    buf_done(&version);
}

int
enrich_page(struct enricher *e, struct page *page, const struct tick *tick, struct err *err)
{
    struct arena arena = { 0 };
    size_t count;
    struct work *work = collect_passages(page, &arena, &count);
    struct slice *texts = arena_alloc(&arena, count + 1, sizeof *texts);
    struct tagged **tagged = arena_alloc(&arena, count + 1, sizeof(struct tagged *));
    size_t *tagged_count = arena_alloc(&arena, count + 1, sizeof *tagged_count);
    struct look_text *looks = arena_alloc(&arena, count + 1, sizeof *looks);
    page->entity_count = 0;
    for (size_t i = 0; i < page->article_count; i++)
        page->articles[i].mention_count = 0;
    if (e->linker.authority != NULL)
        authority_refresh(e->linker.authority);
    for (size_t i = 0; i < count; i++)
        texts[i] = work[i].passage->text;

    struct tagger_options options = e->options.tagger;
    options.head = HEAD_LOCAL;
    int result =
        tagger_run(e->tagger, &options, texts, count, &arena, tagged, tagged_count, tick, err);
    if (result != 0)
        goto done;
    for (size_t i = 0; i < count; i++) {
        size_t length = utf8_count(texts[i]), n = 0;
        uint32_t *points = arena_alloc(&arena, length + 1, sizeof *points);
        for (size_t at = 0; at < texts[i].len;)
            points[n++] = utf8_next(texts[i], &at);
        looks[i] = (struct look_text){ points, length, tagged[i], tagged_count[i] };
    }
    if (!e->options.no_second_look)
        look_again(&e->gazetteer, looks, count, &arena);
    struct scene *scene = link_begin(&e->linker, page, &arena, count);
    for (size_t i = 0; i < count; i++)
        scene->texts[i] = (struct scene_text){
            .article = (uint32_t)(work[i].article - page->articles),
            .role = work[i].passage->role,
            .passage = work[i].passage,
            .points = looks[i].points,
            .count = looks[i].count,
        };
    for (size_t i = 0; i < count; i++)
        add_mentions(scene, (uint32_t)i, &looks[i]);
    result = link_finish(&e->linker, scene, tick, err);
    if (result == 0)
        name_version(e, page);
done:
    arena_done(&arena);
    return result;
}
