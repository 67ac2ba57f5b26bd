/* kernels for CPUs with AVX-512 F, BW, DQ and VL. */
#if defined(__x86_64__)
#include "services/enrich/lanes_avx512.h"

#include "services/enrich/kernels.inc"

const struct kernels kernels_avx512 = KERNELS("avx512");
#else
#include "services/enrich/kernels.h"

const struct kernels kernels_avx512 = { .name = "none" };
#endif
