/*
 * zones: where on paper the segments and articles of a page stand, as boxes in points from
 * the top left of the visible page.  A zone is a run of lines in one column.
 */
#ifndef PAGEWIRE_ZONES_H
#define PAGEWIRE_ZONES_H

#include "common/page.h"

struct zone_list {
    struct box *boxes; /* in the order of the text */
    size_t count;
};

struct zones {
    float width, height;        /* of the visible page */
    struct zone_list *segments; /* one for each of the page's segments */
    struct zone_list *articles; /* one for each of its articles */
};

/* Sets page->zones from its layout, segments and articles; NULL when it has no layout. */
void zones_make(struct page *page);

#endif
