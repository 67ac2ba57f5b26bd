/* Which job goes to which worker. */
#include "common/clock.h"
#include "common/hop/doubt.h"
#include "common/hop/out.h"
#include "common/hop/pace.h"

#include <errno.h>
#include <string.h>

enum { SHARE_MIN = 3 };

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

/* Whether it will take another job as soon as it has computed what it has. */
static bool
goes_on(const struct remote *remote, size_t most, int64_t now)
{
    return remote_open(remote, now) && remote->proven && doubt_trusts(remote) &&
           remote->job_count < most && remote->credit + remote->delivery_count > 0 &&
           now - remote->seen < HOP_SILENCE_MS / 2 && !pace_hangs(remote, now);
}

/* Whether there is a worker that is not doubted. */
static bool
has_trusted(const struct hop_out *out, int64_t now)
{
    const struct remote *remote;
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    if (remote_open(remote, now) && doubt_trusts(remote) && now - remote->seen < HOP_SILENCE_MS / 2)
        return true;
    return false;
}

/* Whether others will have computed the job sooner, with all that waits before it. */
static bool
is_too_slow(const struct hop_out *out, const struct remote *slow, const struct job *job,
            size_t most, int64_t now)
{
    struct race race = pace_race(slow, job_work(job), now);
    const struct remote *remote;
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    if (goes_on(remote, most, now))
        pace_enter(&race, remote, now);
    return pace_is_outrun(&race, job_work(job) * out->custody.pending_count);
}

/* The worker with the least to compute; among equals the one served longest ago.  One that
 * failed the page before only when there is no other. */
static struct remote *
choose_remote(struct hop_out *out, const struct job *job, int64_t now)
{
    bool picky = out->grudges.count > 0 && has_other(out, job, now);
    bool wary = has_trusted(out, now);
    size_t most = share(out, now);
    struct remote *remote, *best = NULL;
    TAILQ_FOREACH(remote, &out->remotes.list, link)
    if (can_take(remote, most, now) && remote_fits(remote, job) &&
        !(wary && doubt_rests(remote, now)) &&
        (picky || !is_too_slow(out, remote, job, most, now)) &&
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
        remote_delivered(remote, job, now);
        doubt_served(remote, now);
        remote->credit--;
        remotes_rotate(&out->remotes, remote);
        if (out->spec.careless) /* wrong on purpose */
            custody_remove(&out->custody, job);
        return true;
    }
    return false;
}

/* In order; only a job that waits for another worker than those that failed it, for one that has
 * no large one, or for a fast one, is overtaken. */
void
out_dispatch(struct hop_out *out)
{
    int64_t now = clock_ms();
    struct job *job, *next;
    for (job = TAILQ_FIRST(&out->custody.pending); job != NULL; job = next) {
        next = TAILQ_NEXT(job, link);
        if (!job->oversize && !try_job(out, job, now) && !has_credit(out, now))
            break;
    }
}
