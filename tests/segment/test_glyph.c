#include "services/segment/glyph.h"
#include "services/segment/person.h"

#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
folding(void **state)
{
    (void)state;
    assert_int_equal(glyph_fold(0xff21), 'A');
    assert_int_equal(glyph_fold(0xff19), '9');
    assert_int_equal(glyph_fold(0xff0c), 0xff0c); /* a comma stays as printed */
    assert_int_equal(glyph_fold(0x2f00), 0x4e00);
    assert_int_equal(glyph_fold(0x2ec5), 0x89c1);
    assert_int_equal(glyph_fold(0xfe12), 0x3002);
    assert_int_equal(glyph_fold(0xe000), 0xe000); /* private use stays */
}

static bool
is_name(const char *text)
{
    size_t count;
    uint32_t *points = utf8_points(slice_from(text), &count);
    bool name = person_is_name(points, count);
    free(points);
    return name;
}

static void
names(void **state)
{
    (void)state;
    static const char *const yes[] = { "李明", "王 芳", "欧阳文静", "司马 青", "张建国" };
    static const char *const no[] = { "", "李", "的人", "李明是个好人", "李A", "近日，" };
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        assert_true(is_name(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(is_name(no[i]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(folding), cmocka_unit_test(names) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
