/* Where on paper the columns of blanks stand, from which cells their lines begin in. */
#include "services/segment/layout/cells.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <stdlib.h>

enum {
    LINES_LEAST = 3,
    LINES_SURE = 8,
    SHORT = 12, /* characters of a line that may stand in the middle of its column */
    SHARE = 5,  /* one in so many lines of a text begins where it does */
};

static const float GUTTER = 15, CELL = 0.67F; /* points; em of a cell at a line's beginning */

/* ---- lines of texts ---- */

/* Whether the line leaves the chunk's cells blank, and goes on after them. */
static bool
leaves_blank(const struct sheet *sheet, const struct chunk *line, const struct chunk *chunk)
{
    if (line->x >= chunk->x || line->stop <= chunk->stop)
        return false;
    for (uint32_t x = chunk->x; x < chunk->stop; x++)
        if (!point_is_blank(sheet->point[line->start + x - line->x]))
            return false;
    return true;
}

/* A letter or two of another face stand in a row of their own, over a hole in their line. */
static void
find_strays(struct cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        struct chunk *own = &cells->chunks[i];
        own->stray = false;
        for (int way = -1; way <= 1 && own->points <= 2; way += 2) {
            const struct chunk *line = cells_next(cells, own, way, 1);
            own->stray |= line != NULL && leaves_blank(cells->sheet, line, own);
        }
    }
}

/* A place where texts begin, with the longest of them. */
struct anchor {
    uint32_t x, cells, lines;
    uint32_t total;   /* lines of all of them */
    float left, wide; /* points */
};

struct anchors {
    struct anchor *all;
    size_t count;
    uint32_t *of; /* of each stretch; count: of none */
};

/* Whether the chunk fills the column that texts of the page begin in. */
static bool
fills_column(const struct anchors *anchors, const struct chunk *chunk, size_t *which)
{
    for (size_t i = 0; i < anchors->count; i++) {
        const struct anchor *anchor = &anchors->all[i];
        uint32_t off = chunk->x - anchor->x, full = (uint32_t)(anchor->wide * 2 / CELLS_BODY);
        uint32_t wide = chunk->wide + (off > 1 ? CELLS_INDENT : 0);
        if (chunk->x >= anchor->x && off <= CELLS_INDENT && anchor->total >= LINES_SURE &&
            wide + 2 >= full && wide <= full + 2) {
            *which = i;
            return true;
        }
    }
    return false;
}

/* A short line in the middle of its column, next to one that fills it. */
static bool
within(const struct anchors *anchors, const struct chunk *own, const struct chunk *other)
{
    size_t which;
    return own->points <= SHORT && own->x >= other->x && own->stop <= other->stop &&
           fills_column(anchors, other, &which);
}

static bool
has_blank_row(const struct cells *cells, const struct chunk *above, const struct chunk *own)
{
    for (uint32_t r = above->row + 1; r < own->row; r++)
        if (cells->room[r])
            return true;
    return false;
}

/* Whether the chunk goes on where the one above stops, though rows of other columns are between:
 * in the same place, no wider, and no sentence ends. */
static bool
goes_on(const struct cells *cells, const struct chunk *above, const struct chunk *own)
{
    uint32_t off = own->x > above->x ? own->x - above->x : above->x - own->x;
    if (cells_stops(cells, above) || has_blank_row(cells, above, own))
        return false;
    return (off <= 1 || (own->x < above->x && off <= CELLS_INDENT)) &&
           own->wide <= above->wide + CELLS_INDENT + 1;
}

/* Whether a paragraph opens with the line above, and letters left of it have moved its indent
 * further in: with it, it is as wide as its column. */
static bool
is_indented(const struct chunk *above, const struct chunk *own)
{
    return own->points > SHORT && above->x > own->x && above->x - own->x <= CELLS_INDENT_MOST &&
           above->wide + CELLS_INDENT + 1 >= own->wide &&
           above->wide + CELLS_INDENT <= own->wide + 2;
}

/* Each chunk's line above in its column; heights of rows are asked once they are known. */
static void
link_lines(struct cells *cells, const struct anchors *anchors)
{
    for (size_t i = 0; i < cells->count; i++)
        cells->chunks[i].above = cells->chunks[i].below = 0;
    for (size_t i = 0; i < cells->count; i++) {
        struct chunk *own = &cells->chunks[i];
        const struct chunk *above = own->stray ? NULL : cells_next(cells, own, -1, CELLS_ROWS_FAR);
        if (above == NULL || above->below != 0 ||
            (own->row - above->row > CELLS_ROWS_NEAR && !goes_on(cells, above, own)))
            continue;
        uint32_t off = own->x > above->x ? own->x - above->x : above->x - own->x;
        float down = cells->bottom != NULL ? cells->bottom[own->row] - cells->bottom[above->row]
                                           : CELLS_PITCH;
        if ((down > 1.4F * CELLS_PITCH && own->row - above->row <= CELLS_ROWS_NEAR) ||
            (off > CELLS_INDENT && !is_indented(above, own) && !within(anchors, own, above) &&
             !within(anchors, above, own)))
            continue;
        own->above = (uint32_t)(above - cells->chunks) + 1;
        cells->chunks[own->above - 1].below = (uint32_t)i + 1;
    }
}

static int
compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The leftmost place that one in SHARE of its lines keeps, give or take a cell. */
static uint32_t
find_edge(uint32_t *places, uint32_t lines)
{
    qsort(places, lines, sizeof *places, compare_numbers);
    for (uint32_t i = 0; i < lines; i++) {
        uint32_t same = i;
        while (same < lines && places[same] <= places[i] + 1)
            same++;
        if ((same - i) * SHARE >= lines)
            return places[i];
    }
    return places[0];
}

static void
find_runs(struct cells *cells)
{
    uint32_t *wides = arena_alloc(cells->sheet->arena, cells->count + 1, sizeof *wides);
    uint32_t *places = arena_alloc(cells->sheet->arena, cells->count + 1, sizeof *places);
    cells->run_count = 0;
    for (size_t i = 0; i < cells->count; i++) {
        if (cells->chunks[i].above != 0)
            continue;
        struct stretch run = { .first = (uint32_t)i };
        for (size_t k = i + 1; k > 0; k = cells->chunks[k - 1].below) {
            struct chunk *chunk = &cells->chunks[k - 1];
            chunk->run = (uint32_t)cells->run_count;
            places[run.lines] = chunk->x;
            wides[run.lines++] = chunk->wide;
        }
        run.x = find_edge(places, run.lines);
        qsort(wides, run.lines, sizeof *wides, compare_numbers);
        run.full = wides[run.lines * 7 / 10];
        unsigned near = 0;
        for (uint32_t k = 0; k < run.lines; k++)
            near += wides[k] <= run.full + 2 && wides[k] + 8 >= run.full;
        for (size_t k = i + 1; k > 0; k = cells->chunks[k - 1].below) {
            const struct chunk *chunk = &cells->chunks[k - 1];
            if (chunk->wide <= run.full + 2 && chunk->stop > run.x + run.cells)
                run.cells = chunk->stop - run.x;
        }
        run.text = run.lines >= LINES_LEAST && 2 * near >= run.lines;
        cells->runs = arena_grow(cells->sheet->arena, cells->runs, cells->run_count,
                                 &cells->run_cap, sizeof *cells->runs);
        cells->runs[cells->run_count++] = run;
    }
}

/* ---- places in a row ---- */

/* The place of a cell that stands `off` cells after the anchor. */
static float
place_after(const struct anchor *anchor, uint32_t off)
{
    if (off >= anchor->cells)
        return anchor->left + anchor->wide + GUTTER;
    if (off <= CELLS_INDENT)
        return anchor->left + CELL * CELLS_BODY * (float)off;
    return anchor->left + anchor->wide * (float)off / (float)anchor->cells;
}

static float
place_of(const struct anchors *anchors, size_t count, uint32_t x)
{
    size_t last = count;
    for (size_t i = 0; i < count && anchors->all[i].x <= x; i++)
        last = i;
    if (last == count)
        return 0;
    const struct anchor *anchor = &anchors->all[last];
    if (last + 1 == count || x - anchor->x <= CELLS_INDENT)
        return place_after(anchor, x - anchor->x);
    float share = (float)(x - anchor->x) / (float)(anchor[1].x - anchor->x);
    return anchor->left + share * (anchor[1].left - anchor->left);
}

/* Where a text begins that has others left of it, row by row: clear of the widest of them. */
static float
place_beside(const struct cells *cells, const struct anchors *anchors, size_t own, uint32_t *rows)
{
    float left = 0;
    for (size_t i = 0; i < cells->run_count; i++)
        rows[i] = 0;
    for (size_t i = 1; i < cells->count; i++) {
        const struct chunk *last = &cells->chunks[i - 1], *chunk = &cells->chunks[i];
        const struct stretch *beside = &cells->runs[last->run];
        size_t from = anchors->of[last->run];
        if (chunk->row == last->row && anchors->of[chunk->run] == own && from < own &&
            ++rows[last->run] >= LINES_LEAST)
            left = fmaxf(left,
                         anchors->all[from].left + (float)beside->full / 2 * CELLS_BODY + GUTTER);
    }
    return left;
}

static int
compare_stretches(const void *a, const void *b)
{
    const struct stretch *x = *(const struct stretch *const *)a;
    const struct stretch *y = *(const struct stretch *const *)b;
    return x->x != y->x ? (x->x > y->x) - (x->x < y->x)
                        : (x->first > y->first) - (x->first < y->first);
}

/* Texts that begin in the same cell, or the next, begin in the same place. */
static void
find_anchors(const struct cells *cells, struct anchors *anchors)
{
    struct arena *arena = cells->sheet->arena;
    const struct stretch **order = arena_alloc(arena, cells->run_count + 1, sizeof *order);
    size_t count = 0;
    anchors->all = arena_alloc(arena, cells->run_count + 1, sizeof *anchors->all);
    anchors->of = arena_alloc(arena, cells->run_count + 1, sizeof *anchors->of);
    for (size_t i = 0; i < cells->run_count; i++) {
        anchors->of[i] = UINT32_MAX;
        if (cells->runs[i].text)
            order[count++] = &cells->runs[i];
    }
    qsort(order, count, sizeof(struct stretch *), compare_stretches);
    for (size_t i = 0; i < count; i++) {
        const struct stretch *run = order[i];
        if (anchors->count == 0 || anchors->all[anchors->count - 1].x + 1 < run->x)
            anchors->all[anchors->count++] = (struct anchor){ .x = run->x };
        struct anchor *anchor = &anchors->all[anchors->count - 1];
        anchors->of[run - cells->runs] = (uint32_t)anchors->count - 1;
        anchor->total += run->lines;
        if (run->lines > anchor->lines) {
            anchor->lines = run->lines;
            anchor->cells = run->cells;
            anchor->wide = (float)run->full / 2 * CELLS_BODY;
        }
    }
}

/* Whether it stands alone: a line without commas that no other is above, below or, as full as its
 * column, beside.
 */
static bool
is_alone(const struct cells *cells, const struct anchors *anchors, const struct stretch *run)
{
    const struct chunk *own = &cells->chunks[run->first];
    const uint32_t *plain = cells->sheet->plain;
    size_t which;
    for (uint32_t at = own->start; at < own->end; at++)
        if (plain[at] == 0x3002 || plain[at] == 0xff0c)
            return false;
    if (run->lines > 1)
        return false;
    for (uint32_t i = cells->first[own->row]; i < cells->first[own->row + 1]; i++)
        if (i != run->first && cells->chunks[i].above == 0 &&
            fills_column(anchors, &cells->chunks[i], &which))
            return false;
    return true;
}

/* Texts of a line or two are told by the columns that they fill. */
static void
find_short(struct cells *cells, struct anchors *anchors)
{
    for (size_t r = 0; r < cells->run_count; r++) {
        struct stretch *run = &cells->runs[r];
        size_t which;
        if (is_alone(cells, anchors, run))
            continue;
        for (size_t k = run->first + 1; k > 0 && !run->text; k = cells->chunks[k - 1].below)
            if (fills_column(anchors, &cells->chunks[k - 1], &which)) {
                run->text = true;
                run->x = anchors->all[which].x;
                run->full = (uint32_t)(anchors->all[which].wide * 2 / CELLS_BODY);
                anchors->of[r] = (uint32_t)which;
            }
    }
}

/* ---- rows ---- */

static int
compare_heights(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

/* Lines of a text stand a pitch below each other: what most texts of a row say of it. */
static float
agree(const struct cells *cells, size_t row, float *heights)
{
    size_t count = 0;
    for (uint32_t i = cells->first[row]; i < cells->first[row + 1]; i++) {
        const struct chunk *chunk = &cells->chunks[i];
        const struct chunk *above = &cells->chunks[chunk->above - (chunk->above > 0)];
        if (chunk->above != 0 && cells->runs[chunk->run].text &&
            (row - above->row > CELLS_ROWS_NEAR || !has_blank_row(cells, above, chunk)))
            heights[count++] = cells->bottom[above->row] + CELLS_PITCH;
    }
    if (count == 0)
        return 0;
    qsort(heights, count, sizeof *heights, compare_heights);
    return heights[count / 2];
}

/* The rows between two lines of a text. */
static bool *
find_crossed(const struct cells *cells)
{
    bool *crossed = arena_alloc(cells->sheet->arena, cells->rows + 1, sizeof *crossed);
    for (size_t i = 0; i < cells->count; i++) {
        const struct chunk *chunk = &cells->chunks[i];
        if (chunk->above != 0 && cells->runs[chunk->run].text)
            for (uint32_t r = cells->chunks[chunk->above - 1].row + 1; r < chunk->row; r++)
                crossed[r] = true;
    }
    return crossed;
}

/* A row that no text tells the height of: clear of what stands above its chunks. */
static float
clear_of_above(const struct cells *cells, size_t row, float least)
{
    for (uint32_t i = cells->first[row]; i < cells->first[row + 1]; i++) {
        const struct chunk *above = cells_next(cells, &cells->chunks[i], -1, CELLS_ROWS_FAR);
        if (above != NULL)
            least = fmaxf(least, cells->bottom[above->row] + CELLS_PITCH);
    }
    return least;
}

static void
find_heights(struct cells *cells)
{
    float *heights = arena_alloc(cells->sheet->arena, cells->count + 1, sizeof *heights);
    cells_find_room(cells, false);
    const bool *crossed = find_crossed(cells);
    float last = 2 * CELLS_PITCH;
    size_t feeds = 1, sure = 1; /* rows on; those that tell how far */
    if (cells->bottom == NULL)
        cells->bottom = arena_alloc(cells->sheet->arena, cells->rows + 1, sizeof *cells->bottom);
    for (size_t r = 0; r + 1 < cells->rows; r++) {
        bool strays = cells->first[r] < cells->first[r + 1];
        for (uint32_t i = cells->first[r]; i < cells->first[r + 1]; i++)
            strays &= cells->chunks[i].stray;
        if (strays || cells->first[r] == cells->first[r + 1]) {
            cells->bottom[r] = last;
            feeds += !strays;
            sure += !strays && cells->room[r];
            continue;
        }
        float least = last + CELLS_BODY * (feeds > 1 ? (float)feeds : 0.5F);
        float height = agree(cells, r, heights);
        bool agreed = height > 0;
        if (!agreed)
            height = crossed[r]  ? least
                     : feeds > 1 ? least + CELLS_BODY / 2
                                 : clear_of_above(cells, r, least);
        cells->bottom[r] = agreed && sure == 1
                               ? height
                               : fmaxf(height, least); /* rows of a column may run ahead */
        last = fmaxf(last, cells->bottom[r]);
        feeds = sure = 1;
    }
}

/* ---- */

static void
find_texts(struct cells *cells, struct anchors *anchors)
{
    link_lines(cells, anchors);
    find_runs(cells);
    *anchors = (struct anchors){ 0 };
    find_anchors(cells, anchors);
    find_short(cells, anchors);
}

static void
find_places(struct cells *cells, struct anchors *anchors)
{
    uint32_t *rows = arena_alloc(cells->sheet->arena, cells->run_count + 1, sizeof *rows);
    find_texts(cells, anchors);
    for (size_t i = 0; i < anchors->count; i++) {
        float left = place_beside(cells, anchors, i, rows);
        if (left <= 0)
            left = place_of(anchors, i, anchors->all[i].x);
        anchors->all[i].left = i > 0 ? fmaxf(left, anchors->all[i - 1].left + CELLS_BODY) : left;
    }
    for (size_t i = 0; i < cells->count; i++)
        cells->chunks[i].left = place_of(anchors, anchors->count, cells->chunks[i].x);
}

/* Lines that stand in rows ahead of others' stand right above those that they go on in, and no
 * line stands below those of later rows. */
static void
close_up(struct cells *cells)
{
    for (size_t i = cells->count; i > 0; i--) {
        struct chunk *own = &cells->chunks[i - 1];
        own->bottom = cells->bottom[own->row];
        if (own->below != 0)
            own->bottom = fmaxf(own->bottom, cells->chunks[own->below - 1].bottom - CELLS_PITCH);
        const struct chunk *under = cells_next(cells, own, 1, CELLS_ROWS_FAR);
        if (under != NULL)
            own->bottom = fminf(own->bottom, under->bottom - CELLS_PITCH);
    }
}

void
cells_place(struct cells *cells)
{
    struct anchors anchors = { 0 };
    cells->bottom = NULL;
    cells->room = arena_alloc(cells->sheet->arena, cells->rows + 1, sizeof *cells->room);
    cells_find_room(cells, true);
    find_strays(cells);
    for (int round = 0; round < 2; round++) {
        find_texts(cells, &anchors);
        find_heights(cells);
    }
    find_places(cells, &anchors);
    close_up(cells);
}
