/*
 * extra: members of an object that this program does not know.  A newer stage may
 * have put them there, so they pass through to the next as they came.
 */
#ifndef PAGEWIRE_PROTO_EXTRA_H
#define PAGEWIRE_PROTO_EXTRA_H

#include "common/arena.h"
#include "common/proto/json_write.h"
#include "common/slice.h"

#include <jansson.h>

/* The members whose names are not in `known` (NULL ends it), as JSON with commas between,
 * in the arena; empty when there are none. */
struct slice extra_keep(struct arena *arena, const json_t *object, const char *const *known);

/* Writes them into an object that is open. */
void extra_write(struct jsonw *w, struct slice extra);

#endif
