/*
 * sql: a connection to SQLite as the files of the archive use it: statements that
 * are prepared once and kept, bound in one call, and failures that become RETRY or
 * REJECT.  A connection that met a fault of its file is closed, and opened again by
 * the next sql_begin_read or sql_begin.
 */
#ifndef PAGEWIRE_STORE_SQL_H
#define PAGEWIRE_STORE_SQL_H

#include "common/buf.h"
#include "common/err.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum { SQL_KEPT_MAX = 160 };

struct sql {
    char *path;
    bool writes;
    sqlite3 *db; /* NULL while closed after a failure of the file */
    struct sql_kept {
        const char *text; /* a literal: its address is the key */
        sqlite3_stmt *statement;
    } kept[SQL_KEPT_MAX];
    int kept_count;
    int64_t limit_ms, deadline_ms; /* of reads; 0: none */
    bool snapshot;                 /* a read transaction is open */
};

/* Opens the file unless it is open. */
int sql_open(struct sql *sql, struct err *err);
void sql_close(struct sql *sql);

/* A kept statement of a literal, with its parameters bound: a letter of `kinds` and
 * a value for each, t struct slice, b the same as bytes, s const char *, i int64_t, d double. Texts
 * are borrowed until the next use.  NULL when it fails. */
sqlite3_stmt *sql_bind(struct sql *sql, struct err *err, const char *text, const char *kinds, ...);

/* The same run to its end: 0 or -1. */
int sql_run(struct sql *sql, struct err *err, const char *text, const char *kinds, ...);

/* The same up to its first row: 1 with *s at it, until the next use of the text; 0 none, -1. */
int sql_first(struct sql *sql, struct err *err, sqlite3_stmt **s, const char *text,
              const char *kinds, ...);

/* 1 for a row, 0 for the end, which resets it, or -1. */
int sql_step(struct sql *sql, sqlite3_stmt *s, struct err *err);

/* A column's bytes, borrowed until the statement moves on; "" for NULL. */
struct slice sql_column(sqlite3_stmt *s, int place);
int64_t sql_integer(sqlite3_stmt *s, int place);

/* Opens the file, starts the clock of a read and a snapshot for its statements. */
int sql_begin_read(struct sql *sql, struct err *err);

/* Ends it, whatever came of it, and gives `found` back; closes a faulty file. */
int sql_end_read(struct sql *sql, int found);

/* Opens the file and begins to write; and commits, or on a result of -1 takes all
 * back. */
int sql_begin(struct sql *sql, struct err *err);
int sql_end(struct sql *sql, int result, struct err *err);

/* Fills *err from what went wrong last; -1. */
int sql_fail(struct sql *sql, struct err *err);

int64_t sql_clock(void); /* ms since 1970 */

/* ---- statements that are made of parts ---- */

struct select {
    struct buf sql;
    struct slice texts[16];
    int count;
};

/* Appends " AND ", the condition, and binds text to its one ?; nothing when text is empty. */
void select_where(struct select *select, const char *condition, struct slice text);
sqlite3_stmt *select_prepare(struct sql *sql, const struct select *select, struct err *err);

#endif
