/*
 * format: the forms in which a page or article is given, by Accept or by a suffix of the
 * address (/v1/articles/ID/3.txt).  The suffix wins.
 *
 * The record itself, as JSON, and whatever common/format knows: to add one, add it there.
 */
#ifndef PAGEWIRE_GATEWAY_FORMAT_H
#define PAGEWIRE_GATEWAY_FORMAT_H

#include "common/buf.h"
#include "common/err.h"
#include "services/gateway/exchange.h"

/* What is to be written. */
struct subject {
    struct slice record; /* JSON: of a page, or of a page with one of its articles */
    struct slice page_id;
    unsigned article;  /* 0: the page */
    struct slice base; /* "http://127.0.0.1:43210", for addresses inside */
};

struct format;

struct shape {
    const char *suffix;          /* "json", "ninjs.json" */
    const char *media_type;      /* as Content-Type says it */
    bool pages, articles;        /* which of them it can write */
    const struct format *format; /* of common/format; NULL: the record itself */
};

int shape_write(const struct shape *shape, struct buf *out, const struct subject *subject,
                struct err *err);

/* The shape that a request wants, JSON when it does not care; NULL after
 * a 404 (suffix) or 406 (Accept) that lists what there is. */
const struct shape *shape_choose(struct exchange *x, bool article);

#endif
