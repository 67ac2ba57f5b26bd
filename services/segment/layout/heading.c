/*
 * The groups that heads form: headline, kicker, deck, byline and label.
 */
#include "services/segment/layout/plan.h"

#include <math.h>

enum {
    SMALL_LINES = 3,   /* of what may stand with a head */
    LABEL_POINTS = 12, /* of a name over a column */
};

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

/* Whether a small strip is centred below the two together. */
static bool
is_centred_below(const struct plan *plan, const struct strip *left, const struct strip *right)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *small = &plan->strips[s];
        float gap = small->run.top - fmaxf(left->run.bottom, right->run.bottom);
        float off = (small->run.left + small->run.right - left->run.left - right->run.right) / 2;
        if (small->count <= SMALL_LINES && small->size < 0.9f * left->size &&
            small->vertical == left->vertical && gap > -plan->body && gap < 2 * left->size &&
            fabsf(off) < plan->body)
            return true;
    }
    return false;
}

/* Whether the gap between two parts of a row goes on below as the gutter between two texts. */
static bool
over_gutter(const struct plan *plan, const struct strip *left, const struct strip *right)
{
    bool a = false, b = false;
    float middle = (left->run.right + right->run.left) / 2, bottom = left->run.bottom;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *text = &plan->strips[s];
        float gap = text->run.top - bottom;
        if (!plan_is_text(text) || text->count < 2 || text->vertical != left->vertical ||
            gap < -plan->body || gap > 6 * plan->leading)
            continue;
        if (text->run.left < middle && text->run.right > middle)
            return false;
        a |= fabsf(text->run.right - middle) < 2.5f * plan->body;
        b |= fabsf(text->run.left - middle) < 2.5f * plan->body;
    }
    return a && b;
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
    if (beside > 0.6f * least) {
        const struct strip *left = a->run.left < b->run.left ? a : b, *right = left == a ? b : a;
        return -over < 1.6f * least && least > 0.9f * size &&
               (is_centred_below(plan, left, right) || !over_gutter(plan, left, right));
    }
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
    bool within = strip->vertical && strip->count == 1 && left > 0 &&
                  strip->run.right < head->run.right; /* a name beside an upright head */
    if (fabsf(centre) > 1.6f * strip->size && fabsf(left) > 0.8f * strip->size && !within)
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

/* Whether no other strip belongs to the head and nothing stands below it. */
static bool
is_lonely(const struct plan *plan, size_t head)
{
    const struct strip *own = &plan->strips[head];
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (s == head)
            continue;
        if (other->head == own->head)
            return false;
        float gap = other->run.top - own->run.bottom;
        if ((plan_is_text(other) || other->kind == STRIP_HEAD) && gap > -plan->body &&
            gap < 3 * plan->leading &&
            plan_overlap(other->run.left, other->run.right, own->run.left, own->run.right) >
                2 * plan->body)
            return false;
    }
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
            !other || strip->stopped || plan_points(plan, strip) > LABEL_POINTS ||
            (strip->kind == STRIP_HEAD && !is_lonely(plan, s)))
            continue;
        float least = 30 * plan->body;
        for (size_t h = 0; h < plan->strip_count; h++) {
            const struct strip *head = &plan->strips[h];
            float down = head->run.top - strip->run.bottom, in = head->run.left - strip->run.right;
            if (head->kind != STRIP_HEAD || head == strip ||
                (in > -plan->body && head->size < 1.2f * strip->size) ||
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
        heading->box = box_join(heading->box, strip->box);
        heading->size = fmaxf(heading->size, strip->size);
        strip->head = number[strip->head] - 1;
    }
}

void
plan_headings(struct plan *plan)
{
    plan_kinds(plan);
    find_groups(plan);
    find_labels(plan);
    join_upright(plan);
    number_groups(plan);
}
