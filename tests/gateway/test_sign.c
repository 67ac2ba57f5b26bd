/* Tests of services/gateway/sign. */
#include "services/gateway/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants those before */
#include <cmocka.h>

/* The example of Standard Webhooks' own libraries. */
static void
the_standard_s_example(void **state)
{
    (void)state;
    struct buf out = { 0 };
    sign_add(&out, SLICE_LITERAL("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
             SLICE_LITERAL("msg_p5jXN8AQM9LWM0D4loKWxJek"), 1614265330,
             SLICE_LITERAL("{\"test\": 2432232314}"));
    assert_string_equal(buf_string(&out), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    buf_done(&out);
}

static void
hmac_sha1(void **state)
{
    (void)state;
    struct buf out = { 0 };
    sign_add_push(&out, SLICE_LITERAL("key"),
                  SLICE_LITERAL("The quick brown fox jumps over the lazy dog"));
    assert_string_equal(buf_string(&out), "sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9");
    buf_done(&out);
}

static void
weak_secrets_are_refused(void **state)
{
    static const struct {
        const char *secret;
        int fine;
    } cases[] = {
        { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 0 },
        { "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", -1 },
        { "whsec_", -1 },
        { "whsec_c2hvcnQ=", -1 },
        { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2Li!!!!", -1 },
        { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
          "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          -1 },
    };
    (void)state;
    struct err err;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sign_check(slice_from(cases[i].secret), &err) != cases[i].fine)
            fail_msg("%s", cases[i].secret);
    assert_int_equal(sign_check_push(SLICE_LITERAL("12345678"), &err), 0);
    assert_int_equal(sign_check_push(SLICE_LITERAL("1234567"), &err), -1);
    assert_int_equal(sign_check_push(SLICE_LITERAL("1234567\n"), &err), -1);
    assert_int_equal(sign_check_push(SLICE_LITERAL("钥匙钥匙钥匙"), &err), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_s_example),
        cmocka_unit_test(hmac_sha1),
        cmocka_unit_test(weak_secrets_are_refused),
    };
    return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}
