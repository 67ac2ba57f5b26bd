/*
 * Lines of texts are as large as each other.  What is short and stands alone may be a head, and
 * is as large as it has room above and beside it; centred over texts below, it tells by where
 * it begins.
 */
#include "services/segment/layout/grid.h"

#include "common/layout.h"
#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/layout/cells.h"

#include <math.h>
#include <stdlib.h>

enum {
    REACH = 7,        /* rows from a head down to its text */
    ROOM_ROWS = 24,   /* rows above that are looked at for room */
    HEAD_POINTS = 40, /* characters */
    CALL_LEAST = 6,   /* characters, question or call */
    HEAD_LINES = 2,   /* at the top of a text */
    INDENT_LEAST = 2, /* cells */
    SLACK = 3,        /* half em that a full line may lack */
    LINE_LEAST = 10,  /* characters of a line that is as wide as the next */
    INDENTS = 50,     /* one line in so many has one */
    LINES_MOST = 20000,
};

/* Times the body's size: type of a head, at least, at most, and where nothing tells. */
static const float LEAST = 1.35F, MOST = 4, USUAL = 2.2F;
static const float NEAR = 3, APART = 10; /* points between a head and what stands above it */
static const float INDENT_POINTS = 6.7F; /* of a cell */
static const float DOWN = 90;            /* points, from a head down to its text */

struct grid {
    struct cells cells;
    bool *text;   /* of each chunk */
    bool indents; /* paragraphs begin with an indent on this page */
};

/* Whether it reads as a sentence, or part of one. */
static bool
is_prose(const struct grid *grid, const struct chunk *chunk)
{
    const uint32_t *plain = grid->cells.sheet->plain;
    unsigned marks = 0;
    for (uint32_t at = chunk->start; at < chunk->end; at++)
        marks += plain[at] == 0x3002 || plain[at] == 0xff0c || plain[at] == 0xff1b;
    return marks > 1 || plain[chunk->end - 1] == 0x3002 || plain[chunk->end - 1] == 0xff0c;
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

/* Heads end in ！ and ？, but in no other stop; so does the short last line of a paragraph. */
static bool
is_called(const struct grid *grid, const struct chunk *chunk)
{
    uint32_t last = grid->cells.sheet->plain[chunk->end - 1];
    return chunk->points > CALL_LEAST &&
           (last == '!' || last == '?' || last == 0xff01 || last == 0xff1f);
}

/* Whether the next line goes on where this one stops, as words tell. */
static bool
reads_on(const struct grid *grid, const struct chunk *line, const struct chunk *next)
{
    const struct sheet *sheet = grid->cells.sheet;
    return bigrams_affinity(sheet->bigrams, sheet->plain[line->end - 1],
                            sheet->plain[next->start]) > 0;
}

/* Whether the line is as wide as the one below it, or opens a paragraph with it, and reads on. */
static bool
is_first_line(const struct grid *grid, const struct chunk *line)
{
    const struct chunk *next = cells_next(&grid->cells, line, 1, CELLS_ROWS_NEAR);
    if (next == NULL || line->points < LINE_LEAST || line->x < next->x ||
        !reads_on(grid, line, next))
        return false;
    uint32_t wide = line->wide + (line->x > next->x + 1 ? CELLS_INDENT : 0);
    return wide <= next->wide + SLACK && next->wide <= wide + SLACK;
}

static bool
may_head(const struct grid *grid, const struct chunk *chunk)
{
    return !chunk->stray && chunk->points <= HEAD_POINTS && !is_prose(grid, chunk) &&
           !is_small(grid->cells.sheet, chunk) && !is_first_line(grid, chunk) &&
           (!cells_stops(&grid->cells, chunk) || is_called(grid, chunk));
}

static const struct chunk *
below(const struct grid *grid, const struct chunk *chunk)
{
    return chunk->below == 0 ? NULL : &grid->cells.chunks[chunk->below - 1];
}

/* Whether a text beside it begins in the same row: then it is a sub-head at a column's top. */
static bool
beside_text(const struct grid *grid, const struct chunk *own)
{
    const struct cells *cells = &grid->cells;
    for (uint32_t i = cells->first[own->row]; i < cells->first[own->row + 1]; i++) {
        const struct chunk *other = &cells->chunks[i];
        if (other->x < own->x && other->above == 0 && cells->runs[other->run].text &&
            !may_head(grid, other))
            return true;
    }
    return false;
}

/* Whether the line reaches the end of its column, as all lines of a paragraph do but the last. */
static bool
fills(const struct stretch *run, const struct chunk *line)
{
    uint32_t off = line->x > run->x ? line->x - run->x : 0;
    return line->wide + (off > 1 ? 2 * off : 0) + SLACK >= run->full;
}

/* Whether the line stands above where the texts beside it begin, next to which the one below it
 * does: it heads them all. */
static bool
stands_out(const struct grid *grid, const struct chunk *line, const struct chunk *next)
{
    const struct cells *cells = &grid->cells;
    bool beside = false;
    for (uint32_t i = cells->first[line->row]; i < cells->first[next->row + 1]; i++) {
        const struct chunk *other = &cells->chunks[i];
        if (other == line || other == next || !cells->runs[other->run].text)
            continue;
        if (other->row < next->row && (other->above != 0 || !may_head(grid, other)))
            return false;
        beside |= other->above == 0 && other->x < line->x;
    }
    return beside;
}

/* How many lines at a text's top are its head's: they end no sentence, and do not fill the column
 * or a paragraph opens right after. */
static unsigned
head_lines(const struct grid *grid, const struct stretch *run)
{
    const struct chunk *line = &grid->cells.chunks[run->first];
    unsigned count = 0;
    if (beside_text(grid, line))
        return 0;
    for (unsigned i = 1; i <= HEAD_LINES && may_head(grid, line); i++) {
        const struct chunk *next = below(grid, line);
        if (next == NULL)
            break;
        if (next->x >= run->x + INDENT_LEAST || !fills(run, line) ||
            (i == 1 && !reads_on(grid, line, next) && stands_out(grid, line, next)))
            count = i;
        line = next;
    }
    return count;
}

static void
find_texts(struct grid *grid)
{
    const struct cells *cells = &grid->cells;
    uint32_t indented = 0, lines = 0;
    grid->text = arena_alloc(cells->sheet->arena, cells->count + 1, sizeof *grid->text);
    for (size_t r = 0; r < cells->run_count; r++) {
        const struct stretch *run = &cells->runs[r];
        unsigned skipped = run->text ? head_lines(grid, run) : 0;
        const struct chunk *chunk = &cells->chunks[run->first];
        do {
            grid->text[chunk - cells->chunks] =
                skipped == 0 && (run->text || !may_head(grid, chunk));
            skipped -= skipped > 0;
            indented += run->text && chunk->x >= run->x + INDENT_LEAST;
            chunk = below(grid, chunk);
        } while (chunk != NULL);
        lines += run->text ? run->lines : 0;
    }
    grid->indents = indented * INDENTS >= lines && lines > 0;
}

/* The size up to which a head's letters meet no other line, above or beside. */
static float
find_room(const struct grid *grid, const struct chunk *head)
{
    const struct cells *cells = &grid->cells;
    float size = MOST * CELLS_BODY, half = (float)head->wide / 2;
    float bottom = head->bottom;
    for (uint32_t row = head->row + 1; row > 0 && head->row + 1 - row < ROOM_ROWS; row--) {
        float up = bottom - cells->bottom[row - 1];
        if (up > size)
            break;
        for (uint32_t i = cells->first[row - 1]; i < cells->first[row]; i++) {
            const struct chunk *other = &cells->chunks[i];
            if (other == head || other->stop <= head->x)
                continue;
            if (other->x < head->stop && up > 0)
                size = fminf(size, up - 0.3F * CELLS_BODY);
            else if (other->x >= head->stop)
                size = fminf(size, fmaxf((other->left - head->left - CELLS_BODY) / half,
                                         up - 0.3F * CELLS_BODY));
        }
    }
    return size;
}

/* The columns that a head stands over. */
struct span {
    float left, right; /* points; right 0: none */
    bool several;
};

static float
left_of(const struct grid *grid, const struct chunk *chunk)
{
    const struct stretch *run = &grid->cells.runs[chunk->run];
    return chunk->left - INDENT_POINTS * (float)(chunk->x > run->x ? chunk->x - run->x : 0);
}

static float
right_of(const struct grid *grid, const struct chunk *chunk)
{
    const struct stretch *run = &grid->cells.runs[chunk->run];
    return left_of(grid, chunk) + CELLS_BODY / 2 * (float)(run->text ? run->full : chunk->wide);
}

static bool
is_text(const struct grid *grid, const struct chunk *chunk)
{
    return grid->text[chunk - grid->cells.chunks];
}

/* Whether a text begins here, below its head if it has one. */
static bool
is_top(const struct grid *grid, const struct chunk *chunk)
{
    return is_text(grid, chunk) &&
           (chunk->above == 0 || !is_text(grid, &grid->cells.chunks[chunk->above - 1]));
}

/* Whether the text goes on from elsewhere: no paragraph opens with its first line. */
static bool
is_flush(const struct grid *grid, const struct chunk *chunk)
{
    const struct stretch *run = &grid->cells.runs[chunk->run];
    return grid->indents && run->text && chunk->x < run->x + INDENT_LEAST;
}

/* The text right (way 1) or left (-1) of this one that begins in the same row, or the next. */
static const struct chunk *
top_beside(const struct grid *grid, const struct chunk *own, int way)
{
    const struct cells *cells = &grid->cells;
    const struct chunk *best = NULL;
    uint32_t from = own->row > 0 ? own->row - 1 : 0;
    for (uint32_t i = cells->first[from]; i < cells->count && cells->chunks[i].row <= own->row + 1;
         i++) {
        const struct chunk *other = &cells->chunks[i];
        if (!is_top(grid, other) || (way > 0 ? other->x <= own->x : other->x >= own->x))
            continue;
        if (best == NULL || (way > 0 ? other->x < best->x : other->x > best->x))
            best = other;
    }
    return best;
}

/* Whether nothing but heads stands between the head's row and the text. */
static bool
is_clear(const struct grid *grid, const struct chunk *head, const struct chunk *top)
{
    const struct chunk *above = cells_next(&grid->cells, top, -1, REACH);
    while (above != NULL && above->row > head->row && !is_text(grid, above))
        above = cells_next(&grid->cells, above, -1, REACH);
    return above == NULL || above->row <= head->row;
}

/* The text that a head stands over, or NULL. */
static const struct chunk *
text_under(const struct grid *grid, const struct chunk *head)
{
    const struct cells *cells = &grid->cells;
    const struct chunk *under = cells_next(cells, head, 1, REACH);
    while (under != NULL && !is_text(grid, under))
        under = cells_next(cells, under, 1, REACH);
    return under != NULL && is_top(grid, under) && under->bottom - head->bottom < DOWN ? under
                                                                                       : NULL;
}

/* A text that a head stands over opens a paragraph; those right of it go on from it. */
static struct span
find_span(const struct grid *grid, const struct chunk *head)
{
    const struct chunk *under = text_under(grid, head);
    if (under == NULL)
        return (struct span){ 0 };
    struct span span = { left_of(grid, under), right_of(grid, under), false };
    const struct chunk *at = under, *next;
    while (is_flush(grid, at) && (next = top_beside(grid, at, -1)) != NULL &&
           is_clear(grid, head, next)) {
        span.left = left_of(grid, next);
        span.several = true;
        at = next;
    }
    at = under;
    while ((next = top_beside(grid, at, 1)) != NULL && is_flush(grid, next) &&
           is_clear(grid, head, next)) {
        span.right = right_of(grid, next);
        span.several = true;
        at = next;
    }
    return span;
}

/* The next place right of `right` where a text ends, in the rows below the head. */
static float
next_right(const struct grid *grid, const struct chunk *under, float right)
{
    const struct cells *cells = &grid->cells;
    float best = 0;
    for (uint32_t i = cells->first[under->row];
         i < cells->count && cells->chunks[i].row < under->row + REACH; i++) {
        const struct chunk *other = &cells->chunks[i];
        float end = right_of(grid, other);
        if (is_text(grid, other) && cells->runs[other->run].text && end > right + CELLS_BODY &&
            (best <= 0 || end < best))
            best = end;
    }
    return best;
}

/* Centred over the columns of its span, or more of them where it would be too small for a head. */
static float
centred_size(const struct grid *grid, const struct chunk *head, struct span span, float room)
{
    const struct chunk *under = text_under(grid, head);
    float half = (float)head->wide / 2, size = 0;
    while (span.right > 0 && size < LEAST * CELLS_BODY) {
        size = (span.left + span.right - 2 * head->left) / half;
        span.right = next_right(grid, under, span.right);
    }
    return size < 1.1F * room ? size : 0;
}

static float
guess_size(const struct grid *grid, const struct chunk *head)
{
    float room = find_room(grid, head), half = (float)head->wide / 2;
    struct span span = find_span(grid, head);
    float size = fminf(room, USUAL * CELLS_BODY);
    if (span.right > 0 && head->left > span.left + 0.8F * CELLS_BODY) {
        float centred = centred_size(grid, head, span, room);
        size = centred > 0 ? centred : size;
    } else if (span.several) {
        size = fminf(room, 0.8F * (span.right - span.left) / half);
    }
    return fmaxf(LEAST * CELLS_BODY, size);
}

static void
add_line(const struct grid *grid, const struct chunk *chunk, struct layout *layout)
{
    bool head = !is_text(grid, chunk);
    float size = head ? guess_size(grid, chunk) : CELLS_BODY;
    float bottom = chunk->bottom;
    float right = chunk->left + size / 2 * (float)chunk->wide;
    const struct stretch *run = &grid->cells.runs[chunk->run];
    if (!head && run->text && chunk->wide > run->full)
        right = chunk->left + CELLS_BODY / 2 * (float)run->full; /* justified by blanks */
    layout->lines[layout->line_count++] =
        (struct layout_line){ .start = chunk->start,
                              .end = chunk->end,
                              .box = { chunk->left, bottom - size, right, bottom },
                              .size = size,
                              .confidence = 1 };
}

/* How far the line must move down to be clear of what stands above it. */
static float
find_lack(const struct grid *grid, const struct layout *layout, size_t own)
{
    const struct layout_line *lines = layout->lines;
    float lack = 0, least = lines[own].box.top - MOST * CELLS_BODY;
    for (size_t i = own; i > 0 && lines[i - 1].box.bottom > least; i--) {
        const struct layout_line *other = &lines[i - 1];
        if (grid->cells.chunks[i - 1].row == grid->cells.chunks[own].row ||
            other->box.left >= lines[own].box.right || lines[own].box.left >= other->box.right)
            continue;
        bool near = grid->cells.chunks[own].row == grid->cells.chunks[i - 1].row + 1;
        lack = fmaxf(lack, other->box.bottom + (near ? NEAR : APART) - lines[own].box.top);
    }
    return lack;
}

/* The rows that texts run through. */
static bool *
find_held(const struct grid *grid)
{
    const struct cells *cells = &grid->cells;
    bool *held = arena_alloc(cells->sheet->arena, cells->rows + 1, sizeof *held);
    for (size_t i = 0; i < cells->count; i++) {
        const struct chunk *chunk = &cells->chunks[i];
        if (chunk->above == 0 || !is_text(grid, chunk) ||
            !is_text(grid, &cells->chunks[chunk->above - 1]))
            continue;
        for (uint32_t r = cells->chunks[chunk->above - 1].row + 1; r <= chunk->row; r++)
            held[r] = true;
    }
    return held;
}

/* Heads push what is below them down, where no text goes on beside them. */
static void
part_rows(const struct grid *grid, struct layout *layout)
{
    const struct cells *cells = &grid->cells;
    const bool *held = find_held(grid);
    float moved = 0;
    for (size_t r = 0; r + 1 < cells->rows; r++) {
        float lack = 0;
        for (uint32_t i = cells->first[r]; i < cells->first[r + 1]; i++) {
            layout->lines[i].box.top += moved;
            layout->lines[i].box.bottom += moved;
        }
        for (uint32_t i = cells->first[r]; i < cells->first[r + 1] && !held[r]; i++)
            if (!is_text(grid, &cells->chunks[i]))
                lack = fmaxf(lack, find_lack(grid, layout, i));
        moved += lack;
        for (uint32_t i = cells->first[r]; i < cells->first[r + 1]; i++) {
            struct box *box = &layout->lines[i].box;
            box->top += lack;
            box->bottom += lack;
            layout->width = fmaxf(layout->width, box->right + CELLS_BODY);
            layout->height = fmaxf(layout->height, box->bottom + CELLS_PITCH);
        }
    }
}

static int
compare_lines(const void *a, const void *b)
{
    const struct layout_line *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

const struct layout *
grid_find(struct sheet *sheet)
{
    struct grid grid;
    if (!cells_read(&grid.cells, sheet) || grid.cells.count > LINES_MOST)
        return NULL;
    cells_unroll(&grid.cells);
    cells_place(&grid.cells);
    find_texts(&grid);
    struct layout *layout = arena_alloc(sheet->arena, 1, sizeof *layout);
    layout->rough = true;
    layout->lines = arena_alloc(sheet->arena, grid.cells.count + 1, sizeof *layout->lines);
    for (size_t i = 0; i < grid.cells.count; i++)
        add_line(&grid, &grid.cells.chunks[i], layout);
    part_rows(&grid, layout);
    qsort(layout->lines, layout->line_count, sizeof *layout->lines, compare_lines);
    return layout;
}
