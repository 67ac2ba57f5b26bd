#include "common/proto/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
limits_hold(void **state)
{
    static const struct {
        const char *json;
        size_t bytes;
        unsigned depth;
        int expected;
    } cases[] = {
        { "", 0, 0, 0 },
        { "[[1]]", 5, 2, 0 },
        { "[[1]]", 4, 2, -1 },
        { "[[1]]", 5, 1, -1 },
        { "[{},[],{}]", 99, 2, 0 },
        { "\"[[[[[[\"", 99, 0, 0 },
        { "[\"\\\"[[[[\"]", 99, 1, 0 },
        { "[\"\\\\\",[]]", 99, 1, -1 },
        { "\"never closed [[[", 99, 0, 0 },
        { "\"\\", 99, 0, 0 },
        { "]]]][", 99, 1, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = { .kind = ERR_NONE };
        int rc = json_scan(slice_from(cases[i].json), cases[i].bytes, cases[i].depth, &err);
        if (rc != cases[i].expected)
            fail_msg("%s gave %d", cases[i].json, rc);
        assert_int_equal(err.kind, rc == 0 ? ERR_NONE : ERR_REJECT);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(limits_hold) };
    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
