/*
 * resume: where an article that broke off amid a sentence goes on, behind another that was set
 * between its columns.
 */
#ifndef PAGEWIRE_RESUME_H
#define PAGEWIRE_RESUME_H

#include "services/segment/sheet.h"

/* Of each of the parts, which are pieces in order: 1 + the part, some parts before, whose text
 * broke off and reads on with it, better than the text right before it does; 0: none.  In the
 * sheet's arena. */
size_t *resume_find(const struct sheet *sheet, const size_t *parts, size_t count);

#endif
