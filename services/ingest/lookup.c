/*
 * After a question that was not answered in time nothing is asked for a second, so
 * that submits go at full speed while store is away.
 */
#include "services/ingest/lookup.h"

#include "common/ask.h"
#include "common/clock.h"
#include "common/log.h"

#include <stdlib.h>

enum { REST_MS = 1000, ANSWER_MAX = 1 << 20 };

struct lookup {
    struct ask *ask; /* NULL: never asks */
    int64_t wait, rest_until;
    bool away; /* as last logged */
};

struct question {
    struct lookup *lookup;
    size_t count;
    lookup_done *done;
    void *arg;
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

static enum lookup_state
state_of(struct slice word)
{
    if (slice_equal(word, SLICE_LITERAL("committed")))
        return LOOKUP_COMMITTED;
    if (slice_equal(word, SLICE_LITERAL("withdrawn")))
        return LOOKUP_WITHDRAWN;
    return slice_equal(word, SLICE_LITERAL("superseded")) ? LOOKUP_SUPERSEDED : LOOKUP_UNKNOWN;
}

static void
tell(const struct question *question, const struct slice *words)
{
    enum lookup_state *states = calloc(question->count + 1, sizeof *states);
    if (states == NULL)
        die("out of memory");
    for (size_t i = 0; i < question->count; i++)
        states[i] = state_of(words[i]);
    question->done(question->arg, states, question->count);
    free(states);
}

static void
on_answer(void *arg, const struct asked *asked, const struct err *err)
{
    struct question *question = arg;
    struct lookup *lookup = question->lookup;
    lookup->rest_until = asked != NULL ? 0 : clock_ms() + REST_MS;
    bool good = err == NULL && asked != NULL && asked->answer->type == ANSWER_STATE &&
                asked->answer->state_count == question->count;
    if (good || asked == NULL)
        note(lookup, !good);
    if (good)
        tell(question, asked->answer->states);
    else
        question->done(question->arg, NULL, question->count);
    free(question);
}

int
lookup_open(struct lookup **out, zloop_t *loop, const struct curve *curve, const char *endpoint,
            int64_t wait, struct err *err)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);
    if (lookup == NULL)
        die("out of memory");
    lookup->wait = wait;
    struct ask_spec spec = { .endpoint = endpoint, .answer_max = ANSWER_MAX };
    if (endpoint[0] != '\0' && ask_open(&lookup->ask, curve, &spec, err) != 0) {
        free(lookup);
        return err_prefix(err, "query_endpoint");
    }
    if (lookup->ask != NULL)
        ask_join(lookup->ask, loop);
    *out = lookup;
    return 0;
}

void
lookup_close(struct lookup *lookup)
{
    if (lookup == NULL)
        return;
    ask_close(lookup->ask);
    free(lookup);
}

void
lookup_ask(struct lookup *lookup, const struct slice *page_ids, size_t count, lookup_done *done,
           void *arg)
{
    if (lookup->ask == NULL || clock_ms() < lookup->rest_until) {
        done(arg, NULL, count);
        return;
    }
    struct question *question = calloc(1, sizeof *question);
    if (question == NULL)
        die("out of memory");
    *question = (struct question){ .lookup = lookup, .count = count, .done = done, .arg = arg };
    struct query query;
    query_init(&query, QUERY_STATE);
    query.page_ids = arena_alloc(&query.arena, count, sizeof *query.page_ids);
    for (size_t i = 0; i < count; i++)
        query.page_ids[i] = page_ids[i];
    query.page_id_count = count;
    ask_query(lookup->ask, &query, lookup->wait, on_answer, question);
    query_done(&query);
}
