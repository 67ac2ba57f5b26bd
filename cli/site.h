/*
 * site: where a pipeline is.  `pagewire up` keeps everything in a state folder;
 * the other commands find the pipeline by that folder, by a configuration file
 * or by its endpoints.
 *
 *   STATE/lock           locked while `up` runs; holds its process id
 *   STATE/run            symbolic link to the runtime folder: sockets and run files.
 *                        It is elsewhere because a socket's path has at most 107 bytes
 *   STATE/pagewire.conf  written by `up` at each start
 *   STATE/log/           a file for each process
 *   STATE/archive.db     the archive; STATE/redis/ the ledger
 */
#ifndef PAGEWIRE_CLI_SITE_H
#define PAGEWIRE_CLI_SITE_H

#include "cli/cli.h"
#include "common/buf.h"
#include "common/err.h"

#include <stdbool.h>

/* What the command line said; NULL where it said nothing. */
struct site_options {
    const char *state, *config, *submit, *query, *edit, *keys;
};

/* Their rows (cli/options.h). */
#define OPTIONS_SITE(options)                                                                      \
    { "state", TAKES_TEXT, &(options)->state }, { "config", TAKES_TEXT, &(options)->config },      \
        { "submit-endpoint", TAKES_TEXT, &(options)->submit },                                     \
        { "query-endpoint", TAKES_TEXT, &(options)->query },                                       \
        { "edit-endpoint", TAKES_TEXT, &(options)->edit },                                         \
    {                                                                                              \
        "keys", TAKES_TEXT, &(options)->keys                                                       \
    }
#define HELP_SITE                                                                                  \
    "Which pipeline:\n"                                                                            \
    "  --state DIR              the one that 'pagewire up --state DIR' runs; default\n"            \
    "                           $PAGEWIRE_STATE, else ~/.local/state/pagewire\n"                   \
    "  --config FILE            the one that this file configures; default, when none runs\n"      \
    "                           there, /etc/pagewire/pagewire.conf\n"                              \
    "  --submit-endpoint ADDR   ingest's, --query-endpoint ADDR store's; both override\n"          \
    "  --keys DIR               CURVE keys for endpoints on other hosts\n"

struct site {
    struct buf state;               /* absolute path of the state folder; "" with a configuration */
    struct buf run;                 /* the runtime folder; "" when none is known */
    struct buf submit, query, edit; /* endpoints to connect to */
    struct buf keys;                /* "" for none */
    struct buf config;              /* the file that said so; "" when only endpoints were given */
};

/* -1 and a REJECT: there is something, and this user may not speak to it. */
int site_denied(const char *what, struct err *err);

/* Finds the pipeline.  -1 and a message that says what to do when none runs. */
int site_find(struct site *site, const struct site_options *options, struct err *err);
void site_done(struct site *site);

/* Appends the state folder's path: given, or by $PAGEWIRE_STATE, or
 * ~/.local/state/pagewire. */
int site_state_path(const char *given, struct buf *path, struct err *err);

/* Value of `key=` in a run file; -1 when file or key are missing. */
int run_file_value(const char *path, const char *key, struct buf *value);

#endif
