/*
 * heading: the last word on which lines of an article's head are kicker,
 * headline and deck.
 */
#ifndef PAGEWIRE_HEADING_H
#define PAGEWIRE_HEADING_H

#include "services/segment/sheet.h"

/* Mends heads without a headline and decks that begin with a dash.  Articles are numbered. */
void headings_mend(struct sheet *sheet, uint32_t articles);

#endif
