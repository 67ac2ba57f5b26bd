/* Pieces: where lines are cut, written with ^. */
#include "common/buf.h"
#include "common/utf8.h"
#include "services/segment/read/read.h"
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
    struct sheet sheet = { 0 };
    read_text(&sheet, &arena, buf_slice(&text), NULL);
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
    assert_cuts("河湾日报讯^（全媒体记者李明）^昨天，老渠通水。");
    assert_cuts("河湾日报讯 记者李明报道：^昨天，老渠通水。");
    assert_cuts("南河讯 记者李明 ^通讯员王芳 ^昨天，老渠通水。");
    assert_cuts("【本报讯】^李明报道：^昨天，老渠通水。");
    assert_cuts("村里的通讯员说，水到了。");
    assert_cuts("新华社曼谷电^会谈于昨天结束。");
    assert_cuts("老渠通水了。^（作者为水利站站长）");
    assert_cuts("老渠通水了。^（李明报道）");
    assert_cuts("图为老渠通水。 ^李明 摄");
    assert_cuts("老渠通水了。^→下转第三版");
    assert_cuts("（河湾综合讯）^昨天，老渠通水。");
    assert_cuts("本报讯 ^记者李明报道 ^昨天，老渠通水。");
    assert_cuts("老渠通水了。^校对 ^李明");
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prose_is_left_alone),
        cmocka_unit_test(tags_and_datelines_are_cut_off),
        cmocka_unit_test(names_beside_headlines_are_cut_off),
        cmocka_unit_test(heads_that_run_in_are_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
