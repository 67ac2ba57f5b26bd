/*
 * uplink: the connection to one upstream address: a DEALER and the socket that
 * monitors it.  Only hop_in uses it; what the messages mean is hop_in's.
 */
#ifndef PAGEWIRE_HOP_UPLINK_H
#define PAGEWIRE_HOP_UPLINK_H

#include "common/curve.h"
#include "common/hop/hop_socket.h"

#include <stdbool.h>
#include <sys/queue.h>

struct hop_in;

struct uplink {
    TAILQ_ENTRY(uplink) link;
    struct hop_in *in;
    char *address;
    zsock_t *dealer, *monitor;
    bool connected;
    bool listed;        /* still among the known addresses */
    bool lost;          /* something could not be sent: begin again */
    bool released;      /* upstream answered our BYE: it sends nothing more */
    size_t granted;     /* credit sent and not yet used */
    size_t occupied;    /* jobs of its that wait or are computed */
    size_t asks;        /* jobs of its that are not yet answered */
    int64_t hello_at;   /* when the last HELLO went out */
    int64_t refused_at; /* when its handshake was refused last; 0: not since it was connected */
};
TAILQ_HEAD(uplink_list, uplink);

/* Begins to connect; `ready` is the loop's reader for both sockets.  NULL and
 * *err when that fails. */
struct uplink *uplink_open(struct hop_in *in, zloop_t *loop, const struct curve *curve,
                           const char *address, const char *identity, size_t message_max,
                           zloop_reader_fn *ready, struct err *err);
void uplink_close(struct uplink *uplink, zloop_t *loop);

/* Heartbeats may fail; anything else that does makes the session begin again. */
void uplink_send(struct uplink *uplink, const struct envelope *envelope);

/* Connects anew, the same socket: ZeroMQ does not by itself where a handshake was refused, and the
 * key may be known there by now. */
void uplink_again(struct uplink *uplink, const struct curve *curve);

/* One event of the monitor: its number, or 0 when none waits. */
unsigned uplink_event(struct uplink *uplink);

#endif
