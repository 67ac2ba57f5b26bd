/* Tests of services/store/words and snippet. */
#include "services/store/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
test_shadow(void **state)
{
    static const struct {
        const char *text, *shadow;
    } cases[] = {
        { "", "" },
        { "，。 \n", "" },
        { "市", "市 " },
        { "焦作市长，好", "焦作 作市 市长 长 好 " },
        { "2018年GDP增长6.7%", "2018 年 GDP 增长 长 6 7 " },
        { "阿·买买提", "阿 买买 买提 提 " },
        { "Wi-Fi", "Wi Fi " },
        { "café", "café " },
        { "𠀀𠀁", "𠀀𠀁 𠀁 " },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf shadow = { 0 };
        words_shadow(slice_from(cases[i].text), &shadow);
        assert_string_equal(buf_string(&shadow), cases[i].shadow);
        buf_done(&shadow);
    }
}

static void
test_match(void **state)
{
    static const struct {
        const char *text;
        bool whole;
        const char *expression; /* NULL: nothing to search for */
    } cases[] = {
        { "", false, NULL },
        { " ，!\"' ", false, NULL },
        { "市", false, "c : \"市\" *" },
        { "焦作", false, "c : \"焦作\"" },
        { "焦作市", false, "c : \"焦作 作市\"" },
        { "焦作市，", false, "c : \"焦作 作市\"" },
        { "“焦作”市", false, "c : \"焦作 作 市\" *" },
        { "焦作 市长", false, "c : \"焦作\" AND c : \"市长\"" },
        { "焦作\u3000GDP", false, "c : \"焦作\" AND c : \"GDP\"" },
        { "2018年", false, "c : \"2018 年\" *" },
        { "OR \"x\" NEAR(", false, "c : \"OR\" AND c : \"x\" AND c : \"NEAR\"" },
        { "李明", true, "c : \"zqbeginqz 李明 明 zqendqz\"" },
        { "John Smith", true, "c : \"zqbeginqz John Smith zqendqz\"" },
        { "……", true, NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf expression = { 0 };
        bool any = words_match(slice_from(cases[i].text), "c", cases[i].whole, &expression);
        assert_int_equal(any, cases[i].expression != NULL);
        assert_string_equal(buf_string(&expression), any ? cases[i].expression : "");
        buf_done(&expression);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shadow),
        cmocka_unit_test(test_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
