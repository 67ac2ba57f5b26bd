#include "services/segment/weights.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

#define S SLICE_LITERAL

static void
rows_add_up(void **state)
{
    (void)state;
    struct weights *weights = NULL;
    struct err err = { 0 };
    float score[WEIGHTS_LABELS] = { 0 };
    assert_int_equal(weights_parse(&weights,
                                   S("# two models\nmodel one a b\nx a:1 b:-2.5\ny a:0.5\n"
                                     "model two b\nx b:4\n"),
                                   &err),
                     0);
    int one = weights_model(weights, "one"), two = weights_model(weights, "two");
    assert_int_equal(weights_labels(weights, one), 2);
    assert_int_equal(weights_model(weights, "three"), -1);
    weights_add(weights, one, S("x"), score);
    weights_add(weights, one, S("y"), score);
    weights_add(weights, one, S("unknown"), score);
    assert_true(score[0] == 1.5f && score[1] == -2.5f);
    weights_add(weights, two, S("x"), score);
    assert_true(score[weights_label(weights, two, S("b"))] == 5.5f);
    weights_free(weights);
}

static void
broken_tables(void **state)
{
    (void)state;
    static const char *const texts[] = { "x a:1",
                                         "model",
                                         "model m a\nx b:1",
                                         "model m a\nx a:",
                                         "model m a\nx a:1z",
                                         "model m a\nx a:1\nx a:2",
                                         "model m a\nx a",
                                         "model m a\nx a:1e99" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct weights *weights = NULL;
        struct err err = { 0 };
        assert_int_equal(weights_parse(&weights, slice_from(texts[i]), &err), -1);
        assert_null(weights);
        assert_int_equal(err.kind, ERR_REJECT);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(rows_add_up),
                                        cmocka_unit_test(broken_tables) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
