#include "services/gateway/follow.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/proto/api.h"
#include "services/gateway/cache.h"
#include "services/gateway/gateway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOOK_MS = 1000,
    DEAF_MS = 4000, /* without an answer until the cache is closed */
    PAGE_CHANGES = 500,
    LISTENERS_MAX = 4,
};

struct follow {
    struct gateway *gateway;
    zsock_t *feed;
    int timer;
    struct note notes[FOLLOW_NOTES]; /* that of a sequence is at sequence % FOLLOW_NOTES */
    int64_t last;                    /* -1: nothing is known yet */
    int64_t heard;                   /* clock_ms of the last answer */
    bool asking, again;              /* CHANGES is under way; ask once more then */
    bool live;
    struct {
        void (*news)(void *arg);
        void *arg;
    } listeners[LISTENERS_MAX];
    size_t listener_count;
    struct metric *sequence;
};

void
follow_event(const struct gateway *gateway, const struct change *change, struct buf *json)
{
    api_event(json, change, slice_from(gateway->base));
}

/* ---- taking changes ---- */

static void
tell(struct follow *follow)
{
    for (size_t i = 0; i < follow->listener_count; i++)
        follow->listeners[i].news(follow->listeners[i].arg);
}

static void
take(struct follow *follow, const struct change *change)
{
    struct note *note = &follow->notes[change->sequence % FOLLOW_NOTES];
    note->sequence = change->sequence;
    (void)snprintf(note->paper, sizeof note->paper, "%.*s", SLICE_ARGS(change->paper));
    buf_clear(&note->text);
    buf_printf(&note->text, "id: %lld\ndata: ", (long long)change->sequence);
    follow_event(follow->gateway, change, &note->text);
    buf_printf(&note->text, "\n\n");
    follow->last = change->sequence;
    cache_drop_page(follow->gateway->cache, change->page_id);
    metric_set(follow->sequence, follow->last);
}

static void
set_live(struct follow *follow, bool live, const char *why)
{
    daemon_condition(follow->gateway->daemon, "store", live, why);
    if (live == follow->live)
        return;
    follow->live = live;
    cache_set_open(follow->gateway->cache, live);
}

static void ask(struct follow *follow);

static void
on_changes(void *arg, const struct asked *asked, const struct err *err)
{
    struct follow *follow = arg;
    follow->asking = false;
    if (err != NULL) {
        if (clock_ms() - follow->heard > DEAF_MS)
            set_live(follow, false, err->text);
        return;
    }
    const struct answer *answer = asked->answer;
    int64_t before = follow->last;
    follow->heard = clock_ms();
    if (follow->last < 0)
        follow->last = strtoll(arena_string(&asked->answer->arena, answer->next), NULL, 10);
    for (size_t i = 0; i < answer->change_count; i++)
        if (answer->changes[i].sequence > follow->last)
            take(follow, &answer->changes[i]);
    bool more = answer->change_count == PAGE_CHANGES || follow->again;
    follow->again = false;
    if (more)
        ask(follow);
    else
        set_live(follow, true, NULL);
    if (follow->last != before)
        tell(follow);
}

/* Asks for what came after the last; before there is one, where the table ends. */
static void
ask(struct follow *follow)
{
    char cursor[24];
    struct query query;
    if (follow->asking) {
        follow->again = true;
        return;
    }
    follow->asking = true;
    query_init(&query, QUERY_CHANGES);
    if (follow->last < 0) {
        query.from = SLICE_LITERAL("now");
    } else {
        (void)snprintf(cursor, sizeof cursor, "%lld", (long long)follow->last);
        query.cursor = slice_from(cursor);
        query.limit = PAGE_CHANGES;
    }
    ask_query(follow->gateway->store, &query, follow->gateway->ask_ms, on_changes, follow);
    query_done(&query);
}

static int
on_look(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct follow *follow = arg;
    if (clock_ms() - follow->heard > DEAF_MS)
        set_live(follow, false, "store does not tell what changes");
    ask(follow);
    return 0;
}

/* One message of the feed: "change", its sequence, the change as JSON. */
static bool
take_message(struct follow *follow, zmsg_t *message)
{
    struct arena arena = { 0 };
    struct change change;
    struct err err;
    bool taken = false;
    (void)zmsg_first(message);
    (void)zmsg_next(message);
    zframe_t *frame = zmsg_next(message);
    if (frame == NULL || follow->last < 0)
        return false;
    struct slice json = { (const char *)zframe_data(frame), zframe_size(frame) };
    if (change_decode(&arena, &change, json, &err) != 0) {
        log_warn(NULL, "feed", "reason=\"%s\"", err.text);
    } else if (change.sequence == follow->last + 1) {
        take(follow, &change);
        taken = true;
    } else if (change.sequence > follow->last) {
        ask(follow); /* some were dropped */
    }
    arena_done(&arena);
    return taken;
}

static int
on_feed(zloop_t *loop, zsock_t *socket, void *arg)
{
    (void)loop;
    struct follow *follow = arg;
    bool taken = false;
    while (zsock_events(socket) & ZMQ_POLLIN) {
        zmsg_t *message = zmsg_recv(socket);
        if (message == NULL)
            break;
        taken = take_message(follow, message) || taken;
        zmsg_destroy(&message);
    }
    if (taken)
        tell(follow);
    return 0;
}

/* ---- what others ask ---- */

void
follow_on_news(struct follow *follow, void (*news)(void *arg), void *arg)
{
    if (follow->listener_count == LISTENERS_MAX)
        die("too many listen to changes");
    follow->listeners[follow->listener_count].news = news;
    follow->listeners[follow->listener_count++].arg = arg;
}

bool
follow_is_live(const struct follow *follow)
{
    return follow->live;
}

int64_t
follow_last(const struct follow *follow)
{
    return follow->last;
}

const struct note *
follow_note(const struct follow *follow, int64_t sequence)
{
    const struct note *note = &follow->notes[sequence % FOLLOW_NOTES];
    return sequence > 0 && note->sequence == sequence ? note : NULL;
}

/* ---- opening and closing ---- */

int
follow_open(struct follow **follow, struct gateway *gateway, struct err *err)
{
    struct follow *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    *follow = opened;
    opened->gateway = gateway;
    opened->last = -1;
    opened->heard = clock_ms() - DEAF_MS;
    opened->sequence = metric_new(METRIC_GAUGE, "gateway_sequence", NULL,
                                  "The last change of store that was heard of");
    opened->feed = zsock_new(ZMQ_SUB);
    zsock_set_subscribe(opened->feed, "change");
    zsock_set_linger(opened->feed, 0);
    zsock_set_reconnect_ivl_max(opened->feed, 1000);
    const char *endpoint = config_string(daemon_config(gateway->daemon), "feed_endpoint");
    if (curve_connect(daemon_curve(gateway->daemon), opened->feed, endpoint, err) != 0)
        return err_prefix(err, "feed_endpoint");
    zloop_t *loop = daemon_loop(gateway->daemon);
    (void)zloop_reader(loop, opened->feed, on_feed, opened);
    zloop_reader_set_tolerant(loop, opened->feed);
    opened->timer = zloop_timer(loop, LOOK_MS, 0, on_look, opened);
    daemon_condition(gateway->daemon, "store", false, "store was not asked yet");
    ask(opened);
    return 0;
}

/* Asks are over by now. */
void
follow_close(struct follow *follow)
{
    if (follow == NULL)
        return;
    zloop_t *loop = daemon_loop(follow->gateway->daemon);
    if (follow->timer != 0)
        (void)zloop_timer_end(loop, follow->timer);
    if (follow->feed != NULL)
        zloop_reader_end(loop, follow->feed);
    zsock_destroy(&follow->feed);
    for (size_t i = 0; i < FOLLOW_NOTES; i++)
        buf_done(&follow->notes[i].text);
    free(follow);
}
