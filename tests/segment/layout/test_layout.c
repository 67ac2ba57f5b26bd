/* Tests of services/segment/layout: small pages of our own, told as tables of lines. */
#include "services/segment/layout/grid.h"
#include "services/segment/layout/plan.h"
#include "services/segment/layout/reading.h"
#include "services/segment/layout/trace.h"
#include "services/segment/read/read.h"

#include "common/utf8.h"
#include "common/zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

struct cell {
    float left, top, size;
    const char *text; /* NULL ends the table */
};

struct print {
    struct page page;
    struct layout layout;
    struct sheet sheet;
};

/* Lines as wide as their text is long; the text is in the order of the table. */
static void
print_page(struct print *print, const struct cell *cells)
{
    memset(print, 0, sizeof *print);
    page_init(&print->page);
    struct arena *arena = &print->page.arena;
    struct layout *layout = &print->layout;
    struct buf text = { 0 };
    uint32_t at = 0;
    *layout = (struct layout){ .width = 400, .height = 600, .source = "pdf" };
    for (; cells->text != NULL; cells++) {
        uint32_t points = (uint32_t)utf8_count(slice_from(cells->text));
        layout->lines = arena_grow(arena, layout->lines, layout->line_count, &layout->line_cap,
                                   sizeof *layout->lines);
        layout->lines[layout->line_count++] = (struct layout_line){
            .start = at,
            .end = at + points,
            .box = { cells->left, cells->top, cells->left + (float)points * cells->size,
                     cells->top + cells->size },
            .size = cells->size,
            .confidence = 1,
        };
        at += points + 1;
        buf_printf(&text, "%s\n", cells->text);
    }
    print->page.text = arena_slice(arena, buf_slice(&text));
    buf_done(&text);
    print->page.layout = layout;
}

static void
mark(struct print *print, enum layout_mark_kind kind, struct box box)
{
    struct layout *layout = &print->layout;
    layout->marks = arena_grow(&print->page.arena, layout->marks, layout->mark_count,
                               &layout->mark_cap, sizeof *layout->marks);
    layout->marks[layout->mark_count++] = (struct layout_mark){ kind, box };
}

static void
read_sheet(struct print *print)
{
    read_page(&print->sheet, &print->page.arena, print->page.text, &print->layout, NULL);
}

static void
done(struct print *print)
{
    page_done(&print->page);
}

/* Which article the line that begins with this word has. */
static uint32_t
article_of(const struct print *print, const char *word)
{
    const struct sheet *sheet = &print->sheet;
    for (size_t i = 0; i < sheet->line_count; i++)
        if (sheet_starts(sheet, sheet->lines[i].start, sheet->lines[i].end, word))
            return sheet->lines[i].trace->article;
    fail_msg("no line begins with %s", word);
    return 0;
}

/* Two articles beside each other, their lines told row by row; the second one's column is drawn
 * first. */
static const struct cell beside[] = {
    { 210, 60, 10, "　　豆腐坊开了六十年石磨还" },
    { 20, 20, 24, "修渠引水" },
    { 210, 20, 24, "老街豆腐" },
    { 20, 60, 10, "　　镇里十二个村同时动工一" },
    { 20, 75, 10, "个多月修好水渠三十里两千亩" },
    { 210, 75, 10, "是那盘石磨天不亮就磨豆子天" },
    { 20, 90, 10, "旱地有了水浇村民心里踏实。" },
    { 210, 90, 10, "亮出锅街坊端着碗来买味道好" },
    { 210, 105, 10, "价钱也不变。" },
    { 0, 0, 0, NULL },
};

static void
columns_are_read_one_after_the_other(void **state)
{
    (void)state;
    struct print print;
    print_page(&print, beside);
    reading_order(&print.page, NULL);
    const char *text = arena_string(&print.page.arena, print.page.text);
    const char *order[] = { "修渠引水", "镇里",   "个多月", "旱地", "老街豆腐",
                            "豆腐坊",   "是那盘", "亮出锅", "价钱" };
    const char *at = text;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const char *found = strstr(text, order[i]);
        assert_non_null(found);
        assert_true(found >= at);
        at = found;
    }
    assert_int_equal(print.layout.line_count, 9);
    done(&print);
}

static void
each_head_has_the_text_below_it(void **state)
{
    (void)state;
    struct print print;
    print_page(&print, beside);
    read_sheet(&print);
    uint32_t first = article_of(&print, "修渠引水"), second = article_of(&print, "老街豆腐");
    assert_int_not_equal(first, second);
    assert_int_equal(article_of(&print, "旱地"), first);
    assert_int_equal(article_of(&print, "价钱"), second);
    assert_true(print.sheet.lines[0].trace->roles[ROLE_HEADLINE] > 0);
    done(&print);
}

/* One head over two columns: the sentence runs on at the top of the second. */
static const struct cell over_two[] = {
    { 60, 20, 24, "石桥小学有了图书室" },
    { 40, 60, 10, "石桥小学的图书室搬进" },
    { 20, 75, 10, "新楼书架是学生家长亲手打" },
    { 20, 90, 10, "的书是各家捐的开门第一天" },
    { 150, 60, 10, "来借书的孩子排到操场上校" },
    { 150, 75, 10, "长说图书室每天开到天黑周" },
    { 150, 90, 10, "末也不关门。" },
    { 0, 0, 0, NULL },
};

/* Places are guesses, and the text stands far below: the head is there for it all the same, not
 * for the name between. */
static void
a_marked_name_is_no_text(void **state)
{
    static const struct cell cells[] = {
        { 20, 36, 14, "修渠引水" },
        { 90, 66, 10, "▲王安国" },
        { 20, 136, 10, "　　镇里十二个村同时动工一" },
        { 20, 151, 10, "个多月修好水渠三十里两千亩" },
        { 20, 166, 10, "旱地有了水浇村民心里踏实。" },
        { 0, 0, 0, NULL },
    };
    (void)state;
    struct print print;
    print_page(&print, cells);
    print.layout.rough = true;
    sheet_decode(&print.sheet, &print.page.arena, print.page.text);
    struct plan plan = { .sheet = &print.sheet,
                         .layout = &print.layout,
                         .arena = &print.page.arena };
    assert_non_null(plan_walk(&plan));
    bool headed = false;
    for (size_t s = 0; s < plan.strip_count; s++)
        headed |= plan.strips[s].count == 3 && plan.strips[s].head != PLAN_NONE;
    assert_true(headed);
    done(&print);
}

static void
a_head_spans_its_columns(void **state)
{
    (void)state;
    struct print print;
    print_page(&print, over_two);
    read_sheet(&print);
    assert_int_equal(article_of(&print, "来借书"), article_of(&print, "石桥小学有了"));
    assert_int_equal(article_of(&print, "新楼"), article_of(&print, "石桥小学有了"));
    done(&print);
}

static void
a_frame_parts_what_a_gutter_would_join(void **state)
{
    (void)state;
    static const struct cell cells[] = {
        { 20, 20, 24, "河湾镇修渠" },
        { 20, 60, 10, "镇里十二个村同时动工一个" },
        { 20, 75, 10, "多月修好水渠三十里两千亩" },
        { 20, 90, 10, "旱地有了水浇。" },
        { 160, 60, 10, "石桥小学的图书室搬进了新" },
        { 160, 75, 10, "楼书架是学生家长亲手打的" },
        { 160, 90, 10, "书是各家捐的。" },
        { 0, 0, 0, NULL },
    };
    struct print print;
    print_page(&print, cells);
    mark(&print, MARK_FRAME, (struct box){ 155, 50, 290, 110 });
    read_sheet(&print);
    assert_int_not_equal(article_of(&print, "石桥小学"), article_of(&print, "镇里"));
    done(&print);
}

static void
cells_of_a_table_are_read_row_by_row(void **state)
{
    (void)state;
    static const struct cell cells[] = {
        { 20, 20, 24, "各地天气" }, { 20, 60, 10, "城市" },  { 20, 80, 10, "河湾" },
        { 20, 100, 10, "石桥" },    { 120, 60, 10, "天气" }, { 120, 80, 10, "多云" },
        { 120, 100, 10, "小雨" },   { 220, 60, 10, "风力" }, { 220, 80, 10, "三级" },
        { 220, 100, 10, "四级" },   { 0, 0, 0, NULL },
    };
    struct print print;
    print_page(&print, cells);
    reading_order(&print.page, NULL);
    const char *text = arena_string(&print.page.arena, print.page.text);
    assert_non_null(strstr(text, "城市 天气 风力\n河湾 多云 三级\n石桥 小雨 四级\n"));
    done(&print);
}

static void
a_layout_that_breaks_its_promise_is_left_alone(void **state)
{
    (void)state;
    struct print print;
    print_page(&print, over_two);
    print.layout.lines[2].end += 400;
    read_sheet(&print);
    assert_true(print.sheet.line_count > 0);
    assert_null(print.sheet.lines[0].trace);
    done(&print);
    print_page(&print, over_two);
    print.layout.line_count--; /* ink outside all lines */
    read_sheet(&print);
    assert_null(print.sheet.lines[0].trace);
    done(&print);
}

static void
zones_follow_columns(void **state)
{
    (void)state;
    struct print print;
    print_page(&print, over_two);
    struct segment *segment = page_add_segment(&print.page);
    uint32_t head = print.layout.lines[0].end;
    *segment = (struct segment){ 0, head, 1, ROLE_HEADLINE, 1, "" };
    segment = page_add_segment(&print.page);
    *segment = (struct segment){ head + 1, print.layout.lines[6].end, 1, ROLE_BODY, 1, "" };
    page_add_article(&print.page)->number = 1;
    zones_make(&print.page);
    const struct zones *zones = print.page.zones;
    assert_non_null(zones);
    assert_int_equal(zones->segments[0].count, 1);
    assert_int_equal(zones->segments[1].count, 2);
    assert_float_equal(zones->segments[1].boxes[1].left, 150, 0.01);
    assert_float_equal(zones->segments[1].boxes[1].top, 60, 0.01);
    assert_float_equal(zones->segments[1].boxes[1].bottom, 100, 0.01);
    assert_int_equal(zones->articles[0].count, 3);
    done(&print);
}

/* Without frames, as OCR reads a page of small advertisements. */
static void
notices_are_told_by_their_words(void **state)
{
    (void)state;
    static const struct cell cells[] = {
        { 20, 20, 24, "修渠引水" },
        { 20, 60, 10, "　　镇里十二个村同时动工一" },
        { 20, 75, 10, "个多月修好水渠三十里两千亩" },
        { 20, 90, 10, "旱地有了水浇村民心里踏实。" },
        { 20, 200, 8, "●李明遗失身份证，声明作废。" },
        { 20, 230, 8, "●王芳遗失学生证，声明作废。" },
        { 20, 260, 8, "●张强遗失公章一枚，特此声明" },
        { 20, 290, 8, "因线路检修，明日八时起停电。" },
        { 170, 200, 8, "河湾镇门面房出租，联系电话见" },
        { 170, 212, 8, "左" },
        { 170, 240, 8, "河湾商行拟注销，请债权人申报" },
        { 170, 270, 8, "●赵亮遗失行驶证，声明作废。" },
        { 0, 0, 0, NULL },
    };
    struct print print;
    print_page(&print, cells);
    read_sheet(&print);
    unsigned margin = 0;
    for (size_t i = 0; i < print.sheet.line_count; i++)
        margin += print.sheet.lines[i].trace->roles[ROLE_FURNITURE] > 0;
    assert_int_equal(margin, 8);
    assert_true(article_of(&print, "旱地") == article_of(&print, "修渠"));
    done(&print);
}

/* As pdftotext -layout prints columns: every character takes one cell, however wide, so that what
 * stands behind is only told by counting cells. */
static const char *const grid_rows[][2] = {
    { "镇里十二个村同时动工，", "豆腐坊开了六十年，石磨" },
    { "修好水渠1230米，又修", "还是那盘石磨，天不亮就" },
    { "渠宽120.5厘米，", "磨豆子，天亮出锅，街坊" },
    { "自2012-2018年", "端着碗来买，味道好价钱" },
    { "两千亩旱地有了水浇，村", "也不变，老主顾说，便宜" },
    { "民说省了5600元，今年", "又好吃的豆腐，别处买不" },
    { "修路3.56公里，", "到了，儿子也学会了，店" },
    { "到2019-03-01止", "还会开下去。" },
};

/* The rows, with blanks between their columns. */
static void
add_grid(struct buf *text)
{
    for (size_t r = 0; r < sizeof grid_rows / sizeof *grid_rows; r++) {
        const char *left = grid_rows[r][0], *right = grid_rows[r][1];
        size_t width = utf8_count(slice_from(left));
        buf_printf(text, "%s%*s%s\n", left, (int)(24 - width), "", right);
    }
}

static void
blanks_of_a_grid_are_columns(void **state)
{
    (void)state;
    struct buf text = { 0 };
    for (int pass = 0; pass < 2; pass++)
        add_grid(&text);
    struct print print = { 0 };
    page_init(&print.page);
    print.page.text = arena_slice(&print.page.arena, buf_slice(&text));
    buf_done(&text);
    read_page(&print.sheet, &print.page.arena, print.page.text, NULL, NULL);
    assert_int_equal(print.sheet.line_count, 32);
    for (size_t i = 0; i < 16; i++)
        assert_true(sheet_starts(&print.sheet, print.sheet.lines[i].start, print.sheet.lines[i].end,
                                 grid_rows[i % 8][0]));
    done(&print);
}

/* Rows that columns take in turn, down to the last one: each line stands right below its own. */
static void
a_grid_is_closed_up_to_its_end(void **state)
{
    (void)state;
    struct buf text = { 0 };
    for (int pass = 0; pass < 2; pass++)
        add_grid(&text);
    buf_printf(&text, "两千亩旱地有了水浇，\n%24s还是那盘石磨，天不亮\n", "");
    buf_printf(&text, "村民心里踏实，今年\n%24s就磨豆子，街坊来买", "");
    struct print print = { 0 };
    page_init(&print.page);
    print.page.text = arena_slice(&print.page.arena, buf_slice(&text));
    buf_done(&text);
    sheet_decode(&print.sheet, &print.page.arena, print.page.text);
    const struct layout *layout = grid_find(&print.sheet);
    assert_non_null(layout);
    assert_int_equal(layout->line_count, 36);
    const struct layout_line *last = &layout->lines[layout->line_count];
    float pitch = layout->lines[2].box.bottom - layout->lines[0].box.bottom;
    assert_float_equal(last[-2].box.bottom - last[-4].box.bottom, pitch, 0.01);
    assert_float_equal(last[-1].box.bottom - last[-3].box.bottom, pitch, 0.01);
    done(&print);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_read_one_after_the_other),
        cmocka_unit_test(each_head_has_the_text_below_it),
        cmocka_unit_test(a_marked_name_is_no_text),
        cmocka_unit_test(a_head_spans_its_columns),
        cmocka_unit_test(a_frame_parts_what_a_gutter_would_join),
        cmocka_unit_test(cells_of_a_table_are_read_row_by_row),
        cmocka_unit_test(a_layout_that_breaks_its_promise_is_left_alone),
        cmocka_unit_test(zones_follow_columns),
        cmocka_unit_test(notices_are_told_by_their_words),
        cmocka_unit_test(blanks_of_a_grid_are_columns),
        cmocka_unit_test(a_grid_is_closed_up_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
