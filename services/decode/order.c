#include "services/decode/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 40 };

/* An edge of a line's box along one axis. */
struct span {
    float from, to;
};

struct cut {
    float gap, at;
};

static int
compare_from(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* The widest strip that no line touches, across x or y. */
static struct cut
widest_gap(const struct line *lines, size_t count, bool along_x, struct span *room)
{
    struct cut best = { 0, 0 };
    for (size_t i = 0; i < count; i++) {
        const struct box *b = &lines[i].box;
        float inset = 0.12F * lines[i].size; /* em boxes touch where ink does not */
        room[i] = along_x
                      ? (struct span){ b->left, fmaxf(b->left, b->right - inset) }
                      : (struct span){ b->top + inset, fmaxf(b->top + inset, b->bottom - inset) };
    }
    qsort(room, count, sizeof *room, compare_from);
    float end = room[0].to;
    for (size_t i = 1; i < count; i++) {
        if (room[i].from - end > best.gap)
            best = (struct cut){ room[i].from - end, (room[i].from + end) / 2 };
        end = fmaxf(end, room[i].to);
    }
    return best;
}

static int
compare_down(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    float middle_x = (x->box.top + x->box.bottom) / 2, middle_y = (y->box.top + y->box.bottom) / 2;
    if (x->vertical && y->vertical && x->box.right != y->box.right)
        return x->box.right > y->box.right ? -1 : 1;
    if (middle_x != middle_y)
        return middle_x < middle_y ? -1 : 1;
    return x->box.left < y->box.left ? -1 : x->box.left > y->box.left;
}

static bool
mostly_vertical(const struct line *lines, size_t count)
{
    size_t points = 0, vertical = 0;
    for (size_t i = 0; i < count; i++) {
        points += lines[i].point_count;
        vertical += lines[i].vertical ? lines[i].point_count : 0;
    }
    return vertical * 2 > points;
}

static float
middle_size(const struct line *lines, size_t count)
{
    float sum = 0, weight = 0;
    for (size_t i = 0; i < count; i++) {
        sum += lines[i].size * (float)lines[i].point_count;
        weight += (float)lines[i].point_count;
    }
    return weight > 0 ? sum / weight : 1;
}

/* Lines before the cut first, in either direction; how many those are. */
static size_t
part(struct line *lines, size_t count, bool along_x, float at, bool right_first, struct line *room)
{
    size_t first = 0, second = 0;
    for (size_t i = 0; i < count; i++) {
        const struct box *b = &lines[i].box;
        float middle = along_x ? (b->left + b->right) / 2 : (b->top + b->bottom) / 2;
        bool before = (middle < at) != right_first;
        if (before)
            lines[first++] = lines[i];
        else
            room[second++] = lines[i];
    }
    memcpy(lines + first, room, second * sizeof *lines);
    return first;
}

struct ordering {
    struct line *room;
    struct span *spans;
};

static void
order_part(struct ordering *o, struct line *lines, size_t count, int depth)
{
    if (count < 2)
        return;
    float size = middle_size(lines, count);
    bool vertical = mostly_vertical(lines, count);
    struct cut x = widest_gap(lines, count, true, o->spans);
    struct cut y = widest_gap(lines, count, false, o->spans);
    bool x_parts = x.gap > 0.4F * size, y_parts = y.gap > 0.9F * size;
    if (vertical) {
        x_parts = x.gap > 1.4F * size;
        y_parts = y.gap > 0.6F * size;
    }
    if (depth == 0 || (!x_parts && !y_parts)) {
        qsort(lines, count, sizeof *lines, compare_down);
        return;
    }
    bool along_x = x_parts && (!y_parts || x.gap >= 0.7F * y.gap);
    size_t first = part(lines, count, along_x, along_x ? x.at : y.at, along_x && vertical, o->room);
    if (first == 0 || first == count) {
        qsort(lines, count, sizeof *lines, compare_down);
        return;
    }
    order_part(o, lines, first, depth - 1);
    order_part(o, lines + first, count - first, depth - 1);
}

void
printed_order(struct lines *lines, struct arena *arena)
{
    struct ordering o = { arena_alloc(arena, lines->count + 1, sizeof(struct line)),
                          arena_alloc(arena, lines->count + 1, sizeof(struct span)) };
    order_part(&o, lines->items, lines->count, DEPTH_MAX);
}
