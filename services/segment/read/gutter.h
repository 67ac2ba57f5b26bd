/*
 * gutter: where the columns of a row begin, learned from the rows around it.
 */
#ifndef PAGEWIRE_GUTTER_H
#define PAGEWIRE_GUTTER_H

#include "services/segment/read/region.h"
#include "services/segment/sheet.h"

/* Cuts the ink of every row at its gaps. */
void gutter_chunks(const struct sheet *sheet, struct row *rows, uint32_t row_count);

/* The columns that begin at this row and are borne out by the rows after it:
 * fills columns and gutter of the region, and returns columns (1 for none). */
unsigned gutter_find(const struct row *rows, uint32_t at, uint32_t row_count,
                     struct region *region);

/* Whether a column begins at this row, borne out below, that the region lacks: how many columns
 * there are then, 0 for no. */
unsigned gutter_opens(const struct row *rows, uint32_t at, uint32_t row_count,
                      const struct region *region);

/* Splits a row into the cells of the region's columns; false when its ink runs
 * across a gutter (the cells are then unusable). */
bool gutter_split(const struct row *row, const struct region *region, struct cell *cells);

#endif
