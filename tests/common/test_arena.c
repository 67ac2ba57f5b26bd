/* Tests of common/arena. */
#include "common/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
what_it_gives_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    for (size_t size = 1; size < 3000; size += 7) {
        unsigned char *bytes = arena_alloc(&arena, 3, size);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < 3 * size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xff, 3 * size); /* ASan sees what lies outside */
    }
    assert_non_null(arena_alloc(&arena, 0, 8));
    memset(arena_alloc(&arena, 1, 5 << 20), 1, 5 << 20); /* larger than any chunk */
    assert_true(arena.total >= 5 << 20);
    arena_done(&arena);
    assert_int_equal(arena.total, 0);
    assert_non_null(arena_alloc(&arena, 1, 1)); /* usable again */
    arena_done(&arena);
}

static void
arrays_grow(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    uint32_t *items = NULL;
    size_t count = 0, cap = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        items = arena_grow(&arena, items, count, &cap, sizeof *items);
        items[count++] = i * i;
    }
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(items[i], i * i);
    assert_true(arena.total < 8 * sizeof *items * count); /* by doubling */
    arena_done(&arena);
}

static void
texts_are_copied(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    char text[] = "报纸";
    struct slice copy = arena_slice(&arena, slice_from(text));
    char *string = arena_string(&arena, (struct slice){ text, 3 });
    text[0] = 'x';
    assert_true(slice_equal(copy, SLICE_LITERAL("报纸")));
    assert_int_equal(copy.ptr[copy.len], '\0');
    assert_string_equal(string, "报");
    assert_int_equal(arena_slice(&arena, SLICE_EMPTY).len, 0);
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_gives_is_zeroed_and_aligned),
        cmocka_unit_test(arrays_grow),
        cmocka_unit_test(texts_are_copied),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
