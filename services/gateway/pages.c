/* pages: submitting them, listing them, and what there is of each. */
#include "common/pathmeta.h"
#include "common/proto/api.h"
#include "services/gateway/cache.h"
#include "services/gateway/gateway.h"
#include "services/gateway/picture.h"
#include "services/gateway/routes.h"
#include "services/gateway/show.h"
#include "services/gateway/upstream.h"

#include <string.h>

enum { FIELD_MAX = META_FIELD_MAX, CURSOR_MAX = 400, LIST_MAX = 1000 };

/* ---- submitting ---- */

enum {
    SUBMIT_NAME,
    SUBMIT_PAPER,
    SUBMIT_DATE,
    SUBMIT_NUMBER,
    SUBMIT_LANE,
    SUBMIT_ENCODING,
    SUBMIT_LENIENT,
    SUBMIT_AGAIN
};

static const char *const lanes[] = { "live", "backfill", NULL };
static const char *const encodings[] = { "auto",   "UTF-8",    "GB18030",  "GBK", "Big5",
                                         "UTF-16", "UTF-16LE", "UTF-16BE", NULL };

const struct param_spec pages_submit_params[] = {
    [SUBMIT_NAME] = { "name", PARAM_TEXT, .max = 1000 },
    [SUBMIT_PAPER] = { "paper", PARAM_TEXT, .max = FIELD_MAX },
    [SUBMIT_DATE] = { "date", PARAM_DAY },
    [SUBMIT_NUMBER] = { "number", PARAM_TEXT, .max = FIELD_MAX },
    [SUBMIT_LANE] = { "lane", PARAM_CHOICE, .choices = lanes },
    [SUBMIT_ENCODING] = { "encoding", PARAM_CHOICE, .choices = encodings },
    [SUBMIT_LENIENT] = { "lenient", PARAM_FLAG },
    [SUBMIT_AGAIN] = { "again", PARAM_FLAG },
    { 0 },
};

static void
on_accepted(struct exchange *x, const struct reply *reply)
{
    struct gateway *gateway = x->gateway;
    struct buf json = { 0 }, location = { 0 };
    bool known = slice_equal(reply->state, SLICE_LITERAL("committed"));
    metric_add(gateway->submitted, 1);
    buf_printf(&location, "/v1/pages/%.*s", SLICE_ARGS(reply->page_id));
    exchange_add(x, "Location", buf_slice(&location));
    buf_done(&location);
    api_accepted(&json, reply);
    exchange_send(x, known ? 200 : 202, "application/json", &json);
}

static void
on_submitted(struct exchange *x, struct reply *reply, struct slice body)
{
    (void)body;
    struct buf seconds = { 0 };
    switch (reply->type) {
    case REPLY_ACCEPTED:
        on_accepted(x, reply);
        break;
    case REPLY_BUSY:
        buf_printf(&seconds, "%u", reply->retry_after_ms / 1000 + 1);
        exchange_add(x, "Retry-After", buf_slice(&seconds));
        buf_done(&seconds);
        exchange_problem(x, 503, "busy", "%.*s; submit it again as Retry-After says",
                         SLICE_ARGS(reply->reason));
        break;
    case REPLY_REFUSED:
        exchange_problem(x, 422, "refused", "%.*s", SLICE_ARGS(reply->reason));
        break;
    case REPLY_DEAD:
        exchange_problem(x, 409, "dead",
                         "page %.*s failed before: %.*s; 'pagewire dlq retry' "
                         "tries it again",
                         SLICE_ARGS(reply->page_id), SLICE_ARGS(reply->reason));
        break;
    default:
        exchange_problem(x, 500, "broken", "ingest gave an answer of another kind");
    }
}

/* What the request says counts, then what the file's name says. */
static struct slice
field(const struct exchange *x, int at, struct slice otherwise)
{
    const struct param_value *value = &x->match.values[at];
    return value->given ? value->text : otherwise;
}

void
pages_submit(struct exchange *x)
{
    struct gateway *gateway = x->gateway;
    struct pathmeta meta;
    struct request request;
    if (x->body.len == 0) {
        exchange_problem(x, 400, "empty",
                         "send the page's bytes as the body, or a form with a "
                         "field \"file\"");
        return;
    }
    if (x->body.len > gateway->submit_max) {
        exchange_problem(x, 413, "too-large", "a page may have %zu bytes", gateway->submit_max);
        return;
    }
    struct slice path = field(x, SUBMIT_NAME, x->file_name);
    pathmeta_read(&meta, path);
    request_init(&request, REQUEST_SUBMIT);
    request.name = meta.name.len > 0 ? meta.name : slice_part(path, 0, FIELD_MAX);
    request.paper = field(x, SUBMIT_PAPER, meta.paper);
    request.date = field(x, SUBMIT_DATE, slice_from(meta.date));
    request.number = field(x, SUBMIT_NUMBER, meta.number);
    request.encoding = field(x, SUBMIT_ENCODING, SLICE_EMPTY);
    request.lenient = x->match.values[SUBMIT_LENIENT].number != 0;
    request.again = x->match.values[SUBMIT_AGAIN].number != 0;
    request.lane = x->match.values[SUBMIT_LANE].number == 1 ? LANE_BACKFILL : LANE_LIVE;
    upstream_request(x, &request, buf_slice(&x->body), on_submitted);
    request_done(&request);
}

/* ---- listing ---- */

enum { LIST_PAPER, LIST_DATE, LIST_NUMBER, LIST_STATE, LIST_LIMIT, LIST_CURSOR };

static const char *const states[] = { "current", "superseded", "withdrawn", "absent", NULL };

const struct param_spec pages_list_params[] = {
    [LIST_PAPER] = { "paper", PARAM_TEXT, .max = FIELD_MAX },
    [LIST_DATE] = { "date", PARAM_PERIOD },
    [LIST_NUMBER] = { "number", PARAM_TEXT, .max = FIELD_MAX },
    [LIST_STATE] = { "state", PARAM_CHOICE, .choices = states },
    [LIST_LIMIT] = { "limit", PARAM_WHOLE, .min = 1, .max = LIST_MAX },
    [LIST_CURSOR] = { "cursor", PARAM_TEXT, .max = CURSOR_MAX },
    { 0 },
};

void
pages_list(struct exchange *x)
{
    const struct param_value *values = x->match.values;
    struct query query;
    query_init(&query, QUERY_LIST);
    query.paper = values[LIST_PAPER].text;
    query.date = values[LIST_DATE].text;
    query.number = values[LIST_NUMBER].text;
    if (values[LIST_STATE].given)
        (void)page_state_find(values[LIST_STATE].text, &query.state);
    query.limit = (uint32_t)values[LIST_LIMIT].number;
    query.cursor = values[LIST_CURSOR].text;
    upstream_query(x, &query, ANSWER_LIST, upstream_relay);
    query_done(&query);
}

/* ---- one page ---- */

enum { SHOW_RESULT };

const struct param_spec pages_show_params[] = {
    [SHOW_RESULT] = { "result", PARAM_WHOLE, .min = 1, .max = 1000000 },
    { 0 },
};

static void
on_state(struct exchange *x, struct reply *reply, struct slice body)
{
    (void)body;
    struct slice id = x->match.captures[0];
    struct slice state =
        reply->type == REPLY_STATE && reply->state_count == 1 ? reply->states[0] : SLICE_EMPTY;
    struct buf json = { 0 };
    if (slice_equal(state, SLICE_LITERAL("waiting")) ||
        slice_equal(state, SLICE_LITERAL("committed"))) {
        exchange_add(x, "Retry-After", SLICE_LITERAL("1"));
        api_waiting(&json, id, SLICE_LITERAL("waiting"));
        exchange_send(x, 202, "application/json", &json);
    } else if (slice_equal(state, SLICE_LITERAL("dead"))) {
        exchange_problem(x, 422, "dead",
                         "the page could not be processed; 'pagewire dlq show %.*s' "
                         "says why",
                         SLICE_ARGS(id));
    } else {
        exchange_problem(x, 404, "unknown",
                         "there is no page %.*s; GET /v1/pages lists those "
                         "there are",
                         SLICE_ARGS(id));
    }
}

/* Store does not know it: perhaps it is on its way, though not with a certain result. */
static bool
on_unknown(struct exchange *x, const struct answer *answer)
{
    struct slice id = x->match.captures[0];
    if (!slice_equal(answer->code, SLICE_LITERAL("unknown")) || id.len != 32 ||
        x->match.values[SHOW_RESULT].given)
        return false;
    struct request request;
    request_init(&request, REQUEST_STATE);
    request.page_ids = &id;
    request.page_id_count = 1;
    upstream_request(x, &request, SLICE_EMPTY, on_state);
    request_done(&request);
    return true;
}

void
pages_show(struct exchange *x)
{
    show_record(x, x->match.captures[0], 0, (unsigned)x->match.values[SHOW_RESULT].number,
                on_unknown);
}

void
pages_versions(struct exchange *x)
{
    struct query query;
    if (!show_id_valid(x, x->match.captures[0]))
        return;
    query_init(&query, QUERY_VERSIONS);
    query.page_id = x->match.captures[0];
    upstream_query(x, &query, ANSWER_VERSIONS, upstream_relay);
    query_done(&query);
}

/* The name that a browser would save it under. */
static void
add_disposition(struct exchange *x, struct slice name)
{
    struct buf value = { 0 };
    buf_printf(&value, "inline; filename*=UTF-8''");
    uri_escape(name, &value);
    exchange_add(x, "Content-Disposition", buf_slice(&value));
    buf_done(&value);
}

static void
on_original(struct exchange *x, struct answer *answer, struct slice body)
{
    struct buf bytes = { 0 };
    buf_add_slice(&bytes, body);
    if (answer->name.len > 0)
        add_disposition(x, answer->name);
    /* what others submitted is shown, never run */
    exchange_add(x, "Content-Security-Policy", SLICE_LITERAL("sandbox; default-src 'none'"));
    const char *type = answer->media_type.len > 0 ? arena_string(&x->arena, answer->media_type)
                                                  : "application/octet-stream";
    exchange_send(x, 200, type, &bytes);
}

void
pages_original(struct exchange *x)
{
    struct query query;
    if (!show_id_valid(x, x->match.captures[0]))
        return;
    query_init(&query, QUERY_ORIGINAL);
    query.page_id = x->match.captures[0];
    upstream_query(x, &query, ANSWER_ORIGINAL, on_original);
    query_done(&query);
}

static void
on_record(struct exchange *x, struct answer *answer, struct slice body)
{
    (void)answer;
    struct err err;
    struct buf text = { 0 };
    if (api_page_text(&text, body, &err) != 0) {
        exchange_problem(x, 500, "broken", "%s", err.text);
        return;
    }
    exchange_send(x, 200, "text/plain; charset=utf-8", &text);
}

/* The page's text as it was read, in which offsets count. */
void
pages_text(struct exchange *x)
{
    struct query query;
    if (!show_id_valid(x, x->match.captures[0]))
        return;
    query_init(&query, QUERY_SHOW);
    query.page_id = x->match.captures[0];
    upstream_query(x, &query, ANSWER_RECORD, on_record);
    query_done(&query);
}

/* ---- its picture ---- */

enum { PICTURE_WIDTH };

const struct param_spec pages_picture_params[] = {
    [PICTURE_WIDTH] = { "width", PARAM_WHOLE, .min = 16, .max = 4000 },
    { 0 },
};

/* The width asked for, and how old the cache was then. */
struct picturing {
    unsigned width;
    unsigned long age;
};

enum { PICTURE_WIDTH_DEFAULT = 1200 };

static struct slice
picture_key(struct exchange *x, unsigned width)
{
    struct buf key = { 0 };
    buf_printf(&key, "picture %u", width);
    struct slice kept = arena_slice(&x->arena, buf_slice(&key));
    buf_done(&key);
    return kept;
}

static void
on_drawn(struct exchange *x, struct payload *payload)
{
    struct gateway *gateway = x->gateway;
    const struct picturing *picturing = x->work;
    cache_keep(gateway->cache, x->match.captures[0], picture_key(x, picturing->width), payload,
               picturing->age);
}

static void
on_original_of(struct exchange *x, struct answer *answer, struct slice body)
{
    struct gateway *gateway = x->gateway;
    const struct picturing *picturing = x->work;
    if (slice_starts(answer->media_type, SLICE_LITERAL("text/")) || answer->media_type.len == 0)
        exchange_problem(x, 404, "no-picture", "the page was submitted as text, without a picture");
    else
        picture_draw(gateway->aside, x, body, answer->file_page, picturing->width, on_drawn);
}

void
pages_picture(struct exchange *x)
{
    struct gateway *gateway = x->gateway;
    struct slice id = x->match.captures[0];
    if (!show_id_valid(x, id))
        return;
    struct picturing *picturing = arena_alloc(&x->arena, 1, sizeof *picturing);
    unsigned width = (unsigned)x->match.values[PICTURE_WIDTH].number;
    *picturing =
        (struct picturing){ width > 0 ? width : PICTURE_WIDTH_DEFAULT, cache_age(gateway->cache) };
    x->work = picturing;
    struct payload *payload =
        id.len == 32 ? cache_find(gateway->cache, id, picture_key(x, picturing->width)) : NULL;
    if (payload != NULL) {
        exchange_share(x, 200, payload);
        return;
    }
    struct query query;
    query_init(&query, QUERY_ORIGINAL);
    query.page_id = id;
    upstream_query(x, &query, ANSWER_ORIGINAL, on_original_of);
    query_done(&query);
}
