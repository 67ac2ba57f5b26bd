#include "common/redis_connection.h"

#include "common/clock.h"
#include "common/log.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { PAUSE_MIN = 50, PAUSE_MAX = 250 };

/* ---- telling ---- */

static void
tell(struct redis *redis, const char *why)
{
    bool up = redis->state == REDIS_UP;
    bool same = redis->told && redis->told_up == up && (up || strcmp(redis->why, why) == 0);
    (void)snprintf(redis->why, sizeof redis->why, "%s", why);
    for (char *c = redis->why; *c != '\0'; c++)
        if (*c == '\r' || *c == '\n')
            *c = ' ';
    if (same)
        return;
    redis->told = true;
    redis->told_up = up;
    if (redis->spec.changed != NULL)
        redis->spec.changed(redis->spec.arg, up, redis->why);
}

/* What kind of trouble an error reply is.  NOSCRIPT: the scripts are gone, the
 * connection is made anew. */
static enum err_kind
reply_kind(const char *text)
{
    static const char *const passing[] = { "LOADING",     "MISCONF",       "OOM",      "READONLY",
                                           "BUSY ",       "MASTERDOWN",    "NOSCRIPT", "NOREPLICAS",
                                           "CLUSTERDOWN", "UNBLOCKED",     "TRYAGAIN", "NOAUTH",
                                           "NOGROUP",     "ERR max number" };
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (strncmp(text, passing[i], strlen(passing[i])) == 0)
            return ERR_RETRY;
    /* Errors of commands inside scripts, as Redis 7 words them. */
    return strstr(text, "NOGROUP") != NULL || strstr(text, "OOM ") != NULL ? ERR_RETRY : ERR_REJECT;
}

/* ---- the loop's view of the socket ---- */

static int on_socket(zloop_t *loop, zmq_pollitem_t *item, void *arg);

static void
unwatch(struct redis *redis)
{
    if (redis->watched_fd < 0)
        return;
    zmq_pollitem_t item = { .fd = redis->watched_fd };
    zloop_poller_end(redis->loop, &item);
    redis->watched_fd = -1;
}

void
connection_watch(struct redis *redis, bool write)
{
    if (redis->loop == NULL || redis->context == NULL)
        return;
    if (redis->watched_fd == redis->context->fd && redis->watching_write == write)
        return;
    unwatch(redis);
    zmq_pollitem_t item = { .fd = redis->context->fd,
                            .events = (short)(ZMQ_POLLIN | (write ? ZMQ_POLLOUT : 0)) };
    if (zloop_poller(redis->loop, &item, on_socket, redis) != 0)
        die("out of memory");
    zloop_poller_set_tolerant(redis->loop, &item);
    redis->watched_fd = item.fd;
    redis->watching_write = write;
}

static void
break_off(struct redis *redis, const char *why)
{
    redis->broken = true;
    (void)snprintf(redis->fault, sizeof redis->fault, "%s", why);
}

void
connection_close(struct redis *redis, const char *why)
{
    if (redis->reading) {
        break_off(redis, why);
        return;
    }
    char reason[sizeof redis->why];
    (void)snprintf(reason, sizeof reason, "%s", why);
    unwatch(redis);
    if (redis->context != NULL)
        redisFree(redis->context);
    redis->context = NULL;
    redis->pause = redis->pause == 0 ? PAUSE_MIN : redis->pause * 2;
    if (redis->pause > PAUSE_MAX)
        redis->pause = PAUSE_MAX;
    redis->retry_at = clock_ms() + redis->pause;
    redis->state = REDIS_CLOSED;
    redis->greeting = 0;
    struct redis_queue lost = redis->queue;
    redis_queue_init(&redis->queue);
    tell(redis, reason);
    redis_queue_lose(&lost, reason);
}

void
connection_write(struct redis *redis)
{
    int done = 0;
    if (redisBufferWrite(redis->context, &done) != REDIS_OK) {
        connection_close(redis, redis->context->errstr);
        return;
    }
    connection_watch(redis, done == 0);
}

static void
give_answer(struct redis *redis, redisReply *reply)
{
    struct redis_waiting waiting = redis_queue_pop(&redis->queue);
    struct err err = { 0 };
    if (reply->type == REDIS_REPLY_ERROR) {
        (void)err_set(&err, reply_kind(reply->str), "Redis: %s", reply->str);
        if (strncmp(reply->str, "NOSCRIPT", 8) == 0)
            connection_close(redis, "its scripts were flushed");
    }
    if (waiting.answer != NULL)
        waiting.answer(waiting.arg, err.kind == ERR_NONE ? reply : NULL,
                       err.kind == ERR_NONE ? NULL : &err);
    freeReplyObject(reply);
}

void
connection_read(struct redis *redis)
{
    if (redisBufferRead(redis->context) != REDIS_OK) {
        connection_close(redis, redis->context->errstr);
        return;
    }
    redis->reading = true;
    while (!redis->broken) {
        void *reply = NULL;
        if (redisGetReplyFromReader(redis->context, &reply) != REDIS_OK)
            break_off(redis, redis->context->errstr);
        if (reply == NULL)
            break;
        if (redis->queue.first == NULL) {
            freeReplyObject(reply);
            break_off(redis, "an answer that nobody asked for");
            break;
        }
        give_answer(redis, reply);
    }
    redis->reading = false;
    if (redis->broken) {
        redis->broken = false;
        connection_close(redis, redis->fault);
    }
}

/* ---- connecting ---- */

void
connection_add(struct redis *redis, const struct slice *args, size_t count)
{
    const char *small[16];
    size_t small_lengths[16];
    const char **argv = count <= 16 ? small : malloc(count * sizeof *argv);
    size_t *lengths = count <= 16 ? small_lengths : malloc(count * sizeof *lengths);
    if (argv == NULL || lengths == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++) {
        argv[i] = args[i].ptr == NULL ? "" : args[i].ptr;
        lengths[i] = args[i].len;
    }
    if (redisAppendCommandArgv(redis->context, (int)count, argv, lengths) != REDIS_OK)
        die("out of memory");
    if (argv != small) {
        free(argv);
        free(lengths);
    }
}

static void
greeting_over(struct redis *redis)
{
    redis->state = REDIS_UP;
    redis->pause = 0;
    tell(redis, "");
}

static void
greeted(void *arg, const redisReply *reply, const struct err *err)
{
    struct redis *redis = arg;
    if (redis->state != REDIS_GREETING)
        return;
    if (err != NULL) {
        connection_close(redis, err->text);
        return;
    }
    if (reply->type == REDIS_REPLY_STRING && redis->loaded < redis->spec.script_count)
        (void)snprintf(redis->shas[redis->loaded++], REDIS_SHA_SIZE, "%s", reply->str);
    if (--redis->greeting == 0)
        greeting_over(redis);
}

static void
greet_with(struct redis *redis, const struct slice *args, size_t count)
{
    connection_add(redis, args, count);
    redis_queue_push(&redis->queue, greeted, redis, clock_ms());
    redis->greeting++;
}

static void
greet(struct redis *redis)
{
    struct slice auth[3] = { SLICE_LITERAL("AUTH"), slice_from(redis->address.user),
                             slice_from(redis->address.password) };
    if (redis->address.password != NULL && redis->address.user != NULL)
        greet_with(redis, auth, 3);
    else if (redis->address.password != NULL)
        greet_with(redis, (struct slice[]){ auth[0], auth[2] }, 2);
    if (redis->address.database != NULL)
        greet_with(redis,
                   (struct slice[]){ SLICE_LITERAL("SELECT"), slice_from(redis->address.database) },
                   2);
    redis->loaded = 0;
    for (size_t i = 0; i < redis->spec.script_count; i++)
        greet_with(redis,
                   (struct slice[]){ SLICE_LITERAL("SCRIPT"), SLICE_LITERAL("LOAD"),
                                     slice_from(redis->spec.scripts[i].body) },
                   3);
    greet_with(redis, (struct slice[]){ SLICE_LITERAL("PING") }, 1);
}

static void
connect_to(struct redis *redis, const char *host)
{
    redis->context = redis->address.path != NULL ? redisConnectUnixNonBlock(redis->address.path)
                                                 : redisConnectNonBlock(host, redis->address.port);
    if (redis->context == NULL)
        die("out of memory");
    if (redis->context->err != 0) {
        connection_close(redis, redis->context->errstr);
        return;
    }
    redis->state = REDIS_GREETING;
    greet(redis);
    connection_write(redis);
}

static void
resolve(struct redis *redis)
{
    static const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct gaicb *list[] = { &redis->lookup };
    redis->lookup = (struct gaicb){ .ar_name = redis->address.host, .ar_request = &hints };
    int fault = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
    if (fault == 0)
        redis->state = REDIS_RESOLVING;
    else
        connection_close(redis, gai_strerror(fault));
}

/* The address for this try: all in turn, those of IPv4 first. */
static bool
pick_address(const struct redis *redis, char host[INET6_ADDRSTRLEN])
{
    const struct addrinfo *info, *found[16];
    size_t count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (info = redis->lookup.ar_result; info != NULL && count < 16; info = info->ai_next)
            if (info->ai_family == (pass == 0 ? AF_INET : AF_INET6))
                found[count++] = info;
    if (count == 0)
        return false;
    info = found[redis->tries % count];
    return getnameinfo(info->ai_addr, info->ai_addrlen, host, INET6_ADDRSTRLEN, NULL, 0,
                       NI_NUMERICHOST) == 0;
}

static void
take_lookup(struct redis *redis)
{
    char host[INET6_ADDRSTRLEN], why[200];
    int fault = gai_error(&redis->lookup);
    if (fault == EAI_INPROGRESS)
        return;
    bool found = fault == 0 && pick_address(redis, host);
    if (redis->lookup.ar_result != NULL)
        freeaddrinfo(redis->lookup.ar_result);
    redis->lookup.ar_result = NULL;
    redis->state = REDIS_CLOSED;
    redis->tries++;
    if (found) {
        connect_to(redis, host);
        return;
    }
    (void)snprintf(why, sizeof why, "%.100s: %s", redis->address.host,
                   fault != 0 ? gai_strerror(fault) : "no address");
    connection_close(redis, why);
}

void
connection_end_lookup(struct redis *redis)
{
    const struct gaicb *list[] = { &redis->lookup };
    if (redis->state != REDIS_RESOLVING)
        return;
    if (gai_cancel(&redis->lookup) == EAI_NOTCANCELED)
        while (gai_error(&redis->lookup) == EAI_INPROGRESS)
            (void)gai_suspend(list, 1, NULL);
    if (redis->lookup.ar_result != NULL)
        freeaddrinfo(redis->lookup.ar_result);
    redis->lookup.ar_result = NULL;
    redis->state = REDIS_CLOSED;
}

static bool
is_address(const char *host)
{
    struct in6_addr address;
    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static void
connect_now(struct redis *redis)
{
    if (redis->address.path != NULL || is_address(redis->address.host))
        connect_to(redis, redis->address.host);
    else
        resolve(redis);
}

void
connection_turn(struct redis *redis)
{
    int64_t now = clock_ms();
    if (redis->state == REDIS_CLOSED && now >= redis->retry_at)
        connect_now(redis);
    else if (redis->state == REDIS_RESOLVING)
        take_lookup(redis);
    else if (redis->queue.first != NULL && now - redis->queue.first->since > redis->spec.timeout)
        connection_close(redis, "no answer in time");
    redis_queue_lose(&redis->refused, redis->why);
}

static int
on_socket(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop;
    struct redis *redis = arg;
    if (redis->context == NULL || item->fd != redis->context->fd)
        return 0;
    if (item->revents & ZMQ_POLLOUT)
        connection_write(redis);
    if (redis->context != NULL && item->revents & (ZMQ_POLLIN | ZMQ_POLLERR))
        connection_read(redis);
    return 0;
}
