/* Tests of services/gateway/rate. */
#include "services/gateway/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
a_bucket_empties_and_fills(void **state)
{
    (void)state;
    unsigned left, reset;
    struct rate *rate = rate_new(2, 3);
    for (unsigned i = 3; i > 0; i--) {
        assert_false(rate_is_out(rate, "a", 1000));
        assert_true(rate_take(rate, "a", 1000, &left, &reset));
        assert_int_equal(left, i - 1);
    }
    assert_true(rate_is_out(rate, "a", 1000));
    assert_false(rate_take(rate, "a", 1000, &left, &reset));
    assert_int_equal(left, 0);
    assert_int_equal(reset, 1);
    assert_true(rate_take(rate, "b", 1000, &left, &reset)); /* others are not touched */
    assert_true(rate_take(rate, "a", 1500, &left, &reset));
    assert_false(rate_take(rate, "a", 1500, &left, &reset));
    assert_true(rate_take(rate, "a", 100000, &left, &reset)); /* no more than it holds */
    assert_int_equal(left, 2);
    rate_free(rate);
}

/* Names are forgotten, the longest unused first. */
static void
names_are_bounded(void **state)
{
    (void)state;
    unsigned left, reset;
    char name[16];
    struct rate *rate = rate_new(0.001, 1);
    assert_true(rate_take(rate, "kept", 1000, &left, &reset));
    for (int i = 0; i < RATE_NAMES_MAX; i++) {
        (void)snprintf(name, sizeof name, "n%d", i);
        assert_true(rate_take(rate, name, 1001 + i, &left, &reset));
        assert_false(rate_take(rate, "kept", 1001 + i, &left, &reset)); /* it is in use */
    }
    assert_true(rate_take(rate, "n0", 1000 + RATE_NAMES_MAX, &left, &reset)); /* it was forgotten */
    rate_free(rate);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_empties_and_fills),
        cmocka_unit_test(names_are_bounded),
    };
    return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
