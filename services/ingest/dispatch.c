/*
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
#include "services/ingest/dispatch.h"

#include "common/daemon.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/metrics.h"
#include "services/ingest/custody.h"
#include "services/ingest/job.h"
#include "services/ingest/place.h"
#include "services/ingest/seek.h"

#include <stdlib.h>
#include <string.h>

enum {
    TICK_MS = 100,
    REST_MS = 200,         /* before a page that was sent back goes out again */
    LATE_MS = 60000,       /* that pages which failed are overtaken by others at most */
    READY_MAX = 100,       /* what waits here before entries of others are taken over */
    SHUN_MS = 3000,        /* for a worker that said DONE too early */
    TOUCH_MAX = 200,       /* entries of one touch */
    DOCUMENTS_MAX = 10000, /* that wait here for decode before nothing more is claimed */
};

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

static void pump(struct dispatch *dispatch);

/* Where the page's jobs go. */
static struct hop_out *
way(const struct custody *custody)
{
    const struct dispatch *dispatch = custody->owner;
    return custody->document ? dispatch->documents : dispatch->out;
}

/* The answer about a page has come.  Whether to go on with it. */
static bool
is_answered(struct custody *custody, const struct ledger_result *result)
{
    struct dispatch *dispatch = custody->owner;
    if (!custody_answered(custody))
        return false;
    bool fenced = result != NULL && result->verdict == LEDGER_FENCED;
    if (fenced)
        place_fenced(dispatch->place); /* drops this one too */
    return !dispatch->stopped && !fenced;
}

/* ---- failures ---- */

static void
on_failed(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->owner;
    if (!is_answered(custody, result))
        return;
    if (err != NULL) {
        custody->not_before = daemon_clock() + REST_MS; /* told again by the timer */
        return;
    }
    const char *id = custody->entry.page_id;
    metric_add(dispatch->blamed, 1);
    if (result->verdict == LEDGER_BURIED) {
        metric_add(dispatch->buried, 1);
        log_error(id, "dead-letter", "attempts=%u reason=\"%s\"", result->attempts,
                  custody->reason);
        custody_drop(custody);
    } else if (result->verdict == LEDGER_MISSING) {
        custody_drop(custody); /* committed meanwhile, or dropped */
    } else {
        log_warn(id, "attempt-failed", "attempts=%u reason=\"%s\"", result->attempts,
                 custody->reason);
        custody_move(custody, READY, 1); /* from now on; see is_its_turn */
    }
    pump(dispatch);
}

static void
tell_failure(struct custody *custody)
{
    struct dispatch *dispatch = custody->owner;
    custody->asked = true;
    ledger_fail(dispatch->spec.ledger, custody->entry.page_id, custody->attempt, custody->reason,
                on_failed, custody);
}

static void
fail(struct custody *custody, const char *reason)
{
    custody_move(custody, FAILING, 0);
    (void)snprintf(custody->reason, sizeof custody->reason, "%s", reason);
    for (char *c = custody->reason; *c != '\0'; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    tell_failure(custody);
}

/* ---- DONE ---- */

/* A page is only forgotten once the ledger has.  What is there still was not committed,
 * whatever somebody said, or it was submitted again meanwhile. */
static void
on_let_go(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->owner;
    if (!is_answered(custody, result))
        return;
    if (err != NULL) {
        custody->not_before = daemon_clock() + REST_MS; /* asked again by the timer */
        return;
    }
    const char *id = custody->entry.page_id;
    if (result->states[0] == LEDGER_WAITING && custody->again) {
        custody_move(custody, READY, 0);
        pump(dispatch);
        return;
    }
    if (result->states[0] == LEDGER_WAITING) {
        metric_add(dispatch->early, 1);
        log_warn(id, "done-too-early", "attempt=%u worker=%s", custody->attempt, custody->worker);
        hop_out_shun(way(custody), custody->worker, SHUN_MS);
        seek_own(dispatch->seek);
    } else {
        metric_add(dispatch->committed, 1);
        log_info(id, "committed", "attempt=%u", custody->attempt);
    }
    custody_drop(custody);
    pump(dispatch);
}

static void
ask_let_go(struct custody *custody)
{
    struct dispatch *dispatch = custody->owner;
    struct slice id = slice_from(custody->entry.page_id);
    custody->asked = true;
    ledger_states(dispatch->spec.ledger, &id, 1, on_let_go, custody);
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
        fail(custody, err.text);
        buf_done(&body);
        return;
    }
    char trace[TRACE_SIZE];
    (void)snprintf(trace, sizeof trace, "%.8s-%llu", dispatch->spec.boot,
                   (unsigned long long)dispatch->traces++);
    fault_point("ingest:before-forward", id);
    custody_move(custody, SENT, 0);
    hop_out_send(way(custody), id, custody->attempt, trace, buf_slice(&body));
    fault_point("ingest:after-forward", id);
    metric_add(dispatch->dispatched, 1);
    log_info(id, "dispatched", "attempt=%u lane=%s trace=%s bytes=%zu", custody->attempt,
             lane_name(custody->entry.lane), trace, page->bytes.len);
    buf_done(&body);
}

/* A document that decode has no room for waits, and keeps nobody else waiting. */
static bool
has_way(struct custody *custody, const struct ledger_page *page)
{
    if (!job_is_document(page))
        return true;
    custody_is_document(custody);
    return hop_out_room(way(custody)) > 0;
}

static void
on_read(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->owner;
    if (!is_answered(custody, result))
        return;
    if (err != NULL) {
        custody_move(custody, READY, REST_MS);
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
    pump(dispatch);
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

/* Whether a page that failed before may go out: when nothing else waits, or it has waited for
 * long; and one at a time, since each may keep a worker for minutes. */
static bool
is_its_turn(const struct dispatch *dispatch, const struct custody *late, int64_t now)
{
    bool others = dispatch->held.ready_count > dispatch->held.late_ready || !dispatch->drawn;
    return dispatch->held.late_out == 0 && (!others || now >= late->not_before + LATE_MS);
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

/* Reads the bytes of what is ready, as much as there is room for. */
static void
read_ready(struct dispatch *dispatch)
{
    int64_t now = daemon_clock();
    struct custody *custody = held_next(&dispatch->held, NULL, false), *next;
    for (; custody != NULL && room(dispatch) > 0; custody = next) {
        next = held_next(&dispatch->held, custody, false);
        if (custody->not_before <= now)
            read_page(custody);
    }
    read_documents(dispatch, now);
    custody = held_next(&dispatch->held, NULL, true);
    if (custody != NULL && custody->not_before <= now && room(dispatch) > 0 &&
        is_its_turn(dispatch, custody, now))
        read_page(custody);
}

static void
pump(struct dispatch *dispatch)
{
    if (dispatch->stopped || dispatch->draining || !place_held(dispatch->place))
        return;
    read_ready(dispatch);
    if (dispatch->held.documents >= DOCUMENTS_MAX)
        return;
    size_t most = room(dispatch), ready = dispatch->held.ready_count - dispatch->held.late_ready;
    seek_look(dispatch->seek, most > ready ? most - ready : 0);
}

/* ---- outcomes ---- */

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct dispatch *dispatch = arg;
    struct custody *custody = held_find(&dispatch->held, outcome->page_id);
    if (custody == NULL || custody->stage != SENT)
        return;
    if (outcome->verdict == HOP_DONE) {
        custody_move(custody, LEAVING, 0);
        (void)snprintf(custody->worker, sizeof custody->worker, "%s", outcome->worker);
        ask_let_go(custody);
    } else if (outcome->verdict == HOP_REJECT || outcome->blame) {
        fail(custody, outcome->reason);
    } else {
        log_info(outcome->page_id, "sent-back", "reason=\"%s\"", outcome->reason);
        custody_move(custody, READY, REST_MS);
    }
    pump(dispatch);
}

static void
on_room(void *arg)
{
    pump(arg);
}

/* ---- the place ---- */

static void
forget(struct custody *custody)
{
    hop_out_forget(way(custody), custody->entry.page_id);
    custody_drop(custody);
}

static void
on_place(void *arg, bool held, const char *why)
{
    struct dispatch *dispatch = arg;
    if (held)
        seek_own(dispatch->seek);
    else
        held_each(&dispatch->held, forget);
    dispatch->spec.placed(dispatch->spec.arg, held, why);
    pump(dispatch);
}

static void
add_found(void *arg, const struct ledger_entry *entries, size_t count)
{
    struct dispatch *dispatch = arg;
    for (size_t i = 0; i < count; i++)
        held_add(&dispatch->held, &entries[i]);
}

static void
on_look_found(void *arg, const struct ledger_entry *entries, size_t count)
{
    add_found(arg, entries, count);
    read_ready(arg);
}

static void
on_others_found(void *arg, const struct ledger_entry *entries, size_t count)
{
    add_found(arg, entries, count);
    pump(arg);
}

static void
on_look_over(void *arg, bool more)
{
    struct dispatch *dispatch = arg;
    dispatch->drawn = !more;
    if (more)
        pump(dispatch);
    else
        read_ready(dispatch);
}

static void
on_look_fenced(void *arg)
{
    struct dispatch *dispatch = arg;
    place_fenced(dispatch->place);
}

static void
on_refused(void *arg, const char *why)
{
    struct dispatch *dispatch = arg;
    dispatch->spec.refused(dispatch->spec.arg, why);
}

/* ---- staying young ---- */

static void
on_touched(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct dispatch *dispatch = arg;
    if (err != NULL || dispatch->stopped)
        return;
    if (result->verdict == LEDGER_FENCED) {
        place_fenced(dispatch->place);
        return;
    }
    for (size_t i = 0; i < result->entry_count; i++)
        for (struct custody *c = zhashx_first(dispatch->held.pages); c != NULL;
             c = zhashx_next(dispatch->held.pages))
            if (strcmp(c->entry.entry, result->entries[i].entry) == 0 &&
                c->entry.lane == result->entries[i].lane) {
                log_info(c->entry.page_id, "not-ours", "entry=%s", c->entry.entry);
                forget(c);
                break;
            }
}

static void
touch(struct dispatch *dispatch, enum lane lane)
{
    struct ledger_entry entries[TOUCH_MAX];
    size_t count = 0;
    for (struct custody *c = zhashx_first(dispatch->held.pages); c != NULL;
         c = zhashx_next(dispatch->held.pages)) {
        if (c->entry.lane != lane)
            continue;
        entries[count++] = c->entry;
        if (count < TOUCH_MAX)
            continue;
        ledger_touch(dispatch->spec.ledger, lane, entries, count, on_touched, dispatch);
        count = 0;
    }
    if (count > 0)
        ledger_touch(dispatch->spec.ledger, lane, entries, count, on_touched, dispatch);
}

/* ---- time ---- */

static void
tell_again(struct custody *custody)
{
    if (custody->asked || custody->not_before > daemon_clock())
        return;
    if (custody->stage == FAILING)
        tell_failure(custody);
    else if (custody->stage == LEAVING)
        ask_let_go(custody);
}

static void
on_resigned(void *arg)
{
    struct dispatch *dispatch = arg;
    dispatch->spec.drained(dispatch->spec.arg);
}

static bool
is_telling(struct dispatch *dispatch)
{
    for (struct custody *c = zhashx_first(dispatch->held.pages); c != NULL;
         c = zhashx_next(dispatch->held.pages))
        if ((c->stage == FAILING || c->stage == LEAVING) && c->asked)
            return true;
    return false;
}

/* What no worker has stays in the ledger; the rest is waited for. */
static void
leave_when_idle(struct dispatch *dispatch)
{
    size_t held = hop_out_held(dispatch->out) + hop_out_held(dispatch->documents);
    size_t waiting = hop_out_waiting(dispatch->out) + hop_out_waiting(dispatch->documents);
    if (dispatch->resigning || held > waiting || is_telling(dispatch))
        return;
    dispatch->resigning = true;
    place_resign(dispatch->place, on_resigned, dispatch);
}

static int
on_tick(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct dispatch *dispatch = arg;
    if (dispatch->stopped)
        return 0;
    place_turn(dispatch->place, !dispatch->draining && dispatch->held.ready_count < READY_MAX);
    if (place_held(dispatch->place)) {
        held_each(&dispatch->held, tell_again);
        int64_t now = daemon_clock();
        if (now >= dispatch->next_touch) {
            dispatch->next_touch = now + dispatch->spec.reclaim_idle / 4;
            for (int i = 0; i < LANE_COUNT; i++)
                touch(dispatch, (enum lane)i);
        }
    }
    if (dispatch->draining)
        leave_when_idle(dispatch);
    pump(dispatch);
    return 0;
}

/* ---- public ---- */

static void
open_metrics(struct dispatch *dispatch)
{
    dispatch->dispatched =
        metric_new(METRIC_COUNTER, "dispatched_total", NULL, "Pages sent to segment, repeats too.");
    dispatch->committed =
        metric_new(METRIC_COUNTER, "pages_committed_total", NULL, "Pages that store committed.");
    dispatch->early = metric_new(METRIC_COUNTER, "done_early_total", NULL,
                                 "Pages said to be committed that the ledger still has.");
    dispatch->blamed = metric_new(METRIC_COUNTER, "attempts_failed_total", NULL,
                                  "Deliveries that failed through the page's fault.");
    dispatch->buried =
        metric_new(METRIC_COUNTER, "dead_letters_total", NULL, "Pages that became dead letters.");
}

int
dispatch_open(struct dispatch **out, const struct dispatch_spec *spec, struct err *err)
{
    struct dispatch *dispatch = calloc(1, sizeof *dispatch);
    if (dispatch == NULL)
        die("out of memory");
    dispatch->spec = *spec;
    held_init(&dispatch->held, dispatch);
    open_metrics(dispatch);
    struct hop_out_spec hop = spec->hop;
    hop.boot = spec->boot;
    hop.outcome = on_outcome;
    hop.room = on_room;
    hop.arg = dispatch;
    struct place_spec place = { .ledger = spec->ledger,
                                .instance = spec->instance,
                                .boot = spec->boot,
                                .instance_ttl = spec->instance_ttl,
                                .reclaim_idle = spec->reclaim_idle,
                                .changed = on_place,
                                .found = on_others_found,
                                .refused = on_refused,
                                .arg = dispatch };
    struct seek_spec seek = { .ledger = spec->ledger,
                              .live_share = spec->live_share,
                              .found = on_look_found,
                              .over = on_look_over,
                              .fenced = on_look_fenced,
                              .arg = dispatch };
    dispatch->place = place_new(&place);
    dispatch->seek = seek_new(&seek);
    dispatch->next_touch = daemon_clock() + spec->reclaim_idle / 4;
    dispatch->timer = -1;
    if (hop_out_new(&dispatch->out, spec->loop, spec->curve, &hop, err) != 0) {
        dispatch_close(dispatch);
        return err_prefix(err, "hop_endpoint");
    }
    hop.endpoint = spec->document_endpoint;
    hop.deadline = spec->document_deadline;
    hop.message_max = spec->document_bytes + ((size_t)1 << 20);
    hop.queue_max = 2;
    if (hop_out_new(&dispatch->documents, spec->loop, spec->curve, &hop, err) != 0) {
        dispatch_close(dispatch);
        return err_prefix(err, "document_endpoint");
    }
    dispatch->timer = zloop_timer(spec->loop, TICK_MS, 0, on_tick, dispatch);
    *out = dispatch;
    return 0;
}

void
dispatch_close(struct dispatch *dispatch)
{
    if (dispatch == NULL)
        return;
    dispatch->stopped = true;
    if (dispatch->timer >= 0)
        zloop_timer_end(dispatch->spec.loop, dispatch->timer);
    held_done(&dispatch->held);
    hop_out_free(dispatch->out);
    hop_out_free(dispatch->documents);
    seek_free(dispatch->seek);
    place_free(dispatch->place);
    free(dispatch);
}

void
dispatch_kick(struct dispatch *dispatch)
{
    dispatch->drawn = false;
    seek_again(dispatch->seek);
    pump(dispatch);
}

void
dispatch_reconnected(struct dispatch *dispatch)
{
    seek_own(dispatch->seek);
    pump(dispatch);
}

void
dispatch_drain(struct dispatch *dispatch)
{
    dispatch->draining = true;
    seek_drain(dispatch->seek);
    leave_when_idle(dispatch);
}

void
dispatch_stop(struct dispatch *dispatch)
{
    dispatch->stopped = true;
    seek_stop(dispatch->seek);
    place_stop(dispatch->place);
}

const struct hop_out *
dispatch_documents(const struct dispatch *dispatch)
{
    return dispatch->documents;
}

size_t
dispatch_documents_waiting(const struct dispatch *dispatch)
{
    return dispatch->held.documents + hop_out_waiting(dispatch->documents);
}

const struct hop_out *
dispatch_hop(const struct dispatch *dispatch)
{
    return dispatch->out;
}
