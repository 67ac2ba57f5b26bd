#include "services/store/reader_page.h"

#include "common/log.h"
#include "common/proto/query.h"
#include "common/utf8.h"

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
    CHANGES_LIMIT = 500,
    CHANGES_LIMIT_MAX = 5000,
    SUGGEST_LIMIT = 10,
    SUGGEST_LIMIT_MAX = 100,
    DAYS_LIMIT = 400,
    DAYS_LIMIT_MAX = 4000,
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

int
reader_archive(struct reader *reader, struct err *err)
{
    if (reader->archive != NULL)
        return 0;
    if (archive_open(&reader->archive, reader->spec.archive, ARCHIVE_READ, err) != 0)
        return -1;
    archive_limit(reader->archive, reader->spec.time_ms);
    return 0;
}

void
reader_warm(struct reader *reader)
{
    struct err err;
    if (reader_archive(reader, &err) != 0 || archive_warm(reader->archive, &err) != 0)
        log_warn(NULL, "cold", "reason=\"%s\"", err.text); /* the first search goes on */
}

/* ---- the kinds of questions: 0 with *answer filled, or -1 ---- */

/* Where there is little room for answers, they are short. */
static uint32_t
limit_of(const struct query *query, struct room room, uint32_t usual, uint32_t most)
{
    if (room.bytes < ROOM_SMALL)
        most = most < usual ? most : usual;
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

/* The same, where "now" is a place, too: -1. */
static int
read_start(const struct query *query, int64_t *cursor, struct err *err)
{
    if (query->from.len == 0 || query->cursor.len > 0)
        return read_cursor(query, cursor, err);
    *cursor = -1;
    return slice_equal(query->from, SLICE_LITERAL("now"))
               ? 0
               : err_set(err, ERR_REJECT, "\"from\" is not \"now\"");
}

static struct slice
make_cursor(struct answer *answer, int64_t cursor)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld", (long long)cursor);
    return arena_slice(&answer->arena, slice_from(text));
}

static int
list(struct reader *reader, const struct query *query, struct room room, struct answer *answer,
     struct err *err)
{
    int64_t cursor, next;
    answer->type = ANSWER_LIST;
    if (read_cursor(query, &cursor, err) != 0 ||
        archive_list(reader->archive, query, limit_of(query, room, LIST_LIMIT, LIST_LIMIT_MAX),
                     cursor, answer, &next, err) != 0)
        return -1;
    answer->next = next == 0 ? SLICE_EMPTY : make_cursor(answer, next);
    return 0;
}

static int
search(struct reader *reader, const struct query *query, struct room room, struct answer *answer,
       struct err *err)
{
    int64_t cursor, next;
    answer->type = ANSWER_RESULTS;
    if (read_cursor(query, &cursor, err) != 0 ||
        archive_search(reader->archive, query,
                       limit_of(query, room, SEARCH_LIMIT, SEARCH_LIMIT_MAX), cursor, answer, &next,
                       err) != 0)
        return -1;
    answer->next = next == 0 ? SLICE_EMPTY : make_cursor(answer, next);
    return 0;
}

static int export(struct reader *reader, const struct query *query, struct room room,
                  struct answer *answer, struct buf *body, struct err *err)
{
    int64_t cursor, next;
    answer->type = ANSWER_RECORDS;
    if (read_start(query, &cursor, err) != 0 ||
        archive_export(reader->archive, query,
                       limit_of(query, room, EXPORT_LIMIT, EXPORT_LIMIT_MAX),
                       room.bytes < EXPORT_BYTES ? room.bytes : EXPORT_BYTES, cursor, body,
                       &answer->count, &next, err) != 0)
        return -1;
    answer->next = make_cursor(answer, next);
    return 0;
}

static int
changes(struct reader *reader, const struct query *query, struct room room, struct answer *answer,
        struct err *err)
{
    int64_t cursor, next;
    answer->type = ANSWER_CHANGES;
    if (read_start(query, &cursor, err) != 0 ||
        archive_changes(reader->archive, cursor,
                        limit_of(query, room, CHANGES_LIMIT, CHANGES_LIMIT_MAX), answer, &next,
                        err) != 0)
        return -1;
    answer->next = make_cursor(answer, next);
    return 0;
}

static int
suggest(struct reader *reader, const struct query *query, struct room room, struct answer *answer,
        struct err *err)
{
    answer->type = ANSWER_NAMES;
    return archive_suggest(reader->archive, query,
                           limit_of(query, room, SUGGEST_LIMIT, SUGGEST_LIMIT_MAX), answer, err);
}

static int
name(struct reader *reader, const struct query *query, struct answer *answer, struct err *err)
{
    answer->type = ANSWER_NAME;
    int found = archive_name(reader->archive, query, answer, err);
    if (found == 0)
        return answer_refuse(answer, "unknown", err, "no article names it");
    return found < 0 ? -1 : 0;
}

static int
papers(struct reader *reader, const struct query *query, struct room room, struct answer *answer,
       struct err *err)
{
    answer->type = ANSWER_PAPERS;
    return archive_papers(reader->archive, query, limit_of(query, room, DAYS_LIMIT, DAYS_LIMIT_MAX),
                          answer, err);
}

static int
states(struct reader *reader, const struct query *query, struct answer *answer, struct err *err)
{
    static const char *const names[] = {
        [PAGE_ANY] = "unknown",           [PAGE_CURRENT] = "committed",
        [PAGE_SUPERSEDED] = "superseded", [PAGE_WITHDRAWN] = "withdrawn",
        [PAGE_ABSENT] = "unknown",
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
    answer->file_bytes = archive_file_bytes(reader->archive);
    return archive_totals(reader->archive, &answer->total_pages, &answer->total_articles,
                          &answer->total_bytes, err);
}

static int
answer_query(struct reader *reader, const struct query *query, struct room room,
             struct answer *answer, struct buf *body, struct err *err)
{
    if (room.bytes == 0)
        return err_set(err, ERR_RETRY, "answers wait to be fetched");
    if (query->type == QUERY_SHOW)
        return reader_show(reader, query, answer, body, err);
    if (reader_archive(reader, err) != 0)
        return -1;
    switch (query->type) {
    case QUERY_LIST:
        return list(reader, query, room, answer, err);
    case QUERY_SEARCH:
        return search(reader, query, room, answer, err);
    case QUERY_EXPORT:
        return export(reader, query, room, answer, body, err);
    case QUERY_STATE:
        return states(reader, query, answer, err);
    case QUERY_STATUS:
        return totals(reader, answer, err);
    case QUERY_ORIGINAL:
        return reader_original(reader, query, answer, body, err);
    case QUERY_VERSIONS:
        return reader_versions(reader, query, answer, err);
    case QUERY_CHANGES:
        return changes(reader, query, room, answer, err);
    case QUERY_SUGGEST:
        return suggest(reader, query, room, answer, err);
    case QUERY_NAME:
        return name(reader, query, answer, err);
    case QUERY_PAPERS:
        return papers(reader, query, room, answer, err);
    default:
        return err_set(err, ERR_REJECT, "%s is asked at edit_endpoint",
                       query_type_name(query->type));
    }
}

bool
reader_answer(struct reader *reader, struct slice request, struct room room, struct buf *header,
              struct buf *body)
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
        result = answer_query(reader, &query, room, &answer, body, &err);
        if (result == 0 && body->len - start > room.one)
            result = err_set(&err, ERR_RETRY, "answers wait to be fetched");
    }
    if (result != 0) {
        metric_add(reader->refused, 1);
        reader_error(&answer, &err);
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
