#include "services/enrich/source.h"

#include <math.h>

/* FNV-1a over code points, as export.py counts them. */
static uint32_t
gram(const uint32_t *points, size_t count)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < count; i++)
        h = (h ^ points[i]) * 16777619u;
    return (h ^ h >> 15) % SOURCE_GRAMS;
}

float
source_news(const struct tagger_model *model, const uint32_t *points, size_t count)
{
    if (model->source == NULL || count == 0)
        return 0.0f;
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += model->source[gram(points + i, 1)];
        if (i + 1 < count)
            sum += model->source[gram(points + i, 2)];
    }
    double odds = (double)sum * (double)model->source_scale / sqrt((double)(2 * count - 1));
    return (float)(1.0 / (1.0 + exp(-odds - (double)model->source_bias)));
}
