/*
 * backlog: bytes of answers that clients have not fetched yet, of each and of all, so that
 * clients that ask and do not read cost a bounded amount of memory, and those that read
 * notice nothing.  Of one thread, but that ZeroMQ's tells what was sent.
 */
#ifndef PAGEWIRE_STORE_BACKLOG_H
#define PAGEWIRE_STORE_BACKLOG_H

#include "common/buf.h"

#include <czmq.h>

/* What may be answered to a client: 0 bytes when it has to fetch first; answers that can be
 * cut are cut to `bytes`, a single thing may have `one`. */
struct room {
    size_t bytes, one;
};

enum {
    ROOM_SMALL = 1 << 20, /* answers are kept short below that */
    ROOM_LEAST = 64 << 10,
};

struct backlog;

/* One client may have `own` bytes waiting, all together about `all`. */
struct backlog *backlog_new(size_t own, size_t all);
void backlog_free(struct backlog *backlog); /* answers may still be on their way */

/* For the client whose identity is that frame. */
struct room backlog_room(struct backlog *backlog, zframe_t *identity);

/* Sends frames and then one or two parts (body NULL: none), which it takes over.  A client that
 * is gone gets nothing. */
void backlog_send(struct backlog *backlog, zsock_t *router, zmsg_t *frames, struct buf *header,
                  struct buf *body);

/* Bytes that wait. */
size_t backlog_bytes(const struct backlog *backlog);

#endif
