/*
 * seam: how well text goes on over a line's end.
 */
#ifndef PAGEWIRE_SEAM_H
#define PAGEWIRE_SEAM_H

#include <stdbool.h>
#include <stdint.h>

struct bigrams;

/* What the text before a seam ends with. */
enum seam_end {
    SEAM_STOPPED, /* a sentence */
    SEAM_CLOSED,  /* a closing mark, which a sentence may end with */
    SEAM_OPEN,    /* anything else */
};

enum seam_end seam_end_of(uint32_t last);

/* Log2 of how much likelier a line that begins with `first` is to follow one that ends with `last`
 * than any other line is; full: that line is.  The first for lines that go on at the margin, the
 * second for those that begin a paragraph.  The numbers are rounded from counts over
 * single-column pages of all styles. */
float seam_within(const struct bigrams *bigrams, uint32_t last, uint32_t first, enum seam_end end,
                  bool full);
float seam_between(enum seam_end end, bool full);

#endif
