/*
 * kernels: the arithmetic between the matrix products.
 *
 * Each instruction set has its own table of the same functions, compiled from
 * kernels.inc over 16 float lanes.  Sums are taken in the same order on all.
 *
 * Activations go into the products as unsigned bytes with a scale and a zero
 * point for every row: x = scale * (byte - zero).  A product of int32 sums is
 * turned back by  (sum - zero * weight_sum[o]) * row scale * weight scale[o]
 * + bias[o].
 */
#ifndef PAGEWIRE_KERNELS_H
#define PAGEWIRE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* How a row was quantised. */
struct row_scale {
    float scale;
    int32_t zero;
};

/* What turns the sums of one matrix back into floats; each [columns]. */
struct channels {
    const float *scale, *bias;
    const int32_t *weight_sum;
};

/* Widths are multiples of 16, floats aligned to 64 bytes, and so are rows. */
struct kernels {
    const char *name;

    /* x = norm(word * word_scale + position * position_scale) */
    void (*embed)(float *x, const int8_t *word, float word_scale, const int8_t *position,
                  float position_scale, const float *norm, size_t width);

    /* Rows of floats to bytes. */
    void (*quantise)(const float *x, size_t rows, size_t width, uint8_t *bytes,
                     struct row_scale *scale);

    /* out = sums as floats */
    void (*restore)(float *out, const int32_t *sums, size_t rows, size_t width,
                    const struct row_scale *scale, const struct channels *channels);

    /* The same by slices of 32 columns, which lie `slice` floats apart: what
     * attend wants, since each of its heads then reads rows without gaps. */
    void (*restore_slices)(float *out, size_t slice, const int32_t *sums, size_t rows, size_t width,
                           const struct row_scale *scale, const struct channels *channels);

    /* x = norm(x + sums as floats) */
    void (*add_norm)(float *x, const int32_t *sums, size_t rows, size_t width,
                     const struct row_scale *scale, const struct channels *channels,
                     const float *norm);

    /* bytes = quantised gelu(sums as floats); scratch holds one row of floats */
    void (*gelu_quantise)(uint8_t *bytes, struct row_scale *out_scale, const int32_t *sums,
                          size_t rows, size_t width, const struct row_scale *scale,
                          const struct channels *channels, float *scratch);

    /* Self-attention of one sentence of `length` rows of queries, keys and
     * values, in slices of [32] for each head, first all queries, scaled already.
     * Rows up to the next multiple of 16 are read too and may hold anything.
     * scratch holds 36 * (length rounded up to 16) floats. */
    void (*attend)(float *out, const float *qkv, size_t slice, size_t length, size_t heads,
                   float *scratch);

    /* The character head's input: out = norm(piece + character * scale + place
     * + the gazetteer's rows of the set bits) */
    void (*head_input)(float *out, const float *piece, const int8_t *character, float scale,
                       const float *place, const float *gazetteer, uint32_t bits, const float *norm,
                       size_t width);

    /* Three neighbouring rows to bytes of one scale, [3 * width]; before and
     * after may be NULL at the ends of a text and count as zeros. */
    void (*quantise_window)(const float *before, const float *x, const float *after, size_t width,
                            uint8_t *bytes, struct row_scale *scale);

    /* out = norm(x + gelu(sums as floats)) */
    void (*gelu_add_norm)(float *out, const float *x, const int32_t *sums, size_t rows,
                          size_t width, const struct row_scale *scale,
                          const struct channels *channels, const float *norm, float *scratch);

    /* out[16] = x . weight[width][16] + weight[width] */
    void (*scores)(float *out, const float *x, const float *weight, size_t width);
};

extern const struct kernels kernels_portable, kernels_avx2, kernels_avx512;

/* The best table for this CPU, not above what ONEDNN_MAX_CPU_ISA allows. */
const struct kernels *kernels_choose(void);

#endif
