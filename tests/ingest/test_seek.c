/* Where the looks go: the ledger's part is played here, one answer at a time. */
#include "services/ingest/seek.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

struct scene {
    struct seek *seek;
    bool eager; /* looks again whenever a look is over, as dispatch does */
    size_t found;
};

/* What the ledger was asked last. */
static struct {
    bool own;
    enum lane lane;
    char after[48];
    ledger_done *done;
    void *arg;
    unsigned times;
} asked;

static void
note(bool own, enum lane lane, const char *after, ledger_done *done, void *arg)
{
    asked.own = own;
    asked.lane = lane;
    (void)snprintf(asked.after, sizeof asked.after, "%s", after);
    asked.done = done;
    asked.arg = arg;
    asked.times++;
}

void
ledger_own(struct ledger *ledger, enum lane lane, const char *after, size_t count,
           ledger_done *done, void *arg)
{
    (void)ledger, (void)count;
    note(true, lane, after, done, arg);
}

void
ledger_claim(struct ledger *ledger, enum lane lane, size_t count, ledger_done *done, void *arg)
{
    (void)ledger, (void)count;
    note(false, lane, "", done, arg);
}

static void
on_found(void *arg, const struct ledger_entry *entries, size_t count)
{
    struct scene *scene = arg;
    (void)entries;
    scene->found += count;
}

static void
on_over(void *arg, bool more)
{
    struct scene *scene = arg;
    if (scene->eager && more)
        seek_look(scene->seek, 16);
}

/* The ledger answers what it was asked last: an entry and where to go on, or nothing. */
static void
answer(const char *entry)
{
    struct ledger_entry one = { .lane = asked.lane };
    struct ledger_result result = { .verdict = LEDGER_OK, .entries = &one };
    if (entry != NULL) {
        (void)snprintf(one.entry, sizeof one.entry, "%s", entry);
        result.entry_count = 1;
        result.text = slice_from(entry);
    }
    asked.done(asked.arg, &result, NULL);
}

static void
assert_asked(bool own, enum lane lane, const char *after)
{
    assert_int_equal(asked.own, own);
    assert_int_equal(asked.lane, lane);
    assert_string_equal(asked.after, after);
}

static void
begin(struct scene *scene)
{
    *scene = (struct scene){ .eager = true };
    struct seek_spec spec = { .live_share = 4, .found = on_found, .over = on_over, .arg = scene };
    scene->seek = seek_new(&spec);
}

static void
end(struct scene *scene)
{
    seek_stop(scene->seek);
    answer(NULL);
    seek_free(scene->seek);
}

static void
all_its_own_are_seen_before_new_ones(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    seek_own(scene.seek);
    seek_look(scene.seek, 16);
    assert_asked(true, LANE_LIVE, "0");
    answer("5-0");
    assert_asked(true, LANE_LIVE, "5-0");
    answer(NULL);
    assert_asked(true, LANE_BACKFILL, "0");
    answer("7-0");
    assert_asked(true, LANE_BACKFILL, "7-0");
    answer(NULL);
    assert_asked(false, LANE_LIVE, "");
    assert_int_equal(scene.found, 2);
    end(&scene);
}

/* A page that came back while a look was past it already is found by the next one. */
static void
an_order_amid_a_look_begins_anew(void **state)
{
    static const char *const answers[] = { "9-0", NULL };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scene scene;
        begin(&scene);
        seek_own(scene.seek);
        seek_look(scene.seek, 16);
        answer("5-0");
        seek_own(scene.seek); /* a page before 5-0 is free again */
        answer(answers[i]);
        assert_asked(true, LANE_LIVE, "0");
        end(&scene);
    }
}

static void
an_order_amid_the_last_look_begins_anew(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    seek_own(scene.seek);
    seek_look(scene.seek, 16);
    answer(NULL);
    assert_asked(true, LANE_BACKFILL, "0");
    seek_own(scene.seek);
    answer(NULL);
    assert_asked(true, LANE_LIVE, "0");
    end(&scene);
}

static void
an_order_amid_a_look_for_new_ones_comes_next(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    seek_look(scene.seek, 16);
    assert_asked(false, LANE_LIVE, "");
    seek_own(scene.seek);
    answer("3-0");
    assert_int_equal(asked.own,
                     false); /* fewer came than were wanted: not asked for more by itself */
    seek_look(scene.seek, 16);
    assert_asked(true, LANE_LIVE, "0");
    end(&scene);
}

static void
one_look_at_a_time(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    seek_look(scene.seek, 16);
    unsigned times = asked.times;
    seek_look(scene.seek, 16);
    seek_own(scene.seek);
    seek_look(scene.seek, 16);
    assert_int_equal(asked.times, times);
    end(&scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_its_own_are_seen_before_new_ones),
        cmocka_unit_test(an_order_amid_a_look_begins_anew),
        cmocka_unit_test(an_order_amid_the_last_look_begins_anew),
        cmocka_unit_test(an_order_amid_a_look_for_new_ones_comes_next),
        cmocka_unit_test(one_look_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
