/* ingest's calls: they return at once, the answer comes from the loop. */
#include "common/ledger/call.h"

#include <stdlib.h>
#include <string.h>

/* ---- answers ---- */

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
            .id = call_element(reply, at),
            .name = call_element(reply, at + 1),
            .paper = call_element(reply, at + 2),
            .date = call_element(reply, at + 3),
            .number = call_element(reply, at + 4),
            .attempts = (unsigned)call_element_number(reply, at + 6),
            .reasons = call_element(reply, at + 7),
            .dead_ms = call_element_number(reply, at + 8),
            .state = LEDGER_DEAD,
        };
        (void)lane_find(call_element(reply, at + 5), &pages[i].lane);
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
    result->text = call_element(reply, 1);
    size_t count = reply->elements > 2 ? (reply->elements - 2) / 2 : 0;
    struct ledger_entry *entries = arena_alloc(arena, count, sizeof *entries);
    for (size_t i = 0; i < count; i++)
        set_entry(&entries[i], call->lane, call_element(reply, 2 + 2 * i),
                  call_element(reply, 3 + 2 * i));
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
        (void)lane_find(call_element(reply, 1 + 3 * i), &lane);
        set_entry(&entries[i], lane, call_element(reply, 2 + 3 * i),
                  call_element(reply, 3 + 3 * i));
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
        set_entry(&entries[i], call->lane, call_element(reply, 1 + i), SLICE_EMPTY);
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
        names[i] = call_element(reply, 1 + i);
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
        struct slice word = call_element(reply, 1 + i);
        states[i] = slice_equal(word, SLICE_LITERAL("dead")) ? LEDGER_DEAD
                    : word.len > 0                           ? LEDGER_WAITING
                                                             : LEDGER_UNKNOWN;
    }
    result->states = states;
    result->state_count = count;
}

/* Reasons, then the states of a file's pages. */
static void
read_file(struct call *call, const redisReply *reply, struct ledger_result *result,
          struct arena *arena)
{
    (void)call;
    size_t count = reply->elements > 2 ? reply->elements - 2 : 0;
    enum ledger_state *states = arena_alloc(arena, count, sizeof *states);
    for (size_t i = 0; i < count; i++)
        states[i] = slice_equal(call_element(reply, 2 + i), SLICE_LITERAL("dead")) ? LEDGER_DEAD
                                                                                   : LEDGER_WAITING;
    result->text = call_element(reply, 1);
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
        status->waiting[i] = (uint64_t)call_element_number(reply, 1 + 2 * i);
        status->oldest_ms[i] = call_element_number(reply, 2 + 2 * i);
    }
    status->dead = (uint64_t)call_element_number(reply, 5);
    int64_t bytes = call_element_number(reply, 6);
    status->bytes = bytes > 0 ? (uint64_t)bytes : 0;
    result->status = status;
}

static void
read_attempts(struct call *call, const redisReply *reply, struct ledger_result *result,
              struct arena *arena)
{
    (void)call, (void)arena;
    result->attempts = (unsigned)call_element_number(reply, 1);
}

static void
read_text(struct call *call, const redisReply *reply, struct ledger_result *result,
          struct arena *arena)
{
    (void)call, (void)arena;
    result->text = call_element(reply, 1);
}

static void
read_token(struct call *call, const redisReply *reply, struct ledger_result *result,
           struct arena *arena)
{
    (void)arena;
    if (result->verdict == LEDGER_OK)
        (void)snprintf(call->ledger->token, LEDGER_NUMBER_SIZE, "%lld",
                       (long long)call_element_number(reply, 1));
    else
        result->attempts = (unsigned)call_element_number(reply, 1);
    if (result->verdict == LEDGER_TAKEN)
        result->text = call_element(reply, 2);
}

/* ---- calls ---- */

static struct slice
own_name(const struct ledger *ledger)
{
    return slice_from(ledger->instance);
}

static struct slice
flag(bool set)
{
    return set ? SLICE_LITERAL("1") : SLICE_LITERAL("0");
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
    struct slice keys[] = { call_page_key(&key, page->id), ledger_key_queues[page->lane],
                            ledger_key_bytes };
    struct slice args[] = { page->id,
                            page->bytes,
                            call_number(&max, (int64_t)ledger->max_bytes),
                            page->name,
                            page->paper,
                            page->date,
                            page->number,
                            page->encoding,
                            flag(page->lenient),
                            slice_from(lane_name(page->lane)),
                            flag(page->again) };
    struct call *call = call_new(ledger, read_text, done, arg);
    CALL_RUN(call, accept, keys, args);
}

enum { FILE_KEYS = 3, FILE_ARGS = 10, FILE_PAGE_ARGS = 3 };

void
ledger_accept_file(struct ledger *ledger, const struct ledger_page *pages, size_t count,
                   ledger_done *done, void *arg)
{
    struct text file = { "" }, max = { "" }, *texts = calloc(2 * count + 1, sizeof *texts);
    struct slice *keys = calloc(FILE_KEYS + count, sizeof *keys);
    struct slice *args = calloc(FILE_ARGS + FILE_PAGE_ARGS * count, sizeof *args), *at = args;
    if (texts == NULL || keys == NULL || args == NULL)
        die("out of memory");
    keys[0] = call_file_key(&file, pages->file);
    keys[1] = ledger_key_queues[pages->lane];
    keys[2] = ledger_key_bytes;
    *at++ = pages->file;
    *at++ = pages->bytes;
    *at++ = call_number(&max, (int64_t)ledger->max_bytes);
    *at++ = pages->name;
    *at++ = pages->paper;
    *at++ = pages->date;
    *at++ = pages->encoding;
    *at++ = flag(pages->lenient);
    *at++ = slice_from(lane_name(pages->lane));
    *at++ = flag(pages->again);
    for (size_t i = 0; i < count; i++) {
        keys[FILE_KEYS + i] = call_page_key(&texts[2 * i], pages[i].id);
        *at++ = pages[i].id;
        *at++ = pages[i].number;
        *at++ = call_number(&texts[2 * i + 1], pages[i].file_page);
    }
    struct call *call = call_new(ledger, read_file, done, arg);
    call_run(call, script_accept_file, keys, FILE_KEYS + count, args, (size_t)(at - args));
    free(texts);
    free(keys);
    free(args);
}

void
ledger_enrol(struct ledger *ledger, const char *instance, const char *boot, const char *dead,
             ledger_done *done, void *arg)
{
    free(ledger->instance);
    ledger->instance = slice_dup(slice_from(instance));
    ledger->token[0] = '\0';
    struct text ttl = { "" };
    struct slice keys[] = { ledger_key_instances, ledger_key_fence, ledger_key_queues[0],
                            ledger_key_queues[1] };
    struct slice args[] = { own_name(ledger), slice_from(boot),
                            call_number(&ttl, ledger->instance_ttl), slice_from(dead) };
    struct call *call = call_new(ledger, read_token, done, arg);
    CALL_RUN(call, enrol, keys, args);
}

void
ledger_beat(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct text ttl = { "" };
    struct slice keys[] = { ledger_key_instances };
    struct slice args[] = { own_name(ledger), own_token(ledger),
                            call_number(&ttl, ledger->instance_ttl) };
    struct call *call = call_new(ledger, read_names, done, arg);
    CALL_RUN(call, beat, keys, args);
}

void
ledger_resign(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct slice keys[] = { ledger_key_instances };
    struct slice args[] = { own_name(ledger), own_token(ledger) };
    struct call *call = call_new(ledger, NULL, done, arg);
    CALL_RUN(call, resign, keys, args);
}

static void
read_queue(struct ledger *ledger, enum lane lane, struct slice after, size_t count,
           ledger_done *done, void *arg)
{
    struct text text = { "" };
    struct slice keys[] = { ledger_key_instances, ledger_key_queues[lane] };
    struct slice args[] = { own_name(ledger), own_token(ledger), call_number(&text, (int64_t)count),
                            after };
    struct call *call = call_new(ledger, read_entries, done, arg);
    call->lane = lane;
    CALL_RUN(call, claim, keys, args);
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
    struct slice keys[] = { ledger_key_instances, ledger_key_queues[0], ledger_key_queues[1] };
    struct slice args[] = { own_name(ledger), own_token(ledger),
                            call_number(&ttl, ledger->instance_ttl), slice_from(dead),
                            call_number(&most, (int64_t)count) };
    struct call *call = call_new(ledger, read_taken, done, arg);
    CALL_RUN(call, takeover, keys, args);
}

void
ledger_sweep(struct ledger *ledger, enum lane lane, int64_t min_idle, const char *cursor,
             ledger_done *done, void *arg)
{
    struct text idle = { "" };
    struct slice keys[] = { ledger_key_instances, ledger_key_queues[lane] };
    struct slice args[] = { own_name(ledger), own_token(ledger), call_number(&idle, min_idle),
                            slice_from(cursor) };
    struct call *call = call_new(ledger, read_entries, done, arg);
    call->lane = lane;
    CALL_RUN(call, sweep, keys, args);
}

void
ledger_touch(struct ledger *ledger, enum lane lane, const struct ledger_entry *entries,
             size_t count, ledger_done *done, void *arg)
{
    struct slice keys[] = { ledger_key_instances, ledger_key_queues[lane] };
    struct slice *args = calloc(count + 2, sizeof *args);
    if (args == NULL)
        die("out of memory");
    args[0] = own_name(ledger);
    args[1] = own_token(ledger);
    for (size_t i = 0; i < count; i++)
        args[i + 2] = slice_from(entries[i].entry);
    struct call *call = call_new(ledger, read_lost, done, arg);
    call->lane = lane;
    call_run(call, script_touch, keys, 2, args, count + 2);
    free(args);
}

void
ledger_fail(struct ledger *ledger, const char *page_id, unsigned attempt, const char *reason,
            ledger_done *done, void *arg)
{
    struct text key = { "" }, which = { "" }, most = { "" };
    struct slice keys[] = { ledger_key_instances, call_page_key(&key, slice_from(page_id)),
                            ledger_key_queues[0], ledger_key_queues[1], ledger_key_dead };
    struct slice args[] = { own_name(ledger),    own_token(ledger),
                            slice_from(page_id), call_number(&which, attempt),
                            slice_from(reason),  call_number(&most, ledger->attempts_max) };
    struct call *call = call_new(ledger, read_attempts, done, arg);
    CALL_RUN(call, fail, keys, args);
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
        keys[i] = call_page_key(&texts[i], page_ids[i]);
    struct call *call = call_new(ledger, read_states, done, arg);
    call_run(call, script_states, keys, count, NULL, 0);
    free(keys);
    free(texts);
}

void
ledger_figures(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct slice keys[] = { ledger_key_queues[0], ledger_key_queues[1], ledger_key_dead,
                            ledger_key_bytes };
    struct call *call = call_new(ledger, read_figures, done, arg);
    call_run(call, script_figures, keys, 4, NULL, 0);
}

void
ledger_dead(struct ledger *ledger, size_t limit, ledger_done *done, void *arg)
{
    struct text most = { "" };
    struct slice keys[] = { ledger_key_dead, ledger_key_pages };
    struct slice args[] = { call_number(&most, (int64_t)limit) };
    struct call *call = call_new(ledger, read_dead, done, arg);
    CALL_RUN(call, dead, keys, args);
}

void
ledger_retry(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg)
{
    struct text key = { "" };
    struct slice keys[] = { call_page_key(&key, slice_from(page_id)), ledger_key_queues[0],
                            ledger_key_queues[1], ledger_key_dead };
    struct slice args[] = { slice_from(page_id) };
    struct call *call = call_new(ledger, NULL, done, arg);
    CALL_RUN(call, retry, keys, args);
}

void
ledger_drop(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg)
{
    struct text key = { "" };
    struct slice keys[] = { call_page_key(&key, slice_from(page_id)), ledger_key_dead,
                            ledger_key_bytes, ledger_key_files };
    struct call *call = call_new(ledger, NULL, done, arg);
    call_run(call, script_drop, keys, 4, NULL, 0);
}

void
ledger_probe(struct ledger *ledger, ledger_done *done, void *arg)
{
    struct call *call = call_new(ledger, NULL, done, arg);
    call_run(call, script_probe, NULL, 0, NULL, 0);
}
