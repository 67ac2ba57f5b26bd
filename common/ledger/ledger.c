/*
 * Each call is a script with its keys and arguments; the answer is an array
 * whose first element is a word.  A call is remembered, until it is answered,
 * as what to do with the answer (`read`) and whom to tell (`done`).
 */
#include "common/ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 20000, KEY_SIZE = 64, NUMBER_SIZE = 24 };

/* script_accept, ... number the scripts in this order. */
#define SCRIPT(name, body) script_##name,
enum {
#include "ledger_scripts.h"
    SCRIPT_COUNT
};
#undef SCRIPT

#define SCRIPT(name, body) { #name, body },
static const struct redis_script scripts[] = {
#include "ledger_scripts.h"
};
#undef SCRIPT

struct ledger {
    struct redis *redis;
    uint64_t max_bytes;
    unsigned attempts_max;
    int64_t instance_ttl;
    char *instance;          /* NULL until enrolled */
    char token[NUMBER_SIZE]; /* "" until enrolled */
};

#define KEY_PAGE "pw:page:"
#define KEY_CACHE "pw:cache:page:"
static const struct slice key_bytes = { "pw:bytes", 8 };
static const struct slice key_dead = { "pw:dead", 7 };
static const struct slice key_instances = { "pw:instances", 12 };
static const struct slice key_fence = { "pw:fence", 8 };
static const struct slice key_queues[LANE_COUNT] = {
    [LANE_LIVE] = { "pw:queue:live", 13 },
    [LANE_BACKFILL] = { "pw:queue:backfill", 17 },
};

/* A key or number made in place, for the length of a call. */
struct text {
    char bytes[KEY_SIZE];
};

static struct slice
page_key(struct text *text, struct slice id)
{
    int n = snprintf(text->bytes, sizeof text->bytes, KEY_PAGE "%.*s",
                     id.len > 40 ? 40 : (int)id.len, id.ptr);
    return (struct slice){ text->bytes, (size_t)n };
}

static struct slice
number(struct text *text, int64_t value)
{
    int n = snprintf(text->bytes, sizeof text->bytes, "%lld", (long long)value);
    return (struct slice){ text->bytes, (size_t)n };
}

/* ---- open and close ---- */

int
ledger_open(struct ledger **out, const struct ledger_spec *spec, struct err *err)
{
    struct ledger *ledger = calloc(1, sizeof *ledger);
    if (ledger == NULL)
        die("out of memory");
    struct redis_spec redis = spec->redis;
    redis.scripts = scripts;
    redis.script_count = SCRIPT_COUNT;
    if (redis_open(&ledger->redis, &redis, err) != 0) {
        free(ledger);
        return -1;
    }
    ledger->max_bytes = spec->max_bytes;
    ledger->attempts_max = spec->attempts_max > 0 ? spec->attempts_max : 3;
    ledger->instance_ttl = spec->instance_ttl > 0 ? spec->instance_ttl : 2500;
    *out = ledger;
    return 0;
}

void
ledger_close(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    redis_close(ledger->redis);
    free(ledger->instance);
    free(ledger);
}

struct redis *
ledger_redis(struct ledger *ledger)
{
    return ledger->redis;
}

/* ---- answers ---- */

struct call;

/* Reads elements 1.. of the answer into the result; memory from the arena. */
typedef void answer_reader(struct call *call, const redisReply *reply, struct ledger_result *result,
                           struct arena *arena);

struct call {
    struct ledger *ledger;
    answer_reader *read; /* NULL: the verdict is all */
    ledger_done *done;
    void *arg;
    enum lane lane; /* of the entries */
    char id[33];    /* of the page */
};

static const struct {
    const char *word;
    enum ledger_verdict verdict;
} verdicts[] = {
    { "ok", LEDGER_OK },       { "present", LEDGER_PRESENT }, { "buried", LEDGER_BURIED },
    { "full", LEDGER_FULL },   { "missing", LEDGER_MISSING }, { "fenced", LEDGER_FENCED },
    { "taken", LEDGER_TAKEN },
};

static struct slice
element(const redisReply *reply, size_t i)
{
    if (i >= reply->elements || reply->element[i]->str == NULL)
        return SLICE_EMPTY;
    return (struct slice){ reply->element[i]->str, reply->element[i]->len };
}

static int64_t
slice_number(struct slice s)
{
    char digits[NUMBER_SIZE];
    (void)snprintf(digits, sizeof digits, "%.*s", SLICE_ARGS(s));
    return strtoll(digits, NULL, 10);
}

static int64_t
element_number(const redisReply *reply, size_t i)
{
    if (i < reply->elements && reply->element[i]->type == REDIS_REPLY_INTEGER)
        return reply->element[i]->integer;
    return slice_number(element(reply, i));
}

static int
read_verdict(const redisReply *reply, enum ledger_verdict *verdict)
{
    if (reply->type != REDIS_REPLY_ARRAY)
        return -1;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (slice_equal(element(reply, 0), slice_from(verdicts[i].word))) {
            *verdict = verdicts[i].verdict;
            return 0;
        }
    return -1;
}

static void
answered(void *arg, const redisReply *reply, const struct err *err)
{
    struct call *call = arg;
    struct arena arena = { 0 };
    struct ledger_result result = { .text = SLICE_EMPTY };
    struct err odd;
    if (err == NULL && read_verdict(reply, &result.verdict) != 0) {
        (void)err_set(&odd, ERR_REJECT, "Redis gave an answer of the wrong kind");
        err = &odd;
    } else if (err == NULL && call->read != NULL) {
        call->read(call, reply, &result, &arena);
    }
    if (call->done != NULL)
        call->done(call->arg, err == NULL ? &result : NULL, err);
    arena_done(&arena);
    free(call);
}

static void
read_page(struct call *call, const redisReply *reply, struct ledger_result *result,
          struct arena *arena)
{
    if (result->verdict != LEDGER_OK)
        return;
    struct ledger_page *page = arena_alloc(arena, 1, sizeof *page);
    *page = (struct ledger_page){
        .id = slice_from(call->id),
        .state =
            slice_equal(element(reply, 1), SLICE_LITERAL("dead")) ? LEDGER_DEAD : LEDGER_WAITING,
        .bytes = element(reply, 2),
        .name = element(reply, 3),
        .paper = element(reply, 4),
        .date = element(reply, 5),
        .number = element(reply, 6),
        .encoding = element(reply, 7),
        .lenient = element_number(reply, 8) != 0,
        .accepted_ms = element_number(reply, 10),
        .attempts = (unsigned)element_number(reply, 11),
        .reasons = element(reply, 12),
        .dead_ms = element_number(reply, 13),
    };
    (void)lane_find(element(reply, 9), &page->lane);
    result->pages = page;
    result->page_count = 1;
}

static void
read_dead(struct call *call, const redisReply *reply, struct ledger_result *result,
          struct arena *arena)
{
    (void)call;
    size_t count = (reply->elements - 1) / 9;
    struct ledger_page *pages = arena_alloc(arena, count, sizeof *pages);
    for (size_t i = 0; i < count; i++) {
        size_t at = 1 + i * 9;
        pages[i] = (struct ledger_page){
            .id = element(reply, at),
            .name = element(reply, at + 1),
            .paper = element(reply, at + 2),
            .date = element(reply, at + 3),
            .number = element(reply, at + 4),
            .attempts = (unsigned)element_number(reply, at + 6),
            .reasons = element(reply, at + 7),
            .dead_ms = element_number(reply, at + 8),
            .state = LEDGER_DEAD,
        };
        (void)lane_find(element(reply, at + 5), &pages[i].lane);
    }
    result->pages = pages;
    result->page_count = count;
}

static void
set_entry(struct ledger_entry *entry, enum lane lane, struct slice name, struct slice page_id)
{
    entry->lane = lane;
    (void)snprintf(entry->entry, sizeof entry->entry, "%.*s", SLICE_ARGS(name));
    (void)snprintf(entry->page_id, sizeof entry->page_id, "%.*s", SLICE_ARGS(page_id));
}

/* Where to go on, then pairs of entry and page id. */
static void
read_entries(struct call *call, const redisReply *reply, struct ledger_result *result,
             struct arena *arena)
{
    result->text = element(reply, 1);
    size_t count = reply->elements > 2 ? (reply->elements - 2) / 2 : 0;
    struct ledger_entry *entries = arena_alloc(arena, count, sizeof *entries);
    for (size_t i = 0; i < count; i++)
        set_entry(&entries[i], call->lane, element(reply, 2 + 2 * i), element(reply, 3 + 2 * i));
    result->entries = entries;
    result->entry_count = count;
}

/* Triples of lane, entry and page id. */
static void
read_taken(struct call *call, const redisReply *reply, struct ledger_result *result,
           struct arena *arena)
{
    size_t count = (reply->elements - 1) / 3;
    struct ledger_entry *entries = arena_alloc(arena, count, sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        enum lane lane = call->lane;
        (void)lane_find(element(reply, 1 + 3 * i), &lane);
        set_entry(&entries[i], lane, element(reply, 2 + 3 * i), element(reply, 3 + 3 * i));
    }
    result->entries = entries;
    result->entry_count = count;
}

/* Entries without page ids. */
static void
read_lost(struct call *call, const redisReply *reply, struct ledger_result *result,
          struct arena *arena)
{
    size_t count = reply->elements - 1;
    struct ledger_entry *entries = arena_alloc(arena, count, sizeof *entries);
    for (size_t i = 0; i < count; i++)
        set_entry(&entries[i], call->lane, element(reply, 1 + i), SLICE_EMPTY);
    result->entries = entries;
    result->entry_count = count;
}

static void
read_names(struct call *call, const redisReply *reply, struct ledger_result *result,
           struct arena *arena)
{
    (void)call;
    size_t count = reply->elements - 1;
    struct slice *names = arena_alloc(arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = element(reply, 1 + i);
    result->names = names;
    result->name_count = count;
}

static void
read_states(struct call *call, const redisReply *reply, struct ledger_result *result,
            struct arena *arena)
{
    (void)call;
    size_t count = reply->elements - 1;
    enum ledger_state *states = arena_alloc(arena, count, sizeof *states);
    for (size_t i = 0; i < count; i++) {
        struct slice word = element(reply, 1 + i);
        states[i] = slice_equal(word, SLICE_LITERAL("dead")) ? LEDGER_DEAD
                    : word.len > 0                           ? LEDGER_WAITING
                                                             : LEDGER_UNKNOWN;
    }
    result->states = states;
    result->state_count = count;
}

static void
read_figures(struct call *call, const redisReply *reply, struct ledger_result *result,
             struct arena *arena)
{
    (void)call;
    struct ledger_status *status = arena_alloc(arena, 1, sizeof *status);
    for (size_t i = 0; i < LANE_COUNT; i++) {
        status->waiting[i] = (uint64_t)element_number(reply, 1 + 2 * i);
        status->oldest_ms[i] = element_number(reply, 2 + 2 * i);
    }
    status->dead = (uint64_t)element_number(reply, 5);
    int64_t bytes = element_number(reply, 6);
    status->bytes = bytes > 0 ? (uint64_t)bytes : 0;
    result->status = status;
}

static void
read_attempts(struct call *call, const redisReply *reply, struct ledger_result *result,
              struct arena *arena)
{
    (void)call, (void)arena;
    result->attempts = (unsigned)element_number(reply, 1);
}

static void
read_text(struct call *call, const redisReply *reply, struct ledger_result *result,
          struct arena *arena)
{
    (void)call, (void)arena;
    result->text = element(reply, 1);
}

static void
read_token(struct call *call, const redisReply *reply, struct ledger_result *result,
           struct arena *arena)
{
    (void)arena;
    if (result->verdict == LEDGER_OK)
        (void)snprintf(call->ledger->token, NUMBER_SIZE, "%lld",
                       (long long)element_number(reply, 1));
    else
        result->attempts = (unsigned)element_number(reply, 1);
}

/* ---- calls ---- */

static struct call *
call_new(struct ledger *ledger, answer_reader *read, ledger_done *done, void *arg)
{
    struct call *call = calloc(1, sizeof *call);
    if (call == NULL)
        die("out of memory");
    *call = (struct call){ .ledger = ledger, .read = read, .done = done, .arg = arg };
    return call;
}

#define RUN(script, keys, args, call)                                                              \
    redis_run((call)->ledger->redis, script_##script, keys, sizeof(keys) / sizeof *(keys), args,   \
              sizeof(args) / sizeof *(args), answered, call)

static struct slice
own_name(const struct ledger *ledger)
{
    return slice_from(ledger->instance);
}

static struct slice
own_token(const struct ledger *ledger)
{
    return slice_from(ledger->token);
}

void
ledger_accept(struct ledger *ledger, const struct ledger_page *page, ledger_done *done, void *arg)
{
    struct text key = { "" }, max = { "" };
    struct slice keys[] = { page_key(&key, page->id), key_queues[page->lane], key_bytes };
    struct slice args[] = { page->id,
                            page->bytes,
                            number(&max, (int64_t)ledger->max_bytes),
                            page->name,
                            page->paper,
                            page->date,
                            page->number,
                            page->encoding,
                            page->lenient ? SLICE_LITERAL("1") : SLICE_LITERAL("0"),
                            slice_from(lane_name(page->lane)) };
    struct call *call = call_new(ledger, read_text, done, arg);
    RUN(accept, keys, args, call);
}

void
ledger_enrol(struct ledger *ledger, const char *instance, const char *boot, ledger_done *done,
             void *arg)
{
    free(ledger->instance);
    ledger->instance = slice_dup(slice_from(instance));
    ledger->token[0] = '\0';
    struct text ttl = { "" };
    struct slice keys[] = { key_instances, key_fence, key_queues[0], key_queues[1] };
    struct slice args[] = { own_name(ledger), slice_from(boot),
                            number(&ttl, ledger->instance_ttl) };
    struct call *call = call_new(ledger, read_token, done, arg);
    RUN(enrol, keys, args, call);
}

void
ledger_beat(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct text ttl = { "" };
    struct slice keys[] = { key_instances };
    struct slice args[] = { own_name(ledger), own_token(ledger),
                            number(&ttl, ledger->instance_ttl) };
    struct call *call = call_new(ledger, read_names, done, arg);
    RUN(beat, keys, args, call);
}

void
ledger_resign(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct slice keys[] = { key_instances };
    struct slice args[] = { own_name(ledger), own_token(ledger) };
    struct call *call = call_new(ledger, NULL, done, arg);
    RUN(resign, keys, args, call);
}

static void
read_queue(struct ledger *ledger, enum lane lane, struct slice after, size_t count,
           ledger_done *done, void *arg)
{
    struct text text = { "" };
    struct slice keys[] = { key_instances, key_queues[lane] };
    struct slice args[] = { own_name(ledger), own_token(ledger), number(&text, (int64_t)count),
                            after };
    struct call *call = call_new(ledger, read_entries, done, arg);
    call->lane = lane;
    RUN(claim, keys, args, call);
}

void
ledger_claim(struct ledger *ledger, enum lane lane, size_t count, ledger_done *done, void *arg)
{
    read_queue(ledger, lane, SLICE_LITERAL(">"), count, done, arg);
}

void
ledger_own(struct ledger *ledger, enum lane lane, const char *after, size_t count,
           ledger_done *done, void *arg)
{
    read_queue(ledger, lane, slice_from(after), count, done, arg);
}

void
ledger_takeover(struct ledger *ledger, const char *dead, size_t count, ledger_done *done, void *arg)
{
    struct text ttl = { "" }, most = { "" };
    struct slice keys[] = { key_instances, key_queues[0], key_queues[1] };
    struct slice args[] = { own_name(ledger), own_token(ledger), number(&ttl, ledger->instance_ttl),
                            slice_from(dead), number(&most, (int64_t)count) };
    struct call *call = call_new(ledger, read_taken, done, arg);
    RUN(takeover, keys, args, call);
}

void
ledger_sweep(struct ledger *ledger, enum lane lane, int64_t min_idle, const char *cursor,
             ledger_done *done, void *arg)
{
    struct text idle = { "" };
    struct slice keys[] = { key_instances, key_queues[lane] };
    struct slice args[] = { own_name(ledger), own_token(ledger), number(&idle, min_idle),
                            slice_from(cursor) };
    struct call *call = call_new(ledger, read_entries, done, arg);
    call->lane = lane;
    RUN(sweep, keys, args, call);
}

void
ledger_touch(struct ledger *ledger, enum lane lane, const struct ledger_entry *entries,
             size_t count, ledger_done *done, void *arg)
{
    struct slice keys[] = { key_instances, key_queues[lane] };
    struct slice *args = calloc(count + 2, sizeof *args);
    if (args == NULL)
        die("out of memory");
    args[0] = own_name(ledger);
    args[1] = own_token(ledger);
    for (size_t i = 0; i < count; i++)
        args[i + 2] = slice_from(entries[i].entry);
    struct call *call = call_new(ledger, read_lost, done, arg);
    call->lane = lane;
    redis_run(ledger->redis, script_touch, keys, 2, args, count + 2, answered, call);
    free(args);
}

void
ledger_fail(struct ledger *ledger, const char *page_id, unsigned attempt, const char *reason,
            ledger_done *done, void *arg)
{
    struct text key = { "" }, which = { "" }, most = { "" };
    struct slice keys[] = { key_instances, page_key(&key, slice_from(page_id)), key_queues[0],
                            key_queues[1], key_dead };
    struct slice args[] = { own_name(ledger),    own_token(ledger),
                            slice_from(page_id), number(&which, attempt),
                            slice_from(reason),  number(&most, ledger->attempts_max) };
    struct call *call = call_new(ledger, read_attempts, done, arg);
    RUN(fail, keys, args, call);
}

void
ledger_read(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg)
{
    struct text key = { "" };
    struct slice keys[] = { page_key(&key, slice_from(page_id)) };
    struct call *call = call_new(ledger, read_page, done, arg);
    (void)snprintf(call->id, sizeof call->id, "%s", page_id);
    redis_run(ledger->redis, script_read, keys, 1, NULL, 0, answered, call);
}

void
ledger_states(struct ledger *ledger, const struct slice *page_ids, size_t count, ledger_done *done,
              void *arg)
{
    struct text *texts = calloc(count + 1, sizeof *texts);
    struct slice *keys = calloc(count + 1, sizeof *keys);
    if (texts == NULL || keys == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++)
        keys[i] = page_key(&texts[i], page_ids[i]);
    struct call *call = call_new(ledger, read_states, done, arg);
    redis_run(ledger->redis, script_states, keys, count, NULL, 0, answered, call);
    free(keys);
    free(texts);
}

void
ledger_figures(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct slice keys[] = { key_queues[0], key_queues[1], key_dead, key_bytes };
    struct call *call = call_new(ledger, read_figures, done, arg);
    redis_run(ledger->redis, script_figures, keys, 4, NULL, 0, answered, call);
}

void
ledger_dead(struct ledger *ledger, size_t limit, ledger_done *done, void *arg)
{
    struct text most = { "" };
    struct slice keys[] = { key_dead, SLICE_LITERAL(KEY_PAGE) };
    struct slice args[] = { number(&most, (int64_t)limit) };
    struct call *call = call_new(ledger, read_dead, done, arg);
    RUN(dead, keys, args, call);
}

void
ledger_retry(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg)
{
    struct text key = { "" };
    struct slice keys[] = { page_key(&key, slice_from(page_id)), key_queues[0], key_queues[1],
                            key_dead };
    struct slice args[] = { slice_from(page_id) };
    struct call *call = call_new(ledger, NULL, done, arg);
    RUN(retry, keys, args, call);
}

void
ledger_drop(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg)
{
    struct text key = { "" };
    struct slice keys[] = { page_key(&key, slice_from(page_id)), key_dead, key_bytes };
    struct call *call = call_new(ledger, NULL, done, arg);
    redis_run(ledger->redis, script_drop, keys, 3, NULL, 0, answered, call);
}

void
ledger_probe(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct call *call = call_new(ledger, NULL, done, arg);
    redis_run(ledger->redis, script_probe, NULL, 0, NULL, 0, answered, call);
}

/* ---- waiting calls ---- */

struct fetch {
    struct arena *arena;
    struct ledger_page *page;
    struct err *err;
    int status;
};

static void
fetched(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct fetch *fetch = arg;
    if (err != NULL) {
        *fetch->err = *err;
        fetch->err->kind = ERR_RETRY;
        return;
    }
    fetch->status = result->verdict == LEDGER_OK;
    if (fetch->status != 1)
        return;
    struct ledger_page *page = fetch->page;
    *page = result->pages[0];
    enum { TEXTS = 8 };
    struct slice *texts[TEXTS] = { &page->id,   &page->bytes,  &page->name,     &page->paper,
                                   &page->date, &page->number, &page->encoding, &page->reasons };
    for (size_t i = 0; i < TEXTS; i++)
        *texts[i] = arena_slice(fetch->arena, *texts[i]);
}

int
ledger_fetch(struct ledger *ledger, const char *page_id, struct arena *arena,
             struct ledger_page *page, struct err *err)
{
    struct err ignored;
    struct fetch fetch = { arena, page, err != NULL ? err : &ignored, -1 };
    (void)redis_wait_up(ledger->redis, WAIT_MS);
    ledger_read(ledger, page_id, fetched, &fetch);
    redis_wait(ledger->redis, WAIT_MS);
    return fetch.status;
}

struct committing {
    struct ledger_commit *commit;
    struct err *err; /* of all; kind NONE while none failed */
};

static void
committed(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct committing *committing = arg;
    if (err != NULL) {
        *committing->err = *err;
        committing->err->kind = ERR_RETRY;
    } else {
        committing->commit->finished = result->verdict == LEDGER_OK;
    }
}

static void
send_commit(struct ledger *ledger, struct committing *committing, unsigned ttl)
{
    const struct ledger_commit *commit = committing->commit;
    struct text page = { "" }, cache = { "" }, seconds = { "" };
    int n = snprintf(cache.bytes, sizeof cache.bytes, KEY_CACHE "%.40s", commit->page_id);
    struct slice keys[] = { page_key(&page, slice_from(commit->page_id)),
                            key_queues[0],
                            key_queues[1],
                            key_dead,
                            key_bytes,
                            { cache.bytes, (size_t)n } };
    struct slice args[] = { commit->record, number(&seconds, commit->record.len > 0 ? ttl : 0) };
    struct call *call = call_new(ledger, NULL, committed, committing);
    RUN(commit, keys, args, call);
}

int
ledger_commit(struct ledger *ledger, struct ledger_commit *commits, size_t count, unsigned ttl,
              struct err *err)
{
    struct err failure = { .kind = ERR_NONE };
    struct committing *all = calloc(count + 1, sizeof *all);
    if (all == NULL)
        die("out of memory");
    (void)redis_wait_up(ledger->redis, WAIT_MS);
    for (size_t i = 0; i < count; i++) {
        all[i] = (struct committing){ &commits[i], &failure };
        commits[i].finished = false;
        send_commit(ledger, &all[i], ttl);
    }
    redis_wait(ledger->redis, WAIT_MS);
    free(all);
    if (failure.kind == ERR_NONE)
        return 0;
    if (err != NULL)
        *err = failure;
    return -1;
}
