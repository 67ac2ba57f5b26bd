/*
 * doubt: a worker that fails most of its pages, or says done to what is not, gets one now and then
 * while there are others.  Doubt grows with what it failed and falls with what it did, so that a
 * page that nobody can compute makes no difference between workers.  `now` is clock_ms().
 */
#ifndef PAGEWIRE_HOP_DOUBT_H
#define PAGEWIRE_HOP_DOUBT_H

#include "common/hop/remote.h"

enum doubt_cause {
    DOUBT_BELOW = 1,  /* a page was failed further down, it says */
    DOUBT_FAILED = 2, /* it failed a page */
    DOUBT_LIED = 3,   /* it said done to a page that is not */
};

void doubt_grow(struct remote *remote, enum doubt_cause cause, int64_t now);
/* It did a page. */
void doubt_fall(struct remote *remote);
/* A page was sent to it: until the next one it rests, when it is doubted. */
void doubt_served(struct remote *remote, int64_t now);

bool doubt_trusts(const struct remote *remote);
/* Whether it gets nothing now, if there is another that is trusted. */
bool doubt_rests(const struct remote *remote, int64_t now);

#endif
