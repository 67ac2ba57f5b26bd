/*
 * device: a MuPDF device that tells what a page paints instead of painting it:
 * glyphs, rectangles, lines, outlines and pictures, as records of
 * services/decode/stream.h.
 *
 * What stands outside the visible page or is clipped away is left out; what is
 * painted invisibly (text render mode 3) is told and marked.
 */
#ifndef PAGEWIRE_PDF_DEVICE_H
#define PAGEWIRE_PDF_DEVICE_H

#include "services/decode/stream_out.h"

#include <mupdf/fitz.h>

/* `visible` is the page that is seen, in the coordinates of the matrix that the
 * page is run with; its top left corner is (0, 0).  `out` outlives the device. */
fz_device *tell_device_new(fz_context *ctx, struct stream_out *out, fz_rect visible);

#endif
