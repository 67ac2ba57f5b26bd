/*
 * Kinds of strips, and the groups that heads form.
 */
#include "services/segment/layout/plan.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <stdlib.h>

enum {
    DROP_POINTS = 2, /* of a large first letter */
    SMALL_LINES = 3, /* of what may stand with a head */
    CAPTION_LINES = 5,
    BANNER_POINTS = 8,
    LABEL_POINTS = 12,
    ADVERT_LINES = 12,
    NOTICE_LINES = 18,
    NOTICES_LEAST = 6,
};

static const float large = 1.28f; /* times the body's size: a head */

static uint32_t
points_of(const struct plan *plan, const struct strip *strip)
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
    return strip->size > large * plan->body;
}

/* A little larger than the text, in a line or two below a rule or a blank. */
static bool
is_small_head(const struct plan *plan, const struct strip *strip)
{
    if (strip->size < 1.08f * plan->body || strip->count > 2 || strip->stopped || strip->vertical ||
        (strip->face == plan->face && !strip->bold))
        return false;
    bool below = false;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *text = &plan->strips[s];
        if (text == strip || is_large(plan, text) || text->vertical ||
            plan_overlap(text->box.left, text->box.right, strip->box.left, strip->box.right) <
                plan->body)
            continue;
        float above = strip->box.top - text->box.bottom, under = text->box.top - strip->box.bottom;
        if (above > -plan->body && above < 1.5f * plan->leading && text->count > 1 &&
            !plan_ruled_below(plan, &text->box, &strip->box))
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
        points_of(plan, strip) > DROP_POINTS)
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

/* A few lines right below a picture, no wider than it. */
static bool
is_caption(const struct plan *plan, const struct strip *strip)
{
    if (strip->count > CAPTION_LINES || is_large(plan, strip) || strip->vertical)
        return false;
    bool other = strip->face != plan->face || fabsf(strip->size - plan->body) > 0.04f * plan->body;
    if (!other && strip->count > 2)
        return false;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct layout_mark *mark = &plan->layout->marks[m];
        if (mark->kind != MARK_PICTURE)
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
            gap > -0.5f * plan->body && gap < 1.2f * plan->leading &&
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
           strip->stopped && points_of(plan, strip) > 20;
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
            box->bottom - box->top > 1.45f * tall)
            return true;
    }
    return false;
}

/* Marks that frame a few lines without a head: where there are many, they are notices. */
static bool *
find_notices(const struct plan *plan)
{
    const struct layout *layout = plan->layout;
    bool *notices = arena_alloc(plan->arena, layout->mark_count + 1, sizeof *notices);
    unsigned count = 0;
    for (size_t m = 0; m < layout->mark_count; m++) {
        const struct box *box = &layout->marks[m].box;
        float wide = box->right - box->left, tall = box->bottom - box->top;
        if (layout->marks[m].kind == MARK_RULE || layout->marks[m].kind == MARK_PICTURE ||
            wide > 0.34f * layout->width || tall > NOTICE_LINES * plan->leading ||
            tall < 2.2f * plan->leading)
            continue;
        unsigned lines = 0, large_lines = 0;
        for (size_t s = 0; s < plan->strip_count; s++)
            if (holds(box, &plan->strips[s].box)) {
                lines += (unsigned)plan->strips[s].count;
                large_lines += is_large(plan, &plan->strips[s]) || plan->strips[s].table;
            }
        notices[m] = lines > 0 && large_lines == 0;
        count += notices[m];
    }
    for (size_t m = 0; m < layout->mark_count && count < NOTICES_LEAST; m++)
        notices[m] = false;
    return notices;
}

static bool
is_notice(const struct plan *plan, const struct strip *strip, const bool *notices)
{
    for (size_t m = 0; m < plan->layout->mark_count; m++)
        if (notices[m] && holds(&plan->layout->marks[m].box, &strip->box))
            return true;
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
    return next != NULL && (is_large(plan, next) || is_notice(plan, next, notices));
}

/* A few letters alone on a coloured bar name a part of the page. */
static bool
is_banner(const struct plan *plan, const struct strip *strip, const bool *notices)
{
    if (strip->count != 1 || points_of(plan, strip) > BANNER_POINTS)
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
            if (plan->strips[o].size == mark->size && points_of(plan, &plan->strips[o]) <= 2)
                plan->strips[o].kind = STRIP_MARGIN;
    }
}

static void
find_kinds(struct plan *plan)
{
    bool *notices = find_notices(plan);
    float rule = head_rule(plan), row = rule > 0 ? rule : head_row(plan);
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (strip->table)
            continue;
        if (is_margin(plan, strip, row) || is_watermark(plan, strip) || is_advert(plan, strip) ||
            is_banner(plan, strip, notices) || is_notice(plan, strip, notices))
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

/* Whether a rule parts two strips of a head: an ornament, no wider than they are and centred
 * on them, does not. */
static bool
is_parted(const struct plan *plan, const struct strip *up, const struct strip *down)
{
    if (!plan_parted_below(plan, &up->box, &down->box))
        return false;
    float wide = fmaxf(up->box.right - up->box.left, down->box.right - down->box.left);
    float centre = (up->box.left + up->box.right - down->box.left - down->box.right) / 2;
    return fabsf(centre) > plan->body || plan_parted(plan, &up->box, &down->box, 1.25f * wide);
}

/* Whether two strips of a head stand together. */
static bool
stand_together(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    if (a->fence != b->fence || a->vertical != b->vertical)
        return false;
    float size = fmaxf(a->size, b->size), least = fminf(a->size, b->size);
    const struct strip *up = a->run.top <= b->run.top ? a : b, *down = up == a ? b : a;
    float over = plan_overlap(a->run.left, a->run.right, b->run.left, b->run.right);
    float beside = plan_overlap(a->run.top, a->run.bottom, b->run.top, b->run.bottom);
    if (beside > 0.6f * least)
        return -over < 1.6f * least && least > 0.9f * size;
    float narrow = fminf(a->run.right - a->run.left, b->run.right - b->run.left);
    float gap = down->run.top - up->run.bottom;
    return over > 0.5f * narrow && gap < fmaxf(1.1f * least, 0.7f * size) &&
           !is_parted(plan, up, down);
}

/* A small strip that stands with a head: centred below or above it, or at its edge. */
static bool
stands_with_head(const struct plan *plan, const struct strip *strip, const struct strip *head)
{
    if (strip->kind != STRIP_TEXT || strip->table || strip->count > SMALL_LINES ||
        strip->fence != head->fence || strip->vertical != head->vertical ||
        (strip->stopped && strip->count > 1))
        return false;
    float above = head->run.top - strip->run.bottom, below = strip->run.top - head->run.bottom;
    float gap = fmaxf(above, below);
    if (gap < -0.5f * strip->size || gap > fmaxf(1.7f * strip->size, 0.8f * head->size))
        return false;
    float centre = (strip->run.left + strip->run.right - head->run.left - head->run.right) / 2;
    float left = strip->run.left - head->run.left;
    if (fabsf(centre) > 1.6f * strip->size && fabsf(left) > 0.8f * strip->size)
        return false;
    return !(above > below ? plan_parted_below(plan, &strip->box, &head->box)
                           : plan_parted_below(plan, &head->box, &strip->box));
}

/* Whether a strip of the same type begins at the same height beside it: columns of a text. */
static bool
has_sibling(const struct plan *plan, const struct strip *strip)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        float gap = fmaxf(other->run.left - strip->run.right, strip->run.left - other->run.right);
        if (other != strip && other->vertical == strip->vertical && other->kind == STRIP_TEXT &&
            other->face == strip->face && fabsf(other->size - strip->size) < 0.04f * strip->size &&
            fabsf(other->run.top - strip->run.top) < 0.4f * strip->size && gap > 0 &&
            gap < 5 * strip->size && other->run.right - other->run.left > 6 * strip->size)
            return true;
    }
    return false;
}

/* Whether a text goes on right below the strip in its column: then it is its first line. */
static bool
opens_text(const struct plan *plan, const struct strip *strip)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *text = &plan->strips[s];
        if (text == strip || text->kind != STRIP_TEXT || text->count < 2 ||
            text->vertical != strip->vertical || text->face != strip->face)
            continue;
        float gap = text->run.top - strip->run.bottom;
        if (gap > -0.5f * plan->body && gap < plan->leading - 0.7f * plan->body &&
            fabsf(text->run.right - strip->run.right) < plan->body)
            return true;
    }
    return false;
}

static void
join(struct plan *plan, int from, int to)
{
    if (from == to)
        return;
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan->strips[s].head == from)
            plan->strips[s].head = to;
}

static void
find_groups(struct plan *plan)
{
    int groups = 0;
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan->strips[s].kind == STRIP_HEAD)
            plan->strips[s].head = groups++;
    for (int round = 0; round < 3; round++) /* kicker, deck, byline */
        for (size_t s = 0; s < plan->strip_count; s++) {
            struct strip *strip = &plan->strips[s];
            if (strip->kind != STRIP_TEXT)
                continue;
            for (size_t h = 0; h < plan->strip_count; h++) {
                const struct strip *head = &plan->strips[h];
                if (head->kind == STRIP_HEAD && head->head != PLAN_NONE &&
                    stands_with_head(plan, strip, head) && !opens_text(plan, strip) &&
                    !has_sibling(plan, strip)) {
                    strip->kind = STRIP_HEAD;
                    strip->head = head->head;
                    break;
                }
            }
        }
    for (size_t a = 0; a < plan->strip_count; a++)
        for (size_t b = a + 1; b < plan->strip_count; b++)
            if (plan->strips[a].kind == STRIP_HEAD && plan->strips[b].kind == STRIP_HEAD &&
                plan->strips[a].head != plan->strips[b].head &&
                stand_together(plan, &plan->strips[a], &plan->strips[b]))
                join(plan, plan->strips[b].head, plan->strips[a].head);
}

/* Whether no other strip belongs to the head. */
static bool
is_lonely(const struct plan *plan, size_t head)
{
    for (size_t s = 0; s < plan->strip_count; s++)
        if (s != head && plan->strips[s].head == plan->strips[head].head)
            return false;
    return true;
}

/* A label in other type than the text, above a head or to the left of it. */
static void
find_labels(struct plan *plan)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        bool other =
            strip->face != plan->face || fabsf(strip->size - plan->body) > 0.04f * plan->body;
        if ((strip->kind != STRIP_TEXT && strip->kind != STRIP_HEAD) || strip->count != 1 ||
            !other || strip->stopped || points_of(plan, strip) > LABEL_POINTS ||
            (strip->kind == STRIP_HEAD && !is_lonely(plan, s)))
            continue;
        float least = 30 * plan->body;
        for (size_t h = 0; h < plan->strip_count; h++) {
            const struct strip *head = &plan->strips[h];
            float down = head->run.top - strip->run.bottom, in = head->run.left - strip->run.right;
            if (head->kind != STRIP_HEAD || head == strip || head->size < 1.2f * strip->size ||
                head->fence != strip->fence || head->vertical != strip->vertical ||
                down > 1.5f * plan->body || strip->run.top > head->run.bottom || in > least ||
                strip->run.left > head->run.left ||
                plan_parted_below(plan, &strip->box, &head->box) ||
                (in > 0 && plan_ruled_beside(plan, &strip->box, &head->box)))
                continue;
            least = in;
            strip->head = head->head;
        }
        if (strip->head != PLAN_NONE)
            strip->kind = STRIP_HEAD;
    }
}

/* A smaller head beside or above an upright one belongs to it. */
static void
join_upright(struct plan *plan)
{
    for (size_t a = 0; a < plan->strip_count; a++)
        for (size_t b = 0; b < plan->strip_count; b++) {
            const struct strip *tall = &plan->strips[a], *flat = &plan->strips[b];
            if (tall->kind != STRIP_HEAD || flat->kind != STRIP_HEAD || !tall->vertical ||
                flat->vertical || flat->size > 0.8f * tall->size || flat->fence != tall->fence ||
                tall->head == flat->head)
                continue;
            float up = fabsf(flat->box.top - tall->box.top);
            float beside =
                -plan_overlap(flat->box.left, flat->box.right, tall->box.left, tall->box.right);
            const struct box *left = flat->box.left < tall->box.left ? &flat->box : &tall->box;
            const struct box *right = left == &flat->box ? &tall->box : &flat->box;
            if (up < 2.5f * plan->body && beside < 30 * plan->body &&
                !plan_ruled_beside(plan, left, right))
                join(plan, flat->head, tall->head);
        }
}

static struct heading *
add_heading(struct plan *plan)
{
    plan->headings = arena_grow(plan->arena, plan->headings, plan->heading_count,
                                &plan->heading_cap, sizeof *plan->headings);
    return &plan->headings[plan->heading_count++];
}

static void
number_groups(struct plan *plan)
{
    int *number = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *number);
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (strip->head == PLAN_NONE)
            continue;
        if (number[strip->head] == 0) {
            *add_heading(plan) = (struct heading){ .box = strip->box,
                                                   .size = strip->size,
                                                   .fence = strip->fence,
                                                   .chain = PLAN_NONE,
                                                   .vertical = strip->vertical };
            number[strip->head] = (int)plan->heading_count;
        }
        struct heading *heading = &plan->headings[number[strip->head] - 1];
        heading->box.left = fminf(heading->box.left, strip->box.left);
        heading->box.right = fmaxf(heading->box.right, strip->box.right);
        heading->box.top = fminf(heading->box.top, strip->box.top);
        heading->box.bottom = fmaxf(heading->box.bottom, strip->box.bottom);
        heading->size = fmaxf(heading->size, strip->size);
        strip->head = number[strip->head] - 1;
    }
}

void
plan_headings(struct plan *plan)
{
    find_kinds(plan);
    find_groups(plan);
    find_labels(plan);
    join_upright(plan);
    number_groups(plan);
}
