/*
 * network: the tagger's neural network, from tokens to a vector for every
 * character.  Integer matrix products (gemm), float arithmetic between them
 * (kernels); no padding between texts, so that a text's result does not depend
 * on what is run together with it.
 */
#ifndef PAGEWIRE_NETWORK_H
#define PAGEWIRE_NETWORK_H

#include "common/tick.h"
#include "services/enrich/kernels.h"
#include "services/enrich/tagger_model.h"
#include "services/enrich/tokenizer.h"

/* Limits of what is run at once, summed over the texts: few enough that what one
 * step writes is still in the cache at the next, and whole products of rows. */
enum { NETWORK_PIECES = 448, NETWORK_POINTS = 896 };

struct network;

/* One sentence: at most model->positions tokens, at least one. */
struct network_text {
    const struct token *tokens;
    const uint32_t *chars, *bits; /* per code point: character number, gazetteer bits */
    size_t token_count, point_count;
    const float *features; /* result [point_count][hidden], valid until the next run */
};

/* Repacks the weights of the model, which must outlive the network. */
int network_new(struct network **network, const struct tagger_model *model, struct err *err);
void network_free(struct network *network);

/* Fills features of all texts.  Returns -1 when tick gave up. */
int network_run(struct network *network, struct network_text *texts, size_t count,
                const struct tick *tick, struct err *err);

/* The functions in use, for the little that is left to do with features. */
const struct kernels *network_kernels(const struct network *network);

#endif
