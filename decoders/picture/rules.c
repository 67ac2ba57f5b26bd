/*
 * What a picture of a page has beside text: rules, frames, and areas darker than the paper, which
 * are tints or pictures.
 *
 * A rule is dark against what lies a little above and below it (or beside it), whatever the
 * paper or tint, and longer than strokes of letters are.  Scans lean a little: its pieces in
 * rows next to one another belong together.  An area is told by the lightest that its cells
 * have, which is the ground that letters stand on.
 */
#include "decoders/picture/picture.h"

#include <math.h>
#include <stdlib.h>

enum { DARKER = 26, AREA_DARKER = 12, RULES_MAX = 20000, FRAMED_MOST = 600, LEVELS = 256 };

static const double HALF = 2.5;    /* points: how far from a rule its ground is looked at */
static const double PIECE = 8;     /* of one row, the shortest */
static const double SLACK = 2;     /* between pieces */
static const double LENGTH = 30;   /* of a rule */
static const double THICKNESS = 4; /* of a rule that lies straight */
static const double LEAN = 0.02;
static const double CORNER = 5; /* how far ends may be from a corner of a frame */
static const double FRAME_LEAN = 0.01;
static const double CELL = 6; /* of the raster of areas */
static const double AREA_SIDE = 30;
static const double FULL = 0.8; /* of a rectangle that an area fills */

struct rule {
    int start, end, low, high; /* along and across; ends are behind */
    int row, ink;
    bool used;
};

struct rules {
    struct rule *items;
    size_t count, open; /* those before open are ended */
};

struct plane {
    const unsigned char *grey;
    int length, rows;  /* along, across */
    size_t step, next; /* from pixel to pixel, from row to row */
    double points;     /* pixels each */
};

static void
add_piece(struct rules *rules, const struct plane *plane, int start, int end, int row)
{
    int slack = (int)(SLACK * plane->points) + 1;
    struct rule *mine = NULL;
    for (size_t i = rules->open; i < rules->count; i++) {
        struct rule *rule = &rules->items[i];
        if (rule->used || row - rule->row > slack || start > rule->end + slack ||
            end < rule->start - slack)
            continue;
        struct rule both = {
            .start = start, .end = end, .low = row, .high = row + 1, .row = row, .ink = end - start
        };
        if (mine != NULL) {
            both = *mine;
            mine->used = true;
        }
        rule->start = both.start < rule->start ? both.start : rule->start;
        rule->end = both.end > rule->end ? both.end : rule->end;
        rule->low = both.low < rule->low ? both.low : rule->low;
        rule->high = both.high > rule->high ? both.high : rule->high;
        rule->row = row;
        rule->ink += both.ink;
        mine = rule;
    }
    if (mine == NULL && rules->count < RULES_MAX)
        rules->items[rules->count++] =
            (struct rule){ start, end, row, row + 1, row, end - start, false };
}

/* The ended ones that are no rules go, so that few are looked through. */
static void
end_rules(struct rules *rules, const struct plane *plane, int row)
{
    int slack = (int)(SLACK * plane->points) + 1;
    size_t kept = rules->open, ended = rules->open;
    for (size_t i = rules->open; i < rules->count; i++) {
        struct rule rule = rules->items[i];
        int length = rule.end - rule.start;
        bool is_open = row - rule.row <= slack;
        if (rule.used ||
            (!is_open && (length < LENGTH * plane->points ||
                          rule.high - rule.low > THICKNESS * plane->points + LEAN * length ||
                          rule.ink < 0.8 * length)))
            continue;
        rules->items[kept] = rule;
        if (!is_open) {
            rules->items[kept] = rules->items[ended];
            rules->items[ended++] = rule;
        }
        kept++;
    }
    rules->count = kept;
    rules->open = ended;
}

static void
find_rules(struct rules *rules, const struct plane *plane)
{
    int half = (int)lround(HALF * plane->points), least = (int)(PIECE * plane->points);
    half = half < 2 ? 2 : half;
    for (int row = half; row + half < plane->rows; row++) {
        const unsigned char *here = plane->grey + (size_t)row * plane->next;
        const unsigned char *above = plane->grey + (size_t)(row - half) * plane->next;
        const unsigned char *below = plane->grey + (size_t)(row + half) * plane->next;
        int start = -1, last = -1;
        for (int x = 0; x < plane->length; x++) {
            size_t at = (size_t)x * plane->step;
            if (here[at] + DARKER >= above[at] || here[at] + DARKER >= below[at])
                continue;
            if (start >= 0 && x - last > 3) {
                if (last + 1 - start >= least)
                    add_piece(rules, plane, start, last + 1, row);
                start = -1;
            }
            start = start < 0 ? x : start;
            last = x;
        }
        if (start >= 0 && last + 1 - start >= least)
            add_piece(rules, plane, start, last + 1, row);
        if (row % 16 == 0)
            end_rules(rules, plane, row);
    }
    end_rules(rules, plane, plane->rows + plane->length);
}

/* ---- telling ---- */

static void
tell_box(char record, double left, double top, double right, double bottom, double units,
         int colour)
{
    long n[6] = { stream_points(left / units),
                  stream_points(top / units),
                  stream_points(right / units),
                  stream_points(bottom / units),
                  colour,
                  0 };
    stream_numbers(&picture_out, record, n, record == 'r' ? 6 : 4);
}

/* Near enough for a corner of sides that are `length` long, which may lean. */
static bool
is_at(int a, int b, int length, double units)
{
    return abs(a - b) <= CORNER * units + FRAME_LEAN * length;
}

/* The side of a frame that stands on an end of the rule. */
static struct rule *
side_at(struct rules *down, const struct rule *top, int x, double units)
{
    struct rule *best = NULL;
    for (size_t i = 0; i < down->count; i++) {
        struct rule *side = &down->items[i];
        int high = side->end - side->start;
        if (!side->used && is_at(side->start, top->low, top->end - top->start, units) &&
            is_at((side->low + side->high) / 2, x, high, units) &&
            (best == NULL || high > best->end - best->start))
            best = side;
    }
    return best;
}

/* Four rules whose ends meet are a frame; one of those across may be longer. */
static bool
tell_frame(struct rules *across, struct rule *top, struct rule *left, struct rule *right,
           double units)
{
    int x = (left->low + left->high) / 2, end = (right->low + right->high) / 2;
    int high = left->end - left->start, wide = end - x;
    if (wide <= 0 || !is_at(left->end, right->end, wide, units))
        return false;
    for (size_t i = 0; i < across->count; i++) {
        struct rule *rule = &across->items[i];
        bool starts = is_at(rule->start, x, high, units), ends = is_at(rule->end, end, high, units);
        if (rule == top || rule->used || !is_at(rule->high, left->end, wide, units) ||
            !(starts || rule->start < x) || !(ends || rule->end > end))
            continue;
        bool closes = is_at(top->start, x, high, units) && is_at(top->end, end, high, units);
        if (!closes && !(starts && ends))
            continue;
        top->used = closes;
        rule->used = starts && ends;
        left->used = right->used = true;
        tell_box('s', left->low, left->start, right->high, left->end, units, 0);
        return true;
    }
    return false;
}

static void
tell_frames(struct rules *across, struct rules *down, double units)
{
    if (across->count + down->count > FRAMED_MOST)
        return;
    for (size_t t = 0; t < across->count; t++) {
        struct rule *top = &across->items[t];
        struct rule *left = side_at(down, top, top->start, units);
        struct rule *right = side_at(down, top, top->end, units);
        if (!top->used && left != NULL && right != NULL && left != right)
            (void)tell_frame(across, top, left, right, units);
    }
    for (size_t i = 0; i < across->count; i++) { /* hung from a longer rule */
        struct rule *bottom = &across->items[i];
        for (size_t t = 0; t < across->count && !bottom->used; t++) {
            struct rule *top = &across->items[t];
            int high = bottom->low - top->high;
            if (top == bottom || high <= 0 ||
                !(top->start < bottom->start || is_at(top->start, bottom->start, high, units)) ||
                !(top->end > bottom->end || is_at(top->end, bottom->end, high, units)))
                continue;
            struct rule *left = side_at(down, top, bottom->start, units);
            struct rule *right = side_at(down, top, bottom->end, units);
            if (left != NULL && right != NULL && left != right)
                (void)tell_frame(across, top, left, right, units);
        }
    }
}

static void
tell_rules(const struct rules *rules, bool down, double units)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *r = &rules->items[i];
        double middle = (r->low + r->high) / 2.0, half = fmin(r->high - r->low, units) / 2;
        if (!r->used && down)
            tell_box('l', middle - half, r->start, middle + half, r->end, units, 0);
        else if (!r->used)
            tell_box('l', r->start, middle - half, r->end, middle + half, units, 0);
    }
}

/* ---- areas ---- */

struct raster {
    int columns, rows, side;
    unsigned char *level;
    int *stack;
};

/* What a fifth of the cell's pixels are not darker than. */
static unsigned char
ground(const struct picture *picture, const unsigned char *grey, int x, int y, int side)
{
    unsigned counts[LEVELS] = { 0 }, all = 0, seen = 0;
    for (int v = y; v < y + side && v < (int)picture->height; v++)
        for (int u = x; u < x + side && u < (int)picture->width; u++, all++)
            counts[grey[(size_t)v * picture->width + (size_t)u]]++;
    int level = LEVELS - 1;
    while (level > 0 && (seen += counts[level]) * 5 < all)
        level--;
    return (unsigned char)level;
}

static void
tell_area(struct raster *r, int at, int limit, double units)
{
    int depth = 0, left = r->columns, right = 0, top = r->rows, bottom = 0, cells = 0;
    unsigned long sum = 0;
    r->stack[depth++] = at;
    sum += r->level[at];
    r->level[at] = LEVELS - 1;
    while (depth > 0) {
        int here = r->stack[--depth], x = here % r->columns, y = here / r->columns;
        left = x < left ? x : left;
        right = x > right ? x : right;
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
        cells++;
        const int sides[4][2] = { { x - 1, y }, { x + 1, y }, { x, y - 1 }, { x, y + 1 } };
        for (int i = 0; i < 4; i++) {
            int to = sides[i][1] * r->columns + sides[i][0];
            if (sides[i][0] < 0 || sides[i][0] >= r->columns || sides[i][1] < 0 ||
                sides[i][1] >= r->rows || r->level[to] >= limit)
                continue;
            sum += r->level[to];
            r->level[to] = LEVELS - 1;
            r->stack[depth++] = to;
        }
    }
    int wide = right + 1 - left, high = bottom + 1 - top, mean = (int)(sum / (unsigned)cells);
    if (wide * r->side >= AREA_SIDE * units && high * r->side >= AREA_SIDE * units &&
        cells >= FULL * wide * high)
        tell_box('r', left * r->side, top * r->side, (right + 1) * r->side, (bottom + 1) * r->side,
                 units, mean * 0x010101);
}

static void
tell_areas(const struct picture *picture, const unsigned char *grey, double units)
{
    struct raster r = { .side = (int)lround(CELL * units) };
    r.side = r.side < 4 ? 4 : r.side;
    r.columns = ((int)picture->width + r.side - 1) / r.side;
    r.rows = ((int)picture->height + r.side - 1) / r.side;
    size_t cells = (size_t)r.columns * (size_t)r.rows, counts[LEVELS] = { 0 };
    r.level = malloc(cells);
    r.stack = malloc(cells * sizeof *r.stack);
    if (r.level == NULL || r.stack == NULL)
        stream_fail(&picture_out, "picture: out of memory");
    for (int y = 0; y < r.rows; y++)
        for (int x = 0; x < r.columns; x++)
            counts[r.level[y * r.columns + x] =
                       ground(picture, grey, x * r.side, y * r.side, r.side)]++;
    int paper = 0;
    for (int i = 0; i < LEVELS; i++)
        if (counts[i] > counts[paper])
            paper = i;
    int limit = paper - AREA_DARKER;
    for (size_t i = 0; i < cells; i++)
        if (r.level[i] < limit)
            tell_area(&r, (int)i, limit, units);
    free(r.level);
    free(r.stack);
}

static unsigned char *
make_grey(const struct picture *picture)
{
    size_t count = (size_t)picture->width * picture->height;
    unsigned char *grey = calloc(count, 1);
    if (grey == NULL)
        stream_fail(&picture_out, "picture: out of memory");
    for (size_t i = 0; i < count; i++) {
        const unsigned char *pixel = picture->rows + i * picture->samples;
        grey[i] = picture->samples == 1
                      ? pixel[0]
                      : (unsigned char)((pixel[0] * 2 + pixel[1] * 5 + pixel[2]) / 8);
    }
    return grey;
}

void
picture_tell_marks(const struct picture *picture, double units)
{
    unsigned char *grey = make_grey(picture);
    struct rules across = { .items = calloc(RULES_MAX, sizeof *across.items) },
                 down = { .items = calloc(RULES_MAX, sizeof *down.items) };
    if (across.items == NULL || down.items == NULL)
        stream_fail(&picture_out, "picture: out of memory");
    int width = (int)picture->width, height = (int)picture->height;
    struct plane rows = { grey, width, height, 1, picture->width, units };
    struct plane columns = { grey, height, width, picture->width, 1, units };
    find_rules(&across, &rows);
    find_rules(&down, &columns);
    tell_areas(picture, grey, units);
    tell_frames(&across, &down, units);
    tell_rules(&across, false, units);
    tell_rules(&down, true, units);
    free(across.items);
    free(down.items);
    free(grey);
}
