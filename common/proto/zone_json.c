#include "common/proto/zone_json.h"

#include <math.h>

enum { FAR = 1000000 }; /* points */

/* Lengths below zero, of what hangs over the page's edge, are written as 0. */
static void
write_box(const struct box *box, struct jsonw *w)
{
    const float sides[] = { box->left, box->top, box->right, box->bottom };
    jsonw_open(w, '[');
    for (int i = 0; i < 4; i++)
        jsonw_share(w, round((double)sides[i] * 100) / 100);
    jsonw_close(w, ']');
}

static void
write_boxes(const struct zone_list *list, struct jsonw *w)
{
    jsonw_open(w, '[');
    for (size_t i = 0; i < list->count; i++)
        write_box(&list->boxes[i], w);
    jsonw_close(w, ']');
}

static void
write_lists(const char *key, const struct zone_list *lists, size_t count, struct jsonw *w)
{
    jsonw_key(w, key);
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++)
        write_boxes(&lists[i], w);
    jsonw_close(w, ']');
}

void
zone_list_encode(const struct zone_list *list, struct jsonw *w)
{
    jsonw_key(w, "zones");
    write_boxes(list, w);
}

void
zone_size_encode(const struct zones *zones, struct jsonw *w)
{
    jsonw_key(w, "page_size");
    jsonw_open(w, '[');
    jsonw_share(w, round((double)zones->width * 100) / 100);
    jsonw_share(w, round((double)zones->height * 100) / 100);
    jsonw_close(w, ']');
}

void
zones_encode(const struct page *page, struct jsonw *w)
{
    jsonw_open(w, '{');
    zone_size_encode(page->zones, w);
    write_lists("segments", page->zones->segments, page->segment_count, w);
    write_lists("articles", page->zones->articles, page->article_count, w);
    jsonw_close(w, '}');
}

static bool
read_length(const json_t *value, float *length)
{
    double number = json_number_value(value);
    *length = (float)number;
    return json_is_number(value) && number >= 0 && number <= FAR;
}

static bool
read_box(const json_t *value, struct box *box)
{
    return json_array_size(value) >= 4 && read_length(json_array_get(value, 0), &box->left) &&
           read_length(json_array_get(value, 1), &box->top) &&
           read_length(json_array_get(value, 2), &box->right) &&
           read_length(json_array_get(value, 3), &box->bottom) && box->left <= box->right &&
           box->top <= box->bottom;
}

static bool
read_lists(struct page *page, const json_t *value, size_t count, size_t *used,
           struct zone_list **lists)
{
    if (!json_is_array(value) || json_array_size(value) != count)
        return false;
    *lists = arena_alloc(&page->arena, count + 1, sizeof **lists);
    for (size_t i = 0; i < count; i++) {
        const json_t *boxes = json_array_get(value, i);
        struct zone_list *list = &(*lists)[i];
        list->count = json_array_size(boxes);
        *used += list->count;
        if (!json_is_array(boxes) || *used > ZONES_MAX)
            return false;
        list->boxes = arena_alloc(&page->arena, list->count + 1, sizeof *list->boxes);
        for (size_t k = 0; k < list->count; k++)
            if (!read_box(json_array_get(boxes, k), &list->boxes[k]))
                return false;
    }
    return true;
}

int
zones_decode(struct page *page, const json_t *value, struct err *err)
{
    struct zones *zones = arena_alloc(&page->arena, 1, sizeof *zones);
    const json_t *size = json_object_get(value, "page_size");
    size_t used = 0;
    if (json_array_size(size) < 2 || !read_length(json_array_get(size, 0), &zones->width) ||
        !read_length(json_array_get(size, 1), &zones->height))
        return err_set(err, ERR_REJECT, "page: zones has no page_size");
    if (!read_lists(page, json_object_get(value, "segments"), page->segment_count, &used,
                    &zones->segments) ||
        !read_lists(page, json_object_get(value, "articles"), page->article_count, &used,
                    &zones->articles))
        return err_set(err, ERR_REJECT, "page: zones are not those of the segments and articles");
    page->zones = zones;
    return 0;
}
