/*
 * http_exchange: an exchange as HTTP has it; for http_life.c (connections and the life of an
 * exchange) and http_answer.c (what was asked, and the answer) alone.
 */
#ifndef PAGEWIRE_GATEWAY_HTTP_EXCHANGE_H
#define PAGEWIRE_GATEWAY_HTTP_EXCHANGE_H

#include "services/gateway/form.h"
#include "services/gateway/http.h"
#include "services/gateway/link.h"

#include <microhttpd.h>

struct http {
    struct http_spec spec;
    struct hostport where;
    char address[HOSTPORT_SIZE];
    struct MHD_Daemon *mhd;
    zloop_t *loop;
    int again, sweeper; /* timers, or 0 */
    int kick;           /* eventfd: a suspended connection goes on */
    bool kicked;
    struct links links;
    struct exchange_private *suspended; /* list, for the end */
    size_t bodies;                      /* bytes held */
    size_t answering;                   /* exchanges that http_answering counts */
};

enum stage { STAGE_HEAD, STAGE_ADMIT, STAGE_BODY, STAGE_HANDLE };

struct header {
    const char *name, *value;
};

struct exchange_private {
    struct exchange *x;
    struct exchange_private *next, *prev; /* of http->suspended */
    struct http *http;
    struct MHD_Connection *connection;
    struct link *link;
    const char *method;
    const char *target_end; /* in the library's buffer */
    enum stage stage;
    bool suspended, admitted, overflow, crowded, answered, counted;
    bool refused;  /* and answered, before the library could */
    bool has_body; /* or will have one */
    bool cut;      /* the target holds a NUL, at which the library stops */
    size_t body_max, body_held;
    struct form *form;
    unsigned code;
    struct payload *payload;
    ssize_t (*read)(void *arg, char *out, size_t max);
    void (*end)(void *arg);
    void *stream;
    const char *stream_type;
    struct header *headers; /* in the arena */
    size_t header_count;
};

/* The library leaves the connection alone until exchange_wake. */
void http_suspend(struct exchange_private *in);

/* Whether it is among those that http_answering counts from now on. */
void http_count(struct exchange_private *in, bool counts);

/* Whether the head says that a body follows. */
bool http_announces_body(struct MHD_Connection *connection);

/* Hands the answer to the library. */
enum MHD_Result http_queue(struct exchange *x);

#endif
