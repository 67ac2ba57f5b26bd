/*
 * region: rows, their ink, and the stretches of rows that share columns; what columns, gutter and
 * flow tell each other.
 */
#ifndef PAGEWIRE_REGION_H
#define PAGEWIRE_REGION_H

#include <stdbool.h>
#include <stdint.h>

enum { COLUMNS_MAX = 8 };

/* Ink of a row without a gap in it; one blank is no gap. */
struct chunk {
    uint32_t start, end;
    uint32_t x, stop; /* columns of the page before it, and where it ends */
    uint32_t spaces;  /* single blanks inside, as justified lines have them */
};

/* What one column holds of a row; empty cells have start == end. */
struct cell {
    uint32_t start, end;
    uint32_t x, stop;
};

struct row {
    uint32_t start, end; /* ink, start == end for a blank row */
    uint32_t x, stop;    /* columns of the page where its ink begins and ends */
    const struct chunk *chunks;
    uint32_t chunk_count;
    bool table; /* of a table: no columns part it */
};

/* Rows [from, to) that share columns. */
struct region {
    uint32_t from, to;
    unsigned columns;             /* 1: whole rows */
    uint32_t gutter[COLUMNS_MAX]; /* what tells its cells from those before, ascending */
    uint32_t x[COLUMNS_MAX];      /* where its lines begin that are not indented */
    uint32_t wide[COLUMNS_MAX];   /* where a full line stops, counted from x */
    bool rough; /* x wavers, as half-width characters take less than half of a full one */
    /* The row where its text begins; above it, if that is not `from`, stands a
     * heading over this column alone, which is read before the first column. */
    uint32_t text[COLUMNS_MAX];
};

/* Keeps the three widest, the widest first. */
static inline void
widest_add(uint32_t top[3], uint32_t width)
{
    for (int i = 0; i < 3; i++)
        if (width > top[i]) {
            uint32_t rest = top[i];
            top[i] = width;
            width = rest;
        }
}

#endif
