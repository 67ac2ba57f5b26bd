/* Which characters the gazetteer marks as what. */
#include "common/utf8.h"
#include "services/enrich/gazetteer.h"
#include "tests/enrich/model_fixture.h"

static struct gazetteer gazetteer;
static char path[512];

static uint32_t bits[64];

static void
mark(const char *text)
{
    size_t count;
    uint32_t *points = utf8_points(slice_from(text), &count);
    assert_true(count <= 64);
    gazetteer_mark(&gazetteer, points, count, bits);
    free(points);
}

static unsigned
find(const char *text)
{
    size_t count;
    uint32_t *points = utf8_points(slice_from(text), &count);
    unsigned levels = gazetteer_find(&gazetteer, points, count);
    free(points);
    return levels;
}

static size_t
surname(const char *text)
{
    size_t count;
    uint32_t *points = utf8_points(slice_from(text), &count);
    size_t length = gazetteer_surname(&gazetteer, points, count);
    free(points);
    return length;
}

enum { CITY = 0, COUNTY = 4, ABROAD = 12, SURNAME = 16, COMPOUND = 17 };

static void
places_mark_their_characters(void **state)
{
    (void)state;
    mark("在焦作市");
    assert_int_equal(bits[0] & 7u << CITY, 0);
    assert_int_equal(bits[1] >> CITY & 7, 1);     /* 焦作, 焦作市 */
    assert_int_equal(bits[2] >> CITY & 7, 2 | 4); /* inside one, last of the other */
    assert_int_equal(bits[3] >> CITY & 7, 4);
    mark("温县");
    assert_int_equal(bits[0] >> COUNTY & 7, 1);
    assert_int_equal(bits[1] >> COUNTY & 7, 4);
    mark("法国");
    assert_int_equal(bits[0] >> ABROAD & 7, 1);
}

static void
surnames_mark_where_they_begin(void **state)
{
    (void)state;
    mark("欧阳修");
    assert_int_equal(bits[0] >> COMPOUND & 1, 1);
    assert_int_equal(bits[1] >> COMPOUND & 1, 0);
    mark("的王");
    assert_int_equal(bits[0] >> SURNAME & 1, 0);
    assert_int_equal(bits[1] >> SURNAME & 1, 1);
    assert_int_equal(bits[1] >> COMPOUND & 1, 1); /* as in training, at the end of a text */
}

static void
names_are_found_whole(void **state)
{
    (void)state;
    assert_int_equal(find("焦作"), PLACE_CITY);
    assert_true(find("温县") & PLACE_COUNTY);
    assert_int_equal(find("焦"), 0);
    assert_int_equal(find("焦作河南"), 0);
    assert_int_equal(find(""), 0);
    assert_int_equal(surname("欧阳修"), 2);
    assert_int_equal(surname("王小平"), 1);
    assert_int_equal(surname("的"), 0);
}

static int
setup(void **state)
{
    (void)state;
    struct err err = { 0 };
    (void)snprintf(path, sizeof path, "%s/gazetteer.bin", data_dir());
    if (gazetteer_open(&gazetteer, path, &err) != 0)
        fail_msg("%s", err.text);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    gazetteer_close(&gazetteer);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_mark_their_characters),
        cmocka_unit_test(surnames_mark_where_they_begin),
        cmocka_unit_test(names_are_found_whole),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
