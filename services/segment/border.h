/*
 * border: which pieces are text, which head an article, and what text stands
 * before what, told by roles alone.
 */
#ifndef PAGEWIRE_BORDER_H
#define PAGEWIRE_BORDER_H

#include "services/segment/sheet.h"

enum part { PART_NONE, PART_HEAD, PART_BYLINE, PART_TEXT };

/* What piece i is.  Furniture is no part; a byline by itself (not in a bracket at the end of a
 * text) is PART_BYLINE; kicker, headline and deck are heads; all else is text. */
enum part border_part(const struct sheet *sheet, size_t i);

/* Whether the piece is text that has text before it on the page, heads, bylines
 * of heads and furniture between them left out; *before is that text. */
bool border_before(const struct sheet *sheet, size_t piece, size_t *before);

/* The same for heads: the head piece before this one with no text between. */
bool border_head_before(const struct sheet *sheet, size_t piece, size_t *before);

/* Numbers the articles, which are among 1..articles, in the order in which they begin; returns
 * how many there are. */
uint32_t border_renumber(struct sheet *sheet, uint32_t articles);

#endif
