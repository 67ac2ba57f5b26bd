/*
 * order: printed lines in an order that a reader could follow: cut by cut along the
 * widest white strips, what spans several columns before what is below it.  The
 * segmenter decides better; this is what its text input has.
 */
#ifndef PAGEWIRE_DECODE_ORDER_H
#define PAGEWIRE_DECODE_ORDER_H

#include "services/decode/printed.h"

/* Sorts the lines. */
void printed_order(struct lines *lines, struct arena *arena);

#endif
