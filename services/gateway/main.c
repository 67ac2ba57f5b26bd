/*
 * The gateway daemon: HTTP for CMSs, archives, scripts and people.  It holds nothing that
 * must outlive it: it asks ingest and store like any other client, and any number of them
 * may run.  All of it is one thread: libmicrohttpd's epoll, the sockets to ingest and
 * store and the timers hang in one loop, and a request that waits is suspended.
 *
 * Read exchange.h and routes.c first, then the file of a noun.
 */
#include "common/buf.h"
#include "common/clock.h"
#include "common/daemon.h"
#include "common/datadir.h"
#include "common/file.h"
#include "common/log.h"
#include "services/gateway/access.h"
#include "services/gateway/aside.h"
#include "services/gateway/cache.h"
#include "services/gateway/deliver.h"
#include "services/gateway/door.h"
#include "services/gateway/events.h"
#include "services/gateway/follow.h"
#include "services/gateway/gateway.h"
#include "services/gateway/room.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DRAIN_CHECK_MS = 50,
    ASKS_MOST = 2000, /* questions to ingest or store at once; more is 503 */
    OPENAPI_BYTES_MAX = 1 << 20,
};

struct service {
    struct gateway gateway;
    struct buf base;
    int metrics_timer;
    int64_t drain_until; /* clock_ms: clients that do not take their answers are waited for */
    struct metric *connections;
};

/* ---- files that came with us ---- */

/* Where one of them is: installed beside the data, or in the source tree. */
static void
shipped(struct buf *path, const char *name)
{
    struct stat what;
    buf_printf(path, "%s/%s", data_dir(), name);
    if (stat(buf_string(path), &what) == 0)
        return;
    buf_clear(path);
    buf_printf(path, "%s/../services/gateway/%s", data_dir(), name);
}

static void
read_openapi(struct gateway *gateway)
{
    struct buf path = { 0 }, text = { 0 };
    shipped(&path, "openapi.json");
    if (file_load(buf_string(&path), OPENAPI_BYTES_MAX, &text, NULL) == 0)
        gateway->openapi = payload_new("application/json", &text);
    buf_done(&path);
}

static int
open_room(struct gateway *gateway, const struct config *config, struct err *err)
{
    struct buf path = { 0 };
    const char *dir = config_string(config, "room_dir");
    if (*dir != '\0')
        buf_printf(&path, "%s", dir);
    else
        shipped(&path, "room");
    int rc = room_open(&gateway->room, buf_string(&path), err);
    buf_done(&path);
    return rc;
}

/* ---- whom it asks ---- */

static int
open_ask(struct gateway *gateway, struct ask **ask, const char *key, struct err *err)
{
    struct ask_spec spec = {
        .endpoint = config_string(daemon_config(gateway->daemon), key),
        .patient = true,
        .pending_max = ASKS_MOST,
    };
    if (ask_open(ask, daemon_curve(gateway->daemon), &spec, err) != 0)
        return err_prefix(err, "%s", key);
    ask_join(*ask, daemon_loop(gateway->daemon));
    return 0;
}

/* ---- whom it answers ---- */

static int
write_url(const char *path, const char *url, struct err *err)
{
    struct buf text = { 0 };
    if (*path == '\0')
        return 0;
    buf_printf(&text, "%s\n", url);
    int rc = file_replace(path, buf_slice(&text), false, err);
    buf_done(&text);
    return rc == 0 ? 0 : err_prefix(err, "url_file");
}

static int
open_http(struct service *service, const struct config *config, struct err *err)
{
    struct gateway *gateway = &service->gateway;
    struct http_spec spec = {
        .listen = config_string(config, "listen"),
        .connections_max = config_number(config, "connections_max"),
        .header_max = config_size(config, "header_max"),
        .bodies_max = config_size(config, "bodies_max"),
        .head_ms = config_duration(config, "head_time"),
        .send_ms = config_duration(config, "send_time"),
        .admit = door_admit,
        .handle = door_handle,
        .answering = door_answering,
        .arg = gateway,
    };
    if (http_open(&gateway->http, daemon_loop(gateway->daemon), &spec, err) != 0)
        return -1;
    struct buf url = { 0 };
    buf_printf(&url, "http://%s/", http_address(gateway->http));
    const char *public = config_string(config, "public_url");
    buf_printf(&service->base, "%s", *public != '\0' ? public : buf_string(&url));
    while (service->base.len > 0 && service->base.ptr[service->base.len - 1] == '/')
        service->base.len--;
    gateway->base = buf_string(&service->base);
    daemon_publish(gateway->daemon, "url", buf_string(&url));
    int rc = write_url(config_string(config, "url_file"), buf_string(&url), err);
    buf_done(&url);
    return rc;
}

static void
make_metrics(struct service *service)
{
    static const char *const labels[] = { NULL,           NULL,           "code=\"2xx\"",
                                          "code=\"3xx\"", "code=\"4xx\"", "code=\"5xx\"" };
    struct gateway *gateway = &service->gateway;
    for (int i = 0; i < 6; i++)
        gateway->answers[i] =
            metric_new(METRIC_COUNTER, "gateway_answers_total", i < 2 ? labels[2] : labels[i],
                       "Answers that were given, by the hundred of their status");
    gateway->cache_hits = metric_new(METRIC_COUNTER, "gateway_cache_hits_total", NULL,
                                     "Pages and articles that the answer cache had");
    gateway->cache_misses = metric_new(METRIC_COUNTER, "gateway_cache_misses_total", NULL,
                                       "Pages and articles that store was asked for");
    gateway->submitted = metric_new(METRIC_COUNTER, "gateway_submitted_total", NULL,
                                    "Pages that ingest accepted from here");
    service->connections =
        metric_new(METRIC_GAUGE, "gateway_connections", NULL, "Connections that are open");
}

static int
on_metrics(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct service *service = arg;
    metric_set(service->connections, (int64_t)http_connections(service->gateway.http));
    return 0;
}

static int
init(struct daemon *daemon, void **state, struct err *err)
{
    const struct config *config = daemon_config(daemon);
    struct service *service = calloc(1, sizeof *service);
    if (service == NULL)
        die("out of memory");
    *state = service;
    struct gateway *gateway = &service->gateway;
    gateway->daemon = daemon;
    gateway->ask_ms = config_duration(config, "answer_time");
    gateway->submit_max = config_size(config, "submit_max");
    gateway->cors = config_list(config, "cors_origins", &gateway->cors_count);
    gateway->cache = cache_new(config_size(config, "answer_cache"));
    gateway->access = access_open(&(struct access_spec){
        .gateway = gateway,
        .trust_local = config_bool(config, "trust_local"),
        .rate = config_number(config, "rate_limit"),
    });
    make_metrics(service);
    read_openapi(gateway);
    if (open_room(gateway, config, err) != 0 ||
        open_ask(gateway, &gateway->ingest, "submit_endpoint", err) != 0 ||
        open_ask(gateway, &gateway->store, "query_endpoint", err) != 0 ||
        open_ask(gateway, &gateway->edit, "edit_endpoint", err) != 0 ||
        follow_open(&gateway->follow, gateway, err) != 0 || open_http(service, config, err) != 0)
        return -1;
    gateway->events = events_open(gateway);
    gateway->aside = aside_new(daemon_loop(daemon));
    struct deliver_spec hooks = {
        .gateway = gateway,
        .retry_ms = config_duration(config, "hook_retry"),
        .attempts = (unsigned)config_number(config, "hook_attempts"),
    };
    if (deliver_open(&gateway->deliver, &hooks, err) != 0)
        return -1;
    service->metrics_timer = zloop_timer(daemon_loop(daemon), 1000, 0, on_metrics, service);
    return 0;
}

/* What is under way gets its answer; new connections are for others. */
static int
on_drain_check(zloop_t *loop, int timer, void *arg)
{
    const struct service *service = arg;
    const struct gateway *gateway = &service->gateway;
    if (ask_pending(gateway->ingest) + ask_pending(gateway->store) + ask_pending(gateway->edit) > 0)
        return 0;
    if (http_answering(gateway->http) > 0 && clock_ms() < service->drain_until)
        return 0;
    (void)zloop_timer_end(loop, timer);
    daemon_end(gateway->daemon, 0);
    return 0;
}

static void
drain(struct daemon *daemon, void *state)
{
    struct service *service = state;
    service->drain_until = clock_ms() + config_duration(daemon_config(daemon), "drain_timeout") / 2;
    http_quiesce(service->gateway.http);
    events_end(service->gateway.events);
    (void)zloop_timer(daemon_loop(daemon), DRAIN_CHECK_MS, 0, on_drain_check, service);
}

static void
done(void *state)
{
    struct service *service = state;
    struct gateway *gateway = &service->gateway;
    ask_close(gateway->ingest);
    ask_close(gateway->store);
    ask_close(gateway->edit);
    events_end(gateway->events);
    aside_free(gateway->aside);
    http_close(gateway->http);
    events_close(gateway->events);
    deliver_close(gateway->deliver);
    follow_close(gateway->follow);
    room_close(gateway->room);
    access_close(gateway->access);
    cache_free(gateway->cache);
    payload_drop(gateway->openapi);
    buf_done(&service->base);
    free(service);
}

static const struct daemon_spec spec = {
    .name = "gateway",
    .summary = "speaks HTTP: submitting, reading, searching, feeds",
    .init = init,
    .drain = drain,
    .done = done,
};

int
main(int argc, char **argv)
{
    return daemon_main(&spec, argc, argv);
}
