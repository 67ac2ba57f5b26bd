/*
 * segment: page text in, articles out.  Plain functions over struct page; this
 * folder knows typography, not ZeroMQ or JSON (main.c excepted).
 */
#ifndef PAGEWIRE_SEGMENT_H
#define PAGEWIRE_SEGMENT_H

#include "common/err.h"
#include "common/page.h"
#include "common/tick.h"

struct segmenter; /* weights and statistics, read-only once loaded */

/* Loads the tables of the segmenter from the folder data_dir.  Returns 0 and
 * *result, which the caller frees; -1 when a table is missing or broken. */
int segmenter_load(struct segmenter **result, const char *data_dir, struct err *err);
void segmenter_free(struct segmenter *segmenter);

/* Name and version of method and tables, for provenance; borrowed. */
const char *segmenter_version(const struct segmenter *segmenter);

/* Fills segments, articles (passages and authors) and segment_version of a
 * page of which only the text is set, and maybe `given`, which then says what is an article and
 * its parts.  Deterministic; linear memory.  A page
 * without any article is no error.  Returns -1 only when tick gave up; the
 * page then holds nothing usable but its text. */
int segment_page(const struct segmenter *segmenter, struct page *page, const struct tick *tick,
                 struct err *err);

#endif
