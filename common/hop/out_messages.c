/*
 * What workers say.  A HELLO from one that is known begins a new session: the connection
 * broke, so whatever was on its way may be lost, and all that the worker had is sent again.
 */
#include "common/clock.h"
#include "common/hop/doubt.h"
#include "common/hop/out.h"
#include "common/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { READ_MAX = 10000 };

static void
on_hello(struct hop_out *out, struct remote *remote, const struct hop_message *message)
{
    const struct envelope *envelope = &message->envelope;
    size_t again = 0;
    if (remote != NULL)
        again = out_take_back(out, remote);
    else
        remote = remotes_add(&out->remotes, message->identity);
    remote_forget_deliveries(remote);
    remote->seen = clock_ms();
    memcpy(remote->key, message->key, sizeof remote->key);
    remote->capacity = envelope->capacity;
    remote->serial = envelope->serial;
    remote->large = envelope->large;
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
        remote->unreachable |= out_send_plain(out, remote->identity, MESSAGE_BYE) == EHOSTUNREACH;
        return;
    }
    size_t count = out_take_back(out, remote);
    log_info(NULL, "worker-left", "worker=%s redispatched=%zu", remote->identity, count);
    remotes_remove(&out->remotes, remote);
}

static void
on_credit(struct remote *remote, const struct envelope *envelope)
{
    if (*envelope->computed != '\0')
        remote_computed(remote, envelope->computed, clock_ms());
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

/* What an answer says of who gave it. */
static void
on_worth(struct hop_out *out, struct remote *remote, const struct envelope *envelope)
{
    if (envelope->type == MESSAGE_DONE) {
        grudges_add(&out->said, envelope->page_id, remote->identity);
        doubt_fall(remote);
    } else if (envelope->blame) {
        doubt_grow(remote, *envelope->culprit != '\0' ? DOUBT_BELOW : DOUBT_FAILED, clock_ms());
    }
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
    if (remote != NULL && envelope->type == MESSAGE_DONE)
        remote_computed(remote, envelope->page_id, clock_ms());
    else if (remote != NULL)
        remote_gave_up(remote, envelope->page_id, clock_ms());
    if (remote != NULL && given) { /* it does answer */
        remote->proven = true;
        remote->shunned = 0;
        remote->answered = clock_ms();
        on_worth(out, remote, envelope);
    }
    out->answering = identity;
    if (given && envelope->type == MESSAGE_DONE)
        out_conclude(out, job, HOP_DONE, false, "");
    else if (current && remote->blocked && envelope->verdict == HOP_RETRY && !envelope->blame)
        return_to_queue(out, job);
    else if (current)
        out_conclude_for(out, job, envelope->verdict, envelope->blame, envelope->reason,
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
        remote->seen = clock_ms();
        remote->full = false;
    }
    if (envelope->type == MESSAGE_WHERE)
        on_where(out, message);
    else if (envelope->type == MESSAGE_HELLO)
        on_hello(out, remote, message);
    else if (envelope->type == MESSAGE_DONE || envelope->type == MESSAGE_NACK)
        on_answer(out, remote, message->identity, envelope);
    else if (remote == NULL && envelope->type != MESSAGE_BYE) /* who are you? */
        (void)out_send_plain(out, message->identity, MESSAGE_HELLO);
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
    int64_t now = clock_ms();
    if (now - out->refused_at > 1000)
        log_warn(NULL, "refused", "worker=%s key=%s reason=\"no worker's key\"", message->identity,
                 message->key);
    out->refused_at = now;
    metric_add(out->figures.refused, 1);
    return false;
}

void
out_read(struct hop_out *out)
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
