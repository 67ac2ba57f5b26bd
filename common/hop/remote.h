/*
 * remote: a worker as its upstream sees it.  Besides the jobs that it has there
 * is a list of deliveries: pages sent to it whose computation has not ended,
 * oldest first.  The list is what credit is reckoned by, and since a serial worker
 * computes in order, its head tells what a crash interrupted when no heartbeat
 * had time to.  Only hop_out and custody use this.
 */
#ifndef PAGEWIRE_HOP_REMOTE_H
#define PAGEWIRE_HOP_REMOTE_H

#include "common/hop/job.h"

struct delivery {
    TAILQ_ENTRY(delivery) link;
    char page_id[PAGE_ID_SIZE];
    bool large;
    size_t work; /* of its computation: see job_work */
};
TAILQ_HEAD(delivery_list, delivery);

struct remote {
    TAILQ_ENTRY(remote) link;
    char identity[IDENTITY_SIZE];
    char key[KEY_TEXT_SIZE]; /* public key, or "" */
    int64_t seen;            /* when the last message came */
    unsigned capacity, credit;
    size_t large; /* jobs of so many bytes it computes beside others, one at a time; 0: none */
    bool serial;
    bool leaving;     /* BYE came: send nothing more */
    bool unreachable; /* its connection is gone: nothing until HELLO */
    bool full;        /* high-water mark: nothing until its next message */
    bool blocked;     /* it cannot pass pages on, it says */
    bool proven;      /* no page of its is overdue: false allows one at a time */
    int64_t shunned;  /* clock_ms until which it gets nothing, since a page was overdue */
    int64_t answered; /* clock_ms when it last answered for a page it was sent */
    unsigned doubt;   /* see doubt.h */
    int64_t rests;    /* clock_ms until which it gets nothing when it is doubted */
    char computing[PAGE_ID_SIZE];
    struct delivery_list deliveries;
    size_t delivery_count, large_count;
    int64_t begun; /* clock_ms when the oldest that is not large can have begun */
    double pace;   /* ms for a unit of work of late; 0: not known */
    int64_t paced; /* clock_ms when that was measured */
    struct job_list jobs;
    size_t job_count;
};

/* The one served longest ago first. */
struct remotes {
    TAILQ_HEAD(remote_list, remote) list;
    size_t count;
};

void remotes_init(struct remotes *remotes);
struct remote *remotes_find(struct remotes *remotes, const char *identity); /* or NULL */
struct remote *remotes_add(struct remotes *remotes, const char *identity);
/* The worker must hold no jobs any more. */
void remotes_remove(struct remotes *remotes, struct remote *remote);
/* Those that can pass pages on. */
size_t remotes_open(const struct remotes *remotes, int64_t now);
/* It was served just now. */
void remotes_rotate(struct remotes *remotes, struct remote *remote);

/* What grudges know it by. */
const char *remote_name(const struct remote *remote);

/* How long it may say nothing, in ms: HOP_SILENCE_MS, and again for each MiB of its largest page,
 * since it reads and writes a page in one go. */
int64_t remote_patience(const struct remote *remote);

/* Whether pages sent there can go on: not leaving, not blocked, not shunned. */
bool remote_open(const struct remote *remote, int64_t now);

/* Work is measured in bytes, of which a page has some even when it is empty. */
size_t job_work(const struct job *job);

/* `now` is clock_ms(), here and below: from these the pace is measured. */
void remote_delivered(struct remote *remote, const struct job *job, int64_t now);
/* Whether it can take a job beside those it has: of large ones one at a time. */
bool remote_fits(const struct remote *remote, const struct job *job);
/* The computation of the page has ended there, if it had begun. */
void remote_computed(struct remote *remote, const char *page_id, int64_t now);
/* The same, but it tells nothing of how fast the worker is. */
void remote_gave_up(struct remote *remote, const char *page_id, int64_t now);
/* ms for which its pace holds when it computes nothing: a slow one is tried again, at the cost of
 * one page in so many. */
int64_t remote_pace_holds(const struct remote *remote, size_t work);
/* What it computes now, if it computes in order; or NULL. */
struct delivery *remote_head(const struct remote *remote);
void remote_forget_deliveries(struct remote *remote);

#endif
