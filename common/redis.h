/*
 * redis: one connection to Redis that comes back by itself.  Commands are
 * pipelined and answered in order, by callbacks from a zloop or while
 * redis_call waits.
 *
 * Redis being away, loading, out of memory or disk, or read-only is RETRY, and
 * so is a connection lost before the answer: the command may have been carried
 * out.  Any other error of Redis is REJECT.  Of one thread.
 */
#ifndef PAGEWIRE_REDIS_H
#define PAGEWIRE_REDIS_H

#include "common/err.h"
#include "common/slice.h"
#include "common/tick.h"

#include <czmq.h>
#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stdint.h>

struct redis;

struct redis_script {
    const char *name, *body; /* static */
};

struct redis_spec {
    const char *url; /* unix:///path.sock, redis://host:port, with /DB and USER:PASSWORD@
                      * if need be; for unix the database is ?db=N */
    bool plaintext;  /* allow a host that is not this one */
    int64_t timeout; /* an answer that takes longer counts as lost, ms; 0: 15000 */
    const struct redis_script *scripts; /* loaded at each connect */
    size_t script_count;
    void (*changed)(void *arg, bool up, const char *why); /* may be NULL */
    void *arg;
    struct tick tick; /* called while redis_call waits, at least every 100 ms */
};

/* The spec is copied, its url too.  Connects in redis_join's loop or when
 * first waited for.  From now on the process ignores SIGPIPE.  -1: the URL is malformed or leaves
 * the host in plain text. */
int redis_open(struct redis **out, const struct redis_spec *spec, struct err *err);
/* Commands under way are answered with RETRY; whoever hears so sends no more.  Not
 * from a callback. */
void redis_close(struct redis *redis);

/* Serve this connection from a loop. */
void redis_join(struct redis *redis, zloop_t *loop);

/* Whether it is connected and ready; *why is why not, borrowed. */
bool redis_up(const struct redis *redis, const char **why);

/* Either reply (borrowed, never an error reply) or err is NULL. */
typedef void redis_answer(void *arg, const redisReply *reply, const struct err *err);

/* Queues a command; arguments are copied.  While the connection is down the
 * answer is RETRY, from the loop. */
void redis_send(struct redis *redis, const struct slice *args, size_t count, redis_answer *answer,
                void *arg);

/* The same for script number `script` of the spec. */
void redis_run(struct redis *redis, size_t script, const struct slice *keys, size_t key_count,
               const struct slice *args, size_t arg_count, redis_answer *answer, void *arg);

/* Waits until the connection is ready, at most `ms`.  Returns whether it is. */
bool redis_wait_up(struct redis *redis, int64_t ms);

/* How many commands are not yet answered. */
size_t redis_pending(const struct redis *redis);

/* Waits until all commands are answered; callbacks run.  After `ms` it gives up,
 * and answers them with RETRY. */
void redis_wait(struct redis *redis, int64_t ms);

/* One command, waited for at most `ms`.  Returns 0 and *reply, which the caller
 * frees with freeReplyObject, or -1. */
int redis_call(struct redis *redis, const struct slice *args, size_t count, int64_t ms,
               redisReply **reply, struct err *err);

#endif
