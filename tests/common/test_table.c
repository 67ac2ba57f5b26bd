/* Tests of common/table: values by key and space, through many growths. */
#include "common/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void
keeps_spaces_apart(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct table table = { .arena = &arena };
    assert_int_equal(table_find(&table, 1, SLICE_LITERAL("石桥")), 0);
    *table_at(&table, 1, SLICE_LITERAL("石桥")) = 5;
    *table_at(&table, 2, SLICE_LITERAL("石桥")) = 6;
    *table_at(&table, 7, TABLE_NO_KEY) = 7;
    assert_int_equal(table_find(&table, 1, SLICE_LITERAL("石桥")), 5);
    assert_int_equal(table_find(&table, 2, SLICE_LITERAL("石桥")), 6);
    assert_int_equal(table_find(&table, 3, SLICE_LITERAL("石桥")), 0);
    assert_int_equal(table_find(&table, 1, SLICE_LITERAL("石")), 0);
    assert_int_equal(table_find(&table, 7, TABLE_NO_KEY), 7);
    assert_int_equal(table_find(&table, 8, TABLE_NO_KEY), 0);
    arena_done(&arena);
}

static void
grows(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    struct arena arena = { 0 };
    struct table table = { .arena = &arena };
    for (uint32_t i = 1; i <= MANY; i++)
        *table_at(&table, (uint64_t)i << 32 | (i & 3), TABLE_NO_KEY) = i;
    assert_int_equal(table.count, MANY);
    for (uint32_t i = 1; i <= MANY; i++)
        assert_int_equal(table_find(&table, (uint64_t)i << 32 | (i & 3), TABLE_NO_KEY), i);
    assert_int_equal(*table_at(&table, (uint64_t)9 << 32 | 1, TABLE_NO_KEY), 9);
    assert_int_equal(table.count, MANY); /* that was no new one */
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_spaces_apart),
        cmocka_unit_test(grows),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
