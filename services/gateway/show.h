/*
 * show: a page or an article in the form that was asked for, from the cache or from store.
 */
#ifndef PAGEWIRE_GATEWAY_SHOW_H
#define PAGEWIRE_GATEWAY_SHOW_H

#include "common/proto/query.h"
#include "services/gateway/exchange.h"

/* Answers x.  article 0: the page.  result 0: the current one.  failed: as in upstream.h. */
void show_record(struct exchange *x, struct slice page_id, unsigned article, unsigned result,
                 bool (*failed)(struct exchange *x, const struct answer *answer));

/* Whether it may be a page's id or the beginning of one; else x was answered with 400. */
bool show_id_valid(struct exchange *x, struct slice page_id);

#endif
