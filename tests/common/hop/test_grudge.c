/* Tests of common/hop/grudge. */
#include "common/hop/grudge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

#define PAGE "0000000000000000000000000000000a"

static void
who_failed_a_page_is_known(void **state)
{
    (void)state;
    struct grudges grudges = { 0 };
    char avoid[AVOID_SIZE];
    assert_false(grudges_hold(&grudges, PAGE, "w1"));
    grudges_add(&grudges, PAGE, "w1");
    grudges_add(&grudges, PAGE, "w2");
    grudges_add(&grudges, "0000000000000000000000000000000b", "w3");
    assert_true(grudges_hold(&grudges, PAGE, "w1"));
    assert_true(grudges_hold(&grudges, PAGE, "w2"));
    assert_false(grudges_hold(&grudges, PAGE, "w3"));
    grudges_list(&grudges, PAGE, avoid);
    assert_non_null(strstr(avoid, "w1"));
    assert_non_null(strstr(avoid, "w2"));
    assert_null(strstr(avoid, "w3"));
    grudges_done(&grudges);
}

/* The latest ones are kept, and no list is longer than it may be. */
static void
memory_is_bounded(void **state)
{
    (void)state;
    struct grudges grudges = { 0 };
    char worker[WORKER_SIZE], avoid[AVOID_SIZE];
    for (int i = 0; i < GRUDGE_MAX + 10; i++) {
        (void)snprintf(worker, sizeof worker, "worker-%04d-with-a-long-name", i);
        grudges_add(&grudges, PAGE, worker);
    }
    assert_false(grudges_hold(&grudges, PAGE, "worker-0009-with-a-long-name"));
    assert_true(grudges_hold(&grudges, PAGE, "worker-0010-with-a-long-name"));
    assert_true(grudges_hold(&grudges, PAGE, worker));
    assert_int_equal(grudges.count, GRUDGE_MAX);
    grudges_list(&grudges, PAGE, avoid);
    assert_in_range(strlen(avoid), 1, AVOID_SIZE - 1);
    grudges_done(&grudges);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_failed_a_page_is_known),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests_name("grudge", tests, NULL, NULL);
}
