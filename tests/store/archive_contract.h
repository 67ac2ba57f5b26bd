/*
 * archive_contract: what every archive does, whatever keeps it: tests of archive.h that know no
 * file and no SQL.  test_archive.c runs them on the one that ships, test_archive_memory.c on
 * another, of arrays, that is linked in its place.
 */
#ifndef TESTS_STORE_ARCHIVE_CONTRACT_H
#define TESTS_STORE_ARCHIVE_CONTRACT_H

#include "tests/store/archive_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

/* An archive of its own for each test. */
static int
set_up(void **state)
{
    struct archive_fixture *place = calloc(1, sizeof *place);
    archive_fixture_make(place, "archive");
    archive_fixture_open(place);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    struct archive_fixture *place = *state;
    char small[128];
    (void)snprintf(small, sizeof small, "%s/small", place->folder);
    (void)umount2(small, MNT_DETACH); /* left by a test that failed */
    archive_fixture_done(place);
    free(place);
    return 0;
}

/* Commits one page with a record that says its id and `result`. */
static enum archive_fate
commit(struct archive *archive, struct page *page, int64_t accepted_ms, const char *result)
{
    char record[128];
    (void)snprintf(record, sizeof record, "{\"page_id\":\"%.*s\",\"result\":\"%s\"}",
                   SLICE_ARGS(page->id), result);
    return archive_fixture_commit_record(archive, page, accepted_ms, slice_from(record));
}

static enum page_state
state_of(struct archive *archive, struct slice id)
{
    enum page_state state;
    struct err err = { 0 };
    if (archive_state(archive, id, &state, &err) != 0)
        fail_msg("%s", err.text);
    return state;
}

static void
assert_totals(struct archive *archive, int64_t pages, int64_t articles, int64_t bytes)
{
    int64_t p, a, b;
    assert_int_equal(archive_totals(archive, &p, &a, &b, NULL), 0);
    assert_int_equal(p, pages);
    assert_int_equal(a, articles);
    assert_int_equal(b, bytes);
}

static void
commit_many(struct archive *archive, unsigned count)
{
    for (unsigned i = 1; i <= count; i++) {
        struct page page;
        char number[16];
        fixture_page(&page, i, "标题", "同样的正文", NULL, NULL, NULL);
        (void)snprintf(number, sizeof number, "A%02u", i);
        fixture_slot(&page, i % 2 ? "单报" : "双报", "2018-01-09", number);
        commit(archive, &page, i, number);
        page_done(&page);
    }
}

static void
test_commit(void **state)
{
    struct archive_fixture *place = *state;
    struct page page;
    struct buf bytes = { 0 };
    struct err err = { 0 };
    uint32_t file_page = 9;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    assert_int_equal(state_of(place->archive, page.id), PAGE_ANY);
    assert_int_equal(archive_record(place->archive, page.id, &bytes, &err), 0);
    assert_int_equal(commit(place->archive, &page, 1, "x"), ARCHIVE_NEW);
    assert_int_equal(state_of(place->archive, page.id), PAGE_CURRENT);
    assert_int_equal(archive_record(place->archive, page.id, &bytes, &err), 1);
    assert_non_null(strstr(buf_string(&bytes), "\"result\":\"x\""));
    buf_clear(&bytes);
    assert_int_equal(archive_original(place->archive, page.id, &bytes, &file_page, &err), 1);
    assert_int_equal(file_page, 0);
    assert_true(slice_equal(buf_slice(&bytes), page.text));
    assert_totals(place->archive, 1, 1, (int64_t)page.text.len);
    buf_done(&bytes);
    page_done(&page);
}

/* The bytes of a file of several pages are there once, for each of them. */
static void
test_file(void **state)
{
    struct archive_fixture *place = *state;
    struct page pages[3];
    struct archive_item items[3];
    struct err err = { 0 };
    for (unsigned i = 0; i < 3; i++) {
        fixture_page(&pages[i], i + 1, "标题", "正文", NULL, NULL, NULL);
        pages[i].file_page = i + 1;
        items[i] = (struct archive_item){ .page = &pages[i],
                                          .original = SLICE_LITERAL("%PDF-1.4 of three"),
                                          .file = SLICE_LITERAL("ffffffffffffffffffffffffffffffff"),
                                          .record = SLICE_LITERAL("{}"),
                                          .accepted_ms = 1 };
    }
    assert_int_equal(archive_commit(place->archive, items, 2, &err), 0);
    assert_int_equal(archive_commit(place->archive, items + 2, 1, &err), 0);
    assert_totals(place->archive, 3, 3, 17);
    for (unsigned i = 0; i < 3; i++) {
        struct buf bytes = { 0 };
        uint32_t file_page = 0;
        assert_int_equal(archive_original(place->archive, pages[i].id, &bytes, &file_page, &err),
                         1);
        assert_string_equal(buf_string(&bytes), "%PDF-1.4 of three");
        assert_int_equal(file_page, i + 1);
        buf_done(&bytes);
        page_done(&pages[i]);
    }
}

/* The same page again changes nothing, whatever its result. */
static void
test_commit_twice(void **state)
{
    struct archive_fixture *place = *state;
    struct page page;
    struct buf record = { 0 };
    char before[33], after[33];
    fixture_page(&page, 1, "标题", "正文", "李明", NULL, NULL);
    assert_int_equal(commit(place->archive, &page, 1, "x"), ARCHIVE_NEW);
    assert_int_equal(archive_result(place->archive, page.id, before, NULL), 1);
    assert_int_equal(commit(place->archive, &page, 1, "x"), ARCHIVE_SAME);
    assert_int_equal(commit(place->archive, &page, 2, "y"), ARCHIVE_DIFFERENT);
    assert_int_equal(archive_result(place->archive, page.id, after, NULL), 1);
    assert_string_equal(before, after);
    assert_int_equal(archive_record(place->archive, page.id, &record, NULL), 1);
    assert_non_null(strstr(buf_string(&record), "\"result\":\"x\""));
    assert_totals(place->archive, 1, 1, (int64_t)page.text.len);
    buf_done(&record);
    page_done(&page);
}

/* Twice in one transaction, and after opening the file again. */
static void
test_commit_group(void **state)
{
    struct archive_fixture *place = *state;
    struct page page;
    struct err err = { 0 };
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    struct archive_item items[2] = {
        { .page = &page, .original = SLICE_LITERAL("a"), .record = SLICE_LITERAL("{}") },
        { .page = &page, .original = SLICE_LITERAL("a"), .record = SLICE_LITERAL("{}") },
    };
    assert_int_equal(archive_commit(place->archive, items, 2, &err), 0);
    assert_int_equal(items[0].fate, ARCHIVE_NEW);
    assert_int_equal(items[1].fate, ARCHIVE_SAME);
    archive_close(place->archive);
    assert_int_equal(archive_open(&place->archive, place->path, ARCHIVE_WRITE, &err), 0);
    assert_int_equal(archive_commit(place->archive, items, 2, &err), 0);
    assert_int_equal(items[0].fate, ARCHIVE_SAME);
    page_done(&page);
}

static void
test_no_slot(void **state)
{
    struct archive_fixture *place = *state;
    static const char *const slots[][3] = { { "", "", "" },
                                            { "焦作日报", "2018-01-09", "" },
                                            { "", "2018-01-09", "A03" } };
    for (unsigned i = 0; i < 6; i++) {
        struct page page;
        fixture_page(&page, i, "标题", "正文", NULL, NULL, NULL);
        fixture_slot(&page, slots[i / 2][0], slots[i / 2][1], slots[i / 2][2]);
        commit(place->archive, &page, i, "x");
        page_done(&page);
    }
    for (unsigned i = 0; i < 6; i++) {
        struct page page = { 0 };
        assert_int_equal(state_of(place->archive, fixture_id(&page, i)), PAGE_CURRENT);
        arena_done(&page.arena);
    }
}

static void
test_prefix(void **state)
{
    struct archive_fixture *place = *state;
    struct page page;
    char id[33];
    struct err err = { 0 };
    for (int i = 0; i < 2; i++) {
        fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
        page.id = i == 0 ? SLICE_LITERAL("abcdef0123456789abcdef0123456789")
                         : SLICE_LITERAL("abcdefff23456789abcdef0123456789");
        commit(place->archive, &page, 1, "x");
        page_done(&page);
    }
    assert_int_equal(archive_find(place->archive, SLICE_LITERAL("abcdef0"), id, &err), 1);
    assert_string_equal(id, "abcdef0123456789abcdef0123456789");
    assert_int_equal(archive_find(place->archive, slice_from(id), id, &err), 1);
    assert_int_equal(archive_find(place->archive, SLICE_LITERAL("abcdef1"), id, &err), 0);
    assert_int_equal(archive_find(place->archive, SLICE_LITERAL("abcdef"), id, &err), -1);
    assert_int_equal(err.kind, ERR_REJECT);
    assert_int_equal(archive_find(place->archive, SLICE_LITERAL("ffffff"), id, &err), 0);
}

static void
test_supersede(void **state)
{
    struct archive_fixture *place = *state;
    struct page pages[4];
    char id[33];
    for (unsigned i = 0; i < 4; i++) {
        fixture_page(&pages[i], i, "标题", "焦作正文", NULL, NULL, NULL);
        fixture_slot(&pages[i], "焦作日报", "2018-01-09", "A03");
    }
    fixture_slot(&pages[3], "焦作日报", "2018-01-09", "A04");
    commit(place->archive, &pages[0], 100, "x");
    commit(place->archive, &pages[3], 100, "x");
    commit(place->archive, &pages[2], 300, "x");
    assert_int_equal(state_of(place->archive, pages[0].id), PAGE_SUPERSEDED);
    assert_int_equal(state_of(place->archive, pages[2].id), PAGE_CURRENT);
    assert_int_equal(state_of(place->archive, pages[3].id), PAGE_CURRENT);
    /* accepted before the current one, committed after it */
    commit(place->archive, &pages[1], 200, "x");
    assert_int_equal(state_of(place->archive, pages[1].id), PAGE_SUPERSEDED);
    assert_int_equal(state_of(place->archive, pages[2].id), PAGE_CURRENT);
    /* an old one that comes again does not come back */
    commit(place->archive, &pages[0], 100, "x");
    assert_int_equal(state_of(place->archive, pages[0].id), PAGE_SUPERSEDED);
    assert_int_equal(archive_find_slot(place->archive, slice_from("焦作日报"),
                                       slice_from("2018-01-09"), slice_from("A03"), id, NULL),
                     1);
    assert_string_equal(id, pages[2].id.ptr);

    struct buf record = { 0 };
    assert_int_equal(archive_record(place->archive, pages[0].id, &record, NULL), 1);
    buf_done(&record);
    for (unsigned i = 0; i < 4; i++)
        page_done(&pages[i]);
}

static void
test_export(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct buf all = { 0 }, lines = { 0 };
    uint32_t count;
    int64_t cursor = 0, next;
    commit_many(place->archive, 7);
    query_init(&query, QUERY_EXPORT);
    assert_int_equal(
        archive_export(place->archive, &query, 100, 1 << 20, 0, &all, &count, &next, NULL), 0);
    assert_int_equal(count, 7);
    assert_non_null(strstr(buf_string(&all), "\"result\":\"A01\"}\n{"));
    /* two by two, in other calls of other times */
    do {
        assert_int_equal(
            archive_export(place->archive, &query, 2, 1 << 20, cursor, &lines, &count, &next, NULL),
            0);
        assert_true(count <= 2);
        cursor = next;
    } while (count > 0);
    assert_string_equal(buf_string(&lines), buf_string(&all));
    /* bounded in bytes, but never stuck */
    buf_clear(&lines);
    cursor = 0;
    do {
        assert_int_equal(
            archive_export(place->archive, &query, 100, 1, cursor, &lines, &count, &next, NULL), 0);
        assert_true(count <= 1);
        cursor = next;
    } while (count > 0);
    assert_string_equal(buf_string(&lines), buf_string(&all));
    /* what comes later is found from where it stopped */
    struct page page;
    buf_clear(&lines);
    fixture_page(&page, 99, "标题", "更正", NULL, NULL, NULL);
    commit(place->archive, &page, 99, "late");
    page_done(&page);
    assert_int_equal(
        archive_export(place->archive, &query, 100, 1 << 20, cursor, &lines, &count, &next, NULL),
        0);
    assert_int_equal(count, 1);
    assert_non_null(strstr(buf_string(&lines), "late"));
    /* filtered */
    buf_clear(&lines);
    query.paper = SLICE_LITERAL("双报");
    assert_int_equal(
        archive_export(place->archive, &query, 100, 1 << 20, 0, &lines, &count, &next, NULL), 0);
    assert_int_equal(count, 3);
    buf_done(&all);
    buf_done(&lines);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#define ARCHIVE_CONTRACT                                                                           \
    TEST(test_commit), TEST(test_commit_twice), TEST(test_commit_group), TEST(test_file),          \
        TEST(test_supersede), TEST(test_no_slot), TEST(test_prefix), TEST(test_export)

#endif
