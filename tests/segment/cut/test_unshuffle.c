/* Tests of services/segment/unshuffle: columns of one article out of order. */
#include "services/segment/cut/unshuffle.h"
#include "services/segment/read/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Reads the page, whose lines are text; paragraphs begin at the lines with '1' in `begins`.
 * Checks the order of the lines after unshuffle, by their numbers. */
static void
assert_order(const char *text, const char *begins, const char *order)
{
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    page.text = slice_from(text);
    read_text(&sheet, &page.arena, page.text, NULL);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        struct piece *piece = &sheet.pieces[i];
        piece->role = ROLE_BODY;
        piece->para = piece->opens && begins[piece->line] == '1' ? 3 : -3;
    }
    unshuffle(&sheet, 0, sheet.piece_count);
    size_t line = 0;
    for (size_t i = 0; i < sheet.piece_count; i++)
        if (sheet.pieces[i].opens)
            assert_int_equal(sheet.pieces[i].line, order[line++] - '0');
    page_done(&page);
}

static void
columns_in_order_stay(void **state)
{
    (void)state;
    assert_order("　　昨天上午，修了三个月\n的老渠通了水，两\n\n岸旱田有救了。\n", "100", "012");
    assert_order("的老渠通了水，两\n\n岸旱田有救了。\n", "00",
                 "01"); /* its beginning is elsewhere */
}

static void
columns_are_put_back(void **state)
{
    (void)state;
    /* the last column first */
    assert_order("岸旱田有救了。\n\n　　昨天上午，修了三个月\n的老渠通了水，两\n", "010", "120");
    /* the last of three first */
    assert_order("来了看水的人。\n\n的老渠通了水，两\n岸旱田有救了\n\n　　昨天上午，修了三个月\n",
                 "0001", "3120");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_in_order_stay),
        cmocka_unit_test(columns_are_put_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
