/* What the words of texts say where their places are guesses. */
#include "services/segment/layout/kin.h"
#include "services/segment/layout/plan.h"
#include "tests/segment/bigram_fixture.h"

#include "common/buf.h"
#include "common/layout.h"
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LETTERS = 15, COLUMN = 165 }; /* of a line; points to the next column */

static const char *const ditch =
    "河湾镇去年修好了水渠三十多里，两千亩旱地有了水浇。水渠管护员老周说，从前旱地种下去"
    "只等天，如今水渠引到田头，旱地变成了水浇地，稻子收了一季又一季。水利站把渠道分成九段。";
static const char *const keepers =
    "管护员每天沿水渠走一趟，看闸门，清淤泥，水渠漏了当天就补。水利站站长说，旱地能不能"
    "浇上，全在渠道管护，两千亩水浇地的收成就是管护员的成绩。老周管的那段水渠里漏水最少。";
static const char *const bean =
    "豆腐坊开了六十年，石磨还是那一盘。天不亮就磨豆子，天亮了豆腐出锅，街坊端着碗来买。"
    "豆腐便宜，味道也好，老主顾都说别处买不到。儿子也学会了点卤，豆腐坊还会开下去。";

static const char *const mill =
    "点卤要看火候，石磨要慢慢推，豆子先泡一夜，磨出来的浆才细。儿子说，招牌是爷爷写的，石"
    "磨也是爷爷凿的，油条摊、茶馆和面铺都搬走了，只有豆腐坊还在桥头，炊烟照旧升起来。街坊"
    "说，过年要是吃不上这家的冻豆腐和豆腐干，年夜饭就少了一样菜，孩子们最爱喝的是热豆浆。";

/* ---- texts ---- */

/* Nats of the second and the third text to be of one article with the first. */
static void
compare(const struct bigrams *bigrams, const char *const texts[3], float nats[2])
{
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    struct buf all = { 0 };
    uint32_t ends[4] = { 0 };
    for (int i = 0; i < 3; i++) {
        buf_printf(&all, "%s", texts[i]);
        ends[i + 1] = ends[i] + (uint32_t)utf8_count(slice_from(texts[i]));
    }
    sheet_decode(&sheet, &arena, buf_slice(&all));
    sheet.bigrams = bigrams;
    struct kin *kin = kin_open(&sheet, 3);
    for (size_t i = 0; i < 3; i++)
        kin_read(kin, i, ends[i], ends[i + 1]);
    kin_close(kin);
    nats[0] = kin_nats(kin, 0, 1);
    nats[1] = kin_nats(kin, 0, 2);
    assert_float_equal(kin_nats(kin, 1, 0), nats[0], 0);
    arena_done(&arena);
    buf_done(&all);
}

static void
texts_of_one_article_share_rare_words(void **state)
{
    (void)state;
    struct bigrams *bigrams = bigram_fixture_read();
    float nats[2];
    compare(bigrams, (const char *const[]){ ditch, keepers, bean }, nats);
    assert_true(nats[0] > 1);
    assert_true(nats[1] < nats[0] - 3);
    bigrams_free(bigrams);
}

static void
too_little_text_says_nothing(void **state)
{
    (void)state;
    struct bigrams *bigrams = bigram_fixture_read();
    float nats[2];
    compare(bigrams, (const char *const[]){ ditch, "水渠", "" }, nats);
    assert_float_equal(nats[0], 0, 0);
    assert_float_equal(nats[1], 0, 0);
    compare(NULL, (const char *const[]){ ditch, keepers, bean }, nats);
    assert_float_equal(nats[0], 0, 0);
    bigrams_free(bigrams);
}

/* ---- a page ---- */

struct paper {
    struct arena arena;
    struct buf text;
    struct layout layout;
    uint32_t count;
};

static void
add_line(struct paper *paper, struct slice words, float left, float bottom, float size)
{
    struct layout *layout = &paper->layout;
    uint32_t letters = (uint32_t)utf8_count(words);
    layout->lines = arena_grow(&paper->arena, layout->lines, layout->line_count, &layout->line_cap,
                               sizeof *layout->lines);
    layout->lines[layout->line_count++] = (struct layout_line){
        .start = paper->count,
        .end = paper->count + letters,
        .box = { left, bottom - size, left + size * (float)letters, bottom },
        .size = size,
        .confidence = 1,
    };
    buf_add_slice(&paper->text, words);
    buf_printf(&paper->text, "\n");
    paper->count += letters + 1;
}

/* Lines of a text below a line in the column; where the next may stand. */
static float
add_text(struct paper *paper, const char *words, float left, float bottom)
{
    size_t at = 0, length = strlen(words);
    while (at < length) {
        size_t end = at + LETTERS * 3 < length ? at + LETTERS * 3 : length; /* of three bytes */
        add_line(paper, (struct slice){ words + at, end - at }, left, bottom, 10);
        bottom += 15;
        at = end;
    }
    return bottom;
}

/* How many articles the page of two columns has, in the first of which a line stands between two
 * texts as a head would. */
static uint32_t
count_articles(const struct bigrams *bigrams, const char *first, const char *inner,
               const char *second)
{
    struct paper paper = { .layout = { .width = 400, .height = 600, .rough = true } };
    struct sheet sheet = { 0 };
    add_line(&paper, slice_from("老渠通水旱地变良田"), 20, 60, 14);
    float bottom = add_text(&paper, first, 20, 85);
    add_line(&paper, slice_from(inner), 20, bottom + 12, 14);
    add_text(&paper, second, 20, bottom + 32);
    add_line(&paper, slice_from("桥头老店六十年"), 20 + COLUMN, 60, 14);
    add_text(&paper, bean, 20 + COLUMN, 85);
    sheet_decode(&sheet, &paper.arena, buf_slice(&paper.text));
    sheet.bigrams = bigrams;
    struct plan plan = { .sheet = &sheet, .layout = &paper.layout, .arena = &paper.arena };
    const struct stop *stops = plan_walk(&plan);
    assert_non_null(stops);
    uint32_t chains = plan.chains;
    arena_done(&paper.arena);
    buf_done(&paper.text);
    return chains;
}

static void
a_line_between_texts_of_one_article_is_no_head(void **state)
{
    (void)state;
    struct bigrams *bigrams = bigram_fixture_read();
    const char *other = "小学的图书室搬进新楼，书架是新做的，靠窗摆了八张长桌。"
                        "馆员说，孩子们借走最多的是画册，周末家长也来看书，图书室开到傍晚。"
                        "新书按年级上架，旧书修补以后送给了山里的分校，借书证也换了新的。";
    assert_int_equal(count_articles(bigrams, ditch, "管护水渠有专人", keepers), 2);
    assert_int_equal(count_articles(bigrams, ditch, "图书室搬新家", other), 3);
    bigrams_free(bigrams);
}

static void
a_dateline_opens_an_article_whatever_it_speaks_of(void **state)
{
    (void)state;
    struct bigrams *bigrams = bigram_fixture_read();
    struct buf dated = { 0 };
    buf_printf(&dated, "本报讯（记者李明）%s", keepers);
    assert_int_equal(count_articles(bigrams, ditch, "管护水渠有专人", buf_string(&dated)), 3);
    buf_done(&dated);
    bigrams_free(bigrams);
}

/* Of two texts below a head, it heads the one that says its words again. */
static void
a_head_goes_to_the_text_that_speaks_of_it(void **state)
{
    (void)state;
    struct bigrams *bigrams = bigram_fixture_read();
    struct paper paper = { .layout = { .width = 600, .height = 600, .rough = true } };
    struct sheet sheet = { 0 };
    add_line(&paper, slice_from("两千亩旱地有了水浇地"), 20, 60, 14);
    add_text(&paper, ditch, 20, 85);
    add_line(&paper, slice_from("豆腐坊石磨豆腐老主顾"), 20 + COLUMN + 80, 60, 14);
    add_text(&paper, keepers, 20 + COLUMN, 85);
    float bottom = add_text(&paper, bean, 20 + 2 * COLUMN, 85);
    add_text(&paper, mill, 20 + 2 * COLUMN, bottom);
    sheet_decode(&sheet, &paper.arena, buf_slice(&paper.text));
    sheet.bigrams = bigrams;
    struct plan plan = { .sheet = &sheet, .layout = &paper.layout, .arena = &paper.arena };
    assert_non_null(plan_walk(&plan));
    int chains[5] = { 0 }; /* of heads from the left, then of texts */
    size_t heads = 0, texts = 2;
    assert_int_equal(plan.strip_count, 5);
    for (size_t s = 0; s < plan.strip_count; s++)
        chains[plan_is_text(&plan.strips[s]) ? texts++ : heads++] = plan.strips[s].chain;
    assert_int_equal(heads, 2);
    assert_int_equal(chains[2], chains[0]);
    assert_int_equal(chains[3], chains[0]);
    assert_int_equal(chains[4], chains[1]);
    assert_int_not_equal(chains[0], chains[1]);
    bigrams_free(bigrams);
    arena_done(&paper.arena);
    buf_done(&paper.text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_one_article_share_rare_words),
        cmocka_unit_test(too_little_text_says_nothing),
        cmocka_unit_test(a_line_between_texts_of_one_article_is_no_head),
        cmocka_unit_test(a_dateline_opens_an_article_whatever_it_speaks_of),
        cmocka_unit_test(a_head_goes_to_the_text_that_speaks_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
