/* desk: what operators see to: what waits, who works, and the pages that failed. */
#include "common/proto/api.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/show.h"
#include "services/gateway/upstream.h"

/* Ingest's own words. */
static void
relay(struct exchange *x, struct reply *reply, struct slice body)
{
    (void)body;
    struct buf json = { 0 };
    api_reply(&json, reply);
    exchange_send(x, 200, "application/json", &json);
}

/* Asks about the dead letter that the address names. */
static void
ask_about(struct exchange *x, enum request_type type, reply_fn *done)
{
    struct request request;
    if (!show_id_valid(x, x->match.captures[0]))
        return;
    request_init(&request, type);
    request.page_id = x->match.captures[0];
    upstream_request(x, &request, SLICE_EMPTY, done);
    request_done(&request);
}

void
desk_pipeline(struct exchange *x)
{
    struct request request;
    request_init(&request, REQUEST_STATUS);
    upstream_request(x, &request, SLICE_EMPTY, relay);
    request_done(&request);
}

const struct param_spec desk_dead_params[] = {
    { "limit", PARAM_WHOLE, .min = 1, .max = REQUEST_LIMIT_MAX },
    { 0 },
};

void
desk_dead(struct exchange *x)
{
    struct request request;
    request_init(&request, REQUEST_DLQ_LIST);
    request.limit = (uint32_t)x->match.values[0].number;
    upstream_request(x, &request, SLICE_EMPTY, relay);
    request_done(&request);
}

static void
on_bytes(struct exchange *x, struct reply *reply, struct slice body)
{
    (void)reply;
    struct buf bytes = { 0 };
    buf_add_slice(&bytes, body);
    /* it failed three times: to be saved, not to be shown */
    exchange_add(x, "Content-Disposition", SLICE_LITERAL("attachment"));
    exchange_add(x, "Content-Security-Policy", SLICE_LITERAL("sandbox; default-src 'none'"));
    exchange_send(x, 200, "application/octet-stream", &bytes);
}

void
desk_original(struct exchange *x)
{
    ask_about(x, REQUEST_DLQ_SHOW, on_bytes);
}

static void
say_state(struct exchange *x, const char *state)
{
    struct buf json = { 0 };
    api_waiting(&json, x->match.captures[0], slice_from(state));
    exchange_send(x, 200, "application/json", &json);
}

static void
on_retried(struct exchange *x, struct reply *reply, struct slice body)
{
    (void)reply;
    (void)body;
    say_state(x, "waiting");
}

static void
on_dropped(struct exchange *x, struct reply *reply, struct slice body)
{
    (void)reply;
    (void)body;
    say_state(x, "dropped");
}

void
desk_retry(struct exchange *x)
{
    ask_about(x, REQUEST_DLQ_RETRY, on_retried);
}

void
desk_drop(struct exchange *x)
{
    ask_about(x, REQUEST_DLQ_DROP, on_dropped);
}
