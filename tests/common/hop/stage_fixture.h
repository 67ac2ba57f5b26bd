/*
 * stage_fixture: a stage that is a child, between an ingest and a next stage that are the test.
 */
#ifndef TESTS_COMMON_HOP_STAGE_FIXTURE_H
#define TESTS_COMMON_HOP_STAGE_FIXTURE_H

#include "common/buf.h"
#include "common/hop/hop.h"
#include "tests/common/folder_fixture.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STAGE_DEADLINE_MS = 240000 };

static const char stage_page_id[] = "000000000000000000000000000000a1";

struct stage_fixture {
    char folder[FOLDER_SIZE], above[96], below[96]; /* endpoints */
    zloop_t *loop;
    struct curve *curve;
    struct hop_out *ingest;
    struct hop_in *next;
    pid_t stage;         /* 0: not running */
    struct buf received; /* what the next stage was handed */
    bool answered, late;
    char order[8]; /* the last digits of the pages answered, in their order */
    enum hop_verdict verdict;
    bool blame;
    char reason[200];
};

static inline void
stage_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct stage_fixture *fixture = arg;
    fixture->answered = true;
    if (strlen(fixture->order) + 1 < sizeof fixture->order)
        strncat(fixture->order, outcome->page_id + PAGE_ID_SIZE - 2, 1);
    fixture->verdict = outcome->verdict;
    fixture->blame = outcome->blame;
    (void)snprintf(fixture->reason, sizeof fixture->reason, "%s", outcome->reason);
}

static inline void
stage_arrived(void *arg)
{
    struct stage_fixture *fixture = arg;
    struct hop_job job;
    while (hop_in_take(fixture->next, &job)) {
        fixture->received.len = 0;
        buf_add_slice(&fixture->received, job.body);
        hop_in_done(fixture->next, job.page_id);
    }
}

/* The child has its upstream and endpoint in the environment; `run` is what it does, and does not
 * come back. */
static inline void
stage_fixture_start(struct stage_fixture *fixture, void (*run)(void))
{
    fixture->stage = fork();
    if (fixture->stage < 0)
        die("fork: %s", strerror(errno));
    if (fixture->stage > 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setenv("PAGEWIRE_UPSTREAM", fixture->above, 1);
    (void)setenv("PAGEWIRE_HOP_ENDPOINT", fixture->below, 1);
    (void)setenv("PAGEWIRE_LOG_LEVEL", "error", 1);
    run();
    _exit(127);
}

/* Starts the stage first, before this process has threads; next is the next stage's name. */
static inline struct stage_fixture *
stage_fixture_open(const char *next, void (*run)(void))
{
    struct stage_fixture *fixture = calloc(1, sizeof *fixture);
    struct err err;
    if (fixture == NULL)
        die("out of memory");
    folder_fixture_make(fixture->folder, next);
    (void)snprintf(fixture->above, sizeof fixture->above, "ipc://%s/above", fixture->folder);
    (void)snprintf(fixture->below, sizeof fixture->below, "ipc://%s/below", fixture->folder);
    stage_fixture_start(fixture, run);
    fixture->loop = zloop_new();
    zloop_set_nonstop(fixture->loop, true);
    struct hop_out_spec out = {
        .endpoint = fixture->above, .boot = "ingest", .outcome = stage_outcome, .arg = fixture
    };
    const char *below = fixture->below;
    struct hop_in_spec in = { .endpoints = &below,
                              .endpoint_count = 1,
                              .boot = next,
                              .arrived = stage_arrived,
                              .arg = fixture };
    if (curve_open(&fixture->curve, "", &err) != 0 ||
        hop_out_new(&fixture->ingest, fixture->loop, fixture->curve, &out, &err) != 0 ||
        hop_in_new(&fixture->next, fixture->loop, fixture->curve, &in, &err) != 0)
        die("%s", err.text);
    return fixture;
}

static inline void
stage_fixture_close(struct stage_fixture *fixture)
{
    hop_in_free(fixture->next);
    hop_out_free(fixture->ingest);
    if (fixture->stage > 0) {
        (void)kill(fixture->stage, SIGKILL);
        (void)waitpid(fixture->stage, NULL, 0);
    }
    zloop_destroy(&fixture->loop);
    curve_close(fixture->curve);
    folder_fixture_remove(fixture->folder);
    buf_done(&fixture->received);
    free(fixture);
}

static inline int
stage_out_of_time(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    ((struct stage_fixture *)arg)->late = true;
    return -1;
}

static inline int
stage_look(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    return ((struct stage_fixture *)arg)->answered ? -1 : 0;
}

/* Waits for what becomes of a job; late when nothing does. */
static inline void
stage_fixture_wait(struct stage_fixture *fixture)
{
    fixture->answered = fixture->late = false;
    int end = zloop_timer(fixture->loop, STAGE_DEADLINE_MS, 1, stage_out_of_time, fixture);
    int looking = zloop_timer(fixture->loop, 10, 0, stage_look, fixture);
    (void)zloop_start(fixture->loop);
    (void)zloop_timer_end(fixture->loop, end);
    (void)zloop_timer_end(fixture->loop, looking);
}

/* Sends a job to the stage, and waits for what becomes of it. */
static inline void
stage_fixture_send(struct stage_fixture *fixture, struct slice body)
{
    hop_out_send(fixture->ingest, stage_page_id, 1, "", body);
    stage_fixture_wait(fixture);
}

#endif
