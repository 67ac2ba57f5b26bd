/*
 * Lines of a page.  A row is what stands between line feeds (or form feeds); a
 * line is a row, or what one column holds of it, in reading order.
 */
#include "services/segment/read/lines.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"
#include "services/segment/read/columns.h"
#include "services/segment/read/table.h"

enum { FULL_WINDOW = 14, FULL_NEAR = 6 }; /* lines to each side that tell a full width */

static unsigned
blank_width(uint32_t point)
{
    return point == GLYPH_SPACE ? 2 : 1;
}

static bool
is_row_end(uint32_t point)
{
    return point == '\n' || point == '\f' || point == '\v' || point == 0x2028 || point == 0x2029;
}

static uint16_t
clip(unsigned n)
{
    return (uint16_t)(n < 0xffff ? n : 0xffff);
}

static struct line *
add_line(struct sheet *sheet)
{
    sheet->lines = arena_grow(sheet->arena, sheet->lines, sheet->line_count, &sheet->line_cap,
                              sizeof *sheet->lines);
    struct line *line = &sheet->lines[sheet->line_count++];
    *line = (struct line){ 0 };
    return line;
}

static unsigned
measure(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    unsigned width = 0;
    for (uint32_t i = start; i < end; i++)
        if (point_is_blank(sheet->point[i]) || !point_is_blank(sheet->plain[i]))
            width += point_is_blank(sheet->point[i]) ? blank_width(sheet->point[i])
                                                     : glyph_width(sheet->point[i]);
    return width;
}

/* The width that most lines around reach; the three widest decide where no width
 * is common, so that a headline or two across the page do not count. */
static void
find_full_widths(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->line_count && sheet_beat(sheet); i++) {
        size_t from = i > FULL_WINDOW ? i - FULL_WINDOW : 0;
        size_t to =
            i + FULL_WINDOW + 1 < sheet->line_count ? i + FULL_WINDOW + 1 : sheet->line_count;
        uint16_t reach[2 * FULL_WINDOW + 1];
        unsigned near[2 * FULL_WINDOW + 1], best = 0, full = 0, top[3] = { 0, 0, 0 };
        for (size_t k = from; k < to; k++) {
            unsigned width = sheet->lines[k].width + sheet->lines[k].indent;
            reach[k - from] = clip(width);
            near[k - from] = (k > i ? k - i : i - k) <= FULL_NEAR ? 2 : 1;
            for (int r = 0; r < 3; r++)
                if (width > top[r]) {
                    unsigned rest = top[r];
                    top[r] = width;
                    width = rest;
                }
        }
        for (size_t a = 0; a < to - from; a++) {
            unsigned votes = 0, lines = 0;
            for (size_t b = 0; b < to - from; b++)
                // cppcheck-suppress uninitvar ; filled above, to - from entries
                if (reach[b] <= reach[a] && reach[b] + 1 >= reach[a]) {
                    votes += near[b];
                    lines++;
                }
            if (lines >= 3 && (votes > best || (votes == best && reach[a] > full))) {
                best = votes;
                full = reach[a];
            }
        }
        if (best == 0)
            full = top[2] > 0 ? top[2] : top[0];
        sheet->lines[i].full = clip(full);
    }
}

static struct row *
find_rows(struct sheet *sheet, uint32_t *row_count)
{
    struct row *rows = NULL;
    size_t count = 0, cap = 0;
    uint32_t end = (uint32_t)sheet->count;
    for (uint32_t at = 0; at < end && sheet_beat(sheet);) {
        uint32_t stop = at;
        while (stop < end && !is_row_end(sheet->point[stop]))
            stop++;
        uint32_t from = sheet_ink(sheet, at, stop), to = stop;
        while (to > from && point_is_blank(sheet->point[to - 1]))
            to--;
        rows = arena_grow(sheet->arena, rows, count, &cap, sizeof *rows);
        uint32_t x = measure(sheet, at, from);
        rows[count++] =
            (struct row){ .start = from, .end = to, .x = x, .stop = x + measure(sheet, from, to) };
        at = stop + 1;
    }
    *row_count = (uint32_t)count;
    return rows;
}

static void
read_column(struct sheet *sheet, const struct row *rows, const struct region *region,
            unsigned column, uint32_t from, uint32_t to, uint16_t block)
{
    unsigned blanks = column > 0 ? 1 : 0;
    for (uint32_t r = from; r < to; r++) {
        struct cell cell = columns_cell(&rows[r], region, column);
        while (cell.end > cell.start && point_is_blank(sheet->point[cell.end - 1]))
            cell.end--;
        if (cell.start == cell.end) {
            blanks++;
            continue;
        }
        struct line *line = add_line(sheet);
        *line = (struct line){
            .start = cell.start,
            .end = cell.end,
            .indent = clip(cell.x > region->x[column] ? cell.x - region->x[column] : 0),
            .width = clip(measure(sheet, cell.start, cell.end)),
            .blank_before = clip(blanks < 9 ? blanks : 9),
            .block = block,
            .column = (uint16_t)column,
            .table = rows[r].table,
        };
        blanks = 0;
    }
}

/* Headings over single columns first, then column by column. */
static void
read_region(struct sheet *sheet, const struct row *rows, const struct region *region,
            uint16_t block)
{
    for (unsigned c = 1; c < region->columns; c++)
        read_column(sheet, rows, region, c, region->from, region->text[c], block);
    for (unsigned c = 0; c < region->columns; c++)
        read_column(sheet, rows, region, c, region->text[c], region->to, block);
}

void
lines_find(struct sheet *sheet)
{
    uint32_t row_count;
    size_t region_count;
    struct row *rows = find_rows(sheet, &row_count);
    table_mark(sheet, rows, row_count);
    struct region *regions = columns_find(sheet, rows, row_count, &region_count);
    uint16_t block = 0;
    for (size_t i = 0; i < region_count; i++) {
        block += regions[i].columns > 1 && block < 0xffff;
        read_region(sheet, rows, &regions[i], regions[i].columns > 1 ? block : 0);
    }
    find_full_widths(sheet);
}
