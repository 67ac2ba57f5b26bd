/*
 * dispatch: takes pages out of the ledger and keeps them with workers until
 * store has committed them.  It holds this ingest's place in the ledger.
 */
#ifndef PAGEWIRE_INGEST_DISPATCH_H
#define PAGEWIRE_INGEST_DISPATCH_H

#include "common/hop/hop.h"
#include "common/ledger/ledger.h"
#include "services/ingest/decode.h"

struct dispatch;

struct dispatch_spec {
    struct ledger *ledger;
    zloop_t *loop;
    const struct curve *curve;
    const char *instance, *boot;
    struct hop_out_spec hop; /* endpoint and limits */
    /* the same for documents, which go to decode */
    const char *document_endpoint;
    int64_t document_deadline;
    size_t document_bytes;
    unsigned live_share; /* live pages for each of backfill */
    int64_t instance_ttl, reclaim_idle;
    struct decode_options decode; /* caps */
    /* Whether this instance has its place; why is why not. */
    void (*placed)(void *arg, bool placed, const char *why);
    /* Another live ingest has this one's name: it cannot go on. */
    void (*refused)(void *arg, const char *why);
    /* All that is held was committed, and the place given up: after dispatch_drain. */
    void (*drained)(void *arg);
    void *arg;
};

/* The spec's strings are borrowed. */
int dispatch_open(struct dispatch **out, const struct dispatch_spec *spec, struct err *err);
/* The ledger is closed before, after dispatch_stop. */
void dispatch_close(struct dispatch *dispatch);

/* There may be something new in the ledger, or it can be reached again. */
void dispatch_kick(struct dispatch *dispatch);
void dispatch_reconnected(struct dispatch *dispatch);

/* Takes nothing more, waits for what workers have; then calls drained. */
void dispatch_drain(struct dispatch *dispatch);
/* Does nothing any more, whatever comes. */
void dispatch_stop(struct dispatch *dispatch);

const struct hop_out *dispatch_hop(const struct dispatch *dispatch);
const struct hop_out *dispatch_documents(const struct dispatch *dispatch);

/* What can be told of a document on its way, or "": it waits for a decoder, or how long one has
 * had it. */
void dispatch_progress(struct dispatch *dispatch, const char *page_id, char *text, size_t size);

/* Documents that wait for a decoder. */
size_t dispatch_documents_waiting(const struct dispatch *dispatch);

#endif
