/*
 * deal: which texts of a run each of its heads gets, as long as both are in the same order; and
 * what every way to deal is measured by.
 */
#ifndef PAGEWIRE_DEAL_H
#define PAGEWIRE_DEAL_H

#include "services/segment/cut/heads.h"

enum { DEAL_SPAN_MAX = 60 }; /* chunks of one article at most */

/* Who gets what; articles are numbered from the last. */
struct deal {
    uint32_t *of_chunk, *of_line;
    uint32_t articles;
};

struct deal_cell {
    float score;
    unsigned short chunks, lines; /* of the last article */
};

/* Deals in order, into arrays of the caller's.  Returns the score, -INFINITY when it cannot be. */
float deal_in_order(const struct heads *run, struct deal *deal);

extern const float deal_textless; /* score of a head without text */
extern const float
    deal_more_lines; /* by how much each further line of a head makes it worth more */
float deal_begin(const struct heads *run, size_t chunk); /* of an article that begins there */
float deal_worth(float share);    /* of a text that has this share of a head */
float deal_fade(size_t distance); /* how much the match of a chunk so far from the first counts */

#endif
