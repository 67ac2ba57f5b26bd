/*
 * crf: from scores to tags, by the best path of a linear-chain CRF over
 * legal transitions, with the probability of each tag on it.
 */
#ifndef PAGEWIRE_CRF_H
#define PAGEWIRE_CRF_H

#include "services/enrich/tagger_model.h"

#include <stddef.h>

struct decoder;

struct decoder *decoder_new(void);

/* Must be called before decode.  transition[from][to], MODEL_LANES wide, for
 * legal and illegal pairs alike. */
void decoder_set(struct decoder *decoder, const float *transition);
void decoder_free(struct decoder *decoder);

/* Whether tag b may follow tag a. */
bool tags_legal(int a, int b);

/* Fills tags[count] and their marginal probabilities from scores[count]
 * [MODEL_LANES]. */
void decode(struct decoder *decoder, const float *scores, size_t count, unsigned char *tags,
            float *probability);

#endif
