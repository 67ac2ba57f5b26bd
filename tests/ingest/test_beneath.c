/* Tests of services/ingest/beneath and steady: nothing outside the folder, nothing half written. */
#include "services/ingest/beneath.h"
#include "services/ingest/steady.h"
#include "tests/common/folder_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

struct place {
    char folder[FOLDER_SIZE];
    int root; /* FOLDER/in; FOLDER/out lies beside */
};

static void
put(struct place *place, const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", place->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static void
lead(struct place *place, const char *to, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/in/%s", place->folder, name);
    assert_int_equal(symlink(to, path), 0);
}

static int
set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    char path[128];
    folder_fixture_make(place->folder, "beneath");
    for (int i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", place->folder, i == 0 ? "in" : "out");
        assert_int_equal(mkdir(path, 0700), 0);
    }
    (void)snprintf(path, sizeof path, "%s/in", place->folder);
    place->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(place->root >= 0);
    put(place, "out/secret", "secret");
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    struct place *place = *state;
    (void)close(place->root);
    folder_fixture_remove(place->folder);
    free(place);
    return 0;
}

static void
nothing_leads_outside(void **state)
{
    struct place *place = *state;
    lead(place, "../out", "way");
    lead(place, "../out/secret", "end");
    static const char *const paths[] = { "../out/secret", "way/secret", "end", "/etc/passwd",
                                         "a/../../out/secret" };
    assert_int_equal(beneath_make_parents(place->root, "a/b"), 0);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(beneath_open(place->root, paths[i], O_RDONLY, 0), -1);
        assert_true(errno == ELOOP || errno == EXDEV);
    }
    struct stat status;
    assert_int_equal(beneath_stat(place->root, "end", &status), 0);
    assert_true(S_ISLNK(status.st_mode)); /* the link itself */
    assert_int_equal(beneath_stat(place->root, "way/secret", &status), -1);
    assert_int_equal(beneath_make_parents(place->root, "way/new/x"), -1);
    assert_int_equal(beneath_make_parents(place->root, "../new/x"), -1);
    put(place, "in/file", "file");
    assert_int_equal(beneath_move(place->root, "file", "way/file"), -1);
    assert_int_equal(beneath_move(place->root, "way/secret", "stolen"), -1);
    assert_int_equal(beneath_create(place->root, "way/made", 0600), -1);
}

static void
moving_replaces_nothing(void **state)
{
    struct place *place = *state;
    struct stat status;
    put(place, "in/one", "one");
    put(place, "in/two", "two");
    assert_int_equal(beneath_move(place->root, "one", "two"), -1);
    assert_int_equal(errno, EEXIST);
    assert_int_equal(beneath_make_parents(place->root, "x/y/z"), 0);
    assert_int_equal(beneath_make_parents(place->root, "x/y/z"), 0); /* they are there */
    assert_int_equal(beneath_move(place->root, "one", "x/y/z"), 0);
    assert_int_equal(beneath_stat(place->root, "x/y/z", &status), 0);
    assert_int_equal(status.st_size, 3);
    assert_int_equal(beneath_remove_folder(place->root, "x/y"), -1); /* it holds something */
    assert_int_equal(beneath_move(place->root, "x/y/z", "one"), 0);
    assert_int_equal(beneath_remove_folder(place->root, "x/y"), 0);
    assert_int_equal(beneath_stat(place->root, "x/y", &status), -1);
    lead(place, "../out/secret", "link");
    int fd = beneath_create(place->root, "link", 0600); /* in the link's place, not through it */
    assert_true(fd >= 0);
    (void)close(fd);
    assert_int_equal(beneath_stat(place->root, "link", &status), 0);
    assert_true(S_ISREG(status.st_mode));
}

static enum steady
look(struct place *place, const char *path, size_t most, struct buf *bytes)
{
    struct print print;
    buf_clear(bytes);
    return steady_read(place->root, path, most, &print, bytes);
}

static void
only_whole_files_are_read(void **state)
{
    struct place *place = *state;
    struct buf bytes = { 0 };
    put(place, "in/page", "page");
    assert_int_equal(look(place, "page", 4, &bytes), STEADY_READ);
    assert_string_equal(buf_string(&bytes), "page");
    assert_int_equal(look(place, "page", 3, &bytes), STEADY_LARGE);
    assert_int_equal(bytes.len, 0);
    assert_int_equal(look(place, "none", 4, &bytes), STEADY_GONE);
    assert_int_equal(look(place, ".", 4, &bytes), STEADY_GONE);
    lead(place, "../out/secret", "link");
    assert_int_equal(look(place, "link", 9, &bytes), STEADY_GONE);
    int writer = beneath_open(place->root, "page", O_WRONLY, 0);
    assert_true(writer >= 0);
    assert_int_equal(look(place, "page", 4, &bytes), STEADY_CHANGING);
    (void)close(writer);
    assert_int_equal(look(place, "page", 4, &bytes), STEADY_READ);
    buf_done(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_leads_outside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(moving_replaces_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_whole_files_are_read, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("beneath", tests, NULL, NULL);
}
