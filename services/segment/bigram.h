/*
 * bigram: how often one character follows another in news text, for "does this
 * line continue that one".
 */
#ifndef PAGEWIRE_BIGRAM_H
#define PAGEWIRE_BIGRAM_H

#include "common/err.h"
#include "common/slice.h"

#include <stdint.h>

struct bigrams;

/* Parses the table that train/segment/bigrams.py writes. */
int bigrams_parse(struct bigrams **result, struct slice bytes, struct err *err);
void bigrams_free(struct bigrams *bigrams);

/* Log2 of how much likelier b is right after a than anywhere, -8..8; 0 when
 * the table knows nothing of them.  NULL bigrams know nothing. */
float bigrams_affinity(const struct bigrams *bigrams, uint32_t a, uint32_t b);

/* Bits that the pair is worth: minus log2 of its share of all pairs. */
float bigrams_surprise(const struct bigrams *bigrams, uint32_t a, uint32_t b);

#endif
