/*
 * body_words: how the names of bodies and of their parts end, and which body a name begins with.
 */
#ifndef PAGEWIRE_LINK_BODY_WORDS_H
#define PAGEWIRE_LINK_BODY_WORDS_H

#include "services/enrich/link/draft.h"
#include "services/enrich/link/lexicon.h"

struct body_words {
    struct lexicon ends, heads, parts, firms;
    struct lexicon harmless, daughters; /* of omission.h */
    const struct atlas *atlas;
};

void body_words_init(struct body_words *words, const struct atlas *atlas);
void body_words_done(struct body_words *words);

/* How many code points of the name are the last body that it begins with, read from left to right
 * so that 焦作大学会计学院 is not of a 学会; 0: none. */
size_t body_parent(const struct body_words *words, const struct draft *draft);

/* Whether a name goes on, with these points, like that of a firm, and not of a part:
 * 上海局|集团有限公司. */
bool body_legal_form(const uint32_t *points, size_t count);

#endif
