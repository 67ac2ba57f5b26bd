/* Tests of services/segment/author, name and town: bylines as papers print them. */
#include "services/segment/read/read.h"
#include "services/segment/write/author.h"

#include "common/buf.h"
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The authors of an article that has a byline of so many lines on a page with this text, parted by
 * blanks. */
static void
find_authors_of(struct page *page, uint32_t lines, const char *text, enum role role)
{
    struct sheet sheet = { 0 };
    page_init(page);
    page->text = slice_from(text);
    read_text(&sheet, &page->arena, page->text, NULL);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        sheet.pieces[i].article = 1;
        sheet.pieces[i].role = sheet.pieces[i].line < lines ? role : ROLE_BODY;
    }
    page_add_article(page)->number = 1;
    struct roll roll = roll_call(&sheet, (uint32_t)page->article_count);
    authors_find(&sheet, &roll, page);
}

static void
assert_authors_of(uint32_t lines, const char *text, enum role role, const char *names)
{
    struct page page;
    find_authors_of(&page, lines, text, role);
    struct buf found = { 0 };
    for (size_t i = 0; i < page.articles[0].author_count; i++)
        buf_printf(&found, "%s%.*s", i > 0 ? " " : "",
                   SLICE_ARGS(page.articles[0].authors[i].name));
    assert_string_equal(buf_string(&found), names);
    buf_done(&found);
    page_done(&page);
}

static void
assert_authors(const char *text, enum role role, const char *names)
{
    assert_authors_of(1, text, role, names);
}

/* What the first author is who is named in a tag. */
static void
assert_affiliation(const char *text, const char *affiliation)
{
    struct page page;
    find_authors_of(&page, 1, text, ROLE_AFFILIATION);
    assert_int_equal(page.articles[0].author_count, 1);
    struct slice found = page.articles[0].authors[0].affiliation;
    assert_memory_equal(found.ptr, affiliation, found.len);
    assert_int_equal(found.len, strlen(affiliation));
    page_done(&page);
}

static void
authors_are_named(void **state)
{
    (void)state;
    assert_authors("本报记者 李 明 通讯员 王芳 文/图\n老渠通水。\n", ROLE_BYLINE, "李明 王芳");
    assert_authors("李明、特约记者王芳报道：\n老渠通水。\n", ROLE_DATELINE, "李明 王芳");
    assert_authors("本报讯 李明报道：\n老渠通水。\n", ROLE_DATELINE, "李明");
    assert_authors("（记者李明通讯员王芳）\n老渠通水。\n", ROLE_BYLINE, "李明 王芳");
    assert_authors("本报讯（记者李明实习生王芳文/图）\n老渠通水。\n", ROLE_DATELINE, "李明 王芳");
    assert_authors("·李明·\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("（刘 文）\n老渠通水。\n", ROLE_BYLINE, "刘文");
    assert_authors("李 小 明\n老渠通水。\n", ROLE_BYLINE, "李小明");
    assert_authors("[法]露西·史密斯\n老渠通水。\n", ROLE_BYLINE, "露西·史密斯");
}

/* Where who signs a letter comes from, with names that are padded. */
static void
places_are_no_titles(void **state)
{
    (void)state;
    assert_authors("河北石家庄 贾 敏\n老渠通水。\n", ROLE_BYLINE, "贾敏");
    assert_authors("吉林长春 吴 晓\n老渠通水。\n", ROLE_BYLINE, "吴晓");
    assert_authors("河北省石家庄市 贾 敏\n老渠通水。\n", ROLE_BYLINE, "贾敏");
    assert_authors("河北石家庄作家贾敏\n老渠通水。\n", ROLE_BYLINE, "贾敏");
}

static void
brackets_say_who_somebody_is(void **state)
{
    (void)state;
    assert_authors("李明（浙江 职员）\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("李明（作者单位：石桥大学）\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("李明（浙江\n老渠通水。\n", ROLE_BYLINE, "李明"); /* the rest is another piece */
}

/* Any city may stand before the day. */
static void
wires_name_cities(void **state)
{
    (void)state;
    assert_authors("新华社包头5月3日电\n老渠通水。\n", ROLE_DATELINE, "");
    assert_authors("据新华社连云港5月3日电\n老渠通水。\n", ROLE_DATELINE, "");
    assert_authors("本报记者李明包头5月3日电\n老渠通水。\n", ROLE_DATELINE, "李明");
    assert_authors("本报包头5月3日电（记者李明）\n老渠通水。\n", ROLE_DATELINE, "李明");
}

/* Cues of who speaks and who asks. */
static void
guests_write_nothing(void **state)
{
    (void)state;
    assert_authors("主持人：李明\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("采访人：李明 嘉宾：王芳\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("[美] 约翰·史密斯 著 李明 译\n老渠通水。\n", ROLE_BYLINE, "约翰·史密斯");
    assert_authors("唐·李白\n老渠通水。\n", ROLE_BYLINE, "李白");
    assert_authors("记者 文 静 通讯员 李明\n老渠通水。\n", ROLE_BYLINE, "文静 李明");
    assert_authors("记者 文 李明 图 王芳\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors_of(2, "记者文\n根雨 李明\n老渠通水。\n", ROLE_BYLINE, "文根雨 李明");
    assert_authors_of(2, "（通讯员 李 小\n明）\n老渠通水。\n", ROLE_BYLINE, "李小明");
    assert_authors("文丨李明 图丨王芳\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("石桥中学高二（3）班 李明\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("石桥镇党委书记 李明\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("（本文由李明、王 芳采写）\n老渠通水。\n", ROLE_BYLINE, "李明 王芳");
    assert_authors("燕山日报评论员文章\n老渠通水。\n", ROLE_BYLINE, "");
    assert_authors("李博文/文\n老渠通水。\n", ROLE_BYLINE, "李博文");
    assert_authors("燕山日报、燕山+记者 李明\n老渠通水。\n", ROLE_BYLINE, "李明");
}

/* Names without a blank between them, where their surnames leave one way only. */
static void
glued_names_are_parted(void **state)
{
    (void)state;
    assert_authors("记者赵一鸣孙晓蕾\n水到了。\n", ROLE_BYLINE, "赵一鸣 孙晓蕾");
    assert_authors("本报记者李明王晓芳通讯员张大伟\n水到了。\n", ROLE_BYLINE, "李明 王晓芳 张大伟");
    assert_authors("本报讯（记者赵一鸣孙晓蕾）\n水到了。\n", ROLE_DATELINE, "赵一鸣 孙晓蕾");
    assert_authors("本报记者 欧阳明月\n水到了。\n", ROLE_BYLINE, "欧阳明月");
}

/* What people did beside writing, and where from. */
static void
only_writers_are_authors(void **state)
{
    (void)state;
    assert_authors("策划：张伟 文字：李明 摄影：王芳\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("（责任编辑 李明）\n水到了。\n", ROLE_BYLINE, "");
    assert_authors("（李明参与采写）\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("（李明/文 王芳/图）\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("本报讯（记者 李明 河湾报道）\n水到了。\n", ROLE_DATELINE, "李明");
    assert_authors("（记者 李明 王芳报道）\n水到了。\n", ROLE_BYLINE, "李明 王芳");
    assert_authors("（本组稿件由李明采写）\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("[俄]彼得·汉德森 文　王芳 译\n水到了。\n", ROLE_BYLINE, "彼得·汉德森");
    assert_authors("王芳 译\n水到了。\n", ROLE_BYLINE, "王芳");
    assert_authors_of(2, "[英]露西·史密斯\n李明 译\n水到了。\n", ROLE_BYLINE, "露西·史密斯");
    assert_authors("李明（社区工作者）\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("本报记者 李\xe2\x80\x8b明\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("记者 李明<br>王芳\n水到了。\n", ROLE_BYLINE, "李明 王芳");
}

/* Names of China's peoples and of foreigners have no surname to know them by. */
static void
names_by_sound(void **state)
{
    (void)state;
    assert_authors("□ 巴图巴雅尔 其其格玛 王 芳\n水到了。\n", ROLE_BYLINE,
                   "巴图巴雅尔 其其格玛 王芳");
    assert_authors("□ 阿依古丽·买买提 热依木\n水到了。\n", ROLE_BYLINE, "阿依古丽·买买提 热依木");
    assert_authors("伊莎贝拉·罗西\n水到了。\n", ROLE_BYLINE, "伊莎贝拉·罗西");
    assert_authors("张  强  刘  敏\n水到了。\n", ROLE_BYLINE, "张强 刘敏");
    assert_authors("上官云  赵  静\n水到了。\n", ROLE_BYLINE, "上官云 赵静");
}

static void
outlets_are_no_authors(void **state)
{
    (void)state;
    assert_authors("□燕山报·燕山视频记者 李明\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("江河晚报·江河壹线记者 王芳 李明\n水到了。\n", ROLE_BYLINE, "王芳 李明");
    assert_authors("封川新闻记者 李明\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("江河晚报讯 记者李明报道：\n水到了。\n", ROLE_DATELINE, "李明");
    assert_authors("（全媒体记者 李明 文/图）\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("（融媒体记者 李明 文/图）\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("本组文/本报记者 李明\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("文/本报记者 李明 图/通讯员 王芳\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("李明记者 王芳\n水到了。\n", ROLE_BYLINE, "李明 王芳");
}

/* Papers' names glued to 记者, some of several words; what editors and the like do. */
static void
employers_and_editors_are_no_authors(void **state)
{
    (void)state;
    assert_authors("采写：南河记者 李明 实习生 王芳\n水到了。\n", ROLE_BYLINE, "李明 王芳");
    assert_authors("石榴渡/江河日报记者李明报道：\n水到了。\n", ROLE_DATELINE, "李明");
    assert_authors("本报记者 李明 通讯员 王芳 共建联盟·河湾 张伟\n水到了。\n", ROLE_BYLINE,
                   "李明 王芳 张伟");
    assert_authors("21世纪河湾报道记者 李明 河湾报道\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("□记者 李明 ○编辑 王芳\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("河经记者 李明  河经编辑 王芳\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("统筹：南河记者 张伟 采写：南河记者 李明\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("江河日报记者 李明 摄影/江河日报记者 王芳\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("本版撰文 本报记者 李明\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("本版文/本报记者 李明 本版图/王芳\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("记者 李明 发自河湾\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("（李明 来源：河湾镇政府）\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("河湾镇 李明\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("学生记者 李明 指导老师 王芳\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("（作者：李明）\n水到了。\n", ROLE_AFFILIATION, "李明");
    assert_authors("（作者：石桥中学教师）\n水到了。\n", ROLE_AFFILIATION, "");
    assert_authors_of(2, "受访专家：县医院医师 王芳\n本报记者 李明\n水到了。\n", ROLE_BYLINE,
                      "李明");
    assert_authors_of(2, "李明　报道\n（河湾综合讯）\n水到了。\n", ROLE_DATELINE, "李明");
    assert_authors("（河湾社记者李明北京3日電）\n水到了。\n", ROLE_DATELINE, "李明");
}

/* A tag that names whose it is. */
static void
tags_with_names(void **state)
{
    (void)state;
    assert_authors("（作者：李明，系河湾中学教师）\n水到了。\n", ROLE_AFFILIATION, "李明");
    assert_authors("（作者李明系河湾中学教师）\n水到了。\n", ROLE_AFFILIATION, "李明");
    assert_authors("（作者：李明、王芳，系河湾中学教师）\n水到了。\n", ROLE_AFFILIATION,
                   "李明 王芳");
    assert_authors("（作者单位：河湾中学）\n水到了。\n", ROLE_AFFILIATION, "");
    assert_authors("（作者为石桥中学教师）\n水到了。\n", ROLE_AFFILIATION, "");
    assert_affiliation("（作者：李明，系河湾中学教师）\n水到了。\n", "河湾中学教师");
    assert_affiliation("（作者李明 为河湾中学教师）\n水到了。\n", "河湾中学教师");
}

/* Where only a name can stand it is one, whatever else it means. */
static void
names_that_mean_something(void **state)
{
    (void)state;
    assert_authors("本报记者 沈阳 王芳\n水到了。\n", ROLE_BYLINE, "沈阳 王芳");
    assert_authors("本报讯（记者李明、沈阳）\n水到了。\n", ROLE_DATELINE, "李明 沈阳");
    assert_authors("本报记者 李明 上海、沈阳报道\n水到了。\n", ROLE_BYLINE, "李明");
    assert_authors("本报记者 龙登台\n水到了。\n", ROLE_BYLINE, "龙登台");
    assert_authors("本报记者 买买提·艾力 图雅\n水到了。\n", ROLE_BYLINE, "买买提·艾力 图雅");
    assert_authors("本报讯（记者格桑梅朵 扎西顿珠）\n水到了。\n", ROLE_DATELINE,
                   "格桑梅朵 扎西顿珠");
    assert_authors("□玉波 古丽娜尔 李明\n水到了。\n", ROLE_BYLINE, "玉波 古丽娜尔 李明");
}

static void
traditional_and_closing_datelines(void **state)
{
    (void)state;
    assert_authors("河湾報記者 李明、王芳深圳報道\n水到了。\n", ROLE_BYLINE, "李明 王芳");
    assert_authors("【本報記者張國華高雄報導】\n水到了。\n", ROLE_DATELINE, "張國華");
    assert_authors("【本報記者王國平南投報導】\n水到了。\n", ROLE_DATELINE, "王國平");
    assert_authors("【記者劉美玲／台中報導】\n水到了。\n", ROLE_DATELINE, "劉美玲");
    assert_authors("（本报巴黎、曼谷5月2日电  记者李明、王芳）\n水到了。\n", ROLE_DATELINE,
                   "李明 王芳");
    assert_authors("（新华社开罗5月2日电 记者李明、王芳）\n水到了。\n", ROLE_DATELINE, "李明 王芳");
}

static void
titles_and_papers_are_no_authors(void **state)
{
    (void)state;
    assert_authors("水利研究院研究员李明：\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("李 明代表：\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("文学院 李明\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("（李小明文，原载《石桥晚报》）\n老渠通水。\n", ROLE_BYLINE, "李小明");
}

static void
photographers_are_no_authors(void **state)
{
    (void)state;
    assert_authors("李明/文 王芳/图\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("李明 文 王芳 摄\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("文/李明 图/王芳\n老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("记者 李明 摄影报道\n老渠通水。\n", ROLE_BYLINE, "李明");
}

static void
places_before_reports_are_no_authors(void **state)
{
    (void)state;
    assert_authors("本报记者李明伦敦报道\n老渠通水。\n", ROLE_DATELINE, "李明");
    assert_authors("本报记者 李 明 柏林报道\n老渠通水。\n", ROLE_DATELINE, "李明");
    assert_authors("（本报记者李小明石桥十二日电）\n老渠通水。\n", ROLE_DATELINE, "李小明");
    assert_authors("记者 李明 王芳报道\n老渠通水。\n", ROLE_DATELINE, "李明 王芳");
}

static void
towns_are_no_authors(void **state)
{
    (void)state;
    assert_authors("石桥 李明\n昨天石桥市的老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("石桥 李明\n昨天老渠通水。\n", ROLE_BYLINE, "石桥 李明");
    assert_authors("石桥市民 李明\n昨天老渠通水。\n", ROLE_BYLINE, "李明");
    assert_authors("江苏 李明\n昨天老渠通水。\n", ROLE_BYLINE, "李明");
    /* however many towns a page names, an author is none of them */
    struct buf page = { 0 };
    buf_printf(&page, "张明 王芳\n");
    for (uint32_t i = 0; i < 6000; i++) {
        utf8_add(&page, 0x4e00 + i);
        utf8_add(&page, 0x6cb3);
        buf_printf(&page, "市\n");
    }
    assert_authors(buf_string(&page), ROLE_BYLINE, "张明 王芳");
    buf_done(&page);
}

/* Two words before names that are no names themselves: what stands there is a town. */
static void
bylines_of_a_page_begin_with_towns(void **state)
{
    (void)state;
    static const char text[] = "河湾 李明\n北岭 王芳\n石桥 张强\n";
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    page.text = slice_from(text);
    read_text(&sheet, &page.arena, page.text, NULL);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        sheet.pieces[i].article = sheet.pieces[i].line + 1;
        sheet.pieces[i].role = ROLE_BYLINE;
    }
    for (uint32_t number = 1; number <= 3; number++)
        page_add_article(&page)->number = number;
    struct roll roll = roll_call(&sheet, (uint32_t)page.article_count);
    authors_find(&sheet, &roll, &page);
    assert_int_equal(page.articles[2].author_count, 1);
    assert_true(slice_equal(page.articles[2].authors[0].name, slice_from("张强")));
    page_done(&page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(authors_are_named),
        cmocka_unit_test(names_by_sound),
        cmocka_unit_test(places_are_no_titles),
        cmocka_unit_test(brackets_say_who_somebody_is),
        cmocka_unit_test(wires_name_cities),
        cmocka_unit_test(guests_write_nothing),
        cmocka_unit_test(glued_names_are_parted),
        cmocka_unit_test(only_writers_are_authors),
        cmocka_unit_test(outlets_are_no_authors),
        cmocka_unit_test(employers_and_editors_are_no_authors),
        cmocka_unit_test(tags_with_names),
        cmocka_unit_test(names_that_mean_something),
        cmocka_unit_test(traditional_and_closing_datelines),
        cmocka_unit_test(titles_and_papers_are_no_authors),
        cmocka_unit_test(photographers_are_no_authors),
        cmocka_unit_test(places_before_reports_are_no_authors),
        cmocka_unit_test(towns_are_no_authors),
        cmocka_unit_test(bylines_of_a_page_begin_with_towns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
