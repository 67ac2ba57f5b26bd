#include "services/store/archive.h"

#include "common/fault.h"
#include "common/pageid.h"
#include "services/store/schema.h"
#include "services/store/snippet.h"
#include "services/store/words.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Statements that are prepared once and kept. */
enum sql {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_FIND,
    SQL_FIND_SLOT,
    SQL_INSERT_PAGE,
    SQL_SUPERSEDE,
    SQL_INSERT_ORIGINAL,
    SQL_INSERT_RECORD,
    SQL_INSERT_ARTICLE,
    SQL_INSERT_MENTION,
    SQL_INSERT_INDEX,
    SQL_ADD_TOTALS,
    SQL_PREFIX,
    SQL_RECORD,
    SQL_ORIGINAL,
    SQL_TOTALS,
    SQL_COUNT
};

static const char *const sql_texts[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_FIND] = "SELECT seq, result, state FROM pages WHERE id = ?1",
    [SQL_FIND_SLOT] = "SELECT seq, accepted_ms, id FROM pages"
                      " WHERE paper = ?1 AND date = ?2 AND number = ?3 AND state = 'current'",
    [SQL_INSERT_PAGE] =
        "INSERT INTO pages (id, name, paper, date, number, state, superseded_by, accepted_ms,"
        " committed_ms, encoding, damaged, segment_version, enrich_version, articles, result)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    [SQL_SUPERSEDE] = "UPDATE pages SET state = 'superseded', superseded_by = ?2 WHERE seq = ?1",
    [SQL_INSERT_ORIGINAL] = "INSERT INTO originals (seq, bytes) VALUES (?1, ?2)",
    [SQL_INSERT_RECORD] = "INSERT INTO records (seq, json) VALUES (?1, ?2)",
    [SQL_INSERT_ARTICLE] =
        "INSERT INTO articles (seq, number, headline, text) VALUES (?1, ?2, ?3, ?4)",
    [SQL_INSERT_MENTION] = "INSERT INTO mentions (article, start, stop, type, text, confidence)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_INSERT_INDEX] = "INSERT INTO article_index (rowid, words, people, places, organisations)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_ADD_TOTALS] = "UPDATE totals SET pages = pages + 1, articles = articles + ?1,"
                       " bytes = bytes + ?2",
    [SQL_PREFIX] = "SELECT id FROM pages WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2",
    [SQL_RECORD] = "SELECT json FROM records JOIN pages USING (seq) WHERE id = ?1",
    [SQL_ORIGINAL] = "SELECT bytes FROM originals JOIN pages USING (seq) WHERE id = ?1",
    [SQL_TOTALS] = "SELECT pages, articles, bytes FROM totals",
};

struct archive {
    char *path;
    enum archive_mode mode;
    sqlite3 *db; /* NULL while closed after a failure of the file */
    sqlite3_stmt *statements[SQL_COUNT];
    int64_t limit_ms, deadline_ms; /* of reads; 0: none */
};

static int64_t
clock_ms(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
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

static int
fail(struct archive *archive, struct err *err)
{
    int code = sqlite3_errcode(archive->db) & 0xff;
    if (code == SQLITE_INTERRUPT)
        return err_set(err, ERR_RETRY, "archive: the search took too long");
    return err_set(err, is_final(code) ? ERR_REJECT : ERR_RETRY, "archive: %s (%s)",
                   sqlite3_errmsg(archive->db),
                   sqlite3_errstr(sqlite3_extended_errcode(archive->db)));
}

static void
close_file(struct archive *archive)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(archive->statements[i]);
        archive->statements[i] = NULL;
    }
    sqlite3_close(archive->db);
    archive->db = NULL;
}

/* ---- opening ---- */

static int
check_deadline(void *arg)
{
    const struct archive *archive = arg;
    return archive->deadline_ms != 0 && clock_ms(CLOCK_MONOTONIC) > archive->deadline_ms;
}

static int
set_up(struct archive *archive, struct err *err)
{
    sqlite3 *db = archive->db;
    bool writes = archive->mode == ARCHIVE_WRITE;
    /* a short wait for another process's lock: whoever calls waits and beats */
    sqlite3_busy_timeout(db, 200);
    sqlite3_progress_handler(db, 1000, check_deadline, archive);
    const char *pragmas = writes ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA journal_size_limit = 67108864; PRAGMA foreign_keys = ON"
                                 : "PRAGMA query_only = ON";
    if (writes && schema_migrate(db, err) != 0)
        return -1;
    if (sqlite3_exec(db, pragmas, NULL, NULL, NULL) != SQLITE_OK)
        return fail(archive, err);
    return schema_check(db, err);
}

static int
open_file(struct archive *archive, struct err *err)
{
    if (archive->db != NULL)
        return 0;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE |
                (archive->mode == ARCHIVE_WRITE ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(archive->path, &archive->db, flags, NULL);
    if (code == SQLITE_OK && set_up(archive, err) == 0)
        return 0;
    if (code != SQLITE_OK)
        (void)err_set(err, ERR_RETRY, "archive: %s: %s", archive->path, sqlite3_errstr(code));
    close_file(archive);
    return -1;
}

int
archive_open(struct archive **archive, const char *path, enum archive_mode mode, struct err *err)
{
    struct archive *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->path = slice_dup(slice_from(path));
    made->mode = mode;
    if (open_file(made, err) != 0) {
        archive_close(made);
        return -1;
    }
    *archive = made;
    return 0;
}

void
archive_close(struct archive *archive)
{
    if (archive == NULL)
        return;
    close_file(archive);
    free(archive->path);
    free(archive);
}

void
archive_limit(struct archive *archive, int64_t ms)
{
    archive->limit_ms = ms;
}

/* ---- statements ---- */

/* A kept statement, ready to bind; NULL when it cannot be prepared. */
static sqlite3_stmt *
statement(struct archive *archive, enum sql which, struct err *err)
{
    sqlite3_stmt **kept = &archive->statements[which];
    if (*kept == NULL && sqlite3_prepare_v3(archive->db, sql_texts[which], -1,
                                            SQLITE_PREPARE_PERSISTENT, kept, NULL) != SQLITE_OK) {
        (void)fail(archive, err);
        return NULL;
    }
    sqlite3_reset(*kept);
    return *kept;
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
bind_integer(sqlite3_stmt *s, int place, int64_t value)
{
    (void)sqlite3_bind_int64(s, place, value);
}

/* Runs a statement that gives no rows. */
static int
run(struct archive *archive, sqlite3_stmt *s, struct err *err)
{
    int code = sqlite3_step(s);
    int result = code == SQLITE_DONE ? 0 : fail(archive, err);
    sqlite3_reset(s);
    return result;
}

static int
run_sql(struct archive *archive, enum sql which, struct err *err)
{
    sqlite3_stmt *s = statement(archive, which, err);
    return s == NULL ? -1 : run(archive, s, err);
}

/* 1 for a row, 0 for the end. */
static int
step(struct archive *archive, sqlite3_stmt *s, struct err *err)
{
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : fail(archive, err);
}

/* Borrowed until the statement moves on. */
static struct slice
column(sqlite3_stmt *s, int place)
{
    const void *bytes = sqlite3_column_blob(s, place);
    return bytes == NULL ? SLICE_EMPTY
                         : (struct slice){ bytes, (size_t)sqlite3_column_bytes(s, place) };
}

/* ---- committing ---- */

/* Whether the page is there.  1, 0 or -1. */
static int
find_present(struct archive *archive, struct archive_item *item, struct slice result,
             struct err *err)
{
    sqlite3_stmt *s = statement(archive, SQL_FIND, err);
    if (s == NULL)
        return -1;
    bind_text(s, 1, item->page->id);
    int found = step(archive, s, err);
    if (found == 1)
        item->fate = slice_equal(column(s, 1), result) ? ARCHIVE_SAME : ARCHIVE_DIFFERENT;
    sqlite3_reset(s);
    return found;
}

/* Settles which of two pages of one slot is current: marks the one that is there
 * as superseded, or fills `by` with its id when it was accepted later. */
static int
settle_slot(struct archive *archive, const struct archive_item *item, char by[33], struct err *err)
{
    const struct page *page = item->page;
    by[0] = '\0';
    if (page->paper.len == 0 || page->date.len == 0 || page->number.len == 0)
        return 0;
    sqlite3_stmt *find = statement(archive, SQL_FIND_SLOT, err);
    if (find == NULL)
        return -1;
    bind_text(find, 1, page->paper);
    bind_text(find, 2, page->date);
    bind_text(find, 3, page->number);
    int found = step(archive, find, err);
    int64_t seq = sqlite3_column_int64(find, 0);
    bool later = found == 1 && sqlite3_column_int64(find, 1) > item->accepted_ms;
    if (later)
        memcpy(by, column(find, 2).ptr, 33); /* SQLite ends it with a NUL */
    sqlite3_reset(find);
    if (found != 1 || later)
        return found < 0 ? -1 : 0;
    sqlite3_stmt *supersede = statement(archive, SQL_SUPERSEDE, err);
    if (supersede == NULL)
        return -1;
    bind_integer(supersede, 1, seq);
    bind_text(supersede, 2, page->id);
    return run(archive, supersede, err);
}

static int
insert_page(struct archive *archive, const struct archive_item *item, struct slice result,
            int64_t *seq, struct err *err)
{
    const struct page *page = item->page;
    char by[33];
    if (settle_slot(archive, item, by, err) != 0)
        return -1;
    sqlite3_stmt *s = statement(archive, SQL_INSERT_PAGE, err);
    if (s == NULL)
        return -1;
    bind_text(s, 1, page->id);
    bind_text(s, 2, page->name);
    bind_text(s, 3, page->paper);
    bind_text(s, 4, page->date);
    bind_text(s, 5, page->number);
    bind_text(s, 6, slice_from(page_state_name(by[0] ? PAGE_SUPERSEDED : PAGE_CURRENT)));
    if (by[0] != '\0')
        bind_text(s, 7, slice_from(by));
    else
        (void)sqlite3_bind_null(s, 7);
    bind_integer(s, 8, item->accepted_ms);
    bind_integer(s, 9, clock_ms(CLOCK_REALTIME));
    bind_text(s, 10, page->encoding);
    bind_integer(s, 11, page->damaged);
    bind_text(s, 12, page->segment_version);
    bind_text(s, 13, page->enrich_version);
    bind_integer(s, 14, (int64_t)page->article_count);
    bind_text(s, 15, result);
    if (run(archive, s, err) != 0)
        return -1;
    *seq = sqlite3_last_insert_rowid(archive->db);
    return 0;
}

static int
insert_bytes(struct archive *archive, enum sql which, int64_t seq, struct slice bytes,
             struct err *err)
{
    sqlite3_stmt *s = statement(archive, which, err);
    if (s == NULL)
        return -1;
    bind_integer(s, 1, seq);
    if (which == SQL_INSERT_RECORD)
        bind_text(s, 2, bytes);
    else
        (void)sqlite3_bind_blob64(s, 2, bytes.len == 0 ? "" : bytes.ptr, bytes.len, SQLITE_STATIC);
    return run(archive, s, err);
}

static int
insert_mentions(struct archive *archive, int64_t id, const struct article *article, struct err *err)
{
    for (size_t i = 0; i < article->mention_count; i++) {
        const struct mention *mention = &article->mentions[i];
        sqlite3_stmt *s = statement(archive, SQL_INSERT_MENTION, err);
        if (s == NULL)
            return -1;
        bind_integer(s, 1, id);
        bind_integer(s, 2, mention->start);
        bind_integer(s, 3, mention->end);
        bind_text(s, 4, slice_from(mention_type_name(mention->type)));
        bind_text(s, 5, mention->text);
        (void)sqlite3_bind_double(s, 6, mention->confidence);
        if (run(archive, s, err) != 0)
            return -1;
    }
    return 0;
}

static int
insert_index(struct archive *archive, int64_t id, const struct article *article, struct slice text,
             struct err *err)
{
    sqlite3_stmt *s = statement(archive, SQL_INSERT_INDEX, err);
    if (s == NULL)
        return -1;
    struct buf words = { 0 }, names[MENTION_TYPE_COUNT] = { 0 };
    words_shadow(text, &words);
    for (size_t i = 0; i < article->author_count; i++)
        words_shadow_name(article->authors[i].name, &names[MENTION_PER]);
    for (size_t i = 0; i < article->mention_count; i++)
        words_shadow_name(article->mentions[i].text, &names[article->mentions[i].type]);
    bind_integer(s, 1, id);
    bind_text(s, 2, buf_slice(&words));
    bind_text(s, 3, buf_slice(&names[MENTION_PER]));
    bind_text(s, 4, buf_slice(&names[MENTION_LOC]));
    bind_text(s, 5, buf_slice(&names[MENTION_ORG]));
    int result = run(archive, s, err);
    buf_done(&words);
    for (int i = 0; i < MENTION_TYPE_COUNT; i++)
        buf_done(&names[i]);
    return result;
}

/* All that can be searched in an article, a line a passage. */
static void
article_text(const struct article *article, struct buf *text)
{
    for (size_t i = 0; i < article->passage_count; i++) {
        if (text->len > 0)
            buf_add_char(text, '\n');
        buf_add_slice(text, article->passages[i].text);
    }
    for (size_t i = 0; i < article->author_count; i++) {
        buf_add_char(text, '\n');
        buf_add_slice(text, article->authors[i].name);
        buf_add_char(text, ' ');
        buf_add_slice(text, article->authors[i].affiliation);
    }
}

static int
insert_article(struct archive *archive, int64_t seq, const struct article *article, struct err *err)
{
    const struct passage *headline = article_passage(article, ROLE_HEADLINE);
    if (headline == NULL)
        headline = article_passage(article, ROLE_KICKER);
    sqlite3_stmt *s = statement(archive, SQL_INSERT_ARTICLE, err);
    if (s == NULL)
        return -1;
    struct buf text = { 0 };
    article_text(article, &text);
    bind_integer(s, 1, seq);
    bind_integer(s, 2, article->number);
    bind_text(s, 3, headline == NULL ? SLICE_EMPTY : headline->text);
    bind_text(s, 4, buf_slice(&text));
    int result = run(archive, s, err);
    int64_t id = sqlite3_last_insert_rowid(archive->db);
    if (result == 0)
        result = insert_mentions(archive, id, article, err);
    if (result == 0)
        result = insert_index(archive, id, article, buf_slice(&text), err);
    buf_done(&text);
    return result;
}

static int
add_totals(struct archive *archive, const struct archive_item *item, struct err *err)
{
    sqlite3_stmt *s = statement(archive, SQL_ADD_TOTALS, err);
    if (s == NULL)
        return -1;
    bind_integer(s, 1, (int64_t)item->page->article_count);
    bind_integer(s, 2, (int64_t)item->original.len);
    return run(archive, s, err);
}

static int
commit_item(struct archive *archive, struct archive_item *item, struct err *err)
{
    int64_t seq;
    char result[33];
    page_id_make(result, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, item->record); /* its hash */
    int found = fault_switch("NO_UPSERT", "store") /* wrong on purpose */
                    ? 0
                    : find_present(archive, item, slice_from(result), err);
    if (found != 0)
        return found < 0 ? -1 : 0;
    if (insert_page(archive, item, slice_from(result), &seq, err) != 0 ||
        insert_bytes(archive, SQL_INSERT_ORIGINAL, seq, item->original, err) != 0 ||
        insert_bytes(archive, SQL_INSERT_RECORD, seq, item->record, err) != 0)
        return -1;
    for (size_t i = 0; i < item->page->article_count; i++)
        if (insert_article(archive, seq, &item->page->articles[i], err) != 0)
            return -1;
    item->fate = ARCHIVE_NEW;
    return add_totals(archive, item, err);
}

/* After a failure: back to before the transaction.  A connection that met a
 * fault of the file is closed, and opened again by the next call. */
static void
roll_back(struct archive *archive)
{
    int code = sqlite3_errcode(archive->db) & 0xff;
    if (!sqlite3_get_autocommit(archive->db))
        (void)sqlite3_exec(archive->db, "ROLLBACK", NULL, NULL, NULL);
    /* on a full disk, the log's pages may fit into the file */
    if (code == SQLITE_FULL)
        (void)sqlite3_wal_checkpoint_v2(archive->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (code != SQLITE_BUSY && code != SQLITE_FULL && !is_final(code))
        close_file(archive);
}

int
archive_commit(struct archive *archive, struct archive_item *items, size_t count, struct err *err)
{
    if (open_file(archive, err) != 0)
        return -1;
    archive->deadline_ms = 0;
    int result = run_sql(archive, SQL_BEGIN, err);
    for (size_t i = 0; i < count && result == 0; i++)
        result = commit_item(archive, &items[i], err);
    if (result == 0)
        result = run_sql(archive, SQL_COMMIT, err);
    if (result != 0)
        roll_back(archive);
    return result;
}

/* ---- reading one page ---- */

/* A kept statement for a read with one text bound. */
static sqlite3_stmt *
begin_read(struct archive *archive, enum sql which, struct slice text, struct err *err)
{
    if (open_file(archive, err) != 0)
        return NULL;
    archive->deadline_ms =
        archive->limit_ms == 0 ? 0 : clock_ms(CLOCK_MONOTONIC) + archive->limit_ms;
    sqlite3_stmt *s = statement(archive, which, err);
    if (s != NULL && text.ptr != NULL)
        bind_text(s, 1, text);
    return s;
}

static void
copy_id(sqlite3_stmt *s, int place, char id[33])
{
    struct slice text = column(s, place);
    size_t len = text.len < 32 ? text.len : 32;
    memcpy(id, text.ptr, len);
    id[len] = '\0';
}

int
archive_find(struct archive *archive, struct slice prefix, char id[33], struct err *err)
{
    sqlite3_stmt *s = begin_read(archive, SQL_PREFIX, prefix, err);
    if (s == NULL)
        return -1;
    int found = step(archive, s, err);
    if (found == 1) {
        copy_id(s, 0, id);
        int more = step(archive, s, err);
        if (more == 1)
            (void)err_set(err, ERR_REJECT, "the ids of several pages begin with %.*s",
                          SLICE_ARGS(prefix));
        found = more == 0 ? 1 : -1;
    }
    sqlite3_reset(s);
    return found;
}

int
archive_find_slot(struct archive *archive, struct slice paper, struct slice date,
                  struct slice number, char id[33], struct err *err)
{
    sqlite3_stmt *s = begin_read(archive, SQL_FIND_SLOT, paper, err);
    if (s == NULL)
        return -1;
    bind_text(s, 2, date);
    bind_text(s, 3, number);
    int found = step(archive, s, err);
    if (found == 1)
        copy_id(s, 2, id);
    sqlite3_reset(s);
    return found;
}

int
archive_state(struct archive *archive, struct slice id, enum page_state *state, struct err *err)
{
    sqlite3_stmt *s = begin_read(archive, SQL_FIND, id, err);
    if (s == NULL)
        return -1;
    int found = step(archive, s, err);
    *state = PAGE_ANY;
    if (found == 1)
        (void)page_state_find(column(s, 2), state);
    sqlite3_reset(s);
    return found < 0 ? -1 : 0;
}

int
archive_result(struct archive *archive, struct slice id, char hash[33], struct err *err)
{
    sqlite3_stmt *s = begin_read(archive, SQL_FIND, id, err);
    if (s == NULL)
        return -1;
    int found = step(archive, s, err);
    if (found == 1)
        copy_id(s, 1, hash);
    sqlite3_reset(s);
    return found;
}

static int
read_bytes(struct archive *archive, enum sql which, struct slice id, struct buf *bytes,
           struct err *err)
{
    sqlite3_stmt *s = begin_read(archive, which, id, err);
    if (s == NULL)
        return -1;
    int found = step(archive, s, err);
    if (found == 1)
        buf_add_slice(bytes, column(s, 0));
    sqlite3_reset(s);
    return found;
}

int
archive_record(struct archive *archive, struct slice id, struct buf *record, struct err *err)
{
    return read_bytes(archive, SQL_RECORD, id, record, err);
}

int
archive_original(struct archive *archive, struct slice id, struct buf *bytes, struct err *err)
{
    return read_bytes(archive, SQL_ORIGINAL, id, bytes, err);
}

int
archive_totals(struct archive *archive, int64_t *pages, int64_t *articles, int64_t *bytes,
               struct err *err)
{
    sqlite3_stmt *s = begin_read(archive, SQL_TOTALS, (struct slice){ 0 }, err);
    if (s == NULL)
        return -1;
    int found = step(archive, s, err);
    if (found == 1) {
        *pages = sqlite3_column_int64(s, 0);
        *articles = sqlite3_column_int64(s, 1);
        *bytes = sqlite3_column_int64(s, 2);
    }
    sqlite3_reset(s);
    return found < 0 ? -1 : 0;
}

/* ---- reading many ---- */

/* A SELECT that is put together: text, and what is bound to its ?s in turn. */
struct select {
    struct buf sql;
    struct slice texts[16];
    int count;
};

static void
select_where(struct select *select, const char *condition, struct slice text)
{
    if (text.len == 0)
        return;
    buf_printf(&select->sql, " AND %s", condition);
    select->texts[select->count++] = text;
}

static sqlite3_stmt *
select_prepare(struct archive *archive, struct select *select, struct err *err)
{
    sqlite3_stmt *s = NULL;
    if (open_file(archive, err) != 0)
        return NULL;
    archive->deadline_ms =
        archive->limit_ms == 0 ? 0 : clock_ms(CLOCK_MONOTONIC) + archive->limit_ms;
    if (sqlite3_prepare_v2(archive->db, buf_string(&select->sql), -1, &s, NULL) != SQLITE_OK) {
        (void)fail(archive, err);
        return NULL;
    }
    for (int i = 0; i < select->count; i++)
        bind_text(s, i + 1, select->texts[i]);
    return s;
}

/* A date includes what begins with it and '-', which comes just before '.': 2018
 * includes 2018-12-31, and 2018-1 does not include 2018-12. */
static void
where_dates(struct select *select, struct slice from, struct slice to)
{
    select_where(select, "pages.date >= ?", from);
    select_where(select, "pages.date <> '' AND pages.date < ? || '.'", to);
}

static void
where_page(struct select *select, const struct query *query)
{
    select_where(select, "paper = ?", query->paper);
    where_dates(select, query->date, query->date);
    select_where(select, "number = ?", query->number);
    select_where(select, "state = ?", slice_from(page_state_name(query->state)));
}

static void
add_listed(struct answer *answer, sqlite3_stmt *s)
{
    struct listed *page = answer_add_page(answer);
    page->id = arena_slice(&answer->arena, column(s, 1));
    page->name = arena_slice(&answer->arena, column(s, 2));
    page->paper = arena_slice(&answer->arena, column(s, 3));
    page->date = arena_slice(&answer->arena, column(s, 4));
    page->number = arena_slice(&answer->arena, column(s, 5));
    (void)page_state_find(column(s, 6), &page->state);
    page->articles = (uint32_t)sqlite3_column_int64(s, 7);
    page->committed_ms = sqlite3_column_int64(s, 8);
}

int
archive_list(struct archive *archive, const struct query *query, uint32_t limit, int64_t cursor,
             struct answer *answer, int64_t *next, struct err *err)
{
    struct select select = { 0 };
    buf_printf(&select.sql,
               "SELECT seq, id, name, paper, date, number, state, articles, committed_ms"
               " FROM pages WHERE seq < %lld",
               cursor == 0 ? INT64_MAX : (long long)cursor);
    where_page(&select, query);
    buf_printf(&select.sql, " ORDER BY seq DESC LIMIT %u", limit + 1);
    sqlite3_stmt *s = select_prepare(archive, &select, err);
    int found = s == NULL ? -1 : 1;
    int64_t last = 0;
    *next = 0;
    for (uint32_t i = 0; found == 1 && (found = step(archive, s, err)) == 1; i++) {
        if (i == limit) {
            *next = last;
            break;
        }
        last = sqlite3_column_int64(s, 0);
        add_listed(answer, s);
    }
    sqlite3_finalize(s);
    buf_done(&select.sql);
    return found < 0 ? -1 : 0;
}

static void
add_hit(struct answer *answer, sqlite3_stmt *s, const struct query *query)
{
    struct hit *hit = answer_add_hit(answer);
    struct slice words = query->words.len > 0    ? query->words
                         : query->person.len > 0 ? query->person
                         : query->place.len > 0  ? query->place
                                                 : query->organisation;
    hit->page_id = arena_slice(&answer->arena, column(s, 1));
    hit->article = (uint32_t)sqlite3_column_int64(s, 2);
    hit->headline = arena_slice(&answer->arena, column(s, 3));
    hit->paper = arena_slice(&answer->arena, column(s, 4));
    hit->date = arena_slice(&answer->arena, column(s, 5));
    hit->number = arena_slice(&answer->arena, column(s, 6));
    hit->snippet = snippet_cut(&answer->arena, column(s, 7), words);
}

/* The full text expression; false when a field that is given has nothing to
 * search for, so that nothing can be found. */
static bool
match_query(const struct query *query, struct buf *expression)
{
    const struct {
        struct slice text;
        const char *column;
        bool whole;
    } parts[] = {
        { query->words, "words", false },
        { query->person, "people", true },
        { query->place, "places", false },
        { query->organisation, "organisations", false },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].text.len > 0 &&
            !words_match(parts[i].text, parts[i].column, parts[i].whole, expression))
            return false;
    return true;
}

static void
where_article(struct select *select, const struct query *query)
{
    select_where(select, "pages.paper = ?", query->paper);
    select_where(select, "pages.number = ?", query->number);
    where_dates(select, query->date, query->date);
    where_dates(select, query->date_from, query->date_to);
}

int
archive_search(struct archive *archive, const struct query *query, uint32_t limit, int64_t cursor,
               struct answer *answer, int64_t *next, struct err *err)
{
    struct select select = { 0 };
    struct buf expression = { 0 };
    *next = 0;
    if (!match_query(query, &expression)) {
        buf_done(&expression);
        return 0;
    }
    bool matches = expression.len > 0;
    const char *order = matches ? "article_index.rowid" : "articles.id";
    buf_printf(&select.sql,
               "SELECT articles.id, pages.id, articles.number, headline, paper, date, pages.number,"
               " text FROM %s CROSS JOIN pages ON pages.seq = articles.seq"
               " WHERE state = 'current' AND %s < %lld",
               matches ? "article_index CROSS JOIN articles ON articles.id = article_index.rowid"
                       : "articles",
               order, cursor == 0 ? INT64_MAX : (long long)cursor);
    select_where(&select, "article_index MATCH ?", buf_slice(&expression));
    where_article(&select, query);
    buf_printf(&select.sql, " ORDER BY %s DESC LIMIT %u", order, limit + 1);
    sqlite3_stmt *s = select_prepare(archive, &select, err);
    int found = s == NULL ? -1 : 1;
    int64_t last = 0;
    for (uint32_t i = 0; found == 1 && (found = step(archive, s, err)) == 1; i++) {
        if (i == limit) {
            *next = last;
            break;
        }
        last = sqlite3_column_int64(s, 0);
        add_hit(answer, s, query);
    }
    sqlite3_finalize(s);
    buf_done(&select.sql);
    buf_done(&expression);
    return found < 0 ? -1 : 0;
}

int
archive_export(struct archive *archive, const struct query *query, uint32_t limit, size_t bytes,
               int64_t cursor, struct buf *lines, uint32_t *count, int64_t *next, struct err *err)
{
    struct select select = { 0 };
    buf_printf(&select.sql,
               "SELECT pages.seq, json FROM pages CROSS JOIN records ON records.seq = pages.seq"
               " WHERE pages.seq > %lld",
               (long long)cursor);
    where_page(&select, query);
    buf_printf(&select.sql, " ORDER BY pages.seq LIMIT %u", limit);
    sqlite3_stmt *s = select_prepare(archive, &select, err);
    int found = s == NULL ? -1 : 1;
    size_t start = lines->len;
    *count = 0;
    *next = cursor;
    while (found == 1 && lines->len - start < bytes && (found = step(archive, s, err)) == 1) {
        buf_add_slice(lines, column(s, 1));
        buf_add_char(lines, '\n');
        *next = sqlite3_column_int64(s, 0);
        *count += 1;
    }
    sqlite3_finalize(s);
    buf_done(&select.sql);
    if (found < 0)
        lines->len = start;
    return found < 0 ? -1 : 0;
}
