#include "services/decode/document.h"

#include "services/decode/compose.h"
#include "services/decode/jail.h"
#include "services/segment/layout/reading.h"

#include <stdio.h>
#include <string.h>

enum { SNIFF_BYTES = 1024 };

static bool
has(struct slice head, const char *text)
{
    return slice_find(head, slice_from(text)) < head.len;
}

/* XML or HTML that names one of the formats; other markup may be text as well as not. */
static bool
is_markup(struct slice head)
{
    static const char *const names[] = {
        "<alto",     ":alto",      "<PcGts", ":PcGts", "ocr_page",
        "ocr_carea", "ocr-system", "<html",  "<HTML",  "<!DOCTYPE"
    };
    struct slice start = slice_trim(head);
    if (slice_starts(start, SLICE_LITERAL("\xef\xbb\xbf")))
        start = slice_trim(slice_part(start, 3, start.len));
    if (start.len == 0 || start.ptr[0] != '<')
        return false;
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
    return is_markup(head) ? DOCUMENT_XML : DOCUMENT_NONE;
}

static const struct {
    const char *name, *program;
} kinds[] = {
    [DOCUMENT_NONE] = { "text", NULL },
    [DOCUMENT_PDF] = { "PDF", "pagewire-decode-pdf" },
    [DOCUMENT_XML] = { "XML", "pagewire-decode-xml" },
    [DOCUMENT_PICTURE] = { "picture", "pagewire-decode-picture" },
};

const char *
document_kind_name(enum document_kind kind)
{
    return kinds[kind].name;
}

int
document_decode(struct page *page, struct slice bytes, uint32_t number, uint32_t *pages,
                const struct tick *tick, struct err *err)
{
    if (document_sniff(bytes) == DOCUMENT_NONE)
        return err_set(err, ERR_REJECT, "neither text nor a document of a known kind");
    char which[16];
    (void)snprintf(which, sizeof which, "%u", number);
    const char *const arguments[] = { "text", which, NULL };
    struct buf output = { 0 };
    struct arena arena = { 0 };
    struct stream stream;
    int result = jail_run(kinds[document_sniff(bytes)].program, arguments, bytes,
                          &jail_limits_default, tick, &output, err);
    if (result == 0)
        result = stream_read(&stream, &arena, buf_slice(&output), err);
    if (result == 0 && pages != NULL)
        *pages = stream.pages;
    if (result == 0)
        result = compose_page(page, &arena, &stream, err);
    if (result == 0)
        reading_order(page, tick);
    arena_done(&arena);
    buf_done(&output);
    return result;
}

int
document_picture(struct slice bytes, uint32_t number, unsigned width, const struct tick *tick,
                 struct buf *png, struct err *err)
{
    static const char magic[] = "\x89PNG\r\n\x1a\n";
    if (document_sniff(bytes) == DOCUMENT_NONE)
        return err_set(err, ERR_REJECT, "not a document that can be drawn");
    char which[16], wide[16];
    (void)snprintf(which, sizeof which, "%u", number);
    (void)snprintf(wide, sizeof wide, "%u", width);
    const char *const arguments[] = { "picture", which, wide, NULL };
    size_t before = png->len;
    if (jail_run("pagewire-decode-pdf", arguments, bytes, &jail_limits_default, tick, png, err) !=
        0)
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
