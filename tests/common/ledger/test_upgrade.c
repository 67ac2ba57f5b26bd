/*
 * The ledger that an earlier build left behind is read, taken over and emptied by this one.
 * tests/data/ledger/state-1.aof is what Redis was told by the ingest of schema 1: a live and a
 * backfill page that segment had when all was killed, and a page that failed three times.
 */
#include "common/ledger/ledger.h"

#include "tests/common/redis_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define LIVE "eb7ffef2f2973545cb572f4926c626ad"
#define BACKFILL "790ebcfe17df1ea7eb1c4eee02e59352"
#define DEAD "0bf606099721eab7739a7aad36e8d59f"

enum { ENTRIES_MAX = 8 };

struct scene {
    struct redis_fixture redis;
    struct ledger *ledger;
    /* of the last answer */
    bool came;
    enum ledger_verdict verdict;
    struct ledger_entry entries[ENTRIES_MAX];
    size_t entries_count;
    enum ledger_state states[3];
    char name[64], reasons[256];
    size_t pages;
    uint64_t bytes;
};

static void
keep(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct scene *scene = arg;
    scene->came = true;
    if (err != NULL)
        fail_msg("%s", err->text);
    scene->verdict = result->verdict;
    scene->entries_count = result->entry_count;
    for (size_t i = 0; i < result->entry_count && i < ENTRIES_MAX; i++)
        scene->entries[i] = result->entries[i];
    for (size_t i = 0; i < result->state_count && i < 3; i++)
        scene->states[i] = result->states[i];
    if (result->name_count > 0)
        (void)snprintf(scene->name, sizeof scene->name, "%.*s", SLICE_ARGS(result->names[0]));
    scene->pages = result->page_count;
    if (result->page_count > 0)
        (void)snprintf(scene->reasons, sizeof scene->reasons, "%.*s",
                       SLICE_ARGS(result->pages[0].reasons));
    if (result->status != NULL)
        scene->bytes = result->status->bytes;
}

static void
settle(struct scene *scene)
{
    redis_wait(ledger_redis(scene->ledger), 60000);
    assert_true(scene->came);
    scene->came = false;
}

static int
set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    scene->redis.aof = "tests/data/ledger/state-1.aof";
    redis_fixture_open(&scene->redis);
    struct ledger_spec spec = { .redis = { .url = scene->redis.url } };
    struct err err;
    if (ledger_open(&scene->ledger, &spec, &err) != 0)
        fail_msg("%s", err.text);
    assert_true(redis_wait_up(ledger_redis(scene->ledger), 60000));
    *state = scene;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *scene = *state;
    ledger_close(scene->ledger);
    redis_fixture_close(&scene->redis);
    free(scene);
    return 0;
}

static void
look(struct scene *scene)
{
    const struct slice ids[] = { SLICE_LITERAL(LIVE), SLICE_LITERAL(BACKFILL),
                                 SLICE_LITERAL(DEAD) };
    ledger_states(scene->ledger, ids, 3, keep, scene);
    settle(scene);
}

static void
reads_pages(void **state)
{
    struct scene *scene = *state;
    look(scene);
    assert_int_equal(scene->states[0], LEDGER_WAITING);
    assert_int_equal(scene->states[1], LEDGER_WAITING);
    assert_int_equal(scene->states[2], LEDGER_DEAD);
    struct arena arena = { 0 };
    struct ledger_page page;
    struct err err;
    assert_int_equal(ledger_fetch(scene->ledger, BACKFILL, &arena, &page, &err), 1);
    assert_true(slice_starts(page.bytes, SLICE_LITERAL("图书室搬家\n")));
    assert_int_equal(page.bytes.len, 59);
    assert_true(slice_equal(page.paper, SLICE_LITERAL("石桥日报")));
    assert_true(slice_equal(page.date, SLICE_LITERAL("2026-03-01")));
    assert_true(slice_equal(page.number, SLICE_LITERAL("A02")));
    assert_int_equal(page.lane, LANE_BACKFILL);
    assert_int_equal(page.file_page, 0);
    assert_int_equal(page.file.len, 0);
    arena_done(&arena);
}

/* Another instance finds the dead one's entries and commits them. */
static void
takes_over(void **state)
{
    struct scene *scene = *state;
    ledger_enrol(scene->ledger, "there", "0123456789abcdef0123456789abcdef", "", keep, scene);
    settle(scene);
    assert_int_equal(scene->verdict, LEDGER_OK);
    ledger_beat(scene->ledger, keep, scene);
    settle(scene);
    assert_string_equal(scene->name, "here");
    ledger_takeover(scene->ledger, "here", ENTRIES_MAX, keep, scene);
    settle(scene);
    assert_int_equal(scene->entries_count, 2);
    struct ledger_commit commits[] = { { .page_id = scene->entries[0].page_id },
                                       { .page_id = scene->entries[1].page_id } };
    struct err err;
    assert_int_equal(ledger_commit(scene->ledger, commits, 2, 60, &err), 0);
    assert_true(commits[0].finished && commits[1].finished);
    look(scene);
    assert_int_equal(scene->states[0], LEDGER_UNKNOWN);
    assert_int_equal(scene->states[1], LEDGER_UNKNOWN);
    ledger_figures(scene->ledger, keep, scene);
    settle(scene);
    assert_int_equal(scene->bytes, strlen("遗失声明\n某人遗失证件一本。\n"));
}

/* The same instance, started again as the new build, has what it had. */
static void
goes_on(void **state)
{
    struct scene *scene = *state;
    ledger_enrol(scene->ledger, "here", "0123456789abcdef0123456789abcdef", "", keep, scene);
    settle(scene);
    assert_int_equal(scene->verdict, LEDGER_OK);
    ledger_own(scene->ledger, LANE_LIVE, "0", ENTRIES_MAX, keep, scene);
    settle(scene);
    assert_int_equal(scene->entries_count, 1);
    assert_string_equal(scene->entries[0].page_id, LIVE);
    ledger_own(scene->ledger, LANE_BACKFILL, "0", ENTRIES_MAX, keep, scene);
    settle(scene);
    assert_int_equal(scene->entries_count, 1);
    assert_string_equal(scene->entries[0].page_id, BACKFILL);
    ledger_read(scene->ledger, LIVE, keep, scene);
    settle(scene);
    assert_int_equal(scene->pages, 1);
}

static void
raises_the_dead(void **state)
{
    struct scene *scene = *state;
    ledger_dead(scene->ledger, 10, keep, scene);
    settle(scene);
    assert_int_equal(scene->pages, 1);
    assert_string_equal(scene->reasons, "segment: 试过1\nsegment: 试过2\nsegment: 试过3");
    ledger_retry(scene->ledger, DEAD, keep, scene);
    settle(scene);
    assert_int_equal(scene->verdict, LEDGER_OK);
    ledger_enrol(scene->ledger, "there", "0123456789abcdef0123456789abcdef", "", keep, scene);
    settle(scene);
    ledger_claim(scene->ledger, LANE_LIVE, ENTRIES_MAX, keep, scene);
    settle(scene);
    assert_int_equal(scene->entries_count, 1);
    assert_string_equal(scene->entries[0].page_id, DEAD);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(raises_the_dead, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
