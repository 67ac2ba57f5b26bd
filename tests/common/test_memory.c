#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
buf_grows_and_forgets(void **state)
{
    struct buf buf = { 0 };
    (void)state;
    assert_int_equal(buf_slice(&buf).len, 0);
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "%03d", i);
    assert_int_equal(buf.len, 3000);
    assert_memory_equal(buf.ptr + 2997, "999", 3);
    buf_clear(&buf);
    buf_add_char(&buf, 'x');
    buf_add(&buf, "yz", 2);
    buf_add_slice(&buf, SLICE_LITERAL("!"));
    assert_string_equal(buf_string(&buf), "xyz!");
    memcpy(buf_reserve(&buf, 5000), "abc", 3);
    buf.len += 3;
    assert_string_equal(buf_string(&buf), "xyz!abc");
    buf_done(&buf);
    assert_string_equal(buf_string(&buf), "");
    buf_done(&buf);
}

static void
arena_zeroes_and_aligns(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    for (size_t size = 1; size < 3000; size += 7) {
        unsigned char *bytes = arena_alloc(&arena, 1, size);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xff, size);
    }
    assert_string_equal(arena_string(&arena, SLICE_LITERAL("报纸")), "报纸");
    assert_non_null(arena_alloc(&arena, 3, 1 << 20));
    assert_true(arena.total > 3 << 20);
    arena_done(&arena);
    assert_int_equal(arena.total, 0);
    arena_done(&arena);
}

static void
arena_arrays_keep_their_content(void **state)
{
    struct arena arena = { 0 };
    size_t count = 0, cap = 0;
    int *items = NULL;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        items = arena_grow(&arena, items, count, &cap, sizeof *items);
        items[count++] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    arena_done(&arena);
}

static void
errors_are_set_and_prefixed(void **state)
{
    struct err err;
    char *longest = calloc(1, 1000);
    (void)state;
    memset(longest, 'x', 999);
    assert_int_equal(err_set(&err, ERR_REJECT, "line %d", 7), -1);
    assert_int_equal(err.kind, ERR_REJECT);
    assert_int_equal(err_prefix(&err, "%s", "a.txt"), -1);
    assert_string_equal(err.text, "a.txt: line 7");
    (void)err_prefix(&err, "%s", longest);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    (void)err_set(&err, ERR_RETRY, "%s", longest);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    (void)err_prefix(&err, "p");
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_memory_equal(err.text, "p: xxx", 6);
    assert_int_equal(err_set(NULL, ERR_RETRY, "nobody listens"), -1);
    assert_int_equal(err_prefix(NULL, "nobody"), -1);
    free(longest);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf_grows_and_forgets),
        cmocka_unit_test(arena_zeroes_and_aligns),
        cmocka_unit_test(arena_arrays_keep_their_content),
        cmocka_unit_test(errors_are_set_and_prefixed),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
