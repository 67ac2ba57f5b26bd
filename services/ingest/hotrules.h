/*
 * hotrules: what may be a hot folder, and what of it is taken.
 */
#ifndef PAGEWIRE_INGEST_HOTRULES_H
#define PAGEWIRE_INGEST_HOTRULES_H

#include "common/err.h"

#include <stdbool.h>
#include <stddef.h>

/* -1 and a REJECT for a place where files that nobody meant would be taken: /, /etc, a
 * home itself; one that holds the archive, the configuration or Redis's files, or whose folder
 * does.  One that is not there yet is good. */
int hotrules_place(const char *path, struct err *err);

/* Makes and opens the folder, with done/ and failed/ in it; *root is to be closed whenever it is
 * not -1 any more.  -1 also where hotrules_place says so, and where nothing may be written. */
int hotrules_open(const char *path, int *root, struct err *err);

/* Whether the name ends as one of the kinds (".txt"), in any case. */
bool hotrules_taken(const char *path, const char *const *kinds, size_t count);

/* Whether a folder's own name completes a date: paper/2018-01-09, paper/2018/01/09. */
bool hotrules_day(const char *path);

#endif
