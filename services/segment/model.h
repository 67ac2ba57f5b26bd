/*
 * model: the learned tables at work.  Scores every piece for every role, finds
 * the most likely sequence of roles, and where paragraphs and articles may
 * begin.
 */
#ifndef PAGEWIRE_MODEL_H
#define PAGEWIRE_MODEL_H

#include "services/segment/bigram.h"
#include "services/segment/feature.h"
#include "services/segment/weights.h"

struct model_tables {
    struct weights *weights;
    struct bigrams *bigrams;
    int role2;                           /* second reading, knowing the first; -1: none */
    int role, para, first, head, follow; /* models of the weights */
    int role_of[WEIGHTS_LABELS];         /* label of the role model -> enum role */
    int role2_of[WEIGHTS_LABELS];
    float follow_of[ROLE_COUNT + 1][ROLE_COUNT]; /* [before][role]; last row: page edge */
    int para_yes, para_no, first_yes, first_no, head_yes, head_no;
};

/* Resolves models and labels by name; -1 when the table lacks one. */
int model_bind(struct model_tables *tables, struct err *err);

/* Fills score, para, first, role and confidence of every piece. */
void model_label(const struct model_tables *tables, struct sheet *sheet);

/* The first reading alone: score and role of every piece. */
void model_roles(const struct model_tables *tables, const struct features *features,
                 struct sheet *sheet);

#endif
