#include "cli/cli.h"

#include "common/pathmeta.h"
#include "common/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
complain(const char *format, va_list args)
{
    fputs("pagewire: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
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
    fprintf(stderr, "Try 'pagewire %s --help'.\n", command->name);
    return STATUS_USAGE;
}

int
cli_help(const struct command *command)
{
    fputs(command->help, stdout);
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

bool
cli_write(struct slice text)
{
    if (fwrite(text.ptr, 1, text.len, stdout) == text.len && fflush(stdout) == 0)
        return true;
    cli_error("standard output: %s", strerror(errno));
    return false;
}
