/*
 * compose: a decoder's stream becomes the text and layout of a page.
 */
#ifndef PAGEWIRE_DECODE_COMPOSE_H
#define PAGEWIRE_DECODE_COMPOSE_H

#include "common/page.h"
#include "services/decode/stream.h"

/* Sets text, encoding, damaged and layout, in the page's arena; `arena` is for what is only
 * needed meanwhile.  -1: REJECT when the page has no text, or none that can be told; the
 * reason says which.  *pictured (may be NULL): whether OCR could read what is seen. */
int compose_page(struct page *page, struct arena *arena, const struct stream *stream,
                 bool *pictured, struct err *err);

#endif
