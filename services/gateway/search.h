/*
 * search: from the parameters of /v1/search to a question for store; /v1/search.atom asks
 * the same.
 */
#ifndef PAGEWIRE_GATEWAY_SEARCH_H
#define PAGEWIRE_GATEWAY_SEARCH_H

#include "common/proto/query.h"
#include "services/gateway/exchange.h"

enum {
    SEARCH_Q,
    SEARCH_PERSON,
    SEARCH_PLACE,
    SEARCH_ORGANISATION,
    SEARCH_PAPER,
    SEARCH_NUMBER,
    SEARCH_DATE,
    SEARCH_DATE_FROM,
    SEARCH_DATE_TO, /* those before and it say what is searched for */
    SEARCH_ORDER,
    SEARCH_FACETS,
    SEARCH_LIMIT,
    SEARCH_CURSOR,
};

/* Fills a query that query_init made; -1 when nothing is searched for. */
int search_query(const struct exchange *x, struct query *query, struct err *err);

/* person, place, organisation, NULL; and what store calls them. */
extern const char *const name_types[], *const name_type_codes[];

#endif
