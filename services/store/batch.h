/*
 * batch: pages that are committed together.
 */
#ifndef PAGEWIRE_STORE_BATCH_H
#define PAGEWIRE_STORE_BATCH_H

#include "common/buf.h"
#include "common/err.h"
#include "common/hop/hop.h"
#include "common/ledger/ledger.h"
#include "common/page.h"

enum fate {
    FATE_OPEN,
    FATE_COMMITTED, /* by this batch or before */
    FATE_GONE,      /* dropped by an operator: nothing to do for it */
    FATE_REJECTED,  /* can never be committed */
};

/* A page to be committed. */
struct job {
    char page_id[PAGE_ID_SIZE];
    struct page page;
    struct buf record;
    /* filled by the writer */
    enum fate fate;
    struct err err; /* REJECTED: why */
    struct arena arena;
    struct ledger_page entry; /* as it is in the ledger, in the arena */
    bool fetched;             /* entry counts */
    bool archived;            /* is in the archive */
    bool differs;             /* with another record than this one, or edited since */
};

struct batch {
    struct job *jobs;
    size_t count, max;
};

struct batch *batch_new(size_t max);
struct job *batch_add(struct batch *batch); /* a zeroed job; there is room for it */
void batch_drop_last(struct batch *batch);
void batch_free(struct batch *batch);

#endif
