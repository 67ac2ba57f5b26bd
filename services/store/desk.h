/*
 * desk: answers what is asked at edit_endpoint, from a connection of its own that
 * writes to the archive.  What readers must not see any more is gone from the cache, too,
 * when the answer goes out.
 */
#ifndef PAGEWIRE_STORE_DESK_H
#define PAGEWIRE_STORE_DESK_H

#include "common/redis.h"
#include "services/store/backlog.h"
#include "services/store/feed.h"

struct desk;

struct desk_spec {
    const char *archive;     /* path */
    struct redis_spec cache; /* where the cache is */
    int64_t cache_ttl;       /* ms */
    struct feed *feed;       /* is told of what changed; may be NULL */
};

/* Waits neither for the archive nor for Redis.  Strings are borrowed.  -1: a URL is unusable. */
int desk_open(struct desk **desk, const struct desk_spec *spec, struct err *err);
void desk_close(void *arg);

/* As endpoint_spec.answer. */
bool desk_answer(void *desk, struct slice request, struct slice body, struct room room,
                 struct buf *header, struct buf *answer);

#endif
