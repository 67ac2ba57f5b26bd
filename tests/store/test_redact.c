/* Tests of services/store/redact. */
#include "services/store/redact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static const char whole[] = "{\"page_id\":\"a1\",\"text\":\"\u7532\u4e59\u4e19\","
                            "\"segments\":[{\"start\":0,\"end\":1,\"article\":1,\"role\":\"body\"},"
                            "{\"start\":1,\"end\":3,\"article\":2,\"role\":\"body\"}],"
                            "\"articles\":[{\"article\":1,\"headline\":\"\u7532\"},{\"article\":2,"
                            "\"headline\":\"\u4e59\"}]}";

static void
the_state_comes_first(void **state)
{
    (void)state;
    struct buf out = { 0 };
    struct err err;
    assert_int_equal(
        redact_record(slice_from(whole), PAGE_CURRENT, 3, 1700000000000, NULL, 0, &out, &err), 0);
    assert_int_equal(strncmp(buf_string(&out), "{\"state\":\"current\",\"result\":3,", 30), 0);
    assert_non_null(strstr(buf_string(&out), "\u7532\u4e59\u4e19"));
    buf_done(&out);
}

/* Nothing of a withdrawn article is in what readers get, and what is left stands where it stood. */
static void
hidden_articles_are_gone(void **state)
{
    (void)state;
    static const uint32_t hidden[] = { 2 };
    struct buf out = { 0 };
    struct err err;
    assert_int_equal(redact_record(slice_from(whole), PAGE_CURRENT, 1, 1, hidden, 1, &out, &err),
                     0);
    assert_non_null(strstr(buf_string(&out), "\"\u7532\u3000\u3000\""));
    assert_null(strstr(buf_string(&out), "\u4e59"));
    assert_null(strstr(buf_string(&out), "\u4e19"));
    assert_null(strstr(buf_string(&out), "\"article\":2"));
    assert_non_null(strstr(buf_string(&out), "\"article\":1"));
    buf_done(&out);
}

/* Who corrects the rest of such a page takes nothing away for good. */
static void
a_correction_brings_them_back(void **state)
{
    (void)state;
    static const uint32_t hidden[] = { 2 };
    struct buf shown = { 0 }, out = { 0 };
    struct err err;
    assert_int_equal(redact_record(slice_from(whole), PAGE_CURRENT, 1, 1, hidden, 1, &shown, &err),
                     0);
    redact_undo(buf_slice(&shown), slice_from(whole), hidden, 1, &out);
    assert_non_null(strstr(buf_string(&out), "\u7532\u4e59\u4e19"));
    assert_non_null(strstr(buf_string(&out), "\"article\":2"));
    buf_done(&shown);
    buf_done(&out);
}

static void
what_is_no_record_is_refused(void **state)
{
    (void)state;
    struct buf out = { 0 };
    struct err err;
    assert_int_equal(redact_record(SLICE_LITERAL("[1]"), PAGE_CURRENT, 1, 1, NULL, 0, &out, &err),
                     -1);
    assert_int_equal(redact_record(SLICE_EMPTY, PAGE_CURRENT, 1, 1, NULL, 0, &out, &err), -1);
    buf_done(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_comes_first),
        cmocka_unit_test(hidden_articles_are_gone),
        cmocka_unit_test(a_correction_brings_them_back),
        cmocka_unit_test(what_is_no_record_is_refused),
    };
    return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
