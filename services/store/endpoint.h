/*
 * endpoint: a socket where clients ask, with a thread of its own, so that a long
 * search keeps no page from being committed and an editor's disk no reader waiting.
 * Clients are REQ or DEALER, with an empty delimiter before the header or without;
 * the answer comes in the same form.
 */
#ifndef PAGEWIRE_STORE_ENDPOINT_H
#define PAGEWIRE_STORE_ENDPOINT_H

#include "common/curve.h"
#include "common/err.h"
#include "services/store/backlog.h"

struct endpoint;

struct endpoint_spec {
    const char *name; /* of the setting, for errors */
    const char *address;
    size_t message_max; /* bytes of a frame; larger ones cost the connection */
    unsigned rights;    /* a key that has one of them may ask */
    int waiting_max;    /* requests of a client that wait, and answers that it has not fetched */
    void (*begin)(void *arg); /* the first thing that the thread does; NULL: nothing */
    /* Appends the answer's header, and its body if it has one (returns true then). */
    bool (*answer)(void *arg, struct slice request, struct slice body, struct room room,
                   struct buf *header, struct buf *answer);
    void (*close)(void *arg);
    void *arg;
};

/* Binds and starts the thread, which takes arg over and closes it at the end.  On -1 it is
 * still the caller's. */
int endpoint_open(struct endpoint **endpoint, const struct endpoint_spec *spec,
                  const struct curve *curve, struct err *err);

/* Ends the thread once it has answered what it is at. */
void endpoint_close(struct endpoint *endpoint);

/* The address really bound. */
const char *endpoint_address(const struct endpoint *endpoint);

#endif
