/*
 * A request becomes a visit: whom to answer, and what was asked.  Answers that
 * need Redis or store come later, in any order; `seq` tells the client which is which.
 *
 * Messages are read for at most 20 ms at a time, so that decoding many large
 * pages does not keep the workers' heartbeats waiting.
 */
#include "services/ingest/door.h"

#include "common/daemon.h"
#include "common/log.h"
#include "common/reply_path.h"

#include <stdlib.h>
#include <string.h>

enum {
    READ_MS = 20,
    LIMIT_DEFAULT = 100,
    PENDING_MAX = 20000,  /* requests under way; intake has a bound of its own */
    RECEIVE_HWM = 8,      /* messages a client; a page each: the rest waits in TCP */
    SEND_HWM = 2000,      /* answers that a client has not read; more are dropped */
    SHOWN_MAX = 8,        /* DLQ_SHOW that Redis is asked for at a time */
    UNREAD_MAX = 64 << 20 /* bytes of their answers that nobody has read yet */
};

struct door {
    struct door_spec spec;
    zloop_t *loop;
    zsock_t *router;
    size_t pending;
    size_t shown;                 /* DLQ_SHOW under way */
    struct ledger_status figures; /* as they were last known */
    const struct curve *curve;
};

struct visit {
    struct door *door;
    zmsg_t *path; /* of the answer */
    struct request request;
    /* STATE */
    enum ledger_state *states;
    size_t *asked; /* which of page_ids store was asked about */
    size_t asked_count;
};

/* Of bodies; for the process, since ZeroMQ may give one back after the door is closed. */
static atomic_size_t unread;

/* ---- answering ---- */

static void
send_reply(struct visit *visit, const struct reply *reply, struct slice body)
{
    struct buf json = { 0 };
    reply_encode(reply, &json);
    (void)zmsg_addmem(visit->path, json.ptr, json.len);
    buf_done(&json);
    if (reply->type == REPLY_DLQ_PAGE)
        reply_path_send(&visit->path, body, visit->door->router, &unread);
    else
        (void)zmsg_send(&visit->path, visit->door->router);
}

static void
visit_end(struct visit *visit)
{
    struct door *door = visit->door;
    zmsg_destroy(&visit->path);
    request_done(&visit->request);
    free(visit->states);
    free(visit->asked);
    free(visit);
    door->pending--;
    if (door->pending == 0 && door->spec.idle != NULL)
        door->spec.idle(door->spec.arg);
}

/* Sends the reply with the request's seq, and ends the visit and the reply. */
static void
answer_body(struct visit *visit, struct reply *reply, struct slice body)
{
    reply->seq = visit->request.seq;
    send_reply(visit, reply, body);
    reply_done(reply);
    visit_end(visit);
}

static void
answer(struct visit *visit, struct reply *reply)
{
    answer_body(visit, reply, SLICE_EMPTY);
}

static void
answer_error(struct visit *visit, const struct err *err)
{
    struct reply reply;
    reply_init(&reply, REPLY_ERROR);
    reply.reason = slice_from(err->text);
    reply.retry = err->kind == ERR_RETRY;
    answer(visit, &reply);
}

static void
answer_reject(struct visit *visit, const char *reason)
{
    struct err err;
    (void)err_set(&err, ERR_REJECT, "%s", reason);
    answer_error(visit, &err);
}

static void
answer_retry(struct visit *visit, const char *reason)
{
    struct err err;
    (void)err_set(&err, ERR_RETRY, "%s", reason);
    answer_error(visit, &err);
}

/* ---- SUBMIT ---- */

static void
on_submitted(void *arg, const struct intake_outcome *outcome)
{
    static const enum reply_type types[] = {
        [INTAKE_ACCEPTED] = REPLY_ACCEPTED, [INTAKE_COMMITTED] = REPLY_ACCEPTED,
        [INTAKE_REFUSED] = REPLY_REFUSED,   [INTAKE_BUSY] = REPLY_BUSY,
        [INTAKE_DEAD] = REPLY_DEAD,
    };
    static const struct slice words[] = {
        [INTAKE_ACCEPTED] = { "waiting", 7 },
        [INTAKE_COMMITTED] = { "committed", 9 },
        [INTAKE_DEAD] = { "dead", 4 },
    };
    struct reply reply;
    reply_init(&reply, types[outcome->verdict]);
    reply.page_id = slice_from(outcome->page_id);
    reply.reason = outcome->reason;
    reply.retry_after_ms = outcome->retry_after;
    if (outcome->verdict == INTAKE_ACCEPTED)
        reply.state = SLICE_LITERAL("waiting");
    if (outcome->verdict == INTAKE_COMMITTED)
        reply.state = SLICE_LITERAL("committed");
    reply.superseded = outcome->superseded;
    for (size_t i = 0; i < outcome->page_count; i++) {
        const struct intake_page *page = &outcome->pages[i];
        *reply_add_file_page(&reply) =
            (struct file_page){ slice_from(page->page_id), page->number, words[page->verdict] };
    }
    answer(arg, &reply);
}

static void
submit(struct visit *visit, struct slice bytes)
{
    const struct request *request = &visit->request;
    struct ledger_page page = { .id = SLICE_EMPTY,
                                .bytes = bytes,
                                .name = request->name,
                                .paper = request->paper,
                                .date = request->date,
                                .number = request->number,
                                .file_page = request->file_page,
                                .encoding = request->encoding,
                                .lenient = request->lenient,
                                .again = request->again,
                                .lane = request->lane };
    intake_submit(visit->door->spec.intake, &page, on_submitted, visit);
}

/* ---- STATE: the ledger first, then store about what the ledger lacks ---- */

/* Documents take long: how far those are that wait. */
static void
add_progress(struct visit *visit, struct reply *reply)
{
    const struct door *door = visit->door;
    char text[80];
    reply->progress = arena_alloc(&reply->arena, reply->state_count, sizeof *reply->progress);
    for (size_t i = 0; i < reply->state_count; i++) {
        text[0] = '\0';
        if (visit->states[i] == LEDGER_WAITING && door->spec.progress != NULL)
            door->spec.progress(door->spec.arg, visit->request.page_ids[i].ptr, text, sizeof text);
        reply->progress[i] = arena_slice(&reply->arena, slice_from(text));
        if (text[0] != '\0')
            reply->progress_count = reply->state_count;
    }
}

static void
answer_states(struct visit *visit, const enum lookup_state *committed)
{
    static const struct slice words[] = {
        [LEDGER_UNKNOWN] = { "unknown", 7 },
        [LEDGER_WAITING] = { "waiting", 7 },
        [LEDGER_DEAD] = { "dead", 4 },
    };
    struct reply reply;
    reply_init(&reply, REPLY_STATE);
    reply.state_count = visit->request.page_id_count;
    reply.states = arena_alloc(&reply.arena, reply.state_count, sizeof *reply.states);
    for (size_t i = 0; i < reply.state_count; i++)
        reply.states[i] = words[visit->states[i]];
    for (size_t i = 0; i < visit->asked_count; i++)
        if (committed != NULL && committed[i])
            reply.states[visit->asked[i]] = SLICE_LITERAL("committed");
    add_progress(visit, &reply);
    answer(visit, &reply);
}

static void
on_looked_up(void *arg, const enum lookup_state *committed, size_t count)
{
    (void)count;
    struct visit *visit = arg;
    if (committed != NULL) {
        answer_states(visit, committed);
        return;
    }
    answer_retry(visit, "store does not say which pages are committed");
}

static void
on_states(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    if (err != NULL) {
        answer_error(visit, err);
        return;
    }
    size_t count = result->state_count;
    struct slice *ids = calloc(count + 1, sizeof *ids);
    visit->states = calloc(count + 1, sizeof *visit->states);
    visit->asked = calloc(count + 1, sizeof *visit->asked);
    if (ids == NULL || visit->states == NULL || visit->asked == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++) {
        visit->states[i] = result->states[i];
        if (result->states[i] != LEDGER_UNKNOWN)
            continue;
        ids[visit->asked_count] = visit->request.page_ids[i];
        visit->asked[visit->asked_count++] = i;
    }
    if (visit->asked_count == 0)
        answer_states(visit, NULL);
    else
        lookup_ask(visit->door->spec.lookup, ids, visit->asked_count, on_looked_up, visit);
    free(ids);
}

/* ---- STATUS ---- */

static void
on_figures(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    struct door *door = visit->door;
    struct reply reply;
    const char *why = NULL;
    reply_init(&reply, REPLY_STATUS);
    if (result != NULL)
        door->figures = *result->status;
    reply.redis = SLICE_LITERAL("up");
    if (!redis_up(ledger_redis(door->spec.ledger), &why))
        reply.redis = slice_from(why);
    else if (err != NULL)
        reply.redis = slice_from(err->text);
    for (int i = 0; i < LANE_COUNT; i++) {
        reply.lanes[i].waiting = (int64_t)door->figures.waiting[i];
        reply.lanes[i].oldest_ms = door->figures.oldest_ms[i];
    }
    reply.bytes = (int64_t)door->figures.bytes;
    reply.dead = (int64_t)door->figures.dead;
    reply.max_bytes = (int64_t)door->spec.max_bytes;
    door->spec.status(door->spec.arg, &reply);
    answer(visit, &reply);
}

/* ---- dead letters ---- */

static void
add_dead(struct reply *reply, const struct ledger_page *page)
{
    *reply_add_page(reply) = (struct dead_page){ .id = page->id,
                                                 .name = page->name,
                                                 .paper = page->paper,
                                                 .date = page->date,
                                                 .number = page->number,
                                                 .attempts = page->attempts,
                                                 .reasons = page->reasons,
                                                 .dead_ms = page->dead_ms };
}

static void
on_dead(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    if (err != NULL) {
        answer_error(visit, err);
        return;
    }
    struct reply reply;
    reply_init(&reply, REPLY_DLQ);
    for (size_t i = 0; i < result->page_count; i++)
        add_dead(&reply, &result->pages[i]);
    answer(visit, &reply);
}

static void
on_shown(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    visit->door->shown--;
    if (err != NULL) {
        answer_error(visit, err);
    } else if (result->verdict != LEDGER_OK || result->pages[0].state != LEDGER_DEAD) {
        answer_reject(visit, "no dead page has that id");
    } else {
        struct reply reply;
        reply_init(&reply, REPLY_DLQ_PAGE);
        add_dead(&reply, &result->pages[0]);
        answer_body(visit, &reply, result->pages[0].bytes);
    }
}

static void
on_settled(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    struct door *door = visit->door;
    if (err != NULL) {
        answer_error(visit, err);
        return;
    }
    if (result->verdict != LEDGER_OK) {
        answer_reject(visit, "no dead page has that id");
        return;
    }
    bool retried = visit->request.type == REQUEST_DLQ_RETRY;
    char id[40];
    (void)snprintf(id, sizeof id, "%.*s", SLICE_ARGS(visit->request.page_id));
    log_info(id, retried ? "dead-letter-retried" : "dead-letter-dropped", NULL);
    struct reply reply;
    reply_init(&reply, REPLY_OK);
    answer(visit, &reply);
    if (retried && door->spec.retried != NULL)
        door->spec.retried(door->spec.arg);
}

/* Whoever asks and does not read fills neither Redis nor this process. */
static void
show_dead(struct visit *visit, const char *id)
{
    struct door *door = visit->door;
    if (door->shown >= SHOWN_MAX || atomic_load(&unread) > UNREAD_MAX) {
        answer_retry(visit, "too many dead pages are being read");
        return;
    }
    door->shown++;
    ledger_read(door->spec.ledger, id, on_shown, visit);
}

/* ---- requests ---- */

static void
serve(struct visit *visit, struct slice body, bool has_body)
{
    struct ledger *ledger = visit->door->spec.ledger;
    const struct request *request = &visit->request;
    const char *id = request->page_id.ptr; /* NUL-terminated in the arena */
    switch (request->type) {
    case REQUEST_SUBMIT:
        if (has_body)
            submit(visit, body);
        else
            answer_reject(visit, "SUBMIT needs the file's bytes in a second frame");
        return;
    case REQUEST_STATE:
        ledger_states(ledger, request->page_ids, request->page_id_count, on_states, visit);
        return;
    case REQUEST_STATUS:
        ledger_figures(ledger, on_figures, visit);
        return;
    case REQUEST_DLQ_LIST:
        ledger_dead(ledger, request->limit > 0 ? request->limit : LIMIT_DEFAULT, on_dead, visit);
        return;
    case REQUEST_DLQ_SHOW:
        show_dead(visit, id);
        return;
    case REQUEST_DLQ_RETRY:
        ledger_retry(ledger, id, on_settled, visit);
        return;
    case REQUEST_DLQ_DROP:
        ledger_drop(ledger, id, on_settled, visit);
        return;
    }
}

static struct slice
frame_slice(zframe_t *frame)
{
    return frame == NULL ? SLICE_EMPTY
                         : (struct slice){ (const char *)zframe_data(frame), zframe_size(frame) };
}

/* What a key may ask depends on its role.  (One that was removed is not listened to.) */
static bool
may_ask(const struct visit *visit, const char *user)
{
    unsigned rights = curve_rights(visit->door->curve, user), wanted = ROLE_MAY_OPERATE;
    if (visit->request.type == REQUEST_SUBMIT)
        wanted = ROLE_MAY_SUBMIT;
    else if (visit->request.type == REQUEST_STATE || visit->request.type == REQUEST_STATUS)
        wanted = ROLE_MAY_ALL;
    return (rights & wanted) != 0;
}

static void
on_message(struct door *door, zmsg_t *message)
{
    struct visit *visit = calloc(1, sizeof *visit);
    if (visit == NULL)
        die("out of memory");
    visit->door = door;
    visit->path = zmsg_new();
    request_init(&visit->request, REQUEST_STATUS);
    door->pending++;
    reply_path_take(message, visit->path);

    struct err err;
    zframe_t *header = zmsg_first(message), *body = zmsg_next(message);
    if (header == NULL)
        answer_reject(visit, "the message has no header");
    else if (request_decode(&visit->request, frame_slice(header), &err) != 0)
        answer_error(visit, &err);
    else if (door->pending > PENDING_MAX && visit->request.type != REQUEST_SUBMIT)
        answer_retry(visit, "too many requests are under way");
    else if (!may_ask(visit, zframe_meta(header, "User-Id")))
        answer_reject(visit, "this key may not ask that");
    else if (zmsg_size(message) > 2)
        answer_reject(visit, "the message has more than a header and a body");
    else
        serve(visit, frame_slice(body), body != NULL);
}

static int
on_readable(zloop_t *loop, zsock_t *router, void *arg)
{
    (void)loop;
    struct door *door = arg;
    int64_t until = daemon_clock() + READ_MS;
    do {
        zmsg_t *message = zmsg_recv(router);
        if (message == NULL)
            return 0;
        if (curve_rights(door->curve, zframe_meta(zmsg_last(message), "User-Id")) != 0)
            on_message(door, message);
        zmsg_destroy(&message);
    } while (daemon_clock() < until && zsock_events(router) & ZMQ_POLLIN);
    return 0;
}

/* ---- public ---- */

int
door_open(struct door **out, zloop_t *loop, const struct curve *curve, const struct door_spec *spec,
          struct err *err)
{
    struct door *door = calloc(1, sizeof *door);
    if (door == NULL)
        die("out of memory");
    door->spec = *spec;
    door->loop = loop;
    door->router = zsock_new(ZMQ_ROUTER);
    if (door->router == NULL)
        die("cannot make a socket: %s", zmq_strerror(errno));
    zsock_set_maxmsgsize(door->router,
                         (int)(spec->message_max > INT32_MAX ? INT32_MAX : spec->message_max));
    zsock_set_rcvhwm(door->router, RECEIVE_HWM);
    zsock_set_sndhwm(door->router, SEND_HWM);
    zsock_set_linger(door->router, 1000);
    zsock_set_handshake_ivl(door->router, 5000);
    zsock_set_heartbeat_ivl(door->router, 5000);
    zsock_set_heartbeat_timeout(door->router, 20000);
    door->curve = curve;
    if (curve_bind(curve, door->router, spec->endpoint, err) != 0) {
        zsock_destroy(&door->router);
        free(door);
        return err_prefix(err, "submit_endpoint");
    }
    if (zloop_reader(loop, door->router, on_readable, door) != 0)
        die("out of memory");
    zloop_reader_set_tolerant(loop, door->router);
    *out = door;
    return 0;
}

void
door_close(struct door *door)
{
    if (door == NULL)
        return;
    zloop_reader_end(door->loop, door->router);
    zsock_destroy(&door->router);
    free(door);
}

const char *
door_endpoint(const struct door *door)
{
    return zsock_endpoint(door->router);
}

size_t
door_pending(const struct door *door)
{
    return door->pending;
}
