/* Tests of services/segment/convention: which article gets what, given the roles. */
#include "services/segment/convention.h"

#include "common/buf.h"
#include "common/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { LETTERS = 9 };

/* Letters: the writer signs below, with a town before the name, which makes two pieces of it. */
static void
signatures_belong_to_the_text_above(void **state)
{
    (void)state;
    static const enum role roles[] = { ROLE_HEADLINE, ROLE_BODY, ROLE_BYLINE };
    static const char *const letters[] = {
        "路灯不亮\n\n门前的路灯不亮已有两个月，盼望早日修好。\n河湾　李 明\n\n",
        "公交站牌\n\n站牌上的字看不清了，希望有人去换一块新的。\n北岭　王芳\n\n",
        "老渠垃圾\n\n渠边堆了许多垃圾，到了夏天气味难闻，请管一管。\n石桥　张强\n\n",
    };
    struct buf text = { 0 };
    for (int i = 0; i < LETTERS; i++)
        buf_printf(&text, "%s", letters[i % 3]);
    struct page page;
    struct sheet sheet;
    page_init(&page);
    page.text = buf_slice(&text);
    sheet_read(&sheet, &page.arena, page.text, NULL);
    assert_int_equal(sheet.line_count, 3 * LETTERS);
    for (size_t i = 0; i < sheet.piece_count; i++)
        sheet.pieces[i].role = roles[sheet.pieces[i].line % 3];
    assert_int_equal(convention_cut(&sheet), LETTERS);
    for (size_t i = 0; i < sheet.piece_count; i++)
        assert_int_equal(sheet.pieces[i].article, 1 + sheet.pieces[i].line / 3);
    page_done(&page);
    buf_done(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_belong_to_the_text_above),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
