/*
 * read: from a page's text to lines in reading order and the pieces of them that may have a role
 * each.
 */
#ifndef PAGEWIRE_READ_H
#define PAGEWIRE_READ_H

#include "services/segment/sheet.h"

/* Decodes the text, finds lines, cuts pieces.  Tick and err are the caller's, the rest of the sheet
 * is filled here. */
void read_text(struct sheet *sheet, struct arena *arena, struct slice text,
               const struct bigrams *bigrams);

/* The same with lines found by the layout, where it is of use; NULL: there is none. */
void read_page(struct sheet *sheet, struct arena *arena, struct slice text,
               const struct layout *layout, const struct bigrams *bigrams);

#endif
