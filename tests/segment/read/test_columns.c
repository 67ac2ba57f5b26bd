/*
 * Columns: pages given as rows, and the order in which their lines are read,
 * written with | between lines.
 */
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

static char *
read_order(const char *text)
{
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    struct buf order = { 0 };
    read_text(&sheet, &arena, slice_from(text), NULL);
    for (size_t i = 0; i < sheet.line_count; i++) {
        if (i > 0)
            buf_add(&order, "|", 1);
        for (uint32_t at = sheet.lines[i].start; at < sheet.lines[i].end; at++)
            utf8_add(&order, sheet.point[at]);
    }
    char *result = strdup(buf_string(&order));
    buf_done(&order);
    arena_done(&arena);
    return result;
}

static void
assert_order(const char *text, const char *order)
{
    char *got = read_order(text);
    assert_string_equal(got, order);
    free(got);
}

static void
plain_rows_stay(void **state)
{
    (void)state;
    assert_order("", "");
    assert_order(" \n\n　\n", "");
    assert_order("标题  记者\n    正文一行\n正文二行。\n", "标题  记者|正文一行|正文二行。");
    /* two rows with a gap are no columns */
    assert_order("甲子丑寅卯辰巳  乙子丑\n甲子丑寅卯辰巳  乙子丑\n丙子丑寅卯辰巳午未申酉\n",
                 "甲子丑寅卯辰巳  乙子丑|甲子丑寅卯辰巳  乙子丑|丙子丑寅卯辰巳午未申酉");
}

static void
rows_of_tables_stay(void **state)
{
    (void)state;
    assert_order(
        "品名　批发价　零售价\n白菜　0.8元　1.2元\n土豆　1.1元　1.6元\n豆角　3.0元　4.2元\n",
        "品名　批发价　零售价|白菜　0.8元　1.2元|土豆　1.1元　1.6元|豆角　3.0元　4.2元");
    assert_order("第一中学　　二比一　　铁路中学\n实验中学　　零比零　　育才中学\n"
                 "外语学校　　三比二　　第七中学\n",
                 "第一中学　　二比一　　铁路中学|实验中学　　零比零　　育才中学|"
                 "外语学校　　三比二　　第七中学");
}

static void
columns_are_read_down(void **state)
{
    (void)state;
    assert_order("    一子丑寅卯辰    四子丑寅卯辰巳午\n"
                 "一子丑寅卯辰巳午    四子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午    五子丑寅卯辰巳午\n"
                 "三子丑寅卯辰巳午    六子。\n",
                 "一子丑寅卯辰|一子丑寅卯辰巳午|二子丑寅卯辰巳午|三子丑寅卯辰巳午|"
                 "四子丑寅卯辰巳午|四子丑寅卯辰巳午|五子丑寅卯辰巳午|六子。");
}

static void
gutters_waver(void **state)
{
    (void)state;
    assert_order("    一子丑寅卯辰     四子丑寅卯辰巳午\n"
                 "一子丑寅2023一子   四子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午      五子丑寅卯辰巳午\n"
                 "三子丑寅卯辰巳午   六子。\n",
                 "一子丑寅卯辰|一子丑寅2023一子|二子丑寅卯辰巳午|三子丑寅卯辰巳午|"
                 "四子丑寅卯辰巳午|四子丑寅卯辰巳午|五子丑寅卯辰巳午|六子。");
}

static void
a_line_across_ends_the_columns(void **state)
{
    (void)state;
    assert_order("一子丑寅卯辰巳午    三子丑寅卯辰巳午\n"
                 "一子丑寅卯辰巳午    三子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午    三子丑寅。\n"
                 "通栏长标题压在两栏之上不留空白处\n"
                 "四子丑寅卯辰巳午    六子丑寅卯辰巳午\n"
                 "四子丑寅卯辰巳午    六子丑寅卯辰巳午\n"
                 "五子丑寅卯辰巳午    六子丑寅。\n",
                 "一子丑寅卯辰巳午|一子丑寅卯辰巳午|二子丑寅卯辰巳午|三子丑寅卯辰巳午|"
                 "三子丑寅卯辰巳午|三子丑寅。|通栏长标题压在两栏之上不留空白处|四子丑寅卯辰巳午|"
                 "四子丑寅卯辰巳午|五子丑寅卯辰巳午|六子丑寅卯辰巳午|六子丑寅卯辰巳午|六子丑寅。");
}

static void
a_heading_begins_a_block(void **state)
{
    (void)state;
    assert_order("    一子丑寅卯辰    三子丑寅卯辰巳午\n"
                 "一子丑寅卯辰巳午    三子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午    三子丑寅。\n"
                 "\n"
                 "春耕开始\n"
                 "    四子丑寅卯辰    六子丑寅卯辰巳午\n"
                 "四子丑寅卯辰巳午    六子丑寅卯辰巳午\n"
                 "五子丑寅卯辰巳午    六子丑寅。\n",
                 "一子丑寅卯辰|一子丑寅卯辰巳午|二子丑寅卯辰巳午|三子丑寅卯辰巳午|"
                 "三子丑寅卯辰巳午|三子丑寅。|春耕开始|四子丑寅卯辰|四子丑寅卯辰巳午|"
                 "五子丑寅卯辰巳午|六子丑寅卯辰巳午|六子丑寅卯辰巳午|六子丑寅。");
}

/* No blank row parts the blocks: the heading has the first column alone. */
static void
a_heading_right_below_begins_a_block(void **state)
{
    (void)state;
    assert_order("    一子丑寅卯辰    四子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午    五子丑寅卯辰巳午\n"
                 "三子丑寅卯辰巳午    六子丑寅卯辰巳。\n"
                 "老渠通了水\n"
                 "旱田有救了\n"
                 "    七子丑寅卯辰    十子丑寅卯辰巳午\n"
                 "八子丑寅卯辰巳午    百子丑寅卯辰巳午\n"
                 "九子丑寅卯辰巳午    千子。\n",
                 "一子丑寅卯辰|二子丑寅卯辰巳午|三子丑寅卯辰巳午|四子丑寅卯辰巳午|五子丑寅卯辰巳午|"
                 "六子丑寅卯辰巳。|老渠通了水|旱田有救了|七子丑寅卯辰|八子丑寅卯辰巳午|"
                 "九子丑寅卯辰巳午|十子丑寅卯辰巳午|百子丑寅卯辰巳午|千子。");
}

static void
a_heading_over_the_middle_is_read_first(void **state)
{
    (void)state;
    assert_order("    一子丑寅卯辰                        五子丑寅卯辰巳午\n"
                 "一子丑寅卯辰巳午      春耕开始          五子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午                        五子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午    三子丑寅卯辰巳午    五子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午    三子丑寅卯辰巳午    五子丑寅卯辰巳午\n"
                 "二子丑寅卯辰巳午    四子丑寅卯辰巳午    五子丑寅。\n",
                 "春耕开始|一子丑寅卯辰|一子丑寅卯辰巳午|二子丑寅卯辰巳午|二子丑寅卯辰巳午|"
                 "二子丑寅卯辰巳午|二子丑寅卯辰巳午|三子丑寅卯辰巳午|三子丑寅卯辰巳午|"
                 "四子丑寅卯辰巳午|五子丑寅卯辰巳午|五子丑寅卯辰巳午|五子丑寅卯辰巳午|"
                 "五子丑寅卯辰巳午|五子丑寅卯辰巳午|五子丑寅。");
}

static void
indents_are_straightened(void **state)
{
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    (void)state;
    read_text(&sheet, &arena,
              slice_from("一子丑寅卯辰巳午    三子丑寅卯辰巳午\n"
                         "一子丑寅卯辰巳午     三子丑寅卯辰巳午\n"
                         "一子丑寅卯辰巳午     三子丑寅卯。\n"
                         "一子丑寅卯辰巳午         四子丑寅卯辰\n"
                         "二子丑寅卯辰巳午    四子丑寅卯辰巳午\n"
                         "二子丑寅卯辰巳午    四子丑寅卯辰巳午\n"
                         "二子丑寅卯辰巳午      五子丑寅卯辰巳午\n"),
              NULL);
    static const unsigned indents[] = { 0, 0, 0, 4, 0, 0, 0 };
    assert_int_equal(sheet.line_count, 14);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(sheet.lines[7 + i].indent, indents[i]);
    arena_done(&arena);
}

/* Every character that is not blank stands in one line and no more. */
static void
assert_covered(struct slice text)
{
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    read_text(&sheet, &arena, text, NULL);
    unsigned char *seen = calloc(sheet.count + 1, 1);
    assert_non_null(seen);
    for (size_t i = 0; i < sheet.line_count; i++)
        for (uint32_t at = sheet.lines[i].start; at < sheet.lines[i].end; at++)
            seen[at]++;
    for (size_t at = 0; at < sheet.count; at++)
        if (!point_is_blank(sheet.point[at]))
            assert_int_equal(seen[at], 1);
    free(seen);
    arena_done(&arena);
}

/* A linear congruential generator: the same pages every time. */
static unsigned
chance(unsigned count)
{
    static uint32_t state = 7;
    state = state * 1664525u + 1013904223u;
    return (state >> 16) % count;
}

static void
add_random_row(struct buf *page, unsigned columns, unsigned width, unsigned waver)
{
    static const char *const glyphs[] = { "中", "国", "。", "a", "7", " ", "　", "“" };
    for (unsigned c = 0; c < columns; c++) {
        unsigned count = chance(8) == 0 ? 0 : width / 2 - 1 - chance(2);
        for (unsigned i = 0; i < count; i++) {
            const char *glyph = glyphs[chance(4) == 0 ? chance(8) : chance(2)];
            buf_add(page, glyph, strlen(glyph));
        }
        for (unsigned i = 2 * count; i < width + 2 + chance(waver + 1); i++)
            buf_add(page, " ", 1);
    }
    buf_add(page, "\n", 1);
}

static void
nothing_is_lost(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        struct buf page = { 0 };
        unsigned columns = 1 + chance(4), width = 10 + chance(30);
        unsigned rows = 1 + chance(40), waver = chance(6);
        for (unsigned r = 0; r < rows; r++)
            if (chance(10) == 0)
                buf_add(&page, "\n", 1);
            else
                add_random_row(&page, columns, width, waver);
        assert_covered(buf_slice(&page));
        buf_done(&page);
    }
}

static void
repeat(struct buf *page, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_add(page, text, strlen(text));
}

static void
huge_pages(void **state)
{
    static const char *const rows[] = { "中", " ", "\n", "a  ", "ab  ", "abcd  abcd\n" };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf page = { 0 };
        repeat(&page, rows[i], 200000 / strlen(rows[i]));
        assert_covered(buf_slice(&page));
        buf_done(&page);
    }
}

/* Two articles side by side, each below its head, then three columns around one. */
static void
blocks_of_other_columns_are_parted(void **state)
{
    (void)state;
    assert_order(
        "老渠通水            新楼落成\n"
        "    一子丑寅卯辰        甲子丑寅卯辰\n"
        "二子丑寅卯辰巳午    乙子丑寅卯辰巳。\n"
        "三子丑寅卯辰巳午\n"
        "四子丑寅卯辰巳。\n"
        "\n"
        "    五子丑寅卯辰                        九子丑寅卯辰巳午\n"
        "六子丑寅卯辰巳午      麦子熟了          十子丑寅卯辰巳午\n"
        "七子丑寅卯辰巳午                        丙子丑寅卯辰巳午\n"
        "八子丑寅卯辰巳午    丁子丑寅卯辰巳午    戊子丑寅卯辰巳。\n",
        "老渠通水|一子丑寅卯辰|二子丑寅卯辰巳午|三子丑寅卯辰巳午|四子丑寅卯辰巳。|新楼落成|"
        "甲子丑寅卯辰|乙子丑寅卯辰巳。|麦子熟了|五子丑寅卯辰|六子丑寅卯辰巳午|七子丑寅卯辰巳午|"
        "八子丑寅卯辰巳午|丁子丑寅卯辰巳午|九子丑寅卯辰巳午|十子丑寅卯辰巳午|丙子丑寅卯辰巳午|"
        "戊子丑寅卯辰巳。");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_other_columns_are_parted),
        cmocka_unit_test(plain_rows_stay),
        cmocka_unit_test(rows_of_tables_stay),
        cmocka_unit_test(columns_are_read_down),
        cmocka_unit_test(gutters_waver),
        cmocka_unit_test(a_line_across_ends_the_columns),
        cmocka_unit_test(a_heading_begins_a_block),
        cmocka_unit_test(a_heading_right_below_begins_a_block),
        cmocka_unit_test(a_heading_over_the_middle_is_read_first),
        cmocka_unit_test(indents_are_straightened),
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(huge_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
