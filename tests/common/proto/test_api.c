/* Tests of common/proto/api: what the gateway says and hears. */
#include "common/proto/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
articles_stand_alone(void **state)
{
    (void)state;
    struct buf json = { 0 };
    struct err err;
    static const char record[] =
        "{\"page_id\":\"p\",\"paper\":\"报\",\"text\":\"all of it\",\"page_size\":[200,100],"
        "\"articles\":[{\"article\":3,\"headline\":\"标题\",\"zones\":[[20,10,100,300]]}]}";
    if (api_article(&json, slice_from(record), &err) != 0)
        fail_msg("%s", err.text);
    const char *text = buf_string(&json);
    assert_non_null(strstr(text, "\"headline\":\"标题\""));
    assert_non_null(strstr(text, "\"paper\":\"报\""));
    assert_non_null(strstr(text, "\"page_size\":[200,100]"));
    assert_non_null(strstr(text, "\"zone_shares\":[[0.1,0.1,0.5,1.0]]")); /* never off the page */
    assert_null(strstr(text, "all of it"));
    assert_int_equal(api_article(&json, SLICE_LITERAL("{\"articles\":[]}"), &err), -1);
    assert_int_equal(api_article(&json, SLICE_LITERAL("[]"), &err), -1);
    buf_clear(&json);
    assert_int_equal(api_page_text(&json, slice_from(record), &err), 0);
    assert_string_equal(buf_string(&json), "all of it");
    buf_done(&json);
}

static int
read_edit(struct api_edit *edit, struct arena *arena, const char *json, struct err *err)
{
    return api_edit_read(edit, arena, slice_from(json), err);
}

static void
edits_are_read(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct api_edit edit;
    struct err err;
    if (read_edit(&edit, &arena,
                  "{\"why\":\"typo\",\"expected\":2,\"scopes\":[\"read\",\"edit\"],"
                  "\"record\":{\"page\":\"A\",\"state\":\"current\",\"result\":2,\"made_ms\":1}}",
                  &err) != 0)
        fail_msg("%s", err.text);
    assert_string_equal(edit.why.ptr, "typo");
    assert_int_equal(edit.expected, 2);
    assert_int_equal(edit.scope_count, 2);
    assert_string_equal(edit.record.ptr,
                        "{\"page\":\"A\"}"); /* without what readers are told beside it */
    assert_int_equal(read_edit(&edit, &arena, "{}", &err), 0);
    assert_int_equal(edit.why.len, 0);
    static const char *const cases[][2] = {
        { "", "JSON" },
        { "{\"whi\":\"typo\"}", "whi" }, /* would be lost in silence */
        { "{\"why\":null}", "why" },
        { "{\"why\":7}", "why" },
        { "{\"expected\":-1}", "expected" },
        { "{\"record\":[]}", "record" },
        { "{\"scopes\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}", "scopes" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (read_edit(&edit, &arena, cases[i][0], &err) != -1)
            fail_msg("%s was taken", cases[i][0]);
        if (strstr(err.text, cases[i][1]) == NULL)
            fail_msg("%s gave %s", cases[i][0], err.text);
    }
    arena_done(&arena);
}

static void
filters_take_what_they_say(void **state)
{
    (void)state;
    struct change change = { .change = CHANGE_WITHDRAWN, .paper = SLICE_LITERAL("报") };
    static const struct {
        const char *filter;
        int fault;
        bool takes;
    } cases[] = {
        { "", 0, true },
        { "{}", 0, true },
        { "{\"papers\":[\"报\"]}", 0, true },
        { "{\"papers\":[\"另\"]}", 0, false },
        { "{\"papers\":[]}", 0, false },
        { "{\"types\":[\"committed\",\"withdrawn\"]}", 0, true },
        { "{\"types\":[\"committed\"],\"papers\":[\"报\"]}", 0, false },
        { "{\"types\":[\"burnt\"]}", -1, false },
        { "{\"types\":\"committed\"}", -1, false },
        { "{\"paper\":[\"报\"]}", -1, false },
        { "[]", -1, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice filter = slice_from(cases[i].filter);
        if (api_filter_check(filter, NULL) != cases[i].fault)
            fail_msg("%s", cases[i].filter);
        if (cases[i].fault == 0 && api_filter_takes(filter, &change) != cases[i].takes)
            fail_msg("%s takes", cases[i].filter);
    }
    struct buf json = { 0 };
    struct slice papers[] = { SLICE_LITERAL("报\"") };
    api_filter_papers(&json, papers, 1);
    assert_string_equal(buf_string(&json), "{\"papers\":[\"报\\\"\"]}");
    buf_done(&json);
}

static void
changes_are_events(void **state)
{
    (void)state;
    struct buf json = { 0 }, with = { 0 };
    struct change change = {
        .sequence = 9007199254740993,
        .time_ms = 1515484800007,
        .page_id = SLICE_LITERAL("9f"),
        .article = 3,
        .change = CHANGE_WITHDRAWN,
    };
    api_event(&json, &change, SLICE_LITERAL("http://here"));
    const char *text = buf_string(&json);
    assert_non_null(strstr(text, "\"specversion\":\"1.0\""));
    assert_non_null(strstr(text, "\"id\":\"9007199254740993\""));
    assert_non_null(strstr(text, "\"type\":\"pagewire.article.withdrawn\""));
    assert_non_null(strstr(text, "\"subject\":\"9f/3\""));
    assert_non_null(strstr(text, "\"time\":\"2018-01-09T08:00:00.007Z\""));
    assert_null(strchr(text, '\n'));
    api_event_record(&with, buf_slice(&json), SLICE_EMPTY);
    assert_string_equal(buf_string(&with), text);
    buf_clear(&with);
    api_event_record(&with, buf_slice(&json), SLICE_LITERAL("{\"page\":1}"));
    assert_string_equal(buf_string(&with) + json.len - 1, ",\"record\":{\"page\":1}}");
    buf_done(&json);
    buf_done(&with);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_stand_alone),
        cmocka_unit_test(edits_are_read),
        cmocka_unit_test(filters_take_what_they_say),
        cmocka_unit_test(changes_are_events),
    };
    return cmocka_run_group_tests_name("api", tests, NULL, NULL);
}
