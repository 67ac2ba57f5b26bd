/* The jail from outside: what its programs may, what they may not, and how each end is told.
 * The programs are prisoner.c, which tries to get out, and the real OCR launcher. */
#include "services/decode/jail.h"

#include "common/sanitized.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const struct jail_limits limits = {
    .memory = (size_t)512 << 20, .output = 1 << 20, .cpu_seconds = 1, .wall_ms = 200000
};

static int
run(const char *what, const struct jail_limits *with, const struct tick *tick, struct buf *output,
    struct err *err)
{
    const char *const arguments[] = { what, NULL };
    buf_clear(output);
    return jail_run("prisoner", arguments, SLICE_LITERAL("the document"), with, tick, output, err);
}

static void
test_document_goes_in_and_comes_out(void **state)
{
    (void)state;
    struct buf output = { 0 };
    struct err err = { 0 };
    assert_int_equal(run("echo", &limits, NULL, &output, &err), 0);
    assert_string_equal(buf_string(&output), "the document");
    buf_done(&output);
}

static void
test_nothing_of_ours_is_there(void **state)
{
    (void)state;
    struct buf output = { 0 };
    struct err err = { 0 };
    int ends[2];
    assert_int_equal(pipe(ends), 0); /* one that is not closed by exec */
    assert_int_equal(setenv("PAGEWIRE_SECRET", "key", 1), 0);
    assert_int_equal(run("look", &limits, NULL, &output, &err), 0);
    assert_string_equal(buf_string(&output), "files=0 words=0");
    close(ends[0]);
    close(ends[1]);
    buf_done(&output);
}

static void
test_escapes_fail(void **state)
{
    (void)state;
    static const char *const killed[] = { "socket", "fork", "exec", "kill", "trace", "code" };
    struct buf output = { 0 };
    struct err err = { 0 };
    if (SANITIZED)
        skip();
    assert_int_equal(run("files", &limits, NULL, &output, &err), 0);
    assert_string_equal(buf_string(&output), "refused");
    for (size_t i = 0; i < sizeof killed / sizeof *killed; i++) {
        if (run(killed[i], &limits, NULL, &output, &err) == 0)
            fail_msg("%s was not stopped", killed[i]);
        assert_int_equal(err.kind, ERR_REJECT);
        assert_string_equal(err.text, "prisoner tried what the jail forbids");
    }
    buf_done(&output);
}

static void
test_limits_end_it(void **state)
{
    (void)state;
    static const struct {
        const char *what, *reason;
    } cases[] = {
        { "loop", "prisoner used more than 1 s of processor time" },
        { "flood", "prisoner wrote more than 1 MiB" },
        { "crash", "prisoner crashed on it (Segmentation fault)" },
        { "fail", "prisoner ended with status 7" },
        { "stay", "prisoner does not end" },
    };
    struct buf output = { 0 };
    struct err err = { 0 };
    if (SANITIZED)
        skip();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(run(cases[i].what, &limits, NULL, &output, &err), -1);
        assert_int_equal(err.kind, ERR_REJECT);
        assert_string_equal(err.text, cases[i].reason);
        assert_int_equal(output.len, 0);
    }
    assert_int_equal(run("eat", &limits, NULL, &output, &err), 0);
    assert_string_equal(buf_string(&output), "full");
    buf_done(&output);
}

static int
give_up(void *arg, struct err *err)
{
    int *calls = arg;
    return ++*calls < 3 ? 0 : err_set(err, ERR_RETRY, "no time left");
}

/* Time is RETRY, and so is what the caller's tick says; nobody stays behind. */
static void
test_time_is_up(void **state)
{
    (void)state;
    struct buf output = { 0 };
    struct err err = { 0 };
    struct jail_limits short_of_time = limits;
    short_of_time.cpu_seconds = 60;
    short_of_time.wall_ms = 300;
    assert_int_equal(run("loop", &short_of_time, NULL, &output, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_non_null(strstr(err.text, "took longer than"));
    int calls = 0;
    struct tick tick = { give_up, &calls };
    short_of_time.wall_ms = 200000;
    assert_int_equal(run("loop", &short_of_time, &tick, &output, &err), -1);
    assert_string_equal(err.text, "no time left");
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    buf_done(&output);
}

static void
test_not_installed(void **state)
{
    (void)state;
    const char *const arguments[] = { NULL };
    struct buf output = { 0 };
    struct err err = { 0 };
    assert_false(jail_has("nobody"));
    assert_int_equal(
        jail_run("nobody", arguments, SLICE_LITERAL("x"), &limits, NULL, &output, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_string_equal(err.text, "nobody is not installed");
    buf_done(&output);
}

/* ---- the cell of OCR engines ---- */

/* What `script`, a line of Python, prints in there. */
static void
check_engine(const char *script, const char *said)
{
    const char *const arguments[] = { "/tmp", "/usr/bin/python3", "-c", script, NULL };
    struct jail_limits engine = limits;
    engine.memory = (size_t)2 << 30;
    engine.cpu_seconds = 20;
    engine.handles = 64;
    struct buf output = { 0 };
    struct err err = { 0 };
    if (jail_run("pagewire-decode-ocr", arguments, SLICE_LITERAL("x"), &engine, NULL, &output,
                 &err) != 0)
        fail_msg("%s", err.text);
    assert_string_equal(buf_string(&output), said);
    buf_done(&output);
}

#define TRY(statement)                                                                             \
    "try:\n  " statement                                                                           \
    "\n  print('done', end='')\nexcept OSError as e:\n  print('refused', end='')"

static void
test_engines_are_locked_in(void **state)
{
    (void)state;
    if (SANITIZED || !jail_has("pagewire-decode-ocr") || access("/usr/bin/python3", X_OK) != 0)
        skip();
    check_engine("import sys; print(sys.stdin.read(), end='')", "x");
    check_engine(TRY("open('/etc/passwd')"), "refused");
    check_engine(TRY("open('/usr/pagewire-test', 'w')"), "refused");
    check_engine("import socket\n" TRY("socket.socket()"), "refused");
    check_engine("import os\n" TRY("os.fork()"), "refused");
    check_engine("import os\n" TRY("os.kill(os.getppid(), 0)"), "refused");
    check_engine("import threading\n"
                 "t = threading.Thread(target=print, args=('thread',), kwargs={'end': ''})\n"
                 "t.start(); t.join()",
                 "thread");
    check_engine("import os\nprint(sorted(os.environ)[:2], end='')", "['HOME', 'LC_ALL']");
}

/* ---- */

/* Prisoners are beside this test. */
static int
set_up(void **state)
{
    (void)state;
    static char folder[4096];
    ssize_t len = readlink("/proc/self/exe", folder, sizeof folder - 1);
    assert_true(len > 0);
    folder[len] = '\0';
    *strrchr(folder, '/') = '\0';
    assert_int_equal(chdir("/"), 0);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document_goes_in_and_comes_out),
        cmocka_unit_test(test_nothing_of_ours_is_there),
        cmocka_unit_test(test_escapes_fail),
        cmocka_unit_test(test_limits_end_it),
        cmocka_unit_test(test_time_is_up),
        cmocka_unit_test(test_not_installed),
        cmocka_unit_test(test_engines_are_locked_in),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
