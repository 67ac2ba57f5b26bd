#include "services/segment/segment.h"

#include "common/buf.h"
#include "common/utf8.h"
#include "tests/segment/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
/* cmocka wants those before */
#include <cmocka.h>

#define S SLICE_LITERAL

static struct segmenter *segmenter;

static int
load(void **state)
{
    (void)state;
    struct err err;
    const char *folder = getenv("PAGEWIRE_DATA");
    return segmenter_load(&segmenter, folder != NULL ? folder : "data", &err);
}

static int
unload(void **state)
{
    (void)state;
    segmenter_free(segmenter);
    return 0;
}

static void
segment(struct page *page, struct slice text)
{
    struct err err = { 0 };
    page_init(page);
    page->text = text;
    if (segment_page(segmenter, page, NULL, &err) != 0 || page_check(page, &err) != 0)
        fail_msg("%s", err.text);
}

/* Every run of every passage must give the folded or unchanged code point. */
static void
check_runs(const struct page *page)
{
    size_t count;
    uint32_t *points = utf8_points(page->text, &count);
    for (size_t a = 0; a < page->article_count; a++)
        for (size_t p = 0; p < page->articles[a].passage_count; p++) {
            const struct passage *passage = &page->articles[a].passages[p];
            size_t length = utf8_count(passage->text);
            for (size_t r = 0; r < passage->run_count; r++) {
                assert_true(passage->runs[r].text + passage->runs[r].count <= length);
                assert_true(passage->runs[r].page + passage->runs[r].count <= count);
            }
        }
    free(points);
}

static void
head_after_text(void **state)
{
    (void)state;
    struct page page;
    segment(&page, slice_from(sample_page));
    assert_int_equal(page.article_count, 3);
    static const char *const heads[] = { "修渠引水润旱田", "山村小学有了新图书室",
                                         "老街豆腐六十年" };
    static const char *const names[] = { "李明", "王建国", "陈芳" };
    for (size_t i = 0; i < 3; i++) {
        const struct article *article = &page.articles[i];
        const struct passage *head = article_passage(article, ROLE_HEADLINE);
        assert_non_null(head);
        assert_true(slice_equal(head->text, slice_from(heads[i])));
        assert_int_equal(article->author_count, 1);
        assert_true(slice_equal(article->authors[0].name, slice_from(names[i])));
        assert_true(article->confidence > 0 && article->confidence <= 1);
    }
    assert_true(slice_equal(page.articles[0].authors[0].affiliation, S("河湾镇水利站站长")));
    check_runs(&page);
    page_done(&page);
}

static void
lines_are_joined(void **state)
{
    (void)state;
    struct page page;
    segment(&page, slice_from(sample_page));
    const struct passage *body = article_passage(&page.articles[1], ROLE_BODY);
    assert_non_null(body);
    assert_true(slice_starts(body->text, S("石桥小学的图书室搬进了新楼，书架是学生家长亲手打的")));
    page_done(&page);
}

static void
same_page_same_bytes(void **state)
{
    (void)state;
    struct page one, two;
    segment(&one, slice_from(sample_page));
    segment(&two, slice_from(sample_page));
    assert_int_equal(one.segment_count, two.segment_count);
    for (size_t i = 0; i < one.segment_count; i++) {
        assert_int_equal(one.segments[i].start, two.segments[i].start);
        assert_int_equal(one.segments[i].article, two.segments[i].article);
        assert_true(one.segments[i].confidence == two.segments[i].confidence);
    }
    page_done(&one);
    page_done(&two);
}

static void
odd_pages(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "",   "\n",           " \n\f\n",          "。",       "□",       "（", "作者", "·\n",
        "一", "\xe3\x80\x80", "，，，，\n\n\n，", "（作者为", "本报讯（"
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct page page;
        segment(&page, slice_from(pages[i]));
        page_done(&page);
    }
}

static uint32_t
next_random(uint64_t *seed)
{
    *seed ^= *seed << 13, *seed ^= *seed >> 7, *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 16);
}

/* Cuts, doubles, swaps and replaces code points of the sample. */
static void
mutated_pages(void **state)
{
    (void)state;
    static const uint32_t odd[] = { '\n',    ' ',    0x3000, 0xff08, 0xff09, 0x25a1,
                                    0xb7,    0x3002, '\f',   0x2028, 0xfe10, 0x2f00,
                                    0x20000, '-',    'A',    '7',    0x201c };
    size_t count;
    uint32_t *points = utf8_points(slice_from(sample_page), &count);
    uint64_t seed = 20260101;
    for (int round = 0; round < 150; round++) {
        struct buf text = { 0 };
        for (size_t i = 0; i < count; i++) {
            uint32_t chance = next_random(&seed) % 40;
            if (chance == 0)
                continue;
            utf8_add(&text, chance == 1 ? odd[next_random(&seed) % (sizeof odd / sizeof odd[0])]
                                        : points[i]);
            if (chance == 2)
                utf8_add(&text, points[next_random(&seed) % count]);
            if (chance == 3)
                i += next_random(&seed) % 30;
        }
        struct page page;
        segment(&page, buf_slice(&text));
        check_runs(&page);
        page_done(&page);
        buf_done(&text);
    }
    free(points);
}

/* What might make time or memory grow faster than the page. */
static void
adversarial_pages(void **state)
{
    (void)state;
    static const char *const bricks[] = { "一二三",  "标题短行\n",   "（",
                                          "□某某\n", "本报讯（记者", "字  字  ",
                                          "，\n\n",  "a-\n",         "图为 摄\n" };
    for (size_t b = 0; b < sizeof bricks / sizeof bricks[0]; b++) {
        struct buf text = { 0 };
        while (text.len < 60000)
            buf_printf(&text, "%s", bricks[b]);
        struct page page;
        segment(&page, buf_slice(&text));
        assert_true(page.arena.total < text.len * 1500);
        page_done(&page);
        buf_done(&text);
    }
}

static int
give_up(void *arg, struct err *err)
{
    (void)arg;
    return err_set(err, ERR_RETRY, "no more time");
}

static void
gives_up(void **state)
{
    (void)state;
    struct tick tick = { give_up, NULL };
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    page.text = slice_from(sample_page);
    assert_int_equal(segment_page(segmenter, &page, &tick, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    page_done(&page);
}

/* Processor time of the longest stretch of work between two ticks, and of all. */
struct pulse {
    double last, longest;
    unsigned ticks;
};

static double
processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int
feel(void *arg, struct err *err)
{
    (void)err;
    struct pulse *pulse = arg;
    double now = processor_seconds();
    pulse->longest = now - pulse->last > pulse->longest ? now - pulse->last : pulse->longest;
    pulse->last = now;
    pulse->ticks++;
    return 0;
}

/* The supervisor takes a silent worker for dead: whatever a page is made of, no part of the work on
 * it may be silent for long. */
static void
long_pages_tick(void **state)
{
    (void)state;
    static const char *const units[] = {
        "渠水\n□李明\n水到了田里。\n\n",
        "字\n",
        "一二三四五六七八九十\n",
        sample_page,
        "（记者 李明）（据",
        "渠水进田，",
        "村里修渠      镇上修路      县里修桥\n",
    };
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        struct buf text = { 0 };
        while (text.len < 150000)
            buf_add_slice(&text, slice_from(units[u]));
        struct pulse pulse = { .last = processor_seconds() };
        double start = pulse.last;
        struct tick tick = { feel, &pulse };
        struct page page;
        struct err err = { 0 };
        page_init(&page);
        page.text = buf_slice(&text);
        assert_int_equal(segment_page(segmenter, &page, &tick, &err), 0);
        feel(&pulse, &err);
        double all = pulse.last - start;
        if (pulse.longest > 0.04 && pulse.longest > all / 6)
            fail_msg("%.0f of %.0f ms in silence: %s", pulse.longest * 1e3, all * 1e3, units[u]);
        page_done(&page);
        buf_done(&text);
    }
}

/* Twice the page, twice the time: also when it is nothing but small articles. */
static void
many_articles_in_line(void **state)
{
    (void)state;
    double seconds[2];
    for (int n = 0; n < 2; n++) {
        struct buf text = { 0 };
        for (int i = 0; i < (n + 1) * 2500; i++)
            buf_add_slice(&text, S("老渠通水\n本报记者 李明\n　　昨天，渠水进田了。\n\n"));
        double start = processor_seconds();
        struct page page;
        segment(&page, buf_slice(&text));
        seconds[n] = processor_seconds() - start;
        assert_true(page.article_count > (size_t)(n + 1) * 1000);
        page_done(&page);
        buf_done(&text);
    }
    assert_true(seconds[1] < 3 * seconds[0]);
}

static void
missing_tables(void **state)
{
    (void)state;
    struct segmenter *none = NULL;
    struct err err = { 0 };
    assert_int_equal(segmenter_load(&none, "/nonexistent", &err), -1);
    assert_null(none);
    assert_non_null(strstr(err.text, "segment.network"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(head_after_text),
        cmocka_unit_test(lines_are_joined),
        cmocka_unit_test(same_page_same_bytes),
        cmocka_unit_test(odd_pages),
        cmocka_unit_test(mutated_pages),
        cmocka_unit_test(adversarial_pages),
        cmocka_unit_test(gives_up),
        cmocka_unit_test(long_pages_tick),
        cmocka_unit_test(many_articles_in_line),
        cmocka_unit_test(missing_tables),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
