/* The member "layout" of a JOB: the same comes back, and what is broken is refused. */
#include "common/proto/page_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char body[] =
    "{\"page\":{\"id\":\"9f86d081884c7d659a2feaa0c55ad015\",\"name\":\"A03\",\"paper\":\"\","
    "\"date\":\"\","
    "\"number\":\"A03\",\"encoding\":\"UTF-8\",\"damaged\":false},\"text\":\"大沙河\\n□苗国富\","
    "\"layout\":{\"source\":\"pdf\",\"size\":[59528,84189],\"faces\":[\"方正大标宋\",\"\"],"
    "\"lines\":[[0,3,1000,2000,7000,4000,2000,0,1,0,1,0],[4,8,1000,4500,5000,5500,1000,1,2,3,0.5,7]"
    "],"
    "\"marks\":[[\"rule\",0,100,59528,150],[\"picture\",-5,0,100,200]]}}";

static void
test_round_trip(void **state)
{
    (void)state;
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    assert_int_equal(page_decode_job(&page, slice_from(body), &err), 0);
    const struct layout *layout = page.layout;
    assert_non_null(layout);
    assert_int_equal(layout->line_count, 2);
    assert_true(layout->lines[0].bold && !layout->lines[0].vertical);
    assert_true(layout->lines[1].vertical && layout->lines[1].turned == 3);
    assert_true(layout->lines[1].box.bottom == 55.0F && layout->lines[1].size == 10.0F);
    assert_int_equal(layout->lines[1].block, 7);
    assert_string_equal(layout->faces[0], "方正大标宋");
    assert_int_equal(layout->marks[1].kind, MARK_PICTURE);
    assert_true(layout->marks[1].box.left == -0.05F);
    struct buf json = { 0 };
    page_encode_job(&page, &json);
    assert_string_equal(buf_string(&json), body);
    buf_done(&json);
    page_done(&page);
}

/* The body with one text put in the place of another. */
static void
check_refused(const char *from, const char *to, const char *reason)
{
    struct buf json = { 0 };
    size_t at = slice_find(slice_from(body), slice_from(from));
    assert_true(at < strlen(body));
    buf_printf(&json, "%.*s%s%s", (int)at, body, to, body + at + strlen(from));
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    if (page_decode_job(&page, buf_slice(&json), &err) == 0)
        fail_msg("taken with %s", to);
    assert_int_equal(err.kind, ERR_REJECT);
    if (strstr(err.text, reason) == NULL)
        fail_msg("%s: %s", to, err.text);
    buf_done(&json);
    page_done(&page);
}

static void
test_faults(void **state)
{
    (void)state;
    check_refused("\"pdf\"", "\"doc\"", "source");
    check_refused("[59528,84189]", "[0,84189]", "size");
    check_refused("[59528,84189]", "[59528]", "size");
    check_refused("[0,3,1000", "[0,0,1000", "broken line");
    check_refused("[4,8,1000", "[4,9,1000", "broken line");
    check_refused("[4,8,1000", "[2,8,1000", "order");
    check_refused("1000,2000,7000,4000", "7000,2000,1000,4000", "broken line");
    check_refused("2000,0,1,0,1,0]", "2000,2,1,0,1,0]", "broken line");
    check_refused("1,2,3,0.5,7]", "1,2,4,0.5,7]", "broken line");
    check_refused("0.5,7]", "1.5,7]", "broken line");
    check_refused("0.5,7]", "0.5]", "broken line");
    check_refused("[\"rule\",0,100", "[\"rule\",0,200", "broken mark");
    check_refused("[\"rule\",0", "[3,0", "broken mark");
    check_refused("\"faces\":[\"方正大标宋\"", "\"faces\":[1", "face");
}

/* A newer decoder may know more. */
static void
test_unknown_passes(void **state)
{
    (void)state;
    struct buf json = { 0 };
    size_t at = slice_find(slice_from(body), SLICE_LITERAL("[\"rule\""));
    buf_printf(&json, "%.*s[\"stamp\",0,0,1,1],%s", (int)at, body, body + at);
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    assert_int_equal(page_decode_job(&page, buf_slice(&json), &err), 0);
    assert_int_equal(page.layout->mark_count, 2);
    buf_done(&json);
    page_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_unknown_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
