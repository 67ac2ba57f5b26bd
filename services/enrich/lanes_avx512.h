/*
 * lanes_avx512: 16 float lanes for kernels.inc, one AVX-512 register.
 */
#ifndef PAGEWIRE_LANES_AVX512_H
#define PAGEWIRE_LANES_AVX512_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

enum { KEYS_AT_ONCE = 32 }; /* whose weights the registers hold the sums of */

#define LANES __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define LANE LANES __attribute__((always_inline, unused)) static inline

typedef __m512 vf;

LANE vf
v_load(const float *p)
{
    return _mm512_loadu_ps(p);
}
LANE void
v_store(float *p, vf a)
{
    _mm512_storeu_ps(p, a);
}
LANE vf
v_all(float x)
{
    return _mm512_set1_ps(x);
}
LANE vf
v_add(vf a, vf b)
{
    return _mm512_add_ps(a, b);
}
LANE vf
v_sub(vf a, vf b)
{
    return _mm512_sub_ps(a, b);
}
LANE vf
v_mul(vf a, vf b)
{
    return _mm512_mul_ps(a, b);
}
LANE vf
v_fma(vf a, vf b, vf c)
{
    return _mm512_fmadd_ps(a, b, c);
}
LANE vf
v_min(vf a, vf b)
{
    return _mm512_min_ps(a, b);
}
LANE vf
v_max(vf a, vf b)
{
    return _mm512_max_ps(a, b);
}

/* Sixteen int8 as floats. */
LANE vf
v_load_i8(const int8_t *p)
{
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)p)));
}

/* p[i] - zero * sum[i] as floats */
LANE vf
v_load_sums(const int32_t *p, const int32_t *sum, int32_t zero)
{
    __m512i s = _mm512_mullo_epi32(_mm512_loadu_si512(sum), _mm512_set1_epi32(zero));
    return _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_loadu_si512(p), s));
}

/* Rounded to nearest, for values of 0..255. */
LANE void
v_store_u8(uint8_t *p, vf a)
{
    _mm_storeu_si128((__m128i *)p, _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(a)));
}

/* a * 2^n where n is what adding 1.5 * 2^23 left in the low bits of `shifted`. */
LANE vf
v_scale2(vf a, vf shifted)
{
    __m512i n = _mm512_slli_epi32(_mm512_castps_si512(shifted), 23);
    return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(a), n));
}

/* Lanes folded in halves: 8 apart, 4, 2, 1. */
LANE float
v_sum(vf a)
{
    __m256 x = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    __m128 y = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    y = _mm_add_ps(y, _mm_movehl_ps(y, y));
    return _mm_cvtss_f32(_mm_add_ss(y, _mm_shuffle_ps(y, y, 1)));
}

LANE vf
v_quarters(const float *p, size_t stride)
{
    vf x = _mm512_castps128_ps512(_mm_loadu_ps(p));
    x = _mm512_insertf32x4(x, _mm_loadu_ps(p + 4 * stride), 1);
    x = _mm512_insertf32x4(x, _mm_loadu_ps(p + 8 * stride), 2);
    return _mm512_insertf32x4(x, _mm_loadu_ps(p + 12 * stride), 3);
}

/* to[column][row] = from[row][column] for 16 rows and columns. */
LANE void
v_transpose(const float *from, size_t stride, float *to, size_t to_stride)
{
    for (int c = 0; c < 16; c += 4, from += 4, to += 4 * to_stride) {
        vf a = v_quarters(from, stride), b = v_quarters(from + stride, stride);
        vf d = v_quarters(from + 2 * stride, stride), e = v_quarters(from + 3 * stride, stride);
        __m512d ab = _mm512_castps_pd(_mm512_unpacklo_ps(a, b));
        __m512d de = _mm512_castps_pd(_mm512_unpacklo_ps(d, e));
        _mm512_storeu_ps(to, _mm512_castpd_ps(_mm512_unpacklo_pd(ab, de)));
        _mm512_storeu_ps(to + to_stride, _mm512_castpd_ps(_mm512_unpackhi_pd(ab, de)));
        ab = _mm512_castps_pd(_mm512_unpackhi_ps(a, b));
        de = _mm512_castps_pd(_mm512_unpackhi_ps(d, e));
        _mm512_storeu_ps(to + 2 * to_stride, _mm512_castpd_ps(_mm512_unpacklo_pd(ab, de)));
        _mm512_storeu_ps(to + 3 * to_stride, _mm512_castpd_ps(_mm512_unpackhi_pd(ab, de)));
    }
}

LANE float
v_least(vf a)
{
    return _mm512_reduce_min_ps(a);
}
LANE float
v_most(vf a)
{
    return _mm512_reduce_max_ps(a);
}

#endif
