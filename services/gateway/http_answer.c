/* What was asked, and the answer. */
#include "services/gateway/http_exchange.h"

#include "common/clock.h"
#include "common/log.h"
#include "services/gateway/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    HEADERS_MAX = 24,   /* of an answer */
    STREAM_BLOCK = 512, /* of an answer that is made piece by piece */
};

/* ---- what was asked ---- */

struct slice
exchange_header(const struct exchange *x, const char *name)
{
    return slice_from(MHD_lookup_connection_value(x->in->connection, MHD_HEADER_KIND, name));
}

struct slice
exchange_cookie(const struct exchange *x, const char *name)
{
    return slice_from(MHD_lookup_connection_value(x->in->connection, MHD_COOKIE_KIND, name));
}

bool
exchange_is_local(const struct exchange *x)
{
    return x->in->link->local;
}

void
exchange_peer(const struct exchange *x, char text[64])
{
    (void)snprintf(text, 64, "%s", x->in->link->peer);
}

const char *
http_method(const struct exchange *x)
{
    return x->in->method;
}

struct framing {
    unsigned lengths, codings, hosts, bad_length, bad_coding;
};

static enum MHD_Result
count_header(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct framing *framing = arg;
    (void)kind;
    if (value == NULL)
        value = "";
    if (strcasecmp(name, "Content-Length") == 0) {
        framing->lengths++;
        framing->bad_length |= *value == '\0' || strspn(value, "0123456789") != strlen(value);
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        framing->codings++;
        framing->bad_coding |= strcasecmp(value, "chunked") != 0;
    } else if (strcasecmp(name, "Host") == 0) {
        framing->hosts++;
    }
    return MHD_YES;
}

bool
http_announces_body(struct MHD_Connection *connection)
{
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    return (length != NULL && strcmp(length, "0") != 0) ||
           MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Transfer-Encoding") != NULL;
}

const char *
http_fault(const struct exchange *x)
{
    struct framing framing = { 0 };
    (void)MHD_get_connection_values(x->in->connection, MHD_HEADER_KIND, count_header, &framing);
    if (framing.lengths > 1 || framing.bad_length)
        return "give one Content-Length, a number";
    if (framing.codings > 1 || framing.bad_coding)
        return "of transfer codings only chunked is known";
    if (framing.lengths > 0 && framing.codings > 0)
        return "give Content-Length or Transfer-Encoding, not both";
    if (x->in->cut)
        return "the request's first line is none of HTTP";
    if (framing.hosts > 1)
        return "give one Host";
    return NULL;
}

/* ---- answers ---- */

bool
exchange_answered(const struct exchange *x)
{
    return x->in->answered;
}

void
exchange_add(struct exchange *x, const char *name, struct slice value)
{
    struct exchange_private *in = x->in;
    if (in->header_count == HEADERS_MAX)
        die("too many headers");
    if (in->headers == NULL)
        in->headers = arena_alloc(&x->arena, HEADERS_MAX, sizeof *in->headers);
    in->headers[in->header_count++] = (struct header){ arena_string(&x->arena, slice_from(name)),
                                                       arena_string(&x->arena, value) };
}

/* The answer is complete; the library hears of it at its next turn. */
static void
decide(struct exchange *x, unsigned code)
{
    struct exchange_private *in = x->in;
    if (in->answered)
        die("an exchange was answered twice");
    in->code = code;
    in->http->spec.answering(x, code);
    in->answered = true;
    http_count(in, in->read == NULL);
    exchange_wake(x);
}

void
exchange_share(struct exchange *x, unsigned code, struct payload *payload)
{
    x->in->payload = payload_hold(payload);
    decide(x, code);
}

void
exchange_send(struct exchange *x, unsigned code, const char *type, struct buf *body)
{
    x->in->payload = payload_new(type, body);
    decide(x, code);
}

void
exchange_problem(struct exchange *x, unsigned code, const char *kind, const char *format, ...)
{
    char detail[600];
    struct buf json = { 0 };
    va_list args;
    va_start(args, format);
    (void)vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    problem_write(&json, code, kind, detail);
    exchange_send(x, code, PROBLEM_TYPE, &json);
}

void
exchange_stream(struct exchange *x, const char *type,
                ssize_t (*read)(void *arg, char *out, size_t max), void (*end)(void *arg),
                void *arg)
{
    struct exchange_private *in = x->in;
    in->read = read;
    in->end = end;
    in->stream = arg;
    in->stream_type = type;
    decide(x, 200);
}

static ssize_t
read_stream(void *arg, uint64_t at, char *out, size_t max)
{
    struct exchange_private *in = arg;
    (void)at;
    ssize_t got = in->read(in->stream, out, max);
    if (got < 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (got == 0)
        http_suspend(in);
    return got;
}

static void
drop_payload(void *payload)
{
    payload_drop(payload);
}

static struct MHD_Response *
response_of(struct slice bytes, struct payload *payload)
{
    return MHD_create_response_from_buffer_with_free_callback_cls(
        bytes.len, (void *)bytes.ptr, drop_payload, payload_hold(payload));
}

/* Whether "gzip" is among the codings and not with q=0. */
static bool
knows_gzip(const struct exchange *x)
{
    struct slice all = exchange_header(x, "Accept-Encoding"), word = SLICE_LITERAL("gzip");
    size_t at = slice_find(all, word);
    if (at == all.len)
        return false;
    struct slice rest = slice_trim(slice_part(all, at + word.len, all.len));
    return !(slice_starts(rest, SLICE_LITERAL(";q=0")) &&
             (rest.len == 4 || rest.ptr[4] == ',' || slice_starts(rest, SLICE_LITERAL(";q=0.0"))));
}

static void
put(struct MHD_Response *response, const char *name, const char *value)
{
    (void)MHD_add_response_header(response, name, value);
}

/* The library's answer for ours. */
static struct MHD_Response *
make_response(struct exchange *x)
{
    struct exchange_private *in = x->in;
    if (in->read != NULL) {
        struct MHD_Response *stream = MHD_create_response_from_callback(
            MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, in, NULL);
        put(stream, "Content-Type", in->stream_type);
        return stream;
    }
    struct payload *payload = in->payload;
    struct slice bytes = buf_slice(&payload->plain), packed;
    bool tagged = in->code == 200 && x->method == METHOD_GET;
    if (tagged && payload_matches(payload, exchange_header(x, "If-None-Match"))) {
        in->code = 304;
        bytes = SLICE_EMPTY;
    }
    bool zip = bytes.len >= PAYLOAD_GZIP_MIN && knows_gzip(x);
    packed = zip ? payload_gzip(payload) : SLICE_EMPTY;
    struct MHD_Response *response = response_of(packed.len > 0 ? packed : bytes, payload);
    if (packed.len > 0)
        put(response, "Content-Encoding", "gzip");
    if (tagged)
        put(response, "ETag", payload_etag(payload));
    if (payload->type != NULL && in->code != 304)
        put(response, "Content-Type", payload->type);
    return response;
}

enum MHD_Result
http_queue(struct exchange *x)
{
    struct exchange_private *in = x->in;
    struct MHD_Response *response = make_response(x);
    if (response == NULL)
        return MHD_NO;
    for (size_t i = 0; i < in->header_count; i++)
        put(response, in->headers[i].name, in->headers[i].value);
    put(response, "X-Content-Type-Options", "nosniff");
    in->link->deadline = in->read != NULL ? 0 : clock_ms() + in->http->spec.send_ms;
    enum MHD_Result result = MHD_queue_response(in->connection, in->code, response);
    MHD_destroy_response(response);
    if (in->read != NULL)
        arena_done(&x->arena); /* ten thousand listeners need none of it */
    return result;
}
