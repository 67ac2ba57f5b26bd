/*
 * An answer's seq says whose it is.  Two kinds of questions, one way: the header
 * is encoded with the next number, and decoded into the kind that was asked.
 */
#include "common/ask.h"

#include "common/buf.h"
#include "common/clock.h"
#include "common/daemon.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum { CHECK_MS = 50, PENDING_MAX = 1000, SEQ_SIZE = 24, READ_MAX = 100, AGAIN_MS = 5000 };

enum kind { KIND_REQUEST, KIND_QUERY };

struct question {
    TAILQ_ENTRY(question) link;
    enum kind kind;
    char seq[SEQ_SIZE];
    int64_t wait, until;
    ask_done *done;
    void *arg;
};

struct ask {
    const struct curve *curve;
    struct ask_spec spec;
    char *endpoint;
    zsock_t *dealer;
    zloop_t *loop; /* NULL: not joined */
    int timer;
    int64_t connected_at; /* when a connection was begun last */
    uint64_t next;
    TAILQ_HEAD(, question) questions; /* in the order they were asked */
    size_t pending;
};

/* ---- ends of questions ---- */

static void
finish(struct ask *ask, struct question *question, const struct asked *asked, const struct err *err)
{
    TAILQ_REMOVE(&ask->questions, question, link);
    ask->pending--;
    question->done(question->arg, asked, err);
    free(question);
}

static void
give_up(struct ask *ask, struct question *question, const char *why)
{
    struct err err;
    (void)err_set(&err, ERR_RETRY, "%s: %s", ask->endpoint, why);
    finish(ask, question, NULL, &err);
}

/* Whatever callbacks ask anew is not given up. */
static void
give_up_all(struct ask *ask, const char *why)
{
    struct question *question;
    uint64_t end = ask->next;
    while ((question = TAILQ_FIRST(&ask->questions)) != NULL &&
           strtoull(question->seq, NULL, 10) < end)
        give_up(ask, question, why); /* NOLINT: it does not see that the list shrinks */
}

static struct question *
find_late(struct ask *ask, int64_t now)
{
    struct question *question;
    TAILQ_FOREACH(question, &ask->questions, link)
    if (question->until <= now) /* NOLINT: it does not see that the list shrinks */
        return question;
    return NULL;
}

static void
end_late(struct ask *ask)
{
    struct question *question;
    int64_t now = clock_ms();
    while ((question = find_late(ask, now)) != NULL) {
        struct err err;
        (void)err_set(&err, ERR_RETRY, "no answer from %s in %.3g s; is it running?", ask->endpoint,
                      (double)question->wait / 1000);
        finish(ask, question, NULL, &err);
    }
}

/* ---- answers ---- */

/* An ERROR without seq answers a question that could not be read: it can only
 * be matched when there is just one. */
static struct question *
find_question(struct ask *ask, struct slice seq, bool is_error)
{
    struct question *question;
    if (seq.len == 0)
        return is_error && ask->pending == 1 ? TAILQ_FIRST(&ask->questions) : NULL;
    TAILQ_FOREACH(question, &ask->questions, link)
    if (slice_equal(seq, slice_from(question->seq)))
        return question;
    return NULL;
}

static int
error_of(struct slice reason, bool retry, struct err *err)
{
    return err_set(err, retry ? ERR_RETRY : ERR_REJECT, "%.*s", SLICE_ARGS(reason));
}

static void
take_reply(struct ask *ask, struct slice header, struct slice body)
{
    struct reply reply;
    struct err err;
    reply_init(&reply, REPLY_ERROR);
    int good = reply_decode(&reply, header, &err);
    struct question *question = find_question(ask, reply.seq, reply.type == REPLY_ERROR);
    if (good == 0 && reply.type == REPLY_ERROR)
        good = error_of(reply.reason, reply.retry, &err);
    struct asked asked = { .reply = &reply, .body = body };
    if (question != NULL && question->kind == KIND_REQUEST)
        finish(ask, question, &asked, good == 0 ? NULL : &err);
    reply_done(&reply);
}

static void
take_answer(struct ask *ask, struct slice header, struct slice body)
{
    struct answer answer;
    struct err err;
    answer_init(&answer, ANSWER_ERROR);
    int good = answer_decode(&answer, header, &err);
    struct question *question = find_question(ask, answer.seq, answer.type == ANSWER_ERROR);
    if (good == 0 && answer.type == ANSWER_ERROR)
        good = error_of(answer.reason, answer.retry, &err);
    struct asked asked = { .answer = &answer, .body = body };
    if (question != NULL && question->kind == KIND_QUERY)
        finish(ask, question, &asked, good == 0 ? NULL : &err);
    answer_done(&answer);
}

static struct slice
frame_slice(zframe_t *frame)
{
    return frame == NULL ? SLICE_EMPTY
                         : (struct slice){ (const char *)zframe_data(frame), zframe_size(frame) };
}

/* A socket talks to one daemon, so that all its questions are of the first one's kind. */
static void
take_message(struct ask *ask, zmsg_t *message)
{
    zframe_t *frame = zmsg_first(message);
    if (frame != NULL && zframe_size(frame) == 0)
        frame = zmsg_next(message); /* REQ's delimiter, should a daemon send it */
    struct question *first = TAILQ_FIRST(&ask->questions);
    if (frame == NULL || first == NULL)
        return;
    struct slice header = frame_slice(frame), body = frame_slice(zmsg_next(message));
    if (first->kind == KIND_REQUEST) /* NOLINT: it does not see that the list shrinks */
        take_reply(ask, header, body);
    else
        take_answer(ask, header, body);
}

static void
read_answers(struct ask *ask)
{
    for (int i = 0; i < READ_MAX && zsock_events(ask->dealer) & ZMQ_POLLIN; i++) {
        zmsg_t *message = zmsg_recv(ask->dealer);
        if (message == NULL)
            return;
        take_message(ask, message);
        zmsg_destroy(&message);
    }
}

/* ---- asking ---- */

/* body.ptr NULL: the header is all. */
static bool
send_frames(struct ask *ask, struct slice header, struct slice body)
{
    void *socket = zsock_resolve(ask->dealer);
    int more = body.ptr != NULL ? ZMQ_SNDMORE : 0;
    if (zmq_send(socket, header.ptr, header.len, ZMQ_DONTWAIT | more) < 0)
        return false;
    return more == 0 || zmq_send(socket, body.ptr, body.len, ZMQ_DONTWAIT) >= 0;
}

static void
refuse(const struct ask *ask, ask_done *done, void *arg)
{
    struct err err;
    (void)err_set(&err, ERR_RETRY, "%s takes no question now", ask->endpoint);
    done(arg, NULL, &err);
}

/* Where a handshake was refused, or an answer too large, ZeroMQ does not connect again by itself.
 * While nothing is under way nothing is lost. */
static void
connect_again(struct ask *ask)
{
    struct err err;
    int64_t now = clock_ms();
    if (ask->pending > 0 || now - ask->connected_at < AGAIN_MS)
        return;
    ask->connected_at = now;
    (void)zsock_disconnect(ask->dealer, "%s", ask->endpoint);
    (void)curve_connect(ask->curve, ask->dealer, ask->endpoint, &err);
}

static bool
is_full(const struct ask *ask)
{
    return ask->pending >= ask->spec.pending_max;
}

/* The number of the next question, as it stands in its seq. */
static struct slice
next_seq(struct ask *ask, char *seq)
{
    int n = snprintf(seq, SEQ_SIZE, "%llu", (unsigned long long)ask->next++);
    return (struct slice){ seq, (size_t)n };
}

static void
send_question(struct ask *ask, enum kind kind, const char *seq, struct slice header,
              struct slice body, int64_t wait, ask_done *done, void *arg)
{
    if (!send_frames(ask, header, body)) {
        connect_again(ask);
        refuse(ask, done, arg);
        return;
    }
    struct question *question = calloc(1, sizeof *question);
    if (question == NULL)
        die("out of memory");
    question->kind = kind;
    (void)snprintf(question->seq, sizeof question->seq, "%s", seq);
    question->wait = wait;
    question->until = clock_ms() + wait;
    question->done = done;
    question->arg = arg;
    TAILQ_INSERT_TAIL(&ask->questions, question, link);
    ask->pending++;
}

void
ask_request(struct ask *ask, const struct request *request, struct slice body, int64_t wait,
            ask_done *done, void *arg)
{
    if (is_full(ask)) {
        refuse(ask, done, arg);
        return;
    }
    char seq[SEQ_SIZE];
    struct buf header = { 0 };
    struct request numbered = *request;
    numbered.seq = next_seq(ask, seq);
    request_encode(&numbered, &header);
    if (request->type != REQUEST_SUBMIT)
        body.ptr = NULL;
    else if (body.ptr == NULL)
        body = SLICE_EMPTY;
    send_question(ask, KIND_REQUEST, seq, buf_slice(&header), body, wait, done, arg);
    buf_done(&header);
}

void
ask_correct(struct ask *ask, const struct query *query, struct slice record, int64_t wait,
            ask_done *done, void *arg)
{
    if (is_full(ask)) {
        refuse(ask, done, arg);
        return;
    }
    char seq[SEQ_SIZE];
    struct buf header = { 0 };
    struct query numbered = *query;
    numbered.seq = next_seq(ask, seq);
    query_encode(&numbered, &header);
    send_question(ask, KIND_QUERY, seq, buf_slice(&header), record, wait, done, arg);
    buf_done(&header);
}

void
ask_query(struct ask *ask, const struct query *query, int64_t wait, ask_done *done, void *arg)
{
    ask_correct(ask, query, (struct slice){ NULL, 0 }, wait, done, arg);
}

size_t
ask_pending(const struct ask *ask)
{
    return ask->pending;
}

/* ---- loop ---- */

static int
on_readable(zloop_t *loop, zsock_t *dealer, void *arg)
{
    (void)loop, (void)dealer;
    read_answers(arg);
    return 0;
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    read_answers(arg); /* the loop may have stood still, and timers have their turn first */
    end_late(arg);
    return 0;
}

static void
watch(struct ask *ask)
{
    if (zloop_reader(ask->loop, ask->dealer, on_readable, ask) != 0)
        die("out of memory");
    zloop_reader_set_tolerant(ask->loop, ask->dealer);
}

void
ask_join(struct ask *ask, zloop_t *loop)
{
    ask->loop = loop;
    ask->timer = zloop_timer(loop, CHECK_MS, 0, on_timer, ask);
    watch(ask);
}

static int64_t
time_left(struct ask *ask, int64_t ms)
{
    const struct question *question;
    int64_t now = clock_ms();
    TAILQ_FOREACH(question, &ask->questions, link)
    if (question->until - now < ms)
        ms = question->until - now;
    return ms > 0 ? ms : 0;
}

void
ask_turn(struct ask *ask, int64_t ms)
{
    zmq_pollitem_t item = { .socket = zsock_resolve(ask->dealer), .events = ZMQ_POLLIN };
    (void)zmq_poll(&item, 1, (long)time_left(ask, ms));
    read_answers(ask);
    end_late(ask);
}

/* ---- open and close ---- */

static int
connect_anew(struct ask *ask, struct err *err)
{
    ask->connected_at = clock_ms();
    ask->dealer = zsock_new(ZMQ_DEALER);
    if (ask->dealer == NULL)
        die("cannot make a socket: %s", zmq_strerror(errno));
    zsock_set_immediate(ask->dealer, !ask->spec.patient); /* false: it queues */
    zsock_set_linger(ask->dealer, 0);
    zsock_set_sndhwm(ask->dealer, (int)ask->spec.pending_max);
    zsock_set_rcvhwm(ask->dealer,
                     0); /* answers are asked for; heartbeats want that none waits: curve.c */
    if (ask->spec.answer_max > 0)
        zsock_set_maxmsgsize(
            ask->dealer, ask->spec.answer_max > INT32_MAX ? INT32_MAX : (int)ask->spec.answer_max);
    zsock_set_heartbeat_ivl(ask->dealer, 1000);
    zsock_set_reconnect_ivl_max(ask->dealer, 1000);
    return curve_connect(ask->curve, ask->dealer, ask->endpoint, err);
}

static void
disconnect(struct ask *ask)
{
    if (ask->loop != NULL && ask->dealer != NULL)
        zloop_reader_end(ask->loop, ask->dealer);
    zsock_destroy(&ask->dealer);
}

int
ask_open(struct ask **out, const struct curve *curve, const struct ask_spec *spec, struct err *err)
{
    struct ask *ask = calloc(1, sizeof *ask);
    if (ask == NULL)
        die("out of memory");
    ask->curve = curve;
    ask->spec = *spec;
    if (ask->spec.pending_max == 0)
        ask->spec.pending_max = PENDING_MAX;
    ask->endpoint = slice_dup(slice_from(spec->endpoint));
    TAILQ_INIT(&ask->questions);
    if (connect_anew(ask, err) != 0) {
        ask_close(ask);
        return -1;
    }
    *out = ask;
    return 0;
}

void
ask_close(struct ask *ask)
{
    if (ask == NULL)
        return;
    give_up_all(ask, "it is asked no more");
    if (ask->loop != NULL)
        zloop_timer_end(ask->loop, ask->timer);
    disconnect(ask);
    free(ask->endpoint);
    free(ask);
}

int
ask_reopen(struct ask *ask, struct err *err)
{
    disconnect(ask);
    int result = connect_anew(ask, err);
    if (ask->loop != NULL)
        watch(ask);
    give_up_all(ask, "connected anew");
    return result;
}
