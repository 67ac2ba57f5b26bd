/*
 * Links: does one text go on where another stops?  The column that they stand in, what is
 * between them, their type, and how the one ends and the other begins.
 */
#include "services/segment/layout/plan.h"

#include "services/segment/bigram.h"
#include "services/segment/read/dateline.h"

#include <math.h>
#include <stdlib.h>

enum {
    GUTTER_MOST = 60, /* letters to the next column */
    LINES_MOST = 120, /* from a text to the next below it */
    HOPELESS = -11,   /* score that no place makes good */
};

/* Whether a strip of this kind stands between two boxes, one below the other. */
static bool
is_between(const struct plan *plan, const struct strip *up, const struct strip *down, bool heads)
{
    float left = fmaxf(up->run.left, down->run.left), right = fminf(up->run.right, down->run.right);
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *strip = &plan->strips[s];
        if (strip == up || strip == down || strip->vertical != up->vertical ||
            (heads ? strip->kind != STRIP_HEAD : !plan_is_text(strip)))
            continue;
        if (strip->run.top > up->run.top && strip->run.bottom < down->run.bottom &&
            strip->run.top > up->run.bottom - plan->body &&
            strip->run.bottom < down->run.top + plan->body &&
            plan_overlap(left, right, strip->run.left, strip->run.right) > 0.3f * plan->body)
            return true;
    }
    return false;
}

static float
gap_below(const struct plan *plan, const struct strip *a, const struct strip *b, bool *quoted)
{
    float left = fmaxf(a->run.left, b->run.left), right = fminf(a->run.right, b->run.right);
    float top = a->run.bottom, bottom = b->run.top, taken = 0;
    *quoted = false;
    for (size_t m = 0; m < plan->layout->mark_count && !a->vertical; m++) {
        const struct layout_mark *mark = &plan->layout->marks[m];
        if (plan->is_picture[m] &&
            plan_overlap(left, right, mark->box.left, mark->box.right) > 0.3f * (right - left))
            taken = fmaxf(taken, plan_overlap(top, bottom, mark->box.top, mark->box.bottom));
    }
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if ((other->kind != STRIP_QUOTE && other->kind != STRIP_CAPTION) ||
            other->vertical != a->vertical ||
            plan_overlap(left, right, other->run.left, other->run.right) < 0.2f * (right - left))
            continue;
        float tall = plan_overlap(top, bottom, other->run.top, other->run.bottom);
        if (tall < 0.5f * plan->body)
            continue;
        taken += tall + plan->leading;
        *quoted |= other->kind == STRIP_QUOTE;
    }
    return (bottom - top - taken - (plan->leading - plan->body)) / plan->leading;
}

/* Where the column of a strip begins: at its top, or that of the texts above it. */
static float
column_top(const struct plan *plan, const struct strip *strip)
{
    float top = strip->run.top;
    for (int steps = 0; steps < 8; steps++) {
        const struct strip *above = NULL;
        for (size_t s = 0; s < plan->strip_count; s++) {
            const struct strip *other = &plan->strips[s];
            if (plan_is_text(other) && other->vertical == strip->vertical &&
                other->fence == strip->fence && other->run.bottom < strip->run.top + plan->body &&
                other != strip && other->run.top < strip->run.top &&
                plan_overlap(other->run.left, other->run.right, strip->run.left, strip->run.right) >
                    0.5f * fminf(plan_width(strip), plan_width(other)) &&
                (above == NULL || other->run.bottom > above->run.bottom))
                above = other;
        }
        bool quoted;
        if (above == NULL || gap_below(plan, above, strip, &quoted) > 0.6f ||
            is_between(plan, above, strip, true) ||
            (!quoted && plan_ruled_below(plan, &above->box, &strip->box)))
            break;
        top = above->run.top;
        strip = above;
    }
    return top;
}

/* What the ends of the texts say. */
static float
weigh_ends(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    const struct layout_line *last = &plan->layout->lines[a->lines[a->count - 1]];
    const struct layout_line *first = &plan->layout->lines[b->lines[0]];
    float score = 0;
    bool broken = a->full && !a->stopped;
    if (a->ragged || b->ragged)
        return a->ragged == b->ragged ? 0.5f : -1;
    if (broken && b->flush)
        score += 3;
    else if (broken && b->indented)
        score -= 4;
    else if (!a->full && b->flush)
        score -= 4;
    else if (!a->full && b->indented)
        score -= 0.3f;
    else if (a->stopped && b->indented)
        score -= 0.3f;
    else if (a->stopped && b->flush)
        score += 0.3f;
    if (broken && !b->indented) {
        uint32_t end = last->end, start = first->start;
        float affinity = bigrams_affinity(plan->sheet->bigrams, plan->sheet->plain[end - 1],
                                          plan->sheet->plain[start]);
        score += 0.4f * fmaxf(-4, fminf(4, affinity));
    }
    return score;
}

static float
weigh_below(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    if (b->run.top - a->run.bottom > LINES_MOST * plan->leading)
        return -10;
    bool quoted;
    float gap = gap_below(plan, a, b, &quoted);
    float score = 3 - fminf(5, 1.2f * fmaxf(0, gap - 0.3f));
    if (gap < 0.3f)
        score += 2;
    if (is_between(plan, a, b, true))
        score -= 8;
    if (is_between(plan, a, b, false))
        score -= 6;
    if (!a->vertical && !quoted && plan_ruled_below(plan, &a->box, &b->box))
        score -= 4;
    return score;
}

/* Whether a text of the same article may stand right below (above) the strip. */
static bool
has_neighbour(const struct plan *plan, const struct strip *strip, bool below)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (other == strip || !plan_is_text(other) || other->vertical != strip->vertical ||
            other->fence != strip->fence)
            continue;
        const struct strip *up = below ? strip : other, *down = below ? other : strip;
        bool quoted;
        if (down->run.top < up->run.bottom - plan->body || down->run.top < up->run.top ||
            plan_overlap(up->run.left, up->run.right, down->run.left, down->run.right) <
                0.5f * fminf(plan_width(up), plan_width(down)))
            continue;
        if (gap_below(plan, up, down, &quoted) < (up->ragged && down->ragged ? 3.2f : 0.6f) &&
            !is_between(plan, up, down, true) &&
            (quoted || strip->vertical || !plan_ruled_below(plan, &up->box, &down->box)))
            return true;
    }
    return false;
}

static float
weigh_beside(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    float gutter = (b->run.left - a->run.right) / plan->body;
    float score = 1.5f - 0.15f * fmaxf(0, gutter - 1.5f);
    if (gutter > GUTTER_MOST)
        return -10;
    float top = a->column_top, off = fabsf(b->run.top - top);
    if (b->run.top > a->run.bottom)
        score -= 2;
    if (b->run.bottom < top + plan->leading) /* beside what stands above a */
        score -= 6;
    if (off < 1.5f * plan->leading)
        score += 1.2f;
    else
        score -= fminf(1.5f, off / plan->leading / 20);
    if (b->above)
        score -= 3;
    if (a->below)
        score -= 3;
    if (!a->vertical && plan_ruled_beside(plan, &a->box, &b->box))
        score -= plan->column_rules ? 0.3f : 3;
    return score;
}

void
plan_look_around(struct plan *plan)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (!plan_is_text(strip))
            continue;
        strip->column_top = column_top(plan, strip);
        strip->above = has_neighbour(plan, strip, false);
        strip->below = has_neighbour(plan, strip, true);
    }
}

void
plan_column_rules(struct plan *plan)
{
    unsigned pairs = 0, ruled = 0;
    for (size_t i = 0; i < plan->strip_count; i++)
        for (size_t k = 0; k < plan->strip_count; k++) {
            const struct strip *a = &plan->strips[i], *b = &plan->strips[k];
            float gutter = b->run.left - a->run.right;
            if (!plan_is_text(a) || !plan_is_text(b) || a->vertical || b->vertical || gutter < 0 ||
                gutter > 3 * plan->body || a->count < 3 || b->count < 3 || !a->full || a->stopped ||
                !b->flush || a->fence != b->fence ||
                fabsf(a->run.top - b->run.top) > 3 * plan->leading || weigh_ends(plan, a, b) < 3.5f)
                continue;
            pairs++;
            ruled += plan_ruled_beside(plan, &a->box, &b->box);
        }
    plan->column_rules = ruled > 0 && 3 * ruled >= pairs;
}

/* How many texts are passed over on the way to the right. */
static unsigned
passed(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    unsigned count = 0;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (plan_is_text(other) && other->vertical == a->vertical &&
            other->run.left > a->run.right - plan->body &&
            other->run.right < b->run.left + plan->body &&
            plan_overlap(other->run.top, other->run.bottom, fminf(a->run.top, b->run.top),
                         fmaxf(a->run.bottom, b->run.bottom)) > plan->leading)
            count++;
    }
    return count;
}

bool
plan_opens_article(const struct plan *plan, const struct strip *text)
{
    const struct layout_line *first = &plan->layout->lines[text->lines[0]];
    const struct line line = { .start = sheet_ink(plan->sheet, first->start, first->end),
                               .end = first->end,
                               .full = UINT16_MAX }; /* short of it: none is read after this one */
    return line.start < line.end && dateline_stop(plan->sheet, &line, line.start) > line.start;
}

struct pair
plan_look_between(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    const struct layout_line *last = &plan->layout->lines[a->lines[a->count - 1]];
    const struct layout_line *first = &plan->layout->lines[b->lines[0]];
    bool quoted;
    return (struct pair){
        .ends = weigh_ends(plan, a, b),
        .over = plan_overlap(a->run.left, a->run.right, b->run.left, b->run.right),
        .gap = gap_below(plan, a, b, &quoted),
        .affinity = bigrams_affinity(plan->sheet->bigrams, plan->sheet->plain[last->end - 1],
                                     plan->sheet->plain[first->start]),
        .passed = passed(plan, a, b),
        .heads = is_between(plan, a, b, true),
        .texts = is_between(plan, a, b, false),
    };
}

float
plan_weigh(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    if (a->vertical != b->vertical || a->table || b->table)
        return -20;
    float score = weigh_ends(plan, a, b);
    float ratio = a->size / b->size, wide = plan_width(a) / plan_width(b);
    if (a->fence != b->fence)
        score -= 8;
    if (ratio > 1.06f || ratio < 0.94f)
        score -= 4;
    if (a->face != b->face)
        score -= 1;
    if ((wide > 1.15f || wide < 0.87f) && a->count > 1 && b->count > 1)
        score -= 0.7f;
    if (score < HOPELESS)
        return score;
    float over = plan_overlap(a->run.left, a->run.right, b->run.left, b->run.right);
    if (over > 0.5f * fminf(plan_width(a), plan_width(b)) && b->run.top > a->run.top)
        score += weigh_below(plan, a, b);
    else if (b->run.left > a->run.right - plan->body)
        score += weigh_beside(plan, a, b) - 2 * (float)passed(plan, a, b);
    else if (b->run.top > a->run.bottom - plan->body)
        score += -0.5f - (plan_ruled_below(plan, &a->box, &b->box) ? 3.0f : 0.0f) -
                 fminf(3, (b->run.top - a->run.bottom) / plan->leading / 10);
    else
        score -= 5;
    return score;
}

static int
compare_links(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->from != y->from ? (x->from < y->from ? -1 : 1) : x->to < y->to ? -1 : x->to > y->to;
}

void
plan_sort_links(struct link *links, size_t count)
{
    if (count > 0)
        qsort(links, count, sizeof *links, compare_links);
}
