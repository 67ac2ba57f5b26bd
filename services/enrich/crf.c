#include "services/enrich/crf.h"

#include <math.h>
#include <stdlib.h>

enum { T = MODEL_TAGS, W = MODEL_LANES };
enum { BEGIN, INSIDE, END, SINGLE };

static const float never = -1e4f;

struct decoder {
    float log[T][W];  /* transitions; `never` added where illegal and in padding */
    float exp[T][W];  /* 0 there */
    float from[W][W]; /* exp transposed: [to][from] */
    /* scratch, [cap] */
    unsigned char (*back)[W];
    float (*forward)[W], (*weight)[W];
    size_t cap;
};

static int
place(int tag)
{
    return (tag - 1) % 4;
}

static bool
outside(int tag)
{
    return tag == 0;
}

bool
tags_legal(int a, int b)
{
    bool open = !outside(a) && (place(a) == BEGIN || place(a) == INSIDE);
    bool continues = !outside(b) && (place(b) == INSIDE || place(b) == END);
    if (open)
        return continues && (a - 1) / 4 == (b - 1) / 4;
    return !continues;
}

static bool
may_start(int tag)
{
    return tags_legal(0, tag);
}

static bool
may_end(int tag)
{
    return tags_legal(tag, 0);
}

struct decoder *
decoder_new(void)
{
    struct decoder *d = calloc(1, sizeof *d);
    if (d == NULL)
        die("out of memory");
    return d;
}

void
decoder_set(struct decoder *d, const float *transition)
{
    for (int a = 0; a < T; a++)
        for (int b = 0; b < W; b++) {
            bool legal = b < T && tags_legal(a, b);
            d->log[a][b] = b < T ? transition[a * W + b] + (legal ? 0.0f : never) : never;
            d->exp[a][b] = legal ? expf(transition[a * W + b]) : 0.0f;
            d->from[b][a] = d->exp[a][b];
        }
}

void
decoder_free(struct decoder *d)
{
    if (d == NULL)
        return;
    free(d->back);
    free(d->forward);
    free(d->weight);
    free(d);
}

static void
grow(struct decoder *d, size_t count)
{
    if (count <= d->cap)
        return;
    free(d->back);
    free(d->forward);
    free(d->weight);
    d->cap = count;
    d->back = calloc(count, sizeof *d->back);
    d->forward = calloc(count, sizeof *d->forward);
    d->weight = calloc(count, sizeof *d->weight);
    if (d->back == NULL || d->forward == NULL || d->weight == NULL)
        die("out of memory");
}

static void
best_path(struct decoder *d, const float *scores, size_t count, unsigned char *tags)
{
    float best[W];
    for (int b = 0; b < W; b++)
        best[b] = b < T ? scores[b] + (may_start(b) ? 0.0f : never) : never;
    for (size_t i = 1; i < count; i++) {
        float next[W];
        int32_t from[W];
        for (int b = 0; b < W; b++) {
            next[b] = best[0] + d->log[0][b];
            from[b] = 0;
        }
        for (int a = 1; a < T; a++)
            for (int b = 0; b < W; b++) {
                float s = best[a] + d->log[a][b];
                from[b] = s > next[b] ? a : from[b];
                next[b] = s > next[b] ? s : next[b];
            }
        for (int b = 0; b < W; b++) {
            best[b] = b < T ? next[b] + scores[i * W + (size_t)b] : never;
            d->back[i][b] = (unsigned char)from[b];
        }
    }
    int last = 0;
    for (int b = 1; b < T; b++)
        if (may_end(b) && (best[b] > best[last]))
            last = b;
    for (size_t i = count; i-- > 0;) {
        tags[i] = (unsigned char)last;
        last = d->back[i][last];
    }
}

/* Divides by the sum, so that nothing overflows. */
static void
normalise(float *x)
{
    float sum = 0.0f;
    for (int b = 0; b < T; b++)
        sum += x[b];
    float share = sum > 0.0f ? 1.0f / sum : 0.0f;
    for (int b = 0; b < W; b++)
        x[b] *= share;
}

static void
marginals(struct decoder *d, const float *scores, size_t count, const unsigned char *tags,
          float *probability)
{
    for (size_t i = 0; i < count; i++) {
        const float *s = scores + i * W;
        float top = s[0];
        for (int b = 1; b < T; b++)
            top = s[b] > top ? s[b] : top;
        for (int b = 0; b < W; b++)
            d->weight[i][b] = b < T ? expf(s[b] - top) : 0.0f;
        for (int b = 0; b < W && i == 0; b++)
            d->forward[0][b] = b < T && may_start(b) ? d->weight[0][b] : 0.0f;
        if (i > 0) {
            float sum[W] = { 0 };
            for (int a = 0; a < T; a++)
                for (int b = 0; b < W; b++)
                    sum[b] += d->forward[i - 1][a] * d->exp[a][b];
            for (int b = 0; b < W; b++)
                d->forward[i][b] = sum[b] * d->weight[i][b];
        }
        normalise(d->forward[i]);
    }
    float backward[W];
    for (int b = 0; b < W; b++)
        backward[b] = b < T && may_end(b) ? 1.0f : 0.0f;
    for (size_t i = count; i-- > 0;) {
        float both[W], next[W] = { 0 };
        for (int b = 0; b < W; b++)
            both[b] = d->forward[i][b] * backward[b];
        normalise(both);
        probability[i] = both[tags[i]];
        for (int b = 0; b < T; b++)
            for (int a = 0; a < W; a++)
                next[a] += d->from[b][a] * (d->weight[i][b] * backward[b]);
        for (int a = 0; a < W; a++)
            backward[a] = next[a];
        normalise(backward);
    }
}

void
decode(struct decoder *d, const float *scores, size_t count, unsigned char *tags,
       float *probability)
{
    if (count == 0)
        return;
    grow(d, count);
    best_path(d, scores, count, tags);
    marginals(d, scores, count, tags, probability);
}
