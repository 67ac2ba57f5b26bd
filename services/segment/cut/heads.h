/*
 * heads: those that stand together, and the texts without heads beside them.
 */
#ifndef PAGEWIRE_HEADS_H
#define PAGEWIRE_HEADS_H

#include "services/segment/cut/match.h"
#include "services/segment/sheet.h"

enum {
    HEADS_CHUNKS_MAX = 240, /* paragraphs that are weighed; more are joined */
    HEADS_LINES_MAX = 120,
};

/* A stretch of text that no other article's beginning parts. */
struct chunk {
    size_t from, to; /* pieces; only its text counts */
    float yes, no;   /* log probability that an article begins with it, or not */
};

struct heads {
    struct sheet *sheet;
    size_t from, to;           /* pieces of the run of heads */
    size_t text_from, text_to; /* pieces that hold the texts */
    size_t *lines;             /* head pieces of it */
    size_t line_count;
    bool names_lead; /* bylines stand above their heads */
    struct chunk *chunks;
    size_t chunk_count;
    const struct match *match; /* lines x chunks */
    float *weight;             /* of each line */
    float *odds;               /* log odds that a head begins with the line */
};

extern const char heads_photo_news[]; /* the evidence of photo news, which a run passes over */

/* Finds the run of a sheet with the most headlines and as many texts: fills where both stand, and
 * makes heads of lines among them that were read as text.  False when there is none. */
bool heads_find(struct heads *run);

/* Reads lines and chunks of the run that was found; false when there is nothing to deal, or too
 * much. */
bool heads_read(struct heads *run);

/* The logarithm of the probability that these log odds tell of; of its contrary for -odds. */
float heads_log_yes(float odds);

#endif
