#include "services/decode/marks.h"

#include <math.h>
#include <string.h>

static const float PAGE_SHARE = 0.85F; /* what covers more of the page is its ground */
static const float TINT_LEAST = 6;     /* points, the smaller side of a tinted area */
static const float RULE_LEAST = 12;    /* points, the length of a rule */
static const float PICTURE_LEAST = 18; /* points, both sides of a picture */
enum { CELLS_MAX = 512 };              /* of the raster of outlines, each way */

static void
add_mark(struct layout *layout, struct arena *arena, enum layout_mark_kind kind, struct box box)
{
    box.left = fmaxf(0, box.left);
    box.top = fmaxf(0, box.top);
    box.right = fminf(layout->width, box.right);
    box.bottom = fminf(layout->height, box.bottom);
    float width = box.right - box.left, height = box.bottom - box.top;
    if (layout->mark_count == MARKS_MAX || !(width >= 0) || !(height >= 0))
        return;
    if (kind != MARK_RULE && width * height > PAGE_SHARE * layout->width * layout->height)
        return;
    layout->marks = arena_grow(arena, layout->marks, layout->mark_count, &layout->mark_cap,
                               sizeof *layout->marks);
    layout->marks[layout->mark_count++] = (struct layout_mark){ kind, box };
}

static bool
is_white(uint32_t colour)
{
    return (colour >> 16 & 255) > 248 && (colour >> 8 & 255) > 248 && (colour & 255) > 248;
}

/* ---- outlines: many small ones make a drawing ---- */

struct raster {
    float cell;
    int columns, rows;
    int *group; /* of a cell: 0 empty, -1 inked, then the number of its group */
    struct box *boxes;
    int *stack;
};

static int
clip_cell(float x, int most)
{
    int at = (int)floorf(x);
    return at < 0 ? 0 : at >= most ? most - 1 : at;
}

static void
ink_cells(struct raster *r, struct box box)
{
    int left = clip_cell(box.left / r->cell, r->columns),
        right = clip_cell(box.right / r->cell, r->columns);
    int top = clip_cell(box.top / r->cell, r->rows),
        bottom = clip_cell(box.bottom / r->cell, r->rows);
    for (int y = top; y <= bottom; y++)
        for (int x = left; x <= right; x++)
            r->group[y * r->columns + x] = -1;
}

static void
flood(struct raster *r, int at, int number)
{
    int depth = 0;
    r->stack[depth++] = at;
    r->group[at] = number;
    while (depth > 0) {
        int here = r->stack[--depth], x = here % r->columns, y = here / r->columns;
        for (int dy = -1; dy <= 1; dy++)
            for (int dx = -1; dx <= 1; dx++) {
                int nx = x + dx, ny = y + dy;
                if (nx < 0 || ny < 0 || nx >= r->columns || ny >= r->rows ||
                    r->group[ny * r->columns + nx] != -1)
                    continue;
                r->group[ny * r->columns + nx] = number;
                r->stack[depth++] = ny * r->columns + nx;
            }
    }
}

static bool
is_drawing(const struct paint *paint, const struct layout *layout)
{
    float width = paint->box.right - paint->box.left, height = paint->box.bottom - paint->box.top;
    if (paint->kind == PAINT_OUTLINE)
        return width * height < 0.5F * layout->width * layout->height;
    return paint->kind == PAINT_FILL && !is_white(paint->colour) && width < TINT_LEAST * 2 &&
           height < TINT_LEAST * 2;
}

static void
find_drawings(struct layout *layout, struct arena *arena, const struct stream *stream)
{
    struct raster r = { .cell = fmaxf(6, fmaxf(layout->width, layout->height) / CELLS_MAX) };
    r.columns = (int)(layout->width / r.cell) + 1;
    r.rows = (int)(layout->height / r.cell) + 1;
    size_t cells = (size_t)r.columns * (size_t)r.rows;
    r.group = arena_alloc(arena, cells, sizeof(int));
    r.stack = arena_alloc(arena, cells, sizeof(int));
    r.boxes = arena_alloc(arena, cells + 1, sizeof(struct box));
    for (size_t i = 0; i < stream->paint_count; i++)
        if (is_drawing(&stream->paints[i], layout))
            ink_cells(&r, stream->paints[i].box);
    int groups = 0;
    for (size_t i = 0; i < cells; i++)
        if (r.group[i] == -1) {
            flood(&r, (int)i, ++groups);
            r.boxes[groups] = (struct box){ 1e9F, 1e9F, -1e9F, -1e9F };
        }
    for (size_t i = 0; i < stream->paint_count; i++)
        if (is_drawing(&stream->paints[i], layout)) {
            struct box b = stream->paints[i].box;
            int x = clip_cell((b.left + b.right) / 2 / r.cell, r.columns);
            int y = clip_cell((b.top + b.bottom) / 2 / r.cell, r.rows);
            struct box *box = &r.boxes[r.group[y * r.columns + x]];
            *box = box_join(*box, b);
        }
    for (int i = 1; i <= groups; i++) {
        float width = r.boxes[i].right - r.boxes[i].left,
              height = r.boxes[i].bottom - r.boxes[i].top;
        if (width >= PICTURE_LEAST && height >= PICTURE_LEAST)
            add_mark(layout, arena, MARK_PICTURE, r.boxes[i]);
        else if (fmaxf(width, height) >= 2 * RULE_LEAST && fminf(width, height) < 4)
            add_mark(layout, arena, MARK_RULE, r.boxes[i]);
    }
}

void
marks_find(struct layout *layout, struct arena *arena, const struct stream *stream)
{
    for (size_t i = 0; i < stream->paint_count; i++) {
        const struct paint *p = &stream->paints[i];
        float width = p->box.right - p->box.left, height = p->box.bottom - p->box.top;
        if (p->kind == PAINT_LINE && fmaxf(width, height) >= RULE_LEAST)
            add_mark(layout, arena, MARK_RULE, p->box);
        else if (p->kind == PAINT_FRAME && width >= PICTURE_LEAST && height >= PICTURE_LEAST)
            add_mark(layout, arena, MARK_FRAME, p->box);
        else if (p->kind == PAINT_FILL && !is_white(p->colour) && width >= TINT_LEAST &&
                 height >= TINT_LEAST && fmaxf(width, height) >= PICTURE_LEAST)
            add_mark(layout, arena, MARK_TINT, p->box);
        else if (p->kind == PAINT_PICTURE && width >= PICTURE_LEAST && height >= PICTURE_LEAST)
            add_mark(layout, arena, MARK_PICTURE, p->box);
    }
    find_drawings(layout, arena, stream);
}
