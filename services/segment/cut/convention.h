/*
 * convention: the order of parts that a page keeps, found by scoring every
 * order over the whole page, and the articles that follow from it.
 */
#ifndef PAGEWIRE_CONVENTION_H
#define PAGEWIRE_CONVENTION_H

#include "services/segment/sheet.h"

/* Gives every piece its article number (1.. in order of appearance, 0 for
 * furniture) and returns how many articles there are.  Heads that turn out to
 * be sub-heads, and the reverse, change their role. */
uint32_t convention_cut(struct sheet *sheet);

#endif
