/* Tests of common/hop/remote: a worker as upstream sees it. */
#include "common/hop/remote.h"

#include "common/hop/job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
/* cmocka wants those before */
#include <cmocka.h>

/* Parsing 12 MiB takes 0.3 s of a processor, of which a loaded machine gives it a tenth. */
static void
a_large_page_may_be_silent_for_longer(void **state)
{
    (void)state;
    static const size_t sizes[] = { 300000, 13 << 20, 5 << 20 };
    struct remotes remotes;
    struct job jobs[3];
    remotes_init(&remotes);
    struct remote *remote = remotes_add(&remotes, "worker");
    assert_int_equal(remote_patience(remote), 2000);
    for (int i = 0; i < 3; i++) {
        jobs[i] = (struct job){ .attempt = 1 };
        assert_int_equal(zmq_msg_init_size(&jobs[i].body, sizes[i]), 0);
        TAILQ_INSERT_TAIL(&remote->jobs, &jobs[i], link);
        assert_int_equal(remote_patience(remote), i == 0 ? 2000 : 28000);
    }
    for (int i = 0; i < 3; i++) {
        TAILQ_REMOVE(&remote->jobs, &jobs[i], link);
        (void)zmq_msg_close(&jobs[i].body);
    }
    assert_int_equal(remote_patience(remote), 2000);
    remotes_remove(&remotes, remote);
    assert_int_equal(remotes.count, 0);
}

/* Of large pages one at a time, by the worker's own measure; small ones always. */
static void
large_pages_come_one_at_a_time(void **state)
{
    (void)state;
    static const size_t sizes[] = { 1000, 999, 5000 };
    struct remotes remotes;
    struct job jobs[3];
    remotes_init(&remotes);
    struct remote *remote = remotes_add(&remotes, "worker"), *old = remotes_add(&remotes, "old");
    remote->large = 1000;
    for (int i = 0; i < 3; i++) {
        jobs[i] = (struct job){ .attempt = 1 };
        (void)snprintf(jobs[i].page_id, sizeof jobs[i].page_id, "%032d", i);
        assert_int_equal(zmq_msg_init_size(&jobs[i].body, sizes[i]), 0);
        assert_true(remote_fits(remote, &jobs[i]));
        remote_delivered(old, &jobs[i], 1000);
    }
    remote_delivered(remote, &jobs[0], 1000);
    assert_true(remote_fits(remote, &jobs[1]));
    assert_false(remote_fits(remote, &jobs[2]));
    assert_true(remote_fits(old, &jobs[2])); /* it has said nothing of large ones */
    remote_delivered(remote, &jobs[1], 1000);
    remote_computed(remote, jobs[1].page_id, 1000);
    assert_false(remote_fits(remote, &jobs[2]));
    remote_computed(remote, jobs[0].page_id, 1000);
    assert_true(remote_fits(remote, &jobs[2]));
    remote_delivered(remote, &jobs[2], 1000);
    remote_forget_deliveries(remote);
    assert_true(remote_fits(remote, &jobs[0]));
    for (int i = 0; i < 3; i++)
        (void)zmq_msg_close(&jobs[i].body);
    remotes_remove(&remotes, remote);
    remotes_remove(&remotes, old);
}

/* A page that was overdue and was sent there again is computed once, and answered once. */
static void
a_page_that_was_sent_twice_is_computed_once(void **state)
{
    (void)state;
    struct remotes remotes;
    struct job jobs[2];
    remotes_init(&remotes);
    struct remote *remote = remotes_add(&remotes, "worker");
    for (int i = 0; i < 2; i++) {
        jobs[i] = (struct job){ .attempt = 1 };
        (void)snprintf(jobs[i].page_id, sizeof jobs[i].page_id, "%032d", i);
        assert_int_equal(zmq_msg_init_size(&jobs[i].body, 1000), 0);
    }
    remote_delivered(remote, &jobs[0], 1000);
    remote_delivered(remote, &jobs[0], 2000);
    remote_delivered(remote, &jobs[1], 2000);
    remote_delivered(remote, &jobs[0], 3000);
    remote_computed(remote, jobs[0].page_id, 4000);
    assert_int_equal(remote->delivery_count, 1);
    assert_string_equal(remote_head(remote)->page_id, jobs[1].page_id);
    assert_true(remote->paced == 4000);
    double pace = remote->pace;
    remote_computed(remote, jobs[0].page_id, 5000); /* its answer */
    assert_true(remote->pace == pace);
    remote_gave_up(remote, jobs[1].page_id, 6000);
    assert_null(remote_head(remote));
    for (int i = 0; i < 2; i++)
        (void)zmq_msg_close(&jobs[i].body);
    remotes_remove(&remotes, remote);
}

static void
the_one_served_longest_ago_comes_first(void **state)
{
    (void)state;
    struct remotes remotes;
    remotes_init(&remotes);
    struct remote *first = remotes_add(&remotes, "first"),
                  *second = remotes_add(&remotes, "second");
    assert_ptr_equal(remotes_find(&remotes, "second"), second);
    assert_null(remotes_find(&remotes, "third"));
    remotes_rotate(&remotes, TAILQ_FIRST(&remotes.list));
    struct remote *served = TAILQ_LAST(&remotes.list, remote_list);
    remotes_rotate(&remotes, TAILQ_FIRST(&remotes.list));
    assert_ptr_not_equal(TAILQ_LAST(&remotes.list, remote_list), served);
    remotes_remove(&remotes, first);
    remotes_remove(&remotes, second);
}

static void
pages_go_to_who_can_pass_them_on(void **state)
{
    (void)state;
    struct remotes remotes;
    remotes_init(&remotes);
    struct remote *remote = remotes_add(&remotes, "worker");
    assert_true(remote_open(remote, 1000));
    assert_int_equal(remotes_open(&remotes, 1000), 1);
    remote->shunned = 1500;
    assert_false(remote_open(remote, 1000));
    assert_true(remote_open(remote, 2000));
    remote->blocked = true;
    assert_false(remote_open(remote, 2000));
    remote->blocked = false;
    remote->leaving = true;
    assert_int_equal(remotes_open(&remotes, 2000), 0);
    remotes_remove(&remotes, remote);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_page_may_be_silent_for_longer),
        cmocka_unit_test(large_pages_come_one_at_a_time),
        cmocka_unit_test(a_page_that_was_sent_twice_is_computed_once),
        cmocka_unit_test(the_one_served_longest_ago_comes_first),
        cmocka_unit_test(pages_go_to_who_can_pass_them_on),
    };
    return cmocka_run_group_tests_name("remote", tests, NULL, NULL);
}
