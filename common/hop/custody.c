#include "common/hop/custody.h"

#include "common/hop/remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
custody_init(struct custody *custody)
{
    *custody = (struct custody){ .jobs = zhashx_new() };
    zhashx_set_key_duplicator(custody->jobs, NULL);
    zhashx_set_key_destructor(custody->jobs, NULL);
    TAILQ_INIT(&custody->pending);
}

void
custody_done(struct custody *custody)
{
    for (struct job *job; (job = zhashx_first(custody->jobs)) != NULL;)
        custody_remove(custody, job);
    zhashx_destroy(&custody->jobs);
}

struct job *
custody_find(const struct custody *custody, const char *page_id)
{
    return zhashx_lookup(custody->jobs, page_id);
}

size_t
custody_count(const struct custody *custody)
{
    return zhashx_size(custody->jobs);
}

/* Takes a job from where it is listed. */
static void
unlist(struct custody *custody, struct job *job)
{
    if (job->at != NULL) {
        TAILQ_REMOVE(&job->at->jobs, job, link);
        job->at->job_count--;
        job->at = NULL;
        return;
    }
    TAILQ_REMOVE(&custody->pending, job, link);
    custody->pending_count--;
}

struct job *
custody_add(struct custody *custody, const char *page_id, struct slice body)
{
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL || zmq_msg_init_size(&job->body, body.len) != 0)
        die("out of memory");
    if (body.len > 0)
        memcpy(zmq_msg_data(&job->body), body.ptr, body.len);
    (void)snprintf(job->page_id, sizeof job->page_id, "%s", page_id);
    (void)zhashx_insert(custody->jobs, job->page_id, job);
    custody->bytes += body.len;
    TAILQ_INSERT_TAIL(&custody->pending, job, link);
    custody->pending_count++;
    return job;
}

void
custody_remove(struct custody *custody, struct job *job)
{
    unlist(custody, job);
    zhashx_delete(custody->jobs, job->page_id);
    custody->bytes -= zmq_msg_size(&job->body);
    (void)zmq_msg_close(&job->body);
    free(job);
}

void
custody_give(struct custody *custody, struct job *job, struct remote *remote)
{
    unlist(custody, job);
    job->at = remote;
    TAILQ_INSERT_TAIL(&remote->jobs, job, link);
    remote->job_count++;
    if (!job_was_given(job, remote->identity))
        (void)snprintf(job->sent[job->sent_count++ % SENT_MAX], IDENTITY_SIZE, "%s",
                       remote->identity);
}

bool
job_was_given(const struct job *job, const char *identity)
{
    for (size_t i = 0; i < SENT_MAX && i < job->sent_count; i++)
        if (strcmp(job->sent[i], identity) == 0)
            return true;
    return false;
}

void
custody_take(struct custody *custody, struct job *job)
{
    unlist(custody, job);
    TAILQ_INSERT_HEAD(&custody->pending, job, link);
    custody->pending_count++;
}
