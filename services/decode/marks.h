/*
 * marks: what is painted beside text, as rules, frames, tinted areas and pictures.
 */
#ifndef PAGEWIRE_DECODE_MARKS_H
#define PAGEWIRE_DECODE_MARKS_H

#include "services/decode/stream.h"

enum { MARKS_MAX = 20000 };

/* Adds the marks of the stream to the layout, in the arena. */
void marks_find(struct layout *layout, struct arena *arena, const struct stream *stream);

#endif
