/*
 * unshuffle: the columns of one article put back in the order in which they read on.
 */
#ifndef PAGEWIRE_UNSHUFFLE_H
#define PAGEWIRE_UNSHUFFLE_H

#include "services/segment/sheet.h"

/* Moves blocks of the text pieces [from, to), which are one article's, when they read on much
 * better in another order.  Whether the last character of text and the first of other text
 * belong together is asked of the sheet's bigrams. */
void unshuffle(struct sheet *sheet, size_t from, size_t to);

#endif
