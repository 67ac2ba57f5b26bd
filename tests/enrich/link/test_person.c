/* Who the people are, and what they do. */
#include "tests/enrich/link/link_fixture.h"

static void
test_roles(void **state)
{
    static const struct {
        const char *text, *name, *role, *title, *affiliation;
    } cases[] = {
        { "[焦作市委|O]书记[王小平|P]讲话", "王小平", "焦作市委书记", "书记", "焦作市委" },
        { "[王小平|P]，中共[焦作市委|O]书记，讲话", "王小平", "中共焦作市委书记", "书记",
          "焦作市委" },
        { "（作者[程峰|P]为[焦作师专|O]教授）", "程峰", "焦作师专教授", "教授", "焦作师专" },
        { "市委副书记、市长[张恒|P]到场", "张恒", "市委副书记、市长", "市委副书记、市长", "" },
        { "[朝阳区|L]卫健委副主任[马骏|P]说", "马骏", "朝阳区卫健委副主任", "卫健委副主任",
          "朝阳区" },
        { "县长[牛勇|P]，男，46岁，到场", "牛勇", "县长", "县长", "" },
        { "[全晓|P]（[湖北省体育局|O]主任）", "全晓", "湖北省体育局主任", "主任", "湖北省体育局" },
        { "那年，养路工[泽仁|P]守着山口", "泽仁", "养路工", "养路工", "" },
        { "局长[林山|P]的妻子[王秀|P]", "林山", "局长", "局长", "" },
        { "局长[林山|P]的妻子[王秀|P]", "王秀", NULL, NULL, NULL },
        { "副市长[甲明|P]、[乙亮|P]出席", "乙亮", "副市长", "副市长", "" },
        { "市长[甲明|P]、[乙亮|P]出席", "乙亮", NULL, NULL, NULL },
        { "[甲明|P]、[乙亮|P]等专家认为", "甲明", "专家", "专家", "" },
        { "听说[王秀|P]，市长[张恒|P]也来了", "王秀", NULL, NULL, NULL },
        { "与会者听[葛长顺|P]书记说", "葛长顺", "书记", "书记", "" },
        { "与会者听[葛长顺|P]市长助理说", "葛长顺", NULL, NULL, NULL },
        { "[武汉大学|O]的[李敏|P]教授说", "李敏", "教授", "教授", "武汉大学" },
        { "昨天采访古籍修复专家[常青|P]", "常青", "古籍修复专家", "古籍修复专家", "" },
        { "《收获》主编[程新|P]说", "程新", "《收获》主编", "《收获》主编", "" },
        { "[外交部|O]长[王义|P]说", "王义", "外交部长", "长", "外交部" },
        { "等市市长[苏一|P]、[苏二|P]参加", "苏二", "市长", "市长", "" },
        { "[霍大|P]、[霍二|P]系[任村镇|L]村民", "霍大", "任村镇村民", "村民", "任村镇" },
        { "免去[尉迟清|P]的省财政厅厅长职务", "尉迟清", "省财政厅厅长", "省财政厅厅长", "" },
        { "时任县农机局局长的[袁根|P]", "袁根", "县农机局局长", "县农机局局长", "" },
        { "院长[普丽|P]的老师[高原|P]", "高原", NULL, NULL, NULL },
        { "（[柳青|P] 市作协会员）", "柳青", "市作协会员", "市作协会员", "" },
        { "[乔利|P]出任[外交部|O]长", "乔利", "外交部长", "长", "外交部" },
        { "[德国|L]绿党议员[汉娜|P]说", "汉娜", "德国绿党议员", "绿党议员", "德国" },
        { "[同济大学|O]建筑与城市规划学院教授[阮平|P]", "阮平", "同济大学建筑与城市规划学院教授",
          "建筑与城市规划学院教授", "同济大学" },
        { "校长[彭志|P]委员、[宁夏农科院|O]研究员[郭松|P]", "郭松", "宁夏农科院研究员", "研究员",
          "宁夏农科院" },
        { "研究员[丁洪|P]、[彼得·汉森|P]与[汉森|P]", "汉森", "研究员", "研究员", "" },
        { "([李映民|P][刘宇|P])", "刘宇", NULL, NULL, NULL },
        { "我国矿床学奠基人之一、[北京大学|O]教授[宋衡|P]", "宋衡", "我国矿床学奠基人之一",
          "我国矿床学奠基人之一", "" },
        { "她来自[体育局|O]。她的教练[王征|P]说", "王征", NULL, NULL, NULL },
        { "首席技能专家[秦俊|P]说", "秦俊", "首席技能专家", "首席技能专家", "" },
        { "[日本|L]和平团体成员[池田|P]说", "池田", "日本和平团体成员", "和平团体成员", "日本" },
        { "那时，豆腐坊坊主[王强|P]说", "王强", "豆腐坊坊主", "豆腐坊坊主", "" },
        { "那时，记得那位老师[王强|P]说", "王强", "老师", "老师", "" },
        { "[詹学|P]，七十四岁，[大西桥镇|L]人，[屯堡文化研究会|O]理事。", "詹学",
          "屯堡文化研究会理事", "理事", "屯堡文化研究会" },
        { "[谭某|P]，原系[金沙公司|O]财务总监。", "谭某", "金沙公司财务总监", "财务总监",
          "金沙公司" },
        { "B:本报记者 [李燕|P] 文 [潘郁|P] 图", "潘郁", "图", "图", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct page page;
        link_text(&page, "", cases[i].text);
        const struct entity *entity = meant_by(&page, cases[i].name, 0);
        if ((entity->role_count > 0) != (cases[i].role != NULL))
            fail_msg("%s: %zu roles", cases[i].text, entity->role_count);
        if (cases[i].role != NULL) {
            assert_text(entity->roles[0].text, cases[i].role);
            assert_text(entity->roles[0].title, cases[i].title);
            assert_text(entity->roles[0].affiliation, cases[i].affiliation);
            /* the offsets are those of the print */
            size_t from = 0, to;
            for (uint32_t k = 0; k < entity->roles[0].start; k++)
                utf8_next(page.text, &from);
            to = from;
            for (uint32_t k = entity->roles[0].start; k < entity->roles[0].end; k++)
                utf8_next(page.text, &to);
            assert_text(slice_part(page.text, from, to), cases[i].role);
        }
        page_done(&page);
    }
}

static void
test_two_roles(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "", "[焦作师专|O]教授、[焦作市文联|O]副主席[程峰|P]");
    const struct entity *entity = meant_by(&page, "程峰", 0);
    assert_int_equal(entity->role_count, 2);
    assert_text(entity->roles[0].text, "焦作师专教授");
    assert_text(entity->roles[1].text, "焦作市文联副主席");
    assert_ptr_equal(page_entity(&page, entity->roles[1].body), meant_by(&page, "焦作市文联", 0));
    page_done(&page);
}

/* What is said in short beside what is said in full is no second role, and a bracket is no part of
 * one. */
static void
test_said_twice(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "",
              "[葛长顺|P]书记来了。[焦作市委|O]书记、副主任[葛长顺|P]说，副主任[葛长顺|P]");
    const struct entity *entity = meant_by(&page, "葛长顺", 0);
    assert_int_equal(entity->role_count, 1);
    assert_text(entity->roles[0].text, "焦作市委书记、副主任");
    page_done(&page);
    link_text(&page, "", "[中国工商银行|O]（以下简称[工行|O]）行长[廖林|P]");
    assert_text(meant_by(&page, "廖林", 0)->roles[0].text, "中国工商银行行长");
    page_done(&page);
}

static void
test_bylines(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "",
              "A:蒋鑫\nB:本报记者 [蒋鑫|P] 通讯员 [雷鸣|P] 摄影 [丁一|P]\n[蒋鑫|P]在路上");
    assert_int_equal(meant_by(&page, "蒋鑫", 0)->roles[0].kind, KIND_AUTHOR);
    assert_text(meant_by(&page, "雷鸣", 0)->roles[0].text, "通讯员");
    assert_int_equal(meant_by(&page, "雷鸣", 0)->role_count, 1);
    assert_int_equal(meant_by(&page, "丁一", 0)->roles[0].kind, KIND_PHOTOGRAPHER);
    assert_ptr_equal(meant_by(&page, "蒋鑫", 0), meant_by(&page, "蒋鑫", 1));
    page_done(&page);
}

/* What the tagger made of a byline gives way to what segmentation read. */
static void
test_authors_agree(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "", "A:程峰\nA:李大勇\nB:□程　峰 [李大|P]勇\n[程峰|P]说");
    const struct entity *entity = meant_by(&page, "程峰", 0);
    assert_int_equal(page.articles[0].mention_count, 3);
    assert_int_equal(entity->roles[0].kind, KIND_AUTHOR);
    assert_ptr_equal(entity, meant_by(&page, "程峰", 1));
    assert_int_equal(meant_by(&page, "李大勇", 0)->roles[0].kind, KIND_AUTHOR);
    page_done(&page);
}

static void
test_short_names(void **state)
{
    (void)state;
    struct page page;
    link_text(
        &page, "",
        "[苗国富|P]与[约翰·怀特|P]。[国富|P]、[老苗|P]、[苗|P]和[怀特|P]、[富|P]\n---\n[国富|P]");
    const struct entity *miao = meant_by(&page, "苗国富", 0);
    assert_ptr_equal(miao, meant_by(&page, "国富", 0));
    assert_ptr_equal(miao, meant_by(&page, "老苗", 0));
    assert_ptr_equal(miao, meant_by(&page, "苗", 0));
    assert_ptr_equal(meant_by(&page, "约翰·怀特", 0), meant_by(&page, "怀特", 0));
    assert_ptr_not_equal(miao, meant_by(&page, "国富", 1)); /* another article */
    page_done(&page);
    link_text(&page, "", "[王芳|P]（[王|P]女士）的父亲[王强|P]，[田中一郎|P]和[田中|P]");
    assert_ptr_equal(meant_by(&page, "王", 0), meant_by(&page, "王芳", 0)); /* met before */
    assert_ptr_equal(meant_by(&page, "田中", 0), meant_by(&page, "田中一郎", 0));
    page_done(&page);
    link_text(&page, "", "[尼玛扎西|P]和[扎西|P]，[黄小喜|P]和[小喜|P]");
    assert_ptr_equal(meant_by(&page, "扎西", 0), meant_by(&page, "尼玛扎西", 0));
    assert_ptr_equal(meant_by(&page, "小喜", 0), meant_by(&page, "黄小喜", 0));
    page_done(&page);
    link_text(&page, "", "[伊德里斯|P]([Kamil Idris|P])为总理");
    assert_ptr_equal(meant_by(&page, "伊德里斯", 0), meant_by(&page, "Kamil Idris", 0));
    assert_text(meant_by(&page, "伊德里斯", 0)->roles[0].text, "总理");
    page_done(&page);
    link_text(&page, "", "[王芳|P]和[王强|P]，[老王|P]"); /* which? */
    assert_text(meant_by(&page, "老王", 0)->name, "老王");
    page_done(&page);
}

static void
test_one_name_two_people(void **state)
{
    (void)state;
    struct page page;
    link_text(
        &page, "",
        "中队长[王强|P]救了人。另一位豆腐坊坊主[王强|P]也上了报。中队长[王强|P]笑了，[王强|P]说");
    assert_ptr_not_equal(meant_by(&page, "王强", 0), meant_by(&page, "王强", 1));
    assert_ptr_equal(meant_by(&page, "王强", 0), meant_by(&page, "王强", 2));
    assert_text(meant_by(&page, "王强", 1)->roles[0].text, "豆腐坊坊主");
    assert_int_equal(meant_by(&page, "王强", 0)->role_count, 1);
    page_done(&page);
    link_text(&page, "", "民警[王强|P]抓住了小偷。另一位[王强|P]是豆腐坊坊主。");
    assert_ptr_not_equal(meant_by(&page, "王强", 0), meant_by(&page, "王强", 1));
    assert_text(meant_by(&page, "王强", 1)->roles[0].text, "豆腐坊坊主");
    assert_int_equal(meant_by(&page, "王强", 0)->role_count, 1);
    page_done(&page);
    link_text(&page, "", "H:两个[王强|P]\n民警[王强|P]来了。另一位[王强|P]是豆腐坊坊主。");
    assert_ptr_equal(meant_by(&page, "王强", 0), meant_by(&page, "王强", 1));
    assert_ptr_not_equal(meant_by(&page, "王强", 1), meant_by(&page, "王强", 2));
    page_done(&page);
    /* two that the text tells apart stay two, though one of them has the other's title */
    link_text(&page, "",
              "H:两位[张伟|P]\n市公安局局长[张伟|P]讲话。市第一中学教师[张伟|P]也来了。公安局[张伟|"
              "P]局长说安全第一。");
    assert_ptr_equal(meant_by(&page, "张伟", 0), meant_by(&page, "张伟", 1));
    assert_ptr_not_equal(meant_by(&page, "张伟", 1), meant_by(&page, "张伟", 2));
    assert_ptr_equal(meant_by(&page, "张伟", 1), meant_by(&page, "张伟", 3));
    assert_int_equal(meant_by(&page, "张伟", 2)->role_count, 1);
    page_done(&page);
    link_text(&page, "",
              "副市长[李敏|P]\n---\n小学教师[李敏|P]\n---\n副市长[李敏|P]又来\n---\n[李敏|P]");
    assert_ptr_not_equal(meant_by(&page, "李敏", 0), meant_by(&page, "李敏", 1));
    assert_ptr_equal(meant_by(&page, "李敏", 0), meant_by(&page, "李敏", 2));
    page_done(&page);
}

/* One type for a surface, unless the text says otherwise. */
static void
test_types(void **state)
{
    (void)state;
    struct page page;
    link_text(&page, "", "[高明|L]、[高明|L]和[高明|P]");
    assert_int_equal(meant_by(&page, "高明", 2)->type, MENTION_LOC);
    page_done(&page);
    link_text(&page, "", "[高明|L]、[高明|L]和局长[高明|P]");
    assert_int_equal(meant_by(&page, "高明", 2)->type, MENTION_PER);
    page_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles),       cmocka_unit_test(test_two_roles),
        cmocka_unit_test(test_said_twice),  cmocka_unit_test(test_said_twice),
        cmocka_unit_test(test_bylines),     cmocka_unit_test(test_authors_agree),
        cmocka_unit_test(test_short_names), cmocka_unit_test(test_one_name_two_people),
        cmocka_unit_test(test_types),
    };
    return cmocka_run_group_tests(tests, link_setup, link_teardown);
}
