/* What ingest and store both need: opening, and reading a page. */
#include "common/ledger/ledger.h"

#include "common/ledger/call.h"

#include <stdlib.h>
#include <string.h>

#define SCRIPT(name, body) { #name, body },
static const struct redis_script scripts[] = {
#include "ledger_scripts.h"
};
#undef SCRIPT

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

/* ---- a page ---- */

static void
read_page(struct call *call, const redisReply *reply, struct ledger_result *result,
          struct arena *arena)
{
    if (result->verdict != LEDGER_OK)
        return;
    struct ledger_page *page = arena_alloc(arena, 1, sizeof *page);
    *page = (struct ledger_page){
        .id = slice_from(call->id),
        .state = slice_equal(call_element(reply, 1), SLICE_LITERAL("dead")) ? LEDGER_DEAD
                                                                            : LEDGER_WAITING,
        .bytes = call_element(reply, 2),
        .name = call_element(reply, 3),
        .paper = call_element(reply, 4),
        .date = call_element(reply, 5),
        .number = call_element(reply, 6),
        .encoding = call_element(reply, 7),
        .lenient = call_element_number(reply, 8) != 0,
        .accepted_ms = call_element_number(reply, 10),
        .attempts = (unsigned)call_element_number(reply, 11),
        .reasons = call_element(reply, 12),
        .dead_ms = call_element_number(reply, 13),
        .file = call_element(reply, 14),
        .file_page = (uint32_t)call_element_number(reply, 15),
        .again = call_element_number(reply, 16) != 0,
    };
    (void)lane_find(call_element(reply, 9), &page->lane);
    result->pages = page;
    result->page_count = 1;
}

void
ledger_read(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg)
{
    struct text key = { "" };
    struct slice keys[] = { call_page_key(&key, slice_from(page_id)), ledger_key_files };
    struct call *call = call_new(ledger, read_page, done, arg);
    (void)snprintf(call->id, sizeof call->id, "%s", page_id);
    call_run(call, script_read, keys, 2, NULL, 0);
}
