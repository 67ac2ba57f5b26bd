#include "common/heap.h"

#include <malloc.h>
#include <stddef.h>

enum { ENOUGH = 32 << 20 };

/* libc counts as free what it has given back, too: only what has come since is worth the work. */
static size_t known; /* free bytes */

void
heap_give_back(void)
{
    size_t unused = mallinfo2().fordblks;
    if (unused >= known + ENOUGH) {
        (void)malloc_trim(0);
        known = unused;
    }
    if (unused < known)
        known = unused;
}
