#include "services/store/archive_sqlite.h"

#include "common/fault.h"
#include "common/pageid.h"
#include "services/store/index.h"

#include <string.h>

void
copy_id(sqlite3_stmt *s, int place, char id[33])
{
    struct slice text = sql_column(s, place);
    size_t len = text.len < 32 ? text.len : 32;
    memcpy(id, text.ptr, len);
    id[len] = '\0';
}

int
page_row_read(struct sql *sql, struct slice id, struct page_row *row, struct err *err)
{
    sqlite3_stmt *s;
    int found =
        sql_first(sql, err, &s,
                  "SELECT pages.seq, accepted_ms, pages.id, state, current_result, results.number,"
                  " (SELECT max(number) FROM results AS r WHERE r.seq = pages.seq), made_ms"
                  " FROM pages JOIN results USING (seq)"
                  " WHERE pages.id = ?1 AND results.id = current_result",
                  "t", id);
    if (found != 1)
        return found;
    row->seq = sql_integer(s, 0);
    row->accepted_ms = sql_integer(s, 1);
    copy_id(s, 2, row->id);
    (void)page_state_find(sql_column(s, 3), &row->state);
    row->current_result = sql_integer(s, 4);
    row->result = (uint32_t)sql_integer(s, 5);
    row->result_count = (uint32_t)sql_integer(s, 6);
    row->made_ms = sql_integer(s, 7);
    sqlite3_reset(s);
    return 1;
}

int
change_add(struct sql *sql, const struct page_row *page, enum change_kind change, uint32_t article,
           struct slice by, struct slice why, int64_t *sequence, struct err *err)
{
    if (sql_run(sql, err,
                "INSERT INTO changes (change, time_ms, seq, article, result, by, why)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                "siiiitt", change_kind_name(change), sql_clock(), page->seq, (int64_t)article,
                (int64_t)page->result, by, why) != 0)
        return -1;
    if (sequence != NULL)
        *sequence = sqlite3_last_insert_rowid(sql->db);
    return 0;
}

int
names_count(struct sql *sql, int64_t seq, uint32_t article, int by, struct err *err)
{
    return sql_run(sql, err,
                   "UPDATE names SET articles = articles + ?1 * counted.n FROM"
                   " (SELECT name, count(*) AS n FROM articles"
                   "  JOIN article_names ON article_names.article = articles.id"
                   "  WHERE seq = ?2 AND (?3 = 0 OR number = ?3) AND number NOT IN"
                   "  (SELECT article FROM withdrawals WHERE seq = ?2 AND article <> ?3)"
                   "  GROUP BY name) AS counted WHERE names.id = counted.name",
                   "iii", (int64_t)by, seq, (int64_t)article);
}

/* Marks one page as superseded by another, and says so. */
static int
supersede(struct sql *sql, struct page_row *old, struct slice by, struct err *err)
{
    if (names_count(sql, old->seq, 0, -1, err) != 0 ||
        sql_run(sql, err,
                "UPDATE pages SET state = 'superseded', superseded_by = ?2 WHERE seq = ?1", "it",
                old->seq, by) != 0)
        return -1;
    old->state = PAGE_SUPERSEDED;
    return change_add(sql, old, CHANGE_SUPERSEDED, 0, by, SLICE_EMPTY, NULL, err);
}

/* Another page that is current in the slot of this one.  1, 0 or -1. */
static int
find_rival(struct sql *sql, const struct page_row *page, struct page_row *other, struct err *err)
{
    sqlite3_stmt *s;
    char id[33];
    int found = sql_first(sql, err, &s,
                          "SELECT other.id FROM pages JOIN pages AS other"
                          " ON other.paper = pages.paper AND other.date = pages.date"
                          " AND other.number = pages.number AND other.seq <> pages.seq"
                          " WHERE pages.seq = ?1 AND pages.paper <> '' AND pages.date <> ''"
                          " AND pages.number <> '' AND other.state = 'current'",
                          "i", page->seq);
    if (found != 1)
        return found;
    copy_id(s, 0, id);
    sqlite3_reset(s);
    return page_row_read(sql, slice_from(id), other, err) == 1 ? 1 : -1;
}

int
slot_settle(struct sql *sql, struct page_row *page, struct err *err)
{
    struct page_row other;
    int found = find_rival(sql, page, &other, err);
    if (found != 1)
        return found;
    if (other.accepted_ms > page->accepted_ms)
        return supersede(sql, page, slice_from(other.id), err);
    return supersede(sql, &other, slice_from(page->id), err);
}

/* ---- committing ---- */

/* Whether the page is there.  1, 0 or -1. */
static int
find_present(struct sql *sql, struct archive_item *item, struct slice result, struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s,
                          "SELECT result, state = 'withdrawn' OR EXISTS"
                          " (SELECT 1 FROM changes WHERE changes.seq = pages.seq"
                          "  AND change NOT IN ('committed', 'superseded'))"
                          " FROM pages WHERE id = ?1",
                          "t", item->page->id);
    if (found != 1)
        return found;
    item->fate = slice_equal(sql_column(s, 0), result) ? ARCHIVE_SAME : ARCHIVE_DIFFERENT;
    item->edited = sql_integer(s, 1) != 0;
    sqlite3_reset(s);
    return 1;
}

/* A superseded page that was submitted again takes its place back, unless what has the place
 * was accepted later still. */
static int
come_back(struct sql *sql, struct archive_item *item, struct err *err)
{
    struct page_row page, other;
    if (page_row_read(sql, item->page->id, &page, err) != 1)
        return -1;
    if (page.state != PAGE_SUPERSEDED || item->accepted_ms <= page.accepted_ms)
        return 0;
    int found = find_rival(sql, &page, &other, err);
    if (found < 0 || (found == 1 && other.accepted_ms > item->accepted_ms))
        return found < 0 ? -1 : 0;
    page.accepted_ms = item->accepted_ms;
    page.state = PAGE_CURRENT;
    item->returned = true;
    item->edited = true;
    if (sql_run(sql, err,
                "UPDATE pages SET state = 'current', superseded_by = NULL, accepted_ms = ?2"
                " WHERE seq = ?1",
                "ii", page.seq, page.accepted_ms) != 0 ||
        names_count(sql, page.seq, 0, 1, err) != 0 ||
        change_add(sql, &page, CHANGE_RESTORED, 0, SLICE_EMPTY, SLICE_LITERAL("submitted again"),
                   NULL, err) != 0)
        return -1;
    return slot_settle(sql, &page, err);
}

static int
insert_page(struct sql *sql, const struct archive_item *item, struct slice hash,
            struct page_row *row, struct err *err)
{
    const struct page *page = item->page;
    if (sql_run(
            sql, err,
            "INSERT INTO pages (id, name, paper, date, number, state, accepted_ms,"
            " committed_ms, encoding, damaged, segment_version, enrich_version, articles, result,"
            " file, file_page)"
            " VALUES (?1, ?2, ?3, ?4, ?5, 'current', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            "tttttiitittitti", page->id, page->name, page->paper, page->date, page->number,
            item->accepted_ms, sql_clock(), page->encoding, (int64_t)page->damaged,
            page->segment_version, page->enrich_version, (int64_t)page->article_count, hash,
            item->file, (int64_t)page->file_page) != 0)
        return -1;
    *row = (struct page_row){
        .seq = sqlite3_last_insert_rowid(sql->db),
        .accepted_ms = item->accepted_ms,
        .state = PAGE_CURRENT,
        .result = 1,
        .result_count = 1,
    };
    (void)snprintf(row->id, sizeof row->id, "%.*s", SLICE_ARGS(page->id));
    return 0;
}

static int
insert_result(struct sql *sql, const struct archive_item *item, struct slice hash,
              struct page_row *row, struct err *err)
{
    if (sql_run(sql, err,
                "INSERT INTO results (seq, number, kind, segment_version, enrich_version, model,"
                " who, why, made_ms, hash) VALUES (?1, 1, 'program', ?2, ?3, '', '', '', ?4, ?5)",
                "ittit", row->seq, item->page->segment_version, item->page->enrich_version,
                sql_clock(), hash) != 0)
        return -1;
    row->current_result = sqlite3_last_insert_rowid(sql->db);
    if (sql_run(sql, err, "INSERT INTO records (result, json) VALUES (?1, ?2)", "it",
                row->current_result, item->record) != 0)
        return -1;
    return sql_run(sql, err, "UPDATE pages SET current_result = ?2 WHERE seq = ?1", "ii", row->seq,
                   row->current_result);
}

/* *kept: the bytes that are new in the archive. */
static int
insert_original(struct sql *sql, int64_t seq, const struct archive_item *item, size_t *kept,
                struct err *err)
{
    *kept = item->original.len;
    if (item->file.len == 0)
        return sql_run(sql, err, "INSERT INTO originals (seq, bytes) VALUES (?1, ?2)", "ib", seq,
                       item->original);
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s, "SELECT 1 FROM files WHERE hash = ?1", "t", item->file);
    if (found != 0) {
        *kept = 0;
        if (found == 1)
            sqlite3_reset(s);
        return found < 0 ? -1 : 0;
    }
    return sql_run(sql, err, "INSERT INTO files (hash, bytes) VALUES (?1, ?2)", "tb", item->file,
                   item->original);
}

static int
insert_articles(struct sql *sql, int64_t seq, const struct page *page, struct err *err)
{
    int result = 0;
    for (size_t i = 0; result == 0 && i < page->article_count; i++) {
        struct arena arena = { 0 };
        struct index_article article;
        index_of_page(&arena, page, &page->articles[i], &article);
        result = index_add(sql, seq, &article, true, err);
        arena_done(&arena);
    }
    return result;
}

static int
add_totals(struct sql *sql, const struct archive_item *item, size_t kept, struct err *err)
{
    const struct page *page = item->page;
    if (sql_run(sql, err, "DELETE FROM absents WHERE paper = ?1 AND date = ?2 AND number = ?3",
                "ttt", page->paper, page->date, page->number) != 0)
        return -1;
    return sql_run(sql, err,
                   "UPDATE totals SET pages = pages + 1, articles = articles + ?1,"
                   " bytes = bytes + ?2",
                   "ii", (int64_t)page->article_count, (int64_t)kept);
}

static int
commit_item(struct sql *sql, struct archive_item *item, struct err *err)
{
    char text[33];
    size_t kept = 0;
    struct page_row row;
    page_id_make(text, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, item->record); /* its hash */
    struct slice hash = slice_from(text);
    int found = fault_switch("NO_UPSERT", "store") /* wrong on purpose */
                    ? 0
                    : find_present(sql, item, hash, err);
    item->returned = false;
    if (found != 0)
        return found < 0 ? -1 : item->again ? come_back(sql, item, err) : 0;
    if (insert_page(sql, item, hash, &row, err) != 0 ||
        insert_original(sql, row.seq, item, &kept, err) != 0 ||
        insert_result(sql, item, hash, &row, err) != 0 ||
        insert_articles(sql, row.seq, item->page, err) != 0 ||
        change_add(sql, &row, CHANGE_COMMITTED, 0, SLICE_EMPTY, SLICE_EMPTY, NULL, err) != 0 ||
        slot_settle(sql, &row, err) != 0)
        return -1;
    item->fate = ARCHIVE_NEW;
    item->edited = false;
    return add_totals(sql, item, kept, err);
}

int
archive_commit(struct archive *archive, struct archive_item *items, size_t count, struct err *err)
{
    struct sql *sql = &archive->sql;
    if (sql_begin(sql, err) != 0)
        return -1;
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++)
        result = commit_item(sql, &items[i], err);
    return sql_end(sql, result, err);
}
