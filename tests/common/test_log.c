#include "common/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

/* Standard error goes to a pipe meanwhile. */
static int saved, ends[2];

static void
begin(void)
{
    assert_int_equal(pipe(ends), 0);
    saved = dup(STDERR_FILENO);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
}

static void
end(char *text, size_t size)
{
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    (void)close(saved);
    (void)close(ends[1]);
    ssize_t got = read(ends[0], text, size - 1);
    text[got > 0 ? got : 0] = '\0';
    (void)close(ends[0]);
}

static void
lines_have_their_shape(void **state)
{
    char text[4096];
    (void)state;
    log_open("enrich", LOG_INFO_LEVEL);
    begin();
    log_info("9f86d081884c7d659a2feaa0c55ad015", "forwarded", "ms=%d", 12);
    log_debug(NULL, "hidden", NULL);
    log_warn(NULL, "odd", "why=\"%s\"", "a\nb\x1b[31m报");
    end(text, sizeof text);
    assert_string_equal(text, "info enrich forwarded page=9f86d081884c7d659a2feaa0c55ad015 ms=12\n"
                              "warn enrich odd why=\"a\\x0ab\\x1b[31m报\"\n");
}

static void
lines_may_begin_with_the_time(void **state)
{
    char text[4096];
    int rest = 0;
    (void)state;
    log_open("enrich", LOG_INFO_LEVEL);
    log_show_times(true);
    begin();
    log_info(NULL, "ended", "status=%d", 0);
    end(text, sizeof text);
    log_show_times(false);
    assert_int_equal(sscanf(text, "%*4d-%*2d-%*2dT%*2d:%*2d:%*2d.%*3d%*1[+-]%*2d:%*2d %n", &rest),
                     0);
    assert_int_equal(rest, 30);
    assert_string_equal(text + rest, "info enrich ended status=0\n");
}

static void
long_lines_are_cut(void **state)
{
    char text[8192], *value = calloc(1, 5000);
    (void)state;
    memset(value, 'x', 4999);
    begin();
    log_error(NULL, "long", "value=%s", value);
    log_error(value, value, NULL);
    end(text, sizeof text);
    free(value);
    assert_true(strlen(text) < 4000);
    assert_int_equal(text[strlen(text) - 1], '\n');
}

static void
levels_are_found(void **state)
{
    enum log_level level = LOG_INFO_LEVEL;
    (void)state;
    assert_true(log_level_find("debug", &level));
    assert_int_equal(level, LOG_DEBUG_LEVEL);
    assert_false(log_level_find("loud", &level));
}

/* A peer that makes us log one thing again and again does not fill the disk; other
 * events are told all the same. */
static void
floods_are_cut(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    char path[] = "/tmp/pagewire-log-XXXXXX", *text = calloc(1, SIZE);
    int file = mkstemp(path), kept = dup(STDERR_FILENO);
    assert_true(file >= 0 && dup2(file, STDERR_FILENO) >= 0);
    for (int i = 0; i < 20000; i++)
        log_warn(NULL, "refused", "number=%d", i);
    log_warn(NULL, "another", NULL);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    ssize_t len = pread(file, text, SIZE - 1, 0);
    assert_true(len > 1000 && len < 200000);
    assert_non_null(strstr(text, " another\n"));
    (void)close(kept);
    (void)close(file);
    (void)unlink(path);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_have_their_shape),
        cmocka_unit_test(lines_may_begin_with_the_time),
        cmocka_unit_test(lines_may_begin_with_the_time),
        cmocka_unit_test(long_lines_are_cut),
        cmocka_unit_test(levels_are_found),
        cmocka_unit_test(floods_are_cut),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
