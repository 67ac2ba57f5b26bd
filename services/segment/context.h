/*
 * context: what a first reading of the page says about a piece.  The roles
 * around it, and the habits of the page: what mostly stands before and after
 * its heads.  Evidence for the second reading.
 */
#ifndef PAGEWIRE_CONTEXT_H
#define PAGEWIRE_CONTEXT_H

#include "services/segment/feature.h"

/* Shares of the page's heads, in quarters 0..4, that have ... */
struct habits {
    int tail_before; /* a byline, tag or credit right before */
    int byline_before, byline_after;
    int dateline_after;
    int space_before; /* blank rows before */
    int heads;        /* how many, capped at 3 */
    int stacked;      /* another head right before */
};

/* Counts the habits from the roles of the pieces. */
void context_look(struct habits *habits, const struct sheet *sheet);

void context_features(const struct habits *habits, const struct features *features, size_t piece,
                      feature_sink *sink, void *arg);

#endif
