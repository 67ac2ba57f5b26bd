/* Tests of common/proto/json_write. */
#include "common/proto/json_write.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct buf out;

static void
expect(const char *json)
{
    assert_string_equal(buf_string(&out), json);
    buf_done(&out);
}

static void
test_commas(void **state)
{
    (void)state;
    struct jsonw w = { .out = &out };
    jsonw_open(&w, '{');
    jsonw_key(&w, "empty");
    jsonw_open(&w, '[');
    jsonw_close(&w, ']');
    jsonw_key(&w, "list");
    jsonw_open(&w, '[');
    jsonw_number(&w, 1);
    jsonw_open(&w, '{');
    jsonw_close(&w, '}');
    jsonw_boolean(&w, true);
    jsonw_value(&w, SLICE_LITERAL("null"));
    jsonw_close(&w, ']');
    jsonw_member(&w, "a", SLICE_LITERAL("b"));
    jsonw_member_number(&w, "n", -7);
    jsonw_close(&w, '}');
    expect("{\"empty\":[],\"list\":[1,{},true,null],\"a\":\"b\",\"n\":-7}");
}

static void
test_text(void **state)
{
    static const struct {
        struct slice text;
        const char *json;
    } cases[] = {
        { { "", 0 }, "\"\"" },
        { { "焦作“新闻”", 18 }, "\"焦作“新闻”\"" },
        { { "a\"b\\c/", 6 }, "\"a\\\"b\\\\c/\"" },
        { { "\n\t\r", 3 }, "\"\\n\\t\\r\"" },
        { { "\x01\x1f\x7f", 3 }, "\"\\u0001\\u001f\x7f\"" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jsonw w = { .out = &out };
        jsonw_text(&w, cases[i].text);
        expect(cases[i].json);
    }
}

static void
test_number(void **state)
{
    (void)state;
    struct jsonw w = { .out = &out };
    jsonw_number(&w, INT64_MIN);
    jsonw_number(&w, INT64_MAX);
    jsonw_number(&w, 0);
    expect("-9223372036854775808,9223372036854775807,0");
}

static void
test_share(void **state)
{
    static const struct {
        double share;
        const char *json;
    } cases[] = {
        { 0, "0" },       { 1, "1" },      { 0.5, "0.5" },          { 0.987F, "0.987" },
        { 0.05, "0.05" }, { 0.1F, "0.1" }, { 1.0 / 3, "0.333" },    { 0.9996, "1" },
        { -0.5, "0" },    { NAN, "0" },    { INFINITY, "1000000" }, { 0.001F, "0.001" },
        { 0.0004, "0" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jsonw w = { .out = &out };
        jsonw_share(&w, cases[i].share);
        expect(cases[i].json);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commas),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_number),
        cmocka_unit_test(test_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
