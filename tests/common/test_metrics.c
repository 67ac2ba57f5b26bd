/* Tests of common/metrics: what is one metric, and what is printed of it. */
#include "common/metrics.h"

#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *
print(struct buf *out)
{
    out->len = 0;
    metrics_print(out);
    return buf_string(out);
}

static size_t
count(const char *text, const char *what)
{
    size_t found = 0;
    for (; (text = strstr(text, what)) != NULL; text++)
        found++;
    return found;
}

/* Labels made in one place, one after another, are metrics of their own. */
static void
labels_are_copied(void **state)
{
    (void)state;
    struct metric *made[3];
    struct buf out = { 0 };
    char label[32];
    for (int i = 0; i < 3; i++) {
        (void)snprintf(label, sizeof label, "kind=\"%d\"", i);
        made[i] = metric_new(METRIC_COUNTER, "copied_total", label, "Copied");
        metric_add(made[i], 10 + i);
    }
    memset(label, '\xff', sizeof label);
    assert_ptr_not_equal(made[0], made[1]);
    assert_int_equal(metric_get(made[2]), 12);
    const char *text = print(&out);
    assert_non_null(strstr(text, "pagewire_copied_total{kind=\"0\"} 10\n"));
    assert_non_null(strstr(text, "pagewire_copied_total{kind=\"2\"} 12\n"));
    assert_int_equal(count(text, "# HELP pagewire_copied_total "), 1);
    assert_true(utf8_valid(buf_slice(&out), NULL));
    buf_done(&out);
}

static void
same_name_is_same_metric(void **state)
{
    (void)state;
    struct metric *one = metric_new(METRIC_GAUGE, "rooms", NULL, "Rooms");
    struct metric *same = metric_new(METRIC_GAUGE, "rooms", NULL, "Rooms");
    assert_ptr_equal(one, same);
    metric_set(one, 5);
    metric_add(same, -2);
    assert_int_equal(metric_get(one), 3);
}

static void
seconds_are_printed_as_such(void **state)
{
    (void)state;
    struct buf out = { 0 };
    metric_add(metric_new(METRIC_SECONDS_COUNTER, "work_seconds_total", NULL, "Work"), 1500000);
    metric_set(metric_new(METRIC_SECONDS_GAUGE, "age_seconds", NULL, "Age"), 20);
    const char *text = print(&out);
    assert_non_null(strstr(text, "# TYPE pagewire_work_seconds_total counter\n"));
    assert_non_null(strstr(text, "pagewire_work_seconds_total 1.500000\n"));
    assert_non_null(strstr(text, "# TYPE pagewire_age_seconds gauge\n"));
    assert_non_null(strstr(text, "pagewire_age_seconds 0.000020\n"));
    buf_done(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_copied),
        cmocka_unit_test(same_name_is_same_metric),
        cmocka_unit_test(seconds_are_printed_as_such),
    };
    return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
