#include "services/enrich/link/author.h"

#include "common/utf8.h"
#include "services/enrich/link/roll.h"

#include <stdlib.h>

/* Where the word stands in the text from code point `from` on, blanks left out; false when nowhere.
 */
static bool
find_spaced(const struct scene_text *text, const uint32_t *word, size_t length, uint32_t from,
            uint32_t *start, uint32_t *end)
{
    for (uint32_t at = from; length > 0 && at < text->count; at++) {
        if (text->points[at] != word[0])
            continue;
        size_t matched = 0;
        uint32_t i = at;
        for (; i < text->count && matched < length; i++) {
            if (text->points[i] == word[matched])
                matched++;
            else if (!point_is_blank(text->points[i]))
                break;
        }
        if (matched == length) {
            *start = at;
            *end = i;
            return true;
        }
    }
    return false;
}

static uint32_t *
letters_of(struct arena *arena, struct slice text, size_t *count)
{
    size_t total, n = 0;
    uint32_t *points = utf8_points(text, &total);
    uint32_t *letters = arena_alloc(arena, total + 1, sizeof *letters);
    for (size_t i = 0; i < total; i++)
        if (!point_is_blank(points[i]))
            letters[n++] = points[i];
    free(points);
    *count = n;
    return letters;
}

/* A body or place that is the author (本报评论员, 市社科联课题组) is no person. */
static bool
is_covered(const struct scene *scene, uint32_t text, uint32_t start, uint32_t end,
           float *confidence)
{
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        if (m->text != text || m->start > start || m->end < end)
            continue;
        if (m->type == MENTION_ORG)
            return true;
        if (m->start == start && m->end == end)
            *confidence = m->confidence;
    }
    return false;
}

static void
mark_author(struct scene *scene, uint32_t text, uint32_t start, uint32_t end)
{
    float confidence = 0.9F;
    if (is_covered(scene, text, start, end, &confidence))
        return;
    size_t n = 0;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        if (m->text != text || m->end <= start || m->start >= end)
            scene->mentions[n++] = *m;
    }
    scene->mention_count = n;
    (void)scene_add(scene, text, start, end, MENTION_PER, confidence);
}

void
author_mark(struct scene *scene)
{
    for (uint32_t t = 0; t < scene->text_count; t++) {
        const struct scene_text *text = &scene->texts[t];
        const struct article *article = &scene->page->articles[text->article];
        if (!role_is_byline(text->role))
            continue;
        for (size_t i = 0; i < article->author_count; i++) {
            size_t length;
            uint32_t start, end;
            uint32_t *name = letters_of(scene->arena, article->authors[i].name, &length);
            if (length >= 2 && length <= 20 && find_spaced(text, name, length, 0, &start, &end))
                mark_author(scene, t, start, end);
        }
    }
}

/* Gives the author what the page prints of the affiliation; false when it stands nowhere. */
static bool
give_affiliation(struct drafts *drafts, const struct role_words *words, uint32_t article,
                 uint32_t id, struct slice affiliation)
{
    const struct scene *scene = drafts->scene;
    size_t length;
    uint32_t *letters = letters_of(scene->arena, affiliation, &length);
    for (uint32_t t = 0; t < scene->text_count; t++) {
        uint32_t start, end;
        if (scene->texts[t].article != article || !role_is_byline(scene->texts[t].role) ||
            !find_spaced(&scene->texts[t], letters, length, 0, &start, &end))
            continue;
        struct role_span span;
        role_of_span(words, scene, t, start, end, &span);
        span.kind = KIND_AUTHOR;
        roll_give(drafts, id, t, span);
        return true;
    }
    return false;
}

void
author_add(struct drafts *drafts, const struct role_words *words)
{
    const struct scene *scene = drafts->scene;
    for (uint32_t a = 0; a < scene->page->article_count; a++) {
        const struct article *article = &scene->page->articles[a];
        for (size_t i = 0; i < article->author_count; i++) {
            const struct author *author = &article->authors[i];
            uint32_t id = table_find(&drafts->index, a + 1, author->name);
            if (id == 0)
                continue;
            draft_because(drafts, id, "author");
            if (author->affiliation.len > 0 &&
                give_affiliation(drafts, words, a, id, author->affiliation))
                continue;
            struct entity_role role = { .kind = KIND_AUTHOR,
                                        .text = SLICE_EMPTY,
                                        .title = SLICE_EMPTY,
                                        .affiliation = SLICE_EMPTY };
            draft_add_role(drafts, id, role, NULL);
        }
    }
}
