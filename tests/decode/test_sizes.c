/* Sizes of lines as OCR gives them: boxes as high as their ink, signs apart as they are set. */
#include "services/decode/sizes.h"

#include "common/buf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { BODY = 12 };

/* A line of signs whose middles are `pitch` apart; lengths in hundredths. */
static void
add_line(struct buf *text, int left, int top, int signs, int pitch, int height)
{
    buf_printf(text, "n 0 %d 0 0 0 0\n", height);
    for (int i = 0; i < signs; i++) /* narrower than the type is: ink */
        buf_printf(text, "w %d %d %d %d 990 1 国\n", left + i * pitch + 100, top,
                   left + (i + 1) * pitch - 100, top + height);
}

static void
read_page(struct stream *stream, struct arena *arena)
{
    static const int heights[BODY] = { 1200, 1400, 1250, 1300, 1200, 1380,
                                       1220, 1290, 1330, 1210, 1400, 1250 };
    struct buf text = { 0 };
    struct err err = { 0 };
    buf_add_slice(&text, SLICE_LITERAL("pagewire-page 1\npages 1\nsource ocr\nsize 60000 80000\n"
                                       "face 0 0 \n"));
    add_line(&text, 2000, 1000, 8, 2000, 2500);
    for (int i = 0; i < BODY; i++) {
        int signs = i == 4 ? 14 : 16; /* one line is spread to its column's width */
        add_line(&text, 2000, 5000 + i * 1600, signs, 16000 / signs, heights[i]);
    }
    add_line(&text, 2000, 5000 + BODY * 1600, 2, 1000, 1390);
    buf_add_slice(&text, SLICE_LITERAL("end\n"));
    assert_int_equal(stream_read(stream, arena, buf_slice(&text), &err), 0);
    buf_done(&text);
}

static void
test_one_size_a_text(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct stream stream;
    read_page(&stream, &arena);
    sizes_settle(&stream, &arena);
    float body = stream.lines[1].size;
    assert_true(fabsf(body - 10) < 0.3F);
    for (size_t i = 1; i < stream.line_count; i++)
        assert_true(stream.lines[i].size == body);
    assert_true(fabsf(stream.lines[0].size - 20) < 1);
    struct box box = stream.words[stream.lines[2].first_word].box;
    assert_true(fabsf(box.bottom - box.top - body) < 0.01F);
    arena_done(&arena);
}

/* A row of few signs, set closer than the text's, is told by its box; the end of a paragraph whose
 * first row is set in stands under none of that row's signs, and is of its size all the same. */
static void
test_few_signs(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct stream stream;
    struct buf text = { 0 };
    struct err err = { 0 };
    buf_add_slice(&text, SLICE_LITERAL("pagewire-page 1\npages 1\nsource ocr\nsize 60000 80000\n"
                                       "face 0 0 \n"));
    for (int i = 0; i < BODY; i++)
        add_line(&text, 2000, 5000 + i * 1600, 16, 1000, 1300);
    add_line(&text, 2000, 5000 + BODY * 1600, 6, 800, 1300);
    add_line(&text, 4000, 5000 + (BODY + 1) * 1600, 14, 1000, 1300);
    add_line(&text, 2000, 5000 + (BODY + 2) * 1600, 2, 1000, 1600);
    buf_add_slice(&text, SLICE_LITERAL("end\n"));
    assert_int_equal(stream_read(&stream, &arena, buf_slice(&text), &err), 0);
    buf_done(&text);
    sizes_settle(&stream, &arena);
    for (size_t i = 1; i < stream.line_count; i++)
        assert_float_equal(stream.lines[i].size, stream.lines[0].size, 0.01);
    arena_done(&arena);
}

/* Few signs in a box half as high again are the end of a paragraph where they keep its step, and a
 * head where they do not. */
static void
test_high_box(void **state)
{
    (void)state;
    for (int away = 0; away <= 800; away += 800) {
        struct arena arena = { 0 };
        struct stream stream;
        struct buf text = { 0 };
        struct err err = { 0 };
        buf_add_slice(&text,
                      SLICE_LITERAL("pagewire-page 1\npages 1\nsource ocr\nsize 60000 80000\n"
                                    "face 0 0 \n"));
        for (int i = 0; i < BODY; i++)
            add_line(&text, 2000, 5000 + i * 1600, 16, 1000, 1300);
        add_line(&text, 2000, 5000 + BODY * 1600 - 250 + away, 3, 1000, 1800);
        buf_add_slice(&text, SLICE_LITERAL("end\n"));
        assert_int_equal(stream_read(&stream, &arena, buf_slice(&text), &err), 0);
        buf_done(&text);
        sizes_settle(&stream, &arena);
        if (away == 0)
            assert_float_equal(stream.lines[BODY].size, stream.lines[0].size, 0.01);
        else
            assert_true(stream.lines[BODY].size > 1.3F * stream.lines[0].size);
        arena_done(&arena);
    }
}

/* Without signs of full width nothing is known better than the box. */
static void
test_others_stay(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct stream stream;
    struct err err = { 0 };
    static const char text[] = "pagewire-page 1\npages 1\nsource ocr\nsize 60000 80000\nface 0 0 \n"
                               "n 0 1300 0 0 0 0\nw 0 0 3000 1300 990 0 evening\n"
                               "w 3300 0 6000 1300 990 0 paper\nend\n";
    assert_int_equal(stream_read(&stream, &arena, slice_from(text), &err), 0);
    sizes_settle(&stream, &arena);
    assert_true(stream.lines[0].size == 13);
    arena_done(&arena);
}

static void
test_strokes(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct stream stream;
    read_page(&stream, &arena);
    struct box stroke = { 22, 56, 52, 56.5F }, rule = { 20, 56, 180, 56.5F },
               below = { 22, 64, 52, 64.2F };
    assert_true(sizes_is_stroke(&stream, stroke));
    assert_false(sizes_is_stroke(&stream, rule));
    assert_false(sizes_is_stroke(&stream, below));
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_size_a_text), cmocka_unit_test(test_few_signs),
        cmocka_unit_test(test_high_box),        cmocka_unit_test(test_others_stay),
        cmocka_unit_test(test_strokes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
