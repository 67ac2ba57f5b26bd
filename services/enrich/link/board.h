/* board: the places of a page as puzzles that constrain one another, for place.c and its parts. */
#ifndef PAGEWIRE_LINK_BOARD_H
#define PAGEWIRE_LINK_BOARD_H

#include "services/enrich/link/nearby.h"
#include "services/enrich/link/reading.h"

/* A mention with what its name may mean. */
struct puzzle {
    struct scene_mention *m;
    struct reading reading;
    uint32_t surface; /* equal for equal names */
    uint32_t chosen;  /* of the round before; PLACE_NONE */
    bool chained;     /* by what stands before or after it */
    float margin;
};

struct board {
    struct scene *scene;
    struct puzzle *puzzles; /* in the order of the mentions */
    size_t count;
    struct nearby *nearby;
    struct table agreed; /* article and surface -> place + 1 that a chain gave */
};

/* place_points.c: what speaks for one meaning of p's name; the evidence goes into *sense. */
float candidate_points(const struct board *board, const struct puzzle *p,
                       const struct meaning *meaning, struct sense *sense);

/* place_settle.c: what the choice for puzzle i means: a place, a site, several candidates. */
void puzzle_settle(struct board *board, size_t i);

/* The place whose puzzle i is by 的 alone: 秦淮区的|老门东; NULL for none. */
const struct puzzle *board_owner(const struct board *board, size_t i);

/* Whether more than the name itself speaks for the choice. */
bool sense_is_supported(const struct sense *sense);

/* Whether something close does: its chain, the paper's home, its city or county in the article, its
 * county on the page. Less is a guess for townships and for names that only begin like a place. */
bool sense_is_close(const struct atlas *atlas, const struct sense *sense);

#endif
