/* Tests of common/png. */
#include "common/png.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants those before */
#include <cmocka.h>

#define HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"

static void
sizes_are_read(void **state)
{
    (void)state;
    unsigned width = 0, height = 0;
    assert_true(png_size(SLICE_LITERAL(HEAD "\0\0\x09\xc4\0\1\0\2"), &width, &height));
    assert_int_equal(width, 2500);
    assert_int_equal(height, 65538);
}

static void
others_are_none(void **state)
{
    (void)state;
    unsigned width, height;
    assert_false(png_size(SLICE_EMPTY, &width, &height));
    assert_false(png_size(SLICE_LITERAL(HEAD "\0\0\x09\xc4\0\1\0"), &width, &height));
    assert_false(png_size(SLICE_LITERAL(HEAD "\0\0\0\0\0\0\0\1"), &width, &height));
    assert_false(
        png_size(SLICE_LITERAL("GIF89a, and so much that it could be one"), &width, &height));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_read),
        cmocka_unit_test(others_are_none),
    };
    return cmocka_run_group_tests_name("png", tests, NULL, NULL);
}
