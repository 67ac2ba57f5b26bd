/*
 * payload: the bytes of an answer, shared by the cache and all answers that are on their
 * way, with what HTTP wants to know of them.
 */
#ifndef PAGEWIRE_GATEWAY_PAYLOAD_H
#define PAGEWIRE_GATEWAY_PAYLOAD_H

#include "common/buf.h"

#include <stdbool.h>

enum { PAYLOAD_ETAG_SIZE = 40, PAYLOAD_GZIP_MIN = 1024 };

struct payload {
    unsigned refs;
    const char *type; /* media type, static */
    struct buf plain;
    struct buf gzip; /* made when first wanted; empty when it gains nothing */
    bool gzip_tried;
    char etag[PAYLOAD_ETAG_SIZE]; /* with its quotes; "" until payload_etag */
};

/* Takes the bytes; one reference. */
struct payload *payload_new(const char *type, struct buf *bytes);
struct payload *payload_hold(struct payload *payload);
void payload_drop(struct payload *payload); /* NULL is harmless */

/* A weak ETag from the bytes: W/"...".  Made once. */
const char *payload_etag(struct payload *payload);

/* Whether the client's If-None-Match names it, or "*". */
bool payload_matches(struct payload *payload, struct slice if_none_match);

/* The gzip of the bytes, or the empty slice when they are short or do not shrink. */
struct slice payload_gzip(struct payload *payload);

#endif
