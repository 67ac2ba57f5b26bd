#include "services/enrich/tokenizer.h"

#include <stdlib.h>

/* Best segmentation of the text up to a place. */
struct cell {
    double score;
    uint32_t start, piece; /* of its last token */
};

struct tokenizer {
    const struct tagger_model *model;
    uint16_t *norm;     /* [TRIE_BMP]: 1 + index into the model's norms, 0 for none */
    uint32_t *char_of;  /* [TRIE_BMP] */
    struct cell *cells; /* scratch, [cap] */
    size_t cap;
};

static void *
allocate(size_t count, size_t size)
{
    void *p = calloc(count, size);
    if (p == NULL)
        die("out of memory");
    return p;
}

/* Where point stands in the ascending array, or count. */
static uint32_t
find(const uint32_t *array, uint32_t count, uint32_t point)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (array[middle] < point)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && array[low] == point ? low : count;
}

struct tokenizer *
tokenizer_new(const struct tagger_model *model)
{
    struct tokenizer *t = allocate(1, sizeof *t);
    t->model = model;
    t->norm = allocate(TRIE_BMP, sizeof *t->norm);
    t->char_of = allocate(TRIE_BMP, sizeof *t->char_of);
    for (uint32_t i = 0; i < model->norms; i++)
        if (i < UINT16_MAX && model->norm_point[i] < TRIE_BMP)
            t->norm[model->norm_point[i]] = (uint16_t)(i + 1);
    for (uint32_t i = 0; i < TRIE_BMP; i++)
        t->char_of[i] = MODEL_UNKNOWN;
    for (uint32_t i = 0; i < model->chars; i++)
        if (model->char_point[i] < TRIE_BMP)
            t->char_of[model->char_point[i]] = i;
    return t;
}

void
tokenizer_free(struct tokenizer *t)
{
    if (t == NULL)
        return;
    free(t->norm);
    free(t->char_of);
    free(t->cells);
    free(t);
}

/* The node after all that `point` normalises to, or TRIE_NONE. */
static uint32_t
step(const struct tokenizer *t, uint32_t node, uint32_t point)
{
    const struct tagger_model *m = t->model;
    uint32_t i = point < TRIE_BMP ? t->norm[point] - 1u : find(m->norm_point, m->norms, point);
    if (i >= m->norms)
        return trie_step(&m->trie, node, point);
    for (uint32_t k = m->norm_first[i]; k < m->norm_first[i + 1] && node != TRIE_NONE; k++)
        node = trie_step(&m->trie, node, m->norm_text[k]);
    return node;
}

static void
reach(struct cell *cell, double score, uint32_t start, uint32_t piece)
{
    if (score > cell->score)
        *cell = (struct cell){ score, start, piece };
}

size_t
tokenizer_cut(struct tokenizer *t, const uint32_t *points, size_t count, struct token *tokens)
{
    const struct tagger_model *m = t->model;
    if (t->cap < count + 1) {
        free(t->cells);
        t->cap = count + 1;
        t->cells = allocate(t->cap, sizeof *t->cells);
    }
    struct cell *cells = t->cells;
    cells[0] = (struct cell){ 0 };
    for (size_t i = 1; i <= count; i++)
        cells[i] = (struct cell){ .score = -1e300 };
    for (size_t i = 0; i < count; i++) {
        uint32_t node = TRIE_ROOT;
        for (size_t end = i + 1; end <= count && end <= i + MODEL_PIECE_LONGEST; end++) {
            node = step(t, node, points[end - 1]);
            if (node == TRIE_NONE)
                break;
            int32_t piece = m->trie.value[node];
            if (piece > MODEL_UNKNOWN)
                reach(&cells[end], cells[i].score + m->piece_score[piece], (uint32_t)i,
                      (uint32_t)piece);
        }
        reach(&cells[i + 1], cells[i].score + m->piece_score[MODEL_UNKNOWN], (uint32_t)i,
              MODEL_UNKNOWN);
    }
    size_t n = 0;
    for (size_t end = count; end > 0; end = cells[end].start)
        tokens[n++] = (struct token){ cells[end].start, (uint32_t)end, cells[end].piece };
    for (size_t i = 0; i < n / 2; i++) {
        struct token token = tokens[i];
        tokens[i] = tokens[n - 1 - i];
        tokens[n - 1 - i] = token;
    }
    return n;
}

uint32_t
tokenizer_char(const struct tokenizer *t, uint32_t point)
{
    if (point < TRIE_BMP)
        return t->char_of[point];
    uint32_t i = find(t->model->char_point, t->model->chars, point);
    return i < t->model->chars ? i : MODEL_UNKNOWN;
}
