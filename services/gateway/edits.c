/* edits: withdrawing, correcting and undoing, pages that are known to be missing; the audit. */
#include "common/pathmeta.h"
#include "common/proto/api.h"
#include "services/gateway/cache.h"
#include "services/gateway/edit.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/show.h"
#include "services/gateway/upstream.h"

enum { WHY_MAX = 300, NUMBER_MOST = 99999 };

/* ---- what edits have in common ---- */

/* What was edited is not given from the cache any more; others hear of it by the feed. */
static void
on_done(struct exchange *x, struct answer *answer, struct slice body)
{
    struct gateway *gateway = x->gateway;
    cache_drop_page(gateway->cache, answer->page_id);
    upstream_relay(x, answer, body);
}

/* The article's number in an address, 0 when there is none; -1 when it is no number. */
static long
article_of(const struct exchange *x)
{
    struct slice text = x->match.captures[1];
    long number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || number > NUMBER_MOST)
            return -1;
        number = number * 10 + (text.ptr[i] - '0');
    }
    return text.len > 0 && number == 0 ? -1 : number;
}

static bool
fill_subject(struct exchange *x, struct query *query)
{
    long article = article_of(x);
    if (!show_id_valid(x, x->match.captures[0]))
        return false;
    if (article < 0) {
        exchange_problem(x, 400, "bad-address",
                         "an article is named by its page and its number "
                         "there, from 1");
        return false;
    }
    query->page_id = x->match.captures[0];
    query->article = (uint32_t)article;
    query->who = slice_from(x->caller.name);
    return true;
}

static bool
has_why(struct exchange *x, struct slice why)
{
    if (slice_trim(why).len == 0)
        exchange_problem(x, 400, "why", "say why; it is kept with the edit");
    return slice_trim(why).len > 0;
}

/* ---- withdrawing ---- */

enum { UNDO_WHY, UNDO_EXPECTED, UNDO_RESULT };

const struct param_spec edits_why_params[] = {
    [UNDO_WHY] = { "why", PARAM_TEXT, .max = WHY_MAX },
    { 0 },
};

const struct param_spec edits_undo_params[] = {
    [UNDO_WHY] = { "why", PARAM_TEXT, .max = WHY_MAX },
    [UNDO_EXPECTED] = { "expected", PARAM_WHOLE, .min = 1, .max = UINT32_MAX },
    [UNDO_RESULT] = { "result", PARAM_WHOLE, .min = 1, .max = UINT32_MAX },
    { 0 },
};

void
edits_withdraw(struct exchange *x)
{
    struct api_edit edit;
    struct query query;
    query_init(&query, QUERY_WITHDRAW);
    if (edit_read(x, &edit) && has_why(x, edit.why) && fill_subject(x, &query)) {
        query.why = edit.why;
        upstream_query(x, &query, ANSWER_DONE, on_done);
    }
    query_done(&query);
}

void
edits_restore(struct exchange *x)
{
    struct slice why = x->match.values[UNDO_WHY].text;
    struct query query;
    query_init(&query, QUERY_RESTORE);
    if (has_why(x, why) && fill_subject(x, &query)) {
        query.why = why;
        upstream_query(x, &query, ANSWER_DONE, on_done);
    }
    query_done(&query);
}

/* ---- correcting ---- */

void
edits_correct(struct exchange *x)
{
    struct api_edit edit;
    struct query query;
    query_init(&query, QUERY_CORRECT);
    if (edit_read(x, &edit) && has_why(x, edit.why) && fill_subject(x, &query)) {
        query.why = edit.why;
        query.expected = edit.expected;
        if (edit.expected == 0 || edit.record.len == 0)
            exchange_problem(x, 400, "bad-body",
                             "give expected, the number of the result that was corrected, and "
                             "record, as it should be");
        else
            upstream_correct(x, &query, edit.record, on_done);
    }
    query_done(&query);
}

void
edits_undo(struct exchange *x)
{
    const struct param_value *values = x->match.values;
    struct query query;
    query_init(&query, QUERY_UNDO);
    if (has_why(x, values[UNDO_WHY].text) && fill_subject(x, &query)) {
        query.why = values[UNDO_WHY].text;
        query.expected = (uint32_t)values[UNDO_EXPECTED].number;
        query.result = (uint32_t)values[UNDO_RESULT].number;
        if (query.expected == 0)
            exchange_problem(x, 400, "bad-parameter",
                             "give expected, the number of the result that is to be undone");
        else
            upstream_query(x, &query, ANSWER_DONE, on_done);
    }
    query_done(&query);
}

/* ---- pages that are missing ---- */

static void
set_absent(struct exchange *x, enum query_type type, struct slice why)
{
    struct query query;
    if (!has_why(x, why))
        return;
    if (!date_valid(x->match.captures[1])) {
        exchange_problem(x, 400, "bad-address", "the date has to be a day as 2018-01-09");
        return;
    }
    query_init(&query, type);
    query.paper = x->match.captures[0];
    query.date = x->match.captures[1];
    query.number = x->match.captures[2];
    query.who = slice_from(x->caller.name);
    query.why = why;
    upstream_query(x, &query, ANSWER_DONE, upstream_relay);
    query_done(&query);
}

void
edits_absent(struct exchange *x)
{
    struct api_edit edit;
    if (edit_read(x, &edit))
        set_absent(x, QUERY_ABSENT, edit.why);
}

void
edits_present(struct exchange *x)
{
    set_absent(x, QUERY_PRESENT, x->match.values[UNDO_WHY].text);
}

/* ---- the audit ---- */

enum { AUDIT_LIMIT, AUDIT_CURSOR };

const struct param_spec edits_audit_params[] = {
    [AUDIT_LIMIT] = { "limit", PARAM_WHOLE, .min = 1, .max = 1000 },
    [AUDIT_CURSOR] = { "cursor", PARAM_WHOLE, .min = 1, .max = INT64_MAX / 1000000 },
    { 0 },
};

void
edits_audit(struct exchange *x)
{
    struct query query;
    query_init(&query, QUERY_AUDIT_LIST);
    query.limit = (uint32_t)x->match.values[AUDIT_LIMIT].number;
    query.cursor = x->match.values[AUDIT_CURSOR].text;
    upstream_query(x, &query, ANSWER_AUDIT, upstream_relay);
    query_done(&query);
}
