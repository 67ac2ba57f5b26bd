/* Figures from /metrics. */
#include "cli/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char metrics[] = "# TYPE pages_total counter\n"
                              "pages_total 12\n"
                              "pages_total_more 5\n"
                              "fate_total{fate=\"committed\"} 3\n"
                              "fate_total{fate=\"rejected\"} 4.5\n"
                              "last 1";

static void
test_sums(void **state)
{
    (void)state;
    struct slice text = slice_from(metrics);
    assert_true(metric_sum(text, "pages_total", "") == 12);
    assert_true(metric_sum(text, "fate_total", "") == 7.5);
    assert_true(metric_sum(text, "fate_total", "rejected") == 4.5);
    assert_true(metric_sum(text, "last", "") == 1);
    assert_true(metric_sum(text, "pages", "") == -1);
    assert_true(metric_sum(text, "fate_total", "lost") == -1);
    assert_true(metric_sum(SLICE_EMPTY, "last", "") == -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_sums) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
