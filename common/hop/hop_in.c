/*
 * The side that takes jobs: an uplink to each upstream address (uplink.h), and the
 * pages that came from them (held.h).
 *
 * A connection that comes up begins a session: HELLO, then credit for what is
 * free.  Upstream forgets what it sent before, so waiting jobs of that uplink are
 * dropped here; those already taken are answered when they are ready, which does no
 * harm.
 */
#include "common/clock.h"
#include "common/hop/in.h"
#include "common/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYE_WAIT_MS = 1000, REFUSED_MS = 2000 };

/* ---- uplinks ---- */

static int
on_readable(zloop_t *loop, zsock_t *sock, void *arg)
{
    (void)loop;
    struct uplink *uplink = arg;
    if (sock == uplink->monitor)
        in_read_events(uplink);
    else
        in_read_jobs(uplink);
    in_tell_arrived(uplink->in);
    return 0;
}

static void
drop_uplink(struct hop_in *in, struct uplink *uplink)
{
    TAILQ_REMOVE(&in->uplinks, uplink, link);
    uplink_close(uplink, in->loop);
}

static void
on_address(void *arg, const char *address)
{
    struct hop_in *in = arg;
    struct uplink *uplink;
    struct err err;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    {
        if (strcmp(uplink->address, address) == 0) {
            uplink->listed = true;
            return;
        }
    }
    char identity[IDENTITY_SIZE];
    (void)snprintf(identity, sizeof identity, "%s.%u", in->own_boot, in->uplink_number++);
    uplink = uplink_open(in, in->loop, in->curve, address, identity, in->spec.message_max,
                         on_readable, &err);
    if (uplink == NULL) {
        in->failed = true;
        log_error(NULL, "upstream-failed", "upstream=%s reason=\"%s\"", address, err.text);
        return;
    }
    uplink->listed = true;
    TAILQ_INSERT_TAIL(&in->uplinks, uplink, link);
}

static void
refresh_uplinks(struct hop_in *in)
{
    struct uplink *uplink;
    if (in->draining || (!in->failed && !peers_changed(in->peers, in->peers_version)))
        return;
    in->failed = false;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    uplink->listed = false;
    in->peers_version = peers_list(in->peers, on_address, in);
}

/* Uplinks whose address is gone, where nobody is, and that are owed nothing. */
static void
drop_uplinks(struct hop_in *in)
{
    struct uplink *uplink, *next;
    for (uplink = TAILQ_FIRST(&in->uplinks); uplink != NULL; uplink = next) {
        next = TAILQ_NEXT(uplink, link);
        if (!uplink->listed && !uplink->connected && uplink->asks == 0)
            drop_uplink(in, uplink);
    }
}

/* ---- time ---- */

static void
mend_lost(struct hop_in *in)
{
    struct uplink *uplink;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->lost && uplink->connected && !in->left)
        in_begin_session(uplink);
}

static void
mend_refused(struct hop_in *in)
{
    struct uplink *uplink;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->refused_at != 0 && clock_ms() - uplink->refused_at >= REFUSED_MS)
        uplink_again(uplink, in->curve);
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct hop_in *in = arg;
    mend_lost(in);
    mend_refused(in);
    if (clock_ms() - in->beat_at >= HOP_BEAT_MS) {
        in_beat(in);
        refresh_uplinks(in);
        drop_uplinks(in);
    }
    in_show(in);
    in_tell_arrived(in);
    return 0;
}

void
hop_in_tick(struct hop_in *in)
{
    struct uplink *uplink;
    int64_t now = clock_ms();
    if (now - in->ticked < HOP_TICK_MS)
        return;
    in->ticked = now;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    {
        in_read_events(uplink);
        in_read_jobs(uplink);
    }
    if (now - in->beat_at >= HOP_BEAT_MS)
        in_beat(in);
}

/* ---- for the owner ---- */

static int
check_endpoints(const struct hop_in *in, struct err *err)
{
    for (size_t i = 0; i < in->spec.endpoint_count; i++)
        if (curve_check(in->curve, peers_address(in->spec.endpoints[i]), err) != 0)
            return -1;
    return 0;
}

int
hop_in_new(struct hop_in **in, zloop_t *loop, const struct curve *curve,
           const struct hop_in_spec *spec, struct err *err)
{
    struct hop_in *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->spec = *spec;
    if (made->spec.capacity == 0)
        made->spec.capacity = 2;
    if (made->spec.message_max == 0)
        made->spec.message_max = 64U << 20;
    (void)snprintf(made->own_boot, sizeof made->own_boot, "%s", spec->boot);
    made->loop = loop;
    made->curve = curve;
    TAILQ_INIT(&made->uplinks);
    holding_init(&made->holding);
    (void)snprintf(made->stage, sizeof made->stage, "%s", spec->stage ? spec->stage : "");
    (void)snprintf(made->announce, sizeof made->announce, "%s",
                   spec->announce ? spec->announce : "");
    struct peers_spec peers = {
        .endpoints = spec->endpoints,
        .count = spec->endpoint_count,
        .curve = curve,
        .boot = made->own_boot,
        .stage = made->stage,
        .announce = made->announce,
    };
    made->jobs_total = metric_new(METRIC_COUNTER, "hop_jobs_total", NULL, "Jobs received");
    made->upstreams = metric_new(METRIC_GAUGE, "hop_upstreams", NULL, "Upstream peers connected");
    made->held_jobs = metric_new(METRIC_GAUGE, "hop_held_jobs", NULL, "Jobs not yet answered");
    made->timer = zloop_timer(loop, HOP_CHECK_MS, 0, on_timer, made);
    if (check_endpoints(made, err) != 0 || peers_open(&made->peers, &peers, err) != 0) {
        hop_in_free(made);
        return -1;
    }
    made->spec.endpoints = NULL;
    refresh_uplinks(made);
    *in = made;
    return 0;
}

void
hop_in_free(struct hop_in *in)
{
    if (in == NULL)
        return;
    holding_done(&in->holding);
    for (struct uplink *uplink; (uplink = TAILQ_FIRST(&in->uplinks)) != NULL;)
        drop_uplink(in, uplink); /* NOLINT: it does not see that the list shrinks */
    (void)zloop_timer_end(in->loop, in->timer);
    peers_close(in->peers);
    free(in);
}

static bool
is_large(const struct hop_in *in, const struct held *held)
{
    return in->spec.large > 0 && zmq_msg_size((zmq_msg_t *)&held->body) >= in->spec.large;
}

static void
take(struct hop_in *in, struct held *held, struct hop_job *job)
{
    holding_move(&in->holding, held, HELD_TAKEN);
    memcpy(job->page_id, held->page_id, sizeof job->page_id);
    memcpy(job->trace, held->trace, sizeof job->trace);
    memcpy(job->avoid, held->avoid, sizeof job->avoid);
    job->attempt = held->asks[held->ask_count - 1].attempt;
    job->large = is_large(in, held);
    job->body = (struct slice){ zmq_msg_data(&held->body), zmq_msg_size(&held->body) };
}

bool
hop_in_take(struct hop_in *in, struct hop_job *job)
{
    struct held *held = TAILQ_FIRST(&in->holding.waiting);
    if (held != NULL)
        take(in, held, job);
    return held != NULL;
}

static struct held *
next_held(const struct hop_in *in)
{
    struct held *held;
    TAILQ_FOREACH(held, &in->holding.waiting, link)
    if (*in->beside == '\0' || !is_large(in, held))
        return held;
    return NULL;
}

bool
hop_in_take_next(struct hop_in *in, struct hop_job *job)
{
    struct held *held = next_held(in);
    if (held != NULL)
        take(in, held, job);
    return held != NULL;
}

bool
hop_in_has_next(const struct hop_in *in)
{
    return next_held(in) != NULL;
}

void
hop_in_beside(struct hop_in *in, const char *page_id)
{
    struct held *held = holding_find(&in->holding, page_id);
    if (held == NULL)
        return;
    (void)snprintf(in->beside, sizeof in->beside, "%s", page_id);
    for (size_t i = 0; i < held->ask_count; i++) {
        ask_vacate(&held->asks[i]);
        in_grant(held->asks[i].uplink, "");
    }
}

static void
end_beside(struct hop_in *in, const char *page_id)
{
    if (strcmp(in->beside, page_id) == 0)
        in->beside[0] = '\0';
}

void
hop_in_computing(struct hop_in *in, const char *page_id)
{
    if (strcmp(in->computing, page_id) == 0)
        return;
    (void)snprintf(in->computing, sizeof in->computing, "%s", page_id);
    if (*page_id != '\0')
        in_beat(in);
}

void
hop_in_passed(struct hop_in *in, const char *page_id)
{
    struct held *held = holding_find(&in->holding, page_id);
    if (held == NULL)
        return;
    end_beside(in, page_id);
    holding_move(&in->holding, held, HELD_PASSED);
    (void)zmq_msg_close(&held->body);
    (void)zmq_msg_init(&held->body);
    for (size_t i = 0; i < held->ask_count; i++) {
        ask_vacate(&held->asks[i]);
        in_grant(held->asks[i].uplink, page_id);
    }
}

/* Sends the answer to all who asked. */
static void
answer(struct hop_in *in, const char *page_id, struct envelope *envelope)
{
    struct held *held = holding_find(&in->holding, page_id);
    if (held == NULL)
        return;
    end_beside(in, page_id);
    memcpy(envelope->page_id, held->page_id, sizeof envelope->page_id);
    memcpy(envelope->trace, held->trace, sizeof envelope->trace);
    while (held->ask_count > 0) {
        struct ask *ask = &held->asks[0];
        struct uplink *uplink = ask->uplink;
        envelope->attempt = ask->attempt;
        held_remove_ask(held, ask);
        uplink_send(uplink, envelope);
        in_grant(uplink, "");
    }
    holding_remove(&in->holding, held);
}

void
hop_in_done(struct hop_in *in, const char *page_id)
{
    struct envelope envelope = in_envelope(in, MESSAGE_DONE);
    answer(in, page_id, &envelope);
}

void
hop_in_nack(struct hop_in *in, const char *page_id, enum hop_verdict verdict, bool blame,
            const char *reason)
{
    hop_in_nack_for(in, page_id, verdict, blame, reason, "");
}

void
hop_in_nack_for(struct hop_in *in, const char *page_id, enum hop_verdict verdict, bool blame,
                const char *reason, const char *culprit)
{
    struct envelope envelope = in_envelope(in, MESSAGE_NACK);
    envelope.verdict = verdict;
    envelope.blame = blame;
    reason_copy(envelope.reason, reason);
    (void)snprintf(envelope.culprit, sizeof envelope.culprit, "%s", culprit);
    answer(in, page_id, &envelope);
}

void
hop_in_pause(struct hop_in *in, bool paused)
{
    if (in->paused == paused)
        return;
    in->paused = paused;
    in_grant_all(in);
}

void
hop_in_block(struct hop_in *in, bool blocked)
{
    if (in->blocked == blocked)
        return;
    in->blocked = blocked;
    in_beat(in);
}

void
hop_in_drain(struct hop_in *in)
{
    struct uplink *uplink;
    struct envelope envelope = in_envelope(in, MESSAGE_BYE);
    if (in->draining)
        return;
    in->draining = true;
    in->drained_at = clock_ms();
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->connected)
        uplink_send(uplink, &envelope);
}

/* Whether every upstream has said that it sends nothing more, or had time to. */
static bool
is_released(const struct hop_in *in)
{
    const struct uplink *uplink;
    if (clock_ms() - in->drained_at > BYE_WAIT_MS)
        return true;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->connected && !uplink->released)
        return false;
    return true;
}

bool
hop_in_idle(const struct hop_in *in)
{
    return hop_in_held(in) == 0 && is_released(in);
}

void
hop_in_leave(struct hop_in *in)
{
    struct uplink *uplink;
    struct envelope envelope = in_envelope(in, MESSAGE_BYE);
    envelope.final = true;
    if (in->left)
        return;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->connected)
        uplink_send(uplink, &envelope);
    in->left = true;
}

size_t
hop_in_held(const struct hop_in *in)
{
    return holding_count(&in->holding);
}

size_t
hop_in_waiting(const struct hop_in *in)
{
    return in->holding.waiting_count;
}

size_t
hop_in_upstreams(const struct hop_in *in)
{
    const struct uplink *uplink;
    size_t count = 0;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    count += uplink->connected;
    return count;
}
