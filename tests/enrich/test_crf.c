/* Best path and marginals against all paths, one by one. */
#include "services/enrich/crf.h"
#include "tests/enrich/model_fixture.h"

#include <math.h>

enum { LENGTH = 4, T = MODEL_TAGS, W = MODEL_LANES };

static float
noise(void)
{
    static uint32_t seed = 7;
    seed = seed * 1664525u + 1013904223u;
    return (float)(seed >> 8) / 16777216.0f * 4.0f - 2.0f;
}

static bool
path_legal(const int *path)
{
    bool legal = tags_legal(0, path[0]) && tags_legal(path[LENGTH - 1], 0);
    for (int i = 1; i < LENGTH; i++)
        legal = legal && tags_legal(path[i - 1], path[i]);
    return legal;
}

static void
decoding_equals_enumeration(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        float transition[W * W], scores[LENGTH * W], probability[LENGTH];
        unsigned char tags[LENGTH];
        for (int i = 0; i < W * W; i++)
            transition[i] = noise();
        for (int i = 0; i < LENGTH * W; i++)
            scores[i] = 3.0f * noise();
        struct decoder *decoder = decoder_new();
        decoder_set(decoder, transition);
        decode(decoder, scores, LENGTH, tags, probability);
        decoder_free(decoder);

        double total = 0, best = -INFINITY, share[LENGTH] = { 0 };
        int best_path[LENGTH] = { 0 };
        for (int n = 0; n < T * T * T * T; n++) {
            int path[LENGTH] = { n % T, n / T % T, n / T / T % T, n / T / T / T };
            if (!path_legal(path))
                continue;
            double score = 0;
            for (int i = 0; i < LENGTH; i++)
                score += scores[i * W + path[i]] + (i ? transition[path[i - 1] * W + path[i]] : 0);
            total += exp(score);
            for (int i = 0; i < LENGTH; i++)
                share[i] += path[i] == tags[i] ? exp(score) : 0;
            if (score > best) {
                best = score;
                memcpy(best_path, path, sizeof path);
            }
        }
        for (int i = 0; i < LENGTH; i++) {
            assert_int_equal(tags[i], best_path[i]);
            assert_true(fabs(probability[i] - share[i] / total) < 1e-4);
        }
    }
}

static void
legal_steps(void **state)
{
    (void)state;
    enum { O = 0, B_PER = 1, I_PER, E_PER, S_PER, B_LOC, I_LOC, E_LOC };
    assert_true(tags_legal(O, O) && tags_legal(O, B_PER) && tags_legal(O, S_PER));
    assert_false(tags_legal(O, I_PER) || tags_legal(O, E_PER));
    assert_true(tags_legal(B_PER, I_PER) && tags_legal(B_PER, E_PER) && tags_legal(I_PER, E_PER));
    assert_false(tags_legal(B_PER, O) || tags_legal(I_PER, S_PER) || tags_legal(B_PER, E_LOC));
    assert_true(tags_legal(E_PER, B_LOC) && tags_legal(S_PER, O));
    assert_false(tags_legal(E_PER, I_PER));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_equals_enumeration),
        cmocka_unit_test(legal_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
