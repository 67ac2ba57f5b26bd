/* Tests of common/ask: a daemon played by a ROUTER that answers when and what it likes. */
#include "common/ask.h"
#include "common/clock.h"

#include "common/daemon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DEADLINE_MS = 60000, HEARD_MAX = 4 };

struct table {
    struct curve *curve;
    zsock_t *daemon;
    struct ask *ask;
    zframe_t *peer; /* who asked last */
};

/* What became of a question. */
struct heard {
    unsigned calls;
    bool answered; /* something came */
    struct err err;
    char page_id[40], body[40];
};

static int
set_up(void **state)
{
    struct table *table = calloc(1, sizeof *table);
    struct err err;
    table->daemon = zsock_new(ZMQ_ROUTER);
    zsock_set_rcvtimeo(table->daemon, DEADLINE_MS);
    assert_int_equal(curve_open(&table->curve, "", &err), 0);
    assert_int_not_equal(zsock_bind(table->daemon, "tcp://127.0.0.1:*"), -1);
    struct ask_spec spec = { .endpoint = zsock_endpoint(table->daemon),
                             .patient = true,
                             .pending_max = HEARD_MAX };
    assert_int_equal(ask_open(&table->ask, table->curve, &spec, &err), 0);
    *state = table;
    return 0;
}

static int
tear_down(void **state)
{
    struct table *table = *state;
    ask_close(table->ask);
    zframe_destroy(&table->peer);
    zsock_destroy(&table->daemon);
    curve_close(table->curve);
    free(table);
    return 0;
}

static void
on_answer(void *arg, const struct asked *asked, const struct err *err)
{
    struct heard *heard = arg;
    heard->calls++;
    heard->answered = asked != NULL;
    heard->err = err != NULL ? *err : (struct err){ .kind = ERR_NONE };
    if (err != NULL)
        return;
    struct slice id = asked->answer != NULL ? asked->answer->page_id : asked->reply->page_id;
    (void)snprintf(heard->page_id, sizeof heard->page_id, "%.*s", SLICE_ARGS(id));
    (void)snprintf(heard->body, sizeof heard->body, "%.*s", SLICE_ARGS(asked->body));
}

static void
show(struct table *table, struct heard *heard, int64_t wait)
{
    struct query query;
    query_init(&query, QUERY_SHOW);
    query.page_id = SLICE_LITERAL("abcdef");
    ask_query(table->ask, &query, wait, on_answer, heard);
    query_done(&query);
}

/* The seq of the next question that arrives, as raw JSON. */
static char *
next_question(struct table *table)
{
    zmsg_t *message = zmsg_recv(table->daemon);
    assert_non_null(message);
    zframe_destroy(&table->peer);
    table->peer = zmsg_pop(message);
    zframe_t *header = zmsg_first(message);
    struct query query;
    struct err err;
    query_init(&query, QUERY_SHOW);
    struct slice json = { (const char *)zframe_data(header), zframe_size(header) };
    if (query_decode(&query, json, &err) != 0)
        fail_msg("%s", err.text);
    char *seq = slice_dup(query.seq);
    query_done(&query);
    zmsg_destroy(&message);
    return seq;
}

static void
answer_raw(struct table *table, const char *header, const char *body)
{
    zmsg_t *message = zmsg_new();
    zframe_t *peer = zframe_dup(table->peer);
    (void)zmsg_append(message, &peer);
    (void)zmsg_addstr(message, header);
    (void)zmsg_addstr(message, body);
    assert_int_equal(zmsg_send(&message, table->daemon), 0);
}

static void
answer(struct table *table, const char *seq, const char *page_id, const char *body)
{
    char header[200];
    (void)snprintf(header, sizeof header,
                   "{\"type\":\"RECORD\",\"seq\":%s,\"source\":\"cache\",\"page_id\":\"%s\"}", seq,
                   page_id);
    answer_raw(table, header, body);
}

static void
turn_until(struct table *table, const unsigned *calls)
{
    int64_t end = clock_ms() + DEADLINE_MS;
    while (*calls == 0 && clock_ms() < end)
        ask_turn(table->ask, 100);
    assert_int_equal(*calls, 1);
}

/* ---- tests ---- */

static void
test_late_answer_is_dropped(void **state)
{
    struct table *table = *state;
    struct heard first = { 0 }, second = { 0 };
    show(table, &first, 30);
    char *late = next_question(table);
    turn_until(table, &first.calls);
    assert_int_equal(first.err.kind, ERR_RETRY);
    assert_false(first.answered);
    assert_non_null(strstr(first.err.text, "is it running?"));

    show(table, &second, DEADLINE_MS);
    char *seq = next_question(table);
    answer(table, late, "first", "the first's record");
    answer(table, seq, "second", "the second's record");
    turn_until(table, &second.calls);
    assert_int_equal(second.err.kind, ERR_NONE);
    assert_string_equal(second.page_id, "second");
    assert_string_equal(second.body, "the second's record");
    assert_int_equal(first.calls, 1);
    free(late);
    free(seq);
}

static void
test_answers_in_any_order(void **state)
{
    struct table *table = *state;
    struct heard heard[3] = { { 0 } };
    char *seqs[3];
    for (int i = 0; i < 3; i++)
        show(table, &heard[i], DEADLINE_MS);
    assert_int_equal(ask_pending(table->ask), 3);
    for (int i = 0; i < 3; i++)
        seqs[i] = next_question(table);
    for (int i = 2; i >= 0; i--) {
        char id[8];
        (void)snprintf(id, sizeof id, "page%d", i);
        answer(table, seqs[i], id, "");
        free(seqs[i]);
    }
    for (int i = 0; i < 3; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "page%d", i);
        turn_until(table, &heard[i].calls);
        assert_string_equal(heard[i].page_id, id);
    }
    assert_int_equal(ask_pending(table->ask), 0);
}

static void
test_errors(void **state)
{
    static const struct {
        const char *header; /* %s: the seq */
        enum err_kind kind;
        const char *text;
    } cases[] = {
        { "{\"type\":\"ERROR\",\"seq\":%s,\"reason\":\"no such page\"}", ERR_REJECT,
          "no such page" },
        { "{\"type\":\"ERROR\",\"seq\":%s,\"reason\":\"away\",\"retry\":true}", ERR_RETRY, "away" },
        { "{\"type\":\"RECORD\",\"seq\":%s,\"version\":2}", ERR_REJECT, "version" },
        { "{\"type\":\"SONG\",\"seq\":%s}", ERR_REJECT, "unknown type" },
        /* the only one under way could not be read */
        { "{\"type\":\"ERROR\",\"reason\":\"not JSON\"}", ERR_REJECT, "not JSON" },
    };
    struct table *table = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct heard heard = { 0 };
        char header[200];
        show(table, &heard, DEADLINE_MS);
        char *seq = next_question(table);
        (void)snprintf(header, sizeof header, cases[i].header, seq);
        answer_raw(table, header, "");
        turn_until(table, &heard.calls);
        assert_true(heard.answered);
        assert_int_equal(heard.err.kind, cases[i].kind);
        assert_non_null(strstr(heard.err.text, cases[i].text));
        free(seq);
    }
}

/* What makes no sense is nobody's: it does not end the questions of others. */
static void
test_nonsense(void **state)
{
    static const char *const headers[] = { "",
                                           "[",
                                           "{}",
                                           "{\"type\":\"RECORD\"}",
                                           "{\"type\":\"RECORD\",\"seq\":\"x\"}",
                                           "{\"type\":\"RECORD\",\"seq\":999}",
                                           "{\"type\":\"ERROR\",\"reason\":\"whose?\"}" };
    struct table *table = *state;
    struct heard heard[2] = { { 0 } };
    char *seqs[2];
    for (int i = 0; i < 2; i++)
        show(table, &heard[i], DEADLINE_MS);
    for (int i = 0; i < 2; i++)
        seqs[i] = next_question(table);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        answer_raw(table, headers[i], "");
    for (int i = 0; i < 2; i++) {
        answer(table, seqs[i], "good", "");
        turn_until(table, &heard[i].calls);
        assert_int_equal(heard[i].err.kind, ERR_NONE);
        free(seqs[i]);
    }
}

/* More than pending_max are refused at once, and so is what is under way at a reopening. */
static void
test_limit_and_reopen(void **state)
{
    struct table *table = *state;
    struct heard heard[HEARD_MAX + 1] = { { 0 } };
    struct err err;
    for (int i = 0; i <= HEARD_MAX; i++)
        show(table, &heard[i], DEADLINE_MS);
    assert_int_equal(heard[HEARD_MAX].calls, 1);
    assert_int_equal(heard[HEARD_MAX].err.kind, ERR_RETRY);
    assert_int_equal(ask_reopen(table->ask, &err), 0);
    for (int i = 0; i < HEARD_MAX; i++) {
        assert_int_equal(heard[i].calls, 1);
        assert_int_equal(heard[i].err.kind, ERR_RETRY);
    }
    struct heard again = { 0 };
    show(table, &again, DEADLINE_MS);
    int64_t end = clock_ms() + DEADLINE_MS;
    while (again.calls == 0 && clock_ms() < end) {
        if (zsock_events(table->daemon) & ZMQ_POLLIN) { /* old ones may have arrived, too */
            char *seq = next_question(table);
            answer(table, seq, "again", "");
            free(seq);
        }
        ask_turn(table->ask, 20);
    }
    assert_string_equal(again.page_id, "again");
}

static void
test_impatient(void **state)
{
    struct table *table = *state;
    struct ask *ask;
    struct err err;
    struct heard heard = { 0 };
    struct ask_spec spec = { .endpoint = "ipc:///tmp/pagewire-ask-nobody" };
    assert_int_equal(ask_open(&ask, table->curve, &spec, &err), 0);
    struct query query;
    query_init(&query, QUERY_STATUS);
    ask_query(ask, &query, DEADLINE_MS, on_answer, &heard);
    query_done(&query);
    assert_int_equal(heard.calls, 1);
    assert_int_equal(heard.err.kind, ERR_RETRY);
    ask_close(ask);
}

static int
on_check(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    const struct heard *heard = arg;
    return heard[0].calls > 0 && heard[1].calls > 0 ? -1 : 0;
}

static void
test_loop(void **state)
{
    struct table *table = *state;
    struct heard heard[2] = { { 0 } };
    zloop_t *loop = zloop_new();
    ask_join(table->ask, loop);
    show(table, &heard[0], 50);
    show(table, &heard[1], DEADLINE_MS);
    free(next_question(table));
    char *seq = next_question(table);
    answer(table, seq, "second", "");
    free(seq);
    (void)zloop_timer(loop, 10, 0, on_check, heard);
    (void)zloop_timer(loop, DEADLINE_MS, 1, on_check, heard);
    (void)zloop_start(loop);
    assert_int_equal(heard[0].err.kind, ERR_RETRY);
    assert_string_equal(heard[1].page_id, "second");
    ask_close(table->ask);
    table->ask = NULL;
    zloop_destroy(&loop);
}

/* The program stood still, from before the answer came until after its deadline: what came is heard
 * before it is missed.  By inproc an answer that was sent is there. */
static void
test_an_answer_is_heard_before_it_is_missed(void **state)
{
    enum { WAIT_MS = 30, STILL_MS = 100 };
    struct table *table = *state;
    struct heard heard[2] = { { 0 } };
    struct err err;
    zloop_t *loop = zloop_new();
    struct ask_spec spec = { .endpoint = "inproc://ask-still", .patient = true };
    assert_int_not_equal(zsock_bind(table->daemon, "%s", spec.endpoint), -1);
    ask_close(table->ask);
    assert_int_equal(ask_open(&table->ask, table->curve, &spec, &err), 0);
    ask_join(table->ask, loop);
    int64_t begun = clock_ms();
    show(table, &heard[0], WAIT_MS);
    char *seq = next_question(table);
    answer(table, seq, "in time", "");
    free(seq);
    while (clock_ms() <= begun + STILL_MS)
        zclock_sleep(5);
    heard[1].calls = 1;
    (void)zloop_timer(loop, 10, 0, on_check, heard);
    (void)zloop_start(loop);
    assert_int_equal(heard[0].err.kind, ERR_NONE);
    assert_string_equal(heard[0].page_id, "in time");
    ask_close(table->ask);
    table->ask = NULL;
    zloop_destroy(&loop);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_answer_is_heard_before_it_is_missed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_late_answer_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_answers_in_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nonsense, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limit_and_reopen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_impatient, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_loop, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("ask", tests, NULL, NULL);
}
