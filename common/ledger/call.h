/*
 * call: how the ledger speaks to Redis; for the files of common/ledger only.  Each call is
 * a script with its keys and arguments, its answer an array whose first element
 * is a word.
 */
#ifndef PAGEWIRE_LEDGER_CALL_H
#define PAGEWIRE_LEDGER_CALL_H

#include "common/ledger/ledger.h"

enum { LEDGER_KEY_SIZE = 64, LEDGER_NUMBER_SIZE = 24, LEDGER_WAIT_MS = 20000 };

/* script_accept, ... number the scripts in this order. */
#define SCRIPT(name, body) script_##name,
enum {
#include "ledger_scripts.h"
    SCRIPT_COUNT
};
#undef SCRIPT

struct ledger {
    struct redis *redis;
    uint64_t max_bytes;
    unsigned attempts_max;
    int64_t instance_ttl;
    char *instance;                 /* NULL until enrolled */
    char token[LEDGER_NUMBER_SIZE]; /* "" until enrolled */
};

extern const struct slice ledger_key_bytes, ledger_key_dead, ledger_key_instances, ledger_key_fence,
    ledger_key_pages, ledger_key_files; /* what begins the key of a page, of a file */
extern const struct slice ledger_key_queues[LANE_COUNT];

/* A key or number made in place, for the length of a call. */
struct text {
    char bytes[LEDGER_KEY_SIZE];
};

struct slice call_page_key(struct text *text, struct slice id);
struct slice call_file_key(struct text *text, struct slice file);
struct slice call_number(struct text *text, int64_t value);

/* A call under way: what to do with the answer, and whom to tell. */
struct call;

/* Reads elements 1.. of the answer into the result; memory from the arena. */
typedef void call_reader(struct call *call, const redisReply *reply, struct ledger_result *result,
                         struct arena *arena);

struct call {
    struct ledger *ledger;
    call_reader *read; /* NULL: the verdict is all */
    ledger_done *done;
    void *arg;
    enum lane lane; /* of the entries */
    char id[33];    /* of the page */
};

struct call *call_new(struct ledger *ledger, call_reader *read, ledger_done *done, void *arg);

/* Sends it; done is called with the answer and the call is freed. */
void call_run(struct call *call, size_t script, const struct slice *keys, size_t key_count,
              const struct slice *args, size_t arg_count);
#define CALL_RUN(call, script, keys, args)                                                         \
    call_run(call, script_##script, keys, sizeof(keys) / sizeof *(keys), args,                     \
             sizeof(args) / sizeof *(args))

/* An element of an answer: "" and 0 for one that is not there. */
struct slice call_element(const redisReply *reply, size_t i);
int64_t call_element_number(const redisReply *reply, size_t i);

#endif
