/*
 * A page's way: it waits in hop_in until hop_out has room; is decoded, computed
 * and encoded; goes to hop_out, which keeps custody; the outcome from below is
 * passed up as the answer.  One page a turn of the loop, so that both sockets are
 * served in between; during a computation the tick serves them.  A large page is
 * computed by an offshoot, one at a time, and others go on past it.
 */
#include "common/hop/worker.h"

#include "common/clock.h"
#include "common/daemon.h"
#include "common/datadir.h"
#include "common/fault.h"
#include "common/hop/hop.h"
#include "common/hop/offshoot.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/proto/page_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOOK_MS = 250,
    WAITS_MAX = 10,  /* times its budget that a page may take on a loaded machine */
    LARGE = 1 << 18, /* bytes of a job that others do not wait for: some seconds of work */
};

struct figures {
    struct metric *pages, *failed, *beside, *decode, *handle, *encode;
};

struct worker {
    const struct worker_spec *spec;
    void *state; /* of the stage */
    struct daemon *daemon;
    struct hop_in *in;
    struct hop_out *out;
    int64_t budget;    /* ms for one page, again for each MiB of its job */
    int64_t allowed;   /* for the one being computed */
    int64_t began;     /* when the page in hand did */
    int64_t began_cpu; /* the same by clock_worked_us */
    bool scheduled;    /* a turn is due */
    struct {
        struct offshoot *offshoot; /* or NULL */
        struct hop_job job;        /* its body is hop_in's */
        int64_t began, most;       /* ms that it may take by the clock */
    } beside;
    struct figures figures;
    char points[3][64]; /* names of the fault points */
};

/* Adds the CPU time since *from to a figure, and sets *from to now. */
static void
charge(struct metric *metric, int64_t *from)
{
    int64_t now = clock_worked_us();
    metric_add(metric, now - *from);
    *from = now;
}

/* ---- one page ---- */

/* Whether the page in hand has had its time.  A processor that others use, too, is no fault of the
 * page's, so processor time counts; but a page that waits for ever is over some time, too. */
static bool
is_over(const struct worker *worker)
{
    int64_t took = clock_ms() - worker->began;
    if (worker->spec->waits)
        return took > worker->allowed;
    return (clock_worked_us() - worker->began_cpu) / 1000 > worker->allowed ||
           took > WAITS_MAX * worker->allowed;
}

/* What the stage calls while it computes: see tick.h. */
static int
on_tick(void *arg, struct err *err)
{
    struct worker *worker = arg;
    daemon_beat(worker->daemon);
    hop_in_tick(worker->in);
    hop_out_tick(worker->out);
    if (!is_over(worker))
        return 0;
    return err_set(err, ERR_RETRY, "not computed within %lld ms", (long long)worker->allowed);
}

static int64_t
allowed_for(const struct worker *worker, struct slice body)
{
    return worker->budget * (1 + (int64_t)(body.len >> 20));
}

/* Body in, body out; -1 with *err, and whether the page is to blame. */
static int
compute(struct worker *worker, struct slice body, const struct tick *tick, struct buf *result,
        bool *blame, struct err *err)
{
    struct page page;
    int64_t from = clock_worked_us();
    worker->allowed = allowed_for(worker, body);
    worker->began = clock_ms();
    worker->began_cpu = from;
    page_init(&page);
    int rc = worker->spec->read != NULL ? worker->spec->read(worker->state, &page, body, err)
                                        : page_decode_job(&page, body, err);
    charge(worker->figures.decode, &from);
    if (rc == 0) {
        rc = worker->spec->handle(worker->state, &page, tick, err);
        charge(worker->figures.handle, &from);
    }
    if (rc == 0) {
        page_encode_job(&page, result);
        charge(worker->figures.encode, &from);
    }
    page_done(&page);
    *blame = rc != 0 && (err->kind == ERR_REJECT || is_over(worker));
    return rc;
}

static void
pass_on(struct worker *worker, const struct hop_job *job, int64_t began, struct slice result)
{
    if (fault_switch("DONE_EARLY", worker->spec->name))
        hop_in_done(worker->in, job->page_id);
    fault_point(worker->points[1], job->page_id);
    hop_out_avoid(worker->out, job->page_id, job->avoid);
    hop_out_send(worker->out, job->page_id, job->attempt, job->trace, result);
    hop_in_passed(worker->in, job->page_id);
    fault_point(worker->points[2], job->page_id);
    metric_add(worker->figures.pages, 1);
    log_info(job->page_id, "forwarded", "attempt=%u ms=%lld bytes=%zu", job->attempt,
             (long long)(clock_ms() - began), result.len);
}

static void
give_back(struct worker *worker, const struct hop_job *job, bool blame, const struct err *err)
{
    bool reject = err->kind == ERR_REJECT;
    metric_add(worker->figures.failed, 1);
    log_warn(job->page_id, reject ? "rejected" : "given-back", "attempt=%u blame=%d reason=\"%s\"",
             job->attempt, blame, err->text);
    hop_in_nack(worker->in, job->page_id, reject ? HOP_REJECT : HOP_RETRY, blame, err->text);
}

static void
work(struct worker *worker, const struct hop_job *job)
{
    struct tick tick = { on_tick, worker };
    struct buf result = { 0 };
    struct err err = { .kind = ERR_NONE };
    bool blame;
    hop_in_computing(worker->in, job->page_id);
    fault_point(worker->points[0], job->page_id);
    if (compute(worker, job->body, &tick, &result, &blame, &err) == 0)
        pass_on(worker, job, worker->began, buf_slice(&result));
    else
        give_back(worker, job, blame, &err);
    hop_in_computing(worker->in, "");
    buf_done(&result);
}

/* ---- a large page ---- */

static void schedule(struct worker *worker);

static int
on_tick_beside(void *arg, struct err *err)
{
    const struct worker *worker = arg;
    if (!is_over(worker))
        return 0;
    return err_set(err, ERR_RETRY, "not computed within %lld ms", (long long)worker->allowed);
}

static int
compute_beside(void *arg, struct buf *result, bool *blame, struct err *err)
{
    struct worker *worker = arg;
    struct tick tick = { on_tick_beside, worker };
    return compute(worker, worker->beside.job.body, &tick, result, blame, err);
}

static void
on_ended(void *arg, struct slice result, bool blame, const struct err *err, int64_t cpu_us)
{
    struct worker *worker = arg;
    worker->beside.offshoot = NULL;
    metric_add(worker->figures.handle, cpu_us);
    if (err == NULL)
        pass_on(worker, &worker->beside.job, worker->beside.began, result);
    else
        give_back(worker, &worker->beside.job, blame, err);
    schedule(worker);
}

/* One that is never over: a tick that does not come cannot end it. */
static void
watch_beside(struct worker *worker)
{
    struct err err;
    if (worker->beside.offshoot == NULL || clock_ms() - worker->beside.began <= worker->beside.most)
        return;
    offshoot_free(worker->beside.offshoot);
    worker->beside.offshoot = NULL;
    (void)err_set(&err, ERR_RETRY, "not computed within %lld ms", (long long)worker->beside.most);
    give_back(worker, &worker->beside.job, true, &err);
}

/* Whether it has begun; otherwise it is a page like others. */
static bool
begin_beside(struct worker *worker, const struct hop_job *job)
{
    struct offshoot_spec spec = { compute_beside, on_ended, worker };
    struct err err;
    worker->beside.job = *job;
    worker->beside.began = clock_ms();
    worker->beside.most = (WAITS_MAX + 1) * allowed_for(worker, job->body);
    fault_point(worker->points[0], job->page_id);
    if (offshoot_new(&worker->beside.offshoot, daemon_loop(worker->daemon), &spec, &err) != 0) {
        log_warn(job->page_id, "not-beside", "reason=\"%s\"", err.text);
        return false;
    }
    metric_add(worker->figures.beside, 1);
    hop_in_beside(worker->in, job->page_id);
    return true;
}

/* ---- turns ---- */

static int
on_turn(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct worker *worker = arg;
    struct hop_job job;
    worker->scheduled = false;
    if (hop_out_room(worker->out) > 0 && hop_in_take_next(worker->in, &job) &&
        (!job.large || !begin_beside(worker, &job)))
        work(worker, &job);
    schedule(worker);
    return 0;
}

/* When pages cannot be passed on for longer than a moment, what waits here goes
 * back as what waits in hop_out does: another worker may have a way. */
static void
return_waiting(struct worker *worker)
{
    const char *why;
    struct hop_job job;
    if (hop_out_closed(worker->out, &why) < HOP_GRACE_MS ||
        fault_switch("BLIND_CREDIT", worker->spec->name))
        return;
    while (hop_in_take(worker->in, &job)) {
        log_info(job.page_id, "returned", "reason=\"%s\"", why);
        hop_in_nack(worker->in, job.page_id, HOP_RETRY, false, why);
    }
}

/* Takes credit away while custody is full or the way down closed, and has the next page computed in
 * a turn of the loop of its own. */
static void
schedule(struct worker *worker)
{
    bool room = hop_out_room(worker->out) > 0, closed = hop_out_closed(worker->out, NULL) > 0;
    hop_in_block(worker->in, closed && !fault_switch("BLIND_CREDIT", worker->spec->name));
    hop_in_pause(worker->in, !room);
    if (worker->scheduled || !room || !hop_in_has_next(worker->in))
        return;
    worker->scheduled = true;
    (void)zloop_timer(daemon_loop(worker->daemon), 0, 1, on_turn, worker);
}

static void
on_arrived(void *arg)
{
    schedule(arg);
}

static void
on_early(void *arg, const char *page_id)
{
    hop_out_early(((struct worker *)arg)->out, page_id);
}

static void
on_room(void *arg)
{
    schedule(arg);
}

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct worker *worker = arg;
    if (outcome->verdict == HOP_DONE)
        hop_in_done(worker->in, outcome->page_id);
    else
        hop_in_nack_for(worker->in, outcome->page_id, outcome->verdict, outcome->blame,
                        outcome->reason, outcome->culprit);
}

/* Looks at both sides: what changed below without a page may have to be told above. */
static int
on_look(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct worker *worker = arg;
    const char *why = "";
    bool any = hop_in_upstreams(worker->in) > 0, open = hop_out_closed(worker->out, &why) == 0;
    daemon_condition(worker->daemon, "upstream", any, any ? "" : "no upstream is connected");
    daemon_condition(worker->daemon, "downstream", open, why);
    watch_beside(worker);
    schedule(worker);
    return_waiting(worker);
    return 0;
}

/* ---- start and end ---- */

static int
open_out(struct worker *worker, struct err *err)
{
    const struct config *config = daemon_config(worker->daemon);
    struct hop_out_spec spec = {
        .endpoint = config_string(config, "hop_endpoint"),
        .boot = daemon_boot(worker->daemon),
        .custody_max = (size_t)config_number(config, "hop_custody_max"),
        .custody_bytes = config_size(config, "hop_custody_bytes"),
        .message_max = config_size(config, "hop_message_max"),
        .relay = !fault_switch("BLIND_CREDIT", worker->spec->name),
        .careless = fault_switch("NO_CUSTODY", worker->spec->name),
        .deadline = config_duration(config, "hop_deadline"),
        .outcome = on_outcome,
        .room = on_room,
        .arg = worker,
    };
    if (hop_out_new(&worker->out, daemon_loop(worker->daemon), daemon_curve(worker->daemon), &spec,
                    err) != 0)
        return err_prefix(err, "hop_endpoint");
    daemon_publish(worker->daemon, "hop", hop_out_endpoint(worker->out));
    return 0;
}

static int
open_in(struct worker *worker, struct err *err)
{
    const struct config *config = daemon_config(worker->daemon);
    size_t count;
    const char *const *upstream = config_list(config, "upstream", &count);
    struct hop_in_spec spec = {
        .endpoints = upstream,
        .endpoint_count = count,
        .boot = daemon_boot(worker->daemon),
        .capacity = (size_t)config_number(config, "hop_credit"),
        .stage = worker->spec->name,
        .announce = hop_out_endpoint(worker->out),
        .serial = true,
        .large = worker->spec->waits ? 0 : LARGE,
        .message_max = config_size(config, "hop_message_max"),
        .arrived = on_arrived,
        .early = on_early,
        .arg = worker,
    };
    if (hop_in_new(&worker->in, daemon_loop(worker->daemon), daemon_curve(worker->daemon), &spec,
                   err) != 0)
        return err_prefix(err, "upstream");
    return 0;
}

static void
open_figures(struct worker *worker)
{
    static const char name[] = "stage_cpu_seconds_total", help[] = "CPU time of the pages' work";
    struct figures *figures = &worker->figures;
    figures->pages = metric_new(METRIC_COUNTER, "pages_total", NULL, "Pages computed");
    figures->failed = metric_new(METRIC_COUNTER, "pages_failed_total", NULL, "Pages given back");
    figures->beside = metric_new(METRIC_COUNTER, "pages_beside_total", NULL,
                                 "Large pages that a process beside this one computed");
    figures->decode = metric_new(METRIC_SECONDS_COUNTER, name, "part=\"decode\"", help);
    figures->handle = metric_new(METRIC_SECONDS_COUNTER, name, "part=\"handle\"", help);
    figures->encode = metric_new(METRIC_SECONDS_COUNTER, name, "part=\"encode\"", help);
}

static void
name_points(struct worker *worker)
{
    static const char *const points[] = { "after-receive", "before-forward", "after-forward" };
    for (size_t i = 0; i < 3; i++)
        (void)snprintf(worker->points[i], sizeof worker->points[i], "%s:%s", worker->spec->name,
                       points[i]);
}

/* daemon_main hands no argument to init: there is one worker a process. */
static const struct worker_spec *the_spec;

static int
worker_init(struct daemon *daemon, void **state, struct err *err)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL)
        die("out of memory");
    *state = worker;
    worker->spec = the_spec;
    worker->daemon = daemon;
    worker->budget = config_duration(daemon_config(daemon), "job_budget");
    name_points(worker);
    open_figures(worker);
    if (worker->spec->init(&worker->state, daemon_config(daemon), data_dir(), err) != 0 ||
        open_out(worker, err) != 0 || open_in(worker, err) != 0)
        return -1;
    (void)on_look(NULL, 0, worker); /* not ready until both sides are there */
    (void)zloop_timer(daemon_loop(daemon), LOOK_MS, 0, on_look, worker);
    return 0;
}

/* Everything held is answered: custody below is empty, and upstream has said
 * that nothing more is on its way. */
static int
on_drain_check(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct worker *worker = arg;
    if (!hop_in_idle(worker->in))
        return 0;
    hop_in_leave(worker->in);
    daemon_end(worker->daemon, 0);
    return 0;
}

static void
worker_drain(struct daemon *daemon, void *state)
{
    struct worker *worker = state;
    hop_in_drain(worker->in);
    (void)zloop_timer(daemon_loop(daemon), 20, 0, on_drain_check, worker);
}

static void
worker_done(void *state)
{
    struct worker *worker = state;
    offshoot_free(worker->beside.offshoot);
    if (worker->in != NULL)
        hop_in_leave(worker->in);
    hop_in_free(worker->in);
    hop_out_free(worker->out);
    if (worker->state != NULL)
        worker->spec->done(worker->state);
    free(worker);
}

int
worker_main(const struct worker_spec *spec, int argc, char **argv)
{
    the_spec = spec;
    struct daemon_spec daemon_spec = {
        .name = spec->name,
        .summary = spec->summary,
        .init = worker_init,
        .drain = worker_drain,
        .done = worker_done,
    };
    return daemon_main(&daemon_spec, argc, argv);
}
