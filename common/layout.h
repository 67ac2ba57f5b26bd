/*
 * layout: where a page's text stands on paper, as a decoder read it.
 *
 * Units are points (1/72 inch) from the top left of the visible page, x to the
 * right, y downward, the page upright.  Lines are in the order of the page's
 * text and name disjoint stretches of it that hold every non-blank code point; the
 * text of a line has no line end inside.  A line stands in one column: the
 * decoder parts what a wide gap parts, and leaves the order of columns and
 * articles to the segmenter.
 *
 * All of it lives in the arena of the page that it belongs to.
 */
#ifndef PAGEWIRE_LAYOUT_H
#define PAGEWIRE_LAYOUT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct box {
    float left, top, right, bottom;
};

/* The least box that holds both. */
static inline struct box
box_join(struct box a, struct box b)
{
    return (struct box){ fminf(a.left, b.left), fminf(a.top, b.top), fmaxf(a.right, b.right),
                         fmaxf(a.bottom, b.bottom) };
}

/* One printed line, horizontal or vertical. */
struct layout_line {
    uint32_t start, end; /* code points of the page's text */
    struct box box;      /* of its ink or its em boxes, whichever the source gives */
    float size;          /* of the type, in points; 0: unknown */
    uint16_t face;       /* index into faces; equal faces are equal type */
    bool bold;           /* by the face's name or weight, or printed twice to look so */
    bool vertical;       /* runs from top to bottom, lines from right to left */
    uint8_t turned;      /* quarter turns clockwise of the letters, 0 upright */
    float confidence;    /* 0..1 of OCR, 1 for text that was text */
    uint32_t block;      /* what the source grouped (TextBlock, ocr_carea), from 1; 0: nothing */
};

enum layout_mark_kind {
    MARK_RULE,    /* a thin line, horizontal or vertical */
    MARK_FRAME,   /* a rectangle that is drawn round something */
    MARK_TINT,    /* an area with a colour of its own below the text */
    MARK_PICTURE, /* a picture, or an outline drawing of some size */
};
enum { MARK_KIND_COUNT = MARK_PICTURE + 1 };

struct layout_mark {
    enum layout_mark_kind kind;
    struct box box;
};

struct layout {
    float width, height; /* of the visible page */
    struct layout_line *lines;
    size_t line_count, line_cap;
    struct layout_mark *marks;
    size_t mark_count, mark_cap;
    const char **faces; /* names as printed in the source, "" when unknown */
    size_t face_count, face_cap;
    const char *source; /* "pdf", "alto", "hocr", "page-xml", "ocr" */
    bool rough;         /* drawn by blanks of a text: places and sizes are guesses */
};

#endif
