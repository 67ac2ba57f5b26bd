/*
 * Drawn with cairo.  The background was drawn and packed anew by the decoder in its jail.
 */
#include "cli/picture.h"

#include "common/zones.h"

#include <cairo/cairo.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct source {
    struct slice rest;
};

static cairo_status_t
read_bytes(void *arg, unsigned char *bytes, unsigned count)
{
    struct source *source = arg;
    if (source->rest.len < count)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(bytes, source->rest.ptr, count);
    source->rest = slice_part(source->rest, count, source->rest.len);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
write_bytes(void *arg, const unsigned char *bytes, unsigned count)
{
    buf_add_slice(arg, (struct slice){ (const char *)bytes, count });
    return CAIRO_STATUS_SUCCESS;
}

static const struct {
    const char *mark; /* "" for body: most of the page */
    double alpha;
} looks[ROLE_COUNT] = {
    [ROLE_KICKER] = { "kicker", 0.45 },   [ROLE_HEADLINE] = { "headline", 0.55 },
    [ROLE_DECK] = { "deck", 0.45 },       [ROLE_BYLINE] = { "byline", 0.45 },
    [ROLE_AFFILIATION] = { "tag", 0.45 }, [ROLE_DATELINE] = { "dateline", 0.45 },
    [ROLE_LEAD] = { "lead", 0.4 },        [ROLE_BODY] = { "", 0.28 },
    [ROLE_SUBHEAD] = { "subhead", 0.4 },  [ROLE_CAPTION] = { "caption", 0.4 },
    [ROLE_CREDIT] = { "credit", 0.4 },    [ROLE_JUMP] = { "jump", 0.4 },
    [ROLE_FURNITURE] = { "", 0.25 },
};

/* Neighbours in number are far apart in hue. */
static void
set_colour(cairo_t *cairo, uint32_t article, double light, double alpha)
{
    if (article == 0) {
        cairo_set_source_rgba(cairo, 0.5, 0.5, 0.5, alpha);
        return;
    }
    double hue = fmod(article * 0.618034, 1.0) * 6, parts[3];
    for (int i = 0; i < 3; i++) {
        double at = fabs(fmod(hue + 6 - 2 * i, 6.0) - 3) - 1; /* 0..1 up and down */
        parts[i] = light * (at < 0 ? 0 : at > 1 ? 1 : at);
    }
    cairo_set_source_rgba(cairo, parts[0], parts[1], parts[2], alpha);
}

static void
draw_mark(cairo_t *cairo, const struct box *zone, const char *mark)
{
    cairo_text_extents_t extents;
    cairo_set_font_size(cairo, 7);
    cairo_text_extents(cairo, mark, &extents);
    double x = zone->left, y = zone->top;
    cairo_set_source_rgba(cairo, 1, 1, 1, 0.85);
    cairo_rectangle(cairo, x, y - 7, extents.x_advance + 2, 8);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_move_to(cairo, x + 1, y - 1);
    cairo_show_text(cairo, mark);
}

static void
draw_segment(cairo_t *cairo, const struct segment *segment, const struct zone_list *zones)
{
    for (size_t i = 0; i < zones->count; i++) {
        const struct box *zone = &zones->boxes[i];
        cairo_rectangle(cairo, zone->left, zone->top, zone->right - zone->left,
                        zone->bottom - zone->top);
        set_colour(cairo, segment->article, 1, looks[segment->role].alpha);
        cairo_fill_preserve(cairo);
        set_colour(cairo, segment->article, 0.6, 0.9);
        cairo_set_line_width(cairo, segment->article == 0 ? 0.5 : 1);
        cairo_stroke(cairo);
    }
    if (zones->count > 0 && looks[segment->role].mark[0] != '\0')
        draw_mark(cairo, &zones->boxes[0], looks[segment->role].mark);
}

/* The number of an article on a disc where its head stands, or its first zone. */
static void
draw_number(cairo_t *cairo, const struct page *page, size_t article)
{
    const struct box *at = NULL;
    for (size_t s = 0; s < page->segment_count && at == NULL; s++)
        if (page->segments[s].article == page->articles[article].number &&
            page->segments[s].role == ROLE_HEADLINE && page->zones->segments[s].count > 0)
            at = &page->zones->segments[s].boxes[0];
    if (at == NULL && page->zones->articles[article].count > 0)
        at = &page->zones->articles[article].boxes[0];
    if (at == NULL)
        return;
    char number[16];
    (void)snprintf(number, sizeof number, "%u", page->articles[article].number);
    cairo_text_extents_t extents;
    cairo_set_font_size(cairo, 16);
    cairo_text_extents(cairo, number, &extents);
    double x = fmax(at->left - 14, 14), y = fmax(at->top + 6, 14);
    cairo_arc(cairo, x, y, 13, 0, 6.2832);
    set_colour(cairo, page->articles[article].number, 0.6, 1);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_move_to(cairo, x - extents.x_advance / 2, y + 6);
    cairo_show_text(cairo, number);
}

static void
draw_page(cairo_t *cairo, const struct page *page, cairo_surface_t *background, double scale)
{
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    if (background != NULL) {
        cairo_save(cairo);
        double wide = cairo_image_surface_get_width(background);
        double tall = cairo_image_surface_get_height(background);
        cairo_scale(cairo, scale * (double)page->zones->width / wide,
                    scale * (double)page->zones->height / tall);
        cairo_set_source_surface(cairo, background, 0, 0);
        cairo_paint(cairo);
        cairo_restore(cairo);
    }
    cairo_scale(cairo, scale, scale);
    cairo_select_font_face(cairo, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
    for (size_t i = 0; i < page->segment_count; i++)
        draw_segment(cairo, &page->segments[i], &page->zones->segments[i]);
    for (size_t i = 0; i < page->article_count; i++)
        draw_number(cairo, page, i);
}

int
picture_draw(struct buf *png, const struct page *page, struct slice background, struct err *err)
{
    if (page->zones == NULL || page->zones->width < 1 || page->zones->height < 1)
        return err_set(err, ERR_REJECT, "plain text says nothing of where it stands: no picture");
    double scale = PICTURE_WIDTH / (double)page->zones->width;
    double tall = scale * (double)page->zones->height;
    if (tall < 1 || tall > 8 * PICTURE_WIDTH)
        return err_set(err, ERR_REJECT, "the page is too narrow for a picture");
    cairo_surface_t *under = NULL;
    if (background.len > 0) {
        struct source source = { background };
        under = cairo_image_surface_create_from_png_stream(read_bytes, &source);
        if (cairo_surface_status(under) != CAIRO_STATUS_SUCCESS) {
            cairo_surface_destroy(under);
            under = NULL;
        }
    }
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, PICTURE_WIDTH, (int)tall);
    cairo_t *cairo = cairo_create(surface);
    draw_page(cairo, page, under, scale);
    cairo_status_t status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, write_bytes, png);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    cairo_surface_destroy(under);
    return status == CAIRO_STATUS_SUCCESS
               ? 0
               : err_set(err, ERR_RETRY, "the picture: %s", cairo_status_to_string(status));
}

/* The picture's path, for a later page with its number before the extension. */
static void
picture_path(struct buf *path, const char *given, uint32_t number)
{
    const char *dot = strrchr(given, '.'), *slash = strrchr(given, '/');
    size_t stem =
        dot != NULL && (slash == NULL || dot > slash) ? (size_t)(dot - given) : strlen(given);
    buf_printf(path, "%.*s", (int)stem, given);
    if (number > 1)
        buf_printf(path, "-%u", number);
    buf_printf(path, "%s", given + stem);
}

int
picture_keep(const char *given, uint32_t number, struct slice png, struct err *err)
{
    struct buf path = { 0 };
    picture_path(&path, given, number);
    FILE *file = fopen(path.ptr, "wbe");
    bool whole = file != NULL && fwrite(png.ptr, 1, png.len, file) == png.len;
    if (file != NULL)
        whole &= fclose(file) == 0;
    int result = whole ? 0 : err_set(err, ERR_RETRY, "%s: %s", path.ptr, strerror(errno));
    buf_done(&path);
    return result;
}
