/*
 * format: the forms in which a page or article is given, by Accept or by a suffix of the
 * address (/v1/articles/ID/3.txt).  The suffix wins.
 *
 * To add one: a function that makes it from a record, an entry in format.c, an example in
 * openapi.json.
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

struct format {
    const char *suffix;     /* "json", "ninjs.json" */
    const char *media_type; /* as Content-Type says it */
    bool pages, articles;   /* which of them it can write */
    int (*write)(struct buf *out, const struct subject *subject, struct err *err);
};

/* The format that a request wants, the first of the table when it does not care; NULL after
 * a 404 (suffix) or 406 (Accept) that lists what there is. */
const struct format *format_choose(struct exchange *x, bool article);

#endif
