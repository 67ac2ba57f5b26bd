#include "services/segment/label/dense.h"

#include <string.h>

enum {
    WIDE = 8,      /* outputs of a vector; a CPU may do one in parts */
    TILE = 4,      /* rows computed at a time, so that each weight is loaded once for them */
    WIDE_TILE = 8, /* the same where one vector holds DENSE_LANES */
};

typedef float lanes __attribute__((vector_size(WIDE * sizeof(float)), aligned(4), may_alias));
typedef float wide_lanes
    __attribute__((vector_size(DENSE_LANES * sizeof(float)), aligned(4), may_alias));

/* Adds rows x DENSE_LANES outputs of a product; `rows` is known when inlined. */
static inline __attribute__((always_inline)) void
add_tile(float *out, size_t step, const float *in, const struct dense *dense, uint32_t column,
         const int rows)
{
    lanes low[TILE], high[TILE];
#pragma GCC unroll 4
    for (int r = 0; r < rows; r++) {
        low[r] = *(lanes *)(out + (size_t)r * step + column);
        high[r] = *(lanes *)(out + (size_t)r * step + column + WIDE);
    }
    const float *weights = dense->weights + column;
    for (uint32_t k = 0; k < dense->in; k++, weights += dense->stride) {
        lanes left = *(const lanes *)weights, right = *(const lanes *)(weights + WIDE);
#pragma GCC unroll 4
        for (int r = 0; r < rows; r++) {
            float x = in[(size_t)r * dense->in + k];
            low[r] += x * left;
            high[r] += x * right;
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < rows; r++) {
        *(lanes *)(out + (size_t)r * step + column) = low[r];
        *(lanes *)(out + (size_t)r * step + column + WIDE) = high[r];
    }
}

/* The same with DENSE_LANES in one vector. */
static inline __attribute__((always_inline)) void
add_wide_tile(float *out, size_t step, const float *in, const struct dense *dense, uint32_t column,
              const int rows)
{
    wide_lanes sum[WIDE_TILE];
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
        sum[r] = *(wide_lanes *)(out + (size_t)r * step + column);
    const float *weights = dense->weights + column;
    for (uint32_t k = 0; k < dense->in; k++, weights += dense->stride) {
        wide_lanes weight = *(const wide_lanes *)weights;
#pragma GCC unroll 8
        for (int r = 0; r < rows; r++)
            sum[r] += in[(size_t)r * dense->in + k] * weight;
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
        *(wide_lanes *)(out + (size_t)r * step + column) = sum[r];
}

static inline __attribute__((always_inline)) void
add_tiles(struct dense_target to, const float *in, const struct dense *dense, size_t count)
{
    for (uint32_t column = 0; column < dense->stride; column += DENSE_LANES) {
        size_t i = 0;
        for (; i + TILE <= count; i += TILE)
            add_tile(to.out + i * to.step, to.step, in + i * dense->in, dense, column, TILE);
        for (; i < count; i++)
            add_tile(to.out + i * to.step, to.step, in + i * dense->in, dense, column, 1);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
add_tiles_avx2(struct dense_target to, const float *in, const struct dense *dense, size_t count)
{
    add_tiles(to, in, dense, count);
}

__attribute__((target("avx512f"))) static void
add_tiles_avx512(struct dense_target to, const float *in, const struct dense *dense, size_t count)
{
    for (uint32_t column = 0; column < dense->stride; column += DENSE_LANES) {
        size_t i = 0;
        for (; i + WIDE_TILE <= count; i += WIDE_TILE)
            add_wide_tile(to.out + i * to.step, to.step, in + i * dense->in, dense, column,
                          WIDE_TILE);
        for (; i < count; i++)
            add_wide_tile(to.out + i * to.step, to.step, in + i * dense->in, dense, column, 1);
    }
}
#endif

void
dense_add_to(struct dense_target to, const float *in, const struct dense *dense, size_t count)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        add_tiles_avx512(to, in, dense, count);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        add_tiles_avx2(to, in, dense, count);
        return;
    }
#endif
    add_tiles(to, in, dense, count);
}

void
dense_add(float *out, const float *in, const struct dense *dense, size_t count)
{
    dense_add_to((struct dense_target){ out, dense->stride }, in, dense, count);
}

void
dense_set(float *out, const struct dense *dense, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memcpy(out + i * dense->stride, dense->bias, dense->stride * sizeof *out);
}
