/* Tests of cli/outdir: files appear whole, and only those that changed. */
#include "cli/outdir.h"
#include "tests/common/folder_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

static struct timespec
time_of(const struct outdir *dir, const char *name)
{
    struct stat status;
    assert_int_equal(fstatat(dir->fd, name, &status, 0), 0);
    return status.st_mtim;
}

static void
files_come_and_go(void **state)
{
    (void)state;
    char folder[FOLDER_SIZE], path[96];
    struct outdir dir;
    struct buf bytes = { 0 };
    folder_fixture_make(folder, "outdir");
    (void)snprintf(path, sizeof path, "%s/new", folder);
    assert_int_equal(outdir_open(&dir, path, NULL), 0);
    assert_int_equal(outdir_put(&dir, "a/b/page", SLICE_LITERAL("one"), NULL), 0);
    assert_int_equal(outdir_put(&dir, "a/other", SLICE_LITERAL("two"), NULL), 0);
    assert_int_equal(dir.written, 2);
    /* later files are later, whatever the clock's steps: who follows a folder relies on it */
    struct timespec first = time_of(&dir, "a/b/page"), second = time_of(&dir, "a/other");
    assert_true(second.tv_sec > first.tv_sec ||
                (second.tv_sec == first.tv_sec && second.tv_nsec > first.tv_nsec));
    assert_int_equal(outdir_put(&dir, "a/b/page", SLICE_LITERAL("one"), NULL), 0);
    assert_int_equal(dir.kept, 1);
    struct timespec kept = time_of(&dir, "a/b/page");
    assert_memory_equal(&kept, &first, sizeof first);
    assert_int_equal(outdir_put(&dir, "a/b/page", SLICE_LITERAL("uno"), NULL), 0);
    assert_true(outdir_read(&dir, "a/b/page", &bytes));
    assert_string_equal(buf_string(&bytes), "uno");
    assert_int_equal(outdir_sync(&dir, NULL), 0);
    outdir_drop(&dir, "a/b/page");
    outdir_drop(&dir, "a/none");
    assert_int_equal(dir.dropped, 1);
    assert_false(outdir_has(&dir, "a/b/page"));
    assert_int_equal(faccessat(dir.fd, "a/b", F_OK, 0), -1); /* empty folders go, too */
    assert_true(outdir_has(&dir, "a/other"));
    assert_false(outdir_read(&dir, "a/b/page", &bytes));
    outdir_close(&dir);
    outdir_close(&dir);
    buf_done(&bytes);
    folder_fixture_remove(folder);
}

static void
what_cannot_be_is_said(void **state)
{
    (void)state;
    char folder[FOLDER_SIZE], path[96];
    struct outdir dir;
    struct err err;
    folder_fixture_make(folder, "outdir");
    (void)snprintf(path, sizeof path, "%s/none/new", folder);
    assert_int_equal(outdir_open(&dir, path, &err), -1);
    assert_int_equal(err.kind, ERR_REJECT);
    outdir_close(&dir);
    assert_int_equal(outdir_open(&dir, folder, NULL), 0);
    assert_int_equal(outdir_put(&dir, "page", SLICE_LITERAL("one"), NULL), 0);
    assert_int_equal(outdir_put(&dir, "page/in", SLICE_LITERAL("one"), &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_true(outdir_has(&dir, "page"));
    outdir_close(&dir);
    folder_fixture_remove(folder); /* nothing lies aside */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_and_go),
        cmocka_unit_test(what_cannot_be_is_said),
    };
    return cmocka_run_group_tests_name("outdir", tests, NULL, NULL);
}
