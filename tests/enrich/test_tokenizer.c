/* Pieces: against the float model's, and what is promised of any text. */
#include "common/utf8.h"
#include "services/enrich/tokenizer.h"
#include "tests/enrich/model_fixture.h"

static struct enricher *enricher;
static struct tokenizer *tokenizer;

static size_t
cut(struct slice text, struct token *tokens, size_t *points)
{
    uint32_t *p = utf8_points(text, points);
    size_t n = tokenizer_cut(tokenizer, p, *points, tokens);
    free(p);
    return n;
}

static void
pieces_equal_the_reference(void **state)
{
    (void)state;
    struct buf file = { 0 };
    uint32_t count;
    struct vector *vectors = read_vectors(&file, &count);
    assert_true(count >= 20);
    for (uint32_t i = 0; i < count; i++) {
        struct token tokens[256];
        size_t points;
        assert_int_equal(cut(vectors[i].text, tokens, &points), vectors[i].tokens);
        assert_int_equal(points, vectors[i].points);
        assert_memory_equal(tokens, vectors[i].token, vectors[i].tokens * sizeof tokens[0]);
    }
    free(vectors);
    buf_done(&file);
}

static void
tokens_cover_the_text(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "焦作",
        "a",
        " ",
        "\t\n",
        "中 国\u3000人",
        "𠮷𠮷𠮷",
        "ＡＢＣ１２３",
        "㎏㊣☺",
        "\1\2x",
        "王王王王王王王王王王王王王王王王王王王王",
        "\u200b\ufeff",
        "e\u0301",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct token tokens[64];
        size_t points, n = cut(slice_from(texts[i]), tokens, &points);
        uint32_t at = 0;
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(tokens[k].start, at);
            assert_true(tokens[k].end > at && tokens[k].end <= at + MODEL_PIECE_LONGEST);
            assert_true(tokens[k].piece < enricher->model.pieces);
            at = tokens[k].end;
        }
        assert_int_equal(at, points);
    }
    struct token none;
    assert_int_equal(tokenizer_cut(tokenizer, NULL, 0, &none), 0);
}

static void
full_width_equals_half_width(void **state)
{
    (void)state;
    struct token wide[16], narrow[16];
    size_t points, n = cut(SLICE_LITERAL("ＡＢＣ１２３"), wide, &points);
    assert_int_equal(cut(SLICE_LITERAL("ABC123"), narrow, &points), n);
    assert_memory_equal(wide, narrow, n * sizeof wide[0]);
}

static void
unknown_characters_stand_alone(void **state)
{
    (void)state;
    struct token tokens[4];
    size_t points;
    assert_int_equal(cut(SLICE_LITERAL("\U000e0041\U000e0042"), tokens, &points), 2);
    assert_int_equal(tokens[0].piece, MODEL_UNKNOWN);
    assert_int_equal(tokens[1].piece, MODEL_UNKNOWN);
    assert_int_equal(tokenizer_char(tokenizer, 0xe0041), MODEL_UNKNOWN);
    assert_int_equal(tokenizer_char(tokenizer, 0xfffe), MODEL_UNKNOWN);
    assert_int_not_equal(tokenizer_char(tokenizer, 0x4e2d), MODEL_UNKNOWN);
}

static int
setup(void **state)
{
    (void)state;
    enricher = load_enricher();
    tokenizer = tokenizer_new(&enricher->model);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    tokenizer_free(tokenizer);
    enricher_free(enricher);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_equal_the_reference),
        cmocka_unit_test(tokens_cover_the_text),
        cmocka_unit_test(full_width_equals_half_width),
        cmocka_unit_test(unknown_characters_stand_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
