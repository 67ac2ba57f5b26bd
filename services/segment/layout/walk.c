/*
 * The order in which a page is read: article after article, its head, its text, what
 * stands beside it.
 */
#include "services/segment/layout/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An article, or a strip that belongs to none. */
struct unit {
    struct box box;
    uint32_t first, count; /* of `members` */
    int fence;
};

struct member {
    uint32_t unit, strip;
    uint32_t rank; /* head, text, other */
    float place;
};

static float
rank_in_chain(const struct plan *plan, const struct strip *strip)
{
    float steps = 0;
    while (strip->prev != PLAN_NONE && steps < PLAN_STRIPS) {
        strip = &plan->strips[strip->prev];
        steps++;
    }
    /* two parts of one article: the one further up or left goes first */
    return steps + 4096.0f * (strip->box.left + strip->box.top / 16);
}

static int
compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x->strip < y->strip ? -1 : x->strip > y->strip;
}

static struct member *
find_members(const struct plan *plan, uint32_t *units)
{
    struct member *members = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *members);
    *units = plan->chains;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *strip = &plan->strips[s];
        struct member *member = &members[s];
        member->strip = (uint32_t)s;
        member->unit = strip->chain != PLAN_NONE ? (uint32_t)strip->chain : (*units)++;
        switch (strip->kind) {
        case STRIP_HEAD:
            member->rank = 0;
            member->place = strip->run.top + strip->run.left / 1000;
            break;
        case STRIP_DROP:
            member->rank = 1;
            break;
        case STRIP_TEXT:
            member->rank = 2;
            member->place = rank_in_chain(plan, strip);
            break;
        default:
            member->rank = 3;
            member->place = strip->box.top;
        }
    }
    qsort(members, plan->strip_count, sizeof *members, compare_members);
    return members;
}

static int
compare_units(const void *a, const void *b)
{
    const struct unit *x = *(const struct unit *const *)a, *y = *(const struct unit *const *)b;
    if (x->box.top != y->box.top)
        return x->box.top < y->box.top ? -1 : 1;
    if (x->box.left != y->box.left)
        return x->box.left < y->box.left ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* Points that a line of the article's text has. */
static float
full_width(const struct plan *plan, const struct member *members, uint32_t count)
{
    float most = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct strip *strip = &plan->strips[members[i].strip];
        if (strip->kind == STRIP_TEXT)
            most = fmaxf(most, strip->run.right - strip->run.left);
    }
    return most > 0 ? most : 20 * plan->body;
}

/* The box and the members of every unit, and the order of units on the page. */
static const struct unit **
sort_units(const struct plan *plan, const struct member *members, uint32_t count)
{
    struct unit *units = arena_alloc(plan->arena, count + 1, sizeof *units);
    const struct unit **order = arena_alloc(plan->arena, count + 1, sizeof *order);
    for (uint32_t i = 0; i < plan->strip_count; i++) {
        struct unit *unit = &units[members[i].unit];
        const struct strip *strip = &plan->strips[members[i].strip];
        if (unit->count++ == 0) {
            unit->box = strip->box;
            unit->first = i;
        }
        unit->box = box_join(unit->box, strip->box);
    }
    for (uint32_t u = 0; u < count; u++)
        order[u] = &units[u];
    qsort(order, count, sizeof *order, compare_units);
    for (uint32_t u = 0; u < count; u++) { /* those that begin at about one height: from the left */
        uint32_t best = u;
        for (uint32_t v = u + 1;
             v < count && order[v]->box.top < order[u]->box.top + 2 * plan->body; v++)
            if (order[v]->box.right < order[best]->box.left + plan->body)
                best = v;
        const struct unit *next = order[best];
        memmove(order + u + 1, order + u, (best - u) * sizeof *order);
        order[u] = next;
    }
    return order;
}

static bool
is_sane(const struct box *box)
{
    const float far = 1e6f;
    return box->left > -far && box->top > -far && box->right < far && box->bottom < far &&
           box->left <= box->right && box->top <= box->bottom;
}

/* Whether the layout keeps its promise: lines in bounds and apart that hold all ink, and
 * boxes that are boxes. */
static bool
is_whole(const struct plan *plan)
{
    const struct layout *layout = plan->layout;
    uint32_t at = 0, count = (uint32_t)plan->sheet->count;
    for (size_t i = 0; i < layout->line_count; i++) {
        const struct layout_line *line = &layout->lines[i];
        if (line->start < at || line->end < line->start || line->end > count ||
            sheet_ink(plan->sheet, at, line->start) < line->start || !is_sane(&line->box) ||
            !(line->size >= 0 && line->size < 10000))
            return false;
        at = line->end;
    }
    for (size_t m = 0; m < layout->mark_count; m++)
        if (!is_sane(&layout->marks[m].box))
            return false;
    return sheet_ink(plan->sheet, at, count) >= count && layout->width > 0 && layout->height > 0 &&
           layout->width < 1e6f && layout->height < 1e6f;
}

struct stop *
plan_walk(struct plan *plan)
{
    const struct layout *layout = plan->layout;
    if (layout->line_count == 0 || layout->line_count > PLAN_LINES ||
        layout->mark_count > PLAN_LINES || !is_whole(plan))
        return NULL;
    plan_strips(plan);
    if (plan->strip_count > PLAN_STRIPS)
        return NULL;
    plan_headings(plan);
    plan_chains(plan);
    uint32_t count;
    struct member *members = find_members(plan, &count);
    const struct unit **order = sort_units(plan, members, count);
    struct stop *stops = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *stops);
    size_t at = 0;
    for (uint32_t u = 0; u < count; u++) {
        const struct member *own = &members[order[u]->first];
        float full = full_width(plan, own, order[u]->count);
        for (uint32_t i = 0; i < order[u]->count; i++) {
            const struct strip *strip = &plan->strips[own[i].strip];
            stops[at++] =
                (struct stop){ strip, u + 1, strip->kind == STRIP_TEXT ? plan_width(strip) : full };
        }
    }
    return stops;
}
