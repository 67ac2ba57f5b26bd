/*
 * facets: what a search's articles have in common, counted.
 */
#ifndef PAGEWIRE_STORE_FACETS_H
#define PAGEWIRE_STORE_FACETS_H

#include "common/proto/answer.h"
#include "services/store/facts.h"
#include "services/store/sql.h"

/* The most frequent papers, years and months, by how many articles each of the facts' papers and
 * dates has. */
void facets_add(const struct facts *facts, const int64_t *papers, const int64_t *dates,
                struct answer *answer);

/* The most frequent names of these articles. */
int facets_add_names(struct sql *sql, const int64_t *ids, size_t id_count, struct answer *answer,
                     struct err *err);

#endif
