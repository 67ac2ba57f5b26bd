/*
 * tick: what a long-running domain function calls at least every 100 ms of
 * work.  In a daemon it sends heartbeats and checks the job's time budget; in
 * the command line it may do nothing.
 */
#ifndef PAGEWIRE_TICK_H
#define PAGEWIRE_TICK_H

struct err;

struct tick {
    /* Returns 0 to go on, or -1 with *err filled to give the job up. */
    int (*call)(void *arg, struct err *err);
    void *arg;
};

/* Calls tick->call; a NULL tick or call goes on for ever. */
static inline int
tick_call(const struct tick *tick, struct err *err)
{
    return tick == (void *)0 || tick->call == (void *)0 ? 0 : tick->call(tick->arg, err);
}

#endif
