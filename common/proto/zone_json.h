/*
 * zone_json: zones in a JOB and in a record.  A zone is [left, top, right, bottom] in points
 * with at most two decimals.  Only page_json reads and writes them.
 */
#ifndef PAGEWIRE_PROTO_ZONE_JSON_H
#define PAGEWIRE_PROTO_ZONE_JSON_H

#include "common/err.h"
#include "common/proto/json_write.h"
#include "common/zones.h"

#include <jansson.h>

enum { ZONES_MAX = 400000 }; /* of a page */

/* The value of a JOB's member "zones". */
void zones_encode(const struct page *page, struct jsonw *w);

/* Into page->zones; the page has its segments and articles.  -1: REJECT. */
int zones_decode(struct page *page, const json_t *value, struct err *err);

/* Members of a record: "zones" of a segment or article, "page_size" of the page. */
void zone_list_encode(const struct zone_list *list, struct jsonw *w);
void zone_size_encode(const struct zones *zones, struct jsonw *w);

#endif
