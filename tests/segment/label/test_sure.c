/* Tests of services/segment/label/sure: forms that leave no doubt. */
#include "services/segment/label/sure.h"
#include "services/segment/read/read.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Reads the text, gives every line the role that stands for its letter (h headline, b body, c
 * credit, f furniture), and says what the forms make of it, a letter a line. */
static void
assert_roles(const char *text, const char *before, const char *after)
{
    static const char letters[] = {
        'k', 'h', 'd', 'y', 'a', 'l', 'e', 'b', 's', 'p', 'c', 'j', 'f'
    };
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from(text), NULL);
    for (size_t i = 0; i < sheet.piece_count; i++)
        for (int r = 0; r < ROLE_COUNT; r++) {
            sheet.pieces[i].score[r] = letters[r] == before[sheet.pieces[i].line] ? -0.1f : -5;
            if (letters[r] == before[sheet.pieces[i].line])
                sheet.pieces[i].role = (enum role)r;
        }
    sure_roles(&sheet);
    sure_borders(&sheet);
    struct buf found = { 0 };
    for (size_t i = 0; i < sheet.piece_count; i++)
        if (sheet.pieces[i].opens)
            buf_add_char(&found, letters[sheet.pieces[i].role]);
    assert_string_equal(buf_string(&found), after);
    buf_done(&found);
    page_done(&page);
}

/* Lines of a poem below its poet, which look like heads; a head's own lines have text below. */
static void
verses(void **state)
{
    (void)state;
    assert_roles("老渠\n李明\n水到了\n人也到了\n麦子醒了\n\n小满\n王芳\n水。\n", "hyhhhhyb",
                 "hybbbhyb");
    assert_roles(
        "老渠\n李明\n水到了\n人也到了\n麦子醒了\n\n水又走了\n人又走了\n\n小满\n王芳\n水。\n",
        "hyhhhhhhyb", "hybbbbbhyb");
    assert_roles("老渠\n李明\n水到了\n人也到了\n麦子醒了\n\n水来了。\n", "hyhhhb", "hyhhhb");
    assert_roles("老渠\n李明\n\n水到了\n人也到了\n麦子醒了\n", "hyhhh", "hyhhh");
}

/* Points of a stand-first, and a sentence's names, of which the next row has more. */
static void
sequels(void **state)
{
    (void)state;
    assert_roles("单车停哪儿\n●门口堆满了，行人只能绕行\n●专家建议划定围栏\n□李明\n水来了。\n",
                 "hedyb", "heeyb");
    assert_roles("单车停哪儿\n●门口堆满了，行人只能绕行\n专家建议划定围栏\n□李明\n水来了。\n",
                 "hedyb", "hedyb");
    assert_roles("县里开了会，到会的有\n胡春生、刘鹤年、王勇\n、肖捷，还有几位老人。\n", "byb",
                 "bbb");
    assert_roles("县里开了会。\n胡春生、刘鹤年、王勇\n、肖捷参加。\n", "byb", "bbb");
    assert_roles("县里开了会。\n胡春生、刘鹤年、王勇\n老渠通水了。\n", "byb", "byb");
}

/* No piece of a brief's first line may be made a head, where the page wants one, either. */
static void
briefs_stay_text(void **state)
{
    (void)state;
    static const char text[] =
        "★县长李明　 3日在河湾镇会见来客说，\n老渠通水了，人人都来看。\n（王芳）\n";
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    read_text(&sheet, &page.arena, slice_from(text), NULL);
    for (size_t i = 0; i < sheet.piece_count; i++)
        sheet.pieces[i].role = ROLE_BODY;
    sure_roles(&sheet);
    size_t first = 0;
    for (size_t i = 0; i < sheet.piece_count; i++)
        if (sheet.pieces[i].line == 0) {
            assert_true(sheet.pieces[i].score[ROLE_HEADLINE] < -10);
            first++;
        }
    assert_int_equal(first, 2);
    page_done(&page);
}

static void
bylines(void **state)
{
    (void)state;
    assert_roles("老渠通水\n首席记者 李明\n水到了。\n", "hdb", "hyb");
    assert_roles("老渠通水\n□燕山报·燕山视频记者 李明 王芳\n水到了。\n", "hhb", "hyb");
    assert_roles("老渠通水\n张  强  刘  敏\n水到了。\n", "hhb", "hyb");
    assert_roles("老渠通水\n伊莎贝拉·罗西\n水到了。\n", "hhb", "hyb");
    assert_roles("老渠通水\n江河晚报-江河新闻记者 李明 摄影报道\n水到了。\n", "hcb", "hyb");
    assert_roles("老渠通水\n通讯员 王芳 江河晚报/江河新闻记者 李明\n水到了。\n", "hcb", "hyb");
    assert_roles("老渠通水\n采写：本报记者 李明\n水到了。\n", "hbb", "hyb");
    assert_roles("老渠通水\n■采写：江河日报记者 李\n明 通讯员 王芳\n水到了。\n", "hbbb", "hyyb");
    assert_roles("老渠通水\n—李明—\n水到了。\n", "hdb", "hyb");
    assert_roles("老渠通水\n—水到家—\n水到了。\n", "hdb", "hdb");
    assert_roles("Canal opens\nBy LI MING\nWater came.\n", "dhb", "hyb");
    assert_roles("老渠通水\n記者李明／台南報導\n水到了。\n", "hhb", "hyb");
    assert_roles("老渠通水\n李明（社区工作者）\n水到了。\n", "hhb", "hyb");
    assert_roles("李明：修渠三十年 引水两千亩\n王芳\n水到了。\n", "yyb", "hyb");
    assert_roles("老渠通水\n采写：李明 王小芳 张大伟\n水到了。\n", "hyb", "hyb");
    assert_roles("河湾县今天举行\n记者招待会\n水到了。\n", "hhb", "hhb");
    assert_roles("老渠通水\n中共河湾县委党校课题组\n水到了。\n", "hhb", "hyb");
    assert_roles("省里派出调研组\n李明\n水到了。\n", "hyb",
                 "hyb"); /* above the byline it is the head */
    assert_roles("水到了。\n纵横谈\n老渠通水\n水来了。\n", "byhb", "bkhb");
    assert_roles("水到了。\n参与采写：李明、王芳\n老渠通水\n", "bbh", "byh");
    assert_roles("水到了。\n（本报记者李明、王芳、张伟、\n刘敏参与采写）\n老渠通水\n", "bbbh",
                 "byyh");
    assert_roles("水到了。\n实习生 王芳 参与采写\n老渠通水\n", "bch", "byh");
    assert_roles("水到了。\n（本文由李明采\n写）\n老渠通水\n", "baah", "byyh");
    assert_roles("水到了。\n两千人参与报道\n老渠通水\n", "bbh", "bbh");
    assert_roles("水到了。\n（文中人物均为化名）\n本报记者 李明\n", "bay", "bby");
    assert_roles("水到了。\n——李明（浙江 职员）\n水也好。\n", "bbb", "byb");
    assert_roles("水到了。\n李明（浙江 职员）\n水也好。\n", "bbb", "bbb");
    assert_roles("老渠通水\n策划：张伟　统筹：刘敏\n采写：李明　制图：王芳\n水到了。\n", "hhfb",
                 "hyyb");
    assert_roles("老渠通水\n本报记者　李明\n　　　　　王芳\n水到了。\n", "hyhb", "hyyb");
    /* none of these is one */
    assert_roles("老渠通水\n高考（冲刺篇）\n水到了。\n", "hhb", "hhb");
    assert_roles("老渠通水\n策划：张伟　统筹：刘敏\n水到了。\n", "hhb", "hhb");
    assert_roles("老渠通水\n水到了。\n总策划：张伟\n执行：刘敏\n采写：李明\n制图：王芳\n", "hbhsyf",
                 "hbyyyy");
    assert_roles("老渠通水\n水到了\n总策划：张伟\n采写：李明\n", "hbhh", "hbhh");
    assert_roles("老渠通水\n水到了。\n河湾日报记者 李明 编辑 王芳 校对 张伟\n", "hbf", "hby");
    assert_roles("老渠通水\n水到了。\n记者 李明 编辑 王芳 校对 张伟\n", "hbf", "hbf");
    assert_roles("老渠通水\n水到了。\n□李明（媒体评论员）\n", "hba", "hby");
    assert_roles("老渠通水\n水到了。\n（河湾综合讯）\n", "hby", "hbc");
    assert_roles("老渠通水\n（河湾综合讯）昨天，水到了。\n", "hy", "hl");
    assert_roles("老渠通水\n水到了。\n【说法】\n渠是大家的。\n", "hbyb", "hbsb");
    assert_roles("老渠通水\n水到了。\n【李明】\n", "hby", "hby");
    assert_roles("水到了。\n老电影院重开\n本报讯 记者李明 通讯员王芳报道：水到了。\n", "bhl",
                 "bhl");
    assert_roles("老 渠 通 水\n水到了。\n", "hb", "hb");
    assert_roles("记者节里话记者\n水到了。\n", "hb", "hb");
    assert_roles("渡口添了新船\n本报记者 李明\n水到了。\n", "hyb", "hyb");
    assert_roles("老渠通水 记者 李明\n水到了。\n", "hb", "hb");
    assert_roles("记者从水利站了解到\n水到了。\n", "bb", "bb");
}

/* Datelines of papers that no list knows; a head above one is none. */
static void
datelines(void **state)
{
    (void)state;
    assert_roles("老渠通水\n河湾日报讯（记者 李明）昨天水到了。\n", "hb", "hl");
    assert_roles("老渠通水\n河湾云河湾5月3日消息（河湾台记者李明）昨天水到了。\n", "hb", "hl");
    assert_roles("老渠通水\n河湾日报讯 记者李明、王芳报道：昨天水到了。\n", "hb", "hl");
    assert_roles("老渠通水\n南河讯 记者李明 通讯员王芳 昨天水到了。\n", "hb", "hb");
    assert_roles("老渠通水\n（河湾社记者李明北京3日电）昨天水到了。\n", "hb", "hl");
    assert_roles("老渠通水\n村里的通讯员说，水到了。\n", "hb", "hb");
}

static void
poems_and_briefs(void **state)
{
    (void)state;
    assert_roles("清平乐·河湾秋\n李明\n江天霜早，\n", "bbb", "hyb");
    assert_roles("新春走基层\n老渠通水\n水到了。\n", "hhb", "khb");
    assert_roles("新春走基层到河湾\n老渠通水\n水到了。\n", "hhb", "hhb");
    assert_roles("清平乐·河湾秋\n江天霜早，\n", "hb", "hb");
    /* the second line of a paragraph stands out, a head's text does not */
    assert_roles("　　▲河湾镇司法所近日开展送法\n进社区活动，发放资料多份。\n", "hb", "bb");
    assert_roles("▲河湾镇司法所近日开展送法\n　　昨天，资料发到了村里各家。\n", "hb", "hb");
}

static void
photographers(void **state)
{
    (void)state;
    assert_roles("水到了。\n文/本报记者 李明\n图/通讯员 王芳\n", "byy", "byc");
    assert_roles("水到了。\n摄影/本报记者 李明\n", "by", "bc");
    assert_roles("水到了。\n本报记者 赵文云 摄\n", "by", "bc");
    assert_roles("水到了。\n本报记者 李明 文/图\n", "by", "by");
}

/* The reporters below the first, each line set in as the names above it. */
static void
names_below_names(void **state)
{
    (void)state;
    assert_roles("老渠通水\n本报记者　李明\n　　　　　王芳\n　　　　　刘敏\n水到了。\n", "hyhdb",
                 "hyyyb");
    assert_roles("老渠通水\n本报记者　李明\n　　　　　王芳　张强\n　　　　　刘敏\n水到了。\n",
                 "hybhb", "hyyyb");
    /* a line at the edge, one that holds no names */
    assert_roles("老渠通水\n本报记者　李明\n渠边人家\n水到了。\n", "hydb", "hydb");
    assert_roles("老渠通水\n本报记者　李明\n　　　　　王芳\n　　　　　在渠边\n水到了。\n", "hyhhb",
                 "hyyhb");
}

/* ·李明· as —李明—; 发自 and a town below the head; those who took part, after the text. */
static void
more_bylines(void **state)
{
    (void)state;
    assert_roles("老渠通水\n·李明·\n水到了。\n", "hhb", "hyb");
    assert_roles("老渠通水\n·李　明·\n水到了。\n", "hkb", "hyb");
    assert_roles("老渠通水\n·水到渠成·\n水到了。\n", "hkb", "hkb");
    assert_roles("老渠通水\n特约撰稿 李明 发自石桥\n水到了。\n", "hhb", "hyb");
    assert_roles("老渠通水\n本报记者 李明 发自河湾\n水到了。\n", "hdb", "hyb");
    assert_roles("老渠通水\n一封发自河湾的信\n水到了。\n", "hdb", "hdb");
}

static void
closing_datelines(void **state)
{
    (void)state;
    assert_roles("水到了田里。\n（本报河湾、石桥5月2日电  记者李明、王\n芳）\n\n桥修好了\n", "bhlh",
                 "bllh");
    assert_roles("（新华社巴黎5月2日电 记者李明）水到了田里。\n", "l", "l");
    assert_roles("水到了田里。\n（水电站 记者）\n", "bb", "bb");
}

static void
labels_and_notices(void **state)
{
    (void)state;
    assert_roles("水到了。\n\n图片报道\n水进田。\n", "bcb", "bkb");
    assert_roles("专栏：渠边\n老渠通水\n水到了。\n", "hhb", "khb");
    assert_roles("“渠水进村”的镜头\n老渠通水\n水到了。\n", "hhb", "khb");
    assert_roles("讣告\n李明同志逝世。\n          李明同志治丧小组\n          2020年5月2日\n",
                 "fbhh", "hbbb");
    assert_roles("水到了。\n民生·关注\n老渠通水\n水到了。\n", "bhhb", "bkhb");
    assert_roles("水到了。\n伊莎贝拉·罗西\n老渠通水\n水到了。\n", "bhhb", "bhhb");
    assert_roles("水到了。\n清平乐·河湾秋\n老渠通水\n水到了。\n", "bhhb", "bhhb");
    assert_roles("水到了。\n民生·关注\n水到了。\n", "bhb", "bhb");
    assert_roles(
        "渠边话\n老渠通水\n水到了。\n渠边话\n新桥通车\n车来了。\n渠边话\n学校开学\n娃来了。\n",
        "hhbhhbhhb", "khbkhbkhb");
}

/* A caption that looks like the last paragraph above a photographer's name; rows of a table. */
static void
captions_and_tables(void **state)
{
    (void)state;
    assert_roles("水到了。\n\n　　十一月六日，孩子们在渠边看水。\n本报记者 李明摄\n", "bbc", "bpc");
    assert_roles("水到了。\n\n　　图为孩子们在渠边看水。\n本报记者 李明摄\n", "bbc", "bpc");
    assert_roles("水到了。\n\n　　孩子们在渠边看水，水是清的。\n本报记者 李明摄\n", "bbc", "bbc");
    assert_roles("今日菜价\n品名　批发　零售\n白菜　0.8元　1.2元\n豆角　3.0元　4.2元\n", "fbhb",
                 "hbbb");
    assert_roles("信息\n品名　批发　零售\n白菜　0.8元　1.2元\n豆角　3.0元　4.2元\n", "ffff",
                 "ffff");
}

/* A rule of signs is no head; what nobody can read is no article. */
static void
rules_and_garbage(void **state)
{
    (void)state;
    assert_roles("水到了。\n------\n老渠通水\n水进田。\n", "bkhb", "bfhb");
}

static void
briefs(void **state)
{
    (void)state;
    static const char text[] = "▲昨天，河湾镇两千亩旱地有了水\n浇，村里人都到渠边来看水。（李明）\n"
                               "▲石桥小学的图书室，昨天搬进了\n新楼，书架是木匠做的。（王芳）\n";
    assert_roles(text, "hbhb", "bbbb");
    assert_roles("▲老渠通水\n昨天，河湾镇两千亩旱地有了水浇，\n村里人都到渠边来看水。\n", "hbb",
                 "hbb");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verses),
        cmocka_unit_test(sequels),
        cmocka_unit_test(briefs_stay_text),
        cmocka_unit_test(bylines),
        cmocka_unit_test(datelines),
        cmocka_unit_test(poems_and_briefs),
        cmocka_unit_test(photographers),
        cmocka_unit_test(names_below_names),
        cmocka_unit_test(more_bylines),
        cmocka_unit_test(closing_datelines),
        cmocka_unit_test(labels_and_notices),
        cmocka_unit_test(rules_and_garbage),
        cmocka_unit_test(briefs),
        cmocka_unit_test(captions_and_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
