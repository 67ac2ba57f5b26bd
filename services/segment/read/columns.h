/*
 * columns: the regions of a page where several columns stand side by side in
 * one row, as `pdftotext -layout` prints them.
 */
#ifndef PAGEWIRE_COLUMNS_H
#define PAGEWIRE_COLUMNS_H

#include "services/segment/read/region.h"
#include "services/segment/sheet.h"

/* Splits all rows into regions, in order and without gaps.  Fills the chunks of
 * the rows. */
struct region *columns_find(const struct sheet *sheet, struct row *rows, uint32_t row_count,
                            size_t *region_count);

/* The part of a row that stands in one column of its region. */
struct cell columns_cell(const struct row *row, const struct region *region, unsigned column);

#endif
