/*
 * shorten: whether one name of a body is a short form of another, or of the body that it begins
 * with.
 *
 * A short form is the full name without the place before it, without its legal form, or characters
 * drawn from it in order (师专, 中科院微生物所); the noun it ends with has to be the full name's,
 * so that a body is not taken for its part.
 */
#ifndef PAGEWIRE_LINK_SHORTEN_H
#define PAGEWIRE_LINK_SHORTEN_H

#include "services/enrich/link/body_words.h"

/* How `part` shortens `full`, for `why`; NULL: it does not. */
const char *body_shortens(const struct body_words *words, const struct draft *full,
                          const struct draft *part);

/* How many code points of `full` are the body that it begins with, when `part` shortens that rather
 * than all of it; 0: it does not. */
size_t body_shortens_parent(const struct body_words *words, const struct draft *full,
                            const struct draft *part);

#endif
