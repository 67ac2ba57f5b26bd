/* Tests of common/hop/directory, and of peers that ask one. */
#include "common/clock.h"
#include "common/hop/directory.h"
#include "common/hop/peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
expect_list(struct directory *directory, const char *stage, const char *lines)
{
    struct buf got = { 0 };
    directory_list(directory, stage, &got);
    assert_string_equal(buf_string(&got), lines);
    buf_done(&got);
}

static void
endpoints_are_noted_as_others_see_them(void **state)
{
    (void)state;
    struct directory directory = { 0 };
    directory_note(&directory, "a", "segment", "ipc:///run/a.hop tcp://0.0.0.0:7001", "");
    directory_note(&directory, "b", "segment", "ipc:///run/b.hop tcp://0.0.0.0:7001", "10.0.0.2");
    directory_note(&directory, "c", "segment", "tcp://127.0.0.1:7001", "10.0.0.3"); /* no use */
    directory_note(&directory, "d", "enrich", "tcp://[::]:7002", "fe80::2");
    directory_note(&directory, "e", "enrich", "tcp://worker5:7002", "10.0.0.5");
    expect_list(&directory, "segment",
                "ipc:///run/a.hop tcp://0.0.0.0:7001\ntcp://10.0.0.2:7001\n");
    expect_list(&directory, "enrich", "tcp://[fe80::2]:7002\ntcp://worker5:7002\n");
    expect_list(&directory, "store", "");
    directory_note(&directory, "b", "segment", "tcp://0.0.0.0:9001", "10.0.0.2");
    expect_list(&directory, "segment",
                "ipc:///run/a.hop tcp://0.0.0.0:7001\ntcp://10.0.0.2:9001\n");
    directory_done(&directory);
}

static void
the_first_endpoint_that_leads_there_is_chosen(void **state)
{
    static const struct {
        const char *line, *asked_at, *address;
    } cases[] = {
        { "ipc:///nowhere.hop tcp://0.0.0.0:7001", "tcp://10.0.0.1:7000", "tcp://10.0.0.1:7001" },
        { "ipc:///nowhere.hop tcp://0.0.0.0:7001", "tcp://first:7000", "tcp://first:7001" },
        { "ipc:///nowhere.hop tcp://0.0.0.0:7001", "ipc:///run/i.hop", "tcp://127.0.0.1:7001" },
        { "tcp://127.0.0.1:7001", "tcp://10.0.0.1:7000", "" },
        { "tcp://127.0.0.1:7001", "tcp://127.0.0.1:7000", "tcp://127.0.0.1:7001" },
        { "tcp://10.0.0.2:7001", "ipc:///run/i.hop", "tcp://10.0.0.2:7001" },
        { "", "tcp://10.0.0.1:7000", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf address = { 0 };
        bool chosen = directory_choose(slice_from(cases[i].line), cases[i].asked_at, &address);
        assert_string_equal(buf_string(&address), cases[i].address);
        assert_int_equal(chosen, *cases[i].address != '\0');
        buf_done(&address);
    }
}

static void
on_address(void *arg, const char *address)
{
    (void)snprintf(arg, 128, "%s", address);
}

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    (void)arg, (void)outcome;
}

static int
on_end(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    return -1;
}

/* A segment is announced in its heartbeats, and who asks ingest for segments finds it. */
static void
peers_find_what_was_announced(void **state)
{
    (void)state;
    struct curve *curve = NULL;
    struct hop_out *out = NULL;
    struct hop_in *in = NULL;
    struct peers *peers = NULL;
    struct err err;
    char wanted[128], found[128] = "";
    zsys_handler_set(NULL);
    assert_int_equal(curve_open(&curve, "", &err), 0);
    zloop_t *loop = zloop_new();
    zloop_set_nonstop(loop, true);
    struct hop_out_spec out_spec = { .endpoint = "tcp://127.0.0.1:* tcp://127.0.0.1:*",
                                     .boot = "i",
                                     .outcome = on_outcome };
    assert_int_equal(hop_out_new(&out, loop, curve, &out_spec, &err), 0);
    const char *second = strchr(hop_out_endpoint(out), ' ') + 1; /* both were bound */
    const char *const upstream[] = { second };
    struct hop_in_spec in_spec = { .endpoints = upstream,
                                   .endpoint_count = 1,
                                   .boot = "s",
                                   .stage = "segment",
                                   .announce = "tcp://127.0.0.1:7999" };
    assert_int_equal(hop_in_new(&in, loop, curve, &in_spec, &err), 0);
    (void)snprintf(wanted, sizeof wanted, "segment@%s", second);
    const char *const asked[] = { wanted };
    struct peers_spec spec = { .endpoints = asked,
                               .count = 1,
                               .curve = curve,
                               .boot = "e",
                               .stage = "enrich",
                               .announce = "" };
    assert_int_equal(peers_open(&peers, &spec, &err), 0);
    for (int64_t until = clock_ms() + 60000; *found == '\0' && clock_ms() < until;) {
        (void)zloop_timer(loop, 5, 1, on_end, NULL);
        (void)zloop_start(loop);
        (void)peers_list(peers, on_address, found);
    }
    assert_string_equal(found, "tcp://127.0.0.1:7999");
    peers_close(peers);
    hop_in_free(in);
    hop_out_free(out);
    zloop_destroy(&loop);
    curve_close(curve);
}

/* The next question that comes to a directory; who asks. */
static void
take_where(zsock_t *router, char identity[IDENTITY_SIZE])
{
    struct hop_message message;
    struct err err;
    zmq_pollitem_t item = { zsock_resolve(router), 0, ZMQ_POLLIN, 0 };
    assert_int_equal(zmq_poll(&item, 1, 60000), 1);
    assert_int_equal(hop_socket_receive(router, true, &message, &err), 1);
    assert_int_equal(message.envelope.type, MESSAGE_WHERE);
    (void)snprintf(identity, IDENTITY_SIZE, "%s", message.identity);
    (void)zmq_msg_close(&message.body);
}

/* An answer, which its number tells from others. */
static void
tell_here(zsock_t *router, const char *identity, int number)
{
    struct envelope here = { .type = MESSAGE_HERE };
    char line[64];
    int len = snprintf(line, sizeof line, "tcp://127.0.0.1:%d\n", 1000 + number);
    zmq_msg_t body;
    assert_int_equal(zmq_msg_init_size(&body, (size_t)len), 0);
    memcpy(zmq_msg_data(&body), line, (size_t)len);
    assert_int_equal(hop_socket_send(router, identity, &here, &body), 0);
    (void)zmq_msg_close(&body);
}

/* Answers that came late, while ingest was busy, are not taken one for each new question: what is
 * known would be as old as they are many, ever after. */
static void
of_many_answers_the_latest_counts(void **state)
{
    enum { LATE = 50, QUESTIONS = 20 };
    (void)state;
    struct curve *curve = NULL;
    struct peers *peers = NULL;
    struct err err;
    char wanted[64], found[128] = "", latest[64], identity[IDENTITY_SIZE];
    zsys_handler_set(NULL);
    assert_int_equal(curve_open(&curve, "", &err), 0);
    zsock_t *router = zsock_new(ZMQ_ROUTER);
    (void)snprintf(wanted, sizeof wanted, "segment@tcp://127.0.0.1:%d",
                   zsock_bind(router, "tcp://127.0.0.1:*"));
    (void)snprintf(latest, sizeof latest, "tcp://127.0.0.1:%d", 1000 + LATE);
    const char *const asked[] = { wanted };
    struct peers_spec spec = { .endpoints = asked,
                               .count = 1,
                               .curve = curve,
                               .boot = "e",
                               .stage = "enrich",
                               .announce = "" };
    assert_int_equal(peers_open(&peers, &spec, &err), 0);
    take_where(router, identity);
    for (int number = 1; number <= LATE; number++)
        tell_here(router, identity, number);
    for (int i = 0; strcmp(found, latest) != 0 && i < QUESTIONS; i++) {
        take_where(router, identity);
        (void)peers_list(peers, on_address, found);
    }
    assert_string_equal(found, latest);
    peers_close(peers);
    zsock_destroy(&router);
    curve_close(curve);
}

static void
malformed_endpoints_are_refused(void **state)
{
    static const char *const bad[] = { "segment@", "@tcp://h:1", "segment@http://h:1",
                                       "a-stage-with-a-long-name@tcp://h:1", "segment@ipc:///x*" };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct peers *peers = NULL;
        struct err err;
        struct peers_spec spec = { .endpoints = &bad[i], .count = 1 };
        if (peers_open(&peers, &spec, &err) == 0)
            fail_msg("%s was taken", bad[i]);
    }
    assert_string_equal(peers_address("segment@tcp://h:1"), "tcp://h:1");
    assert_string_equal(peers_address("tcp://h:1"), "tcp://h:1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoints_are_noted_as_others_see_them),
        cmocka_unit_test(the_first_endpoint_that_leads_there_is_chosen),
        cmocka_unit_test(peers_find_what_was_announced),
        cmocka_unit_test(of_many_answers_the_latest_counts),
        cmocka_unit_test(malformed_endpoints_are_refused),
    };
    return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
