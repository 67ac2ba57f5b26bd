/*
 * row: the pieces that stand in one printed line, looked at together.
 */
#ifndef PAGEWIRE_ROW_H
#define PAGEWIRE_ROW_H

#include "services/segment/sheet.h"

/* The pieces of one line: [from, to). */
struct row {
    size_t from, to;
    uint32_t start, end; /* code points, what is no text left aside at both ends */
};

struct row row_at(const struct sheet *sheet, size_t piece); /* that begins with this piece */

/* Gives all pieces of the row the role, for good. */
void row_give(struct sheet *sheet, const struct row *row, enum role role);

/* Whether the role is one of a head: kicker, headline, deck. */
bool row_is_head(enum role role);

/* Characters in [start, end) that are no blanks. */
uint32_t row_ink(const struct sheet *sheet, uint32_t start, uint32_t end);

/* Whether the row is written in Latin letters. */
bool row_is_latin(const struct sheet *sheet, const struct row *row);

#endif
