/*
 * scatter: texts in an order of their own; heads are dealt by what they share alone.
 */
#ifndef PAGEWIRE_SCATTER_H
#define PAGEWIRE_SCATTER_H

#include "services/segment/cut/deal.h"

/* As deal_in_order, by the same measure. */
float scatter_deal(const struct heads *run, struct deal *deal);

#endif
