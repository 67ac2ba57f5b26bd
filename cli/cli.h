/*
 * cli: what the subcommands of `pagewire` share.  Each is a file cmd_NAME.c with
 * one struct command; main.c holds the table.
 *
 * Results go to standard output, everything else to standard error.  Exit
 * status: 0 done, 1 something failed (and was named), 2 bad usage.
 */
#ifndef PAGEWIRE_CLI_H
#define PAGEWIRE_CLI_H

#include "cli/tongue.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/slice.h"

#include <getopt.h>
#include <stddef.h>

enum { STATUS_DONE, STATUS_FAILED, STATUS_USAGE };

struct command {
    const char *name;
    const char *summary; /* one line, for the overview */
    const char *help;    /* what --help prints: usage, options, examples */
    /* argv[0] is the command's name; returns the exit status. */
    int (*run)(const struct command *command, int argc, char **argv);
};

/* "pagewire: ..." on standard error, one line. */
void cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with the text of err; returns STATUS_FAILED. */
int cli_failed(const struct err *err);

/* Complains about the command line and points to --help; returns STATUS_USAGE.
 * format NULL: getopt_long has complained already. */
int cli_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints the help of a command; returns STATUS_DONE. */
int cli_help(const struct command *command);

/* Reads a number with a limit; -1 after a complaint as cli_usage makes it. */
int cli_number(const struct command *command, const char *option, const char *text, long least,
               long most, long *number);

/* Reads "90s", "5m", "500ms", "2h" as milliseconds; -1 likewise. */
int cli_duration(const struct command *command, const char *option, const char *text,
                 long long *ms);

/* Checks a day, month or year: 2018-01-09, 2018-01 or 2018; -1 likewise. */
int cli_date(const struct command *command, const char *option, const char *text);

/* Finds the format of --format (common/format); -1 after a complaint that lists them all. */
struct format;
int cli_format(const struct command *command, const char *name, const struct format **format);

/* Appends text as valid UTF-8: broken bytes become U+FFFD. */
void cli_mend(struct buf *out, struct slice text);

/* Appends text as a terminal may get it: control characters that would steer it (but our
 * own colours, line ends and tabs) and marks that turn the direction of writing become
 * U+FFFD. */
void cli_harmless(struct buf *out, struct slice text);

/* The same for JSON, which stays equal: as \u009b. */
void cli_escaped(struct buf *out, struct slice text);

/* cli_write for people: harmless.  cli_write is for JSON, and escapes for a terminal only. */
bool cli_print(struct slice text);

/* Writes all of it to standard output; false (after a message) when that is
 * closed or full. */
bool cli_write(struct slice text);

#endif
