#include "common/page.h"

#include "common/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
names_go_there_and_back(void **state)
{
    (void)state;
    for (int i = 0; i < ROLE_COUNT; i++) {
        enum role role = ROLE_BODY;
        assert_true(role_find(slice_from(role_name((enum role)i)), &role));
        assert_int_equal(role, i);
    }
    for (int i = 0; i < MENTION_TYPE_COUNT; i++) {
        enum mention_type type = MENTION_PER;
        assert_true(mention_type_find(slice_from(mention_type_name((enum mention_type)i)), &type));
        assert_int_equal(type, i);
    }
    enum role role;
    assert_false(role_find(SLICE_LITERAL("Body"), &role));
}

/* Segments of a page "标题\n　正文" as start, end pairs. */
static int
check_segments(const uint32_t *bounds, size_t count, struct err *err)
{
    struct page page;
    page_init(&page);
    page.text = SLICE_LITERAL("标题\n　正文");
    for (size_t i = 0; i < count; i++) {
        struct segment *segment = page_add_segment(&page);
        segment->start = bounds[2 * i];
        segment->end = bounds[2 * i + 1];
    }
    int rc = page_check(&page, err);
    page_done(&page);
    return rc;
}

static void
segments_must_cover_the_page_once(void **state)
{
    static const struct {
        uint32_t bounds[4];
        size_t count;
        const char *fault; /* NULL: none */
    } cases[] = {
        { { 0, 2, 4, 6 }, 2, NULL },
        { { 0, 6 }, 1, NULL },
        { { 0, 3, 3, 6 }, 2, NULL },
        { { 0, 2 }, 1, "code point 4 is in no segment" },
        { { 1, 6 }, 1, "code point 0 is in no segment" },
        { { 0, 4, 3, 6 }, 2, "out of order" },
        { { 4, 6, 0, 2 }, 2, "in no segment" },
        { { 0, 0, 0, 6 }, 2, "out of order" },
        { { 0, 7 }, 1, "past the page" },
        { { 0 }, 0, "in no segment" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = { .text = "" };
        int rc = check_segments(cases[i].bounds, cases[i].count, &err);
        assert_int_equal(rc, cases[i].fault ? -1 : 0);
        if (cases[i].fault != NULL && strstr(err.text, cases[i].fault) == NULL)
            fail_msg("case %zu: %s", i, err.text);
    }
}

static void
places_lead_back_to_the_page(void **state)
{
    /* "甲乙 丙丁" from two lines: the blank was put between them */
    struct run runs[] = { { 0, 10, 2 }, { 3, 20, 2 } };
    struct passage passage = { .text = SLICE_LITERAL("甲乙 丙丁"), .runs = runs, .run_count = 2 };
    static const uint32_t places[] = { 10, 11, 11, 20, 21, 22 };
    (void)state;
    for (uint32_t at = 0; at < 6; at++)
        assert_int_equal(passage_place(&passage, at), places[at]);
    assert_int_equal(passage_place(&(struct passage){ .run_count = 0 }, 3), 0);
}

static void
runs_must_stay_in_bounds(void **state)
{
    struct page page;
    struct err err;
    (void)state;
    page_init(&page);
    page.text = SLICE_LITERAL("标题");
    page_add_segment(&page)->end = 2;
    struct article *article = page_add_article(&page);
    struct passage *passage = article_add_passage(&page, article);
    struct run run = { 0, 0, 2 };
    passage->role = ROLE_HEADLINE;
    passage->text = page.text;
    passage->runs = &run;
    passage->run_count = 1;
    assert_int_equal(page_check(&page, &err), 0);
    assert_ptr_equal(article_passage(article, ROLE_HEADLINE), passage);
    assert_null(article_passage(article, ROLE_DECK));
    run.page = 1;
    assert_int_equal(page_check(&page, &err), -1);
    run = (struct run){ 1, 0, 2 };
    assert_int_equal(page_check(&page, &err), -1);
    run = (struct run){ 0, UINT32_MAX, 2 };
    assert_int_equal(page_check(&page, &err), -1);
    page_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_go_there_and_back),
        cmocka_unit_test(segments_must_cover_the_page_once),
        cmocka_unit_test(places_lead_back_to_the_page),
        cmocka_unit_test(runs_must_stay_in_bounds),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
