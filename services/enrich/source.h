/*
 * source: which convention of annotation suits a text, our own or that of 1998
 * news, judged by its characters and pairs of characters.
 */
#ifndef PAGEWIRE_SOURCE_H
#define PAGEWIRE_SOURCE_H

#include "services/enrich/tagger_model.h"

enum { SOURCE_GRAMS = 1 << 16 };

/* The probability that a text is like 1998 news; 0 for a model without a
 * classifier and for an empty text. */
float source_news(const struct tagger_model *model, const uint32_t *points, size_t count);

#endif
