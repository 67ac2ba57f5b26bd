/* What is held, for a backup; the caller waits for the answers. */
#include "common/ledger/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_AT_ONCE = 1000 };

struct held {
    struct arena *arena;
    struct slice *ids; /* on the heap */
    size_t count, cap;
};

static void
add_id(struct held *held, struct slice id)
{
    if (held->count == held->cap) {
        held->cap = held->cap * 2 + 64;
        held->ids = realloc(held->ids, held->cap * sizeof *held->ids);
        if (held->ids == NULL)
            die("out of memory");
    }
    held->ids[held->count++] = arena_slice(held->arena, id);
}

/* Adds the ids of an answer of XRANGE: entries are [entry, ["id", id, ...]].  `after` becomes
 * where the next begins. */
static int
add_entries(struct held *held, const redisReply *reply, char *after, size_t size)
{
    for (size_t i = 0; i < reply->elements; i++) {
        const redisReply *entry = reply->element[i];
        if (entry->elements != 2 || entry->element[1]->elements < 2)
            return -1;
        add_id(held, call_element(entry->element[1], 1));
        (void)snprintf(after, size, "(%.*s", SLICE_ARGS(call_element(entry, 0)));
    }
    return 0;
}

static int
add_stream(struct ledger *ledger, struct slice key, struct held *held, struct err *err)
{
    char after[64] = "-";
    for (size_t got = HELD_AT_ONCE; got == HELD_AT_ONCE;) {
        struct text count = { "" };
        struct slice args[] = { SLICE_LITERAL("XRANGE"), key,
                                slice_from(after),       SLICE_LITERAL("+"),
                                SLICE_LITERAL("COUNT"),  call_number(&count, HELD_AT_ONCE) };
        redisReply *reply;
        if (redis_call(ledger->redis, args, sizeof args / sizeof *args, LEDGER_WAIT_MS, &reply,
                       err) != 0)
            return -1;
        got = reply->elements;
        int result = add_entries(held, reply, after, sizeof after);
        freeReplyObject(reply);
        if (result != 0)
            return err_set(err, ERR_REJECT, "Redis gave an answer of the wrong kind");
    }
    return 0;
}

int
ledger_held(struct ledger *ledger, struct arena *arena, struct slice **ids, size_t *count,
            struct err *err)
{
    struct held held = { .arena = arena };
    int result = 0;
    (void)redis_wait_up(ledger->redis, LEDGER_WAIT_MS);
    for (size_t lane = 0; result == 0 && lane < LANE_COUNT; lane++)
        result = add_stream(ledger, ledger_key_queues[lane], &held, err);
    if (result == 0)
        result = add_stream(ledger, ledger_key_dead, &held, err);
    *count = held.count;
    *ids = arena_alloc(arena, held.count + 1, sizeof **ids);
    if (held.count > 0)
        memcpy(*ids, held.ids, held.count * sizeof **ids);
    free(held.ids);
    return result;
}
