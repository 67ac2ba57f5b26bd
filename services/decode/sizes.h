/*
 * sizes: the size of type of lines that OCR has read.
 *
 * An engine's box is as high as its ink, which differs from line to line of one text by a tenth
 * and more.  How far apart signs stand differs little: a sign of full width is as wide as its
 * type is high.  And a page is set in few sizes.
 */
#ifndef PAGEWIRE_DECODE_SIZES_H
#define PAGEWIRE_DECODE_SIZES_H

#include "services/decode/stream.h"

/* Sets the size of each line of the stream: from its signs, or where they are too few from its
 * box; then that of them which most signs of the page have near it; then that of the text it stands
 * in, when it is spread to fill its column.  Words become as high as their line's size.  A stream
 * with few lines of signs of full width, or more lines than a page has, stays as it is. */
void sizes_settle(struct stream *stream, struct arena *arena);

/* Whether what looks like a rule is a stroke of a line's signs, or several that touch. */
bool sizes_is_stroke(const struct stream *stream, struct box box);

#endif
