/*
 * Sub-heads that were taken for heads, where nothing but blanks told of either.
 */
#include "services/segment/layout/plan.h"

#include <math.h>

enum { GAP = 5 }; /* lines from a text of a column to the head below it */

static const float ALIKE = 2; /* nats for the texts of two heads to be one article's */

/* What the words of the texts under two heads say, by numbers of heads, row by row. */
struct kinship {
    size_t heads;
    float *nats, *pairs;
};

static struct kinship
weigh_heads(const struct plan *plan, const int *head)
{
    size_t count = plan->heading_count;
    struct kinship kinship = { .heads = count };
    kinship.nats = arena_alloc(plan->arena, count * count + 1, sizeof *kinship.nats);
    kinship.pairs = arena_alloc(plan->arena, count * count + 1, sizeof *kinship.pairs);
    for (size_t i = 0; i < plan->strip_count; i++)
        for (size_t k = 0; k < plan->strip_count; k++) {
            if (head[i] == PLAN_NONE || head[k] == PLAN_NONE || head[i] == head[k] ||
                !plan_is_text(&plan->strips[i]) || !plan_is_text(&plan->strips[k]))
                continue;
            float nats = kin_nats(plan->kin, i, k);
            size_t at = (size_t)head[i] * count + (size_t)head[k];
            kinship.nats[at] += nats;
            kinship.pairs[at] += nats < 0 || nats > 0 ? 1 : 0;
        }
    return kinship;
}

/* Whether the head stands in a column, not far below a text of it that is as wide, or wider. */
static bool
is_in_column(const struct plan *plan, const struct strip *head)
{
    float right = head->run.left + (head->run.right - head->run.left) * plan->body / head->size;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *text = &plan->strips[s];
        float gap = head->run.bottom - plan->body - text->run.bottom;
        if (plan_is_text(text) && text->count > 1 && gap > -plan->body &&
            gap < GAP * plan->leading && text->run.left < head->run.left + plan->body &&
            text->run.right > right - plan->body)
            return true;
    }
    return false;
}

/* Which heads are one line in a column, over a text that no dateline opens. */
static bool *
find_doubtful(const struct plan *plan)
{
    bool *doubtful = arena_alloc(plan->arena, plan->heading_count + 1, sizeof *doubtful);
    bool *seen = arena_alloc(plan->arena, plan->heading_count + 1, sizeof *seen);
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *strip = &plan->strips[s];
        if (strip->kind != STRIP_HEAD)
            continue;
        doubtful[strip->head] = !seen[strip->head] && is_in_column(plan, strip);
        seen[strip->head] = true;
    }
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *strip = &plan->strips[s];
        if (plan_is_text(strip) && strip->head != PLAN_NONE && doubtful[strip->head])
            doubtful[strip->head] = !plan_opens_article(plan, strip);
    }
    return doubtful;
}

/* Smaller than the other, else further down or right. */
static bool
is_weaker(const struct heading *own, const struct heading *other)
{
    if (fabsf(own->size - other->size) > 1)
        return own->size < other->size;
    return own->box.top + own->box.left / 4 > other->box.top + other->box.left / 4;
}

static void
make_text(struct plan *plan, int heading)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (strip->head == heading) {
            if (strip->kind == STRIP_HEAD) {
                strip->kind = STRIP_TEXT;
                strip->box.top = strip->run.top = strip->box.bottom - plan->body;
                strip->size = plan->body;
            }
            strip->head = PLAN_NONE;
        } else if (strip->head > heading) {
            strip->head--;
        }
    }
    plan->heading_count--;
    for (size_t h = (size_t)heading; h < plan->heading_count; h++)
        plan->headings[h] = plan->headings[h + 1];
}

bool
plan_take_subhead(struct plan *plan, const int *head)
{
    const struct kinship kinship = weigh_heads(plan, head);
    const bool *doubtful = find_doubtful(plan);
    float best = ALIKE;
    int found = PLAN_NONE;
    for (size_t a = 0; a < kinship.heads && sheet_beat(plan->sheet); a++)
        for (size_t b = 0; b < kinship.heads && doubtful[a]; b++) {
            size_t at = a * kinship.heads + b;
            float mean = kinship.nats[at] / fmaxf(1, kinship.pairs[at]);
            if (mean > best && is_weaker(&plan->headings[a], &plan->headings[b])) {
                best = mean;
                found = (int)a;
            }
        }
    if (found != PLAN_NONE)
        make_text(plan, found);
    return found != PLAN_NONE;
}
