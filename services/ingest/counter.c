#include "services/ingest/counter.h"

#include "services/decode/document.h"
#include "services/decode/jail.h"

#include <stdlib.h>
#include <sys/queue.h>

enum { AT_ONCE = 2, TICK_MS = 200 };

struct counting {
    TAILQ_ENTRY(counting) link;
    struct counter *counter;
    enum lane lane;
    struct slice bytes;
    struct jail_child *child; /* NULL: it waits */
    struct buf output;
    counter_done *done;
    void *arg;
};
TAILQ_HEAD(countings, counting);

struct counter {
    zloop_t *loop;
    int timer; /* -1: nothing runs */
    size_t running_count;
    struct countings waiting[LANE_COUNT], running;
};

static void start_more(struct counter *counter);
static int on_output(zloop_t *loop, zmq_pollitem_t *item, void *arg);

static zmq_pollitem_t
item_of(const struct counting *counting)
{
    return (zmq_pollitem_t){ .fd = jail_descriptor(counting->child),
                             .events = ZMQ_POLLIN | ZMQ_POLLERR };
}

/* Takes it out of its queue, and ends the child. */
static void
leave(struct counting *counting)
{
    struct counter *counter = counting->counter;
    if (counting->child == NULL) {
        TAILQ_REMOVE(&counter->waiting[counting->lane], counting, link);
        return;
    }
    zmq_pollitem_t item = item_of(counting);
    zloop_poller_end(counter->loop, &item);
    jail_end(counting->child);
    TAILQ_REMOVE(&counter->running, counting, link);
    counter->running_count--;
}

static void
finish(struct counting *counting, uint32_t pages, const struct err *err)
{
    leave(counting);
    counter_done *done = counting->done;
    void *arg = counting->arg;
    buf_done(&counting->output);
    free(counting);
    done(arg, pages, err);
}

/* What came of a child, and whether its time is over. */
static void
look(struct counting *counting)
{
    struct err err;
    uint32_t pages = 0;
    int result = jail_take(counting->child, &counting->output, &err);
    if (result > 0)
        return;
    if (result == 0)
        (void)document_count_read(buf_slice(&counting->output), &pages, &err);
    finish(counting, pages, pages > 0 ? NULL : &err);
}

static int
on_output(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop, (void)item;
    struct counting *counting = arg;
    struct counter *counter = counting->counter;
    look(counting);
    start_more(counter);
    return 0;
}

static int
on_tick(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct counter *counter = arg;
    struct counting *next;
    for (struct counting *one = TAILQ_FIRST(&counter->running); one != NULL; one = next) {
        next = TAILQ_NEXT(one, link);
        look(one);
    }
    start_more(counter);
    return 0;
}

static void
start(struct counting *counting)
{
    struct counter *counter = counting->counter;
    struct err err;
    struct jail_child *child;
    if (document_count_start(&child, counting->bytes, &err) != 0) {
        finish(counting, 0, &err);
        return;
    }
    TAILQ_REMOVE(&counter->waiting[counting->lane], counting, link);
    TAILQ_INSERT_TAIL(&counter->running, counting, link);
    counter->running_count++;
    counting->child = child;
    zmq_pollitem_t item = item_of(counting);
    (void)zloop_poller(counter->loop, &item, on_output, counting);
    zloop_poller_set_tolerant(counter->loop, &item);
}

/* Live ones first. */
static struct counting *
first_waiting(const struct counter *counter)
{
    struct counting *live = TAILQ_FIRST(&counter->waiting[LANE_LIVE]);
    /* NOLINTNEXTLINE: clang-tidy does not see that the queue shrinks */
    return live != NULL ? live : TAILQ_FIRST(&counter->waiting[LANE_BACKFILL]);
}

static void
start_more(struct counter *counter)
{
    struct counting *counting;
    while (counter->running_count < AT_ONCE && (counting = first_waiting(counter)) != NULL)
        start(counting); /* NOLINT: it does not see that the queue shrinks */
    if (counter->running_count > 0 && counter->timer < 0) {
        counter->timer = zloop_timer(counter->loop, TICK_MS, 0, on_tick, counter);
    } else if (counter->running_count == 0 && counter->timer >= 0) {
        (void)zloop_timer_end(counter->loop, counter->timer);
        counter->timer = -1;
    }
}

struct counter *
counter_new(zloop_t *loop)
{
    struct counter *counter = calloc(1, sizeof *counter);
    if (counter == NULL)
        die("out of memory");
    counter->loop = loop;
    counter->timer = -1;
    for (size_t i = 0; i < LANE_COUNT; i++)
        TAILQ_INIT(&counter->waiting[i]);
    TAILQ_INIT(&counter->running);
    return counter;
}

void
counter_count(struct counter *counter, enum lane lane, struct slice bytes, counter_done *done,
              void *arg)
{
    if (document_is_single(bytes)) {
        done(arg, 1, NULL);
        return;
    }
    struct counting *counting = calloc(1, sizeof *counting);
    if (counting == NULL)
        die("out of memory");
    counting->counter = counter;
    counting->lane = lane;
    counting->bytes = bytes;
    counting->done = done;
    counting->arg = arg;
    TAILQ_INSERT_TAIL(&counter->waiting[lane], counting, link);
    start_more(counter);
}

void
counter_stop(struct counter *counter)
{
    struct counting *counting;
    struct err err;
    (void)err_set(&err, ERR_RETRY, "ingest is stopping");
    while ((counting = first_waiting(counter)) != NULL)
        finish(counting, 0, &err); /* NOLINT: as above */
    while ((counting = TAILQ_FIRST(&counter->running)) != NULL)
        finish(counting, 0, &err); /* NOLINT: as above */
    if (counter->timer >= 0)
        (void)zloop_timer_end(counter->loop, counter->timer);
    counter->timer = -1;
}

void
counter_free(struct counter *counter)
{
    free(counter);
}
