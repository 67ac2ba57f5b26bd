/*
 * dispatch_page: the steps of a page, for the files dispatch_*.c alone.
 *
 * A page's way through here:
 *
 *     READY --read its bytes--> READING --decode, send--> SENT --DONE--> LEAVING --the
 *       ^                                                  |      ledger has--> forgotten
 *       |<--- NACK retry, nobody to blame (after a rest) ---|
 *       |<--- attempt counted --- FAILING <-- NACK with blame, or reject
 *                                    |
 *                                    +--- the third time: dead, forgotten
 *
 * Entries become READY when they are claimed from a lane, when they are found
 * among this instance's own (after it enrolled, and when Redis was away: the
 * answer to a claim may have been lost), or when they come from another instance.
 * What is held here is only a view; the ledger has it all, so that a crash at any
 * point loses nothing.
 */
#ifndef PAGEWIRE_INGEST_DISPATCH_PAGE_H
#define PAGEWIRE_INGEST_DISPATCH_PAGE_H

#include "common/metrics.h"
#include "services/ingest/custody.h"
#include "services/ingest/dispatch.h"
#include "services/ingest/place.h"
#include "services/ingest/seek.h"

enum { DISPATCH_REST_MS = 200 }; /* before a page that was sent back goes out again */

struct dispatch {
    struct dispatch_spec spec;
    struct hop_out *out, *documents; /* to segment, to decode */
    struct place *place;
    int timer;
    struct held held;
    struct seek *seek;
    bool draining, resigning, stopped;
    bool drawn; /* the last look found all that there is */
    int64_t next_touch;
    uint64_t traces;

    struct metric *dispatched, *committed, *early, *blamed, *buried;
};

/* Where the page's jobs go. */
struct hop_out *dispatch_way(const struct custody *custody);

/* The answer about a page has come.  Whether to go on with it. */
bool dispatch_answered(struct custody *custody, const struct ledger_result *result);

/* Does what can be done now: reads and sends what is ready, looks for more. */
void dispatch_pump(struct dispatch *dispatch);

/* Reads the bytes of what is ready, as much as there is room for; they are sent when they come. */
void dispatch_read_ready(struct dispatch *dispatch);

/* An attempt failed through the page's fault: counts it in the ledger.  The second says so again,
 * when the ledger did not hear. */
void dispatch_fail(struct custody *custody, const char *reason);
void dispatch_tell_failure(struct custody *custody);

/* Asks the ledger whether a page is gone, which is forgotten then. */
void dispatch_ask_let_go(struct custody *custody);

/* What a worker made of a page. */
void dispatch_outcome(void *arg, const struct hop_outcome *outcome);

#endif
