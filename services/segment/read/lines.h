/*
 * lines: the lines of a page of plain text, columns undone.
 */
#ifndef PAGEWIRE_LINES_H
#define PAGEWIRE_LINES_H

#include "services/segment/sheet.h"

/* Fills the lines of a decoded sheet. */
void lines_find(struct sheet *sheet);

#endif
