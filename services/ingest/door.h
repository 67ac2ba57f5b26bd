/*
 * door: where clients come in.  A ROUTER that any REQ or DEALER client may use;
 * PROTOCOL.md, "Requests of clients".  Whatever comes is answered, a request that
 * cannot be read with ERROR; who has gone before the answer is not waited for.
 */
#ifndef PAGEWIRE_INGEST_DOOR_H
#define PAGEWIRE_INGEST_DOOR_H

#include "common/curve.h"
#include "common/proto/submit.h"
#include "services/ingest/intake.h"

#include <czmq.h>

struct door;

struct door_spec {
    const char *endpoint;
    size_t message_max; /* bytes; a client that sends more is cut off by ZeroMQ */
    struct ledger *ledger;
    struct lookup *lookup;
    struct intake *intake;
    uint64_t max_bytes; /* of the ledger, for STATUS */
    /* Fills in workers and dispatched of a STATUS. */
    void (*status)(void *arg, struct reply *reply);
    /* What can be told of a page on its way, "" for nothing. */
    void (*progress)(void *arg, const char *page_id, char *text, size_t size);
    void (*retried)(void *arg); /* DLQ_RETRY: a page waits again */
    void (*idle)(void *arg);    /* the last request was answered */
    void *arg;
};

int door_open(struct door **out, zloop_t *loop, const struct curve *curve,
              const struct door_spec *spec, struct err *err);
/* Lookup and ledger are closed before, so that all is answered. */
void door_close(struct door *door);

const char *door_endpoint(const struct door *door);

/* Requests that are not yet answered. */
size_t door_pending(const struct door *door);

#endif
