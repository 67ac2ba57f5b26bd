/* Tests of common/proto/field: a struct there and back by its table. */
#include "common/proto/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

struct thing {
    struct slice name, raw;
    uint32_t whole;
    int64_t large;
    bool flag;
    double share;
    int kind;
    struct slice *words;
    size_t word_count;
    struct stretch *spans;
    size_t span_count;
};

static const char *const kinds[] = { "", "good", "bad", NULL };
static const struct field fields[] = {
    FIELD(struct thing, name, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct thing, raw, FIELD_JSON, FIELD_GIVEN),
    FIELD(struct thing, whole, FIELD_WHOLE, FIELD_ALWAYS),
    FIELD_NAMED("bytes", struct thing, large, FIELD_LONG, FIELD_GIVEN),
    FIELD(struct thing, flag, FIELD_FLAG, FIELD_GIVEN),
    FIELD(struct thing, share, FIELD_SHARE, FIELD_GIVEN),
    FIELD_ENUM(struct thing, kind, kinds, FIELD_GIVEN),
    FIELD_MANY("words", struct thing, words, word_count, FIELD_TEXTS, FIELD_GIVEN),
    FIELD_MANY("spans", struct thing, spans, span_count, FIELD_SPANS, FIELD_GIVEN),
};
enum { COUNT = sizeof fields / sizeof *fields };

static void
write_thing(const struct thing *thing, struct buf *json)
{
    struct jsonw w = { .out = json };
    buf_clear(json);
    jsonw_open(&w, '{');
    fields_write(&w, thing, fields, COUNT);
    jsonw_close(&w, '}');
}

static int
read_thing(struct arena *arena, struct thing *thing, const char *text, struct err *err)
{
    json_t *json = jsonr_object(slice_from(text), 10000, 6, err);
    assert_non_null(json);
    *thing = (struct thing){ .whole = 77 };
    fields_init(thing, fields, COUNT);
    int rc = fields_read(arena, thing, fields, COUNT, json, 20, err);
    json_decref(json);
    return rc;
}

static void
things_come_back(void **state)
{
    (void)state;
    static const char text[] =
        "{\"name\":\"报\",\"raw\":{\"x\":[1,2]},\"whole\":4294967295,\"bytes\":9007199254740993,"
        "\"flag\":true,\"share\":0.25,\"kind\":\"bad\",\"words\":[\"a\",\"\"],\"spans\":[[3,5],[7,"
        "7]]}";
    struct arena arena = { 0 };
    struct buf json = { 0 };
    struct thing thing;
    struct err err;
    if (read_thing(&arena, &thing, text, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(thing.spans[1].start, 7);
    write_thing(&thing, &json);
    assert_string_equal(buf_string(&json), text);
    buf_done(&json);
    arena_done(&arena);
}

/* What is empty is written only where it always is; what is missing is left alone. */
static void
what_is_not_given(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf json = { 0 };
    struct thing thing = { 0 };
    struct err err;
    fields_init(&thing, fields, COUNT);
    write_thing(&thing, &json);
    assert_string_equal(buf_string(&json), "{\"name\":\"\",\"whole\":0}");
    assert_int_equal(read_thing(&arena, &thing, "{\"unknown\":1,\"name\":null}", &err), 0);
    assert_int_equal(thing.whole, 77);
    assert_int_equal(thing.name.len, 0);
    assert_string_equal(thing.name.ptr, "");
    buf_done(&json);
    arena_done(&arena);
}

static void
faults_name_the_member(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "{\"name\":7}", "name" },
        { "{\"name\":\"012345678901234567890\"}", "name" },
        { "{\"raw\":7}", "raw" },
        { "{\"whole\":4294967296}", "whole" },
        { "{\"whole\":-1}", "whole" },
        { "{\"bytes\":\"7\"}", "bytes" },
        { "{\"flag\":1}", "flag" },
        { "{\"share\":1.5}", "share" },
        { "{\"kind\":\"ugly\"}", "kind" },
        { "{\"words\":[7]}", "words" },
        { "{\"spans\":[[-1,3]]}", "spans" },
        { "{\"spans\":[[1]]}", "spans" },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct thing thing;
        struct err err;
        if (read_thing(&arena, &thing, cases[i][0], &err) != -1)
            fail_msg("%s was taken", cases[i][0]);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i][1]) == NULL)
            fail_msg("%s gave %s", cases[i][0], err.text);
    }
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_come_back),
        cmocka_unit_test(what_is_not_given),
        cmocka_unit_test(faults_name_the_member),
    };
    return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
