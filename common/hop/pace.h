/*
 * pace: how fast a worker has been of late, and whether others outrun it.  A worker computes in
 * order, but for the large pages that it computes beside others, which are left out here.  `now` is
 * clock_ms().
 */
#ifndef PAGEWIRE_HOP_PACE_H
#define PAGEWIRE_HOP_PACE_H

#include "common/hop/remote.h"

/* ms until it has computed all it has and so much work beside; 0: its pace is not known, or no
 * more, so that it is tried with one. */
double pace_takes(const struct remote *remote, size_t work, int64_t now);
/* Whether what it computes now takes far longer than it should. */
bool pace_hangs(const struct remote *remote, int64_t now);

/* A worker against all others that are much faster, together. */
struct race {
    double pace, takes; /* of the one; 0: not known */
    double speed, busy; /* of the others: work a ms, and what they have yet to do */
};

/* For a page of so much work. */
struct race pace_race(const struct remote *slow, size_t work, int64_t now);
/* One that will take more pages; it counts when it is much faster. */
void pace_enter(struct race *race, const struct remote *other, int64_t now);
/* Whether those who have entered will have done all they have and so much work sooner than the one
 * its page: at the end of many pages nobody waits for the slow one.  One that has done it in no
 * time is never outrun. */
bool pace_is_outrun(const struct race *race, size_t work);

#endif
