/*
 * redis_queue: who waits for an answer of Redis, in the order of their commands.
 */
#ifndef PAGEWIRE_REDIS_QUEUE_H
#define PAGEWIRE_REDIS_QUEUE_H

#include "common/redis.h"

struct redis_waiting {
    struct redis_waiting *next;
    redis_answer *answer; /* NULL: nobody wants to know */
    void *arg;
    int64_t since; /* ms */
};

struct redis_queue {
    struct redis_waiting *first, **last;
    size_t count;
};

void redis_queue_init(struct redis_queue *queue);
void redis_queue_push(struct redis_queue *queue, redis_answer *answer, void *arg, int64_t since);

/* Takes the first, which is there. */
struct redis_waiting redis_queue_pop(struct redis_queue *queue);

/* Answers all that wait now with RETRY and why; the queue is empty when the first hears of it. */
void redis_queue_lose(struct redis_queue *queue, const char *why);

#endif
