#include "services/store/sql.h"

#include "common/clock.h"

#include "services/store/schema.h"

#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

int64_t
sql_clock(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- failures ---- */

/* Those that come from the data, not from disk, lock or clock. */
static bool
is_final(int code)
{
    return code == SQLITE_TOOBIG || code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH ||
           code == SQLITE_RANGE;
}

/* Those after which the file is fine. */
static bool
is_passing(int code)
{
    return code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE || code == SQLITE_BUSY ||
           code == SQLITE_LOCKED || code == SQLITE_FULL || code == SQLITE_INTERRUPT ||
           code == SQLITE_NOMEM || is_final(code);
}

int
sql_fail(struct sql *sql, struct err *err)
{
    int code = sqlite3_errcode(sql->db) & 0xff;
    if (code == SQLITE_INTERRUPT)
        return err_set(err, ERR_RETRY, "archive: the search took too long");
    return err_set(err, is_final(code) ? ERR_REJECT : ERR_RETRY, "archive: %s (%s)",
                   sqlite3_errmsg(sql->db), sqlite3_errstr(sqlite3_extended_errcode(sql->db)));
}

/* ---- opening ---- */

void
sql_close(struct sql *sql)
{
    for (int i = 0; i < sql->kept_count; i++)
        sqlite3_finalize(sql->kept[i].statement);
    sql->kept_count = 0;
    sql->snapshot = false;
    sqlite3_close(sql->db);
    sql->db = NULL;
}

static int
check_deadline(void *arg)
{
    const struct sql *sql = arg;
    return sql->deadline_ms != 0 && clock_ms() > sql->deadline_ms;
}

static int
set_up(struct sql *sql, struct err *err)
{
    /* a short wait for another process's lock: whoever calls waits and beats */
    sqlite3_busy_timeout(sql->db, 200);
    sqlite3_progress_handler(sql->db, 1000, check_deadline, sql);
    const char *pragmas = sql->writes
                              ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                "PRAGMA journal_size_limit = 67108864; PRAGMA foreign_keys = ON"
                              : "PRAGMA query_only = ON; PRAGMA cache_size = -16000";
    sql->deadline_ms = 0;
    if (sql->writes && schema_migrate(sql->db, err) != 0)
        return -1;
    if (sqlite3_exec(sql->db, pragmas, NULL, NULL, NULL) != SQLITE_OK)
        return sql_fail(sql, err);
    return schema_check(sql->db, err);
}

int
sql_open(struct sql *sql, struct err *err)
{
    if (sql->db != NULL)
        return 0;
    int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (sql->writes ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(sql->path, &sql->db, flags, NULL);
    if (code == SQLITE_OK && set_up(sql, err) == 0)
        return 0;
    if (code != SQLITE_OK)
        (void)err_set(err, ERR_RETRY, "archive: %s: %s", sql->path, sqlite3_errstr(code));
    sql_close(sql);
    return -1;
}

/* ---- statements ---- */

static sqlite3_stmt *
kept_statement(struct sql *sql, const char *text, struct err *err)
{
    int i = 0;
    while (i < sql->kept_count && sql->kept[i].text != text)
        i++;
    if (i < sql->kept_count) {
        sqlite3_reset(sql->kept[i].statement);
        return sql->kept[i].statement;
    }
    if (i == SQL_KEPT_MAX)
        die("more than %d statements are kept", SQL_KEPT_MAX);
    if (sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &sql->kept[i].statement,
                           NULL) != SQLITE_OK) {
        (void)sql_fail(sql, err);
        return NULL;
    }
    sql->kept[i].text = text;
    sql->kept_count++;
    return sql->kept[i].statement;
}

/* Binding fails only for want of memory or for what is too big; a step after
 * that would store NULL, which no column takes. */
static void
bind_text(sqlite3_stmt *s, int place, struct slice text)
{
    (void)sqlite3_bind_text64(s, place, text.len == 0 ? "" : text.ptr, text.len, SQLITE_STATIC,
                              SQLITE_UTF8);
}

static void
bind_all(sqlite3_stmt *s, const char *kinds, va_list args)
{
    for (int i = 0; kinds[i] != '\0'; i++)
        switch (kinds[i]) {
        case 't':
            bind_text(s, i + 1, va_arg(args, struct slice));
            break;
        case 'b': {
            struct slice bytes = va_arg(args, struct slice);
            (void)sqlite3_bind_blob64(s, i + 1, bytes.len == 0 ? "" : bytes.ptr, bytes.len,
                                      SQLITE_STATIC);
            break;
        }
        case 's':
            bind_text(s, i + 1, slice_from(va_arg(args, const char *)));
            break;
        case 'i':
            (void)sqlite3_bind_int64(s, i + 1, va_arg(args, int64_t));
            break;
        case 'd':
            (void)sqlite3_bind_double(s, i + 1, va_arg(args, double));
            break;
        default:
            die("no kind of parameter: %c", kinds[i]);
        }
}

static sqlite3_stmt *
bind_list(struct sql *sql, struct err *err, const char *text, const char *kinds, va_list args)
{
    sqlite3_stmt *s = kept_statement(sql, text, err);
    if (s != NULL)
        bind_all(s, kinds, args);
    return s;
}

sqlite3_stmt *
sql_bind(struct sql *sql, struct err *err, const char *text, const char *kinds, ...)
{
    va_list args;
    va_start(args, kinds);
    sqlite3_stmt *s = bind_list(sql, err, text, kinds, args);
    va_end(args);
    return s;
}

int
sql_step(struct sql *sql, sqlite3_stmt *s, struct err *err)
{
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        return 1;
    int result = code == SQLITE_DONE ? 0 : sql_fail(sql, err);
    sqlite3_reset(s);
    return result;
}

int
sql_run(struct sql *sql, struct err *err, const char *text, const char *kinds, ...)
{
    va_list args;
    va_start(args, kinds);
    sqlite3_stmt *s = bind_list(sql, err, text, kinds, args);
    va_end(args);
    int more = s == NULL ? -1 : 1;
    while (more == 1)
        more = sql_step(sql, s, err);
    return more;
}

int
sql_first(struct sql *sql, struct err *err, sqlite3_stmt **s, const char *text, const char *kinds,
          ...)
{
    va_list args;
    va_start(args, kinds);
    *s = bind_list(sql, err, text, kinds, args);
    va_end(args);
    return *s == NULL ? -1 : sql_step(sql, *s, err);
}

struct slice
sql_column(sqlite3_stmt *s, int place)
{
    const void *bytes = sqlite3_column_blob(s, place);
    return bytes == NULL ? SLICE_EMPTY
                         : (struct slice){ bytes, (size_t)sqlite3_column_bytes(s, place) };
}

int64_t
sql_integer(sqlite3_stmt *s, int place)
{
    return sqlite3_column_int64(s, place);
}

/* ---- reading and writing ---- */

static void
reset_kept(struct sql *sql)
{
    for (int i = 0; i < sql->kept_count; i++)
        sqlite3_reset(sql->kept[i].statement);
}

int
sql_begin_read(struct sql *sql, struct err *err)
{
    if (sql_open(sql, err) != 0)
        return -1;
    sql->deadline_ms = sql->limit_ms == 0 ? 0 : clock_ms() + sql->limit_ms;
    if (sql_run(sql, err, "BEGIN", "") != 0)
        return sql_end_read(sql, -1);
    sql->snapshot = true;
    return 0;
}

int
sql_end_read(struct sql *sql, int found)
{
    if (sql->db == NULL)
        return found;
    int code = found < 0 ? sqlite3_errcode(sql->db) & 0xff : SQLITE_OK;
    reset_kept(sql);
    sql->deadline_ms = 0;
    if (!sqlite3_get_autocommit(sql->db))
        (void)sql_run(sql, NULL, "COMMIT", "");
    sql->snapshot = false;
    if (!is_passing(code))
        sql_close(sql);
    return found;
}

int
sql_begin(struct sql *sql, struct err *err)
{
    if (sql_open(sql, err) != 0)
        return -1;
    sql->deadline_ms = 0;
    return sql_run(sql, err, "BEGIN IMMEDIATE", "") == 0 ? 0 : sql_end(sql, -1, err);
}

int
sql_end(struct sql *sql, int result, struct err *err)
{
    if (sql->db == NULL)
        return result;
    if (result == 0) {
        /* an answer not read to its end would keep the log from being emptied, for ever */
        reset_kept(sql);
        result = sql_run(sql, err, "COMMIT", "");
    }
    if (result == 0)
        return 0;
    int code = sqlite3_errcode(sql->db) & 0xff;
    reset_kept(sql);
    if (!sqlite3_get_autocommit(sql->db))
        (void)sqlite3_exec(sql->db, "ROLLBACK", NULL, NULL, NULL);
    /* on a full disk, the log's pages may fit into the file */
    if (code == SQLITE_FULL)
        (void)sqlite3_wal_checkpoint_v2(sql->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (!is_passing(code))
        sql_close(sql);
    return -1;
}

/* ---- statements that are made of parts ---- */

void
select_where(struct select *select, const char *condition, struct slice text)
{
    if (text.len == 0)
        return;
    if (select->count == (int)(sizeof select->texts / sizeof *select->texts))
        die("a statement has too many conditions");
    buf_printf(&select->sql, " AND %s", condition);
    select->texts[select->count++] = text;
}

sqlite3_stmt *
select_prepare(struct sql *sql, const struct select *select, struct err *err)
{
    sqlite3_stmt *s = NULL;
    struct buf text = { 0 };
    buf_add_slice(&text, buf_slice(&select->sql));
    if (sqlite3_prepare_v2(sql->db, buf_string(&text), -1, &s, NULL) != SQLITE_OK)
        (void)sql_fail(sql, err);
    buf_done(&text);
    for (int i = 0; s != NULL && i < select->count; i++)
        bind_text(s, i + 1, select->texts[i]);
    return s;
}
