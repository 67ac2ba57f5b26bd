/* What daemons said, in Chinese. */
#include "cli/heard.h"
#include "cli/tongue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
is(const char *said, const char *wanted)
{
    struct buf out = { 0 };
    heard_add(&out, slice_from(said));
    assert_string_equal(buf_string(&out), wanted);
    buf_done(&out);
}

static void
test_words_without_values(void **state)
{
    (void)state;
    is("ingest is stopping", "ingest 正在停止");
    is("the worker died while it computed this page", "工作进程在计算这个版面时死去");
}

static void
test_values_are_kept(void **state)
{
    (void)state;
    is("not computed within 30000 ms", "30000 毫秒内没有算完");
    is("\"file_page\" is 9, and the file has 3 pages", "“file_page”是 9，而文件有 3 页");
    is("a # in the address has to be written as %23", "网址里的 # 要写成 %23");
}

static void
test_one_in_front_of_another(void **state)
{
    (void)state;
    is("a.txt: refused: not computed within 5 ms", "a.txt: refused: 5 毫秒内没有算完");
    is("a.txt：被拒：not computed within 5 ms", "a.txt：被拒：5 毫秒内没有算完");
    is("ledger: not computed within 5 ms", "账本：5 毫秒内没有算完");
}

/* What is no message stays byte for byte, though it looks like one. */
static void
test_what_is_foreign_stays(void **state)
{
    (void)state;
    is("", "");
    is("cache", "cache");
    is("refused", "refused");
    is("not computed within some ms", "not computed within some ms");
    is("档案：没有的话", "档案：没有的话");
    is("a: b: c", "a: b: c");
}

/* The catalogue of this build: the test lies in its tests/cli. */
/* What fits in more ways than can be tried is left as it is, soon: by far less work than all of
 * them. */
static void
test_strangers_words_end(void **state)
{
    (void)state;
    static const char *const parts[] = { ": ", ", ", "page ", "byte 1: ", " (1): %" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char said[600] = "";
        while (strlen(said) + strlen(parts[i]) < sizeof said)
            strcat(said, parts[i]);
        struct buf out = { 0 };
        heard_add(&out, slice_from(said));
        assert_true(out.len > 0);
        buf_done(&out);
    }
}

int
main(void)
{
    char folder[4096];
    ssize_t len = readlink("/proc/self/exe", folder, sizeof folder - 16);
    if (len <= 0)
        return 1;
    folder[len] = '\0';
    for (int i = 0; i < 3; i++)
        *strrchr(folder, '/') = '\0';
    (void)strcat(folder, "/locale");
    (void)setenv("PAGEWIRE_LOCALE", folder, 1);
    (void)unsetenv("LANGUAGE");
    (void)setenv("LC_ALL", "zh_CN.UTF-8", 1);
    tongue_set_up();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_without_values),
        cmocka_unit_test(test_values_are_kept),
        cmocka_unit_test(test_one_in_front_of_another),
        cmocka_unit_test(test_what_is_foreign_stays),
        cmocka_unit_test(test_strangers_words_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
