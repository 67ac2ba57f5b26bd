/*
 * tagger_model: the trained tagger's tables (data/tagger.bin, written by
 * train/ner/export.py), checked and pointing into the mapped file.
 *
 * Shapes are [rows][columns], row by row.  "Rows" tables hold int8 with one
 * scale a row; a matrix holds int8 weights within [-63, 63], one scale an
 * output channel, and a float bias.
 */
#ifndef PAGEWIRE_TAGGER_MODEL_H
#define PAGEWIRE_TAGGER_MODEL_H

#include "services/enrich/trie.h"

enum {
    MODEL_TAGS = 13,      /* O, then B I E S of PER, LOC, ORG */
    MODEL_LANES = 16,     /* tags with padding */
    MODEL_HEAD_SIZE = 32, /* of an attention head */
    MODEL_MAX_LAYERS = 24,
    MODEL_PIECE_LONGEST = 16, /* characters of a piece */
    MODEL_UNKNOWN = 1,        /* piece and character of what is not in the tables */
};

/* Guidelines that the model has an output for: our own, and those of news of 1998. */
enum model_head { HEAD_LOCAL, HEAD_NEWS };
enum { MODEL_HEADS = HEAD_NEWS + 1 };
enum { SOURCE_GRAMS = 1 << 17 }; /* weights of the model of guidelines */

struct model_rows {
    const int8_t *weight;
    const float *scale;
    uint32_t rows, columns;
};

struct model_matrix {
    const int8_t *weight; /* [out][in] */
    const float *scale, *bias;
    uint32_t out, in;
};

struct model_layer {
    struct model_matrix qkv, attention_out, inner, outer;
    const float *attention_norm, *output_norm; /* [2][hidden]: weight, bias */
};

struct tagger_model {
    struct blob blob;
    uint32_t hidden, layers, heads, inner, pieces, chars, positions;
    uint32_t attention; /* heads * MODEL_HEAD_SIZE, at most hidden */
    char title[32];     /* NUL-terminated printable ASCII */

    struct trie trie;          /* normalised piece -> its number */
    const double *piece_score; /* [pieces]; at MODEL_UNKNOWN that of an unknown character */
    const uint32_t *norm_point, *norm_first, *norm_text; /* what a code point turns into */
    uint32_t norms;
    const uint32_t *char_point; /* [chars], ascending */

    struct model_rows word, position; /* [..][hidden] */
    const float *embed_norm;
    struct model_layer layer[MODEL_MAX_LAYERS];

    struct model_matrix head_in; /* from a piece's vector */
    struct model_rows head_char; /* [chars][hidden] */
    const float *head_place;     /* [4][hidden]: first, inside, last, alone in its piece */
    const float *head_gazetteer; /* [a bit of gazetteer_bits][hidden] */
    uint32_t gazetteer_bits;     /* mask of those that it was trained with */
    const float *head_norm[3];
    struct model_matrix conv[2];          /* [hidden][3 * hidden] */
    const float *out[MODEL_HEADS];        /* [hidden + 1][MODEL_LANES], last row the bias */
    const float *transition[MODEL_HEADS]; /* [MODEL_LANES][MODEL_LANES], from -> to */
    const int8_t *source;                 /* [SOURCE_GRAMS], see source.h */
    float source_scale, source_bias;
};

/* Opens the file at path, which must outlive the model.  -1 with *model
 * untouched when it is missing, truncated, foreign, of another format or damaged. */
int tagger_model_open(struct tagger_model *model, const char *path, struct err *err);

/* The same for bytes in memory, which must outlive the model. */
int tagger_model_view(struct tagger_model *model, const void *bytes, size_t size, const char *what,
                      struct err *err);

void tagger_model_close(struct tagger_model *model);

#endif
