/*
 * shorten: whether one name of a body is a short form of another, and which body a name begins
 * with.
 *
 * A short form is the full name without the place before it, without its legal form, or characters
 * drawn from it in order (师专, 中科院微生物所); the noun it ends with has to be the full name's,
 * so that a body is not taken for its part.
 */
#ifndef PAGEWIRE_LINK_SHORTEN_H
#define PAGEWIRE_LINK_SHORTEN_H

#include "services/enrich/link/draft.h"
#include "services/enrich/link/lexicon.h"

struct body_words {
    struct lexicon ends, heads, parts, firms;
    struct lexicon harmless, daughters; /* of omission.h */
    const struct atlas *atlas;
};

void body_words_init(struct body_words *words, const struct atlas *atlas);
void body_words_done(struct body_words *words);

/* How `part` shortens `full`, for `why`; NULL: it does not. */
const char *body_shortens(const struct body_words *words, const struct draft *full,
                          const struct draft *part);

/* How many code points of the name are the last body that it begins with; 0: none. */
size_t body_parent(const struct body_words *words, const struct draft *draft);

/* The same when `part` shortens that body rather than all of `full`; 0: it does not. */
size_t body_shortens_parent(const struct body_words *words, const struct draft *full,
                            const struct draft *part);

#endif
