#include "common/err.h"

#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    if (err == NULL)
        return -1;
    err->kind = kind;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, gettext(format), args);
    va_end(args);
    return -1;
}

int
err_prefix(struct err *err, const char *format, ...)
{
    if (err == NULL)
        return -1;
    char old[sizeof err->text];
    memcpy(old, err->text, sizeof old);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(err->text, sizeof err->text, gettext(format), args);
    va_end(args);
    if (n < 0 || (size_t)n + 3 > sizeof err->text)
        return -1;
    size_t room = sizeof err->text - (size_t)n - 3, len = strlen(old);
    if (len > room)
        len = room;
    memcpy(err->text + n, ": ", 2);
    memcpy(err->text + n + 2, old, len);
    err->text[(size_t)n + 2 + len] = '\0';
    return -1;
}

_Noreturn void
die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("pagewire: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    abort();
}
