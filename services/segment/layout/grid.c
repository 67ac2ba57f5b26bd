/*
 * A row's chunks are parted by blanks; where they begin tells columns.  A chunk that stands in a
 * column of others like it is text; what is short and stands alone may be a head, centred over
 * the text below it, which tells how large its type is.
 */
#include "services/segment/layout/grid.h"

#include "common/layout.h"
#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <stdlib.h>

enum {
    GAP = 3,         /* blanks that part two chunks */
    ROWS_LEAST = 8,  /* of two chunks and more */
    ROWS_PART = 4,   /* one in so many is such a row */
    ALIKE = 3,       /* rows above that a column is looked for in */
    INDENT = 4,      /* cells */
    ROWS_NEAR = 2,   /* to the next line of a column */
    ROWS_FAR = 6,    /* the same within a sentence */
    LINES_LEAST = 3, /* of a column */
    REACH = 7,       /* rows from a head down to its text */
    HEAD_POINTS = 40,
    TEXT_LEAST = 6, /* characters of a line of text */
};

static const float EM_MOST = 2.6f, cell = 10, body = 10, pitch = 15; /* points */

struct chunk {
    uint32_t start, end, row;
    uint32_t x, wide; /* cells before it; how many half em its letters take */
    uint32_t points;
    uint32_t drawn; /* cells before it, were wide letters two */
    float top;      /* points */
    float em;       /* of its column, times the type's */
    bool text;
};

struct grid {
    struct sheet *sheet;
    struct chunk *chunks;
    size_t count, cap;
    uint32_t *first; /* chunk of each row, and one more */
    size_t rows, row_cap;
    float bottom; /* points */
};

static bool
ends_row(uint32_t point)
{
    return point == '\n' || point == '\f' || point == '\v' || point == 0x2028 || point == 0x2029;
}

static void
close_chunk(struct grid *grid, struct chunk chunk)
{
    if (chunk.points == 0)
        return;
    grid->chunks =
        arena_grow(grid->sheet->arena, grid->chunks, grid->count, &grid->cap, sizeof *grid->chunks);
    grid->chunks[grid->count++] = chunk;
}

static void
open_row(struct grid *grid)
{
    grid->first = arena_grow(grid->sheet->arena, grid->first, grid->rows, &grid->row_cap,
                             sizeof *grid->first);
    grid->first[grid->rows++] = (uint32_t)grid->count;
}

static void
find_chunks(struct grid *grid)
{
    const struct sheet *sheet = grid->sheet;
    struct chunk chunk = { 0 };
    uint32_t x = 0, drawn = 0, blanks = 0;
    open_row(grid);
    for (uint32_t at = 0; at < sheet->count; at++) {
        uint32_t point = sheet->point[at];
        if (ends_row(point)) {
            close_chunk(grid, chunk);
            chunk = (struct chunk){ 0 };
            open_row(grid);
            x = drawn = blanks = 0;
            continue;
        }
        if (point_is_blank(point)) {
            blanks++;
        } else {
            if (blanks >= GAP || chunk.points == 0) {
                close_chunk(grid, chunk);
                chunk = (struct chunk){
                    .start = at, .row = (uint32_t)grid->rows - 1, .x = x, .drawn = drawn
                };
                blanks = 0;
            }
            chunk.wide += glyph_width(point) + blanks;
            chunk.points++;
            chunk.end = at + 1;
            blanks = 0;
        }
        x++;
        drawn += point == 0x3000 || !point_is_blank(point) ? glyph_width(point) : 1;
    }
    close_chunk(grid, chunk);
    open_row(grid);
}

/* Whether a chunk of the rows above begins where this one does. */
static bool
has_like(const struct grid *grid, const struct chunk *own, bool drawn)
{
    uint32_t from = own->row > ALIKE ? own->row - ALIKE : 0;
    for (uint32_t k = grid->first[from]; k < grid->first[own->row]; k++) {
        const struct chunk *other = &grid->chunks[k];
        uint32_t a = drawn ? own->drawn : own->x, b = drawn ? other->drawn : other->x;
        if (a <= b + 1 && b <= a + 1)
            return true;
    }
    return false;
}

/* Whether columns keep their places when each letter takes one cell, and do not otherwise. */
static bool
is_grid(const struct grid *grid)
{
    unsigned rows = 0, several = 0, inner = 0, cells = 0, drawn = 0;
    for (size_t r = 0; r + 1 < grid->rows; r++) {
        uint32_t count = grid->first[r + 1] - grid->first[r];
        rows += count > 0;
        several += count > 1;
    }
    if (several < ROWS_LEAST || several * ROWS_PART < rows)
        return false;
    for (size_t i = 1; i < grid->count; i++)
        if (grid->chunks[i].row == grid->chunks[i - 1].row) {
            inner++;
            cells += has_like(grid, &grid->chunks[i], false);
            drawn += has_like(grid, &grid->chunks[i], true);
        }
    return 2 * cells > inner && 10 * cells > 10 * drawn + 2 * inner;
}

static uint32_t
stop_of(const struct chunk *chunk)
{
    return chunk->x + (chunk->wide + 1) / 2;
}

static bool
overlap(const struct chunk *a, const struct chunk *b)
{
    return a->x < stop_of(b) && b->x < stop_of(a);
}

/* The chunk of the nearest row below (above) that stands under (over) this one. */
static struct chunk *
next_chunk(const struct grid *grid, const struct chunk *own, int way, uint32_t reach)
{
    for (uint32_t step = 1; step <= reach; step++) {
        if (way < 0 ? own->row < step : own->row + step + 1 >= grid->rows)
            return NULL;
        uint32_t row = way < 0 ? own->row - step : own->row + step;
        for (uint32_t i = grid->first[row]; i < grid->first[row + 1]; i++)
            if (overlap(own, &grid->chunks[i]))
                return &grid->chunks[i];
    }
    return NULL;
}

static bool
same_column(const struct chunk *a, const struct chunk *b)
{
    uint32_t off = a->x > b->x ? a->x - b->x : b->x - a->x;
    return off <= INDENT;
}

/* Whether it reads as a sentence, or part of one. */
static bool
is_prose(const struct grid *grid, const struct chunk *chunk)
{
    const uint32_t *plain = grid->sheet->plain;
    unsigned marks = 0;
    for (uint32_t at = chunk->start; at < chunk->end; at++)
        marks += plain[at] == 0x3002 || plain[at] == 0xff0c || plain[at] == 0xff1b;
    return marks > 1 || plain[chunk->end - 1] == 0x3002 || plain[chunk->end - 1] == 0xff0c;
}

static int
compare_wide(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool
ends_sentence(const struct grid *grid, const struct chunk *chunk)
{
    const uint32_t *plain = grid->sheet->plain;
    uint32_t at = chunk->end;
    while (at > chunk->start + 1 && glyph_is_close(plain[at - 1]))
        at--;
    return glyph_is_stop(plain[at - 1]);
}

/* The chunk above in the same column, or NULL; rows may stand between that belong to other
 * columns, more of them where a sentence goes on. */
static const struct chunk *
line_above(const struct grid *grid, const struct chunk *chunk)
{
    const struct chunk *above = next_chunk(grid, chunk, -1, ROWS_FAR);
    if (above == NULL || !same_column(chunk, above))
        return NULL;
    uint32_t rows = chunk->row - above->row, blank = 0;
    for (uint32_t r = above->row + 1; r < chunk->row; r++)
        blank += grid->first[r] == grid->first[r + 1];
    bool open = !ends_sentence(grid, above);
    return blank > 0 || (rows > ROWS_NEAR && !open) ? NULL : above;
}

/* Columns are closed up: each line stands right below the one above it, wherever its row is; what
 * begins a column stands with the others of its row, or below what is above. */
static void
find_tops(struct grid *grid)
{
    float row_top = 20;
    uint32_t blanks = 0;
    for (size_t r = 0; r + 1 < grid->rows; r++) {
        float sum = 0, last = row_top;
        unsigned held = 0;
        for (uint32_t i = grid->first[r]; i < grid->first[r + 1]; i++) {
            struct chunk *chunk = &grid->chunks[i];
            const struct chunk *above = line_above(grid, chunk);
            chunk->top = above != NULL ? above->top + pitch : 0;
            sum += chunk->top;
            held += above != NULL;
        }
        if (grid->first[r] == grid->first[r + 1]) {
            blanks++;
            continue;
        }
        float top = held > 0 ? sum / (float)held : last + pitch * (1 + 0.6f * (float)blanks);
        for (uint32_t i = grid->first[r]; i < grid->first[r + 1]; i++) {
            struct chunk *chunk = &grid->chunks[i];
            if (chunk->top > 0)
                continue;
            const struct chunk *above = next_chunk(grid, chunk, -1, 2 * ROWS_FAR);
            chunk->top = top;
            if (above != NULL)
                chunk->top = fmaxf(top, above->top + 1.6f * pitch);
            row_top = fmaxf(row_top, chunk->top);
        }
        row_top = fmaxf(row_top, top);
        blanks = 0;
    }
    grid->bottom = row_top + pitch;
}

/* Cells are fewer than half letters where lines are full: how much wider the column is drawn that
 * begins with chunk i, up to the next one. */
static float
find_em(const struct grid *grid, const uint32_t *below, size_t i, uint32_t full)
{
    float room = INFINITY;
    for (size_t k = i + 1; k > 0; k = below[k - 1]) {
        const struct chunk *chunk = &grid->chunks[k - 1];
        if (k < grid->count && grid->chunks[k].row == chunk->row)
            room = fminf(room, (float)grid->chunks[k].x - (float)chunk->x - 1.5f);
    }
    float em = 2 * room / fmaxf(1, (float)full);
    return em > EM_MOST ? 1 : fmaxf(em, 1);
}

/* Lines of a column, three and more with no blank row between, none longer than the column is
 * wide. */
static void
find_texts(struct grid *grid)
{
    struct arena *arena = grid->sheet->arena;
    uint32_t *below = arena_alloc(arena, grid->count + 1, sizeof *below); /* from 1 */
    bool *opens = arena_alloc(arena, grid->count + 1, sizeof *opens);
    uint32_t *wides = arena_alloc(arena, grid->count + 1, sizeof *wides);
    for (size_t i = 0; i < grid->count; i++) {
        const struct chunk *above = line_above(grid, &grid->chunks[i]);
        opens[i] = above == NULL || below[above - grid->chunks] != 0;
        if (!opens[i])
            below[above - grid->chunks] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < grid->count; i++) {
        unsigned lines = 0, prose = 0;
        for (size_t k = i + 1; opens[i] && k > 0; k = below[k - 1]) {
            wides[lines++] = grid->chunks[k - 1].wide;
            prose += is_prose(grid, &grid->chunks[k - 1]);
        }
        if (lines == 0)
            continue;
        qsort(wides, lines, sizeof *wides, compare_wide);
        uint32_t full = wides[lines * 7 / 10];
        float em = find_em(grid, below, i, full);
        for (size_t k = i + 1; k > 0; k = below[k - 1]) {
            struct chunk *chunk = &grid->chunks[k - 1];
            chunk->em = em;
            chunk->text = (lines >= LINES_LEAST && chunk->wide <= full + 2 &&
                           full >= 2 * TEXT_LEAST && (prose > 0 || lines > 2 * LINES_LEAST)) ||
                          (is_prose(grid, chunk) && chunk->points > 2 * TEXT_LEAST);
        }
    }
}

/* The size that a head must have to stand centred over the texts below. */
static float
guess_size(const struct grid *grid, const struct chunk *head)
{
    const struct chunk *below = next_chunk(grid, head, 1, REACH);
    float room = 1e6f, size = 1.5f * body;
    if (grid->first[head->row + 1] > (uint32_t)(head - grid->chunks) + 1)
        room = ((float)head[1].x - (float)head->x - 1) * cell;
    while (below != NULL && !below->text)
        below = next_chunk(grid, below, 1, REACH);
    if (below != NULL) {
        uint32_t left = below->x, right = stop_of(below);
        for (uint32_t i = grid->first[below->row]; i < grid->first[below->row + 1]; i++) {
            const struct chunk *other = &grid->chunks[i];
            float centre = (float)(left + stop_of(other)) / 2 - (float)head->x;
            float wide = 2 * centre * cell / ((float)head->wide / 2);
            if (other->text && other->x >= left && wide > size && wide < 4 * body)
                right = stop_of(other); /* the last column that it could be centred over */
        }
        float em = ((float)(left + right) - 2 * (float)head->x) * cell / ((float)head->wide / 2);
        if (head->x > left + 2 && em > size && em < 4 * body)
            size = em;
    }
    return fmaxf(1.35f * body, fminf(size, room / ((float)head->wide / 2)));
}

/* Words that no head begins or ends with. */
static bool
is_small(const struct sheet *sheet, const struct chunk *chunk)
{
    for (size_t i = 0; cue_small_starts[i] != NULL; i++)
        if (sheet_starts(sheet, chunk->start, chunk->end, cue_small_starts[i]))
            return true;
    for (size_t i = 0; cue_small_ends[i] != NULL; i++)
        if (sheet_ends(sheet, chunk->start, chunk->end, cue_small_ends[i]))
            return true;
    return false;
}

/* Between two lines of a text, with no row between: a sub-head, or a part of the text. */
static bool
is_inside(const struct grid *grid, const struct chunk *chunk)
{
    const struct chunk *above = next_chunk(grid, chunk, -1, 1);
    const struct chunk *below = next_chunk(grid, chunk, 1, 1);
    return above != NULL && above->text && (below == NULL || below->text);
}

const struct layout *
grid_find(struct sheet *sheet)
{
    struct grid grid = { .sheet = sheet };
    find_chunks(&grid);
    if (!is_grid(&grid))
        return NULL;
    find_tops(&grid);
    find_texts(&grid);
    struct layout *layout = arena_alloc(sheet->arena, 1, sizeof *layout);
    layout->rough = true;
    layout->lines = arena_alloc(sheet->arena, grid.count + 1, sizeof *layout->lines);
    for (size_t i = 0; i < grid.count; i++) {
        const struct chunk *chunk = &grid.chunks[i];
        bool head = !chunk->text && chunk->points <= HEAD_POINTS && !is_prose(&grid, chunk) &&
                    !is_small(sheet, chunk) && !is_inside(&grid, chunk);
        float size = head ? guess_size(&grid, chunk) : body;
        float left = cell * (float)chunk->x, bottom = chunk->top + body;
        float right = left + size / 2 * (chunk->text ? chunk->em : 1) * (float)chunk->wide;
        layout->lines[layout->line_count++] =
            (struct layout_line){ .start = chunk->start,
                                  .end = chunk->end,
                                  .box = { left, bottom - size, right, bottom },
                                  .size = size,
                                  .confidence = 1 };
        layout->width = fmaxf(layout->width, right + cell);
    }
    layout->height = grid.bottom + pitch;
    return layout;
}
