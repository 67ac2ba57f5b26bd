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
        /* drawn from a name, and another body */
        { "", "[北京语言大学|O]和[北京大学|O]", "北京大学", "北京大学" },
        { "", "[山西省纪委|O]和[山西省委|O]", "山西省委", "山西省委" },
        { "", "[天津市第十八届人大常委会|O]、[天津市委|O]", "天津市委", "天津市委" },
        { "", "[共青团昆明市委|O]、[昆明市委|O]", "昆明市委", "昆明市委" },
        { "", "[中国石油大学|O]和[中国石油|O]", "中国石油", "中国石油" },
        { "", "[天津市北辰区芦新河小学|O]和[北辰小学|O]", "北辰小学", "北辰小学" },
        { "", "[全国政协机关党组|O]和[全国政协党组|O]", "全国政协党组", "全国政协党组" },
        { "", "[五桥街道党政办|O]和[五桥街道办|O]", "五桥街道办", "五桥街道办" },
        { "", "[北京市朝阳公安分局|O]和[北京市公安局|O]", "北京市公安局", "北京市公安局" },
        { "", "[美国国防后勤局能源部|O]和[美国国防部|O]", "美国国防部", "美国国防部" },
        { "", "[中国人寿资产管理有限公司|O]和[中国人寿|O]", "中国人寿", "中国人寿" },
        { "", "[招商局港口集团股份有限公司|O]、[招商局集团|O]", "招商局集团", "招商局集团" },
        { "", "[国网新疆电力有限公司|O]和[国网公司|O]", "国网公司", "国网公司" },
        { "", "[大庆油田1205钻井队|O]和[大庆油田|O]", "大庆油田", "大庆油田" },
        { "", "[空军联航队|O]和[空军队|O]", "空军队", "空军队" },
        { "", "[广西乡村旅游行业协会|O]和[广西旅游协会|O]", "广西旅游协会", "广西旅游协会" },
        { "", "[人民日报社体育部|O]和[人民体育|O]", "人民体育", "人民体育" },
        { "", "[中国大学生乒乓球队|O]和[中国队|O]", "中国队", "中国队" },
        { "", "[深圳市|L]的[市值风云基金研究部|O]", "市值风云基金研究部", "市值风云基金研究部" },
        { "", "[中国—东盟矿业人才中心|O]和[东盟|O]", "东盟", "东盟" },
        { "", "[中国石油与国机集团|O]和[国机集团|O]", "国机集团", "国机集团" },
        { "", "[大理州委办公室大理州人民政府|O]、[大理州人民政府|O]", "大理州人民政府",
          "大理州人民政府" },
        { "", "[上海国际仲裁(香港)中心|O]、[上海国际仲裁中心|O]", "上海国际仲裁中心",
          "上海国际仲裁中心" },
        { "", "[国际可再生能源署|O]和[国际能源署|O]", "国际能源署", "国际能源署" },
        { "", "[中央巡视工作领导小组|O]和[中央巡视组|O]", "中央巡视组", "中央巡视组" },
        { "", "[包头钢铁有限公司|O]（简称[包钢）党委|O]", "包钢）党委", "包钢）党委" },
        { "", "[中国人民银行|O]和[中行|O]", "中行", "中行" },
        { "", "[上海市卫生健康系统精神文明建设委员会|O]、[上海市卫生健康委员会|O]",
          "上海市卫生健康委员会", "上海市卫生健康委员会" },
        { "", "[东方航空服管部标准管理部|O]和[东航|O]", "东航", "东航" },
        { "", "[密歇根州立大学|O]和[密歇根大学|O]", "密歇根大学", "密歇根大学" },
        { "", "[新疆油田重油公司|O]、[新疆油田公司|O]", "新疆油田公司", "新疆油田公司" },
        /* and what may be left out */
        { "", "[中国共产党广东省第十三届委员会|O]、[广东省委|O]", "广东省委",
          "中国共产党广东省第十三届委员会" },
        { "", "[伊拉克国民议会|O]和[伊拉克议会|O]", "伊拉克议会", "伊拉克国民议会" },
        { "", "[俄罗斯政府|O]和[俄政府|O]", "俄政府", "俄罗斯政府" },
        { "", "[国家市场监督管理总局|O]和[市场监管总局|O]", "市场监管总局",
          "国家市场监督管理总局" },
        { "", "[太原重型机械(集团)有限公司|O]、[太原重型机械集团有限公司|O]",
          "太原重型机械集团有限公司", "太原重型机械(集团)有限公司" },
        { "", "[湖北省宜昌市秭归县委|O]和[秭归县委|O]", "秭归县委", "湖北省宜昌市秭归县委" },
        { "", "[国家博物馆|O]、[中国国家博物馆|O]、[国博|O]", "国博", "中国国家博物馆" },
        { "", "[安徽省人民代表大会|O]和[安徽省人大|O]", "安徽省人大", "安徽省人民代表大会" },
        { "", "[合肥市住房保障和房产管理局|O]和[合肥市房管局|O]", "合肥市房管局",
          "合肥市住房保障和房产管理局" },
        { "", "[湖南图书馆|O]的书，[省图书馆|O]在[湖南|L]", "省图书馆", "湖南图书馆" },
        { "", "[中国第一汽车集团有限公司|O]和[一汽|O]", "一汽", "中国第一汽车集团有限公司" },
        { "", "[香港特别行政区政府|O]和[特区政府|O]", "特区政府", "香港特别行政区政府" },
        { "", "[四川师范大学|O]和[川师大|O]", "川师大", "四川师范大学" },
        { "", "[鞍钢集团有限公司|O]、[鞍钢集团博物馆|O]、[鞍钢|O]", "鞍钢", "鞍钢集团有限公司" },
        { "", "[海北州体育局|O]在[刚察县|L]，[州体育局|O]", "州体育局", "海北州体育局" },
        { "", "[深圳交响乐团|O]和[深交|O]", "深交", "深圳交响乐团" },
        { "", "[中华全国总工会|O]和[全总|O]", "全总", "中华全国总工会" },
        { "", "[中国银行|O]和[中行|O]", "中行", "中国银行" },
        { "", "[中国东方航空集团有限公司|O]和[东航|O]", "东航", "中国东方航空集团有限公司" },
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
