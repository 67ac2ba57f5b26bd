/* The e-paper: names of files, text that would be markup, a page without pictures or paper. */
#include "common/epaper/epaper.h"
#include "common/epaper/parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        uint32_t node;
    } cases[] = {
        { "A03", 3 },  { "A3", 3 },     { "03", 3 },   { "3", 3 },    { "B01", 101 },
        { "b1", 101 }, { "Z99", 2599 }, { "12", 12 },  { "", 0 },     { "A", 0 },
        { "A00", 0 },  { "第三版", 0 }, { "A1-2", 0 }, { "B100", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(epaper_number(slice_from(cases[i].number)), cases[i].node);
    const struct epaper_page page = { .node = 101 };
    assert_int_equal(epaper_content_number(&page, 2), 1010002);
}

static const char hostile[] =
    "{\"page\": \"<p>\", \"paper\": \"<i>\\\"报\", \"date\": \"2026-03-16\", \"number\": \"A01\", "
    "\"text\": \"<b>\", \"segments\": [{\"start\": 0, \"end\": 3, \"article\": 1, \"role\": "
    "\"body\"}], \"articles\": [{\"article\": 1, \"headline\": \"</script> --> <b>\", "
    "\"authors\": [{\"name\": \"--><script>\", \"affiliation\": \"<u>\"}], \"paragraphs\": "
    "[\"<script>alert(1)</script>\", \"<!--/enpcontent-->\"], \"entities\": []}]}";

static void
decode(struct record *record)
{
    struct err err = { 0 };
    if (record_decode(record, slice_from(hostile), &err) != 0)
        fail_msg("%s", err.text);
}

/* How often a text stands in another. */
static int
count(const struct buf *html, const char *what)
{
    int n = 0;
    for (const char *at = html->ptr; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

static void
test_hostile(void **state)
{
    (void)state;
    struct record record;
    decode(&record);
    struct epaper_page page = { .record = &record, .node = 1 };
    const struct epaper_issue issue = { record.paper, record.date, "../", "index.html", &page, 1 };
    struct buf html = { 0 };
    epaper_content(&issue, 0, 0, &html);
    (void)buf_string(&html);
    assert_int_equal(count(&html, "<script"), 1); /* the linked data */
    assert_int_equal(count(&html, "</script>"), 1);
    assert_int_equal(count(&html, "-->"), 3); /* enpproperty, enpcontent, /enpcontent */
    assert_int_equal(count(&html, "<!--"), 3);
    assert_int_equal(count(&html, "<b>") + count(&html, "<i>") + count(&html, "<u>"), 0);
    assert_int_equal(count(&html, "&lt;script&gt;alert(1)&lt;/script&gt;"), 1);
    buf_clear(&html);
    epaper_node(&issue, 0, &html);
    (void)buf_string(&html);
    assert_int_equal(count(&html, "<script"), 0);
    assert_int_equal(count(&html, "<map name=\"pagepicmap\">"), 1);
    assert_int_equal(count(&html, "href=\"content_10001.htm\""), 3);
    buf_done(&html);
    record_done(&record);
}

/* A picture of 1000 pixels for a page of 500 points: areas are in pixels. */
static void
test_zones(void **state)
{
    (void)state;
    struct record record;
    decode(&record);
    struct box zone = { 10, 20, 110, 70 };
    record.width = 500;
    record.height = 700;
    record.articles[0].zones = &zone;
    record.articles[0].zone_count = 1;
    struct epaper_page page = { &record, 1, "p.png", 1000, 1400 };
    const struct epaper_issue issue = { record.paper, record.date, "../", "index.html", &page, 1 };
    struct buf html = { 0 };
    epaper_node(&issue, 0, &html);
    (void)buf_string(&html);
    assert_int_equal(count(&html, "coords=\"20,40,220,40,220,140,20,140\""), 1);
    assert_int_equal(count(&html, "<rect x=\"8\" y=\"18\" width=\"104\" height=\"54\"/>"), 1);
    assert_int_equal(count(&html, "<img src=\"p.png\""), 1);
    buf_done(&html);
    record_done(&record);
}

static void
test_calendar(void **state)
{
    (void)state;
    const struct epaper_day days[] = {
        { .paper = SLICE_LITERAL("报"),
          .date = SLICE_LITERAL("2024-02-29"),
          .folder = SLICE_LITERAL("报"),
          .path = SLICE_LITERAL("html/2024-02/29"),
          .node = 1 },
        { .paper = SLICE_LITERAL("报"),
          .date = SLICE_LITERAL("2023-12-01"),
          .folder = SLICE_LITERAL("报"),
          .path = SLICE_LITERAL("html/2023-12/01"),
          .node = 3 },
        { .paper = SLICE_LITERAL("报"),
          .date = SLICE_EMPTY,
          .folder = SLICE_LITERAL("报"),
          .path = SLICE_LITERAL("html/undated/00"),
          .node = 10001 },
    };
    struct buf html = { 0 };
    epaper_calendar(days, 3, &html);
    (void)buf_string(&html);
    assert_int_equal(count(&html, "<caption>"), 2);
    assert_int_equal(count(&html, "<td>"), 29 + 3 + 31 + 4); /* a Thursday and a Friday first */
    assert_true(count(&html, "href=\"html/2024-02/29/node_1.htm\"") > 0);
    assert_true(count(&html, "href=\"html/undated/00/node_10001.htm\"") > 0);
    buf_done(&html);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
