/*
 * lanes_portable: 16 float lanes for kernels.inc, in plain C.
 */
#ifndef PAGEWIRE_LANES_PORTABLE_H
#define PAGEWIRE_LANES_PORTABLE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { KEYS_AT_ONCE = 16 }; /* whose weights the registers hold the sums of */

#define LANES
#define LANE __attribute__((always_inline, unused)) static inline

/* Vectors of the compiler (gcc and clang have them on every CPU), split into what
 * the CPU has.  They are never passed: all of this is inlined.  gcc warns all the same
 * where this file is read alone, and notes it where it is compiled (-Wno-psabi in the
 * Makefile). */
#pragma GCC diagnostic ignored "-Wpsabi"
typedef float vf __attribute__((vector_size(64)));
typedef int32_t vi __attribute__((vector_size(64)));

LANE vf
v_load(const float *p)
{
    vf r;
    memcpy(&r, p, sizeof r);
    return r;
}
LANE void
v_store(float *p, vf a)
{
    memcpy(p, &a, sizeof a);
}
LANE vf
v_all(float x)
{
    return (vf){ x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x };
}
LANE vf
v_add(vf a, vf b)
{
    return a + b;
}
LANE vf
v_sub(vf a, vf b)
{
    return a - b;
}
LANE vf
v_mul(vf a, vf b)
{
    return a * b;
}
/* Rounds twice where the others round once. */
LANE vf
v_fma(vf a, vf b, vf c)
{
    return a * b + c;
}
/* a where the mask is set, else b */
LANE vf
v_pick(vi mask, vf a, vf b)
{
    return (vf)((mask & (vi)a) | (~mask & (vi)b));
}
LANE vf
v_min(vf a, vf b)
{
    return v_pick(a < b, a, b);
}
LANE vf
v_max(vf a, vf b)
{
    return v_pick(a > b, a, b);
}

/* Sixteen int8 as floats. */
LANE vf
v_load_i8(const int8_t *p)
{
    vf r = { 0 };
    for (int i = 0; i < 16; i++)
        r[i] = (float)p[i];
    return r;
}

/* p[i] - zero * sum[i] as floats */
LANE vf
v_load_sums(const int32_t *p, const int32_t *sum, int32_t zero)
{
    vf r = { 0 };
    for (int i = 0; i < 16; i++)
        r[i] = (float)(int32_t)((uint32_t)p[i] - (uint32_t)sum[i] * (uint32_t)zero);
    return r;
}

/* Rounded to nearest, for values of 0..255: 1.5 * 2^23 shifts the fraction out. */
LANE void
v_store_u8(uint8_t *p, vf a)
{
    vi bits = (vi)(a + 12582912.0f);
    for (int i = 0; i < 16; i++)
        p[i] = (uint8_t)bits[i];
}

/* a * 2^n where n is what adding 1.5 * 2^23 left in the low bits of `shifted`. */
LANE vf
v_scale2(vf a, vf shifted)
{
    typedef uint32_t vu __attribute__((vector_size(64)));
    return (vf)((vu)a + ((vu)shifted << 23));
}

/* Lanes folded in halves: 8 apart, 4, 2, 1. */
LANE float
v_sum(vf a)
{
    for (int half = 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            a[i] += a[i + half];
    return a[0];
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
        a[0] = a[i] < a[0] ? a[i] : a[0];
    return a[0];
}

LANE float
v_most(vf a)
{
    for (int i = 1; i < 16; i++)
        a[0] = a[i] > a[0] ? a[i] : a[0];
    return a[0];
}

#endif
