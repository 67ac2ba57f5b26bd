/*
 * hop: how pages go from one stage to the next without being lost.
 *
 * The upstream stage has a hop_out: a ROUTER that hands jobs to workers which
 * have given it credit.  The downstream stage has a hop_in: one DEALER to every
 * upstream peer.  ingest has only a hop_out, store only a hop_in, relays both.
 *
 *     hop_in  -- HELLO, CREDIT, HB, DONE, NACK, BYE -->  hop_out
 *     hop_in  <------------- HELLO, JOB ----------------  hop_out
 *
 * Custody: hop_out keeps a job from hop_out_send until its outcome: DONE or NACK
 * came back from below, or the worker that was computing it died.  Jobs that
 * merely waited at a dead worker, or that it had passed on, are given to another
 * without an outcome.  Exactly one outcome for each hop_out_send; a page can be
 * delivered more than once below, so what is below must be idempotent.
 *
 * No stage takes what it cannot pass on.  A hop_out is open while a live worker
 * below can pass pages on; that of a relay has no room while it is closed, and after
 * HOP_GRACE_MS it gives what waits back, HOP_RETRY without blame.  Such a relay tells
 * upstream by hop_in_block, and upstream gives its pages to others.  A worker that
 * does not answer until a page's deadline loses it to another and gets nothing
 * until it has answered, or as long again; and none of several workers holds more
 * than its share of custody, so that one which only swallows cannot stall the rest.
 *
 * Both live on one thread and its zloop.  Callbacks come from the loop or from
 * hop_out_tick and hop_in_tick; they may call any function here but free.
 */
#ifndef PAGEWIRE_HOP_H
#define PAGEWIRE_HOP_H

#include "common/curve.h"
#include "common/err.h"
#include "common/slice.h"

#include <czmq.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGE_ID_SIZE = 33, TRACE_SIZE = 65 }; /* with the final NUL */

enum { WORKER_SIZE = 64, AVOID_SIZE = 200 }; /* a worker's name; several */

enum { HOP_GRACE_MS = 1000 }; /* after which what waits at a closed hop_out goes back */

enum hop_verdict {
    HOP_DONE,   /* committed by store */
    HOP_RETRY,  /* deliver again; with blame, count an attempt first */
    HOP_REJECT, /* cannot be processed; with blame */
};

struct hop_outcome {
    const char *page_id;
    unsigned attempt;
    enum hop_verdict verdict;
    bool blame;          /* the page was being computed when it failed */
    const char *reason;  /* "" for DONE */
    const char *worker;  /* who answered; "" when nobody did */
    const char *culprit; /* with blame: who failed the page, here or further down; or "" */
};

/* ---- downstream-facing: the side that sends jobs ---- */

struct hop_out;

struct hop_out_spec {
    const char
        *endpoint;      /* ROUTER; "tcp://127.0.0.1:*" takes a free port; several: blanks between */
    const char *boot;   /* daemon_boot */
    size_t custody_max; /* jobs held at most; 0: 64 */
    size_t custody_bytes; /* and their bytes; 0: 256 MiB */
    size_t queue_max;     /* jobs that may wait for credit; 0: no limit but custody */
    size_t message_max;   /* bytes of a frame; 0: 64 MiB */
    bool relay;           /* what waits while nobody is below goes back */
    bool careless;        /* for tests of tests: custody ends with sending */
    int64_t deadline;     /* ms for a worker's answer, again for each MiB of the page; 0: none */
    /* One for each job sent.  The job is gone when this is called: sending the
     * same page again from here is fine. */
    void (*outcome)(void *arg, const struct hop_outcome *outcome);
    /* hop_out_room has grown from 0; may be NULL. */
    void (*room)(void *arg);
    void *arg;
};

/* Binds and joins the loop.  The spec is copied, strings of it included. */
int hop_out_new(struct hop_out **out, zloop_t *loop, const struct curve *curve,
                const struct hop_out_spec *spec, struct err *err);
void hop_out_free(struct hop_out *out);

/* The endpoint really bound; of several all, with blanks between. */
const char *hop_out_endpoint(const struct hop_out *out);

/* How many more jobs it wants now: 0 when custody is full, when queue_max jobs
 * wait for a worker with credit, and for a relay that is closed. */
size_t hop_out_room(const struct hop_out *out);

/* 0 while it is open, otherwise for how many ms it has not been, at least 1; *why
 * (may be NULL) is then a static text. */
int64_t hop_out_closed(const struct hop_out *out, const char **why);

/* Takes custody of a job (body is copied) and sends it when a worker has
 * credit.  A page that is already held is replaced only in `attempt`.  Works even when
 * there is no room: the bound is the caller's to keep.  A body larger than message_max
 * is rejected, with blame, a moment later. */
void hop_out_send(struct hop_out *out, const char *page_id, unsigned attempt, const char *trace,
                  struct slice body);

/* Workers that failed the page, blanks between: it goes to others while one lives, and they are
 * told further down.  Those that fail it here are remembered anyway. */
void hop_out_avoid(struct hop_out *out, const char *page_id, const char *workers);

/* Whether the page is held, and giving one up without an outcome (it was
 * dropped or is another instance's now). */
bool hop_out_holds(const struct hop_out *out, const char *page_id);
void hop_out_forget(struct hop_out *out, const char *page_id);

/* DONE was said to the page, and it is not: who said so is doubted, and told, so that a relay can
 * doubt whom it has that from. */
void hop_out_early(struct hop_out *out, const char *page_id);

/* Figures for STATUS, metrics and draining. */
size_t hop_out_held(const struct hop_out *out);    /* jobs in custody */
size_t hop_out_bytes(const struct hop_out *out);   /* their bytes */
size_t hop_out_waiting(const struct hop_out *out); /* of them without a worker */
size_t hop_out_workers(const struct hop_out *out); /* live workers */

/* Serves the socket while something else keeps the loop waiting. */
void hop_out_tick(struct hop_out *out);

/* ---- upstream-facing: the side that takes jobs ---- */

struct hop_in;

struct hop_job {
    char page_id[PAGE_ID_SIZE];
    unsigned attempt;
    char trace[TRACE_SIZE];
    char avoid[AVOID_SIZE]; /* for hop_out_avoid */
    bool large;             /* hop_in_spec.large bytes or more */
    struct slice body;      /* borrowed until hop_in_passed or the answer */
};

struct hop_in_spec {
    const char *const *endpoints; /* upstream: see peers.h */
    size_t endpoint_count;
    const char *boot;
    const char *stage;    /* what this is, for ingest's directory; NULL: it is not told */
    const char *announce; /* and where its next stage connects; NULL: nowhere */
    size_t capacity;      /* jobs that each upstream may have waiting or computed here; 0: 2 */
    bool serial;          /* computes one at a time in order: the oldest is blamed for a crash */
    size_t large; /* jobs of so many bytes are computed beside others, one at a time; 0: none */
    size_t message_max; /* as above */
    /* Jobs wait in hop_in_take; take them now or later, but not from a tick. */
    void (*arrived)(void *arg);
    /* DONE was said to a page that is not: for hop_out_early; may be NULL. */
    void (*early)(void *arg, const char *page_id);
    void *arg;
};

int hop_in_new(struct hop_in **in, zloop_t *loop, const struct curve *curve,
               const struct hop_in_spec *spec, struct err *err);
void hop_in_free(struct hop_in *in);

/* The oldest job not yet taken; false when there is none.  Every job taken is
 * answered exactly once by hop_in_done or hop_in_nack, at any time, in any
 * order.  A page that is delivered again while it is held does not appear
 * twice: the one answer goes to all who asked. */
bool hop_in_take(struct hop_in *in, struct hop_job *job);

/* The same, but never a large one while another is computed beside; and whether there is any. */
bool hop_in_take_next(struct hop_in *in, struct hop_job *job);
bool hop_in_has_next(const struct hop_in *in);

/* A large page that was taken is computed beside others from now on: until it is passed or answered
 * it takes no credit, so that pages go on coming, and no other large one is taken. */
void hop_in_beside(struct hop_in *in, const char *page_id);

/* Names the page being computed ("" for none) in heartbeats: the one that is
 * blamed if this process dies or freezes now.  A serial worker must, store need not. */
void hop_in_computing(struct hop_in *in, const char *page_id);

/* Computed and handed to hop_out: frees the body and the credit; the answer
 * comes later. */
void hop_in_passed(struct hop_in *in, const char *page_id);

/* The answers.  verdict HOP_RETRY or HOP_REJECT.  A page that is not held is
 * ignored. */
void hop_in_done(struct hop_in *in, const char *page_id);
void hop_in_nack(struct hop_in *in, const char *page_id, enum hop_verdict verdict, bool blame,
                 const char *reason);

/* The same, for a page that a worker further down failed. */
void hop_in_nack_for(struct hop_in *in, const char *page_id, enum hop_verdict verdict, bool blame,
                     const char *reason, const char *culprit);

/* Withholds credit (custody full, disk or Redis away) or gives it again. */
void hop_in_pause(struct hop_in *in, bool paused);

/* Tells upstream that pages cannot be passed on from here, or can again.  What
 * waits or has been passed on is to be answered with HOP_RETRY without blame when that
 * lasts: upstream gives it to others at once. */
void hop_in_block(struct hop_in *in, bool blocked);

/* Draining: stops credit for good.  hop_in_idle says when every job taken or
 * waiting was answered; hop_in_leave then sends BYE, so that upstream gives
 * whatever is on its way to others without blame. */
void hop_in_drain(struct hop_in *in);
bool hop_in_idle(const struct hop_in *in);
void hop_in_leave(struct hop_in *in);

size_t hop_in_held(const struct hop_in *in);      /* jobs not yet answered */
size_t hop_in_waiting(const struct hop_in *in);   /* of them not yet taken */
size_t hop_in_upstreams(const struct hop_in *in); /* peers connected now */

/* Sends heartbeats and reads the sockets while a computation keeps the loop
 * waiting.  Never calls back into the computation.  Cheap when called often. */
void hop_in_tick(struct hop_in *in);

#endif
