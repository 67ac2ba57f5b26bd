/*
 * reading: puts the text of a page with layout into the order in which it is read.
 */
#ifndef PAGEWIRE_LAYOUT_READING_H
#define PAGEWIRE_LAYOUT_READING_H

#include "common/err.h"
#include "common/page.h"
#include "common/tick.h"

/* Sets text and layout->lines anew: column after column, article after article, each with an
 * empty line before it, cells of a table's row in one line.  The text loses nothing but
 * blanks.  Nothing happens to a page without layout or with one that is of no use.
 * tick may be NULL; once it gives up the page stays as it is. */
void reading_order(struct page *page, const struct tick *tick);

#endif
