/*
 * reply_path: what stands before the header of a client's request on a ROUTER,
 * and goes before the answer: the identity, and of REQ clients what ends with
 * the empty delimiter.
 */
#ifndef PAGEWIRE_REPLY_PATH_H
#define PAGEWIRE_REPLY_PATH_H

#include "common/slice.h"

#include <czmq.h>
#include <stdatomic.h>
#include <stddef.h>

/* Moves those frames from the front of message to the end of path.  DEALER
 * clients may leave the delimiter out: then only the identity moves.  The first
 * frame left is the header: an empty frame that nothing follows is one, a bad one. */
void reply_path_take(zmsg_t *message, zmsg_t *path);

/* Sends *message (destroyed) with a last frame `body`, which is copied.  Its length is in
 * *unread until ZeroMQ has given it to the peer or has lost the peer: what readers who do
 * not read cost.  unread lives as long as the process. */
void reply_path_send(zmsg_t **message, struct slice body, zsock_t *router, atomic_size_t *unread);

#endif
