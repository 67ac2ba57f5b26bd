#include "common/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

#define S SLICE_LITERAL

static void
comparing(void **state)
{
    (void)state;
    assert_true(slice_equal(S("报"), S("报")));
    assert_false(slice_equal(S("a"), S("ab")));
    assert_true(slice_equal(S(""), slice_from(NULL)));
    assert_true(slice_starts(S("tcp://x"), S("tcp://")) && !slice_starts(S("tc"), S("tcp")));
    assert_true(slice_ends(S("x.hop"), S(".hop")) && !slice_ends(S("hop"), S("x.hop")));
    assert_true(slice_compare(S("a"), S("b")) < 0 && slice_compare(S("ab"), S("a")) > 0);
    assert_int_equal(slice_compare(S("a"), S("a")), 0);
}

static void
parts(void **state)
{
    (void)state;
    assert_int_equal(slice_find(S("abcabc"), S("ca")), 2);
    assert_int_equal(slice_find(S("abc"), S("x")), 3);
    assert_int_equal(slice_find(S("abc"), S("")), 0);
    assert_true(slice_equal(slice_part(S("abcdef"), 2, 4), S("cd")));
    assert_true(slice_equal(slice_part(S("abc"), 2, 99), S("c")));
    assert_int_equal(slice_part(S("abc"), 5, 2).len, 0);
    /* The part of nothing is nothing, wherever; UBSan sees what is done with NULL. */
    assert_null(slice_part((struct slice){ NULL, 0 }, 0, 8).ptr);
    assert_int_equal(slice_part((struct slice){ NULL, 0 }, 3, 8).len, 0);
    assert_true(slice_equal(slice_trim(S(" \t a b\r\n")), S("a b")));
    assert_int_equal(slice_trim(S("  ")).len, 0);
}

static void
lines(void **state)
{
    struct slice rest = S("one\n\nthree\n"), line;
    (void)state;
    assert_true(slice_line(&rest, &line) && slice_equal(line, S("one")));
    assert_true(slice_line(&rest, &line) && line.len == 0);
    assert_true(slice_line(&rest, &line) && slice_equal(line, S("three")));
    assert_false(slice_line(&rest, &line));
}

static void
copies_end_in_nul(void **state)
{
    (void)state;
    char *copy = slice_dup((struct slice){ "abcdef", 3 });
    assert_string_equal(copy, "abc");
    free(copy);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(parts),
        cmocka_unit_test(lines),
        cmocka_unit_test(copies_end_in_nul),
    };
    return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
