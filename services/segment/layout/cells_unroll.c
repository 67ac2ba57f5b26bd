/*
 * A line of large type is as high as several rows beside it, and takes them all for its own row:
 * then each column's part of them is printed after the other, a stair from left to right.
 */
#include "services/segment/layout/cells.h"

#include <stdlib.h>

enum {
    STEP_MOST = 6,  /* rows that a line of type is as high as */
    STEPS_MOST = 24 /* columns */
};

/* Rows in which each column has its lines one after the other. */
struct stair {
    uint32_t row;               /* the first; its last chunk is the first step's */
    uint32_t rows;              /* as they are printed */
    uint32_t first[STEPS_MOST]; /* chunks; the next step begins with the first of the next */
    uint32_t high[STEPS_MOST];
    uint32_t steps, highest;
};

static bool
is_blank_row(const struct cells *cells, size_t row)
{
    return cells->first[row] == cells->first[row + 1];
}

/* Where the chunk stands to a step's lines: left -1, right 1, under them 0. */
static int
side_of(const struct cells *cells, const struct stair *stair, const struct chunk *chunk)
{
    uint32_t left = UINT32_MAX, right = 0, from = stair->first[stair->steps - 1];
    for (uint32_t i = from; i < from + stair->high[stair->steps - 1]; i++) {
        left = cells->chunks[i].x < left ? cells->chunks[i].x : left;
        right = cells->chunks[i].stop > right ? cells->chunks[i].stop : right;
    }
    return chunk->x >= right ? 1 : chunk->stop <= left ? -1 : 0;
}

/* The stair that begins with the row's last chunk; one of no step where none does. */
static struct stair
find_stair(const struct cells *cells, uint32_t row)
{
    struct stair stair = { .row = row, .rows = 1, .steps = 1, .highest = 1 };
    unsigned high = 0;
    stair.first[0] = cells->first[row + 1] - 1;
    stair.high[0] = 1;
    for (uint32_t r = row + 1; r + 1 < cells->rows; r++, stair.rows++) {
        const struct chunk *chunk = &cells->chunks[cells->first[r]];
        int side = cells->first[r + 1] - cells->first[r] == 1 ? side_of(cells, &stair, chunk) : -1;
        if (side < 0 || (side > 0 && stair.steps == STEPS_MOST))
            break;
        if (side > 0) {
            stair.first[stair.steps] = cells->first[r];
            stair.high[stair.steps++] = 1;
        } else if (++stair.high[stair.steps - 1] > STEP_MOST) {
            return (struct stair){ 0 };
        }
    }
    for (uint32_t s = 0; s < stair.steps; s++)
        stair.highest = stair.high[s] > stair.highest ? stair.high[s] : stair.highest;
    for (uint32_t s = 0; s < stair.steps; s++)
        high += stair.high[s] == stair.highest;
    return stair.highest > 1 && high > 1 ? stair : (struct stair){ 0 };
}

/* Whether a line stands right above. */
static bool
has_above(const struct cells *cells, const struct chunk *chunk, uint32_t row)
{
    for (uint32_t i = row > 0 ? cells->first[row - 1] : 0; row > 0 && i < cells->first[row]; i++)
        if (cells->chunks[i].x < chunk->stop && chunk->x < cells->chunks[i].stop)
            return true;
    return false;
}

/* Steps stand beside each other; one of fewer lines hangs from what is above it, else it stands
 * with the others' last. */
static void
level(struct cells *cells, const struct stair *stair)
{
    for (uint32_t s = 0; s < stair->steps; s++) {
        uint32_t lack = has_above(cells, &cells->chunks[stair->first[s]], stair->row)
                            ? 0
                            : stair->highest - stair->high[s];
        for (uint32_t k = 0; k < stair->high[s]; k++)
            cells->chunks[stair->first[s] + k].row = stair->row + lack + k;
    }
}

static int
compare_chunks(const void *a, const void *b)
{
    const struct chunk *x = a, *y = b;
    return x->row != y->row ? (x->row > y->row) - (x->row < y->row) : (x->x > y->x) - (x->x < y->x);
}

/* Rows as their chunks say, without those that stairs took. */
static void
renumber(struct cells *cells, const bool *gone)
{
    uint32_t *number = arena_alloc(cells->sheet->arena, cells->rows + 1, sizeof *number);
    uint32_t rows = 0;
    for (size_t r = 0; r < cells->rows; r++) {
        number[r] = rows;
        rows += !gone[r];
    }
    for (size_t i = 0; i < cells->count; i++)
        cells->chunks[i].row = number[cells->chunks[i].row];
    qsort(cells->chunks, cells->count, sizeof *cells->chunks, compare_chunks);
    cells->rows = rows;
    for (size_t r = 0, i = 0; r < rows; r++) {
        while (i < cells->count && cells->chunks[i].row < r)
            i++;
        cells->first[r] = (uint32_t)i;
    }
}

void
cells_unroll(struct cells *cells)
{
    bool *gone = arena_alloc(cells->sheet->arena, cells->rows + 1, sizeof *gone), any = false;
    for (uint32_t row = 0; row + 1 < cells->rows; row++) {
        if (is_blank_row(cells, row))
            continue;
        struct stair stair = find_stair(cells, row);
        if (stair.steps == 0)
            continue;
        level(cells, &stair);
        for (uint32_t r = row + stair.highest; r < row + stair.rows; r++)
            gone[r] = any = true;
        row += stair.rows - 1;
    }
    if (any)
        renumber(cells, gone);
}
