/* The ledger's scripts, each against a real Redis of its own. */
#include "common/ledger/ledger.h"

#include "tests/common/redis_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ID_A "0000000000000000000000000000000a"
#define ID_B "0000000000000000000000000000000b"
#define ID_C "0000000000000000000000000000000c"

enum { NAMES_MAX = 8, ENTRIES_MAX = 200, STATES_MAX = 8, TTL = 60000, PATIENCE_MS = 60000 };

/* What the last call answered, copied. */
struct answer {
    bool came;
    struct err err;
    enum ledger_verdict verdict;
    unsigned attempts;
    char text[512];
    struct ledger_entry entries[ENTRIES_MAX];
    size_t entry_count;
    char names[NAMES_MAX][64];
    size_t name_count;
    enum ledger_state states[STATES_MAX];
    size_t state_count;
    struct ledger_status status;
    struct arena arena;
    struct ledger_page pages[NAMES_MAX];
    size_t page_count;
};

struct scene {
    struct redis_fixture redis;
    struct ledger *ledger, *other;
    struct answer last;
    char why[256];
    bool up;
};

static void
keep_pages(struct answer *answer, const struct ledger_result *result)
{
    answer->page_count = result->page_count;
    for (size_t i = 0; i < result->page_count && i < NAMES_MAX; i++) {
        struct ledger_page *page = &answer->pages[i];
        *page = result->pages[i];
        struct slice *texts[] = { &page->id,   &page->bytes,  &page->name,     &page->paper,
                                  &page->date, &page->number, &page->encoding, &page->reasons };
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            *texts[k] = arena_slice(&answer->arena, *texts[k]);
    }
}

static void
keep(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct answer *answer = arg;
    answer->came = true;
    answer->err = err != NULL ? *err : (struct err){ 0 };
    if (err != NULL)
        return;
    answer->verdict = result->verdict;
    answer->attempts = result->attempts;
    (void)snprintf(answer->text, sizeof answer->text, "%.*s", SLICE_ARGS(result->text));
    answer->entry_count = result->entry_count;
    for (size_t i = 0; i < result->entry_count && i < ENTRIES_MAX; i++)
        answer->entries[i] = result->entries[i];
    answer->name_count = result->name_count;
    for (size_t i = 0; i < result->name_count && i < NAMES_MAX; i++)
        (void)snprintf(answer->names[i], 64, "%.*s", SLICE_ARGS(result->names[i]));
    answer->state_count = result->state_count;
    for (size_t i = 0; i < result->state_count && i < STATES_MAX; i++)
        answer->states[i] = result->states[i];
    if (result->status != NULL)
        answer->status = *result->status;
    keep_pages(answer, result);
}

/* Forgets the answer before, for a call to come. */
static struct answer *
fresh(struct scene *scene)
{
    arena_done(&scene->last.arena);
    scene->last = (struct answer){ 0 };
    return &scene->last;
}

static struct answer *
settle(struct ledger *ledger, struct answer *answer)
{
    redis_wait(ledger_redis(ledger), PATIENCE_MS);
    assert_true(answer->came);
    if (answer->err.kind != ERR_NONE)
        fail_msg("%s", answer->err.text);
    return answer;
}

/* CALL(scene, ledger, beat) waits for ledger_beat's answer. */
#define CALL(scene, who, name, ...)                                                                \
    (ledger_##name(who, ##__VA_ARGS__, keep, fresh(scene)), settle(who, &(scene)->last))

static void
told(void *arg, bool up, const char *why)
{
    struct scene *scene = arg;
    scene->up = up;
    (void)snprintf(scene->why, sizeof scene->why, "%s", why);
}

static struct ledger *
open_ledger(struct scene *scene, uint64_t max_bytes)
{
    struct ledger *ledger = NULL;
    struct err err;
    struct ledger_spec spec = { .redis = { .url = scene->redis.url, .changed = told, .arg = scene },
                                .max_bytes = max_bytes,
                                .instance_ttl = TTL };
    if (ledger_open(&ledger, &spec, &err) != 0)
        fail_msg("%s", err.text);
    assert_true(redis_wait_up(ledger_redis(ledger), PATIENCE_MS));
    return ledger;
}

static int
set_up_with(void **state, const char *const *extra)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    for (size_t i = 0; extra != NULL && extra[i] != NULL; i++)
        scene->redis.extra[i] = extra[i];
    redis_fixture_open(&scene->redis);
    scene->ledger = open_ledger(scene, 10000);
    scene->other = open_ledger(scene, 10000);
    *state = scene;
    return 0;
}

static int
set_up(void **state)
{
    return set_up_with(state, NULL);
}

static int
set_up_small(void **state)
{
    static const char *const extra[] = { "--maxmemory", "8mb", "--maxmemory-policy", "volatile-lru",
                                         NULL };
    return set_up_with(state, extra);
}

static int
set_up_tmpfs(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    *state = scene;
    if (geteuid() != 0)
        return 0; /* the test skips */
    scene->redis.tmpfs = "4m";
    redis_fixture_open(&scene->redis);
    scene->ledger = open_ledger(scene, 0);
    scene->other = open_ledger(scene, 0);
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *scene = *state;
    if (scene->ledger == NULL) {
        free(scene);
        return 0;
    }
    ledger_close(scene->ledger);
    ledger_close(scene->other);
    redis_fixture_close(&scene->redis);
    arena_done(&scene->last.arena);
    free(scene);
    return 0;
}

static struct ledger_page
sample(const char *id, const char *bytes, enum lane lane)
{
    return (struct ledger_page){ .id = slice_from(id),
                                 .bytes = slice_from(bytes),
                                 .name = SLICE_LITERAL("A03"),
                                 .paper = SLICE_LITERAL("焦作日报"),
                                 .date = SLICE_LITERAL("2018-01-09"),
                                 .number = SLICE_LITERAL("A03"),
                                 .encoding = SLICE_LITERAL("gbk"),
                                 .lenient = true,
                                 .lane = lane };
}

static enum ledger_verdict
accept_page(struct scene *scene, const char *id, const char *bytes, enum lane lane)
{
    struct ledger_page page = sample(id, bytes, lane);
    return CALL(scene, scene->ledger, accept, &page)->verdict;
}

static void
enrol(struct scene *scene, struct ledger *ledger, const char *name)
{
    assert_int_equal(CALL(scene, ledger, enrol, name, "boot-1", "")->verdict, LEDGER_OK);
}

/* A script with one key and one argument. */
static void
run_script(struct scene *scene, const char *script, const char *key, const char *argument)
{
    struct slice args[] = { SLICE_LITERAL("EVAL"), slice_from(script), SLICE_LITERAL("1"),
                            slice_from(key), slice_from(argument) };
    redisReply *reply;
    struct err err;
    assert_int_equal(redis_call(scene->redis.redis, args, 5, PATIENCE_MS, &reply, &err), 0);
    assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
    freeReplyObject(reply);
}

/* The instance gave its last sign of life 100 s earlier. */
static void
age_instance(struct scene *scene, const char *name)
{
    run_script(scene,
               "local place, last = redis.call('HGET', KEYS[1], ARGV[1]):match('^(.*) (%d+)$') "
               "redis.call('HSET', KEYS[1], ARGV[1], "
               "place .. ' ' .. string.format('%d', last - 100000))",
               "pw:instances", name);
}

/* The entries of the live lane that somebody has were last touched 100 s ago. */
static void
age_entries(struct scene *scene)
{
    run_script(scene,
               "for _, e in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 999)) do "
               "redis.call('XCLAIM', KEYS[1], ARGV[1], e[2], 0, e[1], 'IDLE', 100000, 'JUSTID') "
               "end",
               "pw:queue:live", "ingest");
}

static enum ledger_state
state_of(struct scene *scene, const char *id)
{
    struct slice ids[] = { slice_from(id) };
    CALL(scene, scene->ledger, states, ids, 1);
    assert_int_equal(scene->last.state_count, 1);
    return scene->last.states[0];
}

static void
an_accepted_page_waits_and_is_read_back(void **state)
{
    struct scene *scene = *state;
    struct ledger_page page = sample(ID_A, "", LANE_BACKFILL);
    page.bytes = (struct slice){ "a\0b\r\n\xff", 6 };
    assert_int_equal(CALL(scene, scene->ledger, accept, &page)->verdict, LEDGER_OK);
    assert_int_equal(state_of(scene, ID_A), LEDGER_WAITING);
    assert_int_equal(state_of(scene, ID_B), LEDGER_UNKNOWN);

    struct arena arena = { 0 };
    struct ledger_page got;
    struct err err;
    assert_int_equal(ledger_fetch(scene->ledger, ID_A, &arena, &got, &err), 1);
    assert_true(slice_equal(got.bytes, page.bytes));
    assert_true(slice_equal(got.paper, page.paper));
    assert_true(slice_equal(got.encoding, page.encoding));
    assert_true(got.lenient);
    assert_int_equal(got.lane, LANE_BACKFILL);
    assert_int_equal(got.state, LEDGER_WAITING);
    assert_int_equal(got.attempts, 0);
    assert_in_range(got.accepted_ms, 1700000000000, 9000000000000);
    assert_int_equal(ledger_fetch(scene->ledger, ID_B, &arena, &got, &err), 0);
    arena_done(&arena);
}

static void
accepting_again_queues_nothing(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(accept_page(scene, ID_A, "bytes", LANE_LIVE), LEDGER_OK);
    assert_int_equal(accept_page(scene, ID_A, "bytes", LANE_LIVE), LEDGER_PRESENT);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 1);
    CALL(scene, scene->ledger, figures);
    assert_int_equal(scene->last.status.bytes, 5);
}

/* A page that is to become current is not mistaken for what waits from before. */
static void
accepting_once_more_says_so(void **state)
{
    struct scene *scene = *state;
    struct ledger_page page = { .id = slice_from(ID_A), .bytes = SLICE_LITERAL("b") }, got;
    struct arena arena = { 0 };
    struct err err = { 0 };
    CALL(scene, scene->ledger, accept, &page);
    page.again = true;
    CALL(scene, scene->ledger, accept, &page);
    assert_int_equal(scene->last.verdict, LEDGER_UNDERWAY);
    assert_int_equal(ledger_fetch(scene->ledger, ID_A, &arena, &got, &err), 1);
    assert_false(got.again);
    page.id = slice_from(ID_B);
    CALL(scene, scene->ledger, accept, &page);
    assert_int_equal(scene->last.verdict, LEDGER_OK);
    CALL(scene, scene->ledger, accept, &page);
    assert_int_equal(scene->last.verdict, LEDGER_PRESENT);
    assert_int_equal(ledger_fetch(scene->ledger, ID_B, &arena, &got, &err), 1);
    assert_true(got.again);
    arena_done(&arena);
}

static void
originals_are_bounded(void **state)
{
    struct scene *scene = *state;
    char bytes[6001];
    memset(bytes, 'x', 6000);
    bytes[6000] = '\0';
    assert_int_equal(accept_page(scene, ID_A, bytes, LANE_LIVE), LEDGER_OK);
    assert_int_equal(accept_page(scene, ID_B, bytes, LANE_LIVE), LEDGER_FULL);
    assert_int_equal(state_of(scene, ID_B), LEDGER_UNKNOWN);
    enrol(scene, scene->ledger, "one");
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 10)->entry_count, 1);
    struct ledger_commit commit = { .page_id = ID_A };
    struct err err;
    assert_int_equal(ledger_commit(scene->other, &commit, 1, 0, &err), 0);
    assert_int_equal(accept_page(scene, ID_B, bytes, LANE_LIVE), LEDGER_OK);
}

static void
a_commit_takes_the_page_once_and_fills_the_cache(void **state)
{
    struct scene *scene = *state;
    (void)accept_page(scene, ID_A, "bytes", LANE_LIVE);
    (void)accept_page(scene, ID_B, "bytes", LANE_BACKFILL);
    enrol(scene, scene->ledger, "one");
    struct ledger_commit commits[] = { { .page_id = ID_A, .record = SLICE_LITERAL("{\"a\":1}") },
                                       { .page_id = ID_B, .record = SLICE_LITERAL("{}") },
                                       { .page_id = ID_C, .record = SLICE_LITERAL("{}") } };
    struct err err;
    /* Never delivered: it stays, for it will be. */
    assert_int_equal(ledger_commit(scene->other, commits, 3, 100, &err), 0);
    assert_false(commits[0].finished);
    assert_int_equal(state_of(scene, ID_A), LEDGER_WAITING);

    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 10)->entry_count, 1);
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_BACKFILL, 10)->entry_count, 1);
    assert_int_equal(ledger_commit(scene->other, commits, 3, 100, &err), 0);
    assert_true(commits[0].finished);
    assert_true(commits[1].finished);
    assert_false(commits[2].finished);
    assert_int_equal(ledger_commit(scene->other, commits, 3, 100, &err), 0);
    assert_false(commits[0].finished);

    assert_int_equal(state_of(scene, ID_A), LEDGER_UNKNOWN);
    assert_int_equal(redis_fixture_call(&scene->redis, "GET pw:cache:page:" ID_A), 7);
    assert_in_range(redis_fixture_call(&scene->redis, "TTL pw:cache:page:" ID_A), 1, 100);
    assert_int_equal(redis_fixture_call(&scene->redis, "GET pw:cache:page:" ID_C), -1);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 0);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:backfill"), 0);
    CALL(scene, scene->ledger, figures);
    assert_int_equal(scene->last.status.bytes, 0);
}

static void
a_second_live_instance_of_a_name_is_refused(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(CALL(scene, scene->ledger, enrol, "one", "boot-1", "")->verdict, LEDGER_OK);
    assert_int_equal(CALL(scene, scene->other, enrol, "one", "boot-2", "")->verdict, LEDGER_TAKEN);
    assert_int_equal(CALL(scene, scene->other, enrol, "two", "boot-2", "")->verdict, LEDGER_OK);
    /* The same boot may come again; after silence another may. */
    assert_int_equal(CALL(scene, scene->ledger, enrol, "one", "boot-1", "")->verdict, LEDGER_OK);
    age_instance(scene, "one");
    assert_int_equal(CALL(scene, scene->other, enrol, "one", "boot-2", "")->verdict, LEDGER_OK);
    /* The first one has lost its place, whatever it asks. */
    assert_int_equal(CALL(scene, scene->ledger, beat)->verdict, LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 1)->verdict, LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->ledger, own, LANE_LIVE, "0", 1)->verdict, LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->ledger, fail, ID_A, 1, "r")->verdict, LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->ledger, sweep, LANE_LIVE, 0, "0-0")->verdict,
                     LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->ledger, takeover, "two", 1)->verdict, LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->ledger, touch, LANE_LIVE, NULL, 0)->verdict, LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->ledger, resign)->verdict, LEDGER_FENCED);
    assert_int_equal(CALL(scene, scene->other, beat)->verdict, LEDGER_OK);
    /* One of which it is known that it is dead need not be silent. */
    assert_int_equal(CALL(scene, scene->ledger, enrol, "one", "boot-3", "boot-1")->verdict,
                     LEDGER_TAKEN);
    assert_int_equal(CALL(scene, scene->ledger, enrol, "one", "boot-3", "boot-2")->verdict,
                     LEDGER_OK);
    assert_int_equal(CALL(scene, scene->other, beat)->verdict, LEDGER_FENCED);
}

/* Redis's clock was put back by years: what a dead instance said of the future does not
 * keep its place for ever. */
static void
a_sign_of_life_from_the_future_counts_from_now(void **state)
{
    struct scene *scene = *state;
    static const struct slice args[] = { { "HSET", 4 }, { "pw:instances", 12 },
                                         { "one", 3 },  { "7 boot-0 99999999999999", 23 },
                                         { "gone", 4 }, { "8 boot-9 99999999999999", 23 } };
    redisReply *reply;
    struct err err;
    assert_int_equal(redis_call(scene->redis.redis, args, 6, 10000, &reply, &err), 0);
    freeReplyObject(reply);
    assert_int_equal(CALL(scene, scene->ledger, enrol, "one", "boot-1", "")->verdict, LEDGER_TAKEN);
    age_instance(scene, "one");
    assert_int_equal(CALL(scene, scene->ledger, enrol, "one", "boot-1", "")->verdict, LEDGER_OK);
    assert_int_equal(CALL(scene, scene->ledger, beat)->name_count, 0);
    age_instance(scene, "gone");
    assert_int_equal(CALL(scene, scene->ledger, beat)->name_count, 1);
    assert_string_equal(scene->last.names[0], "gone");
}

static void
a_dead_instance_is_seen_and_its_entries_taken_over(void **state)
{
    struct scene *scene = *state;
    (void)accept_page(scene, ID_A, "bytes", LANE_LIVE);
    (void)accept_page(scene, ID_B, "bytes", LANE_BACKFILL);
    enrol(scene, scene->ledger, "one");
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 10)->entry_count, 1);
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_BACKFILL, 10)->entry_count, 1);
    enrol(scene, scene->other, "two");
    assert_int_equal(CALL(scene, scene->other, takeover, "one", 10)->entry_count, 0); /* alive */
    assert_int_equal(CALL(scene, scene->other, beat)->name_count, 0);
    age_instance(scene, "one");
    assert_int_equal(CALL(scene, scene->other, beat)->name_count, 1);
    assert_string_equal(scene->last.names[0], "one");
    CALL(scene, scene->other, takeover, "one", 1);
    assert_int_equal(scene->last.entry_count, 1);
    assert_string_equal(scene->last.entries[0].page_id, ID_A);
    assert_int_equal(scene->last.entries[0].lane, LANE_LIVE);
    CALL(scene, scene->other, takeover, "one", 10);
    assert_int_equal(scene->last.entry_count, 1);
    assert_string_equal(scene->last.entries[0].page_id, ID_B);
    assert_int_equal(scene->last.entries[0].lane, LANE_BACKFILL);
    assert_int_equal(CALL(scene, scene->other, beat)->name_count, 0);
    /* It was only frozen: it learns that it is out. */
    assert_int_equal(CALL(scene, scene->ledger, beat)->verdict, LEDGER_FENCED);
    enrol(scene, scene->ledger, "one");
    assert_int_equal(CALL(scene, scene->ledger, own, LANE_LIVE, "0", 10)->entry_count, 0);
    assert_int_equal(CALL(scene, scene->other, own, LANE_LIVE, "0", 10)->entry_count, 1);
}

static void
who_resigns_is_dead_at_once(void **state)
{
    struct scene *scene = *state;
    (void)accept_page(scene, ID_A, "bytes", LANE_LIVE);
    enrol(scene, scene->ledger, "one");
    enrol(scene, scene->other, "two");
    (void)CALL(scene, scene->ledger, claim, LANE_LIVE, 10);
    assert_int_equal(CALL(scene, scene->ledger, resign)->verdict, LEDGER_OK);
    assert_int_equal(CALL(scene, scene->other, beat)->name_count, 1);
    assert_int_equal(CALL(scene, scene->other, takeover, "one", 10)->entry_count, 1);
}

static void
own_entries_are_paged(void **state)
{
    struct scene *scene = *state;
    enrol(scene, scene->ledger, "one");
    for (int i = 0; i < 5; i++) {
        char id[33];
        (void)snprintf(id, sizeof id, "%032d", i);
        assert_int_equal(accept_page(scene, id, "x", LANE_LIVE), LEDGER_OK);
    }
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 4)->entry_count, 4);
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 4)->entry_count, 1);
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 4)->entry_count, 0);
    char after[48] = "0";
    size_t seen = 0;
    for (;;) {
        CALL(scene, scene->ledger, own, LANE_LIVE, after, 2);
        if (scene->last.entry_count == 0)
            break;
        seen += scene->last.entry_count;
        (void)snprintf(after, sizeof after, "%.47s", scene->last.text);
    }
    assert_int_equal(seen, 5);
}

static void
the_sweep_takes_what_nobody_touches(void **state)
{
    struct scene *scene = *state;
    for (int i = 0; i < 150; i++) {
        char id[33];
        (void)snprintf(id, sizeof id, "%032d", i);
        (void)accept_page(scene, id, "x", LANE_LIVE);
    }
    enrol(scene, scene->ledger, "one");
    enrol(scene, scene->other, "two");
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_LIVE, 150)->entry_count, 150);
    struct ledger_entry kept = scene->last.entries[7];
    CALL(scene, scene->other, sweep, LANE_LIVE, 60000, "0-0");
    assert_int_equal(scene->last.entry_count, 0);

    age_entries(scene);
    assert_int_equal(CALL(scene, scene->ledger, touch, LANE_LIVE, &kept, 1)->entry_count, 0);
    size_t taken = 0;
    char cursor[48] = "0-0";
    do {
        CALL(scene, scene->other, sweep, LANE_LIVE, 60000, cursor);
        taken += scene->last.entry_count;
        for (size_t i = 0; i < scene->last.entry_count; i++)
            assert_string_not_equal(scene->last.entries[i].entry, kept.entry);
        (void)snprintf(cursor, sizeof cursor, "%.47s", scene->last.text);
    } while (strcmp(cursor, "0-0") != 0);
    assert_int_equal(taken, 149);
    /* Who had them hears so when it next touches them. */
    CALL(scene, scene->other, own, LANE_LIVE, "0", 1);
    struct ledger_entry lost = scene->last.entries[0];
    CALL(scene, scene->ledger, touch, LANE_LIVE, &lost, 1);
    assert_int_equal(scene->last.entry_count, 1);
    assert_string_equal(scene->last.entries[0].entry, lost.entry);
}

static void
the_third_failure_buries_the_page(void **state)
{
    struct scene *scene = *state;
    (void)accept_page(scene, ID_A, "bytes", LANE_BACKFILL);
    enrol(scene, scene->ledger, "one");
    (void)CALL(scene, scene->ledger, claim, LANE_BACKFILL, 10);
    CALL(scene, scene->ledger, fail, ID_A, 1, "worker died");
    assert_int_equal(scene->last.verdict, LEDGER_OK);
    assert_int_equal(scene->last.attempts, 1);
    /* Told twice, counted once; an old delivery counts nothing. */
    assert_int_equal(CALL(scene, scene->ledger, fail, ID_A, 1, "worker died")->attempts, 1);
    assert_int_equal(CALL(scene, scene->ledger, fail, ID_A, 2, "hung")->attempts, 2);
    assert_int_equal(CALL(scene, scene->ledger, fail, ID_A, 1, "late")->attempts, 2);
    CALL(scene, scene->ledger, fail, ID_A, 3, "worker died again");
    assert_int_equal(scene->last.verdict, LEDGER_BURIED);
    assert_int_equal(scene->last.attempts, 3);
    assert_int_equal(CALL(scene, scene->ledger, fail, ID_A, 3, "again")->verdict, LEDGER_BURIED);
    assert_int_equal(CALL(scene, scene->ledger, fail, ID_B, 1, "x")->verdict, LEDGER_MISSING);

    assert_int_equal(state_of(scene, ID_A), LEDGER_DEAD);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:backfill"), 0);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:dead"), 1);
    assert_int_equal(redis_fixture_call(&scene->redis, "XPENDING pw:queue:backfill ingest - + 9"),
                     0);
    assert_int_equal(accept_page(scene, ID_A, "bytes", LANE_LIVE), LEDGER_BURIED);
    assert_string_equal(scene->last.text, "worker died\nhung\nworker died again");

    CALL(scene, scene->ledger, dead, 10);
    assert_int_equal(scene->last.page_count, 1);
    assert_string_equal(scene->last.pages[0].id.ptr, ID_A);
    assert_string_equal(scene->last.pages[0].number.ptr, "A03");
    assert_string_equal(scene->last.pages[0].reasons.ptr, "worker died\nhung\nworker died again");
    assert_int_equal(scene->last.pages[0].attempts, 3);
    assert_in_range(scene->last.pages[0].dead_ms, 1700000000000, 9000000000000);
    CALL(scene, scene->ledger, read, ID_A);
    assert_string_equal(scene->last.pages[0].bytes.ptr, "bytes");
    assert_int_equal(scene->last.pages[0].state, LEDGER_DEAD);
}

static void
bury(struct scene *scene, const char *id)
{
    (void)accept_page(scene, id, "bytes", LANE_LIVE);
    enrol(scene, scene->ledger, "one");
    (void)CALL(scene, scene->ledger, claim, LANE_LIVE, 10);
    for (unsigned attempt = 1; attempt <= 3; attempt++)
        (void)CALL(scene, scene->ledger, fail, id, attempt, "no");
    assert_int_equal(state_of(scene, id), LEDGER_DEAD);
}

static void
a_dead_page_can_be_retried_or_dropped(void **state)
{
    struct scene *scene = *state;
    bury(scene, ID_A);
    assert_int_equal(CALL(scene, scene->ledger, retry, ID_B)->verdict, LEDGER_MISSING);
    assert_int_equal(CALL(scene, scene->ledger, retry, ID_A)->verdict, LEDGER_OK);
    assert_int_equal(CALL(scene, scene->ledger, retry, ID_A)->verdict, LEDGER_MISSING);
    assert_int_equal(CALL(scene, scene->ledger, drop, ID_A)->verdict, LEDGER_MISSING);
    assert_int_equal(state_of(scene, ID_A), LEDGER_WAITING);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:dead"), 0);
    CALL(scene, scene->ledger, claim, LANE_LIVE, 10);
    assert_int_equal(scene->last.entry_count, 1);
    CALL(scene, scene->ledger, read, ID_A);
    assert_int_equal(scene->last.pages[0].attempts, 0);
    for (unsigned attempt = 1; attempt <= 3; attempt++)
        (void)CALL(scene, scene->ledger, fail, ID_A, attempt, "no");
    assert_int_equal(CALL(scene, scene->ledger, drop, ID_A)->verdict, LEDGER_OK);
    assert_int_equal(state_of(scene, ID_A), LEDGER_UNKNOWN);
    CALL(scene, scene->ledger, figures);
    assert_int_equal(scene->last.status.bytes, 0);
    assert_int_equal(scene->last.status.dead, 0);
}

static void
a_late_commit_of_a_dead_page_raises_it(void **state)
{
    struct scene *scene = *state;
    bury(scene, ID_A);
    struct ledger_commit commit = { .page_id = ID_A };
    struct err err;
    assert_int_equal(ledger_commit(scene->ledger, &commit, 1, 0, &err), 0);
    assert_true(commit.finished);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:dead"), 0);
    assert_int_equal(state_of(scene, ID_A), LEDGER_UNKNOWN);
}

static void
figures_tell_age_and_number(void **state)
{
    struct scene *scene = *state;
    CALL(scene, scene->ledger, figures);
    assert_int_equal(scene->last.status.waiting[LANE_LIVE], 0);
    assert_int_equal(scene->last.status.oldest_ms[LANE_LIVE], 0);
    (void)accept_page(scene, ID_A, "12345", LANE_BACKFILL);
    (void)accept_page(scene, ID_B, "123", LANE_BACKFILL);
    int64_t deadline = fixture_ms() + PATIENCE_MS;
    do
        CALL(scene, scene->ledger, figures);
    while (scene->last.status.oldest_ms[LANE_BACKFILL] < 20 && fixture_ms() < deadline);
    assert_in_range(scene->last.status.oldest_ms[LANE_BACKFILL], 20, PATIENCE_MS);
    assert_int_equal(scene->last.status.waiting[LANE_BACKFILL], 2);
    assert_int_equal(scene->last.status.waiting[LANE_LIVE], 0);
    assert_int_equal(scene->last.status.bytes, 8);
}

/* ---- files of several pages ---- */

enum { FILE_PAGES = 3 };
static const char *const file_ids[FILE_PAGES] = { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                                  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
                                                  "cccccccccccccccccccccccccccccccc" };

static struct answer *
accept_file(struct scene *scene, const char *bytes)
{
    static const char *const numbers[FILE_PAGES] = { "A01", "A02", "A03" };
    struct ledger_page pages[FILE_PAGES];
    for (uint32_t i = 0; i < FILE_PAGES; i++) {
        pages[i] = sample(file_ids[i], bytes, LANE_LIVE);
        pages[i].number = slice_from(numbers[i]);
        pages[i].file = SLICE_LITERAL("ffffffffffffffffffffffffffffffff");
        pages[i].file_page = i + 1;
    }
    return CALL(scene, scene->ledger, accept_file, pages, FILE_PAGES);
}

static int64_t
bytes_held(struct scene *scene)
{
    return (int64_t)CALL(scene, scene->ledger, figures)->status.bytes;
}

static void
commit_one(struct scene *scene, const char *id)
{
    struct ledger_commit commit = { .page_id = id, .record = SLICE_LITERAL("{}") };
    struct err err;
    assert_int_equal(ledger_commit(scene->other, &commit, 1, 100, &err), 0);
    assert_true(commit.finished);
}

static void
a_file_is_one_copy(void **state)
{
    struct scene *scene = *state;
    enrol(scene, scene->ledger, "one");
    assert_int_equal(accept_file(scene, "the bytes")->verdict, LEDGER_OK);
    assert_int_equal(scene->last.state_count, FILE_PAGES);
    assert_int_equal(scene->last.states[2], LEDGER_WAITING);
    assert_int_equal(accept_file(scene, "the bytes")->verdict, LEDGER_PRESENT);
    assert_int_equal(bytes_held(scene), 9);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 3);
    (void)CALL(scene, scene->ledger, claim, LANE_LIVE, 10);
    assert_int_equal(scene->last.entry_count, FILE_PAGES);

    struct arena arena = { 0 };
    struct ledger_page got;
    struct err err;
    assert_int_equal(ledger_fetch(scene->other, file_ids[1], &arena, &got, &err), 1);
    assert_true(slice_equal(got.bytes, SLICE_LITERAL("the bytes")));
    assert_true(slice_equal(got.number, SLICE_LITERAL("A02")));
    assert_true(slice_equal(got.file, SLICE_LITERAL("ffffffffffffffffffffffffffffffff")));
    assert_int_equal(got.file_page, 2);
    arena_done(&arena);

    commit_one(scene, file_ids[1]);
    assert_int_equal(bytes_held(scene), 9);
    assert_int_equal(ledger_fetch(scene->other, file_ids[2], &arena, &got, &err), 1);
    assert_true(slice_equal(got.bytes, SLICE_LITERAL("the bytes")));
    arena_done(&arena);
    commit_one(scene, file_ids[0]);
    commit_one(scene, file_ids[2]);
    assert_int_equal(bytes_held(scene), 0);
    assert_int_equal(
        redis_fixture_call(&scene->redis, "EXISTS pw:file:ffffffffffffffffffffffffffffffff"), 0);
}

/* One page dies: the others go on, the bytes stay until it is dropped; accepted again, only what
 * is not here is new. */
static void
a_dead_page_keeps_its_file(void **state)
{
    struct scene *scene = *state;
    enrol(scene, scene->ledger, "one");
    assert_int_equal(accept_file(scene, "the bytes")->verdict, LEDGER_OK);
    (void)CALL(scene, scene->ledger, claim, LANE_LIVE, 10);
    for (unsigned attempt = 1; attempt <= 3; attempt++)
        (void)CALL(scene, scene->ledger, fail, file_ids[1], attempt, "no such page");
    commit_one(scene, file_ids[0]);
    commit_one(scene, file_ids[2]);
    assert_int_equal(state_of(scene, file_ids[1]), LEDGER_DEAD);
    assert_int_equal(bytes_held(scene), 9);
    assert_int_equal(accept_file(scene, "the bytes")->verdict, LEDGER_OK);
    assert_int_equal(scene->last.states[0], LEDGER_WAITING);
    assert_int_equal(scene->last.states[1], LEDGER_DEAD);
    assert_non_null(strstr(scene->last.text, "no such page"));
    (void)CALL(scene, scene->ledger, claim, LANE_LIVE, 10);
    commit_one(scene, file_ids[0]);
    commit_one(scene, file_ids[2]);
    assert_int_equal(bytes_held(scene), 9);
    assert_int_equal(CALL(scene, scene->ledger, drop, file_ids[1])->verdict, LEDGER_OK);
    assert_int_equal(bytes_held(scene), 0);
}

static void
a_file_that_does_not_fit_leaves_nothing(void **state)
{
    struct scene *scene = *state;
    char bytes[10002];
    memset(bytes, 'x', sizeof bytes - 1);
    bytes[sizeof bytes - 1] = '\0';
    assert_int_equal(accept_file(scene, bytes)->verdict, LEDGER_FULL);
    assert_int_equal(state_of(scene, file_ids[0]), LEDGER_UNKNOWN);
    assert_int_equal(redis_fixture_call(&scene->redis, "DBSIZE"), 0);
    assert_int_equal(bytes_held(scene), 0);
}

static void
wait_until_up(struct scene *scene)
{
    assert_true(redis_wait_up(ledger_redis(scene->ledger), PATIENCE_MS));
    assert_true(redis_wait_up(ledger_redis(scene->other), PATIENCE_MS));
}

static void
redis_killed_loses_nothing(void **state)
{
    struct scene *scene = *state;
    enrol(scene, scene->ledger, "one");
    assert_int_equal(accept_page(scene, ID_A, "bytes", LANE_LIVE), LEDGER_OK);
    (void)CALL(scene, scene->ledger, claim, LANE_LIVE, 1);
    redis_fixture_end(&scene->redis, SIGKILL);

    struct ledger_page page = sample(ID_B, "bytes", LANE_LIVE);
    ledger_accept(scene->ledger, &page, keep, fresh(scene));
    redis_wait(ledger_redis(scene->ledger), PATIENCE_MS);
    assert_true(scene->last.came);
    assert_int_equal(scene->last.err.kind, ERR_RETRY);
    assert_false(scene->up);

    redis_fixture_start(&scene->redis);
    wait_until_up(scene);
    assert_int_equal(state_of(scene, ID_A), LEDGER_WAITING);
    assert_int_equal(CALL(scene, scene->ledger, own, LANE_LIVE, "0", 10)->entry_count, 1);
    assert_int_equal(CALL(scene, scene->ledger, beat)->verdict, LEDGER_OK);
    assert_int_equal(accept_page(scene, ID_B, "bytes", LANE_LIVE), LEDGER_OK);
}

/* The answer of an accept is lost: asked again, it is there once. */
static void
a_lost_answer_is_asked_again(void **state)
{
    struct scene *scene = *state;
    assert_true(redis_fixture_call(&scene->redis, "CLIENT ID") > 0);
    struct ledger_page page = sample(ID_A, "bytes", LANE_LIVE);
    ledger_accept(scene->ledger, &page, keep, fresh(scene));
    /* Freeze Redis so that the command is on its way when it stops waiting. */
    redis_fixture_freeze(&scene->redis);
    redis_wait(ledger_redis(scene->ledger), 200);
    assert_int_equal(scene->last.err.kind, ERR_RETRY);
    (void)kill(scene->redis.pid, SIGCONT);
    wait_until_up(scene);
    enum ledger_verdict verdict = accept_page(scene, ID_A, "bytes", LANE_LIVE);
    assert_true(verdict == LEDGER_OK || verdict == LEDGER_PRESENT);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 1);
}

static void
flushed_scripts_are_loaded_again(void **state)
{
    struct scene *scene = *state;
    assert_true(redis_fixture_call(&scene->redis, "SCRIPT FLUSH") >= 0);
    ledger_probe(scene->ledger, keep, fresh(scene));
    redis_wait(ledger_redis(scene->ledger), PATIENCE_MS);
    assert_int_equal(scene->last.err.kind, ERR_RETRY);
    wait_until_up(scene);
    assert_int_equal(accept_page(scene, ID_A, "bytes", LANE_LIVE), LEDGER_OK);
}

/* Out of memory: accepts are refused, all else goes on. */
static void
out_of_memory_drains(void **state)
{
    struct scene *scene = *state;
    ledger_close(scene->ledger);
    scene->ledger = open_ledger(scene, 0);
    enrol(scene, scene->ledger, "one");
    char *bytes = malloc(1000001), id[33];
    assert_non_null(bytes);
    memset(bytes, 'x', 1000000);
    bytes[1000000] = '\0';
    struct err refusal = { 0 };
    int accepted = 0;
    for (; accepted < 20 && refusal.kind == ERR_NONE; accepted++) {
        (void)snprintf(id, sizeof id, "%032d", accepted);
        struct ledger_page page = sample(id, bytes, LANE_LIVE);
        ledger_accept(scene->ledger, &page, keep, fresh(scene));
        redis_wait(ledger_redis(scene->ledger), PATIENCE_MS);
        refusal = scene->last.err;
    }
    accepted--;
    assert_int_equal(refusal.kind, ERR_RETRY);
    assert_non_null(strstr(refusal.text, "OOM"));
    assert_in_range(accepted, 2, 8);
    assert_true(redis_fixture_call(&scene->redis, "CONFIG SET maxmemory 3mb") > 0);
    ledger_probe(scene->ledger, keep, fresh(scene));
    redis_wait(ledger_redis(scene->ledger), PATIENCE_MS);
    assert_int_equal(scene->last.err.kind, ERR_RETRY);

    assert_int_equal(CALL(scene, scene->ledger, beat)->verdict, LEDGER_OK);
    CALL(scene, scene->ledger, claim, LANE_LIVE, 20);
    assert_int_equal(scene->last.entry_count, accepted);
    (void)CALL(scene, scene->ledger, fail, scene->last.entries[0].page_id, 1, "r");
    for (int i = 0; i < accepted; i++) {
        (void)snprintf(id, sizeof id, "%032d", i);
        struct ledger_commit commit = { .page_id = id, .record = SLICE_LITERAL("{}") };
        struct err err;
        assert_int_equal(ledger_commit(scene->other, &commit, 1, 100, &err), 0);
        assert_true(commit.finished);
    }
    assert_true(redis_fixture_call(&scene->redis, "CONFIG SET maxmemory 8mb") > 0);
    int64_t deadline = fixture_ms() + PATIENCE_MS;
    do {
        ledger_probe(scene->ledger, keep, fresh(scene));
        redis_wait(ledger_redis(scene->ledger), PATIENCE_MS);
    } while (scene->last.err.kind != ERR_NONE && fixture_ms() < deadline);
    assert_int_equal(accept_page(scene, ID_A, bytes, LANE_LIVE), LEDGER_OK);
    free(bytes);
}

static bool
has_exited(struct scene *scene)
{
    if (waitpid(scene->redis.pid, NULL, WNOHANG) != scene->redis.pid)
        return false;
    scene->redis.pid = 0;
    return true;
}

/* The disk fills up: Redis ends rather than promise what it cannot keep.  When there
 * is room again, all that was accepted is there, and accepts go on. */
static void
a_full_disk_loses_nothing(void **state)
{
    struct scene *scene = *state;
    if (scene->ledger == NULL) {
        print_message("skip: only root can mount a small disk\n");
        skip();
    }
    enum { BYTES = 100000, MOST = 60 };
    char *bytes = malloc(BYTES + 1), id[33];
    assert_non_null(bytes);
    for (int i = 0; i < BYTES; i++)
        bytes[i] = (char)('a' + i * 7 % 26);
    bytes[BYTES] = '\0';
    bool accepted[MOST] = { false };
    int count = 0, tried = 0;
    for (; tried < MOST; tried++) {
        (void)snprintf(id, sizeof id, "%032d", tried);
        struct ledger_page page = sample(id, bytes, LANE_LIVE);
        ledger_accept(scene->ledger, &page, keep, fresh(scene));
        redis_wait(ledger_redis(scene->ledger), PATIENCE_MS);
        if (scene->last.err.kind != ERR_NONE)
            break;
        accepted[tried] = true;
        count++;
    }
    assert_int_equal(scene->last.err.kind, ERR_RETRY);
    assert_in_range(count, 10, 45);
    int64_t deadline = fixture_ms() + PATIENCE_MS;
    while (!has_exited(scene))
        assert_true(fixture_ms() < deadline);
    redis_fixture_resize(&scene->redis, "16m");
    redis_fixture_start(&scene->redis);
    assert_true(redis_wait_up(ledger_redis(scene->ledger), PATIENCE_MS));
    for (int i = 0; i < tried; i++) {
        (void)snprintf(id, sizeof id, "%032d", i);
        assert_int_equal(state_of(scene, id), accepted[i] ? LEDGER_WAITING : LEDGER_UNKNOWN);
    }
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), count);
    assert_int_equal(accept_page(scene, ID_C, bytes, LANE_LIVE), LEDGER_OK);
    free(bytes);
}

static void
a_read_only_replica_is_back_pressure(void **state)
{
    struct scene *scene = *state;
    assert_true(redis_fixture_call(&scene->redis, "REPLICAOF 127.0.0.1 1") >= 0);
    struct ledger_page page = sample(ID_A, "bytes", LANE_LIVE);
    ledger_accept(scene->ledger, &page, keep, fresh(scene));
    redis_wait(ledger_redis(scene->ledger), PATIENCE_MS);
    assert_int_equal(scene->last.err.kind, ERR_RETRY);
    assert_true(redis_fixture_call(&scene->redis, "REPLICAOF NO ONE") >= 0);
    assert_int_equal(accept_page(scene, ID_A, "bytes", LANE_LIVE), LEDGER_OK);
}

static void
urls_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *url, *reason;
        bool plaintext;
    } cases[] = {
        { "unix:///tmp/x", NULL, false },
        { "unix://user:secret@/tmp/x?db=3", NULL, false },
        { "redis://127.0.0.1:6379", NULL, false },
        { "redis://[::1]:6379/2", NULL, false },
        { "redis://:secret@localhost/1", NULL, false },
        { "redis://ledger.example:6379", "plain text", false },
        { "redis://ledger.example:6379", NULL, true },
        { "redis://localhost:0", "HOST:PORT", false },
        { "redis://localhost:x", "HOST:PORT", false },
        { "unix://tmp/x", "unix:///PATH", false },
        { "http://localhost", "neither", false },
        { "", "neither", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct redis *redis = NULL;
        struct err err = { 0 };
        struct redis_spec spec = { .url = cases[i].url, .plaintext = cases[i].plaintext };
        int status = redis_open(&redis, &spec, &err);
        assert_int_equal(status, cases[i].reason == NULL ? 0 : -1);
        if (cases[i].reason != NULL && strstr(err.text, cases[i].reason) == NULL)
            fail_msg("%s: %s", cases[i].url, err.text);
        assert_null(strstr(err.text, "secret"));
        redis_close(redis);
    }
}

static int
set_up_deployed(void **state)
{
    static char path[4096];
    static const char *extra[] = { "--include", path, NULL };
    assert_non_null(realpath("deploy/redis.conf", path));
    return set_up_with(state, extra);
}

/* With the configuration that is deployed everything that is needed works, and
 * what would lose pages is denied, in a script too. */
static void
the_deployed_configuration_protects(void **state)
{
    struct scene *scene = *state;
    bury(scene, ID_A);
    (void)accept_page(scene, ID_B, "bytes", LANE_BACKFILL);
    assert_int_equal(CALL(scene, scene->ledger, claim, LANE_BACKFILL, 9)->entry_count, 1);
    struct ledger_entry entry = scene->last.entries[0];
    assert_int_equal(CALL(scene, scene->ledger, touch, LANE_BACKFILL, &entry, 1)->entry_count, 0);
    enrol(scene, scene->other, "two");
    assert_int_equal(CALL(scene, scene->ledger, resign)->verdict, LEDGER_OK);
    assert_int_equal(CALL(scene, scene->other, beat)->name_count, 1);
    assert_int_equal(CALL(scene, scene->other, takeover, "one", 9)->entry_count, 1);
    assert_int_equal(CALL(scene, scene->other, sweep, LANE_BACKFILL, 0, "0-0")->entry_count, 1);
    struct ledger_commit commit = { .page_id = ID_B, .record = SLICE_LITERAL("{}") };
    struct err err;
    assert_int_equal(ledger_commit(scene->other, &commit, 1, 9, &err), 0);
    assert_true(commit.finished);
    (void)CALL(scene, scene->ledger, figures);
    assert_int_equal(CALL(scene, scene->ledger, dead, 9)->page_count, 1);
    assert_int_equal(CALL(scene, scene->ledger, probe)->verdict, LEDGER_OK);
    assert_int_equal(CALL(scene, scene->ledger, drop, ID_A)->verdict, LEDGER_OK);
    bury(scene, ID_A);
    assert_int_equal(CALL(scene, scene->ledger, retry, ID_A)->verdict, LEDGER_OK);
    assert_int_equal(accept_file(scene, "the bytes")->verdict, LEDGER_OK);
    (void)CALL(scene, scene->other, claim, LANE_LIVE, 9);
    for (int i = 0; i < FILE_PAGES; i++)
        commit_one(scene, file_ids[i]);

    static const char *const denied[] = {
        "XTRIM pw:queue:live MAXLEN 0",
        "XGROUP DELCONSUMER pw:queue:live ingest one",
        "XGROUP DESTROY pw:queue:live ingest",
        "FLUSHALL",
        "FLUSHDB",
        "CONFIG SET appendfsync no",
        "EVAL redis.call('XTRIM','pw:queue:live','MAXLEN',0) 0",
        "EVAL redis.call('FLUSHALL') 0",
        "SET other 1",
        "SET pw:page:" ID_A " x EX 1",
        "SET pw:queue:live x",
        "DEL pw:queue:live",
        "UNLINK pw:queue:live",
        "UNLINK pw:instances",
        "RENAME pw:queue:live pw:queue:old",
        "COPY pw:bytes pw:queue:live REPLACE",
        "PEXPIRE pw:page:" ID_A " 1",
        "EXPIRE pw:queue:live 1",
        "GETEX pw:bytes EX 1",
        "HSET pw:bytes a b",
        "XADD pw:cache:page:a * a b",
        "FCALL trim 1 pw:queue:live",
    };
    for (size_t i = 0; i < sizeof denied / sizeof *denied; i++)
        assert_int_equal(redis_fixture_call(&scene->redis, denied[i]), -1);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 1);
}

/* What would lose pending entries stands nowhere in the scripts. */
static void
no_script_trims(void **state)
{
    (void)state;
    assert_int_equal(
        system("! cat common/ledger/*.lua common/ledger/ledger_open.c common/redis*.c | "
               "grep -iE 'XTRIM|MAXLEN|MINID|DELCONSUMER|XGROUP.*DESTROY|FLUSHALL|"
               "FLUSHDB'"),
        0);
}

int
main(void)
{
#define REDIS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        REDIS_TEST(an_accepted_page_waits_and_is_read_back),
        REDIS_TEST(accepting_again_queues_nothing),
        REDIS_TEST(accepting_once_more_says_so),
        REDIS_TEST(originals_are_bounded),
        REDIS_TEST(a_commit_takes_the_page_once_and_fills_the_cache),
        REDIS_TEST(a_second_live_instance_of_a_name_is_refused),
        REDIS_TEST(a_sign_of_life_from_the_future_counts_from_now),
        REDIS_TEST(a_dead_instance_is_seen_and_its_entries_taken_over),
        REDIS_TEST(who_resigns_is_dead_at_once),
        REDIS_TEST(own_entries_are_paged),
        REDIS_TEST(the_sweep_takes_what_nobody_touches),
        REDIS_TEST(the_third_failure_buries_the_page),
        REDIS_TEST(a_dead_page_can_be_retried_or_dropped),
        REDIS_TEST(a_late_commit_of_a_dead_page_raises_it),
        REDIS_TEST(figures_tell_age_and_number),
        REDIS_TEST(redis_killed_loses_nothing),
        REDIS_TEST(a_lost_answer_is_asked_again),
        REDIS_TEST(flushed_scripts_are_loaded_again),
        cmocka_unit_test_setup_teardown(out_of_memory_drains, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(a_full_disk_loses_nothing, set_up_tmpfs, tear_down),
        REDIS_TEST(a_read_only_replica_is_back_pressure),
        cmocka_unit_test_setup_teardown(the_deployed_configuration_protects, set_up_deployed,
                                        tear_down),
        REDIS_TEST(a_file_is_one_copy),
        REDIS_TEST(a_dead_page_keeps_its_file),
        REDIS_TEST(a_file_that_does_not_fit_leaves_nothing),
        cmocka_unit_test(urls_are_checked),
        cmocka_unit_test(no_script_trims),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
