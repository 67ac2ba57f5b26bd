/*
 * Tables: rows of short cells that stand below each other.  A table is one strip, whose
 * lines are its cells, row by row.
 */
#include "services/segment/layout/plan.h"

#include <math.h>
#include <stdlib.h>

enum {
    CELLS_LEAST = 3, /* of a row */
    ROWS_LEAST = 3,
};

static const float cell_most = 9, /* of its width, in letters */
    gap_most = 14,                /* to the next cell */
    step_most = 3.2f;             /* lines from row to row */

struct cell {
    struct box box;
    uint32_t line;
};

/* Cells [from, to) stand in a row. */
struct row {
    size_t from, to;
    struct box box;
    int table; /* number of it, or PLAN_NONE */
};

static float
middle(const struct box *box)
{
    return (box->top + box->bottom) / 2;
}

static int
compare_rows(const void *a, const void *b)
{
    float x = middle(&((const struct cell *)a)->box), y = middle(&((const struct cell *)b)->box);
    return x != y ? (x < y ? -1 : 1) : 0;
}

static int
compare_lefts(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    if (x->box.left != y->box.left)
        return x->box.left < y->box.left ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static bool
is_cell(const struct plan *plan, const struct cell *cell)
{
    return cell->box.right - cell->box.left < cell_most * plan->body;
}

/* Runs of cells within one printed row. */
static void
cut_row(const struct plan *plan, const struct cell *cells, size_t from, size_t to, struct row *rows,
        size_t *count)
{
    for (size_t start = from, end; start < to; start = end) {
        struct row row = { .from = start, .box = cells[start].box, .table = PLAN_NONE };
        if (!is_cell(plan, &cells[start])) {
            end = start + 1;
            continue;
        }
        for (end = start + 1; end < to; end++) {
            float gap = cells[end].box.left - cells[end - 1].box.right;
            if (!is_cell(plan, &cells[end]) || gap < 0.5f * plan->body ||
                gap > gap_most * plan->body ||
                plan->fence[cells[end].line] != plan->fence[cells[start].line])
                break;
            row.box = box_join(row.box, cells[end].box);
        }
        row.to = end;
        if (end - start >= CELLS_LEAST)
            rows[(*count)++] = row;
    }
}

static struct row *
find_rows(const struct plan *plan, struct cell *cells, size_t cell_count, size_t *count)
{
    struct row *rows = arena_alloc(plan->arena, cell_count + 1, sizeof *rows);
    *count = 0;
    qsort(cells, cell_count, sizeof *cells, compare_rows);
    for (size_t start = 0, end; start < cell_count; start = end) {
        for (end = start + 1;
             end < cell_count &&
             middle(&cells[end].box) - middle(&cells[start].box) < 0.4f * plan->body;)
            end++;
        qsort(cells + start, end - start, sizeof *cells, compare_lefts);
        cut_row(plan, cells, start, end, rows, count);
    }
    return rows;
}

/* Whether most cells of the shorter row stand in the columns of the other. */
static bool
same_columns(const struct plan *plan, const struct cell *cells, const struct row *a,
             const struct row *b)
{
    size_t alike = 0, most = a->to - a->from < b->to - b->from ? a->to - a->from : b->to - b->from;
    for (size_t i = a->from; i < a->to; i++)
        for (size_t k = b->from; k < b->to; k++) {
            const struct box *x = &cells[i].box, *y = &cells[k].box;
            if (fabsf(x->left - y->left) < plan->body ||
                fabsf(x->left + x->right - y->left - y->right) < 2 * plan->body) {
                alike++;
                break;
            }
        }
    return 3 * alike >= 2 * most;
}

static int
join_rows(const struct plan *plan, const struct cell *cells, struct row *rows, size_t count)
{
    int tables = 0;
    for (size_t i = 0; i < count; i++) {
        struct row *best = NULL;
        for (size_t k = i; k-- > 0;) {
            if (middle(&rows[i].box) - middle(&rows[k].box) > step_most * plan->leading)
                break;
            if (middle(&rows[i].box) - middle(&rows[k].box) > 0.5f * plan->body &&
                plan->fence[cells[rows[k].from].line] == plan->fence[cells[rows[i].from].line] &&
                same_columns(plan, cells, &rows[k], &rows[i])) {
                best = &rows[k];
                break;
            }
        }
        rows[i].table = best != NULL ? best->table : tables++;
    }
    return tables;
}

static void
add_table(struct plan *plan, const struct cell *cells, size_t cell_count, const struct box *box)
{
    struct strip *strip = NULL;
    float row = -INFINITY;
    for (size_t i = 0; i < cell_count; i++) { /* cells are in rows, from left to right */
        float x = (cells[i].box.left + cells[i].box.right) / 2, y = middle(&cells[i].box);
        if (plan->taken[cells[i].line] || x < box->left || x > box->right || y < box->top ||
            y > box->bottom)
            continue;
        if (strip == NULL) {
            strip = plan_add_strip(plan, cells[i].line);
            strip->table = true;
        }
        plan->opens_row[cells[i].line] = y > row + 0.4f * plan->body;
        row = plan->opens_row[cells[i].line] ? y : row;
        plan_put(plan, strip, cells[i].line);
        plan->taken[cells[i].line] = true;
    }
}

/* The row of heads above a table may have other columns, or some fused. */
static void
add_head_row(const struct plan *plan, const struct cell *cells, size_t cell_count, struct box *box)
{
    struct box row = *box;
    size_t count = 0;
    for (size_t i = cell_count; i-- > 0;) {
        const struct box *cell = &cells[i].box;
        if (middle(cell) > box->top || middle(cell) < box->top - 2.4f * plan->leading ||
            plan_overlap(cell->left, cell->right, box->left, box->right) <
                0.8f * (cell->right - cell->left) ||
            cell->right - cell->left > 0.7f * (box->right - box->left))
            continue;
        if (count > 0 && middle(cell) < row.top)
            break;
        row.top = count++ == 0 ? cell->top : fminf(row.top, cell->top);
    }
    if (count >= 2)
        box->top = row.top;
}

void
plan_tables(struct plan *plan)
{
    const struct layout *layout = plan->layout;
    struct cell *cells = arena_alloc(plan->arena, layout->line_count + 1, sizeof *cells);
    size_t cell_count = 0, count;
    for (size_t i = 0; i < layout->line_count; i++) {
        const struct layout_line *line = &layout->lines[i];
        if (!line->vertical && plan_line_size(line) < 1.28f * plan->body)
            cells[cell_count++] = (struct cell){ line->box, (uint32_t)i };
    }
    struct row *rows = find_rows(plan, cells, cell_count, &count);
    int tables = join_rows(plan, cells, rows, count);
    for (int t = 0; t < tables; t++) {
        size_t held = 0;
        struct box box = { 0 };
        for (size_t i = 0; i < count; i++)
            if (rows[i].table == t) {
                if (held++ == 0)
                    box = rows[i].box;
                box = box_join(box, rows[i].box);
            }
        if (held >= ROWS_LEAST) {
            add_head_row(plan, cells, cell_count, &box);
            add_table(plan, cells, cell_count, &box);
        }
    }
}
