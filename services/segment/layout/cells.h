/*
 * cells: a text whose columns stand beside each other by blanks, one character to a cell of
 * a grid whatever its width, as `pdftotext -layout` prints it; and where on paper its cells were.
 *
 * What such a program does is undone.  It moves a block of text right until it is clear of all that
 * begins left of it, wherever on the page, so equal places on paper have equal cells and cells
 * grow with places; and it ends a row where the next line stands half a letter lower.
 */
#ifndef PAGEWIRE_LAYOUT_CELLS_H
#define PAGEWIRE_LAYOUT_CELLS_H

#include "services/segment/sheet.h"

/* Points of the page that is made up: a letter of the text, a line of it. */
static const float CELLS_BODY = 10, CELLS_PITCH = 15;

enum {
    CELLS_INDENT = 4, /* of a paragraph */
    CELLS_INDENT_MOST = 8,
    CELLS_ROWS_NEAR = 3, /* to the next line of a column */
    CELLS_ROWS_FAR = 14, /* the same where it surely goes on */
};

/* Ink of a row without a wide gap in it. */
struct chunk {
    uint32_t start, end; /* code points of the sheet */
    uint32_t row;
    uint32_t x, stop; /* cells before it, and where it ends */
    uint32_t wide;    /* half em that its letters take */
    uint32_t points;
    uint32_t drawn;        /* cells before it, were wide letters two */
    uint32_t above, below; /* the chunk that is a line of the same text, from 1; 0: none */
    uint32_t run;
    float left, bottom; /* points */
    bool stray;         /* a letter or two of the line in the row above or below */
};

/* Chunks below each other, a line's distance apart. */
struct stretch {
    uint32_t first, lines;
    uint32_t x, cells; /* where its lines begin that are not indented; of its widest line */
    uint32_t full;     /* half em of a line that is full */
    bool text;         /* three lines and more, as wide as each other */
};

struct cells {
    struct sheet *sheet;
    struct chunk *chunks;
    size_t count, cap;
    uint32_t *first; /* chunk of each row, and one more */
    size_t rows, row_cap;
    float *bottom; /* of each row, points */
    bool *room;    /* of each row: blank, and as high as lines of text are apart */
    struct stretch *runs;
    size_t run_count, run_cap;
};

/* Reads the sheet's rows, all in its arena; false when columns do not keep their places letter
 * by letter, and for any other text. */
bool cells_read(struct cells *cells, struct sheet *sheet);

/* Sets rows beside each other that were printed column by column, next to a line of large type:
 * from here on chunks are in the order of rows, no more in that of the text. */
void cells_unroll(struct cells *cells);

/* Finds the lines of texts, the height of rows and the left end of chunks. */
void cells_place(struct cells *cells);

/* Sets room.  Blank rows say how far it is from the row's last line to the next row's first, in
 * letters of the one: of no use where either is large, and stands as high as it likes; then how
 * the lines below them read tells whether they go on from those above.  All: without a look. */
void cells_find_room(struct cells *cells, bool all);

/* The next chunk above (way -1) or below (1), at most so many rows away, whose cells overlap. */
const struct chunk *cells_next(const struct cells *cells, const struct chunk *own, int way,
                               uint32_t reach);

/* Whether the chunk ends as a sentence does. */
bool cells_stops(const struct cells *cells, const struct chunk *chunk);

#endif
