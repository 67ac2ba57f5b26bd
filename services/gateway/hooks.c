/* hooks: webhooks, as those see them who set them up; deliver.c calls them. */
#include "services/gateway/deliver.h"
#include "services/gateway/edit.h"
#include "services/gateway/gateway.h"
#include "services/gateway/hook.h"
#include "services/gateway/routes.h"
#include "services/gateway/upstream.h"

static void
on_changed(struct exchange *x, struct answer *answer, struct slice body)
{
    struct gateway *gateway = x->gateway;
    deliver_look(gateway->deliver);
    upstream_relay(x, answer, body);
}

/* ---- setting up ---- */

static void
on_added(struct exchange *x, struct answer *answer, struct slice body)
{
    struct gateway *gateway = x->gateway;
    const struct api_edit *edit = x->work;
    struct buf json = { 0 };
    (void)body;
    api_hook(&json, answer->id, edit->url, edit->secret, edit->profile);
    deliver_look(gateway->deliver);
    exchange_send(x, 201, "application/json", &json);
}

void
hooks_add(struct exchange *x)
{
    struct api_edit *edit = arena_alloc(&x->arena, 1, sizeof *edit);
    struct query query;
    struct err err;
    if (!edit_read(x, edit))
        return;
    if (edit->secret.len == 0) {
        char secret[HOOK_SECRET_SIZE];
        hook_make_secret(secret);
        edit->secret = arena_slice(&x->arena, slice_from(secret));
    }
    const struct hook hook = {
        .url = edit->url, .secret = edit->secret, .filter = edit->filter, .profile = edit->profile
    };
    if (hook_check(&hook, &err) != 0) {
        exchange_problem(x, 400, "bad-body", "%s", err.text);
        return;
    }
    x->work = edit;
    query_init(&query, QUERY_HOOK_ADD);
    query.url = edit->url;
    query.secret = edit->secret;
    query.filter = edit->filter;
    query.profile = edit->profile;
    query.who = slice_from(x->caller.name);
    upstream_query(x, &query, ANSWER_DONE, on_added);
    query_done(&query);
}

/* Without the secrets. */
static void
on_hooks(struct exchange *x, struct answer *answer, struct slice body)
{
    for (size_t i = 0; i < answer->hook_count; i++)
        answer->hooks[i].secret = SLICE_EMPTY;
    upstream_relay(x, answer, body);
}

void
hooks_list(struct exchange *x)
{
    struct query query;
    query_init(&query, QUERY_HOOK_LIST);
    upstream_query(x, &query, ANSWER_HOOKS, on_hooks);
    query_done(&query);
}

void
hooks_drop(struct exchange *x)
{
    struct query query;
    query_init(&query, QUERY_HOOK_DROP);
    query.id = x->match.captures[0];
    query.who = slice_from(x->caller.name);
    upstream_query(x, &query, ANSWER_DONE, on_changed);
    query_done(&query);
}

/* ---- what could not be told ---- */

enum { DEAD_LIMIT, DEAD_CURSOR };

const struct param_spec hooks_dead_params[] = {
    [DEAD_LIMIT] = { "limit", PARAM_WHOLE, .min = 1, .max = 1000 },
    [DEAD_CURSOR] = { "cursor", PARAM_WHOLE, .min = 1, .max = INT64_MAX / 1000000 },
    { 0 },
};

void
hooks_dead(struct exchange *x)
{
    struct query query;
    query_init(&query, QUERY_HOOK_DEAD);
    query.id = x->match.captures[0];
    query.limit = (uint32_t)x->match.values[DEAD_LIMIT].number;
    query.cursor = x->match.values[DEAD_CURSOR].text;
    upstream_query(x, &query, ANSWER_HOOK_DEAD, upstream_relay);
    query_done(&query);
}

static bool
read_sequence(struct exchange *x, int64_t *sequence)
{
    struct slice text = x->match.captures[1];
    *sequence = 0;
    for (size_t i = 0; i < text.len && text.len <= 15; i++)
        *sequence = text.ptr[i] >= '0' && text.ptr[i] <= '9' && *sequence >= 0
                        ? *sequence * 10 + (text.ptr[i] - '0')
                        : -1;
    if (*sequence <= 0)
        exchange_problem(x, 400, "bad-address", "a change is named by its number");
    return *sequence > 0;
}

void
hooks_replay(struct exchange *x)
{
    struct gateway *gateway = x->gateway;
    int64_t sequence;
    if (read_sequence(x, &sequence))
        deliver_replay(gateway->deliver, x, x->match.captures[0], sequence);
}

void
hooks_forget(struct exchange *x)
{
    struct query query;
    int64_t sequence;
    if (!read_sequence(x, &sequence))
        return;
    query_init(&query, QUERY_HOOK_FORGET);
    query.id = x->match.captures[0];
    query.sequence = sequence;
    upstream_query(x, &query, ANSWER_DONE, upstream_relay);
    query_done(&query);
}
