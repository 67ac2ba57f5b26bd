#include "services/decode/document.h"

#include "common/png.h"
#include "services/decode/compose.h"
#include "services/decode/jail.h"
#include "services/decode/ocr.h"
#include "services/decode/pair.h"
#include "services/decode/sizes.h"
#include "services/segment/layout/reading.h"

#include <stdio.h>
#include <string.h>

enum { SNIFF_BYTES = 1024, OCR_DPI = 300, OCR_WIDTH_MAX = 6000 };

static bool
has(struct slice head, const char *text)
{
    return slice_find(head, slice_from(text)) < head.len;
}

/* XML that names one of the formats, or HTML that an OCR wrote; other markup may be text as well as
 * not, and a page of news that was saved as HTML is text. */
static bool
is_markup(struct slice bytes)
{
    static const char *const names[] = { "<alto",    ":alto",     "<PcGts",     ":PcGts",
                                         "ocr_page", "ocr_carea", "ocr-system", "<!DOCTYPE" };
    static const char *const html[] = { "<html", "<HTML", "<!DOCTYPE html", "<!doctype html" };
    struct slice head = slice_part(bytes, 0, SNIFF_BYTES), start = slice_trim(head);
    if (slice_starts(start, SLICE_LITERAL("\xef\xbb\xbf")))
        start = slice_trim(slice_part(start, 3, start.len));
    if (start.len == 0 || start.ptr[0] != '<')
        return false;
    for (size_t i = 0; i < sizeof html / sizeof *html; i++)
        if (has(head, html[i]))
            return has(bytes, "ocr_page");
    if (slice_starts(start, SLICE_LITERAL("<?xml")))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (has(head, names[i]))
            return true;
    return false;
}

static bool
is_picture(struct slice bytes)
{
    static const struct slice magics[] = {
        SLICE_LITERAL("\x89PNG\r\n\x1a\n"),
        SLICE_LITERAL("\xff\xd8\xff"),
        SLICE_LITERAL("\0\0\0\x0cjP  "),
        SLICE_LITERAL("\xff\x4f\xff\x51"),
        SLICE_LITERAL("II*\0"),
        SLICE_LITERAL("MM\0*"),
    };
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (slice_starts(bytes, magics[i]))
            return true;
    return false;
}

enum document_kind
document_sniff(struct slice bytes)
{
    struct slice head = slice_part(bytes, 0, SNIFF_BYTES);
    if (has(head, "%PDF-")) /* junk may stand before it */
        return DOCUMENT_PDF;
    if (is_picture(bytes))
        return DOCUMENT_PICTURE;
    struct slice xml, picture;
    if (pair_read(bytes, &xml, &picture))
        return is_markup(xml) ? DOCUMENT_PAIR : DOCUMENT_NONE;
    return is_markup(bytes) ? DOCUMENT_XML : DOCUMENT_NONE;
}

static const struct {
    const char *name, *program;
} kinds[] = {
    [DOCUMENT_NONE] = { "text", NULL },
    [DOCUMENT_PDF] = { "PDF", "pagewire-decode-pdf" },
    [DOCUMENT_XML] = { "XML", "pagewire-decode-xml" },
    [DOCUMENT_PICTURE] = { "picture", "pagewire-decode-picture" },
    [DOCUMENT_PAIR] = { "XML", "pagewire-decode-xml" },
};

const char *
document_kind_name(enum document_kind kind)
{
    return kinds[kind].name;
}

int
document_can_decode(enum document_kind kind, struct err *err)
{
    if (jail_has(kinds[kind].program))
        return 0;
    return err_set(err, ERR_REJECT, "%s documents are not taken: %s is not installed",
                   kinds[kind].name, kinds[kind].program);
}

/* ---- counting ---- */

static const struct jail_limits count_limits = {
    .memory = (size_t)1 << 30,
    .output = (size_t)1 << 20,
    .cpu_seconds = 10,
    .wall_ms = 30000,
};

bool
document_is_single(struct slice bytes)
{
    enum document_kind kind = document_sniff(bytes);
    return kind == DOCUMENT_NONE ||
           (kind == DOCUMENT_PICTURE && bytes.ptr[0] != 'I' && bytes.ptr[0] != 'M');
}

int
document_count_start(struct jail_child **child, struct slice bytes, struct err *err)
{
    static const char *const arguments[] = { "text", "0", NULL };
    enum document_kind kind = document_sniff(bytes);
    struct slice picture;
    if (kind == DOCUMENT_PAIR)
        (void)pair_read(bytes, &bytes, &picture);
    return jail_start(child, kinds[kind].program, arguments, bytes, &count_limits, err);
}

int
document_count_read(struct slice output, uint32_t *pages, struct err *err)
{
    struct arena arena = { 0 };
    struct stream stream;
    int result = stream_read(&stream, &arena, output, err);
    if (result == 0 && stream.pages == 0)
        result = err_set(err, ERR_REJECT, "the document has no pages");
    *pages = result == 0 ? stream.pages : 0;
    arena_done(&arena);
    return result;
}

/* ---- decoding ---- */

struct decoding {
    struct slice bytes;
    enum document_kind kind;
    uint32_t number;
    const struct document_options *options;
    const struct tick *tick;
    struct arena arena; /* of the streams */
};

/* Runs a decoder on bytes; its stream lives in the arena. */
static int
read_stream(struct decoding *d, const char *program, const char *const *arguments,
            struct slice bytes, struct stream *stream, struct err *err)
{
    struct buf output = { 0 };
    int result = jail_run(program, arguments, bytes, &jail_limits_default, d->tick, &output, err);
    if (result == 0)
        result = stream_read(stream, &d->arena, buf_slice(&output), err);
    buf_done(&output);
    return result;
}

/* How wide a page is drawn for OCR: 300 to the inch, within what engines can hold. */
static unsigned
ocr_width(const struct decoding *d, float points)
{
    if (d->kind == DOCUMENT_PICTURE)
        return OCR_WIDTH_MAX;
    double width = points * OCR_DPI / 72;
    return width < 600 ? 600 : width > OCR_WIDTH_MAX ? OCR_WIDTH_MAX : (unsigned)width;
}

/* What the picture that OCR reads shows beside text, in points of the page; a picture that shows
 * nothing, or cannot be looked at, has nothing. */
static void
add_marks(struct decoding *d, struct slice png, struct stream *stream)
{
    static const char *const arguments[] = { "marks", "1", NULL };
    struct stream seen;
    struct err ignored;
    if (read_stream(d, kinds[DOCUMENT_PICTURE].program, arguments, png, &seen, &ignored) != 0 ||
        !(seen.width > 0))
        return;
    float scale = stream->width / seen.width;
    size_t kept = 0;
    for (size_t i = 0; i < seen.paint_count; i++) {
        struct paint paint = seen.paints[i];
        struct box b = paint.box;
        paint.box =
            (struct box){ b.left * scale, b.top * scale, b.right * scale, b.bottom * scale };
        if (paint.kind != PAINT_LINE || !sizes_is_stroke(stream, paint.box))
            seen.paints[kept++] = paint;
    }
    stream->paints = seen.paints;
    stream->paint_count = kept;
}

/* The page as OCR reads it.  `seen` has its size and what is painted beside text. */
static int
read_by_ocr(struct decoding *d, struct page *page, const struct stream *seen, struct err *err)
{
    const char *command =
        d->options != NULL && d->options->ocr != NULL ? d->options->ocr : OCR_COMMAND_DEFAULT;
    struct buf png = { 0 }, alto = { 0 };
    struct stream stream;
    char dpi[32];
    int result =
        document_picture(d->bytes, d->number, ocr_width(d, seen->width), d->tick, &png, err);
    if (result == 0)
        result = ocr_run(command, buf_slice(&png), d->tick, &alto, err);
    if (result == 0) {
        unsigned width = 0, height = 0;
        (void)png_size(buf_slice(&png), &width, &height);
        (void)snprintf(dpi, sizeof dpi, "%.3f", width / seen->width * 72.0);
        const char *const arguments[] = { "text", "1", dpi, NULL };
        result =
            read_stream(d, kinds[DOCUMENT_XML].program, arguments, buf_slice(&alto), &stream, err);
    }
    if (result == 0) {
        stream.source = "ocr";
        sizes_settle(&stream, &d->arena);
        if (d->kind == DOCUMENT_PDF && stream.paint_count == 0) {
            stream.paints = seen->paints;
            stream.paint_count = seen->paint_count;
        }
        add_marks(d, buf_slice(&png), &stream);
        result = compose_page(page, &d->arena, &stream, NULL, err);
    }
    buf_done(&png);
    buf_done(&alto);
    return result;
}

static int
decode(struct decoding *d, struct page *page, uint32_t *pages, struct err *err)
{
    char which[16];
    (void)snprintf(which, sizeof which, "%u", d->number);
    const char *const arguments[] = { "text", which, NULL };
    struct stream stream;
    bool pictured = false;
    if (read_stream(d, kinds[d->kind].program, arguments, d->bytes, &stream, err) != 0)
        return -1;
    if (pages != NULL)
        *pages = stream.pages;
    if (d->kind == DOCUMENT_PICTURE)
        return read_by_ocr(d, page, &stream, err);
    if (compose_page(page, &d->arena, &stream, &pictured, err) == 0)
        return 0;
    bool off = d->options != NULL && d->options->ocr != NULL && d->options->ocr[0] == '\0';
    if (d->kind != DOCUMENT_PDF || !pictured || off)
        return -1;
    struct err why = *err;
    if (read_by_ocr(d, page, &stream, err) == 0)
        return 0;
    return err->kind == ERR_RETRY ? -1 : err_prefix(err, "%.120s", why.text);
}

int
document_decode(struct page *page, struct slice bytes, uint32_t number, uint32_t *pages,
                const struct document_options *options, const struct tick *tick, struct err *err)
{
    struct decoding d = { .bytes = bytes,
                          .kind = document_sniff(bytes),
                          .number = number,
                          .options = options,
                          .tick = tick };
    struct slice picture;
    if (d.kind == DOCUMENT_PAIR && pair_read(bytes, &d.bytes, &picture))
        d.kind = DOCUMENT_XML;
    if (d.kind == DOCUMENT_NONE)
        return err_set(err, ERR_REJECT, "neither text nor a document of a known kind");
    int result = decode(&d, page, pages, err);
    if (result == 0 && page->given_count == 0 && page->layout != NULL)
        reading_order(page, tick);
    arena_done(&d.arena);
    return result;
}

int
document_picture(struct slice bytes, uint32_t number, unsigned width, const struct tick *tick,
                 struct buf *png, struct err *err)
{
    static const char magic[] = "\x89PNG\r\n\x1a\n";
    enum document_kind kind = document_sniff(bytes);
    struct slice xml;
    if (kind == DOCUMENT_PAIR && pair_read(bytes, &xml, &bytes))
        kind = document_sniff(bytes);
    if (kind != DOCUMENT_PDF && kind != DOCUMENT_PICTURE)
        return err_set(err, ERR_REJECT, "not a document that can be drawn");
    char which[16], wide[16];
    (void)snprintf(which, sizeof which, "%u", number);
    (void)snprintf(wide, sizeof wide, "%u", width);
    const char *const arguments[] = { "picture", which, wide, NULL };
    size_t before = png->len;
    if (jail_run(kinds[kind].program, arguments, bytes, &jail_limits_default, tick, png, err) != 0)
        return -1;
    struct slice made = { png->ptr + before, png->len - before };
    if (slice_starts(made, (struct slice){ magic, 8 }))
        return 0;
    struct slice reason = SLICE_LITERAL("error ");
    if (slice_starts(made, reason))
        err_set(err, ERR_REJECT, "%.*s", SLICE_ARGS(slice_trim(slice_part(made, reason.len, 200))));
    else
        err_set(err, ERR_REJECT, "the decoder drew no picture");
    png->len = before;
    return -1;
}
