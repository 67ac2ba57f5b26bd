/* What a request's target may be, and what is refused. */
#include "services/gateway/uri.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_good(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct uri uri;
    struct err err;
    struct slice raw = SLICE_LITERAL("/v1/names/%E5%9C%B0%2fx?q=a+b%26&flag&&x=%E7%84%A6");
    assert_int_equal(uri_read(&uri, &arena, raw, &err), 0);
    assert_int_equal(uri.part_count, 3);
    assert_true(slice_equal(uri.parts[2], SLICE_LITERAL("地/x")));
    assert_int_equal(uri.param_count, 3);
    assert_true(slice_equal(*uri_param(&uri, "q"), SLICE_LITERAL("a b&")));
    assert_true(slice_equal(*uri_param(&uri, "flag"), SLICE_LITERAL("")));
    assert_true(slice_equal(*uri_param(&uri, "x"), SLICE_LITERAL("焦")));
    assert_null(uri_param(&uri, "y"));
    assert_int_equal(uri_read(&uri, &arena, SLICE_LITERAL("/"), &err), 0);
    assert_int_equal(uri.part_count, 0);
    assert_int_equal(uri_read(&uri, &arena, SLICE_LITERAL("http://a.b:1/v1?x=1"), &err), 0);
    assert_int_equal(uri.part_count, 1);
    assert_int_equal(uri.param_count, 1);
    arena_done(&arena);
}

static void
test_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",       "v1",      "*",       "/v1/../x",  "/v1/%2e%2E/x", "/v1/./x",    "/v1//x",
        "//x",    "/%",      "/%4",     "/%zz",      "/%00",         "/a%0d%0a",   "/%ff",
        "/?a=%c", "/?a=%c3", "/?a=%1f", "/?a=1&a=2", "/x#y",         "/%ed%a0%80", "http://host",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct arena arena = { 0 };
        struct uri uri;
        struct err err = { 0 };
        if (uri_read(&uri, &arena, slice_from(bad[i]), &err) == 0)
            fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(err.kind, ERR_REJECT);
        arena_done(&arena);
    }
}

static void
test_bounds(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf raw = { 0 };
    struct uri uri;
    struct err err;
    for (int i = 0; i < URI_PARTS_MAX; i++)
        buf_printf(&raw, "/a");
    assert_int_equal(uri_read(&uri, &arena, buf_slice(&raw), &err), 0);
    buf_printf(&raw, "/a");
    assert_int_equal(uri_read(&uri, &arena, buf_slice(&raw), &err), -1);
    buf_clear(&raw);
    buf_printf(&raw, "/?");
    for (int i = 0; i <= URI_PARAMS_MAX; i++)
        buf_printf(&raw, "p%d=1&", i);
    assert_int_equal(uri_read(&uri, &arena, buf_slice(&raw), &err), -1);
    buf_done(&raw);
    arena_done(&arena);
}

static void
test_escape(void **state)
{
    (void)state;
    struct buf out = { 0 };
    uri_escape(SLICE_LITERAL("a-Z_.~ 焦/"), &out);
    assert_string_equal(buf_string(&out), "a-Z_.~%20%E7%84%A6%2F");
    buf_done(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
