/* Who left a mark has ended only when that is certain. */
#include "services/ingest/process.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A child that has written its mark and waits. */
static pid_t
start_child(char mark[PROCESS_MARK_SIZE])
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char own[PROCESS_MARK_SIZE];
        process_mark(own);
        if (write(pipes[1], own, sizeof own) != sizeof own)
            _exit(1);
        (void)pause();
        _exit(0);
    }
    assert_int_equal(read(pipes[0], mark, PROCESS_MARK_SIZE), PROCESS_MARK_SIZE);
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    return child;
}

static void
one_that_runs_or_is_stopped_is_not_gone(void **state)
{
    (void)state;
    char mark[PROCESS_MARK_SIZE];
    process_mark(mark);
    assert_true(mark[0] != '\0' && strpbrk(mark, " \t\n") == NULL);
    assert_false(process_is_gone(mark));
    pid_t child = start_child(mark);
    assert_false(process_is_gone(mark));
    assert_int_equal(kill(child, SIGSTOP), 0);
    assert_int_equal(waitpid(child, NULL, WUNTRACED), child);
    assert_false(process_is_gone(mark));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void
one_that_was_killed_is_gone(void **state)
{
    (void)state;
    char mark[PROCESS_MARK_SIZE];
    pid_t child = start_child(mark);
    siginfo_t info;
    assert_int_equal(kill(child, SIGKILL), 0);
    /* Nobody has asked for its status yet, as long as its parent sleeps. */
    assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
    assert_true(process_is_gone(mark));
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(process_is_gone(mark));
}

static void
another_with_its_number_is_not_it(void **state)
{
    (void)state;
    char mark[PROCESS_MARK_SIZE];
    process_mark(mark);
    char *start = strrchr(mark, '.') + 1;
    (void)snprintf(start, sizeof mark - (size_t)(start - mark), "1");
    assert_true(process_is_gone(mark));
}

static void
what_cannot_be_known_is_not_gone(void **state)
{
    (void)state;
    char mark[PROCESS_MARK_SIZE], other[PROCESS_MARK_SIZE];
    pid_t child = start_child(mark);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    /* Of another host, or of this one before it was booted. */
    memcpy(other, mark, sizeof other);
    other[0] = other[0] == '0' ? '1' : '0';
    assert_false(process_is_gone(other));
    /* Of another container. */
    memcpy(other, mark, sizeof other);
    char *space = strchr(other, '[') + 1;
    *space = *space == '1' ? '2' : '1';
    assert_false(process_is_gone(other));
    /* Not a mark. */
    *strrchr(mark, '.') = '\0';
    assert_false(process_is_gone(mark));
    assert_false(process_is_gone(""));
    assert_false(process_is_gone("0123456789abcdef"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_runs_or_is_stopped_is_not_gone),
        cmocka_unit_test(one_that_was_killed_is_gone),
        cmocka_unit_test(another_with_its_number_is_not_it),
        cmocka_unit_test(what_cannot_be_known_is_not_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
