/*
 * gutter: whether a gap in a line is the space between two columns.
 */
#ifndef PAGEWIRE_DECODE_GUTTER_H
#define PAGEWIRE_DECODE_GUTTER_H

#include "services/decode/ink.h"

struct gutters {
    struct ink **inks; /* of the frame, by level */
    size_t count;
    struct box *rules; /* across the lines, in the frame */
    size_t rule_count;
};

/* inks: those of one frame; the array is not changed. */
void gutters_make(struct gutters *gutters, struct arena *arena, struct ink *const *inks,
                  size_t count, const struct stream *stream, unsigned frame);

/* Whether the gap between two neighbours of a line parts them; `gap` is what it
 * has more than the other gaps of the line, in points; `blank`: a blank was drawn there. */
bool gutter_parts(const struct gutters *gutters, const struct ink *a, const struct ink *b,
                  float gap, bool blank);

#endif
