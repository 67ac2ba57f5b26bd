/*
 * What is printed between lines and around them: rules, frames, tints, pictures.
 */
#include "services/segment/layout/plan.h"

#include <math.h>

enum {
    FENCE_LINES = 3,   /* of small type that make a frame or tint a fence */
    PICTURE_LEAST = 6, /* letters, of an area without text that is a picture */
    THIN = 4           /* points; what is thinner is a rule */
};

static float
width_of(const struct box *box)
{
    return box->right - box->left;
}

static float
height_of(const struct box *box)
{
    return box->bottom - box->top;
}

static bool
holds(const struct box *outer, const struct box *inner)
{
    float x = (inner->left + inner->right) / 2, y = (inner->top + inner->bottom) / 2;
    return x > outer->left && x < outer->right && y > outer->top && y < outer->bottom;
}

/* A rule, or a frame or tint so thin that it is one. */
static bool
is_rule(const struct layout_mark *mark)
{
    return mark->kind == MARK_RULE ||
           (mark->kind != MARK_PICTURE &&
            (width_of(&mark->box) < THIN || height_of(&mark->box) < THIN));
}

static bool
ruled(const struct plan *plan, const struct box *above, const struct box *below, float left,
      float right, float width)
{
    for (size_t i = 0; i < plan->layout->mark_count; i++) {
        const struct layout_mark *mark = &plan->layout->marks[i];
        if (!is_rule(mark) || width_of(&mark->box) < fmaxf(width, height_of(&mark->box)))
            continue;
        float y = (mark->box.top + mark->box.bottom) / 2;
        if (y > above->bottom - plan->body / 2 && y < below->top + plan->body / 2 &&
            plan_overlap(left, right, mark->box.left, mark->box.right) > 0.5f * (right - left))
            return true;
    }
    return false;
}

bool
plan_parted_below(const struct plan *plan, const struct box *above, const struct box *below)
{
    return ruled(plan, above, below, fminf(above->left, below->left),
                 fmaxf(above->right, below->right), 0);
}

bool
plan_parted(const struct plan *plan, const struct box *above, const struct box *below, float width)
{
    return ruled(plan, above, below, fminf(above->left, below->left),
                 fmaxf(above->right, below->right), width);
}

bool
plan_ruled_below(const struct plan *plan, const struct box *above, const struct box *below)
{
    float left = fmaxf(above->left, below->left), right = fminf(above->right, below->right);
    return right > left ? ruled(plan, above, below, left, right, 0)
                        : plan_parted_below(plan, above, below);
}

bool
plan_ruled_beside(const struct plan *plan, const struct box *left, const struct box *right)
{
    float top = fmaxf(left->top, right->top), bottom = fminf(left->bottom, right->bottom);
    if (bottom <= top) {
        top = fminf(left->top, right->top);
        bottom = fmaxf(left->bottom, right->bottom);
    }
    for (size_t i = 0; i < plan->layout->mark_count; i++) {
        const struct layout_mark *mark = &plan->layout->marks[i];
        if (!is_rule(mark) || width_of(&mark->box) > height_of(&mark->box))
            continue;
        float x = (mark->box.left + mark->box.right) / 2;
        if (x > left->right - plan->body / 2 && x < right->left + plan->body / 2 &&
            plan_overlap(top, bottom, mark->box.top, mark->box.bottom) > 0.4f * (bottom - top))
            return true;
    }
    return false;
}

void
plan_fences(struct plan *plan)
{
    const struct layout *layout = plan->layout;
    plan->is_fence = arena_alloc(plan->arena, layout->mark_count + 1, sizeof *plan->is_fence);
    plan->fence = arena_alloc(plan->arena, layout->line_count + 1, sizeof *plan->fence);
    plan->is_picture = arena_alloc(plan->arena, layout->mark_count + 1, sizeof *plan->is_picture);
    float page = layout->width * layout->height;
    for (size_t m = 0; m < layout->mark_count; m++) {
        const struct layout_mark *mark = &layout->marks[m];
        float area = width_of(&mark->box) * height_of(&mark->box);
        plan->is_picture[m] = mark->kind == MARK_PICTURE;
        if (is_rule(mark) || mark->kind == MARK_PICTURE || area > 0.9f * page ||
            height_of(&mark->box) < 3.4f * plan->body)
            continue;
        unsigned small = 0, lines = 0;
        for (size_t i = 0; i < layout->line_count; i++)
            if (holds(&mark->box, &layout->lines[i].box)) {
                lines++;
                small += plan_line_size(&layout->lines[i]) < 1.3f * plan->body;
            }
        plan->is_picture[m] = mark->kind == MARK_TINT && lines == 0 &&
                              width_of(&mark->box) > PICTURE_LEAST * plan->body &&
                              height_of(&mark->box) > PICTURE_LEAST * plan->body;
        plan->is_fence[m] = small >= FENCE_LINES || lines > FENCE_LINES;
    }
    for (size_t i = 0; i < layout->line_count; i++) {
        float least = INFINITY;
        plan->fence[i] = PLAN_NONE;
        for (size_t m = 0; m < layout->mark_count; m++) {
            const struct box *box = &layout->marks[m].box;
            float area = width_of(box) * height_of(box);
            if (plan->is_fence[m] && area < least && holds(box, &layout->lines[i].box)) {
                least = area;
                plan->fence[i] = (int)m;
            }
        }
    }
    /* a frame and its tint are one: the first of equal boxes stands for all */
    for (size_t i = 0; i < layout->line_count; i++)
        for (int m = 0; m < plan->fence[i]; m++) {
            const struct box *a = &layout->marks[m].box, *b = &layout->marks[plan->fence[i]].box;
            if (plan->is_fence[m] && fabsf(a->left - b->left) < 6 &&
                fabsf(a->right - b->right) < 6 && fabsf(a->top - b->top) < 6 &&
                fabsf(a->bottom - b->bottom) < 6)
                plan->fence[i] = m;
        }
}
