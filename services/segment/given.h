/*
 * given: articles and roles as whoever brought the page says them: an annotation, or the tags of an
 * ALTO file.
 */
#ifndef PAGEWIRE_SEGMENT_GIVEN_H
#define PAGEWIRE_SEGMENT_GIVEN_H

#include "services/segment/sheet.h"

/* Gives each piece the article and role that it has in given[0..count), which are disjoint and in
 * order; pieces are parted where a segment ends in them.  What no segment holds is furniture.
 * Returns the highest number of an article. */
uint32_t given_take(struct sheet *sheet, const struct segment *given, size_t count);

#endif
