/*
 * Repair: pages of one paragraph or two, and the prose that comes of them.
 */
#include "services/segment/read/read.h"
#include "services/segment/write/repair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

/* All pieces of the page in one prose. */
static struct prose
join(struct sheet *sheet, struct arena *arena, const char *text, enum repair_kind kind)
{
    struct prose prose = { .arena = arena };
    read_text(sheet, arena, slice_from(text), NULL);
    for (size_t i = 0; i < sheet->piece_count; i++)
        repair_add(&prose, sheet, &sheet->pieces[i], kind);
    return prose;
}

static void
assert_joined(const char *text, enum repair_kind kind, const char *expected)
{
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    struct prose prose = join(&sheet, &arena, text, kind);
    char *got = slice_dup(repair_text(&prose));
    assert_string_equal(got, expected);
    free(got);
    arena_done(&arena);
}

static void
lines_are_joined(void **state)
{
    (void)state;
    assert_joined("    全镇十二个村\n同时动工。\n", REPAIR_TEXT, "全镇十二个村同时动工。");
    assert_joined("全镇 十二 个村\n\n同 时动工。\n", REPAIR_TEXT, "全镇十二个村同时动工。");
    assert_joined("共 12 个村，２０２３年３ 月动工", REPAIR_TEXT, "共12个村，2023年3月动工");
    assert_joined("", REPAIR_TEXT, "");
}

static void
latin_words_keep_their_blanks(void **state)
{
    (void)state;
    assert_joined("“灰鹰”（Grey Eagle）升空", REPAIR_TEXT, "“灰鹰”（Grey Eagle）升空");
    assert_joined("ATTO 3 上市", REPAIR_TEXT, "ATTO 3上市");
}

static void
latin_words_broken_at_the_line_end(void **state)
{
    (void)state;
    /* a hyphen goes, a capital after a small letter begins a word, other letters
     * of full lines run on */
    assert_joined("一家名叫加州的公司Brook-\nfield今天宣布了消息", REPAIR_TEXT,
                  "一家名叫加州的公司Brookfield今天宣布了消息");
    assert_joined("一家名叫加州的公司Army\nFutures今天宣布了消息", REPAIR_TEXT,
                  "一家名叫加州的公司Army Futures今天宣布了消息");
    assert_joined("近日发布的指数综合的P\nMI产出指数上升到了一\n个新的高度并保持稳定", REPAIR_TEXT,
                  "近日发布的指数综合的PMI产出指数上升到了一个新的高度并保持稳定");
}

static void
rows_of_tables_keep_their_blanks(void **state)
{
    (void)state;
    assert_joined("铁路队 110比86 电力队\n", REPAIR_TEXT, "铁路队 110比86 电力队");
    assert_joined("铁路 110 比赛。\n", REPAIR_TEXT, "铁路110比赛。");
}

static void
headings_keep_their_pauses(void **state)
{
    (void)state;
    assert_joined("找差距 理顺思路\n", REPAIR_HEADING, "找差距 理顺思路");
    assert_joined("全镇修渠\n旱田变水田\n", REPAIR_HEADING, "全镇修渠 旱田变水田");
    assert_joined("春 耕 正 忙\n", REPAIR_HEADING, "春耕正忙");
}

static void
fake_bold_is_heard_once(void **state)
{
    (void)state;
    /* a table's cells stay apart, whatever they hold */
    assert_joined("线路    里程    票价\n一路    五里    免\n", REPAIR_TEXT,
                  "线路 里程 票价一路 五里 免");
    assert_joined("春春耕耕正正忙忙着着\n", REPAIR_HEADING, "春耕正忙着");
}

static void
runs_lead_back_to_the_page(void **state)
{
    static const char text[] = "全镇 十二个村\n同时Army\nFutures动工。\n";
    struct page page;
    struct sheet sheet = { 0 };
    (void)state;
    page_init(&page);
    page.text = slice_from(text);
    struct prose prose = join(&sheet, &page.arena, text, REPAIR_TEXT);
    struct article *article = page_add_article(&page);
    repair_emit(&prose, &page, article, ROLE_BODY);
    const struct passage *passage = article_passage(article, ROLE_BODY);
    assert_non_null(passage);
    uint32_t inked = 0;
    for (size_t r = 0; prose.glyphs != NULL && r < passage->run_count; r++)
        for (uint32_t i = 0; i < passage->runs[r].count; i++) {
            assert_int_equal(prose.glyphs[passage->runs[r].text + i].point,
                             sheet.plain[passage->runs[r].page + i]);
            inked++;
        }
    assert_int_equal(inked + 1, prose.count); /* but the blank that was put in */
    page_done(&page);
}

/* Whether repair breaks before the last line, if the model gives those odds. */
static bool
breaks(const char *text, float odds)
{
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    read_text(&sheet, &arena, slice_from(text), NULL);
    assert_true(sheet.piece_count >= 2);
    struct piece *last = &sheet.pieces[sheet.piece_count - 1];
    last->para = odds;
    bool result = repair_breaks(&sheet, last - 1, last);
    arena_done(&arena);
    return result;
}

static void
paragraphs_break_where_the_line_allows_it(void **state)
{
    (void)state;
#define LINES "入夏以来河湾镇把修渠引水当作头等大\n事全镇十二个村同时动工修好水渠三十\n"
    assert_true(breaks(LINES "多里。\n    镇里还请来农技员，到田头讲\n", 1));
    assert_false(breaks(LINES "多里。\n    镇里还请来农技员，到田头讲\n", -1));
    /* in mid-sentence of a full line only against strong odds */
    assert_false(
        breaks(LINES "多里还有两千亩旱地有了水浇农民欢喜\n镇里还请来农技员，到田头讲\n", 3));
    assert_true(
        breaks(LINES "多里还有两千亩旱地有了水浇农民欢喜\n镇里还请来农技员，到田头讲\n", 9));
    /* a short line without a mark may be a heading */
    assert_true(breaks(LINES "引水记\n镇里还请来农技员，到田头讲\n", 2));
#undef LINES
    /* words of Latin letters end a sentence with a full stop */
    assert_true(breaks("Three buses will run through the town again.\nThey leave at two.\n", 0.5f));
    assert_false(breaks("Three buses will run through the town and\nthey leave at two.\n", 0.5f));
    /* short lines all along: verse */
    assert_true(breaks("窗外的树都在后退\n只有月亮跟着我\n清晨的菜市场\n露水还在叶上\n", -1));
}

/* Lines that all end a sentence were not broken by a column's width. */
static void
a_page_may_have_a_paragraph_to_a_line(void **state)
{
    (void)state;
    static const char stopped[] = "水渠修好了。\n两千亩旱地有了水。\n学校搬了家。\n"
                                  "娃们都去看。\n桥也通了车。\n车来人往。\n";
    static const char broken[] = "水渠修好了。\n两千亩旱地有了水，\n学校搬了家，娃们\n"
                                 "都去看。\n桥也通了车。\n车来人往。\n";
    for (int i = 0; i < 2; i++) {
        struct arena arena = { 0 };
        struct sheet sheet = { 0 };
        read_text(&sheet, &arena, slice_from(i == 0 ? stopped : broken), NULL);
        for (size_t k = 0; k < sheet.piece_count; k++)
            sheet.pieces[k].role = ROLE_BODY;
        repair_learn(&sheet);
        sheet.pieces[1].para = -1;
        assert_int_equal(repair_breaks(&sheet, &sheet.pieces[0], &sheet.pieces[1]), i == 0);
        arena_done(&arena);
    }
}

static void
no_break_inside_a_line(void **state)
{
    (void)state;
    assert_false(breaks("人们记得那一年的（记者）春天来得格外早\n", 9));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_joined),
        cmocka_unit_test(latin_words_keep_their_blanks),
        cmocka_unit_test(latin_words_broken_at_the_line_end),
        cmocka_unit_test(rows_of_tables_keep_their_blanks),
        cmocka_unit_test(headings_keep_their_pauses),
        cmocka_unit_test(fake_bold_is_heard_once),
        cmocka_unit_test(runs_lead_back_to_the_page),
        cmocka_unit_test(paragraphs_break_where_the_line_allows_it),
        cmocka_unit_test(a_page_may_have_a_paragraph_to_a_line),
        cmocka_unit_test(no_break_inside_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
