/*
 * http: the listening socket and its connections, on libmicrohttpd.  Its epoll
 * descriptor hangs in the daemon's loop, so that all of the gateway is one thread; a
 * request that waits for store is suspended and costs nothing but its memory.
 *
 * Slow clients are cut by deadlines of our own, since the library's time-out starts
 * again with every byte.
 */
#ifndef PAGEWIRE_GATEWAY_HTTP_H
#define PAGEWIRE_GATEWAY_HTTP_H

#include "common/err.h"
#include "common/hostport.h"
#include "services/gateway/exchange.h"

#include <czmq.h>

struct http_spec {
    const char *listen;     /* HOST:PORT; port 0: a free one */
    size_t connections_max; /* more are closed at once */
    size_t header_max;      /* bytes of a request's head, and the memory of a connection */
    size_t bodies_max;      /* bytes of all bodies that are held at once */
    int64_t head_ms;        /* for a whole request head, and between two requests */
    int64_t send_ms;        /* for an answer to be taken, streams excepted */
    /* The head of a request came: answer it, or call http_admit now or later. */
    void (*admit)(struct exchange *x);
    /* The body is there too. */
    void (*handle)(struct exchange *x);
    /* The answer is decided: add what all answers have.  */
    void (*answering)(struct exchange *x, unsigned code);
    void *arg; /* exchange.gateway */
};

int http_open(struct http **http, zloop_t *loop, const struct http_spec *spec, struct err *err);

/* Nothing may be under way that would still answer an exchange. */
void http_close(struct http *http);

/* Takes no more connections; those that are there go on. */
void http_quiesce(struct http *http);

/* How many requests are there whole and were not answered to the last byte; streams are not among
 * them. */
size_t http_answering(const struct http *http);

const char *http_address(const struct http *http); /* "127.0.0.1:43210" */
bool http_is_local(const struct http *http);       /* listens on loopback alone */
size_t http_connections(const struct http *http);

/* For admit: the request may go on.  Up to body_max bytes are taken; multipart: a form with
 * one file may stand for them. */
void http_admit(struct exchange *x, size_t body_max, bool multipart);

/* The method as it came, "GET". */
const char *http_method(const struct exchange *x);

/* What is wrong with the head's framing (two lengths, a length and a transfer
 * coding, no host...), or NULL. */
const char *http_fault(const struct exchange *x);

#endif
