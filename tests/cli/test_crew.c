/* Child processes are kept running and stopped in order. */
#include "cli/crew.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

static struct buf said;

static void
say(void *arg, const struct member *member, const char *text)
{
    (void)arg;
    buf_printf(&said, "%s %.5s\n", member->name, text);
}

static void
nap(void)
{
    nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
}

static struct member *
add_shell(struct crew *crew, const char *name, int rank, const char *script, const char *const *env)
{
    const char *const argv[] = { "/bin/sh", "-c", script, NULL };
    return crew_add(crew, name, rank, argv, env, NULL, NULL);
}

static int
setup(void **state)
{
    struct crew *crew = calloc(1, sizeof *crew);
    crew->say = say;
    buf_clear(&said);
    *state = crew;
    return crew == NULL;
}

static int
teardown(void **state)
{
    crew_stop(*state, 0, NULL, NULL);
    crew_done(*state);
    free(*state);
    buf_done(&said);
    return 0;
}

static void
test_restarts_what_dies(void **state)
{
    struct crew *crew = *state;
    struct err err;
    struct member *member = add_shell(crew, "one", 0, "exec sleep 1000", NULL);
    assert_int_equal(crew_start(crew, member, &err), 0);
    pid_t first = member->pid;
    kill(first, SIGKILL);
    long long deadline = crew_clock() + PATIENCE_MS;
    while ((member->pid == first || member->pid == 0) && crew_clock() < deadline) {
        crew_tend(crew);
        nap();
    }
    assert_int_not_equal(member->pid, 0);
    assert_int_not_equal(member->pid, first);
    assert_int_equal(member->restarts, 1);
}

static void
test_pauses_grow(void **state)
{
    struct crew *crew = *state;
    struct err err;
    struct member *member = add_shell(crew, "short", 0, "exit 3", NULL);
    assert_int_equal(crew_start(crew, member, &err), 0);
    long long deadline = crew_clock() + PATIENCE_MS;
    while (member->falls < 4 && crew_clock() < deadline) {
        crew_tend(crew);
        nap();
    }
    assert_int_equal(member->falls, 4);
    assert_in_range(crew_pause(crew), 200, 5000);
    char text[96];
    status_text(member->status, text, sizeof text);
    assert_string_equal(text, "exit status 3");
}

static void
test_a_missing_program_is_an_end(void **state)
{
    struct crew *crew = *state;
    struct err err;
    const char *const argv[] = { "/nowhere/pagewire-none", NULL };
    struct member *member = crew_add(crew, "none", 0, argv, NULL, "/dev/null", NULL);
    assert_int_equal(crew_start(crew, member, &err), 0);
    long long deadline = crew_clock() + PATIENCE_MS;
    while (member->falls == 0 && crew_clock() < deadline) {
        crew_tend(crew);
        nap();
    }
    assert_int_equal(member->status >> 8, 127);
}

static void
test_stops_rank_by_rank(void **state)
{
    struct crew *crew = *state;
    struct err err;
    /* sleep inherits the name; the last one ignores SIGTERM and is killed. */
    add_shell(crew, "third", 2, "trap '' TERM; while :; do sleep 0.05; done", NULL);
    add_shell(crew, "first", 0, "exec sleep 1000", NULL);
    add_shell(crew, "second", 1, "exec sleep 1000", NULL);
    for (size_t i = 0; i < crew->count; i++)
        assert_int_equal(crew_start(crew, &crew->members[i], &err), 0);
    nap();
    buf_clear(&said);
    crew_stop(crew, 300, NULL, NULL);
    assert_string_equal(buf_string(&said), "first ended\nsecond ended\nthird ended\n");
    for (size_t i = 0; i < crew->count; i++)
        assert_int_equal(crew->members[i].pid, 0);
}

static void
test_environment(void **state)
{
    struct crew *crew = *state;
    struct err err;
    const char *const env[] = { "PAGEWIRE_TEST_WORD=yes", NULL };
    struct member *member = add_shell(crew, "env", 0, "[ \"$PAGEWIRE_TEST_WORD\" = yes ]", env);
    assert_int_equal(crew_start(crew, member, &err), 0);
    long long deadline = crew_clock() + PATIENCE_MS;
    while (member->falls == 0 && crew_clock() < deadline) {
        crew_tend(crew);
        nap();
    }
    assert_int_equal(member->status, 0);
    assert_null(getenv("PAGEWIRE_TEST_WORD"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_restarts_what_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pauses_grow, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_missing_program_is_an_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stops_rank_by_rank, setup, teardown),
        cmocka_unit_test_setup_teardown(test_environment, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
