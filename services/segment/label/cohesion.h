/*
 * cohesion: do two neighbouring stretches of text speak of the same things?
 */
#ifndef PAGEWIRE_COHESION_H
#define PAGEWIRE_COHESION_H

#include "services/segment/sheet.h"

/* What part of the rare pairs of characters in the text from piece `after` on
 * also stands in the text up to piece `before`: 0 (none) to 7 (many); -1 when
 * there is too little text to tell.  Looks a few hundred characters far. */
int cohesion_bucket(const struct sheet *sheet, size_t before, size_t after);

/* How much of a short piece the text after it, and before it, speaks of: the
 * share of its rare pairs found within some 250 characters, 0 to 4. */
void cohesion_around(const struct sheet *sheet, size_t piece, int *ahead, int *back);

/* How many rare pairs two head lines share: 0 to 3. */
int cohesion_heads(const struct sheet *sheet, size_t before, size_t after);

#endif
