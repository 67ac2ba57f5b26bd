/* Tests of cli/options: rows of every kind, read from a line. */
#include "cli/options.h"

#include "cli/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct line {
    bool json, quiet;
    struct term term;
    const char *text, *own;
    struct slice slice, date;
    long number;
    long long duration;
};

static int
take_own(const struct command *command, const char *value, void *target)
{
    if (strcmp(value, "good") != 0) {
        cli_usage(command, "--own takes good");
        return -1;
    }
    *(const char **)target = value;
    return 0;
}

/* Reads the words of a line, at most fourteen; *rest: the first that is no option. */
static int
read_line(struct line *line, const char *words, const char **rest, bool stop)
{
    static const struct command command = { .name = "test", .help = "" };
    static char copy[200];
    char *argv[16] = { "pagewire test" };
    int argc = 1;
    const struct cli_option stopping[] = { OPTIONS_STOP,
                                           { "quiet", TAKES_NOTHING, &line->quiet },
                                           OPTIONS_END };
    const struct cli_option options[] = {
        OPTIONS_COMMON(&line->json, &line->term),
        { "quiet", TAKES_NOTHING, &line->quiet, .letter = 'q' },
        { "text", TAKES_TEXT, &line->text, .letter = 't' },
        { "slice", TAKES_SLICE, &line->slice },
        { "date", TAKES_DATE, &line->date },
        { "number", TAKES_NUMBER, &line->number, 1, 100 },
        { "duration", TAKES_DURATION, &line->duration },
        { "own", TAKES_OWN, &line->own, .read = take_own },
        { "deaf", TAKES_TEXT, NULL },
        OPTIONS_END,
    };
    *line = (struct line){ .number = -1 };
    strcpy(copy, words);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = word;
    optind = 0; /* glibc: begin anew */
    int status = options_read(&command, argc, argv, stop ? stopping : options);
    *rest = optind < argc ? argv[optind] : NULL;
    return status;
}

static void
test_kinds(void **state)
{
    (void)state;
    struct line line;
    const char *rest;
    assert_int_equal(
        read_line(&line, "a.txt --json -q --text=x --slice yz --date 2018-01", &rest, false), -1);
    assert_true(line.json && line.quiet);
    assert_string_equal(line.text, "x");
    assert_true(slice_equal(line.slice, slice_from("yz")) &&
                slice_equal(line.date, slice_from("2018-01")));
    assert_string_equal(rest, "a.txt");
    assert_int_equal(
        read_line(&line, "-t x --number 100 --duration 2m --own good --deaf x", &rest, false), -1);
    assert_string_equal(line.text, "x");
    assert_string_equal(line.own, "good");
    assert_int_equal(line.number, 100);
    assert_int_equal(line.duration, 120000);
    assert_null(rest);
    assert_false(line.json || line.quiet);
}

static void
test_colour(void **state)
{
    (void)state;
    struct line line;
    const char *rest;
    assert_int_equal(read_line(&line, "--color always", &rest, false), -1);
    assert_true(line.term.colour);
    assert_int_equal(read_line(&line, "--color never", &rest, false), -1);
    assert_false(line.term.colour);
    assert_int_equal(read_line(&line, "--color sometimes", &rest, false), STATUS_USAGE);
}

static void
test_mistakes(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "--unknown",  "-x",           "--text",        "--number 0", "--number 101",
        "--number x", "--date heute", "--duration 5y", "--own bad",  "--json=1",
    };
    struct line line;
    const char *rest;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_int_equal(read_line(&line, lines[i], &rest, false), STATUS_USAGE);
    assert_int_equal(read_line(&line, "--help", &rest, false), STATUS_DONE);
    assert_int_equal(read_line(&line, "-h", &rest, false), STATUS_DONE);
}

static void
test_stop(void **state)
{
    (void)state;
    struct line line;
    const char *rest;
    assert_int_equal(read_line(&line, "--quiet run --help --quiet", &rest, true), -1);
    assert_true(line.quiet);
    assert_string_equal(rest, "run");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_colour),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
