#include "services/enrich/link/surface.h"

#include "services/enrich/link/reading.h"

#include "common/utf8.h"

enum { LETTERS_MAX = 5 };

/* Whether every character is the short name of a place, and all of them none. */
static bool
is_letters(const struct scene *scene, const struct scene_mention *m)
{
    const struct meaning *meanings;
    if (m->type != MENTION_LOC || m->length < 2 || m->length > LETTERS_MAX ||
        m->end - m->start != m->length ||
        atlas_find(scene->atlas, m->name, m->length, &meanings) > 0)
        return false;
    for (size_t i = 0; i < m->length; i++)
        if (atlas_find(scene->atlas, m->name + i, 1, &meanings) == 0)
            return false;
    return true;
}

void
surface_part_letters(struct scene *scene)
{
    size_t count = scene->mention_count;
    for (size_t i = 0; i < count; i++) {
        struct scene_mention m = scene->mentions[i];
        if (!is_letters(scene, &m))
            continue;
        scene->mentions[i].length = 0; /* scene_order drops it */
        for (uint32_t k = 0; k < m.length; k++)
            (void)scene_add(scene, m.text, m.start + k, m.start + k + 1, m.type, m.confidence);
    }
    size_t n = 0;
    for (size_t i = 0; i < scene->mention_count; i++)
        if (scene->mentions[i].length > 0)
            scene->mentions[n++] = scene->mentions[i];
    scene->mention_count = n;
}

/* How much each type weighs of one surface. */
struct vote {
    float weight[MENTION_TYPE_COUNT];
};

/* Whether the text itself says that this mention is what it was taken for. */
static bool
is_told(const struct scene *scene, const struct role_words *words, const struct scene_mention *m)
{
    struct role_span span;
    if (m->type == MENTION_PER)
        return role_before(words, scene, m, &span) || role_behind(words, scene, m, &span);
    if (m->type != MENTION_LOC)
        return false;
    const struct scene_mention *before = scene_ending(scene, m, m->start);
    return before != NULL && before->type == MENTION_LOC;
}

/* 大罢工旧址（王封·西大井）: what fills the bracket behind a site says where it is, and is no
 * person. */
static bool
is_whereabouts(const struct scene *scene, const struct scene_mention *m)
{
    const struct scene_text *text = &scene->texts[m->text];
    if (m->type != MENTION_PER || m->start == 0 || m->end >= text->count ||
        (text->points[m->start - 1] != U'（' && text->points[m->start - 1] != '(') ||
        (text->points[m->end] != U'）' && text->points[m->end] != ')'))
        return false;
    const struct scene_mention *site = scene_ending(scene, m, m->start - 1);
    return site != NULL && site->type == MENTION_LOC && site->name[site->length - 1] == U'址';
}

void
surface_agree(struct scene *scene, const struct role_words *words)
{
    struct table index = { .arena = scene->arena };
    struct vote *votes = arena_alloc(scene->arena, scene->mention_count + 1, sizeof *votes);
    uint32_t count = 0;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        uint32_t *at = table_at(&index, 0, m->surface);
        if (*at == 0)
            *at = ++count;
        votes[*at - 1].weight[m->type] += m->confidence;
    }
    for (size_t i = 0; i < scene->mention_count; i++) {
        struct scene_mention *m = &scene->mentions[i];
        const struct vote *vote = &votes[table_find(&index, 0, m->surface) - 1];
        enum mention_type best = m->type;
        for (int t = 0; t < MENTION_TYPE_COUNT; t++)
            if (vote->weight[t] > vote->weight[best])
                best = (enum mention_type)t;
        if (best != m->type && !is_told(scene, words, m))
            m->type = best;
        if (is_whereabouts(scene, m))
            m->type = MENTION_LOC;
    }
}
