/* Tests of services/store/snippet. */
#include "services/store/snippet.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void
write_hits(const struct stretch *hits, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s%u-%u", i > 0 ? " " : "", hits[i].start, hits[i].end);
}

static void
test_snippet(void **state)
{
    static const struct {
        const char *text, *words, *snippet, *hits;
    } cases[] = {
        { "", "甲", "", "" },
        { "甲\n\u3000 乙", "", "甲…乙", "" },
        { "甲 \u3000 乙", "", "甲 乙", "" },
        { "甲乙丙", "丁", "甲乙丙", "" },
        { "标题\n正文甲\n末", "甲", "标题…正文甲…末", "5-6" },
        { "甲乙丙甲乙", "甲", "甲乙丙甲乙", "0-1 3-4" },
        { "甲乙丙", "甲 乙丙", "甲乙丙", "0-3" }, /* neighbours are one mark */
        { "甲乙丙", "乙丙 甲乙", "甲乙丙", "0-3" },
        { "看NBA球", "nba", "看NBA球", "1-4" },
        { "一二三四五六七八九十一二三四五六七八九十甲乙", "丁 乙",
          "…二三四五六七八九十一二三四五六七八九十甲乙", "21-22" },
        { "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十末",
          "一二",
          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十…",
          "0-2 10-12 20-22 30-32 40-42 50-52" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = { 0 };
        struct snippet snippet;
        struct buf hits = { 0 };
        struct slice words = slice_from(cases[i].words);
        snippet_cut(&arena, slice_from(cases[i].text), &words, 1, &snippet);
        assert_string_equal(snippet.text.ptr, cases[i].snippet);
        write_hits(snippet.hits, snippet.hit_count, &hits);
        assert_string_equal(buf_string(&hits), cases[i].hits);
        buf_done(&hits);
        arena_done(&arena);
    }
}

/* More marks than are kept: the text is marked as far as they go. */
static void
test_many(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf text = { 0 };
    size_t count;
    for (int i = 0; i < 1000; i++)
        buf_add_slice(&text, SLICE_LITERAL("甲乙"));
    struct slice words = SLICE_LITERAL("甲");
    const struct stretch *hits = snippet_mark(&arena, buf_slice(&text), &words, 1, &count);
    assert_int_equal(count, 100);
    assert_int_equal(hits[99].start, 198);
    buf_done(&text);
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_snippet),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
