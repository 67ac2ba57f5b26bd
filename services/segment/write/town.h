/*
 * town: words before names that say where their bearers are from (石桥 李明), which
 * look like names themselves.  The rest of the page tells them apart.
 */
#ifndef PAGEWIRE_TOWN_H
#define PAGEWIRE_TOWN_H

#include "services/segment/sheet.h"

struct towns;

/* Reads the page, whose pieces have their roles.  The result lives in the sheet's arena. */
struct towns *towns_learn(const struct sheet *sheet);

/* Whether word[0..len), which stands in a byline before another word, is a town; `opens`:
 * nothing stands before it. */
bool town_is_known(const struct towns *towns, const uint32_t *word, size_t len, bool opens);

/* Whether it is one of the provinces, countries and cities that papers sign with. */
bool town_is_place(const uint32_t *word, size_t len);

#endif
