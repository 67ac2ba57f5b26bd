/* METS files and pairs: which pages an issue has, and how XML and picture stay together. */
#include "common/file.h"
#include "common/utf8.h"
#include "services/decode/document.h"
#include "services/decode/issue.h"
#include "services/decode/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
read_file(const char *name, struct buf *bytes)
{
    char path[256];
    (void)snprintf(path, sizeof path, "tests/data/documents/issue/%s", name);
    struct err err;
    if (file_load(path, 1 << 24, bytes, &err) != 0)
        fail_msg("%s", err.text);
}

static void
test_issue(void **state)
{
    (void)state;
    static const struct {
        const char *number, *text, *picture;
    } pages[] = {
        { "一", "text/1.xml", "page images/1.png" },
        { "2", "text/2.xml", "" },
        { "3", "", "page images/3.png" },
    };
    struct buf bytes = { 0 };
    struct issue issue;
    struct err err = { 0 };
    read_file("mets.xml", &bytes);
    assert_true(issue_sniff(buf_slice(&bytes)));
    if (issue_read(&issue, buf_slice(&bytes), &err) != 0)
        fail_msg("%s", err.text);
    assert_true(slice_equal(issue.paper, SLICE_LITERAL("澜州旧报")));
    assert_true(slice_equal(issue.date, SLICE_LITERAL("1926-03-16")));
    assert_int_equal(issue.page_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(slice_equal(issue.pages[i].number, slice_from(pages[i].number)));
        assert_true(slice_equal(issue.pages[i].text, slice_from(pages[i].text)));
        assert_true(slice_equal(issue.pages[i].picture, slice_from(pages[i].picture)));
    }
    issue_done(&issue);
    buf_done(&bytes);
}

/* A file of one page whose text is at `href`. */
static int
read_href(const char *href, struct issue *issue, struct err *err)
{
    char mets[1024];
    (void)snprintf(mets, sizeof mets,
                   "<mets><file ID=\"a\"><FLocat href=\"%s\"/></file><div TYPE=\"page\">"
                   "<fptr FILEID=\"a\"/></div></mets>",
                   href);
    return issue_read(issue, slice_from(mets), err);
}

static void
test_nothing_outside(void **state)
{
    (void)state;
    static const char *const outside[] = { "/etc/a.xml",     "../a.xml",       "b/../../a.xml",
                                           "file:///a.xml",  "http://h/a.xml", "%2e%2e/a.xml",
                                           "b/%2E%2e/a.xml", "%2fetc/a.xml",   "a%00/a.xml" };
    struct issue issue;
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        struct err err = { 0 };
        if (read_href(outside[i], &issue, &err) == 0)
            fail_msg("%s was taken", outside[i]);
        assert_int_equal(err.kind, ERR_REJECT);
        assert_non_null(strstr(err.text, "is no file in its folder"));
    }
    struct err err = { 0 };
    assert_int_equal(read_href("b/..a/c..xml.xml", &issue, &err), 0);
    issue_done(&issue);
}

/* What is too long for a field is cut, never within a character. */
static void
test_long_fields_are_cut(void **state)
{
    (void)state;
    for (size_t signs = 60; signs <= 250; signs += 10) { /* more than a line of the decoder holds */
        struct buf mets = { 0 };
        struct issue issue;
        struct err err = { 0 };
        buf_printf(&mets, "<mets><title>a");
        for (size_t i = 0; i < signs; i++)
            buf_printf(&mets, "报");
        buf_printf(&mets, "</title><div TYPE=\"page\"/></mets>");
        if (issue_read(&issue, buf_slice(&mets), &err) != 0)
            fail_msg("%zu: %s", signs, err.text);
        assert_int_equal(issue.paper.len, signs < 66 ? 1 + 3 * signs : 199);
        assert_true(utf8_valid(issue.paper, NULL));
        issue_done(&issue);
        buf_done(&mets);
    }
}

static void
test_faults_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *mets, *reason;
    } cases[] = {
        { "<mets></mets>", "METS: it names no pages" },
        { "<alto></alto>", "METS: it is <alto>" },
        { "<!DOCTYPE m [<!ENTITY a \"b\">]><mets>&a;</mets>", "XML: it declares an entity" },
        { "nothing", "XML: it is not well-formed" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct issue issue;
        struct err err = { 0 };
        assert_int_equal(issue_read(&issue, slice_from(cases[i].mets), &err), -1);
        if (strstr(err.text, cases[i].reason) == NULL)
            fail_msg("%s", err.text);
    }
}

static void
test_pair(void **state)
{
    (void)state;
    struct buf xml = { 0 }, picture = { 0 }, pair = { 0 }, png = { 0 };
    struct slice first, second;
    struct page page;
    struct err err = { 0 };
    read_file("text/1.xml", &xml);
    read_file("page images/1.png", &picture);
    pair_write(&pair, buf_slice(&xml), buf_slice(&picture));
    assert_int_equal(pair.len % 512, 0);
    assert_true(pair_read(buf_slice(&pair), &first, &second));
    assert_true(slice_equal(first, buf_slice(&xml)));
    assert_true(slice_equal(second, buf_slice(&picture)));
    for (size_t len = 0; len < pair.len - 1024; len++) /* but for the two empty blocks at its end */
        if (pair_read(slice_part(buf_slice(&pair), 0, len), &first, &second))
            assert_true(first.len == xml.len && second.len == picture.len);

    assert_int_equal(document_sniff(buf_slice(&pair)), DOCUMENT_PAIR);
    page_init(&page);
    if (document_decode(&page, buf_slice(&pair), 1, NULL, NULL, NULL, &err) != 0)
        fail_msg("%s", err.text);
    assert_true(slice_starts(page.text, SLICE_LITERAL("开河了")));
    page_done(&page);
    assert_int_equal(document_picture(buf_slice(&pair), 1, 50, NULL, &png, &err), 0);
    assert_true(slice_starts(buf_slice(&png), SLICE_LITERAL("\x89PNG")));
    buf_done(&xml);
    buf_done(&picture);
    buf_done(&pair);
    buf_done(&png);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_issue),
        cmocka_unit_test(test_nothing_outside),
        cmocka_unit_test(test_long_fields_are_cut),
        cmocka_unit_test(test_faults_are_named),
        cmocka_unit_test(test_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
