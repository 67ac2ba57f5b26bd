#include "services/store/reader_page.h"

#include "common/log.h"
#include "common/proto/page_json.h"
#include "common/utf8.h"
#include "services/store/redact.h"

#include <stdio.h>
#include <string.h>

void
reader_error(struct answer *answer, const struct err *err)
{
    size_t bad;
    answer->type = ANSWER_ERROR;
    answer->reason = slice_from(err->text);
    answer->retry = err->kind == ERR_RETRY;
    if (answer->retry)
        answer->code = SLICE_LITERAL("away");
    else if (answer->code.len == 0)
        answer->code = SLICE_LITERAL("request");
    if (!utf8_valid(answer->reason, &bad))
        answer->reason.len = bad;
}

/* ---- which page ---- */

static int
unknown(struct answer *answer, struct err *err, struct slice page_id)
{
    return answer_refuse(answer, "unknown", err, "unknown page %.*s", SLICE_ARGS(page_id));
}

static int
no_slot(struct reader *reader, const struct query *query, struct answer *answer, struct err *err)
{
    int absent = archive_absent(reader->archive, query->paper, query->date, query->number, err);
    if (absent < 0)
        return -1;
    return answer_refuse(answer, absent ? "absent" : "unknown", err, "%s %.*s, %.*s, %.*s",
                         absent ? "known to be missing:" : "no page of", SLICE_ARGS(query->paper),
                         SLICE_ARGS(query->date), SLICE_ARGS(query->number));
}

/* The full id of the page that is asked for, in answer->page_id. */
static int
find_page(struct reader *reader, const struct query *query, struct answer *answer, struct err *err)
{
    char id[33];
    if (query->page_id.len == 32) {
        answer->page_id = arena_slice(&answer->arena, query->page_id);
        return 0;
    }
    if (reader_archive(reader, err) != 0)
        return -1;
    int found = query->page_id.len > 0 ? archive_find(reader->archive, query->page_id, id, err)
                                       : archive_find_slot(reader->archive, query->paper,
                                                           query->date, query->number, id, err);
    if (found == 0 && query->page_id.len > 0)
        return unknown(answer, err, query->page_id);
    if (found == 0)
        return no_slot(reader, query, answer, err);
    if (found == 1)
        answer->page_id = arena_slice(&answer->arena, slice_from(id));
    return found < 0 ? -1 : 0;
}

static bool
is_hidden(const struct archive_page *page, uint32_t article)
{
    for (size_t i = 0; i < page->hidden_count; i++)
        if (page->hidden[i] == article)
            return true;
    return false;
}

/* How it stands, and whether it may be shown.  1; 0 when it is not there, or -1. */
static int
look_at(struct reader *reader, const struct query *query, struct answer *answer,
        struct archive_page *page, struct err *err)
{
    if (reader_archive(reader, err) != 0)
        return -1;
    int found = archive_page(reader->archive, answer->page_id, &answer->arena, page, err);
    if (found != 1)
        return found;
    answer->state = page->state;
    answer->result = query->result != 0 ? query->result : page->result;
    if (query->withdrawn) {
        page->hidden_count = 0;
        return 1;
    }
    if (page->state == PAGE_WITHDRAWN)
        return answer_refuse(answer, "withdrawn", err, "page %.*s was withdrawn",
                             SLICE_ARGS(answer->page_id));
    if (query->article != 0 && is_hidden(page, query->article))
        return answer_refuse(answer, "withdrawn", err, "article %.*s/%u was withdrawn",
                             SLICE_ARGS(answer->page_id), query->article);
    return 1;
}

/* ---- the record ---- */

/* What is asked for of a record: all, or one article.  As record_pick_article. */
static int
pick(const struct query *query, struct slice record, const struct archive_page *page,
     struct buf *body)
{
    struct buf shown = { 0 };
    int found = 1;
    if (page->state == PAGE_ANY)
        buf_add_slice(&shown, record);
    else if (redact_record(record, page->state, query->result != 0 ? query->result : page->result,
                           page->made_ms, page->hidden, page->hidden_count, &shown, NULL) != 0)
        found = -1;
    if (found == 1 && query->article != 0)
        found = record_pick_article(buf_slice(&shown), query->article, body);
    else if (found == 1)
        buf_add_slice(body, buf_slice(&shown));
    buf_done(&shown);
    return found;
}

/* 1 found, 0 not there or not usable, -1 away. */
static int
show_from_cache(struct reader *reader, const struct query *query, struct slice id,
                const struct archive_page *page, struct buf *record, struct buf *body)
{
    struct err err;
    int found = cache_get(reader->cache, id, record, &err);
    if (found < 0) {
        log_debug(id.ptr, "cache-away", "reason=\"%s\"", err.text);
        metric_add(reader->failures, 1);
        return -1;
    }
    found = found == 1 && record->len > 0 && pick(query, buf_slice(record), page, body) == 1;
    metric_add(found ? reader->hits : reader->misses, 1);
    return found;
}

static int
show_from_archive(struct reader *reader, const struct query *query, struct answer *answer,
                  const struct archive_page *page, struct buf *record, struct buf *body,
                  struct err *err)
{
    struct slice id = answer->page_id;
    if (reader_archive(reader, err) != 0)
        return -1;
    /* that of the result which the answer names, also when there is a newer one by now */
    uint32_t result = page->state == PAGE_ANY ? query->result : answer->result;
    int found = archive_record_of(reader->archive, id, result, record, err);
    if (found == 0 && query->result != 0 && page->state != PAGE_ANY)
        return answer_refuse(answer, "unknown", err, "page %.*s has no result %u", SLICE_ARGS(id),
                             query->result);
    if (found != 1)
        return found < 0 ? -1 : unknown(answer, err, id);
    found = pick(query, buf_slice(record), page, body);
    if (found != 1)
        return answer_refuse(answer, "unknown", err, "page %.*s has no article %u", SLICE_ARGS(id),
                             query->article);
    return 0;
}

/* The cache holds what a page was committed as; what was edited since is in the archive
 * alone.  While the archive is away, the cache is all there is. */
int
reader_show(struct reader *reader, const struct query *query, struct answer *answer,
            struct buf *body, struct err *err)
{
    struct archive_page page = { .state = PAGE_ANY };
    struct buf record = { 0 };
    if (find_page(reader, query, answer, err) != 0)
        return -1;
    int there = look_at(reader, query, answer, &page, err);
    if (there < 0 && err->kind == ERR_REJECT)
        return -1;
    answer->type = ANSWER_RECORD;
    bool plain = page.result <= 1 && page.hidden_count == 0 && page.state != PAGE_WITHDRAWN &&
                 query->result == 0;
    int cached = plain ? show_from_cache(reader, query, answer->page_id, &page, &record, body) : -1;
    int result = 0;
    answer->source = SLICE_LITERAL("cache");
    if (cached != 1) {
        buf_clear(&record);
        answer->source = SLICE_LITERAL("archive");
        result = show_from_archive(reader, query, answer, &page, &record, body, err);
        if (result == 0 && cached == 0 && plain)
            (void)cache_put(reader->cache, answer->page_id, buf_slice(&record), NULL);
    }
    buf_done(&record);
    return result;
}

/* ---- original and results ---- */

static bool
begins(struct slice bytes, const char *with, size_t len)
{
    return bytes.len >= len && memcmp(bytes.ptr, with, len) == 0;
}

static struct slice
media_type(struct answer *answer, struct slice bytes, struct slice encoding)
{
    if (begins(bytes, "%PDF-", 5))
        return SLICE_LITERAL("application/pdf");
    if (begins(bytes, "\x89PNG", 4))
        return SLICE_LITERAL("image/png");
    if (begins(bytes, "\xff\xd8\xff", 3))
        return SLICE_LITERAL("image/jpeg");
    if (begins(bytes, "\0\0\0\x0cjP  ", 8))
        return SLICE_LITERAL("image/jp2");
    if (begins(bytes, "II*\0", 4) || begins(bytes, "MM\0*", 4))
        return SLICE_LITERAL("image/tiff");
    if (bytes.len > 512 && memcmp(bytes.ptr + 257, "ustar", 5) == 0)
        return SLICE_LITERAL("application/x-tar");
    if (begins(bytes, "PK\3\4", 4))
        return SLICE_LITERAL("application/zip");
    char text[96];
    (void)snprintf(text, sizeof text, "text/plain; charset=%.*s", SLICE_ARGS(encoding));
    return arena_slice(&answer->arena, slice_from(text));
}

int
reader_original(struct reader *reader, const struct query *query, struct answer *answer,
                struct buf *body, struct err *err)
{
    struct archive_page page = { .state = PAGE_ANY };
    struct slice encoding = SLICE_EMPTY;
    size_t start = body->len;
    if (find_page(reader, query, answer, err) != 0)
        return -1;
    int found = look_at(reader, query, answer, &page, err);
    if (found == 1 && page.hidden_count > 0)
        return answer_refuse(answer, "withdrawn", err, "an article of page %.*s was withdrawn",
                             SLICE_ARGS(answer->page_id));
    if (found == 1)
        found = archive_original(reader->archive, answer->page_id, body, &answer->file_page, err);
    if (found == 1)
        found = archive_name_of(reader->archive, answer->page_id, answer, &encoding, err);
    if (found != 1)
        return found < 0 ? -1 : unknown(answer, err, answer->page_id);
    answer->type = ANSWER_ORIGINAL;
    answer->media_type =
        media_type(answer, slice_part(buf_slice(body), start, body->len), encoding);
    return 0;
}

int
reader_versions(struct reader *reader, const struct query *query, struct answer *answer,
                struct err *err)
{
    struct archive_page page = { .state = PAGE_ANY };
    if (find_page(reader, query, answer, err) != 0)
        return -1;
    int found = archive_page(reader->archive, answer->page_id, &answer->arena, &page, err);
    if (found != 1)
        return found < 0 ? -1 : unknown(answer, err, answer->page_id);
    answer->type = ANSWER_VERSIONS;
    answer->state = page.state;
    return archive_versions(reader->archive, answer->page_id, answer, err);
}
