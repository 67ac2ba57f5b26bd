/* Tests of services/segment/cut/heading: which lines of a head are its headline. */
#include "services/segment/cut/heading.h"
#include "services/segment/read/read.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Gives every line of one article the role that stands for its letter (k kicker, h headline, d
 * deck, b body), and says what becomes of it, a letter a line. */
static void
assert_heads(const char *text, const char *before, const char *after)
{
    static const char letters[] = { 'k', 'h', 'd', 'y', 'a', 'l', 'e', 'b' };
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from(text), NULL);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        sheet.pieces[i].article = 1;
        for (size_t r = 0; r < sizeof letters; r++)
            if (letters[r] == before[sheet.pieces[i].line])
                sheet.pieces[i].role = (enum role)r;
    }
    headings_mend(&sheet, 1);
    struct buf found = { 0 };
    for (size_t i = 0; i < sheet.piece_count; i++)
        if (sheet.pieces[i].opens)
            buf_add_char(&found, letters[sheet.pieces[i].role]);
    assert_string_equal(buf_string(&found), after);
    buf_done(&found);
    page_done(&page);
}

static void
headlines_have_no_deck_inside(void **state)
{
    (void)state;
    assert_heads("村委会召开\n老渠修复专题\n协商会\n水到了。\n", "hdhb", "hhhb");
    assert_heads("老渠通水\n三十里渠一月修完\n水到了。\n", "hdb", "hdb");
    assert_heads("老渠通水\n三十里渠一月修完\n水到了。\n新桥通车\n", "hdbh", "hdbh");
}

static void
what_is_quoted_is_no_headline_alone(void **state)
{
    (void)state;
    assert_heads("“老渠新水”\n浇出千亩旱田\n水到了。\n", "hdb", "hhb");
    assert_heads("“老渠新水”\n——河湾镇修渠记\n水到了。\n", "hdb", "hdb");
    assert_heads("老渠有了“新水”\n浇出千亩旱田\n水到了。\n", "hdb", "hdb");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headlines_have_no_deck_inside),
        cmocka_unit_test(what_is_quoted_is_no_headline_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
