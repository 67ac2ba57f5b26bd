/* UTF-8, in which most pages come, is checked and copied here, the other charsets are converted by
 * ICU. */
#include "services/ingest/charset.h"

#include "common/err.h"
#include "common/utf8.h"

#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>

enum { REPLACEMENT = 0xfffd };

static const char *const names[CHARSET_COUNT] = {
    [CHARSET_UTF8] = "UTF-8",       [CHARSET_GB18030] = "GB18030",  [CHARSET_BIG5] = "Big5",
    [CHARSET_UTF16LE] = "UTF-16LE", [CHARSET_UTF16BE] = "UTF-16BE",
};

/* Compared without hyphens, underscores and case. */
static const struct {
    const char *name;
    enum charset charset;
} aliases[] = {
    { "utf8", CHARSET_UTF8 },       { "ascii", CHARSET_UTF8 },      { "usascii", CHARSET_UTF8 },
    { "gb18030", CHARSET_GB18030 }, { "gbk", CHARSET_GB18030 },     { "gb2312", CHARSET_GB18030 },
    { "euccn", CHARSET_GB18030 },   { "cp936", CHARSET_GB18030 },   { "big5", CHARSET_BIG5 },
    { "big5hkscs", CHARSET_BIG5 },  { "cp950", CHARSET_BIG5 },      { "utf16le", CHARSET_UTF16LE },
    { "ucs2le", CHARSET_UTF16LE },  { "utf16be", CHARSET_UTF16BE }, { "ucs2be", CHARSET_UTF16BE },
};

static const struct {
    const char *mark;
    size_t length;
    enum charset charset;
} marks[] = {
    { "\xef\xbb\xbf", 3, CHARSET_UTF8 },
    { "\x84\x31\x95\x33", 4, CHARSET_GB18030 },
    { "\xff\xfe", 2, CHARSET_UTF16LE },
    { "\xfe\xff", 2, CHARSET_UTF16BE },
};

const char *
charset_name(enum charset charset)
{
    return names[charset];
}

bool
charset_find(struct slice name, enum charset *charset)
{
    char plain[16];
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '-' || name.ptr[i] == '_')
            continue;
        if (len + 1 == sizeof plain)
            return false;
        plain[len++] = name.ptr[i];
    }
    plain[len] = '\0';
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strlen(plain) == len && strcasecmp(plain, aliases[i].name) == 0) {
            *charset = aliases[i].charset;
            return true;
        }
    return false;
}

bool
charset_marked(struct slice bytes, enum charset *charset, size_t *length)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_starts(bytes, (struct slice){ marks[i].mark, marks[i].length })) {
            *charset = marks[i].charset;
            *length = marks[i].length;
            return true;
        }
    return false;
}

static void
replace(struct buf *text, struct conversion *conversion, size_t at)
{
    if (conversion->broken++ == 0)
        conversion->broken_at = at;
    utf8_add(text, REPLACEMENT);
}

/* A broken byte and the continuation bytes after it make one replacement. */
static void
convert_utf8(struct slice bytes, struct buf *text, struct conversion *conversion)
{
    for (size_t at = 0; at < bytes.len;) {
        struct slice rest = slice_part(bytes, at, bytes.len);
        size_t bad = rest.len;
        bool valid = utf8_valid(rest, &bad);
        buf_add(text, rest.ptr, bad);
        if (valid)
            return;
        at += bad;
        replace(text, conversion, at);
        for (size_t i = 0; i < 4 && at < bytes.len; i++) {
            at++;
            if (at < bytes.len && ((unsigned char)bytes.ptr[at] & 0xc0) != 0x80)
                break;
        }
    }
}

/* Appends units of ICU, keeping a high surrogate that ends a block. */
static void
add_units(struct buf *text, const UChar *units, size_t count, uint32_t *high)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t unit = units[i];
        if (unit >= 0xd800 && unit < 0xdc00) {
            *high = unit;
        } else if (unit >= 0xdc00 && unit <= 0xdfff) {
            utf8_add(text, 0x10000 + ((*high - 0xd800) << 10) + (unit - 0xdc00));
        } else {
            utf8_add(text, unit);
        }
    }
}

static UConverter *
converter_open(const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    if (U_SUCCESS(status))
        ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    if (U_FAILURE(status))
        die("ICU has no converter for %s: %s", name, u_errorName(status));
    return converter;
}

static void
convert_icu(const char *name, struct slice bytes, struct buf *text, struct conversion *conversion)
{
    UConverter *converter = converter_open(name);
    const char *at = bytes.ptr, *end = bytes.ptr + bytes.len;
    uint32_t high = 0;
    UChar units[4096] = { 0 };
    for (;;) {
        UChar *out = units;
        UErrorCode status = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &out, units + 4096, &at, end, NULL, true, &status);
        add_units(text, units, (size_t)(out - units), &high);
        if (U_SUCCESS(status))
            break;
        if (status == U_BUFFER_OVERFLOW_ERROR)
            continue;
        char broken[32];
        int8_t length = sizeof broken;
        UErrorCode ignored = U_ZERO_ERROR;
        ucnv_getInvalidChars(converter, broken, &length, &ignored);
        replace(text, conversion, (size_t)(at - bytes.ptr) - (size_t)length);
        if (at == end)
            break;
    }
    ucnv_close(converter);
}

void
charset_convert(enum charset charset, struct slice bytes, struct buf *text,
                struct conversion *conversion)
{
    *conversion = (struct conversion){ 0 };
    switch (charset) {
    case CHARSET_UTF8:
        convert_utf8(bytes, text, conversion);
        return;
    case CHARSET_GB18030:
        convert_icu("GB18030", bytes, text, conversion);
        return;
    case CHARSET_BIG5:
        convert_icu("ibm-1375_P100-2008", bytes, text, conversion);
        return;
    case CHARSET_UTF16LE:
        convert_icu("UTF-16LE", bytes, text, conversion);
        return;
    case CHARSET_UTF16BE:
        convert_icu("UTF-16BE", bytes, text, conversion);
        return;
    }
}
