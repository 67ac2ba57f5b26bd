/* What a decoder program may say, and what it may not. */
#include "services/decode/stream.h"

#include "common/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "pagewire-page 1\npages 1\nsource pdf\nsize 30000 20000\nface 0 0 宋体\n"
#define FONT "font 0 1000 0 0 -1000 0 000255 1\n"

static void
test_reads(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct stream s;
    struct err err = { 0 };
    static const char text[] =
        HEAD FONT "g 23435 7 1000 -250 500\ng 65 0 0 0 -1\n"
                  "r 0 0 100 200 255 1\ni -5 0 10 10 0\nl 0 0 500 1\n"
                  "t 7 headline\nn 3 1200 0 1 2 1\nw 0 0 100 100 987 1 大河 ab\n"
                  "t 0 -\nn 3 1200 0 1 2 1\nend\n";
    assert_int_equal(stream_read(&s, &arena, slice_from(text), &err), 0);
    assert_int_equal(s.glyph_count, 2);
    assert_int_equal(s.glyphs[0].point, 23435);
    assert_true(s.glyphs[0].y == -2.5F && s.glyphs[0].advance == 0.5F && s.glyphs[1].more);
    assert_true(s.fonts[0].unpainted && !s.fonts[0].stroked && s.fonts[0].d == -10);
    assert_int_equal(s.paint_count, 3);
    assert_true(s.paints[0].opaque && s.paints[0].colour == 255 && !s.paints[1].opaque);
    assert_true(s.paints[0].order > s.glyphs[1].order);
    assert_true(s.lines[0].vertical && s.lines[0].turned == 2 && s.lines[0].bold);
    assert_true(s.lines[0].article == 7 && s.lines[0].tag == ROLE_HEADLINE + 1);
    assert_true(s.lines[1].article == 0 && s.lines[1].tag == 0);
    assert_true(slice_equal(s.words[0].text, SLICE_LITERAL("大河 ab")));
    assert_string_equal(s.faces[0].name, "宋体");
    arena_done(&arena);
}

static void
test_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reason;
    } cases[] = {
        { "", "ends too early" },
        { "something\n", "begins with something else" },
        { HEAD, "ends too early" },
        { HEAD "end\nmore", "something follows" },
        { HEAD "g 65 0 0 0 0\nend\n", "a record" }, /* before any font */
        { HEAD FONT "g 65 0 0 0\nend\n", "a record" },
        { HEAD FONT "g 65 0 0 0 0 0\nend\n", "a record" },
        { HEAD FONT "g 55296 0 0 0 0\nend\n", "a record" },
        { HEAD FONT "g 1114112 0 0 0 0\nend\n", "a record" },
        { HEAD FONT "g 65 0 99999999999999999999 0 0\nend\n", "a record" },
        { HEAD FONT "g 65 0 - 0 0\nend\n", "a record" },
        { HEAD FONT "g 65 0 1.5 0 0\nend\n", "a record" },
        { HEAD "font 1 0 0 0 0 0 0 0\nend\n", "font" },
        { HEAD "r 10 0 5 5 0 0\nend\n", "a record" },
        { HEAD "w 0 0 1 1 1000 0 a\nend\n", "a record" }, /* before any line */
        { HEAD "n 0 100 1 0 0 0\nend\n", "a record" },
        { HEAD "t 1 title\nend\n", "a record" },
        { HEAD "t 65536 body\nend\n", "a record" },
        { HEAD "t -\nend\n", "a record" },
        { HEAD "n 0 100 0 0 0 0\nw 0 0 1 1 1000 0 \xff\nend\n", "a record" },
        { HEAD "q\nend\n", "a record" },
        { HEAD "what is this\nend\n", "unknown" },
        { "pagewire-page 1\nsize 0 5\nend\n", "size" },
        { "pagewire-page 1\nsource doc\nend\n", "source" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = { 0 };
        struct stream s;
        struct err err = { 0 };
        if (stream_read(&s, &arena, slice_from(cases[i].text), &err) == 0)
            fail_msg("taken: %s", cases[i].text);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i].reason) == NULL)
            fail_msg("%s: %s", cases[i].text, err.text);
        arena_done(&arena);
    }
}

static void
test_passes_reasons_on(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct stream s;
    struct err err = { 0 };
    assert_int_equal(stream_read(&s, &arena, SLICE_LITERAL("error no such page\n"), &err), -1);
    assert_string_equal(err.text, "no such page");
    assert_int_equal(stream_read(&s, &arena, SLICE_LITERAL(HEAD FONT "error it broke off\n"), &err),
                     -1);
    assert_string_equal(err.text, "it broke off");
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_passes_reasons_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
