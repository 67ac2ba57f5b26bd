/*
 * err: how a function says what went wrong.
 *
 * Functions that can fail return 0, or -1 with *err filled and their outputs
 * untouched.  The kind decides what the caller does with the work in hand:
 * RETRY means that the same input may succeed later (a peer, a disk or Redis
 * is away), REJECT that it never will (the input is at fault).
 *
 * Formats are translated when the program has set a language up (cli/tongue.h); daemons have not.
 */
#ifndef PAGEWIRE_ERR_H
#define PAGEWIRE_ERR_H

enum err_kind { ERR_NONE, ERR_RETRY, ERR_REJECT };

struct err {
    enum err_kind kind;
    char text[240]; /* NUL-terminated, one line, no final full stop */
};

/* Fill *err (which may be NULL) and return -1, so that a failing function can
 * end with `return err_set(err, ERR_REJECT, "...", ...)`. */
int err_set(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "PREFIX: " before the text of *err, cutting at the end if need be.
 * Returns -1. */
int err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Print "pagewire: WHAT" to standard error and abort: for broken invariants
 * and for running out of memory, never for bad input. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
