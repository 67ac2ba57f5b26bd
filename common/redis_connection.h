/*
 * redis_connection: a connection to Redis from the inside; for the files common/redis_*.c only.
 *
 * A connection goes through these states: closed, resolving (a name is looked up, by a
 * thread of libc's, so that no loop waits for a name server), greeting (connected or
 * connecting; AUTH, SELECT, SCRIPT LOAD are under way), up, and closed again
 * after any error, with a pause before the next try.  Commands that wait for
 * an answer are a queue; Redis answers in order.  Whatever is queued when the
 * connection closes is answered with RETRY.
 *
 * The greeting's commands go through the same queue, ahead of all others,
 * since nothing else is taken before it is over.
 */
#ifndef PAGEWIRE_REDIS_CONNECTION_H
#define PAGEWIRE_REDIS_CONNECTION_H

#include "common/redis_queue.h"
#include "common/redis_url.h"

#include <netdb.h>

enum { REDIS_SHA_SIZE = 41 };

enum redis_state { REDIS_CLOSED, REDIS_RESOLVING, REDIS_GREETING, REDIS_UP };

struct redis {
    struct redis_spec spec;
    char *url;
    struct redis_url address;

    enum redis_state state;
    redisContext *context; /* NULL in REDIS_CLOSED and REDIS_RESOLVING */
    struct gaicb lookup;   /* REDIS_RESOLVING */
    unsigned tries;        /* to connect, to one of the addresses after the other */
    struct redis_queue queue;
    size_t greeting; /* answers of the greeting still to come */
    char (*shas)[REDIS_SHA_SIZE];
    size_t loaded; /* scripts whose sha has come */
    int64_t retry_at, pause;
    char why[240]; /* not up, because */
    bool told_up, told;
    bool reading; /* in connection_read: nothing may close the connection under it */
    bool broken;  /* to be closed when reading ends, because of fault */
    char fault[240];

    zloop_t *loop;
    int timer;
    int watched_fd; /* -1: none */
    bool watching_write;
    /* What was sent while down, to be answered from the loop. */
    struct redis_queue refused;
};

/* Puts a command behind those to be written; whoever does so waits in the queue. */
void connection_add(struct redis *redis, const struct slice *args, size_t count);

/* Whatever time asks for: a try to connect, giving up an answer. */
void connection_turn(struct redis *redis);

/* Writes what there is to write, takes the answers that have come, and has the loop say when more
 * can be done of either. */
void connection_write(struct redis *redis);
void connection_read(struct redis *redis);
void connection_watch(struct redis *redis, bool write);

/* Closes it; who waits is told why.  Another try follows after a pause. */
void connection_close(struct redis *redis, const char *why);

/* libc's thread writes to a lookup until that is done. */
void connection_end_lookup(struct redis *redis);

#endif
