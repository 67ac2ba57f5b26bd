/*
 * Kinds of strips, told by type and place.
 */
#include "services/segment/layout/plan.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <stdlib.h>

enum {
    DROP_POINTS = 2, /* of a large first letter */
    CAPTION_LINES = 5,
    BANNER_POINTS = 8,
    SMALL_HEAD_LINES = 3,
    SIGNATURE_POINTS = 16, /* of a name in brackets that ends a text */
    ADVERT_LINES = 12,
};

uint32_t
plan_points(const struct plan *plan, const struct strip *strip)
{
    uint32_t points = 0;
    for (size_t i = 0; i < strip->count; i++) {
        const struct layout_line *line = &plan->layout->lines[strip->lines[i]];
        for (uint32_t at = line->start; at < line->end; at++)
            points += !point_is_blank(plan->sheet->plain[at]);
    }
    return points;
}

static bool
is_large(const struct plan *plan, const struct strip *strip)
{
    return strip->size > PLAN_LARGE * plan->body;
}

/* Whether a text ends with a few letters in brackets, as one does that is signed: （王璐）. */
static bool
is_signed(const struct plan *plan, const struct strip *text)
{
    const struct layout_line *line = &plan->layout->lines[text->lines[text->count - 1]];
    uint32_t at = line->end;
    while (at > line->start && point_is_blank(plan->sheet->plain[at - 1]))
        at--;
    if (at == line->start || plan->sheet->plain[at - 1] != U'）')
        return false;
    for (uint32_t back = 2; back <= SIGNATURE_POINTS && at >= line->start + back; back++)
        if (plan->sheet->plain[at - back] == U'（')
            return back > 2;
    return false;
}

/* A little larger than the text, in a line or two below a rule or a blank. */
static bool
is_small_head(const struct plan *plan, const struct strip *strip)
{
    bool faceless = plan->layout->face_count < 2; /* then size and room alone can tell */
    if (strip->size < 1.08f * plan->body || strip->count > SMALL_HEAD_LINES || strip->stopped ||
        strip->vertical || (strip->face == plan->face && !strip->bold && !faceless))
        return false;
    float room = faceless ? 0.7f : 1.5f;
    bool below = false;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *text = &plan->strips[s];
        if (text == strip || text->size > 1.06f * plan->body || text->vertical ||
            plan_overlap(text->box.left, text->box.right, strip->box.left, strip->box.right) <
                plan->body)
            continue;
        float above = strip->box.top - text->box.bottom, under = text->box.top - strip->box.bottom;
        if (above > -plan->body && above < room * plan->leading && text->count > 1 &&
            !plan_ruled_below(plan, &text->box, &strip->box) && !is_signed(plan, text))
            return false;
        below |= under > -0.5f * plan->body && under < 2.5f * plan->leading && text->count > 1 &&
                 text->fence == strip->fence;
    }
    return below;
}

/* A letter or two to the left of lines that make room for it. */
static bool
is_drop(const struct plan *plan, const struct strip *strip)
{
    if (strip->count != 1 || strip->size < 1.5f * plan->body ||
        plan_points(plan, strip) > DROP_POINTS)
        return false;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *text = &plan->strips[s];
        if (is_large(plan, text) || text->vertical != strip->vertical || text->count < 2)
            continue;
        const struct layout_line *line = &plan->layout->lines[text->lines[0]];
        struct box run = plan_turn(plan, line->box, line->vertical);
        if (run.left - strip->run.right < 1.5f * plan->body && run.left > strip->run.left &&
            plan_overlap(run.top, run.bottom, strip->run.top, strip->run.bottom) >
                0.3f * plan->body)
            return true;
    }
    return false;
}

/* Whether a head stands right below: then the strip is of it. */
static bool
stands_over_head(const struct plan *plan, const struct strip *strip)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *head = &plan->strips[s];
        float gap = head->box.top - strip->box.bottom;
        if (is_large(plan, head) && gap > -plan->body && gap < plan->leading &&
            plan_overlap(head->box.left, head->box.right, strip->box.left, strip->box.right) > 0)
            return true;
    }
    return false;
}

/* A few lines right below a picture, no wider than it. */
static bool
is_caption(const struct plan *plan, const struct strip *strip)
{
    if (strip->count > CAPTION_LINES || is_large(plan, strip) || strip->vertical)
        return false;
    bool other = strip->face != plan->face || fabsf(strip->size - plan->body) > 0.04f * plan->body;
    if ((!other && strip->count > 2) || stands_over_head(plan, strip))
        return false;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct layout_mark *mark = &plan->layout->marks[m];
        if (!plan->is_picture[m])
            continue;
        float gap = strip->box.top - mark->box.bottom;
        if (gap > -0.5f * plan->body && gap < 1.6f * plan->leading &&
            strip->box.left > mark->box.left - plan->body &&
            strip->box.right < mark->box.right + plan->body &&
            (other || strip->box.left - mark->box.left < 1.2f * plan->body))
            return true;
    }
    return false;
}

/* The long rule below which the page begins: where it ends, 0 for none. */
static float
head_rule(const struct plan *plan)
{
    float height = plan->layout->height, wide = 0.6f * plan->layout->width, bottom = 0;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct box *box = &plan->layout->marks[m].box;
        if (plan->layout->marks[m].kind == MARK_RULE && box->right - box->left > wide &&
            box->top < 0.12f * height && (bottom == 0 || box->bottom < bottom))
            bottom = box->bottom;
    }
    return bottom + (bottom > 0 ? 0.3f * plan->body : 0);
}

static int
compare_tops(const void *a, const void *b)
{
    const struct box *x = a, *y = b;
    return x->top != y->top    ? (x->top < y->top ? -1 : 1)
           : x->left < y->left ? -1
                               : x->left > y->left;
}

/* Where a row of small things at the head of the page ends that takes most of its width: a
 * blank band parts it from the page.  0: there is none. */
static float
head_row(const struct plan *plan)
{
    float high = 0.065f * plan->layout->height, left = INFINITY, right = 0, bottom = 0;
    struct box *boxes = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *boxes);
    for (size_t s = 0; s < plan->strip_count; s++)
        boxes[s] = plan->strips[s].box;
    qsort(boxes, plan->strip_count, sizeof *boxes, compare_tops);
    for (size_t s = 0; s < plan->strip_count; s++) {
        if (bottom > 0 && boxes[s].top > bottom + 0.6f * plan->body)
            break;
        left = fminf(left, boxes[s].left);
        right = fmaxf(right, boxes[s].right);
        bottom = fmaxf(bottom, boxes[s].bottom);
        if (bottom > high || boxes[s].right - boxes[s].left > 0.3f * plan->layout->width)
            return 0;
    }
    return right - left > 0.55f * plan->layout->width ? bottom : 0;
}

/* Above the long rule below which the page begins, or at its foot. */
static bool
is_margin(const struct plan *plan, const struct strip *strip, float row)
{
    if (strip->box.bottom <= row)
        return true;
    if (strip->box.top < 0.965f * plan->layout->height)
        return false;
    for (size_t s = 0; s < plan->strip_count; s++) { /* the last line of a text is none */
        const struct strip *above = &plan->strips[s];
        float gap = strip->box.top - above->box.bottom;
        if (above != strip && fabsf(above->size - strip->size) < 0.05f * strip->size &&
            gap > -0.5f * plan->body && gap < 1.6f * plan->leading &&
            fabsf(above->box.left - strip->box.left) < 2.5f * plan->body)
            return false;
    }
    return true;
}

/* Large letters across other text. */
static bool
is_watermark(const struct plan *plan, const struct strip *strip)
{
    unsigned crossed = 0;
    if (!is_large(plan, strip))
        return false;
    float thin = fminf(strip->box.right - strip->box.left, strip->box.bottom - strip->box.top);
    if (strip->count == 1 && thin < 0.35f * strip->size && plan_points(plan, strip) <= DROP_POINTS)
        return true; /* aslant */
    for (size_t i = 0; i < plan->layout->line_count && crossed < 2; i++) {
        const struct layout_line *line = &plan->layout->lines[i];
        float wide =
            plan_overlap(line->box.left, line->box.right, strip->box.left, strip->box.right);
        float tall =
            plan_overlap(line->box.top, line->box.bottom, strip->box.top, strip->box.bottom);
        crossed += line->size < 0.7f * strip->size && wide > plan->body && tall > 0.6f * line->size;
    }
    return crossed >= 2;
}

/* Sentences in larger type: set apart from the text that they are taken from. */
static bool
is_quote(const struct plan *plan, const struct strip *strip)
{
    return is_large(plan, strip) && strip->size < 1.6f * plan->body && strip->count > 1 &&
           strip->stopped && plan_points(plan, strip) > 20;
}

static bool
holds(const struct box *outer, const struct box *inner)
{
    float x = (inner->left + inner->right) / 2, y = (inner->top + inner->bottom) / 2;
    return x > outer->left && x < outer->right && y > outer->top && y < outer->bottom;
}

/* In a frame, on a tint or picture that holds nothing but a few large lines, far apart. */
static bool
is_advert(const struct plan *plan, const struct strip *strip)
{
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct box *box = &plan->layout->marks[m].box;
        if (plan->layout->marks[m].kind == MARK_RULE || !holds(box, &strip->box))
            continue;
        unsigned lines = 0, small = 0;
        float tall = 0;
        for (size_t s = 0; s < plan->strip_count; s++) {
            const struct strip *other = &plan->strips[s];
            if (!holds(box, &other->box))
                continue;
            lines += (unsigned)other->count;
            small += is_large(plan, other) ? 0 : (unsigned)other->count;
            tall += other->box.bottom - other->box.top;
        }
        if (lines >= 2 && lines <= ADVERT_LINES && small <= 1 && small < lines &&
            box->bottom - box->top > (lines > 3 && small == 0 ? 1.15f : 1.45f) * tall)
            return true;
    }
    return false;
}

/* Whether what stands next below is a head or a notice, no text. */
static bool
stands_over_heads(const struct plan *plan, const struct strip *strip, const bool *notices)
{
    const struct strip *next = NULL;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (other->box.top > strip->box.bottom - plan->body / 2 && other != strip &&
            plan_overlap(other->box.left, other->box.right, strip->box.left - 6 * plan->body,
                         strip->box.right + 6 * plan->body) > 0 &&
            (next == NULL || other->box.top < next->box.top))
            next = other;
    }
    return next != NULL && (is_large(plan, next) || notices[next - plan->strips]);
}

/* A few letters alone on a coloured bar name a part of the page. */
static bool
is_banner(const struct plan *plan, const struct strip *strip, const bool *notices)
{
    if (strip->count != 1 || plan_points(plan, strip) > BANNER_POINTS)
        return false;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct box *box = &plan->layout->marks[m].box;
        if (plan->layout->marks[m].kind == MARK_TINT && !plan->is_fence[m] &&
            holds(box, &strip->box) && box->bottom - box->top < 3 * strip->size &&
            box->bottom - box->top > strip->size &&
            box->right - box->left > 2 * (strip->box.right - strip->box.left) &&
            stands_over_heads(plan, strip, notices))
            return true;
    }
    return false;
}

/* Letters of one size, some of which stand across text, are a watermark. */
static void
complete_watermarks(struct plan *plan)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *mark = &plan->strips[s];
        if (mark->kind != STRIP_MARGIN || !is_watermark(plan, mark))
            continue;
        for (size_t o = 0; o < plan->strip_count; o++)
            if (plan->strips[o].size == mark->size && plan_points(plan, &plan->strips[o]) <= 2)
                plan->strips[o].kind = STRIP_MARGIN;
    }
}

void
plan_kinds(struct plan *plan)
{
    const bool *notices = plan_notices(plan);
    float rule = head_rule(plan), row = rule > 0 ? rule : head_row(plan);
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (strip->table)
            continue;
        if (is_margin(plan, strip, row) || is_watermark(plan, strip) || is_advert(plan, strip) ||
            is_banner(plan, strip, notices) || notices[s])
            strip->kind = STRIP_MARGIN;
        else if (is_drop(plan, strip))
            strip->kind = STRIP_DROP;
        else if (is_quote(plan, strip))
            strip->kind = STRIP_QUOTE;
        else if (is_large(plan, strip))
            strip->kind = STRIP_HEAD;
        else if (is_caption(plan, strip))
            strip->kind = STRIP_CAPTION;
        else if (is_small_head(plan, strip))
            strip->kind = STRIP_HEAD;
    }
    complete_watermarks(plan);
}
