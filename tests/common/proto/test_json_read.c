/* Tests of common/proto/json_read: members that are there, are not, or are of another kind. */
#include "common/proto/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static json_t *
object(const char *text)
{
    struct err err;
    json_t *json = jsonr_object(slice_from(text), 1000, 4, &err);
    if (json == NULL)
        fail_msg("%s", err.text);
    return json;
}

static void
objects_only(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
    } cases[] = {
        { "", "JSON" },
        { "[]", "no object" },
        { "{\"a\":1,\"a\":2}", "duplicate" },
        { "{\"a\":", "JSON" },
        { "{\"a\":[[[[1]]]]}", "nested" },
        { "{\"a\":\"\xff\"}", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { ERR_NONE, "" };
        assert_null(jsonr_object(slice_from(cases[i].text), 1000, 4, &err));
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i].fault) == NULL)
            fail_msg("%s gave %s", cases[i].text, err.text);
    }
    assert_null(jsonr_object(SLICE_LITERAL("{\"a\":12345}"), 8, 4, NULL));
}

static void
members_are_read(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    json_t *json = object("{\"version\":1,\"type\":\"two\",\"text\":\"报\",\"n\":7,\"yes\":true,"
                          "\"list\":[\"a\",\"\"],\"seq\":{\"x\":[1]},\"null\":null}");
    static const char *const types[] = { "one", "two" };
    struct slice text = SLICE_LITERAL("old"), seq = SLICE_EMPTY, *items = NULL;
    int64_t number = -1;
    bool flag = false;
    int type = -1;
    size_t count = 0;
    struct jsonr_member texts[] = { { "text", &text }, { "none", &seq } };
    assert_int_equal(jsonr_version(json, NULL), 0);
    assert_int_equal(jsonr_type(json, types, 2, &type, NULL), 0);
    assert_int_equal(type, 1);
    assert_int_equal(jsonr_texts(&arena, json, texts, 2, 3, NULL), 0);
    assert_int_equal(jsonr_whole(json, "n", 7, &number, NULL), 0);
    assert_int_equal(number, 7);
    assert_int_equal(jsonr_flag(json, "yes", &flag, NULL), 0);
    assert_true(flag);
    assert_int_equal(jsonr_list(&arena, json, "list", 2, 1, &items, &count, NULL), 0);
    assert_int_equal(count, 2);
    assert_int_equal(jsonr_seq(&arena, json, &seq, NULL), 0);
    /* what is null or missing is left as it was */
    assert_int_equal(jsonr_whole(json, "null", 7, &number, NULL), 0);
    assert_int_equal(jsonr_flag(json, "none", &flag, NULL), 0);
    assert_int_equal(number, 7);
    json_decref(json); /* texts are copies */
    assert_string_equal(text.ptr, "报");
    assert_string_equal(items[0].ptr, "a");
    assert_string_equal(seq.ptr, "{\"x\":[1]}");
    arena_done(&arena);
}

static void
faults_name_the_member(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    json_t *json = object("{\"version\":2,\"type\":\"three\",\"text\":\"报\",\"n\":-1,\"yes\":1,"
                          "\"list\":[\"a\",5],\"real\":1.5}");
    static const char *const types[] = { "one", "two" };
    struct slice text, *items;
    struct err err;
    int64_t number = 9;
    bool flag;
    int type;
    size_t count;
#define REFUSES(call, word)                                                                        \
    do {                                                                                           \
        assert_int_equal(call, -1);                                                                \
        assert_int_equal(err.kind, ERR_REJECT);                                                    \
        if (strstr(err.text, word) == NULL)                                                        \
            fail_msg("no %s in %s", word, err.text);                                               \
    } while (0)
    REFUSES(jsonr_version(json, &err), "version");
    REFUSES(jsonr_type(json, types, 2, &type, &err), "three");
    REFUSES(jsonr_text(&arena, json, "n", 9, &text, &err), "\"n\"");
    REFUSES(jsonr_text(&arena, json, "text", 2, &text, &err), "longer than 2");
    REFUSES(jsonr_whole(json, "n", 9, &number, &err), "\"n\"");
    REFUSES(jsonr_whole(json, "real", 9, &number, &err), "\"real\"");
    REFUSES(jsonr_flag(json, "yes", &flag, &err), "\"yes\"");
    REFUSES(jsonr_list(&arena, json, "none", 9, 9, &items, &count, &err), "\"none\"");
    REFUSES(jsonr_list(&arena, json, "list", 1, 9, &items, &count, &err), "more than the 1");
    REFUSES(jsonr_list(&arena, json, "list", 9, 9, &items, &count, &err), "\"list\"");
    assert_int_equal(number, 9); /* untouched */
    json_decref(json);
    arena_done(&arena);
}

static void
long_seqs_are_refused(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    char text[600];
    struct slice seq;
    for (size_t len = JSONR_SEQ_BYTES_MAX - 3; len < JSONR_SEQ_BYTES_MAX; len++) {
        (void)snprintf(text, sizeof text, "{\"seq\":\"%0*d\"}", (int)len, 7);
        json_t *json = object(text);
        assert_int_equal(jsonr_seq(&arena, json, &seq, NULL),
                         len + 2 > JSONR_SEQ_BYTES_MAX ? -1 : 0); /* with its quotes */
        json_decref(json);
    }
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_only),
        cmocka_unit_test(members_are_read),
        cmocka_unit_test(faults_name_the_member),
        cmocka_unit_test(long_seqs_are_refused),
    };
    return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
