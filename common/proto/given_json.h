/*
 * given_json: the member "given" of a JOB: what the page's source says of articles and roles, rows
 * of start, end, article, role.
 */
#ifndef PAGEWIRE_PROTO_GIVEN_JSON_H
#define PAGEWIRE_PROTO_GIVEN_JSON_H

#include "common/err.h"
#include "common/page.h"
#include "common/proto/json_write.h"

#include <jansson.h>

enum { GIVEN_MAX = 200000 }; /* rows of a page */

/* The member's value. */
void given_encode(const struct page *page, struct jsonw *w);

/* Into page->given; length is the text's, in code points.  -1: a REJECT that names the row. */
int given_decode(struct page *page, const json_t *value, size_t length, struct err *err);

/* Whether the page's given segments are disjoint, in order and on the page, and no article has a
 * number beyond theirs; else -1 and a REJECT. */
int given_check(const struct page *page, size_t length, struct err *err);

#endif
