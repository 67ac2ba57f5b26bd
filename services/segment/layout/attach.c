/*
 * Which texts certainly stand under a head, or beside it.
 */
#include "services/segment/layout/plan.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <math.h>

enum {
    NAME_LEAST = 2, /* letters */
    NAME_MOST = 4,
    BESIDE_MOST = 16, /* letters between a head and the text beside it */
    BELOW_MOST = 100, /* lines to the text below it, pictures and all */
};

static bool
is_below_heading(const struct plan *plan, const struct heading *heading, const struct strip *text)
{
    float over =
        plan_overlap(heading->box.left, heading->box.right, text->box.left, text->box.right);
    return over > 0.25f * fminf(heading->box.right - heading->box.left,
                                text->box.right - text->box.left) &&
           text->box.top > heading->box.bottom - plan->body;
}

/* Whether another head stands on the way from a heading down to a text. */
static bool
another_between(const struct plan *plan, size_t heading, const struct strip *text)
{
    const struct heading *above = &plan->headings[heading];
    for (size_t h = 0; h < plan->heading_count; h++) {
        const struct heading *other = &plan->headings[h];
        if (h != heading && other->box.top > above->box.top &&
            other->box.bottom < text->box.top + plan->body &&
            plan_overlap(other->box.left, other->box.right, text->box.left, text->box.right) >
                0.2f * plan->body)
            return true;
    }
    return false;
}

/* How much of the way from one box down to another is taken by pictures. */
static float
pictured(const struct plan *plan, float left, float right, float top, float bottom)
{
    float most = 0;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct layout_mark *mark = &plan->layout->marks[m];
        if (plan->is_picture[m] &&
            plan_overlap(left, right, mark->box.left, mark->box.right) > 0.3f * (right - left))
            most = fmaxf(most, plan_overlap(top, bottom, mark->box.top, mark->box.bottom));
    }
    return most;
}

/* Whether another text stands between a head and a text beside it. */
static bool
text_between(const struct plan *plan, const struct box *head, const struct strip *text)
{
    float left = fminf(head->right, text->box.right), right = fmaxf(head->left, text->box.left);
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (other != text && plan_is_text(other) &&
            plan_overlap(other->box.left, other->box.right, left, right) > plan->body &&
            plan_overlap(other->box.top, other->box.bottom, fmaxf(head->top, text->box.top),
                         fminf(head->bottom, text->box.bottom)) > plan->body / 2)
            return true;
    }
    return false;
}

/* How well a text stands to a head: below it, else beside it. */
static float
weigh_heading(const struct plan *plan, size_t heading, const struct strip *text)
{
    const struct heading *head = &plan->headings[heading];
    if (head->fence != text->fence)
        return -20;
    float apart = -plan_overlap(head->box.left, head->box.right, text->box.left, text->box.right);
    if (text->box.top > head->box.bottom - plan->body && apart < 12 * plan->body) {
        if (text->box.top - head->box.bottom > BELOW_MOST * plan->leading)
            return -20;
        float gap = text->box.top - head->box.bottom;
        float left = fmaxf(head->box.left, text->box.left),
              right = fminf(head->box.right, text->box.right);
        gap -= pictured(plan, left, right, head->box.bottom, text->box.top);
        float score =
            6 - fmaxf(0, gap - head->size) / plan->leading - 0.5f * fmaxf(0, apart) / plan->body;
        if (another_between(plan, heading, text))
            score -= 12;
        if (plan_ruled_below(plan, &head->box, &text->box))
            score -= 4;
        return score;
    }
    float right = text->box.left - head->box.right, left = head->box.left - text->box.right;
    float gap = fmaxf(right, left);
    float beside = plan_overlap(head->box.top, head->box.bottom, text->box.top, text->box.bottom);
    if (beside < plan->leading || gap > BESIDE_MOST * plan->body ||
        text_between(plan, &head->box, text))
        return -20;
    const struct box *a = right > left ? &head->box : &text->box;
    const struct box *b = right > left ? &text->box : &head->box;
    float score =
        3 - fabsf(text->box.top - head->box.top) / plan->leading * 0.5f - 0.2f * gap / plan->body;
    if (plan_ruled_beside(plan, a, b))
        score -= 4;
    return score;
}

/* A name behind a bullet, by itself: no head is there for its sake. */
static bool
is_marked_name(const struct plan *plan, const struct strip *text)
{
    const struct layout_line *line = &plan->layout->lines[text->lines[0]];
    const uint32_t *plain = plan->sheet->plain;
    uint32_t at = line->start, han = 0;
    if (!plan->layout->rough || text->count != 1 || !glyph_is_bullet(plain[at]))
        return false;
    while (++at < line->end && han <= NAME_MOST)
        if (point_is_han(plain[at]))
            han++;
        else if (!point_is_blank(plain[at]))
            return false;
    return han >= NAME_LEAST && han <= NAME_MOST;
}

/* A head alone in a frame heads the first text there. */
static void
give_fenced(struct plan *plan, size_t heading)
{
    struct strip *first = NULL;
    for (size_t s = 0; s < plan->strip_count && plan->headings[heading].fence != PLAN_NONE; s++) {
        struct strip *text = &plan->strips[s];
        if (!plan_is_text(text) || text->fence != plan->headings[heading].fence)
            continue;
        if (text->head != PLAN_NONE)
            return;
        if (first == NULL || text->box.left < first->box.left)
            first = text;
    }
    if (first != NULL)
        first->head = (int)heading;
}

/* The text that stands best to a head, and how well; -1 where none does. */
static float
find_best(const struct plan *plan, size_t heading, size_t *which)
{
    float best = -1;
    *which = 0;
    for (size_t s = 0; s < plan->strip_count; s++) {
        if (!plan_is_text(&plan->strips[s]) || is_marked_name(plan, &plan->strips[s]))
            continue;
        float score = weigh_heading(plan, heading, &plan->strips[s]);
        if (score > best) {
            best = score;
            *which = s;
        }
    }
    return best;
}

/* Whether words say that a text is of another article than the first below a head. */
static bool
is_strange(const struct plan *plan, size_t first, size_t text)
{
    return plan->kin != NULL && kin_nats(plan->kin, first, text) < -1;
}

/* The texts that certainly stand under a head. */
void
plan_give_heads(struct plan *plan)
{
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan_is_text(&plan->strips[s]))
            plan->strips[s].head = PLAN_NONE;
    for (size_t h = 0; h < plan->heading_count; h++) {
        size_t first;
        float best = find_best(plan, h, &first);
        for (size_t s = 0; s < plan->strip_count && best > 0; s++) {
            struct strip *text = &plan->strips[s];
            if (!plan_is_text(text) || text->head != PLAN_NONE)
                continue;
            float score = weigh_heading(plan, h, text);
            if (score == best || (score > best - 1.5f && score > 2 && !is_strange(plan, first, s) &&
                                  is_below_heading(plan, &plan->headings[h], text)))
                text->head = (int)h;
        }
        if (best <= 0)
            give_fenced(plan, h);
    }
}
