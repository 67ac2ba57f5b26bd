/* Tests of common/hop/custody: where a job is, in which order, and what is left of it. */
#include "common/hop/custody.h"
#include "common/hop/remote.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

struct place {
    struct custody custody;
    struct remotes remotes;
    struct remote *worker;
};

static int
set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    custody_init(&place->custody);
    remotes_init(&place->remotes);
    place->worker = remotes_add(&place->remotes, "worker");
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    struct place *place = *state;
    custody_done(&place->custody);
    remotes_remove(&place->remotes, place->worker);
    free(place);
    return 0;
}

/* The pages that wait, by their first letters. */
static const char *
pending(const struct custody *custody)
{
    static char text[16];
    size_t count = 0;
    struct job *job;
    TAILQ_FOREACH(job, &custody->pending, link)
    text[count++] = job->page_id[0];
    text[count] = '\0';
    assert_int_equal(count, custody->pending_count);
    return text;
}

static void
jobs_wait_in_order(void **state)
{
    struct place *place = *state;
    struct custody *custody = &place->custody;
    char body[] = "body";
    struct job *a = custody_add(custody, "a", slice_from(body)),
               *b = custody_add(custody, "b", SLICE_EMPTY);
    (void)custody_add(custody, "c", SLICE_LITERAL("12"));
    body[0] = 'x';
    assert_memory_equal(zmq_msg_data(&a->body), "body", 4); /* a copy */
    assert_int_equal(custody->bytes, 6);
    assert_int_equal(custody_count(custody), 3);
    assert_string_equal(pending(custody), "abc");
    custody_remove(custody, b);
    assert_string_equal(pending(custody), "ac");
    assert_null(custody_find(custody, "b"));
    assert_ptr_equal(custody_find(custody, "a"), a);
    custody_remove(custody, a);
    assert_int_equal(custody->bytes, 2);
}

static void
what_is_taken_back_goes_first(void **state)
{
    struct place *place = *state;
    struct custody *custody = &place->custody;
    struct job *a = custody_add(custody, "a", SLICE_EMPTY),
               *b = custody_add(custody, "b", SLICE_EMPTY);
    (void)custody_add(custody, "c", SLICE_EMPTY);
    custody_give(custody, a, place->worker);
    custody_give(custody, b, place->worker);
    assert_string_equal(pending(custody), "c");
    assert_ptr_equal(TAILQ_FIRST(&place->worker->jobs), a); /* the oldest first */
    assert_int_equal(place->worker->job_count, 2);
    custody_take(custody, b);
    custody_take(custody, a);
    assert_string_equal(pending(custody), "abc");
    assert_int_equal(place->worker->job_count, 0);
    custody_give(custody, a, place->worker);
    custody_remove(custody, a); /* from where it is */
    assert_int_equal(place->worker->job_count, 0);
    assert_string_equal(pending(custody), "bc");
}

/* The latest workers are known, each once. */
static void
who_was_given_it(void **state)
{
    struct place *place = *state;
    struct custody *custody = &place->custody;
    struct job *job = custody_add(custody, "a", SLICE_EMPTY);
    struct remote *others[SENT_MAX];
    for (int i = 0; i < 3; i++) {
        custody_give(custody, job, place->worker);
        custody_take(custody, job);
    }
    assert_int_equal(job->sent_count, 1);
    for (int i = 0; i < SENT_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "other %d", i);
        assert_false(job_was_given(job, name));
        others[i] = remotes_add(&place->remotes, name);
        custody_give(custody, job, others[i]);
        custody_take(custody, job);
        assert_true(job_was_given(job, name));
        assert_int_equal(job_was_given(job, "worker"), i < SENT_MAX - 1);
    }
    for (int i = 0; i < SENT_MAX; i++)
        remotes_remove(&place->remotes, others[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(jobs_wait_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_taken_back_goes_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_was_given_it, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("custody", tests, NULL, NULL);
}
