#include "common/buf.h"

#include "common/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *
buf_reserve(struct buf *buf, size_t more)
{
    if (more > (size_t)-1 / 4 - buf->len)
        die("buffer of %zu + %zu bytes", buf->len, more);
    if (buf->len + more > buf->cap) {
        size_t cap = buf->cap < 64 ? 64 : buf->cap;
        while (cap < buf->len + more)
            cap *= 2;
        char *ptr = realloc(buf->ptr, cap);
        if (ptr == NULL)
            die("out of memory");
        buf->ptr = ptr;
        buf->cap = cap;
    }
    return buf->ptr + buf->len;
}

void
buf_add(struct buf *buf, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    memcpy(buf_reserve(buf, len), bytes, len);
    buf->len += len;
}

void
buf_add_slice(struct buf *buf, struct slice s)
{
    buf_add(buf, s.ptr, s.len);
}

void
buf_add_char(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
    buf->len++;
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        die("bad format \"%s\"", format);
    (void)vsnprintf(buf_reserve(buf, (size_t)n + 1), (size_t)n + 1, format, again);
    va_end(again);
    buf->len += (size_t)n;
}

struct slice
buf_slice(const struct buf *buf)
{
    return buf->len == 0 ? SLICE_EMPTY : (struct slice){ buf->ptr, buf->len };
}

const char *
buf_string(struct buf *buf)
{
    *buf_reserve(buf, 1) = '\0';
    return buf->ptr;
}

void
buf_clear(struct buf *buf)
{
    buf->len = 0;
}

void
buf_done(struct buf *buf)
{
    free(buf->ptr);
    *buf = (struct buf){ 0 };
}
