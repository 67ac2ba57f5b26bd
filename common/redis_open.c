/* What the program sees of a connection to Redis. */
#include "common/clock.h"
#include "common/redis_connection.h"

#include "common/log.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { TURN_MS = 50, TIMEOUT_DEFAULT = 15000 };

static void
redis_clear(struct redis *redis)
{
    redis_url_done(&redis->address);
    free(redis->shas);
    free(redis->url);
    free(redis);
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    connection_turn(arg);
    return 0;
}

int
redis_open(struct redis **out, const struct redis_spec *spec, struct err *err)
{
    struct redis *redis = calloc(1, sizeof *redis);
    if (redis == NULL)
        die("out of memory");
    (void)signal(SIGPIPE, SIG_IGN); /* hiredis writes to sockets that the server has closed */
    redis->spec = *spec;
    redis->spec.url = redis->url = slice_dup(slice_from(spec->url));
    if (spec->timeout == 0)
        redis->spec.timeout = TIMEOUT_DEFAULT;
    redis_queue_init(&redis->queue);
    redis_queue_init(&redis->refused);
    redis->address.plaintext = spec->plaintext;
    redis->watched_fd = -1;
    (void)snprintf(redis->why, sizeof redis->why, "not connected yet");
    redis->shas = calloc(spec->script_count + 1, sizeof *redis->shas);
    if (redis->shas == NULL)
        die("out of memory");
    if (redis_url_read(&redis->address, redis->url, err) != 0) {
        redis_clear(redis);
        return -1;
    }
    *out = redis;
    return 0;
}

void
redis_close(struct redis *redis)
{
    if (redis == NULL)
        return;
    if (redis->loop != NULL)
        zloop_timer_end(redis->loop, redis->timer);
    redis->spec.changed = NULL;
    connection_end_lookup(redis);
    connection_close(redis, "closed");
    while (redis->refused.count > 0)
        redis_queue_lose(&redis->refused, redis->why);
    redis_clear(redis);
}

void
redis_join(struct redis *redis, zloop_t *loop)
{
    redis->loop = loop;
    redis->timer = zloop_timer(loop, TURN_MS, 0, on_timer, redis);
    if (redis->timer < 0)
        die("out of memory");
    if (redis->context != NULL)
        connection_write(redis);
    else
        connection_turn(redis);
}

bool
redis_up(const struct redis *redis, const char **why)
{
    if (why != NULL)
        *why = redis->why;
    return redis->state == REDIS_UP;
}

void
redis_send(struct redis *redis, const struct slice *args, size_t count, redis_answer *answer,
           void *arg)
{
    if (redis->state != REDIS_UP || redis->broken) {
        redis_queue_push(&redis->refused, answer, arg, 0);
        return;
    }
    connection_add(redis, args, count);
    redis_queue_push(&redis->queue, answer, arg, clock_ms());
    connection_watch(redis, true);
}

void
redis_run(struct redis *redis, size_t script, const struct slice *keys, size_t key_count,
          const struct slice *args, size_t arg_count, redis_answer *answer, void *arg)
{
    size_t count = 3 + key_count + arg_count;
    struct slice *all = malloc(count * sizeof *all);
    if (all == NULL)
        die("out of memory");
    char number[24];
    (void)snprintf(number, sizeof number, "%zu", key_count);
    all[0] = SLICE_LITERAL("EVALSHA");
    all[1] = slice_from(redis->shas[script]);
    all[2] = slice_from(number);
    for (size_t i = 0; i < key_count; i++)
        all[3 + i] = keys[i];
    for (size_t i = 0; i < arg_count; i++)
        all[3 + key_count + i] = args[i];
    redis_send(redis, all, count, answer, arg);
    free(all);
}

size_t
redis_pending(const struct redis *redis)
{
    return redis->refused.count + (redis->state == REDIS_UP ? redis->queue.count : 0);
}
