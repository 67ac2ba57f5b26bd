/*
 * export: /v1/export, what changed since a cursor as lines of JSON, the oldest
 * first, until there is nothing more.  Each line's id is the cursor behind it.
 * With records=true the record of what is there now comes along.
 */
#include "common/proto/api.h"
#include "services/gateway/follow.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/upstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPORT_CURSOR, EXPORT_FROM, EXPORT_LIMIT, EXPORT_PAPER, EXPORT_RECORDS };
enum { ASK_MOST = 200, LIMIT_MOST = 1000000, PAPER_BYTES = 400 };

static const char *const froms[] = { "now", NULL };

const struct param_spec export_params[] = {
    [EXPORT_CURSOR] = { "cursor", PARAM_WHOLE, .min = 0, .max = INT64_MAX / 1000000 },
    [EXPORT_FROM] = { "from", PARAM_CHOICE, .choices = froms },
    [EXPORT_LIMIT] = { "limit", PARAM_WHOLE, .min = 1, .max = LIMIT_MOST },
    [EXPORT_PAPER] = { "paper", PARAM_TEXT, .max = PAPER_BYTES },
    [EXPORT_RECORDS] = { "records", PARAM_FLAG },
    { 0 },
};

/* One export; lives until the client has gone and nothing is asked any more. */
struct export
{
    struct gateway *gateway;
    struct exchange *x; /* NULL: the client has gone */
    int64_t at, left;   /* the last sequence that was written; lines that may follow */
    bool records, asking, ended;
    char paper[PAPER_BYTES + 1]; /* "" for all */
    struct buf out;
    size_t sent;
    struct answer changes; /* being written */
    size_t next;           /* of them */
};

static void
free_export(struct export *export)
{
    answer_done(&export->changes);
    buf_done(&export->out);
    free(export);
}

static void step(struct export *export);

/* The line of the change at `next`, which is over then. */
static void
write_change(struct export *export, struct slice record)
{
    const struct change *change = &export->changes.changes[export->next++];
    struct buf event = { 0 };
    follow_event(export->gateway, change, &event);
    api_event_record(&export->out, buf_slice(&event), record);
    buf_add_char(&export->out, '\n');
    buf_done(&event);
    export->at = change->sequence;
    export->left--;
}

static void
on_record(void *arg, const struct asked *asked, const struct err *err)
{
    struct export *export = arg;
    export->asking = false;
    if (export->x == NULL) {
        free_export(export);
        return;
    }
    if (err != NULL && err->kind == ERR_RETRY)
        export->ended = true; /* the client goes on from its last line */
    else
        write_change(export, err == NULL ? slice_trim(asked->body) : SLICE_EMPTY);
    exchange_wake(export->x);
}

static void
ask_record(struct export *export, const struct change *change)
{
    struct query query;
    export->asking = true;
    query_init(&query, QUERY_SHOW);
    query.page_id = change->page_id;
    ask_query(export->gateway->store, &query, export->gateway->ask_ms, on_record, export);
    query_done(&query);
}

static void
on_changes(void *arg, const struct asked *asked, const struct err *err)
{
    struct export *export = arg;
    export->asking = false;
    if (export->x == NULL) {
        free_export(export);
        return;
    }
    if (err != NULL) {
        export->ended = true;
    } else {
        answer_done(&export->changes);
        export->changes = *asked->answer;
        answer_init(asked->answer, ANSWER_CHANGES);
        export->next = 0;
        export->ended = export->changes.change_count == 0;
    }
    exchange_wake(export->x);
}

static void
ask_changes(struct export *export)
{
    char cursor[24];
    struct query query;
    export->asking = true;
    (void)snprintf(cursor, sizeof cursor, "%lld", (long long)export->at);
    query_init(&query, QUERY_CHANGES);
    query.cursor = slice_from(cursor);
    query.limit = (uint32_t)(export->left < ASK_MOST ? export->left : ASK_MOST);
    ask_query(export->gateway->store, &query, export->gateway->ask_ms, on_changes, export);
    query_done(&query);
}

/* Writes the next line, or asks for what that needs. */
static void
step(struct export *export)
{
    if (export->left == 0) {
        export->ended = true;
    } else if (export->next == export->changes.change_count) {
        ask_changes(export);
    } else {
        const struct change *change = &export->changes.changes[export->next];
        bool gone = change->change == CHANGE_WITHDRAWN || change->change == CHANGE_SUPERSEDED;
        if (*export->paper != '\0' && !slice_equal(slice_from(export->paper), change->paper)) {
            export->at = change->sequence;
            export->next++;
        } else if (export->records && !(gone && change->article == 0)) {
            ask_record(export, change);
        } else {
            write_change(export, SLICE_EMPTY);
        }
    }
}

static ssize_t
read_export(void *arg, char *out, size_t max)
{
    struct export *export = arg;
    if (export->sent == export->out.len) {
        export->sent = 0;
        buf_clear(&export->out);
        while (export->out.len < max && !export->asking && !export->ended)
            step(export);
    }
    size_t len = export->out.len - export->sent;
    if (len == 0)
        return export->ended && !export->asking ? -1 : 0;
    len = len < max ? len : max;
    memcpy(out, export->out.ptr + export->sent, len);
    export->sent += len;
    return (ssize_t)len;
}

static void
end_export(void *arg)
{
    struct export *export = arg;
    export->x = NULL;
    if (!export->asking)
        free_export(export);
}

/* Only where to go on from. */
static void
answer_now(struct exchange *x)
{
    struct gateway *gateway = x->gateway;
    struct buf link = { 0 }, none = { 0 };
    if (follow_last(gateway->follow) < 0) {
        exchange_add(x, "Retry-After", SLICE_LITERAL("2"));
        exchange_problem(x, 503, "away", "store does not tell what changes; ask again in 2 s");
        return;
    }
    buf_printf(&link, "</v1/export?cursor=%lld>; rel=\"next\"",
               (long long)follow_last(gateway->follow));
    exchange_add(x, "Link", buf_slice(&link));
    buf_done(&link);
    exchange_send(x, 200, "application/x-ndjson", &none);
}

static void
begin(struct exchange *x)
{
    const struct param_value *values = x->match.values;
    struct export *export = calloc(1, sizeof *export);
    if (export == NULL)
        die("out of memory");
    export->gateway = x->gateway;
    export->x = x;
    export->at = values[EXPORT_CURSOR].number;
    export->left = values[EXPORT_LIMIT].given ? values[EXPORT_LIMIT].number : LIMIT_MOST;
    export->records = values[EXPORT_RECORDS].number != 0;
    (void)snprintf(export->paper, sizeof export->paper, "%.*s",
                   SLICE_ARGS(values[EXPORT_PAPER].text));
    answer_init(&export->changes, ANSWER_CHANGES);
    exchange_stream(x, "application/x-ndjson", read_export, end_export, export);
}

/* What store says is the last: this gateway may hear of a change after another gave it out. */
static void
on_last(struct exchange *x, struct answer *answer, struct slice body)
{
    (void)body;
    int64_t last = 0;
    for (size_t i = 0; i < answer->next.len; i++)
        last = last * 10 + (answer->next.ptr[i] - '0');
    if (x->match.values[EXPORT_CURSOR].number > last)
        exchange_problem(x, 400, "bad-cursor", "no change has that number; the last is %lld",
                         (long long)last);
    else
        begin(x);
}

void
export_changes(struct exchange *x)
{
    const struct param_value *values = x->match.values;
    struct gateway *gateway = x->gateway;
    struct query query;
    if (values[EXPORT_FROM].given && values[EXPORT_CURSOR].given) {
        exchange_problem(x, 400, "bad-parameter", "give cursor or from, not both");
    } else if (values[EXPORT_FROM].given) {
        answer_now(x);
    } else if (values[EXPORT_CURSOR].number > follow_last(gateway->follow)) {
        query_init(&query, QUERY_CHANGES);
        query.from = SLICE_LITERAL("now");
        upstream_query(x, &query, ANSWER_CHANGES, on_last);
        query_done(&query);
    } else {
        begin(x);
    }
}
