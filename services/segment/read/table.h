/*
 * table: rows of a page that are a table's, to be read row by row.
 */
#ifndef PAGEWIRE_READ_TABLE_H
#define PAGEWIRE_READ_TABLE_H

#include "services/segment/read/region.h"
#include "services/segment/sheet.h"

/* Marks rows of short fields, three to a row at least and as many in each, that gaps part: prices,
 * scores.  They are no columns of text, whose lines are longer and have marks in them. */
void table_mark(const struct sheet *sheet, struct row *rows, uint32_t row_count);

#endif
