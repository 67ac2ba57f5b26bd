/* store's calls: they wait for the answer. */
#include "common/ledger/call.h"

#include <stdlib.h>
#include <string.h>

struct slice
ledger_cache_key(char key[LEDGER_CACHE_KEY_SIZE], struct slice page_id)
{
    int n = snprintf(key, LEDGER_CACHE_KEY_SIZE, "pw:cache:page:%.*s",
                     page_id.len > 40 ? 40 : (int)page_id.len, page_id.ptr);
    return (struct slice){ key, (size_t)n };
}

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
    enum { TEXTS = 9 };
    struct slice *texts[TEXTS] = { &page->id,       &page->bytes,   &page->name,
                                   &page->paper,    &page->date,    &page->number,
                                   &page->encoding, &page->reasons, &page->file };
    for (size_t i = 0; i < TEXTS; i++)
        *texts[i] = arena_slice(fetch->arena, *texts[i]);
}

int
ledger_fetch(struct ledger *ledger, const char *page_id, struct arena *arena,
             struct ledger_page *page, struct err *err)
{
    struct err ignored;
    struct fetch fetch = { arena, page, err != NULL ? err : &ignored, -1 };
    (void)redis_wait_up(ledger->redis, LEDGER_WAIT_MS);
    ledger_read(ledger, page_id, fetched, &fetch);
    redis_wait(ledger->redis, LEDGER_WAIT_MS);
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
    struct text page = { "" }, seconds = { "" };
    char cache[LEDGER_CACHE_KEY_SIZE];
    struct slice keys[] = { call_page_key(&page, slice_from(commit->page_id)),
                            ledger_key_queues[0],
                            ledger_key_queues[1],
                            ledger_key_dead,
                            ledger_key_bytes,
                            ledger_cache_key(cache, slice_from(commit->page_id)),
                            ledger_key_files };
    struct slice args[] = { commit->record,
                            call_number(&seconds, commit->record.len > 0 ? ttl : 0) };
    struct call *call = call_new(ledger, NULL, committed, committing);
    CALL_RUN(call, commit, keys, args);
}

int
ledger_commit(struct ledger *ledger, struct ledger_commit *commits, size_t count, unsigned ttl,
              struct err *err)
{
    struct err failure = { .kind = ERR_NONE };
    struct committing *all = calloc(count + 1, sizeof *all);
    if (all == NULL)
        die("out of memory");
    (void)redis_wait_up(ledger->redis, LEDGER_WAIT_MS);
    for (size_t i = 0; i < count; i++) {
        all[i] = (struct committing){ &commits[i], &failure };
        commits[i].finished = false;
        send_commit(ledger, &all[i], ttl);
    }
    redis_wait(ledger->redis, LEDGER_WAIT_MS);
    free(all);
    if (failure.kind == ERR_NONE)
        return 0;
    if (err != NULL)
        *err = failure;
    return -1;
}
