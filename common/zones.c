/*
 * Boxes of lines, cut to the part of them that is meant, and joined down their column.
 */
#include "common/zones.h"

#include <math.h>
#include <stdlib.h>

enum {
    SLACK = 2,       /* points by which edges of one column differ */
    COLUMN_GAP = 12, /* points between two parts of an article in one column */
};

/* The part of the line's box that code points [start, end) of the page take. */
static struct box
cut(const struct layout_line *line, uint32_t start, uint32_t end)
{
    struct box box = line->box;
    float points = (float)(line->end - line->start);
    float from = start > line->start ? (float)(start - line->start) / points : 0;
    float to = end < line->end ? (float)(end - line->start) / points : 1;
    float wide = box.right - box.left, tall = box.bottom - box.top;
    if (line->vertical)
        return (struct box){ box.left, box.top + from * tall, box.right, box.top + to * tall };
    return (struct box){ box.left + from * wide, box.top, box.left + to * wide, box.bottom };
}

static float
overlap(float a, float b, float c, float d)
{
    return fminf(b, d) - fmaxf(a, c);
}

/* Whether b goes on the zone a: the next line of the column, or the rest of the last line. */
static bool
goes_on(const struct box *a, const struct box *b, float line)
{
    float x = overlap(a->left, a->right, b->left, b->right);
    float y = overlap(a->top, a->bottom, b->top, b->bottom);
    bool below = -y < 1.2f * line && x > -SLACK &&
                 (x > 0.5f * fminf(a->right - a->left, b->right - b->left) || x > 2 * line);
    return below || (y > 0.5f * line && x > -line && b->top > a->bottom - 1.3f * line);
}

static void
add(struct zone_list *list, struct box box, bool joined)
{
    if (!joined) {
        list->boxes[list->count++] = box;
        return;
    }
    struct box *last = &list->boxes[list->count - 1];
    *last = box_join(*last, box);
}

/* Whether b stands right below a in the same column, or over a part of it. */
static bool
same_column(const struct box *a, const struct box *b)
{
    float wide = fmaxf(a->right - a->left, b->right - b->left);
    return overlap(a->left, a->right, b->left, b->right) > 0.8f * wide &&
           overlap(a->top, a->bottom, b->top, b->bottom) > -COLUMN_GAP;
}

/* The first line that ends behind `at`; lines are in the order of the text. */
static size_t
line_at(const struct layout *layout, uint32_t at)
{
    size_t low = 0, high = layout->line_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (layout->lines[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
find_zones(struct page *page, const struct segment *segment, struct zone_list *list)
{
    const struct layout *layout = page->layout;
    size_t first = line_at(layout, segment->start), last = first;
    while (last < layout->line_count && layout->lines[last].start < segment->end)
        last++;
    list->boxes = arena_alloc(&page->arena, last - first + 1, sizeof *list->boxes);
    for (size_t i = first; i < last; i++) {
        const struct layout_line *line = &layout->lines[i];
        float thick =
            line->vertical ? line->box.right - line->box.left : line->box.bottom - line->box.top;
        if (line->start < line->end) {
            struct box box = cut(line, segment->start, segment->end);
            add(list, box, list->count > 0 && goes_on(&list->boxes[list->count - 1], &box, thick));
        }
    }
}

static int
compare_numbers(const void *key, const void *element)
{
    uint32_t a = *(const uint32_t *)key, b = ((const struct article *)element)->number;
    return a < b ? -1 : a > b;
}

/* The zones of the article's segments, joined where one goes on the other. */
static void
join_zones(struct page *page, struct zones *zones)
{
    size_t *room = arena_alloc(&page->arena, page->article_count + 1, sizeof *room);
    for (int round = 0; round < 2; round++)
        for (size_t s = 0; s < page->segment_count; s++) {
            const struct article *article =
                page->article_count == 0
                    ? NULL
                    : bsearch(&page->segments[s].article, page->articles, page->article_count,
                              sizeof *page->articles, compare_numbers);
            if (article == NULL)
                continue;
            size_t a = (size_t)(article - page->articles);
            struct zone_list *list = &zones->articles[a];
            const struct zone_list *own = &zones->segments[s];
            if (round == 0) {
                room[a] += own->count;
                continue;
            }
            if (list->boxes == NULL)
                list->boxes = arena_alloc(&page->arena, room[a] + 1, sizeof *list->boxes);
            for (size_t i = 0; i < own->count; i++)
                add(list, own->boxes[i],
                    list->count > 0 && same_column(&list->boxes[list->count - 1], &own->boxes[i]));
        }
}

void
zones_make(struct page *page)
{
    page->zones = NULL;
    if (page->layout == NULL)
        return;
    struct zones *zones = arena_alloc(&page->arena, 1, sizeof *zones);
    zones->width = page->layout->width;
    zones->height = page->layout->height;
    zones->segments = arena_alloc(&page->arena, page->segment_count + 1, sizeof *zones->segments);
    zones->articles = arena_alloc(&page->arena, page->article_count + 1, sizeof *zones->articles);
    for (size_t s = 0; s < page->segment_count; s++)
        find_zones(page, &page->segments[s], &zones->segments[s]);
    join_zones(page, zones);
    page->zones = zones;
}
