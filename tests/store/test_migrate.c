/* An archive that the build of schema 1 wrote (two pages and a file that superseded one of
 * them) is brought up to date and has all that it had. */
#include "services/store/schema.h"
#include "tests/store/archive_fixture.h"
#include "tests/store/facts_fixture.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OLD "cc2ec4d3b6b6f6b19dfeb11b119bc27b"
#define OTHER "61efcd4c1d492120852a01d585cc314b"
#define NEW "f5ac029e69aaf05f42711973ae022f79"

static int
set_up(void **state)
{
    struct archive_fixture *place = calloc(1, sizeof *place);
    char command[256];
    archive_fixture_make(place, "migrate");
    (void)snprintf(command, sizeof command, "cp tests/data/store/archive-1.db '%s'", place->path);
    assert_int_equal(system(command), 0);
    archive_fixture_open(place);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    archive_fixture_done(*state);
    free(*state);
    return 0;
}

static void
test_states(void **state)
{
    struct archive_fixture *place = *state;
    enum page_state found;
    assert_int_equal(archive_state(place->archive, slice_from(OLD), &found, NULL), 0);
    assert_int_equal(found, PAGE_SUPERSEDED);
    assert_int_equal(archive_state(place->archive, slice_from(NEW), &found, NULL), 0);
    assert_int_equal(found, PAGE_CURRENT);
    int64_t pages, articles, bytes;
    assert_int_equal(archive_totals(place->archive, &pages, &articles, &bytes, NULL), 0);
    assert_int_equal(pages, 3);
    assert_int_equal(articles, 12);
}

static void
test_records(void **state)
{
    struct archive_fixture *place = *state;
    struct buf record = { 0 }, original = { 0 };
    assert_int_equal(archive_record(place->archive, slice_from(OLD), &record, NULL), 1);
    assert_non_null(strstr(buf_string(&record), "\"page_id\":\"" OLD "\""));
    uint32_t file_page = 9;
    assert_int_equal(archive_original(place->archive, slice_from(OLD), &original, &file_page, NULL),
                     1);
    assert_int_equal(file_page, 0);
    assert_true(original.len > 1000);
    buf_done(&record);
    buf_done(&original);
}

static void
test_versions(void **state)
{
    struct archive_fixture *place = *state;
    struct answer answer;
    answer_init(&answer, ANSWER_VERSIONS);
    assert_int_equal(archive_versions(place->archive, slice_from(NEW), &answer, NULL), 0);
    assert_int_equal(answer.version_count, 1);
    assert_true(slice_equal(answer.versions[0].kind, SLICE_LITERAL("program")));
    assert_true(answer.versions[0].current);
    assert_int_equal(answer.versions[0].result, 1);
    assert_true(answer.versions[0].segment_version.len > 0);
    answer_done(&answer);
}

static void
test_changes(void **state)
{
    static const struct {
        const char *id;
        enum change_kind change;
    } wanted[] = { { OLD, CHANGE_COMMITTED },
                   { OTHER, CHANGE_COMMITTED },
                   { NEW, CHANGE_COMMITTED },
                   { OLD, CHANGE_SUPERSEDED } };
    struct archive_fixture *place = *state;
    struct answer answer;
    int64_t next;
    answer_init(&answer, ANSWER_CHANGES);
    assert_int_equal(archive_changes(place->archive, 0, 100, &answer, &next, NULL), 0);
    assert_int_equal(answer.change_count, 4);
    assert_int_equal(next, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(answer.changes[i].sequence, i + 1);
        assert_int_equal(answer.changes[i].change, wanted[i].change);
        assert_true(slice_equal(answer.changes[i].page_id, slice_from(wanted[i].id)));
    }
    assert_true(slice_equal(answer.changes[3].by, slice_from(NEW)));
    answer_done(&answer);
}

static void
test_search(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct answer answer;
    int64_t next;
    query_init(&query, QUERY_SEARCH);
    answer_init(&answer, ANSWER_RESULTS);
    query.words = SLICE_LITERAL("邓小军");
    query.facets = true;
    assert_int_equal(archive_search(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.hit_count, 1); /* not in the superseded page */
    assert_true(slice_equal(answer.hits[0].page_id, slice_from(NEW)));
    assert_true(answer.hits[0].confidence > 0.5 && answer.hits[0].confidence < 0.8);
    assert_int_equal(answer.total, 1);
    assert_true(answer.facet_name_count > 3);
    answer_done(&answer);

    query_init(&query, QUERY_SUGGEST);
    answer_init(&answer, ANSWER_NAMES);
    query.words = SLICE_LITERAL("邓小");
    assert_int_equal(archive_suggest(place->archive, &query, 10, &answer, NULL), 0);
    assert_int_equal(answer.name_count, 1);
    assert_int_equal(answer.names[0].count, 1);
    answer_done(&answer);
}

/* What is committed after it goes on from there. */
static void
test_commit_after(void **state)
{
    struct archive_fixture *place = *state;
    struct page page;
    struct err err;
    struct answer answer;
    int64_t next;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    struct archive_item item = { .page = &page, .record = SLICE_LITERAL("{}") };
    if (archive_commit(place->archive, &item, 1, &err) != 0)
        fail_msg("%s", err.text);
    answer_init(&answer, ANSWER_CHANGES);
    assert_int_equal(archive_changes(place->archive, 4, 100, &answer, &next, NULL), 0);
    assert_int_equal(answer.change_count, 1);
    assert_int_equal(answer.changes[0].sequence, 5);
    answer_done(&answer);
    page_done(&page);
}

static void
test_sound(void **state)
{
    struct archive_fixture *place = *state;
    sqlite3 *db;
    sqlite3_stmt *s;
    archive_close(place->archive);
    place->archive = NULL;
    facts_fixture_assert(place->path);
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(s, 0), "ok");
    sqlite3_finalize(s);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_DONE);
    sqlite3_finalize(s);
    sqlite3_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_states, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_records, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_versions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_commit_after, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sound, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
