/*
 * seek: finds entries of the ledger for dispatch, one call at a time.  First all
 * that is this instance's own, then new ones.  Of new ones each turn asks one
 * lane and, when that had less than was wanted, the other; of live_share + 1
 * turns one begins with backfill.
 */
#ifndef PAGEWIRE_INGEST_SEEK_H
#define PAGEWIRE_INGEST_SEEK_H

#include "common/ledger/ledger.h"

struct seek;

struct seek_spec {
    struct ledger *ledger;
    unsigned live_share; /* live pages for each of backfill */
    /* Entries that are this instance's; it may have them already. */
    void (*found)(void *arg, const struct ledger_entry *entries, size_t count);
    /* A look is over; more: another one may find more, else both lanes were empty. */
    void (*over)(void *arg, bool more);
    /* The ledger answered FENCED. */
    void (*fenced)(void *arg);
    void *arg;
};

struct seek *seek_new(const struct seek_spec *spec);
/* The ledger is closed before, after seek_stop. */
void seek_free(struct seek *seek);

/* Looks for up to `most` entries, unless a look is under way. */
void seek_look(struct seek *seek, size_t most);

/* From now on among its own, until all were seen. */
void seek_own(struct seek *seek);

/* There may be something new. */
void seek_again(struct seek *seek);

/* Begins no look by itself any more; what one finds is still told. */
void seek_drain(struct seek *seek);

/* Tells nothing any more. */
void seek_stop(struct seek *seek);

#endif
