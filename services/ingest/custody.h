/*
 * custody: the pages that dispatch holds, each in one of five stages.  What is held is
 * only a view; the ledger has it all.
 */
#ifndef PAGEWIRE_INGEST_CUSTODY_H
#define PAGEWIRE_INGEST_CUSTODY_H

#include "common/ledger/ledger.h"

#include <czmq.h>
#include <sys/queue.h>

enum stage {
    READY,   /* waits for room */
    READING, /* its bytes come from the ledger */
    SENT,    /* a worker has it, or will */
    FAILING, /* the ledger hears of a failed attempt */
    LEAVING, /* DONE came; the ledger is asked whether it has let the page go */
};

struct custody {
    TAILQ_ENTRY(custody) link; /* of held->ready, in READY */
    struct held *held;
    void *owner; /* of held */
    struct ledger_entry entry;
    enum stage stage;
    unsigned attempt;   /* of the delivery under way */
    int64_t not_before; /* READY, FAILING, LEAVING */
    int64_t since;      /* SENT: when that was */
    bool again;         /* it was accepted anew while it was held: DONE is of the time before */
    bool late;          /* an attempt has failed: it may be one that takes long */
    bool large;         /* others need not wait for it: seen when its bytes were read */
    bool document;      /* its bytes are one: seen when they were read */
    bool asked;         /* the ledger has been asked about it and not yet answered */
    bool dropped;       /* forgotten; freed by that answer */
    char reason[256];   /* FAILING */
    char worker[64];    /* LEAVING: who said DONE */
};

struct held {
    void *owner;
    zhashx_t *pages; /* page id -> struct custody */
    TAILQ_HEAD(, custody) ready;
    size_t ready_count, reading;
    size_t documents, documents_reading; /* of documents: READY; READING.  Counted here alone */
    size_t apart_ready;                  /* of those that are late or large: READY */
    size_t late_out, large_out;          /* late; large: READING or SENT */
    struct metric *gauge;
};

void held_init(struct held *held, void *owner);
void held_done(struct held *held);

/* The page, or NULL. */
struct custody *held_find(struct held *held, const char *page_id);

/* Holds the page of an entry, READY.  One that is held already takes the entry on: the
 * page was committed, which is not known here yet, and accepted again. */
void held_add(struct held *held, const struct ledger_entry *entry);

/* Calls `each` for all that is held; it may drop. */
void held_each(struct held *held, void (*each)(struct custody *custody));

/* Those that are READY, in order; late and large ones, which others may overtake, apart from them.
 * Both begin with prior NULL. */
struct custody *held_next(const struct held *held, const struct custody *prior, bool apart);

/* Its bytes are a document; are many. */
void custody_is_document(struct custody *custody);
void custody_is_large(struct custody *custody);

/* The next READY document, after prior or NULL for the first. */
struct custody *held_next_document(const struct held *held, const struct custody *prior);

/* To another stage; rest: ms before anything is done there. */
void custody_move(struct custody *custody, enum stage stage, int64_t rest);

/* Holds it no more.  While the ledger is asked about it, custody_answered frees it. */
void custody_drop(struct custody *custody);

/* The answer about a page has come.  False when it was dropped meanwhile, and is gone. */
bool custody_answered(struct custody *custody);

#endif
