/* Tests of common/hop/pace: how fast a worker is, at a clock that the test turns. */
#include "common/hop/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { JOBS = 16, BODY = 1000, LARGE = 50000 };

struct yard {
    struct remotes remotes;
    struct job jobs[JOBS]; /* the last one is large */
    struct remote *slow, *fast;
    size_t work; /* of a job that is not */
};

static int
set_up(void **state)
{
    static struct yard yard;
    remotes_init(&yard.remotes);
    yard.slow = remotes_add(&yard.remotes, "slow");
    yard.fast = remotes_add(&yard.remotes, "fast");
    yard.slow->large = yard.fast->large = LARGE;
    for (int i = 0; i < JOBS; i++) {
        yard.jobs[i] = (struct job){ .attempt = 1 };
        (void)snprintf(yard.jobs[i].page_id, sizeof yard.jobs[i].page_id, "%032d", i);
        assert_int_equal(zmq_msg_init_size(&yard.jobs[i].body, i < JOBS - 1 ? BODY : LARGE), 0);
    }
    yard.work = job_work(&yard.jobs[0]);
    *state = &yard;
    return 0;
}

static int
tear_down(void **state)
{
    struct yard *yard = *state;
    for (int i = 0; i < JOBS; i++)
        (void)zmq_msg_close(&yard->jobs[i].body);
    remotes_remove(&yard->remotes, yard->slow);
    remotes_remove(&yard->remotes, yard->fast);
    return 0;
}

/* It computes the job from `begun` on, for so many ms. */
static void
compute(struct remote *remote, const struct job *job, int64_t begun, int64_t ms)
{
    remote_delivered(remote, job, begun);
    remote_computed(remote, job->page_id, begun + ms);
}

static double
takes(const struct yard *yard, const struct remote *remote, int64_t now)
{
    return pace_takes(remote, yard->work, now);
}

static void
pace_is_what_the_last_ones_took(void **state)
{
    struct yard *yard = *state;
    assert_float_equal(takes(yard, yard->slow, 0), 0, 1e-9); /* not known yet */
    compute(yard->slow, &yard->jobs[0], 1000, 400);
    assert_float_equal(takes(yard, yard->slow, 1400), 400, 1e-6);
    compute(yard->slow, &yard->jobs[1], 2000, 800); /* counts for a fourth */
    assert_float_equal(takes(yard, yard->slow, 2800), 500, 1e-6);
    assert_float_equal(takes(yard, yard->slow, 2800 + 4999), 500, 1e-6);
    assert_float_equal(takes(yard, yard->slow, 2800 + 5000), 0, 1e-9); /* too old */
    compute(yard->fast, &yard->jobs[2], 3000, 0);                      /* less than a tick */
    assert_float_equal(takes(yard, yard->fast, 3000), 0.5, 1e-6);
}

/* The second begins when the first has ended; one given back tells nothing, but ends. */
static void
pages_are_computed_one_after_another(void **state)
{
    struct yard *yard = *state;
    for (int i = 0; i < 3; i++)
        remote_delivered(yard->slow, &yard->jobs[i], 1000);
    remote_computed(yard->slow, yard->jobs[0].page_id, 1100);
    assert_float_equal(takes(yard, yard->slow, 1100), 300, 1e-6); /* two it has, and one */
    remote_gave_up(yard->slow, yard->jobs[1].page_id, 1900);
    assert_float_equal(takes(yard, yard->slow, 1900), 200, 1e-6);
    remote_computed(yard->slow, yard->jobs[2].page_id, 2000);
    assert_float_equal(takes(yard, yard->slow, 2000), 100, 1e-6);
}

static void
large_pages_do_not_count(void **state)
{
    struct yard *yard = *state;
    compute(yard->slow, &yard->jobs[0], 1000, 100);
    remote_delivered(yard->slow, &yard->jobs[JOBS - 1], 2000);
    assert_null(remote_head(yard->slow));
    compute(yard->slow, &yard->jobs[1], 5000, 100);
    assert_float_equal(takes(yard, yard->slow, 5100), 100, 1e-6);
    remote_computed(yard->slow, yard->jobs[JOBS - 1].page_id, 6000);
    assert_float_equal(takes(yard, yard->slow, 6000), 100, 1e-6);
}

static void
a_page_that_takes_far_too_long_hangs(void **state)
{
    struct yard *yard = *state;
    assert_false(pace_hangs(yard->fast, 0));
    compute(yard->fast, &yard->jobs[0], 1000, 10);
    remote_delivered(yard->fast, &yard->jobs[1], 2000);
    assert_false(pace_hangs(yard->fast, 2240));
    assert_true(pace_hangs(yard->fast, 2241));
    remote_computed(yard->fast, yard->jobs[1].page_id, 2250);
    assert_false(pace_hangs(yard->fast, 9000));
}

static bool
outrun(const struct yard *yard, size_t waiting, int64_t now)
{
    struct race race = pace_race(yard->slow, yard->work, now);
    pace_enter(&race, yard->slow, now);
    pace_enter(&race, yard->fast, now);
    return pace_is_outrun(&race, waiting * yard->work);
}

/* A page takes the one 200 ms, the other 10: up to 19 that wait the fast one has done sooner. */
static void
the_slow_one_is_outrun_when_little_waits(void **state)
{
    struct yard *yard = *state;
    assert_false(outrun(yard, 1, 1000)); /* nothing is known of either */
    compute(yard->slow, &yard->jobs[0], 1000, 200);
    assert_false(outrun(yard, 1, 1200)); /* of the other */
    compute(yard->fast, &yard->jobs[1], 1200, 10);
    assert_true(outrun(yard, 1, 1210));
    assert_true(outrun(yard, 19, 1210));
    assert_false(outrun(yard, 21, 1210));
    for (int i = 2; i < 7; i++) /* and what it has counts as well */
        remote_delivered(yard->fast, &yard->jobs[i], 1210);
    assert_true(outrun(yard, 14, 1210));
    assert_false(outrun(yard, 16, 1210));
    remote_delivered(yard->slow, &yard->jobs[7], 1210); /* it would come to this one in 200 ms */
    assert_true(outrun(yard, 34, 1210));
    assert_false(outrun(yard, 36, 1210));
    assert_true(outrun(yard, 1, 1210 + 10000));
}

/* A new worker's first page takes 300 ms instead of 10.  It is tried again after ten times that,
 * with one page, and what this takes is what counts. */
static void
the_first_page_is_not_held_against_it(void **state)
{
    struct yard *yard = *state;
    compute(yard->slow, &yard->jobs[0], 1000, 300);
    compute(yard->fast, &yard->jobs[1], 1000, 10);
    assert_true(outrun(yard, 1, 1300));
    assert_true(outrun(yard, 1, 1300 + 2999));
    assert_false(outrun(yard, 1, 1300 + 3000));
    remote_delivered(yard->slow, &yard->jobs[2], 1300 + 3000);
    assert_true(outrun(yard, 1, 1300 + 3000));
    remote_computed(yard->slow, yard->jobs[2].page_id, 1300 + 3020);
    assert_float_equal(takes(yard, yard->slow, 1300 + 3020), 20, 1e-6);
    assert_false(outrun(yard, 1, 1300 + 3020));
}

/* 29 and 10 ms: not so different that one should wait. */
static void
a_little_slower_is_not_outrun(void **state)
{
    struct yard *yard = *state;
    compute(yard->slow, &yard->jobs[0], 1000, 29);
    compute(yard->fast, &yard->jobs[1], 1000, 10);
    assert_false(outrun(yard, 1, 1030));
}

/* A new worker's first page takes 8 ms instead of 1: it gets the next one all the same. */
static void
one_that_is_soon_done_is_not_outrun(void **state)
{
    struct yard *yard = *state;
    compute(yard->slow, &yard->jobs[0], 1000, 8);
    compute(yard->fast, &yard->jobs[1], 1000, 1);
    assert_false(outrun(yard, 1, 1010));
    for (int i = 2; i < 8; i++)
        remote_delivered(yard->slow, &yard->jobs[i], 1010);
    assert_true(outrun(yard, 1, 1010)); /* but not when it has many */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pace_is_what_the_last_ones_took),
        TEST(pages_are_computed_one_after_another),
        TEST(large_pages_do_not_count),
        TEST(a_page_that_takes_far_too_long_hangs),
        TEST(the_slow_one_is_outrun_when_little_waits),
        TEST(the_first_page_is_not_held_against_it),
        TEST(a_little_slower_is_not_outrun),
        TEST(one_that_is_soon_done_is_not_outrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
