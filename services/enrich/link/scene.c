#include "services/enrich/link/scene.h"

#include "common/utf8.h"

#include <stdlib.h>

/* The surface: blanks stay only between letters or digits. */
static void
set_surface(struct scene *scene, struct scene_mention *m, const uint32_t *points, size_t count)
{
    struct buf text = { 0 };
    uint32_t *name = arena_alloc(scene->arena, count, sizeof *name);
    for (size_t i = 0; i < count; i++) {
        bool inner = i > 0 && i + 1 < count && points[i - 1] < 0x250 && points[i + 1] < 0x250;
        if (!point_is_blank(points[i]))
            name[m->length++] = points[i];
        if (!point_is_blank(points[i]) || inner)
            utf8_add(&text, points[i]);
    }
    m->name = name;
    m->surface = arena_slice(&scene->page->arena, buf_slice(&text));
    buf_done(&text);
}

bool
scene_add(struct scene *scene, uint32_t text, uint32_t start, uint32_t end, enum mention_type type,
          float confidence)
{
    const struct scene_text *t = &scene->texts[text];
    if (start >= end || end > t->count)
        return false;
    uint32_t page_start = passage_place(t->passage, start);
    uint32_t page_end = passage_place(t->passage, end - 1) + 1;
    if (page_end <= page_start) /* repair moved its parts */
        return false;
    scene->mentions = arena_grow(scene->arena, scene->mentions, scene->mention_count,
                                 &scene->mention_cap, sizeof *scene->mentions);
    struct scene_mention *m = &scene->mentions[scene->mention_count++];
    *m = (struct scene_mention){
        .type = type,
        .text = text,
        .start = start,
        .end = end,
        .page_start = page_start,
        .page_end = page_end,
        .confidence = confidence,
        .sense = { .place = PLACE_NONE, .in = PLACE_NONE },
    };
    set_surface(scene, m, t->points + start, end - start);
    return true;
}

uint32_t
scene_article(const struct scene *scene, const struct scene_mention *mention)
{
    return scene->texts[mention->text].article;
}

/* For qsort's comparison by page: article, then place in the page, the longer first. */
struct by_page {
    uint32_t article, start, end, mention;
};

static int
compare_page(const void *left, const void *right)
{
    const struct by_page *a = left, *b = right;
    if (a->article != b->article)
        return a->article < b->article ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end < b->end) - (a->end > b->end);
}

static int
compare_text(const void *left, const void *right)
{
    const struct scene_mention *a = left, *b = right;
    if (a->text != b->text)
        return a->text < b->text ? -1 : 1;
    return (a->start > b->start) - (a->start < b->start);
}

/* Marks with length 0 the mentions that overlap one before in the page. */
static void
mark_overlaps(struct scene *scene)
{
    struct by_page *order = arena_alloc(scene->arena, scene->mention_count, sizeof *order);
    for (uint32_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        order[i] = (struct by_page){ scene_article(scene, m), m->page_start, m->page_end, i };
    }
    qsort(order, scene->mention_count, sizeof *order, compare_page);
    uint32_t end = 0;
    for (size_t i = 0; i < scene->mention_count; i++) {
        if (i > 0 && order[i].article != order[i - 1].article)
            end = 0;
        if (order[i].start < end)
            scene->mentions[order[i].mention].length = 0;
        else
            end = order[i].end;
    }
}

void
scene_order(struct scene *scene)
{
    if (scene->mention_count > 0)
        mark_overlaps(scene);
    size_t n = 0;
    for (size_t i = 0; i < scene->mention_count; i++)
        if (scene->mentions[i].length > 0)
            scene->mentions[n++] = scene->mentions[i];
    scene->mention_count = n;
    if (n > 0)
        qsort(scene->mentions, n, sizeof *scene->mentions, compare_text);
    size_t at = 0;
    for (uint32_t i = 0; i < scene->text_count; i++) {
        scene->texts[i].first = at;
        while (at < n && scene->mentions[at].text == i)
            at++;
        scene->texts[i].end = at;
    }
}

struct scene_mention *
scene_ending(const struct scene *scene, const struct scene_mention *near, uint32_t at)
{
    const struct scene_text *text = &scene->texts[near->text];
    while (at > 0 && point_is_blank(text->points[at - 1]))
        at--;
    size_t i = (size_t)(near - scene->mentions);
    while (i + 1 < text->end && scene->mentions[i].end < at)
        i++;
    while (i > text->first && scene->mentions[i].end > at)
        i--;
    return scene->mentions[i].end == at ? &scene->mentions[i] : NULL;
}

struct scene_mention *
scene_beginning(const struct scene *scene, const struct scene_mention *near, uint32_t at)
{
    const struct scene_text *text = &scene->texts[near->text];
    while (at < text->count && point_is_blank(text->points[at]))
        at++;
    size_t i = (size_t)(near - scene->mentions);
    while (i > text->first && scene->mentions[i].start > at)
        i--;
    while (i + 1 < text->end && scene->mentions[i].start < at)
        i++;
    return scene->mentions[i].start == at ? &scene->mentions[i] : NULL;
}

bool
scene_goes_on(struct scene *scene, size_t step)
{
    enum { STEPS = 256 }; /* a mention takes some microseconds */
    if (step % STEPS == 0 && !scene->given_up)
        scene->given_up = tick_call(scene->tick, scene->err) != 0;
    return !scene->given_up;
}

void
sense_because(struct sense *sense, enum reason reason, uint32_t place)
{
    for (size_t i = 0; i < sense->why_count; i++)
        if (sense->why[i].reason == reason)
            return;
    if (sense->why_count < REASONS_MAX)
        sense->why[sense->why_count++] = (struct evidence){ reason, place };
}
