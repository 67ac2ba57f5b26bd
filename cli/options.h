/*
 * options: what a command's line may say, a row for each option: its name, what it takes and where
 * that goes.
 */
#ifndef PAGEWIRE_CLI_OPTIONS_H
#define PAGEWIRE_CLI_OPTIONS_H

#include "cli/cli.h"

#include <stdbool.h>

enum takes {
    TAKES_END,      /* no option: the table ends */
    TAKES_NOTHING,  /* takes nothing; sets a bool */
    TAKES_TEXT,     /* const char * */
    TAKES_SLICE,    /* struct slice */
    TAKES_DATE,     /* 2018-01-09, 2018-01 or 2018; struct slice */
    TAKES_NUMBER,   /* least to most; long */
    TAKES_DURATION, /* 90s, 5m, 500ms, 2h; milliseconds, a long long */
    TAKES_COLOUR,   /* auto, always or never; struct term, which is made ready in any case */
    TAKES_OWN,      /* whatever its reader takes */
    TAKES_STOP,     /* no option: what follows the first argument is not read */
};

/* Reads a value into the target; -1 after a complaint (cli_usage). */
typedef int cli_option_read(const struct command *command, const char *value, void *target);

struct cli_option {
    const char *name; /* without the dashes */
    enum takes takes;
    void *target; /* NULL: the option is known and does nothing */
    long least, most;
    cli_option_read *read;
    char letter; /* -o and the like; 0: none */
};

/* The rows that many commands have, for a list of rows in braces. */
#define OPTIONS_COMMON(json, term)                                                                 \
    { "json", TAKES_NOTHING, json },                                                               \
    {                                                                                              \
        "color", TAKES_COLOUR, term                                                                \
    }

#define OPTIONS_END                                                                                \
    {                                                                                              \
        NULL, TAKES_END                                                                            \
    }
#define OPTIONS_STOP                                                                               \
    {                                                                                              \
        NULL, TAKES_STOP                                                                           \
    }

/* Reads the line and leaves optind at its first argument.  Returns -1 to go on, else the exit
 * status: --help was printed, or a mistake named.  Rows are until OPTIONS_END. */
int options_read(const struct command *command, int argc, char **argv,
                 const struct cli_option *options);

#endif
