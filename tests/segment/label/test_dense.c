/* Tests of services/segment/label/dense: whatever the tiles, each output is one sum in order. */
#include "services/segment/label/dense.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { IN = 37, OUT = 3 * DENSE_LANES, ROWS = 23 };

static float
noise(unsigned *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (float)(int)(*seed >> 8 & 0xffff) / 4096 - 8;
}

static void
products_are_the_same_to_the_bit(void **state)
{
    (void)state;
    static float weights[IN * OUT], bias[OUT], in[ROWS * IN], out[ROWS * OUT], wanted[ROWS * OUT];
    unsigned seed = 7;
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        weights[i] = noise(&seed);
    for (size_t i = 0; i < OUT; i++)
        bias[i] = noise(&seed);
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        in[i] = noise(&seed);
    const struct dense dense = { IN, OUT, OUT, weights, bias };
    for (size_t count = 0; count <= ROWS; count++) {
        memset(out, 0, sizeof out);
        for (size_t r = 0; r < count; r++)
            for (size_t o = 0; o < OUT; o++) {
                wanted[r * OUT + o] = bias[o];
                for (size_t k = 0; k < IN; k++)
                    wanted[r * OUT + o] += in[r * IN + k] * weights[k * OUT + o];
            }
        dense_set(out, &dense, count);
        dense_add(out, in, &dense, count);
        assert_memory_equal(out, wanted, count * OUT * sizeof *out);
        for (size_t i = count * OUT; i < sizeof out / sizeof *out; i++)
            assert_true(out[i] == 0); /* nothing behind the last row */
    }
}

/* Rows may stand apart. */
static void
rows_may_stand_apart(void **state)
{
    (void)state;
    static float weights[2 * DENSE_LANES], out[3 * 2 * DENSE_LANES];
    const float in[] = { 1, 2, 3, 4, 5, 6 };
    for (size_t i = 0; i < DENSE_LANES; i++) {
        weights[i] = 1;
        weights[DENSE_LANES + i] = 10;
    }
    const struct dense dense = { 2, DENSE_LANES, DENSE_LANES, weights, NULL };
    struct dense_target to = { out + DENSE_LANES, (size_t)2 * DENSE_LANES };
    dense_add_to(to, in, &dense, 3);
    for (size_t r = 0; r < 3; r++)
        for (size_t i = 0; i < DENSE_LANES; i++) {
            assert_true(out[2 * r * DENSE_LANES + i] == 0);
            assert_true(out[(2 * r + 1) * DENSE_LANES + i] == in[2 * r] + 10 * in[2 * r + 1]);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_the_same_to_the_bit),
        cmocka_unit_test(rows_may_stand_apart),
    };
    return cmocka_run_group_tests_name("dense", tests, NULL, NULL);
}
