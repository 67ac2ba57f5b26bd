/*
 * grid: a page whose columns stand beside each other by blanks, one character to a cell
 * of a grid whatever its width, as `pdftotext -layout` prints it.  Cells are places, so such a
 * text has a layout after all, if a rough one.
 */
#ifndef PAGEWIRE_LAYOUT_GRID_H
#define PAGEWIRE_LAYOUT_GRID_H

#include "services/segment/sheet.h"

/* The layout that the blanks of the sheet's text draw, in its arena; NULL for any other
 * text.  Types and their sizes are guesses: what may be a head is large. */
const struct layout *grid_find(struct sheet *sheet);

#endif
