/*
 * buf: bytes that grow, owned.  A zeroed struct is an empty buffer.
 */
#ifndef PAGEWIRE_BUF_H
#define PAGEWIRE_BUF_H

#include "common/slice.h"

struct buf {
    char *ptr; /* NULL while cap is 0 */
    size_t len, cap;
};

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_slice(struct buf *buf, struct slice s);
void buf_add_char(struct buf *buf, char c);

/* Appends printf's output. */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for `more` further bytes and returns where they go; the caller
 * then adds what it wrote to buf->len. */
char *buf_reserve(struct buf *buf, size_t more);

/* The content as a borrowed slice, valid until the buffer next changes. */
struct slice buf_slice(const struct buf *buf);

/* The content as a NUL-terminated string, borrowed likewise. */
const char *buf_string(struct buf *buf);

/* Forgets the content, keeps the memory. */
void buf_clear(struct buf *buf);

/* Frees the memory; the buffer is empty and usable again. */
void buf_done(struct buf *buf);

#endif
