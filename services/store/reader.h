/*
 * reader: answers what readers ask, from the cache and the archive.  It writes
 * nothing but the cache.  A question takes bounded time and memory.
 */
#ifndef PAGEWIRE_STORE_READER_H
#define PAGEWIRE_STORE_READER_H

#include "common/buf.h"
#include "common/err.h"
#include "common/redis.h"
#include "services/store/backlog.h"

struct reader;

struct reader_spec {
    const char *archive;     /* path */
    int64_t time_ms;         /* that a question may take */
    struct redis_spec cache; /* where the cache is */
    int64_t cache_ttl;       /* ms */
};

/* Waits neither for the archive nor for Redis.  Strings are borrowed.  -1: a URL
 * is unusable. */
int reader_open(struct reader **reader, const struct reader_spec *spec, struct err *err);
void reader_close(struct reader *reader);

/* Reads what searches keep in memory, within time_ms, so that the first one need not. */
void reader_warm(struct reader *reader);

/* Appends the answer's header, and its body if it has one (returns true then),
 * to a request in JSON.  Whatever is wrong is an answer: ERROR.  `room` bounds what may be
 * answered, see backlog.h. */
bool reader_answer(struct reader *reader, struct slice request, struct room room,
                   struct buf *header, struct buf *body);

#endif
