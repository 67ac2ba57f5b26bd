/*
 * offshoot: a child of this process that computes one page beside it, so that other pages need not
 * wait for a large one.  It has the memory of the moment in which it was made and nothing else: no
 * descriptor but those of the standard streams, no other thread; SIGTERM, SIGINT and SIGHUP, which
 * may be meant for all of a unit, are its parent's to hear, and it ends with its parent.  What it
 * writes comes back through memory.
 */
#ifndef PAGEWIRE_HOP_OFFSHOOT_H
#define PAGEWIRE_HOP_OFFSHOOT_H

#include "common/buf.h"
#include "common/err.h"

#include <czmq.h>
#include <stdbool.h>
#include <stdint.h>

struct offshoot;

struct offshoot_spec {
    /* In the child: 0 with a result, or -1 with *err, and whether the page is to blame. */
    int (*compute)(void *arg, struct buf *result, bool *blame, struct err *err);
    /* In this process, from the loop, once: the offshoot is gone when it is called.  err is NULL or
     * why there is no result (the child may have crashed: with blame); the processor time it took.
     */
    void (*ended)(void *arg, struct slice result, bool blame, const struct err *err,
                  int64_t cpu_us);
    void *arg;
};

/* -1 with *err when there can be no child: compute it here. */
int offshoot_new(struct offshoot **out, zloop_t *loop, const struct offshoot_spec *spec,
                 struct err *err);

/* Ends it without a word.  NULL is harmless. */
void offshoot_free(struct offshoot *offshoot);

#endif
