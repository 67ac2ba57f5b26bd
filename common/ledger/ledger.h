/*
 * ledger: what was accepted and is not yet committed.  Redis streams with a
 * consumer group; every change is one Lua script (common/ledger/NAME.lua), so
 * nothing is ever half done.  PROTOCOL.md lists the keys.
 *
 * ingest accepts, claims and fails pages and joins its loop; store fetches and
 * commits them, and waits.  Errors are RETRY (Redis is away, loading, full or read-only,
 * or the answer was lost, so that the call may have happened: every call may be
 * repeated) or REJECT (Redis does not understand).  That a page is not there is an
 * answer, MISSING.
 */
#ifndef PAGEWIRE_LEDGER_H
#define PAGEWIRE_LEDGER_H

#include "common/arena.h"
#include "common/err.h"
#include "common/lane.h"
#include "common/redis.h"

#include <czmq.h>
#include <stdbool.h>
#include <stdint.h>

enum ledger_state {
    LEDGER_UNKNOWN, /* not here: never seen, committed or dropped */
    LEDGER_WAITING,
    LEDGER_DEAD,
};

struct ledger_page {
    struct slice id;
    struct slice bytes; /* as they were submitted */
    struct slice file;  /* of several pages: the hash of its bytes, which are held once; else "" */
    uint32_t file_page; /* which of its pages this is, from 1; else 0 */
    struct slice name, paper, date, number;
    struct slice encoding; /* as it was asked for, "" for auto */
    bool lenient, again;   /* again: it becomes current even if a later one has its place */
    enum lane lane;
    int64_t accepted_ms;
    unsigned attempts;    /* that have failed */
    struct slice reasons; /* of the failures, one a line */
    enum ledger_state state;
    int64_t dead_ms;
};

struct ledger;

struct ledger_spec {
    struct redis_spec redis; /* url, plaintext, timeout, changed, tick */
    uint64_t max_bytes;      /* of originals held; more is refused.  0: no limit */
    unsigned attempts_max;   /* a page that failed so often is dead.  0: 3 */
    int64_t instance_ttl;    /* an ingest that was silent so long is dead, ms.  0: 2500 */
};

/* Does not wait for Redis: that it is away is a state, not an error.  -1: the
 * URL cannot be used. */
int ledger_open(struct ledger **out, const struct ledger_spec *spec, struct err *err);
void ledger_close(struct ledger *ledger);

/* The connection, for redis_join, redis_up and cache reads. */
struct redis *ledger_redis(struct ledger *ledger);

/* ---- store: these wait for the answer, calling spec.redis.tick ---- */

/* 1 and *page, copied into the arena; 0: not here, so committed before or
 * dropped; -1: RETRY. */
int ledger_fetch(struct ledger *ledger, const char *page_id, struct arena *arena,
                 struct ledger_page *page, struct err *err);

/* The ids of all pages that are here: those that wait, as each lane has them, then the dead.
 * For a backup: what comes or goes meanwhile may be missing.  -1: RETRY. */
int ledger_held(struct ledger *ledger, struct arena *arena, struct slice **ids, size_t *count,
                struct err *err);

struct ledger_commit {
    const char *page_id;
    struct slice record; /* goes to the cache; empty: nothing does */
    bool finished;       /* set: this call took the page off the ledger; false:
                          * it was not there to be taken, which does no harm */
};

/* The key of a page's record in the cache, made in `key`. */
enum { LEDGER_CACHE_KEY_SIZE = 64 };
struct slice ledger_cache_key(char key[LEDGER_CACHE_KEY_SIZE], struct slice page_id);

/* Takes pages off the ledger after the archive has committed them, and puts
 * their records into the cache (see ledger_cache_key) for ttl seconds.  One round
 * trip for all.  On -1 (RETRY) any of them may be committed: repeat all. */
int ledger_commit(struct ledger *ledger, struct ledger_commit *commits, size_t count, unsigned ttl,
                  struct err *err);

/* ---- ingest: these return at once; the answer comes from the loop ---- */

enum ledger_verdict {
    LEDGER_OK,
    LEDGER_PRESENT,  /* accept: the page is waiting already */
    LEDGER_BURIED,   /* accept, fail: the page is dead */
    LEDGER_UNDERWAY, /* accept again: the page is waiting as what it was submitted before */
    LEDGER_FULL,     /* accept: max_bytes is reached */
    LEDGER_MISSING,  /* fetch, fail, retry, drop: no such page, or not dead */
    LEDGER_FENCED,   /* this instance has lost its place: what it holds is another's */
    LEDGER_TAKEN,    /* enrol: a live instance has that name */
};

/* A page's place in a queue. */
struct ledger_entry {
    enum lane lane;
    char entry[48];
    char page_id[33];
};

struct ledger_status {
    uint64_t waiting[LANE_COUNT];
    int64_t oldest_ms[LANE_COUNT]; /* age of the oldest waiting page */
    uint64_t bytes, dead;
};

/* Which fields count depends on the call.  All is borrowed during the callback. */
struct ledger_result {
    enum ledger_verdict verdict;
    const struct ledger_page *pages; /* fetch: one; dead: many, without bytes */
    size_t page_count;
    const struct ledger_entry *entries; /* own, claim, takeover, sweep; touch: those lost */
    size_t entry_count;
    const enum ledger_state *states; /* state: as asked */
    size_t state_count;
    const struct ledger_status *status;
    const struct slice *names; /* beat: dead instances that may hold entries */
    size_t name_count;
    unsigned attempts; /* fail: so far; enrol: the age of the live one in ms */
    struct slice text; /* accept of a dead page: its reasons; sweep, own: where to go on;
                          enrol: the live one's boot */
};

/* Either result or err is NULL. */
typedef void ledger_done(void *arg, const struct ledger_result *result, const struct err *err);

/* Stores the page, original bytes and all, and queues it.  A page that is here
 * is answered with its state. */
void ledger_accept(struct ledger *ledger, const struct ledger_page *page, ledger_done *done,
                   void *arg);

/* The same for pages of one file, together or not at all: bytes, file, name, paper, date,
 * encoding, lenience and lane are the first one's.  OK: some are new; PRESENT: none is.
 * The states are those of the pages in order, the text the reasons of a dead one. */
void ledger_accept_file(struct ledger *ledger, const struct ledger_page *pages, size_t count,
                        ledger_done *done, void *arg);

/* Takes the place of consumer `instance` in Redis, under a new fencing token;
 * TAKEN while another boot that has it is alive, unless it is `dead`, of which that is known
 * ("": of none).  The calls below carry the token. */
void ledger_enrol(struct ledger *ledger, const char *instance, const char *boot, const char *dead,
                  ledger_done *done, void *arg);
void ledger_beat(struct ledger *ledger, ledger_done *done, void *arg);
/* Gives the place up: others may take over what it still holds at once. */
void ledger_resign(struct ledger *ledger, ledger_done *done, void *arg);

/* Up to count new pages of a lane, which are this instance's from now on. */
void ledger_claim(struct ledger *ledger, enum lane lane, size_t count, ledger_done *done,
                  void *arg);
/* The pages of a lane that are this instance's, from after an entry ("0" at first). */
void ledger_own(struct ledger *ledger, enum lane lane, const char *after, size_t count,
                ledger_done *done, void *arg);
/* Entries of a dead instance become this one's. */
void ledger_takeover(struct ledger *ledger, const char *dead, size_t count, ledger_done *done,
                     void *arg);
/* The backstop: entries of anyone that were idle for min_idle ms become this one's.
 * Call again with result->text until it is "0-0". */
void ledger_sweep(struct ledger *ledger, enum lane lane, int64_t min_idle, const char *cursor,
                  ledger_done *done, void *arg);
/* Makes entries of one lane young again; answers with those that are not its own now. */
void ledger_touch(struct ledger *ledger, enum lane lane, const struct ledger_entry *entries,
                  size_t count, ledger_done *done, void *arg);

/* The delivery `attempt` (1..) of a page failed and the page is to blame: OK, or BURIED
 * when that was once too often.  Counts each attempt once. */
void ledger_fail(struct ledger *ledger, const char *page_id, unsigned attempt, const char *reason,
                 ledger_done *done, void *arg);

void ledger_read(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg);
void ledger_states(struct ledger *ledger, const struct slice *page_ids, size_t count,
                   ledger_done *done, void *arg);
void ledger_figures(struct ledger *ledger, ledger_done *done, void *arg);

/* Dead letters, the latest first; one to its lane again with no attempts counted;
 * one forgotten, bytes and all. */
void ledger_dead(struct ledger *ledger, size_t limit, ledger_done *done, void *arg);
void ledger_retry(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg);
void ledger_drop(struct ledger *ledger, const char *page_id, ledger_done *done, void *arg);

/* Whether an accept would be taken now (memory, disk and role of Redis). */
void ledger_probe(struct ledger *ledger, ledger_done *done, void *arg);

#endif
