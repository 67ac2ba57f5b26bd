/* Where a paper is at home: configuration before the paper's name before this page's masthead, and
 * nothing else, so that the same page and configuration give the same. */
#include "services/enrich/link/home.h"

#include "tests/enrich/link/link_fixture.h"

/* The home, as its code, of a page whose only piece of furniture is `masthead`, before a text;
 * twice. */
static void
assert_home(const char *const *rules, size_t rule_count, const char *paper, const char *masthead,
            const char *text, const char *code)
{
    const struct atlas *atlas = &fixture_linker.atlas;
    struct homes homes = { 0 };
    struct err err = { 0 };
    struct buf whole = { 0 }, found = { 0 };
    struct page page;
    page_init(&page);
    page.paper = slice_from(paper);
    buf_printf(&whole, "%s\n%s\n", masthead, text);
    page.text = arena_slice(&page.arena, buf_slice(&whole));
    struct segment *furniture = page_add_segment(&page);
    furniture->role = ROLE_FURNITURE;
    furniture->end = (uint32_t)utf8_count(slice_from(masthead));
    struct segment *body = page_add_segment(&page);
    body->role = ROLE_BODY;
    body->start = furniture->end + 1;
    body->end = body->start + (uint32_t)utf8_count(slice_from(text));
    assert_int_equal(homes_read(&homes, atlas, rules, rule_count, &err), 0);
    uint32_t home = home_of(&homes, atlas, &page);
    assert_int_equal(home, home_of(&homes, atlas, &page));
    if (home != PLACE_NONE)
        atlas_code(atlas, home, &found);
    if (!slice_equal(buf_slice(&found), slice_from(code)))
        fail_msg("home of \"%s\", \"%s\" is \"%.*s\", not \"%s\"", paper, masthead,
                 SLICE_ARGS(buf_slice(&found)), code);
    homes_done(&homes);
    buf_done(&whole);
    buf_done(&found);
    page_done(&page);
}

static void
test_masthead(void **state)
{
    (void)state;
    static const struct {
        const char *paper, *masthead, *text, *code;
    } cases[] = {
        { "", "焦作日报 2018年1月9日 星期二 第3版", "大沙河清了", "410800" },
        { "", "2018年1月9日 责任编辑 李敏 焦作晚报", "大沙河清了", "410800" },
        { "", "第3版 要闻 2018年1月9日", "大沙河清了", "" },
        { "", "人民日报 2018年1月9日", "大沙河清了", "" },
        /* a paper that an article names is no masthead */
        { "", "第3版", "焦作日报的记者来了", "" },
        { "", "焦作 天气 晴", "大沙河清了", "" },
        /* the paper's own name goes before */
        { "温州晚报", "焦作日报 第3版", "大沙河清了", "330300" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_home(NULL, 0, cases[i].paper, cases[i].masthead, cases[i].text, cases[i].code);
}

static void
test_configuration(void **state)
{
    (void)state;
    static const char *const rules[] = { "焦作日报=410825", "江西省" };
    assert_home(rules, 2, "焦作日报", "温州晚报", "大沙河清了", "410825"); /* for this paper */
    assert_home(rules, 2, "", "温州晚报 第3版", "大沙河清了", "330300");
    assert_home(rules, 2, "", "第3版", "大沙河清了", "360000"); /* for want of any other */
}

static void
test_effect(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "", "M:焦作日报 第3版\n[大沙河|L]清了，[市水务局|O]");
    assert_text(meant_by(&page, "大沙河", 0)->in, "410800");
    assert_text(meant_by(&page, "大沙河", 0)->why[0], "the paper's home 焦作市");
    assert_text(meant_by(&page, "市水务局", 0)->name, "焦作市水务局");
    page_done(&page);
    link_text(&page, "", "M:第3版\n[大沙河|L]清了，[市水务局|O]");
    assert_text(meant_by(&page, "大沙河", 0)->in, "");
    assert_text(meant_by(&page, "市水务局", 0)->name, "市水务局");
    page_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_masthead),
                                        cmocka_unit_test(test_configuration),
                                        cmocka_unit_test(test_effect) };
    return cmocka_run_group_tests(tests, link_setup, link_teardown);
}
