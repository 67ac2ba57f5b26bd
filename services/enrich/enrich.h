/*
 * enrich: finds people, places and organisations in the articles of a page.
 * Plain functions over struct page; no ZeroMQ or JSON (main.c excepted).
 */
#ifndef PAGEWIRE_ENRICH_H
#define PAGEWIRE_ENRICH_H

#include "common/err.h"
#include "common/page.h"
#include "common/tick.h"
#include "services/enrich/tagged.h"

struct enricher; /* model, gazetteer and scratch memory: one a thread */

/* Loads tagger.bin, gazetteer.bin and places.bin of data_dir.  Returns 0 and
 * *enricher, which the caller frees; -1 when a file is missing, truncated,
 * foreign, newer than this program or damaged. */
int enricher_load(struct enricher **enricher, const char *data_dir, struct err *err);
void enricher_free(struct enricher *enricher);

/* Name and version of method and model, for provenance; borrowed. */
const char *enricher_version(const struct enricher *enricher);

/* Where papers are at home, for places that only that tells: rules "PAPER=PLACE", or "PLACE" for
 * papers that neither a rule nor their own name or masthead places; PLACE is a code (410800) or a
 * name (焦作市).  The strings must outlive the enricher.  -1 when one names no division, or
 * several. */
int enricher_set_homes(struct enricher *enricher, const char *const *rules, size_t count,
                       struct err *err);

/* The newsroom's own list of names (link/authority.h), "" for none; read again whenever it changes.
 * -1 when it is missing or faulty. */
int enricher_set_names(struct enricher *enricher, const char *path, struct err *err);

/* Fills mentions of every article, entities and enrich_version of a segmented page, under
 * our own guidelines.
 * Returns -1 only when tick gave up; the articles then have no mentions. */
int enrich_page(struct enricher *enricher, struct page *page, const struct tick *tick,
                struct err *err);

/* Whose guidelines later calls of enricher_tag follow: "local", our own, as
 * on pages; "1998", those of the People's Daily of that year (市委 alone is a body);
 * "mixed", at first, for each text a mean of both, in the proportion in which it reads like
 * either.  -1 for another name. */
int enricher_set_guidelines(struct enricher *enricher, const char *name);

/* Tags `count` independent passages of plain text, without a page's second
 * look.  tagged[i] is an array of tagged_count[i], ordered, disjoint, in the
 * arena.  The result for a text does not depend on its neighbours.  Returns 0,
 * or -1 when tick gave up. */
int enricher_tag(struct enricher *enricher, const struct slice *texts, size_t count,
                 struct arena *arena, struct tagged **tagged, size_t *tagged_count,
                 const struct tick *tick, struct err *err);

#endif
