#include "services/gateway/deliver.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/proto/api.h"
#include "services/gateway/follow.h"
#include "services/gateway/gateway.h"
#include "services/gateway/hook.h"
#include "services/gateway/post.h"
#include "services/gateway/push.h"
#include "services/gateway/sign.h"
#include "services/gateway/target.h"
#include "services/gateway/upstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TICK_MS = 250,
    LOOK_MS = 5000,   /* between looks at what hooks there are */
    LEASE_MS = 20000, /* asked for */
    RENEW_MS = 6000,
    MOVE_MS = 1000, /* at most this long until store hears how far one got */
    ASK_CHANGES = 50,
    RETRY_MOST_MS = 3600000,
};

struct deliver {
    struct deliver_spec spec;
    struct post *post;
    struct pushes *pushes;
    struct target *first;
    int timer;
    bool looking;
    int64_t look_at;
    struct metric *delivered, *failed;
};

static int64_t
wall(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- how far it got ---- */

static void
on_moved(void *arg, const struct asked *asked, const struct err *err)
{
    struct target *target = arg;
    target->asking--;
    if (err != NULL) {
        target->told = -1; /* tell it again */
        if (asked != NULL && slice_equal(asked->answer->code, SLICE_LITERAL("conflict")))
            target_lose(target);
    }
}

static void
ask_edit(struct target *target, const struct query *query, ask_done *done)
{
    struct gateway *gateway = target->deliver->spec.gateway;
    target->asking++;
    ask_query(gateway->edit, query, gateway->ask_ms, done, target);
}

static void
move(struct target *target, const char *why)
{
    struct query query;
    query_init(&query, QUERY_HOOK_MOVE);
    query.id = slice_from(target->id);
    query.holder = slice_from(daemon_boot(target->deliver->spec.gateway->daemon));
    query.sequence = target->cursor;
    query.failures = target->failures;
    query.retry_ms = target->failures > 0 ? target->retry_at : 0;
    query.why = slice_from(why);
    target->told = target->cursor;
    target->moved_at = clock_ms();
    ask_edit(target, &query, on_moved);
    query_done(&query);
}

static void
on_buried(void *arg, const struct asked *asked, const struct err *err)
{
    struct target *target = arg;
    target->burying = false;
    if (err == NULL && target->held && target->next_change < target->changes.change_count) {
        target->cursor = target->told = target->changes.changes[target->next_change++].sequence;
        target->failures = 0;
        target->retry_at = 0;
    }
    on_moved(target, asked, err);
}

static void
bury(struct target *target, int64_t sequence, const char *why)
{
    struct query query;
    query_init(&query, QUERY_HOOK_BURY);
    query.id = slice_from(target->id);
    query.holder = slice_from(daemon_boot(target->deliver->spec.gateway->daemon));
    query.sequence = sequence;
    query.why = slice_from(why);
    target->burying = true;
    ask_edit(target, &query, on_buried);
    query_done(&query);
}

/* ---- sending ---- */

static void
send_event(struct deliver *deliver, const struct target *target, const struct change *change,
           post_done *done, void *arg)
{
    struct buf json = { 0 }, signature = { 0 }, lines[3] = { { 0 } };
    char id[40];
    int64_t now = wall() / 1000;
    if (target->pushes) {
        pushes_send(deliver->pushes, target->url, target->secret, change, done, arg);
        return;
    }
    (void)snprintf(id, sizeof id, "change_%lld", (long long)change->sequence);
    follow_event(deliver->spec.gateway, change, &json);
    sign_add(&signature, target->secret, slice_from(id), now, buf_slice(&json));
    buf_printf(&lines[0], "webhook-id: %s", id);
    buf_printf(&lines[1], "webhook-timestamp: %lld", (long long)now);
    buf_printf(&lines[2], "webhook-signature: %s", buf_string(&signature));
    const char *const headers[] = { "Content-Type: application/cloudevents+json",
                                    "Expect:", buf_string(&lines[0]), buf_string(&lines[1]),
                                    buf_string(&lines[2]) };
    post_send(deliver->post, target->url, headers, 5, buf_slice(&json), done, arg);
    buf_done(&json);
    buf_done(&signature);
    for (size_t i = 0; i < 3; i++)
        buf_done(&lines[i]);
}

static void step(struct target *target);

static void
on_sent(void *arg, bool ok, const char *why)
{
    struct target *target = arg;
    struct deliver *deliver = target->deliver;
    target->sending = false;
    metric_add(ok ? deliver->delivered : deliver->failed, 1);
    if (!target->held || target->next_change >= target->changes.change_count)
        return; /* the lease went meanwhile: its next holder sends it again */
    const struct change *change = &target->changes.changes[target->next_change];
    if (ok) {
        target->cursor = change->sequence;
        target->next_change++;
        target->failures = 0;
        step(target);
        return;
    }
    target->failures++;
    int64_t wait = deliver->spec.retry_ms;
    for (unsigned i = 1; i < target->failures && wait < RETRY_MOST_MS; i++)
        wait *= 4;
    target->retry_at = wall() + (wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS);
    log_warn(NULL, "hook-failed", "hook=%s sequence=%lld failures=%u why=\"%s\"", target->id,
             (long long)change->sequence, target->failures, why);
    if (target->failures >= deliver->spec.attempts)
        bury(target, change->sequence, why);
    else
        move(target, why);
}

static void
on_changes(void *arg, const struct asked *asked, const struct err *err)
{
    struct target *target = arg;
    target->asking--;
    if (err != NULL || !target->held)
        return;
    answer_done(&target->changes);
    target->changes = *asked->answer;
    answer_init(asked->answer, ANSWER_CHANGES);
    target->next_change = 0;
    step(target);
}

static void
ask_changes(struct target *target)
{
    char cursor[24];
    struct gateway *gateway = target->deliver->spec.gateway;
    struct query query;
    (void)snprintf(cursor, sizeof cursor, "%lld", (long long)target->cursor);
    query_init(&query, QUERY_CHANGES);
    query.cursor = slice_from(cursor);
    query.limit = ASK_CHANGES;
    target->asking++;
    ask_query(gateway->store, &query, gateway->ask_ms, on_changes, target);
    query_done(&query);
}

/* Sends the next event if there is one and nothing is in the way. */
static void
step(struct target *target)
{
    struct deliver *deliver = target->deliver;
    if (!target->held || !target->fresh || target->sending || target->burying ||
        target->asking > 0 || wall() < target->retry_at)
        return;
    while (target->next_change < target->changes.change_count) {
        const struct change *change = &target->changes.changes[target->next_change];
        if (change->sequence > target->cursor && api_filter_takes(target->filter, change)) {
            target->sending = true;
            send_event(deliver, target, change, on_sent, target);
            return;
        }
        if (change->sequence > target->cursor)
            target->cursor = change->sequence;
        target->next_change++;
    }
    if (target->cursor < follow_last(deliver->spec.gateway->follow))
        ask_changes(target);
}

/* ---- which hooks, and whose ---- */

static void
on_lease(void *arg, const struct asked *asked, const struct err *err)
{
    struct target *target = arg;
    target->asking--;
    if (err != NULL)
        return;
    if (!asked->answer->granted) {
        target_lose(target);
        return;
    }
    target->lease_until = clock_ms() + LEASE_MS / 2;
    if (!target->held)
        deliver_look(target->deliver); /* how far it got by now */
    target->held = true;
}

static void
ask_lease(struct target *target, int64_t ms)
{
    char name[96];
    struct query query;
    (void)snprintf(name, sizeof name, "hook:%s", target->id);
    query_init(&query, QUERY_LEASE);
    query.name = slice_from(name);
    query.holder = slice_from(daemon_boot(target->deliver->spec.gateway->daemon));
    query.ms = ms;
    target->renew_at = clock_ms() + RENEW_MS;
    ask_edit(target, &query, on_lease);
    query_done(&query);
}

static void
on_hooks(void *arg, const struct asked *asked, const struct err *err)
{
    struct deliver *deliver = arg;
    deliver->looking = false;
    if (err != NULL)
        return;
    for (struct target *target = deliver->first; target != NULL; target = target->next)
        target->listed = false;
    for (size_t i = 0; i < asked->answer->hook_count; i++) {
        const struct hook *hook = &asked->answer->hooks[i];
        struct target *target = target_find(deliver->first, hook->id);
        if (target == NULL)
            target = target_add(&deliver->first, deliver, hook);
        target->listed = true;
        if (!target->held || target->fresh)
            continue;
        target->fresh = true;
        target->cursor = target->told = hook->cursor;
        target->failures = hook->failures;
        target->retry_at = hook->retry_ms;
    }
    targets_sweep(&deliver->first);
}

static void
look(struct deliver *deliver)
{
    struct gateway *gateway = deliver->spec.gateway;
    struct query query;
    deliver->look_at = clock_ms() + LOOK_MS;
    if (deliver->looking)
        return;
    deliver->looking = true;
    query_init(&query, QUERY_HOOK_LIST);
    ask_query(gateway->edit, &query, gateway->ask_ms, on_hooks, deliver);
    query_done(&query);
}

void
deliver_look(struct deliver *deliver)
{
    deliver->look_at = 0;
}

static int
on_tick(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct deliver *deliver = arg;
    int64_t now = clock_ms();
    if (!follow_is_live(deliver->spec.gateway->follow) ||
        daemon_draining(deliver->spec.gateway->daemon))
        return 0;
    if (now >= deliver->look_at)
        look(deliver);
    for (struct target *target = deliver->first; target != NULL; target = target->next) {
        if (!target->listed)
            continue;
        if (target->held && now > target->lease_until)
            target_lose(target);
        if (now >= target->renew_at && target->asking == 0)
            ask_lease(target, LEASE_MS);
        if (target->held && target->fresh && target->cursor != target->told && !target->burying &&
            now - target->moved_at > MOVE_MS)
            move(target, "");
        step(target);
    }
    return 0;
}

static void
on_news(void *arg)
{
    struct deliver *deliver = arg;
    for (struct target *target = deliver->first; target != NULL; target = target->next)
        step(target);
}

/* ---- the dead list ---- */

struct replay {
    struct deliver *deliver;
    struct exchange *x;
    char *id;
    int64_t sequence;
};

static void
on_replayed(void *arg, bool ok, const char *why)
{
    struct replay *replay = arg;
    struct query query;
    if (!ok) {
        exchange_problem(replay->x, 502, "hook", "it was sent, and: %s", why);
        return;
    }
    query_init(&query, QUERY_HOOK_FORGET);
    query.id = slice_from(replay->id);
    query.sequence = replay->sequence;
    upstream_query(replay->x, &query, ANSWER_DONE, upstream_relay);
    query_done(&query);
}

static void
on_dead_change(struct exchange *x, struct answer *answer, struct slice body)
{
    struct replay *replay = x->work;
    struct target *target = target_find(replay->deliver->first, slice_from(replay->id));
    (void)body;
    if (target == NULL || answer->change_count != 1 ||
        answer->changes[0].sequence != replay->sequence)
        exchange_problem(x, 404, "unknown", "there is no such webhook or change");
    else
        send_event(replay->deliver, target, &answer->changes[0], on_replayed, replay);
}

void
deliver_replay(struct deliver *deliver, struct exchange *x, struct slice id, int64_t sequence)
{
    char cursor[24];
    struct query query;
    struct replay *replay = arena_alloc(&x->arena, 1, sizeof *replay);
    *replay = (struct replay){ deliver, x, arena_string(&x->arena, id), sequence };
    x->work = replay;
    (void)snprintf(cursor, sizeof cursor, "%lld", (long long)sequence - 1);
    query_init(&query, QUERY_CHANGES);
    query.cursor = slice_from(cursor);
    query.limit = 1;
    upstream_query(x, &query, ANSWER_CHANGES, on_dead_change);
    query_done(&query);
}

/* ---- opening, closing ---- */

int
deliver_open(struct deliver **deliver, const struct deliver_spec *spec, struct err *err)
{
    struct deliver *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    *deliver = opened;
    opened->spec = *spec;
    opened->delivered = metric_new(METRIC_COUNTER, "gateway_hooks_delivered_total", NULL,
                                   "Events that webhooks took");
    opened->failed = metric_new(METRIC_COUNTER, "gateway_hooks_failed_total", NULL,
                                "Events that webhooks did not take, each time");
    zloop_t *loop = daemon_loop(spec->gateway->daemon);
    if (post_open(&opened->post, loop, err) != 0)
        return -1;
    opened->pushes = pushes_new(spec->gateway, opened->post);
    opened->timer = zloop_timer(loop, TICK_MS, 0, on_tick, opened);
    follow_on_news(spec->gateway->follow, on_news, opened);
    return 0;
}

void
deliver_close(struct deliver *deliver)
{
    if (deliver == NULL)
        return;
    post_close(deliver->post);
    pushes_free(deliver->pushes);
    if (deliver->timer != 0)
        (void)zloop_timer_end(daemon_loop(deliver->spec.gateway->daemon), deliver->timer);
    while (deliver->first != NULL) {
        struct target *target = deliver->first;
        deliver->first = target->next;
        target_free(target);
    }
    free(deliver);
}
