/* Tests of services/segment/convention: which article gets what, given the roles. */
#include "services/segment/cut/convention.h"
#include "services/segment/read/read.h"

#include "common/buf.h"
#include "common/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { LETTERS = 9 };

/* Letters: the writer signs below, with a town before the name, which makes two pieces of it. */
static void
signatures_belong_to_the_text_above(void **state)
{
    (void)state;
    static const enum role roles[] = { ROLE_HEADLINE, ROLE_BODY, ROLE_BYLINE };
    static const char *const letters[] = {
        "路灯不亮\n\n门前的路灯不亮已有两个月，盼望早日修好。\n河湾　李 明\n\n",
        "公交站牌\n\n站牌上的字看不清了，希望有人去换一块新的。\n北岭　王芳\n\n",
        "老渠垃圾\n\n渠边堆了许多垃圾，到了夏天气味难闻，请管一管。\n石桥　张强\n\n",
    };
    struct buf text = { 0 };
    for (int i = 0; i < LETTERS; i++)
        buf_printf(&text, "%s", letters[i % 3]);
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    page.text = buf_slice(&text);
    read_text(&sheet, &page.arena, page.text, NULL);
    assert_int_equal(sheet.line_count, 3 * LETTERS);
    for (size_t i = 0; i < sheet.piece_count; i++)
        sheet.pieces[i].role = roles[sheet.pieces[i].line % 3];
    assert_int_equal(convention_cut(&sheet), LETTERS);
    for (size_t i = 0; i < sheet.piece_count; i++)
        assert_int_equal(sheet.pieces[i].article, 1 + sheet.pieces[i].line / 3);
    page_done(&page);
    buf_done(&text);
}

/* A padded name below a poem, whose last line ends no sentence, is of two pieces: no article begins
 * between them. */
static void
names_stay_whole(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "□李明",  "路灯亮了", "昨天晚上，河湾的路灯亮了，出门的人多了起来。",
        "□王芳",  "石桥读书", "昨天上午，石桥小学的图书室开放，孩子们坐满了。",
        "□张强",  "北岭摘果", "昨天下午，北岭的苹果装车，一天发走了二十吨。",
        "□刘敏",  "老渠",     "水到了",
        "孙　辉", "麦子熟了", "昨天上午，河湾的麦子开镰了，家家户户都忙着收。",
    };
    static const enum role roles[] = { ROLE_BYLINE, ROLE_HEADLINE, ROLE_BODY };
    struct buf text = { 0 };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        buf_printf(&text, "%s%s\n", i == 12 ? "\n" : "", lines[i]);
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    page.text = buf_slice(&text);
    read_text(&sheet, &page.arena, page.text, NULL);
    for (size_t i = 0; i < sheet.piece_count; i++)
        for (int r = 0; r < ROLE_COUNT; r++)
            sheet.pieces[i].score[r] = -9; /* of what it is not */
    for (size_t i = 0; i < sheet.piece_count; i++) {
        sheet.pieces[i].role = roles[sheet.pieces[i].line % 3];
        sheet.pieces[i].score[sheet.pieces[i].role] = 0;
    }
    convention_cut(&sheet);
    size_t names = 0;
    for (size_t i = 1; i < sheet.piece_count; i++)
        if (sheet.pieces[i].line == 12) {
            assert_int_equal(sheet.pieces[i].article, sheet.pieces[i - (names > 0)].article);
            names++;
        }
    assert_int_equal(names, 2);
    page_done(&page);
    buf_done(&text);
}

/* Heads stand after all texts, that of the photo with its caption and, again, with the others. */
static void
photo_news_keeps_its_head(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum role role;
        uint32_t article;
    } lines[] = {
        { "昨天上午，修了三个月的老渠通了水，两岸旱田有救了。", ROLE_BODY, 1 },
        { "石桥图书室开放", ROLE_HEADLINE, 2 },
        { "学生在新开放的石桥图书室里看书。", ROLE_CAPTION, 2 },
        { "李明 摄", ROLE_CREDIT, 2 },
        { "北岭果园的苹果熟了，果农忙着采摘装箱，发往各地。", ROLE_BODY, 3 },
        { "河湾小区的路灯全部换新，居民晚上出门不再摸黑。", ROLE_BODY, 4 },
        { "南坡小学的操场铺上了新草皮，孩子们放学后在上面踢球。", ROLE_BODY, 5 },
        { "老街菜场装了电子秤，买菜的街坊说这回不怕缺斤短两。", ROLE_BODY, 6 },
        { "老渠通水旱田有救", ROLE_HEADLINE, 1 },
        { "石桥图书室开放", ROLE_HEADLINE, 2 },
        { "北岭果园苹果采摘", ROLE_HEADLINE, 3 },
        { "河湾小区路灯换新", ROLE_HEADLINE, 4 },
        { "南坡小学操场新草皮", ROLE_HEADLINE, 5 },
        { "老街菜场电子秤", ROLE_HEADLINE, 6 },
    };
    enum { COUNT = sizeof lines / sizeof lines[0] };
    struct buf text = { 0 };
    for (int i = 0; i < COUNT; i++)
        buf_printf(&text, "%s\n", lines[i].line);
    struct page page;
    struct sheet sheet = { 0 };
    page_init(&page);
    page.text = buf_slice(&text);
    read_text(&sheet, &page.arena, page.text, NULL);
    assert_int_equal(sheet.line_count, COUNT);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        struct piece *piece = &sheet.pieces[i];
        piece->role = lines[piece->line].role;
        piece->first = piece->role == ROLE_BODY || piece->role == ROLE_HEADLINE ? 4 : -4;
    }
    assert_int_equal(convention_cut(&sheet), 6);
    for (size_t i = 0; i < sheet.piece_count; i++)
        assert_int_equal(sheet.pieces[i].article, lines[sheet.pieces[i].line].article);
    page_done(&page);
    buf_done(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_belong_to_the_text_above),
        cmocka_unit_test(names_stay_whole),
        cmocka_unit_test(photo_news_keeps_its_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
