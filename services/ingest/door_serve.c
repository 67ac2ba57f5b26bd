#include "services/ingest/door_visit.h"

#include "common/log.h"

#include <stdlib.h>

enum {
    LIMIT_DEFAULT = 100,
    SHOWN_MAX = 8,        /* DLQ_SHOW that Redis is asked for at a time */
    UNREAD_MAX = 64 << 20 /* bytes of their answers that nobody has read yet */
};

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
    visit_answer(arg, &reply);
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
    visit_answer(visit, &reply);
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
    visit_answer_retry(visit, "store does not say which pages are committed");
}

static void
on_states(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    if (err != NULL) {
        visit_answer_error(visit, err);
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
    visit_answer(visit, &reply);
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
        visit_answer_error(visit, err);
        return;
    }
    struct reply reply;
    reply_init(&reply, REPLY_DLQ);
    for (size_t i = 0; i < result->page_count; i++)
        add_dead(&reply, &result->pages[i]);
    visit_answer(visit, &reply);
}

static void
on_shown(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    visit->door->shown--;
    if (err != NULL) {
        visit_answer_error(visit, err);
    } else if (result->verdict != LEDGER_OK || result->pages[0].state != LEDGER_DEAD) {
        visit_answer_reject(visit, "no dead page has that id");
    } else {
        struct reply reply;
        reply_init(&reply, REPLY_DLQ_PAGE);
        add_dead(&reply, &result->pages[0]);
        visit_answer_body(visit, &reply, result->pages[0].bytes);
    }
}

static void
on_settled(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct visit *visit = arg;
    struct door *door = visit->door;
    if (err != NULL) {
        visit_answer_error(visit, err);
        return;
    }
    if (result->verdict != LEDGER_OK) {
        visit_answer_reject(visit, "no dead page has that id");
        return;
    }
    bool retried = visit->request.type == REQUEST_DLQ_RETRY;
    char id[40];
    (void)snprintf(id, sizeof id, "%.*s", SLICE_ARGS(visit->request.page_id));
    log_info(id, retried ? "dead-letter-retried" : "dead-letter-dropped", NULL);
    struct reply reply;
    reply_init(&reply, REPLY_OK);
    visit_answer(visit, &reply);
    if (retried && door->spec.retried != NULL)
        door->spec.retried(door->spec.arg);
}

/* Whoever asks and does not read fills neither Redis nor this process. */
static void
show_dead(struct visit *visit, const char *id)
{
    struct door *door = visit->door;
    if (door->shown >= SHOWN_MAX || visit_unread() > UNREAD_MAX) {
        visit_answer_retry(visit, "too many dead pages are being read");
        return;
    }
    door->shown++;
    ledger_read(door->spec.ledger, id, on_shown, visit);
}

/* ---- requests ---- */

void
visit_serve(struct visit *visit, struct slice body, bool has_body)
{
    struct ledger *ledger = visit->door->spec.ledger;
    const struct request *request = &visit->request;
    const char *id = request->page_id.ptr; /* NUL-terminated in the arena */
    switch (request->type) {
    case REQUEST_SUBMIT:
        if (has_body)
            submit(visit, body);
        else
            visit_answer_reject(visit, "SUBMIT needs the file's bytes in a second frame");
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
