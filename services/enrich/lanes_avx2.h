/*
 * lanes_avx2: 16 float lanes for kernels.inc, two AVX registers.
 */
#ifndef PAGEWIRE_LANES_AVX2_H
#define PAGEWIRE_LANES_AVX2_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

enum { KEYS_AT_ONCE = 16 }; /* whose weights the registers hold the sums of */

#define LANES __attribute__((target("avx2,fma")))
#define LANE LANES __attribute__((always_inline, unused)) static inline

typedef struct {
    __m256 a, b;
} vf;

LANE vf
v_load(const float *p)
{
    return (vf){ _mm256_loadu_ps(p), _mm256_loadu_ps(p + 8) };
}
LANE void
v_store(float *p, vf x)
{
    _mm256_storeu_ps(p, x.a);
    _mm256_storeu_ps(p + 8, x.b);
}
LANE vf
v_all(float x)
{
    return (vf){ _mm256_set1_ps(x), _mm256_set1_ps(x) };
}
LANE vf
v_add(vf x, vf y)
{
    return (vf){ _mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b) };
}
LANE vf
v_sub(vf x, vf y)
{
    return (vf){ _mm256_sub_ps(x.a, y.a), _mm256_sub_ps(x.b, y.b) };
}
LANE vf
v_mul(vf x, vf y)
{
    return (vf){ _mm256_mul_ps(x.a, y.a), _mm256_mul_ps(x.b, y.b) };
}
LANE vf
v_fma(vf x, vf y, vf z)
{
    return (vf){ _mm256_fmadd_ps(x.a, y.a, z.a), _mm256_fmadd_ps(x.b, y.b, z.b) };
}
LANE vf
v_min(vf x, vf y)
{
    return (vf){ _mm256_min_ps(x.a, y.a), _mm256_min_ps(x.b, y.b) };
}
LANE vf
v_max(vf x, vf y)
{
    return (vf){ _mm256_max_ps(x.a, y.a), _mm256_max_ps(x.b, y.b) };
}

/* Sixteen int8 as floats. */
LANE vf
v_load_i8(const int8_t *p)
{
    __m128i x = _mm_loadu_si128((const __m128i *)p);
    return (vf){ _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(x)),
                 _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(x, 8))) };
}

LANE __m256
v_half_sums(const int32_t *p, const int32_t *sum, int32_t zero)
{
    __m256i s =
        _mm256_mullo_epi32(_mm256_loadu_si256((const __m256i *)sum), _mm256_set1_epi32(zero));
    return _mm256_cvtepi32_ps(_mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)p), s));
}

/* p[i] - zero * sum[i] as floats */
LANE vf
v_load_sums(const int32_t *p, const int32_t *sum, int32_t zero)
{
    return (vf){ v_half_sums(p, sum, zero), v_half_sums(p + 8, sum + 8, zero) };
}

/* Rounded to nearest, for values of 0..255. */
LANE void
v_store_u8(uint8_t *p, vf x)
{
    __m256i words = _mm256_packs_epi32(_mm256_cvtps_epi32(x.a), _mm256_cvtps_epi32(x.b));
    words = _mm256_permute4x64_epi64(words, 0xd8);
    _mm_storeu_si128((__m128i *)p, _mm_packus_epi16(_mm256_castsi256_si128(words),
                                                    _mm256_extracti128_si256(words, 1)));
}

LANE __m256
v_half_scale2(__m256 x, __m256 shifted)
{
    __m256i n = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x), n));
}

/* x * 2^n where n is what adding 1.5 * 2^23 left in the low bits of `shifted`. */
LANE vf
v_scale2(vf x, vf shifted)
{
    return (vf){ v_half_scale2(x.a, shifted.a), v_half_scale2(x.b, shifted.b) };
}

/* Lanes folded in halves: 8 apart, 4, 2, 1. */
LANE float
v_sum(vf v)
{
    __m256 x = _mm256_add_ps(v.a, v.b);
    __m128 y = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    y = _mm_add_ps(y, _mm_movehl_ps(y, y));
    return _mm_cvtss_f32(_mm_add_ss(y, _mm_shuffle_ps(y, y, 1)));
}

LANE __m256
v_halves(const float *p, size_t stride)
{
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)),
                                _mm_loadu_ps(p + 4 * stride), 1);
}

/* to[column][row] = from[row][column] for 16 rows and columns. */
LANE void
v_transpose(const float *from, size_t stride, float *to, size_t to_stride)
{
    for (int c = 0; c < 16; c += 4, from += 4, to += 4 * to_stride)
        for (size_t half = 0; half < 16; half += 8) {
            const float *p = from + half * stride;
            float *q = to + half;
            __m256 a = v_halves(p, stride), b = v_halves(p + stride, stride);
            __m256 d = v_halves(p + 2 * stride, stride), e = v_halves(p + 3 * stride, stride);
            __m256d ab = _mm256_castps_pd(_mm256_unpacklo_ps(a, b));
            __m256d de = _mm256_castps_pd(_mm256_unpacklo_ps(d, e));
            _mm256_storeu_ps(q, _mm256_castpd_ps(_mm256_unpacklo_pd(ab, de)));
            _mm256_storeu_ps(q + to_stride, _mm256_castpd_ps(_mm256_unpackhi_pd(ab, de)));
            ab = _mm256_castps_pd(_mm256_unpackhi_ps(a, b));
            de = _mm256_castps_pd(_mm256_unpackhi_ps(d, e));
            _mm256_storeu_ps(q + 2 * to_stride, _mm256_castpd_ps(_mm256_unpacklo_pd(ab, de)));
            _mm256_storeu_ps(q + 3 * to_stride, _mm256_castpd_ps(_mm256_unpackhi_pd(ab, de)));
        }
}

LANE float
v_least(vf v)
{
    __m256 x = _mm256_min_ps(v.a, v.b);
    __m128 y = _mm_min_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    y = _mm_min_ps(y, _mm_movehl_ps(y, y));
    return _mm_cvtss_f32(_mm_min_ss(y, _mm_shuffle_ps(y, y, 1)));
}

LANE float
v_most(vf v)
{
    __m256 x = _mm256_max_ps(v.a, v.b);
    __m128 y = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    y = _mm_max_ps(y, _mm_movehl_ps(y, y));
    return _mm_cvtss_f32(_mm_max_ss(y, _mm_shuffle_ps(y, y, 1)));
}

#endif
