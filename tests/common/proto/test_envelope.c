#include "common/proto/envelope.h"
#include "tests/common/proto/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

#define ID "9f86d081884c7d659a2feaa0c55ad015"

static struct slice
read_example(const char *name, struct buf *buf)
{
    char path[32];
    (void)snprintf(path, sizeof path, "hop_%s", name);
    buf_clear(buf);
    example_read(path, buf);
    return buf_slice(buf);
}

/* The examples of PROTOCOL.md are what encoding gives, byte for byte. */
static void
examples_survive_a_round_trip(void **state)
{
    static const char *const names[] = { "hello", "credit", "job", "done",
                                         "nack",  "hb",     "bye", "early" };
    struct buf file = { 0 }, json = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct envelope envelope;
        struct err err;
        struct slice example = read_example(names[i], &file);
        if (envelope_decode(&envelope, example, &err) != 0)
            fail_msg("%s: %s", names[i], err.text);
        buf_clear(&json);
        envelope_encode(&envelope, &json);
        assert_true(slice_equal(buf_slice(&json), example));
        assert_int_equal(envelope.type, i <= MESSAGE_BYE ? i : MESSAGE_EARLY);
    }
    buf_done(&file);
    buf_done(&json);
}

static void
fields_arrive(void **state)
{
    struct buf file = { 0 };
    struct envelope envelope;
    (void)state;
    assert_int_equal(envelope_decode(&envelope, read_example("hello", &file), NULL), 0);
    assert_int_equal(envelope.large, 262144);
    assert_int_equal(envelope_decode(&envelope, read_example("nack", &file), NULL), 0);
    assert_string_equal(envelope.page_id, ID);
    assert_int_equal(envelope.attempt, 2);
    assert_int_equal(envelope.verdict, HOP_RETRY);
    assert_true(envelope.blame);
    assert_string_equal(envelope.reason, "the worker died while it computed this page");
    buf_done(&file);
}

static void
faults_are_named(void **state)
{
    static const struct {
        const char *json, *fault;
    } cases[] = {
        { "", "envelope" },
        { "[]", "no object" },
        { "{\"type\":\"HB\"}", "version" },
        { "{\"version\":2,\"type\":\"HB\",\"boot\":\"x\"}", "version" },
        { "{\"version\":1,\"type\":\"JUMP\"}", "unknown type \"JUMP\"" },
        { "{\"version\":1,\"type\":7}", "\"type\"" },
        { "{\"version\":1,\"type\":\"JOB\",\"attempt\":1}", "page_id" },
        { "{\"version\":1,\"type\":\"JOB\",\"page_id\":\"../x\",\"attempt\":1}", "page_id" },
        { "{\"version\":1,\"type\":\"JOB\",\"page_id\":\"" ID "\"}", "attempt" },
        { "{\"version\":1,\"type\":\"JOB\",\"page_id\":\"" ID "\",\"attempt\":0}", "attempt" },
        { "{\"version\":1,\"type\":\"CREDIT\",\"credit\":-1}", "credit" },
        { "{\"version\":1,\"type\":\"CREDIT\",\"credit\":99999999}", "credit" },
        { "{\"version\":1,\"type\":\"NACK\",\"page_id\":\"" ID
          "\",\"attempt\":1,\"verdict\":\"no\",\"blame\":true,\"reason\":\"\"}",
          "verdict" },
        { "{\"version\":1,\"type\":\"CREDIT\",\"credit\":4294967297}", "credit" },
        { "{\"version\":1,\"type\":\"CREDIT\",\"credit\":1,\"computed\":\"9f\"}", "computed" },
        { "{\"version\":1,\"type\":\"HELLO\",\"capacity\":1}", "boot" },
        { "{\"version\":1,\"type\":\"HELLO\",\"boot\":7,\"capacity\":1}", "xpected string" },
        { "{\"version\":1,\"type\":\"HELLO\",\"boot\":null,\"capacity\":1}", "xpected string" },
        { "{\"version\":1,\"type\":\"HELLO\",\"boot\":\"x\",\"capacity\":1,\"serial\":0}",
          "xpected true or false" },
        { "{\"version\":1,\"type\":\"HELLO\",\"boot\":\"x\\u0000y\",\"capacity\":1}", "envelope" },
        { "{\"version\":1,\"type\":\"HELLO\",\"capacity\":1,\"boot\":"
          "\"01234567890123456789012345678901234567890\"}",
          "boot is too long" },
        { "{\"version\":1,\"type\":\"WHERE\",\"stage\":\"segment\"}", "wanted" },
        { "{\"version\":1,\"type\":\"EARLY\",\"page_id\":\"\"}", "page_id" },
        { "{\"version\":1,\"version\":1,\"type\":\"BYE\"}", "duplicate" },
        { "{\"version\":1,\"type\":\"BYE\",\"x\":[[[[[1]]]]]}", "nested" },
        { "{\"version\":1,\"type\":\"BYE\"", "envelope" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct envelope envelope = { .attempt = 77 };
        struct err err = { .kind = ERR_NONE };
        assert_int_equal(envelope_decode(&envelope, slice_from(cases[i].json), &err), -1);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i].fault) == NULL)
            fail_msg("%s gave %s", cases[i].json, err.text);
        assert_int_equal(envelope.attempt, 77);
    }
}

static void
large_is_refused_unread(void **state)
{
    struct envelope envelope;
    struct err err;
    (void)state;
    char *json = malloc(ENVELOPE_MAX + 1);
    memset(json, ' ', ENVELOPE_MAX + 1);
    assert_int_equal(envelope_decode(&envelope, (struct slice){ json, ENVELOPE_MAX + 1 }, &err),
                     -1);
    assert_non_null(strstr(err.text, "2049 bytes"));
    free(json);
}

static void
unknown_fields_are_ignored(void **state)
{
    struct envelope envelope;
    (void)state;
    assert_int_equal(envelope_decode(&envelope,
                                     SLICE_LITERAL("{\"version\":1,\"type\":\"BYE\",\"later\":{}}"),
                                     NULL),
                     0);
    assert_int_equal(envelope.type, MESSAGE_BYE);
}

static void
reasons_are_cut_on_a_code_point(void **state)
{
    char reason[REASON_SIZE], text[400];
    (void)state;
    for (size_t i = 0; i < 396; i += 3)
        memcpy(text + i, "报", 4);
    reason_copy(reason, text);
    assert_int_equal(strlen(reason), 240);
    reason_copy(reason, "x\xff\xe6y");
    assert_string_equal(reason, "x??y");
    /* the longest reason fits an envelope */
    struct envelope envelope = { .type = MESSAGE_NACK, .attempt = 1, .verdict = HOP_RETRY };
    memset(envelope.reason, '\x01', REASON_SIZE - 1);
    memcpy(envelope.page_id, ID, PAGE_ID_SIZE);
    struct buf json = { 0 };
    envelope_encode(&envelope, &json);
    assert_int_equal(envelope_decode(&envelope, buf_slice(&json), NULL), 0);
    buf_done(&json);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_survive_a_round_trip),
        cmocka_unit_test(fields_arrive),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(large_is_refused_unread),
        cmocka_unit_test(unknown_fields_are_ignored),
        cmocka_unit_test(reasons_are_cut_on_a_code_point),
    };
    return cmocka_run_group_tests_name("envelope", tests, NULL, NULL);
}
