/*
 * waist: columns that stand side by side around one head, which all of them belong to.
 */
#ifndef PAGEWIRE_WAIST_H
#define PAGEWIRE_WAIST_H

#include "services/segment/sheet.h"

/* Where columns in one row have one head, above the text of one that is not the first, text before
 * it begins with the first column and goes on around the head: the borders of their pieces say so.
 */
void waist_borders(struct sheet *sheet);

#endif
