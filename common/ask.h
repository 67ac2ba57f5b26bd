/*
 * ask: asks a daemon and gets each answer to its own question.  One DEALER; every
 * question carries a number (`seq`) and a deadline, many may be under way, and
 * an answer that comes late or to nothing is dropped.
 *
 * Serve it from a loop (ask_join), or from where the program waits (ask_turn). Of one
 * thread.
 *
 *     ask_open(&ask, curve, &(struct ask_spec){ .endpoint = endpoint }, &err);
 *     ask_join(ask, loop);
 *     ask_query(ask, &query, 2000, on_answer, arg);
 */
#ifndef PAGEWIRE_ASK_H
#define PAGEWIRE_ASK_H

#include "common/curve.h"
#include "common/err.h"
#include "common/proto/query.h"
#include "common/proto/submit.h"

#include <czmq.h>
#include <stdbool.h>
#include <stdint.h>

struct ask;

struct ask_spec {
    const char *endpoint; /* copied */
    /* Questions wait for a connection, until their deadline; false: while there is
     * none they are answered with RETRY at once. */
    bool patient;
    size_t pending_max; /* questions under way; a further one gets RETRY.  0: 1000 */
    size_t answer_max;  /* bytes of an answer's frame; a larger one costs the connection.
                         * 0: no limit */
};

/* curve is borrowed until ask_close.  -1: the endpoint cannot be used; that nobody
 * answers there shows only later. */
int ask_open(struct ask **out, const struct curve *curve, const struct ask_spec *spec,
             struct err *err);

/* Questions under way are answered with RETRY; whoever hears so asks no more.  Not from a
 * callback, nor the next. */
void ask_close(struct ask *ask);

/* Answers all that is under way with RETRY, forgets what has not left, connects anew. */
int ask_reopen(struct ask *ask, struct err *err);

/* What came.  All is borrowed during the callback, which may take a copy of the reply or
 * answer for its own if it leaves it as its init does. */
struct asked {
    struct reply *reply;   /* to ask_request, else NULL */
    struct answer *answer; /* to ask_query, else NULL */
    struct slice body;
};

/* Called once for each question.  err is NULL when it was answered, else RETRY or REJECT:
 * an ERROR came, or something that makes no sense (asked is not NULL), or nothing in
 * time (asked is NULL). */
typedef void ask_done(void *arg, const struct asked *asked, const struct err *err);

/* Ask ingest, and store; one struct ask is for one of them.  The question's seq is not used,
 * all of it is copied.  body is SUBMIT's.  wait: ms for the answer.  done may be
 * called before this returns, when it cannot be asked. */
void ask_request(struct ask *ask, const struct request *request, struct slice body, int64_t wait,
                 ask_done *done, void *arg);
void ask_query(struct ask *ask, const struct query *query, int64_t wait, ask_done *done, void *arg);

/* The same with the record that comes with CORRECT. */
void ask_correct(struct ask *ask, const struct query *query, struct slice record, int64_t wait,
                 ask_done *done, void *arg);

/* How many questions are under way. */
size_t ask_pending(const struct ask *ask);

/* Callbacks come from the loop from now on. */
void ask_join(struct ask *ask, zloop_t *loop);

/* Waits at most ms until something happens: callbacks run for answers and deadlines.  Not
 * together with ask_join. */
void ask_turn(struct ask *ask, int64_t ms);

#endif
