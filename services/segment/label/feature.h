/*
 * feature: what can be seen of a piece and its neighbours, as short words such
 * as `fill=full` or `next.cue=dateline`.  They speak of evidence that every
 * paper shares (measures relative to the column, punctuation, cue words), not
 * of one paper's look.
 */
#ifndef PAGEWIRE_FEATURE_H
#define PAGEWIRE_FEATURE_H

#include "services/segment/label/view.h"

struct features {
    const struct sheet *sheet;
    struct view *views; /* one a piece */
};

typedef void feature_sink(void *arg, struct slice feature);

/* Looks at every piece once; the views live in the sheet's arena. */
void features_look(struct features *features, struct sheet *sheet);

/* Hands the features of one piece to the sink, each once: what it and its border
 * with the piece before look like. */
void features_piece(const struct features *features, size_t piece, feature_sink *sink, void *arg);

/* Whether another article's text begins with this piece, when `before` is the
 * text piece that precedes it, headings and furniture between them left out. */
void features_first(const struct features *features, size_t piece, size_t before,
                    feature_sink *sink, void *arg);

/* Whether another article's head begins with this head piece rather than going
 * on with the head piece `before`; furniture and bylines between are left out. */
void features_head(const struct features *features, size_t piece, size_t before, feature_sink *sink,
                   void *arg);

#endif
