/*
 * custody: the jobs that hop_out keeps until their outcome.  A job is either
 * pending (without a worker, in the order in which it is to go out) or at one
 * worker.  Only hop_out and remote use this.
 */
#ifndef PAGEWIRE_HOP_CUSTODY_H
#define PAGEWIRE_HOP_CUSTODY_H

#include "common/hop/job.h"

struct remote;

struct custody {
    zhashx_t *jobs; /* page id -> job */
    size_t bytes;
    struct job_list pending;
    size_t pending_count;
};

void custody_init(struct custody *custody);
void custody_done(struct custody *custody);

/* NULL when the page is not held. */
struct job *custody_find(const struct custody *custody, const char *page_id);
size_t custody_count(const struct custody *custody);

/* A new job, pending as the last one; the body is copied. */
struct job *custody_add(struct custody *custody, const char *page_id, struct slice body);
/* Forgets the job, wherever it is. */
void custody_remove(struct custody *custody, struct job *job);

/* Gives a pending job to a worker, as its youngest. */
void custody_give(struct custody *custody, struct job *job, struct remote *remote);
/* Whether the job was given to the worker of that routing id, now or before. */
bool job_was_given(const struct job *job, const char *identity);
/* Takes a job from where it is and makes it the first that is pending. */
void custody_take(struct custody *custody, struct job *job);

#endif
