#include "services/enrich/network.h"

#include "services/enrich/gemm.h"

#include <stdlib.h>
#include <string.h>

enum {
    ALIGN = 64,
    FIRST = 1,
    LAST = 2,
    SLICE = (NETWORK_PIECES + 16) * MODEL_HEAD_SIZE + 16, /* floats of one head's queries */
};

struct weights {
    struct matrix *matrix;
    struct channels channels;
};

struct layer {
    struct weights qkv, attention_out, inner, outer;
};

struct network {
    const struct tagger_model *model;
    const struct kernels *kernels;
    struct gemm *gemm;
    struct layer layers[MODEL_MAX_LAYERS];
    struct weights head_in, conv[2];

    float *x;            /* [NETWORK_PIECES][hidden] */
    float *qkv;          /* [3 * heads][SLICE]; also [NETWORK_PIECES][hidden] */
    float *context;      /* [NETWORK_PIECES][attention] */
    float *feature[2];   /* [NETWORK_POINTS][hidden] */
    unsigned char *edge; /* [NETWORK_POINTS]: FIRST, LAST of its text */
    /* for GEMM_ROWS rows */
    uint8_t *bytes;
    int32_t *sums;
    struct row_scale scale[GEMM_ROWS], inner_scale[GEMM_ROWS];
    uint8_t *inner_bytes;
    float *scratch; /* a row, or what attention needs */
};

static void *
allocate(size_t count, size_t size)
{
    size_t bytes = (count * size + ALIGN - 1) / ALIGN * ALIGN;
    void *p = aligned_alloc(ALIGN, bytes);
    if (p == NULL)
        die("out of memory");
    return memset(p, 0, bytes);
}

static size_t
max(size_t a, size_t b)
{
    return a > b ? a : b;
}

static int
repack(struct network *n, const struct model_matrix *m, struct weights *w, struct err *err)
{
    if (gemm_matrix(n->gemm, m, &w->matrix, err) != 0)
        return -1;
    w->channels = (struct channels){ m->scale, m->bias, matrix_sums(w->matrix) };
    blob_forget(&n->model->blob, m->weight, (size_t)m->out * m->in);
    return 0;
}

static int
repack_all(struct network *n, struct err *err)
{
    const struct tagger_model *m = n->model;
    for (uint32_t i = 0; i < m->layers; i++) {
        const struct model_layer *from = &m->layer[i];
        struct layer *to = &n->layers[i];
        if (repack(n, &from->qkv, &to->qkv, err) != 0 ||
            repack(n, &from->attention_out, &to->attention_out, err) != 0 ||
            repack(n, &from->inner, &to->inner, err) != 0 ||
            repack(n, &from->outer, &to->outer, err) != 0)
            return -1;
    }
    for (int i = 0; i < 2; i++)
        if (repack(n, &m->conv[i], &n->conv[i], err) != 0)
            return -1;
    return repack(n, &m->head_in, &n->head_in, err);
}

int
network_new(struct network **network, const struct tagger_model *model, struct err *err)
{
    struct network *n = allocate(1, sizeof *n);
    size_t h = model->hidden, widest = max(model->inner, 3 * h);
    n->model = model;
    n->kernels = kernels_choose();
    if (gemm_new(&n->gemm, err) != 0 || repack_all(n, err) != 0) {
        network_free(n);
        return -1;
    }
    n->x = allocate(NETWORK_PIECES * h, sizeof *n->x);
    n->qkv = allocate(max((size_t)3 * model->heads * SLICE, NETWORK_PIECES * h), sizeof *n->qkv);
    n->context = allocate((size_t)NETWORK_PIECES * model->attention, sizeof *n->context);
    for (int i = 0; i < 2; i++)
        n->feature[i] = allocate(NETWORK_POINTS * h, sizeof *n->feature[i]);
    n->edge = allocate(NETWORK_POINTS, 1);
    n->bytes = allocate(GEMM_ROWS * widest, 1);
    n->inner_bytes = allocate(GEMM_ROWS * widest, 1);
    n->sums = allocate(GEMM_ROWS * widest, sizeof *n->sums);
    n->scratch = allocate(max(widest, 36 * ((size_t)model->positions + 16)), sizeof *n->scratch);
    *network = n;
    return 0;
}

void
network_free(struct network *n)
{
    if (n == NULL)
        return;
    for (int i = 0; i < MODEL_MAX_LAYERS; i++) {
        matrix_free(n->layers[i].qkv.matrix);
        matrix_free(n->layers[i].attention_out.matrix);
        matrix_free(n->layers[i].inner.matrix);
        matrix_free(n->layers[i].outer.matrix);
    }
    for (int i = 0; i < 2; i++) {
        matrix_free(n->conv[i].matrix);
        free(n->feature[i]);
    }
    matrix_free(n->head_in.matrix);
    gemm_free(n->gemm);
    free(n->x);
    free(n->qkv);
    free(n->context);
    free(n->edge);
    free(n->bytes);
    free(n->inner_bytes);
    free(n->sums);
    free(n->scratch);
    free(n);
}

const struct kernels *
network_kernels(const struct network *n)
{
    return n->kernels;
}

static size_t
rows_at(size_t at, size_t total)
{
    return total - at < GEMM_ROWS ? total - at : GEMM_ROWS;
}

static void
embed(struct network *n, const struct network_text *texts, size_t count)
{
    const struct tagger_model *m = n->model;
    float *x = n->x;
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < texts[t].token_count; i++, x += m->hidden) {
            size_t piece = texts[t].tokens[i].piece;
            n->kernels->embed(x, m->word.weight + piece * m->hidden, m->word.scale[piece],
                              m->position.weight + i * m->hidden, m->position.scale[i],
                              m->embed_norm, m->hidden);
        }
}

/* sums[GEMM_ROWS] = x[at ..] w */
static void
multiply(struct network *n, const struct weights *w, size_t at, size_t rows)
{
    size_t h = n->model->hidden;
    n->kernels->quantise(n->x + at * h, rows, h, n->bytes, n->scale);
    gemm_run(n->gemm, w->matrix, n->bytes, n->sums);
}

static void
run_layer(struct network *n, uint32_t index, const struct network_text *texts, size_t count,
          size_t pieces)
{
    const struct tagger_model *m = n->model;
    const struct kernels *k = n->kernels;
    const struct layer *layer = &n->layers[index];
    size_t h = m->hidden, a = m->attention;

    for (size_t at = 0; at < pieces; at += GEMM_ROWS) {
        size_t rows = rows_at(at, pieces);
        multiply(n, &layer->qkv, at, rows);
        k->restore_slices(n->qkv + at * MODEL_HEAD_SIZE, SLICE, n->sums, rows, 3 * a, n->scale,
                          &layer->qkv.channels);
    }
    for (size_t t = 0, at = 0; t < count; at += texts[t++].token_count)
        k->attend(n->context + at * a, n->qkv + at * MODEL_HEAD_SIZE, SLICE, texts[t].token_count,
                  m->heads, n->scratch);
    for (size_t at = 0; at < pieces; at += GEMM_ROWS) {
        size_t rows = rows_at(at, pieces);
        float *x = n->x + at * h;
        k->quantise(n->context + at * a, rows, a, n->bytes, n->scale);
        gemm_run(n->gemm, layer->attention_out.matrix, n->bytes, n->sums);
        k->add_norm(x, n->sums, rows, h, n->scale, &layer->attention_out.channels,
                    m->layer[index].attention_norm);
        multiply(n, &layer->inner, at, rows);
        k->gelu_quantise(n->inner_bytes, n->inner_scale, n->sums, rows, m->inner, n->scale,
                         &layer->inner.channels, n->scratch);
        gemm_run(n->gemm, layer->outer.matrix, n->inner_bytes, n->sums);
        k->add_norm(x, n->sums, rows, h, n->inner_scale, &layer->outer.channels,
                    m->layer[index].output_norm);
    }
}

/* The pieces' part of the character head's input. */
static const float *
head_pieces(struct network *n, size_t pieces)
{
    size_t h = n->model->hidden;
    for (size_t at = 0; at < pieces; at += GEMM_ROWS) {
        size_t rows = rows_at(at, pieces);
        multiply(n, &n->head_in, at, rows);
        n->kernels->restore(n->qkv + at * h, n->sums, rows, h, n->scale, &n->head_in.channels);
    }
    return n->qkv;
}

/* Characters from the vectors of their pieces; returns how many. */
static size_t
head_input(struct network *n, struct network_text *texts, size_t count, const float *pieces)
{
    const struct tagger_model *m = n->model;
    size_t h = m->hidden, at = 0;
    for (size_t t = 0; t < count; t++) {
        const struct network_text *text = &texts[t];
        texts[t].features = n->feature[0] + at * h;
        for (size_t i = 0; i < text->token_count; i++, pieces += h)
            for (uint32_t p = text->tokens[i].start; p < text->tokens[i].end; p++, at++) {
                uint32_t c = text->chars[p], end = text->tokens[i].end;
                size_t place = end - text->tokens[i].start == 1 ? 3
                               : p == text->tokens[i].start     ? 0
                               : p + 1 == end                   ? 2
                                                                : 1;
                n->kernels->head_input(n->feature[0] + at * h, pieces, m->head_char.weight + c * h,
                                       m->head_char.scale[c], m->head_place + place * h,
                                       m->head_gazetteer, text->bits[p], m->head_norm[0], h);
                n->edge[at] =
                    (unsigned char)((p == 0 ? FIRST : 0) | (p + 1 == text->point_count ? LAST : 0));
            }
    }
    return at;
}

static void
convolve(struct network *n, int index, size_t points)
{
    const struct kernels *k = n->kernels;
    size_t h = n->model->hidden;
    const float *x = n->feature[index];
    float *out = n->feature[1 - index];
    for (size_t at = 0; at < points; at += GEMM_ROWS) {
        size_t rows = rows_at(at, points);
        for (size_t r = 0; r < rows; r++) {
            const float *row = x + (at + r) * h;
            unsigned char edge = n->edge[at + r];
            k->quantise_window(edge & FIRST ? NULL : row - h, row, edge & LAST ? NULL : row + h, h,
                               n->bytes + r * 3 * h, &n->scale[r]);
        }
        gemm_run(n->gemm, n->conv[index].matrix, n->bytes, n->sums);
        k->gelu_add_norm(out + at * h, x + at * h, n->sums, rows, h, n->scale,
                         &n->conv[index].channels, n->model->head_norm[1 + index], n->scratch);
    }
}

int
network_run(struct network *n, struct network_text *texts, size_t count, const struct tick *tick,
            struct err *err)
{
    size_t pieces = 0;
    for (size_t t = 0; t < count; t++)
        pieces += texts[t].token_count;
    gemm_single_thread();
    embed(n, texts, count);
    for (uint32_t i = 0; i < n->model->layers; i++) {
        if (tick_call(tick, err) != 0)
            return -1;
        run_layer(n, i, texts, count, pieces);
    }
    size_t points = head_input(n, texts, count, head_pieces(n, pieces));
    convolve(n, 0, points);
    convolve(n, 1, points);
    return 0;
}
