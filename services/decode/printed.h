/*
 * printed: glyphs to printed lines.
 *
 * Glyphs that follow one another along a line are linked, by where pens stood: widths
 * lie.  A link is cut where the gap is wide, where a rule stands in it, or where
 * the lines above and below leave the same strip free: a gutter between columns.
 */
#ifndef PAGEWIRE_DECODE_PRINTED_H
#define PAGEWIRE_DECODE_PRINTED_H

#include "services/decode/ink.h"

/* A printed line: code points with blanks where the page has them. */
struct line {
    uint32_t *points;
    size_t point_count;
    struct box box; /* on the page */
    float size;
    uint32_t order; /* of its first glyph in the stream */
    uint32_t block; /* what the source grouped, from 1; 0: nothing */
    float confidence;
    uint16_t face;
    uint8_t turned;
    bool vertical, bold;
    uint16_t article; /* as of stream_line */
    uint8_t tag;
};

struct lines {
    struct line *items;
    size_t count, cap;
};

/* Lines in no special order; everything lies in the arena. */
void printed_find(struct lines *lines, struct arena *arena, struct ink_page *page,
                  const struct stream *stream);

#endif
