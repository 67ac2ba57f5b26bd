/*
 * ink: the glyphs of a page that a reader sees, each with its box and the way its
 * line runs.  Between the stream, which tells all that was painted, and lines.
 *
 * Left out is what nobody sees: invisible text, unless it is the layer that OCR put
 * over a scan; text below a picture or area that covers it; text in the colour of its
 * ground.  A glyph that was printed twice to look bold is one bold glyph.
 */
#ifndef PAGEWIRE_DECODE_INK_H
#define PAGEWIRE_DECODE_INK_H

#include "services/decode/stream.h"

/* A glyph in the frame of its line: turned so that the line runs to the right and the
 * next line is below.  For vertical writing the frame is turned, the letters are not. */
struct ink {
    struct box box;   /* em box on the page */
    float start, end; /* along the line */
    float level;      /* across: the baseline, or the middle of a vertical line */
    float size;       /* em, points */
    uint32_t point;
    uint32_t order;
    uint16_t face;
    uint8_t turned; /* quarter turns clockwise of the letters */
    bool vertical, bold, blank, more;
};

struct ink_page {
    struct ink *items; /* in the order of the stream */
    size_t count;
    size_t unknown; /* that no code point is known for, U+FFFD */
    const char *unknown_face;
    bool layer; /* it is the text layer of a scan */
};

void ink_gather(struct ink_page *page, struct arena *arena, const struct stream *stream);

/* Where a place along and across a line is on the page. */
enum { FRAME_COUNT = 8 };
unsigned ink_frame(uint8_t turned, bool vertical); /* 0 .. FRAME_COUNT - 1 */

/* A box in that frame: left and right along the line, top and bottom across. */
struct box box_to_frame(struct box box, unsigned frame);

#endif
