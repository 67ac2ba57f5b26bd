/*
 * table: CSV (RFC 4180, UTF-8, LF): a row an article, or a row a mention.
 *
 * A cell that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets a '
 * before it.
 */
#include "common/format/item.h"
#include "common/format/writers.h"

#include <stdio.h>
#include <string.h>

static void
cell(struct slice text, bool last, struct buf *out)
{
    bool formula = text.len > 0 && strchr("=+-@\t\r", text.ptr[0]) != NULL;
    bool quoted = formula;
    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = strchr(",\"\n\r", text.ptr[i]) != NULL;
    if (quoted)
        buf_add_char(out, '"');
    if (formula)
        buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.ptr[i]);
    }
    if (quoted)
        buf_add_char(out, '"');
    buf_add_char(out, last ? '\n' : ',');
}

static void
number(double value, const char *format, bool last, struct buf *out)
{
    char text[40];
    int length = snprintf(text, sizeof text, format, value);
    buf_add(out, text, (size_t)length);
    buf_add_char(out, last ? '\n' : ',');
}

/* paper, date, number, page, article: where a row is from. */
static void
origin(const struct record *record, const struct record_article *article, struct buf *out)
{
    cell(record->paper, false, out);
    cell(record->date, false, out);
    cell(record->number, false, out);
    cell(record->page_id.len > 0 ? record->page_id : record->page, false, out);
    number(article->number, "%.0f", false, out);
}

static void
joined(const struct slice *texts, size_t count, struct buf *out)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(&text, '\n');
        buf_add_slice(&text, texts[i]);
    }
    cell(buf_slice(&text), false, out);
    buf_done(&text);
}

static void
articles(const struct record *record, const struct record_article *article,
         const struct format_context *context, struct buf *out)
{
    (void)context;
    struct buf text = { 0 };
    origin(record, article, out);
    cell(article->kicker, false, out);
    cell(article->headline, false, out);
    cell(article->deck, false, out);
    item_byline(article, &text);
    cell(buf_slice(&text), false, out);
    cell(article->dateline, false, out);
    joined(article->lead, article->lead_count, out);
    joined(article->paragraphs, article->paragraph_count, out);
    joined(article->captions, article->caption_count, out);
    number(article->confidence, "%.3f", true, out);
    buf_done(&text);
}

const struct format format_csv = {
    .name = "csv",
    .suffix = ".csv",
    .media_type = "text/csv; charset=utf-8",
    .unit = FORMAT_ARTICLE,
    .head =
        "paper,date,number,page,article,kicker,headline,deck,authors,dateline,lead,body,captions,"
        "confidence\n",
    .summary = "CSV, a row an article",
    .article = articles,
};

static void
mentions(const struct record *record, const struct record_article *article,
         const struct format_context *context, struct buf *out)
{
    (void)context;
    for (size_t i = 0; i < article->entity_count; i++) {
        const struct record_entity *mention = &article->entities[i];
        const struct entity *entity = record_find_entity(record, mention->entity);
        origin(record, article, out);
        cell(slice_from(mention_type_name(mention->type)), false, out);
        cell(mention->text, false, out);
        number(mention->start, "%.0f", false, out);
        number(mention->end, "%.0f", false, out);
        cell(entity != NULL ? entity->name : SLICE_EMPTY, false, out);
        cell(entity != NULL ? entity->code : SLICE_EMPTY, false, out);
        cell(entity != NULL ? entity->path : SLICE_EMPTY, false, out);
        number(mention->confidence, "%.3f", true, out);
    }
}

const struct format format_mentions = {
    .name = "mentions",
    .suffix = ".mentions.csv",
    .media_type = "text/csv; charset=utf-8; header=present",
    .unit = FORMAT_ARTICLE,
    .head = "paper,date,number,page,article,type,text,start,end,name,code,path,confidence\n",
    .summary = "CSV, a row for each name where it stands",
    .article = mentions,
};
