/*
 * The store daemon: the end of the pipeline.  The loop takes finished pages from
 * enrich, decodes them, and gathers them into batches; the writer's thread commits
 * a batch while the next one fills.  DONE for a page is sent when its batch has
 * come back, and goes upstream to ingest.  Readers are answered by a third thread.
 *
 * Back-pressure: a page that waits for disk or Redis keeps its credit, so upstream
 * sends no more than hop_credit pages; nothing is dropped, and beats go on.
 */
#include "common/clock.h"
#include "common/daemon.h"
#include "common/fault.h"
#include "common/hop/hop.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/proto/page_json.h"
#include "common/proto/query.h"
#include "services/store/desk.h"
#include "services/store/endpoint.h"
#include "services/store/feed.h"
#include "services/store/reader.h"
#include "services/store/writer.h"

#include <stdlib.h>

enum {
    DRAIN_CHECK_MS = 20,
    LOOK_MS = 1000,  /* how often the loop looks at the batch that is being written */
    STALL_MS = 5000, /* a batch that takes longer stands still */
    /* requests of one client that wait, and answers that it has not fetched: one may have 100
     * questions on their way; few edits, whose records are large */
    QUESTIONS_MAX = 128,
    EDITS_MAX = 8,
};

struct store {
    struct daemon *daemon;
    struct hop_in *in;
    struct writer *writer;
    struct feed *feed;
    struct endpoint *questions, *edits;
    struct batch *filling; /* never NULL */
    bool writing;          /* a batch is with the writer */
    int64_t writing_since; /* clock_ms */
    int timer;             /* that ends the wait for more pages, or 0 */
    size_t commit_pages;
    int64_t commit_wait;
    bool archive_holds, ledger_holds;
    struct metric *held, *poison;
};

/* ---- gathering ---- */

static void
flush(struct store *store)
{
    if (store->writing || store->filling->count == 0)
        return;
    struct batch *batch = store->filling;
    store->filling = batch_new(store->commit_pages);
    store->writing = true;
    store->writing_since = clock_ms();
    writer_send(store->writer, batch);
}

static int
decode(struct job *job, const struct hop_job *from, struct err *err)
{
    (void)snprintf(job->page_id, sizeof job->page_id, "%s", from->page_id);
    if (page_decode_job(&job->page, from->body, err) != 0)
        return -1;
    if (!slice_equal(job->page.id, slice_from(from->page_id)))
        return err_set(err, ERR_REJECT, "the body is of another page, %.*s",
                       SLICE_ARGS(job->page.id));
    page_encode_record(&job->page, &job->record);
    return 0;
}

static void
take(struct store *store, const struct hop_job *from)
{
    struct err err;
    struct job *job = batch_add(store->filling);
    fault_point("store:after-receive", from->page_id);
    if (decode(job, from, &err) == 0) {
        /* wrong on purpose, to see that the checker notices */
        if (fault_switch("DONE_EARLY", "store"))
            hop_in_done(store->in, job->page_id);
        return;
    }
    batch_drop_last(store->filling);
    metric_add(store->poison, 1);
    log_error(from->page_id, "rejected", "attempt=%u reason=\"%s\"", from->attempt, err.text);
    hop_in_nack(store->in, from->page_id, HOP_REJECT, true, err.text);
}

static int
on_wait_over(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct store *store = arg;
    store->timer = 0;
    flush(store);
    return 0;
}

/* Takes what waits, as far as the batch has room.  A full one goes at once, if
 * the writer is free; others wait a little for company. */
static void
gather(struct store *store)
{
    struct hop_job job;
    while (store->filling->count < store->commit_pages && hop_in_take(store->in, &job)) {
        take(store, &job);
        hop_in_tick(store->in);
        daemon_beat(store->daemon);
    }
    metric_set(store->held, (int64_t)hop_in_held(store->in));
    if (store->filling->count == store->commit_pages)
        flush(store);
    else if (store->filling->count > 0 && !store->writing && store->timer == 0)
        store->timer = zloop_timer(daemon_loop(store->daemon), (size_t)store->commit_wait, 1,
                                   on_wait_over, store);
}

static void
on_arrived(void *arg)
{
    gather(arg);
}

/* ---- what the writer tells ---- */

static void
answer(struct store *store, const struct job *job)
{
    if (job->fate != FATE_REJECTED) {
        hop_in_done(store->in, job->page_id);
        return;
    }
    log_error(job->page_id, "rejected", "reason=\"%s\"", job->err.text);
    hop_in_nack(store->in, job->page_id, HOP_REJECT, true, job->err.text);
}

static void
on_batch(struct store *store, struct batch *batch)
{
    store->writing = false;
    for (size_t i = 0; i < batch->count; i++)
        answer(store, &batch->jobs[i]);
    batch_free(batch);
    flush(store); /* it has waited long enough */
    gather(store);
}

static void
on_condition(struct store *store, const struct news *news)
{
    daemon_condition(store->daemon, news->condition, news->holds, news->why);
    if (strcmp(news->condition, "archive") == 0)
        store->archive_holds = news->holds;
    else
        store->ledger_holds = news->holds;
    hop_in_pause(store->in, !store->archive_holds || !store->ledger_holds);
}

static int
on_news(zloop_t *loop, zsock_t *socket, void *arg)
{
    (void)loop, (void)socket;
    struct store *store = arg;
    struct news news = writer_receive(store->writer);
    if (news.batch != NULL)
        on_batch(store, news.batch);
    else if (news.condition != NULL)
        on_condition(store, &news);
    return 0;
}

/* A disk may keep the writer in one call for minutes, so that it tells nothing. */
static int
on_look(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct store *store = arg;
    bool stalls = store->writing && clock_ms() - store->writing_since > STALL_MS;
    daemon_condition(store->daemon, "commits", !stalls,
                     stalls ? "a batch is being written for more than 5 s" : NULL);
    return 0;
}

/* ---- starting and ending ---- */

/* Where records are cached: cache_url, or the ledger's. */
static struct redis_spec
cache_spec(const struct config *config)
{
    const char *url = config_string(config, "cache_url");
    return (struct redis_spec){
        .url = *url != '\0' ? url : config_string(config, "redis_url"),
        .plaintext = config_bool(config, "redis_plaintext"),
    };
}

static int
open_writer(struct store *store, const struct config *config, struct err *err)
{
    struct writer_spec spec = {
        .archive = config_string(config, "archive"),
        .ledger.redis.url = config_string(config, "redis_url"),
        .ledger.redis.plaintext = config_bool(config, "redis_plaintext"),
        .cache_ttl = config_duration(config, "cache_ttl"),
        .cache_apart = *config_string(config, "cache_url") != '\0',
        .cache = cache_spec(config),
        .feed = store->feed,
    };
    if (writer_open(&store->writer, &spec, err) != 0)
        return -1;
    daemon_condition(store->daemon, "archive", true, NULL);
    daemon_condition(store->daemon, "ledger", true, NULL);
    (void)zloop_reader(daemon_loop(store->daemon), writer_socket(store->writer), on_news, store);
    zloop_reader_set_tolerant(daemon_loop(store->daemon), writer_socket(store->writer));
    return 0;
}

static bool
answer_reader(void *reader, struct slice request, struct slice body, struct room room,
              struct buf *header, struct buf *answered)
{
    (void)body;
    return reader_answer(reader, request, room, header, answered);
}

static void
warm_reader(void *reader)
{
    reader_warm(reader);
}

static void
close_reader(void *reader)
{
    reader_close(reader);
}

static int
open_questions(struct store *store, const struct config *config, struct err *err)
{
    struct reader *reader;
    struct reader_spec spec = {
        .archive = config_string(config, "archive"),
        .time_ms = config_duration(config, "query_time"),
        .cache = cache_spec(config),
        .cache_ttl = config_duration(config, "cache_ttl"),
    };
    if (reader_open(&reader, &spec, err) != 0)
        return -1;
    struct endpoint_spec endpoint = {
        .name = "query_endpoint",
        .address = config_string(config, "query_endpoint"),
        .message_max = QUERY_BYTES_MAX + 1024, /* an ERROR answers what is a bit larger */
        .rights = ROLE_MAY_READ,
        .waiting_max = QUESTIONS_MAX,
        .begin = warm_reader,
        .answer = answer_reader,
        .close = close_reader,
        .arg = reader,
    };
    if (endpoint_open(&store->questions, &endpoint, daemon_curve(store->daemon), err) != 0) {
        reader_close(reader);
        return -1;
    }
    daemon_publish(store->daemon, "query", endpoint_address(store->questions));
    return 0;
}

static int
open_edits(struct store *store, const struct config *config, struct err *err)
{
    struct desk *desk;
    struct desk_spec spec = {
        .archive = config_string(config, "archive"),
        .cache = cache_spec(config),
        .cache_ttl = config_duration(config, "cache_ttl"),
        .feed = store->feed,
    };
    if (desk_open(&desk, &spec, err) != 0)
        return -1;
    struct endpoint_spec endpoint = {
        .name = "edit_endpoint",
        .address = config_string(config, "edit_endpoint"),
        .message_max = QUERY_BODY_BYTES_MAX,
        .rights = ROLE_MAY_OPERATE,
        .waiting_max = EDITS_MAX,
        .answer = desk_answer,
        .close = desk_close,
        .arg = desk,
    };
    if (endpoint_open(&store->edits, &endpoint, daemon_curve(store->daemon), err) != 0) {
        desk_close(desk);
        return -1;
    }
    daemon_publish(store->daemon, "edit", endpoint_address(store->edits));
    return 0;
}

static int
open_feed(struct store *store, const struct config *config, struct err *err)
{
    if (feed_open(&store->feed, config_string(config, "feed_endpoint"),
                  config_string(config, "archive"), daemon_curve(store->daemon), err) != 0)
        return -1;
    daemon_publish(store->daemon, "feed", feed_address(store->feed));
    return 0;
}

static int
open_hop(struct store *store, const struct config *config, struct err *err)
{
    struct hop_in_spec spec = {
        .boot = daemon_boot(store->daemon),
        .stage = "store",
        .capacity = config_number(config, "hop_credit"),
        .message_max = config_size(config, "hop_message_max"),
        .arrived = on_arrived,
        .arg = store,
    };
    spec.endpoints = config_list(config, "upstream", &spec.endpoint_count);
    return hop_in_new(&store->in, daemon_loop(store->daemon), daemon_curve(store->daemon), &spec,
                      err);
}

static int
init(struct daemon *daemon, void **state, struct err *err)
{
    const struct config *config = daemon_config(daemon);
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL)
        die("out of memory");
    *state = store;
    store->daemon = daemon;
    store->archive_holds = store->ledger_holds = true;
    store->commit_pages = config_number(config, "commit_pages");
    if (store->commit_pages == 0)
        store->commit_pages = 1;
    store->commit_wait = config_duration(config, "commit_wait");
    if (fault_switch("DONE_EARLY", "store"))
        store->commit_wait = 1000; /* time to die in between */
    store->filling = batch_new(store->commit_pages);
    store->held = metric_new(METRIC_GAUGE, "store_held", NULL, "Pages taken and not yet answered");
    store->poison = metric_new(METRIC_COUNTER, "store_poison_total", NULL,
                               "Jobs that were no page and went back");
    if (open_feed(store, config, err) != 0 || open_writer(store, config, err) != 0 ||
        open_questions(store, config, err) != 0 || open_edits(store, config, err) != 0)
        return -1;
    (void)zloop_timer(daemon_loop(daemon), LOOK_MS, 0, on_look, store);
    return open_hop(store, config, err);
}

static int
on_drain_check(zloop_t *loop, int timer, void *arg)
{
    struct store *store = arg;
    gather(store);
    if (!hop_in_idle(store->in))
        return 0;
    (void)zloop_timer_end(loop, timer);
    hop_in_leave(store->in);
    daemon_end(store->daemon, 0);
    return 0;
}

static void
drain(struct daemon *daemon, void *state)
{
    struct store *store = state;
    hop_in_drain(store->in);
    (void)zloop_timer(daemon_loop(daemon), DRAIN_CHECK_MS, 0, on_drain_check, store);
}

static void
done(void *state)
{
    struct store *store = state;
    hop_in_free(store->in);
    endpoint_close(store->edits);
    endpoint_close(store->questions);
    writer_close(store->writer);
    feed_close(store->feed);
    batch_free(store->filling);
    free(store);
}

static const struct daemon_spec spec = {
    .name = "store",
    .summary = "commits finished pages to the archive and answers readers",
    .init = init,
    .drain = drain,
    .done = done,
};

int
main(int argc, char **argv)
{
    return daemon_main(&spec, argc, argv);
}
