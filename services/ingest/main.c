/*
 * The ingest daemon: the way in.
 *
 *     clients -- door --+                              +-- lookup --> store
 *                       +--> intake --> ledger (Redis) +
 *     files -- hotfolder+                  |
 *                                      dispatch --> hop --> segment
 *
 * door and hotfolder hand what comes to the intake, which answers once the ledger
 * has it.  dispatch takes pages out of the ledger and keeps them with workers
 * until store has committed them; failures are counted in the ledger.  All of it
 * is one loop; nothing waits.
 */
#include "common/daemon.h"
#include "common/log.h"
#include "common/metrics.h"
#include "services/ingest/dispatch.h"
#include "services/ingest/door.h"
#include "services/ingest/hotfolder.h"

#include <malloc.h>
#include <stdlib.h>

enum { PROBE_MS = 1000, EMPTY_REST_MS = 3600000, REQUEST_SPARE = 1 << 20 };

struct ingest {
    struct daemon *daemon;
    struct ledger *ledger;
    struct lookup *lookup;
    struct intake *intake;
    struct dispatch *dispatch;
    struct door *door;
    struct hotfolder *hotfolder; /* NULL: none */
    int timer;
    bool probing, dispatch_drained;
    struct metric *waiting[LANE_COUNT], *oldest[LANE_COUNT], *bytes, *dead;
};

/* ---- how Redis is ---- */

static void
on_figures(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct ingest *ingest = arg;
    if (err != NULL)
        return;
    for (int i = 0; i < LANE_COUNT; i++) {
        metric_set(ingest->waiting[i], (int64_t)result->status->waiting[i]);
        metric_set(ingest->oldest[i], result->status->oldest_ms[i] * 1000);
    }
    metric_set(ingest->bytes, (int64_t)result->status->bytes);
    metric_set(ingest->dead, (int64_t)result->status->dead);
}

static void
on_probed(void *arg, const struct ledger_result *result, const struct err *err)
{
    (void)result;
    struct ingest *ingest = arg;
    ingest->probing = false;
    daemon_condition(ingest->daemon, "redis", err == NULL, err != NULL ? err->text : NULL);
}

/* Asks whether an accept would be taken, and for the figures. */
static void
probe(struct ingest *ingest)
{
    if (ingest->probing || !redis_up(ledger_redis(ingest->ledger), NULL))
        return;
    ingest->probing = true;
    ledger_probe(ingest->ledger, on_probed, ingest);
    ledger_figures(ingest->ledger, on_figures, ingest);
}

/* ---- what the parts tell ---- */

static void
on_redis(void *arg, bool up, const char *why)
{
    struct ingest *ingest = arg;
    if (!up) {
        daemon_condition(ingest->daemon, "redis", false, why);
        return;
    }
    probe(ingest); /* says whether it is ready */
    dispatch_reconnected(ingest->dispatch);
}

static void
on_placed(void *arg, bool placed, const char *why)
{
    struct ingest *ingest = arg;
    daemon_condition(ingest->daemon, "place", placed, why);
}

static void
on_refused(void *arg, const char *why)
{
    struct ingest *ingest = arg;
    log_error(NULL, "instance-taken", "reason=\"%s\"", why);
    daemon_end(ingest->daemon, 1);
}

static void
end_when_drained(struct ingest *ingest)
{
    if (ingest->dispatch_drained && door_pending(ingest->door) == 0 &&
        intake_pending(ingest->intake) == 0)
        daemon_end(ingest->daemon, 0);
}

static void
on_drained(void *arg)
{
    struct ingest *ingest = arg;
    ingest->dispatch_drained = true;
    end_when_drained(ingest);
}

static void
on_idle(void *arg)
{
    end_when_drained(arg);
}

static void
on_accepted(void *arg)
{
    struct ingest *ingest = arg;
    dispatch_kick(ingest->dispatch);
}

static void
on_status(void *arg, struct reply *reply)
{
    struct ingest *ingest = arg;
    const struct hop_out *hop = dispatch_hop(ingest->dispatch);
    reply->workers = (int64_t)hop_out_workers(hop);
    reply->dispatched = (int64_t)hop_out_held(hop);
    hop = dispatch_documents(ingest->dispatch);
    reply->decoders = (int64_t)hop_out_workers(hop);
    reply->dispatched += (int64_t)(hop_out_held(hop) - hop_out_waiting(hop));
    reply->documents = (int64_t)dispatch_documents_waiting(ingest->dispatch);
    size_t waiting, left;
    hotfolder_figures(ingest->hotfolder, &waiting, &left);
    reply->hot_waiting = (int64_t)waiting;
    reply->hot_left = (int64_t)left;
}

static void
on_progress(void *arg, const char *page_id, char *text, size_t size)
{
    struct ingest *ingest = arg;
    dispatch_progress(ingest->dispatch, page_id, text, size);
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct ingest *ingest = arg;
    if (daemon_draining(ingest->daemon))
        end_when_drained(ingest);
    probe(ingest);
    return 0;
}

/* ---- opening ---- */

static int
open_ledger(struct ingest *ingest, const struct config *config, struct err *err)
{
    struct ledger_spec spec = { .redis = { .url = config_string(config, "redis_url"),
                                           .plaintext = config_bool(config, "redis_plaintext"),
                                           .changed = on_redis,
                                           .arg = ingest },
                                .max_bytes = config_size(config, "ledger_max_bytes"),
                                .attempts_max = (unsigned)config_number(config, "attempts_max"),
                                .instance_ttl = config_duration(config, "instance_ttl") };
    if (ledger_open(&ingest->ledger, &spec, err) != 0)
        return err_prefix(err, "redis_url");
    daemon_condition(ingest->daemon, "redis", false, "not connected yet");
    return 0;
}

static int
open_dispatch(struct ingest *ingest, const struct config *config, struct err *err)
{
    struct dispatch_spec spec = {
        .ledger = ingest->ledger,
        .loop = daemon_loop(ingest->daemon),
        .curve = daemon_curve(ingest->daemon),
        .instance = daemon_instance(ingest->daemon),
        .boot = daemon_boot(ingest->daemon),
        .hop = { .endpoint = config_string(config, "hop_endpoint"),
                 .custody_max = config_number(config, "hop_custody_max"),
                 .custody_bytes = config_size(config, "hop_custody_bytes"),
                 .queue_max = config_number(config, "hop_queue_max"),
                 .message_max = config_size(config, "hop_message_max"),
                 .deadline = config_duration(config, "hop_deadline") },
        .document_endpoint = config_string(config, "document_endpoint"),
        .document_deadline = config_duration(config, "document_deadline"),
        .document_bytes = config_size(config, "document_bytes_max"),
        .live_share = (unsigned)config_number(config, "live_share"),
        .instance_ttl = config_duration(config, "instance_ttl"),
        .reclaim_idle = config_duration(config, "reclaim_idle"),
        .decode = { .bytes_max = config_size(config, "page_bytes_max"),
                    .lines_max = config_number(config, "page_lines_max") },
        .placed = on_placed,
        .refused = on_refused,
        .drained = on_drained,
        .arg = ingest,
    };
    daemon_condition(ingest->daemon, "place", false, "not enrolled yet");
    if (dispatch_open(&ingest->dispatch, &spec, err) != 0)
        return -1;
    daemon_publish(ingest->daemon, "document_endpoint",
                   hop_out_endpoint(dispatch_documents(ingest->dispatch)));
    daemon_publish(ingest->daemon, "hop_endpoint",
                   hop_out_endpoint(dispatch_hop(ingest->dispatch)));
    return 0;
}

static void
open_intake(struct ingest *ingest, const struct config *config)
{
    struct intake_spec spec = { .loop = daemon_loop(ingest->daemon),
                                .ledger = ingest->ledger,
                                .lookup = ingest->lookup,
                                .page_bytes = config_size(config, "page_bytes_max"),
                                .page_lines = config_number(config, "page_lines_max"),
                                .document_bytes = config_size(config, "document_bytes_max"),
                                .bytes_max = config_size(config, "submit_bytes"),
                                .accepted = on_accepted,
                                .arg = ingest };
    ingest->intake = intake_new(&spec);
}

/* The bytes of a page or document are one frame of a request; one a little too large is still
 * read, to be refused in words. */
static size_t
request_bytes(const struct config *config)
{
    size_t set = config_size(config, "submit_message_max");
    size_t page = config_size(config, "page_bytes_max");
    size_t document = config_size(config, "document_bytes_max");
    return set > 0 ? set : (page > document ? page : document) + REQUEST_SPARE;
}

static int
open_door(struct ingest *ingest, const struct config *config, struct err *err)
{
    struct door_spec spec = { .endpoint = config_string(config, "submit_endpoint"),
                              .message_max = request_bytes(config),
                              .ledger = ingest->ledger,
                              .lookup = ingest->lookup,
                              .intake = ingest->intake,
                              .max_bytes = config_size(config, "ledger_max_bytes"),
                              .status = on_status,
                              .progress = on_progress,
                              .retried = on_accepted,
                              .idle = on_idle,
                              .arg = ingest };
    if (door_open(&ingest->door, daemon_loop(ingest->daemon), daemon_curve(ingest->daemon), &spec,
                  err) != 0)
        return -1;
    daemon_publish(ingest->daemon, "submit_endpoint", door_endpoint(ingest->door));
    return 0;
}

static int
open_hotfolder(struct ingest *ingest, const struct config *config, struct err *err)
{
    struct hotfolder_spec spec = { .path = config_string(config, "hot_folder"),
                                   .intake = ingest->intake,
                                   .lenient = config_bool(config, "hot_lenient"),
                                   .bytes_max = config_size(config, "document_bytes_max"),
                                   .settle = config_duration(config, "settle"),
                                   .scan = config_duration(config, "hot_scan"),
                                   .empty_rest = EMPTY_REST_MS };
    spec.kinds = config_list(config, "hot_kinds", &spec.kind_count);
    if (!lane_find(slice_from(config_string(config, "hot_lane")), &spec.lane))
        return err_set(err, ERR_REJECT, "hot_lane: neither \"live\" nor \"backfill\"");
    if (spec.path[0] == '\0')
        return 0;
    return hotfolder_open(&ingest->hotfolder, daemon_loop(ingest->daemon), &spec, err);
}

static void
open_metrics(struct ingest *ingest)
{
    static const char *const labels[LANE_COUNT] = {
        [LANE_LIVE] = "lane=\"live\"",
        [LANE_BACKFILL] = "lane=\"backfill\"",
    };
    for (int i = 0; i < LANE_COUNT; i++) {
        ingest->waiting[i] = metric_new(METRIC_GAUGE, "waiting_pages", labels[i],
                                        "Pages accepted and not yet committed.");
        ingest->oldest[i] = metric_new(METRIC_SECONDS_GAUGE, "waiting_oldest_seconds", labels[i],
                                       "Age of the oldest of them.");
    }
    ingest->bytes =
        metric_new(METRIC_GAUGE, "ledger_bytes", NULL, "Bytes of pages waiting or dead.");
    ingest->dead = metric_new(METRIC_GAUGE, "dead_pages", NULL, "Dead letters.");
}

static int
ingest_init(struct daemon *daemon, void **state, struct err *err)
{
    const struct config *config = daemon_config(daemon);
    struct ingest *ingest = calloc(1, sizeof *ingest);
    if (ingest == NULL)
        die("out of memory");
    ingest->daemon = daemon;
    ingest->timer = -1;
    *state = ingest;
    open_metrics(ingest);
    if (open_ledger(ingest, config, err) != 0 ||
        lookup_open(&ingest->lookup, daemon_loop(daemon), daemon_curve(daemon),
                    config_string(config, "query_endpoint"), config_duration(config, "query_wait"),
                    err) != 0)
        return -1;
    open_intake(ingest, config);
    if (open_dispatch(ingest, config, err) != 0 || open_door(ingest, config, err) != 0 ||
        open_hotfolder(ingest, config, err) != 0)
        return -1;
    ingest->timer = zloop_timer(daemon_loop(daemon), PROBE_MS, 0, on_timer, ingest);
    redis_join(ledger_redis(ingest->ledger), daemon_loop(daemon));
    return 0;
}

static void
ingest_drain(struct daemon *daemon, void *state)
{
    (void)daemon;
    struct ingest *ingest = state;
    hotfolder_stop(ingest->hotfolder);
    intake_stop(ingest->intake);
    dispatch_drain(ingest->dispatch);
}

/* Lookup and ledger answer all that is under way, while those who asked are there. */
static void
ingest_done(void *state)
{
    struct ingest *ingest = state;
    hotfolder_stop(ingest->hotfolder);
    if (ingest->dispatch != NULL)
        dispatch_stop(ingest->dispatch);
    if (ingest->timer >= 0)
        zloop_timer_end(daemon_loop(ingest->daemon), ingest->timer);
    intake_abandon(ingest->intake);
    lookup_close(ingest->lookup);
    ledger_close(ingest->ledger);
    hotfolder_close(ingest->hotfolder);
    door_close(ingest->door);
    dispatch_close(ingest->dispatch);
    intake_free(ingest->intake);
    free(ingest);
}

static const struct daemon_spec spec = {
    .name = "ingest",
    .summary = "takes pages in and hands them to segment",
    .init = ingest_init,
    .drain = ingest_drain,
    .done = ingest_done,
};

int
main(int argc, char **argv)
{
    /* Pages that were large leave no holes behind: libc would learn to keep their room. */
    (void)mallopt(M_MMAP_THRESHOLD, 256 << 10);
    return daemon_main(&spec, argc, argv);
}
