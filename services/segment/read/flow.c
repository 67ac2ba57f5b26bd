/*
 * A block is some rows in which text runs down the first column, on at the top
 * of the second and so on.  Where one ends and the next begins is seldom
 * marked, but every seam tells: does the line below read on, or does the top of
 * the next column?  The cuts are those with the best sum of seams, found by a
 * dynamic programme over the rows where a cut is thinkable.
 */
#include "services/segment/read/flow.h"

#include "common/clamp.h"
#include "common/utf8.h"
#include "services/segment/glyph.h"
#include "services/segment/seam.h"

#include <math.h>

enum {
    INDENT = 3,       /* columns that a paragraph's first line stands in, at least */
    FULL_LACK = 4,    /* a full line may be so much narrower than its column */
    BACK = 64,        /* cuts that a block may reach back over */
    HEAD_MAX = 8,     /* rows of a heading over one column */
    HEADING_ROWS = 4, /* of a heading over all columns, at most */
    EDGE_LINES = 10,  /* lines that tell where lines begin */
    EDGE_MIN = 3,
    APART_ROWS = 4, /* that a column of a block may lack beside a blank row */
};

static const float cut_at_blank = -0.5f, cut_elsewhere = -6, over_heading = 1, over_full = -1,
                   heading_at_foot = -2, lone_row = -0.3f, lone_most = -4, start_indented = -1,
                   start_full = -2, start_short = 1.5f, heading_inside = -4, inside_most = -8,
                   shifted = 1, shift_most = 4, column_apart = -8, over_part = -2, amid_text = 1;

struct flow {
    const struct sheet *sheet;
    const struct grid *grid;
    uint32_t from, to;
    unsigned columns;
    uint32_t wide[COLUMNS_MAX]; /* width of a full line of each column */
    uint32_t *next;             /* [row][column]: first row with ink from here on, or to */
    uint32_t *last;             /* [row][column]: last row with ink up to here, or to */
    uint32_t *edge;             /* [row][column]: where lines hereabouts begin */
    uint32_t *edges[2];         /* the same by the lines from here on; by those down to here */
    float *links;               /* [row][column]: sum of the seams down to this row */
    uint32_t *headings; /* [row]: how many rows above look like a heading of the first column */
};

static size_t
slot(const struct flow *flow, uint32_t row, unsigned column)
{
    return (size_t)(row - flow->from) * flow->columns + column;
}

static struct cell
cell_at(const struct flow *flow, uint32_t row, unsigned column)
{
    return flow->grid->cells[slot(flow, row, column)];
}

static bool
has_ink(const struct flow *flow, uint32_t row, unsigned column)
{
    struct cell cell = cell_at(flow, row, column);
    return cell.start != cell.end;
}

/* The last character of a cell, folded. */
static uint32_t
last_point(const struct flow *flow, struct cell cell)
{
    uint32_t at = cell.end - 1;
    while (at > cell.start && point_is_blank(flow->sheet->plain[at]))
        at--; /* printed twice */
    return flow->sheet->plain[at];
}

static bool
is_indented(const struct flow *flow, uint32_t row, unsigned column)
{
    return cell_at(flow, row, column).x >= flow->edge[slot(flow, row, column)] + INDENT;
}

/* Columns from where the line would begin without justification to its end. */
static uint32_t
measure(const struct flow *flow, uint32_t row, unsigned column)
{
    struct cell cell = cell_at(flow, row, column);
    return cell.stop - cell.x + (is_indented(flow, row, column) ? INDENT + 1 : 0);
}

static bool
is_full(const struct flow *flow, uint32_t row, unsigned column)
{
    return measure(flow, row, column) + FULL_LACK >= flow->wide[column];
}

/* How well cell (row b, column d) follows cell (a, c). */
static float
seam(const struct flow *flow, uint32_t a, unsigned c, uint32_t b, unsigned d)
{
    uint32_t last = last_point(flow, cell_at(flow, a, c));
    enum seam_end end = seam_end_of(last);
    bool full = is_full(flow, a, c);
    if (is_indented(flow, b, d))
        return seam_between(end, full);
    uint32_t first = flow->sheet->plain[cell_at(flow, b, d).start];
    return seam_within(flow->sheet->bigrams, last, first, end, full);
}

/* How wide the third widest line of the column is. */
static uint32_t
find_wide(const struct flow *flow, unsigned column)
{
    uint32_t top[3] = { 0, 0, 0 };
    for (uint32_t r = flow->from; r < flow->to; r++) {
        if (!has_ink(flow, r, column))
            continue;
        widest_add(top, measure(flow, r, column));
    }
    return top[2];
}

/* The leftmost place where EDGE_MIN of some lines begin, give or take a blank. */
static uint32_t
leftmost(const uint32_t *x, unsigned count)
{
    uint32_t best = UINT32_MAX, least = UINT32_MAX;
    for (unsigned i = 0; i < count; i++) {
        unsigned same = 0;
        for (unsigned k = 0; k < count; k++)
            same += x[k] >= x[i] && x[k] <= x[i] + 1;
        best = same >= EDGE_MIN && x[i] < best ? x[i] : best;
        least = x[i] < least ? x[i] : least;
    }
    return best != UINT32_MAX ? best : least;
}

/* Learns where lines begin from the lines down to here and from those below.  Of
 * the two the one further right counts, as geometry may change between blocks. */
static void
find_edges(struct flow *flow, unsigned c)
{
    uint32_t recent[EDGE_LINES];
    for (int down = 1; down >= 0; down--) {
        unsigned count = 0;
        for (uint32_t i = 0; i < flow->to - flow->from; i++) {
            uint32_t r = down ? flow->from + i : flow->to - 1 - i;
            if (!has_ink(flow, r, c))
                continue;
            recent[count++ % EDGE_LINES] = cell_at(flow, r, c).x;
            uint32_t edge = leftmost(recent, count < EDGE_LINES ? count : EDGE_LINES);
            uint32_t *kept = &flow->edge[slot(flow, r, c)];
            *kept = edge > *kept ? edge : *kept;
            flow->edges[down][slot(flow, r, c)] = edge;
        }
    }
}

static void
link_column(struct flow *flow, unsigned c)
{
    uint32_t above = flow->to;
    float sum = 0;
    find_edges(flow, c);
    flow->wide[c] = find_wide(flow, c);
    for (uint32_t r = flow->from; r < flow->to; r++) {
        if (has_ink(flow, r, c)) {
            if (above != flow->to)
                sum += seam(flow, above, c, r, c);
            above = r;
        }
        flow->last[slot(flow, r, c)] = above;
        flow->links[slot(flow, r, c)] = sum;
    }
    uint32_t below = flow->to;
    for (uint32_t r = flow->to; r-- > flow->from;) {
        below = has_ink(flow, r, c) ? r : below;
        flow->next[slot(flow, r, c)] = below;
    }
}

static bool
is_blank(const struct flow *flow, uint32_t row)
{
    for (unsigned c = 0; c < flow->columns; c++)
        if (has_ink(flow, row, c))
            return false;
    return true;
}

static bool
ends_text(const struct flow *flow, uint32_t row, unsigned column)
{
    uint32_t last = last_point(flow, cell_at(flow, row, column));
    return glyph_ends_text(last);
}

static bool
is_lone(const struct flow *flow, uint32_t row)
{
    for (unsigned c = 1; c < flow->columns; c++)
        if (has_ink(flow, row, c))
            return false;
    return has_ink(flow, row, 0);
}

/* Rows that only the first column has, without a sentence's end: too short for its text, or a
 * few below a blank row or above a paragraph. */
static void
count_headings(struct flow *flow)
{
    uint32_t count = 0;
    for (uint32_t r = flow->from, to; r < flow->to; r = to) {
        for (to = r; to < flow->to && is_lone(flow, to);)
            to++;
        bool apart = to > r && to - r <= HEADING_ROWS && !ends_text(flow, to - 1, 0) &&
                     (r == flow->from || is_blank(flow, r - 1) ||
                      (to < flow->to && has_ink(flow, to, 0) && is_indented(flow, to, 0)));
        to += to == r;
        for (uint32_t i = r; i < to; i++) {
            flow->headings[i - flow->from] = count;
            count += is_lone(flow, i) && !ends_text(flow, i, 0) && (apart || !is_full(flow, i, 0));
        }
    }
    flow->headings[flow->to - flow->from] = count;
}

struct flow *
flow_read(const struct sheet *sheet, const struct grid *grid)
{
    struct flow *flow = arena_alloc(sheet->arena, 1, sizeof *flow);
    *flow = (struct flow){ .sheet = sheet,
                           .grid = grid,
                           .from = grid->run->from,
                           .to = grid->run->to,
                           .columns = grid->run->columns };
    size_t count = (size_t)(flow->to - flow->from) * flow->columns;
    flow->next = arena_alloc(sheet->arena, count, sizeof *flow->next);
    flow->last = arena_alloc(sheet->arena, count, sizeof *flow->last);
    flow->edge = arena_alloc(sheet->arena, count, sizeof *flow->edge);
    for (int down = 0; down < 2; down++)
        flow->edges[down] = arena_alloc(sheet->arena, count, sizeof *flow->edges[down]);
    flow->links = arena_alloc(sheet->arena, count, sizeof *flow->links);
    flow->headings = arena_alloc(sheet->arena, flow->to - flow->from + 1, sizeof *flow->headings);
    for (unsigned c = 0; c < flow->columns; c++)
        link_column(flow, c);
    count_headings(flow);
    return flow;
}

/* Whether a line may be part of a heading. */
static bool
is_heading(const struct flow *flow, uint32_t row, unsigned column)
{
    uint32_t last = last_point(flow, cell_at(flow, row, column));
    return last != U'。' && last != U'，';
}

/* Whether the column begins with a line of a heading of its own at the row. */
static bool
is_headed(const struct flow *flow, uint32_t row, unsigned column)
{
    uint32_t top = flow->next[slot(flow, row, column)];
    return top < flow->to && !is_full(flow, top, column) && is_heading(flow, top, column) &&
           !ends_text(flow, top, column);
}

/* How well a line ends a block: best where a sentence ends. */
static float
end_score(const struct flow *flow, uint32_t row, unsigned column)
{
    if (ends_text(flow, row, column))
        return 1;
    return is_full(flow, row, column) ? -4 : -0.5f;
}

/* How well the column's top row *text follows the foot of the column before.  If
 * a heading stands over the column, and is no peer of one over the first, parted from its text by
 * rows that are empty in this column only, the text below is what follows: moves *text down. */
static float
turn(const struct flow *flow, uint32_t foot, unsigned before, uint32_t to, unsigned c, bool peer,
     uint32_t *text)
{
    uint32_t top = *text, lines = 0;
    bool full = false;
    float best = seam(flow, foot, before, top, c);
    if (!is_full(flow, foot, before) && !ends_text(flow, foot, before))
        best += heading_at_foot;
    if (peer && is_headed(flow, top, c) && ends_text(flow, foot, before))
        best = fmaxf(best, end_score(flow, foot, before));
    for (uint32_t r = top; r < to && lines < HEAD_MAX && !is_blank(flow, r); r++) {
        if (has_ink(flow, r, c)) {
            lines++;
            full |= is_full(flow, r, c);
            if (!is_heading(flow, r, c))
                break;
            continue;
        }
        uint32_t below = flow->next[slot(flow, r, c)];
        if (below >= to)
            break;
        float gain = seam(flow, foot, before, below, c) + (full ? over_full : over_heading) +
                     (is_headed(flow, below, c) ? over_part : 0);
        if (gain > best) {
            best = gain;
            *text = below;
        }
        r = below - 1;
    }
    return best;
}

/* How far the columns' lines move aside at the row, at least: blocks have grids of their own. */
static uint32_t
shift_at(const struct flow *flow, uint32_t row)
{
    uint32_t least = UINT32_MAX;
    for (unsigned c = 1; c < flow->columns; c++) {
        uint32_t above = flow->last[slot(flow, row - 1, c)], below = flow->next[slot(flow, row, c)];
        if (above == flow->to || below == flow->to)
            continue;
        uint32_t a = flow->edges[1][slot(flow, above, c)], b = flow->edges[0][slot(flow, below, c)];
        uint32_t moved = a > b ? a - b : b - a;
        least = moved < least ? moved : least;
    }
    return least == UINT32_MAX ? 0 : least;
}

/* How well a row begins a block: best with a heading. */
static float
start_score(const struct flow *flow, uint32_t row)
{
    float score = is_blank(flow, row - 1) ? cut_at_blank : cut_elsewhere;
    score += clamp(shifted * (float)shift_at(flow, row), 0, shift_most);
    if (!has_ink(flow, row, 0) || is_indented(flow, row, 0))
        return score + start_indented;
    return score + (is_full(flow, row, 0) ? start_full : start_short);
}

/* Whether a column goes on amid a sentence below the row, which is blank. */
static bool
reads_on(const struct flow *flow, uint32_t row)
{
    for (unsigned c = 0; c < flow->columns; c++) {
        uint32_t above = flow->last[slot(flow, row, c)], below = flow->next[slot(flow, row, c)];
        if (above < flow->to && below < flow->to && !ends_text(flow, above, c) &&
            seam(flow, above, c, below, c) > amid_text)
            return true;
    }
    return false;
}

/* How many ends of a column whose ink is rows [top, bottom] of the block [a, b) a blank row parts
 * from rows of other columns only, as it parts blocks. */
static unsigned
count_apart(const struct flow *flow, uint32_t a, uint32_t b, uint32_t top, uint32_t bottom,
            unsigned column)
{
    bool above = top >= a + APART_ROWS && is_blank(flow, top - 1),
         below = bottom + APART_ROWS < b && is_blank(flow, bottom + 1);
    uint32_t first = above ? flow->last[slot(flow, top - 1, 0)] : flow->to;
    above = above && first < flow->to && ends_text(flow, first, 0);
    below = below && ends_text(flow, bottom, column);
    above = above && !reads_on(flow, top - 1);
    below = below && !reads_on(flow, bottom + 1);
    return (unsigned)above + below;
}

/* The sum of the seams of rows [a, b) as one block. */
static float
block_score(const struct flow *flow, uint32_t a, uint32_t b)
{
    float score = 0;
    uint32_t foot = flow->to, right = flow->to, beside = b;
    unsigned before = 0;
    bool peer = is_headed(flow, a, 0);
    for (unsigned c = 0; c < flow->columns; c++) {
        uint32_t top = flow->next[slot(flow, a, c)];
        if (top >= b)
            continue;
        uint32_t bottom = flow->last[slot(flow, b - 1, c)];
        if (c > 0 && (right == flow->to || bottom > right))
            right = bottom;
        if (c > 0 && top < beside)
            beside = top;
        score += flow->links[slot(flow, bottom, c)] - flow->links[slot(flow, top, c)];
        if (c > 0)
            score += column_apart * (float)count_apart(flow, a, b, top, bottom, c);
        if (foot != flow->to)
            score += turn(flow, foot, before, b, c, peer, &top);
        foot = bottom;
        before = c;
    }
    uint32_t headings = flow->headings[b - flow->from] - flow->headings[beside - flow->from];
    score += clamp(heading_inside * (float)headings, inside_most, 0);
    if (right != flow->to)
        score += clamp(lone_row * (float)(b - 1 - right), lone_most, 0);
    if (foot != flow->to)
        score += end_score(flow, foot, before);
    return score;
}

/* Whether a block may begin at the row: after a blank one, or where the columns
 * do not clearly read on. */
static bool
may_cut(const struct flow *flow, uint32_t row)
{
    float seams = 0;
    unsigned cells = 0;
    if (is_blank(flow, row))
        return false;
    if (is_blank(flow, row - 1))
        return true;
    for (unsigned c = 0; c < flow->columns; c++) {
        if (!has_ink(flow, row, c))
            continue;
        cells++;
        seams += flow->links[slot(flow, row, c)] - flow->links[slot(flow, row - 1, c)];
    }
    return seams < (cells < flow->columns ? 2.0f : 0.5f) * (float)cells;
}

struct cut {
    uint32_t row;
    uint32_t before; /* number of the cut that this block follows */
    float score;     /* of all blocks that end here */
};

static void
reach(const struct flow *flow, struct cut *cuts, uint32_t i)
{
    bool first = true;
    for (uint32_t k = i; k-- > 0 && i - k <= BACK;) {
        float score = cuts[k].score + block_score(flow, cuts[k].row, cuts[i].row);
        if (k > 0)
            score += start_score(flow, cuts[k].row);
        if (!first && score <= cuts[i].score)
            continue;
        first = false;
        cuts[i].score = score;
        cuts[i].before = k;
    }
}

uint32_t *
flow_cut(const struct flow *flow, size_t *count)
{
    struct cut *cuts = arena_alloc(flow->sheet->arena, flow->to - flow->from + 1, sizeof *cuts);
    uint32_t cut_count = 0;
    for (uint32_t r = flow->from; r <= flow->to; r++)
        if (r == flow->from || r == flow->to || may_cut(flow, r)) {
            cuts[cut_count] = (struct cut){ .row = r };
            if (cut_count > 0)
                reach(flow, cuts, cut_count);
            cut_count++;
        }
    uint32_t blocks = 0;
    for (uint32_t i = cut_count - 1; i > 0; i = cuts[i].before)
        blocks++;
    uint32_t *starts = arena_alloc(flow->sheet->arena, blocks, sizeof *starts);
    *count = blocks;
    for (uint32_t i = cut_count - 1; i > 0; i = cuts[i].before)
        starts[--blocks] = cuts[cuts[i].before].row;
    return starts;
}

void
flow_texts(const struct flow *flow, struct region *block)
{
    uint32_t foot = flow->to;
    unsigned before = 0;
    bool peer = is_headed(flow, block->from, 0);
    for (unsigned c = 0; c < flow->columns; c++) {
        uint32_t top = flow->next[slot(flow, block->from, c)], text = top;
        block->text[c] = block->from;
        if (top >= block->to)
            continue;
        if (foot != flow->to)
            turn(flow, foot, before, block->to, c, peer, &text);
        if (text != top)
            block->text[c] = text;
        foot = flow->last[slot(flow, block->to - 1, c)];
        before = c;
    }
}
