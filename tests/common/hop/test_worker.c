/* Tests of common/hop/worker: a stage that is a child, between an ingest and a next stage that are
 * this test. */
#include "common/clock.h"
#include "common/hop/worker.h"

#include "common/proto/page_json.h"
#include "tests/common/hop/stage_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { BUDGET_MS = 1000, LARGE = 300000 };

static int budget_ms = BUDGET_MS; /* of the stage that is started next */

static const char another_id[] = "000000000000000000000000000000a2",
                  small_id[] = "000000000000000000000000000000a3";

/* ---- the stage ---- */

static int
stage_init(void **state, const struct config *config, const char *data_dir, struct err *err)
{
    (void)config, (void)data_dir, (void)err;
    static int nothing;
    *state = &nothing;
    return 0;
}

/* A page that names a file takes until that is there. */
static int
wait_for(struct slice path, const struct tick *tick, struct err *err)
{
    char name[100];
    (void)snprintf(name, sizeof name, "%.*s", SLICE_ARGS(path));
    while (access(name, F_OK) != 0) {
        struct timespec moment = { .tv_nsec = 5000000 };
        (void)nanosleep(&moment, NULL);
        if (tick_call(tick, err) != 0)
            return -1;
    }
    return 0;
}

/* A page that begins with "slow" takes one and a half budgets, one with "late" a little more than
 * one without a processor; both tick. */
static int
stage_handle(void *state, struct page *page, const struct tick *tick, struct err *err)
{
    (void)state;
    if (slice_starts(page->text, SLICE_LITERAL("bad")))
        return err_set(err, ERR_REJECT, "it is bad");
    if (slice_starts(page->text, SLICE_LITERAL("away")))
        return err_set(err, ERR_RETRY, "a disk is away");
    if (slice_starts(page->text, SLICE_LITERAL("crash")))
        (void)raise(SIGKILL);
    if (slice_starts(page->text, SLICE_LITERAL("/tmp/")) &&
        wait_for((struct slice){ page->text.ptr, slice_find(page->text, SLICE_LITERAL(" ")) }, tick,
                 err) != 0)
        return -1;
    bool slow = slice_starts(page->text, SLICE_LITERAL("slow"));
    bool late = slice_starts(page->text, SLICE_LITERAL("late"));
    int64_t busy = clock_worked_us() / 1000 + budget_ms * 3 / 2,
            until = clock_ms() + budget_ms * 11 / 10;
    while ((slow && clock_worked_us() / 1000 < busy) || (late && clock_ms() < until)) {
        struct timespec moment = { .tv_nsec = 100000000 };
        if (late)
            (void)nanosleep(&moment, NULL);
        if (tick_call(tick, err) != 0)
            return -1;
    }
    page->name = SLICE_LITERAL("tested");
    return 0;
}

static void
stage_done(void *state)
{
    (void)state;
}

static void
run_stage(void)
{
    static const struct worker_spec spec = {
        .name = "segment", /* whose options the program knows */
        .summary = "a stage",
        .init = stage_init,
        .handle = stage_handle,
        .done = stage_done,
    };
    static char name[] = "stage", *argv[] = { name, NULL };
    char budget[16];
    (void)snprintf(budget, sizeof budget, "%dms", budget_ms);
    (void)setenv("PAGEWIRE_JOB_BUDGET", budget, 1);
    _exit(worker_main(&spec, 1, argv));
}

/* ---- and what is asked of it ---- */

static int
set_up(void **state)
{
    *state = stage_fixture_open("enrich", run_stage);
    return 0;
}

/* For pages that take as long as the test does. */
static int
set_up_patient(void **state)
{
    budget_ms = 60000;
    return set_up(state);
}

/* Ten times as long is the end, even without a processor. */
static int
set_up_slow(void **state)
{
    budget_ms = 4000;
    return set_up(state);
}

static int
tear_down(void **state)
{
    budget_ms = BUDGET_MS;
    stage_fixture_close(*state);
    return 0;
}

static void
wait_answer(struct stage_fixture *scene)
{
    stage_fixture_wait(scene);
    assert_false(scene->late);
}

/* Sends a page of `size` bytes that begins with `text`. */
static void
begin_page(struct stage_fixture *scene, const char *id, const char *text, size_t size)
{
    struct buf body = { 0 }, content = { 0 };
    struct page page;
    buf_add_slice(&content, slice_from(text));
    while (content.len < size)
        buf_add_slice(&content, SLICE_LITERAL("0123456789abcdef"));
    page_init(&page);
    page.id = slice_from(id);
    page.text = buf_slice(&content);
    page_encode_job(&page, &body);
    page_done(&page);
    hop_out_send(scene->ingest, id, 1, "", buf_slice(&body));
    buf_done(&body);
    buf_done(&content);
}

/* The same, and waits for its outcome. */
static void
send_page(struct stage_fixture *scene, const char *text, size_t size)
{
    begin_page(scene, stage_page_id, text, size);
    wait_answer(scene);
}

static void
a_page_goes_through(void **state)
{
    struct stage_fixture *scene = *state;
    struct page page;
    struct err err;
    send_page(scene, "水到了田里。", 0);
    assert_int_equal(scene->verdict, HOP_DONE);
    page_init(&page);
    if (page_decode_job(&page, buf_slice(&scene->received), &err) != 0)
        fail_msg("%s", err.text);
    assert_true(slice_equal(page.name, SLICE_LITERAL("tested")));
    assert_true(slice_equal(page.text, SLICE_LITERAL("水到了田里。")));
    page_done(&page);
}

static void
a_fault_of_the_page_is_blamed(void **state)
{
    struct stage_fixture *scene = *state;
    send_page(scene, "bad", 0);
    assert_int_equal(scene->verdict, HOP_REJECT);
    assert_true(scene->blame);
    assert_non_null(strstr(scene->reason, "it is bad"));
    send_page(scene, "away", 0);
    assert_int_equal(scene->verdict, HOP_RETRY);
    assert_false(scene->blame);
}

/* What is too slow for a small page is in time for one of a MiB. */
static void
the_budget_grows_with_the_page(void **state)
{
    struct stage_fixture *scene = *state;
    send_page(scene, "slow", 0);
    assert_int_equal(scene->verdict, HOP_RETRY);
    assert_true(scene->blame);
    assert_non_null(strstr(scene->reason, "not computed within 1000 ms"));
    send_page(scene, "slow", (12 << 20) + 1);
    assert_int_equal(scene->verdict, HOP_DONE);
}

/* Not computed in time on a loaded machine is no fault of the page's. */
static void
the_budget_is_processor_time(void **state)
{
    struct stage_fixture *scene = *state;
    send_page(scene, "late", 0);
    assert_int_equal(scene->verdict, HOP_DONE);
}

/* Two large pages that do not end: others pass them, and the second waits for the first. */
static void
a_large_page_keeps_nobody_waiting(void **state)
{
    struct stage_fixture *scene = *state;
    char text[80];
    (void)snprintf(text, sizeof text, "%s/go ", scene->folder);
    begin_page(scene, stage_page_id, text, LARGE);
    begin_page(scene, another_id, text, LARGE);
    for (int i = 0; i < 3; i++) {
        begin_page(scene, small_id, "水", 0);
        wait_answer(scene);
        assert_int_equal(scene->verdict, HOP_DONE);
    }
    assert_string_equal(scene->order, "333");
    text[strlen(text) - 1] = '\0';
    FILE *go = fopen(text, "w");
    assert_non_null(go);
    (void)fclose(go);
    wait_answer(scene);
    assert_int_equal(scene->verdict, HOP_DONE);
    if (strlen(scene->order) < 5)
        wait_answer(scene);
    assert_int_equal(scene->verdict, HOP_DONE);
    assert_string_equal(scene->order, "33312");
    (void)unlink(text);
}

/* It costs the page an attempt, and nobody else anything. */
static void
a_large_page_may_crash(void **state)
{
    struct stage_fixture *scene = *state;
    send_page(scene, "crash", LARGE);
    assert_int_equal(scene->verdict, HOP_RETRY);
    assert_true(scene->blame);
    assert_non_null(strstr(scene->reason, "ended with signal 9"));
    assert_int_equal(waitpid(scene->stage, NULL, WNOHANG), 0);
    send_page(scene, "slow", LARGE); /* its budget is its own */
    assert_true(scene->blame);
    assert_non_null(strstr(scene->reason, "not computed within "));
    send_page(scene, "bad", LARGE);
    assert_int_equal(scene->verdict, HOP_REJECT);
    assert_non_null(strstr(scene->reason, "it is bad"));
    send_page(scene, "水", LARGE);
    assert_int_equal(scene->verdict, HOP_DONE);
    assert_true(scene->received.len > LARGE);
}

/* On SIGTERM it says BYE and ends with 0. */
static void
it_leaves_when_told(void **state)
{
    struct stage_fixture *scene = *state;
    int status = -1;
    send_page(scene, "水", 0);
    (void)kill(scene->stage, SIGTERM);
    int64_t until = clock_ms() + STAGE_DEADLINE_MS;
    pid_t ended = 0;
    while (ended == 0 && clock_ms() < until) {
        (void)zloop_timer(scene->loop, 10, 1, stage_out_of_time, scene);
        (void)zloop_start(scene->loop);
        ended = waitpid(scene->stage, &status, WNOHANG);
    }
    assert_int_equal(ended, scene->stage);
    scene->stage = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_goes_through, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_fault_of_the_page_is_blamed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_budget_grows_with_the_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_budget_is_processor_time, set_up_slow, tear_down),
        cmocka_unit_test_setup_teardown(a_large_page_keeps_nobody_waiting, set_up_patient,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_large_page_may_crash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_leaves_when_told, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
