/*
 * writer: commits pages, in a thread of its own, so that the loop beats on while a
 * disk or Redis keeps it waiting.
 *
 * A batch goes this way, each step repeated until it succeeds:
 *
 *   fetch    the original bytes from the ledger
 *   archive  all pages in one transaction, on the disk when it returns
 *   ledger   takes the pages off, puts the records into the cache
 *
 * Dying between the last two means that the pages come again; the archive then has
 * them already, and only the last step is done.
 */
#ifndef PAGEWIRE_STORE_WRITER_H
#define PAGEWIRE_STORE_WRITER_H

#include "common/err.h"
#include "common/hop/hop.h"
#include "common/ledger/ledger.h"
#include "common/page.h"
#include "services/store/archive.h"
#include "services/store/feed.h"

#include <czmq.h>

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

struct writer_spec {
    const char *archive; /* path */
    struct ledger_spec ledger;
    int64_t cache_ttl;       /* ms */
    bool cache_apart;        /* the cache is not in the ledger's Redis */
    struct redis_spec cache; /* where it is then */
    struct feed *feed;       /* is told of commits; may be NULL */
};

/* What the thread tells. */
struct news {
    struct batch *batch;   /* finished; the caller's from now on; or NULL and */
    const char *condition; /* the name of one that changed, static */
    bool holds;
    char why[240];
};

struct writer;

/* Opens the archive and starts the thread; spec is copied, its strings borrowed.
 * Waits neither for Redis nor for a disk.  -1: archive or a URL is unusable. */
int writer_open(struct writer **writer, const struct writer_spec *spec, struct err *err);

/* Ends the thread, giving up the batch that it is at. */
void writer_close(struct writer *writer);

/* Takes a batch over.  The next may be sent when this one has come back. */
void writer_send(struct writer *writer, struct batch *batch);

/* Readable when there are news; and the next of them, which must be there. */
zsock_t *writer_socket(struct writer *writer);
struct news writer_receive(struct writer *writer);

#endif
