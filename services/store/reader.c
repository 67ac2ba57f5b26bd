#include "services/store/reader.h"

#include "common/log.h"
#include "common/metrics.h"
#include "common/proto/page_json.h"
#include "common/proto/query.h"
#include "common/utf8.h"
#include "services/store/archive.h"
#include "services/store/cache.h"

#include <stdio.h>
#include <stdlib.h>

/* Of each kind of question: answers without a `limit`, and at most. */
enum {
    LIST_LIMIT = 100,
    LIST_LIMIT_MAX = 1000,
    SEARCH_LIMIT = 20,
    SEARCH_LIMIT_MAX = 100,
    EXPORT_LIMIT = 50,
    EXPORT_LIMIT_MAX = 200,
    EXPORT_BYTES = 4 << 20, /* no further record after so many */
};

struct reader {
    struct reader_spec spec;
    struct archive *archive; /* NULL until it can be opened */
    struct cache *cache;
    struct metric *hits, *misses, *failures;
    struct metric *queries[QUERY_TYPE_COUNT], *refused;
};

static void
open_metrics(struct reader *reader)
{
    for (int i = 0; i < QUERY_TYPE_COUNT; i++) {
        char label[48];
        (void)snprintf(label, sizeof label, "type=\"%s\"", query_type_name((enum query_type)i));
        if (!query_is_edit((enum query_type)i))
            reader->queries[i] =
                metric_new(METRIC_COUNTER, "queries_total", label, "Questions answered, by type");
    }
    reader->refused =
        metric_new(METRIC_COUNTER, "query_errors_total", NULL, "Questions answered with ERROR");
    reader->hits = metric_new(METRIC_COUNTER, "cache_reads_total", "result=\"hit\"",
                              "Records looked for in the cache, by result");
    reader->misses = metric_new(METRIC_COUNTER, "cache_reads_total", "result=\"miss\"",
                                "Records looked for in the cache, by result");
    reader->failures = metric_new(METRIC_COUNTER, "cache_reads_total", "result=\"away\"",
                                  "Records looked for in the cache, by result");
}

int
reader_open(struct reader **reader, const struct reader_spec *spec, struct err *err)
{
    struct reader *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->spec = *spec;
    if (cache_open(&made->cache, &spec->cache, spec->cache_ttl, err) != 0) {
        free(made);
        return -1;
    }
    open_metrics(made);
    *reader = made;
    return 0;
}

void
reader_close(struct reader *reader)
{
    if (reader == NULL)
        return;
    archive_close(reader->archive);
    cache_close(reader->cache);
    free(reader);
}

static int
open_archive(struct reader *reader, struct err *err)
{
    if (reader->archive != NULL)
        return 0;
    if (archive_open(&reader->archive, reader->spec.archive, ARCHIVE_READ, err) != 0)
        return -1;
    archive_limit(reader->archive, reader->spec.time_ms);
    return 0;
}

/* ---- the kinds of questions: 0 with *answer filled, or -1 ---- */

static int
unknown(struct err *err, struct slice page_id)
{
    return err_set(err, ERR_REJECT, "unknown page %.*s", SLICE_ARGS(page_id));
}

/* The full id of the page that is asked for. */
static int
find_page(struct reader *reader, const struct query *query, char id[33], struct err *err)
{
    if (query->page_id.len == 32) {
        (void)snprintf(id, 33, "%.*s", SLICE_ARGS(query->page_id));
        return 0;
    }
    if (open_archive(reader, err) != 0)
        return -1;
    int found = query->page_id.len > 0 ? archive_find(reader->archive, query->page_id, id, err)
                                       : archive_find_slot(reader->archive, query->paper,
                                                           query->date, query->number, id, err);
    if (found == 0 && query->page_id.len > 0)
        return unknown(err, query->page_id);
    if (found == 0)
        return err_set(err, ERR_REJECT, "no page of %.*s, %.*s, %.*s", SLICE_ARGS(query->paper),
                       SLICE_ARGS(query->date), SLICE_ARGS(query->number));
    return found < 0 ? -1 : 0;
}

/* What is asked for of a record: all, or one article.  As record_pick_article. */
static int
pick(const struct query *query, struct buf *record, struct buf *body)
{
    if (query->article != 0)
        return record_pick_article(buf_slice(record), query->article, body);
    buf_add_slice(body, buf_slice(record));
    return 1;
}

/* 1 found, 0 not there or not usable, -1 away. */
static int
show_from_cache(struct reader *reader, const struct query *query, struct slice id,
                struct buf *record, struct buf *body)
{
    struct err err;
    int found = cache_get(reader->cache, id, record, &err);
    if (found < 0) {
        log_debug(id.ptr, "cache-away", "reason=\"%s\"", err.text);
        metric_add(reader->failures, 1);
        return -1;
    }
    found = found == 1 && pick(query, record, body) == 1;
    metric_add(found ? reader->hits : reader->misses, 1);
    return found;
}

static int
show_from_archive(struct reader *reader, const struct query *query, struct slice id,
                  struct buf *record, struct buf *body, struct err *err)
{
    if (open_archive(reader, err) != 0)
        return -1;
    int found = archive_record(reader->archive, id, record, err);
    if (found != 1)
        return found < 0 ? -1 : unknown(err, id);
    found = pick(query, record, body);
    if (found != 1)
        return err_set(err, ERR_REJECT, "page %.*s has no article %u", SLICE_ARGS(id),
                       query->article);
    return 0;
}

static int
show(struct reader *reader, const struct query *query, struct answer *answer, struct buf *body,
     struct err *err)
{
    char id[33];
    if (find_page(reader, query, id, err) != 0)
        return -1;
    struct buf record = { 0 };
    answer->type = ANSWER_RECORD;
    answer->page_id = arena_slice(&answer->arena, slice_from(id));
    int cached = show_from_cache(reader, query, answer->page_id, &record, body);
    int result = 0;
    if (cached == 1) {
        answer->source = SLICE_LITERAL("cache");
    } else {
        buf_clear(&record);
        answer->source = SLICE_LITERAL("archive");
        result = show_from_archive(reader, query, answer->page_id, &record, body, err);
        if (result == 0 && cached == 0)
            (void)cache_put(reader->cache, answer->page_id, buf_slice(&record), NULL);
    }
    buf_done(&record);
    return result;
}

static uint32_t
limit_of(const struct query *query, uint32_t usual, uint32_t most)
{
    return query->limit == 0 ? usual : query->limit > most ? most : query->limit;
}

/* A cursor is a number, but that is nobody's business outside. */
static int
read_cursor(const struct query *query, int64_t *cursor, struct err *err)
{
    *cursor = 0;
    for (size_t i = 0; i < query->cursor.len; i++) {
        char c = query->cursor.ptr[i];
        if (c < '0' || c > '9' || i >= 18)
            return err_set(err, ERR_REJECT, "\"cursor\" is not one that was given out");
        *cursor = *cursor * 10 + (c - '0');
    }
    return 0;
}

static struct slice
make_cursor(struct answer *answer, int64_t cursor)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld", (long long)cursor);
    return arena_slice(&answer->arena, slice_from(text));
}

static int
list(struct reader *reader, const struct query *query, struct answer *answer, struct err *err)
{
    int64_t cursor, next;
    answer->type = ANSWER_LIST;
    if (read_cursor(query, &cursor, err) != 0 ||
        archive_list(reader->archive, query, limit_of(query, LIST_LIMIT, LIST_LIMIT_MAX), cursor,
                     answer, &next, err) != 0)
        return -1;
    answer->next = next == 0 ? SLICE_EMPTY : make_cursor(answer, next);
    return 0;
}

static int
search(struct reader *reader, const struct query *query, struct answer *answer, struct err *err)
{
    int64_t cursor, next;
    answer->type = ANSWER_RESULTS;
    if (read_cursor(query, &cursor, err) != 0 ||
        archive_search(reader->archive, query, limit_of(query, SEARCH_LIMIT, SEARCH_LIMIT_MAX),
                       cursor, answer, &next, err) != 0)
        return -1;
    answer->next = next == 0 ? SLICE_EMPTY : make_cursor(answer, next);
    return 0;
}

static int export(struct reader *reader, const struct query *query, struct answer *answer,
                  struct buf *body, struct err *err)
{
    int64_t cursor, next;
    answer->type = ANSWER_RECORDS;
    if (read_cursor(query, &cursor, err) != 0 ||
        archive_export(reader->archive, query, limit_of(query, EXPORT_LIMIT, EXPORT_LIMIT_MAX),
                       EXPORT_BYTES, cursor, body, &answer->count, &next, err) != 0)
        return -1;
    answer->next = make_cursor(answer, next);
    return 0;
}

static int
states(struct reader *reader, const struct query *query, struct answer *answer, struct err *err)
{
    static const char *const names[] = {
        [PAGE_ANY] = "unknown",
        [PAGE_CURRENT] = "committed",
        [PAGE_SUPERSEDED] = "superseded",
    };
    answer->type = ANSWER_STATE;
    answer->states = arena_alloc(&answer->arena, query->page_id_count, sizeof *answer->states);
    for (size_t i = 0; i < query->page_id_count; i++) {
        enum page_state state;
        if (archive_state(reader->archive, query->page_ids[i], &state, err) != 0)
            return -1;
        answer->states[answer->state_count++] = slice_from(names[state]);
    }
    return 0;
}

static int
totals(struct reader *reader, struct answer *answer, struct err *err)
{
    answer->type = ANSWER_STATUS;
    return archive_totals(reader->archive, &answer->total_pages, &answer->total_articles,
                          &answer->total_bytes, err);
}

static int
answer_query(struct reader *reader, const struct query *query, struct answer *answer,
             struct buf *body, struct err *err)
{
    if (query->type == QUERY_SHOW)
        return show(reader, query, answer, body, err);
    if (open_archive(reader, err) != 0)
        return -1;
    switch (query->type) {
    case QUERY_LIST:
        return list(reader, query, answer, err);
    case QUERY_SEARCH:
        return search(reader, query, answer, err);
    case QUERY_EXPORT:
        return export(reader, query, answer, body, err);
    case QUERY_STATE:
        return states(reader, query, answer, err);
    case QUERY_STATUS:
        return totals(reader, answer, err);
    default:
        return err_set(err, ERR_REJECT, "%s is not answered at this endpoint",
                       query_type_name(query->type));
    }
}

/* What went wrong, as valid UTF-8: it may repeat a part of the request, cut anywhere. */
static void
make_error(struct answer *answer, const struct err *err)
{
    size_t bad;
    answer->type = ANSWER_ERROR;
    answer->reason = slice_from(err->text);
    answer->retry = err->kind == ERR_RETRY;
    if (!utf8_valid(answer->reason, &bad))
        answer->reason.len = bad;
}

bool
reader_answer(struct reader *reader, struct slice request, struct buf *header, struct buf *body)
{
    struct query query;
    struct answer answer;
    struct err err;
    size_t start = body->len;
    query_init(&query, QUERY_STATUS);
    answer_init(&answer, ANSWER_ERROR);
    int result = query_decode(&query, request, &err);
    if (result == 0) {
        if (!query_is_edit(query.type))
            metric_add(reader->queries[query.type], 1);
        result = answer_query(reader, &query, &answer, body, &err);
    }
    if (result != 0) {
        metric_add(reader->refused, 1);
        make_error(&answer, &err);
        body->len = start;
        log_debug(NULL, "query-refused", "reason=\"%s\"", err.text);
    }
    answer.seq = query.seq;
    answer_encode(&answer, header);
    bool has_body = answer_has_body(answer.type);
    answer_done(&answer);
    query_done(&query);
    return has_body;
}
