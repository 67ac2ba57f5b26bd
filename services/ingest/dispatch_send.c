/* Reading pages and sending them. */
#include "services/ingest/dispatch_page.h"

#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "services/ingest/job.h"

#include <stdlib.h>
#include <string.h>

enum {
    LATE_MS = 60000,   /* that pages which failed are overtaken by others at most */
    LARGE = 1 << 17,   /* bytes of a page that others do not wait for */
    LARGE_MOST = 8,    /* such pages on their way: a part of hop_custody_bytes */
    APART_MAX = 10000, /* documents, large and late pages that wait before no more is claimed */
};

struct hop_out *
dispatch_way(const struct custody *custody)
{
    const struct dispatch *dispatch = custody->owner;
    return custody->document ? dispatch->documents : dispatch->out;
}

bool
dispatch_answered(struct custody *custody, const struct ledger_result *result)
{
    struct dispatch *dispatch = custody->owner;
    if (!custody_answered(custody))
        return false;
    bool fenced = result != NULL && result->verdict == LEDGER_FENCED;
    if (fenced)
        place_fenced(dispatch->place); /* drops this one too */
    return !dispatch->stopped && !fenced;
}

/* ---- sending ---- */

static void
send_job(struct custody *custody, const struct ledger_page *page)
{
    struct dispatch *dispatch = custody->owner;
    const char *id = custody->entry.page_id;
    struct buf body = { 0 };
    struct err err;
    custody->attempt = page->attempts + 1;
    custody->again = false;
    if (job_make(&body, page, &dispatch->spec.decode, &err) != 0) {
        dispatch_fail(custody, err.text);
        buf_done(&body);
        return;
    }
    char trace[TRACE_SIZE];
    (void)snprintf(trace, sizeof trace, "%.8s-%llu", dispatch->spec.boot,
                   (unsigned long long)dispatch->traces++);
    fault_point("ingest:before-forward", id);
    custody_move(custody, SENT, 0);
    hop_out_send(dispatch_way(custody), id, custody->attempt, trace, buf_slice(&body));
    fault_point("ingest:after-forward", id);
    metric_add(dispatch->dispatched, 1);
    log_info(id, "dispatched", "attempt=%u lane=%s trace=%s bytes=%zu", custody->attempt,
             lane_name(custody->entry.lane), trace, page->bytes.len);
    buf_done(&body);
}

/* One large page more is on its way than there are workers, each of which computes one beside
 * others (the next stage may have the other); but not so many that others have no room. */
static size_t
large_most(const struct dispatch *dispatch)
{
    size_t most = hop_out_workers(dispatch->out) + 1;
    return most < LARGE_MOST ? most : LARGE_MOST;
}

/* A document that decode has no room for waits, so does a large page behind others of its kind, and
 * they keep nobody else waiting. */
static bool
has_way(struct custody *custody, const struct ledger_page *page)
{
    struct dispatch *dispatch = custody->owner;
    if (job_is_document(page)) {
        custody_is_document(custody);
        return hop_out_room(dispatch_way(custody)) > 0;
    }
    if (page->bytes.len < LARGE)
        return true;
    custody_is_large(custody);
    return dispatch->held.large_out <= large_most(dispatch); /* with this one */
}

static void
on_read(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->owner;
    if (!dispatch_answered(custody, result))
        return;
    if (err != NULL) {
        custody_move(custody, READY, DISPATCH_REST_MS);
        return;
    }
    if (result->verdict == LEDGER_MISSING || result->pages[0].state == LEDGER_DEAD)
        custody_drop(custody);
    else if (dispatch->draining)
        custody_move(custody, READY, 0); /* it stays in the ledger */
    else if (!has_way(custody, &result->pages[0]))
        custody_move(custody, READY, 0);
    else
        send_job(custody, &result->pages[0]);
    dispatch_pump(dispatch);
}

static size_t
room(const struct dispatch *dispatch)
{
    size_t most = hop_out_room(dispatch->out);
    return most > dispatch->held.reading ? most - dispatch->held.reading : 0;
}

static void
read_page(struct custody *custody)
{
    struct dispatch *dispatch = custody->owner;
    custody_move(custody, READING, 0);
    custody->asked = true;
    ledger_read(dispatch->spec.ledger, custody->entry.page_id, on_read, custody);
}

/* Whether a page that failed before or is large may go out.  One that failed: when nothing else
 * waits, or it has waited for long; and one at a time, since each may keep a worker for minutes. */
static bool
is_its_turn(const struct dispatch *dispatch, const struct custody *custody, int64_t now)
{
    const struct held *held = &dispatch->held;
    if (custody->large && held->large_out >= large_most(dispatch))
        return false;
    if (!custody->late)
        return true;
    bool others = held->ready_count > held->apart_ready || !dispatch->drawn;
    return held->late_out == 0 && (!others || now >= custody->not_before + LATE_MS);
}

static void
read_apart(struct dispatch *dispatch, int64_t now)
{
    struct custody *custody = held_next(&dispatch->held, NULL, true), *next;
    for (; custody != NULL && room(dispatch) > 0; custody = next) {
        next = held_next(&dispatch->held, custody, true);
        if (custody->not_before <= now && is_its_turn(dispatch, custody, now))
            read_page(custody);
    }
}

/* Documents are read when decode has room. */
static void
read_documents(struct dispatch *dispatch, int64_t now)
{
    struct custody *custody = held_next_document(&dispatch->held, NULL), *next;
    for (; custody != NULL; custody = next) {
        if (hop_out_room(dispatch->documents) <= dispatch->held.documents_reading)
            return;
        next = held_next_document(&dispatch->held, custody);
        if (custody->not_before <= now)
            read_page(custody);
    }
}

void
dispatch_read_ready(struct dispatch *dispatch)
{
    int64_t now = clock_ms();
    struct custody *custody = held_next(&dispatch->held, NULL, false), *next;
    for (; custody != NULL && room(dispatch) > 0; custody = next) {
        next = held_next(&dispatch->held, custody, false);
        if (custody->not_before <= now)
            read_page(custody);
    }
    read_documents(dispatch, now);
    read_apart(dispatch, now);
}

void
dispatch_pump(struct dispatch *dispatch)
{
    if (dispatch->stopped || dispatch->draining || !place_held(dispatch->place))
        return;
    dispatch_read_ready(dispatch);
    if (dispatch->held.documents + dispatch->held.apart_ready >= APART_MAX)
        return;
    size_t most = room(dispatch), ready = dispatch->held.ready_count - dispatch->held.apart_ready;
    seek_look(dispatch->seek, most > ready ? most - ready : 0);
}
