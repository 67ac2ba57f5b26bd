#include "services/gateway/events.h"

#include "common/clock.h"

#include "services/gateway/follow.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/upstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CATCH_UP = 200,   /* changes that are asked for together */
    SPREAD_MS = 3,    /* after the first of several changes until listeners wake */
    QUIET_MS = 15000, /* without an event until a comment is sent */
    LOOK_MS = 1000,
    FAULT_MS = 1000, /* after store did not answer */
};

struct listener {
    struct listener *next, *prev;
    struct events *events;
    struct exchange *x; /* NULL: it has gone */
    int64_t at;         /* the last sequence that was sent whole, or is in out */
    size_t part;        /* bytes of the next that were sent */
    struct buf out;     /* what is not shared */
    size_t sent;        /* of out */
    int64_t busy;       /* clock_ms of the last byte; 0: not before `later` */
    int64_t later;
    bool asking, quiet;
    char paper[FOLLOW_NOTE_PAPER]; /* "" for all */
};

struct events {
    struct gateway *gateway;
    struct listener *first;
    size_t count;
    bool ending;
    int waking, looker; /* timers, or 0 */
    struct metric *listeners, *sent;
};

/* ---- what a listener gets ---- */

static void
add_event(struct listener *listener, int64_t sequence, struct slice json)
{
    buf_printf(&listener->out, "id: %lld\ndata: ", (long long)sequence);
    buf_add_slice(&listener->out, json);
    buf_printf(&listener->out, "\n\n");
    metric_add(listener->events->sent, 1);
}

static bool
wants(const struct listener *listener, struct slice paper)
{
    return *listener->paper == '\0' || slice_equal(slice_from(listener->paper), paper);
}

/* Copies from what is kept ready: all listeners share it, so ten thousand that hear of
 * something need no memory.  0: nothing more; -1: the next one is too old for that, and when
 * a part of it was sent already there is no way on. */
static ssize_t
copy_note(struct listener *listener, char *out, size_t max)
{
    const struct follow *follow = listener->events->gateway->follow;
    while (listener->at < follow_last(follow)) {
        const struct note *note = follow_note(follow, listener->at + 1);
        if (note == NULL)
            return -1;
        if (!wants(listener, slice_from(note->paper))) {
            listener->at++;
            continue;
        }
        size_t len = note->text.len - listener->part;
        len = len < max ? len : max;
        memcpy(out, note->text.ptr + listener->part, len);
        listener->part += len;
        if (listener->part == note->text.len) {
            listener->part = 0;
            listener->at++;
            metric_add(listener->events->sent, 1);
        }
        return (ssize_t)len;
    }
    return 0;
}

static void
free_listener(struct listener *listener)
{
    buf_done(&listener->out);
    free(listener);
}

static void
on_changes(void *arg, const struct asked *asked, const struct err *err)
{
    struct listener *listener = arg;
    struct events *events = listener->events;
    listener->asking = false;
    if (listener->x == NULL) {
        free_listener(listener);
        return;
    }
    if (err != NULL) {
        listener->later = clock_ms() + FAULT_MS;
        return;
    }
    for (size_t i = 0; i < asked->answer->change_count; i++) {
        const struct change *change = &asked->answer->changes[i];
        struct buf json = { 0 };
        if (change->sequence <= listener->at)
            continue;
        listener->at = change->sequence;
        if (wants(listener, change->paper)) {
            follow_event(events->gateway, change, &json);
            add_event(listener, change->sequence, buf_slice(&json));
        }
        buf_done(&json);
    }
    exchange_wake(listener->x);
}

static void
catch_up(struct listener *listener)
{
    char cursor[24];
    struct gateway *gateway = listener->events->gateway;
    struct query query;
    if (listener->asking || clock_ms() < listener->later)
        return;
    listener->asking = true;
    (void)snprintf(cursor, sizeof cursor, "%lld", (long long)listener->at);
    query_init(&query, QUERY_CHANGES);
    query.cursor = slice_from(cursor);
    query.limit = CATCH_UP;
    ask_query(gateway->store, &query, gateway->ask_ms, on_changes, listener);
    query_done(&query);
}

/* What is in `out`: what store was asked for, the beginning, a comment. */
static ssize_t
copy_out(struct listener *listener, char *out, size_t max)
{
    size_t len = listener->out.len - listener->sent;
    len = len < max ? len : max;
    memcpy(out, listener->out.ptr + listener->sent, len);
    listener->sent += len;
    if (listener->sent == listener->out.len) {
        buf_done(&listener->out);
        listener->sent = 0;
    }
    return (ssize_t)len;
}

static ssize_t
read_events(void *arg, char *out, size_t max)
{
    struct listener *listener = arg;
    ssize_t len = 0;
    if (listener->events->ending)
        return -1;
    if (listener->out.len == 0 && !listener->asking)
        len = copy_note(listener, out, max);
    if (len < 0 && listener->part > 0)
        return -1; /* it comes again and goes on behind the last whole one */
    if (len < 0)
        catch_up(listener);
    if (listener->out.len == 0 && len == 0 && listener->quiet)
        buf_printf(&listener->out, ":\n\n");
    listener->quiet = false;
    if (len <= 0 && listener->out.len > 0)
        len = copy_out(listener, out, max);
    if (len > 0)
        listener->busy = clock_ms();
    return len > 0 ? len : 0;
}

/* The connection is gone. */
static void
end_events(void *arg)
{
    struct listener *listener = arg;
    struct events *events = listener->events;
    *(listener->prev != NULL ? &listener->prev->next : &events->first) = listener->next;
    if (listener->next != NULL)
        listener->next->prev = listener->prev;
    events->count--;
    listener->x = NULL;
    if (!listener->asking)
        free_listener(listener);
}

/* ---- waking them ---- */

static int
on_wake(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct events *events = arg;
    events->waking = 0;
    for (struct listener *listener = events->first; listener != NULL; listener = listener->next)
        exchange_wake(listener->x);
    return 0;
}

static void
on_news(void *arg)
{
    struct events *events = arg;
    if (events->waking == 0 && events->first != NULL)
        events->waking =
            zloop_timer(daemon_loop(events->gateway->daemon), SPREAD_MS, 1, on_wake, events);
}

/* A comment now and then keeps proxies from closing, and finds those that are
 * gone. */
static int
on_look(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct events *events = arg;
    int64_t now = clock_ms();
    metric_set(events->listeners, (int64_t)events->count);
    for (struct listener *listener = events->first; listener != NULL; listener = listener->next) {
        if (now - listener->busy > QUIET_MS)
            listener->quiet = true;
        if (listener->quiet || (listener->later != 0 && listener->later < now)) {
            listener->later = 0;
            exchange_wake(listener->x);
        }
    }
    return 0;
}

/* ---- the request ---- */

enum { EVENTS_CURSOR, EVENTS_PAPER };

const struct param_spec events_params[] = {
    [EVENTS_CURSOR] = { "cursor", PARAM_WHOLE, .min = 0, .max = INT64_MAX / 1000000 },
    [EVENTS_PAPER] = { "paper", PARAM_TEXT, .max = FOLLOW_NOTE_PAPER - 1 },
    { 0 },
};

/* Behind which change to begin; -1 for one that is none of ours. */
static int64_t
begin_after(struct exchange *x, const struct follow *follow)
{
    struct slice last = exchange_header(x, "Last-Event-ID");
    int64_t at = 0;
    if (x->match.values[EVENTS_CURSOR].given && last.len == 0)
        return x->match.values[EVENTS_CURSOR].number;
    if (last.len == 0)
        return follow_last(follow);
    for (size_t i = 0; i < last.len; i++) {
        if (last.ptr[i] < '0' || last.ptr[i] > '9' || last.len > 15)
            return -1;
        at = at * 10 + (last.ptr[i] - '0');
    }
    return at;
}

static void
listen_from(struct exchange *x, int64_t at)
{
    struct gateway *gateway = x->gateway;
    struct events *events = gateway->events;
    struct listener *listener = calloc(1, sizeof *listener);
    if (listener == NULL)
        die("out of memory");
    listener->events = events;
    listener->x = x;
    listener->at = at;
    listener->busy = clock_ms();
    (void)snprintf(listener->paper, sizeof listener->paper, "%.*s",
                   SLICE_ARGS(x->match.values[EVENTS_PAPER].text));
    buf_printf(&listener->out, "retry: 2000\n: %lld\n\n", (long long)at);
    listener->next = events->first;
    if (listener->next != NULL)
        listener->next->prev = listener;
    events->first = listener;
    events->count++;
    exchange_stream(x, "text/event-stream; charset=utf-8", read_events, end_events, listener);
}

static void
refuse(struct exchange *x, int64_t last)
{
    exchange_problem(x, 400, "bad-cursor", "no change has that number; the last is %lld",
                     (long long)last);
}

static void
on_end(struct exchange *x, struct answer *answer, struct slice body)
{
    (void)body;
    const int64_t *at = x->work;
    int64_t last = strtoll(arena_string(&answer->arena, answer->next), NULL, 10);
    if (*at > last)
        refuse(x, last);
    else
        listen_from(x, *at);
}

/* A change that we have not heard of: the client has it from another gateway or from the answer to
 * an edit, and the feed is a moment behind.  A refusal would end a browser's stream for ever. */
static void
ask_end(struct exchange *x, int64_t at)
{
    struct query query;
    int64_t *kept = arena_alloc(&x->arena, 1, sizeof *kept);
    *kept = at;
    x->work = kept;
    query_init(&query, QUERY_CHANGES);
    query.from = SLICE_LITERAL("now");
    upstream_query(x, &query, ANSWER_CHANGES, on_end);
    query_done(&query);
}

void
events_listen(struct exchange *x)
{
    const struct gateway *gateway = x->gateway;
    int64_t last = follow_last(gateway->follow), at = begin_after(x, gateway->follow);
    if (last < 0) {
        exchange_add(x, "Retry-After", SLICE_LITERAL("2"));
        exchange_problem(x, 503, "away", "store does not tell what changes; ask again in 2 s");
    } else if (at < 0) {
        refuse(x, last);
    } else if (at > last) {
        ask_end(x, at);
    } else {
        listen_from(x, at);
    }
}

/* ---- opening and closing ---- */

struct events *
events_open(struct gateway *gateway)
{
    struct events *events = calloc(1, sizeof *events);
    if (events == NULL)
        die("out of memory");
    events->gateway = gateway;
    events->listeners =
        metric_new(METRIC_GAUGE, "gateway_listeners", NULL, "Clients that listen to events");
    events->sent = metric_new(METRIC_COUNTER, "gateway_events_total", NULL,
                              "Events that were given to listeners");
    events->looker = zloop_timer(daemon_loop(gateway->daemon), LOOK_MS, 0, on_look, events);
    follow_on_news(gateway->follow, on_news, events);
    return events;
}

void
events_end(struct events *events)
{
    if (events == NULL)
        return;
    events->ending = true;
    for (struct listener *listener = events->first; listener != NULL; listener = listener->next)
        exchange_wake(listener->x);
}

void
events_close(struct events *events)
{
    if (events == NULL)
        return;
    zloop_t *loop = daemon_loop(events->gateway->daemon);
    (void)zloop_timer_end(loop, events->looker);
    if (events->waking != 0)
        (void)zloop_timer_end(loop, events->waking);
    free(events);
}
