/*
 * A page's way through here:
 *
 *     READY --read its bytes--> READING --decode, send--> SENT --DONE--> forgotten
 *       ^                                                  |
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
 *
 * Looking for entries: one call at a time, as many as hop_out has room for.  First
 * all that is its own, then new ones.  Of new ones each turn asks one lane and,
 * when that had less than was wanted, the other; of live_share + 1 turns one begins with
 * backfill.
 */
#include "services/ingest/dispatch.h"

#include "common/daemon.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/page.h"
#include "common/proto/page_json.h"
#include "services/ingest/place.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum {
    TICK_MS = 100,
    REST_MS = 200,   /* before a page that was sent back goes out again */
    LOOK_MAX = 16,   /* entries of one look */
    READY_MAX = 100, /* what waits here before entries of others are taken over */
    TOUCH_MAX = 200, /* entries of one touch */
};

enum stage { READY, READING, SENT, FAILING };

struct custody {
    TAILQ_ENTRY(custody) link; /* of dispatch->ready, in READY */
    struct dispatch *dispatch;
    struct ledger_entry entry;
    enum stage stage;
    unsigned attempt;   /* of the delivery under way */
    int64_t not_before; /* READY, FAILING */
    bool asked;         /* the ledger has been asked about it and not yet answered */
    bool dropped;       /* forgotten; freed by that answer */
    char reason[256];   /* FAILING */
};

struct dispatch {
    struct dispatch_spec spec;
    struct hop_out *out;
    struct place *place;
    int timer;
    zhashx_t *held; /* page id -> struct custody */
    TAILQ_HEAD(, custody) ready;
    size_t ready_count, reading;

    bool draining, resigning, stopped;
    bool looking;   /* a look is under way */
    bool again;     /* something new came meanwhile */
    bool own;       /* looking among its own entries */
    enum lane lane; /* of the look under way */
    char after[48]; /* of a look among its own */
    size_t wanted;  /* what the look asked for */
    bool second;    /* the other lane was asked before in this turn */
    unsigned turn;
    int64_t next_touch;
    uint64_t traces;

    struct metric *dispatched, *committed, *blamed, *buried, *held_gauge;
};

static void pump(struct dispatch *dispatch);

/* ---- custody ---- */

static struct custody *
custody_find(struct dispatch *dispatch, const char *page_id)
{
    return zhashx_lookup(dispatch->held, page_id);
}

static void
custody_leave(struct custody *custody)
{
    struct dispatch *dispatch = custody->dispatch;
    if (custody->stage == READY) {
        TAILQ_REMOVE(&dispatch->ready, custody, link);
        dispatch->ready_count--;
    }
    dispatch->reading -= custody->stage == READING;
}

static void
custody_move(struct custody *custody, enum stage stage, int64_t rest)
{
    struct dispatch *dispatch = custody->dispatch;
    custody_leave(custody);
    custody->stage = stage;
    custody->not_before = rest > 0 ? daemon_clock() + rest : 0;
    if (stage == READY) {
        TAILQ_INSERT_TAIL(&dispatch->ready, custody, link);
        dispatch->ready_count++;
    }
    dispatch->reading += stage == READING;
}

static void
custody_drop(struct custody *custody)
{
    struct dispatch *dispatch = custody->dispatch;
    custody_leave(custody);
    zhashx_delete(dispatch->held, custody->entry.page_id);
    metric_set(dispatch->held_gauge, (int64_t)zhashx_size(dispatch->held));
    custody->dropped = true;
    if (!custody->asked)
        free(custody);
}

static void
custody_add(struct dispatch *dispatch, const struct ledger_entry *entry)
{
    if (custody_find(dispatch, entry->page_id) != NULL)
        return;
    struct custody *custody = calloc(1, sizeof *custody);
    if (custody == NULL)
        die("out of memory");
    custody->dispatch = dispatch;
    custody->entry = *entry;
    custody->stage = READY;
    TAILQ_INSERT_TAIL(&dispatch->ready, custody, link);
    dispatch->ready_count++;
    (void)zhashx_insert(dispatch->held, custody->entry.page_id, custody);
    metric_set(dispatch->held_gauge, (int64_t)zhashx_size(dispatch->held));
}

/* Calls `each` for all that is held; it may drop. */
static void
custody_each(struct dispatch *dispatch, void (*each)(struct custody *custody))
{
    zlistx_t *all = zhashx_values(dispatch->held);
    for (struct custody *c = zlistx_first(all); c != NULL; c = zlistx_next(all))
        each(c);
    zlistx_destroy(&all);
}

/* The answer about a page has come.  Whether to go on with it. */
static bool
custody_answered(struct custody *custody, const struct ledger_result *result)
{
    struct dispatch *dispatch = custody->dispatch;
    custody->asked = false;
    if (custody->dropped) {
        free(custody);
        return false;
    }
    if (result != NULL && result->verdict == LEDGER_FENCED)
        place_fenced(dispatch->place); /* drops this one too */
    return !dispatch->stopped && (result == NULL || result->verdict != LEDGER_FENCED);
}

/* ---- failures ---- */

static void
on_failed(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->dispatch;
    if (!custody_answered(custody, result))
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
        custody_move(custody, READY, 0);
    }
    pump(dispatch);
}

static void
tell_failure(struct custody *custody)
{
    custody->asked = true;
    ledger_fail(custody->dispatch->spec.ledger, custody->entry.page_id, custody->attempt,
                custody->reason, on_failed, custody);
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

/* ---- sending ---- */

static int
make_job(const struct dispatch *dispatch, const struct ledger_page *from, struct buf *body,
         struct err *err)
{
    struct decode_options options = dispatch->spec.decode;
    options.encoding = from->encoding;
    options.lenient = from->lenient;
    struct decoded decoded;
    if (decode_page(&decoded, from->bytes, &options, err) != 0)
        return -1;
    struct page page;
    page_init(&page);
    page.id = from->id;
    page.name = from->name;
    page.paper = from->paper;
    page.date = from->date;
    page.number = from->number;
    page.text = buf_slice(&decoded.text);
    page.encoding = slice_from(decoded.encoding);
    page.damaged = decoded.damaged;
    page_encode_job(&page, body);
    page_done(&page);
    decoded_done(&decoded);
    return 0;
}

static void
send_job(struct custody *custody, const struct ledger_page *page)
{
    struct dispatch *dispatch = custody->dispatch;
    const char *id = custody->entry.page_id;
    struct buf body = { 0 };
    struct err err;
    custody->attempt = page->attempts + 1;
    if (make_job(dispatch, page, &body, &err) != 0) {
        fail(custody, err.text);
        buf_done(&body);
        return;
    }
    char trace[TRACE_SIZE];
    (void)snprintf(trace, sizeof trace, "%.8s-%llu", dispatch->spec.boot,
                   (unsigned long long)dispatch->traces++);
    fault_point("ingest:before-forward", id);
    custody_move(custody, SENT, 0);
    hop_out_send(dispatch->out, id, custody->attempt, trace, buf_slice(&body));
    fault_point("ingest:after-forward", id);
    metric_add(dispatch->dispatched, 1);
    log_info(id, "dispatched", "attempt=%u lane=%s trace=%s bytes=%zu", custody->attempt,
             lane_name(custody->entry.lane), trace, page->bytes.len);
    buf_done(&body);
}

static void
on_read(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->dispatch;
    if (!custody_answered(custody, result))
        return;
    if (err != NULL) {
        custody_move(custody, READY, REST_MS);
        return;
    }
    if (result->verdict == LEDGER_MISSING || result->pages[0].state == LEDGER_DEAD)
        custody_drop(custody);
    else if (dispatch->draining)
        custody_move(custody, READY, 0); /* it stays in the ledger */
    else
        send_job(custody, &result->pages[0]);
    pump(dispatch);
}

static size_t
room(const struct dispatch *dispatch)
{
    size_t most = hop_out_room(dispatch->out);
    return most > dispatch->reading ? most - dispatch->reading : 0;
}

/* Reads the bytes of what is ready, as much as there is room for. */
static void
read_ready(struct dispatch *dispatch)
{
    int64_t now = daemon_clock();
    struct custody *custody = TAILQ_FIRST(&dispatch->ready), *next;
    for (; custody != NULL && room(dispatch) > 0; custody = next) {
        next = TAILQ_NEXT(custody, link);
        if (custody->not_before > now)
            continue;
        custody_move(custody, READING, 0);
        custody->asked = true;
        ledger_read(dispatch->spec.ledger, custody->entry.page_id, on_read, custody);
    }
}

/* ---- looking for entries ---- */

static void look_new(struct dispatch *dispatch, enum lane lane, size_t count);

static void
add_found(struct dispatch *dispatch, const struct ledger_result *result)
{
    for (size_t i = 0; i < result->entry_count; i++)
        custody_add(dispatch, &result->entries[i]);
}

/* Whether to go on with the answer of a look. */
static bool
look_answered(struct dispatch *dispatch, const struct ledger_result *result)
{
    dispatch->looking = false;
    if (dispatch->stopped || result == NULL)
        return false;
    if (result->verdict == LEDGER_FENCED)
        place_fenced(dispatch->place);
    return result->verdict == LEDGER_OK;
}

static void
on_own(void *arg, const struct ledger_result *result, const struct err *err)
{
    (void)err;
    struct dispatch *dispatch = arg;
    if (!look_answered(dispatch, result))
        return;
    add_found(dispatch, result);
    if (result->entry_count > 0 || result->text.len > 0) {
        (void)snprintf(dispatch->after, sizeof dispatch->after, "%.*s", SLICE_ARGS(result->text));
    } else if (dispatch->lane == LANE_LIVE) {
        dispatch->lane = LANE_BACKFILL;
        (void)snprintf(dispatch->after, sizeof dispatch->after, "0");
    } else {
        dispatch->own = false;
    }
    pump(dispatch);
}

static void
on_new(void *arg, const struct ledger_result *result, const struct err *err)
{
    (void)err;
    struct dispatch *dispatch = arg;
    if (!look_answered(dispatch, result))
        return;
    add_found(dispatch, result);
    size_t missing = dispatch->wanted - result->entry_count;
    if (missing > 0 && !dispatch->second && !dispatch->own && !dispatch->draining) {
        dispatch->second = true;
        look_new(dispatch, dispatch->lane == LANE_LIVE ? LANE_BACKFILL : LANE_LIVE, missing);
        read_ready(dispatch);
        return;
    }
    /* Nothing more to be had: the next look is the timer's, or a kick's. */
    if (missing == 0 || dispatch->again)
        pump(dispatch);
    else
        read_ready(dispatch);
}

static void
look_new(struct dispatch *dispatch, enum lane lane, size_t count)
{
    dispatch->looking = true;
    dispatch->lane = lane;
    dispatch->wanted = count;
    ledger_claim(dispatch->spec.ledger, lane, count, on_new, dispatch);
}

static void
look(struct dispatch *dispatch)
{
    size_t most = room(dispatch);
    if (most <= dispatch->ready_count || dispatch->looking)
        return;
    most -= dispatch->ready_count;
    if (most > LOOK_MAX)
        most = LOOK_MAX;
    dispatch->again = false;
    dispatch->second = false;
    if (dispatch->own) {
        dispatch->looking = true;
        ledger_own(dispatch->spec.ledger, dispatch->lane, dispatch->after, LOOK_MAX, on_own,
                   dispatch);
        return;
    }
    bool backfill = dispatch->turn++ % (dispatch->spec.live_share + 1) == dispatch->spec.live_share;
    look_new(dispatch, backfill ? LANE_BACKFILL : LANE_LIVE, most);
}

static void
look_among_own(struct dispatch *dispatch)
{
    dispatch->own = true;
    dispatch->lane = LANE_LIVE;
    (void)snprintf(dispatch->after, sizeof dispatch->after, "0");
}

static void
pump(struct dispatch *dispatch)
{
    if (dispatch->stopped || dispatch->draining || !place_held(dispatch->place))
        return;
    read_ready(dispatch);
    look(dispatch);
}

/* ---- outcomes ---- */

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct dispatch *dispatch = arg;
    struct custody *custody = custody_find(dispatch, outcome->page_id);
    if (custody == NULL || custody->stage != SENT)
        return;
    if (outcome->verdict == HOP_DONE) {
        metric_add(dispatch->committed, 1);
        log_info(outcome->page_id, "committed", "attempt=%u", outcome->attempt);
        custody_drop(custody);
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
    hop_out_forget(custody->dispatch->out, custody->entry.page_id);
    custody_drop(custody);
}

static void
on_place(void *arg, bool held, const char *why)
{
    struct dispatch *dispatch = arg;
    if (held)
        look_among_own(dispatch);
    else
        custody_each(dispatch, forget);
    dispatch->spec.placed(dispatch->spec.arg, held, why);
    pump(dispatch);
}

static void
on_found(void *arg, const struct ledger_entry *entries, size_t count)
{
    struct dispatch *dispatch = arg;
    for (size_t i = 0; i < count; i++)
        custody_add(dispatch, &entries[i]);
    pump(dispatch);
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
        for (struct custody *c = zhashx_first(dispatch->held); c != NULL;
             c = zhashx_next(dispatch->held))
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
    for (struct custody *c = zhashx_first(dispatch->held); c != NULL;
         c = zhashx_next(dispatch->held)) {
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
    if (custody->stage == FAILING && !custody->asked && custody->not_before <= daemon_clock())
        tell_failure(custody);
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
    for (struct custody *c = zhashx_first(dispatch->held); c != NULL;
         c = zhashx_next(dispatch->held))
        if (c->stage == FAILING && c->asked)
            return true;
    return false;
}

/* What no worker has stays in the ledger; the rest is waited for. */
static void
leave_when_idle(struct dispatch *dispatch)
{
    size_t held = hop_out_held(dispatch->out), waiting = hop_out_waiting(dispatch->out);
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
    place_turn(dispatch->place, !dispatch->draining && dispatch->ready_count < READY_MAX);
    if (place_held(dispatch->place)) {
        custody_each(dispatch, tell_again);
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
    dispatch->blamed = metric_new(METRIC_COUNTER, "attempts_failed_total", NULL,
                                  "Deliveries that failed through the page's fault.");
    dispatch->buried =
        metric_new(METRIC_COUNTER, "dead_letters_total", NULL, "Pages that became dead letters.");
    dispatch->held_gauge =
        metric_new(METRIC_GAUGE, "ingest_held_pages", NULL, "Pages read from the ledger.");
}

int
dispatch_open(struct dispatch **out, const struct dispatch_spec *spec, struct err *err)
{
    struct dispatch *dispatch = calloc(1, sizeof *dispatch);
    if (dispatch == NULL)
        die("out of memory");
    dispatch->spec = *spec;
    TAILQ_INIT(&dispatch->ready);
    dispatch->held = zhashx_new();
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
                                .found = on_found,
                                .refused = on_refused,
                                .arg = dispatch };
    dispatch->place = place_new(&place);
    dispatch->next_touch = daemon_clock() + spec->reclaim_idle / 4;
    dispatch->timer = -1;
    if (hop_out_new(&dispatch->out, spec->loop, spec->curve, &hop, err) != 0) {
        dispatch_close(dispatch);
        return err_prefix(err, "hop_endpoint");
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
    custody_each(dispatch, custody_drop);
    zhashx_destroy(&dispatch->held);
    hop_out_free(dispatch->out);
    place_free(dispatch->place);
    free(dispatch);
}

void
dispatch_kick(struct dispatch *dispatch)
{
    dispatch->again = true;
    pump(dispatch);
}

void
dispatch_reconnected(struct dispatch *dispatch)
{
    look_among_own(dispatch);
    pump(dispatch);
}

void
dispatch_drain(struct dispatch *dispatch)
{
    dispatch->draining = true;
    leave_when_idle(dispatch);
}

void
dispatch_stop(struct dispatch *dispatch)
{
    dispatch->stopped = true;
    place_stop(dispatch->place);
}

const struct hop_out *
dispatch_hop(const struct dispatch *dispatch)
{
    return dispatch->out;
}
