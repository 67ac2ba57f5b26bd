/*
 * A gutter shows as gaps of two blanks or more that begin the same column in
 * row after row, give or take a blank of justification and a paragraph's
 * indent.  A region grows while its rows respect the gutters.  Then it is cut
 * where the text says so: at a blank row or at rows with nothing in the right
 * columns, an article with columns of its own may end and the next begin.  What
 * decides is which reading joins broken sentences better: on down the left
 * column, or from its foot to the top of the next.
 */
#include "services/segment/columns.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/glyph.h"

enum {
    GAP = 2,      /* blanks of a gutter */
    EARLY = 3,    /* a cell may begin so much before its column */
    LATE = 7,     /* or after: an indent and a blank of justification */
    AHEAD = 9,    /* rows that must bear a new gutter out */
    BORNE = 3,    /* so many of them */
    INK_MIN = 4,  /* columns of ink on both sides of a gap that counts */
    BLANKS_MAX = 3,
};

static uint32_t
width_at(const struct sheet *sheet, uint32_t at)
{
    uint32_t point = sheet->point[at];
    return point == 0x3000 ? 2 : point_is_blank(point) ? 1 : glyph_width(point);
}

/* Where cells begin in a row: after each gap.  At most COLUMNS_MAX * 2. */
static unsigned
find_gaps(const struct sheet *sheet, const struct row *row, struct cell *gaps)
{
    unsigned count = 0;
    uint32_t x = row->x, ink_since = row->x;
    for (uint32_t at = row->start; at < row->end && count < COLUMNS_MAX * 2;) {
        uint32_t stop = at, width = 0;
        while (stop < row->end && point_is_blank(sheet->point[stop]))
            width += width_at(sheet, stop++);
        if (width >= GAP && x - ink_since >= INK_MIN) {
            gaps[count++] = (struct cell){ at, stop, x + width };
            ink_since = x + width;
        }
        x += width;
        if (stop == at)
            x += width_at(sheet, stop++);
        at = stop;
    }
    return count;
}

static bool
is_near(uint32_t x, uint32_t column)
{
    return x + EARLY >= column && x <= column + LATE;
}

/* Whether a gap of the row begins the column; *where is the gap. */
static bool
has_gap(const struct sheet *sheet, const struct row *row, uint32_t column, struct cell *where)
{
    struct cell gaps[COLUMNS_MAX * 2];
    unsigned count = find_gaps(sheet, row, gaps);
    bool found = false;
    for (unsigned i = 0; i < count; i++)
        if (is_near(gaps[i].x, column)) {
            uint32_t off = gaps[i].x > column ? gaps[i].x - column : column - gaps[i].x;
            uint32_t best = !found                ? UINT32_MAX
                            : where->x > column ? where->x - column
                                                : column - where->x;
            if (off < best)
                *where = gaps[i];
            found = true;
        }
    return found;
}

/* Whether the row's ink crosses the gutter before the column. */
static bool
crosses(const struct sheet *sheet, const struct row *row, uint32_t column)
{
    struct cell gap;
    if (row->start == row->end || row->stop <= column || row->x + EARLY >= column)
        return false;
    return !has_gap(sheet, row, column, &gap);
}

/* The columns that begin at this row, borne out by the rows after it. */
static unsigned
start_columns(const struct sheet *sheet, const struct row *rows, uint32_t at, uint32_t row_count,
              struct region *region)
{
    struct cell gaps[COLUMNS_MAX * 2], other;
    unsigned count = find_gaps(sheet, &rows[at], gaps);
    region->columns = 1;
    region->x[0] = 0;
    for (unsigned i = 0; i < count && region->columns < COLUMNS_MAX; i++) {
        uint32_t x = gaps[i].x, least = x;
        unsigned borne = 0, against = 0;
        for (uint32_t r = at; r < row_count && r < at + AHEAD; r++) {
            if (rows[r].start == rows[r].end)
                continue;
            if (has_gap(sheet, &rows[r], x, &other)) {
                borne++;
                least = other.x < least ? other.x : least;
            } else if (crosses(sheet, &rows[r], x)) {
                against++;
            }
            if (against > 0)
                break;
        }
        if (borne >= BORNE && x > region->x[region->columns - 1] + 10)
            region->x[region->columns++] = least + 1 < x ? least + 1 : x;
    }
    return region->columns;
}

struct cell
columns_cell(const struct sheet *sheet, const struct row *row, const struct region *region,
             unsigned column)
{
    if (row->start == row->end)
        return (struct cell){ row->start, row->start, 0 };
    uint32_t start = row->start, end = row->end, x = row->x;
    struct cell gap;
    if (column > 0) {
        if (row->x + EARLY < region->x[column]) {
            if (!has_gap(sheet, row, region->x[column], &gap))
                return (struct cell){ row->end, row->end, 0 };
            start = gap.end;
            x = gap.x;
        }
    }
    for (unsigned next = column + 1; next < region->columns; next++) {
        if (row->x + EARLY >= region->x[next])
            return (struct cell){ row->start, row->start, 0 };
        if (has_gap(sheet, row, region->x[next], &gap)) {
            if (gap.start > start)
                end = gap.start;
            else
                end = start;
            break;
        }
    }
    return (struct cell){ start, end, x };
}

/* How well line b reads on after line a: positive when a sentence runs on. */
static float
joins(const struct sheet *sheet, struct cell a, struct cell b, uint32_t column)
{
    if (a.start == a.end || b.start == b.end)
        return 0;
    uint32_t last = sheet->plain[a.end - 1], first = sheet->plain[b.start];
    bool indented = b.x >= column + 3;
    bool stopped = glyph_is_stop(last) || last == 0x201d || last == 0xff09;
    if (stopped)
        return indented ? 1 : 0;
    if (indented)
        return -3;
    float affinity = bigrams_affinity(sheet->bigrams, last, first);
    return 1 + (affinity < -4 ? -4 : affinity > 4 ? 4 : affinity) * 0.75f;
}

static bool
is_left_only(const struct sheet *sheet, const struct row *row, const struct region *region)
{
    for (unsigned c = 1; c < region->columns; c++) {
        struct cell cell = columns_cell(sheet, row, region, c);
        if (cell.start != cell.end)
            return false;
    }
    return true;
}

/* The nearest cell of a column at or after (step 1) or at or before (-1) a row. */
static struct cell
nearest(const struct sheet *sheet, const struct row *rows, const struct region *region,
        int64_t row, int step, unsigned column)
{
    for (; row >= region->from && row < region->to; row += step) {
        struct cell cell = columns_cell(sheet, &rows[row], region, column);
        if (cell.start != cell.end)
            return cell;
    }
    return (struct cell){ 0, 0, 0 };
}

/* What is gained by ending the region before row t. */
static float
gain_of_cut(const struct sheet *sheet, const struct row *rows, const struct region *region,
            uint32_t t)
{
    unsigned right = region->columns - 1;
    float gain = 0;
    struct cell foot = nearest(sheet, rows, region, (int64_t)t - 1, -1, 0);
    struct cell below = nearest(sheet, rows, region, t, 1, 0);
    struct cell top = nearest(sheet, rows, region, region->from, 1, 1);
    gain += joins(sheet, foot, top, region->x[1]) - joins(sheet, foot, below, region->x[0]);
    for (unsigned c = 1; c <= right; c++) {
        struct cell here = nearest(sheet, rows, region, (int64_t)t - 1, -1, c);
        struct cell after = nearest(sheet, rows, region, t, 1, c);
        gain -= joins(sheet, here, after, region->x[c]);
        if (c < right)
            gain += joins(sheet, here, nearest(sheet, rows, region, region->from, 1, c + 1),
                          region->x[c + 1]);
        else
            gain += joins(sheet, here, below, region->x[0]);
    }
    return gain;
}

/* Whether columns follow in the region from row t on. */
static bool
goes_on(const struct sheet *sheet, const struct row *rows, const struct region *region, uint32_t t)
{
    for (uint32_t r = t; r < region->to; r++)
        if (rows[r].start != rows[r].end && !is_left_only(sheet, &rows[r], region))
            return true;
    return false;
}

/* The row before which the region should end, or region->to. */
static uint32_t
first_cut(const struct sheet *sheet, const struct row *rows, const struct region *region)
{
    bool columned = false;
    for (uint32_t r = region->from; r < region->to; r++) {
        bool blank = rows[r].start == rows[r].end;
        if (!blank && !is_left_only(sheet, &rows[r], region)) {
            columned = true;
            continue;
        }
        if (!columned)
            continue;
        uint32_t stop = r;
        bool any_blank = false;
        for (; stop < region->to; stop++) {
            if (rows[stop].start == rows[stop].end)
                any_blank = true;
            else if (!is_left_only(sheet, &rows[stop], region))
                break;
        }
        bool tail = !goes_on(sheet, rows, region, stop);
        float best = tail ? -100 : any_blank ? -1.0f : 0.5f;
        uint32_t cut = region->to;
        for (uint32_t t = r; t <= stop && t < r + 12; t++) {
            if (t < region->to && rows[t].start == rows[t].end)
                continue;
            float gain = t < region->to ? gain_of_cut(sheet, rows, region, t) : -0.5f;
            if (t == region->to && !tail)
                continue;
            if (gain > best) {
                best = gain;
                cut = t;
            }
        }
        if (cut < region->to)
            return cut;
        r = stop - 1;
        if (stop > r + 1)
            r = stop;
    }
    return region->to;
}

struct region *
columns_find(const struct sheet *sheet, const struct row *rows, uint32_t row_count,
             size_t *region_count)
{
    struct region *regions = NULL;
    size_t count = 0, cap = 0;
    uint32_t at = 0;
    while (at < row_count) {
        struct region region = { .from = at, .columns = 1 };
        if (start_columns(sheet, rows, at, row_count, &region) == 1) {
            region.to = ++at;
        } else {
            uint32_t to = at + 1, blanks = 0;
            for (; to < row_count; to++) {
                bool blank = rows[to].start == rows[to].end, crossed = false;
                blanks = blank ? blanks + 1 : 0;
                for (unsigned c = 1; c < region.columns; c++)
                    crossed |= crosses(sheet, &rows[to], region.x[c]);
                if (crossed || blanks > BLANKS_MAX)
                    break;
            }
            region.to = to;
            region.to = first_cut(sheet, rows, &region);
            at = region.to;
        }
        struct region *last = count > 0 ? &regions[count - 1] : NULL;
        if (last != NULL && last->columns == 1 && region.columns == 1) {
            last->to = region.to;
            continue;
        }
        regions = arena_grow(sheet->arena, regions, count, &cap, sizeof *regions);
        regions[count++] = region;
    }
    *region_count = count;
    return regions;
}
