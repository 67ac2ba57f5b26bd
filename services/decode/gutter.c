#include "services/decode/gutter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In em of the gap's line. */
static const float WIDE = 1.5F;   /* a gap that parts whatever is around */
static const float NARROW = 0.8F; /* one that parts when one row agrees */
static const float BROAD =
    1.2F; /* one that parts where the rows around end or begin at it; no space of words */
static const float EDGE = 0.3F;       /* how near to the gap such a row ends or begins */
static const float SAME = 1.25F;      /* sizes of one text differ less: OCR measures words */
static const float ROWS_REACH = 6.5F; /* how far above and below rows are looked at */
static const float SIDE_REACH = 4;    /* a row has ink this near on a side, or says nothing of it */
static const float STRIP_LEAST = 0.3F; /* what a row leaves free of the gap at least */
enum { CLEAR_LEAST = 2, CLEAR_AGAINST = 2 };

static int
compare_level(const void *a, const void *b)
{
    const struct ink *x = *(struct ink *const *)a, *y = *(struct ink *const *)b;
    return x->level < y->level ? -1 : x->level > y->level;
}

void
gutters_make(struct gutters *gutters, struct arena *arena, struct ink *const *inks, size_t count,
             const struct stream *stream, unsigned frame)
{
    *gutters = (struct gutters){ .count = count };
    gutters->inks = arena_alloc(arena, count + 1, sizeof *gutters->inks);
    memcpy(gutters->inks, inks, count * sizeof *inks);
    qsort(gutters->inks, count, sizeof *gutters->inks, compare_level);
    gutters->rules = arena_alloc(arena, stream->paint_count + 1, sizeof *gutters->rules);
    for (size_t i = 0; i < stream->paint_count; i++) {
        struct box box = box_to_frame(stream->paints[i].box, frame);
        if (stream->paints[i].kind == PAINT_LINE && box.right - box.left <= 3 &&
            box.bottom - box.top >= 12)
            gutters->rules[gutters->rule_count++] = box;
    }
}

static bool
rule_between(const struct gutters *g, const struct ink *a, const struct ink *b)
{
    float level = (a->level + b->level) / 2 - 0.3F * a->size;
    for (size_t i = 0; i < g->rule_count; i++) {
        const struct box *r = &g->rules[i];
        if (r->left >= a->start + 0.3F * a->size && r->right <= b->start + 0.3F * b->size &&
            r->top <= level && r->bottom >= level)
            return true;
    }
    return false;
}

/* What one row of text near the gap has: ink to the left, to the right, and where the
 * strip between them is free. */
struct row {
    float level, size;
    float left, right; /* free from, free to */
    bool left_ink, right_ink;
};

static size_t
first_at(const struct gutters *g, float level)
{
    size_t low = 0, high = g->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->inks[middle]->level < level)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
add_to_row(struct row *row, const struct ink *ink, float middle)
{
    row->size = fmaxf(row->size, ink->size);
    float centre = (ink->start + ink->end) / 2;
    /* A width that lies reaches into the gutter; the half of it does not. */
    if (centre < middle) {
        row->left = fmaxf(row->left, fminf(ink->end, ink->start + ink->size));
        row->left_ink = true;
    } else {
        row->right = fminf(row->right, ink->start);
        row->right_ink = true;
    }
}

/* What the rows around a gap say of it. */
struct witnesses {
    int clear;   /* leave the strip free, with ink on both sides */
    int edges;   /* have ink on one side alone, that ends or begins at the gap, as a column does */
    int against; /* sides on which text of this size crosses it: words part at one place in rows by
                    chance */
};

/* A row's ink has all been seen.  false: it crosses the strip from *from to *to, which
 * is made as narrow as it leaves it. */
static bool
hear(struct witnesses *w, const struct row *row, const struct ink *a, const struct ink *b,
     float *from, float *to)
{
    float size = fminf(a->size, b->size);
    if (row->left_ink && row->right_ink) {
        float free_from = fmaxf(row->left, *from), free_to = fminf(row->right, *to);
        if (free_to - free_from < STRIP_LEAST * size) {
            w->against += row->size < SAME * size;
            return false;
        }
        *from = free_from;
        *to = free_to;
        w->clear++;
    } else if (row->left_ink) {
        w->edges += fabsf(row->left - a->end) < EDGE * size;
    } else if (row->right_ink) {
        w->edges += fabsf(row->right - b->start) < EDGE * size;
    }
    return true;
}

/* Rows from the line of the gap on in one direction, until one crosses it. */
static void
hear_rows(struct witnesses *w, const struct gutters *g, const struct ink *a, const struct ink *b,
          int step)
{
    float size = fminf(a->size, b->size), middle = (a->end + b->start) / 2;
    float from = fminf(a->end, b->start), to = b->start, base = (a->level + b->level) / 2;
    float limit = ROWS_REACH * size;
    size_t at = first_at(g, base + (float)step * 0.6F * size);
    struct row row = { .size = 0 };
    bool open = false;
    for (;;) {
        const struct ink *ink = NULL;
        if (step > 0 && at < g->count)
            ink = g->inks[at++];
        else if (step < 0 && at > 0)
            ink = g->inks[--at];
        bool ends = ink == NULL || fabsf(ink->level - base) > limit;
        if (open && (ends || fabsf(ink->level - row.level) > 0.4F * size)) {
            if (!hear(w, &row, a, b, &from, &to))
                return;
            open = false;
        }
        if (ends)
            return;
        if (ink->end < middle - SIDE_REACH * size || ink->start > middle + SIDE_REACH * size)
            continue;
        if (!open) {
            row = (struct row){ .level = ink->level, .left = -1e9F, .right = 1e9F };
            open = true;
        }
        add_to_row(&row, ink, middle);
    }
}

bool
gutter_parts(const struct gutters *gutters, const struct ink *a, const struct ink *b, float gap,
             bool blank)
{
    float size = fminf(a->size, b->size);
    if (rule_between(gutters, a, b))
        return true;
    struct witnesses w = { 0 };
    hear_rows(&w, gutters, a, b, -1);
    hear_rows(&w, gutters, a, b, 1);
    /* Between words there are blanks anyway, and in some rows they stand below one another. */
    if (blank) {
        int chance = gap < BROAD * size ? w.against * CLEAR_AGAINST : 0;
        return w.clear >= CLEAR_LEAST + chance || gap > 2 * WIDE * size;
    }
    /* The wider the gap, the fewer witnesses it needs. */
    return w.clear >= CLEAR_LEAST || (w.clear > 0 && gap > NARROW * size) ||
           (w.edges > 0 && gap > BROAD * size) || gap > WIDE * size;
}
