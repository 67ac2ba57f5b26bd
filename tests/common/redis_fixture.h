/*
 * redis_fixture: a private redis-server on a socket in a folder of its own,
 * with appendfsync always as in production.  It dies with the test.
 */
#ifndef TESTS_COMMON_REDIS_FIXTURE_H
#define TESTS_COMMON_REDIS_FIXTURE_H

#include "common/err.h"
#include "common/redis.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct redis_fixture {
    char folder[64], url[128];
    const char *extra[16]; /* further arguments, NULL-terminated: "--maxmemory", "4mb" */
    const char *tmpfs;     /* NULL, or the folder is a tmpfs of that size: "4m"; for root */
    const char *aof;       /* NULL, or a file of commands that it begins with */
    pid_t pid;             /* 0: not running */
    struct redis *redis;   /* for commands of the test */
};

static inline int64_t
fixture_ms(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* The disk becomes as large; size is "8m". */
static inline void
redis_fixture_resize(struct redis_fixture *fixture, const char *size)
{
    char options[32];
    (void)snprintf(options, sizeof options, "size=%s", size);
    unsigned long flags = fixture->tmpfs == size ? 0 : MS_REMOUNT;
    if (mount("tmpfs", fixture->folder, "tmpfs", flags, options) != 0)
        die("mount: %s", strerror(errno));
}

/* Starts it, without waiting until it answers. */
static inline void
redis_fixture_start(struct redis_fixture *fixture)
{
    char socket[96];
    (void)snprintf(socket, sizeof socket, "%s/redis.sock", fixture->folder);
    const char *argv[48] = { "redis-server",  "--port",    "0",
                             "--unixsocket",  socket,      "--dir",
                             fixture->folder, "--save",    "",
                             "--appendonly",  "yes",       "--appendfsync",
                             "always",        "--logfile", "redis.log" };
    size_t n = 15;
    for (size_t i = 0; fixture->extra[i] != NULL; i++)
        argv[n++] = fixture->extra[i];
    argv[n] = NULL;
    fixture->pid = fork();
    if (fixture->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    if (fixture->pid < 0)
        die("fork: %s", strerror(errno));
}

/* Ends it with a signal and waits for its end. */
static inline void
redis_fixture_end(struct redis_fixture *fixture, int signal)
{
    if (fixture->pid <= 0)
        return;
    (void)kill(fixture->pid, signal);
    (void)waitpid(fixture->pid, NULL, 0);
    fixture->pid = 0;
}

/* It stands still, and has when this returns, until SIGCONT. */
static inline void
redis_fixture_freeze(struct redis_fixture *fixture)
{
    if (kill(fixture->pid, SIGSTOP) != 0 || waitpid(fixture->pid, NULL, WUNTRACED) != fixture->pid)
        die("cannot stop redis-server: %s", strerror(errno));
}

static inline void
redis_fixture_open(struct redis_fixture *fixture)
{
    (void)snprintf(fixture->folder, sizeof fixture->folder, "/tmp/pagewire-redis-XXXXXX");
    if (mkdtemp(fixture->folder) == NULL)
        die("mkdtemp: %s", strerror(errno));
    if (fixture->tmpfs != NULL)
        redis_fixture_resize(fixture, fixture->tmpfs);
    char copy[256];
    (void)snprintf(copy, sizeof copy, "cp '%s' %s/appendonly.aof",
                   fixture->aof != NULL ? fixture->aof : "", fixture->folder);
    if (fixture->aof != NULL && system(copy) != 0)
        die("%s", copy);
    (void)snprintf(fixture->url, sizeof fixture->url, "unix://%s/redis.sock", fixture->folder);
    struct err err;
    struct redis_spec spec = { .url = fixture->url };
    if (redis_open(&fixture->redis, &spec, &err) != 0)
        die("%s", err.text);
    redis_fixture_start(fixture);
    if (!redis_wait_up(fixture->redis, 60000))
        die("redis-server does not start");
}

static inline void
redis_fixture_close(struct redis_fixture *fixture)
{
    redis_close(fixture->redis);
    redis_fixture_end(fixture, SIGKILL);
    if (fixture->tmpfs != NULL)
        (void)umount2(fixture->folder, MNT_DETACH);
    char command[96];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", fixture->folder);
    if (system(command) != 0)
        die("cannot remove %s", fixture->folder);
}

/* A command given as words; the answer as a number, or as a string's length or
 * an array's size.  -1: an error or nil. */
static inline long long
redis_fixture_call(struct redis_fixture *fixture, const char *words)
{
    struct slice args[16];
    size_t count = 0;
    for (const char *at = words; *at != '\0' && count < 16;) {
        size_t len = strcspn(at, " ");
        args[count++] = (struct slice){ at, len };
        at += len + (at[len] == ' ');
    }
    redisReply *reply = NULL;
    /* Twice: that Redis was restarted in between is noticed by the first. */
    if (redis_call(fixture->redis, args, count, 10000, &reply, NULL) != 0 &&
        redis_call(fixture->redis, args, count, 10000, &reply, NULL) != 0)
        return -1;
    long long value = reply->type == REDIS_REPLY_INTEGER ? reply->integer
                      : reply->type == REDIS_REPLY_ARRAY ? (long long)reply->elements
                      : reply->type == REDIS_REPLY_NIL   ? -1
                                                         : (long long)reply->len;
    freeReplyObject(reply);
    return value;
}

#endif
