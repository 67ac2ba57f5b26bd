/* Small documents, each with one trait of real files (tests/data/documents/make.py), and
 * what each has to become: text and layout, or a reason that names the fault. */
#include "common/file.h"
#include "services/decode/document.h"
#include "services/decode/jail.h"
#include "services/decode/stream.h"

#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
read_file(const char *name, struct buf *bytes)
{
    char path[256];
    (void)snprintf(path, sizeof path, "tests/data/documents/%s", name);
    struct err err;
    if (file_load(path, 1 << 24, bytes, &err) != 0)
        fail_msg("%s", err.text);
}

static int
decode(const char *name, struct page *page, struct err *err)
{
    static const struct document_options options = { .ocr = "" };
    struct buf bytes = { 0 };
    read_file(name, &bytes);
    page_init(page);
    int result = document_decode(page, buf_slice(&bytes), 1, NULL, &options, NULL, err);
    buf_done(&bytes);
    return result;
}

static void
test_traits(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text; /* lines, in order, without blank ones between */
    } cases[] = {
        { "pens.pdf", "元月15日大雪" },
        { "columns.pdf", "大沙河边看新城又\n一座桥今天通车市\n民走上桥头看灯两\n岸的人家开了窗户\n"
                         "听见船工唱起号子\n"
                         "声音传出去很远。\n老戏台修好以后请\n来县剧团唱了三天\n邻村的人也赶来听\n"
                         "孩子们坐在最前头\n"
                         "台下卖糖人的老汉\n一直忙到半夜里。" },
        { "tail.pdf", "大沙河边看新城又\n一座桥今天通车市\n民走上桥头看灯两\n开了窗户。" },
        { "river.pdf", "大沙河边看新城又\n老戏台　修好以后\n来县剧　团唱了三\n邻村的　人也赶来\n"
                       "一座桥今天通车市" },
        { "gaiji.pdf",
          "平成���年月日の官報\n大臣の告示をここにのせる。\n次の号は来週の月曜日に出る。" },
        { "bold.pdf", "秋收时节\n谷满仓\n记者走进田间" },
        { "hidden.pdf", "看得见的\n反白标题" },
        { "layer.pdf", "扫描页上的字" },
        { "rotated.pdf", "转过来的报头" },
        { "full-turn.pdf", "转了一整圈" },
        { "vertical.pdf", "山里的春天来\n得比较晚一些\n竖排的字，从上到下。" },
        { "gbk.pdf", "不嵌字体的国标码" },
        { "huge-box.pdf", "大版心里的一行字" },
        { "dialect.xml", "秋收时节\nnews pa-" },
        { "broken.xml", "没有写完" },
        { "page.hocr", "秋收时节\n没有 词 & 字" },
        { "page.xml", "好的一行" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        struct err err = { 0 };
        if (decode(cases[i].name, &page, &err) != 0)
            fail_msg("%s: %s", cases[i].name, err.text);
        struct buf lines = { 0 };
        struct slice rest = page.text, line;
        while (slice_line(&rest, &line))
            if (slice_trim(line).len > 0)
                buf_printf(&lines, "%s%.*s", lines.len > 0 ? "\n" : "", SLICE_ARGS(line));
        if (strcmp(buf_string(&lines), cases[i].text) != 0)
            fail_msg("%s: \"%s\"", cases[i].name, lines.ptr);
        assert_non_null(page.layout);
        assert_int_equal(page.damaged, strcmp(cases[i].name, "gaiji.pdf") == 0);
        buf_done(&lines);
        page_done(&page);
    }
}

static void
test_faults_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *name, *reason;
    } cases[] = {
        { "no-map.pdf", "60 of 60 characters have no code point" },
        { "no-map.pdf", "Founder-Own" },
        { "scan.pdf", "no text, only pictures" },
        { "loop.pdf", "the page is empty" },
        { "large.png", "picture: 60000 x 60000 pixels are too many" },
        { "large.jp2", "picture: 60000 x 60000 pixels are too many" },
        { "laughs.xml", "XML: it declares an entity, \"a0\"" },
        { "thief.xml", "XML: it declares an entity, \"f\"" },
        { "deep.xml", "ALTO: it has 0 pages" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        struct err err = { 0 };
        if (decode(cases[i].name, &page, &err) == 0)
            fail_msg("%s was decoded", cases[i].name);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i].reason) == NULL)
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_int_equal(page.text.len, 0);
        page_done(&page);
    }
}

/* A file of 2.5 KB that unpacks to 40 GB ends with the time it may take, or its memory. */
static void
test_bomb(void **state)
{
    (void)state;
    struct jail_limits limits = jail_limits_default;
    limits.cpu_seconds = 1;
    limits.wall_ms = 200000; /* a loaded machine gives the second late */
    const char *const arguments[] = { "text", "1", NULL };
    struct buf bytes = { 0 }, output = { 0 };
    struct err err = { 0 };
    read_file("bomb.pdf", &bytes);
    assert_true(bytes.len < 4096);
    int result =
        jail_run("pagewire-decode-pdf", arguments, buf_slice(&bytes), &limits, NULL, &output, &err);
    assert_true(result != 0 || slice_find(buf_slice(&output), SLICE_LITERAL("error")) < output.len);
    if (result != 0)
        assert_string_equal(err.text, "pagewire-decode-pdf used more than 1 s of processor time");
    buf_done(&bytes);
    buf_done(&output);
}

static const struct layout_line *
line_of(const struct page *page, const char *start)
{
    for (size_t i = 0; i < page->layout->line_count; i++) {
        const struct layout_line *line = &page->layout->lines[i];
        size_t at = 0, point = 0;
        for (; point < line->start; point++)
            while (++at < page->text.len && ((unsigned char)page->text.ptr[at] & 0xc0) == 0x80)
                continue;
        if (slice_starts(slice_part(page->text, at, page->text.len), slice_from(start)))
            return line;
    }
    fail_msg("no line begins with %s", start);
    return NULL;
}

static void
check_box(const struct box *box, float left, float top, float right, float bottom)
{
    const float near = 1.5F;
    if (box->left < left - near || box->left > left + near || box->top < top - near ||
        box->top > top + near || box->right < right - near || box->right > right + near ||
        box->bottom < bottom - near || box->bottom > bottom + near)
        fail_msg("box %g %g %g %g", box->left, box->top, box->right, box->bottom);
}

static void
test_layout(void **state)
{
    (void)state;
    struct page page;
    struct err err = { 0 };
    assert_int_equal(decode("bold.pdf", &page, &err), 0);
    assert_true(line_of(&page, "秋收")->bold);
    assert_true(line_of(&page, "谷满仓")->bold);
    assert_false(line_of(&page, "记者")->bold);
    assert_true(line_of(&page, "秋收")->size == 24);
    check_box(&line_of(&page, "秋收")->box, 20, 200 - 150 - 21.1F, 116, 200 - 150 + 2.9F);
    page_done(&page);

    assert_int_equal(decode("vertical.pdf", &page, &err), 0);
    assert_true(line_of(&page, "山里")->vertical);
    assert_true(line_of(&page, "竖排")->vertical);
    assert_int_equal(line_of(&page, "竖排")->turned, 0);
    page_done(&page);

    /* what is seen, upright, from its top left corner */
    assert_int_equal(decode("rotated.pdf", &page, &err), 0);
    assert_true(page.layout->width == 200 && page.layout->height == 300);
    assert_int_equal(line_of(&page, "转")->turned, 0);
    page_done(&page);

    assert_int_equal(decode("hidden.pdf", &page, &err), 0);
    assert_true(page.layout->width == 300);
    size_t tints = 0, pictures = 0;
    for (size_t i = 0; i < page.layout->mark_count; i++) {
        tints += page.layout->marks[i].kind == MARK_TINT;
        pictures += page.layout->marks[i].kind == MARK_PICTURE;
    }
    assert_int_equal(tints, 1);
    assert_int_equal(pictures, 1);
    page_done(&page);

    /* a tenth of a millimetre is 0.2835 points */
    assert_int_equal(decode("dialect.xml", &page, &err), 0);
    assert_true(line_of(&page, "秋收")->bold && line_of(&page, "秋收")->size == 24);
    check_box(&line_of(&page, "秋收")->box, 28.35F, 28.35F, 198.4F, 53.9F);
    assert_true(line_of(&page, "秋收")->confidence == 0.75F);
    assert_string_equal(page.layout->faces[line_of(&page, "秋收")->face], "宋体");
    page_done(&page);

    assert_int_equal(decode("page.hocr", &page, &err), 0);
    check_box(&line_of(&page, "秋收")->box, 72, 72, 360, 115.2F);
    page_done(&page);
}

static void
test_picture(void **state)
{
    (void)state;
    struct buf bytes = { 0 }, png = { 0 };
    struct err err = { 0 };
    read_file("columns.pdf", &bytes);
    assert_int_equal(document_picture(buf_slice(&bytes), 1, 600, NULL, &png, &err), 0);
    static const unsigned char head[] = { 0x89, 'P', 'N', 'G', 13, 10, 26, 10,   0, 0, 0, 13,
                                          'I',  'H', 'D', 'R', 0,  0,  2,  0x58, 0, 0, 1, 0x90 };
    assert_true(png.len > sizeof head);
    assert_memory_equal(png.ptr, head, sizeof head); /* 600 x 400 */
    buf_clear(&png);
    assert_int_equal(document_picture(buf_slice(&bytes), 2, 600, NULL, &png, &err), -1);
    assert_string_equal(err.text, "PDF: it has 1 pages, no page 2");
    buf_done(&png);
    buf_done(&bytes);
}

/* How many pages, asked for beside a loop that goes on. */
static uint32_t
count_pages(const char *name, struct err *err)
{
    struct buf bytes = { 0 }, output = { 0 };
    struct jail_child *child = NULL;
    uint32_t pages = 1;
    int result = 0;
    read_file(name, &bytes);
    if (!document_is_single(buf_slice(&bytes)))
        result = document_count_start(&child, buf_slice(&bytes), err);
    if (result == 0 && child != NULL) {
        struct pollfd ready = { .fd = jail_descriptor(child), .events = POLLIN };
        do
            (void)poll(&ready, 1, 1000);
        while ((result = jail_take(child, &output, err)) > 0);
        if (result == 0)
            result = document_count_read(buf_slice(&output), &pages, err);
    }
    jail_end(child);
    buf_done(&output);
    buf_done(&bytes);
    return result == 0 ? pages : 0;
}

static void
test_counts(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t pages;
        const char *reason;
    } cases[] = {
        { "issue.pdf", 3, "" },
        { "two.tif", 2, "" },
        { "columns.pdf", 1, "" },
        { "dialect.xml", 1, "" },
        { "page.hocr", 1, "" },
        { "page.xml", 1, "" },
        { "large.png", 1, "" }, /* not even opened */
        { "ruled.jp2", 1, "" },
        { "laughs.xml", 0, "XML: it declares an entity, \"a0\"" },
        { "deep.xml", 0, "ALTO: it has 0 pages" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { 0 };
        if (count_pages(cases[i].name, &err) != cases[i].pages ||
            strstr(err.text, cases[i].reason) == NULL)
            fail_msg("%s: %s", cases[i].name, err.text);
    }
}

static void
test_sniff(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        enum document_kind kind;
    } cases[] = {
        { "%PDF-1.4", DOCUMENT_PDF },
        { "\n\n%PDF-1.4", DOCUMENT_PDF },
        { "<?xml version=\"1.0\"?><x/>", DOCUMENT_XML },
        { "\xef\xbb\xbf<alto>", DOCUMENT_XML },
        { "<html><div class='ocr_page'>", DOCUMENT_XML },
        { "<!DOCTYPE html><html><body><p>大沙河</p>", DOCUMENT_NONE },
        { "<?xml version=\"1.0\"?><html><p>大沙河</p>", DOCUMENT_NONE },
        { "\x89PNG\r\n\x1a\n", DOCUMENT_PICTURE },
        { "\xff\xd8\xff\xe0", DOCUMENT_PICTURE },
        { "\xff\x4f\xff\x51", DOCUMENT_PICTURE },
        { "大沙河边看新城", DOCUMENT_NONE },
        { "<新城>开工", DOCUMENT_NONE },
        { "", DOCUMENT_NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(document_sniff(slice_from(cases[i].bytes)), cases[i].kind);
}

/* What a scan shows beside text: each once, and no stroke of a letter. */
static void
assert_marks(const char *name)
{
    static const char *const arguments[] = { "marks", "1", NULL };
    static const struct paint expected[] = {
        { .kind = PAINT_FRAME, .box = { 50, 50, 250, 200 } },
        { .kind = PAINT_FILL, .box = { 350, 50, 550, 250 } },
        { .kind = PAINT_LINE, .box = { 50, 300, 550, 306 } },
        { .kind = PAINT_LINE, .box = { 310, 50, 311, 280 } },
    };
    struct buf bytes = { 0 }, output = { 0 };
    struct arena arena = { 0 };
    struct stream stream;
    struct err err = { 0 };
    read_file(name, &bytes);
    assert_int_equal(jail_run("pagewire-decode-picture", arguments, buf_slice(&bytes),
                              &jail_limits_default, NULL, &output, &err),
                     0);
    assert_int_equal(stream_read(&stream, &arena, buf_slice(&output), &err), 0);
    assert_int_equal(stream.paint_count, 4);
    for (size_t i = 0; i < 4; i++) {
        size_t found = 0;
        for (size_t k = 0; k < stream.paint_count; k++) {
            const struct box *a = &stream.paints[k].box, *b = &expected[i].box;
            found += stream.paints[k].kind == expected[i].kind && fabsf(a->left - b->left) < 7 &&
                     fabsf(a->top - b->top) < 7 && fabsf(a->right - b->right) < 7 &&
                     fabsf(a->bottom - b->bottom) < 7;
        }
        assert_int_equal(found, 1);
    }
    arena_done(&arena);
    buf_done(&output);
    buf_done(&bytes);
}

/* What the decoder of pictures says of page 1 has the part. */
static void
assert_said(const char *what, const char *name, const char *part)
{
    const char *const arguments[] = { what, "1", NULL };
    struct buf bytes = { 0 }, output = { 0 };
    struct err err = { 0 };
    read_file(name, &bytes);
    (void)jail_run("pagewire-decode-picture", arguments, buf_slice(&bytes), &jail_limits_default,
                   NULL, &output, &err);
    if (strstr(buf_string(&output), part) == NULL)
        fail_msg("%s: %s, not %s", name, buf_string(&output), part);
    buf_done(&output);
    buf_done(&bytes);
}

static void
test_marks_of_a_picture(void **state)
{
    (void)state;
    assert_marks("ruled.png");
    assert_marks("ruled.jp2");
}

/* As cameras leave it, with a tag that says which side is up. */
static void
test_a_picture_is_held_upright(void **state)
{
    (void)state;
    static const char *const names[] = { "lying.jpg", "upended.jpg", "lying.tif" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_marks(names[i]);
        assert_said("text", names[i], "size 60000 45000\n");
    }
}

/* Half a picture is none, and says so. */
static void
test_a_picture_cut_off(void **state)
{
    (void)state;
    assert_said("marks", "cut.jpg", "error JPEG: it ends too early");
    assert_said("marks", "cut.tif", "error TIFF: it ends too early");
    static const char *const arguments[] = { "picture", "1", "0", NULL };
    struct buf bytes = { 0 }, output = { 0 };
    struct err err = { 0 };
    read_file("cut.jp2", &bytes);
    (void)jail_run("pagewire-decode-picture", arguments, buf_slice(&bytes), &jail_limits_default,
                   NULL, &output, &err);
    assert_true(slice_starts(buf_slice(&output), SLICE_LITERAL("error JPEG 2000: ")));
    buf_done(&output);
    buf_done(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sniff),
        cmocka_unit_test(test_traits),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_faults_are_named),
        cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_picture),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_marks_of_a_picture),
        cmocka_unit_test(test_a_picture_is_held_upright),
        cmocka_unit_test(test_a_picture_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
