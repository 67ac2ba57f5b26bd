/* Tests of common/file. */
#include "common/file.h"

#include "tests/common/folder_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

struct place {
    char folder[FOLDER_SIZE], path[96];
};

static int
set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    folder_fixture_make(place->folder, "file");
    (void)snprintf(place->path, sizeof place->path, "%s/one", place->folder);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    folder_fixture_remove(((struct place *)*state)->folder);
    free(*state);
    return 0;
}

static void
what_is_replaced_is_loaded(void **state)
{
    struct place *place = *state;
    struct buf content = { 0 }, large = { 0 };
    for (int i = 0; i < 200000; i++)
        buf_add_char(&large, (char)i);
    assert_int_equal(file_replace(place->path, buf_slice(&large), false, NULL), 0);
    buf_add_char(&content, '<');
    assert_int_equal(file_load(place->path, large.len, &content, NULL), 0);
    assert_int_equal(content.len, 1 + large.len);
    assert_memory_equal(content.ptr + 1, large.ptr, large.len);
    assert_int_equal(file_replace(place->path, SLICE_LITERAL("new"), true, NULL), 0);
    buf_clear(&content);
    assert_int_equal(file_load(place->path, 3, &content, NULL), 0);
    assert_string_equal(buf_string(&content), "new");
    buf_done(&content);
    buf_done(&large);
}

/* Who has the old file open keeps it; what lies beside is gone. */
static void
the_old_one_stays_whole(void **state)
{
    struct place *place = *state;
    struct buf content = { 0 }, beside = { 0 };
    struct stat about;
    assert_int_equal(file_replace(place->path, SLICE_LITERAL("old"), false, NULL), 0);
    FILE *open = fopen(place->path, "r");
    assert_non_null(open);
    assert_int_equal(file_replace(place->path, SLICE_LITERAL("newer"), false, NULL), 0);
    assert_int_equal(file_load_open(fileno(open), "it", 100, &content, NULL), 0);
    assert_string_equal(buf_string(&content), "old");
    (void)fclose(open);
    buf_printf(&beside, "%s.new", place->path);
    assert_int_equal(stat(buf_string(&beside), &about), -1);
    buf_done(&beside);
    buf_done(&content);
}

static void
faults_name_the_path(void **state)
{
    struct place *place = *state;
    struct buf content = { 0 };
    struct err err;
    buf_add_char(&content, '<');
    assert_int_equal(file_load(place->path, 9, &content, &err), -1);
    assert_int_equal(err.kind, ERR_REJECT);
    assert_non_null(strstr(err.text, "/one: No such file or directory"));
    assert_int_equal(file_load(place->folder, 9, &content, &err), -1);
    assert_non_null(strstr(err.text, ": Is a directory"));
    assert_int_equal(file_replace(place->path, SLICE_LITERAL("0123456789"), false, NULL), 0);
    assert_int_equal(file_load(place->path, 9, &content, &err), -1);
    assert_non_null(strstr(err.text, "/one: larger than 9 bytes"));
    assert_string_equal(buf_string(&content), "<"); /* nothing came */
    assert_int_equal(file_replace("/nowhere/one", SLICE_EMPTY, false, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_string_equal(err.text, "/nowhere/one: No such file or directory");
    buf_done(&content);
}

/* A file that is there is not lost to a disk that is full. */
static void
a_full_disk_loses_nothing(void **state)
{
    struct place *place = *state;
    struct buf content = { 0 }, beside = { 0 };
    struct err err;
    assert_int_equal(file_replace(place->path, SLICE_LITERAL("old"), false, NULL), 0);
    buf_printf(&beside, "%s.new", place->path);
    assert_int_equal(symlink("/dev/full", buf_string(&beside)), 0);
    assert_int_equal(file_replace(place->path, SLICE_LITERAL("new"), false, &err), -1);
    assert_non_null(strstr(err.text, "No space left"));
    assert_int_equal(file_load(place->path, 9, &content, NULL), 0);
    assert_string_equal(buf_string(&content), "old");
    buf_done(&beside);
    buf_done(&content);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_replaced_is_loaded),
        TEST(the_old_one_stays_whole),
        TEST(faults_name_the_path),
        TEST(a_full_disk_loses_nothing),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
