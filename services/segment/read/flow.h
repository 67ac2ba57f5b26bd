/*
 * flow: how text runs through rows that share columns.  Down each column and
 * on at the top of the next, block after block.
 */
#ifndef PAGEWIRE_FLOW_H
#define PAGEWIRE_FLOW_H

#include "services/segment/read/region.h"
#include "services/segment/sheet.h"

/* Rows of one geometry with what each column holds of them. */
struct grid {
    const struct region *run;
    struct cell *cells; /* [row - run->from][column] */
};

struct flow; /* the seams of a grid */

/* Looks at every seam once; lives in the sheet's arena. */
struct flow *flow_read(const struct sheet *sheet, const struct grid *grid);

/* The rows at which blocks begin, the grid's first one too; in the arena. */
uint32_t *flow_cut(const struct flow *flow, size_t *count);

/* Fills text[] of a block of the grid: where the text of each column begins. */
void flow_texts(const struct flow *flow, struct region *block);

#endif
