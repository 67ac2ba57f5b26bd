/*
 * cache: finished records in Redis, each for a while.  Never needed: whoever
 * misses here asks the archive.  While Redis is away calls fail at once, but for
 * one a second that tries.  Of one thread.
 */
#ifndef PAGEWIRE_STORE_CACHE_H
#define PAGEWIRE_STORE_CACHE_H

#include "common/buf.h"
#include "common/err.h"
#include "common/redis.h"

struct cache;

/* Records stay for ttl_ms.  Does not wait for Redis.  -1: the URL is unusable. */
int cache_open(struct cache **cache, const struct redis_spec *spec, int64_t ttl_ms,
               struct err *err);
void cache_close(struct cache *cache);

/* 1 and the record appended, 0 when it is not there, -1 when Redis is away. */
int cache_get(struct cache *cache, struct slice page_id, struct buf *record, struct err *err);

/* Unless something is there. */
int cache_put(struct cache *cache, struct slice page_id, struct slice record, struct err *err);

/* From now on an empty text is there instead: whoever finds it asks the archive. */
int cache_block(struct cache *cache, struct slice page_id, struct err *err);

#endif
