/*
 * stream: what a decoder program says of one page, read back.  The program runs in
 * the jail and may have been taken over by the document, so this is a parser of
 * hostile input: every number is checked, everything is bounded.
 *
 * Text, a record a line, its letter or word first; numbers are whole and parted by one
 * blank, lengths hundredths of a point from the top left of the visible page, y down.
 * Records stand in the order in which the page is painted.
 *
 *     pagewire-page 1
 *     pages COUNT                          of the document
 *     source NAME                          pdf, alto, hocr, page-xml, ocr
 *     size WIDTH HEIGHT
 *     face BOLD TYPE3 NAME                 numbered from 0
 *     font FACE A B C D WMODE COLOUR FLAGS of the glyphs that follow: the matrix from
 *                                          em to page, colour RRGGBB as a number,
 *                                          flags: 1 not painted, 2 outlined (stroked)
 *     g POINT GLYPH X Y ADVANCE            pen position; advance in thousandths of an em,
 *                                          -1: one more code point of the glyph before
 *     r LEFT TOP RIGHT BOTTOM COLOUR OPAQUE filled rectangle
 *     s LEFT TOP RIGHT BOTTOM              rectangle that is drawn round something
 *     l LEFT TOP RIGHT BOTTOM              line
 *     o LEFT TOP RIGHT BOTTOM              outline
 *     i LEFT TOP RIGHT BOTTOM OPAQUE       picture
 *     t ARTICLE ROLE                       of the lines that follow: what the source's tags
 *                                          say, numbers from 1 as they come; - for no role
 *     n BLOCK SIZE FACE VERTICAL TURNED BOLD   a line of words, which follow
 *     w LEFT TOP RIGHT BOTTOM SHARE GLUED TEXT a word; share of 1000 that it is right;
 *                                          glued: no blank before it
 *     end          or          error TEXT
 */
#ifndef PAGEWIRE_DECODE_STREAM_H
#define PAGEWIRE_DECODE_STREAM_H

#include "common/arena.h"
#include "common/err.h"
#include "common/layout.h"

enum {
    STREAM_BYTES_MAX = 256 << 20,
    STREAM_GLYPHS_MAX = 1000000,
    STREAM_WORDS_MAX = 400000,
    STREAM_LINES_MAX = 200000,
    STREAM_PAINTS_MAX = 200000, /* what is more is passed over */
    STREAM_FACES_MAX = 4096,
    STREAM_PAGES_MAX = 100000,
};

struct stream_face {
    const char *name;
    bool bold, type3;
};

/* What stays the same from glyph to glyph. */
struct stream_font {
    uint16_t face;
    bool vertical;  /* writing mode of the font */
    bool unpainted; /* invisible */
    bool stroked;
    uint32_t colour;  /* RRGGBB */
    float a, b, c, d; /* em to page, in points */
};

struct glyph {
    uint32_t point, id; /* code point; glyph in its face */
    uint32_t font;      /* index into fonts */
    uint32_t order;     /* number of the record in the stream: paints share it */
    float x, y;         /* pen */
    float advance;      /* em */
    bool more;          /* stands on the glyph before it: second code point of a ligature */
};

enum paint_kind { PAINT_FILL, PAINT_FRAME, PAINT_LINE, PAINT_OUTLINE, PAINT_PICTURE };

struct paint {
    enum paint_kind kind;
    struct box box;
    uint32_t colour; /* of a fill */
    uint32_t order;
    bool opaque;
};

struct stream_word {
    struct box box;
    float share;
    bool glued;
    struct slice text;
};

struct stream_line {
    size_t first_word, word_count;
    uint32_t block;
    float size;
    uint16_t face;
    uint8_t turned;
    bool vertical, bold;
    uint16_t article; /* by the source's tags */
    uint8_t tag;      /* role + 1; 0: the source does not say */
};

struct stream {
    uint32_t pages;
    const char *source;
    float width, height;
    struct stream_face *faces;
    size_t face_count, face_cap;
    struct stream_font *fonts;
    size_t font_count, font_cap;
    struct glyph *glyphs;
    size_t glyph_count, glyph_cap;
    struct paint *paints;
    size_t paint_count, paint_cap;
    struct stream_word *words;
    size_t word_count, word_cap;
    struct stream_line *lines;
    size_t line_count, line_cap;
};

/* Reads a whole stream; everything lies in the arena.  -1: REJECT with the program's
 * own reason, or what is wrong with the stream. */
int stream_read(struct stream *stream, struct arena *arena, struct slice bytes, struct err *err);

#endif
