#include "services/decode/stream_out.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_BYTES = 1 << 16, LINE_BYTES = 1024 };

void
stream_flush(struct stream_out *out)
{
    size_t at = 0;
    while (at < out->used) {
        ssize_t n = write(out->fd, out->bytes + at, out->used - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(3);
        at += (size_t)n;
    }
    out->used = 0;
}

/* Room for `more` bytes, at most OUT_BYTES. */
static char *
room(struct stream_out *out, size_t more)
{
    if (out->bytes == NULL) {
        out->bytes = malloc(OUT_BYTES);
        out->cap = OUT_BYTES;
        if (out->bytes == NULL)
            _exit(3);
    }
    if (out->cap - out->used < more)
        stream_flush(out);
    return out->bytes + out->used;
}

void
stream_text(struct stream_out *out, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        *room(out, 1) = (unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f ? ' ' : bytes[i];
        out->used++;
    }
}

static void
add_line(struct stream_out *out, const char *format, va_list arguments)
{
    char line[LINE_BYTES];
    int len = vsnprintf(line, sizeof line, format, arguments);
    size_t count = len < 0 ? 0 : (size_t)len;
    stream_text(out, line, count < sizeof line ? count : sizeof line - 1);
    *room(out, 1) = '\n';
    out->used++;
}

void
stream_line(struct stream_out *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_line(out, format, arguments);
    va_end(arguments);
}

void
stream_numbers(struct stream_out *out, char record, const long *numbers, size_t count)
{
    char *at = room(out, 2 + count * 24);
    *at++ = record;
    for (size_t i = 0; i < count; i++) {
        char digits[24];
        size_t len = 0;
        unsigned long value =
            numbers[i] < 0 ? -(unsigned long)numbers[i] : (unsigned long)numbers[i];
        do
            digits[len++] = (char)('0' + value % 10);
        while ((value /= 10) != 0);
        *at++ = ' ';
        if (numbers[i] < 0)
            *at++ = '-';
        while (len > 0)
            *at++ = digits[--len];
    }
    *at++ = '\n';
    out->used = (size_t)(at - out->bytes);
}

void
stream_end(struct stream_out *out)
{
    stream_flush(out);
    _exit(0);
}

void
stream_fail(struct stream_out *out, const char *format, ...)
{
    char text[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    stream_line(out, "error %s", text);
    stream_flush(out);
    _exit(0);
}

long
stream_points(double points)
{
    const double most = 4e8;
    if (isnan(points))
        return 0;
    double value = points * 100;
    return lround(value > most ? most : value < -most ? -most : value);
}
