#include "common/hop/peers.h"

#include "common/buf.h"
#include "common/clock.h"
#include "common/hop/directory.h"
#include "common/hop/hop_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glob.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { LOOKUP_MS = 1000, SOON_MS = 200, ANSWER_MS = 700, LINES_MAX = 1 << 20 };
enum { UNANSWERED_MAX = 5 }; /* questions, after which a connection is made anew */

enum kind { KIND_FIXED, KIND_NAME, KIND_PATTERN, KIND_STAGE };

/* Addresses are lines, sorted by whoever made them, so that a change shows as
 * a different text. */
struct endpoint {
    enum kind kind;
    char *text;      /* as configured */
    zsock_t *dealer; /* KIND_STAGE: the thread's, like the next two */
    unsigned unanswered;
    int64_t looked_at;
    struct buf addresses;
};

struct peers {
    struct peers_spec spec;
    struct endpoint *endpoints;
    size_t count;
    pthread_t thread;
    bool threaded;
    pthread_mutex_t lock; /* guards addresses, version, closing */
    pthread_cond_t wake;
    unsigned version;
    bool closing;
};

/* ---- looking up ---- */

static bool
split_host(const char *endpoint, char *host, size_t size, const char **port)
{
    const char *start = endpoint + strlen("tcp://"), *colon = strrchr(start, ':');
    if (colon == NULL || colon == start || colon[1] == '\0' || (size_t)(colon - start) >= size)
        return false;
    memcpy(host, start, (size_t)(colon - start));
    host[colon - start] = '\0';
    *port = colon + 1;
    return true;
}

static bool
is_number(const char *host)
{
    struct in_addr four;
    return *host == '[' || inet_pton(AF_INET, host, &four) == 1;
}

static int
compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Joins and frees the lines, sorted and without repeats. */
static void
join_lines(char **lines, size_t count, struct buf *out)
{
    if (count > 0)
        qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
            buf_printf(out, "%s\n", lines[i]);
    for (size_t i = 0; i < count; i++)
        free(lines[i]);
}

static char *
format_address(const struct addrinfo *info, const char *port)
{
    char host[NI_MAXHOST];
    struct buf text = { 0 };
    if (getnameinfo(info->ai_addr, info->ai_addrlen, host, sizeof host, NULL, 0, NI_NUMERICHOST) !=
        0)
        return NULL;
    buf_printf(&text, info->ai_family == AF_INET6 ? "tcp://[%s]:%s" : "tcp://%s:%s", host, port);
    char *copy = slice_dup(buf_slice(&text));
    buf_done(&text);
    return copy;
}

static bool
look_up_name(const char *endpoint, struct buf *out)
{
    char host[NI_MAXHOST], *lines[64];
    const char *port;
    size_t count = 0;
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    if (!split_host(endpoint, host, sizeof host, &port) ||
        getaddrinfo(host, NULL, &hints, &found) != 0)
        return false;
    for (struct addrinfo *info = found; info != NULL && count < 64; info = info->ai_next) {
        lines[count] = format_address(info, port);
        count += lines[count] != NULL;
    }
    freeaddrinfo(found);
    join_lines(lines, count, out);
    return true;
}

static bool
look_up_pattern(const char *endpoint, struct buf *out)
{
    glob_t found;
    int rc = glob(endpoint + strlen("ipc://"), 0, NULL, &found);
    if (rc != 0)
        return rc == GLOB_NOMATCH;
    struct stat st;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (stat(found.gl_pathv[i], &st) == 0 && S_ISSOCK(st.st_mode))
            buf_printf(out, "ipc://%s\n", found.gl_pathv[i]);
    globfree(&found);
    return true;
}

/* ---- asking ingest ---- */

const char *
peers_address(const char *endpoint)
{
    const char *at = strchr(endpoint, '@'), *scheme = strstr(endpoint, "://");
    return at != NULL && scheme != NULL && at < scheme ? at + 1 : endpoint;
}

static bool
open_dealer(const struct peers *peers, struct endpoint *endpoint)
{
    static atomic_uint number;
    char identity[IDENTITY_SIZE];
    struct err err;
    (void)snprintf(identity, sizeof identity, "%s.w%u", peers->spec.boot,
                   atomic_fetch_add(&number, 1));
    endpoint->dealer = zsock_new(ZMQ_DEALER);
    if (endpoint->dealer == NULL)
        return false;
    zsock_set_identity(endpoint->dealer, identity);
    hop_socket_limit(endpoint->dealer, LINES_MAX);
    hop_socket_watch(endpoint->dealer);
    zsock_set_linger(endpoint->dealer, 0);
    if (curve_connect(peers->spec.curve, endpoint->dealer, peers_address(endpoint->text), &err) !=
        0)
        zsock_destroy(&endpoint->dealer);
    return endpoint->dealer != NULL;
}

static void
take_lines(const struct endpoint *endpoint, zmq_msg_t *body, struct buf *out)
{
    struct slice rest = { zmq_msg_data(body), zmq_msg_size(body) }, line;
    char *lines[DIRECTORY_MAX];
    size_t count = 0;
    while (count < DIRECTORY_MAX && slice_line(&rest, &line)) {
        struct buf address = { 0 };
        if (directory_choose(line, peers_address(endpoint->text), &address))
            lines[count++] = slice_dup(buf_slice(&address));
        buf_done(&address);
    }
    join_lines(lines, count, out);
}

/* Takes the latest of the answers that have come; whether there was any. */
static bool
take_answer(struct endpoint *endpoint, struct buf *out)
{
    struct hop_message message;
    struct err err;
    bool found = false;
    for (int rc; (rc = hop_socket_receive(endpoint->dealer, false, &message, &err)) != 0;) {
        if (rc < 0)
            continue;
        if (message.envelope.type == MESSAGE_HERE) {
            found = true;
            buf_clear(out);
            take_lines(endpoint, &message.body, out);
        }
        (void)zmq_msg_close(&message.body);
    }
    return found;
}

/* Asks once and waits a little.  An answer that comes later stands for none that comes in time:
 * what is known would be older with each that is late. */
static bool
ask_stage(const struct peers *peers, struct endpoint *endpoint, struct buf *out)
{
    struct envelope where = { .type = MESSAGE_WHERE };
    size_t len = (size_t)(peers_address(endpoint->text) - 1 - endpoint->text);
    (void)snprintf(where.wanted, sizeof where.wanted, "%.*s", (int)len, endpoint->text);
    (void)snprintf(where.stage, sizeof where.stage, "%s", peers->spec.stage);
    (void)snprintf(where.endpoints, sizeof where.endpoints, "%s", peers->spec.announce);
    bool late = take_answer(endpoint, out), found = false;
    if (hop_socket_send(endpoint->dealer, NULL, &where, NULL) != 0)
        return late;
    for (int64_t until = clock_ms() + ANSWER_MS; !found && clock_ms() < until;) {
        zmq_pollitem_t item = { zsock_resolve(endpoint->dealer), 0, ZMQ_POLLIN, 0 };
        (void)zmq_poll(&item, 1, 100);
        found = take_answer(endpoint, out);
    }
    return found || late;
}

/* Where a handshake was refused ZeroMQ does not connect again by itself; the key may come later. */
static bool
look_up_stage(const struct peers *peers, struct endpoint *endpoint, struct buf *out)
{
    if (endpoint->dealer == NULL && !open_dealer(peers, endpoint))
        return false;
    bool answered = ask_stage(peers, endpoint, out);
    endpoint->unanswered = answered ? 0 : endpoint->unanswered + 1;
    if (endpoint->unanswered >= UNANSWERED_MAX) {
        endpoint->unanswered = 0;
        zsock_destroy(&endpoint->dealer);
    }
    return answered;
}

/* Looks one endpoint up without the lock, then stores what was found. */
static void
refresh(struct peers *peers, struct endpoint *endpoint)
{
    struct buf found = { 0 };
    bool looked = endpoint->kind == KIND_NAME      ? look_up_name(endpoint->text, &found)
                  : endpoint->kind == KIND_PATTERN ? look_up_pattern(endpoint->text, &found)
                                                   : look_up_stage(peers, endpoint, &found);
    endpoint->looked_at = clock_ms();
    (void)pthread_mutex_lock(&peers->lock);
    if (looked && !slice_equal(buf_slice(&found), buf_slice(&endpoint->addresses))) {
        struct buf old = endpoint->addresses;
        endpoint->addresses = found;
        found = old;
        peers->version++;
    }
    (void)pthread_mutex_unlock(&peers->lock);
    buf_done(&found);
}

/* What costs nothing, and what has nothing yet, is looked up again soon. */
static bool
is_eager(const struct endpoint *endpoint)
{
    return endpoint->kind == KIND_PATTERN ||
           (endpoint->kind == KIND_STAGE && endpoint->addresses.len == 0);
}

static bool
is_due(const struct endpoint *endpoint, int64_t now)
{
    return endpoint->kind != KIND_FIXED &&
           now - endpoint->looked_at >= (is_eager(endpoint) ? SOON_MS : LOOKUP_MS);
}

static bool
wait_for_next(struct peers *peers)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += SOON_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    (void)pthread_mutex_lock(&peers->lock);
    if (!peers->closing)
        (void)pthread_cond_timedwait(&peers->wake, &peers->lock, &until);
    bool closing = peers->closing;
    (void)pthread_mutex_unlock(&peers->lock);
    return !closing;
}

static void *
keep_looking(void *arg)
{
    struct peers *peers = arg;
    do {
        for (size_t i = 0; i < peers->count; i++)
            if (is_due(&peers->endpoints[i], clock_ms()))
                refresh(peers, &peers->endpoints[i]);
    } while (wait_for_next(peers));
    for (size_t i = 0; i < peers->count; i++)
        zsock_destroy(&peers->endpoints[i].dealer);
    return NULL;
}

/* ---- opening ---- */

static int
classify(const char *text, enum kind *kind, struct err *err)
{
    if (peers_address(text) != text) {
        size_t len = (size_t)(peers_address(text) - text);
        if (len < 2 || len > STAGE_SIZE || classify(peers_address(text), kind, err) != 0 ||
            *kind == KIND_PATTERN)
            return err_set(err, ERR_REJECT, "%.100s: not STAGE@tcp://HOST:PORT", text);
        *kind = KIND_STAGE;
        return 0;
    }
    char host[NI_MAXHOST];
    const char *port;
    if (strncmp(text, "ipc://", 6) == 0) {
        *kind = strpbrk(text, "*?[") ? KIND_PATTERN : KIND_FIXED;
        return 0;
    }
    if (strncmp(text, "inproc://", 9) == 0) {
        *kind = KIND_FIXED;
        return 0;
    }
    if (strncmp(text, "tcp://", 6) != 0 || !split_host(text, host, sizeof host, &port))
        return err_set(err, ERR_REJECT, "%.100s: neither tcp://HOST:PORT nor ipc://PATH", text);
    *kind = is_number(host) ? KIND_FIXED : KIND_NAME;
    return 0;
}

static int
add_endpoint(struct peers *peers, const char *text, struct err *err)
{
    enum kind kind = KIND_FIXED;
    if (classify(text, &kind, err) != 0)
        return -1;
    struct endpoint *endpoint = &peers->endpoints[peers->count++];
    endpoint->kind = kind;
    endpoint->text = slice_dup(slice_from(text));
    if (kind == KIND_FIXED)
        buf_printf(&endpoint->addresses, "%s\n", text);
    peers->threaded |= kind != KIND_FIXED;
    return 0;
}

int
peers_open(struct peers **peers, const struct peers_spec *spec, struct err *err)
{
    size_t count = spec->count;
    struct peers *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    opened->spec = *spec;
    opened->spec.endpoints = NULL;
    opened->endpoints = calloc(count + 1, sizeof *opened->endpoints);
    if (opened->endpoints == NULL)
        die("out of memory");
    (void)pthread_mutex_init(&opened->lock, NULL);
    clock_cond_init(&opened->wake);
    opened->version = 1;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = add_endpoint(opened, spec->endpoints[i], err);
    bool wanted = opened->threaded;
    opened->threaded =
        rc == 0 && wanted && pthread_create(&opened->thread, NULL, keep_looking, opened) == 0;
    if (rc == 0 && wanted && !opened->threaded)
        rc = err_set(err, ERR_RETRY, "cannot start the thread that looks names up");
    if (rc == 0)
        *peers = opened;
    else
        peers_close(opened);
    return rc;
}

void
peers_close(struct peers *peers)
{
    if (peers == NULL)
        return;
    (void)pthread_mutex_lock(&peers->lock);
    peers->closing = true;
    (void)pthread_cond_signal(&peers->wake);
    (void)pthread_mutex_unlock(&peers->lock);
    if (peers->threaded)
        (void)pthread_join(peers->thread, NULL);
    for (size_t i = 0; i < peers->count; i++) {
        free(peers->endpoints[i].text);
        buf_done(&peers->endpoints[i].addresses);
    }
    (void)pthread_mutex_destroy(&peers->lock);
    (void)pthread_cond_destroy(&peers->wake);
    free(peers->endpoints);
    free(peers);
}

bool
peers_changed(struct peers *peers, unsigned version)
{
    (void)pthread_mutex_lock(&peers->lock);
    bool changed = peers->version != version;
    (void)pthread_mutex_unlock(&peers->lock);
    return changed;
}

static bool
has_line(struct slice lines, struct slice wanted)
{
    struct slice line;
    while (slice_line(&lines, &line))
        if (slice_equal(line, wanted))
            return true;
    return false;
}

unsigned
peers_list(struct peers *peers, void (*each)(void *arg, const char *address), void *arg)
{
    struct buf all = { 0 };
    (void)pthread_mutex_lock(&peers->lock);
    for (size_t i = 0; i < peers->count; i++)
        buf_add_slice(&all, buf_slice(&peers->endpoints[i].addresses));
    unsigned version = peers->version;
    (void)pthread_mutex_unlock(&peers->lock);
    struct slice rest = buf_slice(&all), line;
    while (slice_line(&rest, &line)) {
        char *address = slice_dup(line);
        if (!has_line(slice_part(buf_slice(&all), 0, (size_t)(line.ptr - all.ptr)), line))
            each(arg, address);
        free(address);
    }
    buf_done(&all);
    return version;
}
