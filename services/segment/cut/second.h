/*
 * second: articles that have swallowed the next.  An article is signed once: where its text goes on
 * after a sub-head to a second 本报记者 某某, the sub-head was a headline.
 */
#ifndef PAGEWIRE_SECOND_H
#define PAGEWIRE_SECOND_H

#include "services/segment/sheet.h"

/* Parts such articles, and gives what was taken for an article of its own, but is a section of the
 * signed one before it, back.  Returns how many articles there are. */
uint32_t second_mend(struct sheet *sheet, uint32_t articles);

#endif
