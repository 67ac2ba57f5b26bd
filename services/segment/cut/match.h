/*
 * match: does this heading belong to that text?  Told by the rare pairs of
 * characters that they share.
 */
#ifndef PAGEWIRE_MATCH_H
#define PAGEWIRE_MATCH_H

#include "services/segment/sheet.h"

enum {
    EXTENT_HEADS = 1 << ROLE_KICKER | 1 << ROLE_HEADLINE | 1 << ROLE_DECK,
    EXTENT_TEXTS = 1 << ROLE_BODY | 1 << ROLE_SUBHEAD | 1 << ROLE_LEAD | 1 << ROLE_CAPTION,
};

/* Pieces [from, to), of which only those with a role in `roles` count. */
struct extent {
    size_t from, to;
    uint32_t roles; /* bit 1 << role */
};

struct match; /* heads against texts */

/* Compares every head with every text.  Linear in the ink of both plus the
 * number of shared pairs; lives in the sheet's arena. */
struct match *match_make(struct sheet *sheet, const struct extent *heads, size_t head_count,
                         const struct extent *texts, size_t text_count);

/* 0..1: the share of the head's pairs, weighted by rarity, that the text has. */
float match_share(const struct match *match, size_t head, size_t text);

#endif
