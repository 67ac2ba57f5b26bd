/* When files of the hot folder are tried again: the intake's part is played here. */
#include "services/ingest/hotfolder.h"

#include "common/clock.h"
#include "tests/common/folder_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { PATIENCE_MS = 60000, LONG_MS = 3600000 };

/* How often each text was submitted. */
static unsigned firsts, seconds;

/* The first text is told to come again in an hour, the second at once, until it has come twice. */
void
intake_submit(struct intake *intake, const struct ledger_page *page, intake_done *done, void *arg)
{
    (void)intake;
    bool first = page->bytes.ptr[0] == '1';
    struct intake_outcome outcome = { .verdict = INTAKE_BUSY,
                                      .page_id = "",
                                      .reason = SLICE_EMPTY,
                                      .retry_after = first ? LONG_MS : 1 };
    firsts += first;
    seconds += !first;
    if (seconds == 2)
        outcome.verdict = INTAKE_ACCEPTED;
    done(arg, &outcome);
}

/* It is there at once, whole. */
static void
write_file(const char *folder, const char *name, const char *text)
{
    char hidden[FOLDER_SIZE + 32], path[FOLDER_SIZE + 32];
    (void)snprintf(hidden, sizeof hidden, "%s/.%s", folder, name);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(hidden, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(hidden, path), 0);
}

static bool
is_done(const char *folder, const char *name)
{
    char path[FOLDER_SIZE + 32];
    (void)snprintf(path, sizeof path, "%s/done/%s", folder, name);
    return access(path, F_OK) == 0;
}

static int
on_end(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    return -1;
}

static void
turn(zloop_t *loop)
{
    (void)zloop_timer(loop, 5, 1, on_end, NULL);
    (void)zloop_start(loop);
}

/* A file is there whose text begins with 1, which waits for an hour; then comes another, or the
 * same with another text. */
static void
expect_taken(const char *name)
{
    static const char *const kinds[] = { ".txt" };
    char folder[FOLDER_SIZE];
    struct hotfolder *hot = NULL;
    struct err err;
    firsts = seconds = 0;
    folder_fixture_make(folder, "hotqueue");
    zsys_handler_set(NULL);
    zloop_t *loop = zloop_new();
    zloop_set_nonstop(loop, true);
    struct hotfolder_spec spec = { .path = folder,
                                   .bytes_max = 1000,
                                   .settle = 1,
                                   .scan = 10,
                                   .empty_rest = LONG_MS,
                                   .kinds = kinds,
                                   .kind_count = 1 };
    assert_int_equal(hotfolder_open(&hot, loop, &spec, &err), 0);
    int64_t until = clock_ms() + PATIENCE_MS;
    write_file(folder, "A01.txt", "1");
    while (firsts == 0 && clock_ms() < until)
        turn(loop);
    write_file(folder, name, "2");
    while (!is_done(folder, name) && clock_ms() < until)
        turn(loop);
    assert_int_equal(seconds, 2);
    assert_true(is_done(folder, name));
    assert_int_equal(firsts, 1);
    hotfolder_close(hot);
    zloop_destroy(&loop);
    folder_fixture_remove(folder);
}

static void
who_waits_for_long_keeps_nobody_waiting(void **state)
{
    (void)state;
    expect_taken("A02.txt");
}

static void
one_that_is_replaced_need_not_wait(void **state)
{
    (void)state;
    expect_taken("A01.txt");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_for_long_keeps_nobody_waiting),
        cmocka_unit_test(one_that_is_replaced_need_not_wait),
    };
    return cmocka_run_group_tests_name("hotqueue", tests, NULL, NULL);
}
