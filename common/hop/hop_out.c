/*
 * The side that sends jobs, its loop and its owner's calls: custody.h holds the jobs,
 * remote.h the workers, out.h names the other parts.
 */
#include "common/clock.h"
#include "common/hop/doubt.h"
#include "common/hop/out.h"
#include "common/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 2 * ENVELOPE_MAX };

static void
show_figures(struct hop_out *out)
{
    metric_set(out->figures.jobs, (int64_t)hop_out_held(out));
    metric_set(out->figures.bytes, (int64_t)out->custody.bytes);
    metric_set(out->figures.waiting, (int64_t)out->custody.pending_count);
    metric_set(out->figures.workers, (int64_t)out->remotes.count);
}

static void
note_open(struct hop_out *out)
{
    int64_t now = clock_ms();
    if (remotes_open(&out->remotes, now) > 0)
        out->closed_since = 0;
    else if (out->closed_since == 0)
        out->closed_since = now;
}

/* After anything that changed: send what can be sent, tell of new room. */
static void
settle(struct hop_out *out)
{
    out_dispatch(out);
    note_open(out);
    show_figures(out);
    bool room = hop_out_room(out) > 0, news = room && !out->had_room;
    out->had_room = room;
    if (news && out->spec.room != NULL)
        out->spec.room(out->spec.arg);
}

static int
on_readable(zloop_t *loop, zsock_t *sock, void *arg)
{
    (void)loop, (void)sock;
    out_read(arg);
    settle(arg);
    return 0;
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct hop_out *out = arg;
    out_read(out);
    out_watch(out);
    settle(out);
    return 0;
}

void
hop_out_tick(struct hop_out *out)
{
    int64_t now = clock_ms();
    if (now - out->ticked < HOP_TICK_MS)
        return;
    out->ticked = now;
    (void)on_timer(out->loop, 0, out);
}

/* ---- for the owner ---- */

static void
open_figures(struct figures *figures)
{
    figures->jobs =
        metric_new(METRIC_GAUGE, "hop_custody_jobs", NULL, "Pages passed on and not yet committed");
    figures->bytes = metric_new(METRIC_GAUGE, "hop_custody_bytes", NULL, "Their bytes");
    figures->waiting =
        metric_new(METRIC_GAUGE, "hop_waiting_jobs", NULL, "Of them those without a worker");
    figures->workers = metric_new(METRIC_GAUGE, "hop_workers", NULL, "Live workers downstream");
    figures->done = metric_new(METRIC_COUNTER, "hop_done_total", NULL, "DONE received");
    figures->nacked = metric_new(METRIC_COUNTER, "hop_nack_total", NULL,
                                 "Pages given back by workers or because one died");
    figures->blamed =
        metric_new(METRIC_COUNTER, "hop_blamed_total", NULL, "Of them those that are to blame");
    figures->redispatched = metric_new(METRIC_COUNTER, "hop_redispatched_total", NULL,
                                       "Pages taken from a worker to be given to another");
    figures->dead =
        metric_new(METRIC_COUNTER, "hop_dead_workers_total", NULL, "Workers that fell silent");
    figures->overdue = metric_new(METRIC_COUNTER, "hop_overdue_total", NULL,
                                  "Pages taken from a worker that did not answer in time");
    figures->refused = metric_new(METRIC_COUNTER, "hop_refused_total", NULL,
                                  "Messages of keys that are no worker's");
    figures->returned = metric_new(METRIC_COUNTER, "hop_returned_total", NULL,
                                   "Pages given back because nobody below could take them");
}

/* Binds to each of the endpoints, plain ones first: a socket that is secured stays so. */
static int
bind_all(struct hop_out *out, const struct curve *curve, const char *endpoints, struct err *err)
{
    struct buf bound = { 0 };
    int rc = 0;
    for (int plain = 1; rc == 0 && plain >= 0; plain--) {
        char *copy = slice_dup(slice_from(endpoints)), *state = NULL;
        for (char *word = strtok_r(copy, " ,", &state); rc == 0 && word != NULL;
             word = strtok_r(NULL, " ,", &state)) {
            if ((strncmp(word, "tcp://", 6) != 0) != plain)
                continue;
            rc = curve_bind(curve, out->router, word, err);
            if (rc == 0)
                buf_printf(&bound, "%s%s", bound.len > 0 ? " " : "", zsock_endpoint(out->router));
        }
        free(copy);
    }
    if (rc == 0 && bound.len == 0)
        rc = err_set(err, ERR_REJECT, "no endpoint is given");
    free(out->endpoints);
    out->endpoints = slice_dup(buf_slice(&bound));
    buf_done(&bound);
    return rc;
}

static int
open_router(struct hop_out *out, const struct curve *curve, const char *endpoint, struct err *err)
{
    out->router = zsock_new(ZMQ_ROUTER);
    if (out->router == NULL)
        return err_set(err, ERR_RETRY, "cannot make a socket: %s", strerror(errno));
    hop_socket_limit(out->router, ANSWER_MAX); /* workers send envelopes only */
    zsock_set_router_mandatory(out->router, 1);
    zsock_set_router_handover(out->router, 1);
    if (bind_all(out, curve, endpoint, err) != 0)
        return -1;
    if (zloop_reader(out->loop, out->router, on_readable, out) != 0)
        return err_set(err, ERR_RETRY, "cannot watch the hop's socket");
    zloop_reader_set_tolerant(out->loop, out->router);
    out->timer = zloop_timer(out->loop, HOP_CHECK_MS, 0, on_timer, out);
    return 0;
}

static void
fill_spec(struct hop_out_spec *spec, const struct hop_out_spec *given)
{
    *spec = *given;
    spec->endpoint = spec->boot = NULL;
    if (spec->custody_max == 0)
        spec->custody_max = 64;
    if (spec->custody_bytes == 0)
        spec->custody_bytes = 256U << 20;
    if (spec->message_max == 0)
        spec->message_max = 64U << 20;
}

int
hop_out_new(struct hop_out **out, zloop_t *loop, const struct curve *curve,
            const struct hop_out_spec *spec, struct err *err)
{
    struct hop_out *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    fill_spec(&made->spec, spec);
    (void)snprintf(made->boot, sizeof made->boot, "%s", spec->boot);
    made->loop = loop;
    made->curve = curve;
    made->timer = -1;
    custody_init(&made->custody);
    remotes_init(&made->remotes);
    made->answering = "";
    made->checked = made->closed_since = clock_ms();
    made->had_room = !made->spec.relay;
    open_figures(&made->figures);
    if (open_router(made, curve, spec->endpoint, err) != 0) {
        hop_out_free(made);
        return -1;
    }
    *out = made;
    return 0;
}

void
hop_out_free(struct hop_out *out)
{
    if (out == NULL)
        return;
    custody_done(&out->custody);
    directory_done(&out->directory);
    grudges_done(&out->grudges);
    grudges_done(&out->said);
    free(out->endpoints);
    for (struct remote *remote; (remote = TAILQ_FIRST(&out->remotes.list)) != NULL;)
        remotes_remove(&out->remotes, remote); /* NOLINT: it does not see that the list shrinks */
    if (out->timer >= 0)
        (void)zloop_timer_end(out->loop, out->timer);
    if (out->router != NULL)
        zloop_reader_end(out->loop, out->router);
    zsock_destroy(&out->router);
    free(out);
}

const char *
hop_out_endpoint(const struct hop_out *out)
{
    return out->endpoints;
}

void
hop_out_early(struct hop_out *out, const char *page_id)
{
    struct envelope envelope = { .type = MESSAGE_EARLY };
    struct remote *remote;
    (void)snprintf(envelope.page_id, sizeof envelope.page_id, "%s", page_id);
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    {
        if (!grudges_hold(&out->said, page_id, remote->identity))
            continue;
        doubt_grow(remote, DOUBT_LIED, clock_ms());
        (void)hop_socket_send(out->router, remote->identity, &envelope, NULL);
    }
}

int64_t
hop_out_closed(const struct hop_out *out, const char **why)
{
    if (out->closed_since == 0)
        return 0;
    if (why != NULL)
        *why = out->remotes.count == 0 ? "no worker of the next stage is connected"
                                       : "no worker of the next stage can pass pages on";
    int64_t closed = clock_ms() - out->closed_since;
    return closed > 0 ? closed : 1;
}

size_t
hop_out_room(const struct hop_out *out)
{
    size_t held = hop_out_held(out);
    if (out->spec.relay && out->closed_since != 0)
        return 0;
    if (held >= out->spec.custody_max || out->custody.bytes >= out->spec.custody_bytes)
        return 0;
    size_t room = out->spec.custody_max - held;
    if (out->spec.queue_max == 0)
        return room;
    size_t queue = out->custody.pending_count < out->spec.queue_max
                       ? out->spec.queue_max - out->custody.pending_count
                       : 0;
    return room < queue ? room : queue;
}

void
hop_out_send(struct hop_out *out, const char *page_id, unsigned attempt, const char *trace,
             struct slice body)
{
    struct job *job = custody_find(&out->custody, page_id);
    if (job == NULL) {
        job = custody_add(&out->custody, page_id, body);
        job->oversize = body.len > out->spec.message_max;
    }
    job->attempt = attempt;
    (void)snprintf(job->trace, sizeof job->trace, "%s", trace ? trace : "");
    settle(out);
}

void
hop_out_avoid(struct hop_out *out, const char *page_id, const char *workers)
{
    char copy[AVOID_SIZE], *state = NULL;
    (void)snprintf(copy, sizeof copy, "%s", workers);
    for (char *word = strtok_r(copy, " ", &state); word != NULL; word = strtok_r(NULL, " ", &state))
        grudges_add(&out->grudges, page_id, word);
}

bool
hop_out_holds(const struct hop_out *out, const char *page_id)
{
    return custody_find(&out->custody, page_id) != NULL;
}

void
hop_out_forget(struct hop_out *out, const char *page_id)
{
    struct job *job = custody_find(&out->custody, page_id);
    if (job == NULL)
        return;
    custody_remove(&out->custody, job);
    settle(out);
}

size_t
hop_out_held(const struct hop_out *out)
{
    return custody_count(&out->custody);
}

size_t
hop_out_bytes(const struct hop_out *out)
{
    return out->custody.bytes;
}

size_t
hop_out_waiting(const struct hop_out *out)
{
    return out->custody.pending_count;
}

size_t
hop_out_workers(const struct hop_out *out)
{
    return out->remotes.count;
}
