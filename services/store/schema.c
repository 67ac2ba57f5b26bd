#include "services/store/schema.h"

#include <stddef.h>

enum { APPLICATION_ID = 0x50575231 }; /* "PWR1" */

/*
 * pages.seq is the place in the order of commits.  AUTOINCREMENT, so that no
 * place is ever given twice.  Records and originals are big: they stand apart, so
 * that lists do not read past them.  articles.id grows with seq, which makes it a
 * cursor, too.  article_index is the shadow described in words.h; it keeps no text
 * of its own.
 */
static const char step_1[] =
    "CREATE TABLE pages ("
    " seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    " id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),"
    " name TEXT NOT NULL, paper TEXT NOT NULL, date TEXT NOT NULL, number TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('current', 'superseded')),"
    " superseded_by TEXT,"
    " accepted_ms INTEGER NOT NULL, committed_ms INTEGER NOT NULL,"
    " encoding TEXT NOT NULL, damaged INTEGER NOT NULL,"
    " segment_version TEXT NOT NULL, enrich_version TEXT NOT NULL,"
    " articles INTEGER NOT NULL, result TEXT NOT NULL);"
    "CREATE INDEX pages_slot ON pages (paper, date, number);"
    "CREATE INDEX pages_date ON pages (date);"
    "CREATE TABLE originals (seq INTEGER PRIMARY KEY REFERENCES pages, bytes BLOB NOT NULL);"
    "CREATE TABLE records (seq INTEGER PRIMARY KEY REFERENCES pages, json TEXT NOT NULL);"
    "CREATE TABLE articles ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " seq INTEGER NOT NULL REFERENCES pages, number INTEGER NOT NULL,"
    " headline TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (seq, number));"
    "CREATE TABLE mentions ("
    " article INTEGER NOT NULL REFERENCES articles, start INTEGER NOT NULL,"
    " stop INTEGER NOT NULL, type TEXT NOT NULL, text TEXT NOT NULL, confidence REAL NOT NULL,"
    " PRIMARY KEY (article, start)) WITHOUT ROWID;"
    "CREATE INDEX mentions_text ON mentions (text, type);"
    "CREATE VIRTUAL TABLE article_index USING fts5 ("
    " words, people, places, organisations,"
    " content = '', columnsize = 0, prefix = '1', tokenize = 'unicode61');"
    "CREATE TABLE totals (pages INTEGER NOT NULL, articles INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL);"
    "INSERT INTO totals VALUES (0, 0, 0);";

const char *const schema_steps[] = { step_1 };
const int schema_version = sizeof schema_steps / sizeof *schema_steps;

static int
fail(sqlite3 *db, struct err *err)
{
    int code = sqlite3_errcode(db);
    return err_set(err, code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? ERR_REJECT : ERR_RETRY,
                   "archive: %s", sqlite3_errmsg(db));
}

static int
run(sqlite3 *db, const char *sql, struct err *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(db, err);
}

static int
read_integer(sqlite3 *db, const char *sql, int *value, struct err *err)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        return fail(db, err);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *value = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? 0 : fail(db, err);
}

/* *version is 0 for an empty file. */
static int
read_version(sqlite3 *db, int *version, struct err *err)
{
    int application = 0, tables = 0;
    if (read_integer(db, "PRAGMA application_id", &application, err) != 0 ||
        read_integer(db, "PRAGMA user_version", version, err) != 0 ||
        read_integer(db, "SELECT count(*) FROM sqlite_master", &tables, err) != 0)
        return -1;
    if (application == APPLICATION_ID ? *version < 1 : tables > 0 || *version != 0)
        return err_set(err, ERR_REJECT, "archive: the file is another program's");
    if (*version > schema_version)
        return err_set(err, ERR_REJECT,
                       "archive: a newer program made it (schema %d, this one knows %d)", *version,
                       schema_version);
    return 0;
}

static int
migrate_step(sqlite3 *db, int from, struct err *err)
{
    if (from < 0 || from >= schema_version)
        die("no step from schema %d", from);
    char *head = sqlite3_mprintf("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                 APPLICATION_ID, from + 1);
    int result = run(db, schema_steps[from], err);
    if (result == 0)
        result = run(db, head, err);
    sqlite3_free(head);
    return result;
}

int
schema_migrate(sqlite3 *db, struct err *err)
{
    int version = 0;
    if (read_version(db, &version, err) != 0)
        return -1;
    while (version < schema_version) {
        if (run(db, "BEGIN IMMEDIATE", err) != 0)
            return -1;
        /* again, now that nobody else can change it */
        if (read_version(db, &version, err) != 0 ||
            (version < schema_version && migrate_step(db, version, err) != 0) ||
            run(db, "COMMIT", err) != 0) {
            (void)run(db, "ROLLBACK", NULL);
            return -1;
        }
        version++;
    }
    return 0;
}

int
schema_check(sqlite3 *db, struct err *err)
{
    int version = 0;
    if (read_version(db, &version, err) != 0)
        return -1;
    return version == schema_version
               ? 0
               : err_set(err, ERR_RETRY, "archive: not of this program's schema yet (%d, not %d)",
                         version, schema_version);
}
