/*
 * issues: all current pages of a paper and a day as one document, in a form of common/format:
 * a IIIF manifest when the address ends in none.
 */
#include "common/format/format.h"
#include "common/log.h"
#include "common/pathmeta.h"
#include "services/gateway/aside.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/upstream.h"

#include <stdlib.h>
#include <string.h>

enum { PAGES_AT_ONCE = 50, ISSUE_BYTES_MAX = 64 << 20 };

struct batch {
    struct batch *next;
    struct slice records; /* in the exchange's arena */
};

/* While its pages come. */
struct collecting {
    const struct format *format;
    struct batch *first, **last;
    struct slice cursor;
    size_t count, bytes;
};

/* Then a thread makes the document, which may outlive x. */
struct issue {
    struct exchange *x;
    const struct format *format;
    char *base;
    struct buf lines; /* records, each on a line */
    size_t count;     /* of lines */
    struct buf out;
    int result;
    struct err err;
};

static void
forget(void *arg)
{
    struct issue *issue = arg;
    buf_done(&issue->lines);
    buf_done(&issue->out);
    free(issue->base);
    free(issue);
}

/* ---- writing it, in a thread ---- */

static int
compare(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    char *left = slice_dup(x->number), *right = slice_dup(y->number);
    int order = strverscmp(left, right); /* A2 before A10 */
    free(left);
    free(right);
    return order != 0 ? order : slice_compare(x->page_id, y->page_id);
}

/* An issue without one of its pages would look whole: then there is none. */
static int
read_records(struct issue *issue, struct record *records, size_t *count)
{
    struct slice rest = buf_slice(&issue->lines);
    for (struct slice line; *count < issue->count && slice_line(&rest, &line); ++*count)
        if (record_decode(&records[*count], line, &issue->err) != 0)
            return err_prefix(&issue->err, "page %zu of the issue cannot be read", *count + 1);
    qsort(records, *count, sizeof *records, compare);
    return 0;
}

static void
write_issue(void *arg)
{
    struct issue *issue = arg;
    const struct format *format = issue->format;
    const struct format_context context = { .base = slice_from(issue->base), .issue = true };
    struct record *records = calloc(issue->count + 1, sizeof *records);
    size_t count = 0;
    if (records == NULL)
        die("out of memory");
    issue->result = read_records(issue, records, &count);
    if (issue->result == 0) {
        if (format->head != NULL)
            buf_printf(&issue->out, "%s", format->head);
        if (format->unit == FORMAT_ISSUE)
            format->issue(records, count, &context, &issue->out);
        for (size_t i = 0; format->unit != FORMAT_ISSUE && i < count; i++)
            format_write(format, &records[i], &context, &issue->out);
    }
    for (size_t i = 0; i < count; i++)
        record_done(&records[i]);
    free(records);
}

static void
send_issue(void *arg)
{
    struct issue *issue = arg;
    if (issue->result == 0) {
        exchange_send(issue->x, 200, issue->format->media_type, &issue->out);
        return;
    }
    log_error(NULL, "issue-broken", "paper=\"%.*s\" date=%.*s reason=\"%s\"",
              SLICE_ARGS(issue->x->match.captures[0]), SLICE_ARGS(issue->x->match.captures[1]),
              issue->err.text);
    exchange_problem(issue->x, 500, "broken", "%s; GET /v1/pages lists its pages", issue->err.text);
}

/* ---- asking for its pages ---- */

static void
start_writing(struct exchange *x, const struct collecting *collected)
{
    static const struct aside_work work = { write_issue, send_issue, forget };
    const struct gateway *gateway = x->gateway;
    struct issue *issue = calloc(1, sizeof *issue);
    if (issue == NULL)
        die("out of memory");
    issue->x = x;
    issue->format = collected->format;
    issue->base = slice_dup(slice_from(gateway->base));
    issue->count = collected->count;
    for (const struct batch *batch = collected->first; batch != NULL; batch = batch->next)
        buf_add_slice(&issue->lines, batch->records);
    if (aside_start(gateway->aside, &work, issue))
        return;
    forget(issue);
    exchange_problem(x, 503, "busy", "too many issues are being written; ask again");
}

static void ask(struct exchange *x);

static void
on_records(struct exchange *x, struct answer *answer, struct slice body)
{
    struct collecting *collecting = x->work;
    if (answer->count == 0 && collecting->count == 0) {
        exchange_problem(x, 404, "not-found", "no page of %.*s, %.*s; GET /v1/papers lists them",
                         SLICE_ARGS(x->match.captures[0]), SLICE_ARGS(x->match.captures[1]));
        return;
    }
    if (answer->count == 0) {
        start_writing(x, collecting);
        return;
    }
    collecting->bytes += body.len;
    if (collecting->bytes > ISSUE_BYTES_MAX) {
        exchange_problem(x, 422, "too-large", "the issue has more than %d MB; take its pages",
                         ISSUE_BYTES_MAX >> 20);
        return;
    }
    struct batch *batch = arena_alloc(&x->arena, 1, sizeof *batch);
    *batch = (struct batch){ NULL, arena_slice(&x->arena, body) };
    *collecting->last = batch;
    collecting->last = &batch->next;
    collecting->count += answer->count;
    collecting->cursor = arena_slice(&x->arena, answer->next);
    ask(x);
}

static void
ask(struct exchange *x)
{
    const struct collecting *collecting = x->work;
    struct query query;
    query_init(&query, QUERY_EXPORT);
    query.paper = x->match.captures[0];
    query.date = x->match.captures[1];
    query.state = PAGE_CURRENT;
    query.limit = PAGES_AT_ONCE;
    query.cursor = collecting->cursor;
    upstream_query(x, &query, ANSWER_RECORDS, on_records);
    query_done(&query);
}

static const struct format *
choose(struct exchange *x)
{
    struct slice suffix = x->match.suffix;
    struct buf dotted = { 0 };
    if (suffix.len == 0)
        return format_find(SLICE_LITERAL("iiif"));
    buf_add_char(&dotted, '.');
    buf_add_slice(&dotted, suffix);
    const struct format *format = format_find_suffix(buf_slice(&dotted));
    buf_clear(&dotted);
    for (size_t i = 0; i < format_count; i++)
        buf_printf(&dotted, "%s%s", i > 0 ? ", " : "", formats[i]->suffix);
    if (format == NULL)
        exchange_problem(x, 404, "no-format", "there is no such form of it; there are %s",
                         buf_string(&dotted));
    buf_done(&dotted);
    return format;
}

void
issues_show(struct exchange *x)
{
    struct collecting *collecting = arena_alloc(&x->arena, 1, sizeof *collecting);
    *collecting = (struct collecting){
        .format = choose(x),
        .last = &collecting->first,
        .cursor = SLICE_EMPTY,
    };
    if (collecting->format == NULL)
        return;
    if (!date_valid(x->match.captures[1])) {
        exchange_problem(x, 400, "bad-address", "the date has to be a day as 2018-01-09");
        return;
    }
    x->work = collecting;
    ask(x);
}
