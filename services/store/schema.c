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

/*
 * From "committed once" to a page that has results, of which one is current.
 *
 * records is keyed by result from now on; the results of pages that are there get
 * their page's seq, so that records, which are big, stay where they are.  Only what
 * SQLite remembers of the two tables' constraints is rewritten, which its manual
 * allows (lang_altertable, 7).  records holds the JSON of a result, the current
 * one's articles are in articles.
 *
 * names are canonical, with the code of a place and of what a site lies in; the
 * count is of articles that can be found.  A page's state 'withdrawn' and the rows of
 * withdrawals say the same; rows with an article above 0 are of single articles.
 */
static const char step_2[] =
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql, '''superseded''', '''superseded'', ''withdrawn''')"
    " WHERE name = 'pages';"
    "UPDATE sqlite_schema SET sql = 'CREATE TABLE records"
    " (result INTEGER PRIMARY KEY REFERENCES results, json TEXT NOT NULL)' WHERE name = 'records';"
    "PRAGMA writable_schema = RESET;"

    "CREATE TABLE results ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL REFERENCES pages,"
    " number INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('program', 'person')),"
    " segment_version TEXT NOT NULL, enrich_version TEXT NOT NULL, model TEXT NOT NULL,"
    " who TEXT NOT NULL, why TEXT NOT NULL, made_ms INTEGER NOT NULL, hash TEXT NOT NULL,"
    " UNIQUE (seq, number));"
    "INSERT INTO results SELECT seq, seq, 1, 'program', segment_version, enrich_version, '', '', "
    "'',"
    " committed_ms, result FROM pages ORDER BY seq;"
    "ALTER TABLE pages ADD COLUMN current_result INTEGER NOT NULL DEFAULT 0;"
    "UPDATE pages SET current_result = seq;"

    "CREATE TABLE withdrawals ("
    " seq INTEGER NOT NULL REFERENCES pages, article INTEGER NOT NULL,"
    " who TEXT NOT NULL, why TEXT NOT NULL, time_ms INTEGER NOT NULL,"
    " PRIMARY KEY (seq, article)) WITHOUT ROWID;"
    "CREATE TABLE absents ("
    " paper TEXT NOT NULL, date TEXT NOT NULL, number TEXT NOT NULL,"
    " who TEXT NOT NULL, why TEXT NOT NULL, time_ms INTEGER NOT NULL,"
    " UNIQUE (paper, date, number));"

    "CREATE TABLE changes ("
    " sequence INTEGER PRIMARY KEY AUTOINCREMENT, change TEXT NOT NULL, time_ms INTEGER NOT NULL,"
    " seq INTEGER NOT NULL REFERENCES pages, article INTEGER NOT NULL, result INTEGER NOT NULL,"
    " by TEXT NOT NULL, why TEXT NOT NULL);"
    "INSERT INTO changes (change, time_ms, seq, article, result, by, why)"
    " SELECT change, time_ms, seq, 0, 1, by, '' FROM ("
    "  SELECT 'committed' AS change, committed_ms AS time_ms, seq, '' AS by, seq AS place, 1 AS "
    "rank"
    "  FROM pages UNION ALL"
    "  SELECT 'superseded', max(old.committed_ms, new.committed_ms), old.seq, new.id,"
    "  max(old.seq, new.seq), 2 FROM pages AS old JOIN pages AS new ON new.id = old.superseded_by"
    " ) ORDER BY place, rank;"

    "ALTER TABLE articles ADD COLUMN confidence REAL NOT NULL DEFAULT 1;"
    "UPDATE articles SET confidence = f.confidence FROM ("
    " SELECT records.result AS seq, json_extract(a.value, '$.article') AS number,"
    " coalesce(json_extract(a.value, '$.confidence'), 1) AS confidence"
    " FROM records, json_each(records.json, '$.articles') AS a) AS f"
    " WHERE articles.seq = f.seq AND articles.number = f.number;"

    "CREATE TABLE names ("
    " id INTEGER PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL,"
    " place TEXT NOT NULL, articles INTEGER NOT NULL, UNIQUE (name, type, code, place));"
    "CREATE INDEX names_code ON names (code) WHERE code <> '';"
    "CREATE INDEX names_place ON names (place) WHERE place <> '';"
    "CREATE TABLE article_names ("
    " article INTEGER NOT NULL, name INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (article, name)) WITHOUT ROWID;"
    "CREATE INDEX article_names_name ON article_names (name, article);"
    "INSERT INTO names (type, name, code, place, articles)"
    " SELECT type, text, '', '', 0 FROM mentions WHERE text <> '' UNION"
    " SELECT 'PER', json_extract(b.value, '$.name'), '', '', 0 FROM records,"
    " json_each(records.json, '$.articles') AS a, json_each(a.value, '$.authors') AS b"
    " WHERE json_extract(b.value, '$.name') <> '';"
    "INSERT INTO article_names SELECT article, names.id, count(*) FROM mentions"
    " JOIN names ON names.name = mentions.text AND names.type = mentions.type GROUP BY 1, 2;"
    "INSERT OR IGNORE INTO article_names SELECT articles.id, names.id, 1 FROM records,"
    " json_each(records.json, '$.articles') AS a, json_each(a.value, '$.authors') AS b"
    " JOIN articles ON articles.seq = records.result"
    " AND articles.number = json_extract(a.value, '$.article')"
    " JOIN names ON names.name = json_extract(b.value, '$.name') AND names.type = 'PER';"
    "UPDATE names SET articles = (SELECT count(*) FROM article_names"
    " JOIN articles ON articles.id = article_names.article JOIN pages USING (seq)"
    " WHERE article_names.name = names.id AND pages.state = 'current');"

    "CREATE TABLE tokens ("
    " name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL,"
    " made_ms INTEGER NOT NULL, who TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE hooks ("
    " id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, filter TEXT NOT NULL,"
    " cursor INTEGER NOT NULL, failures INTEGER NOT NULL, retry_ms INTEGER NOT NULL,"
    " why TEXT NOT NULL, made_ms INTEGER NOT NULL, who TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE hook_dead ("
    " hook TEXT NOT NULL, sequence INTEGER NOT NULL, time_ms INTEGER NOT NULL, why TEXT NOT NULL,"
    " PRIMARY KEY (hook, sequence)) WITHOUT ROWID;"
    "CREATE TABLE leases ("
    " name TEXT PRIMARY KEY, holder TEXT NOT NULL, until_ms INTEGER NOT NULL,"
    " fence INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE audit ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, time_ms INTEGER NOT NULL, who TEXT NOT NULL,"
    " action TEXT NOT NULL, page_id TEXT NOT NULL, article INTEGER NOT NULL,"
    " why TEXT NOT NULL, detail TEXT NOT NULL);";

/* The bytes of a file of several pages are kept once; such a page has no row in originals. */
static const char step_3[] =
    "CREATE TABLE files (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL);"
    "ALTER TABLE pages ADD COLUMN file TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE pages ADD COLUMN file_page INTEGER NOT NULL DEFAULT 0;";

/* What a webhook is sent, and how. */
static const char step_4[] = "ALTER TABLE hooks ADD COLUMN profile TEXT NOT NULL DEFAULT '';";

/* A paper's pages in the order of commit, and a day's with their state, without a look at each. */
static const char step_5[] = "CREATE INDEX pages_paper ON pages (paper);"
                             "DROP INDEX pages_date;"
                             "CREATE INDEX pages_date ON pages (date, state);";

/* What searches keep of each article in memory (facts.h), so that a start need not read the texts.
 */
static const char step_6[] =
    "CREATE TABLE facts ("
    " article INTEGER PRIMARY KEY REFERENCES articles, seq INTEGER NOT NULL,"
    " number INTEGER NOT NULL, confidence REAL NOT NULL,"
    " head INTEGER NOT NULL, length INTEGER NOT NULL);"
    "INSERT INTO facts SELECT id, seq, number, confidence, length(headline), length(text)"
    " FROM articles ORDER BY id;";

const char *const schema_steps[] = { step_1, step_2, step_3, step_4, step_5, step_6 };
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
