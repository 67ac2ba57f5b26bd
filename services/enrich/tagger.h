/*
 * tagger: mentions in plain text, sentence by sentence.
 *
 * A text is cut into sentences, since that is what the model was trained on;
 * each is tokenised and goes through the network together with others; the
 * scores of the head that suits the text are decoded.
 */
#ifndef PAGEWIRE_TAGGER_H
#define PAGEWIRE_TAGGER_H

#include "common/err.h"
#include "common/tick.h"
#include "services/enrich/gazetteer.h"
#include "services/enrich/tagged.h"
#include "services/enrich/tagger_model.h"

struct tagger;

/* The mean of the model's two heads, in the proportion that source.h finds in each text. */
enum { HEAD_MIXED = MODEL_HEADS };

struct tagger_options {
    int head;          /* HEAD_MIXED, or an enum model_head for all texts */
    bool no_gazetteer; /* tag as if it were empty, to measure what it gives */
};

/* The model and the gazetteer must outlive the tagger. */
int tagger_new(struct tagger **tagger, const struct tagger_model *model,
               const struct gazetteer *gazetteer, struct err *err);
void tagger_free(struct tagger *tagger);

/* As enricher_tag. */
int tagger_run(struct tagger *tagger, const struct tagger_options *options,
               const struct slice *texts, size_t count, struct arena *arena, struct tagged **tagged,
               size_t *tagged_count, const struct tick *tick, struct err *err);

/* Where the sentence that begins at `start` ends: after its closing
 * punctuation, but not within 40 code points unless a line ends there, and at
 * the latest after 400, preferably at a comma.  (Lines of training are about
 * 43 code points long; much shorter or longer ones are tagged less well.) */
size_t sentence_end(const uint32_t *points, size_t count, size_t start);

#endif
