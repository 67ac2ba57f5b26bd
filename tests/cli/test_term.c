/* Lines and columns for people. */
#include "cli/term.h"

#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct term plain = { false, 0 };

static void
flow_is(const struct term *term, size_t first, size_t indent, const char *text, const char *wanted)
{
    struct buf out = { 0 };
    term_flow(term, &out, first, indent, &(struct span){ slice_from(text), STYLE_BOLD }, 1);
    assert_string_equal(buf_string(&out), wanted);
    buf_done(&out);
}

static void
test_one_line_without_a_terminal(void **state)
{
    (void)state;
    flow_is(&plain, 4, 2, "焦作变化巨大，甚至是翻天覆地。焦作变化巨大，甚至是翻天覆地。",
            "    焦作变化巨大，甚至是翻天覆地。焦作变化巨大，甚至是翻天覆地。\n");
    flow_is(&plain, 0, 0, "", "");
}

static void
test_breaks_where_typography_allows(void **state)
{
    (void)state;
    const struct term narrow = { false, 12 };
    /* A comma does not begin a line, an opening quote does not end one. */
    flow_is(&narrow, 0, 0, "学湖州晋江促，发展", "学湖州晋江\n促，发展\n");
    flow_is(&narrow, 0, 0, "学湖州晋江，发展", "学湖州晋江，\n发展\n");
    flow_is(&narrow, 0, 0, "学湖州晋“江”", "学湖州晋\n“江”\n");
    flow_is(&narrow, 0, 0, "公里abcdefghi", "公里\nabcdefghi\n");
    flow_is(&narrow, 2, 0, "一二三四五六", "  一二三四五\n六\n");
}

static void
test_never_stuck(void **state)
{
    (void)state;
    const struct term tiny = { false, 1 };
    flow_is(&tiny, 0, 0, "，，，，，，，，", "，，，，\n，，，，\n");
}

static void
test_colours_span_lines(void **state)
{
    (void)state;
    const struct term term = { true, 8 };
    flow_is(&term, 0, 0, "一二三四五", "\033[1m一二三四\033[0m\n\033[1m五\033[0m\n");
}

static void
test_cells(void **state)
{
    (void)state;
    struct buf out = { 0 };
    term_cell(&out, SLICE_LITERAL("焦作"), 6, true);
    assert_string_equal(buf_string(&out), "焦作  ");
    buf_clear(&out);
    term_cell(&out, SLICE_LITERAL("一二三四五"), 6, true);
    assert_string_equal(buf_string(&out), "一二…");
    buf_clear(&out);
    term_cell(&out,
              SLICE_LITERAL("a\nb\033c\xc2\x9b"
                            "d"),
              9, false);
    assert_string_equal(buf_string(&out), "a b c d");
    buf_done(&out);
    assert_int_equal(term_columns(SLICE_LITERAL("A焦作")), 5);
}

static void
test_modes(void **state)
{
    (void)state;
    struct term term;
    assert_int_equal(term_init(&term, "always"), 0);
    assert_true(term.colour);
    assert_int_equal(term_init(&term, "never"), 0);
    assert_false(term.colour);
    assert_int_equal(term_init(&term, "sometimes"), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_line_without_a_terminal),
        cmocka_unit_test(test_breaks_where_typography_allows),
        cmocka_unit_test(test_never_stuck),
        cmocka_unit_test(test_colours_span_lines),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
