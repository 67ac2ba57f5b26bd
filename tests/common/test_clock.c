/* Both clocks go forward; the one of work stands still while its thread sleeps. */
#include "common/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

static void
waiting_is_no_work(void **state)
{
    (void)state;
    const struct timespec rest = { .tv_nsec = 50000000 };
    int64_t began = clock_ms(), worked = clock_worked_us();
    (void)nanosleep(&rest, NULL);
    int64_t passed = clock_ms() - began;
    assert_true(passed >= 49);
    assert_true(clock_worked_us() - worked < passed * 1000);
}

static void
work_is_counted(void **state)
{
    (void)state;
    int64_t began = clock_ms(), worked = clock_worked_us();
    while (clock_worked_us() - worked < 5000)
        continue;
    assert_true(clock_ms() - began >= 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_is_no_work),
        cmocka_unit_test(work_is_counted),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
