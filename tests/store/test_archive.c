/* Tests of services/store/archive, on real files. */
#include "services/store/archive.h"

#include "services/store/schema.h"
#include "tests/store/archive_contract.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* What is superseded is not found. */
static void
test_superseded_is_not_found(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct answer answer;
    int64_t next;
    for (unsigned i = 0; i < 3; i++) {
        struct page page;
        fixture_page(&page, i, "标题", "焦作正文", NULL, NULL, NULL);
        fixture_slot(&page, "焦作日报", "2018-01-09", i < 2 ? "A03" : "A04");
        commit(place->archive, &page, 100 + i, "x");
        page_done(&page);
    }
    query_init(&query, QUERY_SEARCH);
    answer_init(&answer, ANSWER_RESULTS);
    query.words = SLICE_LITERAL("焦作");
    assert_int_equal(archive_search(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.hit_count, 2);
    answer_done(&answer);
}

/* As commit, of a page that was submitted again. */
static bool
commit_again(struct archive *archive, struct page *page, int64_t accepted_ms)
{
    struct err err = { 0 };
    struct archive_item item = { .page = page,
                                 .original = page->text,
                                 .record = SLICE_LITERAL("{}"),
                                 .accepted_ms = accepted_ms,
                                 .again = true };
    if (archive_commit(archive, &item, 1, &err) != 0)
        fail_msg("%s", err.text);
    return item.returned;
}

static void
test_again(void **state)
{
    struct archive_fixture *place = *state;
    struct page pages[3];
    for (unsigned i = 0; i < 3; i++) {
        fixture_page(&pages[i], i, "标题", "焦作正文", "李明", NULL, NULL);
        fixture_slot(&pages[i], "焦作日报", "2018-01-09", "A03");
        commit(place->archive, &pages[i], 100 * (i + 1), "x");
    }
    struct err err = { 0 };
    struct query query;
    struct answer answer;
    int64_t next;
    query_init(&query, QUERY_WITHDRAW);
    query.page_id = pages[1].id;
    query.who = query.why = SLICE_LITERAL("test");
    answer_init(&answer, ANSWER_DONE);
    assert_int_equal(archive_edit(place->archive, &query, SLICE_EMPTY, &answer, &err), 0);
    answer_done(&answer);

    /* older than what has the place; withdrawn; then what it is for, twice */
    assert_false(commit_again(place->archive, &pages[0], 250));
    assert_int_equal(state_of(place->archive, pages[0].id), PAGE_SUPERSEDED);
    assert_false(commit_again(place->archive, &pages[1], 400));
    assert_int_equal(state_of(place->archive, pages[1].id), PAGE_WITHDRAWN);
    assert_true(commit_again(place->archive, &pages[0], 400));
    assert_false(commit_again(place->archive, &pages[0], 400));
    assert_int_equal(state_of(place->archive, pages[0].id), PAGE_CURRENT);
    assert_int_equal(state_of(place->archive, pages[2].id), PAGE_SUPERSEDED);

    query_init(&query, QUERY_SEARCH);
    answer_init(&answer, ANSWER_RESULTS);
    query.person = SLICE_LITERAL("李明");
    assert_int_equal(archive_search(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.hit_count, 1);
    assert_true(slice_equal(answer.hits[0].page_id, pages[0].id));
    answer_done(&answer);
    query_init(&query, QUERY_SUGGEST); /* the names are counted once */
    answer_init(&answer, ANSWER_NAMES);
    query.words = SLICE_LITERAL("李");
    assert_int_equal(archive_suggest(place->archive, &query, 10, &answer, NULL), 0);
    assert_int_equal(answer.names[0].count, 1);
    answer_done(&answer);
    for (unsigned i = 0; i < 3; i++)
        page_done(&pages[i]);
}

/* ---- searching ---- */

static void
commit_library(struct archive *archive)
{
    static const struct {
        const char *headline, *body, *person, *place, *organisation, *paper, *date;
    } pages[] = {
        { "焦作变美了", "中原路全线通车，东海大道快速推进。", "李明", "焦作市", "市委党校",
          "焦作日报", "2018-01-09" },
        { "许昌经验", "焦，作。新城公园建成GDP增长6.7%", "李明华", "许昌", NULL, "焦作日报",
          "2018-02-01" },
        { "扬州行", "学习湖州晋江，促高质量发展。", "李", "扬州市", "扬州市委", "扬州日报",
          "2019-01-01" },
        { "无日期", "发展焦作", NULL, NULL, NULL, "", "" },
    };
    for (unsigned i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct page page;
        fixture_page(&page, i, pages[i].headline, pages[i].body, pages[i].person, pages[i].place,
                     pages[i].organisation);
        fixture_slot(&page, pages[i].paper, pages[i].date, "A01");
        commit(archive, &page, i, "x");
        page_done(&page);
    }
}

static void
test_search(void **state)
{
    struct archive_fixture *place = *state;
    static const struct {
        const char *words, *person, *place, *organisation, *paper, *from, *to;
        const char *found; /* headlines, the newest first */
    } cases[] = {
        { "焦作", "", "", "", "", "", "", "无日期 焦作变美了 " },
        { "焦", "", "", "", "", "", "", "无日期 许昌经验 焦作变美了 " },
        { "作", "", "", "", "", "", "", "无日期 许昌经验 焦作变美了 " },
        { "东海大道", "", "", "", "", "", "", "焦作变美了 " },
        { "东海大道快速推进", "", "", "", "", "", "", "焦作变美了 " },
        { "东海快速", "", "", "", "", "", "", "" },
        { "通车东海", "", "", "", "", "", "", "" },
        { "东海 中原路", "", "", "", "", "", "", "焦作变美了 " },
        { "发展", "", "", "", "", "", "", "无日期 扬州行 " },
        { "发展 焦作", "", "", "", "", "", "", "无日期 " },
        { "gdp", "", "", "", "", "", "", "许昌经验 " },
        { "GDP增长", "", "", "", "", "", "", "许昌经验 " },
        { "增长6.7", "", "", "", "", "", "", "许昌经验 " },
        { "\" OR words:*", "", "", "", "", "", "", "" },
        { "！？", "", "", "", "", "", "", "" },
        { "", "李明", "", "", "", "", "", "焦作变美了 " },
        { "", "李", "", "", "", "", "", "扬州行 " },
        { "", "明", "", "", "", "", "", "" },
        { "", "", "焦作", "", "", "", "", "焦作变美了 " },
        { "", "", "市", "", "", "", "", "扬州行 焦作变美了 " },
        { "", "", "", "市委", "", "", "", "扬州行 焦作变美了 " },
        { "", "", "扬州", "市委", "", "", "", "扬州行 " },
        { "焦作", "", "扬州", "", "", "", "", "" },
        { "", "", "", "", "焦作日报", "", "", "许昌经验 焦作变美了 " },
        { "", "", "", "", "", "2018-01-10", "2018", "许昌经验 " },
        { "", "", "", "", "", "", "2018-01", "焦作变美了 " },
        { "焦", "", "", "", "", "2018", "2018-01-09", "焦作变美了 " },
        { "", "", "", "", "", "2019", "", "扬州行 " },
        { "", "", "", "", "", "", "", "无日期 扬州行 许昌经验 焦作变美了 " },
    };
    commit_library(place->archive);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct query query;
        struct answer answer;
        struct err err = { 0 };
        struct buf found = { 0 };
        int64_t next;
        query_init(&query, QUERY_SEARCH);
        answer_init(&answer, ANSWER_RESULTS);
        query.words = slice_from(cases[i].words);
        query.person = slice_from(cases[i].person);
        query.place = slice_from(cases[i].place);
        query.organisation = slice_from(cases[i].organisation);
        query.paper = slice_from(cases[i].paper);
        query.date_from = slice_from(cases[i].from);
        query.date_to = slice_from(cases[i].to);
        if (archive_search(place->archive, &query, 10, 0, &answer, &next, &err) != 0)
            fail_msg("case %zu: %s", i, err.text);
        for (size_t j = 0; j < answer.hit_count; j++)
            buf_printf(&found, "%.*s ", SLICE_ARGS(answer.hits[j].headline));
        if (strcmp(buf_string(&found), cases[i].found) != 0)
            fail_msg("case %zu: \"%s\" is not \"%s\"", i, buf_string(&found), cases[i].found);
        assert_int_equal(next, 0);
        buf_done(&found);
        answer_done(&answer);
    }
}

/* What is kept in memory is read beforehand; years and months are counted, and in order. */
static void
test_facets(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct answer answer;
    struct buf told = { 0 };
    struct err err = { 0 };
    int64_t next;
    commit_library(place->archive);
    assert_int_equal(archive_warm(place->archive, &err), 0);
    query_init(&query, QUERY_SEARCH);
    answer_init(&answer, ANSWER_RESULTS);
    query.date_from = SLICE_LITERAL("2018");
    query.order = ORDER_DATE;
    query.facets = true;
    assert_int_equal(archive_search(place->archive, &query, 1, 0, &answer, &next, &err), 0);
    for (size_t i = 0; i < answer.facet_year_count; i++)
        buf_printf(&told, "%.*s:%d ", SLICE_ARGS(answer.facet_years[i].name),
                   (int)answer.facet_years[i].count);
    for (size_t i = 0; i < answer.facet_month_count; i++)
        buf_printf(&told, "%.*s:%d ", SLICE_ARGS(answer.facet_months[i].name),
                   (int)answer.facet_months[i].count);
    assert_string_equal(buf_string(&told), "2018:2 2019:1 2018-01:1 2018-02:1 2019-01:1 ");
    assert_int_equal(answer.total, 3);
    assert_memory_equal(answer.hits[0].date.ptr, "2019-01-01", 10);
    buf_done(&told);
    answer_done(&answer);
}

/* Pages of each year, of one paper and of all. */
static void
test_years(void **state)
{
    struct archive_fixture *place = *state;
    static const char *const papers[] = { "", "扬州日报" };
    static const size_t years[] = { 2, 1 };
    commit_library(place->archive);
    for (size_t i = 0; i < 2; i++) {
        struct query query;
        struct answer answer;
        struct err err = { 0 };
        query_init(&query, QUERY_PAPERS);
        answer_init(&answer, ANSWER_PAPERS);
        query.paper = slice_from(papers[i]);
        assert_int_equal(archive_papers(place->archive, &query, 10, &answer, &err), 0);
        assert_int_equal(answer.year_count, years[i]);
        assert_int_equal(answer.years[0].count, years[i]);
        assert_int_equal(answer.day_count, i);
        answer_done(&answer);
    }
}

static void
test_search_hit(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct answer answer;
    int64_t next;
    commit_library(place->archive);
    query_init(&query, QUERY_SEARCH);
    answer_init(&answer, ANSWER_RESULTS);
    query.words = SLICE_LITERAL("东海大道");
    assert_int_equal(archive_search(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.hit_count, 1);
    const struct hit *hit = &answer.hits[0];
    assert_int_equal(hit->article, 1);
    assert_int_equal(hit->page_id.len, 32);
    assert_string_equal(hit->paper.ptr, "焦作日报");
    assert_string_equal(hit->date.ptr, "2018-01-09");
    assert_string_equal(hit->number.ptr, "A01");
    assert_string_equal(hit->snippet.ptr, "焦作变美了…中原路全线通车，东海大道快速推进。");
    answer_done(&answer);
}

/* By steps of any size, all are seen once. */
static void
test_cursors(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct answer answer;
    commit_many(place->archive, 11);
    query_init(&query, QUERY_SEARCH);
    query.words = SLICE_LITERAL("正文");
    for (uint32_t limit = 1; limit <= 12; limit++) {
        int64_t search = 0, list = 0, next;
        answer_init(&answer, ANSWER_RESULTS);
        do {
            assert_int_equal(
                archive_search(place->archive, &query, limit, search, &answer, &next, NULL), 0);
            search = next;
        } while (next != 0);
        do {
            assert_int_equal(
                archive_list(place->archive, &query, limit, list, &answer, &next, NULL), 0);
            list = next;
        } while (next != 0);
        assert_int_equal(answer.hit_count, 11);
        assert_int_equal(answer.page_count, 11);
        for (unsigned i = 0; i < 11; i++) {
            struct page page = { 0 };
            assert_string_equal(answer.hits[i].page_id.ptr, fixture_id(&page, 11 - i).ptr);
            assert_string_equal(answer.pages[i].id.ptr, fixture_id(&page, 11 - i).ptr);
            arena_done(&page.arena);
        }
        answer_done(&answer);
    }
}

static void
test_list(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct answer answer;
    struct page page;
    int64_t next;
    commit_many(place->archive, 5);
    fixture_page(&page, 99, "标题", "更正", NULL, NULL, NULL);
    fixture_slot(&page, "单报", "2018-01-09", "A03");
    commit(place->archive, &page, 99, "x");
    page_done(&page);

    query_init(&query, QUERY_LIST);
    query.paper = SLICE_LITERAL("单报");
    query.date = SLICE_LITERAL("2018-01-09");
    answer_init(&answer, ANSWER_LIST);
    assert_int_equal(archive_list(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.page_count, 4);
    assert_string_equal(answer.pages[0].number.ptr, "A03");
    assert_int_equal(answer.pages[0].state, PAGE_CURRENT);
    assert_int_equal(answer.pages[0].articles, 1);
    assert_true(answer.pages[0].committed_ms > 1500000000000);
    assert_string_equal(answer.pages[0].name.ptr, "A03");
    answer_done(&answer);

    static const struct {
        const char *date;
        size_t pages;
    } dates[] = { { "2018-01", 4 }, { "2018", 4 }, { "2018-0", 0 }, { "2017", 0 }, { "", 4 } };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        query.date = slice_from(dates[i].date);
        assert_int_equal(archive_list(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
        assert_int_equal(answer.page_count, dates[i].pages);
        answer_done(&answer);
    }

    query.date = SLICE_LITERAL("2018-01-09");
    query.state = PAGE_SUPERSEDED;
    assert_int_equal(archive_list(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.page_count, 1);
    assert_string_equal(answer.pages[0].number.ptr, "A03");
    answer_done(&answer);

    query.date = SLICE_LITERAL("2020-01-01");
    assert_int_equal(archive_list(place->archive, &query, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.page_count, 0);
    answer_done(&answer);
}

/* A search that has run out of time ends, and the next one is as good as any. */
static void
test_limit(void **state)
{
    struct archive_fixture *place = *state;
    struct query query;
    struct answer answer;
    struct err err = { 0 };
    int64_t next;
    commit_many(place->archive, 300);
    query_init(&query, QUERY_SEARCH);
    answer_init(&answer, ANSWER_RESULTS);
    query.words = SLICE_LITERAL("正文");
    query.paper = SLICE_LITERAL("无此报");
    archive_limit(place->archive, -1); /* over before it begins */
    assert_int_equal(archive_search(place->archive, &query, 10, 0, &answer, &next, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_non_null(strstr(err.text, "too long"));
    archive_limit(place->archive, 0);
    assert_int_equal(archive_search(place->archive, &query, 10, 0, &answer, &next, &err), 0);
    assert_int_equal(answer.hit_count, 0);
    answer_done(&answer);
}

/* A reader of its own sees what was committed, and cannot write. */
static void
test_reader(void **state)
{
    struct archive_fixture *place = *state;
    struct archive *reader;
    struct err err = { 0 };
    struct page page;
    assert_int_equal(archive_open(&reader, place->path, ARCHIVE_READ, &err), 0);
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    assert_int_equal(state_of(reader, page.id), PAGE_ANY);
    commit(place->archive, &page, 1, "x");
    assert_int_equal(state_of(reader, page.id), PAGE_CURRENT);
    struct archive_item item = { .page = &page, .record = SLICE_LITERAL("{}") };
    page.id = SLICE_LITERAL("ffffffffffffffffffffffffffffffff");
    assert_int_equal(archive_commit(reader, &item, 1, &err), -1);
    archive_close(reader);
    page_done(&page);
}

/* ---- the file ---- */

static void
run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void
expect_refused(const char *path, const char *why)
{
    struct archive *archive;
    struct err err = { 0 };
    assert_int_equal(archive_open(&archive, path, ARCHIVE_WRITE, &err), -1);
    assert_int_equal(err.kind, ERR_REJECT);
    if (strstr(err.text, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static void
test_newer_file(void **state)
{
    struct archive_fixture *place = *state;
    char pragma[64], why[64];
    archive_close(place->archive);
    place->archive = NULL;
    (void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", schema_version + 1);
    (void)snprintf(why, sizeof why, "schema %d", schema_version + 1);
    run_sql(place->path, pragma);
    expect_refused(place->path, why);
}

static void
test_foreign_file(void **state)
{
    struct archive_fixture *place = *state;
    char path[160];
    (void)snprintf(path, sizeof path, "%s/other.db", place->folder);
    run_sql(path, "CREATE TABLE shopping (item)");
    expect_refused(path, "another program's");
    (void)snprintf(path, sizeof path, "%s/noise.db", place->folder);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        (void)fprintf(file, "this is no database\n");
    (void)fclose(file);
    expect_refused(path, "not a database");
}

static void
test_empty_file(void **state)
{
    struct archive_fixture *place = *state;
    char path[160];
    struct archive *archive;
    struct err err = { 0 };
    (void)snprintf(path, sizeof path, "%s/empty.db", place->folder);
    FILE *file = fopen(path, "w");
    (void)fclose(file);
    /* a reader does not make it an archive */
    assert_int_equal(archive_open(&archive, path, ARCHIVE_READ, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_int_equal(archive_open(&archive, path, ARCHIVE_WRITE, &err), 0);
    assert_totals(archive, 0, 0, 0);
    archive_close(archive);
    (void)snprintf(path, sizeof path, "%s/nowhere/empty.db", place->folder);
    assert_int_equal(archive_open(&archive, path, ARCHIVE_WRITE, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
}

/* Another process holds the write lock: RETRY, and nothing is half done. */
static void
test_locked(void **state)
{
    struct archive_fixture *place = *state;
    struct page page;
    struct err err = { 0 };
    sqlite3 *db;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    struct archive_item item = { .page = &page, .record = SLICE_LITERAL("{}") };
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(archive_commit(place->archive, &item, 1, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(archive_commit(place->archive, &item, 1, &err), 0);
    assert_int_equal(item.fate, ARCHIVE_NEW);
    page_done(&page);
}

/* ---- a full disk ---- */

static bool
mount_small(const char *folder)
{
    return mount("pagewire", folder, "tmpfs", 0, "size=2m") == 0;
}

static void
fill_disk(const char *folder, const char *name)
{
    char path[160], block[4096] = { 0 };
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    while (fwrite(block, sizeof block, 1, file) == 1 && fflush(file) == 0)
        ;
    (void)fclose(file);
}

static void
test_disk_full(void **state)
{
    struct archive_fixture *place = *state;
    char folder[96], path[160], filler[160];
    struct archive *archive;
    struct page page;
    struct err err = { 0 };
    (void)snprintf(folder, sizeof folder, "%s/small", place->folder);
    (void)snprintf(path, sizeof path, "%s/archive.db", folder);
    (void)snprintf(filler, sizeof filler, "%s/filler", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    if (!mount_small(folder)) {
        (void)printf("skip: cannot mount a tmpfs: %s\n", strerror(errno));
        skip();
    }
    assert_int_equal(archive_open(&archive, path, ARCHIVE_WRITE, &err), 0);
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    assert_int_equal(commit(archive, &page, 1, "before"), ARCHIVE_NEW);
    page_done(&page);

    fill_disk(folder, "filler");
    fixture_page(&page, 2, "标题", "正文", NULL, NULL, NULL);
    char *big = calloc(1, 400000);
    assert_non_null(big);
    struct archive_item item = {
        .page = &page,
        .original = { big, 400000 },
        .record = SLICE_LITERAL("{}"),
    };
    for (int i = 0; i < 3; i++) {
        assert_int_equal(archive_commit(archive, &item, 1, &err), -1);
        assert_int_equal(err.kind, ERR_RETRY);
        assert_int_equal(state_of(archive, page.id), PAGE_ANY);
    }
    assert_int_equal(unlink(filler), 0);
    if (archive_commit(archive, &item, 1, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(item.fate, ARCHIVE_NEW);
    assert_int_equal(state_of(archive, page.id), PAGE_CURRENT);
    assert_totals(archive, 2, 2, 400000 + 13);
    free(big);
    page_done(&page);
    archive_close(archive);
    assert_int_equal(umount(folder), 0);
}

/* ---- dying ---- */

/* What a process had committed when it was killed is there. */
static void
test_killed(void **state)
{
    struct archive_fixture *place = *state;
    struct err err = { 0 };
    archive_close(place->archive);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct archive *archive;
        if (archive_open(&archive, place->path, ARCHIVE_WRITE, &err) != 0)
            _exit(1);
        commit_many(archive, 3);
        (void)kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(archive_open(&place->archive, place->path, ARCHIVE_WRITE, &err), 0);
    int64_t pages, articles, bytes;
    assert_int_equal(archive_totals(place->archive, &pages, &articles, &bytes, &err), 0);
    assert_int_equal(pages, 3);
}

/* ---- a file that is not what it was ---- */

static void
copy_file(const char *from, const char *to)
{
    char command[320];
    (void)snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

/* Noise in every page but the first. */
static void
spoil(const char *path)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
    for (long i = 4096; i < size; i++)
        (void)fputc(0xa5, file);
    assert_int_equal(fclose(file), 0);
}

/* A reader that met a fault of its file reads the one that somebody puts in its place. */
static void
test_faulty_file(void **state)
{
    struct archive_fixture *place = *state;
    struct archive *reader;
    struct err err = { 0 };
    char sound[160];
    (void)snprintf(sound, sizeof sound, "%s/sound.db", place->folder);
    commit_many(place->archive, 3);
    archive_close(place->archive);
    place->archive = NULL;
    copy_file(place->path, sound);
    assert_int_equal(archive_open(&reader, place->path, ARCHIVE_READ, &err), 0);
    spoil(place->path);
    int64_t pages = 0, articles, bytes;
    assert_int_equal(archive_totals(reader, &pages, &articles, &bytes, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_int_equal(rename(sound, place->path), 0);
    assert_int_equal(archive_totals(reader, &pages, &articles, &bytes, &err), 0);
    assert_int_equal(pages, 3);
    archive_close(reader);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ARCHIVE_CONTRACT,        TEST(test_superseded_is_not_found),
        TEST(test_again),        TEST(test_search),
        TEST(test_search_hit),   TEST(test_cursors),
        TEST(test_list),         TEST(test_reader),
        TEST(test_limit),        TEST(test_newer_file),
        TEST(test_foreign_file), TEST(test_empty_file),
        TEST(test_locked),       TEST(test_disk_full),
        TEST(test_killed),       TEST(test_faulty_file),
        TEST(test_facets),       TEST(test_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
