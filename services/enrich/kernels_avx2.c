/* kernels for CPUs with AVX2 and FMA. */
#if defined(__x86_64__)
#include "services/enrich/lanes_avx2.h"

#include "services/enrich/kernels.inc"

const struct kernels kernels_avx2 = KERNELS("avx2");
#else
#include "services/enrich/kernels.h"

const struct kernels kernels_avx2 = { .name = "none" };
#endif
