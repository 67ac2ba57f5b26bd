/*
 * schema: the tables of the SQLite archive, and how older files become newer
 * ones.  The version is the file's user_version; application_id says that the
 * file is ours.
 */
#ifndef PAGEWIRE_STORE_SCHEMA_H
#define PAGEWIRE_STORE_SCHEMA_H

#include "common/err.h"

#include <sqlite3.h>

/* What takes a file from version i to i + 1. */
extern const char *const schema_steps[];
extern const int schema_version; /* of this program: the number of steps */

/* Brings the file up to schema_version, an empty one from nothing, each step in
 * a transaction.  REJECT: not ours, or newer. */
int schema_migrate(sqlite3 *db, struct err *err);

/* Whether the file is ours and of schema_version. */
int schema_check(sqlite3 *db, struct err *err);

#endif
