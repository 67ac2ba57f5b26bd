/* Cells of a text back on paper: columns by their cells, rows by the lines of texts. */
#include "services/segment/layout/cells.h"
#include "services/segment/layout/grid.h"
#include "tests/segment/bigram_fixture.h"

#include "common/buf.h"
#include "common/layout.h"
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct print {
    struct arena arena;
    struct sheet sheet;
    struct cells cells;
    struct buf text;
};

/* Twelve rows of two columns of ten letters; digits take a cell too, but half a letter. */
static const char *const left[] = {
    "修好水渠多里，两千亩", "旱地1200亩有了水浇", "渠宽1230米，修5600",    "收成比2018年多50",
    "担，镇里也来人看了三", "回，都说修得2019又", "又结实，用了20年的老",  "渠通了水，1360户都",
    "在渠边种了树，120棵",  "乘凉，到了2019年11", "月又添了2座小桥，过路", "的人不用绕远路。",
};
static const char *const right[] = {
    "豆腐坊开了六十年，石", "磨还是那一盘，天不亮", "就磨豆子，天亮了出锅", "街坊端着碗来买，味道",
    "好，价钱也不变，老主", "顾都说，便宜又好吃的", "豆腐，别处买不到了，", "儿子也学会了，这家店",
    "还会开下去，门口的灯", "也还是那一盏，夜里亮", "着，照着来往的人，谁", "都认得这家豆腐坊的。",
};
enum { ROWS = sizeof left / sizeof *left, BESIDE = 20 };

static void
add_columns(struct print *print)
{
    for (size_t r = 0; r < ROWS; r++) {
        size_t width = utf8_count(slice_from(left[r]));
        buf_printf(&print->text, "%s%*s%s\n", left[r], (int)(BESIDE - width), "", right[r]);
    }
}

static void
open_print(struct print *print)
{
    sheet_decode(&print->sheet, &print->arena, buf_slice(&print->text));
    assert_true(cells_read(&print->cells, &print->sheet));
    cells_place(&print->cells);
}

static void
done(struct print *print)
{
    arena_done(&print->arena);
    buf_done(&print->text);
}

static void
columns_stand_a_gutter_apart(void **state)
{
    (void)state;
    struct print print = { 0 };
    add_columns(&print);
    open_print(&print);
    assert_int_equal(print.cells.count, 2 * ROWS);
    for (size_t i = 0; i < print.cells.count; i += 2) {
        assert_float_equal(print.cells.chunks[i].left, 0, 0.01);
        assert_float_equal(print.cells.chunks[i + 1].left, 10 * CELLS_BODY + 15, 0.01);
    }
    assert_int_equal(print.cells.run_count, 2);
    assert_int_equal(print.cells.runs[1].full, 20);
    done(&print);
}

/* A letter that its font lacks comes from another and gets a row of its own. */
static void
a_stray_letter_parts_no_text(void **state)
{
    (void)state;
    struct print print = { 0 };
    add_columns(&print);
    buf_add_slice(&print.text, slice_from("  駹\n骆家 老渠修好了水，\n"));
    add_columns(&print);
    open_print(&print);
    assert_true(print.cells.chunks[2 * ROWS].stray);
    assert_int_equal(print.cells.chunks[0].run, print.cells.chunks[2 * ROWS + 1].run);
    assert_int_equal(print.cells.chunks[0].run, print.cells.chunks[2 * ROWS + 2].run);
    done(&print);
}

/* Rows of one column between those of the other take no room from it. */
static void
rows_are_as_high_as_their_lines_say(void **state)
{
    (void)state;
    struct print print = { 0 };
    add_columns(&print);
    for (size_t r = 0; r < ROWS; r++)
        buf_printf(&print.text, "%s\n%*s%s\n", left[r], BESIDE, "", right[r]);
    open_print(&print);
    for (size_t i = 2 * ROWS + 2; i < print.cells.count; i++) {
        const struct chunk *chunk = &print.cells.chunks[i];
        assert_int_not_equal(chunk->above, 0);
        assert_float_equal(print.cells.bottom[chunk->row] -
                               print.cells.bottom[print.cells.chunks[chunk->above - 1].row],
                           CELLS_PITCH, 0.01);
    }
    done(&print);
}

/* Two lines that fill the columns of the page are a text, no head. */
static void
a_text_of_two_lines_fills_its_columns(void **state)
{
    (void)state;
    struct print print = { 0 };
    add_columns(&print);
    buf_add_slice(&print.text, slice_from("\n\n\n"));
    for (size_t r = 0; r < 2; r++)
        buf_printf(&print.text, "%s%*s%s\n", left[r], BESIDE - 10, "", right[r]);
    open_print(&print);
    assert_int_equal(print.cells.run_count, 4);
    assert_true(print.cells.runs[2].text && print.cells.runs[3].text);
    done(&print);
}

/* A head centred over both columns is as large as that takes. */
static void
a_head_is_as_large_as_it_stands(void **state)
{
    (void)state;
    struct print print = { 0 };
    buf_add_slice(&print.text, slice_from("石桥县日报\n\n\n\n\n     老渠通水\n\n\n"));
    add_columns(&print);
    sheet_decode(&print.sheet, &print.arena, buf_slice(&print.text));
    const struct layout *layout = grid_find(&print.sheet);
    assert_non_null(layout);
    float centre = (layout->lines[1].box.left + layout->lines[1].box.right) / 2;
    assert_true(layout->lines[1].size > 2 * CELLS_BODY && layout->lines[1].size < 4 * CELLS_BODY);
    assert_float_equal(centre, (20 * CELLS_BODY + 15) / 2, CELLS_BODY);
    assert_float_equal(layout->lines[2].size, CELLS_BODY, 0.01);
    done(&print);
}

/* A line that fills its column, but stands above where the one beside it begins, is a head. */
static void
a_line_above_its_columns_is_their_head(void **state)
{
    (void)state;
    struct print print = { 0 };
    add_columns(&print);
    buf_printf(&print.text, "\n\n\n\n%*s老渠通水豆腐飘香小镇\n", BESIDE, "");
    add_columns(&print);
    sheet_decode(&print.sheet, &print.arena, buf_slice(&print.text));
    const struct layout *layout = grid_find(&print.sheet);
    assert_non_null(layout);
    const struct layout_line *head = &layout->lines[2 * ROWS];
    assert_true(head->size > CELLS_BODY);
    assert_float_equal(head[1].size, CELLS_BODY, 0.01);
    assert_float_equal(head[2].size, CELLS_BODY, 0.01);
    done(&print);
}

/* Such a line is none where the text below goes on from it in a word; nor a cell further left,
 * where it might hang out of its column. */
static void
a_line_that_reads_on_is_no_head(void **state)
{
    (void)state;
    struct bigrams *bigrams = bigram_fixture_read();
    for (int out = 0; out < 2; out++) {
        struct print print = { 0 };
        add_columns(&print);
        buf_printf(&print.text, "\n\n\n\n%*s镇上的人从来都爱吃黄\n", BESIDE - out, "");
        add_columns(&print);
        sheet_decode(&print.sheet, &print.arena, buf_slice(&print.text));
        print.sheet.bigrams = bigrams;
        const struct layout *layout = grid_find(&print.sheet);
        assert_non_null(layout);
        assert_float_equal(layout->lines[2 * ROWS].size, CELLS_BODY, 0.01);
        done(&print);
    }
    bigrams_free(bigrams);
}

/* Nor is one that letters of another column have moved too far in to be linked to what it opens:
 * with its indent it is as wide as the line below. */
static void
a_first_line_far_in_is_no_head(void **state)
{
    (void)state;
    struct print print = { 0 };
    struct bigrams *bigrams;
    add_columns(&print);
    buf_printf(&print.text, "\n\n\n\n%*s镇上2020人爱吃黄\n", BESIDE + CELLS_INDENT_MOST + 1, "");
    add_columns(&print);
    sheet_decode(&print.sheet, &print.arena, buf_slice(&print.text));
    print.sheet.bigrams = bigrams = bigram_fixture_read();
    const struct layout *layout = grid_find(&print.sheet);
    assert_non_null(layout);
    assert_float_equal(layout->lines[2 * ROWS].size, CELLS_BODY, 0.01);
    bigrams_free(bigrams);
    done(&print);
}

/* Letters of another column have moved the first line of a paragraph in. */
static void
a_paragraph_may_begin_further_in(void **state)
{
    (void)state;
    struct print print = { 0 };
    enum { MOVED = 6 };
    for (size_t r = 0; r < ROWS; r++) {
        size_t in = r == 4 ? MOVED : 0, more = r == 4 ? 4 : 6;
        size_t letters = utf8_count(slice_from(left[r])) + more;
        buf_printf(&print.text, "%*s%s%.*s%*s%s\n", (int)in, "", left[r], (int)(3 * more), right[r],
                   (int)(2 * BESIDE - in - letters), "", right[r]);
    }
    open_print(&print);
    assert_int_equal(print.cells.chunks[2 * 4].x, MOVED);
    assert_int_equal(print.cells.chunks[2 * 5].above, 2 * 4 + 1);
    done(&print);
}

/* A line of large type takes the rows beside it, which then come column by column. */
static void
rows_beside_large_type_are_side_by_side(void **state)
{
    (void)state;
    struct print print = { 0 };
    add_columns(&print);
    for (size_t r = 0; r < 3; r++)
        buf_printf(&print.text, "%s\n", left[r]);
    for (size_t r = 0; r < 3; r++)
        buf_printf(&print.text, "%*s%s\n", BESIDE, "", right[r]);
    for (size_t r = 3; r < ROWS; r++)
        buf_printf(&print.text, "%s%*s%s\n", left[r],
                   (int)(BESIDE - utf8_count(slice_from(left[r]))), "", right[r]);
    sheet_decode(&print.sheet, &print.arena, buf_slice(&print.text));
    assert_true(cells_read(&print.cells, &print.sheet));
    cells_unroll(&print.cells);
    cells_place(&print.cells);
    assert_int_equal(print.cells.rows, 2 * ROWS + 2);
    for (size_t i = 0; i < 4 * ROWS; i++) {
        assert_int_equal(print.cells.chunks[i].row, i / 2);
        assert_int_equal(print.cells.chunks[i].run, i % 2);
    }
    done(&print);
}

/* Blank rows before a line of large type say nothing of a text beside it whose sentence goes on. */
static void
a_text_goes_on_beside_large_type(void **state)
{
    (void)state;
    struct print print = { 0 };
    struct bigrams *bigrams;
    enum { PLACE = 8 };
    for (size_t r = 0; r < ROWS; r++) {
        if (r == 8)
            buf_add_slice(&print.text, slice_from("\n\n渠通了\n"));
        buf_printf(&print.text, "%*s%s%*s%s\n", PLACE, "", left[r],
                   (int)(BESIDE - utf8_count(slice_from(left[r]))), "", right[r]);
    }
    sheet_decode(&print.sheet, &print.arena, buf_slice(&print.text));
    print.sheet.bigrams = bigrams = bigram_fixture_read();
    assert_true(cells_read(&print.cells, &print.sheet));
    cells_place(&print.cells);
    const struct chunk *below = &print.cells.chunks[2 * 8 + 1];
    assert_int_not_equal(below->above, 0);
    assert_float_equal(print.cells.bottom[below->row] -
                           print.cells.bottom[print.cells.chunks[below->above - 1].row],
                       CELLS_PITCH, 0.01);
    bigrams_free(bigrams);
    done(&print);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_stand_a_gutter_apart),
        cmocka_unit_test(a_stray_letter_parts_no_text),
        cmocka_unit_test(rows_are_as_high_as_their_lines_say),
        cmocka_unit_test(a_text_of_two_lines_fills_its_columns),
        cmocka_unit_test(a_line_above_its_columns_is_their_head),
        cmocka_unit_test(a_head_is_as_large_as_it_stands),
        cmocka_unit_test(a_line_that_reads_on_is_no_head),
        cmocka_unit_test(a_first_line_far_in_is_no_head),
        cmocka_unit_test(a_paragraph_may_begin_further_in),
        cmocka_unit_test(rows_beside_large_type_are_side_by_side),
        cmocka_unit_test(a_text_goes_on_beside_large_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
