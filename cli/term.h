/*
 * term: text for people.  Colours and line breaks only when standard output is
 * a terminal; anything else gets plain text, one paragraph a line.
 */
#ifndef PAGEWIRE_CLI_TERM_H
#define PAGEWIRE_CLI_TERM_H

#include "common/buf.h"

#include <stdint.h>

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_PER,
    STYLE_LOC,
    STYLE_ORG,
    STYLE_BAD,
    STYLE_HIT
};

struct term {
    bool colour;
    size_t width;   /* columns to fill with text; 0: never break a line */
    size_t columns; /* that there are; 0: no terminal */
};

/* when: "auto", "always", "never" for the colours (NO_COLOR turns auto off).
 * Returns 0, or -1 for another word. */
int term_init(struct term *term, const char *when);

/* Appends text in a style. */
void term_add(const struct term *term, struct buf *out, enum style style, struct slice text);
void term_printf(const struct term *term, struct buf *out, enum style style, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* A stretch of one style. */
struct span {
    struct slice text;
    enum style style;
};

/* Appends a paragraph of spans and a line end: the first line indented by `first`
 * blanks, the others by `indent`, broken at the width where Chinese and Latin
 * typography allow it.  Control characters become blanks. */
void term_flow(const struct term *term, struct buf *out, size_t first, size_t indent,
               const struct span *spans, size_t count);

/* Columns that text takes; wide and ambiguous characters take two. */
size_t term_columns(struct slice text);

/* Appends text cut to at most that many columns, with … where it was cut, and
 * blanks up to it when `fill`.  Line ends and other controls become blanks. */
void term_cell(struct buf *out, struct slice text, size_t columns, bool fill);

#endif
