#include "common/status.h"

#include "common/buf.h"
#include "common/clock.h"
#include "common/descriptors.h"
#include "common/hostport.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CONDITIONS_MAX = 16, VISITORS = 64, CONNECTIONS_MAX = 256 };

struct condition {
    const char *name;
    bool holds;
    char why[160];
};

struct status {
    struct status_spec spec;
    char endpoint[HOSTPORT_SIZE];
    struct MHD_Daemon *http;
    int visitors[VISITORS]; /* their descriptors, -1: none; the HTTP thread's */
    size_t next_visitor;
    atomic_int_fast64_t beat;
    pthread_t watchdog;
    bool watched;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t closing;
    bool closed;
    struct condition conditions[CONDITIONS_MAX];
    size_t condition_count;
};

/* ---- conditions and beats ---- */

void
status_beat(struct status *status)
{
    atomic_store(&status->beat, clock_ms());
}

bool
status_condition(struct status *status, const char *name, bool holds, const char *why)
{
    bool news = false;
    (void)pthread_mutex_lock(&status->lock);
    size_t i = 0;
    while (i < status->condition_count && strcmp(status->conditions[i].name, name) != 0)
        i++;
    if (i < CONDITIONS_MAX) {
        struct condition *condition = &status->conditions[i];
        news = i == status->condition_count ? !holds : condition->holds != holds;
        if (i == status->condition_count)
            status->condition_count++;
        condition->name = name;
        condition->holds = holds;
        (void)snprintf(condition->why, sizeof condition->why, "%s", why ? why : "");
    }
    (void)pthread_mutex_unlock(&status->lock);
    return news;
}

static bool
is_live(struct status *status, struct buf *text)
{
    int64_t silent = clock_ms() - atomic_load(&status->beat);
    bool live = silent <= status->spec.live_timeout;
    buf_printf(text, live ? "live\n" : "the loop has stood still for %lld ms\n", (long long)silent);
    return live;
}

static bool
is_ready(struct status *status, struct buf *text)
{
    bool ready = true;
    (void)pthread_mutex_lock(&status->lock);
    for (size_t i = 0; i < status->condition_count; i++) {
        const struct condition *condition = &status->conditions[i];
        if (condition->holds)
            continue;
        ready = false;
        size_t len = strlen(condition->name); /* not "archive: archive: ..." */
        bool named =
            strncmp(condition->why, condition->name, len) == 0 && condition->why[len] == ':';
        buf_printf(text, "%s%s%s\n", named ? "" : condition->name, named ? "" : ": ",
                   *condition->why ? condition->why : "not ready");
    }
    (void)pthread_mutex_unlock(&status->lock);
    if (ready)
        buf_printf(text, "ready\n");
    return ready;
}

/* ---- HTTP ---- */

static enum MHD_Result
reply(struct MHD_Connection *connection, unsigned code, struct buf *text)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(text->len, text->ptr, MHD_RESPMEM_MUST_COPY);
    buf_done(text);
    if (response == NULL)
        return MHD_NO;
    (void)MHD_add_response_header(response, "Content-Type", "text/plain; version=0.0.4");
    enum MHD_Result result = MHD_queue_response(connection, code, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *upload, size_t *upload_size, void **state)
{
    struct status *status = arg;
    struct buf text = { 0 };
    unsigned code = 200;
    (void)version, (void)upload, (void)state;
    *upload_size = 0;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        buf_printf(&text, "only GET\n");
        code = 405;
    } else if (strcmp(url, "/metrics") == 0) {
        metrics_print(&text);
    } else if (strcmp(url, "/live") == 0) {
        code = is_live(status, &text) ? 200 : 503;
    } else if (strcmp(url, "/ready") == 0) {
        code = is_ready(status, &text) ? 200 : 503;
    } else {
        buf_printf(&text, "/metrics, /live, /ready\n");
        code = 404;
    }
    return reply(connection, code, &text);
}

/* Who asks is answered within milliseconds.  Whoever has not been when as many others have come
 * after him is not here for that: he goes, so that those who are can always come. */
static void
on_connection(void *arg, struct MHD_Connection *connection, void **context,
              enum MHD_ConnectionNotificationCode code)
{
    struct status *status = arg;
    (void)context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info == NULL)
        return;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int *place = &status->visitors[status->next_visitor++ % VISITORS];
        if (*place >= 0)
            (void)shutdown(*place, SHUT_RDWR);
        *place = info->connect_fd;
        return;
    }
    for (size_t i = 0; i < VISITORS; i++)
        if (status->visitors[i] == info->connect_fd)
            status->visitors[i] = -1;
}

static int
start_http(struct status *status, struct err *err)
{
    struct hostport where;
    if (hostport_read(&where, "http_endpoint", status->spec.endpoint, err) != 0)
        return -1;
    bool six = where.address.ss_family == AF_INET6;
    status->http = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | (six ? MHD_USE_IPv6 : 0), 0, NULL, NULL, on_request, status,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&where.address, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, status, MHD_OPTION_END);
    if (status->http == NULL)
        return err_set(err, ERR_RETRY, "http_endpoint %.60s: %s", status->spec.endpoint,
                       strerror(errno));
    const union MHD_DaemonInfo *listener =
        MHD_get_daemon_info(status->http, MHD_DAEMON_INFO_LISTEN_FD);
    if (listener != NULL)
        descriptors_exempt(listener->listen_fd);
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(status->http, MHD_DAEMON_INFO_BIND_PORT);
    hostport_text(&where, info ? info->port : 0, status->endpoint);
    return 0;
}

/* ---- the watchdog ---- */

/* Wakes every second; a process that was stopped does not wake, so that only
 * its own running time counts. */
static void *
watch(void *arg)
{
    struct status *status = arg;
    int64_t last = 0, still = 0;
    (void)pthread_mutex_lock(&status->lock);
    while (!status->closed) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        (void)pthread_cond_timedwait(&status->closing, &status->lock, &until);
        int64_t beat = atomic_load(&status->beat);
        still = beat == last ? still + 1000 : 0;
        last = beat;
        if (still >= status->spec.hang_timeout && !status->closed) {
            log_error(NULL, "hung", "ms=%lld", (long long)still);
            _exit(1);
        }
    }
    (void)pthread_mutex_unlock(&status->lock);
    return NULL;
}

int
status_open(struct status **status, const struct status_spec *spec, struct err *err)
{
    struct status *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    opened->spec = *spec;
    for (size_t i = 0; i < VISITORS; i++)
        opened->visitors[i] = -1;
    (void)pthread_mutex_init(&opened->lock, NULL);
    clock_cond_init(&opened->closing);
    status_beat(opened);
    if (*spec->endpoint != '\0' && start_http(opened, err) != 0) {
        status_close(opened);
        return -1;
    }
    if (spec->hang_timeout > 0)
        opened->watched = pthread_create(&opened->watchdog, NULL, watch, opened) == 0;
    *status = opened;
    return 0;
}

void
status_close(struct status *status)
{
    if (status == NULL)
        return;
    if (status->http != NULL)
        MHD_stop_daemon(status->http);
    (void)pthread_mutex_lock(&status->lock);
    status->closed = true;
    (void)pthread_cond_signal(&status->closing);
    (void)pthread_mutex_unlock(&status->lock);
    if (status->watched)
        (void)pthread_join(status->watchdog, NULL);
    (void)pthread_mutex_destroy(&status->lock);
    (void)pthread_cond_destroy(&status->closing);
    free(status);
}

const char *
status_endpoint(const struct status *status)
{
    return status->endpoint;
}
