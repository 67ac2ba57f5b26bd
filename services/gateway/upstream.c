#include "services/gateway/upstream.h"

#include "common/proto/api.h"
#include "services/gateway/gateway.h"

enum { RETRY_AFTER_S = 2 };

struct question {
    struct exchange *x;
    enum answer_type type;
    answer_fn *done;
    bool (*failed)(struct exchange *x, const struct answer *answer);
    reply_fn *replied;
    bool dead; /* asked about a dead letter: when ingest refuses, there is none */
};

static void
away(struct exchange *x, const char *reason)
{
    struct buf seconds = { 0 };
    buf_printf(&seconds, "%d", RETRY_AFTER_S);
    exchange_add(x, "Retry-After", buf_slice(&seconds));
    buf_done(&seconds);
    exchange_problem(x, 503, "away", "%s; ask again in %d s", reason, RETRY_AFTER_S);
}

void
upstream_problem(struct exchange *x, const struct answer *answer, const struct err *err)
{
    static const struct {
        const char *code;
        unsigned status;
    } codes[] = {
        { "request", 400 }, { "unknown", 404 },  { "withdrawn", 410 },
        { "absent", 404 },  { "conflict", 409 },
    };
    if (err->kind == ERR_RETRY) {
        away(x, err->text);
        return;
    }
    for (size_t i = 0; answer != NULL && i < sizeof codes / sizeof codes[0]; i++)
        if (slice_equal(answer->code, slice_from(codes[i].code))) {
            exchange_problem(x, codes[i].status, codes[i].code, "%s", err->text);
            return;
        }
    exchange_problem(x, answer != NULL ? 400 : 500, answer != NULL ? "request" : "broken", "%s",
                     err->text);
}

static void
on_answer(void *arg, const struct asked *asked, const struct err *err)
{
    struct question *question = arg;
    struct exchange *x = question->x;
    struct answer *answer = asked != NULL ? asked->answer : NULL;
    if (err != NULL) {
        bool handled = answer != NULL && question->failed != NULL && question->failed(x, answer);
        if (!handled)
            upstream_problem(x, answer, err);
    } else if (answer == NULL || answer->type != question->type) {
        exchange_problem(x, 500, "broken", "store gave an answer of another kind");
    } else {
        question->done(x, answer, asked->body);
    }
}

static struct question *
make_question(struct exchange *x)
{
    struct question *question = arena_alloc(&x->arena, 1, sizeof *question);
    question->x = x;
    return question;
}

void
upstream_try(struct exchange *x, const struct query *query, enum answer_type type, answer_fn *done,
             bool (*failed)(struct exchange *x, const struct answer *answer))
{
    struct gateway *gateway = x->gateway;
    struct question *question = make_question(x);
    question->type = type;
    question->done = done;
    question->failed = failed;
    ask_query(query_is_edit(query->type) ? gateway->edit : gateway->store, query, gateway->ask_ms,
              on_answer, question);
}

void
upstream_query(struct exchange *x, const struct query *query, enum answer_type type,
               answer_fn *done)
{
    upstream_try(x, query, type, done, NULL);
}

void
upstream_correct(struct exchange *x, const struct query *query, struct slice record,
                 answer_fn *done)
{
    struct gateway *gateway = x->gateway;
    struct question *question = make_question(x);
    question->type = ANSWER_DONE;
    question->done = done;
    ask_correct(gateway->edit, query, record, gateway->ask_ms, on_answer, question);
}

void
upstream_relay(struct exchange *x, struct answer *answer, struct slice body)
{
    (void)body;
    struct buf json = { 0 };
    api_answer(&json, answer);
    exchange_send(x, 200, "application/json", &json);
}

static void
on_reply(void *arg, const struct asked *asked, const struct err *err)
{
    struct question *question = arg;
    struct exchange *x = question->x;
    if (err != NULL && err->kind == ERR_RETRY)
        away(x, err->text);
    else if (err != NULL && asked != NULL && question->dead)
        exchange_problem(x, 404, "unknown", "%s; GET /v1/dead lists them", err->text);
    else if (err != NULL)
        exchange_problem(x, asked != NULL ? 400 : 500, asked != NULL ? "request" : "broken", "%s",
                         err->text);
    else
        question->replied(x, asked->reply, asked->body);
}

void
upstream_request(struct exchange *x, const struct request *request, struct slice body,
                 reply_fn *done)
{
    struct gateway *gateway = x->gateway;
    struct question *question = make_question(x);
    question->replied = done;
    question->dead = request->page_id.len > 0;
    ask_request(gateway->ingest, request, body, gateway->ask_ms, on_reply, question);
}
