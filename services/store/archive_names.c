#include "services/store/archive_sqlite.h"

enum { TOGETHER_MAX = 30, NEWEST_MAX = 1000 };

/* Articles of names that can be found; follows a WITH that makes `wanted` of ids. */
#define FOUND_ARTICLES                                                                             \
    " wanted CROSS JOIN article_names ON article_names.name = wanted.id"                           \
    " CROSS JOIN articles ON articles.id = article_names.article"                                  \
    " CROSS JOIN pages ON pages.seq = articles.seq WHERE state = 'current' AND NOT EXISTS"         \
    " (SELECT 1 FROM withdrawals WHERE withdrawals.seq = articles.seq"                             \
    "  AND withdrawals.article = articles.number)"
#define WANTED                                                                                     \
    "WITH wanted AS (SELECT id FROM names WHERE type = ?1"                                         \
    " AND (?2 = '' OR name = ?2) AND (?3 = '' OR code = ?3))"

static struct slice
text_of(struct answer *answer, sqlite3_stmt *s, int place)
{
    return arena_slice(&answer->arena, sql_column(s, place));
}

static void
add_tally(struct answer *answer, enum tally_list list, sqlite3_stmt *s)
{
    struct tally *name = answer_add_tally(answer, list);
    name->type = text_of(answer, s, 0);
    name->name = text_of(answer, s, 1);
    name->code = text_of(answer, s, 2);
    name->count = sql_integer(s, 3);
}

static int
add_tallies(struct sql *sql, sqlite3_stmt *s, int more, struct answer *answer, struct err *err)
{
    for (; more == 1; more = sql_step(sql, s, err))
        add_tally(answer, TALLY_LISTED_NAMES, s);
    return more;
}

int
archive_suggest(struct archive *archive, const struct query *query, uint32_t limit,
                struct answer *answer, struct err *err)
{
    struct sql *sql = &archive->sql;
    sqlite3_stmt *s;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    int more = sql_first(sql, err, &s,
                         "SELECT type, name, code, sum(articles) FROM names"
                         " WHERE name >= ?1 AND name < ?1 || char(0x10FFFF) AND articles > 0"
                         " AND (?2 = '' OR type = ?2)"
                         " GROUP BY type, name, code ORDER BY 4 DESC, 2 LIMIT ?3",
                         "tti", query->words, query->name_type, (int64_t)limit);
    return sql_end_read(sql, add_tallies(sql, s, more, answer, err));
}

/* What the name is, of those that fit the most frequent one. */
static int
find_name(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s,
                          "SELECT name, code FROM names WHERE type = ?1"
                          " AND (?2 = '' OR name = ?2) AND (?3 = '' OR code = ?3)"
                          " ORDER BY articles DESC, code DESC LIMIT 1",
                          "ttt", query->name_type, query->name, query->code);
    if (found == 1) {
        answer->name_type = query->name_type;
        answer->name = text_of(answer, s, 0);
        answer->code = text_of(answer, s, 1);
    }
    if (s != NULL)
        sqlite3_reset(s);
    return found;
}

static int
add_months(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int more = sql_first(sql, err, &s,
                         WANTED "SELECT substr(date, 1, 7), count(DISTINCT article)"
                                " FROM" FOUND_ARTICLES " GROUP BY 1 ORDER BY 1",
                         "ttt", query->name_type, query->name, query->code);
    for (; more == 1; more = sql_step(sql, s, err)) {
        answer->total += sql_integer(s, 1);
        if (sql_column(s, 0).len == 0)
            continue; /* without a date */
        struct tally *month = answer_add_tally(answer, TALLY_NAME_MONTHS);
        month->name = text_of(answer, s, 0);
        month->count = sql_integer(s, 1);
    }
    return more;
}

/* Of the newest articles only. */
static int
add_together(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int more =
        sql_first(sql, err, &s,
                  WANTED ", newest AS (SELECT DISTINCT article FROM" FOUND_ARTICLES
                         " ORDER BY article DESC LIMIT ?4)"
                         "SELECT names.type, names.name, names.code, count(*) FROM newest"
                         " CROSS JOIN article_names ON article_names.article = newest.article"
                         " CROSS JOIN names ON names.id = article_names.name"
                         " WHERE names.id NOT IN (SELECT id FROM wanted)"
                         " GROUP BY names.id ORDER BY 4 DESC, 2 LIMIT ?5",
                  "tttii", query->name_type, query->name, query->code, (int64_t)NEWEST_MAX,
                  (int64_t)TOGETHER_MAX);
    return add_tallies(sql, s, more, answer, err);
}

/* What lies in the place, by codes: other places, and sites and bodies that are known to be there.
 */
static int
add_inside(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    if (!slice_equal(query->name_type, SLICE_LITERAL("LOC")) || answer->code.len != 6)
        return 0;
    int more = sql_first(sql, err, &s,
                         "SELECT type, name, code, sum(articles) FROM ("
                         "SELECT * FROM names WHERE code > ?1 AND code < ?1 || ':'"
                         " AND code <> '' AND code <> ?2 UNION ALL "
                         "SELECT * FROM names WHERE place >= ?1 AND place < ?1 || ':'"
                         " AND place <> '' AND code = '') WHERE articles > 0"
                         " GROUP BY type, name, code ORDER BY 4 DESC, 2 LIMIT ?3",
                         "tti", code_prefix(answer->code), answer->code, (int64_t)TOGETHER_MAX);
    for (; more == 1; more = sql_step(sql, s, err))
        add_tally(answer, TALLY_INSIDE, s);
    return more;
}

int
archive_name(struct archive *archive, const struct query *query, struct answer *answer,
             struct err *err)
{
    struct sql *sql = &archive->sql;
    if (sql_begin_read(sql, err) != 0)
        return -1;
    int found = find_name(sql, query, answer, err);
    if (found == 1 &&
        (add_months(sql, query, answer, err) != 0 || add_together(sql, query, answer, err) != 0 ||
         add_inside(sql, query, answer, err) != 0))
        found = -1;
    return sql_end_read(sql, found);
}
