/* Tests of common/buf. */
#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
it_grows(void **state)
{
    (void)state;
    struct buf buf = { 0 };
    assert_string_equal(buf_string(&buf), ""); /* empty, too, is a string */
    for (int i = 0; i < 1000; i++) {
        buf_printf(&buf, "%d,", i);
        buf_add_char(&buf, '\0');
        buf_add_slice(&buf, SLICE_LITERAL("报"));
    }
    assert_int_equal(buf.len, 2890 + 1000 + 1000 + 3000); /* digits, commas, NULs, signs */
    assert_memory_equal(buf.ptr + buf.len - 8, "999,\0报", 8);
    buf_done(&buf);
}

/* A text as long as what is left, one less and one more. */
static void
printing_at_the_edge(void **state)
{
    (void)state;
    for (size_t len = 0; len < 300; len++) {
        struct buf buf = { 0 };
        char text[300];
        memset(text, 'x', len);
        text[len] = '\0';
        buf_printf(&buf, "%s", text);
        buf_printf(&buf, "%s", text);
        assert_int_equal(buf.len, 2 * len);
        assert_memory_equal(buf_string(&buf) + len, text, len + 1);
        buf_done(&buf);
    }
}

static void
reserved_is_not_added(void **state)
{
    (void)state;
    struct buf buf = { 0 };
    buf_add_char(&buf, 'a');
    memcpy(buf_reserve(&buf, 5000), "bc", 2);
    assert_int_equal(buf.len, 1);
    assert_true(buf.cap >= 5001);
    buf.len += 2;
    assert_true(slice_equal(buf_slice(&buf), SLICE_LITERAL("abc")));
    const char *before = buf.ptr;
    buf_clear(&buf);
    assert_int_equal(buf.len, 0);
    assert_ptr_equal(buf.ptr, before); /* the memory stays */
    buf_done(&buf);
    assert_null(buf.ptr);
    buf_add(&buf, "z", 1); /* usable again */
    assert_string_equal(buf_string(&buf), "z");
    buf_done(&buf);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_grows),
        cmocka_unit_test(printing_at_the_edge),
        cmocka_unit_test(reserved_is_not_added),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
