/* Waiting for answers without a loop. */
#include "common/clock.h"
#include "common/redis_connection.h"

#include "common/log.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Waits for the socket or 100 ms, whichever is first, and serves it. */
static void
wait_once(struct redis *redis, int64_t until)
{
    int64_t left = until - clock_ms();
    if (redis->state == REDIS_CLOSED && redis->retry_at - clock_ms() < left)
        left = redis->retry_at - clock_ms();
    if (left > 50)
        left = 50;
    struct pollfd item = { .fd = -1, .events = POLLIN };
    if (redis->context != NULL) {
        item.fd = redis->context->fd;
        item.events |=
            redis->context->obuf != NULL && redis->context->obuf[0] != '\0' ? POLLOUT : 0;
    }
    if (poll(&item, 1, left < 1 ? 1 : (int)left) > 0) {
        if (item.revents & POLLOUT)
            connection_write(redis);
        if (redis->context != NULL && item.revents & (POLLIN | POLLERR | POLLHUP))
            connection_read(redis);
    }
    connection_turn(redis);
    (void)tick_call(&redis->spec.tick, NULL);
}

bool
redis_wait_up(struct redis *redis, int64_t ms)
{
    int64_t until = clock_ms() + ms;
    connection_turn(redis);
    while (redis->state != REDIS_UP && clock_ms() < until)
        wait_once(redis, until);
    return redis->state == REDIS_UP;
}

void
redis_wait(struct redis *redis, int64_t ms)
{
    int64_t until = clock_ms() + ms;
    while (redis_pending(redis) > 0 && clock_ms() < until)
        wait_once(redis, until);
    if (redis_pending(redis) > 0)
        connection_close(redis, "no answer in time");
    redis_queue_lose(&redis->refused, redis->why);
}

struct call {
    struct redis *redis;
    redisReply *reply;
    struct err *err;
    bool answered;
};

static redisReply *
copy_reply(const redisReply *reply)
{
    redisReply *copy = calloc(1, sizeof *copy);
    if (copy == NULL)
        die("out of memory");
    copy->type = reply->type;
    copy->integer = reply->integer;
    copy->len = reply->len;
    if (reply->str != NULL) {
        copy->str = malloc(reply->len + 1);
        if (copy->str == NULL)
            die("out of memory");
        memcpy(copy->str, reply->str, reply->len);
        copy->str[reply->len] = '\0';
    }
    copy->elements = reply->elements;
    if (reply->elements > 0) {
        copy->element = calloc(reply->elements, sizeof(redisReply *));
        if (copy->element == NULL)
            die("out of memory");
        for (size_t i = 0; i < reply->elements; i++)
            copy->element[i] = copy_reply(reply->element[i]);
    }
    return copy;
}

static void
call_answered(void *arg, const redisReply *reply, const struct err *err)
{
    struct call *call = arg;
    call->answered = true;
    if (err != NULL)
        *call->err = *err;
    else
        call->reply = copy_reply(reply);
}

int
redis_call(struct redis *redis, const struct slice *args, size_t count, int64_t ms,
           redisReply **reply, struct err *err)
{
    int64_t until = clock_ms() + ms;
    struct err ignored = { 0 };
    struct call call = { .redis = redis, .err = err != NULL ? err : &ignored };
    (void)redis_wait_up(redis, ms);
    redis_send(redis, args, count, call_answered, &call);
    while (!call.answered && clock_ms() < until)
        wait_once(redis, until);
    if (!call.answered)
        connection_close(redis, "no answer in time");
    redis_queue_lose(&redis->refused, redis->why);
    if (call.reply == NULL)
        return -1;
    *reply = call.reply;
    return 0;
}
