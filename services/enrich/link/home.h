/*
 * home: where a paper is at home, by configuration or by what this page says: its paper's name or
 * masthead (焦作日报).  The same page and configuration give the same home.
 */
#ifndef PAGEWIRE_LINK_HOME_H
#define PAGEWIRE_LINK_HOME_H

#include "common/page.h"
#include "services/enrich/link/atlas.h"

struct home_rule {
    struct slice paper; /* empty: of papers that neither another rule nor the page places */
    uint32_t place;
};

struct homes {
    struct home_rule *rules;
    size_t count;
};

/* Reads rules "PAPER=PLACE" or "PLACE"; PLACE is a code (410800) or a division's name (焦作市).
 * The words must outlive the homes.  -1 when one names no division, or several. */
int homes_read(struct homes *homes, const struct atlas *atlas, const char *const *words,
               size_t count, struct err *err);
void homes_done(struct homes *homes);

/* What the paper is named after that no list has: 澜州 of 澜州日报; empty: nothing, or 人民. */
struct slice home_unlisted(const struct atlas *atlas, const struct page *page);

/* The page's home, or PLACE_NONE. */
uint32_t home_of(const struct homes *homes, const struct atlas *atlas, const struct page *page);

#endif
