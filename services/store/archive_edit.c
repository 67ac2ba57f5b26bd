#include "services/store/archive_edit.h"

#include "common/pageid.h"
#include "common/proto/page_json.h"
#include "common/proto/record.h"
#include "services/store/index.h"
#include "services/store/redact.h"

#include <jansson.h>
#include <stdlib.h>

int
edit_audit(struct sql *sql, const struct query *query, const char *action, struct slice page_id,
           struct err *err)
{
    return sql_run(sql, err,
                   "INSERT INTO audit (time_ms, who, action, page_id, article, why, detail)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   "itstitt", sql_clock(), query->who, action, page_id, (int64_t)query->article,
                   query->why, query->detail);
}

/* ---- which page ---- */

/* The id of what stands in a slot: the current page, else the last that was withdrawn. */
static int
find_in_slot(struct sql *sql, const struct query *query, char id[33], struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s,
                          "SELECT id FROM pages WHERE paper = ?1 AND date = ?2 AND number = ?3"
                          " AND state <> 'superseded' ORDER BY state = 'current' DESC, seq DESC",
                          "ttt", query->paper, query->date, query->number);
    if (found == 1)
        copy_id(s, 0, id);
    if (s != NULL)
        sqlite3_reset(s);
    return found;
}

static int
find_by_prefix(struct sql *sql, const struct query *query, char id[33], struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s, "SELECT id FROM pages WHERE id >= ?1 AND id < ?1 || 'g'",
                          "t", query->page_id);
    if (found != 1)
        return found;
    copy_id(s, 0, id);
    int more = sql_step(sql, s, err);
    sqlite3_reset(s);
    if (more == 1)
        return err_set(err, ERR_REJECT, "the ids of several pages begin with %.*s",
                       SLICE_ARGS(query->page_id));
    return more < 0 ? -1 : 1;
}

static int
find(struct sql *sql, const struct query *query, struct page_row *page, struct answer *answer,
     struct err *err)
{
    char id[33];
    int found = query->page_id.len > 0 ? find_by_prefix(sql, query, id, err)
                                       : find_in_slot(sql, query, id, err);
    if (found == 1)
        found = page_row_read(sql, slice_from(id), page, err);
    if (found == 0 && query->page_id.len > 0)
        return answer_refuse(answer, "unknown", err, "unknown page %.*s",
                             SLICE_ARGS(query->page_id));
    if (found == 0)
        return answer_refuse(answer, "unknown", err, "no page of %.*s, %.*s, %.*s",
                             SLICE_ARGS(query->paper), SLICE_ARGS(query->date),
                             SLICE_ARGS(query->number));
    return found < 0 ? -1 : 0;
}

static void
say_page(struct answer *answer, const struct query *query, const struct page_row *page)
{
    answer->page_id = arena_slice(&answer->arena, slice_from(page->id));
    answer->article = query->article;
    answer->state = page->state;
    answer->result = page->result;
}

/* ---- withdrawing ---- */

static int
is_withdrawn(struct sql *sql, int64_t seq, uint32_t article, struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s, "SELECT 1 FROM withdrawals WHERE seq = ?1 AND article = ?2",
                          "ii", seq, (int64_t)article);
    if (found == 1)
        sqlite3_reset(s);
    return found;
}

static int
has_article(struct sql *sql, const struct page_row *page, uint32_t article, struct answer *answer,
            struct err *err)
{
    sqlite3_stmt *s;
    if (article == 0)
        return 0;
    int found = sql_first(sql, err, &s, "SELECT 1 FROM articles WHERE seq = ?1 AND number = ?2",
                          "ii", page->seq, (int64_t)article);
    if (found == 1)
        sqlite3_reset(s);
    if (found == 0)
        return answer_refuse(answer, "unknown", err, "page %s has no article %u", page->id,
                             article);
    return found < 0 ? -1 : 0;
}

static int
withdraw(struct sql *sql, const struct query *query, struct page_row *page, struct answer *answer,
         struct err *err)
{
    if (has_article(sql, page, query->article, answer, err) != 0)
        return -1;
    int already = is_withdrawn(sql, page->seq, query->article, err);
    if (already != 0)
        return already < 0 ? -1 : 0;
    if (page->state == PAGE_CURRENT && names_count(sql, page->seq, query->article, -1, err) != 0)
        return -1;
    if (query->article == 0) {
        page->state = PAGE_WITHDRAWN;
        if (sql_run(sql, err, "UPDATE pages SET state = 'withdrawn' WHERE seq = ?1", "i",
                    page->seq) != 0)
            return -1;
    }
    if (sql_run(sql, err,
                "INSERT INTO withdrawals (seq, article, who, why, time_ms)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
                "iitti", page->seq, (int64_t)query->article, query->who, query->why,
                sql_clock()) != 0)
        return -1;
    return change_add(sql, page, CHANGE_WITHDRAWN, query->article, SLICE_EMPTY, query->why,
                      &answer->sequence, err);
}

/* A page that comes back is what it was, unless a later one took its place. */
static int
restore_page(struct sql *sql, struct page_row *page, struct err *err)
{
    if (sql_run(sql, err,
                "UPDATE pages SET state = CASE WHEN superseded_by IS NULL THEN 'current'"
                " ELSE 'superseded' END WHERE seq = ?1",
                "i", page->seq) != 0 ||
        page_row_read(sql, slice_from(page->id), page, err) != 1)
        return -1;
    return page->state == PAGE_CURRENT ? names_count(sql, page->seq, 0, 1, err) : 0;
}

static int
restore(struct sql *sql, const struct query *query, struct page_row *page, struct answer *answer,
        struct err *err)
{
    int was = is_withdrawn(sql, page->seq, query->article, err);
    if (was < 0)
        return -1;
    if (was == 0)
        return answer_refuse(answer, "conflict", err, "it is not withdrawn");
    if (sql_run(sql, err, "DELETE FROM withdrawals WHERE seq = ?1 AND article = ?2", "ii",
                page->seq, (int64_t)query->article) != 0)
        return -1;
    if (query->article == 0 && restore_page(sql, page, err) != 0)
        return -1;
    if (query->article != 0 && page->state == PAGE_CURRENT &&
        names_count(sql, page->seq, query->article, 1, err) != 0)
        return -1;
    if (change_add(sql, page, CHANGE_RESTORED, query->article, SLICE_EMPTY, query->why,
                   &answer->sequence, err) != 0)
        return -1;
    return query->article == 0 && page->state == PAGE_CURRENT ? slot_settle(sql, page, err) : 0;
}

/* ---- results ---- */

/* What the articles of a page are from now on. */
static int
index_record(struct sql *sql, const struct page_row *page, const struct record *record,
             struct err *err)
{
    bool live = page->state == PAGE_CURRENT;
    if ((live && names_count(sql, page->seq, 0, -1, err) != 0) ||
        index_drop(sql, page->seq, err) != 0)
        return -1;
    int result = 0;
    for (size_t i = 0; result == 0 && i < record->article_count; i++) {
        struct arena arena = { 0 };
        struct index_article article;
        index_of_record(&arena, record, &record->articles[i], &article);
        int withdrawn = is_withdrawn(sql, page->seq, article.number, err);
        result =
            withdrawn < 0 ? -1 : index_add(sql, page->seq, &article, live && withdrawn == 0, err);
        arena_done(&arena);
    }
    return result;
}

static int
make_current(struct sql *sql, struct page_row *page, int64_t id, uint32_t number,
             const struct record *record, struct err *err)
{
    page->current_result = id;
    page->result = number;
    if (sql_run(sql, err, "UPDATE pages SET current_result = ?2, articles = ?3 WHERE seq = ?1",
                "iii", page->seq, id, (int64_t)record->article_count) != 0)
        return -1;
    return index_record(sql, page, record, err);
}

/* The record as one line; refuses what is not of this page or numbers articles twice. */
static int
check_record(const struct page_row *page, struct slice body, struct record *record,
             struct buf *line, struct answer *answer, struct err *err)
{
    if (record_decode(record, body, err) != 0)
        return -1;
    if (!slice_equal(record->page_id, slice_from(page->id)))
        return answer_refuse(answer, "request", err, "the record is of page \"%.*s\", not of %s",
                             SLICE_ARGS(record->page_id), page->id);
    for (size_t i = 0; i < record->article_count; i++)
        if (record->articles[i].number == 0 ||
            (i > 0 && record->articles[i].number <= record->articles[i - 1].number))
            return answer_refuse(answer, "request", err,
                                 "the articles' numbers do not rise from 1");
    json_t *root = json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES, NULL);
    /* what readers are told of a record beside it, and is no part of it (redact.h) */
    (void)json_object_del(root, "state");
    (void)json_object_del(root, "result");
    (void)json_object_del(root, "made_ms");
    char *text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(root);
    if (text == NULL)
        return answer_refuse(answer, "request", err, "the record has a member twice");
    buf_add_slice(line, slice_from(text));
    free(text);
    return 0;
}

/* Who corrects a page does not see what is withdrawn of it: that stays in it. */
static int
complete(struct sql *sql, const struct page_row *page, struct slice body, struct buf *full,
         struct err *err)
{
    struct arena arena = { 0 };
    uint32_t *hidden = NULL;
    size_t count = 0, cap = 0;
    sqlite3_stmt *s;
    int more =
        sql_first(sql, err, &s, "SELECT article FROM withdrawals WHERE seq = ?1 AND article > 0",
                  "i", page->seq);
    for (; more == 1; more = sql_step(sql, s, err)) {
        hidden = arena_grow(&arena, hidden, count, &cap, sizeof *hidden);
        hidden[count++] = (uint32_t)sql_integer(s, 0);
    }
    if (more == 0 && count > 0) {
        more = sql_first(sql, err, &s, "SELECT json FROM records WHERE result = ?1", "i",
                         page->current_result);
        if (more == 1) {
            redact_undo(body, sql_column(s, 0), hidden, count, full);
            sqlite3_reset(s);
        }
    }
    if (more >= 0 && full->len == 0)
        buf_add_slice(full, body);
    arena_done(&arena);
    return more < 0 ? -1 : 0;
}

static int
check_expected(const struct query *query, const struct page_row *page, struct answer *answer,
               struct err *err)
{
    if (page->state == PAGE_WITHDRAWN)
        return answer_refuse(answer, "withdrawn", err, "page %s was withdrawn", page->id);
    if (query->expected != 0 && query->expected != page->result)
        return answer_refuse(answer, "conflict", err, "result %u of page %s is current, not %u",
                             page->result, page->id, query->expected);
    return 0;
}

static int
add_correction(struct sql *sql, const struct query *query, struct page_row *page, struct slice line,
               const struct record *record, struct answer *answer, struct err *err)
{
    char hash[33];
    page_id_make(hash, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, line);
    if (sql_run(sql, err,
                "INSERT INTO results (seq, number, kind, segment_version, enrich_version, model,"
                " who, why, made_ms, hash) VALUES (?1, ?2, 'person', '', '', '', ?3, ?4, ?5, ?6)",
                "iittis", page->seq, (int64_t)page->result_count + 1, query->who, query->why,
                sql_clock(), hash) != 0)
        return -1;
    int64_t id = sqlite3_last_insert_rowid(sql->db);
    if (sql_run(sql, err, "INSERT INTO records (result, json) VALUES (?1, ?2)", "it", id, line) !=
            0 ||
        make_current(sql, page, id, page->result_count + 1, record, err) != 0)
        return -1;
    return change_add(sql, page, CHANGE_CORRECTED, 0, SLICE_EMPTY, query->why, &answer->sequence,
                      err);
}

static int
correct(struct sql *sql, const struct query *query, struct slice body, struct page_row *page,
        struct answer *answer, struct err *err)
{
    struct record record = { 0 };
    struct buf line = { 0 }, full = { 0 };
    int result = check_expected(query, page, answer, err);
    if (result == 0)
        result = complete(sql, page, body, &full, err);
    if (result == 0)
        result = check_record(page, buf_slice(&full), &record, &line, answer, err);
    if (result == 0)
        result = add_correction(sql, query, page, buf_slice(&line), &record, answer, err);
    record_done(&record);
    buf_done(&line);
    buf_done(&full);
    return result;
}

static int
undo(struct sql *sql, const struct query *query, struct page_row *page, struct answer *answer,
     struct err *err)
{
    sqlite3_stmt *s;
    if (check_expected(query, page, answer, err) != 0)
        return -1;
    int found =
        sql_first(sql, err, &s,
                  "SELECT results.id, number, kind, json FROM results"
                  " JOIN records ON records.result = results.id"
                  " WHERE seq = ?1 AND CASE WHEN ?2 = 0 THEN number < ?3 ELSE number = ?2 END"
                  " ORDER BY number DESC",
                  "iii", page->seq, (int64_t)query->result, (int64_t)page->result);
    if (found == 0)
        return answer_refuse(answer, "unknown", err, "page %s has no such result", page->id);
    if (found < 0)
        return -1;
    struct record record = { 0 };
    bool person = slice_equal(sql_column(s, 2), SLICE_LITERAL("person"));
    int result = record_decode(&record, sql_column(s, 3), err);
    int64_t id = sql_integer(s, 0);
    uint32_t number = (uint32_t)sql_integer(s, 1);
    sqlite3_reset(s);
    if (result == 0)
        result = make_current(sql, page, id, number, &record, err);
    if (result == 0)
        result = change_add(sql, page, person ? CHANGE_CORRECTED : CHANGE_REPLACED, 0, SLICE_EMPTY,
                            query->why, &answer->sequence, err);
    record_done(&record);
    return result;
}

/* ---- numbers that are missing ---- */

static int
absent(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s,
                          "SELECT 1 FROM pages WHERE paper = ?1 AND date = ?2 AND number = ?3",
                          "ttt", query->paper, query->date, query->number);
    if (found == 1) {
        sqlite3_reset(s);
        return answer_refuse(answer, "conflict", err, "there is a page of that number");
    }
    answer->state = PAGE_ABSENT;
    return found < 0 ? -1
                     : sql_run(sql, err,
                               "INSERT OR REPLACE INTO absents (paper, date, number, who, why,"
                               " time_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                               "ttttti", query->paper, query->date, query->number, query->who,
                               query->why, sql_clock());
}

static int
present(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    if (sql_run(sql, err, "DELETE FROM absents WHERE paper = ?1 AND date = ?2 AND number = ?3",
                "ttt", query->paper, query->date, query->number) != 0)
        return -1;
    return sqlite3_changes(sql->db) > 0
               ? 0
               : answer_refuse(answer, "unknown", err, "that number was not known to be missing");
}

/* ---- any of them ---- */

static int
edit_page(struct sql *sql, const struct query *query, struct slice body, struct answer *answer,
          struct err *err)
{
    struct page_row page = { 0 };
    if (find(sql, query, &page, answer, err) != 0)
        return -1;
    int result = query->type == QUERY_WITHDRAW  ? withdraw(sql, query, &page, answer, err)
                 : query->type == QUERY_RESTORE ? restore(sql, query, &page, answer, err)
                 : query->type == QUERY_CORRECT ? correct(sql, query, body, &page, answer, err)
                                                : undo(sql, query, &page, answer, err);
    if (result != 0)
        return -1;
    say_page(answer, query, &page);
    return edit_audit(sql, query, query_type_name(query->type), answer->page_id, err);
}

static int
edit_slot(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    int result = query->type == QUERY_ABSENT ? absent(sql, query, answer, err)
                                             : present(sql, query, answer, err);
    struct query told = *query;
    struct buf slot = { 0 };
    buf_printf(&slot, "%.*s %.*s %.*s", SLICE_ARGS(query->paper), SLICE_ARGS(query->date),
               SLICE_ARGS(query->number));
    told.detail = buf_slice(&slot);
    if (result == 0)
        result = edit_audit(sql, &told, query_type_name(query->type), SLICE_EMPTY, err);
    buf_done(&slot);
    return result;
}

static bool
only_reads(enum query_type type)
{
    return type == QUERY_TOKEN_FIND || type == QUERY_TOKEN_LIST || type == QUERY_HOOK_LIST ||
           type == QUERY_HOOK_DEAD || type == QUERY_AUDIT_LIST;
}

int
archive_edit(struct archive *archive, const struct query *query, struct slice body,
             struct answer *answer, struct err *err)
{
    struct sql *sql = &archive->sql;
    bool reads = only_reads(query->type);
    answer->type = ANSWER_DONE;
    if ((reads ? sql_begin_read(sql, err) : sql_begin(sql, err)) != 0)
        return -1;
    int result = query->type == QUERY_ABSENT || query->type == QUERY_PRESENT
                     ? edit_slot(sql, query, answer, err)
                 : query->type >= QUERY_TOKEN_ADD ? edit_desk(sql, query, answer, err)
                                                  : edit_page(sql, query, body, answer, err);
    return reads ? sql_end_read(sql, result) : sql_end(sql, result, err);
}
