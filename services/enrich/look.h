/*
 * look: the second look at a page, at what its parts tell about each other.
 *
 * A name that goes on with the noun of a site (旧址, 机场) is made whole, and so is a city or
 * county found as two short forms side by side (辽|宁).  A surface that most of its mentions call
 * one type is made that type everywhere; one found once and with little confidence is dropped
 * unless it is a known place, and so is the 中 of 中草药.  Then names are looked for wherever they
 * stand free, outside every mention: places found twice, or once and in the gazetteer, and not more
 * often as something else, with their short forms (焦作市: 焦作); people and organisations found
 * once with confidence.
 */
#ifndef PAGEWIRE_LOOK_H
#define PAGEWIRE_LOOK_H

#include "services/enrich/gazetteer.h"
#include "services/enrich/tagged.h"

/* One passage with what the tagger found in it. */
struct look_text {
    const uint32_t *points;
    size_t count;
    struct tagged *tagged; /* ordered, disjoint; replaced by a longer array in the arena */
    size_t tagged_count;
};

void look_again(const struct gazetteer *gazetteer, struct look_text *texts, size_t count,
                struct arena *arena);

#endif
