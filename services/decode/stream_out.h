/*
 * stream_out: what a decoder program writes while it reads a page, see stream.h.
 *
 * Lines of text collect in a buffer and go to a file descriptor, with write(2)
 * alone: this is linked into the programs that run in the jail.
 */
#ifndef PAGEWIRE_DECODE_STREAM_OUT_H
#define PAGEWIRE_DECODE_STREAM_OUT_H

#include <stddef.h>

struct stream_out {
    int fd;
    size_t used, cap;
    char *bytes;
};

/* Appends a line, printf's output and LF. */
void stream_line(struct stream_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends a record's letter, count whole numbers and LF: the fast way. */
void stream_numbers(struct stream_out *out, char record, const long *numbers, size_t count);

/* Appends bytes as they are, control characters as blanks. */
void stream_text(struct stream_out *out, const char *bytes, size_t len);

/* Writes what is left.  A reader that went away ends the program. */
void stream_flush(struct stream_out *out);

/* Writes what is left and ends the program, which frees nothing one by one. */
_Noreturn void stream_end(struct stream_out *out);

/* "error TEXT" as the last line, and the end of the program. */
_Noreturn void stream_fail(struct stream_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A length in points as the stream has it: hundredths, cut at what a page can have. */
long stream_points(double points);

#endif
