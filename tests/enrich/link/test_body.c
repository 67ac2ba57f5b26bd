/* Which bodies are meant, whose parts they are; and the newsroom's own list. */
#include "tests/enrich/link/link_fixture.h"

#include <unistd.h>

static void
test_names(void **state)
{
    static const struct {
        const char *paper, *text, *surface, *name;
    } cases[] = {
        { "", "[焦作师范高等专科学校|O]与[焦作师专|O]", "焦作师专", "焦作师范高等专科学校" },
        { "", "[焦作师专|O]的[师专|O]", "师专", "焦作师专" },
        { "", "[国电黄河上游水电有限责任公司|O]（以下简称[黄河公司|O]）", "黄河公司",
          "国电黄河上游水电有限责任公司" },
        { "", "[中国农业银行|O]又称[农行|O]", "农行", "中国农业银行" },
        { "", "[清华大学|O]和[清华|O]", "清华", "清华大学" },
        /* a body and its part are two */
        { "", "[清华大学|O]和[清华大学图书馆|O]", "清华大学", "清华大学" },
        { "", "[联合国人道主义协调厅|O]和[联合国|O]", "联合国", "联合国" },
        { "", "[静安公安分局外语小分队|O]和[静安分局|O]", "静安分局", "静安公安分局" },
        { "", "[全国人大常委会法制工作委员会|O]和[全国人大常委会|O]", "全国人大常委会",
          "全国人大常委会" },
        { "", "[日本农业协同组合联合会|O]和[日本国会|O]", "日本国会", "日本国会" },
        { "", "[南方电网广东电网公司|O]和[南方电网|O]", "南方电网", "南方电网" },
        { "", "[福州边检站执勤一队|O]和[福州边检站|O]", "福州边检站", "福州边检站" },
        { "", "[复旦大学附属中山医院|O]和[中山医院|O]", "中山医院", "复旦大学附属中山医院" },
        { "", "[中铁大桥局集团有限公司|O]和[大桥局|O]", "大桥局", "中铁大桥局集团有限公司" },
        { "", "[重庆医科大学附属第一医院|O]和[重医|O]", "重医", "重庆医科大学" },
        { "", "[中国美术学院|O]和[国美|O]", "国美", "中国美术学院" },
        { "", "[大连理工大学|O]、[大连理工大学材料学院|O]和[大工|O]", "大工", "大连理工大学" },
        { "", "[中国农业科学院油料作物研究所|O]的[油料所|O]", "油料所",
          "中国农业科学院油料作物研究所" },
        { "", "[遵义市体育局|O]在[毕节|L]说，[市体育局|O]", "市体育局", "遵义市体育局" },
        { "", "[南通|L]的[市中院|O]和[南通市中级人民法院|O]", "市中院", "南通市中级人民法院" },
        { "", "[南通|L]的[团市委|O]", "团市委", "共青团南通市委" },
        { "", "[广西|L]的[自治区卫健委|O]", "自治区卫健委", "广西壮族自治区卫健委" },
        { "", "[赣南师范大学国家脐橙工程中心|O]和[赣南师大|O]", "赣南师大", "赣南师范大学" },
        { "", "[北京协和医院妇产科|O]、[北京协和医院骨科|O]和[协和医院|O]", "协和医院",
          "北京协和医院" },
        { "", "[甘肃省天水市秦州区人民法院|O]和[秦州区法院|O]", "秦州区法院",
          "甘肃省天水市秦州区人民法院" },
        { "", "[国家卫生健康委员会体改司|O]和[国家卫健委|O]", "国家卫健委", "国家卫生健康委员会" },
        { "", "[北京市住房和城乡建设委员会|O]、[上海市房屋管理局|O]，[市住建委|O]", "市住建委",
          "北京市住房和城乡建设委员会" },
        { "", "[新沂市气象局业务科|O]，[徐州市|L]，[市气象局|O]", "市气象局", "新沂市气象局" },
        { "南京日报", "[秦淮区|L]到[泉州市|L]，[市公安局秦淮分局|O]", "市公安局秦淮分局",
          "南京市公安局秦淮分局" },
        { "", "[黄浦区|L]和[静安区|L]\n[区城管局|O]", "区城管局", "黄浦区城管局" },
        { "", "[浙江农林大学|O]、[浙江大学旅游学院|O]和[浙大|O]", "浙大", "浙江大学" },
        { "", "[凤山县|L]，[凤山县|L]和[东兰县|L]的学校。[县教育局|O]", "县教育局",
          "凤山县教育局" },
        { "", "[云南省交通规划设计研究院股份有限公司|O]，[云南交规院|O]", "云南交规院",
          "云南省交通规划设计研究院股份有限公司" },
        { "", "[天水市秦州区人民法院|O]的[团市委|O]", "团市委", "共青团天水市委" },
        { "", "[丹阳市|L][司法局|O]", "司法局", "丹阳市司法局" },
        { "", "[丹阳市|L][恒信公司|O]", "恒信公司", "恒信公司" },
        /* a city that no list has */
        { "澜州日报", "[澜州|L]的[市委|O]到了[长春市|L]", "市委", "澜州市委" },
        { "人民日报", "[长春市|L]的[市委|O]", "市委", "长春市委" },
        { "新民晚报", "[市商务委|O]", "市商务委", "上海市商务委" },
        { "湛江日报", "[市作协|O]的人到了[雷州|L]", "市作协", "湛江市作协" },
        /* two fit: neither */
        { "", "[焦作市政协|O]、[温县政协|O]的[政协|O]", "政协", "政协" },
        /* bare ones are those of the place that the article names, or of home */
        { "", "[焦作|L]的[市委|O]", "市委", "焦作市委" },
        { "焦作日报", "[市政府|O]开会", "市政府", "焦作市政府" },
        { "焦作日报", "[温县|L]的[县教育局|O]", "县教育局", "温县教育局" },
        { "", "[市委|O]开会", "市委", "市委" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct page page;
        link_text(&page, cases[i].paper, cases[i].text);
        struct slice name = meant_by(&page, cases[i].surface, 0)->name;
        if (!slice_equal(name, slice_from(cases[i].name)))
            fail_msg("%s: %s is %.*s", cases[i].text, cases[i].surface, SLICE_ARGS(name));
        page_done(&page);
    }
}

static void
test_parents(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "", "[焦作师专|O]和[焦作师专教学督导办|O]，[焦作大学会计学院|O]");
    const struct entity *office = meant_by(&page, "焦作师专教学督导办", 0);
    assert_ptr_equal(page_entity(&page, office->parent), meant_by(&page, "焦作师专", 0));
    assert_text(office->parent_name, "焦作师专");
    assert_text(office->in, "410800");
    const struct entity *school = meant_by(&page, "焦作大学会计学院", 0);
    assert_text(school->parent_name, "焦作大学");
    page_done(&page);
    link_text(&page, "", "[中国铁路上海局集团有限公司客运段|O]和[上海局集团公司|O]");
    assert_text(meant_by(&page, "中国铁路上海局集团有限公司客运段", 0)->parent_name,
                "中国铁路上海局集团有限公司");
    assert_text(meant_by(&page, "上海局集团公司", 0)->name, "中国铁路上海局集团有限公司");
    assert_int_equal(meant_by(&page, "上海局集团公司", 0)->parent_name.len, 0);
    page_done(&page);
    link_text(&page, "", "[焦作大学会计学院|O]");
    school = meant_by(&page, "焦作大学会计学院", 0);
    assert_int_equal(school->parent, 0);
    page_done(&page);
}

static void
write_names(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void
test_authority(void **state)
{
    (void)state;
    char folder[] = "/tmp/pagewire-test-XXXXXX", path[64];
    struct page page;
    struct err err = { 0 };
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/names.tsv", folder);
    assert_int_equal(authority_open(&fixture_linker.authority, path, &err), -1);
    write_names(path, "# ours\n鼓楼区\t鼓楼\tLOC\t350102\tP-1\n李敏\t李大敏|小敏\tPER\t\tN-7\n");
    assert_int_equal(authority_open(&fixture_linker.authority, path, &err), 0);
    link_text(&page, "", "[鼓楼|L]的[李大敏|P]和[小敏|P]");
    assert_text(meant_by(&page, "鼓楼", 0)->code, "350102");
    assert_text(meant_by(&page, "李大敏", 0)->authority, "N-7");
    assert_text(meant_by(&page, "李大敏", 0)->name, "李敏");
    assert_ptr_equal(meant_by(&page, "李大敏", 0), meant_by(&page, "小敏", 0));
    page_done(&page);

    uint32_t hash = authority_hash(fixture_linker.authority);
    write_names(path, "李敏\t\tNOBODY\n"); /* faulty: the one before stays */
    authority_refresh(fixture_linker.authority);
    assert_int_equal(authority_hash(fixture_linker.authority), hash);
    write_names(path, "李民\t小敏\tPER\t\tN-8\n");
    authority_refresh(fixture_linker.authority);
    assert_int_not_equal(authority_hash(fixture_linker.authority), hash);
    link_text(&page, "", "[小敏|P]");
    assert_text(meant_by(&page, "小敏", 0)->name, "李民");
    page_done(&page);
    authority_close(fixture_linker.authority);
    fixture_linker.authority = NULL;
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static int
give_up(void *arg, struct err *err)
{
    (void)arg;
    return err_set(err, ERR_RETRY, "enough");
}

static void
test_given_up(void **state)
{
    (void)state;
    static const struct tick tick = { give_up, NULL };
    struct page page;
    fixture_tick = &tick;
    link_text(&page, "", "[焦作|L]的[市委|O]");
    fixture_tick = NULL;
    assert_int_equal(page.entity_count, 0);
    assert_int_equal(page.articles[0].mention_count, 0);
    page_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_names),
                                        cmocka_unit_test(test_parents),
                                        cmocka_unit_test(test_authority),
                                        cmocka_unit_test(test_given_up) };
    return cmocka_run_group_tests(tests, link_setup, link_teardown);
}
