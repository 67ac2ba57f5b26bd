/*
 * guidelines: whose guidelines suit a text, our own or those of news of 1998, judged
 * by its characters and pairs of characters.
 */
#ifndef PAGEWIRE_GUIDELINES_H
#define PAGEWIRE_GUIDELINES_H

#include "services/enrich/tagger_model.h"

/* The probability that a text is news of 1998; 0 for an empty text. */
float source_news(const struct tagger_model *model, const uint32_t *points, size_t count);

#endif
