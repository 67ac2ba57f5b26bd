/*
 * stack: heads that stand together, before or after their texts, as some programs
 * export them: on the whole page or a part of it.
 */
#ifndef PAGEWIRE_STACK_H
#define PAGEWIRE_STACK_H

#include "services/segment/sheet.h"

/* Where three heads or more stand in a run, beside about as many texts without heads (or
 * most heads of the page, anywhere), parts both so that each head gets the text that
 * speaks of the same, numbers these articles from 1 and returns how many; other
 * pieces are left at 0.  Sets the sheet's margin; INFINITY without a stack. */
uint32_t stack_cut(struct sheet *sheet);

#endif
