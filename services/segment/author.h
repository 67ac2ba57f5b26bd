/*
 * author: who wrote an article, from its bylines, datelines and tags.
 */
#ifndef PAGEWIRE_AUTHOR_H
#define PAGEWIRE_AUTHOR_H

#include "services/segment/repair.h"

/* Adds the authors that the article's pieces name. */
void authors_find(const struct sheet *sheet, struct page *page, struct article *article);

#endif
