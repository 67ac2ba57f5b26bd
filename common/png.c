#include "common/png.h"

#include <string.h>

bool
png_size(struct slice png, unsigned *width, unsigned *height)
{
    const unsigned char *p = (const unsigned char *)png.ptr;
    if (png.len < 24 || memcmp(p, "\x89PNG", 4) != 0)
        return false;
    *width = (unsigned)p[16] << 24 | (unsigned)p[17] << 16 | (unsigned)p[18] << 8 | p[19];
    *height = (unsigned)p[20] << 24 | (unsigned)p[21] << 16 | (unsigned)p[22] << 8 | p[23];
    return *width > 0 && *height > 0;
}
