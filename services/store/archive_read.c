#include "services/store/archive_sqlite.h"

#include <stdlib.h>
#include <sys/stat.h>

int
archive_open(struct archive **archive, const char *path, enum archive_mode mode, struct err *err)
{
    struct archive *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->sql.path = slice_dup(slice_from(path));
    made->sql.writes = mode == ARCHIVE_WRITE;
    if (sql_open(&made->sql, err) != 0) {
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
    sql_close(&archive->sql);
    facts_done(&archive->facts);
    free(archive->sql.path);
    free(archive);
}

void
archive_limit(struct archive *archive, int64_t ms)
{
    archive->sql.limit_ms = ms;
}

int
archive_find(struct archive *archive, struct slice prefix, char id[33], struct err *err)
{
    struct sql *sql = &archive->sql;
    sqlite3_stmt *s;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    int found =
        sql_first(sql, err, &s, "SELECT id FROM pages WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2",
                  "t", prefix);
    if (found == 1) {
        copy_id(s, 0, id);
        int more = sql_step(sql, s, err);
        if (more == 1)
            (void)err_set(err, ERR_REJECT, "the ids of several pages begin with %.*s",
                          SLICE_ARGS(prefix));
        found = more == 0 ? 1 : -1;
    }
    return sql_end_read(sql, found);
}

int
archive_find_slot(struct archive *archive, struct slice paper, struct slice date,
                  struct slice number, char id[33], struct err *err)
{
    struct sql *sql = &archive->sql;
    sqlite3_stmt *s;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    int found = sql_first(sql, err, &s,
                          "SELECT id FROM pages WHERE paper = ?1 AND date = ?2 AND number = ?3"
                          " AND state <> 'superseded' ORDER BY state = 'current' DESC, seq DESC",
                          "ttt", paper, date, number);
    if (found == 1)
        copy_id(s, 0, id);
    return sql_end_read(sql, found);
}

int
archive_absent(struct archive *archive, struct slice paper, struct slice date, struct slice number,
               struct err *err)
{
    sqlite3_stmt *s;
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    int found = sql_first(&archive->sql, err, &s,
                          "SELECT 1 FROM absents WHERE paper = ?1 AND date = ?2 AND number = ?3",
                          "ttt", paper, date, number);
    return sql_end_read(&archive->sql, found);
}

int
archive_state(struct archive *archive, struct slice id, enum page_state *state, struct err *err)
{
    sqlite3_stmt *s;
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    int found = sql_first(&archive->sql, err, &s, "SELECT state FROM pages WHERE id = ?1", "t", id);
    *state = PAGE_ANY;
    if (found == 1)
        (void)page_state_find(sql_column(s, 0), state);
    return sql_end_read(&archive->sql, found < 0 ? -1 : 0);
}

int
archive_result(struct archive *archive, struct slice id, char hash[33], struct err *err)
{
    sqlite3_stmt *s;
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    int found =
        sql_first(&archive->sql, err, &s, "SELECT result FROM pages WHERE id = ?1", "t", id);
    if (found == 1)
        copy_id(s, 0, hash);
    return sql_end_read(&archive->sql, found);
}

static int
read_page(struct sql *sql, struct slice id, struct arena *arena, struct archive_page *page,
          struct err *err)
{
    struct page_row row;
    sqlite3_stmt *s;
    size_t cap = 0;
    int found = page_row_read(sql, id, &row, err);
    if (found != 1)
        return found;
    *page =
        (struct archive_page){ .state = row.state, .result = row.result, .made_ms = row.made_ms };
    int more =
        sql_first(sql, err, &s, "SELECT article FROM withdrawals WHERE seq = ?1 AND article > 0",
                  "i", row.seq);
    for (; more == 1; more = sql_step(sql, s, err)) {
        page->hidden =
            arena_grow(arena, page->hidden, page->hidden_count, &cap, sizeof *page->hidden);
        page->hidden[page->hidden_count++] = (uint32_t)sql_integer(s, 0);
    }
    return more < 0 ? -1 : 1;
}

int
archive_page(struct archive *archive, struct slice id, struct arena *arena,
             struct archive_page *page, struct err *err)
{
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    return sql_end_read(&archive->sql, read_page(&archive->sql, id, arena, page, err));
}

int
archive_record_of(struct archive *archive, struct slice id, uint32_t result, struct buf *record,
                  struct err *err)
{
    sqlite3_stmt *s;
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    int found = sql_first(&archive->sql, err, &s,
                          "SELECT json FROM pages JOIN results USING (seq)"
                          " JOIN records ON records.result = results.id WHERE pages.id = ?1 AND"
                          " CASE WHEN ?2 = 0 THEN results.id = current_result"
                          " ELSE results.number = ?2 END",
                          "ti", id, (int64_t)result);
    if (found == 1)
        buf_add_slice(record, sql_column(s, 0));
    return sql_end_read(&archive->sql, found);
}

int
archive_record(struct archive *archive, struct slice id, struct buf *record, struct err *err)
{
    return archive_record_of(archive, id, 0, record, err);
}

int
archive_original(struct archive *archive, struct slice id, struct buf *bytes, uint32_t *file_page,
                 struct err *err)
{
    sqlite3_stmt *s;
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    int found = sql_first(&archive->sql, err, &s,
                          "SELECT coalesce(originals.bytes, files.bytes), file_page FROM pages"
                          " LEFT JOIN originals USING (seq)"
                          " LEFT JOIN files ON files.hash = pages.file AND pages.file <> ''"
                          " WHERE pages.id = ?1",
                          "t", id);
    if (found == 1) {
        buf_add_slice(bytes, sql_column(s, 0));
        *file_page = (uint32_t)sql_integer(s, 1);
    }
    return sql_end_read(&archive->sql, found);
}

int
archive_name_of(struct archive *archive, struct slice id, struct answer *answer,
                struct slice *encoding, struct err *err)
{
    sqlite3_stmt *s;
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    int found = sql_first(&archive->sql, err, &s, "SELECT name, encoding FROM pages WHERE id = ?1",
                          "t", id);
    if (found == 1) {
        answer->name = arena_slice(&answer->arena, sql_column(s, 0));
        *encoding = arena_slice(&answer->arena, sql_column(s, 1));
    }
    return sql_end_read(&archive->sql, found);
}

static int
add_versions(struct sql *sql, struct slice id, struct answer *answer, struct err *err)
{
    struct arena *arena = &answer->arena;
    sqlite3_stmt *s;
    int more = sql_first(sql, err, &s,
                         "SELECT results.number, kind, results.id = current_result, made_ms, hash,"
                         " results.segment_version, results.enrich_version, model, who, why"
                         " FROM pages JOIN results USING (seq) WHERE pages.id = ?1"
                         " ORDER BY results.number",
                         "t", id);
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct version *version = answer_add_version(answer);
        version->result = (uint32_t)sql_integer(s, 0);
        version->kind = arena_slice(arena, sql_column(s, 1));
        version->current = sql_integer(s, 2) != 0;
        version->made_ms = sql_integer(s, 3);
        version->hash = arena_slice(arena, sql_column(s, 4));
        version->segment_version = arena_slice(arena, sql_column(s, 5));
        version->enrich_version = arena_slice(arena, sql_column(s, 6));
        version->model = arena_slice(arena, sql_column(s, 7));
        version->who = arena_slice(arena, sql_column(s, 8));
        version->why = arena_slice(arena, sql_column(s, 9));
    }
    return more;
}

int
archive_versions(struct archive *archive, struct slice id, struct answer *answer, struct err *err)
{
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    return sql_end_read(&archive->sql, add_versions(&archive->sql, id, answer, err));
}

static int
add_changes(struct sql *sql, int64_t cursor, uint32_t limit, struct answer *answer, int64_t *next,
            struct err *err)
{
    struct arena *arena = &answer->arena;
    sqlite3_stmt *s;
    int more = sql_first(sql, err, &s,
                         "SELECT sequence, change, time_ms, id, article, changes.result, by, why,"
                         " paper, date, number FROM changes JOIN pages USING (seq)"
                         " WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
                         "ii", cursor, (int64_t)limit);
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct change *change = answer_add_change(answer);
        *next = change->sequence = sql_integer(s, 0);
        change->change = change_kind_find(sql_column(s, 1));
        change->time_ms = sql_integer(s, 2);
        change->page_id = arena_slice(arena, sql_column(s, 3));
        change->article = (uint32_t)sql_integer(s, 4);
        change->result = (uint32_t)sql_integer(s, 5);
        change->by = arena_slice(arena, sql_column(s, 6));
        change->why = arena_slice(arena, sql_column(s, 7));
        change->paper = arena_slice(arena, sql_column(s, 8));
        change->date = arena_slice(arena, sql_column(s, 9));
        change->number = arena_slice(arena, sql_column(s, 10));
    }
    return more;
}

int
archive_changes(struct archive *archive, int64_t cursor, uint32_t limit, struct answer *answer,
                int64_t *next, struct err *err)
{
    struct sql *sql = &archive->sql;
    sqlite3_stmt *s;
    *next = cursor;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    if (cursor >= 0)
        return sql_end_read(sql, add_changes(sql, cursor, limit, answer, next, err));
    int found = sql_first(sql, err, &s, "SELECT coalesce(max(sequence), 0) FROM changes", "");
    if (found == 1)
        *next = sql_integer(s, 0);
    return sql_end_read(sql, found < 0 ? -1 : 0);
}

int
archive_totals(struct archive *archive, int64_t *pages, int64_t *articles, int64_t *bytes,
               struct err *err)
{
    sqlite3_stmt *s;
    if (sql_begin_read(&archive->sql, err) != 0)
        return -1;
    int found = sql_first(&archive->sql, err, &s, "SELECT pages, articles, bytes FROM totals", "");
    if (found == 1) {
        *pages = sql_integer(s, 0);
        *articles = sql_integer(s, 1);
        *bytes = sql_integer(s, 2);
    }
    return sql_end_read(&archive->sql, found < 0 ? -1 : 0);
}

int64_t
archive_file_bytes(const struct archive *archive)
{
    static const char *const ends[] = { "", "-wal" };
    int64_t bytes = 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct buf path = { 0 };
        struct stat file;
        buf_printf(&path, "%s%s", archive->sql.path, ends[i]);
        if (stat(buf_string(&path), &file) == 0)
            bytes += file.st_size;
        buf_done(&path);
    }
    return bytes;
}

int
archive_backup(struct archive *archive, const char *path, struct err *err)
{
    sqlite3 *copy = NULL;
    if (sql_open(&archive->sql, err) != 0)
        return -1;
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *backup =
        code == SQLITE_OK ? sqlite3_backup_init(copy, "main", archive->sql.db, "main") : NULL;
    if (backup != NULL) {
        (void)sqlite3_backup_step(backup, -1);
        code = sqlite3_backup_finish(backup);
    }
    int result = code == SQLITE_OK && backup != NULL
                     ? 0
                     : err_set(err, ERR_RETRY, "backup: %s: %s", path, sqlite3_errmsg(copy));
    sqlite3_close(copy);
    return result;
}
