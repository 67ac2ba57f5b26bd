/* Tests of common/entity: names of kinds, there and back. */
#include "common/entity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
names_come_back(void **state)
{
    (void)state;
    for (int i = 0; i < MENTION_TYPE_COUNT; i++) {
        enum mention_type type = MENTION_PER;
        assert_true(mention_type_find(slice_from(mention_type_name((enum mention_type)i)), &type));
        assert_int_equal(type, i);
    }
    for (int i = LEVEL_COUNTRY; i < LEVEL_COUNT; i++) {
        enum place_level level = LEVEL_NONE;
        assert_true(level_find(slice_from(level_name((enum place_level)i)), &level));
        assert_int_equal(level, i);
    }
    for (int i = 0; i < KIND_COUNT; i++) {
        enum role_kind kind = KIND_SUBJECT;
        assert_true(role_kind_find(slice_from(role_kind_name((enum role_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
}

static void
others_are_none(void **state)
{
    (void)state;
    enum mention_type type = MENTION_ORG;
    enum place_level level = LEVEL_CITY;
    enum role_kind kind = KIND_EDITOR;
    assert_false(mention_type_find(SLICE_LITERAL("per"), &type));
    assert_false(mention_type_find(SLICE_LITERAL("PERS"), &type));
    assert_false(level_find(SLICE_LITERAL("village"), &level));
    assert_false(role_kind_find(SLICE_LITERAL(""), &kind));
    assert_int_equal(type, MENTION_ORG); /* untouched */
    assert_int_equal(level, LEVEL_CITY);
    assert_int_equal(kind, KIND_EDITOR);
    assert_string_equal(level_name(LEVEL_NONE), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_back),
        cmocka_unit_test(others_are_none),
    };
    return cmocka_run_group_tests_name("entity", tests, NULL, NULL);
}
