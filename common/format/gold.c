/*
 * gold: the annotation format, one line a page: what people correct and models learn from.  It is
 * the record without what only a program knows: confidence, evidence, entities of the page.
 */
#include "common/format/item.h"
#include "common/format/writers.h"
#include "common/proto/page_part.h"

static void
segments(const struct record *record, struct jsonw *w)
{
    jsonw_key(w, "segments");
    jsonw_open(w, '[');
    for (size_t i = 0; i < record->segment_count; i++) {
        const struct record_segment *segment = &record->segments[i];
        jsonw_open(w, '{');
        page_part_segment(segment->start, segment->end, segment->article, segment->role, w);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
authors(const struct record_article *article, struct jsonw *w)
{
    jsonw_key(w, "authors");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->author_count; i++) {
        jsonw_open(w, '{');
        page_part_author(article->authors[i].name, article->authors[i].affiliation, w);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
entities(const struct record_article *article, struct jsonw *w)
{
    jsonw_key(w, "entities");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->entity_count; i++) {
        const struct record_entity *mention = &article->entities[i];
        jsonw_open(w, '{');
        page_part_mention(mention->type, mention->text, mention->start, mention->end, w);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
gold(const struct record *record, const struct format_context *context, struct buf *out)
{
    struct jsonw w = { .out = out };
    jsonw_open(&w, '{');
    jsonw_member(&w, "page", context->by_id ? record->page_id : record->page);
    jsonw_member(&w, "text", record->text);
    segments(record, &w);
    jsonw_key(&w, "articles");
    jsonw_open(&w, '[');
    for (size_t i = 0; i < record->article_count; i++) {
        const struct record_article *article = &record->articles[i];
        jsonw_open(&w, '{');
        jsonw_member_number(&w, "article", article->number);
        jsonw_member(&w, "kicker", article->kicker);
        jsonw_member(&w, "headline", article->headline);
        jsonw_member(&w, "deck", article->deck);
        authors(article, &w);
        jsonw_member(&w, "dateline", article->dateline);
        jsonw_member_list(&w, "paragraphs", article->paragraphs, article->paragraph_count);
        entities(article, &w);
        jsonw_close(&w, '}');
    }
    jsonw_close(&w, ']');
    jsonw_close(&w, '}');
}

const struct format format_gold = {
    .name = "gold",
    .suffix = ".gold.json",
    .media_type = "application/json; profile=gold",
    .unit = FORMAT_PAGE,
    .summary = "the annotation format, one line a page",
    .page = gold,
};
