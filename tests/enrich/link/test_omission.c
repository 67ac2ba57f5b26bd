/* What a short form may leave out: names of any length are compared within bounds. */
#include "services/enrich/link/omission.h"

#include "common/err.h"
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct atlas atlas;
static struct body_words words;
static char path[512]; /* outlives the atlas */

static int
setup(void **state)
{
    (void)state;
    const char *dir = getenv("PAGEWIRE_DATA") != NULL ? getenv("PAGEWIRE_DATA") : "data";
    struct err err = { 0 };
    (void)snprintf(path, sizeof path, "%s/places.bin", dir);
    if (atlas_open(&atlas, path, &err) != 0)
        return -1;
    body_words_init(&words, &atlas);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    body_words_done(&words);
    atlas_close(&atlas);
    return 0;
}

static struct draft
make_draft(struct arena *arena, struct slice name)
{
    size_t count;
    uint32_t *points = utf8_points(name, &count),
             *copy = arena_alloc(arena, count + 1, sizeof *copy);
    if (count > 0)
        memcpy(copy, points, count * sizeof *copy);
    free(points);
    return (struct draft){ .name = name,
                           .points = copy,
                           .length = count,
                           .sense = { .place = PLACE_NONE, .in = PLACE_NONE } };
}

static bool
is_free(const char *full, const char *part)
{
    struct arena arena = { 0 };
    struct draft a = make_draft(&arena, slice_from(full)), b = make_draft(&arena, slice_from(part));
    bool result = omission_is_free(&words, &a, &b);
    arena_done(&arena);
    return result;
}

static void
test_pairs(void **state)
{
    (void)state;
    assert_true(is_free("北京市房山区人民法院", "房山法院"));
    assert_true(is_free("中国共产党广东省第十三届委员会", "广东省委"));
    assert_true(is_free("阿坝藏族羌族自治州人民医院", "阿坝州人民医院"));
    assert_true(is_free("（集团）公司", "集团公司"));
    assert_false(is_free("北京语言大学", "北京大学"));
    assert_false(is_free("北京市朝阳公安分局", "北京市公安局"));
    assert_false(is_free("中共中央", "中共"));
    assert_false(is_free("中国石油与国机集团", "国机集团"));
}

/* All beginnings and endings of names, of nothing and of more than are looked at. */
static void
test_bounds(void **state)
{
    (void)state;
    static const char *const names[] = { "",
                                         "局",
                                         "（（）",
                                         "中共",
                                         "北京分局",
                                         "香港特别行政区政府",
                                         "中国人寿保险（集团）股份有限公司北京市分公司",
                                         "上海市公安局浦东分局交警支队",
                                         "中华全国总工会与中华全国妇女联合会" };
    enum { NAMES = sizeof names / sizeof names[0] };
    struct buf longest = { 0 };
    for (int i = 0; i < 70; i++)
        buf_add_slice(&longest, SLICE_LITERAL("局"));
    for (int i = 0; i < NAMES; i++) {
        assert_false(is_free(buf_string(&longest), names[i]) && names[i][0] == '\0');
        (void)is_free(names[i], buf_string(&longest));
        for (int k = 0; k < NAMES; k++)
            for (size_t from = 0; from <= strlen(names[k]); from += 3)
                for (size_t to = from; to <= strlen(names[k]); to += 3) {
                    struct buf part = { 0 };
                    buf_add_slice(&part, slice_part(slice_from(names[k]), from, to));
                    (void)is_free(names[i], buf_string(&part));
                    buf_done(&part);
                }
    }
    buf_done(&longest);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_pairs),
                                        cmocka_unit_test(test_bounds) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
