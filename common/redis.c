/*
 * A connection goes through these states: closed, resolving (a name is looked up, by a
 * thread of libc's, so that no loop waits for a name server), greeting (connected or
 * connecting; AUTH, SELECT, SCRIPT LOAD are under way), up, and closed again
 * after any error, with a pause before the next try.  Commands that wait for
 * an answer are a queue; Redis answers in order.  Whatever is queued when the
 * connection closes is answered with RETRY.
 *
 * The greeting's commands go through the same queue, ahead of all others,
 * since nothing else is taken before it is over.
 */
#include "common/redis.h"

#include "common/buf.h"
#include "common/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { PAUSE_MIN = 50, PAUSE_MAX = 1000, TURN_MS = 100, TIMEOUT_DEFAULT = 15000, SHA_SIZE = 41 };

struct waiting {
    struct waiting *next;
    redis_answer *answer;
    void *arg;
    int64_t since;
};

enum state { CLOSED, RESOLVING, GREETING, UP };

struct redis {
    struct redis_spec spec;
    char *url; /* and of it: */
    char *path, *host, *user, *password, *database;
    int port;

    enum state state;
    redisContext *context; /* NULL in CLOSED and RESOLVING */
    struct gaicb lookup;   /* RESOLVING */
    unsigned tries;        /* to connect, to one of the addresses after the other */
    struct waiting *first, **last;
    size_t count;
    size_t greeting; /* answers of the greeting still to come */
    char (*shas)[SHA_SIZE];
    size_t loaded; /* scripts whose sha has come */
    int64_t retry_at, pause;
    char why[240]; /* not up, because */
    bool told_up, told;
    bool reading; /* in read_answers: nothing may close the connection under it */
    bool broken;  /* to be closed when reading ends, because of fault */
    char fault[240];

    zloop_t *loop;
    int timer;
    int watched_fd; /* -1: none */
    bool watching_write;
    /* What was sent while down, to be answered from the loop. */
    struct waiting *refused, **refused_last;
};

static int64_t
now_ms(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* ---- the url ---- */

static bool
is_local(const char *host)
{
    struct in_addr four; /* 127.0.0.1.example.com is somebody else's name */
    if (inet_pton(AF_INET, host, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0;
}

/* Takes USER:PASSWORD@ or :PASSWORD@ off the front. */
static void
take_login(struct redis *redis, struct slice *rest)
{
    size_t end = rest->len, at = slice_find(*rest, SLICE_LITERAL("@"));
    if (at == end)
        return;
    struct slice login = slice_part(*rest, 0, at);
    size_t colon = slice_find(login, SLICE_LITERAL(":"));
    if (colon > 0 && colon < login.len)
        redis->user = slice_dup(slice_part(login, 0, colon));
    redis->password =
        slice_dup(colon < login.len ? slice_part(login, colon + 1, login.len) : login);
    *rest = slice_part(*rest, at + 1, end);
}

static int
parse_tcp(struct redis *redis, struct slice rest, struct err *err)
{
    take_login(redis, &rest);
    size_t slash = slice_find(rest, SLICE_LITERAL("/"));
    if (slash + 1 < rest.len)
        redis->database = slice_dup(slice_part(rest, slash + 1, rest.len));
    struct slice host = slice_part(rest, 0, slash), port = SLICE_LITERAL("6379");
    if (slice_starts(host, SLICE_LITERAL("["))) {
        size_t close = slice_find(host, SLICE_LITERAL("]"));
        port = close + 2 < host.len ? slice_part(host, close + 2, host.len) : port;
        host = slice_part(host, 1, close);
    } else {
        size_t colon = slice_find(host, SLICE_LITERAL(":"));
        port = colon + 1 < host.len ? slice_part(host, colon + 1, host.len) : port;
        host = slice_part(host, 0, colon);
    }
    redis->host = slice_dup(host);
    char *number = slice_dup(port), *end = NULL;
    long value = strtol(number, &end, 10);
    bool good = *number != '\0' && *end == '\0' && value > 0 && value < 65536;
    free(number);
    if (!good || host.len == 0)
        return err_set(err, ERR_REJECT, "the Redis URL needs redis://HOST:PORT");
    redis->port = (int)value;
    if (!redis->spec.plaintext && !is_local(redis->host))
        return err_set(err, ERR_REJECT,
                       "Redis at %s is not this host and would be spoken to in plain text: tunnel "
                       "it, or set redis_plaintext = yes",
                       redis->host);
    return 0;
}

static int
parse_unix(struct redis *redis, struct slice rest, struct err *err)
{
    if (!slice_starts(rest, SLICE_LITERAL("/")))
        take_login(redis, &rest);
    size_t query = slice_find(rest, SLICE_LITERAL("?db="));
    if (query < rest.len)
        redis->database = slice_dup(slice_part(rest, query + 4, rest.len));
    redis->path = slice_dup(slice_part(rest, 0, query));
    if (redis->path[0] != '/')
        return err_set(err, ERR_REJECT, "the Redis URL needs unix:///PATH");
    return 0;
}

/* Passwords may be in it: no message repeats the URL. */
static int
parse_url(struct redis *redis, struct err *err)
{
    struct slice url = slice_from(redis->spec.url);
    struct slice tcp = SLICE_LITERAL("redis://"), local = SLICE_LITERAL("unix://");
    if (slice_starts(url, tcp))
        return parse_tcp(redis, slice_part(url, tcp.len, url.len), err);
    if (slice_starts(url, local))
        return parse_unix(redis, slice_part(url, local.len, url.len), err);
    return err_set(err, ERR_REJECT, "the Redis URL begins with neither redis:// nor unix://");
}

/* ---- telling ---- */

static void
tell(struct redis *redis, const char *why)
{
    bool up = redis->state == UP;
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

/* ---- the queue ---- */

static void
push(struct redis *redis, redis_answer *answer, void *arg)
{
    struct waiting *waiting = malloc(sizeof *waiting);
    if (waiting == NULL)
        die("out of memory");
    *waiting = (struct waiting){ .answer = answer, .arg = arg, .since = now_ms() };
    *redis->last = waiting;
    redis->last = &waiting->next;
    redis->count++;
}

static struct waiting
pop(struct redis *redis)
{
    struct waiting *first = redis->first, copy = *first;
    redis->first = first->next;
    if (redis->first == NULL)
        redis->last = &redis->first;
    redis->count--;
    free(first);
    return copy;
}

static void
answer_lost(struct waiting *waiting, const char *why)
{
    while (waiting != NULL) {
        struct waiting *next = waiting->next;
        struct err err;
        (void)err_set(&err, ERR_RETRY, "Redis: %s", why);
        if (waiting->answer != NULL)
            waiting->answer(waiting->arg, NULL, &err);
        free(waiting);
        waiting = next;
    }
}

static void
refuse(struct redis *redis, redis_answer *answer, void *arg)
{
    struct waiting *waiting = malloc(sizeof *waiting);
    if (waiting == NULL)
        die("out of memory");
    *waiting = (struct waiting){ .answer = answer, .arg = arg };
    *redis->refused_last = waiting;
    redis->refused_last = &waiting->next;
}

static void
answer_refused(struct redis *redis)
{
    struct waiting *refused = redis->refused;
    redis->refused = NULL;
    redis->refused_last = &redis->refused;
    answer_lost(refused, redis->why);
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

static void
watch(struct redis *redis, bool write)
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

static void
close_connection(struct redis *redis, const char *why)
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
    redis->retry_at = now_ms() + redis->pause;
    redis->state = CLOSED;
    redis->greeting = 0;
    struct waiting *lost = redis->first;
    redis->first = NULL;
    redis->last = &redis->first;
    redis->count = 0;
    tell(redis, reason);
    answer_lost(lost, reason);
}

static void
flush_out(struct redis *redis)
{
    int done = 0;
    if (redisBufferWrite(redis->context, &done) != REDIS_OK) {
        close_connection(redis, redis->context->errstr);
        return;
    }
    watch(redis, done == 0);
}

static void
give_answer(struct redis *redis, redisReply *reply)
{
    struct waiting waiting = pop(redis);
    struct err err = { 0 };
    if (reply->type == REDIS_REPLY_ERROR) {
        (void)err_set(&err, reply_kind(reply->str), "Redis: %s", reply->str);
        if (strncmp(reply->str, "NOSCRIPT", 8) == 0)
            close_connection(redis, "its scripts were flushed");
    }
    if (waiting.answer != NULL)
        waiting.answer(waiting.arg, err.kind == ERR_NONE ? reply : NULL,
                       err.kind == ERR_NONE ? NULL : &err);
    freeReplyObject(reply);
}

static void
read_answers(struct redis *redis)
{
    if (redisBufferRead(redis->context) != REDIS_OK) {
        close_connection(redis, redis->context->errstr);
        return;
    }
    redis->reading = true;
    while (!redis->broken) {
        void *reply = NULL;
        if (redisGetReplyFromReader(redis->context, &reply) != REDIS_OK)
            break_off(redis, redis->context->errstr);
        if (reply == NULL)
            break;
        if (redis->first == NULL) {
            freeReplyObject(reply);
            break_off(redis, "an answer that nobody asked for");
            break;
        }
        give_answer(redis, reply);
    }
    redis->reading = false;
    if (redis->broken) {
        redis->broken = false;
        close_connection(redis, redis->fault);
    }
}

/* ---- connecting ---- */

static void
add_command(struct redis *redis, const struct slice *args, size_t count)
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
    redis->state = UP;
    redis->pause = 0;
    tell(redis, "");
}

static void
greeted(void *arg, const redisReply *reply, const struct err *err)
{
    struct redis *redis = arg;
    if (redis->state != GREETING)
        return;
    if (err != NULL) {
        close_connection(redis, err->text);
        return;
    }
    if (reply->type == REDIS_REPLY_STRING && redis->loaded < redis->spec.script_count)
        (void)snprintf(redis->shas[redis->loaded++], SHA_SIZE, "%s", reply->str);
    if (--redis->greeting == 0)
        greeting_over(redis);
}

static void
greet_with(struct redis *redis, const struct slice *args, size_t count)
{
    add_command(redis, args, count);
    push(redis, greeted, redis);
    redis->greeting++;
}

static void
greet(struct redis *redis)
{
    struct slice auth[3] = { SLICE_LITERAL("AUTH"), slice_from(redis->user),
                             slice_from(redis->password) };
    if (redis->password != NULL && redis->user != NULL)
        greet_with(redis, auth, 3);
    else if (redis->password != NULL)
        greet_with(redis, (struct slice[]){ auth[0], auth[2] }, 2);
    if (redis->database != NULL)
        greet_with(redis, (struct slice[]){ SLICE_LITERAL("SELECT"), slice_from(redis->database) },
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
    redis->context = redis->path != NULL ? redisConnectUnixNonBlock(redis->path)
                                         : redisConnectNonBlock(host, redis->port);
    if (redis->context == NULL)
        die("out of memory");
    if (redis->context->err != 0) {
        close_connection(redis, redis->context->errstr);
        return;
    }
    redis->state = GREETING;
    greet(redis);
    flush_out(redis);
}

static void
resolve(struct redis *redis)
{
    static const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct gaicb *list[] = { &redis->lookup };
    redis->lookup = (struct gaicb){ .ar_name = redis->host, .ar_request = &hints };
    int fault = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
    if (fault == 0)
        redis->state = RESOLVING;
    else
        close_connection(redis, gai_strerror(fault));
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
    redis->state = CLOSED;
    redis->tries++;
    if (found) {
        connect_to(redis, host);
        return;
    }
    (void)snprintf(why, sizeof why, "%.100s: %s", redis->host,
                   fault != 0 ? gai_strerror(fault) : "no address");
    close_connection(redis, why);
}

/* libc's thread writes to it until it is done. */
static void
end_lookup(struct redis *redis)
{
    const struct gaicb *list[] = { &redis->lookup };
    if (redis->state != RESOLVING)
        return;
    if (gai_cancel(&redis->lookup) == EAI_NOTCANCELED)
        while (gai_error(&redis->lookup) == EAI_INPROGRESS)
            (void)gai_suspend(list, 1, NULL);
    if (redis->lookup.ar_result != NULL)
        freeaddrinfo(redis->lookup.ar_result);
    redis->lookup.ar_result = NULL;
    redis->state = CLOSED;
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
    if (redis->path != NULL || is_address(redis->host))
        connect_to(redis, redis->host);
    else
        resolve(redis);
}

/* Whatever time asks for: a try to connect, giving up an answer. */
static void
turn(struct redis *redis)
{
    int64_t now = now_ms();
    if (redis->state == CLOSED && now >= redis->retry_at)
        connect_now(redis);
    else if (redis->state == RESOLVING)
        take_lookup(redis);
    else if (redis->first != NULL && now - redis->first->since > redis->spec.timeout)
        close_connection(redis, "no answer in time");
    answer_refused(redis);
}

static int
on_socket(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop;
    struct redis *redis = arg;
    if (redis->context == NULL || item->fd != redis->context->fd)
        return 0;
    if (item->revents & ZMQ_POLLOUT)
        flush_out(redis);
    if (redis->context != NULL && item->revents & (ZMQ_POLLIN | ZMQ_POLLERR))
        read_answers(redis);
    return 0;
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    turn(arg);
    return 0;
}

/* ---- public ---- */

static void
redis_clear(struct redis *redis)
{
    free(redis->path);
    free(redis->host);
    free(redis->user);
    free(redis->password);
    free(redis->database);
    free(redis->shas);
    free(redis->url);
    free(redis);
}

int
redis_open(struct redis **out, const struct redis_spec *spec, struct err *err)
{
    struct redis *redis = calloc(1, sizeof *redis);
    if (redis == NULL)
        die("out of memory");
    (void)signal(SIGPIPE, SIG_IGN); /* hiredis writes to sockets that the server has closed */
    redis->spec = *spec;
    redis->spec.url = redis->url = slice_dup(slice_from(spec->url));
    if (spec->timeout == 0)
        redis->spec.timeout = TIMEOUT_DEFAULT;
    redis->last = &redis->first;
    redis->refused_last = &redis->refused;
    redis->watched_fd = -1;
    (void)snprintf(redis->why, sizeof redis->why, "not connected yet");
    redis->shas = calloc(spec->script_count + 1, sizeof *redis->shas);
    if (redis->shas == NULL)
        die("out of memory");
    if (parse_url(redis, err) != 0) {
        redis_clear(redis);
        return -1;
    }
    *out = redis;
    return 0;
}

void
redis_close(struct redis *redis)
{
    if (redis == NULL)
        return;
    if (redis->loop != NULL)
        zloop_timer_end(redis->loop, redis->timer);
    redis->spec.changed = NULL;
    end_lookup(redis);
    close_connection(redis, "closed");
    while (redis->refused != NULL)
        answer_refused(redis);
    redis_clear(redis);
}

void
redis_join(struct redis *redis, zloop_t *loop)
{
    redis->loop = loop;
    redis->timer = zloop_timer(loop, TURN_MS, 0, on_timer, redis);
    if (redis->timer < 0)
        die("out of memory");
    if (redis->context != NULL)
        flush_out(redis);
    else
        turn(redis);
}

bool
redis_up(const struct redis *redis, const char **why)
{
    if (why != NULL)
        *why = redis->why;
    return redis->state == UP;
}

void
redis_send(struct redis *redis, const struct slice *args, size_t count, redis_answer *answer,
           void *arg)
{
    if (redis->state != UP || redis->broken) {
        refuse(redis, answer, arg);
        return;
    }
    add_command(redis, args, count);
    push(redis, answer, arg);
    watch(redis, true);
}

void
redis_run(struct redis *redis, size_t script, const struct slice *keys, size_t key_count,
          const struct slice *args, size_t arg_count, redis_answer *answer, void *arg)
{
    size_t count = 3 + key_count + arg_count;
    struct slice *all = malloc(count * sizeof *all);
    if (all == NULL)
        die("out of memory");
    char number[24];
    (void)snprintf(number, sizeof number, "%zu", key_count);
    all[0] = SLICE_LITERAL("EVALSHA");
    all[1] = slice_from(redis->shas[script]);
    all[2] = slice_from(number);
    for (size_t i = 0; i < key_count; i++)
        all[3 + i] = keys[i];
    for (size_t i = 0; i < arg_count; i++)
        all[3 + key_count + i] = args[i];
    redis_send(redis, all, count, answer, arg);
    free(all);
}

size_t
redis_pending(const struct redis *redis)
{
    size_t refused = 0;
    for (const struct waiting *w = redis->refused; w != NULL; w = w->next)
        refused++;
    return refused + (redis->state == UP ? redis->count : 0);
}

/* Waits for the socket or 100 ms, whichever is first, and serves it. */
static void
wait_once(struct redis *redis, int64_t until)
{
    int64_t left = until - now_ms();
    if (redis->state == CLOSED && redis->retry_at - now_ms() < left)
        left = redis->retry_at - now_ms();
    if (left > 50)
        left = 50;
    struct pollfd item = { .fd = -1, .events = POLLIN };
    if (redis->context != NULL) {
        item.fd = redis->context->fd;
        item.events |=
            redis->context->obuf != NULL && redis->context->obuf[0] != '\0' ? POLLOUT : 0;
    }
    if (poll(&item, 1, left < 1 ? 1 : (int)left) > 0) {
        if (item.revents & POLLOUT)
            flush_out(redis);
        if (redis->context != NULL && item.revents & (POLLIN | POLLERR | POLLHUP))
            read_answers(redis);
    }
    turn(redis);
    (void)tick_call(&redis->spec.tick, NULL);
}

bool
redis_wait_up(struct redis *redis, int64_t ms)
{
    int64_t until = now_ms() + ms;
    turn(redis);
    while (redis->state != UP && now_ms() < until)
        wait_once(redis, until);
    return redis->state == UP;
}

void
redis_wait(struct redis *redis, int64_t ms)
{
    int64_t until = now_ms() + ms;
    while (redis_pending(redis) > 0 && now_ms() < until)
        wait_once(redis, until);
    if (redis_pending(redis) > 0)
        close_connection(redis, "no answer in time");
    answer_refused(redis);
}

struct call {
    struct redis *redis;
    redisReply *reply;
    struct err *err;
    bool answered;
};

static redisReply *
copy_reply(const redisReply *reply)
{
    redisReply *copy = calloc(1, sizeof *copy);
    if (copy == NULL)
        die("out of memory");
    copy->type = reply->type;
    copy->integer = reply->integer;
    copy->len = reply->len;
    if (reply->str != NULL) {
        copy->str = malloc(reply->len + 1);
        if (copy->str == NULL)
            die("out of memory");
        memcpy(copy->str, reply->str, reply->len);
        copy->str[reply->len] = '\0';
    }
    copy->elements = reply->elements;
    if (reply->elements > 0) {
        copy->element = calloc(reply->elements, sizeof(redisReply *));
        if (copy->element == NULL)
            die("out of memory");
        for (size_t i = 0; i < reply->elements; i++)
            copy->element[i] = copy_reply(reply->element[i]);
    }
    return copy;
}

static void
call_answered(void *arg, const redisReply *reply, const struct err *err)
{
    struct call *call = arg;
    call->answered = true;
    if (err != NULL)
        *call->err = *err;
    else
        call->reply = copy_reply(reply);
}

int
redis_call(struct redis *redis, const struct slice *args, size_t count, int64_t ms,
           redisReply **reply, struct err *err)
{
    int64_t until = now_ms() + ms;
    struct err ignored = { 0 };
    struct call call = { .redis = redis, .err = err != NULL ? err : &ignored };
    (void)redis_wait_up(redis, ms);
    redis_send(redis, args, count, call_answered, &call);
    while (!call.answered && now_ms() < until)
        wait_once(redis, until);
    if (!call.answered)
        close_connection(redis, "no answer in time");
    answer_refused(redis);
    if (call.reply == NULL)
        return -1;
    *reply = call.reply;
    return 0;
}
