/*
 * tokenizer: text into the model's pieces, by the best sum of their unigram
 * scores (Viterbi), as SentencePiece does.
 */
#ifndef PAGEWIRE_TOKENIZER_H
#define PAGEWIRE_TOKENIZER_H

#include "services/enrich/tagger_model.h"

struct token {
    uint32_t start, end; /* code points of the text */
    uint32_t piece;      /* MODEL_UNKNOWN for a character without a piece */
};

struct tokenizer;

/* Tables for a model, which must outlive the tokenizer. */
struct tokenizer *tokenizer_new(const struct tagger_model *model);
void tokenizer_free(struct tokenizer *tokenizer);

/* Cuts `count` code points into tokens[0 .. result), in order, without gaps;
 * there is room for `count`.  Time grows linearly with count. */
size_t tokenizer_cut(struct tokenizer *tokenizer, const uint32_t *points, size_t count,
                     struct token *tokens);

/* The model's number of a character, MODEL_UNKNOWN when it has none. */
uint32_t tokenizer_char(const struct tokenizer *tokenizer, uint32_t point);

#endif
