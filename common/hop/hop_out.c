/*
 * The side that sends jobs: custody.h holds them, remote.h the workers.
 *
 * A worker is dead after HOP_SILENCE_MS without a message.  A HELLO from one
 * that is known begins a new session: the connection broke, so whatever was on its
 * way may be lost, and all that the worker had is sent again.
 */
#include "common/hop/custody.h"
#include "common/hop/directory.h"
#include "common/hop/grudge.h"
#include "common/hop/hop.h"
#include "common/hop/hop_socket.h"
#include "common/hop/remote.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STALL_MS = 1000, READ_MAX = 10000, SHARE_MIN = 3, ANSWER_MAX = 2 * ENVELOPE_MAX };

struct figures {
    struct metric *jobs, *bytes, *waiting, *workers;
    struct metric *done, *nacked, *blamed, *redispatched, *dead, *overdue, *returned, *refused;
};

struct hop_out {
    struct hop_out_spec spec; /* without its strings */
    char boot[BOOT_SIZE];
    zloop_t *loop;
    zsock_t *router;
    int timer;
    struct custody custody;
    struct directory directory;
    struct grudges grudges;
    char *endpoints; /* bound, blanks between */
    struct remotes remotes;
    const struct curve *curve;
    int64_t checked, ticked, refused_at;
    const char *answering; /* the worker whose answer is being handled, or "" */
    int64_t closed_since;  /* hop_clock; 0: open */
    bool had_room;
    struct figures figures;
};

/* ---- custody ---- */

/* Ends custody and tells the owner. */
static void
conclude_for(struct hop_out *out, struct job *job, enum hop_verdict verdict, bool blame,
             const char *reason, const char *culprit)
{
    char page_id[PAGE_ID_SIZE];
    memcpy(page_id, job->page_id, sizeof page_id);
    struct hop_outcome outcome = { page_id, job->attempt,   verdict, blame,
                                   reason,  out->answering, culprit };
    if (blame)
        grudges_add(&out->grudges, page_id, culprit);
    custody_remove(&out->custody, job);
    metric_add(verdict == HOP_DONE ? out->figures.done : out->figures.nacked, 1);
    if (blame)
        metric_add(out->figures.blamed, 1);
    out->spec.outcome(out->spec.arg, &outcome);
}

static void
conclude(struct hop_out *out, struct job *job, enum hop_verdict verdict, bool blame,
         const char *reason)
{
    conclude_for(out, job, verdict, blame, reason, "");
}

/* Gives the jobs at a worker back, before all others, in their order. */
static size_t
take_back(struct hop_out *out, struct remote *remote)
{
    size_t count = 0;
    struct job *job;
    while ((job = TAILQ_LAST(&remote->jobs, job_list)) != NULL) {
        custody_take(&out->custody, job);
        count++;
    }
    metric_add(out->figures.redispatched, (int64_t)count);
    return count;
}

/* ---- workers ---- */

static int
send_plain(struct hop_out *out, const char *identity, enum message_type type)
{
    struct envelope envelope = { .type = type };
    (void)snprintf(envelope.boot, sizeof envelope.boot, "%s", out->boot);
    return hop_socket_send(out->router, identity, &envelope, NULL);
}

/* The page that a dead worker was computing, or "".  Without a word from the
 * worker, a serial one is taken to have begun its oldest delivery if its
 * connection is gone, which says that the process ended. */
static const char *
find_culprit(struct hop_out *out, struct remote *remote)
{
    if (*remote->computing != '\0')
        return remote->computing;
    struct delivery *oldest = TAILQ_FIRST(&remote->deliveries);
    if (!remote->serial || oldest == NULL)
        return "";
    bool gone =
        remote->unreachable || send_plain(out, remote->identity, MESSAGE_BYE) == EHOSTUNREACH;
    return gone ? oldest->page_id : "";
}

static void
bury(struct hop_out *out, struct remote *remote)
{
    char blamed[PAGE_ID_SIZE], culprit[WORKER_SIZE];
    (void)snprintf(blamed, sizeof blamed, "%s", find_culprit(out, remote));
    struct job *job = *blamed ? custody_find(&out->custody, blamed) : NULL;
    if (job != NULL && job->at != remote)
        job = NULL;
    if (job != NULL) /* out of the way of take_back */
        custody_take(&out->custody, job);
    size_t count = take_back(out, remote);
    log_warn(job ? blamed : NULL, "worker-dead", "worker=%s silent_ms=%lld redispatched=%zu",
             remote->identity, (long long)(hop_clock() - remote->seen), count);
    metric_add(out->figures.dead, 1);
    (void)snprintf(culprit, sizeof culprit, "%s", remote_name(remote));
    remotes_remove(&out->remotes, remote);
    if (job != NULL)
        conclude_for(out, job, HOP_RETRY, true, "the worker died while it computed this page",
                     culprit);
}

/* The clock stood still for it. */
static void
excuse(struct remote *remote, int64_t now, int64_t stood)
{
    struct job *job;
    remote->seen = now;
    TAILQ_FOREACH(job, &remote->jobs, link)
    job->due += stood;
}

/* Looks for dead workers.  When this process itself stood still, everybody
 * seems silent: they get a new chance. */
static void
check_workers(struct hop_out *out, int64_t now)
{
    int64_t stood = now - out->checked;
    bool stalled = stood > STALL_MS;
    out->checked = now;
    struct remote *remote, *next;
    for (remote = TAILQ_FIRST(&out->remotes.list); remote != NULL; remote = next) {
        next = TAILQ_NEXT(remote, link);
        if (stalled)
            excuse(remote, now, stood);
        else if (now - remote->seen > HOP_SILENCE_MS) {
            bury(out, remote);
            next = TAILQ_FIRST(&out->remotes.list); /* the owner may have changed the list */
        }
    }
}

/* Takes back what is overdue.  The worker may still answer, and that counts; but
 * nothing is sent there until it does, or for as long again. */
static void
check_deadlines(struct hop_out *out, int64_t now)
{
    struct remote *remote;
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    {
        size_t count = 0;
        struct job *job, *before;
        for (job = TAILQ_LAST(&remote->jobs, job_list); job != NULL; job = before) {
            before = TAILQ_PREV(job, job_list, link);
            if (now < job->due)
                continue;
            custody_take(&out->custody, job);
            count++;
        }
        if (count == 0)
            continue;
        remote->proven = false;
        remote->shunned = now + out->spec.deadline;
        metric_add(out->figures.overdue, (int64_t)count);
        metric_add(out->figures.redispatched, (int64_t)count);
        log_warn(NULL, "overdue", "worker=%s redispatched=%zu", remote->identity, count);
    }
}

/* When nobody below can take pages, those that wait may find a way elsewhere. */
static void
give_back(struct hop_out *out)
{
    struct job *job;
    const char *why;
    if (!out->spec.relay || hop_out_closed(out, &why) < HOP_GRACE_MS)
        return;
    size_t count = out->custody.pending_count; /* the owner may send new ones */
    for (; count > 0 && (job = TAILQ_FIRST(&out->custody.pending)) != NULL; count--) {
        metric_add(out->figures.returned, 1);
        conclude(out, job, HOP_RETRY, false, why);
    }
}

/* ---- sending ---- */

/* How many jobs one worker may have, so that the others can go on when it never
 * answers; but enough for what it computes and waits for. */
static size_t
share(const struct hop_out *out, int64_t now)
{
    size_t open = remotes_open(&out->remotes, now);
    size_t part = open > 0 ? (out->spec.custody_max + open - 1) / open : 0;
    return part > SHARE_MIN ? part : SHARE_MIN;
}

static bool
can_take(const struct remote *remote, size_t most, int64_t now)
{
    return remote->credit > 0 && !remote->full && remote_open(remote, now) &&
           remote->job_count < (remote->proven ? most : 1) &&
           now - remote->seen < HOP_SILENCE_MS / 2;
}

/* Whether there is a worker that can pass pages on and has not failed this one. */
static bool
has_other(const struct hop_out *out, const struct job *job, int64_t now)
{
    const struct remote *remote;
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    if (remote_open(remote, now) && !grudges_hold(&out->grudges, job->page_id, remote_name(remote)))
        return true;
    return false;
}

/* The worker with the least to compute; among equals the one served longest ago.  One that
 * failed the page before only when there is no other. */
static struct remote *
choose_remote(struct hop_out *out, const struct job *job, int64_t now)
{
    bool picky = out->grudges.count > 0 && has_other(out, job, now);
    size_t most = share(out, now);
    struct remote *remote, *best = NULL;
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    if (can_take(remote, most, now) &&
        (best == NULL || remote->delivery_count < best->delivery_count) &&
        !(picky && grudges_hold(&out->grudges, job->page_id, remote_name(remote))))
        best = remote;
    return best;
}

static int
send_job(struct hop_out *out, struct remote *remote, struct job *job)
{
    struct envelope envelope = { .type = MESSAGE_JOB, .attempt = job->attempt };
    memcpy(envelope.page_id, job->page_id, sizeof envelope.page_id);
    memcpy(envelope.trace, job->trace, sizeof envelope.trace);
    grudges_list(&out->grudges, job->page_id, envelope.avoid);
    return hop_socket_send(out->router, remote->identity, &envelope, &job->body);
}

/* How long a worker may take to answer. */
static int64_t
patience(const struct hop_out *out, const struct job *job)
{
    int64_t parts = 1 + (int64_t)(zmq_msg_size((zmq_msg_t *)&job->body) >> 20);
    return out->spec.deadline > 0 ? out->spec.deadline * parts : INT64_MAX / 2;
}

/* A larger frame would make the worker close the connection, again and again. */
static void
refuse_oversize(struct hop_out *out)
{
    struct job *job, *next;
    for (job = TAILQ_FIRST(&out->custody.pending); job != NULL; job = next) {
        next = TAILQ_NEXT(job, link);
        if (!job->oversize)
            continue;
        conclude(out, job, HOP_REJECT, true, "the page is larger than a message may be");
        next = TAILQ_FIRST(&out->custody.pending); /* the owner may have changed the list */
    }
}

static bool
has_credit(const struct hop_out *out, int64_t now)
{
    size_t most = share(out, now);
    const struct remote *remote;
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    if (can_take(remote, most, now))
        return true;
    return false;
}

/* Sends a job if somebody can take it now. */
static bool
try_job(struct hop_out *out, struct job *job, int64_t now)
{
    struct remote *remote;
    while ((remote = choose_remote(out, job, now)) != NULL) {
        int rc = send_job(out, remote, job);
        if (rc != 0) {
            remote->unreachable |= rc == EHOSTUNREACH;
            remote->full |= rc != EHOSTUNREACH;
            continue;
        }
        custody_give(&out->custody, job, remote);
        job->due = now + patience(out, job);
        remote_delivered(remote, job->page_id);
        remote->credit--;
        remotes_rotate(&out->remotes, remote);
        if (out->spec.careless) /* wrong on purpose */
            custody_remove(&out->custody, job);
        return true;
    }
    return false;
}

/* In order; only a job that waits for another worker than those that failed it is overtaken. */
static void
dispatch(struct hop_out *out)
{
    int64_t now = hop_clock();
    struct job *job, *next;
    for (job = TAILQ_FIRST(&out->custody.pending); job != NULL; job = next) {
        next = TAILQ_NEXT(job, link);
        if (!job->oversize && !try_job(out, job, now) && !has_credit(out, now))
            break;
    }
}

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
    int64_t now = hop_clock();
    if (remotes_open(&out->remotes, now) > 0)
        out->closed_since = 0;
    else if (out->closed_since == 0)
        out->closed_since = now;
}

/* After anything that changed: send what can be sent, tell of new room. */
static void
settle(struct hop_out *out)
{
    dispatch(out);
    note_open(out);
    show_figures(out);
    bool room = hop_out_room(out) > 0, news = room && !out->had_room;
    out->had_room = room;
    if (news && out->spec.room != NULL)
        out->spec.room(out->spec.arg);
}

/* ---- receiving ---- */

static void
on_hello(struct hop_out *out, struct remote *remote, const struct hop_message *message)
{
    const struct envelope *envelope = &message->envelope;
    size_t again = 0;
    if (remote != NULL)
        again = take_back(out, remote);
    else
        remote = remotes_add(&out->remotes, message->identity);
    remote_forget_deliveries(remote);
    remote->seen = hop_clock();
    memcpy(remote->key, message->key, sizeof remote->key);
    remote->capacity = envelope->capacity;
    remote->serial = envelope->serial;
    remote->credit = 0;
    remote->leaving = remote->unreachable = remote->full = remote->blocked = false;
    remote->proven = true;
    remote->shunned = 0;
    remote->computing[0] = '\0';
    log_info(NULL, "worker-joined", "worker=%s capacity=%u redispatched=%zu", remote->identity,
             remote->capacity, again);
}

static void
on_bye(struct hop_out *out, struct remote *remote, bool final)
{
    if (!final) {
        remote->leaving = true;
        remote->unreachable |= send_plain(out, remote->identity, MESSAGE_BYE) == EHOSTUNREACH;
        return;
    }
    size_t count = take_back(out, remote);
    log_info(NULL, "worker-left", "worker=%s redispatched=%zu", remote->identity, count);
    remotes_remove(&out->remotes, remote);
}

static void
on_credit(struct remote *remote, const struct envelope *envelope)
{
    if (*envelope->computed != '\0')
        remote_computed(remote, envelope->computed);
    remote->credit += envelope->credit;
    if (remote->credit > remote->capacity)
        remote->credit = remote->capacity;
}

static void
on_beat(struct hop_out *out, struct remote *remote, const struct hop_message *message)
{
    const struct envelope *envelope = &message->envelope;
    if (*envelope->endpoints != '\0')
        directory_note(&out->directory, message->identity, envelope->stage, envelope->endpoints,
                       message->peer);
    memcpy(remote->computing, envelope->computing, sizeof remote->computing);
    if (remote->blocked != envelope->blocked)
        log_info(NULL, envelope->blocked ? "worker-blocked" : "worker-open", "worker=%s jobs=%zu",
                 remote->identity, remote->job_count);
    remote->blocked = envelope->blocked;
}

/* Who is where is told to whoever asks, and noted of who asks. */
static void
on_where(struct hop_out *out, const struct hop_message *message)
{
    struct envelope here = { .type = MESSAGE_HERE };
    struct buf lines = { 0 };
    zmq_msg_t body;
    if (*message->envelope.endpoints != '\0')
        directory_note(&out->directory, message->identity, message->envelope.stage,
                       message->envelope.endpoints, message->peer);
    directory_list(&out->directory, message->envelope.wanted, &lines);
    if (zmq_msg_init_size(&body, lines.len) != 0)
        die("out of memory");
    if (lines.len > 0)
        memcpy(zmq_msg_data(&body), lines.ptr, lines.len);
    (void)hop_socket_send(out->router, message->identity, &here, &body);
    (void)zmq_msg_close(&body);
    buf_done(&lines);
}

static void
return_to_queue(struct hop_out *out, struct job *job)
{
    custody_take(&out->custody, job);
    metric_add(out->figures.redispatched, 1);
}

/* An answer that nobody waits for. */
static void
on_stray(struct hop_out *out, const struct envelope *envelope)
{
    struct hop_outcome outcome = {
        envelope->page_id, envelope->attempt, HOP_DONE, false, "", "", ""
    };
    log_debug(envelope->page_id, "late-answer", "type=%s", message_type_name(envelope->type));
    if (out->spec.careless && envelope->type == MESSAGE_DONE)
        out->spec.outcome(out->spec.arg, &outcome);
}

/* DONE counts from every worker that was sent the page, however late: the page is
 * committed.  NACK counts only from the worker that has the job, for the attempt it
 * has; one that blames nobody, from a worker that is blocked, is no outcome: the
 * page waits for another. */
static void
on_answer(struct hop_out *out, struct remote *remote, const char *identity,
          const struct envelope *envelope)
{
    struct job *job = custody_find(&out->custody, envelope->page_id);
    bool current =
        job != NULL && remote != NULL && job->at == remote && job->attempt == envelope->attempt;
    bool given = job != NULL && job_was_given(job, identity);
    if (remote != NULL)
        remote_computed(remote, envelope->page_id);
    if (remote != NULL && given) { /* it does answer */
        remote->proven = true;
        remote->shunned = 0;
    }
    out->answering = identity;
    if (given && envelope->type == MESSAGE_DONE)
        conclude(out, job, HOP_DONE, false, "");
    else if (current && remote->blocked && envelope->verdict == HOP_RETRY && !envelope->blame)
        return_to_queue(out, job);
    else if (current)
        conclude_for(out, job, envelope->verdict, envelope->blame, envelope->reason,
                     *envelope->culprit != '\0' ? envelope->culprit : remote_name(remote));
    else
        on_stray(out, envelope);
    out->answering = "";
}

static void
on_message(struct hop_out *out, const struct hop_message *message)
{
    const struct envelope *envelope = &message->envelope;
    struct remote *remote = remotes_find(&out->remotes, message->identity);
    if (remote != NULL) {
        remote->seen = hop_clock();
        remote->full = false;
    }
    if (envelope->type == MESSAGE_WHERE)
        on_where(out, message);
    else if (envelope->type == MESSAGE_HELLO)
        on_hello(out, remote, message);
    else if (envelope->type == MESSAGE_DONE || envelope->type == MESSAGE_NACK)
        on_answer(out, remote, message->identity, envelope);
    else if (remote == NULL && envelope->type != MESSAGE_BYE) /* who are you? */
        (void)send_plain(out, message->identity, MESSAGE_HELLO);
    else if (remote == NULL)
        return;
    else if (envelope->type == MESSAGE_CREDIT)
        on_credit(remote, envelope);
    else if (envelope->type == MESSAGE_HB)
        on_beat(out, remote, message);
    else if (envelope->type == MESSAGE_BYE)
        on_bye(out, remote, envelope->final);
}

/* Whether the sender's key is a worker's: one that is not, or that was removed, is
 * not listened to, whatever it was before. */
static bool
is_worker(struct hop_out *out, const struct hop_message *message)
{
    if (curve_rights(out->curve, message->key) & ROLE_MAY_WORK)
        return true;
    int64_t now = hop_clock();
    if (now - out->refused_at > 1000)
        log_warn(NULL, "refused", "worker=%s key=%s reason=\"no worker's key\"", message->identity,
                 message->key);
    out->refused_at = now;
    metric_add(out->figures.refused, 1);
    return false;
}

static void
read_messages(struct hop_out *out)
{
    struct hop_message message;
    struct err err;
    for (int i = 0; i < READ_MAX; i++) {
        int rc = hop_socket_receive(out->router, true, &message, &err);
        if (rc == 0)
            break;
        if (rc < 0) {
            log_warn(NULL, "bad-message", "worker=%s reason=\"%s\"", message.identity, err.text);
            continue;
        }
        if (is_worker(out, &message))
            on_message(out, &message);
        (void)zmq_msg_close(&message.body);
    }
}

static int
on_readable(zloop_t *loop, zsock_t *sock, void *arg)
{
    (void)loop, (void)sock;
    read_messages(arg);
    settle(arg);
    return 0;
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct hop_out *out = arg;
    read_messages(out);
    check_workers(out, hop_clock());
    check_deadlines(out, hop_clock());
    refuse_oversize(out);
    give_back(out);
    settle(out);
    return 0;
}

void
hop_out_tick(struct hop_out *out)
{
    int64_t now = hop_clock();
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
    made->checked = made->closed_since = hop_clock();
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
hop_out_shun(struct hop_out *out, const char *worker, int64_t ms)
{
    struct remote *remote = remotes_find(&out->remotes, worker);
    if (remote == NULL)
        return;
    remote->proven = false;
    remote->shunned = hop_clock() + ms;
}

int64_t
hop_out_closed(const struct hop_out *out, const char **why)
{
    if (out->closed_since == 0)
        return 0;
    if (why != NULL)
        *why = out->remotes.count == 0 ? "no worker of the next stage is connected"
                                       : "no worker of the next stage can pass pages on";
    int64_t closed = hop_clock() - out->closed_since;
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
