/*
 * intake: the one way in for a page, wherever it came from.  Text is decoded, a document's
 * pages are counted (whoever sent it hears at once what is wrong), store is asked whether it
 * has it, and the ledger accepts it.  Nothing is answered ACCEPTED before Redis has it on
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

/* One page of a file that has several. */
struct intake_page {
    const char *page_id;
    struct slice number;
    enum intake_verdict verdict; /* ACCEPTED, COMMITTED or DEAD */
};

struct intake_outcome {
    enum intake_verdict
        verdict;         /* of several pages: ACCEPTED when one waits, else DEAD when one is */
    const char *page_id; /* "" when it has none: REFUSED, or BUSY before it was looked at */
    const struct intake_page *pages; /* of a file that has several */
    size_t page_count;               /* else 0 */
    struct slice reason;
    uint32_t retry_after;
    bool superseded; /* COMMITTED: a later page has its place, or it is withdrawn */
};

typedef void intake_done(void *arg, const struct intake_outcome *outcome);

struct intake;

struct intake_spec {
    zloop_t *loop;
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

/* The page's id, attempts and times are ignored, the rest is copied.  A document of several
 * pages is accepted whole or not at all, its pages numbered on from the number; or with
 * file_page set that page of it alone, its number as given.  done is called once, perhaps
 * before this returns. */
void intake_submit(struct intake *intake, const struct ledger_page *page, intake_done *done,
                   void *arg);

/* From now on all are BUSY. */
void intake_stop(struct intake *intake);
/* So are those whose pages are being counted. */
void intake_abandon(struct intake *intake);

/* How many pages are on their way. */
size_t intake_pending(const struct intake *intake);

#endif
