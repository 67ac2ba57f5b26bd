/* Tests of services/segment/read/damage and markup: garbage is told, and repaired where it can be.
 */
#include "services/segment/read/damage.h"
#include "services/segment/read/echo.h"
#include "services/segment/read/read.h"
#include "services/segment/segment.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The damage of a text as KIND:START-END, parted by blanks. */
static void
assert_damage(const char *text, const char *wanted)
{
    struct page page;
    struct sheet sheet = { 0 };
    struct buf found = { 0 };
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from(text), NULL);
    damage_find(&sheet);
    for (size_t i = 0; i < sheet.damage_count; i++)
        buf_printf(&found, "%s%s:%u-%u", i > 0 ? " " : "", sheet.damages[i].kind,
                   sheet.damages[i].start, sheet.damages[i].end);
    assert_string_equal(buf_string(&found), wanted);
    buf_done(&found);
    page_done(&page);
}

static void
garbage_is_told(void **state)
{
    (void)state;
    assert_damage("<p>水到了</p>\n", "markup:0-10");
    assert_damage("水&nbsp;到了\n", "markup:1-2");
    assert_damage("水\xe2\x80\x8b到了\n", "zero-width:1-2");
    assert_damage("水(cid:1903)到了\n", "lost-glyph:1-11");
    assert_damage("老老渠渠通通水水\n", "doubled:1-8");
    assert_damage("老渠\n鏂板缓鐨勬按娓犻氫簡姘\n", "mojibake:3-14");
    assert_damage(
        "老渠\n\xc3\xa6\xc2\xb0\xc2\xb4\xc3\xa5\xc2\x88\xc2\xb0\xc3\xa4\xc2\xba\xc2\x86\n",
        "mojibake:3-12");
    assert_damage("老\n渠\n通\n水\n到\n田\n里\n", "vertical:0-13");
    assert_damage("# 老渠\n\n**水到田里**，[水](http://x.cn/a)\n", "markdown:0-33");
    assert_damage("青石石桥修修缮缮完工工\n", "doubled-unevenly:2-11");
    assert_damage("青青青石石石桥桥桥修修修\n", "doubled:1-12");
    assert_damage("老渠通水了田老渠通水了田\n", "doubled:6-12");
    assert_damage("老渠\n???????，??????。\n", "mojibake:3-18");
    assert_damage("锟斤拷锟斤拷\n老渠\n", "mojibake:0-6");
    assert_damage("\xee\x80\x80老渠\n", "lost-glyph:0-1");
    assert_damage("\\u8001\\u6e20\\u901a\n", "escaped:0-18");
    assert_damage("%E8%80%81%E6%B8%A0\n", "escaped:0-18");
    assert_damage("<script>if (1 < 2) f(\"水水\");</script>\n", "markup:0-36");
}

/* Columns that were read row by row: what stands below each other goes on, not what stands side by
 * side. */
static void
rows_of_vertical_text_are_told(void **state)
{
    (void)state;
    static const char rows[] = "旧 了 今 老\n屋 新 天 渠\n里 书 村 修\n的 包 里 好\n灯 孩 来 以\n"
                               "亮 子 了 后\n起 们 老 水\n来 笑 师 到\n";
    struct segmenter *segmenter;
    struct page page;
    struct err err;
    assert_int_equal(segmenter_load(&segmenter, "data", &err), 0);
    page_init(&page);
    page.text = slice_from(rows);
    assert_int_equal(segment_page(segmenter, &page, NULL, &err), 0);
    assert_int_equal(page.damage_count, 1);
    assert_string_equal(page.damages[0].kind, "vertical");
    assert_true(page.damaged);
    for (size_t i = 0; i < page.segment_count; i++)
        assert_int_equal(page.segments[i].role, ROLE_FURNITURE);
    page_done(&page);
    segmenter_free(segmenter);
}

/* A line of 600 characters, and one that has articles one after another; a paragraph is none. */
static void
lines_that_are_no_lines_are_told(void **state)
{
    (void)state;
    struct buf text = { 0 };
    for (int i = 0; i < 50; i++)
        buf_printf(&text, "老渠里的水流过了村口，");
    assert_damage(buf_string(&text), "");
    for (int i = 0; i < 5; i++)
        buf_printf(&text, "老渠里的水流过了村口。");
    assert_damage(buf_string(&text), "long-line:0-605");
    buf_clear(&text);
    buf_printf(&text, "老渠通水 本报讯 昨天，老渠里的水流过了村口，两千亩旱地有了水浇，大家都说好。"
                      "新桥通车 本报讯 今天，新桥上走过了第一辆车。");
    assert_damage(buf_string(&text), "long-line:0-62");
    buf_done(&text);
}

static void
text_is_not(void **state)
{
    (void)state;
    assert_damage("老渠通了水，两千亩旱地有了水浇。\n", "");
    assert_damage("a < b 且 b > c，<老渠> 通水 & 修路\n", "");
    assert_damage("L’été dernier, à Besançon, le musée rouvrit ses portes.\n", "");
    assert_damage("渠\n水\n田\n", "");
    assert_damage("开开心心过年 平平安安回家\n高高兴兴上学，快快乐乐长大\n", "");
    assert_damage("寻寻觅觅，冷冷清清，凄凄惨惨戚戚。\n", "");
    assert_damage("水位涨了 5 * 3 米，_水_ [注](见下文) 2 > 1\n", "");
    assert_damage("老渠通水 本报讯 昨天通水。见 http://x.cn/%E8%80%81%E6%B8%A0\n", "");
    assert_damage("去不去？？？去！！！\n老 渠 通 水\n水 到 田 里\n", "");
    assert_damage("涓涓细流，娓娓道来，鏖战鏖兵\n", "");
}

static void
repaired_with_its_offsets(void **state)
{
    (void)state;
    static const char text[] = "<b>水&amp;田</b>\n";
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from(text), NULL);
    assert_int_equal(sheet.count, sizeof text - 1 - 4); /* two ideographs of three bytes */
    assert_int_equal(sheet.plain[3], U'水');
    assert_int_equal(sheet.plain[4], '&');
    assert_int_equal(sheet.plain[5], ' ');
    assert_int_equal(sheet.plain[9], U'田');
    assert_int_equal(sheet.pieces[0].start, 0);
    assert_int_equal(sheet.pieces[0].from, 3);
    assert_int_equal(sheet.pieces[0].to, 10);
    page_done(&page);
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from("## 老渠通水\n水位 #3\n"), NULL);
    assert_int_equal(sheet.pieces[0].from, 3);
    assert_int_equal(sheet.plain[11], '#');
    page_done(&page);
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from("&amp;#x6c34;到了\n"), NULL);
    assert_int_equal(sheet.plain[0], U'水');
    assert_int_equal(sheet.plain[12], U'到');
    page_done(&page);
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from("青石石桥修修缮缮常常常常完工工\n"), NULL);
    assert_int_equal(sheet.plain[2], ECHO_UNEVEN);
    assert_int_equal(sheet.plain[8], U'常'); /* in print, too, it stood twice */
    assert_int_equal(sheet.plain[10], U'常');
    assert_int_equal(sheet.plain[9], ' ');
    page_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbage_is_told),
        cmocka_unit_test(rows_of_vertical_text_are_told),
        cmocka_unit_test(lines_that_are_no_lines_are_told),
        cmocka_unit_test(text_is_not),
        cmocka_unit_test(repaired_with_its_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
