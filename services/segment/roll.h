/*
 * roll: which pieces each article has, found once for the whole page.
 */
#ifndef PAGEWIRE_ROLL_H
#define PAGEWIRE_ROLL_H

#include "services/segment/sheet.h"

/* Articles 1..articles; the pieces of article n are those numbered pieces[first[n]..first[n + 1]),
 * in reading order.  Furniture is article 0. */
struct roll {
    size_t *pieces, *first;
};

/* In the sheet's arena; no piece may have a higher number than `articles`. */
struct roll roll_call(const struct sheet *sheet, uint32_t articles);

#endif
