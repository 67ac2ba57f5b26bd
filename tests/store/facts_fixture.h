/*
 * facts_fixture: what searches keep in memory is kept for each article of an archive's file, and
 * for no other.
 */
#ifndef TESTS_STORE_FACTS_FIXTURE_H
#define TESTS_STORE_FACTS_FIXTURE_H

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static inline void
facts_fixture_assert(const char *path)
{
    static const char compared[] =
        "SELECT count(*), (SELECT count(*) FROM facts),"
        " sum(articles.seq = facts.seq AND articles.number = facts.number AND"
        "  articles.confidence = facts.confidence AND length(headline) = head AND"
        "  length(text) = length)"
        " FROM articles LEFT JOIN facts ON article = id";
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, compared, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_true(sqlite3_column_int(s, 0) > 0);
    assert_int_equal(sqlite3_column_int(s, 1), sqlite3_column_int(s, 0));
    assert_int_equal(sqlite3_column_int(s, 2), sqlite3_column_int(s, 0));
    sqlite3_finalize(s);
    sqlite3_close(db);
}

#endif
