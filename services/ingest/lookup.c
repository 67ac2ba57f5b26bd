/*
 * A DEALER with numbered questions.  After one that was not answered in time
 * nothing is asked for a second, so that submits go at full speed while store is
 * away.
 */
#include "services/ingest/lookup.h"

#include "common/buf.h"
#include "common/daemon.h"
#include "common/log.h"
#include "common/proto/query.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum { CHECK_MS = 50, REST_MS = 1000, PENDING_MAX = 1000 };

struct question {
    TAILQ_ENTRY(question) link;
    uint64_t number;
    int64_t until;
    size_t count;
    lookup_done *done;
    void *arg;
};

struct lookup {
    zloop_t *loop;
    zsock_t *dealer; /* NULL: never asks */
    int timer;
    int64_t wait, rest_until;
    uint64_t next;
    TAILQ_HEAD(, question) questions; /* oldest first */
    size_t pending;
    bool away; /* as last logged */
};

static void
note(struct lookup *lookup, bool away)
{
    if (lookup->away == away)
        return;
    lookup->away = away;
    if (away)
        log_warn(NULL, "archive-silent", "effect=\"pages are accepted without asking it\"");
    else
        log_info(NULL, "archive-answers", NULL);
}

static void
finish(struct lookup *lookup, struct question *question, const bool *committed)
{
    TAILQ_REMOVE(&lookup->questions, question, link);
    lookup->pending--;
    question->done(question->arg, committed, question->count);
    free(question);
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct lookup *lookup = arg;
    struct question *question;
    int64_t now = daemon_clock();
    /* NOLINTNEXTLINE: it does not see that the list shrinks */
    while ((question = TAILQ_FIRST(&lookup->questions)) != NULL && question->until <= now) {
        lookup->rest_until = now + REST_MS;
        note(lookup, true);
        finish(lookup, question, NULL);
    }
    return 0;
}

static struct question *
find_question(struct lookup *lookup, struct slice seq)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%.*s", SLICE_ARGS(seq));
    uint64_t number = strtoull(digits, NULL, 10);
    struct question *question;
    TAILQ_FOREACH(question, &lookup->questions, link)
    if (question->number == number)
        return question;
    return NULL;
}

static bool
is_committed(struct slice state)
{
    return slice_equal(state, SLICE_LITERAL("committed")) ||
           slice_equal(state, SLICE_LITERAL("superseded"));
}

static void
take_answer(struct lookup *lookup, const struct answer *answer)
{
    struct question *question = find_question(lookup, answer->seq);
    if (question == NULL)
        return;
    lookup->rest_until = 0;
    if (answer->type != ANSWER_STATE || answer->state_count != question->count) {
        finish(lookup, question, NULL);
        return;
    }
    note(lookup, false);
    bool *committed = calloc(question->count + 1, sizeof *committed);
    if (committed == NULL)
        die("out of memory");
    for (size_t i = 0; i < question->count; i++)
        committed[i] = is_committed(answer->states[i]);
    finish(lookup, question, committed);
    free(committed);
}

static int
on_answer(zloop_t *loop, zsock_t *dealer, void *arg)
{
    (void)loop;
    zmsg_t *message = zmsg_recv(dealer);
    if (message == NULL)
        return 0;
    zframe_t *frame = zmsg_first(message);
    struct answer answer;
    struct err err;
    answer_init(&answer, ANSWER_ERROR);
    if (frame != NULL &&
        answer_decode(&answer,
                      (struct slice){ (const char *)zframe_data(frame), zframe_size(frame) },
                      &err) == 0)
        take_answer(arg, &answer);
    answer_done(&answer);
    zmsg_destroy(&message);
    return 0;
}

int
lookup_open(struct lookup **out, zloop_t *loop, const struct curve *curve, const char *endpoint,
            int64_t wait, struct err *err)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);
    if (lookup == NULL)
        die("out of memory");
    lookup->loop = loop;
    lookup->wait = wait;
    TAILQ_INIT(&lookup->questions);
    *out = lookup;
    if (endpoint[0] == '\0')
        return 0;
    lookup->dealer = zsock_new(ZMQ_DEALER);
    if (lookup->dealer == NULL)
        die("cannot make a socket: %s", zmq_strerror(errno));
    zsock_set_immediate(lookup->dealer, 1); /* nothing queues for a store that is away */
    zsock_set_linger(lookup->dealer, 0);
    zsock_set_sndhwm(lookup->dealer, PENDING_MAX);
    zsock_set_rcvhwm(lookup->dealer, PENDING_MAX);
    zsock_set_maxmsgsize(lookup->dealer, 1 << 20);
    zsock_set_heartbeat_ivl(lookup->dealer, 1000);
    zsock_set_reconnect_ivl_max(lookup->dealer, 1000);
    lookup->timer = zloop_timer(loop, CHECK_MS, 0, on_timer, lookup);
    if (curve_connect(curve, lookup->dealer, endpoint, err) != 0 ||
        zloop_reader(loop, lookup->dealer, on_answer, lookup) != 0) {
        lookup_close(lookup);
        *out = NULL;
        return err_prefix(err, "query_endpoint");
    }
    zloop_reader_set_tolerant(loop, lookup->dealer);
    return 0;
}

void
lookup_close(struct lookup *lookup)
{
    if (lookup == NULL)
        return;
    struct question *question;
    while ((question = TAILQ_FIRST(&lookup->questions)) != NULL)
        finish(lookup, question, NULL); /* NOLINT: it does not see that the list shrinks */
    if (lookup->dealer != NULL) {
        zloop_timer_end(lookup->loop, lookup->timer);
        zloop_reader_end(lookup->loop, lookup->dealer);
        zsock_destroy(&lookup->dealer);
    }
    free(lookup);
}

static bool
send_question(struct lookup *lookup, const struct slice *page_ids, size_t count)
{
    struct query query;
    struct buf json = { 0 }, seq = { 0 };
    query_init(&query, QUERY_STATE);
    buf_printf(&seq, "%llu", (unsigned long long)lookup->next);
    query.seq = buf_slice(&seq);
    query.page_ids = arena_alloc(&query.arena, count, sizeof *query.page_ids);
    for (size_t i = 0; i < count; i++)
        query.page_ids[i] = page_ids[i];
    query.page_id_count = count;
    query_encode(&query, &json);
    int sent = zmq_send(zsock_resolve(lookup->dealer), json.ptr, json.len, ZMQ_DONTWAIT);
    query_done(&query);
    buf_done(&json);
    buf_done(&seq);
    return sent >= 0;
}

void
lookup_ask(struct lookup *lookup, const struct slice *page_ids, size_t count, lookup_done *done,
           void *arg)
{
    int64_t now = daemon_clock();
    if (lookup->dealer == NULL || now < lookup->rest_until || lookup->pending >= PENDING_MAX ||
        !send_question(lookup, page_ids, count)) {
        done(arg, NULL, count);
        return;
    }
    struct question *question = calloc(1, sizeof *question);
    if (question == NULL)
        die("out of memory");
    *question = (struct question){ .number = lookup->next++,
                                   .until = now + lookup->wait,
                                   .count = count,
                                   .done = done,
                                   .arg = arg };
    TAILQ_INSERT_TAIL(&lookup->questions, question, link);
    lookup->pending++;
}
