/*
 * gemm: products of unsigned bytes with the model's int8 weights by oneDNN,
 * exact in int32 on every instruction set.  Single-threaded; one a thread.
 */
#ifndef PAGEWIRE_GEMM_H
#define PAGEWIRE_GEMM_H

#include "services/enrich/tagger_model.h"

enum { GEMM_ROWS = 64 }; /* rows of every product; what is left over is padded */

struct gemm;   /* engine, stream and primitives by shape */
struct matrix; /* weights in the layout that the primitive wants, owned */

/* -1 when oneDNN cannot be set up. */
int gemm_new(struct gemm **gemm, struct err *err);
void gemm_free(struct gemm *gemm); /* after its matrices */

/* Repacks `weights`, which are no longer needed afterwards. */
int gemm_matrix(struct gemm *gemm, const struct model_matrix *weights, struct matrix **matrix,
                struct err *err);
void matrix_free(struct matrix *matrix);

/* Per output channel, the sum of its weights. */
const int32_t *matrix_sums(const struct matrix *matrix);

/* sums[GEMM_ROWS][out] = bytes[GEMM_ROWS][in] x weights */
void gemm_run(struct gemm *gemm, const struct matrix *matrix, const uint8_t *bytes, int32_t *sums);

/* Makes oneDNN's OpenMP use one thread in the calling thread. */
void gemm_single_thread(void);

#endif
