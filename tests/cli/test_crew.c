/* Child processes are kept running and stopped in order. */
#include "common/clock.h"

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

enum { PATIENCE_MS = 60000 };

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
    long long deadline = clock_ms() + PATIENCE_MS;
    while ((member->pid == first || member->pid == 0) && clock_ms() < deadline) {
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
    long long deadline = clock_ms() + PATIENCE_MS, before = 0;
    while (member->falls < 4 && clock_ms() < deadline) {
        before = clock_ms(); /* of the end that is found now */
        crew_tend(crew);
        nap();
    }
    assert_int_equal(member->falls, 4);
    assert_in_range(member->start_at, before + 400, clock_ms() + 5000);
    assert_in_range(crew_pause(crew), 0, 5000);
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
    long long deadline = clock_ms() + PATIENCE_MS;
    while (member->falls == 0 && clock_ms() < deadline) {
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

static bool
hurry_once(void *arg)
{
    unsigned *asked = arg;
    return ++*asked > 0; /* a second Ctrl-C comes at once; a third would, too */
}

/* The second Ctrl-C comes while the first rank ends: it is meant for the others, too. */
static void
test_hurry_is_for_all_ranks_but_the_last(void **state)
{
    struct crew *crew = *state;
    struct err err;
    unsigned asked = 0;
    add_shell(crew, "first", 0, "trap '' TERM; while :; do sleep 0.05; done", NULL);
    add_shell(crew, "second", 1, "trap '' TERM; while :; do sleep 0.05; done", NULL);
    add_shell(crew, "last", 2, "exec sleep 1000", NULL);
    for (size_t i = 0; i < crew->count; i++)
        assert_int_equal(crew_start(crew, &crew->members[i], &err), 0);
    crew_stop(crew, PATIENCE_MS, hurry_once, &asked);
    assert_int_equal(asked, 1);
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
    long long deadline = clock_ms() + PATIENCE_MS;
    while (member->falls == 0 && clock_ms() < deadline) {
        crew_tend(crew);
        nap();
    }
    assert_int_equal(member->status, 0);
    assert_null(getenv("PAGEWIRE_TEST_WORD"));
}

/* `up` was killed and its Redis not yet ended: another does not open the same file. */
static void
test_a_lock_outlives_the_crew(void **state)
{
    struct crew *crew = *state;
    char folder[] = "/tmp/pagewire-crew-XXXXXX", lock[64], mark[64], script[128];
    struct err err;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(lock, sizeof lock, "%s/lock", folder);
    (void)snprintf(mark, sizeof mark, "%s/mark", folder);
    (void)snprintf(script, sizeof script, "touch %s.1; exec sleep 60", mark);
    crew_lock(add_shell(crew, "old", 0, script, NULL), lock);
    (void)snprintf(script, sizeof script, "touch %s.2; exec sleep 60", mark);
    crew_lock(add_shell(crew, "new", 1, script, NULL), lock);
    (void)strcat(mark, ".1");
    assert_int_equal(crew_start(crew, &crew->members[0], &err), 0);
    while (access(mark, F_OK) != 0)
        nap();
    mark[strlen(mark) - 1] = '2';
    assert_int_equal(crew_start(crew, &crew->members[1], &err), 0);
    for (int i = 0; i < 60; i++)
        nap();
    assert_int_not_equal(access(mark, F_OK), 0);
    (void)kill(-crew->members[0].pid, SIGKILL);
    long long deadline = clock_ms() + PATIENCE_MS;
    while (access(mark, F_OK) != 0 && clock_ms() < deadline)
        nap();
    assert_int_equal(access(mark, F_OK), 0);
    (void)snprintf(script, sizeof script, "rm -r %s", folder);
    assert_int_equal(system(script), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_lock_outlives_the_crew, setup, teardown),
        cmocka_unit_test_setup_teardown(test_restarts_what_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pauses_grow, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_missing_program_is_an_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stops_rank_by_rank, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hurry_is_for_all_ranks_but_the_last, setup, teardown),
        cmocka_unit_test_setup_teardown(test_environment, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
