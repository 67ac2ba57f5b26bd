#include "services/store/cache.h"

#include "common/clock.h"
#include "common/ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    WAIT_MS = 300,  /* for an answer: a reader is waiting */
    REST_MS = 1000, /* after a failure */
};

struct cache {
    struct redis *redis;
    int64_t ttl_ms;
    int64_t rest_until; /* monotonic ms */
};

int
cache_open(struct cache **cache, const struct redis_spec *spec, int64_t ttl_ms, struct err *err)
{
    struct cache *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    if (redis_open(&made->redis, spec, err) != 0) {
        free(made);
        return -1;
    }
    made->ttl_ms = ttl_ms;
    *cache = made;
    return 0;
}

void
cache_close(struct cache *cache)
{
    if (cache == NULL)
        return;
    redis_close(cache->redis);
    free(cache);
}

static int
call(struct cache *cache, const struct slice *args, size_t count, redisReply **reply,
     struct err *err)
{
    if (clock_ms() < cache->rest_until)
        return err_set(err, ERR_RETRY, "cache: Redis was away a moment ago");
    if (redis_call(cache->redis, args, count, WAIT_MS, reply, err) == 0)
        return 0;
    const char *why;
    if (!redis_up(cache->redis, &why)) /* else it is full, which keeps nobody from reading */
        cache->rest_until = clock_ms() + REST_MS;
    return err_prefix(err, "cache");
}

int
cache_get(struct cache *cache, struct slice page_id, struct buf *record, struct err *err)
{
    char key[LEDGER_CACHE_KEY_SIZE];
    redisReply *reply = NULL;
    const struct slice args[] = { SLICE_LITERAL("GET"), ledger_cache_key(key, page_id) };
    if (call(cache, args, 2, &reply, err) != 0 || reply == NULL)
        return -1;
    bool found = reply->type == REDIS_REPLY_STRING;
    if (found)
        buf_add(record, reply->str, reply->len);
    freeReplyObject(reply);
    return found;
}

/* SET of a key that expires; `when` is XX, NX or "" */
static int
set(struct cache *cache, struct slice page_id, struct slice record, const char *when,
    struct err *err)
{
    char key[LEDGER_CACHE_KEY_SIZE], ttl[32];
    redisReply *reply = NULL;
    (void)snprintf(ttl, sizeof ttl, "%lld", (long long)cache->ttl_ms);
    const struct slice args[] = { SLICE_LITERAL("SET"),
                                  ledger_cache_key(key, page_id),
                                  record,
                                  SLICE_LITERAL("PX"),
                                  slice_from(ttl),
                                  slice_from(when) };
    if (call(cache, args, *when == '\0' ? 5 : 6, &reply, err) != 0)
        return -1;
    freeReplyObject(reply);
    return 0;
}

int
cache_put(struct cache *cache, struct slice page_id, struct slice record, struct err *err)
{
    return set(cache, page_id, record, "NX", err);
}

int
cache_block(struct cache *cache, struct slice page_id, struct err *err)
{
    return set(cache, page_id, SLICE_EMPTY, "", err);
}
