/*
 * deliver: tells webhooks what changes.  What is set up and how far each got is store's; a
 * lease there, `hook:ID`, lets one gateway of all deliver to each.  Each gets events one
 * after another, at least once; one that fails is tried again after ever longer waits, and
 * when it has failed hook_attempts times that event goes on its dead list and the next
 * one follows.  None waits for another.
 */
#ifndef PAGEWIRE_GATEWAY_DELIVER_H
#define PAGEWIRE_GATEWAY_DELIVER_H

#include "common/err.h"
#include "common/slice.h"

#include <stdint.h>

struct deliver;
struct exchange;
struct gateway;

struct deliver_spec {
    struct gateway *gateway;
    int64_t retry_ms;  /* after the first failure; then four times as long, to an hour */
    unsigned attempts; /* until an event is given up */
};

int deliver_open(struct deliver **deliver, const struct deliver_spec *spec, struct err *err);
void deliver_close(struct deliver *deliver); /* asks are over by now */

/* Hooks were changed: look now and not in a while. */
void deliver_look(struct deliver *deliver);

/* Sends an event of the dead list once more and answers x; off the list when it was taken. */
void deliver_replay(struct deliver *deliver, struct exchange *x, struct slice id, int64_t sequence);

#endif
