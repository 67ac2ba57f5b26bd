#include "services/segment/seam.h"

#include "common/clamp.h"
#include "services/segment/bigram.h"
#include "services/segment/glyph.h"

enum seam_end
seam_end_of(uint32_t last)
{
    return glyph_is_stop(last) ? SEAM_STOPPED : glyph_is_close(last) ? SEAM_CLOSED : SEAM_OPEN;
}

float
seam_within(const struct bigrams *bigrams, uint32_t last, uint32_t first, enum seam_end end,
            bool full)
{
    float affinity = bigrams_affinity(bigrams, last, first);
    if (end == SEAM_STOPPED)
        return clamp(0.6f * affinity - 0.2f, -3, 2);
    if (end == SEAM_CLOSED)
        return clamp(0.6f * affinity, -2, 2);
    return full ? clamp(0.85f * affinity, -4.5f, 5) : clamp(0.5f * affinity, -1.5f, 3);
}

float
seam_between(enum seam_end end, bool full)
{
    static const float starts[][2] = { { 2.5f, 1.7f }, { 1.4f, 0 }, { 0.4f, -3.8f } };
    return starts[end][full];
}
