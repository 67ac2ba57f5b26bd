#include "common/format/item.h"

#include "common/err.h"
#include "common/utf8.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TITLE_POINTS_MAX = 24 };

void
item_urn(const struct record *record, uint32_t article, struct buf *out)
{
    buf_printf(out, "urn:pagewire:");
    if (record->page_id.len > 0)
        buf_add_slice(out, record->page_id);
    else
        buf_printf(out, "page");
    if (article > 0)
        buf_printf(out, ":%u", article);
}

void
item_uri(const struct record *record, uint32_t article, const struct format_context *context,
         struct buf *out)
{
    if (context->base.len == 0 || record->page_id.len == 0) {
        item_urn(record, article, out);
        return;
    }
    buf_add_slice(out, context->base);
    if (article > 0)
        buf_printf(out, "/v1/articles/%.*s/%u", SLICE_ARGS(record->page_id), article);
    else
        buf_printf(out, "/v1/pages/%.*s", SLICE_ARGS(record->page_id));
}

void
item_member_urn(struct jsonw *w, const char *key, const struct record *record, uint32_t article)
{
    struct buf text = { 0 };
    item_urn(record, article, &text);
    jsonw_member(w, key, buf_slice(&text));
    buf_done(&text);
}

void
item_member_uri(struct jsonw *w, const char *key, const struct record *record, uint32_t article,
                const struct format_context *context)
{
    struct buf text = { 0 };
    item_uri(record, article, context, &text);
    jsonw_member(w, key, buf_slice(&text));
    buf_done(&text);
}

/* The bytes of the first `points` code points. */
static size_t
prefix(struct slice text, size_t points)
{
    size_t at = 0;
    for (; points > 0 && at < text.len; points--)
        do
            at++;
        while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80);
    return at;
}

void
item_title(const struct record_article *article, struct buf *out)
{
    struct slice title = article->headline.len > 0 ? article->headline : article->kicker;
    if (title.len > 0 || article->paragraph_count + article->lead_count == 0) {
        buf_add_slice(out, title);
        return;
    }
    struct slice text = article->paragraph_count > 0 ? article->paragraphs[0] : article->lead[0];
    size_t length = prefix(text, TITLE_POINTS_MAX);
    buf_add(out, text.ptr, length);
    if (length < text.len)
        buf_printf(out, "…");
}

const struct slice *
item_paragraphs(const struct record_article *article, size_t *count)
{
    bool lead = article->paragraph_count == 0;
    *count = lead ? article->lead_count : article->paragraph_count;
    return lead ? article->lead : article->paragraphs;
}

void
item_body(const struct record_article *article, struct buf *out)
{
    size_t count;
    const struct slice *paragraphs = item_paragraphs(article, &count);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_printf(out, "\n\n");
        buf_add_slice(out, paragraphs[i]);
    }
}

void
item_byline(const struct record_article *article, struct buf *out)
{
    for (size_t i = 0; i < article->author_count; i++) {
        if (i > 0)
            buf_printf(out, "、");
        buf_add_slice(out, article->authors[i].name);
    }
}

struct slice
item_located(const struct record_article *article)
{
    for (size_t i = 0; i < article->segment_count; i++) {
        const struct record_segment *segment = article->segments[i];
        if (segment->role != ROLE_DATELINE)
            continue;
        for (size_t k = 0; k < article->entity_count; k++) {
            const struct record_entity *mention = &article->entities[k];
            if (mention->type == MENTION_LOC && mention->start >= segment->start &&
                mention->end <= segment->end)
                return mention->text;
        }
    }
    return SLICE_EMPTY;
}

void
item_time(int64_t ms, struct buf *out)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    char text[40];
    if (gmtime_r(&seconds, &tm) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        return;
    buf_printf(out, "%s", text);
}

void
item_member_time(struct jsonw *w, const char *key, int64_t ms)
{
    struct buf text = { 0 };
    item_time(ms, &text);
    if (ms > 0)
        jsonw_member(w, key, buf_slice(&text));
    buf_done(&text);
}

bool
item_print_time(const struct record *record, struct buf *out)
{
    if (record->date.len != strlen("2018-01-09"))
        return false;
    buf_add_slice(out, record->date);
    buf_printf(out, "T00:00:00Z");
    return true;
}

/* Order of names: by entity, or by type and surface where there is none. */
static int
compare(const void *a, const void *b)
{
    const struct item_name *x = a, *y = b;
    if (x->entity != y->entity)
        return (uintptr_t)x->entity < (uintptr_t)y->entity ? -1 : 1;
    if (x->entity != NULL)
        return 0;
    if (x->type != y->type)
        return x->type < y->type ? -1 : 1;
    return slice_compare(x->name, y->name);
}

static void
keep(void *node)
{
    (void)node; /* the array has it */
}

struct item_name *
item_names(const struct record *record, const struct record_article *article, size_t *count)
{
    struct item_name *names = calloc(article->entity_count + 1, sizeof *names);
    if (names == NULL)
        die("out of memory");
    void *tree = NULL;
    *count = 0;
    for (size_t i = 0; i < article->entity_count; i++) {
        const struct record_entity *mention = &article->entities[i];
        const struct entity *entity = record_find_entity(record, mention->entity);
        struct item_name *name = &names[*count];
        *name = (struct item_name){ .type = entity != NULL ? entity->type : mention->type,
                                    .name = entity != NULL ? entity->name : mention->text,
                                    .entity = entity };
        struct item_name **found = tsearch(name, &tree, compare);
        if (found == NULL)
            die("out of memory");
        *count += *found == name;
        (*found)->mentions++;
    }
    tdestroy(tree, keep);
    return names;
}

const char *
item_code_scheme(struct slice code)
{
    if (code.len == 2)
        return "iso3166";
    return code.len >= 6 ? "gbt2260" : "";
}

void
item_escape(struct slice text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        switch (c) {
        case '&':
            buf_printf(out, "&amp;");
            break;
        case '<':
            buf_printf(out, "&lt;");
            break;
        case '>':
            buf_printf(out, "&gt;");
            break;
        case '"':
            buf_printf(out, "&quot;");
            break;
        case '\'':
            buf_printf(out, "&#39;");
            break;
        default:
            if (c >= 0x20 || c == '\n' || c == '\t')
                buf_add_char(out, (char)c);
        }
    }
}
