/* pathmeta and pageid. */
#include "common/pathmeta.h"

#include "common/pageid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
assert_slice(struct slice s, const char *expected, const char *path)
{
    if (!slice_equal(s, slice_from(expected)))
        fail_msg("%s: \"%.*s\" is not \"%s\"", path, SLICE_ARGS(s), expected);
}

static void
paths_tell_paper_date_and_number(void **state)
{
    (void)state;
    static const struct {
        const char *path, *paper, *date, *number, *name;
    } cases[] = {
        { "焦作日报/2018-01-09/A03.txt", "焦作日报", "2018-01-09", "A03", "A03" },
        { "/srv/in/焦作日报/2018-01-09/A03.txt", "焦作日报", "2018-01-09", "A03", "A03" },
        { "./焦作日报/20180109/03.TXT", "焦作日报", "2018-01-09", "03", "03" },
        { "焦作日报/2018/01/09/A03", "焦作日报", "2018-01-09", "A03", "A03" },
        { "焦作日报/2018年1月9日/第03版.txt", "焦作日报", "2018-01-09", "03", "第03版" },
        { "焦作日报/2018.01.09/T1.txt", "焦作日报", "2018-01-09", "T1", "T1" },
        { "焦作日报_2018-01-09_A03.txt", "焦作日报", "2018-01-09", "A03",
          "焦作日报_2018-01-09_A03" },
        { "焦作日报 20180109 12b.txt", "焦作日报", "2018-01-09", "12b", "焦作日报 20180109 12b" },
        { "2017-05-05/x/晚报/2018-01-09/头版.txt", "晚报", "2018-01-09", "", "头版" },
        { "2018-01-09/A03.txt", "", "2018-01-09", "A03", "A03" },
        { "../2018-01-09/A03.txt", "", "2018-01-09", "A03", "A03" },
        { "A03.txt", "", "", "A03", "A03" },
        { "焦作日报/A03.txt", "", "", "A03", "A03" },
        { "焦作日报/2018-02-30/A03.txt", "", "", "A03", "A03" },
        { "焦作日报/2018-01-09.txt", "焦作日报", "2018-01-09", "", "2018-01-09" },
        { "焦作日报/2018.01.09", "焦作日报", "2018-01-09", "", "2018.01.09" },
        { "page1.txt", "", "", "", "page1" },
        { "A0003.txt", "", "", "", "A0003" },
        { "notes", "", "", "", "notes" },
        { ".hidden", "", "", "", ".hidden" },
        { "", "", "", "", "" },
        { "\xff/2018-01-09/A03.txt", "", "", "", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pathmeta meta;
        pathmeta_read(&meta, slice_from(cases[i].path));
        assert_slice(meta.paper, cases[i].paper, cases[i].path);
        assert_slice(slice_from(meta.date), cases[i].date, cases[i].path);
        assert_slice(meta.number, cases[i].number, cases[i].path);
        assert_slice(meta.name, cases[i].name, cases[i].path);
    }
}

static void
deep_paths_keep_their_end(void **state)
{
    (void)state;
    char path[1000] = "";
    for (int i = 0; i < 200; i++)
        strcat(path, "a/");
    strcat(path, "晚报/2018-01-09/A03.txt");
    struct pathmeta meta;
    pathmeta_read(&meta, SLICE_EMPTY); /* no path: nothing of it */
    assert_int_equal(meta.name.len, 0);
    pathmeta_read(&meta, slice_from(path));
    assert_slice(meta.paper, "晚报", path);
    assert_slice(meta.number, "A03", path);
}

static void
dates_are_days_that_exist(void **state)
{
    (void)state;
    static const char *const good[] = { "2018-01-09", "2020-02-29", "2000-02-29", "1949-10-01" };
    static const char *const bad[] = { "2018-1-9",   "2018-02-29",  "1900-02-29", "2018-13-01",
                                       "2018-00-10", "2018-04-31",  "0000-01-01", "20180109",
                                       "2018-01-0x", "2018-01-09 ", "2018/01/09" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(date_valid(slice_from(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(date_valid(slice_from(bad[i])));
}

static void
fields_are_checked(void **state)
{
    (void)state;
    char text[META_FIELD_MAX + 2];
    memset(text, 'x', sizeof text);
    struct slice fits = { text, META_FIELD_MAX }, longer = { text, META_FIELD_MAX + 1 };
    struct slice empty = SLICE_EMPTY, date = SLICE_LITERAL("2018-01-09");
    struct err err;
    assert_int_equal(meta_check(empty, empty, empty, empty, &err), 0);
    assert_int_equal(meta_check(fits, fits, date, fits, &err), 0);
    assert_int_equal(meta_check(longer, empty, empty, empty, &err), -1);
    assert_non_null(strstr(err.text, "\"name\" is longer"));
    assert_int_equal(meta_check(empty, SLICE_LITERAL("\xc4\xe3"), empty, empty, &err), -1);
    assert_non_null(strstr(err.text, "\"paper\" is not valid UTF-8"));
    assert_int_equal(meta_check(empty, empty, SLICE_LITERAL("2018-02-30"), empty, &err), -1);
    assert_non_null(strstr(err.text, "\"date\""));
    assert_int_equal(meta_check(empty, empty, empty, SLICE_LITERAL("A\n03"), &err), -1);
    assert_non_null(strstr(err.text, "\"number\" has a control character"));
}

/* The values were computed with Python's hashlib.blake2b(digest_size=16). */
static void
ids_are_what_the_protocol_says(void **state)
{
    (void)state;
    char id[33], other[33];
    page_id_make(id, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY);
    assert_string_equal(id, "ff0f22492f44bac4c4b30ae58d0e8daa");
    page_id_make(id, SLICE_LITERAL("焦作日报"), SLICE_LITERAL("2018-01-09"), SLICE_LITERAL("A03"),
                 SLICE_LITERAL("text\n"));
    assert_string_equal(id, "650643a21870aafb06d7673535c4bb94");
    /* Lengths keep the fields apart. */
    page_id_make(id, SLICE_LITERAL("ab"), SLICE_LITERAL("c"), SLICE_EMPTY, SLICE_EMPTY);
    page_id_make(other, SLICE_LITERAL("a"), SLICE_LITERAL("bc"), SLICE_EMPTY, SLICE_EMPTY);
    assert_string_not_equal(id, other);
}

static void
numbers_count_on(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        uint32_t file_page;
        const char *expected;
    } cases[] = {
        { "A01", 1, "A01" },     { "A01", 2, "A02" },     { "A09", 2, "A10" },
        { "5", 6, "10" },        { "05", 3, "07" },       { "A99", 2, "A100" },
        { "12b", 2, "13b" },     { "", 1, "01" },         { "", 12, "12" },
        { "特刊", 2, "特刊02" }, { "A1-07", 3, "A1-09" }, { "20180109001", 2, "2018010900102" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = { 0 };
        number_count_on(slice_from(cases[i].number), cases[i].file_page, &out);
        assert_string_equal(buf_string(&out), cases[i].expected);
        buf_done(&out);
    }
}

static void
pages_of_a_file_have_ids_of_their_own(void **state)
{
    (void)state;
    char one[33], first[33], second[33];
    struct slice paper = SLICE_LITERAL("p"), date = SLICE_LITERAL("2018-01-09"),
                 number = SLICE_LITERAL("A01"), bytes = SLICE_LITERAL("bytes");
    page_id_make(one, paper, date, number, bytes);
    page_id_make_of(first, paper, date, number, bytes, 0);
    assert_string_equal(first, one);
    page_id_make_of(first, paper, date, number, bytes, 1);
    page_id_make_of(second, paper, date, number, bytes, 2);
    assert_string_not_equal(first, one);
    assert_string_not_equal(first, second);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_tell_paper_date_and_number),
        cmocka_unit_test(deep_paths_keep_their_end),
        cmocka_unit_test(dates_are_days_that_exist),
        cmocka_unit_test(fields_are_checked),
        cmocka_unit_test(ids_are_what_the_protocol_says),
        cmocka_unit_test(numbers_count_on),
        cmocka_unit_test(pages_of_a_file_have_ids_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
