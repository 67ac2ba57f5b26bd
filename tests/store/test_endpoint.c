/* Tests of services/store/endpoint: real clients on real sockets. */
#include "services/store/endpoint.h"
#include "services/store/reader.h"

#include "common/proto/query.h"
#include "tests/store/archive_fixture.h"

#include <czmq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DEADLINE_MS = 60000 };

static bool
answer_reader(void *reader, struct slice request, struct slice body, struct room room,
              struct buf *header, struct buf *answered)
{
    (void)body;
    return reader_answer(reader, request, room, header, answered);
}

static void
close_reader(void *reader)
{
    reader_close(reader);
}

static int
open_endpoint(struct endpoint **endpoint, const char *address, const struct curve *curve,
              struct reader *reader, struct err *err)
{
    struct endpoint_spec spec = {
        .name = "query_endpoint",
        .address = address,
        .message_max = QUERY_BYTES_MAX + 1024,
        .rights = ROLE_MAY_READ,
        .waiting_max = 128,
        .answer = answer_reader,
        .close = close_reader,
        .arg = reader,
    };
    return endpoint_open(endpoint, &spec, curve, err);
}

struct place {
    struct archive_fixture at;
    struct curve *curve;
    struct endpoint *endpoint;
    struct page page; /* committed */
};

static int
set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    struct err err = { 0 };
    struct reader *reader;
    char url[128];
    archive_fixture_make(&place->at, "endpoint");
    archive_fixture_open(&place->at);
    (void)snprintf(url, sizeof url, "unix://%s/no.sock", place->at.folder); /* no cache here */
    fixture_page(&place->page, 1, "标题", "焦作正文", NULL, NULL, NULL);
    archive_fixture_commit(place->at.archive, &place->page, 0);
    struct reader_spec spec = { .archive = place->at.path, .time_ms = 60000, .cache.url = url };
    assert_int_equal(reader_open(&reader, &spec, &err), 0);
    assert_int_equal(curve_open(&place->curve, "", &err), 0);
    if (open_endpoint(&place->endpoint, "tcp://127.0.0.1:*", place->curve, reader, &err) != 0)
        fail_msg("%s", err.text);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    struct place *place = *state;
    endpoint_close(place->endpoint);
    curve_close(place->curve);
    page_done(&place->page);
    archive_fixture_done(&place->at);
    free(place);
    return 0;
}

static zsock_t *
connect_client(struct place *place, int type)
{
    zsock_t *client = zsock_new(type);
    assert_non_null(client);
    zsock_set_rcvtimeo(client, DEADLINE_MS);
    zsock_set_linger(client, 0);
    assert_int_equal(zsock_connect(client, "%s", endpoint_address(place->endpoint)), 0);
    return client;
}

/* Takes an answer's header off a message. */
static enum answer_type
read_answer(zmsg_t *message, struct answer *answer)
{
    struct err err;
    assert_non_null(message);
    zframe_t *frame = zmsg_pop(message);
    assert_non_null(frame);
    struct slice header = { (const char *)zframe_data(frame), zframe_size(frame) };
    if (answer_decode(answer, header, &err) != 0)
        fail_msg("%s", err.text);
    zframe_destroy(&frame);
    return answer->type;
}

static void
test_req(void **state)
{
    struct place *place = *state;
    struct answer answer;
    char request[128];
    zsock_t *client = connect_client(place, ZMQ_REQ);
    answer_init(&answer, ANSWER_ERROR);
    (void)snprintf(request, sizeof request, "{\"type\":\"SHOW\",\"page_id\":\"%s\"}",
                   place->page.id.ptr);
    for (int i = 0; i < 3; i++) {
        (void)zstr_send(client, request);
        zmsg_t *message = zmsg_recv(client);
        assert_int_equal(read_answer(message, &answer), ANSWER_RECORD);
        assert_string_equal(answer.source.ptr, "archive");
        assert_int_equal(zmsg_size(message), 1);
        char *body = zmsg_popstr(message);
        assert_non_null(strstr(body, "焦作正文"));
        free(body);
        zmsg_destroy(&message);
    }
    (void)zstr_send(client, "nonsense");
    zmsg_t *message = zmsg_recv(client);
    assert_int_equal(read_answer(message, &answer), ANSWER_ERROR);
    assert_int_equal(zmsg_size(message), 0);
    zmsg_destroy(&message);
    answer_done(&answer);
    zsock_destroy(&client);
}

/* With a delimiter the answer has one too, without it has none. */
static void
test_dealer(void **state)
{
    struct place *place = *state;
    struct answer answer;
    zsock_t *client = connect_client(place, ZMQ_DEALER);
    answer_init(&answer, ANSWER_ERROR);
    for (int delimiter = 0; delimiter < 2; delimiter++) {
        if (delimiter)
            (void)zstr_sendm(client, "");
        (void)zstr_send(client, "{\"type\":\"STATUS\",\"seq\":1}");
        zmsg_t *message = zmsg_recv(client);
        assert_non_null(message);
        if (delimiter) {
            zframe_t *frame = zmsg_pop(message);
            assert_int_equal(zframe_size(frame), 0);
            zframe_destroy(&frame);
        }
        assert_int_equal(read_answer(message, &answer), ANSWER_STATUS);
        assert_string_equal(answer.seq.ptr, "1");
        assert_int_equal(answer.total_pages, 1);
        zmsg_destroy(&message);
    }
    answer_done(&answer);
    zsock_destroy(&client);
}

/* A REQ client that numbers its questions: it takes only an answer with its number. */
static void
test_correlated(void **state)
{
    struct place *place = *state;
    struct answer answer;
    zsock_t *client = connect_client(place, ZMQ_REQ);
    zsock_set_req_correlate(client, 1);
    answer_init(&answer, ANSWER_ERROR);
    (void)zstr_send(client, "{\"type\":\"STATUS\"}");
    zmsg_t *message = zmsg_recv(client);
    assert_non_null(message);
    assert_int_equal(read_answer(message, &answer), ANSWER_STATUS);
    zmsg_destroy(&message);
    answer_done(&answer);
    zsock_destroy(&client);
}

/* A hundred questions on their way; each answer names its question. */
static void
test_hundred_in_flight(void **state)
{
    struct place *place = *state;
    struct answer answer;
    bool seen[100] = { false };
    zsock_t *client = connect_client(place, ZMQ_DEALER);
    answer_init(&answer, ANSWER_ERROR);
    for (int i = 0; i < 100; i++)
        (void)zstr_sendf(client, "{\"type\":\"SEARCH\",\"words\":\"焦作\",\"seq\":%d}", i);
    for (int i = 0; i < 100; i++) {
        zmsg_t *message = zmsg_recv(client);
        assert_int_equal(read_answer(message, &answer), ANSWER_RESULTS);
        assert_int_equal(answer.hit_count, 1);
        long seq = strtol(answer.seq.ptr, NULL, 10);
        assert_in_range(seq, 0, 99);
        assert_false(seen[seq]);
        seen[seq] = true;
        zmsg_destroy(&message);
    }
    answer_done(&answer);
    zsock_destroy(&client);
}

/* Clients that leave before their answer, and messages of any shape. */
static void
test_rude_clients(void **state)
{
    struct place *place = *state;
    struct answer answer;
    answer_init(&answer, ANSWER_ERROR);
    for (int i = 0; i < 20; i++) {
        zsock_t *client = connect_client(place, ZMQ_DEALER);
        zsock_set_linger(client, 1000);
        (void)zstr_send(client, "{\"type\":\"EXPORT\"}");
        zsock_destroy(&client);
    }
    zsock_t *client = connect_client(place, ZMQ_DEALER);
    (void)zstr_send(client, "");
    zmsg_t *message = zmsg_recv(client);
    assert_int_equal(read_answer(message, &answer), ANSWER_ERROR);
    zmsg_destroy(&message);
    for (int i = 0; i < 10; i++)
        (void)zstr_sendm(client, i == 0 ? "{\"type\":\"STATUS\"}" : "more");
    (void)zstr_send(client, "");
    message = zmsg_recv(client);
    assert_int_equal(read_answer(message, &answer), ANSWER_STATUS);
    zmsg_destroy(&message);
    unsigned char noise[3000];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (unsigned char)(i * 131 + i / 7);
    for (size_t size = 1; size < sizeof noise; size += 97) {
        zframe_t *frame = zframe_new(noise + size % 256, size - size % 256);
        (void)zframe_send(&frame, client, 0);
        message = zmsg_recv(client);
        assert_int_equal(read_answer(message, &answer), ANSWER_ERROR);
        zmsg_destroy(&message);
    }
    answer_done(&answer);
    zsock_destroy(&client);
}

/* A message above the limit costs that client its connection, nobody else. */
static void
test_huge_request(void **state)
{
    struct place *place = *state;
    struct answer answer;
    zsock_t *rude = connect_client(place, ZMQ_DEALER), *client = connect_client(place, ZMQ_REQ);
    zframe_t *frame = zframe_new(NULL, 1 << 20);
    memset(zframe_data(frame), ' ', zframe_size(frame));
    (void)zframe_send(&frame, rude, 0);
    answer_init(&answer, ANSWER_ERROR);
    (void)zstr_send(client, "{\"type\":\"STATUS\"}");
    zmsg_t *message = zmsg_recv(client);
    assert_int_equal(read_answer(message, &answer), ANSWER_STATUS);
    zmsg_destroy(&message);
    answer_done(&answer);
    zsock_destroy(&rude);
    zsock_destroy(&client);
}

/* Pages are committed while readers ask. */
static void
test_reads_beside_commits(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct err err = { 0 };
    zsock_t *client = connect_client(place, ZMQ_REQ);
    answer_init(&answer, ANSWER_ERROR);
    for (unsigned i = 2; i < 30; i++) {
        struct page page;
        fixture_page(&page, i, "标题", "焦作正文", NULL, NULL, NULL);
        struct archive_item item = { .page = &page, .record = SLICE_LITERAL("{}") };
        (void)zstr_send(client, "{\"type\":\"EXPORT\",\"limit\":200}");
        if (archive_commit(place->at.archive, &item, 1, &err) != 0)
            fail_msg("%s", err.text);
        zmsg_t *message = zmsg_recv(client);
        assert_int_equal(read_answer(message, &answer), ANSWER_RECORDS);
        assert_in_range(answer.count, i - 1, i);
        zmsg_destroy(&message);
        page_done(&page);
    }
    answer_done(&answer);
    zsock_destroy(&client);
}

/* With keys only those on the list are answered, on loopback too. */
static void
test_curve(void **state)
{
    struct place *place = *state;
    struct err err = { 0 };
    struct curve *curve;
    struct endpoint *endpoint;
    struct reader *reader;
    struct answer answer;
    char keys[96];
    struct reader_spec spec = { .archive = place->at.path, .cache.url = "unix:///no.sock" };
    curve_close(place->curve); /* a process has one authenticator */
    place->curve = NULL;
    (void)snprintf(keys, sizeof keys, "%s/keys", place->at.folder);
    assert_int_equal(curve_keygen(keys, "all", &err), 0);
    assert_int_equal(curve_open(&curve, keys, &err), 0);
    assert_int_equal(reader_open(&reader, &spec, &err), 0);
    if (open_endpoint(&endpoint, "tcp://127.0.0.1:*", curve, reader, &err) != 0)
        fail_msg("%s", err.text);

    zsock_t *plain = zsock_new(ZMQ_REQ), *known = zsock_new(ZMQ_REQ);
    assert_int_equal(zsock_connect(plain, "%s", endpoint_address(endpoint)), 0);
    if (curve_connect(curve, known, endpoint_address(endpoint), &err) != 0)
        fail_msg("%s", err.text);
    zsock_set_rcvtimeo(known, DEADLINE_MS);
    zsock_set_rcvtimeo(plain, 0);
    (void)zstr_send(plain, "{\"type\":\"STATUS\"}");
    (void)zstr_send(known, "{\"type\":\"STATUS\"}");
    zmsg_t *message = zmsg_recv(known);
    answer_init(&answer, ANSWER_ERROR);
    assert_int_equal(read_answer(message, &answer), ANSWER_STATUS);
    zmsg_destroy(&message);
    assert_null(zmsg_recv(plain));
    answer_done(&answer);
    zsock_destroy(&plain);
    zsock_destroy(&known);
    endpoint_close(endpoint);
    curve_close(curve);
}

static void
test_taken_address(void **state)
{
    struct place *place = *state;
    struct err err = { 0 };
    struct endpoint *second;
    struct reader *reader;
    struct reader_spec spec = { .archive = place->at.path, .cache.url = "unix:///no.sock" };
    assert_int_equal(reader_open(&reader, &spec, &err), 0);
    assert_int_equal(
        open_endpoint(&second, endpoint_address(place->endpoint), place->curve, reader, &err), -1);
    assert_non_null(strstr(err.text, "query_endpoint"));
    reader_close(reader);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as daemons do */
    zsys_handler_set(NULL);
    const struct CMUnitTest tests[] = {
        TEST(test_req),
        TEST(test_dealer),
        TEST(test_correlated),
        TEST(test_hundred_in_flight),
        TEST(test_rude_clients),
        TEST(test_huge_request),
        TEST(test_reads_beside_commits),
        TEST(test_curve),
        TEST(test_taken_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
