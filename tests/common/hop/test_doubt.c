/* Tests of common/hop/doubt: who fails most pages is doubted, who fails some is not. */
#include "common/hop/doubt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
three_failures_in_a_row_make_doubt(void **state)
{
    struct remote remote = { .doubt = 0 };
    (void)state;
    doubt_grow(&remote, DOUBT_FAILED, 1000);
    doubt_grow(&remote, DOUBT_FAILED, 1000);
    assert_true(doubt_trusts(&remote));
    assert_false(doubt_rests(&remote, 1000));
    doubt_grow(&remote, DOUBT_FAILED, 1000);
    assert_false(doubt_trusts(&remote));
}

/* One page in a second, until it has done enough. */
static void
the_doubted_one_is_tried_now_and_then(void **state)
{
    struct remote remote = { .doubt = 0 };
    (void)state;
    for (int i = 0; i < 100; i++)
        doubt_grow(&remote, DOUBT_FAILED, 1000);
    assert_true(doubt_rests(&remote, 1999));
    assert_false(doubt_rests(&remote, 2000));
    doubt_served(&remote, 2000);
    assert_true(doubt_rests(&remote, 2999));
    for (int i = 0; i < 6; i++)
        doubt_fall(&remote);
    assert_false(doubt_trusts(&remote));
    doubt_fall(&remote);
    assert_true(doubt_trusts(&remote));
    assert_false(doubt_rests(&remote, 2001));
}

/* A third of its pages are bad ones: that is no reason to doubt it; but saying done to half of what
 * is not. */
static void
what_it_does_weighs_against_what_it_fails(void **state)
{
    struct remote some = { .doubt = 0 }, liar = { .doubt = 0 }, relay = { .doubt = 0 };
    (void)state;
    for (int i = 0; i < 100; i++) {
        doubt_grow(&some, DOUBT_FAILED, 0);
        doubt_fall(&some);
        doubt_fall(&some);
        doubt_fall(&liar);
        doubt_grow(&liar, DOUBT_LIED, 0);
        doubt_grow(&relay, DOUBT_BELOW, 0);
        doubt_fall(&relay);
    }
    assert_true(doubt_trusts(&some));
    assert_true(doubt_trusts(&relay));
    assert_false(doubt_trusts(&liar));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_failures_in_a_row_make_doubt),
        cmocka_unit_test(the_doubted_one_is_tried_now_and_then),
        cmocka_unit_test(what_it_does_weighs_against_what_it_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
