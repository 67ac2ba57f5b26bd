#include "services/store/archive_sqlite.h"
#include "services/store/redact.h"

#include <stdlib.h>

/* A date includes what begins with it and '-', which comes just before '.': 2018
 * includes 2018-12-31, and 2018-1 does not include 2018-12. */
static void
where_page(struct select *select, const struct query *query)
{
    select_where(select, "paper = ?", query->paper);
    select_where(select, "pages.date >= ?", query->date);
    select_where(select, "pages.date <> '' AND pages.date < ? || '.'", query->date);
    select_where(select, "number = ?", query->number);
    select_where(select, "state = ?", slice_from(page_state_name(query->state)));
}

/* How an inner select that picks pages names their order: with a date the few that it leaves are
 * sorted, without one the index has them in order. */
static const char *
order_of(const struct query *query)
{
    return query->date.len > 0 ? "+seq" : "seq";
}

static struct slice
text_of(struct answer *answer, sqlite3_stmt *s, int place)
{
    return arena_slice(&answer->arena, sql_column(s, place));
}

static void
add_listed(struct answer *answer, sqlite3_stmt *s)
{
    struct listed *page = answer_add_page(answer);
    page->id = text_of(answer, s, 1);
    page->name = text_of(answer, s, 2);
    page->paper = text_of(answer, s, 3);
    page->date = text_of(answer, s, 4);
    page->number = text_of(answer, s, 5);
    (void)page_state_find(sql_column(s, 6), &page->state);
    page->articles = (uint32_t)sql_integer(s, 7);
    page->committed_ms = sql_integer(s, 8);
}

/* Numbers that are missing are listed like pages, without an id.  Which pages the answer has is
 * told by indices alone; what is said of them is read of no others. */
static void
select_listed(struct select *select, const struct query *query, int64_t cursor, uint32_t limit)
{
    const char *from =
        query->state == PAGE_ABSENT
            ? "(SELECT rowid AS seq, '' AS id, '' AS name, paper, date, number, 'absent' AS state,"
              " 0 AS articles, time_ms AS committed_ms FROM absents) AS pages"
            : "pages";
    buf_printf(&select->sql,
               "SELECT seq, id, name, paper, date, number, state, articles, committed_ms"
               " FROM %s WHERE seq IN (SELECT seq FROM %s WHERE %s < %lld",
               from, from, order_of(query), cursor == 0 ? INT64_MAX : (long long)cursor);
    where_page(select, query);
    buf_printf(&select->sql, " ORDER BY %s DESC LIMIT %u) ORDER BY seq DESC", order_of(query),
               limit);
}

int
archive_list(struct archive *archive, const struct query *query, uint32_t limit, int64_t cursor,
             struct answer *answer, int64_t *next, struct err *err)
{
    struct sql *sql = &archive->sql;
    struct select select = { 0 };
    *next = 0;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    select_listed(&select, query, cursor, limit + 1);
    sqlite3_stmt *s = select_prepare(sql, &select, err);
    int more = s == NULL ? -1 : sql_step(sql, s, err);
    int64_t last = 0;
    for (uint32_t i = 0; more == 1 && i < limit; more = sql_step(sql, s, err), i++) {
        last = sql_integer(s, 0);
        add_listed(answer, s);
    }
    if (more == 1)
        *next = last;
    sqlite3_finalize(s);
    buf_done(&select.sql);
    return sql_end_read(sql, more < 0 ? -1 : 0);
}

/* ---- export ---- */

/* Numbers parted by commas. */
static size_t
read_numbers(struct slice text, uint32_t *numbers, size_t max)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len && count < max; count++) {
        numbers[count] = 0;
        for (; at < text.len && text.ptr[at] != ','; at++)
            numbers[count] = numbers[count] * 10 + (uint32_t)(text.ptr[at] - '0');
        at++;
    }
    return count;
}

static int
add_line(sqlite3_stmt *s, struct buf *lines, struct err *err)
{
    struct slice hidden = sql_column(s, 4);
    uint32_t *numbers = calloc(hidden.len + 1, sizeof *numbers);
    enum page_state state = PAGE_ANY;
    if (numbers == NULL)
        die("out of memory");
    (void)page_state_find(sql_column(s, 2), &state);
    size_t count = read_numbers(hidden, numbers, hidden.len);
    int result = redact_record(sql_column(s, 1), state, (uint32_t)sql_integer(s, 3),
                               sql_integer(s, 5), numbers, count, lines, err);
    buf_add_char(lines, '\n');
    free(numbers);
    return result;
}

static int
export_end(struct sql *sql, int64_t *next, struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s, "SELECT coalesce(max(seq), 0) FROM pages", "");
    if (found == 1)
        *next = sql_integer(s, 0);
    return sql_end_read(sql, found < 0 ? -1 : 0);
}

int
archive_export(struct archive *archive, const struct query *query, uint32_t limit, size_t bytes,
               int64_t cursor, struct buf *lines, uint32_t *count, int64_t *next, struct err *err)
{
    struct sql *sql = &archive->sql;
    struct select select = { 0 };
    size_t start = lines->len;
    *count = 0;
    *next = cursor;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    if (cursor < 0)
        return export_end(sql, next, err);
    buf_printf(
        &select.sql,
        "SELECT pages.seq, json, state,"
        " (SELECT number FROM results WHERE results.id = current_result),"
        " (SELECT group_concat(article) FROM withdrawals"
        "  WHERE withdrawals.seq = pages.seq AND article > 0),"
        " (SELECT made_ms FROM results WHERE results.id = current_result)"
        " FROM pages CROSS JOIN records ON records.result = current_result"
        " WHERE pages.seq IN (SELECT seq FROM pages WHERE state <> 'withdrawn' AND %s > %lld",
        order_of(query), (long long)cursor);
    where_page(&select, query);
    if (query->corrected)
        buf_printf(&select.sql,
                   " AND EXISTS (SELECT 1 FROM results WHERE results.id = current_result"
                   " AND kind = 'person')");
    buf_printf(&select.sql, " ORDER BY %s LIMIT %u) ORDER BY pages.seq", order_of(query), limit);
    sqlite3_stmt *s = select_prepare(sql, &select, err);
    int more = s == NULL ? -1 : 1;
    while (more == 1 && lines->len - start < bytes && (more = sql_step(sql, s, err)) == 1) {
        if (add_line(s, lines, err) != 0) {
            more = -1;
            break;
        }
        *next = sql_integer(s, 0);
        *count += 1;
    }
    sqlite3_finalize(s);
    buf_done(&select.sql);
    if (more < 0)
        lines->len = start;
    return sql_end_read(sql, more < 0 ? -1 : 0);
}

/* ---- papers and their days ---- */

static int
add_papers(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int more = sql_first(sql, err, &s,
                         "SELECT paper, coalesce(min(nullif(date, '')), ''), max(date), count(*),"
                         " sum(articles) FROM pages WHERE state = 'current' AND paper <> ''"
                         " AND (?1 = '' OR paper = ?1) GROUP BY paper ORDER BY paper",
                         "t", query->paper);
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct paper *paper = answer_add_paper(answer);
        paper->name = text_of(answer, s, 0);
        paper->first = text_of(answer, s, 1);
        paper->last = text_of(answer, s, 2);
        paper->pages = sql_integer(s, 3);
        paper->articles = sql_integer(s, 4);
    }
    return more;
}

static int
add_years(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int more = sql_first(sql, err, &s,
                         "SELECT substr(date, 1, 4), count(*) FROM pages WHERE state = 'current'"
                         " AND (?1 = '' OR paper = ?1) AND date <> '' GROUP BY 1 ORDER BY 1",
                         "t", query->paper);
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct tally *year = answer_add_tally(answer, TALLY_PAPER_YEARS);
        year->name = text_of(answer, s, 0);
        year->count = sql_integer(s, 1);
    }
    return more;
}

static void
add_number(struct answer *answer, struct slice **numbers, size_t *count, struct slice number)
{
    struct slice *grown = *numbers;
    if ((*count & (*count - 1)) == 0) { /* full: 0, 1, 2, 4, 8 ... */
        grown = arena_alloc(&answer->arena, *count == 0 ? 1 : *count * 2, sizeof *grown);
        for (size_t i = 0; i < *count; i++)
            grown[i] = (*numbers)[i];
        *numbers = grown;
    }
    grown[(*count)++] = number;
}

/* A day more than `limit` says that there are more, and is not added. */
static int
add_days(struct sql *sql, const struct query *query, uint32_t limit, struct answer *answer,
         struct err *err)
{
    sqlite3_stmt *s;
    struct day *day = NULL;
    int more = sql_first(sql, err, &s,
                         "SELECT date, number, 0 FROM pages WHERE paper = ?1 AND date > ?2"
                         " AND date <> '' AND state = 'current'"
                         " AND (?3 = '' OR (date >= ?3 AND date < ?3 || '.')) UNION ALL"
                         " SELECT date, number, 1 FROM absents WHERE paper = ?1 AND date > ?2"
                         " AND (?3 = '' OR (date >= ?3 AND date < ?3 || '.'))"
                         " ORDER BY 1, 2",
                         "ttt", query->paper, query->cursor, query->date);
    for (; more == 1; more = sql_step(sql, s, err)) {
        if (day == NULL || !slice_equal(day->date, sql_column(s, 0))) {
            if (day != NULL && answer->day_count >= limit) {
                answer->next = day->date;
                return 0;
            }
            day = answer_add_day(answer);
            day->date = text_of(answer, s, 0);
        }
        if (sql_integer(s, 2) == 0)
            add_number(answer, &day->numbers, &day->number_count, text_of(answer, s, 1));
        else
            add_number(answer, &day->absent, &day->absent_count, text_of(answer, s, 1));
    }
    return more;
}

int
archive_papers(struct archive *archive, const struct query *query, uint32_t limit,
               struct answer *answer, struct err *err)
{
    struct sql *sql = &archive->sql;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    int result = add_papers(sql, query, answer, err);
    if (result == 0)
        result = add_years(sql, query, answer, err);
    if (result == 0 && query->paper.len > 0)
        result = add_days(sql, query, limit, answer, err);
    return sql_end_read(sql, result);
}
