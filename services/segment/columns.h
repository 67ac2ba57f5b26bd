/*
 * columns: the regions of a page where several columns stand side by side in
 * one row, as `pdftotext -layout` prints them.
 */
#ifndef PAGEWIRE_COLUMNS_H
#define PAGEWIRE_COLUMNS_H

#include "services/segment/sheet.h"

enum { COLUMNS_MAX = 8 };

/* What stands between two gaps of a row; empty cells have start == end. */
struct cell {
    uint32_t start, end;
    uint32_t x; /* columns of the page before it */
};

struct row {
    uint32_t start, end; /* ink, start == end for a blank row */
    uint32_t x, stop;    /* columns of the page where its ink begins and ends */
};

/* Rows [from, to) that share columns which begin at x[0] = 0 < x[1] < ... */
struct region {
    uint32_t from, to;
    unsigned columns; /* 1: whole rows */
    uint32_t x[COLUMNS_MAX];
};

/* Splits all rows into regions, in order and without gaps. */
struct region *columns_find(const struct sheet *sheet, const struct row *rows, uint32_t row_count,
                            size_t *region_count);

/* The part of a row that stands in one column of its region. */
struct cell columns_cell(const struct sheet *sheet, const struct row *row,
                         const struct region *region, unsigned column);

#endif
