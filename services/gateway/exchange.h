/*
 * exchange: one request and its answer.  A handler reads what was asked (match, body,
 * header), and answers exactly once, at once or later from the loop:
 *
 *     exchange_send(x, 200, "application/json", &json);
 *     exchange_problem(x, 404, "not-found", "no page %.*s; GET /v1/pages lists them", ...);
 *     exchange_stream(x, "text/event-stream", read, end, arg);
 *
 * It lives until the answer has gone, and what is in its arena as long.  All of one thread.
 */
#ifndef PAGEWIRE_GATEWAY_EXCHANGE_H
#define PAGEWIRE_GATEWAY_EXCHANGE_H

#include "common/arena.h"
#include "common/buf.h"
#include "services/gateway/caller.h"
#include "services/gateway/payload.h"
#include "services/gateway/route.h"

#include <sys/types.h>

struct http;
struct exchange_private;

struct exchange {
    void *gateway; /* of http_spec.arg */
    struct arena arena;
    enum method method;
    struct uri uri;
    struct slice target;  /* as it came, with the query */
    struct match match;   /* of routes.c */
    struct caller caller; /* who asks; access.h */
    struct buf body;
    struct slice file_name;      /* multipart: of the file, or "" */
    void *work;                  /* what its handler remembers */
    struct exchange_private *in; /* http_exchange.h */
};

/* A header of the request, or "". */
struct slice exchange_header(const struct exchange *x, const char *name);

/* A cookie of the request, or "". */
struct slice exchange_cookie(const struct exchange *x, const char *name);

/* Where the request came from. */
bool exchange_is_local(const struct exchange *x);            /* a loopback address */
void exchange_peer(const struct exchange *x, char text[64]); /* for logs and limits */

/* A header of the answer; both are copied.  Before the answer is given. */
void exchange_add(struct exchange *x, const char *name, struct slice value);

/* Answers with a body, which is taken.  200 to GET gets an ETag, or 304 when the client has
 * it; bodies go out in gzip where the client knows it. */
void exchange_send(struct exchange *x, unsigned code, const char *type, struct buf *body);

/* The same with a payload that others hold too. */
void exchange_share(struct exchange *x, unsigned code, struct payload *payload);

/* Answers with problem+json.  kind names what is wrong ("urn:pagewire:problem:KIND"), the text
 * says what to do. */
void exchange_problem(struct exchange *x, unsigned code, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Answers with what `read` gives: it fills at most max bytes and returns how many, 0 when
 * there is nothing yet (then it is called after exchange_wake), -1 at the end.  `end` is
 * called once, also when the client went away. */
void exchange_stream(struct exchange *x, const char *type,
                     ssize_t (*read)(void *arg, char *out, size_t max), void (*end)(void *arg),
                     void *arg);
void exchange_wake(struct exchange *x);

/* Whether it was answered. */
bool exchange_answered(const struct exchange *x);

#endif
