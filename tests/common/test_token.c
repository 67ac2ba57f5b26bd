/* Tests of common/token. */
#include "common/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
the_hash_is_sha256(void **state)
{
    (void)state;
    char hash[TOKEN_HASH_SIZE];
    token_hash(SLICE_LITERAL("abc"), hash); /* FIPS 180-2's example */
    assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
each_is_another(void **state)
{
    (void)state;
    char one[TOKEN_SIZE], two[TOKEN_SIZE];
    token_make(one);
    token_make(two);
    assert_int_equal(strlen(one), TOKEN_SIZE - 1);
    assert_int_equal(strncmp(one, "pw_", 3), 0);
    assert_int_equal(
        strspn(one, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"),
        TOKEN_SIZE - 1);
    assert_string_not_equal(one, two);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_sha256),
        cmocka_unit_test(each_is_another),
    };
    return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
