/*
 * png: what the head of a PNG says.
 */
#ifndef PAGEWIRE_PNG_H
#define PAGEWIRE_PNG_H

#include "common/slice.h"

#include <stdbool.h>

/* Width and height in pixels; false when it is none. */
bool png_size(struct slice png, unsigned *width, unsigned *height);

#endif
