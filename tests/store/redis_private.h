/*
 * redis_private: a redis-server of a test's own, on a socket in its folder.  It
 * dies with the test.
 */
#ifndef TESTS_STORE_REDIS_PRIVATE_H
#define TESTS_STORE_REDIS_PRIVATE_H

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct redis_private {
    char folder[96], socket[128], url[160];
    pid_t pid; /* 0 while stopped */
    redisContext *context;
};

static inline bool
redis_private_answers(struct redis_private *redis)
{
    redisContext *context = redisConnectUnix(redis->socket);
    redisReply *reply = context != NULL && context->err == 0 ? redisCommand(context, "PING") : NULL;
    bool up = reply != NULL && reply->type == REDIS_REPLY_STATUS;
    if (reply != NULL)
        freeReplyObject(reply);
    if (up)
        redis->context = context;
    else if (context != NULL)
        redisFree(context);
    return up;
}

/* Starts the server and waits until it answers; false after ten seconds. */
static inline bool
redis_private_start(struct redis_private *redis, const char *folder)
{
    (void)snprintf(redis->folder, sizeof redis->folder, "%s", folder);
    (void)snprintf(redis->socket, sizeof redis->socket, "%s/redis.sock", folder);
    (void)snprintf(redis->url, sizeof redis->url, "unix://%s", redis->socket);
    redis->pid = fork();
    if (redis->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        int null = open("/dev/null", O_RDWR);
        (void)dup2(null, 1);
        (void)dup2(null, 2);
        (void)execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", redis->socket,
                     "--save", "", "--appendonly", "no", "--dir", redis->folder, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 1000 && redis->pid > 0; i++) {
        if (redis_private_answers(redis))
            return true;
        (void)nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    }
    return false;
}

static inline void
redis_private_stop(struct redis_private *redis)
{
    if (redis->pid <= 0)
        return;
    redisFree(redis->context);
    redis->context = NULL;
    (void)kill(redis->pid, SIGKILL);
    (void)waitpid(redis->pid, NULL, 0);
    redis->pid = 0;
    (void)unlink(redis->socket);
}

/* One command; its answer as text on the heap ("" for nil), an integer in digits. */
static inline char *
redis_private_do(struct redis_private *redis, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    redisReply *reply = redisvCommand(redis->context, format, args);
    va_end(args);
    char number[32] = "";
    if (reply != NULL && reply->type == REDIS_REPLY_INTEGER)
        (void)snprintf(number, sizeof number, "%lld", reply->integer);
    char *text = strdup(reply != NULL && reply->str != NULL ? reply->str : number);
    if (reply != NULL)
        freeReplyObject(reply);
    return text;
}

#endif
