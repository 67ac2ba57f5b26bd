/*
 * decode: the bytes of a page file become text.
 *
 * Takes UTF-8, GB18030 (GBK, GB 2312), Big5 (with HKSCS) and UTF-16, with or without BOM,
 * and gives UTF-8 with LF line ends and no BOM.  Without a named encoding: a BOM
 * decides; zero bytes mean UTF-16 or no text; strict UTF-8 is UTF-8; else the
 * encoding in which most characters are common Chinese ones.  Form feeds part pages, as
 * pdftotext writes them.
 *
 * Pure functions, used by ingest and by `pagewire parse`.
 */
#ifndef PAGEWIRE_INGEST_DECODE_H
#define PAGEWIRE_INGEST_DECODE_H

#include "common/buf.h"
#include "common/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DECODE_BYTES_MAX = 4 << 20, DECODE_LINES_MAX = 200000 };

struct decode_options {
    struct slice encoding; /* "" or "auto", or a name: "GBK", "utf-16le", ... */
    bool lenient;          /* broken bytes become U+FFFD instead of an error */
    size_t bytes_max;      /* 0: DECODE_BYTES_MAX */
    size_t lines_max;      /* 0: DECODE_LINES_MAX */
};

struct decoded {
    struct buf text;
    const char *encoding; /* "UTF-8", "GB18030", "Big5", "UTF-16LE", "UTF-16BE"; static */
    bool damaged;         /* lenient replaced something */
};

/* Returns 0 and *decoded, which decoded_done frees.  -1, a REJECT with a reason for
 * whoever sent the file: empty, blank, too large, binary, U+0000, a PDF or image,
 * an unknown encoding, or broken bytes with their offset.  A zeroed options is
 * the default. */
int decode_page(struct decoded *decoded, struct slice bytes, const struct decode_options *options,
                struct err *err);
void decoded_done(struct decoded *decoded);

/* The pages of a decoded text: form feeds (U+000C) part them, and blanks behind the last
 * are none.  At least 1. */
uint32_t decoded_pages(struct slice text);
/* The `number`th of them, from 1, without its form feed; borrowed.  Empty beyond the last. */
struct slice decoded_page(struct slice text, uint32_t number);

/* Whether an encoding of that name ("" and "auto" too) can be asked for. */
bool decode_knows(struct slice encoding);

#endif
