#include "services/gateway/door.h"

#include "services/gateway/access.h"
#include "services/gateway/gateway.h"
#include "services/gateway/room.h"

#include <string.h>

enum { FORM_BYTES = 16 << 10 }; /* that a form may add to its file */

/* ---- browsers of other places ---- */

static bool
origin_is_allowed(const struct gateway *gateway, struct slice origin)
{
    for (size_t i = 0; i < gateway->cors_count; i++)
        if (slice_equal(origin, slice_from(gateway->cors[i])))
            return true;
    return false;
}

/* The browser asks whether it may: yes, for what the path knows. */
static void
answer_preflight(struct exchange *x)
{
    struct buf methods = { 0 }, none = { 0 };
    route_methods(&x->uri, &methods);
    if (methods.len == 0) {
        exchange_problem(x, 404, "not-found", "there is nothing here; /v1 has the API");
    } else {
        exchange_add(x, "Allow", buf_slice(&methods));
        exchange_add(x, "Access-Control-Allow-Methods", buf_slice(&methods));
        exchange_add(x, "Access-Control-Allow-Headers",
                     SLICE_LITERAL("Authorization, Content-Type, Last-Event-ID"));
        exchange_add(x, "Access-Control-Max-Age", SLICE_LITERAL("600"));
        exchange_send(x, 204, NULL, &none);
    }
    buf_done(&methods);
}

/* ---- finding the handler ---- */

static bool
find_method(const char *name, enum method *method)
{
    static const char *const names[] = { "GET", "POST", "PUT", "DELETE" };
    for (int i = 0; i < METHOD_COUNT; i++)
        if (strcmp(name, names[i]) == 0) {
            *method = (enum method)i;
            return true;
        }
    *method = METHOD_GET;
    return strcmp(name, "HEAD") == 0;
}

static void
answer_no_route(struct exchange *x)
{
    if (!x->match.path_known) {
        exchange_problem(x, 404, "not-found",
                         "there is nothing here; GET /v1/openapi.json describes the API");
        return;
    }
    struct buf methods = { 0 };
    route_methods(&x->uri, &methods);
    exchange_add(x, "Allow", buf_slice(&methods));
    exchange_problem(x, 405, "method", "this address knows %s", buf_string(&methods));
    buf_done(&methods);
}

static void
on_granted(struct exchange *x)
{
    const struct route *route = x->match.route;
    const struct gateway *gateway = x->gateway;
    size_t most = route->body_max == SIZE_MAX ? gateway->submit_max + FORM_BYTES : route->body_max;
    http_admit(x, most, route->multipart);
}

void
door_admit(struct exchange *x)
{
    struct gateway *gateway = x->gateway;
    struct err err;
    const char *fault = http_fault(x);
    bool options = strcmp(http_method(x), "OPTIONS") == 0;
    if (fault != NULL) {
        exchange_add(x, "Connection", SLICE_LITERAL("close"));
        exchange_problem(x, 400, "bad-request", "%s", fault);
    } else if (uri_read(&x->uri, &x->arena, x->target, &err) != 0) {
        exchange_problem(x, 400, "bad-address", "%s", err.text);
    } else if (options) {
        answer_preflight(x);
    } else if (!find_method(http_method(x), &x->method)) {
        struct buf methods = { 0 };
        route_methods(&x->uri, &methods);
        x->match.path_known = methods.len > 0;
        buf_done(&methods);
        answer_no_route(x);
    } else if (room_serves(gateway->room, x)) {
        room_answer(gateway->room, x);
    } else {
        route_find(&x->match, x->method, &x->uri);
        if (x->match.route == NULL)
            answer_no_route(x);
        else if (route_params(&x->match, &x->uri, &err) != 0)
            exchange_problem(x, 400, "bad-parameter", "%s", err.text);
        else
            access_check(gateway->access, x, x->match.route->scope, on_granted);
    }
}

void
door_handle(struct exchange *x)
{
    struct err err;
    /* a form may have brought more of them */
    if (x->match.route->multipart && route_params(&x->match, &x->uri, &err) != 0)
        exchange_problem(x, 400, "bad-parameter", "%s", err.text);
    else if (x->match.route->body_max == 0 && x->body.len > 0)
        exchange_problem(x, 400, "bad-request", "this request has no body");
    else
        x->match.route->handle(x);
}

/* ---- what answers have in common ---- */

void
door_answering(struct exchange *x, unsigned code)
{
    struct gateway *gateway = x->gateway;
    struct slice origin = exchange_header(x, "Origin");
    metric_add(gateway->answers[code / 100 < 6 ? code / 100 : 5], 1);
    if (gateway->cors_count > 0 && origin_is_allowed(gateway, origin)) {
        exchange_add(x, "Access-Control-Allow-Origin", origin);
        exchange_add(x, "Access-Control-Expose-Headers",
                     SLICE_LITERAL("ETag, Link, Location, Retry-After"));
        exchange_add(x, "Vary", SLICE_LITERAL("Accept, Accept-Encoding, Origin"));
    } else {
        exchange_add(x, "Vary", SLICE_LITERAL("Accept, Accept-Encoding"));
    }
    if (x->match.route != NULL)
        exchange_add(x, "Cache-Control", SLICE_LITERAL("private, no-cache"));
    access_answering(gateway->access, x, code);
}
