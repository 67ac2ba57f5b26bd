/* Tests of common/proto/submit. */
#include "common/proto/submit.h"
#include "tests/common/proto/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "9f86d081884c7d659a2feaa0c55ad015"

static void
request_examples(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum request_type type;
    } cases[] = {
        { "request_submit", REQUEST_SUBMIT },       { "request_state", REQUEST_STATE },
        { "request_status", REQUEST_STATUS },       { "request_dlq_list", REQUEST_DLQ_LIST },
        { "request_dlq_show", REQUEST_DLQ_SHOW },   { "request_dlq_retry", REQUEST_DLQ_RETRY },
        { "request_dlq_drop", REQUEST_DLQ_DROP },   { "request_submit_page", REQUEST_SUBMIT },
        { "request_submit_again", REQUEST_SUBMIT },
    };
    struct request request;
    request_init(&request, REQUEST_STATUS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf json = { 0 }, back = { 0 };
        struct err err;
        example_read(cases[i].name, &json);
        if (request_decode(&request, buf_slice(&json), &err) != 0)
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_int_equal(request.type, cases[i].type);
        request_encode(&request, &back);
        example_same(buf_slice(&json), buf_slice(&back));
        buf_done(&json);
        buf_done(&back);
    }
    request_done(&request);
}

static void
reply_examples(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum reply_type type;
    } cases[] = {
        { "reply_accepted", REPLY_ACCEPTED },
        { "reply_superseded", REPLY_ACCEPTED },
        { "reply_refused", REPLY_REFUSED },
        { "reply_busy", REPLY_BUSY },
        { "reply_dead", REPLY_DEAD },
        { "reply_state", REPLY_STATE },
        { "reply_status", REPLY_STATUS },
        { "reply_dlq", REPLY_DLQ },
        { "reply_dlq_page", REPLY_DLQ_PAGE },
        { "reply_ok", REPLY_OK },
        { "reply_error", REPLY_ERROR },
        { "reply_accepted_file", REPLY_ACCEPTED },
        { "reply_state_progress", REPLY_STATE },
    };
    struct reply reply;
    reply_init(&reply, REPLY_ERROR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf json = { 0 }, back = { 0 };
        struct err err;
        example_read(cases[i].name, &json);
        if (reply_decode(&reply, buf_slice(&json), &err) != 0)
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_int_equal(reply.type, cases[i].type);
        reply_encode(&reply, &back);
        example_same(buf_slice(&json), buf_slice(&back));
        buf_done(&json);
        buf_done(&back);
    }
    reply_done(&reply);
}

static void
a_request_has_defaults(void **state)
{
    (void)state;
    struct request request;
    struct err err;
    request_init(&request, REQUEST_STATUS);
    const char *full =
        "{\"type\":\"SUBMIT\",\"name\":\"n\",\"lenient\":true,\"lane\":\"backfill\"}";
    assert_int_equal(request_decode(&request, slice_from(full), &err), 0);
    assert_true(request.lenient);
    assert_int_equal(request.lane, LANE_BACKFILL);
    /* Nothing stays from before; null is as good as nothing; unknown fields too. */
    const char *bare = "{\"type\":\"SUBMIT\",\"name\":null,\"lane\":null,\"future\":[{}]}";
    assert_int_equal(request_decode(&request, slice_from(bare), &err), 0);
    assert_int_equal(request.name.len, 0);
    assert_false(request.lenient);
    assert_int_equal(request.lane, LANE_LIVE);
    request_done(&request);
}

static void
wrong_requests_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *json, *reason;
    } cases[] = {
        { "", "not JSON" },
        { "[1]", "no object" },
        { "{\"type\":\"SUBMIT\"} x", "not JSON" },
        { "{\"type\":\"SUBMIT\",\"type\":\"STATE\"}", "not JSON" },
        { "{\"type\":\"SUBMIT\",\"name\":\"\xff\"}", "not JSON" },
        { "{\"type\":\"SHOW\"}", "unknown type \"SHOW\"" },
        { "{\"type\":\"STATUS\",\"version\":2}", "version" },
        { "{\"type\":\"STATUS\",\"version\":\"1\"}", "version" },
        { "{\"type\":\"SUBMIT\",\"number\":3}", "\"number\" is no string" },
        { "{\"type\":\"STATE\",\"page_ids\":[3]}", "no short string" },
        { "{\"type\":\"STATE\",\"page_ids\":[\"" ID "\",\"9F86\"]}", "number 2 is no page id" },
        { "{\"type\":\"DLQ_DROP\",\"page_id\":\"9F86D081884C7D659A2FEAA0C55AD015\"}",
          "no page id" },
        { "{\"type\":\"DLQ_LIST\",\"limit\":1001}", "from 0 to 1000" },
    };
    struct request request;
    request_init(&request, REQUEST_STATUS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err;
        assert_int_equal(request_decode(&request, slice_from(cases[i].json), &err), -1);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i].reason) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", err.text, cases[i].reason);
    }
    request_done(&request);
}

static void
lists_and_texts_have_limits(void **state)
{
    (void)state;
    struct request request;
    struct err err;
    struct buf json = { 0 };
    request_init(&request, REQUEST_STATUS);
    for (int count = REQUEST_IDS_MAX; count <= REQUEST_IDS_MAX + 1; count++) {
        buf_clear(&json);
        buf_printf(&json, "{\"type\":\"STATE\",\"page_ids\":[\"" ID "\"");
        for (int i = 1; i < count; i++)
            buf_printf(&json, ",\"" ID "\"");
        buf_printf(&json, "]}");
        int status = request_decode(&request, buf_slice(&json), &err);
        assert_int_equal(status, count == REQUEST_IDS_MAX ? 0 : -1);
    }
    buf_clear(&json);
    buf_printf(&json, "{\"type\":\"SUBMIT\",\"seq\":\"%0300d\"}", 1);
    assert_int_equal(request_decode(&request, buf_slice(&json), &err), -1);
    assert_non_null(strstr(err.text, "\"seq\" is longer"));
    buf_clear(&json);
    buf_printf(&json, "{\"type\":\"SUBMIT\",\"name\":\"%02000d\"}", 1);
    assert_int_equal(request_decode(&request, buf_slice(&json), &err), -1);
    assert_non_null(strstr(err.text, "\"name\" is longer"));
    buf_done(&json);
    request_done(&request);
}

static void
test_reply_of_another_version(void **state)
{
    (void)state;
    struct reply reply;
    struct err err;
    reply_init(&reply, REPLY_ERROR);
    assert_int_equal(
        reply_decode(&reply, slice_from("{\"type\":\"OK\",\"seq\":7,\"version\":2}"), &err), -1);
    assert_non_null(strstr(err.text, "version"));
    assert_true(slice_equal(reply.seq, SLICE_LITERAL("7"))); /* so that the asker hears */
    reply_done(&reply);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reply_of_another_version),
        cmocka_unit_test(request_examples),
        cmocka_unit_test(reply_examples),
        cmocka_unit_test(a_request_has_defaults),
        cmocka_unit_test(wrong_requests_are_named),
        cmocka_unit_test(lists_and_texts_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
