#include "services/decode/printed.h"

#include "services/decode/gutter.h"

#include "common/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In em of the smaller glyph, unless said otherwise. */
static const float LEVEL_NEAR = 0.28F;                   /* baselines of one line differ by less */
static const float SIZE_RATIO = 1.7F;                    /* its sizes by less than this factor */
static const float GAP_MOST = 3.2F;                      /* a wider gap parts, whatever is around */
static const float GAP_LEAST = 0.45F;                    /* a narrower one never does */
static const float BLANK_HAN = 0.5F, BLANK_LATIN = 0.2F; /* a gap that stands for a blank */

enum { CELL = 24, NONE = -1 }; /* points; of the grid of glyphs */

/* The glyphs of one frame, those of ink alone, in a grid. */
struct shelf {
    struct ink **items; /* by start */
    int *next, *before; /* of the line */
    size_t count;
    int *heads, *chain; /* the grid: index, or NONE */
    int left, top, columns, rows;
};

static int
compare_start(const void *a, const void *b)
{
    const struct ink *x = *(struct ink *const *)a, *y = *(struct ink *const *)b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int
cell(float x)
{
    return (int)floorf(x / CELL);
}

static bool
make_shelf(struct shelf *shelf, struct arena *arena, struct ink_page *page, unsigned frame)
{
    *shelf = (struct shelf){ .count = 0 };
    shelf->items = arena_alloc(arena, page->count + 1, sizeof(struct ink *));
    for (size_t i = 0; i < page->count; i++) {
        struct ink *ink = &page->items[i];
        if (!ink->blank && !ink->more && ink_frame(ink->turned, ink->vertical) == frame)
            shelf->items[shelf->count++] = ink;
    }
    if (shelf->count == 0)
        return false;
    qsort(shelf->items, shelf->count, sizeof *shelf->items, compare_start);
    int right = cell(shelf->items[shelf->count - 1]->start), bottom = cell(shelf->items[0]->level);
    shelf->left = cell(shelf->items[0]->start);
    shelf->top = bottom;
    for (size_t i = 0; i < shelf->count; i++) {
        int row = cell(shelf->items[i]->level);
        shelf->top = row < shelf->top ? row : shelf->top;
        bottom = row > bottom ? row : bottom;
    }
    shelf->columns = right - shelf->left + 1;
    shelf->rows = bottom - shelf->top + 1;
    if ((double)shelf->columns * shelf->rows > 4e6)
        return false;
    size_t cells = (size_t)shelf->columns * (size_t)shelf->rows;
    shelf->heads = arena_alloc(arena, cells, sizeof(int));
    shelf->chain = arena_alloc(arena, shelf->count, sizeof(int));
    shelf->next = arena_alloc(arena, shelf->count, sizeof(int));
    shelf->before = arena_alloc(arena, shelf->count, sizeof(int));
    for (size_t i = 0; i < cells; i++)
        shelf->heads[i] = NONE;
    for (size_t i = shelf->count; i > 0; i--) {
        const struct ink *ink = shelf->items[i - 1];
        size_t at = (size_t)(cell(ink->level) - shelf->top) * (size_t)shelf->columns +
                    (size_t)(cell(ink->start) - shelf->left);
        shelf->chain[i - 1] = shelf->heads[at];
        shelf->heads[at] = (int)i - 1;
        shelf->next[i - 1] = shelf->before[i - 1] = NONE;
    }
    return true;
}

/* ---- links ---- */

static bool
same_line(const struct ink *a, const struct ink *b)
{
    float small = fminf(a->size, b->size), large = fmaxf(a->size, b->size);
    return large < SIZE_RATIO * small && fabsf(a->level - b->level) < LEVEL_NEAR * small;
}

/* How far b follows a along the line; the pen of b bounds the width of a. */
static float
gap_of(const struct ink *a, const struct ink *b)
{
    return fmaxf(0, b->start - a->end);
}

/* The nearest glyph that follows, or NONE. */
static int
find_next(const struct shelf *shelf, int at)
{
    const struct ink *a = shelf->items[at];
    float reach = a->size * GAP_MOST * 1.2F;
    int found = NONE;
    int last = cell(a->end + reach) - shelf->left;
    for (int column = cell(a->start) - shelf->left; column <= last && column < shelf->columns;
         column++) {
        for (int row = cell(a->level - a->size * 0.5F); row <= cell(a->level + a->size * 0.5F);
             row++) {
            if (row < shelf->top || row >= shelf->top + shelf->rows)
                continue;
            size_t where = (size_t)(row - shelf->top) * (size_t)shelf->columns + (size_t)column;
            for (int i = shelf->heads[where]; i != NONE; i = shelf->chain[i]) {
                const struct ink *b = shelf->items[i];
                if (i == at || !same_line(a, b) || b->start < a->start + 0.12F * a->size ||
                    gap_of(a, b) > GAP_MOST * fminf(a->size, b->size))
                    continue;
                if (found == NONE || b->start < shelf->items[found]->start)
                    found = i;
            }
        }
        if (found != NONE)
            return found;
    }
    return NONE;
}

/* Links that both sides want: of two that want the same follower, the nearer gets it. */
static void
link_shelf(struct shelf *shelf)
{
    for (int i = 0; i < (int)shelf->count; i++) {
        int next = find_next(shelf, i);
        if (next == NONE)
            continue;
        int rival = shelf->before[next];
        if (rival != NONE) {
            if (shelf->items[rival]->start >= shelf->items[i]->start)
                continue;
            shelf->next[rival] = NONE;
        }
        shelf->next[i] = next;
        shelf->before[next] = i;
    }
}

/* ---- where a line is cut ---- */

static int
compare_float(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

/* The middle of the gaps of the line that begins at `first`, in points. */
static float
usual_gap(const struct shelf *shelf, int first, float *room)
{
    size_t count = 0;
    for (int i = first; shelf->next[i] != NONE; i = shelf->next[i])
        room[count++] = gap_of(shelf->items[i], shelf->items[shelf->next[i]]);
    if (count == 0)
        return 0;
    qsort(room, count, sizeof *room, compare_float);
    return room[count / 2];
}

/* Whether a blank was drawn between the two, which the stream has one after another. */
static bool
blank_between(const struct ink_page *page, const struct ink *a, const struct ink *b)
{
    const struct ink *end = page->items + page->count;
    for (const struct ink *i = a + 1; i < end && i < b; i++)
        if (i->blank)
            return i->start > a->start && i->start < b->start;
    for (const struct ink *i = a + 1; i < end && i->blank; i++)
        if (i->start > a->start && i->start < b->start && fabsf(i->level - a->level) < a->size)
            return true;
    return false;
}

/* Letters of scripts that part words: OCR layers place the words and draw no blank. */
static bool
parts_words(const struct ink *ink)
{
    return ink->point > ' ' && ink->point < 0x2000;
}

static void
cut_line(struct shelf *shelf, int first, const struct gutters *gutters, const struct ink_page *page,
         float *room)
{
    float usual = usual_gap(shelf, first, room);
    for (int i = first; shelf->next[i] != NONE;) {
        int next = shelf->next[i];
        const struct ink *a = shelf->items[i], *b = shelf->items[next];
        float small = fminf(a->size, b->size), gap = gap_of(a, b);
        if (gap > GAP_LEAST * small && gap > usual + 0.35F * small &&
            gutter_parts(gutters, a, b, gap - usual,
                         blank_between(page, a, b) ||
                             (page->layer && parts_words(a) && parts_words(b)))) {
            shelf->next[i] = NONE;
            shelf->before[next] = NONE;
        }
        i = next;
    }
}

/* ---- lines ---- */

struct making {
    struct lines *lines;
    struct arena *arena;
    const struct ink_page *page;
    float *room;
};

static uint32_t
blank_for(const struct making *m, const struct ink *a, const struct ink *b, float usual)
{
    float gap = gap_of(a, b), small = fminf(a->size, b->size);
    bool latin = a->point < 0x2000 && b->point < 0x2000;
    float least = (latin ? BLANK_LATIN : BLANK_HAN) * small;
    if (blank_between(m->page, a, b) && (latin || gap > 0.12F * small))
        return gap >= 0.8F * small && !latin ? 0x3000 : ' ';
    if (gap < least || gap < usual + 0.3F * small)
        return 0;
    return gap >= 0.8F * small && !latin ? 0x3000 : ' ';
}

static void
add_point(struct making *m, struct line *line, size_t *cap, uint32_t point)
{
    line->points = arena_grow(m->arena, line->points, line->point_count, cap, sizeof *line->points);
    line->points[line->point_count++] = point;
}

static void
add_ink(struct making *m, struct line *line, size_t *cap, const struct ink *ink)
{
    add_point(m, line, cap, ink->point);
    const struct ink *end = m->page->items + m->page->count;
    for (const struct ink *more = ink + 1; more < end && more->more; more++)
        if (!point_is_blank(more->point) && more->point >= 0x20)
            add_point(m, line, cap, more->point);
}

static void
add_line(struct making *m, const struct shelf *shelf, int first)
{
    const struct ink *a = shelf->items[first];
    struct line line = { .box = a->box,
                         .order = a->order,
                         .turned = a->turned,
                         .vertical = a->vertical,
                         .confidence = 1 };
    float usual = usual_gap(shelf, first, m->room);
    size_t cap = 0, bold = 0, count = 0;
    for (int i = first; i != NONE; i = shelf->next[i]) {
        const struct ink *ink = shelf->items[i];
        add_ink(m, &line, &cap, ink);
        line.box = box_join(line.box, ink->box);
        m->room[count++] = ink->size;
        bold += ink->bold;
        line.order = ink->order < line.order ? ink->order : line.order;
        if (shelf->next[i] == NONE)
            break;
        uint32_t blank = blank_for(m, ink, shelf->items[shelf->next[i]], usual);
        if (blank != 0)
            add_point(m, &line, &cap, blank);
    }
    qsort(m->room, count, sizeof *m->room, compare_float);
    line.size = m->room[count / 2];
    line.bold = bold * 2 > count;
    for (int i = first; i != NONE; i = shelf->next[i])
        if (fabsf(shelf->items[i]->size - line.size) < 0.01F) {
            line.face = shelf->items[i]->face;
            break;
        }
    struct lines *lines = m->lines;
    lines->items =
        arena_grow(m->arena, lines->items, lines->count, &lines->cap, sizeof *lines->items);
    lines->items[lines->count++] = line;
}

void
printed_find(struct lines *lines, struct arena *arena, struct ink_page *page,
             const struct stream *stream)
{
    *lines = (struct lines){ .count = 0 };
    struct making m = { lines, arena, page, arena_alloc(arena, page->count + 1, sizeof(float)) };
    for (unsigned frame = 0; frame < FRAME_COUNT; frame++) {
        struct shelf shelf;
        if (!make_shelf(&shelf, arena, page, frame))
            continue;
        link_shelf(&shelf);
        struct gutters gutters;
        gutters_make(&gutters, arena, shelf.items, shelf.count, stream, frame);
        for (int i = 0; i < (int)shelf.count; i++)
            if (shelf.before[i] == NONE)
                cut_line(&shelf, i, &gutters, page, m.room);
        for (int i = 0; i < (int)shelf.count; i++)
            if (shelf.before[i] == NONE)
                add_line(&m, &shelf, i);
    }
}
