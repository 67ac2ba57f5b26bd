/* Every table of kernels against formulas, and against the portable one. */
#include "services/enrich/kernels.h"
#include "tests/enrich/model_fixture.h"

#include <math.h>

enum { WIDTH = 64, ROWS = 5, LENGTH = 21, HEADS = 2 };

static const struct kernels *tables[3];
static int table_count;

static float
noise(float size)
{
    static uint32_t seed = 11;
    seed = seed * 1664525u + 1013904223u;
    return ((float)(seed >> 8) / 8388608.0f - 1.0f) * size;
}

static void
fill(float *x, size_t count, float size)
{
    for (size_t i = 0; i < count; i++)
        x[i] = noise(size);
}

static void
assert_near(const float *a, const float *b, size_t count, float tolerance)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabsf(a[i] - b[i]) <= tolerance))
            fail_msg("[%zu] %g is not %g", i, (double)a[i], (double)b[i]);
}

static void
normalise(float *x, const float *norm, double epsilon)
{
    double mean = 0, square = 0;
    for (int i = 0; i < WIDTH; i++)
        mean += (double)x[i] / WIDTH;
    for (int i = 0; i < WIDTH; i++)
        square += ((double)x[i] - mean) * ((double)x[i] - mean) / WIDTH;
    for (int i = 0; i < WIDTH; i++)
        x[i] = (float)(((double)x[i] - mean) / sqrt(square + epsilon) * (double)norm[i] +
                       (double)norm[WIDTH + i]);
}

static double
gelu(double x)
{
    return 0.5 * x * (1 + erf(x / sqrt(2)));
}

/* Quantised rows hold what they were made of, to half a step. */
static void
quantising_keeps_values(void **state)
{
    (void)state;
    float x[ROWS * WIDTH];
    fill(x, ROWS * WIDTH, 3.0f);
    memset(x + WIDTH, 0, WIDTH * sizeof *x); /* a row of zeros */
    for (int i = 0; i < WIDTH; i++)
        x[2 * WIDTH + i] = fabsf(x[2 * WIDTH + i]) + 5.0f; /* all above zero */
    for (int t = 0; t < table_count; t++) {
        uint8_t bytes[ROWS * WIDTH];
        struct row_scale scale[ROWS];
        tables[t]->quantise(x, ROWS, WIDTH, bytes, scale);
        for (int i = 0; i < ROWS * WIDTH; i++) {
            struct row_scale s = scale[i / WIDTH];
            float back = s.scale * (float)(bytes[i] - s.zero);
            assert_true(fabsf(back - x[i]) <= 1.01f * s.scale);
        }
    }
}

static void
windows_share_a_scale(void **state)
{
    (void)state;
    float x[3 * WIDTH];
    fill(x, 3 * WIDTH, 2.0f);
    for (int t = 0; t < table_count; t++) {
        uint8_t bytes[3 * WIDTH];
        struct row_scale s;
        tables[t]->quantise_window(NULL, x + WIDTH, x + 2 * WIDTH, WIDTH, bytes, &s);
        for (int i = 0; i < 3 * WIDTH; i++) {
            float want = i < WIDTH ? 0.0f : x[i];
            assert_true(fabsf(s.scale * (float)(bytes[i] - s.zero) - want) <= 1.01f * s.scale);
        }
    }
}

static void
sums_become_floats_again(void **state)
{
    (void)state;
    float scale[WIDTH], bias[WIDTH], norm[2 * WIDTH], x[ROWS * WIDTH];
    int32_t sums[ROWS * WIDTH], weight_sum[WIDTH];
    struct row_scale rows[ROWS];
    struct channels channels = { scale, bias, weight_sum };
    fill(scale, WIDTH, 0.001f);
    fill(bias, WIDTH, 1.0f);
    fill(norm, 2 * WIDTH, 1.0f);
    fill(x, ROWS * WIDTH, 1.0f);
    for (int i = 0; i < WIDTH; i++)
        weight_sum[i] = (int32_t)noise(3000.0f);
    for (int i = 0; i < ROWS * WIDTH; i++)
        sums[i] = (int32_t)noise(400000.0f);
    for (int r = 0; r < ROWS; r++)
        rows[r] = (struct row_scale){ 0.01f + fabsf(noise(0.02f)), 40 * r };

    float plain[ROWS * WIDTH], added[ROWS * WIDTH], activated[ROWS * WIDTH];
    for (int i = 0; i < ROWS * WIDTH; i++) {
        int r = i / WIDTH, c = i % WIDTH;
        plain[i] =
            (float)(sums[i] - rows[r].zero * weight_sum[c]) * rows[r].scale * scale[c] + bias[c];
        added[i] = x[i] + plain[i];
        activated[i] = x[i] + (float)gelu((double)plain[i]);
    }
    for (int r = 0; r < ROWS; r++) {
        normalise(added + r * WIDTH, norm, 1e-12);
        normalise(activated + r * WIDTH, norm, 1e-5);
    }
    for (int t = 0; t < table_count; t++) {
        float out[ROWS * WIDTH], scratch[WIDTH];
        tables[t]->restore(out, sums, ROWS, WIDTH, rows, &channels);
        assert_near(out, plain, ROWS * WIDTH, 1e-4f);
        float slices[WIDTH / 32][ROWS + 1][32];
        tables[t]->restore_slices(slices[0][0], (ROWS + 1) * 32, sums, ROWS, WIDTH, rows,
                                  &channels);
        for (int i = 0; i < ROWS * WIDTH; i++)
            assert_true(slices[i % WIDTH / 32][i / WIDTH][i % 32] == out[i]);
        memcpy(out, x, sizeof out);
        tables[t]->add_norm(out, sums, ROWS, WIDTH, rows, &channels, norm);
        assert_near(out, added, ROWS * WIDTH, 1e-4f);
        tables[t]->gelu_add_norm(out, x, sums, ROWS, WIDTH, rows, &channels, norm, scratch);
        assert_near(out, activated, ROWS * WIDTH, 1e-3f);

        uint8_t bytes[ROWS * WIDTH];
        struct row_scale s[ROWS];
        tables[t]->gelu_quantise(bytes, s, sums, ROWS, WIDTH, rows, &channels, scratch);
        for (int i = 0; i < ROWS * WIDTH; i++) {
            float back = s[i / WIDTH].scale * (float)(bytes[i] - s[i / WIDTH].zero);
            assert_true(fabsf(back - (float)gelu((double)plain[i])) <=
                        1.01f * s[i / WIDTH].scale + 4e-4f);
        }
    }
}

enum { SLICE = 32 * 32 }; /* floats of one head's queries, keys or values */

static void
attention_of(const float *qkv, size_t length, float *out)
{
    for (size_t h = 0; h < HEADS; h++) {
        const float *query = qkv + h * SLICE, *key = query + HEADS * SLICE;
        const float *value = key + HEADS * SLICE;
        for (size_t i = 0; i < length; i++) {
            double weight[LENGTH], total = 0, sum[32] = { 0 };
            for (size_t j = 0; j < length; j++) {
                double s = 0;
                for (size_t d = 0; d < 32; d++)
                    s += (double)query[i * 32 + d] * (double)key[j * 32 + d];
                weight[j] = exp(s);
                total += weight[j];
            }
            for (size_t j = 0; j < length; j++)
                for (size_t d = 0; d < 32; d++)
                    sum[d] += weight[j] / total * (double)value[j * 32 + d];
            for (size_t d = 0; d < 32; d++)
                out[i * HEADS * 32 + h * 32 + d] = (float)sum[d];
        }
    }
}

static void
attention_of_any_length(void **state)
{
    (void)state;
    static float qkv[3 * HEADS * SLICE], scratch[36 * 32];
    float want[LENGTH * HEADS * 32], out[LENGTH * HEADS * 32];
    fill(qkv, sizeof qkv / sizeof *qkv, 1.0f);
    for (size_t length = 1; length <= LENGTH; length++) {
        attention_of(qkv, length, want);
        for (int t = 0; t < table_count; t++) {
            tables[t]->attend(out, qkv, SLICE, length, HEADS, scratch);
            assert_near(out, want, length * HEADS * 32, 1e-5f);
        }
    }
}

static void
rows_of_tables_are_combined(void **state)
{
    (void)state;
    int8_t a[WIDTH], b[WIDTH];
    float norm[2 * WIDTH], piece[WIDTH], place[WIDTH], gazetteer[30 * WIDTH];
    float embedded[WIDTH], input[WIDTH];
    fill(norm, 2 * WIDTH, 1.0f);
    fill(piece, WIDTH, 1.0f);
    fill(place, WIDTH, 1.0f);
    fill(gazetteer, 30 * WIDTH, 1.0f);
    const uint32_t bits = 1u << 29 | 1u << 7 | 1;
    for (int i = 0; i < WIDTH; i++) {
        a[i] = (int8_t)noise(127.0f);
        b[i] = (int8_t)noise(127.0f);
        embedded[i] = (float)a[i] * 0.01f + (float)b[i] * 0.02f;
        input[i] = piece[i] + (float)a[i] * 0.01f + place[i] + gazetteer[i] +
                   gazetteer[7 * WIDTH + i] + gazetteer[29 * WIDTH + i];
    }
    normalise(embedded, norm, 1e-12);
    normalise(input, norm, 1e-5);
    for (int t = 0; t < table_count; t++) {
        float out[WIDTH];
        tables[t]->embed(out, a, 0.01f, b, 0.02f, norm, WIDTH);
        assert_near(out, embedded, WIDTH, 1e-4f);
        tables[t]->head_input(out, piece, a, 0.01f, place, gazetteer, bits, norm, WIDTH);
        assert_near(out, input, WIDTH, 1e-4f);
    }
}

static void
scores_are_products(void **state)
{
    (void)state;
    float x[WIDTH], weight[(WIDTH + 1) * 16], want[16] = { 0 };
    fill(x, WIDTH, 1.0f);
    fill(weight, (WIDTH + 1) * 16, 1.0f);
    for (int k = 0; k < 16; k++) {
        want[k] = weight[WIDTH * 16 + k];
        for (int i = 0; i < WIDTH; i++)
            want[k] += x[i] * weight[i * 16 + k];
    }
    for (int t = 0; t < table_count; t++) {
        float out[16];
        tables[t]->scores(out, x, weight, WIDTH);
        assert_near(out, want, 16, 1e-4f);
    }
}

int
main(void)
{
    tables[table_count++] = &kernels_portable;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        tables[table_count++] = &kernels_avx2;
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        tables[table_count++] = &kernels_avx512;
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantising_keeps_values),     cmocka_unit_test(windows_share_a_scale),
        cmocka_unit_test(sums_become_floats_again),    cmocka_unit_test(attention_of_any_length),
        cmocka_unit_test(rows_of_tables_are_combined), cmocka_unit_test(scores_are_products),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
