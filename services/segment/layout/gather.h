/*
 * gather: what is seen of two strips where places are guesses, before it is weighed.  The weights
 * in gather.c are those that train/layout fits to these very features.
 *
 * A plan is looked at as plan_gather finds it: with kinds, headings, kin, and what stands above
 * and below each text.
 */
#ifndef PAGEWIRE_LAYOUT_GATHER_H
#define PAGEWIRE_LAYOUT_GATHER_H

#include "services/segment/layout/plan.h"

enum {
    GATHER_FEATURES = 24,
    GATHER_STRIPS = 300, /* at most, to be gathered: the square of it is weighed, often */
};

/* What is seen of the second text, which the first may go on in, or of the text that may stand
 * under a strip of a head: sets of f, which has room for GATHER_FEATURES and is all 0, those that
 * are not.  f[0] is always 1. */
void gather_look_at_texts(const struct plan *plan, size_t first, size_t second, float *f);
void gather_look_at_head(const struct plan *plan, size_t head, size_t text, float *f);

#endif
