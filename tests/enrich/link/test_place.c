/* Which place is meant, and why. */
#include "tests/enrich/link/link_fixture.h"

struct expected {
    const char *paper, *text, *surface, *code;
};

static void
test_codes(void **state)
{
    static const struct expected cases[] = {
        /* a name that only one place has, full and short, at every level */
        { "", "[焦作|L]", "焦作", "410800" },
        { "", "[河南省|L]", "河南省", "410000" },
        { "", "[美国|L]", "美国", "US" },
        { "", "[豫|L]", "豫", "410000" },
        /* the chain decides, in one mention or several */
        { "", "[辽宁|L][朝阳|L]", "朝阳", "211300" },
        { "", "[北京市|L][朝阳区|L]", "朝阳区", "110105" },
        { "", "[长春市|L][朝阳区|L]", "朝阳区", "220104" },
        { "", "[河南省焦作市温县|L]", "河南省焦作市温县", "410825" },
        { "", "[河南焦作|L]", "河南焦作", "410800" },
        { "", "[焦作市|L][解放区|L][民生街道|L]", "民生街道", "410802001" },
        /* the article's other places */
        { "", "[长春|L]的早市，[朝阳区|L]最热闹", "朝阳区", "220104" },
        /* the highest level, and home against it */
        { "", "[朝阳|L]来信", "朝阳", "211300" },
        { "北京晚报", "[朝阳|L]来信", "朝阳", "110105" },
        { "福州日报", "[鼓楼区|L]办灯会", "鼓楼区", "350102" },
        /* the text goes on with the full name */
        { "", "[吉林|L]市的江边", "吉林", "220200" },
        /* letters side by side, and those of countries in the article */
        { "", "[港|L][澳|L][台|L]同胞", "澳", "820000" },
        { "", "[中|L][澳|L]两国", "澳", "AU" },
        { "", "[尼泊尔|L]与[中|L][尼|L]边境", "尼", "NP" },
        /* older names keep the code of the place as printed */
        { "", "[襄樊市|L]", "襄樊市", "420600" },
        { "", "[沁阳县|L]", "沁阳县", "410824" },
        /* nobody can know */
        { "", "[城关镇|L]变了样", "城关镇", "" },
        { "", "[鼓楼区|L]的读书会", "鼓楼区", "" },
        /* a township only by what is close: the one of that name, but a province is far */
        { "", "[任村镇|L]的水渠", "任村镇", "" },
        { "", "[河南|L]有个[任村镇|L]", "任村镇", "" },
        { "", "[林州市|L]有个[任村镇|L]", "任村镇", "410581106" },
        { "", "[河南省|L][林州市|L]法院说，[任村镇|L]", "任村镇", "410581106" },
        { "", "[任村镇|L]和[合涧镇|L]", "合涧镇", "" }, /* guesses do not vouch for each other */
        /* the river and the province */
        { "", "[黑龙江|L]边的书店", "黑龙江", "" },
        { "", "[黑龙江|L]边境的书店", "黑龙江", "230000" },
        /* short names of prefectures and banners */
        { "", "[巴州|L]的葡萄", "巴州", "652800" },
        { "", "[四川省|L][巴中市|L]来信，[巴州|L]", "巴州", "511902" },
        { "", "[克州|L]和[博州|L]", "博州", "652700" },
        { "", "[伊犁州|L]", "伊犁州", "654000" },
        { "", "[锡盟|L]和[达旗|L]", "达旗", "150621" },
        /* the county before it has none of that name */
        { "", "[商洛市|L][镇安县|L]的[城关街道|L]，[山阳县|L]也来信", "城关街道", "" },
        { "新民晚报", "[浦东新区|L]", "浦东新区", "310115" },
        /* the paper's own city, that no list has, may have a district of that name */
        { "澜州日报", "[澜州市|L]的[南关区|L]", "南关区", "" },
        { "澜州日报", "[澜州市|L]人到[长春市|L][南关区|L]", "南关区", "220102" },
        /* no divisions, though townships are called so */
        { "焦作日报", "[黄河|L]边", "黄河", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct page page;
        link_text(&page, cases[i].paper, cases[i].text);
        const struct entity *entity = meant_by(&page, cases[i].surface, 0);
        if (!slice_equal(entity->code, slice_from(cases[i].code)))
            fail_msg("%s: %s is \"%.*s\"", cases[i].text, cases[i].surface,
                     SLICE_ARGS(entity->code));
        assert_true(entity->why_count > 0);
        page_done(&page);
    }
}

static void
test_all_of_a_place(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "焦作日报", "[焦作|L]和[温县|L]\n[焦作市|L]的[襄樊市|L]客人，[东京|L]也有");
    const struct entity *city = meant_by(&page, "焦作", 0);
    assert_ptr_equal(city, meant_by(&page, "焦作市", 0));
    assert_text(city->name, "焦作市");
    assert_text(city->path, "河南省 焦作市");
    assert_int_equal(city->level, LEVEL_CITY);
    assert_int_equal(city->variant_count, 1);
    const struct entity *county = meant_by(&page, "温县", 0);
    assert_text(county->path, "河南省 焦作市 温县");
    assert_true(city->salience > county->salience);
    assert_text(meant_by(&page, "襄樊市", 0)->name, "襄樊市");
    const struct entity *tokyo = meant_by(&page, "东京", 0);
    assert_text(tokyo->path, "日本 东京");
    assert_text(tokyo->in, "JP");
    assert_int_equal(tokyo->level, LEVEL_WORLD);
    page_done(&page);
    link_text(&page, "", "[沁阳县|L]");
    assert_text(meant_by(&page, "沁阳县", 0)->successor, "410882");
    page_done(&page);
}

static void
test_doubt(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "", "[鼓楼区|L]的读书会");
    const struct entity *entity = meant_by(&page, "鼓楼区", 0);
    assert_true(entity->candidate_count >= 4);
    assert_int_equal(entity->candidates[0].code.len, 6);
    float sum = 0;
    for (size_t i = 0; i < entity->candidate_count; i++)
        sum += entity->candidates[i].score;
    assert_true(sum > 0.99F && sum < 1.01F);
    page_done(&page);
}

static void
test_sites(void **state)
{
    static const struct expected cases[] = {
        { "", "[焦作市龙源湖公园|L]", "焦作市龙源湖公园", "410800" },
        { "", "[焦作|L][山阳区|L][碧莲路|L]", "碧莲路", "410811" },
        { "焦作日报", "[大沙河|L]清了", "大沙河", "410800" },
        { "", "[秦淮区|L]的[老门东|L]亮了", "老门东", "320104" },
        { "", "在[合肥南站|L]等车", "合肥南站", "340100" },
        { "", "在[西安国际港站|L]发车", "西安国际港站", "610100" },
        { "", "[广州地铁三号线|L]", "广州地铁三号线", "440100" },
        /* what a town has many of lies in the only one that the article speaks of */
        { "", "[射阳县|L]昨天下雨，[射阳|L]的老人们说，他们要去[牛角尖村|L]", "牛角尖村",
          "320924" },
        { "", "[射阳县|L]昨天下雨。老人们说，他们要去[牛角尖村|L]", "牛角尖村", "" },
        { "澜州日报", "[澜州|L]不像[射阳县|L]，[射阳|L]昨天下雨。有人去[牛角尖村|L]", "牛角尖村",
          "" },
        { "", "[射阳县|L]和[大丰|L]昨天下雨，他们说要去[牛角尖村|L]", "牛角尖村", "320900" },
        { "", "[射阳县|L]和[苏州|L]昨天下雨，他们说要去[牛角尖村|L]", "牛角尖村", "" },
        { "", "[大沙河|L]清了", "大沙河", "" },
        { "", "在[南京路|L]散步", "南京路", "" },
        { "", "[中山公园|L]花开", "中山公园", "" },
        { "郑州晚报", "[嵩山路|L]堵车", "嵩山路", "410100" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct page page;
        link_text(&page, cases[i].paper, cases[i].text);
        const struct entity *entity = meant_by(&page, cases[i].surface, 0);
        if (entity->code.len > 0 || !slice_equal(entity->in, slice_from(cases[i].code)))
            fail_msg("%s: %s is \"%.*s\" in \"%.*s\"", cases[i].text, cases[i].surface,
                     SLICE_ARGS(entity->code), SLICE_ARGS(entity->in));
        page_done(&page);
    }
}

static void
test_joined_letters(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "", "[苏浙皖|L]三省");
    assert_int_equal(page.articles[0].mention_count, 3);
    assert_text(meant_by(&page, "浙", 0)->code, "330000");
    assert_text(meant_by(&page, "皖", 0)->code, "340000");
    page_done(&page);
    /* without a tagger's help */
    link_text(&page, "", "2017年学深杭，到北上广深去，豫晋陕三省");
    assert_int_equal(page.articles[0].mention_count, 2 + 4 + 3);
    assert_text(meant_by(&page, "深", 0)->code, "440300");
    assert_text(meant_by(&page, "杭", 0)->code, "330100");
    assert_text(meant_by(&page, "广", 0)->code, "440100");
    assert_text(meant_by(&page, "豫", 0)->code, "410000");
    page_done(&page);
    link_text(&page, "", "[晋|L]、[陕|L]、[蒙|L]三省区");
    assert_text(meant_by(&page, "蒙", 0)->code, "150000");
    page_done(&page);
    link_text(&page, "", "北上[广|L][深|L]的人说");
    assert_int_equal(page.articles[0].mention_count, 4);
    assert_text(meant_by(&page, "上", 0)->code, "310000");
    page_done(&page);
    link_text(&page, "", "京津高铁、港珠澳、香港澳门、新京沪线、[鲁豫皖|P]说");
    assert_int_equal(page.articles[0].mention_count, 1);
    page_done(&page);
}

static void
test_configured_home(void **state)
{
    (void)state;
    static const char *const rules[] = { "晨报=350102", "江西省" };
    static const char *const unknown[] = { "某地" };
    struct page page;
    struct err err = { 0 };
    assert_int_equal(homes_read(&fixture_linker.homes, &fixture_linker.atlas, unknown, 1, &err),
                     -1);
    assert_int_equal(homes_read(&fixture_linker.homes, &fixture_linker.atlas, rules, 2, &err), 0);
    link_text(&page, "晨报", "[鼓楼区|L]");
    assert_text(meant_by(&page, "鼓楼区", 0)->code, "350102");
    page_done(&page);
    link_text(&page, "别的", "[西湖区|L]");
    assert_text(meant_by(&page, "西湖区", 0)->code, "360103");
    page_done(&page);
    homes_done(&fixture_linker.homes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),          cmocka_unit_test(test_all_of_a_place),
        cmocka_unit_test(test_doubt),          cmocka_unit_test(test_sites),
        cmocka_unit_test(test_joined_letters), cmocka_unit_test(test_configured_home),
    };
    return cmocka_run_group_tests(tests, link_setup, link_teardown);
}
