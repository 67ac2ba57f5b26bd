/* Tests of services/ingest/charset: names, marks, and bytes that are broken. */
#include "services/ingest/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
names_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int charset; /* -1: none */
    } cases[] = {
        { "UTF-8", CHARSET_UTF8 },
        { "utf8", CHARSET_UTF8 },
        { "gbk", CHARSET_GB18030 },
        { "cp936", CHARSET_GB18030 },
        { "GB2312", CHARSET_GB18030 },
        { "big5", CHARSET_BIG5 },
        { "latin1", -1 },
        { "", -1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum charset charset = CHARSET_UTF8;
        bool found = charset_find(slice_from(cases[i].name), &charset);
        if (found != (cases[i].charset >= 0) || (found && (int)charset != cases[i].charset))
            fail_msg("%s", cases[i].name);
    }
    for (int i = 0; i < CHARSET_COUNT; i++) {
        enum charset charset = CHARSET_UTF8;
        assert_true(charset_find(slice_from(charset_name((enum charset)i)), &charset));
        assert_int_equal(charset, i);
    }
}

static void
marks_are_seen(void **state)
{
    (void)state;
    enum charset charset = CHARSET_BIG5;
    size_t length = 0;
    assert_true(charset_marked(SLICE_LITERAL("\xef\xbb\xbfx"), &charset, &length));
    assert_int_equal(charset, CHARSET_UTF8);
    assert_int_equal(length, 3);
    assert_true(charset_marked(SLICE_LITERAL("\xff\xfe"
                                             "x"),
                               &charset, &length));
    assert_int_equal(charset, CHARSET_UTF16LE);
    assert_int_equal(length, 2);
    assert_true(charset_marked(SLICE_LITERAL("\xfe\xff"
                                             "x"),
                               &charset, &length));
    assert_int_equal(charset, CHARSET_UTF16BE);
    assert_false(charset_marked(SLICE_LITERAL("\xef\xbb"), &charset, &length));
    assert_false(charset_marked(SLICE_LITERAL(""), &charset, &length));
}

static void
texts_become_utf8(void **state)
{
    (void)state;
#define BYTES(text)                                                                                \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }
    static const struct {
        enum charset charset;
        struct slice bytes;
        const char *text;
        size_t broken, broken_at;
    } cases[] = {
        { CHARSET_UTF8, BYTES("报\r\n"), "报\r\n", 0, 0 },
        { CHARSET_UTF8,
          BYTES("a\xe6\x8a"
                "b"),
          "a\ufffd"
          "b",
          1, 1 },
        { CHARSET_GB18030, BYTES("\xb1\xa8"), "报", 0, 0 },
        { CHARSET_GB18030, BYTES("\x81\x30\x81\x30"), "\xc2\x80", 0, 0 },
        { CHARSET_GB18030, BYTES("\xb1\xa8\xff"), "报\ufffd", 1, 2 },
        { CHARSET_BIG5, BYTES("\xb3\xf8"), "報", 0, 0 },
        { CHARSET_UTF16LE,
          BYTES("\xa5\x62"
                "a\0"),
          "报a", 0, 0 },
        { CHARSET_UTF16BE, BYTES("\x62\xa5"), "报", 0, 0 },
        { CHARSET_UTF16BE, BYTES("\xd8\x40\xdc\x00"), "\U00020000", 0, 0 },
    };
#undef BYTES
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf text = { 0 };
        struct conversion conversion = { 0 };
        buf_add_char(&text, '<'); /* it is appended to */
        charset_convert(cases[i].charset, cases[i].bytes, &text, &conversion);
        assert_string_equal(buf_string(&text) + 1, cases[i].text);
        assert_int_equal(conversion.broken, cases[i].broken);
        if (cases[i].broken > 0)
            assert_int_equal(conversion.broken_at, cases[i].broken_at);
        buf_done(&text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(marks_are_seen),
        cmocka_unit_test(texts_become_utf8),
    };
    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
