/*
 * weights: the learned tables, text files of one feature a line:
 *
 *     # comment
 *     model role kicker headline ... furniture
 *     fill=full body:1.25 headline:-0.75
 *
 * A model adds up the rows of the features that hold.
 */
#ifndef PAGEWIRE_WEIGHTS_H
#define PAGEWIRE_WEIGHTS_H

#include "common/err.h"
#include "common/slice.h"

#include <stdint.h>

enum { WEIGHTS_LABELS = 16 };

struct weights;

/* Parses a table; returns 0 and *weights, which the caller frees, or -1. */
int weights_parse(struct weights **weights, struct slice text, struct err *err);
void weights_free(struct weights *weights);

/* The number of the model of that name, or -1. */
int weights_model(const struct weights *weights, const char *name);

/* The model's labels: how many, and the number of one (-1 when unknown). */
unsigned weights_labels(const struct weights *weights, int model);
int weights_label(const struct weights *weights, int model, struct slice name);

/* Adds the row of the feature to score[0..labels); nothing for an unknown one. */
void weights_add(const struct weights *weights, int model, struct slice feature, float *score);

#endif
