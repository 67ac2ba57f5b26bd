/* Pieces: where lines are cut, written with ^; and who is read from bylines. */
#include "common/buf.h"
#include "common/utf8.h"
#include "services/segment/author.h"
#include "services/segment/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

/* Checks that the text, given with ^ at its cuts, is cut there and nowhere else. */
static void
assert_cuts(const char *cut)
{
    struct buf text = { 0 }, pieces = { 0 };
    for (const char *at = cut; *at != '\0'; at++)
        if (*at != '^')
            buf_add_char(&text, *at);
    struct arena arena = { 0 };
    struct sheet sheet;
    sheet_read(&sheet, &arena, buf_slice(&text), NULL);
    for (size_t i = 0, at = 0; i < sheet.piece_count; i++) {
        const struct piece *piece = &sheet.pieces[i];
        for (; at < piece->start; at++)
            utf8_add(&pieces, sheet.point[at]);
        if (i > 0 && sheet.pieces[i - 1].line == piece->line)
            buf_add_char(&pieces, '^');
        for (; at < piece->end; at++)
            utf8_add(&pieces, sheet.point[at]);
    }
    assert_string_equal(buf_string(&pieces), cut);
    buf_done(&text);
    buf_done(&pieces);
    arena_done(&arena);
}

static void
prose_is_left_alone(void **state)
{
    (void)state;
    assert_cuts("村里的老渠修了三个月，昨天通水。");
    assert_cuts("他说（笑）这不算什么。");
    assert_cuts("让·马丁内斯先生来访");
    assert_cuts("银 行 遭 持 枪 抢 劫");
    assert_cuts("银　行　遭　持　枪　抢　劫");
}

static void
tags_and_datelines_are_cut_off(void **state)
{
    (void)state;
    assert_cuts("本报讯^（记者 李明）^昨天，老渠通水。");
    assert_cuts("新华社曼谷电^会谈于昨天结束。");
    assert_cuts("老渠通水了。^（作者为水利站站长）");
    assert_cuts("老渠通水了。^（李明报道）");
    assert_cuts("图为老渠通水。 ^李明 摄");
    assert_cuts("老渠通水了。^→下转第三版");
}

static void
names_beside_headlines_are_cut_off(void **state)
{
    (void)state;
    assert_cuts("老渠修好通了水 ^/ 李明");
    assert_cuts("李明｜^老渠修好通了水");
    assert_cuts("老渠修好通了水 ^· 王 芳");
    assert_cuts("老渠修好通了水。^□李明");
    assert_cuts("老渠修好通了水 ^李明");
}

static void
heads_that_run_in_are_cut_off(void **state)
{
    (void)state;
    assert_cuts("【老渠通水】^昨天，修了三个月的老渠通了水，");
    assert_cuts("〔老渠通水〕^昨天，修了三个月的老渠通了水，");
    assert_cuts("●老渠通水　^昨天，修了三个月的老渠通了水，");
    assert_cuts("李明、特约记者王芳报道：^昨天，老渠通了水，");
}

/* The authors of an article that has this byline on a page with this text, parted by blanks. */
static void
assert_authors(const char *text, enum role role, const char *names)
{
    struct page page;
    struct sheet sheet;
    page_init(&page);
    page.text = slice_from(text);
    sheet_read(&sheet, &page.arena, page.text, NULL);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        sheet.pieces[i].article = 1;
        sheet.pieces[i].role = sheet.pieces[i].line == 0 ? role : ROLE_BODY;
    }
    page_add_article(&page)->number = 1;
    authors_find(&sheet, &page);
    struct buf found = { 0 };
    for (size_t i = 0; i < page.articles[0].author_count; i++)
        buf_printf(&found, "%s%.*s", i > 0 ? " " : "",
                   SLICE_ARGS(page.articles[0].authors[i].name));
    assert_string_equal(buf_string(&found), names);
    buf_done(&found);
    page_done(&page);
}

static void
authors_are_named(void **state)
{
    (void)state;
    assert_authors("本报记者 李 明 通讯员 王芳 文/图\n老渠通水。\n", ROLE_BYLINE, "李明 王芳");
    assert_authors("李明、特约记者王芳报道：\n老渠通水。\n", ROLE_DATELINE, "李明 王芳");
    assert_authors("本报讯 李明报道：\n老渠通水。\n", ROLE_DATELINE, "李明");
}

static void
towns_are_no_authors(void **state)
{
    (void)state;
    assert_authors("石桥 李明\n昨天石桥市的老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("石桥 李明\n昨天老渠通水。\n", ROLE_BYLINE, "石桥 李明");
    /* however many towns a page names, an author is none of them */
    struct buf page = { 0 };
    buf_printf(&page, "张明 王芳\n");
    for (uint32_t i = 0; i < 6000; i++) {
        utf8_add(&page, 0x4e00 + i);
        utf8_add(&page, 0x6cb3);
        buf_printf(&page, "市\n");
    }
    assert_authors(buf_string(&page), ROLE_BYLINE, "张明 王芳");
    buf_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prose_is_left_alone),
        cmocka_unit_test(tags_and_datelines_are_cut_off),
        cmocka_unit_test(names_beside_headlines_are_cut_off),
        cmocka_unit_test(heads_that_run_in_are_cut_off),
        cmocka_unit_test(authors_are_named),
        cmocka_unit_test(towns_are_no_authors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
