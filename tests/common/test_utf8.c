#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
malformed_is_found_at_its_first_byte(void **state)
{
    static const struct {
        const char *text;
        size_t len, bad;
    } cases[] = {
        { "报a", 4, SIZE_MAX },
        { "\0", 1, SIZE_MAX },
        { "a\xff", 2, 1 },
        { "\xc0\x80", 2, 0 },                /* overlong */
        { "\xe0\x80\x80", 3, 0 },            /* overlong */
        { "\xed\xa0\x80", 3, 0 },            /* surrogate */
        { "\xf4\x90\x80\x80", 4, 0 },        /* past U+10FFFF */
        { "\xf4\x8f\xbf\xbf", 4, SIZE_MAX }, /* U+10FFFF */
        { "ab\xe6\x8a", 4, 2 },              /* cut */
        { "\x80", 1, 0 },
        { "", 0, SIZE_MAX },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t bad = SIZE_MAX;
        bool valid = utf8_valid((struct slice){ cases[i].text, cases[i].len }, &bad);
        assert_int_equal(valid, cases[i].bad == SIZE_MAX);
        assert_int_equal(bad, cases[i].bad);
    }
}

static void
points_go_there_and_back(void **state)
{
    static const uint32_t all[] = { 0,     'a',    0x7f,   0x80,    0x7ff,
                                    0x800, 0x62a5, 0xffff, 0x10000, 0x10ffff };
    struct buf buf = { 0 };
    size_t count = sizeof all / sizeof all[0], found, at = 0;
    (void)state;
    for (size_t i = 0; i < count; i++)
        utf8_add(&buf, all[i]);
    assert_true(utf8_valid(buf_slice(&buf), NULL));
    assert_int_equal(utf8_count(buf_slice(&buf)), count);
    for (size_t i = 0; i < count; i++) {
        char bytes[UTF8_MOST];
        size_t from = at;
        assert_int_equal(utf8_next(buf_slice(&buf), &at), all[i]);
        assert_int_equal(utf8_put(bytes, all[i]), at - from);
        assert_memory_equal(bytes, buf.ptr + from, at - from);
    }
    assert_int_equal(at, buf.len);
    uint32_t *points = utf8_points(buf_slice(&buf), &found);
    assert_int_equal(found, count);
    assert_memory_equal(points, all, sizeof all);
    free(points);
    buf_done(&buf);
    assert_null(utf8_points(SLICE_EMPTY, &found));
    assert_int_equal(found, 0);
}

static void
points_are_compared(void **state)
{
    static const uint32_t points[] = { 0x62a5, 'a', 0x8bb0 };
    (void)state;
    assert_true(utf8_is(slice_from("报a记"), points, 3));
    assert_false(utf8_is(slice_from("报a记"), points, 2));
    assert_false(utf8_is(slice_from("报a"), points, 3));
    assert_false(utf8_is(slice_from("报b记"), points, 3));
    assert_true(utf8_is(slice_from(""), points, 0));
    assert_true(utf8_has(slice_from("本报"), 0x62a5));
    assert_false(utf8_has(slice_from("本"), 0x62a5));
    assert_false(utf8_has(slice_from(""), 0x62a5));
}

static void
classes(void **state)
{
    (void)state;
    assert_true(point_is_blank(' ') && point_is_blank(0x3000) && point_is_blank('\n'));
    assert_false(point_is_blank('a') || point_is_blank(0x200b) || point_is_blank(0));
    assert_true(point_is_han(0x62a5) && point_is_han(0x3007) && point_is_han(0x20000));
    assert_false(point_is_han('a') || point_is_han(0x3001) || point_is_han(0x30a2));
    assert_true(point_is_in(U'区', U"市县区") && !point_is_in(U'乡', U"市县区"));
    assert_false(point_is_in(0, U"市县区"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_is_found_at_its_first_byte),
        cmocka_unit_test(points_go_there_and_back),
        cmocka_unit_test(points_are_compared),
        cmocka_unit_test(classes),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
