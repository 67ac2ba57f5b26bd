#include "services/segment/layout/cells.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

enum {
    GAP = 3,        /* blanks that part two chunks */
    ROWS_LEAST = 8, /* of two chunks and more */
    ROWS_PART = 4,  /* one in so many is such a row */
    ALIKE = 3,      /* rows above that a column is looked for in */
};

static bool
ends_row(uint32_t point)
{
    return point == '\n' || point == '\f' || point == '\v' || point == 0x2028 || point == 0x2029;
}

static void
close_chunk(struct cells *cells, struct chunk chunk)
{
    if (chunk.points == 0)
        return;
    cells->chunks = arena_grow(cells->sheet->arena, cells->chunks, cells->count, &cells->cap,
                               sizeof *cells->chunks);
    cells->chunks[cells->count++] = chunk;
}

static void
open_row(struct cells *cells)
{
    cells->first = arena_grow(cells->sheet->arena, cells->first, cells->rows, &cells->row_cap,
                              sizeof *cells->first);
    cells->first[cells->rows++] = (uint32_t)cells->count;
}

static void
find_chunks(struct cells *cells)
{
    const struct sheet *sheet = cells->sheet;
    struct chunk chunk = { 0 };
    uint32_t x = 0, drawn = 0, blanks = 0;
    open_row(cells);
    for (uint32_t at = 0; at < sheet->count; at++) {
        uint32_t point = sheet->point[at];
        if (ends_row(point)) {
            close_chunk(cells, chunk);
            chunk = (struct chunk){ 0 };
            open_row(cells);
            x = drawn = blanks = 0;
            continue;
        }
        if (point_is_blank(point)) {
            blanks++;
        } else {
            if (blanks >= GAP || chunk.points == 0) {
                close_chunk(cells, chunk);
                chunk = (struct chunk){
                    .start = at, .row = (uint32_t)cells->rows - 1, .x = x, .drawn = drawn
                };
                blanks = 0;
            }
            chunk.wide += glyph_width(point) + blanks;
            chunk.points++;
            chunk.end = at + 1;
            chunk.stop = x + 1;
            blanks = 0;
        }
        x++;
        drawn += point == 0x3000 || !point_is_blank(point) ? glyph_width(point) : 1;
    }
    close_chunk(cells, chunk);
    open_row(cells);
}

/* Whether a chunk of the rows above begins where this one does. */
static bool
has_like(const struct cells *cells, const struct chunk *own, bool drawn)
{
    uint32_t from = own->row > ALIKE ? own->row - ALIKE : 0;
    for (uint32_t k = cells->first[from]; k < cells->first[own->row]; k++) {
        const struct chunk *other = &cells->chunks[k];
        uint32_t a = drawn ? own->drawn : own->x, b = drawn ? other->drawn : other->x;
        if (a <= b + 1 && b <= a + 1)
            return true;
    }
    return false;
}

/* Whether columns keep their places when each letter takes one cell, and do not otherwise. */
static bool
is_grid(const struct cells *cells)
{
    unsigned rows = 0, several = 0, inner = 0, alike = 0, drawn = 0;
    for (size_t r = 0; r + 1 < cells->rows; r++) {
        uint32_t count = cells->first[r + 1] - cells->first[r];
        rows += count > 0;
        several += count > 1;
    }
    if (several < ROWS_LEAST || several * ROWS_PART < rows)
        return false;
    for (size_t i = 1; i < cells->count; i++)
        if (cells->chunks[i].row == cells->chunks[i - 1].row) {
            inner++;
            alike += has_like(cells, &cells->chunks[i], false);
            drawn += has_like(cells, &cells->chunks[i], true);
        }
    return 2 * alike > inner && 10 * alike > 10 * drawn + 2 * inner;
}

bool
cells_read(struct cells *cells, struct sheet *sheet)
{
    *cells = (struct cells){ .sheet = sheet };
    find_chunks(cells);
    return is_grid(cells);
}

const struct chunk *
cells_next(const struct cells *cells, const struct chunk *own, int way, uint32_t reach)
{
    for (uint32_t step = 1; step <= reach; step++) {
        if (way < 0 ? own->row < step : own->row + step + 1 >= cells->rows)
            return NULL;
        uint32_t row = way < 0 ? own->row - step : own->row + step;
        for (uint32_t i = cells->first[row]; i < cells->first[row + 1]; i++)
            if (!cells->chunks[i].stray && own->x < cells->chunks[i].stop &&
                cells->chunks[i].x < own->stop)
                return &cells->chunks[i];
    }
    return NULL;
}

bool
cells_stops(const struct cells *cells, const struct chunk *chunk)
{
    const uint32_t *plain = cells->sheet->plain;
    uint32_t at = chunk->end;
    while (at > chunk->start + 1 && glyph_is_close(plain[at - 1]))
        at--;
    return glyph_is_stop(plain[at - 1]);
}
