/* Records read back: what page_encode_record wrote, and what others may write. */
#include "common/proto/record.h"

#include "common/buf.h"
#include "common/proto/page_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int
decode(struct record *record, const char *json)
{
    struct err err = { 0 };
    int result = record_decode(record, slice_from(json), &err);
    if (result != 0)
        assert_int_equal(err.kind, ERR_REJECT);
    return result;
}

static void
add_passage(struct page *page, struct article *article, enum role role, const char *text)
{
    struct passage *passage = article_add_passage(page, article);
    passage->role = role;
    passage->text = slice_from(text);
}

static void
test_what_was_written(void **state)
{
    (void)state;
    struct page page;
    page_init(&page);
    page.name = SLICE_LITERAL("A03");
    page.paper = SLICE_LITERAL("焦作日报");
    page.text = SLICE_LITERAL("题\n焦作变美了。");
    page.damaged = true;
    struct article *article = page_add_article(&page);
    article->number = 1;
    article->confidence = 0.5F;
    add_passage(&page, article, ROLE_HEADLINE, "题");
    add_passage(&page, article, ROLE_BODY, "焦作变美了。");
    *article_add_author(&page, article) =
        (struct author){ SLICE_LITERAL("程峰"), SLICE_LITERAL("焦作师专") };
    *article_add_mention(&page, article) =
        (struct mention){ MENTION_LOC, 2, 4, SLICE_LITERAL("焦作"), 0.75F, 0 };
    struct buf json = { 0 };
    page_encode_record(&page, &json);
    struct record record;
    assert_int_equal(decode(&record, buf_string(&json)), 0);
    assert_true(slice_equal(record.page, page.name));
    assert_true(slice_equal(record.paper, page.paper));
    assert_true(record.damaged);
    assert_int_equal(record.article_count, 1);
    const struct record_article *read = &record.articles[0];
    assert_true(slice_equal(read->headline, SLICE_LITERAL("题")));
    assert_int_equal(read->paragraph_count, 1);
    assert_true(slice_equal(read->paragraphs[0], SLICE_LITERAL("焦作变美了。")));
    assert_true(slice_equal(read->authors[0].affiliation, SLICE_LITERAL("焦作师专")));
    assert_int_equal(read->entities[0].type, MENTION_LOC);
    assert_int_equal(read->entities[0].end, 4);
    assert_true(read->entities[0].confidence == 0.75);
    record_done(&record);
    buf_done(&json);
    page_done(&page);
}

static void
test_what_may_be_missing(void **state)
{
    (void)state;
    struct record record;
    assert_int_equal(decode(&record, "{}"), 0);
    assert_int_equal(record.article_count, 0);
    record_done(&record);
    assert_int_equal(decode(&record, "{\"articles\":[{\"article\":3}],\"new\":1}"), 0);
    assert_int_equal(record.articles[0].number, 3);
    assert_true(record.articles[0].confidence == 1);
    record_done(&record);
}

static void
test_what_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "[]",
        "{",
        "{\"page\":1}",
        "{\"articles\":{}}",
        "{\"articles\":[{}]}",
        "{\"articles\":[{\"article\":-1}]}",
        "{\"articles\":[{\"article\":1,\"headline\":null}]}",
        "{\"articles\":[{\"article\":1,\"paragraphs\":[1]}]}",
        "{\"articles\":[{\"article\":1,\"entities\":[{\"type\":\"CAT\",\"start\":0,\"end\":1}]}]}",
        "{\"articles\":[{\"article\":1,\"entities\":[{\"type\":\"PER\",\"start\":0}]}]}",
        "{\"page\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}",
    };
    struct record record = { 0 };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(decode(&record, texts[i]), -1);
    assert_null(record.articles);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written),
        cmocka_unit_test(test_what_may_be_missing),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
