/* Tests of common/pageid: ids that ledgers and archives have must stay as they are. */
#include "common/pageid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
ids_stay(void **state)
{
    (void)state;
    char id[33], part[33];
    page_id_make(id, SLICE_LITERAL("焦作日报"), SLICE_LITERAL("2018-01-09"), SLICE_LITERAL("A03"),
                 SLICE_LITERAL("text"));
    assert_string_equal(id, "e18664b0d4bca671a0dc9f53870eaca9");
    page_id_make_of(part, SLICE_LITERAL("焦作日报"), SLICE_LITERAL("2018-01-09"),
                    SLICE_LITERAL("A03"), SLICE_LITERAL("text"), 0);
    assert_string_equal(part, id); /* a file of one page */
    page_id_make_of(part, SLICE_LITERAL("焦作日报"), SLICE_LITERAL("2018-01-09"),
                    SLICE_LITERAL("A03"), SLICE_LITERAL("text"), 12);
    assert_string_equal(part, "37661139412bbd4f90e06f1334256381");
    page_id_make(id, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY);
    assert_string_equal(id, "ff0f22492f44bac4c4b30ae58d0e8daa");
}

/* What stands in one field is not taken for the same in another. */
static void
fields_are_kept_apart(void **state)
{
    (void)state;
    char ids[4][33];
    struct slice a = SLICE_LITERAL("a"), none = SLICE_EMPTY;
    page_id_make(ids[0], a, none, none, none);
    page_id_make(ids[1], none, a, none, none);
    page_id_make(ids[2], none, none, a, none);
    page_id_make(ids[3], none, none, none, a);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(ids[i], ids[j]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_stay),
        cmocka_unit_test(fields_are_kept_apart),
    };
    return cmocka_run_group_tests_name("pageid", tests, NULL, NULL);
}
