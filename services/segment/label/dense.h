/*
 * dense: products of rows and a matrix, as the page's network needs them.  Every output is one
 * sum in the order of the inputs, whatever the CPU, so that a page has the same bytes everywhere.
 */
#ifndef PAGEWIRE_LABEL_DENSE_H
#define PAGEWIRE_LABEL_DENSE_H

#include <stddef.h>
#include <stdint.h>

enum { DENSE_LANES = 16 };

/* out = bias + in x weights; rows padded to a multiple of DENSE_LANES outputs. */
struct dense {
    uint32_t in, out, stride;
    float *weights, *bias; /* bias NULL: none */
};

/* What a product is added to: out[i * step], for each row i. */
struct dense_target {
    float *out;
    size_t step;
};

/* to[count][stride] += in[count][in] x weights. */
void dense_add_to(struct dense_target to, const float *in, const struct dense *dense, size_t count);
void dense_add(float *out, const float *in, const struct dense *dense, size_t count);

/* out[count][stride] = bias. */
void dense_set(float *out, const struct dense *dense, size_t count);

#endif
