/* The configuration that `up` writes. */
#include "cli/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void
test_print(void **state)
{
    (void)state;
    struct settings settings = { 0 };
    struct buf out = { 0 };
    struct err err;
    settings_set(&settings, "ingest", "a", "1");
    settings_set(&settings, "store", "b", "/x y");
    settings_set(&settings, "ingest", "c", "3");
    settings_set(&settings, "ingest", "a", "2");
    assert_int_equal(settings_parse(&settings, "store.b=/z=1", &err), 0);
    assert_int_equal(settings_parse(&settings, "common.log_level=debug", &err), 0);
    settings_print(&settings, &out);
    assert_string_equal(buf_string(&out), "ingest\n    a = \"2\"\n    c = \"3\"\n"
                                          "store\n    b = \"/z=1\"\n"
                                          "common\n    log_level = \"debug\"\n");
    buf_done(&out);
    settings_done(&settings);
}

static void
test_mistakes(void **state)
{
    (void)state;
    struct settings settings = { 0 };
    static const char *const texts[] = { "", "a", "a.b", "a=b", ".b=c", "a.=c", "a=b.c" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct err err = { 0 };
        assert_int_equal(settings_parse(&settings, texts[i], &err), -1);
        assert_int_equal(err.kind, ERR_REJECT);
    }
    settings_done(&settings);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
