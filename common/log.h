/*
 * log: one line an event, to standard error.
 *
 *     info segment forwarded page=9f86d081884c7d659a2feaa0c55ad015 ms=12 articles=9
 *     level stage event page=... key=value ...
 *
 *     2018-01-09T08:30:00.123+08:00 info ...     when log_show_times was asked
 *
 * Safe to call from any thread; a line is written by one write(2).  Control
 * characters in values come out as \xNN, long lines are cut.  Never log page
 * text, keys, passwords or URLs that hold them.
 * Of one event at most 1000 lines a second are written; how many more there were is
 * told with the next.
 */
#ifndef PAGEWIRE_LOG_H
#define PAGEWIRE_LOG_H

#include "common/err.h"

#include <stdbool.h>

enum log_level { LOG_DEBUG_LEVEL, LOG_INFO_LEVEL, LOG_WARN_LEVEL, LOG_ERROR_LEVEL };

/* Sets the stage's name (borrowed, static) and the lowest level that is
 * printed; before this call stage is "pagewire" and level "info". */
void log_open(const char *stage, enum log_level lowest);

/* Whether lines begin with the time, as in 2018-01-09T08:30:00.123+08:00; where a journal has it,
 * they need not. */
void log_show_times(bool shown);

/* "debug", "info", "warn", "error"; false for others. */
bool log_level_find(const char *name, enum log_level *level);

/* page_id may be NULL.  format makes the `key=value` pairs; put values that
 * may hold blanks in double quotes.  NULL when there are none. */
void log_event(enum log_level level, const char *page_id, const char *event, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

#define log_debug(...) log_event(LOG_DEBUG_LEVEL, __VA_ARGS__)
#define log_info(...) log_event(LOG_INFO_LEVEL, __VA_ARGS__)
#define log_warn(...) log_event(LOG_WARN_LEVEL, __VA_ARGS__)
#define log_error(...) log_event(LOG_ERROR_LEVEL, __VA_ARGS__)

#endif
