#include "services/store/writer.h"

#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/sanitized.h"
#include "services/store/cache.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAUSE_MS = 100, /* after a first failure, doubled after each further one */
    PAUSE_MAX_MS = 2000,
    IDLE_MS = 1000, /* how often an idle writer looks whether all is well */
    REACH_MS = 500,
};

static const char archive_condition[] = "archive", ledger_condition[] = "ledger";

struct writer {
    struct writer_spec spec;
    zactor_t *thread;
    /* the thread's */
    zsock_t *pipe;
    struct archive *archive; /* NULL until it can be opened */
    struct ledger *ledger;
    struct cache *cache; /* NULL when the ledger's Redis has it */
    struct batch *batch; /* at work */
    bool archive_holds, ledger_holds;
    struct metric *committed, *repeated, *rejected, *gone, *batches;
    struct metric *archive_time, *ledger_time, *retries;
};

/* ---- the thread tells and listens ---- */

static void
tell(struct writer *writer, const struct news *news)
{
    if (news->batch != NULL)
        hand_over(news->batch);
    (void)zsock_send(writer->pipe, "b", news, sizeof *news); /* by value: nobody may read it */
}

/* Tells a condition when it changed. */
static void
set_condition(struct writer *writer, const char *condition, bool *held, bool holds, const char *why)
{
    if (*held == holds)
        return;
    *held = holds;
    struct news news = { .condition = condition, .holds = holds };
    (void)snprintf(news.why, sizeof news.why, "%s", why);
    tell(writer, &news);
}

static void
archive_is(struct writer *writer, bool holds, const char *why)
{
    set_condition(writer, archive_condition, &writer->archive_holds, holds, why);
}

static void
ledger_is(struct writer *writer, bool holds, const char *why)
{
    set_condition(writer, ledger_condition, &writer->ledger_holds, holds, why);
}

/* Whether the end was asked for: nothing else comes while a batch is at work. */
static bool
has_ended(const struct writer *writer)
{
    return writer->batch != NULL && (zsock_events(writer->pipe) & ZMQ_POLLIN) != 0;
}

static int
on_tick(void *arg, struct err *err)
{
    return has_ended(arg) ? err_set(err, ERR_RETRY, "ending") : 0;
}

/* Waits before a step is repeated; false at the end. */
static bool
pause_for(struct writer *writer, int64_t *ms)
{
    metric_add(writer->retries, 1);
    zmq_pollitem_t item = { .socket = zsock_resolve(writer->pipe), .events = ZMQ_POLLIN };
    int64_t until = clock_ms() + *ms;
    for (int64_t rest = *ms; rest > 0 && !has_ended(writer); rest = until - clock_ms())
        (void)zmq_poll(&item, 1, (long)rest);
    *ms = *ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : *ms * 2;
    return !has_ended(writer);
}

/* ---- the steps: 0, or -1 when it has to be repeated ---- */

static int
open_archive(struct writer *writer, struct err *err)
{
    return writer->archive != NULL
               ? 0
               : archive_open(&writer->archive, writer->spec.archive, ARCHIVE_WRITE, err);
}

/* Does not wait long for Redis: what failed is repeated anyway. */
static int
reach_ledger(struct writer *writer, struct err *err)
{
    const char *why = "";
    struct redis *redis = ledger_redis(writer->ledger);
    if (redis_wait_up(redis, REACH_MS) && redis_up(redis, &why))
        return 0;
    (void)redis_up(redis, &why);
    (void)err_set(err, ERR_RETRY, "ledger: %s", why);
    ledger_is(writer, false, err->text);
    return -1;
}

/* A page that the ledger no longer has was committed before, or dropped. */
static int
look_up_missing(struct writer *writer, struct job *job, struct err *err)
{
    enum page_state state;
    if (open_archive(writer, err) != 0 ||
        archive_state(writer->archive, job->page.id, &state, err) != 0) {
        archive_is(writer, false, err->text);
        return -1;
    }
    archive_is(writer, true, "");
    job->fate = state == PAGE_ANY ? FATE_GONE : FATE_OPEN;
    job->archived = state != PAGE_ANY;
    if (job->fate == FATE_GONE)
        log_warn(job->page_id, "gone", "reason=\"neither in the ledger nor in the archive\"");
    return 0;
}

static int
fetch(struct writer *writer, struct job *job, struct err *err)
{
    if (job->fate != FATE_OPEN || job->fetched || job->archived)
        return 0;
    int found = ledger_fetch(writer->ledger, job->page_id, &job->arena, &job->entry, err);
    ledger_is(writer, found >= 0, found < 0 ? err->text : "");
    if (found <= 0)
        return found < 0 ? -1 : look_up_missing(writer, job, err);
    job->fetched = true;
    return 0;
}

static int
fetch_all(struct writer *writer, struct batch *batch, struct err *err)
{
    for (size_t i = 0; i < batch->count; i++)
        if (fetch(writer, &batch->jobs[i], err) != 0)
            return -1;
    return 0;
}

static void
log_archived(const struct job *job, const struct archive_item *item)
{
    if (item->returned)
        log_info(job->page_id, "current-again", NULL);
    if (item->fate == ARCHIVE_DIFFERENT)
        log_warn(job->page_id, "different", "reason=\"committed before with another result\"");
    else
        log_info(job->page_id, item->fate == ARCHIVE_NEW ? "committed" : "repeated",
                 "articles=%zu bytes=%zu", job->page.article_count, item->original.len);
}

/* Commits jobs from..from+count in one transaction.  A page that the archive
 * rejects is found by committing one at a time. */
static int
archive_range(struct writer *writer, struct batch *batch, size_t from, size_t count,
              struct err *err)
{
    struct archive_item *items = calloc(count, sizeof *items);
    size_t *places = calloc(count, sizeof *places); /* of the items in the batch */
    size_t used = 0;
    if (items == NULL || places == NULL)
        die("out of memory");
    for (size_t i = from; i < from + count; i++) {
        const struct job *job = &batch->jobs[i];
        if (job->fate != FATE_OPEN || job->archived)
            continue;
        places[used] = i;
        items[used++] = (struct archive_item){
            .page = &job->page,
            .original = job->entry.bytes,
            .file = job->entry.file,
            .record = buf_slice(&job->record),
            .accepted_ms = job->entry.accepted_ms,
            .again = job->entry.again,
        };
    }
    int result = used == 0 ? 0 : archive_commit(writer->archive, items, used, err);
    for (size_t i = 0; result == 0 && i < used; i++) {
        struct job *job = &batch->jobs[places[i]];
        job->archived = true;
        job->differs = items[i].fate == ARCHIVE_DIFFERENT || items[i].edited;
        metric_add(items[i].fate == ARCHIVE_NEW ? writer->committed : writer->repeated, 1);
        log_archived(job, &items[i]);
    }
    if (result != 0 && err->kind == ERR_REJECT && used == 1) {
        batch->jobs[places[0]].fate = FATE_REJECTED;
        batch->jobs[places[0]].err = *err;
        result = 0;
    }
    if (result == 0)
        feed_poke(writer->spec.feed);
    free(items);
    free(places);
    return result;
}

static int
archive_batch(struct writer *writer, struct batch *batch, struct err *err)
{
    int64_t start = clock_ms();
    int result = open_archive(writer, err);
    if (result == 0)
        result = archive_range(writer, batch, 0, batch->count, err);
    if (result != 0 && err->kind == ERR_REJECT) {
        result = 0;
        for (size_t i = 0; result == 0 && i < batch->count; i++)
            result = archive_range(writer, batch, i, 1, err);
    }
    metric_add(writer->archive_time, (clock_ms() - start) * 1000);
    archive_is(writer, result == 0, result == 0 ? "" : err->text);
    return result;
}

/* The record of a page goes to the cache unless this one is not what the archive
 * has: readers then fill the cache from there. */
static int
ledger_batch(struct writer *writer, struct batch *batch, struct err *err)
{
    if (reach_ledger(writer, err) != 0)
        return -1;
    struct ledger_commit *commits = calloc(batch->count, sizeof *commits);
    size_t used = 0;
    if (commits == NULL)
        die("out of memory");
    for (size_t i = 0; i < batch->count; i++) {
        struct job *job = &batch->jobs[i];
        if (job->fate != FATE_OPEN || !job->archived)
            continue;
        fault_point("store:before-redis", job->page_id);
        bool cached = writer->cache == NULL && job->fetched && !job->differs;
        commits[used++] = (struct ledger_commit){
            .page_id = job->page_id,
            .record = cached ? buf_slice(&job->record) : SLICE_EMPTY,
        };
    }
    int64_t start = clock_ms();
    int64_t ttl = writer->spec.cache_ttl / 1000;
    int result =
        used == 0 ? 0
                  : ledger_commit(writer->ledger, commits, used, ttl < 1 ? 1 : (unsigned)ttl, err);
    metric_add(writer->ledger_time, (clock_ms() - start) * 1000);
    ledger_is(writer, result == 0, result == 0 ? "" : err->text);
    free(commits);
    return result;
}

static void
fill_cache(struct writer *writer, const struct batch *batch)
{
    for (size_t i = 0; writer->cache != NULL && i < batch->count; i++) {
        const struct job *job = &batch->jobs[i];
        if (job->fate == FATE_COMMITTED && job->fetched && !job->differs)
            (void)cache_put(writer->cache, job->page.id, buf_slice(&job->record), NULL);
    }
}

#ifdef PAGEWIRE_FAULTS
/* Wrong on purpose: the ledger lets go of what the archive does not have yet. */
static int
ledger_first(struct writer *writer, struct batch *batch, struct err *err)
{
    for (size_t i = 0; i < batch->count; i++)
        batch->jobs[i].archived = true;
    int result = ledger_batch(writer, batch, err);
    fault_point("store:before-archive", NULL);
    for (size_t i = 0; i < batch->count; i++)
        batch->jobs[i].archived = false;
    return result != 0 ? result : archive_batch(writer, batch, err);
}
#else
#define ledger_first(writer, batch, err) 0
#endif

static int
try_batch(struct writer *writer, struct batch *batch, struct err *err)
{
    if (reach_ledger(writer, err) != 0 || fetch_all(writer, batch, err) != 0)
        return -1;
    if (fault_switch("LEDGER_FIRST", "store"))
        return ledger_first(writer, batch, err);
    if (archive_batch(writer, batch, err) != 0)
        return -1;
    fault_point("store:after-archive-commit", NULL);
    return ledger_batch(writer, batch, err);
}

static void
settle(struct writer *writer, struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct job *job = &batch->jobs[i];
        if (job->fate == FATE_OPEN)
            job->fate = FATE_COMMITTED;
        else
            metric_add(job->fate == FATE_GONE ? writer->gone : writer->rejected, 1);
    }
}

static void
do_batch(struct writer *writer, struct batch *batch)
{
    struct err err;
    int64_t pause = PAUSE_MS;
    writer->batch = batch;
    while (try_batch(writer, batch, &err) != 0) {
        if (has_ended(writer))
            return;
        log_warn(NULL, "waiting", "pages=%zu reason=\"%s\"", batch->count, err.text);
        if (!pause_for(writer, &pause))
            return;
    }
    settle(writer, batch);
    fill_cache(writer, batch);
    metric_add(writer->batches, 1);
    writer->batch = NULL;
    tell(writer, &(struct news){ .batch = batch });
}

/* While there is nothing to do: is everything there? */
static void
look_around(struct writer *writer)
{
    struct err err;
    redisReply *reply;
    const struct slice ping = SLICE_LITERAL("PING");
    int result = open_archive(writer, &err);
    archive_is(writer, result == 0, result == 0 ? "" : err.text);
    result = redis_call(ledger_redis(writer->ledger), &ping, 1, REACH_MS, &reply, &err);
    ledger_is(writer, result == 0, result == 0 ? "" : err.text);
    if (result == 0)
        freeReplyObject(reply);
}

static void
run(zsock_t *pipe, void *arg)
{
    struct writer *writer = arg;
    zpoller_t *poller = zpoller_new(pipe, NULL);
    zpoller_set_nonstop(poller, true);
    writer->pipe = pipe;
    (void)zsock_signal(pipe, 0);
    look_around(writer);
    for (bool ends = false; !ends;) {
        char *command = NULL;
        void *batch = NULL;
        if (zpoller_wait(poller, IDLE_MS) == NULL)
            look_around(writer);
        else if (zsock_recv(pipe, "sp", &command, &batch) == 0 && batch != NULL) {
            take_over(batch);
            do_batch(writer, batch);
        }
        ends = command != NULL && strcmp(command, "$TERM") == 0;
        zstr_free(&command);
    }
    zpoller_destroy(&poller);
    hand_over(writer);
}

/* ---- its owner ---- */

static void
open_metrics(struct writer *writer)
{
    static const char pages[] = "Pages that store settled, by fate";
    writer->committed =
        metric_new(METRIC_COUNTER, "store_pages_total", "fate=\"committed\"", pages);
    writer->repeated = metric_new(METRIC_COUNTER, "store_pages_total", "fate=\"repeated\"", pages);
    writer->rejected = metric_new(METRIC_COUNTER, "store_pages_total", "fate=\"rejected\"", pages);
    writer->gone = metric_new(METRIC_COUNTER, "store_pages_total", "fate=\"gone\"", pages);
    writer->batches = metric_new(METRIC_COUNTER, "store_batches_total", NULL,
                                 "Transactions that pages were committed in");
    writer->retries = metric_new(METRIC_COUNTER, "store_retries_total", NULL,
                                 "Times that a batch had to wait for the archive or the ledger");
    writer->archive_time = metric_new(METRIC_SECONDS_COUNTER, "store_archive_seconds_total", NULL,
                                      "Time spent in the archive");
    writer->ledger_time = metric_new(METRIC_SECONDS_COUNTER, "store_ledger_seconds_total", NULL,
                                     "Time spent taking pages off the ledger");
}

static int
open_stores(struct writer *writer, struct err *err)
{
    writer->spec.ledger.redis.tick = (struct tick){ on_tick, writer };
    if (ledger_open(&writer->ledger, &writer->spec.ledger, err) != 0)
        return -1;
    if (writer->spec.cache_apart &&
        cache_open(&writer->cache, &writer->spec.cache, writer->spec.cache_ttl, err) != 0)
        return -1;
    if (archive_open(&writer->archive, writer->spec.archive, ARCHIVE_WRITE, err) == 0)
        return 0;
    if (err->kind == ERR_REJECT)
        return -1;
    log_warn(NULL, "archive-away", "reason=\"%s\"", err->text);
    return 0; /* the thread tries again */
}

int
writer_open(struct writer **writer, const struct writer_spec *spec, struct err *err)
{
    struct writer *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->spec = *spec;
    made->archive_holds = made->ledger_holds = true; /* until told otherwise */
    open_metrics(made);
    if (open_stores(made, err) != 0) {
        writer_close(made);
        return -1;
    }
    made->thread = zactor_new(run, made);
    if (made->thread == NULL)
        die("cannot make a thread");
    *writer = made;
    return 0;
}

void
writer_close(struct writer *writer)
{
    if (writer == NULL)
        return;
    zactor_destroy(&writer->thread);
    take_over(writer);
    batch_free(writer->batch);
    archive_close(writer->archive);
    cache_close(writer->cache);
    ledger_close(writer->ledger);
    free(writer);
}

void
writer_send(struct writer *writer, struct batch *batch)
{
    hand_over(batch);
    (void)zsock_send(writer->thread, "sp", "BATCH", batch);
}

zsock_t *
writer_socket(struct writer *writer)
{
    return zactor_sock(writer->thread);
}

struct news
writer_receive(struct writer *writer)
{
    struct news news = { 0 };
    byte *received = NULL;
    size_t size = 0;
    (void)zsock_recv(writer->thread, "b", &received, &size);
    if (received != NULL && size == sizeof news)
        memcpy(&news, received, sizeof news);
    free(received);
    if (news.batch != NULL)
        take_over(news.batch);
    return news;
}
