#include "common/ledger/call.h"

#include <stdlib.h>
#include <string.h>

const struct slice ledger_key_pages = { "pw:page:", 8 };
const struct slice ledger_key_files = { "pw:file:", 8 };
const struct slice ledger_key_bytes = { "pw:bytes", 8 };
const struct slice ledger_key_dead = { "pw:dead", 7 };
const struct slice ledger_key_instances = { "pw:instances", 12 };
const struct slice ledger_key_fence = { "pw:fence", 8 };
const struct slice ledger_key_queues[LANE_COUNT] = {
    [LANE_LIVE] = { "pw:queue:live", 13 },
    [LANE_BACKFILL] = { "pw:queue:backfill", 17 },
};

static struct slice
make_key(struct text *text, struct slice prefix, struct slice id)
{
    int n = snprintf(text->bytes, sizeof text->bytes, "%.*s%.*s", SLICE_ARGS(prefix),
                     id.len > 40 ? 40 : (int)id.len, id.ptr);
    return (struct slice){ text->bytes, (size_t)n };
}

struct slice
call_page_key(struct text *text, struct slice id)
{
    return make_key(text, ledger_key_pages, id);
}

struct slice
call_file_key(struct text *text, struct slice file)
{
    return make_key(text, ledger_key_files, file);
}

struct slice
call_number(struct text *text, int64_t value)
{
    int n = snprintf(text->bytes, sizeof text->bytes, "%lld", (long long)value);
    return (struct slice){ text->bytes, (size_t)n };
}

static const struct {
    const char *word;
    enum ledger_verdict verdict;
} verdicts[] = {
    { "ok", LEDGER_OK },         { "present", LEDGER_PRESENT },
    { "buried", LEDGER_BURIED }, { "underway", LEDGER_UNDERWAY },
    { "full", LEDGER_FULL },     { "missing", LEDGER_MISSING },
    { "fenced", LEDGER_FENCED }, { "taken", LEDGER_TAKEN },
};

struct slice
call_element(const redisReply *reply, size_t i)
{
    if (i >= reply->elements || reply->element[i]->str == NULL)
        return SLICE_EMPTY;
    return (struct slice){ reply->element[i]->str, reply->element[i]->len };
}

static int64_t
slice_number(struct slice s)
{
    char digits[LEDGER_NUMBER_SIZE];
    (void)snprintf(digits, sizeof digits, "%.*s", SLICE_ARGS(s));
    return strtoll(digits, NULL, 10);
}

int64_t
call_element_number(const redisReply *reply, size_t i)
{
    if (i < reply->elements && reply->element[i]->type == REDIS_REPLY_INTEGER)
        return reply->element[i]->integer;
    return slice_number(call_element(reply, i));
}

static int
read_verdict(const redisReply *reply, enum ledger_verdict *verdict)
{
    if (reply->type != REDIS_REPLY_ARRAY)
        return -1;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (slice_equal(call_element(reply, 0), slice_from(verdicts[i].word))) {
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

struct call *
call_new(struct ledger *ledger, call_reader *read, ledger_done *done, void *arg)
{
    struct call *call = calloc(1, sizeof *call);
    if (call == NULL)
        die("out of memory");
    *call = (struct call){ .ledger = ledger, .read = read, .done = done, .arg = arg };
    return call;
}

void
call_run(struct call *call, size_t script, const struct slice *keys, size_t key_count,
         const struct slice *args, size_t arg_count)
{
    redis_run(call->ledger->redis, script, keys, key_count, args, arg_count, answered, call);
}
