/* Tests of common/redis_queue: order, and what is lost. */
#include "common/redis_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct heard {
    struct redis_queue queue;
    char order[8];
};

struct waiter {
    struct heard *heard;
    char name;
    bool again; /* asks anew when it hears that its answer is lost */
};

static void
hear(void *arg, const redisReply *reply, const struct err *err)
{
    struct waiter *waiter = arg;
    assert_null(reply);
    assert_int_equal(err->kind, ERR_RETRY);
    assert_string_equal(err->text, "Redis: gone");
    strncat(waiter->heard->order, &waiter->name, 1);
    if (waiter->again)
        redis_queue_push(&waiter->heard->queue, hear, waiter, 5);
}

static void
keeps_order(void **state)
{
    (void)state;
    struct heard heard = { .order = "" };
    struct waiter a = { &heard, 'a', false }, b = { &heard, 'b', false };
    redis_queue_init(&heard.queue);
    redis_queue_push(&heard.queue, hear, &a, 1);
    redis_queue_push(&heard.queue, NULL, &b, 2);
    assert_int_equal(heard.queue.count, 2);
    struct redis_waiting first = redis_queue_pop(&heard.queue);
    assert_ptr_equal(first.arg, &a);
    assert_int_equal(first.since, 1);
    assert_ptr_equal(redis_queue_pop(&heard.queue).arg, &b);
    assert_null(heard.queue.first);
    redis_queue_push(&heard.queue, hear, &b, 3); /* the end is where it should be */
    assert_ptr_equal(redis_queue_pop(&heard.queue).arg, &b);
}

static void
loses_once(void **state)
{
    (void)state;
    struct heard heard = { .order = "" };
    struct waiter a = { &heard, 'a', true }, b = { &heard, 'b', false };
    redis_queue_init(&heard.queue);
    redis_queue_push(&heard.queue, hear, &a, 1);
    redis_queue_push(&heard.queue, NULL, NULL, 1);
    redis_queue_push(&heard.queue, hear, &b, 2);
    redis_queue_lose(&heard.queue, "gone");
    assert_string_equal(heard.order, "ab");
    assert_int_equal(heard.queue.count, 1); /* what a asked anew */
    a.again = false;
    redis_queue_lose(&heard.queue, "gone");
    assert_string_equal(heard.order, "aba");
    assert_int_equal(heard.queue.count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_order),
        cmocka_unit_test(loses_once),
    };
    return cmocka_run_group_tests_name("redis_queue", tests, NULL, NULL);
}
