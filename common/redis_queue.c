#include "common/redis_queue.h"

#include "common/log.h"

#include <stdlib.h>

void
redis_queue_init(struct redis_queue *queue)
{
    *queue = (struct redis_queue){ .last = &queue->first };
}

void
redis_queue_push(struct redis_queue *queue, redis_answer *answer, void *arg, int64_t since)
{
    struct redis_waiting *waiting = malloc(sizeof *waiting);
    if (waiting == NULL)
        die("out of memory");
    *waiting = (struct redis_waiting){ .answer = answer, .arg = arg, .since = since };
    *queue->last = waiting;
    queue->last = &waiting->next;
    queue->count++;
}

struct redis_waiting
redis_queue_pop(struct redis_queue *queue)
{
    struct redis_waiting *first = queue->first, copy = *first;
    queue->first = first->next;
    if (queue->first == NULL)
        queue->last = &queue->first;
    queue->count--;
    free(first);
    return copy;
}

void
redis_queue_lose(struct redis_queue *queue, const char *why)
{
    struct redis_waiting *lost = queue->first;
    redis_queue_init(queue);
    while (lost != NULL) {
        struct redis_waiting *next = lost->next;
        struct err err;
        (void)err_set(&err, ERR_RETRY, "Redis: %s", why);
        if (lost->answer != NULL)
            lost->answer(lost->arg, NULL, &err);
        free(lost);
        lost = next;
    }
}
