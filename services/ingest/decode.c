/*
 * How the encoding is found when nobody names it.
 *
 * A byte order mark is believed.  Zero bytes occur in UTF-16 (every LF has one)
 * and in no other encoding of text, so they ask which byte order gives plausible
 * units, and mean "binary" when neither does.  Strict UTF-8 practically never
 * is anything else.  What remains is GB18030, Big5, UTF-16 without any ASCII, or
 * damaged UTF-8: each is tried, and the one wins in which the largest share of
 * the non-ASCII characters is common in newspapers.  The right one scores about
 * 0.8; wrong ones turn common characters into rare ones and score below 0.2.
 */
#include "services/ingest/decode.h"

#include "common/tongue.h"
#include "common/utf8.h"
#include "services/ingest/charset.h"

#include <string.h>
#include <strings.h>

/* What files that are no text begin with. */
static const struct {
    const char *magic;
    size_t length;
    const char *what;
} magics[] = {
    { "%PDF-", 5, "a PDF" },
    { "\x89PNG\r\n", 6, "a PNG image" },
    { "\xff\xd8\xff", 3, "a JPEG image" },
    { "GIF87a", 6, "a GIF image" },
    { "GIF89a", 6, "a GIF image" },
    { "II*\0", 4, "a TIFF image" },
    { "MM\0*", 4, "a TIFF image" },
    { "RIFF", 4, "a RIFF file (image, sound or film)" },
    { "\0\0\0\x0cjP  ", 8, "a JPEG 2000 image" },
    { "AT&TFORM", 8, "a DjVu document" },
    { "PK\x03\x04", 4, "a ZIP archive or office document" },
    { "\xd0\xcf\x11\xe0", 4, "an old office document" },
    { "{\\rtf", 5, "an RTF document" },
    { "%!PS", 4, "a PostScript document" },
    { "\x1f\x8b", 2, "a gzip archive" },
    { "\xfd"
      "7zXZ",
      5, "an xz archive" },
    { "7z\xbc\xaf", 4, "a 7z archive" },
    { "Rar!", 4, "a RAR archive" },
    { "\x7f"
      "ELF",
      4, "a program" },
    { "\xff\xfe\0\0", 4, "UTF-32 text" },
    { "\0\0\xfe\xff", 4, "UTF-32 text" },
};

/* The most frequent characters of news, and the traditional forms of them. */
static const char common_characters[] =
    "的国一在中了是人有和大不年为会上这发学个出业日作地行家对以要到多生经来成时工部们"
    "进他全于市新我民本下政方长主队理展现实就前自公力后同美动开高能法说者员与场分产天"
    "月重加小报面关将过合用也而得济化机之等建定科社平事可文赛体心利度制区从好其两种问"
    "表子代今里北比内提电次世金总题所当明都名西还起最教保委特外系入斯第元万术着强党务"
    "资并界各组由目使技正位意此际十基决通向已些三论去球设因道立品企如任南京记间性及书"
    "农统然但海军期活亚改水府导转领司安联华议应干持解量育结先增战共程受达点门认近据无"
    "相克交研办情举物把更看果院没二原治被局信拉计东观山管村团革手收质尔调义只求想知少"
    "集常选处职取创专路云很又参马巴女雨形数识风式深指难造老非那城口接运张气思究历变己"
    "精放件样五广传车史别省首至反真给她融几商四身视流织支投步项费势标印众感规影级见林"
    "话做条每县该洲纪回环再施协足校示乡才服头格布德图神江台习志推百罗争约它尼率儿境打"
    "國為會這發學個業對經來時們進於長隊現實後動開說員與場產報關將過濟機賽體區從兩種問"
    "內電總題當還萬術著強黨務資並組際決論設記間書農統軍亞導轉領聯華議應乾結戰達點門認"
    "據無辦舉沒計東觀團質爾調義選處職創專雲參馬數識風難運張氣歷變樣廣傳車別給幾視織項"
    "費勢標眾規級見話條縣該紀環協鄉頭圖習羅爭約兒—‘’“”…·□■●▲";

/* A set of code points of the basic plane. */
struct point_set {
    unsigned char bits[65536 / 8];
};

static void
set_add(struct point_set *set, uint32_t point)
{
    set->bits[point >> 3] |= (unsigned char)(1u << (point & 7));
}

static bool
set_has(const struct point_set *set, uint32_t point)
{
    return point < 65536 && (set->bits[point >> 3] >> (point & 7) & 1) != 0;
}

static void
set_common(struct point_set *set)
{
    *set = (struct point_set){ 0 };
    struct slice all = SLICE_LITERAL(common_characters);
    for (size_t at = 0; at < all.len;)
        set_add(set, utf8_next(all, &at));
    for (uint32_t point = 0x3000; point <= 0x3017; point++) /* 、。《》「」【】 */
        set_add(set, point);
    for (uint32_t point = 0xff01; point <= 0xff5e; point++) /* full-width ASCII */
        set_add(set, point);
}

static bool
point_is_control(uint32_t point)
{
    return (point < 0x20 && (point < 0x09 || point > 0x0d)) ||
           (point >= 0x7f && point < 0xa0 && point != 0x85);
}

static bool
point_is_private(uint32_t point)
{
    return (point >= 0xe000 && point <= 0xf8ff) || point >= 0xf0000;
}

/* How well a text reads: the common share of its non-ASCII characters, less
 * penalties.  About 0.8 for Chinese, 0 for pure ASCII. */
static double
text_score(const struct point_set *common, struct slice text)
{
    double sum = 0;
    size_t count = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t point = utf8_next(text, &at);
        if (point < 0x80 && !point_is_control(point))
            continue;
        count++;
        if (set_has(common, point))
            sum += 1;
        else if (point == 0xfffd)
            sum -= 2;
        else if (point_is_private(point) || point_is_control(point))
            sum -= 1;
        else if (point_is_han(point))
            sum += 0.05;
    }
    return count == 0 ? 0 : sum / (double)count;
}

static double
charset_score(const struct point_set *common, enum charset charset, struct slice bytes)
{
    struct buf text = { 0 };
    struct conversion conversion;
    charset_convert(charset, bytes, &text, &conversion);
    double score = text_score(common, buf_slice(&text));
    buf_done(&text);
    return score;
}

/* The share of the 16-bit units that text is likely to have. */
static double
units_share(struct slice bytes, bool big)
{
    size_t good = 0, count = bytes.len / 2;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *p = (const unsigned char *)bytes.ptr + 2 * i;
        uint32_t unit = big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
        good += (unit >= 0x20 && unit < 0x7f) || (unit >= 0x09 && unit <= 0x0d) ||
                (unit >= 0x2010 && unit <= 0x2040) || (unit >= 0x3000 && unit <= 0x30ff) ||
                (unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0xff00 && unit <= 0xffef);
    }
    return count == 0 ? 0 : (double)good / (double)count;
}

static bool
has_zero(struct slice bytes)
{
    return bytes.len > 0 && memchr(bytes.ptr, 0, bytes.len) != NULL;
}

/* Whether bytes with zeros in them are UTF-8 all the same: UTF-16 of Chinese
 * never is, and UTF-16 of ASCII has a zero in every unit. */
static bool
is_zeroed_utf8(struct slice bytes)
{
    size_t zeros = 0;
    for (size_t i = 0; i < bytes.len; i++)
        zeros += bytes.ptr[i] == 0;
    return zeros * 4 < bytes.len && utf8_valid(bytes, NULL);
}

/* UTF-16 without mark, by what its units are; false when they are no text. */
static bool
find_utf16(struct slice bytes, enum charset *charset)
{
    double little = units_share(bytes, false), big = units_share(bytes, true);
    *charset = big > little ? CHARSET_UTF16BE : CHARSET_UTF16LE;
    return (big > little ? big : little) >= 0.9;
}

static bool
find_scored(struct slice bytes, enum charset *charset)
{
    struct point_set common;
    set_common(&common);
    double best = 0.3; /* what scores less is no Chinese text */
    bool found = false;
    for (int i = 0; i < CHARSET_COUNT; i++) {
        double score = charset_score(&common, (enum charset)i, bytes);
        if (score <= best)
            continue;
        best = score;
        *charset = (enum charset)i;
        found = true;
    }
    return found;
}

static bool
is_binary(struct slice bytes)
{
    size_t controls = 0;
    for (size_t i = 0; i < bytes.len; i++)
        controls +=
            (unsigned char)bytes.ptr[i] < 0x80 && point_is_control((unsigned char)bytes.ptr[i]);
    return controls * 100 > bytes.len;
}

static int
refuse_binary(struct err *err)
{
    return err_set(err, ERR_REJECT, "binary data, not text");
}

static int
refuse_zero(size_t at, struct err *err)
{
    return err_set(err, ERR_REJECT, "U+0000 at byte %zu: not text", at);
}

/* Decides the charset, and what of the bytes is a mark. */
static int
find_charset(struct slice bytes, enum charset *charset, size_t *mark, struct err *err)
{
    *mark = 0;
    if (charset_marked(bytes, charset, mark))
        return 0;
    if (has_zero(bytes)) {
        if (!is_zeroed_utf8(bytes) && find_utf16(bytes, charset))
            return 0;
        if (is_binary(bytes))
            return refuse_binary(err);
        return refuse_zero((size_t)((const char *)memchr(bytes.ptr, 0, bytes.len) - bytes.ptr),
                           err);
    }
    *charset = CHARSET_UTF8;
    if (utf8_valid(bytes, NULL) || find_scored(bytes, charset))
        return 0;
    if (is_binary(bytes))
        return refuse_binary(err);
    size_t bad = 0;
    (void)utf8_valid(bytes, &bad);
    return err_set(err, ERR_REJECT,
                   "the encoding is not recognised (from byte %zu): neither UTF-8, GB18030, Big5 "
                   "nor UTF-16; name it if it is one of them",
                   bad);
}

static bool
is_auto(struct slice encoding)
{
    return encoding.len == 0 || (encoding.len == 4 && strncasecmp(encoding.ptr, "auto", 4) == 0);
}

/* "utf-16": the byte order is found. */
static bool
is_utf16(struct slice encoding)
{
    return (encoding.len == 6 && strncasecmp(encoding.ptr, "utf-16", 6) == 0) ||
           (encoding.len == 5 && strncasecmp(encoding.ptr, "utf16", 5) == 0);
}

bool
decode_knows(struct slice encoding)
{
    enum charset charset;
    return is_auto(encoding) || is_utf16(encoding) || charset_find(encoding, &charset);
}

static int
choose_charset(struct slice encoding, struct slice bytes, enum charset *charset, size_t *mark,
               struct err *err)
{
    if (is_auto(encoding))
        return find_charset(bytes, charset, mark, err);
    enum charset marked;
    size_t length;
    bool has_mark = charset_marked(bytes, &marked, &length);
    if (is_utf16(encoding)) {
        if (has_mark && (marked == CHARSET_UTF16LE || marked == CHARSET_UTF16BE))
            *charset = marked;
        else
            (void)find_utf16(bytes, charset);
    } else if (!charset_find(encoding, charset)) {
        return err_set(err, ERR_REJECT, "unknown encoding \"%.*s\"",
                       encoding.len > 40 ? 40 : (int)encoding.len, encoding.ptr);
    }
    *mark = has_mark && marked == *charset ? length : 0;
    return 0;
}

/* "BM" may begin a text, too, but not with these zeros. */
static bool
is_bitmap(struct slice bytes)
{
    return slice_starts(bytes, SLICE_LITERAL("BM")) &&
           slice_equal(slice_part(bytes, 6, 10), SLICE_LITERAL("\0\0\0\0"));
}

static int
refuse_magic(struct slice bytes, struct err *err)
{
    const char *what = is_bitmap(bytes) ? "a BMP image" : NULL;
    for (size_t i = 0; i < sizeof magics / sizeof *magics && what == NULL; i++)
        if (slice_starts(bytes, (struct slice){ magics[i].magic, magics[i].length }))
            what = magics[i].what;
    return what == NULL ? 0
                        : err_set(err, ERR_REJECT,
                                  "this is %s; taken are text, PDF, ALTO, hOCR, PAGE-XML, JPEG, "
                                  "JPEG 2000, PNG and TIFF",
                                  gettext(what));
}

static int
check_size(struct slice bytes, size_t max, struct err *err)
{
    if (bytes.len == 0)
        return err_set(err, ERR_REJECT, "the file is empty");
    if (bytes.len > max)
        return err_set(err, ERR_REJECT,
                       "the file has %zu bytes, more than the %zu that a page may have", bytes.len,
                       max);
    return 0;
}

/* CRLF and CR become LF, and a final Ctrl-Z of DOS goes; in place.  Returns the
 * number of line ends. */
static size_t
fold_lines(struct buf *text)
{
    if (text->len > 0 && text->ptr[text->len - 1] == 0x1a)
        text->len--;
    size_t out = 0, lines = 0;
    for (size_t i = 0; i < text->len; i++) {
        char c = text->ptr[i];
        if (c == '\r') {
            if (i + 1 < text->len && text->ptr[i + 1] == '\n')
                i++;
            c = '\n';
        }
        lines += c == '\n';
        text->ptr[out++] = c;
    }
    text->len = out;
    return lines;
}

/* Where U+0000 stands in the original; bytes.len when nowhere. */
static size_t
find_zero(enum charset charset, struct slice bytes)
{
    size_t step = charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE ? 2 : 1;
    for (size_t at = 0; at + step <= bytes.len; at += step)
        if (bytes.ptr[at] == 0 && (step == 1 || bytes.ptr[at + 1] == 0))
            return at;
    return bytes.len;
}

static int
check_text(struct slice text, struct err *err)
{
    size_t points = 0, controls = 0, visible = 0;
    for (size_t at = 0; at < text.len; points++) {
        uint32_t point = utf8_next(text, &at);
        bool control = point_is_control(point);
        controls += control;
        visible += !control && !point_is_blank(point) && point != 0xfeff && point != 0xfffd;
    }
    if (controls * 100 > points)
        return refuse_binary(err);
    if (visible == 0)
        return err_set(err, ERR_REJECT, "the file has only blanks");
    return 0;
}

static int
check_broken(const struct conversion *conversion, enum charset charset, struct slice bytes,
             size_t mark, struct err *err)
{
    size_t at = mark + conversion->broken_at;
    return err_set(err, ERR_REJECT, "byte %zu (0x%02x) is not valid %s", at,
                   (unsigned char)bytes.ptr[at], charset_name(charset));
}

int
decode_page(struct decoded *decoded, struct slice bytes, const struct decode_options *options,
            struct err *err)
{
    size_t bytes_max = options->bytes_max > 0 ? options->bytes_max : DECODE_BYTES_MAX;
    size_t lines_max = options->lines_max > 0 ? options->lines_max : DECODE_LINES_MAX;
    enum charset charset = CHARSET_UTF8;
    size_t mark = 0;
    if (refuse_magic(bytes, err) != 0 || check_size(bytes, bytes_max, err) != 0 ||
        choose_charset(options->encoding, bytes, &charset, &mark, err) != 0)
        return -1;
    struct slice body = slice_part(bytes, mark, bytes.len);
    size_t zero = find_zero(charset, body);
    if (zero < body.len)
        return is_binary(body) && charset < CHARSET_UTF16LE ? refuse_binary(err)
                                                            : refuse_zero(mark + zero, err);
    struct buf text = { 0 };
    struct conversion conversion;
    int status = -1;
    charset_convert(charset, body, &text, &conversion);
    if (conversion.broken > 0 && !options->lenient) {
        (void)check_broken(&conversion, charset, bytes, mark, err);
        goto done;
    }
    size_t lines = fold_lines(&text);
    if (lines > lines_max) {
        (void)err_set(err, ERR_REJECT,
                      "the file has %zu lines, more than the %zu that a page may have", lines,
                      lines_max);
        goto done;
    }
    if (check_text(buf_slice(&text), err) != 0)
        goto done;
    *decoded = (struct decoded){ text, charset_name(charset), conversion.broken > 0 };
    text = (struct buf){ 0 };
    status = 0;
done:
    buf_done(&text);
    return status;
}

void
decoded_done(struct decoded *decoded)
{
    buf_done(&decoded->text);
}

/* The page that begins at *at, which goes on behind its form feed. */
static struct slice
next_page(struct slice text, size_t *at)
{
    const char *feed = memchr(text.ptr + *at, '\f', text.len - *at);
    size_t start = *at, end = feed == NULL ? text.len : (size_t)(feed - text.ptr);
    *at = feed == NULL ? end : end + 1;
    return slice_part(text, start, end);
}

static bool
is_blank(struct slice text)
{
    for (size_t at = 0; at < text.len;)
        if (!point_is_blank(utf8_next(text, &at)))
            return false;
    return true;
}

uint32_t
decoded_pages(struct slice text)
{
    uint32_t pages = 1, number = 1;
    for (size_t at = 0; at < text.len; number++)
        if (!is_blank(next_page(text, &at)))
            pages = number;
    return pages;
}

struct slice
decoded_page(struct slice text, uint32_t number)
{
    struct slice page = SLICE_EMPTY;
    size_t at = 0;
    while (number > 0 && at < text.len) {
        page = next_page(text, &at);
        number--;
    }
    return number == 0 ? page : SLICE_EMPTY;
}
