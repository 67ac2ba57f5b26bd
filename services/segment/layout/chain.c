/*
 * Chains.  Every pair of texts is weighed: does the second go on where the first
 * stops?  The best links are made first, as long as no chain gets two heads.
 */
#include "services/segment/layout/plan.h"

#include <math.h>
#include <string.h>

static const float least = 0.6f; /* of a link that is made */

enum {
    BEATS = 32, /* that weighing one text against all is worth */
};

static int
root_of(int *roots, int strip)
{
    while (roots[strip] != strip)
        strip = roots[strip] = roots[roots[strip]];
    return strip;
}

static void
make_links(struct plan *plan, int *roots, int *heads)
{
    size_t count = 0, cap = 0;
    struct link *links = NULL;
    for (size_t a = 0; a < plan->strip_count && sheet_beats(plan->sheet, BEATS); a++)
        for (size_t b = 0; b < plan->strip_count; b++) {
            if (a == b || !plan_is_text(&plan->strips[a]) || !plan_is_text(&plan->strips[b]))
                continue;
            float score = plan_weigh(plan, &plan->strips[a], &plan->strips[b]);
            if (score < least)
                continue;
            links = arena_grow(plan->arena, links, count, &cap, sizeof *links);
            links[count++] = (struct link){ score, (uint32_t)a, (uint32_t)b };
        }
    plan_sort_links(links, count);
    for (size_t i = 0; i < count; i++) {
        struct strip *from = &plan->strips[links[i].from], *to = &plan->strips[links[i].to];
        int a = root_of(roots, (int)links[i].from), b = root_of(roots, (int)links[i].to);
        if (from->next != PLAN_NONE || to->prev != PLAN_NONE || a == b)
            continue;
        if (heads[a] != PLAN_NONE && heads[b] != PLAN_NONE && heads[a] != heads[b])
            continue;
        from->next = (int)links[i].to;
        to->prev = (int)links[i].from;
        roots[b] = a;
        heads[a] = heads[a] != PLAN_NONE ? heads[a] : heads[b];
    }
}

/* The best link that joins a chain without a head to one that has one: the strip goes on
 * the other's end, or the other begins where it stops. */
static struct link
link_to_headed(const struct plan *plan, int *roots, const int *heads, size_t strip)
{
    struct link best = { -6, 0, 0 };
    const struct strip *own = &plan->strips[strip];
    int root = root_of(roots, (int)strip);
    for (size_t o = 0; o < plan->strip_count; o++) {
        const struct strip *other = &plan->strips[o];
        int theirs = root_of(roots, (int)o);
        if (!plan_is_text(other) || theirs == root || heads[theirs] == PLAN_NONE)
            continue;
        if (own->prev == PLAN_NONE && other->next == PLAN_NONE) {
            float score = plan_weigh(plan, other, own);
            if (score > best.score)
                best = (struct link){ score, (uint32_t)o, (uint32_t)strip };
        }
        if (own->next == PLAN_NONE && other->prev == PLAN_NONE) {
            float score = plan_weigh(plan, own, other);
            if (score > best.score)
                best = (struct link){ score, (uint32_t)strip, (uint32_t)o };
        }
    }
    return best;
}

/* Chains without a head join one that has one, where that is likely enough. */
static void
place_headless(struct plan *plan, int *roots, int *heads)
{
    for (int round = 0; round < 2; round++)
        for (size_t s = 0; s < plan->strip_count; s++) {
            int own = root_of(roots, (int)s);
            if (!plan_is_text(&plan->strips[s]) || heads[own] != PLAN_NONE ||
                (plan->strips[s].prev != PLAN_NONE && plan->strips[s].next != PLAN_NONE))
                continue;
            struct link link = link_to_headed(plan, roots, heads, s);
            if (link.from == link.to)
                continue;
            plan->strips[link.from].next = (int)link.to;
            plan->strips[link.to].prev = (int)link.from;
            int theirs = root_of(roots, (int)(link.from == s ? link.to : link.from));
            roots[own] = theirs;
        }
}

/* A line or two in other type that no chain has: a caption without a picture, a note. */
static void
find_asides(struct plan *plan, int *roots, const int *heads)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        bool other =
            strip->face != plan->face || fabsf(strip->size - plan->body) > 0.04f * plan->body;
        if (plan_is_text(strip) && strip->next == PLAN_NONE && strip->prev == PLAN_NONE &&
            strip->count <= 2 && other && heads[root_of(roots, (int)s)] == PLAN_NONE)
            strip->kind = STRIP_ASIDE;
    }
}

static void
number_chains(struct plan *plan, int *roots, const int *heads)
{
    int *number =
        arena_alloc(plan->arena, plan->strip_count + plan->heading_count + 1, sizeof *number);
    for (size_t s = 0; s < plan->strip_count; s++) {
        if (!plan_is_text(&plan->strips[s]))
            continue;
        int root = root_of(roots, (int)s);
        if (number[root] == 0) {
            number[root] = (int)++plan->chains;
            if (heads[root] != PLAN_NONE) {
                if (plan->headings[heads[root]].chain == PLAN_NONE)
                    plan->headings[heads[root]].chain = number[root] - 1;
                else
                    number[root] =
                        plan->headings[heads[root]].chain + 1; /* two parts of one article */
            }
        }
        plan->strips[s].chain = number[root] - 1;
    }
    for (size_t h = 0; h < plan->heading_count; h++)
        if (plan->headings[h].chain == PLAN_NONE)
            plan->headings[h].chain = (int)plan->chains++;
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan->strips[s].kind == STRIP_HEAD)
            plan->strips[s].chain = plan->headings[plan->strips[s].head].chain;
}

/* A caption with the picture above it. */
static struct box
with_picture(const struct plan *plan, const struct strip *strip)
{
    struct box box = strip->box;
    if (strip->kind != STRIP_CAPTION && strip->kind != STRIP_ASIDE)
        return box;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct box *picture = &plan->layout->marks[m].box;
        float gap = strip->box.top - picture->bottom;
        if (plan->is_picture[m] && gap > -plan->body && gap < 1.6f * plan->leading &&
            picture->top < box.top &&
            plan_overlap(picture->left, picture->right, strip->box.left, strip->box.right) > 0) {
            box.left = fminf(box.left, picture->left);
            box.right = fmaxf(box.right, picture->right);
            box.top = picture->top;
        }
    }
    return box;
}

/* How far a strip is from what stands beside the texts: best below a text, then above one,
 * then beside one; beyond a rule is far. */
static float
distance(const struct plan *plan, const struct box *box, const struct box *text)
{
    float x = -plan_overlap(text->left, text->right, box->left, box->right);
    float y = -plan_overlap(text->top, text->bottom, box->top, box->bottom);
    float far = fmaxf(x, 0) + fmaxf(y, 0);
    if (x > 0) {
        far += 2 * plan->body;
        if (plan_ruled_beside(plan, x > 0 && text->left < box->left ? text : box,
                              text->left < box->left ? box : text))
            far += 400 * plan->body;
    } else if (text->top > box->top && y > 0) {
        far += plan->body;
    }
    const struct box *up = text->top < box->top ? text : box;
    if (y > 0 && plan_ruled_below(plan, up, up == text ? box : text))
        far += 400 * plan->body;
    return far;
}

/* Captions, quotes and first letters go to the chain that they touch. */
static void
place_rest(struct plan *plan)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (plan_is_text(strip) || strip->kind == STRIP_HEAD || strip->kind == STRIP_MARGIN)
            continue;
        float best = INFINITY;
        struct box box = with_picture(plan, strip);
        for (size_t o = 0; o < plan->strip_count; o++) {
            const struct strip *other = &plan->strips[o];
            if (other->chain == PLAN_NONE || other->fence != strip->fence ||
                (other->kind != STRIP_TEXT && other->kind != STRIP_HEAD))
                continue;
            float far = distance(plan, &box, &other->box);
            if (far < best) {
                best = far;
                strip->chain = other->chain;
            }
        }
    }
}

/* What texts and heads speak of, where their places are no more than guesses. */
static void
find_kin(struct plan *plan)
{
    struct kin *kin = kin_open(plan->sheet, plan->strip_count);
    for (size_t s = 0; s < plan->strip_count; s++)
        for (size_t i = 0; i < plan->strips[s].count; i++) {
            const struct strip *strip = &plan->strips[s];
            const struct layout_line *line = &plan->layout->lines[strip->lines[i]];
            if (plan_is_text(strip) || strip->kind == STRIP_HEAD)
                kin_read(kin, s, line->start, line->end);
        }
    kin_close(kin);
    plan->kin = kin;
}

static void
link_texts(struct plan *plan, int *roots, int *heads)
{
    plan_give_heads(plan);
    plan_look_around(plan);
    plan_column_rules(plan);
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        roots[s] = (int)s;
        heads[s] = plan_is_text(strip) ? strip->head : PLAN_NONE;
        strip->next = strip->prev = PLAN_NONE;
    }
    if (plan->layout->rough && plan_gather(plan, roots, heads))
        return;
    make_links(plan, roots, heads);
    place_headless(plan, roots, heads);
}

void
plan_chains(struct plan *plan)
{
    int *roots = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *roots);
    int *heads = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *heads);
    if (plan->layout->rough)
        find_kin(plan);
    link_texts(plan, roots, heads);
    find_asides(plan, roots, heads);
    number_chains(plan, roots, heads);
    place_rest(plan);
}
