/* Tests of cli/cli: what the commands share. */
#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
test_harmless(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        { "报 a\tb\n", "报 a\tb\n" },
        { "\033[31mred\033[0m", "\033[31mred\033[0m" }, /* ours */
        { "\033]0;title\007", "\uFFFD]0;title\uFFFD" }, /* not ours */
        { "\033[2J", "\uFFFD[2J" },                     /* clears the screen */
        { "\302\2332J", "\uFFFD2J" },                   /* so does U+009B */
        { "a\u202Egpj.exe", "a\uFFFDgpj.exe" },         /* turns round */
        { "\u2067\u200F", "\uFFFD\uFFFD" },
        { "broken \xff", "broken \uFFFD" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = { 0 };
        cli_harmless(&out, slice_from(cases[i].text));
        assert_string_equal(buf_string(&out), cases[i].shown);
        buf_done(&out);
    }
}

/* In JSON the same text, to whoever reads it. */
static void
test_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        { "{\"name\":\"报\"}\n", "{\"name\":\"报\"}\n" },
        { "\"\302\2332J\"", "\"\\u009b2J\"" },
        { "\"a\u202Egpj.exe\u2067\u200F\"", "\"a\\u202egpj.exe\\u2067\\u200f\"" },
        { "\"\177\302\205\"", "\"\\u007f\\u0085\"" },
        { "a,b\r\n", "a,b\r\n" }, /* a line end */
        { "a\rb", "a\\u000db" },
        { "\033[1mours\033[0m", "\033[1mours\033[0m" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = { 0 };
        cli_escaped(&out, slice_from(cases[i].text));
        assert_string_equal(buf_string(&out), cases[i].shown);
        buf_done(&out);
    }
}

static void
test_dates(void **state)
{
    (void)state;
    static const struct command command = { .name = "list" };
    static const char *const good[] = { "2018", "2018-01", "2018-01-09", "2020-02-29" };
    static const char *const bad[] = { "", "18", "2018-13", "2018/01/09", "2019-02-29", "heute" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(cli_date(&command, "date", good[i]), 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(cli_date(&command, "date", bad[i]), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_harmless),
        cmocka_unit_test(test_escaped),
        cmocka_unit_test(test_dates),
    };
    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
