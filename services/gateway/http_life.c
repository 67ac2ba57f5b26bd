/* Connections, and the life of an exchange. */
#include "services/gateway/http_exchange.h"

#include "common/clock.h"
#include "common/daemon.h"
#include "common/log.h"
#include "common/utf8.h"
#include "services/gateway/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum {
    SWEEP_MS = 500,
    TURNS_MOST = 32,      /* of the library, before others in the loop have theirs */
    BODY_RATE = 16 << 10, /* bytes a second that an upload has to keep up */
    LIBRARY_TIMEOUT_S = 60,
    DESCRIPTORS_APART = 128, /* not connections */
    HEADER_BYTES = 64,       /* that the library keeps of a header, besides its text */
    ANSWER_BYTES = 800,      /* of an answer's head */
};

/* ---- the library's turn ---- */

static int on_again(zloop_t *loop, int timer, void *arg);

/* Runs the library until it has nothing to do at once. */
static void
turn(struct http *http)
{
    MHD_UNSIGNED_LONG_LONG wait = 1;
    for (int i = 0; i < TURNS_MOST; i++) {
        (void)MHD_run(http->mhd);
        if (MHD_get_timeout(http->mhd, &wait) != MHD_YES || wait > 0)
            return;
    }
    if (http->again == 0)
        http->again = zloop_timer(http->loop, 1, 1, on_again, http);
}

static int
on_again(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct http *http = arg;
    http->again = 0;
    turn(http);
    return 0;
}

static int
on_ready(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop, (void)item;
    turn(arg);
    return 0;
}

/* The library does not wake its own epoll for connections that are resumed
 * between turns. */
static int
on_kick(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop, (void)item;
    struct http *http = arg;
    uint64_t count;
    http->kicked = false;
    if (read(http->kick, &count, sizeof count) == sizeof count)
        turn(http);
    return 0;
}

static void
kick(struct http *http)
{
    uint64_t one = 1;
    if (http->kicked)
        return;
    http->kicked = write(http->kick, &one, sizeof one) == sizeof one;
}

static int
on_sweep(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct http *http = arg;
    links_sweep(&http->links, clock_ms());
    turn(http);
    return 0;
}

void
http_suspend(struct exchange_private *in)
{
    in->suspended = true;
    in->next = in->http->suspended;
    in->prev = NULL;
    if (in->next != NULL)
        in->next->prev = in;
    in->http->suspended = in;
    MHD_suspend_connection(in->connection);
}

void
exchange_wake(struct exchange *x)
{
    struct exchange_private *in = x->in;
    if (!in->suspended)
        return;
    in->suspended = false;
    *(in->prev != NULL ? &in->prev->next : &in->http->suspended) = in->next;
    if (in->next != NULL)
        in->next->prev = in->prev;
    MHD_resume_connection(in->connection);
    kick(in->http);
}

/* ---- the life of an exchange ---- */

void
http_count(struct exchange_private *in, bool counts)
{
    if (in->counted != counts)
        in->http->answering += counts ? 1 : (size_t)-1;
    in->counted = counts;
}

/* Answers past the library, which hangs up where the memory of a connection does not hold the
 * answer's head, too. */
static void
refuse(struct exchange *x, unsigned code, const char *detail)
{
    struct exchange_private *in = x->in;
    struct buf body = { 0 }, answer = { 0 };
    problem_write(&body, code, "too-large", detail);
    buf_printf(&answer,
               "HTTP/1.1 %u %s\r\nContent-Type: " PROBLEM_TYPE "\r\nConnection: close\r\n"
               "Content-Length: %zu\r\n\r\n",
               code, problem_title(code), body.len);
    if (in->method == NULL || strcmp(in->method, "HEAD") != 0)
        buf_add_slice(&answer, buf_slice(&body));
    int socket =
        MHD_get_connection_info(in->connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    (void)!send(socket, answer.ptr, answer.len, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)shutdown(socket, SHUT_WR);
    buf_done(&body);
    buf_done(&answer);
    in->refused = true;
}

static void
check_target(struct exchange *x)
{
    if (x->target.len > x->in->http->spec.header_max * 2 / 3)
        refuse(x, 414, "the address is too long; ask for less at once");
}

static void
check_head(struct exchange *x)
{
    struct exchange_private *in = x->in;
    size_t head = MHD_get_connection_info(in->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
                      ->header_size;
    size_t count = (size_t)MHD_get_connection_values(
        in->connection, (enum MHD_ValueKind)(MHD_HEADER_KIND | MHD_COOKIE_KIND), NULL, NULL);
    if (!in->refused && head + count * HEADER_BYTES + ANSWER_BYTES > in->http->spec.header_max)
        refuse(x, 431, "the request's headers are too large; send fewer, or ask for less");
}

/* The library has read the request's first line. */
static void *
on_target(void *arg, const char *target, struct MHD_Connection *connection)
{
    struct http *http = arg;
    struct exchange *x = calloc(1, sizeof *x);
    struct exchange_private *in = calloc(1, sizeof *in);
    if (x == NULL || in == NULL)
        die("out of memory");
    x->gateway = http->spec.arg;
    x->in = in;
    x->target = arena_slice(&x->arena, slice_from(target));
    in->x = x;
    in->http = http;
    in->connection = connection;
    in->target_end = target + strlen(target);
    /* The library would take the query apart in the memory of the connection, and hang up when
     * that is used up; uri.h reads it, so it is cut off here. */
    const char *query = strchr(target, '?');
    if (query != NULL)
        *((char *)query + 1) = '\0';
    in->link =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    check_target(x);
    return x;
}

static void
on_completed(void *arg, struct MHD_Connection *connection, void **state,
             enum MHD_RequestTerminationCode code)
{
    struct http *http = arg;
    struct exchange *x = *state;
    (void)connection, (void)code;
    if (x == NULL)
        return;
    *state = NULL;
    struct exchange_private *in = x->in;
    in->link->deadline = clock_ms() + http->spec.head_ms;
    if (in->end != NULL)
        in->end(in->stream);
    http_count(in, false);
    http->bodies -= in->body_held;
    payload_drop(in->payload);
    form_free(in->form);
    buf_done(&x->body);
    arena_done(&x->arena);
    free(in);
    free(x);
}

static void
on_connection(void *arg, struct MHD_Connection *connection, void **state,
              enum MHD_ConnectionNotificationCode what)
{
    struct http *http = arg;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        links_end(&http->links, *state);
        return;
    }
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    int socket = fd->connect_fd;
    const union MHD_ConnectionInfo *peer =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    *state = links_begin(&http->links, socket, peer->client_addr, clock_ms() + http->spec.head_ms);
}

void
http_admit(struct exchange *x, size_t body_max, bool multipart)
{
    struct exchange_private *in = x->in;
    in->admitted = true;
    in->body_max = body_max;
    if (multipart)
        in->form = form_new(in->connection, &x->arena, &x->body, body_max);
    exchange_wake(x);
}

static void
take_body(struct exchange *x, const char *bytes, size_t len)
{
    struct exchange_private *in = x->in;
    struct http *http = in->http;
    in->link->deadline += (int64_t)len * 1000 / BODY_RATE;
    in->overflow = in->overflow || x->body.len + len > in->body_max;
    in->crowded = in->crowded || http->bodies + len > http->spec.bodies_max;
    if (in->overflow || in->crowded) {
        /* What it has brought makes room for others. */
        http->bodies -= in->body_held;
        in->body_held = 0;
        buf_done(&x->body);
        return;
    }
    http->bodies += len;
    in->body_held += len;
    if (in->form != NULL)
        form_take(in->form, bytes, len);
    else
        buf_add(&x->body, bytes, len);
}

/* The request is complete. */
static void
handle(struct exchange *x)
{
    struct exchange_private *in = x->in;
    struct err err;
    in->link->deadline = 0;
    http_count(in, true);
    if (in->overflow)
        exchange_problem(x, 413, "too-large", "the body is larger than %zu bytes", in->body_max);
    else if (in->crowded) {
        exchange_add(x, "Retry-After", SLICE_LITERAL("2"));
        exchange_problem(x, 503, "busy", "too much is being sent at once; ask again in 2 s");
    } else if (in->form != NULL && form_end(in->form, x, &err) != 0)
        exchange_problem(x, 400, "bad-form", "%s", err.text);
    else
        in->http->spec.handle(x);
}

/* Called by the library at the end of the head, for each piece of body, and at
 * its end; again whenever a suspended connection was resumed. */
static enum MHD_Result
on_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *upload, size_t *upload_size, void **state)
{
    struct http *http = arg;
    struct exchange *x = *state;
    struct exchange_private *in = x->in;
    (void)connection, (void)url;
    if (in->stage == STAGE_HEAD) {
        in->method = method;
        check_head(x);
        if (in->refused)
            return MHD_NO;
        in->has_body = http_announces_body(connection);
        in->cut = version != in->target_end + 1;
        in->stage = STAGE_ADMIT;
        http->spec.admit(x);
    } else if (in->stage == STAGE_BODY && *upload_size > 0) {
        take_body(x, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    } else if (in->stage == STAGE_BODY) {
        in->stage = STAGE_HANDLE;
        handle(x);
    }
    /* an answer before the body costs the connection, so without one it waits for
     * the end */
    if (in->stage == STAGE_ADMIT && (in->answered ? !in->has_body : in->admitted)) {
        in->stage = in->answered ? STAGE_HANDLE : STAGE_BODY;
        return MHD_YES;
    }
    if (in->answered)
        return http_queue(x);
    http_suspend(in);
    return MHD_YES;
}

/* ---- opening and closing ---- */

/* As many descriptors as connections may come. */
static void
raise_limit(size_t connections)
{
    struct rlimit limit;
    rlim_t wanted = connections + DESCRIPTORS_APART;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted)
        log_warn(NULL, "few-descriptors", "limit=%llu wanted=%llu",
                 (unsigned long long)limit.rlim_cur, (unsigned long long)wanted);
}

static int
start(struct http *http, struct err *err)
{
    const struct http_spec *spec = &http->spec;
    bool six = http->where.address.ss_family == AF_INET6;
    unsigned flags =
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | (six ? MHD_USE_IPv6 : 0);
    http->mhd = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&http->where.address, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)spec->connections_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT, spec->header_max,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIBRARY_TIMEOUT_S, MHD_OPTION_URI_LOG_CALLBACK,
        on_target, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    if (http->mhd == NULL)
        return err_set(err, ERR_RETRY, "listen %.60s: %s", spec->listen, strerror(errno));
    const union MHD_DaemonInfo *port = MHD_get_daemon_info(http->mhd, MHD_DAEMON_INFO_BIND_PORT);
    hostport_text(&http->where, port->port, http->address);
    const union MHD_DaemonInfo *fd = MHD_get_daemon_info(http->mhd, MHD_DAEMON_INFO_EPOLL_FD);
    zmq_pollitem_t item = { .fd = fd->epoll_fd, .events = ZMQ_POLLIN };
    (void)zloop_poller(http->loop, &item, on_ready, http);
    zloop_poller_set_tolerant(http->loop, &item);
    item.fd = http->kick;
    (void)zloop_poller(http->loop, &item, on_kick, http);
    zloop_poller_set_tolerant(http->loop, &item);
    http->sweeper = zloop_timer(http->loop, SWEEP_MS, 0, on_sweep, http);
    return 0;
}

int
http_open(struct http **http, zloop_t *loop, const struct http_spec *spec, struct err *err)
{
    struct http *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    opened->spec = *spec;
    opened->loop = loop;
    opened->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (opened->kick < 0)
        die("no eventfd: %s", strerror(errno));
    raise_limit(spec->connections_max);
    if (hostport_read(&opened->where, "listen", spec->listen, err) != 0 ||
        start(opened, err) != 0) {
        (void)close(opened->kick);
        free(opened);
        return -1;
    }
    *http = opened;
    return 0;
}

void
http_quiesce(struct http *http)
{
    int fd = MHD_quiesce_daemon(http->mhd);
    if (fd >= 0)
        (void)close(fd);
}

void
http_close(struct http *http)
{
    if (http == NULL)
        return;
    while (http->suspended != NULL)
        exchange_wake(http->suspended->x);
    const union MHD_DaemonInfo *fd = MHD_get_daemon_info(http->mhd, MHD_DAEMON_INFO_EPOLL_FD);
    zmq_pollitem_t item = { .fd = fd->epoll_fd, .events = ZMQ_POLLIN };
    zloop_poller_end(http->loop, &item);
    item.fd = http->kick;
    zloop_poller_end(http->loop, &item);
    (void)zloop_timer_end(http->loop, http->sweeper);
    if (http->again != 0)
        (void)zloop_timer_end(http->loop, http->again);
    MHD_stop_daemon(http->mhd);
    (void)close(http->kick);
    free(http);
}

const char *
http_address(const struct http *http)
{
    return http->address;
}

bool
http_is_local(const struct http *http)
{
    return address_is_loopback((const struct sockaddr *)&http->where.address);
}

size_t
http_answering(const struct http *http)
{
    return http->answering;
}

size_t
http_connections(const struct http *http)
{
    return http->links.count;
}
