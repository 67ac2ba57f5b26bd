#include "common/hop/remote.h"

#include <stdlib.h>
#include <string.h>

void
remotes_init(struct remotes *remotes)
{
    *remotes = (struct remotes){ .count = 0 };
    TAILQ_INIT(&remotes->list);
}

struct remote *
remotes_find(struct remotes *remotes, const char *identity)
{
    struct remote *remote;
    TAILQ_FOREACH(remote, &remotes->list, link)
    if (strcmp(remote->identity, identity) == 0)
        return remote;
    return NULL;
}

struct remote *
remotes_add(struct remotes *remotes, const char *identity)
{
    struct remote *remote = calloc(1, sizeof *remote);
    if (remote == NULL)
        die("out of memory");
    memcpy(remote->identity, identity, strlen(identity) + 1);
    TAILQ_INIT(&remote->deliveries);
    TAILQ_INIT(&remote->jobs);
    remote->proven = true;
    remote->answered = INT64_MIN / 2;
    TAILQ_INSERT_HEAD(&remotes->list, remote, link);
    remotes->count++;
    return remote;
}

void
remotes_remove(struct remotes *remotes, struct remote *remote)
{
    remote_forget_deliveries(remote);
    TAILQ_REMOVE(&remotes->list, remote, link);
    remotes->count--;
    free(remote);
}

const char *
remote_name(const struct remote *remote)
{
    return *remote->key != '\0' ? remote->key : remote->identity;
}

int64_t
remote_patience(const struct remote *remote)
{
    size_t largest = 0;
    struct job *job;
    TAILQ_FOREACH(job, &remote->jobs, link)
    if (zmq_msg_size(&job->body) > largest)
        largest = zmq_msg_size(&job->body);
    return HOP_SILENCE_MS * (1 + (int64_t)(largest >> 20));
}

bool
remote_open(const struct remote *remote, int64_t now)
{
    return !remote->leaving && !remote->unreachable && !remote->blocked && now >= remote->shunned;
}

size_t
remotes_open(const struct remotes *remotes, int64_t now)
{
    const struct remote *remote;
    size_t count = 0;
    TAILQ_FOREACH(remote, &remotes->list, link)
    count += remote_open(remote, now);
    return count;
}

void
remotes_rotate(struct remotes *remotes, struct remote *remote)
{
    TAILQ_REMOVE(&remotes->list, remote, link);
    TAILQ_INSERT_TAIL(&remotes->list, remote, link);
}

/* ---- deliveries ---- */

enum { WORK_LEAST = 4096, AGAIN_TIMES = 10, AGAIN_MS = 5000 };

size_t
job_work(const struct job *job)
{
    return WORK_LEAST + zmq_msg_size((zmq_msg_t *)&job->body);
}

struct delivery *
remote_head(const struct remote *remote)
{
    struct delivery *delivery;
    TAILQ_FOREACH(delivery, &remote->deliveries, link)
    if (!delivery->large)
        return delivery;
    return NULL;
}

int64_t
remote_pace_holds(const struct remote *remote, size_t work)
{
    double ms = AGAIN_TIMES * remote->pace * (double)work;
    return ms < AGAIN_MS ? (int64_t)ms : AGAIN_MS;
}

/* The head has been computed: what that took counts for a fourth, and alone when it was tried
 * again: a new worker's first page may be slow only because it is the first. */
static void
measure(struct remote *remote, int64_t now)
{
    const struct delivery *head = remote_head(remote);
    double ms = now > remote->begun ? (double)(now - remote->begun) : 0.5,
           took = ms / (double)head->work;
    bool held = remote->begun - remote->paced < remote_pace_holds(remote, head->work);
    remote->pace = held ? (3 * remote->pace + took) / 4 : took;
    remote->paced = now;
}

static void
remove_delivery(struct remote *remote, struct delivery *delivery)
{
    TAILQ_REMOVE(&remote->deliveries, delivery, link);
    remote->delivery_count--;
    remote->large_count -= delivery->large;
    free(delivery);
}

static bool
is_large(const struct remote *remote, const struct job *job)
{
    return remote->large > 0 && zmq_msg_size((zmq_msg_t *)&job->body) >= remote->large;
}

bool
remote_fits(const struct remote *remote, const struct job *job)
{
    return remote->large_count == 0 || !is_large(remote, job);
}

void
remote_delivered(struct remote *remote, const struct job *job, int64_t now)
{
    struct delivery *delivery = calloc(1, sizeof *delivery);
    if (delivery == NULL)
        die("out of memory");
    memcpy(delivery->page_id, job->page_id, PAGE_ID_SIZE);
    delivery->large = is_large(remote, job);
    delivery->work = job_work(job);
    if (remote_head(remote) == NULL)
        remote->begun = now;
    TAILQ_INSERT_TAIL(&remote->deliveries, delivery, link);
    remote->delivery_count++;
    remote->large_count += delivery->large;
}

/* Of all its deliveries: one that was overdue may have been sent there again. */
static void
end_delivery(struct remote *remote, const char *page_id, bool computed, int64_t now)
{
    struct delivery *delivery, *next;
    if (strcmp(remote->computing, page_id) == 0)
        remote->computing[0] = '\0';
    for (delivery = TAILQ_FIRST(&remote->deliveries); delivery != NULL; delivery = next) {
        next = TAILQ_NEXT(delivery, link);
        if (strcmp(delivery->page_id, page_id) != 0)
            continue;
        bool head = delivery == remote_head(remote);
        if (head && computed)
            measure(remote, now);
        if (head)
            remote->begun = now;
        computed = false;
        remove_delivery(remote, delivery);
    }
}

void
remote_computed(struct remote *remote, const char *page_id, int64_t now)
{
    end_delivery(remote, page_id, true, now);
}

void
remote_gave_up(struct remote *remote, const char *page_id, int64_t now)
{
    end_delivery(remote, page_id, false, now);
}

void
remote_forget_deliveries(struct remote *remote)
{
    while (!TAILQ_EMPTY(&remote->deliveries))
        /* NOLINTNEXTLINE: it does not see that the list shrinks */
        remove_delivery(remote, TAILQ_FIRST(&remote->deliveries));
}
