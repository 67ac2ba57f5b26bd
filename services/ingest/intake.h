/*
 * intake: the one way in for a page, wherever it came from.  It is decoded
 * (whoever sent it hears at once what is wrong), store is asked whether it has it,
 * and the ledger accepts it.  Nothing is answered ACCEPTED before Redis has it on
 * its disk.
 */
#ifndef PAGEWIRE_INGEST_INTAKE_H
#define PAGEWIRE_INGEST_INTAKE_H

#include "common/ledger/ledger.h"
#include "services/ingest/lookup.h"

enum intake_verdict {
    INTAKE_ACCEPTED,  /* it waits in the ledger, now or before */
    INTAKE_COMMITTED, /* it is in the archive already */
    INTAKE_REFUSED,   /* it can never be taken, see reason */
    INTAKE_BUSY,      /* not now, see reason: again after retry_after ms */
    INTAKE_DEAD,      /* it failed before, see reason */
};

struct intake_outcome {
    enum intake_verdict verdict;
    const char *page_id; /* "" when it has none: REFUSED, or BUSY before it was looked at */
    struct slice reason;
    uint32_t retry_after;
    bool superseded; /* COMMITTED: a later page has its place */
};

typedef void intake_done(void *arg, const struct intake_outcome *outcome);

struct intake;

struct intake_spec {
    struct ledger *ledger;
    struct lookup *lookup;
    size_t page_bytes, page_lines; /* the most that a page may have */
    size_t document_bytes;         /* and a document */
    size_t bytes_max;              /* of pages on their way; more get BUSY */
    void (*accepted)(void *arg);   /* something new is in the ledger */
    void *arg;
};

struct intake *intake_new(const struct intake_spec *spec);
/* Lookup and ledger are closed before, so that nothing is on its way. */
void intake_free(struct intake *intake);

/* The page's id, attempts and times are ignored, the rest is copied.  done is called
 * once, perhaps before this returns. */
void intake_submit(struct intake *intake, const struct ledger_page *page, intake_done *done,
                   void *arg);

/* From now on all are BUSY. */
void intake_stop(struct intake *intake);

/* How many pages are on their way. */
size_t intake_pending(const struct intake *intake);

#endif
