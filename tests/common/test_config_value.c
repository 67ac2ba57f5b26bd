/* Tests of common/config_value: how values are written. */
#include "common/config_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
amounts(void **state)
{
    (void)state;
    static const struct {
        enum option_type type;
        const char *text;
        uint64_t amount; /* NONE: it is none */
    } cases[] = {
#define NONE UINT64_MAX
        { OPTION_NUMBER, "12", 12 },        { OPTION_NUMBER, "12 ", 12 },
        { OPTION_NUMBER, "-1", NONE },      { OPTION_NUMBER, "+1", NONE },
        { OPTION_NUMBER, "0x10", NONE },    { OPTION_NUMBER, "12s", NONE },
        { OPTION_NUMBER, "", NONE },        { OPTION_NUMBER, "99999999999999999999", NONE },
        { OPTION_SIZE, "64", 64 },          { OPTION_SIZE, "64 kib", 65536 },
        { OPTION_SIZE, "3G", 3ULL << 30 },  { OPTION_SIZE, "64s", NONE },
        { OPTION_SIZE, "8388608T", NONE }, /* 2^63 */
        { OPTION_DURATION, "500ms", 500 },  { OPTION_DURATION, "2 s", 2000 },
        { OPTION_DURATION, "1h", 3600000 }, { OPTION_DURATION, "7d", 604800000 },
        { OPTION_DURATION, "0", 0 },        { OPTION_DURATION, "5", NONE }, /* five of what? */
        { OPTION_DURATION, "1.5s", NONE },  { OPTION_BOOL, "1", NONE },
        { OPTION_STRING, "1", NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t amount = NONE;
        bool right = config_parse(cases[i].type, cases[i].text, &amount);
        if (right != (cases[i].amount != NONE) || (right && amount != cases[i].amount))
            fail_msg("\"%s\" gave %llu", cases[i].text, (unsigned long long)amount);
    }
#undef NONE
}

static void
truths(void **state)
{
    (void)state;
    bool truth = false;
    assert_true(config_parse_bool("Yes", &truth) && truth);
    assert_true(config_parse_bool("on", &truth) && truth);
    assert_true(config_parse_bool("OFF", &truth) && !truth);
    assert_true(config_parse_bool("1", &truth) && truth);
    assert_false(config_parse_bool("", &truth));
    assert_false(config_parse_bool("yess", &truth));
}

static void
ranges(void **state)
{
    (void)state;
    static const struct setting share = { .type = OPTION_NUMBER, .least = "1", .most = "1000" };
    static const struct setting time = { .type = OPTION_DURATION, .least = "1s", .most = "1h" };
    static const struct setting flag = { .type = OPTION_BOOL };
    char wanted[80];
    assert_string_equal(config_value_fault(&share, "1", wanted, sizeof wanted), "");
    assert_string_equal(config_value_fault(&share, "1000", wanted, sizeof wanted), "");
    assert_string_equal(config_value_fault(&share, "0", wanted, sizeof wanted), "from 1 to 1000");
    assert_string_equal(config_value_fault(&share, "4294967295", wanted, sizeof wanted),
                        "from 1 to 1000");
    assert_string_equal(config_value_fault(&share, "x", wanted, sizeof wanted), "a number");
    assert_string_equal(config_value_fault(&time, "60m", wanted, sizeof wanted), "");
    assert_string_equal(config_value_fault(&time, "999ms", wanted, sizeof wanted), "from 1s to 1h");
    assert_non_null(strstr(config_value_fault(&time, "60", wanted, sizeof wanted), "its unit"));
    assert_string_equal(config_value_fault(&flag, "maybe", wanted, sizeof wanted), "yes or no");
}

static void
lists(void **state)
{
    (void)state;
    struct config_value value = { 0 };
    config_value_set(&value, " a,b\t c ,");
    config_value_append(&value, "d");
    config_value_split(&value);
    assert_int_equal(value.word_count, 4);
    assert_string_equal(value.words[0], "a");
    assert_string_equal(value.words[3], "d");
    assert_null(value.words[4]);
    free((void *)value.words);
    value.words = NULL;
    value.word_count = 0;
    config_value_set(&value, "");
    config_value_split(&value);
    assert_int_equal(value.word_count, 0);
    assert_null(value.words[0]);
    free((void *)value.words);
    free(value.text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts),
        cmocka_unit_test(truths),
        cmocka_unit_test(ranges),
        cmocka_unit_test(lists),
    };
    return cmocka_run_group_tests_name("config_value", tests, NULL, NULL);
}
