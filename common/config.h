/*
 * config: the settings of a program.  A table of options says which keys
 * exist; values come from, in this order,
 *
 *   the environment   PAGEWIRE_<KEY>, key in upper case (lists: blanks or commas between)
 *   the file          the daemon's own section, then the section "common"
 *   the table         the default
 *
 * The file is ZPL (zconfig): sections at the left margin, keys indented by
 * four blanks.  One file may serve all daemons.
 *
 *     common
 *         log_level = info
 *     segment
 *         upstream = tcp://ingest:7001
 *         upstream = ipc:///run/pagewire/ingest-*.hop
 *
 * A key given twice, or several words in one value, make a list.  A key or
 * section that no table knows is an error that names file, key and line.
 */
#ifndef PAGEWIRE_CONFIG_H
#define PAGEWIRE_CONFIG_H

#include "common/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
    OPTION_STRING,
    OPTION_NUMBER,   /* 12: decimal, not negative */
    OPTION_SIZE,     /* 64, 64K, 64M, 64G, also KB, KiB...: bytes, powers of 1024 */
    OPTION_DURATION, /* 500ms, 2s, 5m, 1h, 7d; only 0 needs no unit */
    OPTION_BOOL,     /* yes, no, true, false, 1, 0, on, off */
    OPTION_LIST,     /* words */
};

struct setting {
    const char *key;
    enum option_type type;
    const char *value; /* default as written in a file; NULL: must be given */
    const char *help;  /* one line, no final full stop */
    /* Of a number, size or duration, as written in a file; both must be given. */
    const char *least, *most;
    /* A default that follows another key of the section: where that is an ipc:// path, this one
     * is "<path>.<key without _endpoint>", so that several daemons of a host do not meet. */
    const char *beside;
};

/* The options of one section. */
struct option_table {
    const char *section; /* "ingest"; "common" for those that every daemon has */
    const struct setting *options;
    size_t count;
};

/* Every table of Pagewire, "common" first: the list is in services/options.c, the daemons' own
 * tables in services/<name>/options.c as `const struct option_table <name>_options`. */
extern const struct option_table *const option_tables[];
extern const size_t option_table_count;

struct config;

/* Reads the values for `section` and checks all of the file, other daemons'
 * sections included.  file may be NULL.  Returns 0 and *config, which the
 * caller frees; -1 and a REJECT that names file, key and line (or the
 * environment variable) when something is unknown, malformed or missing. */
int config_load(struct config **config, const char *section, const char *file,
                const struct option_table *const *tables, size_t table_count, struct err *err);
void config_free(struct config *config);

/* Checks a file with Pagewire's own tables for every daemon that it has a
 * section for (for `pagewire check-config`), without the environment. */
int config_check(const char *file, struct err *err);

/* The same for all mistakes: tell is called with each. */
void config_faults(const char *file, void (*tell)(void *arg, const char *fault), void *arg);

/* As config_load with Pagewire's tables, without the environment. */
int config_load_file(struct config **config, const char *section, const char *file,
                     struct err *err);

/* Whether the file has such a section. */
bool config_has_section(const char *file, const char *section);

/* Makes *err say "FILE:LINE: section SECTION, key KEY: FAULT"; the key may stand in the section
 * "common".  Returns -1. */
int config_fault(const char *file, const char *section, const char *key, const char *fault,
                 struct err *err);

/* The value of a key.  Asking for a key that the tables lack, or for the wrong
 * type, aborts.  Strings and lists are borrowed from the config. */
const char *config_string(const struct config *config, const char *key); /* "" when empty */
uint64_t config_number(const struct config *config, const char *key);
size_t config_size(const struct config *config, const char *key);
int64_t config_duration(const struct config *config, const char *key); /* ms */
bool config_bool(const struct config *config, const char *key);
const char *const *config_list(const struct config *config, const char *key, size_t *count);

/* Prints the options of a section and "common", with defaults and help, to
 * standard output: for -h and the manual. */
void config_help(const char *section, const struct option_table *const *tables, size_t table_count);

#endif
