/* kernels for any CPU, and the choice between the tables. */
#include "services/enrich/lanes_portable.h"

#include "services/enrich/kernels.inc"

#include <oneapi/dnnl/dnnl.h>

const struct kernels kernels_portable = KERNELS("portable");

const struct kernels *
kernels_choose(void)
{
#if defined(__x86_64__)
    dnnl_cpu_isa_t isa = dnnl_get_effective_cpu_isa();
    if ((isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core &&
        __builtin_cpu_supports("avx512vl"))
        return &kernels_avx512;
    if ((isa & dnnl_cpu_isa_avx2) == dnnl_cpu_isa_avx2 && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma"))
        return &kernels_avx2;
#endif
    return &kernels_portable;
}
