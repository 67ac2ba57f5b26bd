/*
 * lookup: asks store which pages are committed, and never waits long.  That
 * store is away is an answer: "cannot say".
 */
#ifndef PAGEWIRE_INGEST_LOOKUP_H
#define PAGEWIRE_INGEST_LOOKUP_H

#include "common/curve.h"
#include "common/err.h"
#include "common/slice.h"

#include <czmq.h>

struct lookup;

/* wait: ms for an answer.  endpoint "": every answer is "cannot say". */
int lookup_open(struct lookup **out, zloop_t *loop, const struct curve *curve, const char *endpoint,
                int64_t wait, struct err *err);
/* Calls under way are answered with "cannot say". */
void lookup_close(struct lookup *lookup);

enum lookup_state {
    LOOKUP_UNKNOWN,
    LOOKUP_COMMITTED,
    LOOKUP_SUPERSEDED, /* committed, and a later one has its place */
    LOOKUP_WITHDRAWN,
};

/* states: as many as were asked, in order, or NULL for "cannot say". */
typedef void lookup_done(void *arg, const enum lookup_state *states, size_t count);

/* The answer comes from the loop, or at once when store is known to be away. */
void lookup_ask(struct lookup *lookup, const struct slice *page_ids, size_t count,
                lookup_done *done, void *arg);

#endif
