/* What it costs to pick the pages of a list out of very many: the work of SQLite's machine must
 * not grow with the archive. */
#include "services/store/archive_sqlite.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int
count_step(void *count)
{
    ++*(long *)count;
    return 0;
}

/* Pages `from` to `to` of two papers in turn, ten a day. */
static void
insert(struct archive *archive, int from, int to)
{
    char *sql = sqlite3_mprintf(
        "WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " INSERT INTO pages (id, name, paper, date, number, state, accepted_ms, committed_ms,"
        " encoding, damaged, segment_version, enrich_version, articles, result, current_result)"
        " SELECT printf('%%032x', i), 'x', CASE i %% 2 WHEN 0 THEN '甲报' ELSE '乙报' END,"
        " date('2018-01-01', '+' || (i / 10) || ' days'), i, 'current', i, i, '', 0, '', '', 1, "
        "'', 0"
        " FROM n",
        from, to);
    char *why = NULL;
    if (sqlite3_exec(archive->sql.db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    sqlite3_free(sql);
}

/* Steps of an answer of ten, which begins with the page of that id. */
static long
steps(struct archive *archive, const char *paper, const char *date, int first)
{
    struct query query;
    struct answer answer;
    int64_t next;
    long count = 0;
    char id[33];
    query_init(&query, QUERY_LIST);
    answer_init(&answer, ANSWER_LIST);
    query.paper = slice_from(paper);
    query.date = slice_from(date);
    sqlite3_progress_handler(archive->sql.db, 1, count_step, &count);
    assert_int_equal(archive_list(archive, &query, 10, 0, &answer, &next, NULL), 0);
    sqlite3_progress_handler(archive->sql.db, 0, NULL, NULL);
    assert_true(answer.page_count > 0);
    (void)snprintf(id, sizeof id, "%032x", (unsigned)first);
    assert_memory_equal(answer.pages[0].id.ptr, id, 32);
    for (size_t i = 1; i < answer.page_count; i++)
        assert_true(slice_compare(answer.pages[i - 1].id, answer.pages[i].id) > 0);
    answer_done(&answer);
    return count;
}

static void
test_lists_by_index(void **state)
{
    (void)state;
    struct archive *archive;
    struct err err = { 0 };
    char folder[] = "/tmp/pagewire-list-XXXXXX", path[64], command[64];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/archive.db", folder);
    if (archive_open(&archive, path, ARCHIVE_WRITE, &err) != 0)
        fail_msg("%s", err.text);
    insert(archive, 0, 999);
    long all = steps(archive, "", "", 999), paper = steps(archive, "甲报", "", 998),
         day = steps(archive, "甲报", "2018-02-01", 318),
         date = steps(archive, "", "2018-02-01", 319);
    insert(archive, 1000, 29999);
    assert_true(steps(archive, "", "", 29999) < all * 2);
    assert_true(steps(archive, "甲报", "", 29998) < paper * 2);
    assert_true(steps(archive, "甲报", "2018-02-01", 318) < day * 2);
    assert_true(steps(archive, "", "2018-02-01", 319) < date * 2);
    archive_close(archive);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_by_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
