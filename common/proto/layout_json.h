/*
 * layout_json: where a page's text stands, as the member "layout" of a JOB's body.
 *
 * Lengths are whole hundredths of a point.  Only page_json reads and writes it.
 */
#ifndef PAGEWIRE_PROTO_LAYOUT_JSON_H
#define PAGEWIRE_PROTO_LAYOUT_JSON_H

#include "common/err.h"
#include "common/page.h"
#include "common/proto/json_write.h"

#include <jansson.h>

enum { LAYOUT_LINES_MAX = 200000, LAYOUT_MARKS_MAX = 100000, LAYOUT_FACES_MAX = 5000 };
enum { LAYOUT_LENGTH_MAX = 100000000 }; /* hundredths of a point */

/* The value of the member. */
void layout_encode(const struct layout *layout, struct jsonw *w);

/* Into *layout, in the arena; `length` is that of the page's text in code points.  Strict:
 * lines in order, in bounds and disjoint, boxes not inside out.  -1: REJECT, *layout
 * untouched. */
int layout_decode(struct layout **layout, struct arena *arena, const json_t *value, size_t length,
                  struct err *err);

#endif
