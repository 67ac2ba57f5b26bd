/*
 * picture: pictures of pages, drawn by the jailed renderer in threads of their own, a few at a
 * time, so that nobody else's request waits for a document that takes long.
 */
#ifndef PAGEWIRE_GATEWAY_PICTURE_H
#define PAGEWIRE_GATEWAY_PICTURE_H

#include "services/gateway/exchange.h"

#include <czmq.h>

struct pictures;

struct pictures *pictures_new(zloop_t *loop);

/* Waits for what is being drawn. */
void pictures_free(struct pictures *pictures);

/* Answers x, later, with a PNG of that page (0: the only one) of the document, or with a problem;
 * also when too many wait.  The document is copied.  done is called from the loop just before. */
void pictures_draw(struct pictures *pictures, struct exchange *x, struct slice document,
                   uint32_t page, unsigned width,
                   void (*done)(struct exchange *x, struct payload *payload));

#endif
