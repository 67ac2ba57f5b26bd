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
#include "common/ledger/ledger.h"
#include "services/store/archive.h"
#include "services/store/batch.h"
#include "services/store/feed.h"

#include <czmq.h>

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
