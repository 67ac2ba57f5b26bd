/* The bar, on a terminal of the test's own. */
#include "cli/progress.h"

#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What the bar shows when so many of two are done, in text; SIZE bytes. */
enum { SIZE = 512 };

static void
show(struct progress *progress, size_t done, char text[SIZE])
{
    int master, slave, before = dup(STDERR_FILENO);
    assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
    assert_true(dup2(slave, STDERR_FILENO) >= 0);
    progress->on = true;
    progress_show(progress, done, 2, 2);
    assert_true(dup2(before, STDERR_FILENO) >= 0);
    ssize_t got = read(master, text, SIZE - 1);
    assert_true(got > 0);
    text[got] = '\0';
    close(before);
    close(slave);
    close(master);
}

static void
what_goes_on_is_told_until_all_is_done(void **state)
{
    (void)state;
    char text[SIZE];
    struct progress progress;
    progress_init(&progress, true);
    progress_tell(&progress, "A02", slice_from("being decoded for 3 s"));
    show(&progress, 1, text);
    assert_non_null(strstr(text, " 1/2"));
    assert_non_null(strstr(text, "A02: being decoded for 3 s"));
    show(&progress, 2, text);
    assert_non_null(strstr(text, " 2/2"));
    assert_null(strstr(text, "decoded"));
}

static void
why_nothing_moves_is_told(void **state)
{
    (void)state;
    char text[SIZE];
    struct progress progress;
    progress_init(&progress, true);
    progress_note(&progress, slice_from("no room"));
    show(&progress, 0, text);
    assert_non_null(strstr(text, "busy: no room"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_on_is_told_until_all_is_done),
        cmocka_unit_test(why_nothing_moves_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
