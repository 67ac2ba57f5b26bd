/*
 * body: which organisations the mentions of a page mean.
 *
 * A surface is one body on a page, but bare ones (市委, 县教育局) mean those of a place: the one of
 * that level that the article names, or the paper's home.  A short form belongs to the full name it
 * was made from: 焦作师专 to 焦作师范高等专科学校, 师专 to 焦作师专, and whatever the text calls
 * 以下简称.  A department's parent is the body that its name begins with.
 */
#ifndef PAGEWIRE_LINK_BODY_H
#define PAGEWIRE_LINK_BODY_H

#include "services/enrich/link/draft.h"

/* Drafts of all organisations; places must be linked. */
void body_link(struct drafts *drafts);

#endif
