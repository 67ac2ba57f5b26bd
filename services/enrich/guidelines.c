#include "services/enrich/guidelines.h"

#include <math.h>

/* FNV-1a over code points, as train/ner/source.py counts them. */
static uint32_t
hash(uint32_t h, uint32_t point)
{
    return (h ^ point) * 16777619u;
}

static int32_t
weight(const struct tagger_model *model, uint32_t h)
{
    return model->source[(h ^ h >> 15) % SOURCE_GRAMS];
}

float
source_news(const struct tagger_model *model, const uint32_t *points, size_t count)
{
    if (count == 0)
        return 0.0f;
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t one = hash(2166136261u, points[i]);
        sum += weight(model, one);
        if (i + 1 < count)
            sum += weight(model, hash(one, points[i + 1]));
    }
    double odds = (double)sum * (double)model->source_scale / sqrt((double)(2 * count - 1));
    return (float)(1.0 / (1.0 + exp(-odds - (double)model->source_bias)));
}
