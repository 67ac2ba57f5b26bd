/* Whose pages they are, time, and the owner's calls. */
#include "services/ingest/dispatch_page.h"

#include "common/clock.h"
#include "common/log.h"

#include <stdlib.h>
#include <string.h>

enum {
    TICK_MS = 100,
    READY_MAX = 100, /* what waits here before entries of others are taken over */
    TOUCH_MAX = 200, /* entries of one touch */
};

static void
on_room(void *arg)
{
    dispatch_pump(arg);
}

/* ---- the place ---- */

static void
forget(struct custody *custody)
{
    hop_out_forget(dispatch_way(custody), custody->entry.page_id);
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
    dispatch_pump(dispatch);
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
    dispatch_read_ready(arg);
}

static void
on_others_found(void *arg, const struct ledger_entry *entries, size_t count)
{
    add_found(arg, entries, count);
    dispatch_pump(arg);
}

static void
on_look_over(void *arg, bool more)
{
    struct dispatch *dispatch = arg;
    dispatch->drawn = !more;
    if (more)
        dispatch_pump(dispatch);
    else
        dispatch_read_ready(dispatch);
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
    if (custody->asked || custody->not_before > clock_ms())
        return;
    if (custody->stage == FAILING)
        dispatch_tell_failure(custody);
    else if (custody->stage == LEAVING)
        dispatch_ask_let_go(custody);
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
    size_t ready = dispatch->held.ready_count - dispatch->held.apart_ready;
    place_turn(dispatch->place, !dispatch->draining && ready < READY_MAX);
    if (place_held(dispatch->place)) {
        held_each(&dispatch->held, tell_again);
        int64_t now = clock_ms();
        if (now >= dispatch->next_touch) {
            dispatch->next_touch = now + dispatch->spec.reclaim_idle / 4;
            for (int i = 0; i < LANE_COUNT; i++)
                touch(dispatch, (enum lane)i);
        }
    }
    if (dispatch->draining)
        leave_when_idle(dispatch);
    dispatch_pump(dispatch);
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
    hop.outcome = dispatch_outcome;
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
    dispatch->next_touch = clock_ms() + spec->reclaim_idle / 4;
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
    dispatch_pump(dispatch);
}

void
dispatch_reconnected(struct dispatch *dispatch)
{
    seek_own(dispatch->seek);
    dispatch_pump(dispatch);
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

void
dispatch_progress(struct dispatch *dispatch, const char *page_id, char *text, size_t size)
{
    const struct custody *custody = held_find(&dispatch->held, page_id);
    text[0] = '\0';
    if (custody == NULL || !custody->document)
        return;
    if (custody->stage == SENT)
        (void)snprintf(text, size, "being decoded for %lld s",
                       (long long)(clock_ms() - custody->since) / 1000);
    else if (custody->stage == READY)
        (void)snprintf(text, size, "waits for a decoder");
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
