/* Mentions of a page: where they stand in the page's text, and in what order. */
#include "common/utf8.h"
#include "tests/enrich/model_fixture.h"

static struct enricher *enricher;

/* Adds a passage made of `lines` of the page's text, which are joined; blanks
 * at their ends and between Han characters are left out, as repair does. */
static void
add_passage(struct page *page, struct article *article, enum role role, uint32_t start,
            uint32_t end)
{
    struct buf text = { 0 };
    struct run runs[64];
    size_t count = 0;
    uint32_t at = 0, joined = 0;
    for (size_t byte = 0; byte < page->text.len; at++) {
        uint32_t point = utf8_next(page->text, &byte);
        if (at < start || at >= end || point_is_blank(point))
            continue;
        if (count == 0 || runs[count - 1].page + runs[count - 1].count != at)
            runs[count++] = (struct run){ joined, at, 0 };
        runs[count - 1].count++;
        joined++;
        utf8_add(&text, point);
    }
    struct passage *passage = article_add_passage(page, article);
    passage->role = role;
    passage->text = arena_slice(&page->arena, buf_slice(&text));
    passage->runs = arena_alloc(&page->arena, count + 1, sizeof *runs);
    memcpy(passage->runs, runs, count * sizeof *runs);
    passage->run_count = count;
    buf_done(&text);
}

/* "LOC 焦作 3-6" a line for the mentions of one article */
static const char *
list(const struct article *article)
{
    static struct buf out;
    buf_clear(&out);
    for (size_t i = 0; i < article->mention_count; i++) {
        const struct mention *m = &article->mentions[i];
        buf_printf(&out, "%s %.*s %u-%u\n", mention_type_name(m->type), SLICE_ARGS(m->text),
                   m->start, m->end);
    }
    return buf_string(&out);
}

static void
broken_and_padded_names_are_whole(void **state)
{
    (void)state;
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    page.text =
        SLICE_LITERAL("春耕进行时\n□程　峰\n河南省焦\n作市市长林建国到清\n河县石桥镇调研。\n第3版");
    struct article *article = page_add_article(&page);
    add_passage(&page, article, ROLE_HEADLINE, 0, 5);
    add_passage(&page, article, ROLE_BYLINE, 6, 10);
    add_passage(&page, article, ROLE_BODY, 11, 35);
    add_passage(&page, article, ROLE_FURNITURE, 36, 39);
    assert_int_equal(enrich_page(enricher, &page, NULL, &err), 0);
    assert_string_equal(list(&page.articles[0]), "PER 程峰 7-10\n"
                                                 "LOC 河南省 11-14\n"
                                                 "LOC 焦作市 14-18\n"
                                                 "PER 林建国 20-23\n"
                                                 "LOC 清河县 24-28\n"
                                                 "LOC 石桥镇 28-31\n");
    assert_string_equal(page.enrich_version.ptr, enricher_version(enricher));
    for (size_t i = 0; i < page.articles[0].mention_count; i++)
        assert_true(page.articles[0].mentions[i].confidence > 0.3f);
    page_done(&page);
}

static void
names_of_one_article_are_known_in_another(void **state)
{
    (void)state;
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    page.text = SLICE_LITERAL("记者来到焦作市。\n焦作采访。\n学焦作干焦作");
    for (int i = 0; i < 2; i++)
        (void)page_add_article(&page);
    add_passage(&page, &page.articles[0], ROLE_BODY, 0, 14);
    add_passage(&page, &page.articles[1], ROLE_HEADLINE, 15, 21);
    assert_int_equal(enrich_page(enricher, &page, NULL, &err), 0);
    assert_string_equal(list(&page.articles[1]), "LOC 焦作 16-18\nLOC 焦作 19-21\n");
    /* again: mentions are replaced, not added to */
    size_t before = page.articles[0].mention_count;
    assert_int_equal(enrich_page(enricher, &page, NULL, &err), 0);
    assert_int_equal(page.articles[0].mention_count, before);
    page_done(&page);
}

static int
give_up(void *arg, struct err *err)
{
    (void)arg;
    return err_set(err, ERR_RETRY, "out of time");
}

static void
giving_up_leaves_no_mentions(void **state)
{
    (void)state;
    struct page page;
    struct err err = { 0 };
    struct tick tick = { give_up, NULL };
    page_init(&page);
    page.text = SLICE_LITERAL("河南省焦作市");
    add_passage(&page, page_add_article(&page), ROLE_BODY, 0, 6);
    assert_int_equal(enrich_page(enricher, &page, &tick, &err), -1);
    assert_int_equal(page.articles[0].mention_count, 0);
    page_done(&page);
}

static void
a_page_may_be_empty(void **state)
{
    (void)state;
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    assert_int_equal(enrich_page(enricher, &page, NULL, &err), 0);
    (void)page_add_article(&page);
    assert_int_equal(enrich_page(enricher, &page, NULL, &err), 0);
    assert_int_equal(page.articles[0].mention_count, 0);
    page_done(&page);
}

static int
setup(void **state)
{
    (void)state;
    enricher = load_enricher();
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    enricher_free(enricher);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_and_padded_names_are_whole),
        cmocka_unit_test(names_of_one_article_are_known_in_another),
        cmocka_unit_test(giving_up_leaves_no_mentions),
        cmocka_unit_test(a_page_may_be_empty),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
