/*
 * The tagger against the float model, against itself in other company, and on
 * other instruction sets.
 */
#include "common/utf8.h"
#include "services/enrich/guidelines.h"
#include "tests/enrich/model_fixture.h"

#include <unistd.h>

enum { TEXTS_MAX = 64 };

static struct enricher *enricher;
static struct vector *vectors;
static uint32_t vector_count;
static struct buf vector_file;

struct result {
    struct arena arena;
    struct tagged *tagged[TEXTS_MAX];
    size_t count[TEXTS_MAX];
};

static void
tag(struct result *r, const struct slice *texts, size_t count)
{
    struct err err = { 0 };
    memset(r, 0, sizeof *r);
    assert_true(count <= TEXTS_MAX);
    assert_int_equal(
        enricher_tag(enricher, texts, count, &r->arena, r->tagged, r->count, NULL, &err), 0);
}

static void
assert_same(const struct result *a, size_t i, const struct result *b, size_t k)
{
    assert_int_equal(a->count[i], b->count[k]);
    for (size_t n = 0; n < a->count[i]; n++) {
        const struct tagged *x = &a->tagged[i][n], *y = &b->tagged[k][n];
        assert_true(x->start == y->start && x->end == y->end && x->type == y->type);
        assert_true(x->confidence == y->confidence); /* to the last bit */
    }
}

/* How many spans of two lists of tags differ. */
static size_t
spans_of(const unsigned char *tags, size_t count, struct tagged *out)
{
    size_t n = 0;
    uint32_t start = 0;
    for (uint32_t i = 0; i < count; i++) {
        int place = tags[i] == 0 ? -1 : (tags[i] - 1) % 4;
        if (place == 0 || place == 3)
            start = i;
        if (place >= 2)
            out[n++] = (struct tagged){ start, i + 1, (enum mention_type)((tags[i] - 1) / 4), 0 };
    }
    return n;
}

static void
mentions_equal_the_float_model(void **state)
{
    (void)state;
    for (int head = 0; head < VECTOR_HEADS; head++) {
        size_t all = 0, same = 0;
        enricher_options(enricher)->tagger.head = head;
        for (uint32_t i = 0; i < vector_count; i++) {
            struct result r;
            struct tagged want[256];
            tag(&r, &vectors[i].text, 1);
            size_t n = spans_of(vectors[i].tags[head], vectors[i].points, want);
            all += n > r.count[0] ? n : r.count[0];
            for (size_t k = 0; k < n; k++)
                for (size_t m = 0; m < r.count[0]; m++)
                    same += want[k].start == r.tagged[0][m].start &&
                            want[k].end == r.tagged[0][m].end &&
                            want[k].type == r.tagged[0][m].type;
            arena_done(&r.arena);
        }
        enricher_options(enricher)->tagger.head = HEAD_MIXED;
        assert_true(all >= 40);
        assert_true(all - same <= all / 20); /* quantising may tip a doubtful one */
    }
}

static void
company_does_not_matter(void **state)
{
    (void)state;
    static struct slice texts[TEXTS_MAX], reversed[TEXTS_MAX];
    struct result together, backwards;
    for (uint32_t i = 0; i < vector_count; i++)
        texts[i] = reversed[vector_count - 1 - i] = vectors[i].text;
    tag(&together, texts, vector_count);
    tag(&backwards, reversed, vector_count);
    for (uint32_t i = 0; i < vector_count; i++) {
        struct result alone;
        tag(&alone, &texts[i], 1);
        assert_same(&alone, 0, &together, i);
        assert_same(&alone, 0, &backwards, vector_count - 1 - i);
        arena_done(&alone.arena);
    }
    arena_done(&together.arena);
    arena_done(&backwards.arena);
}

static void
any_text_is_tagged(void **state)
{
    (void)state;
    struct buf text = { 0 };
    for (int i = 0; i < 30000; i++)
        buf_add_slice(&text, i % 7000 == 5 ? SLICE_LITERAL("，") : SLICE_LITERAL("河"));
    for (int i = 0; i < 3000; i++)
        buf_add_slice(&text, SLICE_LITERAL("王小明到上海。"));
    const struct slice texts[] = { SLICE_EMPTY, buf_slice(&text), SLICE_LITERAL("\n\n"),
                                   SLICE_LITERAL("。") };
    struct result r;
    tag(&r, texts, 4);
    assert_int_equal(r.count[0] + r.count[2] + r.count[3], 0);
    assert_true(r.count[1] >= 6000);
    size_t points = utf8_count(texts[1]);
    for (size_t i = 0; i < r.count[1]; i++) {
        const struct tagged *m = &r.tagged[1][i];
        assert_true(m->start < m->end && m->end <= points);
        assert_true(i == 0 || m->start >= m[-1].end);
        assert_true(m->confidence >= 0.0f && m->confidence <= 1.0f);
    }
    arena_done(&r.arena);
    buf_done(&text);
}

static void
sentences_end_at_punctuation(void **state)
{
    (void)state;
    static const struct {
        const char *text; /* after 40 characters */
        size_t end;
    } cases[] = {
        { "好。坏。", 42 },   { "“好。”坏", 44 },         { "好！！？坏", 44 }, { "无", 41 },
        { "一，二；三", 44 }, { "他说（是。）。完", 47 }, { "a;b", 42 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t count;
        struct buf text = { 0 };
        for (int k = 0; k < 40; k++)
            buf_add_slice(&text, k % 9 == 5 ? SLICE_LITERAL("。") : SLICE_LITERAL("河"));
        buf_add_slice(&text, slice_from(cases[i].text));
        uint32_t *points = utf8_points(buf_slice(&text), &count);
        assert_int_equal(sentence_end(points, count, 0), cases[i].end);
        points[7] = '\n';
        assert_int_equal(sentence_end(points, count, 0), 8);
        free(points);
        buf_done(&text);
    }
    uint32_t run[1000];
    for (int i = 0; i < 1000; i++)
        run[i] = i == 300 || i == 20 ? 0xff0c : 0x6cb3;
    assert_int_equal(sentence_end(run, 1000, 0), 301);   /* the last comma of 400 */
    assert_int_equal(sentence_end(run, 1000, 301), 701); /* none: a hard cut */
    assert_int_equal(sentence_end(run, 1000, 701), 1000);
}

static float
news_of(struct slice text)
{
    size_t count;
    uint32_t *points = utf8_points(text, &count);
    float news = source_news(&enricher->model, points, count);
    free(points);
    return news;
}

static void
sources_are_told_apart(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < vector_count; i++)
        assert_float_equal(news_of(vectors[i].text), vectors[i].news, 0.03);
    assert_true(news_of(SLICE_LITERAL(
                    "江泽民主席与克林顿总统举行会谈，双方就两国关系交换了意见。")) > 0.5f);
    assert_true(news_of(SLICE_LITERAL("市民扫描二维码即可通过微信小程序预约接种新冠疫苗。")) <
                0.5f);
    assert_true(news_of(SLICE_EMPTY) == 0.0f);
}

static void
guidelines_go_by_name(void **state)
{
    (void)state;
    assert_int_equal(enricher_options(enricher)->tagger.head, HEAD_MIXED);
    assert_int_equal(enricher_set_guidelines(enricher, "1998"), 0);
    assert_int_equal(enricher_options(enricher)->tagger.head, HEAD_NEWS);
    assert_int_equal(enricher_set_guidelines(enricher, "local"), 0);
    assert_int_equal(enricher_set_guidelines(enricher, "1999"), -1);
    assert_int_equal(enricher_options(enricher)->tagger.head, HEAD_LOCAL);
    assert_int_equal(enricher_set_guidelines(enricher, "mixed"), 0);
}

static int
give_up(void *arg, struct err *err)
{
    int *left = arg;
    return --*left >= 0 ? 0 : err_set(err, ERR_RETRY, "out of time");
}

static void
tick_can_give_up(void **state)
{
    (void)state;
    struct result r = { 0 };
    struct err err = { 0 };
    int left = 3;
    struct tick tick = { give_up, &left };
    assert_int_equal(
        enricher_tag(enricher, &vectors[0].text, 1, &r.arena, r.tagged, r.count, &tick, &err), -1);
    assert_string_equal(err.text, "out of time");
    arena_done(&r.arena);
    tag(&r, &vectors[0].text, 1); /* and leaves nothing behind */
    struct result again;
    tag(&again, &vectors[0].text, 1);
    assert_same(&r, 0, &again, 0);
    arena_done(&r.arena);
    arena_done(&again.arena);
}

/* Signs without end and without a Chinese character cost the network nothing, and hide no name. */
static void
what_is_no_text_is_not_computed(void **state)
{
    (void)state;
    struct buf text = { 0 };
    buf_add_slice(&text, SLICE_LITERAL("王小明到上海。\n"));
    for (int i = 0; i < 400000; i++)
        buf_add_slice(&text, SLICE_LITERAL("a"));
    buf_add_slice(&text, SLICE_LITERAL("\n王小明到上海。"));
    const struct slice texts[] = { buf_slice(&text) };
    struct result r = { 0 };
    struct err err = { 0 };
    int left = 1000; /* each run and layer has one; the signs alone would have ten times as many */
    struct tick tick = { give_up, &left };
    assert_int_equal(enricher_tag(enricher, texts, 1, &r.arena, r.tagged, r.count, &tick, &err), 0);
    assert_int_equal(r.count[0], 4);
    print_message("%d ticks\n", 1000 - left);
    arena_done(&r.arena);
    buf_done(&text);
}

/* All mentions of the samples, a line each: what other instruction sets must
 * give too. */
static void
print_mentions(FILE *out)
{
    for (uint32_t i = 0; i < vector_count; i++) {
        struct result r;
        tag(&r, &vectors[i].text, 1);
        for (size_t k = 0; k < r.count[0]; k++)
            (void)fprintf(out, "%u %u %u %s\n", i, r.tagged[0][k].start, r.tagged[0][k].end,
                          mention_type_name(r.tagged[0][k].type));
        arena_done(&r.arena);
    }
}

static char *
mentions_with(const char *isa, char *text, size_t size)
{
    char command[256];
    (void)snprintf(command, sizeof command,
                   "ONEDNN_MAX_CPU_ISA=%s PAGEWIRE_PRINT_MENTIONS=1 exec /proc/%d/exe", isa,
                   (int)getpid());
    FILE *child = popen(command, "r");
    assert_non_null(child);
    size_t n = fread(text, 1, size - 1, child);
    text[n] = '\0';
    assert_int_equal(pclose(child), 0);
    return text;
}

static void
instruction_sets_agree(void **state)
{
    (void)state;
    static char first[16384], other[16384];
    mentions_with("AVX2", first, sizeof first);
    assert_true(strlen(first) > 400);
    assert_string_equal(mentions_with("AVX512_CORE_VNNI", other, sizeof other), first);
    assert_string_equal(mentions_with("AVX512_CORE", other, sizeof other), first);
    assert_string_equal(mentions_with("SSE41", other, sizeof other), first);
    assert_string_equal(mentions_with("ALL", other, sizeof other), first);
}

static int
setup(void **state)
{
    (void)state;
    enricher = load_enricher();
    vectors = read_vectors(&vector_file, &vector_count);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(vectors);
    buf_done(&vector_file);
    enricher_free(enricher);
    return 0;
}

int
main(void)
{
    if (getenv("PAGEWIRE_PRINT_MENTIONS") != NULL) {
        (void)setup(NULL);
        print_mentions(stdout);
        return teardown(NULL);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mentions_equal_the_float_model),
        cmocka_unit_test(company_does_not_matter),
        cmocka_unit_test(any_text_is_tagged),
        cmocka_unit_test(sentences_end_at_punctuation),
        cmocka_unit_test(sources_are_told_apart),
        cmocka_unit_test(guidelines_go_by_name),
        cmocka_unit_test(tick_can_give_up),
        cmocka_unit_test(what_is_no_text_is_not_computed),
        cmocka_unit_test(instruction_sets_agree),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
