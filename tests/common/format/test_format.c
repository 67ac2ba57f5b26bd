/* Formats: goldens made from tests/data/proto/record.json, hostile text, and finding formats. */
#include "common/format/format.h"
#include "common/format/item.h"
#include "tests/common/proto/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct format_context served = {
    .base = { "http://archive.example", 22 },
};

static void
decode(struct record *record, const char *json)
{
    struct err err = { 0 };
    if (record_decode(record, slice_from(json), &err) != 0)
        fail_msg("%s", err.text);
}

/* PAGEWIRE_WRITE_GOLDENS=1 writes them anew; read what changed before committing. */
static void
test_goldens(void **state)
{
    (void)state;
    struct buf json = { 0 };
    struct record record;
    example_read("record", &json);
    decode(&record, buf_string(&json));
    record.made_ms = 1764346974123;
    record.result = 2;
    for (size_t i = 0; i < format_count; i++) {
        char path[200];
        snprintf(path, sizeof path, "tests/data/formats/record%s", formats[i]->suffix);
        struct buf got = { 0 }, wanted = { 0 };
        if (formats[i]->head != NULL)
            buf_printf(&got, "%s", formats[i]->head);
        format_write(formats[i], &record, &served, &got);
        if (getenv("PAGEWIRE_WRITE_GOLDENS") != NULL) {
            FILE *file = fopen(path, "w");
            assert_non_null(file);
            fwrite(got.ptr, 1, got.len, file);
            fclose(file);
        }
        assert_int_equal(file_load(path, 1 << 20, &wanted, NULL), 0);
        assert_string_equal(buf_string(&got), buf_string(&wanted));
        buf_done(&got);
        buf_done(&wanted);
    }
    record_done(&record);
    buf_done(&json);
}

static const char hostile[] =
    "{\"page\": \"p\", \"page_id\": \"\", \"text\": \"<b>\\\"&\\n=1+1\", \"segments\": "
    "[{\"start\": 0, "
    "\"end\": 9, \"article\": 1, \"role\": \"body\"}], \"articles\": [{\"article\": 1, "
    "\"headline\": \"=cmd|' /C calc'!A0\", \"paragraphs\": [\"<script>alert(1)</script> & ]]>\", "
    "\"# no heading\"], \"entities\": [{\"type\": \"PER\", \"text\": \"<b>\", \"start\": 0, "
    "\"end\": 3},"
    " {\"type\": \"PER\", \"text\": \"<b>\", \"start\": 5, \"end\": 400}]}]}";

static void
write_hostile(const char *name, struct buf *out)
{
    struct record record;
    decode(&record, hostile);
    format_write(format_find(slice_from(name)), &record, &(struct format_context){ 0 }, out);
    record_done(&record);
}

static void
assert_has(const char *name, const char *text, bool has)
{
    struct buf out = { 0 };
    write_hostile(name, &out);
    if ((strstr(buf_string(&out), text) != NULL) != has)
        fail_msg("%s %s %s:\n%s", name, has ? "lacks" : "has", text, buf_string(&out));
    buf_done(&out);
}

/* Text of a page is text in every format, whatever it looks like. */
static void
test_hostile_text(void **state)
{
    (void)state;
    assert_has("ninjs1", "<script>", false);
    assert_has("ninjs1", "&lt;script&gt;", true);
    assert_has("alto", "<b>", false);
    assert_has("alto", "CONTENT=\"&lt;b&gt;\"", true);
    assert_has("csv", ",\"'=cmd", true);
    assert_has("markdown", "\n<script>", false);
    assert_has("markdown", "\\# no heading", true);
    assert_has("annotation", "\"suffix\":\"\"", true); /* a mention that ends outside */
}

/* What an article names is listed once. */
static void
test_names_once(void **state)
{
    (void)state;
    struct record record;
    decode(&record, hostile);
    size_t count;
    struct item_name *names = item_names(&record, &record.articles[0], &count);
    assert_int_equal(count, 1);
    assert_int_equal(names[0].mentions, 2);
    free(names);
    record_done(&record);
}

static void
test_withdrawn(void **state)
{
    (void)state;
    struct record record;
    decode(&record, hostile);
    struct buf out = { 0 };
    const struct format_context context = { .withdrawn = true };
    format_write(format_find(SLICE_LITERAL("ninjs1")), &record, &context, &out);
    assert_non_null(strstr(buf_string(&out), "\"pubstatus\":\"canceled\""));
    buf_done(&out);
    record_done(&record);
}

static void
test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < format_count; i++) {
        assert_ptr_equal(format_find(slice_from(formats[i]->name)), formats[i]);
        assert_ptr_equal(format_find_suffix(slice_from(formats[i]->suffix)), formats[i]);
    }
    assert_null(format_find(SLICE_LITERAL("docx")));
    assert_ptr_equal(format_find_media(SLICE_LITERAL("Text/CSV")),
                     format_find(SLICE_LITERAL("csv")));
    assert_null(format_find_media(SLICE_LITERAL("text/")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goldens),    cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_names_once), cmocka_unit_test(test_withdrawn),
        cmocka_unit_test(test_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
