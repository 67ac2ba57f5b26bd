/*
 * The side that takes jobs.
 *
 * Each upstream address has an uplink: a DEALER and the socket that monitors
 * its connection.  A connection that comes up begins a session: HELLO, then credit
 * for what is free.  Upstream forgets what it sent before, so waiting jobs of that
 * uplink are dropped here; those already taken are answered when they are ready,
 * which does no harm.
 *
 * A page is held once however often it is delivered; `asks` says who waits for
 * the answer.  An ask occupies credit until the page's computation has ended.
 */
#include "common/hop/hop.h"
#include "common/hop/hop_socket.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/peers.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum { HELLO_PAUSE_MS = 400, BYE_WAIT_MS = 1000, READ_MAX = 1000 };

struct uplink {
    TAILQ_ENTRY(uplink) link;
    struct hop_in *in;
    char *address;
    zsock_t *dealer, *monitor;
    bool connected;
    bool listed;      /* still among the known addresses */
    bool lost;        /* something could not be sent: begin again */
    bool released;    /* upstream answered our BYE: it sends nothing more */
    size_t granted;   /* credit sent and not yet used */
    size_t occupied;  /* jobs of its that wait or are computed */
    size_t asks;      /* jobs of its that are not yet answered */
    int64_t hello_at; /* when the last HELLO went out */
};

struct ask {
    struct uplink *uplink;
    unsigned attempt;
    bool occupies;
};

enum held_state { HELD_WAITING, HELD_TAKEN, HELD_PASSED };

struct held {
    TAILQ_ENTRY(held) link; /* of in->waiting, while it waits */
    enum held_state state;
    char page_id[PAGE_ID_SIZE];
    char trace[TRACE_SIZE];
    zmq_msg_t body; /* empty once passed */
    struct ask *asks;
    size_t ask_count;
};

struct hop_in {
    struct hop_in_spec spec; /* endpoints and boot are peers' and own_boot's */
    char own_boot[BOOT_SIZE];
    zloop_t *loop;
    const struct curve *curve;
    struct peers *peers;
    unsigned peers_version;
    int timer;
    unsigned uplink_number; /* of the next uplink, for its routing id */
    TAILQ_HEAD(uplink_list, uplink) uplinks;
    zhashx_t *held; /* page id -> held */
    TAILQ_HEAD(held_list, held) waiting;
    size_t waiting_count;
    char computing[PAGE_ID_SIZE];
    bool paused, draining, left;
    bool failed; /* an uplink could not be opened: try again with the next heartbeat */
    int64_t beat_at, ticked, drained_at;
    struct metric *jobs_total, *upstreams, *held_jobs;
};

/* ---- sending ---- */

/* Heartbeats may fail; anything else that does makes the session begin again. */
static void
send_envelope(struct uplink *uplink, const struct envelope *envelope)
{
    int rc = hop_socket_send(uplink->dealer, NULL, envelope, NULL);
    if (rc != 0 && envelope->type != MESSAGE_HB)
        uplink->lost = true;
}

static struct envelope
make_envelope(const struct hop_in *in, enum message_type type)
{
    struct envelope envelope = { .type = type };
    memcpy(envelope.boot, in->own_boot, sizeof envelope.boot);
    return envelope;
}

static void
send_beat(struct uplink *uplink)
{
    struct envelope envelope = make_envelope(uplink->in, MESSAGE_HB);
    memcpy(envelope.computing, uplink->in->computing, sizeof envelope.computing);
    if (uplink->connected)
        send_envelope(uplink, &envelope);
}

static void
send_beats(struct hop_in *in)
{
    struct uplink *uplink;
    in->beat_at = hop_clock();
    if (in->left)
        return;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    send_beat(uplink);
}

/* Gives the credit that is free; `computed` names a page whose computation has
 * ended, or is "". */
static void
grant(struct uplink *uplink, const char *computed)
{
    struct hop_in *in = uplink->in;
    struct envelope envelope = make_envelope(in, MESSAGE_CREDIT);
    size_t used = uplink->granted + uplink->occupied;
    if (!in->paused && !in->draining && used < in->spec.capacity)
        envelope.credit = (unsigned)(in->spec.capacity - used);
    (void)snprintf(envelope.computed, sizeof envelope.computed, "%s", computed);
    if (!uplink->connected || in->left || (envelope.credit == 0 && *computed == '\0'))
        return;
    uplink->granted += envelope.credit;
    send_envelope(uplink, &envelope);
}

static void
grant_all(struct hop_in *in)
{
    struct uplink *uplink;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    grant(uplink, "");
}

/* ---- held pages ---- */

static struct held *
find_held(const struct hop_in *in, const char *page_id)
{
    return zhashx_lookup(in->held, page_id);
}

static void
set_state(struct hop_in *in, struct held *held, enum held_state state)
{
    if (held->state == HELD_WAITING && state != HELD_WAITING) {
        TAILQ_REMOVE(&in->waiting, held, link);
        in->waiting_count--;
    }
    held->state = state;
}

static void
free_held(struct hop_in *in, struct held *held)
{
    set_state(in, held, HELD_PASSED);
    zhashx_delete(in->held, held->page_id);
    (void)zmq_msg_close(&held->body);
    free(held->asks);
    free(held);
}

/* Takes the body of the message. */
static struct held *
add_held(struct hop_in *in, struct hop_message *message)
{
    struct held *held = calloc(1, sizeof *held);
    if (held == NULL)
        die("out of memory");
    memcpy(held->page_id, message->envelope.page_id, sizeof held->page_id);
    memcpy(held->trace, message->envelope.trace, sizeof held->trace);
    (void)zmq_msg_init(&held->body);
    (void)zmq_msg_move(&held->body, &message->body);
    (void)zhashx_insert(in->held, held->page_id, held);
    TAILQ_INSERT_TAIL(&in->waiting, held, link);
    in->waiting_count++;
    return held;
}

static struct ask *
find_ask(struct held *held, const struct uplink *uplink)
{
    for (size_t i = 0; i < held->ask_count; i++)
        if (held->asks[i].uplink == uplink)
            return &held->asks[i];
    return NULL;
}

static struct ask *
add_ask(struct held *held, struct uplink *uplink)
{
    struct ask *asks = realloc(held->asks, (held->ask_count + 1) * sizeof *asks);
    if (asks == NULL)
        die("out of memory");
    held->asks = asks;
    struct ask *ask = &asks[held->ask_count++];
    *ask = (struct ask){ .uplink = uplink };
    uplink->asks++;
    return ask;
}

/* The ask no longer counts against the uplink's credit. */
static void
vacate(struct ask *ask)
{
    if (ask->occupies)
        ask->uplink->occupied--;
    ask->occupies = false;
}

static void
remove_ask(struct held *held, struct ask *ask)
{
    vacate(ask);
    ask->uplink->asks--;
    *ask = held->asks[--held->ask_count];
}

/* A new session: upstream sends again whatever has not been taken yet. */
static void
drop_waiting(struct hop_in *in, struct uplink *uplink)
{
    struct held *held, *next;
    for (held = TAILQ_FIRST(&in->waiting); held != NULL; held = next) {
        next = TAILQ_NEXT(held, link);
        struct ask *ask = find_ask(held, uplink);
        if (ask != NULL)
            remove_ask(held, ask);
        if (held->ask_count == 0)
            free_held(in, held);
    }
}

/* ---- receiving ---- */

static void
begin_session(struct uplink *uplink)
{
    struct hop_in *in = uplink->in;
    struct envelope envelope = make_envelope(in, MESSAGE_HELLO);
    if (!in->draining)
        envelope.capacity = (unsigned)in->spec.capacity;
    envelope.serial = in->spec.serial;
    uplink->lost = false;
    uplink->granted = 0;
    uplink->hello_at = hop_clock();
    drop_waiting(in, uplink);
    send_envelope(uplink, &envelope);
    grant(uplink, "");
    send_beat(uplink);
    if (in->draining) {
        envelope = make_envelope(in, MESSAGE_BYE);
        send_envelope(uplink, &envelope);
    }
}

static void
on_job(struct uplink *uplink, struct hop_message *message)
{
    struct hop_in *in = uplink->in;
    const char *page_id = message->envelope.page_id;
    if (uplink->granted > 0)
        uplink->granted--;
    metric_add(in->jobs_total, 1);
    struct held *held = find_held(in, page_id);
    if (held == NULL)
        held = add_held(in, message);
    struct ask *ask = find_ask(held, uplink);
    if (ask == NULL)
        ask = add_ask(held, uplink);
    ask->attempt = message->envelope.attempt;
    if (held->state == HELD_PASSED) {
        grant(uplink, page_id);
    } else if (!ask->occupies) {
        ask->occupies = true;
        uplink->occupied++;
    }
}

static void
on_message(struct uplink *uplink, struct hop_message *message)
{
    switch (message->envelope.type) {
    case MESSAGE_JOB:
        on_job(uplink, message);
        break;
    case MESSAGE_HELLO: /* it does not know us */
        if (!uplink->in->left && hop_clock() - uplink->hello_at > HELLO_PAUSE_MS)
            begin_session(uplink);
        break;
    case MESSAGE_BYE:
        uplink->released = uplink->in->draining;
        break;
    default:
        log_warn(NULL, "bad-message", "upstream=%s reason=\"%s is not for workers\"",
                 uplink->address, message_type_name(message->envelope.type));
    }
}

static void
read_jobs(struct uplink *uplink)
{
    struct hop_message message;
    struct err err;
    for (int i = 0; i < READ_MAX; i++) {
        int rc = hop_socket_receive(uplink->dealer, false, &message, &err);
        if (rc == 0)
            break;
        if (rc < 0) {
            log_warn(NULL, "bad-message", "upstream=%s reason=\"%s\"", uplink->address, err.text);
            continue;
        }
        on_message(uplink, &message);
        (void)zmq_msg_close(&message.body);
    }
}

/* One event of the monitor: its number, or 0 when none waits. */
static unsigned
next_event(struct uplink *uplink)
{
    uint16_t event = 0;
    zmq_msg_t frame;
    (void)zmq_msg_init(&frame);
    void *socket = zsock_resolve(uplink->monitor);
    if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= (int)sizeof event)
        memcpy(&event, zmq_msg_data(&frame), sizeof event);
    while (event != 0 && zmq_msg_more(&frame) && zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= 0)
        continue;
    (void)zmq_msg_close(&frame);
    return event;
}

static void
show_upstreams(struct hop_in *in)
{
    metric_set(in->upstreams, (int64_t)hop_in_upstreams(in));
    metric_set(in->held_jobs, (int64_t)hop_in_held(in));
}

static void
read_events(struct uplink *uplink)
{
    for (unsigned event; (event = next_event(uplink)) != 0;) {
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
            log_info(NULL, "upstream-connected", "upstream=%s", uplink->address);
            uplink->connected = true;
            if (!uplink->in->left)
                begin_session(uplink);
        } else if (event == ZMQ_EVENT_DISCONNECTED) {
            log_info(NULL, "upstream-lost", "upstream=%s", uplink->address);
            uplink->connected = false;
        } else {
            log_warn(NULL, "handshake-failed", "upstream=%s event=%u", uplink->address, event);
        }
    }
    show_upstreams(uplink->in);
}

static void
tell_arrived(struct hop_in *in)
{
    if (in->waiting_count > 0 && in->spec.arrived != NULL)
        in->spec.arrived(in->spec.arg);
}

static int
on_readable(zloop_t *loop, zsock_t *sock, void *arg)
{
    (void)loop;
    struct uplink *uplink = arg;
    if (sock == uplink->monitor)
        read_events(uplink);
    else
        read_jobs(uplink);
    tell_arrived(uplink->in);
    return 0;
}

/* ---- uplinks ---- */

static void
free_uplink(struct hop_in *in, struct uplink *uplink)
{
    if (uplink->dealer != NULL) {
        zloop_reader_end(in->loop, uplink->dealer);
        (void)zmq_socket_monitor(zsock_resolve(uplink->dealer), NULL, 0);
    }
    if (uplink->monitor != NULL)
        zloop_reader_end(in->loop, uplink->monitor);
    zsock_destroy(&uplink->monitor);
    zsock_destroy(&uplink->dealer);
    TAILQ_REMOVE(&in->uplinks, uplink, link);
    free(uplink->address);
    free(uplink);
}

static int
open_monitor(struct uplink *uplink, struct err *err)
{
    static atomic_uint monitors; /* a name is free again only some time after its use */
    char address[64];
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED |
                 ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    (void)snprintf(address, sizeof address, "inproc://hop-monitor-%u",
                   atomic_fetch_add(&monitors, 1));
    if (zmq_socket_monitor(zsock_resolve(uplink->dealer), address, events) != 0)
        return err_set(err, ERR_RETRY, "cannot monitor a socket: %s", zmq_strerror(errno));
    uplink->monitor = zsock_new(ZMQ_PAIR);
    if (uplink->monitor == NULL || zsock_connect(uplink->monitor, "%s", address) != 0)
        return err_set(err, ERR_RETRY, "cannot monitor a socket: %s", zmq_strerror(errno));
    return 0;
}

static int
watch(struct uplink *uplink, zsock_t *sock, struct err *err)
{
    if (zloop_reader(uplink->in->loop, sock, on_readable, uplink) != 0)
        return err_set(err, ERR_RETRY, "cannot watch the hop's socket");
    zloop_reader_set_tolerant(uplink->in->loop, sock);
    return 0;
}

static int
connect_uplink(struct uplink *uplink, struct err *err)
{
    struct hop_in *in = uplink->in;
    char identity[IDENTITY_SIZE];
    uplink->dealer = zsock_new(ZMQ_DEALER);
    if (uplink->dealer == NULL)
        return err_set(err, ERR_RETRY, "cannot make a socket: %s", zmq_strerror(errno));
    (void)snprintf(identity, sizeof identity, "%s.%u", in->own_boot, in->uplink_number++);
    zsock_set_identity(uplink->dealer, identity);
    hop_socket_limit(uplink->dealer, in->spec.message_max);
    if (open_monitor(uplink, err) != 0 || watch(uplink, uplink->dealer, err) != 0 ||
        watch(uplink, uplink->monitor, err) != 0)
        return -1;
    return curve_connect(in->curve, uplink->dealer, uplink->address, err);
}

static void
on_address(void *arg, const char *address)
{
    struct hop_in *in = arg;
    struct uplink *uplink;
    struct err err;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    {
        if (strcmp(uplink->address, address) == 0) {
            uplink->listed = true;
            return;
        }
    }
    uplink = calloc(1, sizeof *uplink);
    if (uplink == NULL)
        die("out of memory");
    uplink->in = in;
    uplink->listed = true;
    uplink->address = slice_dup(slice_from(address));
    TAILQ_INSERT_TAIL(&in->uplinks, uplink, link);
    if (connect_uplink(uplink, &err) == 0)
        return;
    in->failed = true;
    log_error(NULL, "upstream-failed", "upstream=%s reason=\"%s\"", address, err.text);
    free_uplink(in, uplink);
}

static void
refresh_uplinks(struct hop_in *in)
{
    struct uplink *uplink;
    if (in->draining || (!in->failed && !peers_changed(in->peers, in->peers_version)))
        return;
    in->failed = false;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    uplink->listed = false;
    in->peers_version = peers_list(in->peers, on_address, in);
}

/* Uplinks whose address is gone, where nobody is, and that are owed nothing. */
static void
drop_uplinks(struct hop_in *in)
{
    struct uplink *uplink, *next;
    for (uplink = TAILQ_FIRST(&in->uplinks); uplink != NULL; uplink = next) {
        next = TAILQ_NEXT(uplink, link);
        if (!uplink->listed && !uplink->connected && uplink->asks == 0)
            free_uplink(in, uplink);
    }
}

/* ---- time ---- */

static void
mend_lost(struct hop_in *in)
{
    struct uplink *uplink;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->lost && uplink->connected && !in->left)
        begin_session(uplink);
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct hop_in *in = arg;
    mend_lost(in);
    if (hop_clock() - in->beat_at >= HOP_BEAT_MS) {
        send_beats(in);
        refresh_uplinks(in);
        drop_uplinks(in);
    }
    show_upstreams(in);
    tell_arrived(in);
    return 0;
}

void
hop_in_tick(struct hop_in *in)
{
    struct uplink *uplink;
    int64_t now = hop_clock();
    if (now - in->ticked < HOP_TICK_MS)
        return;
    in->ticked = now;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    {
        read_events(uplink);
        read_jobs(uplink);
    }
    if (now - in->beat_at >= HOP_BEAT_MS)
        send_beats(in);
}

/* ---- for the owner ---- */

static int
check_endpoints(const struct hop_in *in, struct err *err)
{
    for (size_t i = 0; i < in->spec.endpoint_count; i++)
        if (curve_check(in->curve, in->spec.endpoints[i], err) != 0)
            return -1;
    return 0;
}

int
hop_in_new(struct hop_in **in, zloop_t *loop, const struct curve *curve,
           const struct hop_in_spec *spec, struct err *err)
{
    struct hop_in *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->spec = *spec;
    if (made->spec.capacity == 0)
        made->spec.capacity = 2;
    if (made->spec.message_max == 0)
        made->spec.message_max = 64U << 20;
    (void)snprintf(made->own_boot, sizeof made->own_boot, "%s", spec->boot);
    made->loop = loop;
    made->curve = curve;
    TAILQ_INIT(&made->uplinks);
    TAILQ_INIT(&made->waiting);
    made->held = zhashx_new();
    zhashx_set_key_duplicator(made->held, NULL);
    zhashx_set_key_destructor(made->held, NULL);
    made->jobs_total = metric_new(METRIC_COUNTER, "hop_jobs_total", NULL, "Jobs received");
    made->upstreams = metric_new(METRIC_GAUGE, "hop_upstreams", NULL, "Upstream peers connected");
    made->held_jobs = metric_new(METRIC_GAUGE, "hop_held_jobs", NULL, "Jobs not yet answered");
    made->timer = zloop_timer(loop, HOP_CHECK_MS, 0, on_timer, made);
    if (check_endpoints(made, err) != 0 ||
        peers_open(&made->peers, spec->endpoints, spec->endpoint_count, err) != 0) {
        hop_in_free(made);
        return -1;
    }
    made->spec.endpoints = NULL;
    refresh_uplinks(made);
    *in = made;
    return 0;
}

void
hop_in_free(struct hop_in *in)
{
    if (in == NULL)
        return;
    for (struct held *held; (held = zhashx_first(in->held)) != NULL;) {
        while (held->ask_count > 0)
            remove_ask(held, &held->asks[0]);
        free_held(in, held);
    }
    for (struct uplink *uplink; (uplink = TAILQ_FIRST(&in->uplinks)) != NULL;)
        free_uplink(in, uplink); /* NOLINT: it does not see that the list shrinks */
    (void)zloop_timer_end(in->loop, in->timer);
    peers_close(in->peers);
    zhashx_destroy(&in->held);
    free(in);
}

bool
hop_in_take(struct hop_in *in, struct hop_job *job)
{
    struct held *held = TAILQ_FIRST(&in->waiting);
    if (held == NULL)
        return false;
    set_state(in, held, HELD_TAKEN);
    memcpy(job->page_id, held->page_id, sizeof job->page_id);
    memcpy(job->trace, held->trace, sizeof job->trace);
    job->attempt = held->asks[held->ask_count - 1].attempt;
    job->body = (struct slice){ zmq_msg_data(&held->body), zmq_msg_size(&held->body) };
    return true;
}

void
hop_in_computing(struct hop_in *in, const char *page_id)
{
    if (strcmp(in->computing, page_id) == 0)
        return;
    (void)snprintf(in->computing, sizeof in->computing, "%s", page_id);
    if (*page_id != '\0')
        send_beats(in);
}

void
hop_in_passed(struct hop_in *in, const char *page_id)
{
    struct held *held = find_held(in, page_id);
    if (held == NULL)
        return;
    set_state(in, held, HELD_PASSED);
    (void)zmq_msg_close(&held->body);
    (void)zmq_msg_init(&held->body);
    for (size_t i = 0; i < held->ask_count; i++) {
        vacate(&held->asks[i]);
        grant(held->asks[i].uplink, page_id);
    }
}

/* Sends the answer to all who asked. */
static void
answer(struct hop_in *in, const char *page_id, struct envelope *envelope)
{
    struct held *held = find_held(in, page_id);
    if (held == NULL)
        return;
    memcpy(envelope->page_id, held->page_id, sizeof envelope->page_id);
    memcpy(envelope->trace, held->trace, sizeof envelope->trace);
    while (held->ask_count > 0) {
        struct ask *ask = &held->asks[0];
        struct uplink *uplink = ask->uplink;
        envelope->attempt = ask->attempt;
        remove_ask(held, ask);
        send_envelope(uplink, envelope);
        grant(uplink, "");
    }
    free_held(in, held);
}

void
hop_in_done(struct hop_in *in, const char *page_id)
{
    struct envelope envelope = make_envelope(in, MESSAGE_DONE);
    answer(in, page_id, &envelope);
}

void
hop_in_nack(struct hop_in *in, const char *page_id, enum hop_verdict verdict, bool blame,
            const char *reason)
{
    struct envelope envelope = make_envelope(in, MESSAGE_NACK);
    envelope.verdict = verdict;
    envelope.blame = blame;
    reason_copy(envelope.reason, reason);
    answer(in, page_id, &envelope);
}

void
hop_in_pause(struct hop_in *in, bool paused)
{
    if (in->paused == paused)
        return;
    in->paused = paused;
    grant_all(in);
}

void
hop_in_drain(struct hop_in *in)
{
    struct uplink *uplink;
    struct envelope envelope = make_envelope(in, MESSAGE_BYE);
    if (in->draining)
        return;
    in->draining = true;
    in->drained_at = hop_clock();
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->connected)
        send_envelope(uplink, &envelope);
}

/* Whether every upstream has said that it sends nothing more, or had time to. */
static bool
is_released(const struct hop_in *in)
{
    const struct uplink *uplink;
    if (hop_clock() - in->drained_at > BYE_WAIT_MS)
        return true;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->connected && !uplink->released)
        return false;
    return true;
}

bool
hop_in_idle(const struct hop_in *in)
{
    return hop_in_held(in) == 0 && is_released(in);
}

void
hop_in_leave(struct hop_in *in)
{
    struct uplink *uplink;
    struct envelope envelope = make_envelope(in, MESSAGE_BYE);
    envelope.final = true;
    if (in->left)
        return;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    if (uplink->connected)
        send_envelope(uplink, &envelope);
    in->left = true;
}

size_t
hop_in_held(const struct hop_in *in)
{
    return zhashx_size(in->held);
}

size_t
hop_in_waiting(const struct hop_in *in)
{
    return in->waiting_count;
}

size_t
hop_in_upstreams(const struct hop_in *in)
{
    const struct uplink *uplink;
    size_t count = 0;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    count += uplink->connected;
    return count;
}
