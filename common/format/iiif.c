/*
 * iiif: a IIIF Presentation 3 manifest of an issue: a canvas a page, with its picture where it has
 * layout, a range an article, the text of each as an annotation on its place.
 */
#include "common/format/item.h"
#include "common/format/writers.h"

#include <ctype.h>
#include <math.h>

enum { CANVAS_WIDTH = 1000, CANVAS_HEIGHT = 1414 }; /* of a page without layout */

static const struct slice nowhere = { "http://pagewire.invalid", 23 };

struct manifest {
    struct slice base;
    struct jsonw w;
    struct buf id; /* scratch */
};

static void
address(struct manifest *m, const char *key, const char *what, const struct record *record,
        const char *format, uint32_t number)
{
    buf_clear(&m->id);
    buf_printf(&m->id, "%.*s/iiif/%s", SLICE_ARGS(m->base), what);
    if (record != NULL)
        buf_printf(&m->id, "/%.*s",
                   SLICE_ARGS(record->page_id.len > 0 ? record->page_id : record->page));
    if (format != NULL) {
        buf_add_char(&m->id, '/');
        buf_printf(&m->id, "%s-%u", format, number);
    }
    jsonw_member(&m->w, key, buf_slice(&m->id));
}

/* Where the manifest is served. */
static void
own_address(struct manifest *m, const struct record *record, bool issue)
{
    buf_clear(&m->id);
    buf_add_slice(&m->id, m->base);
    if (issue && record->paper.len > 0 && record->date.len > 0) {
        buf_printf(&m->id, "/v1/issues/");
        for (size_t i = 0; i < record->paper.len; i++)
            if (isalnum((unsigned char)record->paper.ptr[i]))
                buf_add_char(&m->id, record->paper.ptr[i]);
            else
                buf_printf(&m->id, "%%%02X", (unsigned char)record->paper.ptr[i]);
        buf_printf(&m->id, "/%.*s.iiif.json", SLICE_ARGS(record->date));
    } else {
        buf_printf(&m->id, "/v1/pages/%.*s.iiif.json",
                   SLICE_ARGS(record->page_id.len > 0 ? record->page_id : record->page));
    }
    jsonw_member(&m->w, "id", buf_slice(&m->id));
}

/* {"zh": ["…"]} */
static void
language_map(struct jsonw *w, const char *key, struct slice text)
{
    jsonw_key(w, key);
    jsonw_open(w, '{');
    jsonw_member_list(w, text.len > 0 ? "zh" : "none", &text, 1);
    jsonw_close(w, '}');
}

static int
pixels(float points, int otherwise)
{
    int whole = (int)lroundf(points);
    return whole > 0 ? whole : otherwise;
}

static void
picture(struct manifest *m, const struct record *record)
{
    int width = pixels(record->width, CANVAS_WIDTH), height = pixels(record->height, CANVAS_HEIGHT);
    jsonw_open(&m->w, '{');
    address(m, "id", "painting", record, NULL, 0);
    jsonw_member(&m->w, "type", slice_from("Annotation"));
    jsonw_member(&m->w, "motivation", slice_from("painting"));
    jsonw_key(&m->w, "body");
    jsonw_open(&m->w, '{');
    buf_clear(&m->id);
    buf_printf(&m->id, "%.*s/v1/pages/%.*s/picture?width=%d", SLICE_ARGS(m->base),
               SLICE_ARGS(record->page_id), 2 * width);
    jsonw_member(&m->w, "id", buf_slice(&m->id));
    jsonw_member(&m->w, "type", slice_from("Image"));
    jsonw_member(&m->w, "format", slice_from("image/png"));
    jsonw_member_number(&m->w, "width", 2L * width);
    jsonw_member_number(&m->w, "height", 2L * height);
    jsonw_close(&m->w, '}');
    address(m, "target", "canvas", record, NULL, 0);
    jsonw_close(&m->w, '}');
}

/* The canvas, or the part of it where a zone lies. */
static void
target(struct manifest *m, const char *key, const struct record *record, const struct box *zone)
{
    buf_clear(&m->id);
    buf_printf(&m->id, "%.*s/iiif/canvas/%.*s", SLICE_ARGS(m->base),
               SLICE_ARGS(record->page_id.len > 0 ? record->page_id : record->page));
    if (zone != NULL)
        buf_printf(&m->id, "#xywh=%d,%d,%d,%d", (int)zone->left, (int)zone->top,
                   (int)ceilf(zone->right - zone->left), (int)ceilf(zone->bottom - zone->top));
    jsonw_member(&m->w, key, buf_slice(&m->id));
}

static void
article_text(const struct record_article *article, struct buf *out)
{
    item_title(article, out);
    for (size_t i = 0; i < article->paragraph_count; i++) {
        buf_add_char(out, '\n');
        buf_add_slice(out, article->paragraphs[i]);
    }
}

static void
text_annotation(struct manifest *m, const struct record *record,
                const struct record_article *article)
{
    struct buf text = { 0 };
    article_text(article, &text);
    jsonw_open(&m->w, '{');
    address(m, "id", "text", record, "article", article->number);
    jsonw_member(&m->w, "type", slice_from("Annotation"));
    jsonw_member(&m->w, "motivation", slice_from("supplementing"));
    jsonw_key(&m->w, "body");
    jsonw_open(&m->w, '{');
    jsonw_member(&m->w, "type", slice_from("TextualBody"));
    jsonw_member(&m->w, "language", slice_from("zh"));
    jsonw_member(&m->w, "format", slice_from("text/plain"));
    jsonw_member(&m->w, "value", buf_slice(&text));
    jsonw_close(&m->w, '}');
    target(m, "target", record, article->zone_count > 0 ? &article->zones[0] : NULL);
    jsonw_close(&m->w, '}');
    buf_done(&text);
}

static void
canvas(struct manifest *m, const struct record *record)
{
    jsonw_open(&m->w, '{');
    address(m, "id", "canvas", record, NULL, 0);
    jsonw_member(&m->w, "type", slice_from("Canvas"));
    language_map(&m->w, "label", record->number.len > 0 ? record->number : record->page);
    jsonw_member_number(&m->w, "width", pixels(record->width, CANVAS_WIDTH));
    jsonw_member_number(&m->w, "height", pixels(record->height, CANVAS_HEIGHT));
    jsonw_key(&m->w, "items");
    jsonw_open(&m->w, '[');
    jsonw_open(&m->w, '{');
    address(m, "id", "pictures", record, NULL, 0);
    jsonw_member(&m->w, "type", slice_from("AnnotationPage"));
    jsonw_key(&m->w, "items");
    jsonw_open(&m->w, '[');
    if (record->width > 0 && record->page_id.len > 0)
        picture(m, record);
    jsonw_close(&m->w, ']');
    jsonw_close(&m->w, '}');
    jsonw_close(&m->w, ']');
    jsonw_key(&m->w, "annotations");
    jsonw_open(&m->w, '[');
    jsonw_open(&m->w, '{');
    address(m, "id", "texts", record, NULL, 0);
    jsonw_member(&m->w, "type", slice_from("AnnotationPage"));
    jsonw_key(&m->w, "items");
    jsonw_open(&m->w, '[');
    for (size_t i = 0; i < record->article_count; i++)
        text_annotation(m, record, &record->articles[i]);
    jsonw_close(&m->w, ']');
    jsonw_close(&m->w, '}');
    jsonw_close(&m->w, ']');
    jsonw_close(&m->w, '}');
}

static void
range(struct manifest *m, const struct record *record, const struct record_article *article)
{
    struct buf title = { 0 };
    item_title(article, &title);
    jsonw_open(&m->w, '{');
    address(m, "id", "range", record, "article", article->number);
    jsonw_member(&m->w, "type", slice_from("Range"));
    language_map(&m->w, "label", buf_slice(&title));
    jsonw_key(&m->w, "items");
    jsonw_open(&m->w, '[');
    for (size_t i = 0; i == 0 || i < article->zone_count; i++) {
        jsonw_open(&m->w, '{');
        target(m, "id", record, article->zone_count > 0 ? &article->zones[i] : NULL);
        jsonw_member(&m->w, "type", slice_from("Canvas"));
        jsonw_close(&m->w, '}');
    }
    jsonw_close(&m->w, ']');
    jsonw_close(&m->w, '}');
    buf_done(&title);
}

static void
iiif(const struct record *records, size_t count, const struct format_context *context,
     struct buf *out)
{
    struct manifest m = { .base = context->base.len > 0 ? context->base : nowhere,
                          .w = { .out = out } };
    struct buf label = { 0 };
    if (count > 0)
        buf_printf(&label, "%.*s %.*s", SLICE_ARGS(records[0].paper), SLICE_ARGS(records[0].date));
    jsonw_open(&m.w, '{');
    jsonw_member(&m.w, "@context", slice_from("http://iiif.io/api/presentation/3/context.json"));
    if (count > 0)
        own_address(&m, &records[0], context->issue);
    jsonw_member(&m.w, "type", slice_from("Manifest"));
    language_map(&m.w, "label", slice_trim(buf_slice(&label)));
    jsonw_key(&m.w, "items");
    jsonw_open(&m.w, '[');
    for (size_t i = 0; i < count; i++)
        canvas(&m, &records[i]);
    jsonw_close(&m.w, ']');
    jsonw_key(&m.w, "structures");
    jsonw_open(&m.w, '[');
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < records[i].article_count; k++)
            range(&m, &records[i], &records[i].articles[k]);
    jsonw_close(&m.w, ']');
    jsonw_close(&m.w, '}');
    buf_done(&label);
    buf_done(&m.id);
}

const struct format format_iiif = {
    .name = "iiif",
    .suffix = ".iiif.json",
    .media_type = "application/ld+json; profile=\"http://iiif.io/api/presentation/3/context.json\"",
    .unit = FORMAT_ISSUE,
    .summary = "IIIF Presentation 3 manifest of an issue",
    .issue = iiif,
};
