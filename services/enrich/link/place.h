/*
 * place: which place each mention of one means, and which place the name of a body holds.
 *
 * A name's candidates get points: for their level and the way the name stands for them; for the
 * chain they stand in (河南省焦作市温县: each link constrains the next); for places of the article,
 * less for those of the rest of the page, that hold them, lie in them or beside them; for the
 * paper's home.  Places sure without context are anchors for the next round.  The best candidate is
 * the answer if it is ahead of the next by `place_margin`; otherwise all are kept as candidates and
 * the place is unknown.
 *
 * A name that the atlas lacks is a site: it lies in the place its name begins with, in the one
 * before it in the chain or in its sentence, or in the paper's home.
 */
#ifndef PAGEWIRE_LINK_PLACE_H
#define PAGEWIRE_LINK_PLACE_H

#include "services/enrich/link/scene.h"

/* Fills the senses of all mentions but people. */
void place_link(struct scene *scene);

/* For measurements: what the naive would answer.  The place of the highest level that the name may
 * mean, the first of the file among equals; PLACE_NONE for none. */
uint32_t place_naive(const struct atlas *atlas, const uint32_t *name, size_t length);

#endif
