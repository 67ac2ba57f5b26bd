/* Tests of common/status: what /live and /ready say, and what is news. */
#include "common/status.h"

#include "cli/http.h"
#include "tests/common/clock_fixture.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static struct status *
open_status(int64_t live_timeout)
{
    struct status *status = NULL;
    struct err err;
    struct status_spec spec = { .endpoint = "127.0.0.1:0", .live_timeout = live_timeout };
    if (status_open(&status, &spec, &err) != 0)
        fail_msg("%s", err.text);
    return status;
}

static int
get(struct status *status, const char *path, struct buf *body)
{
    struct err err = { 0 };
    body->len = 0;
    return http_get(status_endpoint(status), path, 5000, body, &err);
}

static void
ready_names_what_lacks(void **state)
{
    (void)state;
    struct status *status = open_status(60000);
    struct buf body = { 0 };
    assert_true(status_condition(status, "redis", false, "connection refused"));
    assert_false(status_condition(status, "archive", true, NULL)); /* it begins well */
    assert_false(status_condition(status, "redis", false, "connection refused"));
    assert_int_equal(get(status, "/ready", &body), 503);
    assert_non_null(strstr(buf_string(&body), "redis"));
    assert_non_null(strstr(buf_string(&body), "connection refused"));
    assert_null(strstr(buf_string(&body), "archive"));
    assert_true(status_condition(status, "redis", true, NULL));
    assert_int_equal(get(status, "/ready", &body), 200);
    assert_int_equal(get(status, "/metrics", &body), 200);
    assert_non_null(strstr(buf_string(&body), "# TYPE process_"));
    assert_int_equal(get(status, "/nothing", &body), 404);
    buf_done(&body);
    status_close(status);
}

/* However many have sent half a request and say no more, others are answered at once, while
 * they are there and afterwards. */
static void
those_who_say_no_more_keep_nobody_out(void **state)
{
    enum { IDLE = 300 };
    (void)state;
    struct status *status = open_status(60000);
    struct buf body = { 0 };
    struct sockaddr_in where = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    where.sin_port = htons((uint16_t)atoi(strrchr(status_endpoint(status), ':') + 1));
    int idle[IDLE];
    for (int i = 0; i < IDLE; i++) {
        idle[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(idle[i], (struct sockaddr *)&where, sizeof where), 0);
        assert_int_equal(send(idle[i], "GET /live HT", 12, MSG_NOSIGNAL), 12);
        if (i % 50 == 49)
            assert_int_equal(get(status, "/ready", &body), 200);
    }
    for (int i = 0; i < IDLE; i++)
        (void)close(idle[i]);
    assert_int_equal(get(status, "/ready", &body), 200);
    buf_done(&body);
    status_close(status);
}

/* Waits until /live answers so, a minute at most. */
static void
await_live(struct status *status, int code)
{
    struct buf body = { 0 };
    for (int i = 0; i < 1200 && get(status, "/live", &body) != code; i++)
        (void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    assert_int_equal(get(status, "/live", &body), code);
    buf_done(&body);
}

static void
live_while_it_beats(void **state)
{
    (void)state;
    struct status *status = open_status(300);
    status_beat(status);
    await_live(status, 503); /* no beat any more */
    status_close(status);
    status = open_status(60000);
    status_beat(status);
    await_live(status, 200);
    status_close(status);
}

static void
endpoints(void **state)
{
    (void)state;
    struct status *status = NULL;
    struct err err = { 0 };
    struct status_spec nowhere = { .endpoint = "" }, bad = { .endpoint = "127.0.0.1" };
    assert_int_equal(status_open(&status, &nowhere, &err), 0);
    assert_string_equal(status_endpoint(status), "");
    status_close(status);
    assert_int_equal(status_open(&status, &bad, &err), -1);
}

/* A process whose loop stands still, and which read the clock before it was put back. */
static void
a_clock_that_is_put_back_keeps_no_hung_process(void **state)
{
    (void)state;
    struct status_spec spec = { .endpoint = "", .live_timeout = 1000, .hang_timeout = 1000 };
    struct status *status = NULL;
    struct err err;
    int ended = -1;
    pid_t child = fork();
    if (child == 0) {
        (void)alarm(60);
        atomic_store(&clock_fixture_ahead, 3600);
        (void)status_open(&status, &spec, &err);
        for (;;)
            (void)pause();
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended)); /* else by the alarm */
    assert_int_equal(WEXITSTATUS(ended), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_is_put_back_keeps_no_hung_process),
        cmocka_unit_test(ready_names_what_lacks),
        cmocka_unit_test(those_who_say_no_more_keep_nobody_out),
        cmocka_unit_test(live_while_it_beats),
        cmocka_unit_test(endpoints),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
