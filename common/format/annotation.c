/*
 * annotation: W3C Web Annotations, a page of them for each article: what it names, by places in
 * the page's text (code points) with quotes, and where it stands on paper.
 */
#include "common/format/item.h"
#include "common/format/writers.h"

#include <stdlib.h>

enum { QUOTE_POINTS = 16 }; /* of the text before and after a mention */

/* What a selector selects from: the page's text or its picture. */
static void
source(const struct record *record, const struct format_context *context, const char *what,
       struct jsonw *w)
{
    struct buf uri = { 0 };
    item_uri(record, 0, context, &uri);
    buf_printf(&uri, context->base.len > 0 ? "/%s" : "#%s", what);
    jsonw_member(w, "source", buf_slice(&uri));
    buf_done(&uri);
}

static void
selectors(const struct record *record, const struct record_entity *mention, struct jsonw *w)
{
    uint32_t start = mention->start, end = mention->end;
    jsonw_key(w, "selector");
    jsonw_open(w, '[');
    jsonw_open(w, '{');
    jsonw_member(w, "type", slice_from("TextPositionSelector"));
    jsonw_member_number(w, "start", start);
    jsonw_member_number(w, "end", end);
    jsonw_close(w, '}');
    jsonw_open(w, '{');
    jsonw_member(w, "type", slice_from("TextQuoteSelector"));
    jsonw_member(w, "exact", record_span(record, start, end));
    jsonw_member(w, "prefix",
                 record_span(record, start > QUOTE_POINTS ? start - QUOTE_POINTS : 0, start));
    jsonw_member(w, "suffix", record_span(record, end, end + QUOTE_POINTS));
    jsonw_close(w, '}');
    jsonw_close(w, ']');
}

/* The entity as a body that identifies it. */
static void
identify(const struct record *record, const struct record_entity *mention, struct jsonw *w)
{
    const struct entity *entity = record_find_entity(record, mention->entity);
    jsonw_open(w, '{');
    jsonw_member(w, "type", slice_from("SpecificResource"));
    jsonw_member(w, "purpose", slice_from("identifying"));
    jsonw_key(w, "source");
    jsonw_open(w, '{');
    jsonw_member(w, "type",
                 slice_from(mention->type == MENTION_PER   ? "Person"
                            : mention->type == MENTION_LOC ? "Place"
                                                           : "Organization"));
    jsonw_member(w, "label", entity != NULL ? entity->name : mention->text);
    if (entity != NULL && entity->code.len > 0) {
        struct buf id = { 0 };
        buf_printf(&id, "urn:%s:%.*s", item_code_scheme(entity->code), SLICE_ARGS(entity->code));
        jsonw_member(w, "id", buf_slice(&id));
        buf_done(&id);
    }
    jsonw_close(w, '}');
    jsonw_close(w, '}');
    jsonw_open(w, '{');
    jsonw_member(w, "type", slice_from("TextualBody"));
    jsonw_member(w, "purpose", slice_from("tagging"));
    jsonw_member(w, "value", slice_from(mention_type_name(mention->type)));
    jsonw_close(w, '}');
}

static void
open_annotation(const struct record *record, const struct record_article *article,
                const struct format_context *context, const char *kind, size_t number,
                struct jsonw *w)
{
    struct buf id = { 0 };
    item_uri(record, article->number, context, &id);
    buf_printf(&id, "#%s-%zu", kind, number);
    jsonw_open(w, '{');
    jsonw_member(w, "id", buf_slice(&id));
    jsonw_member(w, "type", slice_from("Annotation"));
    buf_done(&id);
}

static void
mention_annotation(const struct record *record, const struct record_article *article, size_t i,
                   const struct format_context *context, struct jsonw *w)
{
    const struct record_entity *mention = &article->entities[i];
    open_annotation(record, article, context, "mention", i + 1, w);
    jsonw_member(w, "motivation", slice_from("identifying"));
    jsonw_key(w, "body");
    jsonw_open(w, '[');
    identify(record, mention, w);
    jsonw_close(w, ']');
    jsonw_key(w, "target");
    jsonw_open(w, '{');
    source(record, context, "text", w);
    selectors(record, mention, w);
    jsonw_close(w, '}');
    jsonw_close(w, '}');
}

static void
zone_annotation(const struct record *record, const struct record_article *article, size_t i,
                const struct format_context *context, struct jsonw *w)
{
    const struct box *zone = &article->zones[i];
    struct buf title = { 0 }, fragment = { 0 };
    item_title(article, &title);
    buf_printf(&fragment, "xywh=%.1f,%.1f,%.1f,%.1f", (double)zone->left, (double)zone->top,
               (double)(zone->right - zone->left), (double)(zone->bottom - zone->top));
    open_annotation(record, article, context, "zone", i + 1, w);
    jsonw_member(w, "motivation", slice_from("describing"));
    jsonw_key(w, "body");
    jsonw_open(w, '{');
    jsonw_member(w, "type", slice_from("TextualBody"));
    jsonw_member(w, "format", slice_from("text/plain"));
    jsonw_member(w, "value", buf_slice(&title));
    jsonw_close(w, '}');
    jsonw_key(w, "target");
    jsonw_open(w, '{');
    source(record, context, "picture", w);
    jsonw_key(w, "selector");
    jsonw_open(w, '{');
    jsonw_member(w, "type", slice_from("FragmentSelector"));
    jsonw_member(w, "conformsTo", slice_from("http://www.w3.org/TR/media-frags/"));
    jsonw_member(w, "value", buf_slice(&fragment));
    jsonw_close(w, '}');
    jsonw_close(w, '}');
    jsonw_close(w, '}');
    buf_done(&title);
    buf_done(&fragment);
}

static void
annotation(const struct record *record, const struct record_article *article,
           const struct format_context *context, struct buf *out)
{
    struct jsonw w = { .out = out };
    struct buf id = { 0 };
    item_uri(record, article->number, context, &id);
    buf_printf(&id, "#annotations");
    jsonw_open(&w, '{');
    jsonw_member(&w, "@context", slice_from("http://www.w3.org/ns/anno.jsonld"));
    jsonw_member(&w, "id", buf_slice(&id));
    jsonw_member(&w, "type", slice_from("AnnotationPage"));
    jsonw_key(&w, "items");
    jsonw_open(&w, '[');
    for (size_t i = 0; i < article->entity_count; i++)
        mention_annotation(record, article, i, context, &w);
    for (size_t i = 0; i < article->zone_count; i++)
        zone_annotation(record, article, i, context, &w);
    jsonw_close(&w, ']');
    jsonw_close(&w, '}');
    buf_done(&id);
}

const struct format format_annotation = {
    .name = "annotation",
    .suffix = ".anno.json",
    .media_type = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"",
    .unit = FORMAT_ARTICLE,
    .summary = "W3C Web Annotations of what an article names and where it stands",
    .article = annotation,
};
