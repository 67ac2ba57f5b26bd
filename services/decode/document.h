/*
 * document: pages as newspapers make them, to text and layout.  Plain functions; the
 * document itself is only ever parsed in the jail (jail.h).
 */
#ifndef PAGEWIRE_DECODE_DOCUMENT_H
#define PAGEWIRE_DECODE_DOCUMENT_H

#include "common/buf.h"
#include "common/err.h"
#include "common/page.h"
#include "common/tick.h"

enum document_kind {
    DOCUMENT_NONE,
    DOCUMENT_PDF,
    DOCUMENT_XML,
    DOCUMENT_PICTURE,
    DOCUMENT_PAIR, /* XML, which is read, and a picture, which is shown: pair.h */
};

/* What the first bytes say; DOCUMENT_NONE for plain text and what nobody knows. */
enum document_kind document_sniff(struct slice bytes);

/* "PDF", ... for people. */
const char *document_kind_name(enum document_kind kind);

/* Whether the programs that read such a document are installed here; a REJECT that says
 * which is not. */
int document_can_decode(enum document_kind kind, struct err *err);

/* Whether it has one page by its kind: text, and pictures other than TIFF. */
bool document_is_single(struct slice bytes);

/* How many pages any other document has, read in the jail beside the caller's loop (jail_start).
 * -1 as document_decode. */
struct jail_child;
int document_count_start(struct jail_child **child, struct slice bytes, struct err *err);
/* What the child wrote, after its good end. */
int document_count_read(struct slice output, uint32_t *pages, struct err *err);

struct document_options {
    const char *ocr; /* command, see ocr.h; NULL: OCR_COMMAND_DEFAULT; "": none */
};

/* Fills text, layout and encoding of the page from page `number` (from 1) of the document.
 * A page that is only a picture, or whose text cannot be told, is read by OCR.
 * *pages (may be NULL) is how many it has.  options may be NULL.  -1: REJECT for a document
 * that cannot be read, with a reason that names the fault; RETRY when the decoder is not
 * installed or its time is over; tick's failure is passed on.  The page then has no text. */
int document_decode(struct page *page, struct slice bytes, uint32_t number, uint32_t *pages,
                    const struct document_options *options, const struct tick *tick,
                    struct err *err);

/* Appends a PNG of that page of a PDF or picture, `width` pixels wide (16 to 8000; a picture
 * is not made larger). */
int document_picture(struct slice bytes, uint32_t number, unsigned width, const struct tick *tick,
                     struct buf *png, struct err *err);

#endif
