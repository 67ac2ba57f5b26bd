/* Tests of services/segment/read/damage and markup: garbage is told, and repaired where it can be.
 */
#include "services/segment/read/damage.h"
#include "services/segment/read/read.h"

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
}

static void
text_is_not(void **state)
{
    (void)state;
    assert_damage("老渠通了水，两千亩旱地有了水浇。\n", "");
    assert_damage("a < b 且 b > c，<老渠> 通水 & 修路\n", "");
    assert_damage("L’été dernier, à Besançon, le musée rouvrit ses portes.\n", "");
    assert_damage("渠\n水\n田\n", "");
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
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbage_is_told),
        cmocka_unit_test(text_is_not),
        cmocka_unit_test(repaired_with_its_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
