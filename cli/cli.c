#include "cli/cli.h"

#include "cli/heard.h"

#include "common/format/format.h"
#include "common/pathmeta.h"

#include "common/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
complain(const char *format, va_list args)
{
    char text[2048];
    struct buf out = { 0 }, heard = { 0 };
    (void)vsnprintf(text, sizeof text, gettext(format), args);
    heard_add(&heard, slice_from(text));
    buf_printf(&out, "pagewire: ");
    cli_harmless(&out, buf_slice(&heard));
    buf_add_char(&out, '\n');
    (void)fwrite(out.ptr, 1, out.len, stderr);
    buf_done(&heard);
    buf_done(&out);
}

void
cli_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    complain(format, args);
    va_end(args);
}

int
cli_failed(const struct err *err)
{
    cli_error("%s", err->text);
    return STATUS_FAILED;
}

int
cli_usage(const struct command *command, const char *format, ...)
{
    if (format != NULL) {
        va_list args;
        va_start(args, format);
        complain(format, args);
        va_end(args);
    }
    fprintf(stderr, _("Try 'pagewire %s --help'.\n"), command->name);
    return STATUS_USAGE;
}

int
cli_help(const struct command *command)
{
    fputs(_(command->help), stdout);
    return STATUS_DONE;
}

int
cli_number(const struct command *command, const char *option, const char *text, long least,
           long most, long *number)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > most) {
        cli_usage(command, "--%s: '%s' is not a number from %ld to %ld", option, text, least, most);
        return -1;
    }
    *number = value;
    return 0;
}

int
cli_duration(const struct command *command, const char *option, const char *text, long long *ms)
{
    static const struct {
        const char *name;
        long long ms;
    } units[] = { { "ms", 1 },      { "s", 1000 },    { "", 1000 },     { "m", 60000 },
                  { "min", 60000 }, { "h", 3600000 }, { "d", 86400000 } };
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno == 0 && end != text && value >= 0 && value < 1000000000)
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (strcmp(end, units[i].name) == 0) {
                *ms = value * units[i].ms;
                return 0;
            }
    cli_usage(command, "--%s: '%s' is not a duration such as 90s, 5m or 2h", option, text);
    return -1;
}

int
cli_date(const struct command *command, const char *option, const char *text)
{
    static const char rest[] = "-01-01";
    char day[16] = "";
    size_t len = strlen(text);
    if (len == 4 || len == 7 || len == 10)
        (void)snprintf(day, sizeof day, "%s%s", text, rest + (len - 4));
    if (date_valid(slice_from(day)))
        return 0;
    cli_usage(command, "--%s: '%s' is no date such as 2018-01-09, 2018-01 or 2018", option, text);
    return -1;
}

int
cli_format(const struct command *command, const char *name, const struct format **format)
{
    *format = format_find(slice_from(name));
    if (*format != NULL)
        return 0;
    struct buf known = { 0 };
    for (size_t i = 0; i < format_count; i++)
        buf_printf(&known, "%s%s", i > 0 ? ", " : "", formats[i]->name);
    cli_usage(command, "--format: '%s' is not one of %s", name, buf_string(&known));
    buf_done(&known);
    return -1;
}

void
cli_mend(struct buf *out, struct slice text)
{
    size_t bad;
    while (!utf8_valid(text, &bad)) {
        buf_add(out, text.ptr, bad);
        utf8_add(out, 0xfffd);
        text = slice_part(text, bad + 1, text.len);
    }
    buf_add_slice(out, text);
}

/* The length of "\033[31m", or 0. */
static size_t
colour_length(struct slice text)
{
    size_t len = 2;
    if (text.len < 3 || text.ptr[0] != '\033' || text.ptr[1] != '[')
        return 0;
    while (len < text.len && (strchr("0123456789;", text.ptr[len]) != NULL && text.ptr[len] != 0))
        len++;
    return len < text.len && text.ptr[len] == 'm' ? len + 1 : 0;
}

static bool
is_steering(uint32_t point)
{
    if (point < 0xa0)
        return (point < ' ' && point != '\n' && point != '\t') || point >= 0x7f;
    return point == 0x61c || point == 0x200e || point == 0x200f ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

/* CR and LF end lines of some formats. */
static bool
is_line_end(struct slice text, size_t at)
{
    return at + 1 < text.len && text.ptr[at] == '\r' && text.ptr[at + 1] == '\n';
}

/* Steering points as \u009b, or as U+FFFD. */
static void
tame(struct buf *out, struct slice text, bool escape)
{
    struct buf mended = { 0 };
    cli_mend(&mended, text);
    text = buf_slice(&mended);
    for (size_t at = 0; at < text.len;) {
        size_t from = at, colour = colour_length(slice_part(text, at, text.len));
        bool steering = false;
        uint32_t point = 0;
        if (colour > 0)
            at += colour;
        else {
            point = utf8_next(text, &at);
            steering = is_steering(point) && !(escape && is_line_end(text, from));
        }
        if (steering && escape)
            buf_printf(out, "\\u%04x", (unsigned)point);
        else if (steering)
            utf8_add(out, 0xfffd);
        else
            buf_add_slice(out, slice_part(text, from, at));
    }
    buf_done(&mended);
}

void
cli_harmless(struct buf *out, struct slice text)
{
    tame(out, text, false);
}

void
cli_escaped(struct buf *out, struct slice text)
{
    tame(out, text, true);
}

static bool
write_all(struct slice text)
{
    if (fwrite(text.ptr, 1, text.len, stdout) == text.len && fflush(stdout) == 0)
        return true;
    cli_error("standard output: %s", strerror(errno));
    return false;
}

bool
cli_print(struct slice text)
{
    struct buf out = { 0 };
    cli_harmless(&out, text);
    bool written = write_all(buf_slice(&out));
    buf_done(&out);
    return written;
}

bool
cli_write(struct slice text)
{
    struct buf out = { 0 };
    if (!isatty(STDOUT_FILENO))
        return write_all(text);
    cli_escaped(&out, text);
    bool written = write_all(buf_slice(&out));
    buf_done(&out);
    return written;
}
