/*
 * page_json: struct page as JSON, in the two shapes of PROTOCOL.md: the body of
 * a JOB, which goes from stage to stage, and the record, which readers get.
 *
 * Both are one line, and the same page gives the same bytes.  Confidences are
 * rounded to three decimals.
 */
#ifndef PAGEWIRE_PROTO_PAGE_JSON_H
#define PAGEWIRE_PROTO_PAGE_JSON_H

#include "common/buf.h"
#include "common/err.h"
#include "common/page.h"

/* Limits that decoding holds a page to.  A page of print stays under a
 * hundredth of most of them. */
enum {
    PAGE_JOB_BYTES_MAX = 64 << 20,
    PAGE_TEXT_BYTES_MAX = 16 << 20,
    PAGE_FIELD_BYTES_MAX = 1024, /* name, paper, date, number, version, evidence */
    PAGE_JSON_DEPTH_MAX = 16,
    PAGE_DAMAGES_MAX = 10000,
    PAGE_SEGMENTS_MAX = 400000,
    PAGE_ARTICLES_MAX = 5000,
    /* of all articles together */
    PAGE_PASSAGES_MAX = 400000,
    PAGE_RUNS_MAX = 1000000,
    PAGE_AUTHORS_MAX = 50000,
    PAGE_MENTIONS_MAX = 200000,
};

/* Appends the body of a JOB: what ingest, segment and enrich have filled in. */
void page_encode_job(const struct page *page, struct buf *json);

/* Reads the body of a JOB into *page, which page_init or an earlier call left
 * and which page_done frees; what it held is freed.  Everything is copied: json
 * may go.  Strict: wrong types, missing fields, unknown roles, offsets out of
 * order or bounds (see page_check) and pages above the limits are REJECTed,
 * with the field's name in *err and *page untouched.  Unknown members of the job,
 * its page, articles and passages are kept and encoded again; an array may have more
 * elements than are known, which are ignored: existing arrays are never lengthened
 * all the same, for workers in the field refuse that. */
int page_decode_job(struct page *page, struct slice json, struct err *err);

/* Appends the record of a finished page: the shape of the annotation format and
 * what else is known, with this program's version.  No line end. */
void page_encode_record(const struct page *page, struct buf *json);

/* Appends a record of which only one article and its segments are left.  1, or 0
 * when it has no article of that number, or -1 when it is no record. */
int record_pick_article(struct slice record, uint32_t number, struct buf *json);

#endif
