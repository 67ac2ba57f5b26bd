/*
 * job: a page in custody, with what its workers are told.
 */
#ifndef PAGEWIRE_HOP_JOB_H
#define PAGEWIRE_HOP_JOB_H

#include "common/hop/hop.h"
#include "common/hop/hop_socket.h"

#include <sys/queue.h>

struct remote;

enum { SENT_MAX = 4 };

struct job {
    TAILQ_ENTRY(job) link; /* of custody->pending or at->jobs */
    char page_id[PAGE_ID_SIZE];
    unsigned attempt;
    char trace[TRACE_SIZE];
    zmq_msg_t body;
    struct remote *at;                  /* NULL: pending */
    int64_t due;                        /* clock_ms by which the worker has to answer */
    char sent[SENT_MAX][IDENTITY_SIZE]; /* workers that were sent it, the latest ones */
    unsigned sent_count;
    bool oversize; /* no worker would take it: refused at the next look at the clock */
};
TAILQ_HEAD(job_list, job);

#endif
