/* Tests of common/err. */
#include "common/err.h"
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
it_is_filled(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(err_set(&err, ERR_RETRY, "%s: %d", "disk", 7), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_string_equal(err.text, "disk: 7");
    assert_int_equal(err_prefix(&err, "store of %s", "A"), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_string_equal(err.text, "store of A: disk: 7");
    assert_int_equal(err_set(NULL, ERR_REJECT, "nobody asks"), -1);
    assert_int_equal(err_prefix(NULL, "nobody"), -1);
}

/* Whatever is put in or before it, it stays a text within its bounds. */
static void
long_ones_are_cut(void **state)
{
    (void)state;
    char text[1000] = "";
    for (size_t i = 0; i + 4 < sizeof text; i += 3)
        memcpy(text + i, "报", 4);
    for (size_t lead = 0; lead < 6; lead++) {
        struct err err;
        (void)err_set(&err, ERR_REJECT, "%.*s%s", (int)lead, "abcdef", text);
        assert_true(strlen(err.text) < sizeof err.text);
        assert_int_equal(strncmp(err.text, "abcdef", lead), 0);
        (void)err_prefix(&err, "%.*s%s", (int)lead, "abcdef", text);
        assert_true(strlen(err.text) < sizeof err.text);
        (void)err_prefix(&err, "first");
        assert_int_equal(strncmp(err.text, "first: ", 7), 0);
        assert_true(strlen(err.text) < sizeof err.text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_filled),
        cmocka_unit_test(long_ones_are_cut),
    };
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
