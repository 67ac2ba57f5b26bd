/*
 * Rows whose gaps agree (gutter.c) make a run, which ends where ink runs across
 * a gutter.  A run is cut into blocks (flow.c), each a region.  Rows at either
 * end of a block with ink in the first column only are left out at the top,
 * where they are lines like any other, and kept at the foot.
 */
#include "services/segment/read/columns.h"

#include "services/segment/read/flow.h"
#include "services/segment/read/gutter.h"

enum {
    BLANKS_MAX = 3, /* blank rows inside a run */
    LONE_MAX = 60,  /* rows with ink in the first column only */
    SHARE = 5,      /* one in so many lines begins where the column does */
    ROUGH = 20,     /* one in so many begins a column later in a rough region */
    INDENT = 4,     /* of a paragraph: two ideographs */
    WAVER = 3,      /* columns that justification may add to it */
};

struct finder {
    const struct sheet *sheet;
    struct row *rows;
    uint32_t row_count;
    struct region *regions;
    size_t count, cap;
};

/* Where a cell of a rough region would begin on a clean grid: with its column, or
 * an indent after it, which a line that is full all the same cannot have. */
static uint32_t
settle(const struct region *region, unsigned column, struct cell cell)
{
    uint32_t x = region->x[column], off = cell.x > x ? cell.x - x : 0;
    if (off > INDENT + WAVER)
        return cell.x;
    bool full = cell.stop - cell.x + 1 >= region->wide[column];
    return off < INDENT || (off == INDENT && full) ? x : x + INDENT;
}

struct cell
columns_cell(const struct row *row, const struct region *region, unsigned column)
{
    struct cell cells[COLUMNS_MAX];
    if (region->columns == 1)
        return (struct cell){ row->start, row->end, row->x, row->stop };
    if (!gutter_split(row, region, cells))
        return (struct cell){ row->end, row->end, 0, 0 };
    if (region->rough && cells[column].start != cells[column].end)
        cells[column].x = settle(region, column, cells[column]);
    return cells[column];
}

static void
add_region(struct finder *finder, const struct region *region)
{
    if (region->from == region->to)
        return;
    struct region *last = finder->count > 0 ? &finder->regions[finder->count - 1] : NULL;
    if (last != NULL && last->columns == 1 && region->columns == 1) {
        last->to = region->to;
        return;
    }
    finder->regions = arena_grow(finder->sheet->arena, finder->regions, finder->count, &finder->cap,
                                 sizeof *finder->regions);
    finder->regions[finder->count++] = *region;
}

static void
add_plain(struct finder *finder, uint32_t from, uint32_t to)
{
    add_region(finder, &(struct region){ .from = from, .to = to, .columns = 1, .text = { from } });
}

/* Grows the run downwards from run->from while rows respect its gutters. */
static void
grow(const struct finder *finder, struct region *run)
{
    uint32_t blanks = 0, lone = 0, end = run->from;
    struct cell cells[COLUMNS_MAX];
    for (uint32_t r = run->from; r < finder->row_count; r++) {
        const struct row *row = &finder->rows[r];
        blanks = row->start == row->end ? blanks + 1 : 0;
        if (blanks > BLANKS_MAX || row->table || !gutter_split(row, run, cells))
            break;
        unsigned opened = r > run->from ? gutter_opens(finder->rows, r, finder->row_count, run) : 0;
        if (opened > 0) { /* rows above may have begun in the new columns already, but rougher */
            while (end > run->from + 1 && finder->rows[end - 1].chunk_count >= opened)
                end--;
            break;
        }
        bool right = false;
        for (unsigned c = 1; c < run->columns; c++)
            right |= cells[c].start != cells[c].end;
        lone = right ? 0 : lone + 1;
        if (lone > LONE_MAX)
            break;
        end = r + 1;
    }
    run->to = end;
}

static void
fill(const struct finder *finder, const struct region *run, struct grid *grid)
{
    size_t count = (size_t)(run->to - run->from) * run->columns;
    grid->run = run;
    grid->cells = arena_alloc(finder->sheet->arena, count, sizeof *grid->cells);
    struct cell *cells = grid->cells;
    for (uint32_t r = run->from; r < run->to; r++, cells += run->columns)
        gutter_split(&finder->rows[r], run, cells);
}

static struct cell
cell_of(const struct grid *grid, uint32_t row, unsigned column)
{
    return grid->cells[(size_t)(row - grid->run->from) * grid->run->columns + column];
}

/* Where the lines of a column of the block begin: the leftmost place that one
 * in SHARE of them, give or take a blank, keeps. */
static uint32_t
find_edge(const struct grid *grid, const struct region *block, unsigned column)
{
    enum { SPAN = 16 };
    uint32_t at[SPAN + 1] = { 0 }, lines = 0, base = block->gutter[column];
    base = base < 4 ? 0 : base - 4;
    for (uint32_t r = block->from; r < block->to; r++) {
        struct cell cell = cell_of(grid, r, column);
        if (cell.start == cell.end)
            continue;
        lines++;
        if (cell.x >= base && cell.x < base + SPAN)
            at[cell.x - base]++;
    }
    for (uint32_t i = 0; i < SPAN; i++)
        if ((at[i] + at[i + 1]) * SHARE >= lines && at[i] > 0)
            return base + i;
    return block->gutter[column];
}

/* The width that the third widest line of the column has. */
static uint32_t
find_wide(const struct grid *grid, const struct region *block, unsigned column)
{
    uint32_t top[3] = { 0, 0, 0 };
    for (uint32_t r = block->from; r < block->to; r++) {
        struct cell cell = cell_of(grid, r, column);
        widest_add(top, cell.stop - cell.x);
    }
    return top[2];
}

/* Whether lines begin in the odd column next to where they should. */
static bool
is_rough(const struct grid *grid, const struct region *block)
{
    uint32_t cells = 0, odd = 0;
    for (uint32_t r = block->from; r < block->to; r++)
        for (unsigned c = 1; c < block->columns; c++) {
            struct cell cell = cell_of(grid, r, c);
            cells += cell.start != cell.end;
            odd += cell.start != cell.end && cell.x == block->x[c] + 1;
        }
    return odd * ROUGH >= cells;
}

static bool
is_lone(const struct grid *grid, uint32_t row)
{
    for (unsigned c = 1; c < grid->run->columns; c++) {
        struct cell cell = cell_of(grid, row, c);
        if (cell.start != cell.end)
            return false;
    }
    return true;
}

static void
add_block(struct finder *finder, const struct grid *grid, const struct flow *flow, uint32_t from,
          uint32_t to)
{
    struct region block = *grid->run;
    block.from = from;
    block.to = to;
    while (block.from < to && is_lone(grid, block.from))
        block.from++;
    add_plain(finder, from, block.from);
    if (block.from == to)
        return;
    flow_texts(flow, &block);
    for (unsigned c = 0; c < block.columns; c++) {
        block.x[c] = find_edge(grid, &block, c);
        block.wide[c] = find_wide(grid, &block, c);
    }
    block.rough = is_rough(grid, &block);
    add_region(finder, &block);
}

static void
add_run(struct finder *finder, const struct region *run)
{
    struct grid grid;
    size_t count;
    fill(finder, run, &grid);
    const struct flow *flow = flow_read(finder->sheet, &grid);
    const uint32_t *starts = flow_cut(flow, &count);
    for (size_t i = 0; i < count; i++)
        add_block(finder, &grid, flow, starts[i], i + 1 < count ? starts[i + 1] : run->to);
}

struct region *
columns_find(const struct sheet *sheet, struct row *rows, uint32_t row_count, size_t *region_count)
{
    struct finder finder = { .sheet = sheet, .rows = rows, .row_count = row_count };
    gutter_chunks(sheet, rows, row_count);
    for (uint32_t at = 0; at < row_count;) {
        struct region run = { .from = at };
        if (rows[at].table || gutter_find(rows, at, row_count, &run) == 1) {
            add_plain(&finder, at, at + 1);
            at++;
            continue;
        }
        grow(&finder, &run);
        if (run.to == at) {
            add_plain(&finder, at, at + 1);
            at++;
            continue;
        }
        add_run(&finder, &run);
        at = run.to;
    }
    *region_count = finder.count;
    return finder.regions;
}
