/*
 * picture: pictures of pages, drawn by the jailed renderer beside the loop (aside.h).
 */
#ifndef PAGEWIRE_GATEWAY_PICTURE_H
#define PAGEWIRE_GATEWAY_PICTURE_H

#include "services/gateway/exchange.h"

struct aside;

/* Answers x, later, with a PNG of that page (0: the only one) of the document, or with a problem;
 * also when too many wait.  The document is copied.  done is called from the loop just before. */
void picture_draw(struct aside *aside, struct exchange *x, struct slice document, uint32_t page,
                  unsigned width, void (*done)(struct exchange *x, struct payload *payload));

#endif
