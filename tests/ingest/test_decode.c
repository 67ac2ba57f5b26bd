/* decode: every encoding, and every file that is refused. */
#include "services/ingest/decode.h"

#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

#include <cmocka.h>

static const char simplified[] =
    "城市更新让老街焕发新生\n本报记者 王小明\n  昨日,记者在解放路看到,改造后的老街两旁"
    "绿树成荫。“我们在这里住了三十年,变化很大。”居民李大姐说。\n";
static const char traditional[] =
    "港珠澳大橋今日通車\n本報記者 陳國華\n  行政長官昨日出席儀式時表示,大橋開通後,"
    "三地居民往來將更加方便。「這是我們多年的願望。」市民張女士說。\n";

/* text in another encoding, by ICU; the caller frees. */
static struct slice
encode(const char *converter, const char *text)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t cap = (int32_t)strlen(text) * 4 + 16;
    char *bytes = malloc((size_t)cap);
    assert_non_null(bytes);
    int32_t len = ucnv_convert(converter, "UTF-8", bytes, cap, text, -1, &status);
    assert_true(U_SUCCESS(status));
    return (struct slice){ bytes, (size_t)len };
}

static struct slice
join(struct slice a, struct slice b)
{
    char *bytes = malloc(a.len + b.len + 1);
    assert_non_null(bytes);
    memcpy(bytes, a.ptr, a.len);
    memcpy(bytes + a.len, b.ptr, b.len);
    return (struct slice){ bytes, a.len + b.len };
}

static void
assert_decodes(struct slice bytes, const char *asked, const char *encoding, const char *text)
{
    struct decoded decoded = { 0 };
    struct err err = { 0 };
    struct decode_options options = { .encoding = slice_from(asked) };
    if (decode_page(&decoded, bytes, &options, &err) != 0)
        fail_msg("%s: %s", encoding, err.text);
    assert_string_equal(decoded.encoding, encoding);
    assert_string_equal(buf_string(&decoded.text), text);
    assert_false(decoded.damaged);
    decoded_done(&decoded);
}

static void
assert_refused(struct slice bytes, const struct decode_options *options, const char *reason)
{
    struct decoded decoded = { 0 };
    struct err err = { 0 };
    assert_int_equal(decode_page(&decoded, bytes, options, &err), -1);
    assert_int_equal(err.kind, ERR_REJECT);
    if (strstr(err.text, reason) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, reason);
    assert_null(decoded.text.ptr);
}

static void
every_encoding_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *converter, *mark, *encoding, *text;
        size_t mark_len;
    } cases[] = {
        { "UTF-8", "", "UTF-8", simplified, 0 },
        { "UTF-8", "\xef\xbb\xbf", "UTF-8", traditional, 3 },
        { "GB18030", "", "GB18030", simplified, 0 },
        { "GB18030", "", "GB18030", traditional, 0 },
        { "GB18030", "\x84\x31\x95\x33", "GB18030", simplified, 4 },
        { "GBK", "", "GB18030", simplified, 0 },
        { "windows-950", "", "Big5", traditional, 0 },
        { "Big5-HKSCS", "", "Big5", traditional, 0 },
        { "UTF-16LE", "", "UTF-16LE", simplified, 0 },
        { "UTF-16LE", "\xff\xfe", "UTF-16LE", simplified, 2 },
        { "UTF-16BE", "", "UTF-16BE", traditional, 0 },
        { "UTF-16BE", "\xfe\xff", "UTF-16BE", traditional, 2 },
        { "UTF-16LE", "", "UTF-16LE", "只有汉字没有换行的一段文字,记者从市政府了解到", 0 },
        { "UTF-16BE", "", "UTF-16BE", "只有汉字没有换行的一段文字,记者从市政府了解到", 0 },
        { "UTF-8", "", "UTF-8", "plain ASCII\n", 0 },
        { "GBK", "", "GB18030", "短文:我们的生活\n", 0 },
        { "GB18030", "", "GB18030", "王𠀀同志在会上说,我们要努力。\n", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice body = encode(cases[i].converter, cases[i].text);
        struct slice bytes = join((struct slice){ cases[i].mark, cases[i].mark_len }, body);
        assert_decodes(bytes, "auto", cases[i].encoding, cases[i].text);
        assert_decodes(bytes, cases[i].encoding, cases[i].encoding, cases[i].text);
        free((void *)(uintptr_t)body.ptr);
        free((void *)(uintptr_t)bytes.ptr);
    }
}

static void
line_ends_become_lf(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        { "甲\r\n乙\r丙\n丁", "甲\n乙\n丙\n丁" },
        { "甲\r\r\n乙", "甲\n\n乙" },
        { "甲\r\n\x1a", "甲\n" },
        { "甲\r", "甲\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_decodes(slice_from(cases[i].from), "", "UTF-8", cases[i].to);
}

static void
names_of_encodings(void **state)
{
    (void)state;
    static const char *const known[] = { "",      "auto",       "UTF-8",  "utf8",
                                         "GBK",   "cp936",      "GB2312", "gb_18030",
                                         "BIG-5", "Big5-HKSCS", "utf-16", "UTF-16LE" };
    static const char *const unknown[] = { "latin1", "shift_jis", "utf-7", "x", "automatic" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(decode_knows(slice_from(known[i])));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(decode_knows(slice_from(unknown[i])));
    struct slice utf16 = encode("UTF-16BE", simplified);
    assert_decodes(utf16, "utf-16", "UTF-16BE", simplified);
    free((void *)(uintptr_t)utf16.ptr);
    struct decode_options options = { .encoding = SLICE_LITERAL("latin1") };
    assert_refused(SLICE_LITERAL("text"), &options, "unknown encoding \"latin1\"");
}

static void
what_is_no_text_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *reason;
    } cases[] = {
        { "", 0, "empty" },
        { " \n\t\r\n\xe3\x80\x80\xc2\xa0", 10, "only blanks" },
        { "\xef\xbb\xbf", 3, "only blanks" },
        { "\xff\xfe", 2, "only blanks" },
        { "%PDF-1.7\n%\xe2\xe3\xcf\xd3", 14, "a PDF" },
        { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "a PNG image" },
        { "\xff\xd8\xff\xe0\0\x10JFIF", 10, "a JPEG image" },
        { "GIF89a\1\0\1\0", 10, "a GIF image" },
        { "BM\x36\xc4\xfb\0\0\0\0\0\x36\0\0\0", 14, "a BMP image" },
        { "II*\0\x08\0\0\0", 8, "a TIFF image" },
        { "PK\x03\x04\x14\0", 6, "office document" },
        { "\0\0\0\x0cjP  \r\n\x87\n", 12, "a JPEG 2000 image; taken are text, PDF" },
        { "\xff\xfe\0\0\x11\x62\0\0", 8, "UTF-32" },
        { "\1\2\3\4\5\6\7\x0e\x0f\x10\x11\x12", 12, "binary" },
        { "\0\1\2\3\0\0\0\0\xff\xfe\xfd\xfc\0\0\0\x80", 16, "binary" },
        { "\x93\xfc\x02\x81\x05\xff\xf8\x9a\x01\x8d\x92\x1e", 12, "binary" },
        { "caf\xe9 cr\xe8me, d\xe9j\xe0 vu, \xe0 bient\xf4t", 29, "not recognised" },
    };
    struct decode_options options = { 0 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused((struct slice){ cases[i].bytes, cases[i].len }, &options, cases[i].reason);
}

static void
zero_is_refused_where_it_stands(void **state)
{
    (void)state;
    struct decode_options options = { 0 }, lenient = { .lenient = true };
    struct buf text = { 0 };
    for (int i = 0; i < 20; i++)
        buf_add(&text, simplified, sizeof simplified - 1);
    text.ptr[1003] = '\0';
    /* Also when bytes are broken by it, and never replaced. */
    assert_refused(buf_slice(&text), &options, "U+0000 at byte 1003");
    assert_refused(buf_slice(&text), &lenient, "U+0000 at byte 1003");
    buf_clear(&text);
    for (int i = 0; i < 20; i++)
        buf_add(&text, "plain ASCII", 11);
    text.ptr[40] = '\0';
    assert_refused(buf_slice(&text), &options, "U+0000 at byte 40");
    buf_done(&text);
    struct slice utf16 = encode("UTF-16LE", simplified);
    char *bytes = (char *)(uintptr_t)utf16.ptr;
    bytes[20] = bytes[21] = 0;
    assert_refused(utf16, &options, "U+0000 at byte 20");
    free(bytes);
}

/* Breaks each encoding at one byte: named in strict, replaced in lenient. */
static void
broken_bytes_are_named_or_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *converter, *encoding, *text, *broken;
        size_t at, broken_len;
    } cases[] = {
        { "UTF-8", "UTF-8", simplified, "\xff", 33, 1 },
        { "UTF-8", "UTF-8", simplified, "\xc0\x80", 34, 2 },
        { "GB18030", "GB18030", simplified, "\xff", 22, 1 },
        { "windows-950", "Big5", traditional, "\xff", 19, 1 },
        { "UTF-16LE", "UTF-16LE", simplified, "\x00\xd8", 24, 2 },
        { "UTF-16BE", "UTF-16BE", simplified, "\xdc\x00", 24, 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice good = encode(cases[i].converter, cases[i].text);
        struct slice head = join(slice_part(good, 0, cases[i].at),
                                 (struct slice){ cases[i].broken, cases[i].broken_len });
        struct slice bytes = join(head, slice_part(good, cases[i].at, good.len));
        char reason[64];
        (void)snprintf(reason, sizeof reason, "byte %zu (0x%02x) is not valid %s", cases[i].at,
                       (unsigned char)cases[i].broken[0], cases[i].encoding);
        struct decode_options options = { 0 }, lenient = { .lenient = true };
        assert_refused(bytes, &options, reason);
        struct decoded decoded;
        struct err err;
        assert_int_equal(decode_page(&decoded, bytes, &lenient, &err), 0);
        assert_true(decoded.damaged);
        assert_true(utf8_valid(buf_slice(&decoded.text), NULL));
        assert_non_null(strstr(buf_string(&decoded.text), "\xef\xbf\xbd"));
        /* What follows the damage is as it was. */
        assert_true(
            slice_ends(buf_slice(&decoded.text), slice_part(slice_from(cases[i].text), 60, 1000)));
        assert_string_equal(decoded.encoding, cases[i].encoding);
        decoded_done(&decoded);
        free((void *)(uintptr_t)good.ptr);
        free((void *)(uintptr_t)head.ptr);
        free((void *)(uintptr_t)bytes.ptr);
    }
}

static void
a_cut_character_at_the_end_is_broken(void **state)
{
    (void)state;
    struct decode_options options = { 0 };
    struct slice text = slice_from(simplified);
    struct buf reason = { 0 };
    static const char *const converters[] = { "UTF-8", "GB18030", "UTF-16LE" };
    for (size_t i = 0; i < 3; i++) {
        struct slice bytes = encode(converters[i], "我们在这里住了三十年,变化很大,记者说中国人");
        buf_clear(&reason);
        buf_printf(&reason, "is not valid %s", converters[i]);
        assert_refused(slice_part(bytes, 0, bytes.len - 1), &options, buf_string(&reason));
        free((void *)(uintptr_t)bytes.ptr);
    }
    (void)text;
    buf_done(&reason);
}

static void
caps_hold(void **state)
{
    (void)state;
    /* 100 MB are refused by their length alone: of the bytes only the beginning is read. */
    static const char beginning[16] = "text", film[16] = "RIFF";
    struct decode_options options = { 0 };
    assert_refused((struct slice){ beginning, (size_t)100 << 20 }, &options,
                   "104857600 bytes, more than the 4194304");
    assert_refused((struct slice){ film, (size_t)100 << 20 }, &options, "this is a RIFF file");
    options.bytes_max = 10;
    assert_refused(SLICE_LITERAL("12345678901"), &options, "11 bytes");
    options = (struct decode_options){ .lines_max = 3 };
    assert_decodes(SLICE_LITERAL("1\n2\n3\n"), "", "UTF-8", "1\n2\n3\n");
    assert_refused(SLICE_LITERAL("1\n2\n3\n4\n"), &options, "4 lines");
}

/* Any bytes at all give text or a reason. */
static void
noise_never_harms(void **state)
{
    (void)state;
    srand(1);
    char bytes[300];
    for (int round = 0; round < 3000; round++) {
        size_t len = (size_t)rand() % sizeof bytes;
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char)(rand() % 256 | (round % 3 == 0 ? 0x80 : round % 3 == 1 ? 0x20 : 0));
        struct decode_options options = { .lenient = round % 2 == 0 };
        if (round % 5 == 0)
            options.encoding = SLICE_LITERAL("gbk");
        if (round % 5 == 1)
            options.encoding = SLICE_LITERAL("big5");
        struct decoded decoded = { 0 };
        struct err err = { 0 };
        if (decode_page(&decoded, (struct slice){ bytes, len }, &options, &err) == 0) {
            assert_true(utf8_valid(buf_slice(&decoded.text), NULL));
            decoded_done(&decoded);
        } else {
            assert_int_equal(err.kind, ERR_REJECT);
        }
    }
}

/* As pdftotext ends each page; one of blanks in the middle counts, at the end it does not. */
static void
form_feeds_part_pages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *pages[4];
    } cases[] = {
        { "one", { "one" } },
        { "one\f", { "one" } },
        { "one\ntwo\n\f \n\f", { "one\ntwo\n" } },
        { "one\n\ftwo\n\f", { "one\n", "two\n" } },
        { "one\f\fthree", { "one", "", "three" } },
        { "\ftwo", { "", "two" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice text = slice_from(cases[i].text);
        uint32_t pages = 0;
        while (pages < 4 && cases[i].pages[pages] != NULL)
            pages++;
        assert_int_equal(decoded_pages(text), pages);
        for (uint32_t n = 1; n <= pages; n++)
            assert_true(slice_equal(decoded_page(text, n), slice_from(cases[i].pages[n - 1])));
        assert_int_equal(decoded_page(text, 9).len, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form_feeds_part_pages),
        cmocka_unit_test(every_encoding_is_found),
        cmocka_unit_test(line_ends_become_lf),
        cmocka_unit_test(names_of_encodings),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(zero_is_refused_where_it_stands),
        cmocka_unit_test(broken_bytes_are_named_or_replaced),
        cmocka_unit_test(a_cut_character_at_the_end_is_broken),
        cmocka_unit_test(caps_hold),
        cmocka_unit_test(noise_never_harms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
