/*
 * lanes_portable: 16 float lanes for kernels.inc, in plain C.
 */
#ifndef PAGEWIRE_LANES_PORTABLE_H
#define PAGEWIRE_LANES_PORTABLE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LANES
#define LANE __attribute__((unused)) static inline
#define EACH(expression)                                                                           \
    do {                                                                                           \
        vf r;                                                                                      \
        for (int i = 0; i < 16; i++)                                                               \
            r.x[i] = (expression);                                                                 \
        return r;                                                                                  \
    } while (0)

typedef struct {
    float x[16];
} vf;

LANE vf
v_load(const float *p)
{
    EACH(p[i]);
}
LANE void
v_store(float *p, vf a)
{
    memcpy(p, a.x, sizeof a.x);
}
LANE vf
v_all(float x)
{
    EACH(x);
}
LANE vf
v_add(vf a, vf b)
{
    EACH(a.x[i] + b.x[i]);
}
LANE vf
v_sub(vf a, vf b)
{
    EACH(a.x[i] - b.x[i]);
}
LANE vf
v_mul(vf a, vf b)
{
    EACH(a.x[i] * b.x[i]);
}
/* Rounds twice where the others round once. */
LANE vf
v_fma(vf a, vf b, vf c)
{
    EACH(a.x[i] * b.x[i] + c.x[i]);
}
LANE vf
v_min(vf a, vf b)
{
    EACH(a.x[i] < b.x[i] ? a.x[i] : b.x[i]);
}
LANE vf
v_max(vf a, vf b)
{
    EACH(a.x[i] > b.x[i] ? a.x[i] : b.x[i]);
}

/* Sixteen int8 as floats. */
LANE vf
v_load_i8(const int8_t *p)
{
    EACH((float)p[i]);
}

/* p[i] - zero * sum[i] as floats */
LANE vf
v_load_sums(const int32_t *p, const int32_t *sum, int32_t zero)
{
    EACH((float)(int32_t)((uint32_t)p[i] - (uint32_t)sum[i] * (uint32_t)zero));
}

/* Rounded to nearest, for values of 0..255: 1.5 * 2^23 shifts the fraction out. */
LANE void
v_store_u8(uint8_t *p, vf a)
{
    for (int i = 0; i < 16; i++) {
        float shifted = a.x[i] + 12582912.0f;
        uint32_t bits;
        memcpy(&bits, &shifted, sizeof bits);
        p[i] = (uint8_t)bits;
    }
}

/* a * 2^n where n is what adding 1.5 * 2^23 left in the low bits of `shifted`. */
LANE vf
v_scale2(vf a, vf shifted)
{
    vf r;
    for (int i = 0; i < 16; i++) {
        uint32_t x, n;
        memcpy(&x, &a.x[i], sizeof x);
        memcpy(&n, &shifted.x[i], sizeof n);
        x += n << 23;
        memcpy(&r.x[i], &x, sizeof x);
    }
    return r;
}

/* Lanes folded in halves: 8 apart, 4, 2, 1. */
LANE float
v_sum(vf a)
{
    for (int half = 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            a.x[i] += a.x[i + half];
    return a.x[0];
}

/* to[column][row] = from[row][column] for 16 rows and columns. */
LANE void
v_transpose(const float *from, size_t stride, float *to, size_t to_stride)
{
    for (size_t row = 0; row < 16; row++)
        for (size_t column = 0; column < 16; column++)
            to[column * to_stride + row] = from[row * stride + column];
}

LANE float
v_least(vf a)
{
    for (int i = 1; i < 16; i++)
        a.x[0] = a.x[i] < a.x[0] ? a.x[i] : a.x[0];
    return a.x[0];
}

LANE float
v_most(vf a)
{
    for (int i = 1; i < 16; i++)
        a.x[0] = a.x[i] > a.x[0] ? a.x[i] : a.x[0];
    return a.x[0];
}

#endif
