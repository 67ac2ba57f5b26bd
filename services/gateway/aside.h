/*
 * aside: work that takes long, in threads of its own, a few at a time, so that nobody else's
 * request waits for it.
 */
#ifndef PAGEWIRE_GATEWAY_ASIDE_H
#define PAGEWIRE_GATEWAY_ASIDE_H

#include <czmq.h>

struct aside;

struct aside *aside_new(zloop_t *loop);

/* Waits for what is running; of that and of what waits only `forget` is called. */
void aside_free(struct aside *aside);

struct aside_work {
    void (*run)(void *arg);    /* in a thread; touches nothing but arg */
    void (*done)(void *arg);   /* from the loop, afterwards */
    void (*forget)(void *arg); /* frees arg; the last that is called */
};

/* Takes arg; false, and leaves it, when too many wait. */
bool aside_start(struct aside *aside, const struct aside_work *work, void *arg);

#endif
