/*
 * The hop with real sockets.  Upstreams and workers share one thread, each
 * with its own loop, so that a test can let one stand still: a worker whose loop
 * is not turned is frozen, one whose hop_in is freed was killed.
 */
#include "common/arena.h"
#include "common/clock.h"
#include "common/hop/doubt.h"
#include "common/hop/hop.h"
#include "common/hop/hop_socket.h"
#include "common/hop/in.h"
#include "common/hop/out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { PAGES_MAX = 512, NODES_MAX = 8, DEADLINE_MS = 60000 };

struct upstream {
    zloop_t *loop;
    struct hop_out *out;
    unsigned outcomes; /* of all pages */
    unsigned done, retried, rejected, blamed;
    unsigned by_page[PAGES_MAX]; /* outcomes of each */
    enum hop_verdict last;
    char last_page[PAGE_ID_SIZE];
    char last_reason[REASON_SIZE];
    unsigned rooms;
    bool relay;
    int64_t deadline;
};

struct node {
    zloop_t *loop;
    struct hop_in *in;
    bool automatic; /* answers DONE at once */
    bool frozen;
    bool computes; /* takes one job and says that it computes it */
    unsigned arrived, taken, early;
    char pages[PAGES_MAX][PAGE_ID_SIZE]; /* taken, in order */
    unsigned attempts[PAGES_MAX];
};

struct world {
    char dir[64];
    struct curve *curve;
    struct upstream ups[NODES_MAX];
    size_t up_count;
    struct node nodes[NODES_MAX];
    size_t node_count;
    char endpoints[NODES_MAX][128];
};

static const char *
page_name(unsigned number)
{
    static char names[8][PAGE_ID_SIZE];
    static unsigned turn;
    char *name = names[turn++ % 8];
    (void)snprintf(name, PAGE_ID_SIZE, "%032x", number);
    return name;
}

/* ---- upstreams ---- */

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct upstream *up = arg;
    unsigned number = (unsigned)strtoul(outcome->page_id, NULL, 16);
    up->outcomes++;
    up->by_page[number % PAGES_MAX]++;
    up->done += outcome->verdict == HOP_DONE;
    up->retried += outcome->verdict == HOP_RETRY;
    up->rejected += outcome->verdict == HOP_REJECT;
    up->blamed += outcome->blame;
    up->last = outcome->verdict;
    (void)snprintf(up->last_page, sizeof up->last_page, "%s", outcome->page_id);
    (void)snprintf(up->last_reason, sizeof up->last_reason, "%s", outcome->reason);
}

static void
on_room(void *arg)
{
    ((struct upstream *)arg)->rooms++;
}

static void
open_upstream(struct world *world, struct upstream *up, const char *endpoint, size_t custody_max)
{
    struct err err;
    up->loop = zloop_new();
    zloop_set_nonstop(up->loop, true);
    struct hop_out_spec spec = { .endpoint = endpoint,
                                 .boot = "upstream",
                                 .custody_max = custody_max,
                                 .custody_bytes = 100000,
                                 .message_max = 200000,
                                 .relay = up->relay,
                                 .deadline = up->deadline,
                                 .outcome = on_outcome,
                                 .room = on_room,
                                 .arg = up };
    if (hop_out_new(&up->out, up->loop, world->curve, &spec, &err) != 0)
        fail_msg("%s", err.text);
}

static struct upstream *
add_upstream(struct world *world, size_t custody_max)
{
    size_t i = world->up_count++;
    char name[sizeof world->endpoints[i]];
    (void)snprintf(name, sizeof name, "ipc://%s/up-%zu.hop", world->dir, i);
    memcpy(world->endpoints[i], name, sizeof name);
    open_upstream(world, &world->ups[i], world->endpoints[i], custody_max);
    return &world->ups[i];
}

static void
close_upstream(struct upstream *up)
{
    hop_out_free(up->out);
    up->out = NULL;
    zloop_destroy(&up->loop);
}

static void
send_pages(struct upstream *up, unsigned from, unsigned count)
{
    for (unsigned i = from; i < from + count; i++)
        hop_out_send(up->out, page_name(i), 1, "t", SLICE_LITERAL("{\"text\":\"x\"}"));
}

/* ---- workers ---- */

static void
take_one(struct node *node)
{
    struct hop_job job;
    if (!hop_in_take(node->in, &job))
        return;
    assert_true(node->taken < PAGES_MAX);
    memcpy(node->pages[node->taken], job.page_id, PAGE_ID_SIZE);
    node->attempts[node->taken++] = job.attempt;
    assert_true(slice_equal(job.body, SLICE_LITERAL("{\"text\":\"x\"}")));
    if (node->computes)
        hop_in_computing(node->in, job.page_id);
    if (node->automatic)
        hop_in_done(node->in, job.page_id);
}

static void
on_arrived(void *arg)
{
    struct node *node = arg;
    node->arrived++;
    while (node->automatic && hop_in_waiting(node->in) > 0)
        take_one(node);
    if (node->computes && node->taken == 0)
        take_one(node);
}

static void
on_early(void *arg, const char *page_id)
{
    struct node *node = arg;
    node->early += strcmp(page_id, page_name(0)) == 0;
}

static void
open_node(struct world *world, struct node *node, const char *const *endpoints, size_t count,
          size_t capacity)
{
    static unsigned boots;
    struct err err;
    char boot[BOOT_SIZE];
    (void)snprintf(boot, sizeof boot, "%032x", ++boots);
    node->loop = zloop_new();
    zloop_set_nonstop(node->loop, true);
    struct hop_in_spec spec = { .endpoints = endpoints,
                                .endpoint_count = count,
                                .boot = boot,
                                .capacity = capacity,
                                .serial = true,
                                .arrived = on_arrived,
                                .early = on_early,
                                .arg = node };
    if (hop_in_new(&node->in, node->loop, world->curve, &spec, &err) != 0)
        fail_msg("%s", err.text);
}

static struct node *
add_node(struct world *world, size_t capacity, bool automatic)
{
    struct node *node = &world->nodes[world->node_count++];
    const char *endpoints[NODES_MAX];
    for (size_t i = 0; i < world->up_count; i++)
        endpoints[i] = world->endpoints[i];
    node->automatic = automatic;
    open_node(world, node, endpoints, world->up_count, capacity);
    return node;
}

/* Without BYE: as if killed. */
static void
kill_node(struct node *node)
{
    hop_in_free(node->in);
    node->in = NULL;
    zloop_destroy(&node->loop);
}

/* ---- time ---- */

static int
on_turn_end(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    return -1;
}

/* Lets a loop do what is ready now. */
static void
turn(zloop_t *loop)
{
    (void)zloop_timer(loop, 2, 1, on_turn_end, NULL);
    (void)zloop_start(loop);
}

static void
turn_all(struct world *world)
{
    for (size_t i = 0; i < world->up_count; i++)
        if (world->ups[i].out != NULL)
            turn(world->ups[i].loop);
    for (size_t i = 0; i < world->node_count; i++)
        if (world->nodes[i].in != NULL && !world->nodes[i].frozen)
            turn(world->nodes[i].loop);
}

#define WAIT(world, condition)                                                                     \
    do {                                                                                           \
        int64_t until = clock_ms() + DEADLINE_MS;                                                  \
        while (!(condition)) {                                                                     \
            if (clock_ms() > until)                                                                \
                fail_msg("waited in vain for %s", #condition);                                     \
            turn_all(world);                                                                       \
        }                                                                                          \
    } while (0)

/* Turns for a while, for what must not happen: what must is WAITed for. */
static void
turn_for(struct world *world, int64_t ms)
{
    for (int64_t until = clock_ms() + ms; clock_ms() < until;)
        turn_all(world);
}

/* ---- what an upstream knows ---- */

/* How many workers have at least so much credit. */
static size_t
credited(const struct upstream *up, unsigned credit)
{
    size_t count = 0;
    const struct remote *remote;
    TAILQ_FOREACH(remote, &up->out->remotes.list, link)
    count += remote->credit >= credit;
    return count;
}

/* Whether a worker has said that it computes the page. */
static bool
is_computed(const struct upstream *up, const char *page_id)
{
    const struct remote *remote;
    TAILQ_FOREACH(remote, &up->out->remotes.list, link)
    if (strcmp(remote->computing, page_id) == 0)
        return true;
    return false;
}

/* How many workers have said that they are blocked. */
static size_t
blocked(const struct upstream *up)
{
    size_t count = 0;
    const struct remote *remote;
    TAILQ_FOREACH(remote, &up->out->remotes.list, link)
    count += remote->blocked;
    return count;
}

/* All jobs at workers are overdue from now on. */
static void
make_overdue(struct upstream *up)
{
    struct remote *remote;
    struct job *job;
    TAILQ_FOREACH(remote, &up->out->remotes.list, link)
    TAILQ_FOREACH(job, &remote->jobs, link)
    job->due = 0;
}

/* Nobody is fast or slow: a pause of this process tells nothing of a worker.  Returns true. */
static bool
forget_paces(struct upstream *up)
{
    struct remote *remote;
    TAILQ_FOREACH(remote, &up->out->remotes.list, link)
    remote->pace = 0;
    return true;
}

static int
set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    (void)snprintf(world->dir, sizeof world->dir, "/tmp/test_hop.XXXXXX");
    assert_non_null(mkdtemp(world->dir));
    zsys_handler_set(NULL);
    assert_int_equal(curve_open(&world->curve, "", NULL), 0);
    *state = world;
    return 0;
}

static int
tear_down(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < world->node_count; i++)
        if (world->nodes[i].in != NULL)
            kill_node(&world->nodes[i]);
    for (size_t i = 0; i < world->up_count; i++)
        if (world->ups[i].out != NULL)
            close_upstream(&world->ups[i]);
    curve_close(world->curve);
    zdir_t *dir = zdir_new(world->dir, NULL);
    if (dir != NULL)
        zdir_remove(dir, true);
    zdir_destroy(&dir);
    free(world);
    return 0;
}

/* ---- tests ---- */

static void
done_comes_back_once(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, true);
    send_pages(up, 0, 40);
    assert_int_equal(hop_out_held(up->out), 40);
    WAIT(world, up->done == 40);
    turn_for(world, 100);
    for (unsigned i = 0; i < 40; i++)
        assert_int_equal(up->by_page[i], 1);
    assert_int_equal(node->taken, 40);
    assert_int_equal(hop_out_held(up->out), 0);
    assert_int_equal(hop_out_bytes(up->out), 0);
}

static void
credit_is_never_exceeded(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 3, false);
    send_pages(up, 0, 10);
    WAIT(world, hop_in_waiting(node->in) == 3);
    turn_for(world, 200);
    assert_int_equal(hop_in_waiting(node->in), 3);
    take_one(node);
    hop_in_passed(node->in, node->pages[0]); /* in custody below: frees credit */
    WAIT(world, hop_in_waiting(node->in) == 3);
    assert_int_equal(up->outcomes, 0);
    hop_in_done(node->in, node->pages[0]);
    WAIT(world, up->done == 1);
    assert_int_equal(hop_out_held(up->out), 9);
}

static void
credit_is_fair(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *slow = add_node(world, 1, false);
    struct node *quick = add_node(world, 1, true), *other = add_node(world, 1, true);
    WAIT(world, credited(up, 1) == 3);
    for (unsigned i = 0; i < 60; i++) {
        (void)forget_paces(up);
        send_pages(up, i, 1);
        WAIT(world, up->done + hop_in_waiting(slow->in) == i + 1 &&
                        credited(up, 1) + hop_in_waiting(slow->in) == 3);
    }
    assert_int_equal(hop_in_waiting(slow->in), 1);
    assert_true(quick->taken >= 25 && other->taken >= 25);
}

static void
dead_worker_gives_its_jobs_to_another(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *victim = add_node(world, 4, false);
    send_pages(up, 0, 4);
    WAIT(world, hop_in_waiting(victim->in) == 4);
    take_one(victim);
    hop_in_passed(victim->in, victim->pages[0]);
    take_one(victim);
    hop_in_computing(victim->in, victim->pages[1]);
    WAIT(world, is_computed(up, victim->pages[1]));
    kill_node(victim);
    struct node *heir = add_node(world, 4, true);
    WAIT(world, up->outcomes == 4);
    assert_int_equal(up->done, 3);
    assert_int_equal(up->blamed, 1); /* only the one that was being computed */
    assert_int_equal(up->by_page[1], 1);
    assert_int_equal(heir->taken, 3);
    for (unsigned i = 0; i < heir->taken; i++)
        assert_string_not_equal(heir->pages[i], page_name(1));
}

static void
crash_before_any_heartbeat_is_inferred(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *victim = add_node(world, 2, false);
    send_pages(up, 7, 2);
    WAIT(world, hop_in_waiting(victim->in) == 2);
    kill_node(victim);
    WAIT(world, up->outcomes == 1);
    assert_int_equal(up->last, HOP_RETRY);
    assert_int_equal(up->blamed, 1);
    assert_string_equal(up->last_page, page_name(7));
    assert_int_equal(hop_out_waiting(up->out), 1);
}

static void
frozen_idle_worker_blames_nobody_and_its_late_answer_is_harmless(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *frozen = add_node(world, 2, true);
    WAIT(world, credited(up, 2) == 1);
    frozen->frozen = true;
    send_pages(up, 0, 2);
    struct node *other = add_node(world, 4, true);
    WAIT(world, up->done == 2);
    assert_int_equal(up->blamed, 0);
    assert_int_equal(other->taken, 2);
    frozen->frozen = false; /* computes both once more, late */
    WAIT(world, frozen->taken == 2 && hop_out_workers(up->out) == 2);
    send_pages(up, 10, 20);
    WAIT(world, up->done == 22);
    assert_int_equal(up->outcomes, 22);
}

static void
frozen_computing_worker_is_blamed_and_its_late_answer_is_another_attempt_s(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *frozen = add_node(world, 1, false);
    frozen->computes = true;
    send_pages(up, 3, 1);
    WAIT(world, frozen->taken == 1 && is_computed(up, page_name(3)));
    frozen->frozen = true;
    WAIT(world, up->blamed == 1);
    hop_out_send(up->out, page_name(3), 2, "t", SLICE_LITERAL("{\"text\":\"x\"}"));
    frozen->frozen = false;
    hop_in_done(frozen->in, page_name(3)); /* attempt 1: nobody was sent the second yet */
    frozen->taken = 0;
    frozen->computes = false;
    frozen->automatic = true;
    WAIT(world, up->done == 1);
    assert_int_equal(frozen->attempts[0], 2);
    assert_int_equal(hop_out_held(up->out), 0);
}

/* An upstream with more of a spec than add_upstream gives. */
static struct upstream *
add_upstream_with(struct world *world, size_t custody_max, bool relay, int64_t deadline)
{
    struct upstream *up = &world->ups[world->up_count];
    up->relay = relay;
    up->deadline = deadline;
    return add_upstream(world, custody_max);
}

static void
relay_takes_only_what_it_can_pass_on(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream_with(world, 0, true, 0);
    const char *why = "";
    WAIT(world, hop_out_closed(up->out, &why) > 0);
    assert_int_equal(hop_out_room(up->out), 0);
    assert_string_equal(why, "no worker of the next stage is connected");
    struct node *node = add_node(world, 2, false);
    WAIT(world, hop_out_room(up->out) == 64);
    assert_int_equal(up->rooms, 1);
    assert_int_equal(hop_out_closed(up->out, NULL), 0);
    send_pages(up, 0, 5);
    WAIT(world, hop_in_waiting(node->in) == 2);
    kill_node(node);
    WAIT(world, hop_out_closed(up->out, NULL) > 0);
    assert_int_equal(hop_out_room(up->out), 0);
    WAIT(world,
         up->outcomes == 5); /* they went back; the first one is inferred to have crashed it */
    assert_int_equal(up->retried, 5);
    assert_int_equal(up->blamed, 1);
    assert_int_equal(hop_out_held(up->out), 0);
}

static void
blocked_worker_gets_nothing_and_what_it_gives_back_goes_to_another(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 4, false);
    send_pages(up, 0, 2);
    WAIT(world, hop_in_waiting(node->in) == 2);
    hop_in_block(node->in, true);
    WAIT(world, blocked(up) == 1);
    struct node *other = add_node(world, 4, true);
    send_pages(up, 2, 10);
    WAIT(world, up->done == 10);
    assert_int_equal(hop_in_held(node->in), 2);
    take_one(node);
    take_one(node);
    hop_in_nack(node->in, node->pages[0], HOP_RETRY, false, "no way down");
    hop_in_nack(node->in, node->pages[1], HOP_RETRY, false, "no way down");
    WAIT(world, up->done == 12);
    assert_int_equal(up->outcomes, 12);
    assert_int_equal(other->taken, 12);
    hop_in_block(node->in, false);
    WAIT(world, blocked(up) == 0 && forget_paces(up));
    send_pages(up, 20, 20);
    WAIT(world, hop_in_waiting(node->in) > 0);
}

static void
relay_is_closed_when_every_worker_is_blocked(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream_with(world, 0, true, 0);
    struct node *node = add_node(world, 4, false);
    const char *why = "";
    WAIT(world, hop_out_room(up->out) > 0);
    hop_in_block(node->in, true);
    WAIT(world, hop_out_closed(up->out, &why) > 0);
    assert_string_equal(why, "no worker of the next stage can pass pages on");
    hop_in_block(node->in, false);
    WAIT(world, hop_out_room(up->out) > 0);
}

enum { AN_HOUR = 3600000 };

static void
page_that_is_overdue_goes_to_another_and_a_late_answer_counts(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream_with(world, 0, false, AN_HOUR);
    struct node *swallower = add_node(world, 2, false);
    send_pages(up, 0, 2);
    WAIT(world, hop_in_waiting(swallower->in) == 2);
    take_one(swallower);
    hop_in_passed(swallower->in, page_name(0)); /* has credit again */
    struct node *other = add_node(world, 2, true);
    WAIT(world, credited(up, 1) == 2); /* both have */
    make_overdue(up);
    WAIT(world, up->done == 2);
    assert_int_equal(up->outcomes, 2);
    assert_int_equal(other->taken, 2);
    send_pages(up, 10, 5);
    WAIT(world, up->done == 7);
    assert_int_equal(other->taken, 7);        /* the other one is shunned */
    hop_in_done(swallower->in, page_name(0)); /* of no use any more */
    turn_for(world, 100);
    assert_int_equal(up->outcomes, 7);
}

static void
overdue_page_s_first_worker_may_still_answer(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream_with(world, 0, false, AN_HOUR);
    struct node *slow = add_node(world, 2, false);
    send_pages(up, 0, 1);
    WAIT(world, hop_in_waiting(slow->in) == 1);
    take_one(slow);
    make_overdue(up);
    WAIT(world, hop_out_waiting(up->out) == 1);
    assert_int_equal(up->outcomes, 0);
    hop_in_done(slow->in, page_name(0));
    WAIT(world, up->done == 1);
    send_pages(up, 1, 1); /* it has answered: it gets pages again, and not in an hour */
    WAIT(world, hop_in_waiting(slow->in) == 1);
}

/* A large page takes it long, and meanwhile it goes on answering for others: it gets more of these.
 */
static void
worker_that_answers_for_others_is_not_shunned_for_one_overdue(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream_with(world, 0, false, AN_HOUR);
    struct node *only = add_node(world, 2, false);
    send_pages(up, 0, 2);
    WAIT(world, hop_in_waiting(only->in) == 2);
    take_one(only);
    hop_in_passed(only->in, page_name(0)); /* it is computed further down */
    take_one(only);
    hop_in_done(only->in, page_name(1));
    WAIT(world, up->done == 1);
    make_overdue(up);
    send_pages(up, 2, 1);
    WAIT(world, hop_in_waiting(only->in) == 1);
    hop_in_done(only->in, page_name(0));
    WAIT(world, up->done == 2);
}

/* Passes all that waits on at once, and answers never; how many it has taken. */
static unsigned
swallow(struct node *node)
{
    while (hop_in_waiting(node->in) > 0) {
        take_one(node);
        hop_in_passed(node->in, node->pages[node->taken - 1]);
    }
    return node->taken;
}

static void
worker_that_swallows_pages_leaves_the_others_room(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 20);
    struct node *swallower = add_node(world, 1000, false);
    struct node *other = add_node(world, 2, false);
    WAIT(world, hop_out_workers(up->out) == 2);
    send_pages(up, 0, 20);
    WAIT(world, hop_in_waiting(other->in) == 2);
    WAIT(world, swallow(swallower) >= 10);
    turn_for(world, 100);
    assert_int_equal(swallow(swallower), 10); /* half of what may be held */
    other->automatic = true;
    take_one(other);
    take_one(other);
    WAIT(world, up->done == 10);
    assert_int_equal(other->taken, 10);
}

/* A second for a byte, and a microsecond for thousands: whatever else this machine does. */
static void
set_paces(struct upstream *up, const char *slow)
{
    struct remote *remote;
    TAILQ_FOREACH(remote, &up->out->remotes.list, link)
    {
        remote->pace = strcmp(remote->identity, slow) == 0 ? 1000 : 1e-6;
        remote->seen = clock_ms();
        remote->paced = remote->seen + 60000; /* it will not be too old */
    }
}

/* When few pages wait, the slow one gets none of them; when the fast one does not go on, all. */
static void
slow_worker_gets_no_page_that_others_compute_sooner(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *slow = add_node(world, 2, false);
    WAIT(world, hop_out_workers(up->out) == 1);
    char identity[IDENTITY_SIZE];
    memcpy(identity, TAILQ_FIRST(&up->out->remotes.list)->identity, sizeof identity);
    struct node *fast = add_node(world, 2, true);
    WAIT(world, credited(up, 2) == 2);
    for (unsigned i = 0; i < 10; i++) {
        set_paces(up, identity);
        send_pages(up, i, 1);
        WAIT(world, hop_out_held(up->out) == 0 || hop_in_waiting(slow->in) > 0);
    }
    assert_int_equal(hop_in_waiting(slow->in), 0);
    assert_int_equal(fast->taken, 10);
    fast->automatic = false;
    set_paces(up, identity);
    send_pages(up, 10, 4);
    WAIT(world, hop_in_waiting(slow->in) == 2);
}

static void
done_counts_only_from_a_worker_that_was_sent_the_page(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 1, false);
    send_pages(up, 0, 1);
    WAIT(world, hop_in_waiting(node->in) == 1);
    struct envelope done = { .type = MESSAGE_DONE, .attempt = 1 };
    memcpy(done.page_id, page_name(0), PAGE_ID_SIZE);
    zsock_t *stranger = zsock_new(ZMQ_DEALER);
    zsock_set_identity(stranger, "stranger");
    assert_int_equal(zsock_connect(stranger, "%s", world->endpoints[0]), 0);
    assert_int_equal(hop_socket_send(stranger, NULL, &done, NULL), 0);
    turn_for(world, 300);
    assert_int_equal(up->outcomes, 0);
    zsock_destroy(&stranger);
    take_one(node);
    hop_in_done(node->in, page_name(0));
    WAIT(world, up->done == 1);
}

static void
page_that_a_worker_failed_goes_to_another(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, false), *other = add_node(world, 2, false);
    struct node *first, *second;
    for (unsigned page = 0; page < 6; page++) {
        WAIT(world, credited(up, 2) == 2 && forget_paces(up));
        send_pages(up, page, 1);
        WAIT(world, hop_in_waiting(node->in) + hop_in_waiting(other->in) == 1);
        first = hop_in_waiting(node->in) == 1 ? node : other;
        second = first == node ? other : node;
        take_one(first);
        hop_in_nack(first->in, page_name(page), HOP_REJECT, true, "I do not like it");
        WAIT(world, up->rejected == page + 1);
        hop_out_send(up->out, page_name(page), 2, "t", SLICE_LITERAL("{\"text\":\"x\"}"));
        WAIT(world, hop_in_waiting(node->in) + hop_in_waiting(other->in) == 1);
        assert_int_equal(hop_in_waiting(second->in), 1);
        take_one(second);
        hop_in_done(second->in, page_name(page));
        WAIT(world, up->done == page + 1);
    }
    send_pages(up, 100, 1); /* alone, it gets a page again that it failed */
    WAIT(world, hop_in_waiting(node->in) + hop_in_waiting(other->in) == 1);
    first = hop_in_waiting(node->in) == 1 ? node : other;
    second = first == node ? other : node;
    take_one(first);
    hop_in_nack(first->in, page_name(100), HOP_RETRY, true, "again");
    WAIT(world, up->retried == 1);
    kill_node(second);
    WAIT(world, hop_out_workers(up->out) == 1);
    hop_out_send(up->out, page_name(100), 2, "t", SLICE_LITERAL("{\"text\":\"x\"}"));
    WAIT(world, hop_in_waiting(first->in) == 1);
}

/* Who is doubted rests until the test says otherwise. */
static size_t
make_rest(struct upstream *up, int64_t until)
{
    size_t doubted = 0;
    struct remote *remote;
    TAILQ_FOREACH(remote, &up->out->remotes.list, link)
    {
        remote->rests = until;
        doubted += !doubt_trusts(remote);
    }
    return doubted;
}

static void
worker_that_fails_all_its_pages_gets_few_beside_another(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *bad = add_node(world, 2, false), *good = add_node(world, 2, true);
    WAIT(world, credited(up, 2) == 2);
    unsigned page = 0, failed = 0;
    for (; failed < 3; page++) {
        WAIT(world, credited(up, 2) == 2 && forget_paces(up));
        send_pages(up, page, 1);
        WAIT(world, hop_out_held(up->out) == 0 || hop_in_waiting(bad->in) == 1);
        if (hop_in_waiting(bad->in) == 0)
            continue;
        take_one(bad);
        hop_in_nack(bad->in, page_name(page), HOP_REJECT, true, "I like none");
        failed++;
        WAIT(world, up->rejected == failed);
    }
    assert_int_equal(make_rest(up, INT64_MAX), 1);
    unsigned before = good->taken;
    for (unsigned i = 0; i < 10; i++) {
        WAIT(world, credited(up, 2) == 2 && forget_paces(up));
        send_pages(up, 100 + i, 1);
        WAIT(world, hop_out_held(up->out) == 0);
    }
    assert_int_equal(good->taken, before + 10);
    assert_int_equal(make_rest(up, 0), 1); /* it is tried again */
    good->automatic = false;
    send_pages(up, 200, 2);
    WAIT(world, hop_in_waiting(bad->in) == 1 && hop_in_waiting(good->in) == 1);
    kill_node(good);
    WAIT(world, hop_out_workers(up->out) == 1);
    (void)make_rest(up, INT64_MAX);
    send_pages(up, 300, 1);
    WAIT(world, hop_in_waiting(bad->in) == 2); /* nobody else is there */
}

static void
who_says_done_to_what_is_not_is_told_and_doubted(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, true);
    send_pages(up, 0, 1);
    WAIT(world, up->done == 1);
    hop_out_early(up->out, page_name(1)); /* which nobody spoke of */
    hop_out_early(up->out, page_name(0));
    hop_out_early(up->out, page_name(0));
    WAIT(world, node->early == 2);
    assert_int_equal(make_rest(up, 0), 1);
}

static void
nack_carries_verdict_blame_and_reason(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, false);
    send_pages(up, 0, 2);
    WAIT(world, hop_in_waiting(node->in) == 2);
    take_one(node);
    take_one(node);
    hop_in_nack(node->in, node->pages[0], HOP_REJECT, true, "too many articles \xff");
    WAIT(world, up->rejected == 1);
    assert_int_equal(up->blamed, 1);
    assert_string_equal(up->last_reason, "too many articles ?");
    hop_in_nack(node->in, node->pages[1], HOP_RETRY, false, "disk away");
    WAIT(world, up->retried == 1);
    assert_int_equal(up->blamed, 1);
    hop_in_nack(node->in, node->pages[1], HOP_RETRY, true, "twice"); /* not held: ignored */
    turn_for(world, 100);
    assert_int_equal(up->outcomes, 2);
}

static void
bye_gives_back_without_blame(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, false);
    send_pages(up, 0, 3);
    WAIT(world, hop_in_waiting(node->in) == 2);
    hop_in_drain(node->in);
    assert_false(hop_in_idle(node->in));
    take_one(node);
    hop_in_done(node->in, node->pages[0]);
    WAIT(world, up->done == 1);
    turn_for(world, 200);
    assert_int_equal(hop_in_waiting(node->in), 1); /* no credit any more */
    hop_in_leave(node->in);                        /* with one job unfinished */
    WAIT(world, hop_out_workers(up->out) == 0);
    assert_int_equal(up->blamed, 0);
    assert_int_equal(hop_out_waiting(up->out), 2);
}

static void
drained_worker_loses_nothing_and_nothing_is_sent_twice(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *leaver = add_node(world, 2, true), *stayer = add_node(world, 2, true);
    send_pages(up, 0, 50);
    WAIT(world, up->done >= 10);
    hop_in_drain(leaver->in);
    WAIT(world, hop_in_idle(leaver->in));
    hop_in_leave(leaver->in);
    kill_node(leaver);
    WAIT(world, up->done == 50);
    assert_int_equal(leaver->taken + stayer->taken, 50);
    assert_int_equal(up->outcomes, 50);
}

static void
custody_is_bounded_by_count_and_bytes(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 5);
    send_pages(up, 0, 4);
    assert_int_equal(hop_out_room(up->out), 1);
    send_pages(up, 4, 1);
    assert_int_equal(hop_out_room(up->out), 0);
    (void)add_node(world, 2, true);
    WAIT(world, up->done == 5);
    assert_int_equal(up->rooms, 1);
    assert_int_equal(hop_out_room(up->out), 5);
    char *large = calloc(1, 100000);
    hop_out_send(up->out, page_name(9), 1, "", (struct slice){ large, 100000 });
    assert_int_equal(hop_out_room(up->out), 0);
    hop_out_forget(up->out, page_name(9));
    assert_int_equal(hop_out_room(up->out), 5);
    free(large);
}

static void
page_larger_than_a_message_is_rejected(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    (void)add_node(world, 2, true);
    char *large = calloc(1, 200001);
    hop_out_send(up->out, page_name(9), 1, "", (struct slice){ large, 200001 });
    free(large);
    send_pages(up, 0, 5);
    assert_int_equal(up->outcomes, 0); /* not from within the call */
    WAIT(world, up->outcomes == 6);
    assert_int_equal(up->rejected, 1);
    assert_int_equal(up->blamed, 1);
    assert_int_equal(up->done, 5);
}

static void
paused_worker_gets_nothing(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, true);
    WAIT(world, credited(up, 2) == 1);
    hop_in_pause(node->in, true);
    send_pages(up, 0, 10);
    WAIT(world, up->done == 2); /* what it had given credit for */
    turn_for(world, 200);
    assert_int_equal(up->done, 2);
    hop_in_pause(node->in, false);
    WAIT(world, up->done == 10);
}

static void
upstream_that_restarts_is_found_again(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, false);
    send_pages(up, 0, 4);
    WAIT(world, hop_in_waiting(node->in) == 2);
    take_one(node); /* page 0, computed through the restart */
    close_upstream(up);
    turn_for(world, 100);
    memset(up, 0, sizeof *up);
    open_upstream(world, up, world->endpoints[0], 0);
    send_pages(up, 0, 4);
    WAIT(world, hop_out_workers(up->out) == 1);
    WAIT(world, TAILQ_FIRST(&node->in->uplinks)->granted == 0); /* page 0 came again */
    hop_in_done(node->in, node->pages[0]);
    node->automatic = true;
    WAIT(world, up->done == 4);
    assert_int_equal(up->outcomes, 4);
    assert_int_equal(node->taken, 4); /* page 0 not twice */
}

static void
page_from_two_upstreams_is_computed_once_and_answered_to_both(void **state)
{
    struct world *world = *state;
    struct upstream *one = add_upstream(world, 0), *two = add_upstream(world, 0);
    struct node *node = add_node(world, 2, false);
    send_pages(one, 0, 1);
    WAIT(world, hop_in_waiting(node->in) == 1);
    take_one(node);
    hop_in_passed(node->in, node->pages[0]);
    hop_out_send(two->out, page_name(0), 2, "t", SLICE_LITERAL("{\"text\":\"x\"}"));
    WAIT(world, holding_find(&node->in->holding, page_name(0))->ask_count == 2);
    assert_int_equal(hop_in_held(node->in), 1);
    assert_int_equal(hop_in_waiting(node->in), 0);
    hop_in_done(node->in, node->pages[0]);
    WAIT(world, one->done == 1 && two->done == 1);
}

static void
two_upstreams_are_served_alike(void **state)
{
    struct world *world = *state;
    struct upstream *one = add_upstream(world, 0), *two = add_upstream(world, 0);
    (void)add_node(world, 2, true);
    (void)add_node(world, 2, true);
    send_pages(one, 0, 50);
    send_pages(two, 100, 50);
    WAIT(world, one->done == 50 && two->done == 50);
    assert_int_equal(one->outcomes + two->outcomes, 100);
}

static void
pattern_finds_an_upstream_that_comes_later(void **state)
{
    struct world *world = *state;
    char pattern[128];
    (void)snprintf(pattern, sizeof pattern, "ipc://%s/up-*.hop", world->dir);
    const char *const endpoints[] = { pattern };
    struct node *node = &world->nodes[world->node_count++];
    node->automatic = true;
    open_node(world, node, endpoints, 1, 2);
    struct upstream *one = add_upstream(world, 0);
    send_pages(one, 0, 5);
    WAIT(world, one->done == 5);
    struct upstream *two = add_upstream(world, 0);
    send_pages(two, 10, 5);
    WAIT(world, two->done == 5);
    assert_int_equal(hop_in_upstreams(node->in), 2);
}

static void
name_is_resolved_to_every_address(void **state)
{
    struct addrinfo *known = NULL;
    if (getaddrinfo("localhost", NULL, NULL, &known) != 0) {
        print_message("skip: this machine does not know localhost\n");
        skip();
    }
    freeaddrinfo(known);
    struct world *world = *state;
    struct upstream *up = &world->ups[world->up_count++];
    open_upstream(world, up, "tcp://127.0.0.1:*", 0);
    const char *port = strrchr(hop_out_endpoint(up->out), ':');
    char endpoint[128];
    (void)snprintf(endpoint, sizeof endpoint, "tcp://localhost%s", port);
    const char *const endpoints[] = { endpoint };
    struct node *node = &world->nodes[world->node_count++];
    node->automatic = true;
    open_node(world, node, endpoints, 1, 2);
    send_pages(up, 0, 5);
    WAIT(world, up->done == 5);
}

static void
workers_come_and_go_while_jobs_flow(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 500);
    struct node *first = add_node(world, 2, true);
    send_pages(up, 0, 400);
    WAIT(world, up->done >= 50);
    struct node *second = add_node(world, 2, true);
    WAIT(world, forget_paces(up) && second->taken >= 20);
    kill_node(first);
    struct node *third = add_node(world, 2, true);
    WAIT(world, forget_paces(up) && third->taken >= 20);
    hop_in_drain(second->in);
    WAIT(world, hop_in_idle(second->in));
    hop_in_leave(second->in);
    kill_node(second);
    WAIT(world, hop_out_held(up->out) == 0);
    assert_int_equal(up->outcomes, 400);
    for (unsigned i = 0; i < 400; i++)
        assert_int_equal(up->by_page[i], 1);
    assert_true(up->blamed <= 1);
}

static void
ticks_keep_a_busy_worker_alive(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *busy = add_node(world, 1, false);
    send_pages(up, 0, 1);
    WAIT(world, hop_in_waiting(busy->in) == 1);
    take_one(busy);
    hop_in_computing(busy->in, busy->pages[0]);
    busy->frozen = true; /* its loop stands still, as in a long computation */
    for (int64_t until = clock_ms() + 3000; clock_ms() < until;) {
        hop_in_tick(busy->in);
        turn_all(world);
    }
    assert_int_equal(up->outcomes, 0);
    busy->frozen = false;
    hop_in_done(busy->in, busy->pages[0]);
    WAIT(world, up->done == 1);
}

static void
frozen_upstream_does_not_bury_its_workers(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    struct node *node = add_node(world, 2, false);
    send_pages(up, 0, 2);
    WAIT(world, hop_in_waiting(node->in) == 2);
    for (int64_t until = clock_ms() + 3000; clock_ms() < until;)
        turn(node->loop);
    node->automatic = true;
    WAIT(world, up->done == 2);
    assert_int_equal(up->outcomes, 2);
    assert_int_equal(node->taken, 2);
}

static void
garbage_does_no_harm(void **state)
{
    struct world *world = *state;
    struct upstream *up = add_upstream(world, 0);
    zsock_t *raw = zsock_new(ZMQ_DEALER);
    zsock_set_linger(raw, 0);
    zsock_set_identity(raw, "stranger");
    assert_int_equal(zsock_connect(raw, "%s", world->endpoints[0]), 0);
    (void)zstr_send(raw, "not JSON");
    (void)zstr_send(raw, "{\"version\":2,\"type\":\"HB\"}");
    (void)zstr_send(raw, "{\"version\":1,\"type\":\"JUMP\"}");
    (void)zstr_sendx(raw, "{\"version\":1,\"type\":\"BYE\"}", "body", "and more", NULL);
    (void)zstr_send(raw, "{\"version\":1,\"type\":\"DONE\",\"page_id\":\"x\",\"attempt\":1}");
    (void)zstr_send(raw, "");
    (void)add_node(world, 2, true);
    send_pages(up, 0, 10);
    WAIT(world, up->done == 10);
    zsock_destroy(&raw);
}

static void
far_endpoint_without_curve_is_refused(void **state)
{
    struct world *world = *state;
    struct err err;
    struct hop_in *in = NULL;
    struct hop_out *out = NULL;
    zloop_t *loop = zloop_new();
    const char *const endpoints[] = { "tcp://10.1.2.3:7001" };
    struct hop_in_spec spec = { .endpoints = endpoints, .endpoint_count = 1, .boot = "b" };
    assert_int_equal(hop_in_new(&in, loop, world->curve, &spec, &err), -1);
    assert_non_null(strstr(err.text, "needs CURVE"));
    struct hop_out_spec out_spec = { .endpoint = "tcp://*:*", .boot = "b", .outcome = on_outcome };
    assert_int_equal(hop_out_new(&out, loop, world->curve, &out_spec, &err), -1);
    assert_non_null(strstr(err.text, "needs CURVE"));
    zloop_destroy(&loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(done_comes_back_once),
        TEST(credit_is_never_exceeded),
        TEST(credit_is_fair),
        TEST(dead_worker_gives_its_jobs_to_another),
        TEST(crash_before_any_heartbeat_is_inferred),
        TEST(frozen_idle_worker_blames_nobody_and_its_late_answer_is_harmless),
        TEST(frozen_computing_worker_is_blamed_and_its_late_answer_is_another_attempt_s),
        TEST(relay_takes_only_what_it_can_pass_on),
        TEST(blocked_worker_gets_nothing_and_what_it_gives_back_goes_to_another),
        TEST(relay_is_closed_when_every_worker_is_blocked),
        TEST(page_that_is_overdue_goes_to_another_and_a_late_answer_counts),
        TEST(overdue_page_s_first_worker_may_still_answer),
        TEST(worker_that_answers_for_others_is_not_shunned_for_one_overdue),
        TEST(worker_that_swallows_pages_leaves_the_others_room),
        TEST(slow_worker_gets_no_page_that_others_compute_sooner),
        TEST(done_counts_only_from_a_worker_that_was_sent_the_page),
        TEST(page_that_a_worker_failed_goes_to_another),
        TEST(worker_that_fails_all_its_pages_gets_few_beside_another),
        TEST(who_says_done_to_what_is_not_is_told_and_doubted),
        TEST(nack_carries_verdict_blame_and_reason),
        TEST(bye_gives_back_without_blame),
        TEST(drained_worker_loses_nothing_and_nothing_is_sent_twice),
        TEST(custody_is_bounded_by_count_and_bytes),
        TEST(page_larger_than_a_message_is_rejected),
        TEST(paused_worker_gets_nothing),
        TEST(upstream_that_restarts_is_found_again),
        TEST(page_from_two_upstreams_is_computed_once_and_answered_to_both),
        TEST(two_upstreams_are_served_alike),
        TEST(pattern_finds_an_upstream_that_comes_later),
        TEST(name_is_resolved_to_every_address),
        TEST(workers_come_and_go_while_jobs_flow),
        TEST(ticks_keep_a_busy_worker_alive),
        TEST(frozen_upstream_does_not_bury_its_workers),
        TEST(garbage_does_no_harm),
        TEST(far_endpoint_without_curve_is_refused),
    };
    return cmocka_run_group_tests_name("hop", tests, NULL, NULL);
}
