/*
 * author: who wrote an article, from its bylines, datelines and tags.
 */
#ifndef PAGEWIRE_AUTHOR_H
#define PAGEWIRE_AUTHOR_H

#include "services/segment/roll.h"
#include "services/segment/write/repair.h"

/* Adds to each of the page's articles the authors that its pieces name. */
void authors_find(struct sheet *sheet, const struct roll *roll, struct page *page);

#endif
