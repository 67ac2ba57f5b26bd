/*
 * grudge: which workers failed a page, so that it is tried elsewhere next; and, in a list of its
 * own, which said DONE to it.  A worker is known by its key or, without keys, by its routing id; in
 * the second list by its routing id always.  Only hop_out uses it.
 */
#ifndef PAGEWIRE_HOP_GRUDGE_H
#define PAGEWIRE_HOP_GRUDGE_H

#include "common/hop/hop.h"

#include <stdbool.h>

enum { GRUDGE_MAX = 512 }; /* the latest ones */

struct grudges {
    struct grudge *list; /* a ring */
    size_t next, count;
};

void grudges_done(struct grudges *grudges);
void grudges_add(struct grudges *grudges, const char *page_id, const char *worker);
bool grudges_hold(const struct grudges *grudges, const char *page_id, const char *worker);
/* The workers of a page, blanks between, as many as fit. */
void grudges_list(const struct grudges *grudges, const char *page_id, char avoid[AVOID_SIZE]);

#endif
