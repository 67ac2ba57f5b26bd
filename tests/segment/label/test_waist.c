/* Tests of services/segment/label/waist: columns around one head. */
#include "services/segment/label/waist.h"
#include "services/segment/read/read.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Reads the text, gives every line the role that stands for its letter, in reading order (h
 * headline, b body), and says of each what its border is told: + for, - against, = nothing. */
static void
assert_borders(const char *text, const char *roles, const char *borders)
{
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from(text), NULL);
    for (size_t i = 0; i < sheet.piece_count; i++)
        sheet.pieces[i].role = roles[sheet.pieces[i].line] == 'h' ? ROLE_HEADLINE : ROLE_BODY;
    waist_borders(&sheet);
    struct buf found = { 0 };
    for (size_t i = 0; i < sheet.piece_count; i++)
        if (sheet.pieces[i].opens)
            buf_add_char(&found, sheet.pieces[i].first > 0   ? '+'
                                 : sheet.pieces[i].first < 0 ? '-'
                                                             : '=');
    assert_string_equal(buf_string(&found), borders);
    buf_done(&found);
    page_done(&page);
}

static const char around[] = "    一子丑寅卯辰                        申子丑寅卯辰巳午\n"
                             "二子丑寅卯辰巳午    老渠通水            酉子丑寅卯辰巳午\n"
                             "三子丑寅卯辰巳午                        戌子丑寅卯辰巳午\n"
                             "四子丑寅卯辰巳午    甲子丑寅卯辰巳午    亥子丑寅卯辰巳午\n"
                             "五子丑寅卯辰巳午    乙子丑寅卯辰巳午    壬子丑寅卯辰巳午\n"
                             "六子丑寅卯辰巳午    丙子丑寅卯辰巳午    癸子丑寅卯辰巳。\n";

static void
text_around_a_head_is_one_article(void **state)
{
    (void)state;
    struct buf text = { 0 };
    assert_borders(around, "hbbbbbbbbbbbbbbb", "=+--------------");
    buf_printf(&text, "昨天到了。\n\n%s", around);
    assert_borders(buf_string(&text), "bhbbbbbbbbbbbbbbb", "==+--------------");
    text.len = 0;
    buf_printf(&text, "昨天到了\n\n%s", around); /* amid a sentence, or below a head */
    assert_borders(buf_string(&text), "bhbbbbbbbbbbbbbbb", "=================");
    assert_borders(buf_string(&text), "hhbbbbbbbbbbbbbbb", "=================");
    buf_done(&text);
}

static void
columns_with_heads_of_their_own_are_not(void **state)
{
    (void)state;
    assert_borders(around, "hhbbbbbbbbbbbbbb", "================");
    assert_borders(around, "hbbbbbbbhbbbbbbb", "================");
    assert_borders(around, "bbbbbbbbbbbbbbbb", "================");
    assert_borders("老渠通水\n昨天到了。\n", "hb", "==");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_around_a_head_is_one_article),
        cmocka_unit_test(columns_with_heads_of_their_own_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
