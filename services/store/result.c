#include "services/store/result.h"

#include <stdint.h>
#include <stdio.h>

/* FNV-1a of 64 bits, twice from different beginnings. */
void
page_result(struct slice record, char hash[33])
{
    uint64_t a = 0xcbf29ce484222325, b = 0x84222325cbf29ce4;
    for (size_t i = 0; i < record.len; i++) {
        a = (a ^ (unsigned char)record.ptr[i]) * 0x100000001b3;
        b = (b ^ (unsigned char)record.ptr[i]) * 0x100000001b3;
    }
    (void)snprintf(hash, 33, "%016llx%016llx", (unsigned long long)a, (unsigned long long)b);
}
