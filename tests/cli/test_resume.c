/* Tests of cli/resume: an output file that was cut at any byte. */
#include "cli/resume.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/pagewire-resume-XXXXXX";

static int
set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    return chdir(folder);
}

static int
tear_down(void **state)
{
    (void)state;
    char command[64];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") != 0 || system(command) != 0;
}

static int
open_with(const char *text)
{
    int fd = open("out", O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    return fd;
}

static void
holds(int fd, const char *text)
{
    char bytes[100] = "";
    assert_true(pread(fd, bytes, sizeof bytes - 1, 0) >= 0);
    assert_string_equal(bytes, text);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), strlen(text));
}

/* Whatever of the batch was written after the cursor goes. */
static void
test_every_byte(void **state)
{
    (void)state;
    static const char next[] = "3333\n4444\n";
    struct err err;
    for (size_t cut = 0; cut < sizeof next; cut++) {
        int fd = open_with("1111\n2222\n");
        assert_int_equal(resume_write("mark", SLICE_LITERAL("c2"), fd, &err), 0);
        assert_int_equal(write(fd, next, cut), cut);
        struct resume resume;
        assert_int_equal(resume_read(&resume, "mark", &err), 0);
        assert_string_equal(buf_string(&resume.cursor), "c2");
        assert_int_equal(resume_cut(&resume, fd, "out", &err), 0);
        holds(fd, "1111\n2222\n");
        resume_done(&resume);
        close(fd);
    }
}

/* Another file, or one that was emptied: only half a line goes. */
static void
test_other_files(void **state)
{
    (void)state;
    static const struct {
        const char *text, *left;
    } cases[] = { { "", "" }, { "half", "" }, { "1\nhalf", "1\n" }, { "1\n2\n", "1\n2\n" } };
    struct err err;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int fd = open_with(cases[i].text);
        struct resume resume = { .size = 1000, .inode = 1 };
        assert_int_equal(resume_cut(&resume, fd, "out", &err), 0);
        holds(fd, cases[i].left);
        close(fd);
    }
}

/* A beginning, and the one line that earlier versions wrote. */
static void
test_files_of_earlier_versions(void **state)
{
    (void)state;
    struct resume resume;
    struct err err;
    assert_int_equal(resume_read(&resume, "nowhere", &err), 0);
    assert_int_equal(resume.cursor.len, 0);
    FILE *file = fopen("old", "w");
    assert_true(fputs("c7\n", file) > 0 && fclose(file) == 0);
    assert_int_equal(resume_read(&resume, "old", &err), 0);
    assert_string_equal(buf_string(&resume.cursor), "c7");
    assert_int_equal(resume.size, -1);
    resume_done(&resume);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_files_of_earlier_versions),
    };
    return cmocka_run_group_tests_name("resume", tests, set_up, tear_down);
}
