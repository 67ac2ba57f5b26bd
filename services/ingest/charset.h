/*
 * charset: bytes of one known encoding become UTF-8.  Never fails: what is
 * broken becomes U+FFFD and is counted, and the caller decides.
 */
#ifndef PAGEWIRE_INGEST_CHARSET_H
#define PAGEWIRE_INGEST_CHARSET_H

#include "common/buf.h"

#include <stdbool.h>

enum charset { CHARSET_UTF8, CHARSET_GB18030, CHARSET_BIG5, CHARSET_UTF16LE, CHARSET_UTF16BE };
enum { CHARSET_COUNT = CHARSET_UTF16BE + 1 };

/* "UTF-8", "GB18030", "Big5", "UTF-16LE", "UTF-16BE". */
const char *charset_name(enum charset charset);

/* By one of its usual names: "gbk", "cp936", "UTF8", ...  False for others. */
bool charset_find(struct slice name, enum charset *charset);

/* The charset whose byte order mark begins the bytes, and the mark's length. */
bool charset_marked(struct slice bytes, enum charset *charset, size_t *length);

struct conversion {
    size_t broken;    /* places that were replaced */
    size_t broken_at; /* byte offset of the first */
};

/* Appends the text, line ends and all. */
void charset_convert(enum charset charset, struct slice bytes, struct buf *text,
                     struct conversion *conversion);

#endif
