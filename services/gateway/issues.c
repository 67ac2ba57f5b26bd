/*
 * issues: all current pages of a paper and a day as one document, in a form of common/format:
 * a IIIF manifest when the address ends in none.
 */
#include "common/format/format.h"
#include "common/pathmeta.h"
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

struct issue {
    const struct format *format;
    struct batch *first, **last;
    struct slice cursor;
    size_t count, bytes;
};

/* ---- writing it ---- */

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

static struct record *
read_records(const struct issue *issue, size_t *count, struct err *err)
{
    struct record *records = calloc(issue->count + 1, sizeof *records);
    if (records == NULL)
        die("out of memory");
    *count = 0;
    for (const struct batch *batch = issue->first; batch != NULL; batch = batch->next) {
        struct slice rest = batch->records;
        for (struct slice line; *count < issue->count && slice_line(&rest, &line);)
            if (record_decode(&records[*count], line, err) == 0)
                ++*count;
    }
    qsort(records, *count, sizeof *records, compare);
    return records;
}

static void
write_issue(struct exchange *x, const struct issue *issue)
{
    const struct gateway *gateway = x->gateway;
    const struct format *format = issue->format;
    const struct format_context context = { .base = slice_from(gateway->base), .issue = true };
    struct buf out = { 0 };
    struct err err = { 0 };
    size_t count;
    struct record *records = read_records(issue, &count, &err);
    if (format->head != NULL)
        buf_printf(&out, "%s", format->head);
    if (format->unit == FORMAT_ISSUE)
        format->issue(records, count, &context, &out);
    for (size_t i = 0; format->unit != FORMAT_ISSUE && i < count; i++)
        format_write(format, &records[i], &context, &out);
    for (size_t i = 0; i < count; i++)
        record_done(&records[i]);
    free(records);
    exchange_send(x, 200, format->media_type, &out);
}

/* ---- asking for its pages ---- */

static void ask(struct exchange *x);

static void
on_records(struct exchange *x, struct answer *answer, struct slice body)
{
    struct issue *issue = x->work;
    if (answer->count == 0 && issue->count == 0) {
        exchange_problem(x, 404, "not-found", "no page of %.*s, %.*s; GET /v1/papers lists them",
                         SLICE_ARGS(x->match.captures[0]), SLICE_ARGS(x->match.captures[1]));
        return;
    }
    if (answer->count == 0) {
        write_issue(x, issue);
        return;
    }
    issue->bytes += body.len;
    if (issue->bytes > ISSUE_BYTES_MAX) {
        exchange_problem(x, 422, "too-large", "the issue has more than %d MB; take its pages",
                         ISSUE_BYTES_MAX >> 20);
        return;
    }
    struct batch *batch = arena_alloc(&x->arena, 1, sizeof *batch);
    *batch = (struct batch){ NULL, arena_slice(&x->arena, body) };
    *issue->last = batch;
    issue->last = &batch->next;
    issue->count += answer->count;
    issue->cursor = arena_slice(&x->arena, answer->next);
    ask(x);
}

static void
ask(struct exchange *x)
{
    const struct issue *issue = x->work;
    struct query query;
    query_init(&query, QUERY_EXPORT);
    query.paper = x->match.captures[0];
    query.date = x->match.captures[1];
    query.state = PAGE_CURRENT;
    query.limit = PAGES_AT_ONCE;
    query.cursor = issue->cursor;
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
    struct issue *issue = arena_alloc(&x->arena, 1, sizeof *issue);
    *issue = (struct issue){ .format = choose(x), .last = &issue->first, .cursor = SLICE_EMPTY };
    if (issue->format == NULL)
        return;
    if (!date_valid(x->match.captures[1])) {
        exchange_problem(x, 400, "bad-address", "the date has to be a day as 2018-01-09");
        return;
    }
    x->work = issue;
    ask(x);
}
