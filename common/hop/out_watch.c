/*
 * Outcomes, and what ends a job without a worker's word: a worker is dead after
 * remote_patience without a message, a job is overdue after its deadline.
 */
#include "common/clock.h"
#include "common/hop/out.h"
#include "common/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { STALL_MS = 1000 };

/* ---- custody ---- */

/* Ends custody and tells the owner. */
void
out_conclude_for(struct hop_out *out, struct job *job, enum hop_verdict verdict, bool blame,
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

void
out_conclude(struct hop_out *out, struct job *job, enum hop_verdict verdict, bool blame,
             const char *reason)
{
    out_conclude_for(out, job, verdict, blame, reason, "");
}

/* Gives the jobs at a worker back, before all others, in their order. */
size_t
out_take_back(struct hop_out *out, struct remote *remote)
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

int
out_send_plain(struct hop_out *out, const char *identity, enum message_type type)
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
        remote->unreachable || out_send_plain(out, remote->identity, MESSAGE_BYE) == EHOSTUNREACH;
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
    size_t count = out_take_back(out, remote);
    log_warn(job ? blamed : NULL, "worker-dead", "worker=%s silent_ms=%lld redispatched=%zu",
             remote->identity, (long long)(clock_ms() - remote->seen), count);
    metric_add(out->figures.dead, 1);
    (void)snprintf(culprit, sizeof culprit, "%s", remote_name(remote));
    remotes_remove(&out->remotes, remote);
    if (job != NULL)
        out_conclude_for(out, job, HOP_RETRY, true, "the worker died while it computed this page",
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
        else if (now - remote->seen > remote_patience(remote)) {
            bury(out, remote);
            next = TAILQ_FIRST(&out->remotes.list); /* the owner may have changed the list */
        }
    }
}

/* Takes back what is overdue.  The worker may still answer, and that counts; but when it has
 * answered for no other page either, nothing is sent there until it does, or for as long again. */
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
        if (now - remote->answered > out->spec.deadline) {
            remote->proven = false;
            remote->shunned = now + out->spec.deadline;
        }
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
        out_conclude(out, job, HOP_RETRY, false, why);
    }
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
        out_conclude(out, job, HOP_REJECT, true, "the page is larger than a message may be");
        next = TAILQ_FIRST(&out->custody.pending); /* the owner may have changed the list */
    }
}

void
out_watch(struct hop_out *out)
{
    check_workers(out, clock_ms());
    check_deadlines(out, clock_ms());
    refuse_oversize(out);
    give_back(out);
}
