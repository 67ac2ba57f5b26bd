/*
 * worded: the lines of a source that knows lines and words (ALTO, hOCR, PAGE-XML, OCR)
 * as printed lines.  A line that the source has fused over a gutter between columns is
 * parted there.
 */
#ifndef PAGEWIRE_DECODE_WORDED_H
#define PAGEWIRE_DECODE_WORDED_H

#include "services/decode/printed.h"

/* Adds them, in the order of the source. */
void worded_find(struct lines *lines, struct arena *arena, const struct stream *stream);

#endif
