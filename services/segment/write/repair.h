/*
 * repair: from printed pieces back to the text that was written.  Lines are
 * joined, justification blanks dropped, printed forms folded, doubled glyphs
 * and line-end hyphens undone; every code point keeps its place in the page.
 */
#ifndef PAGEWIRE_REPAIR_H
#define PAGEWIRE_REPAIR_H

#include "services/segment/sheet.h"

/* Learns from the pieces' roles whether the page has a paragraph to a line. */
void repair_learn(struct sheet *sheet);

/* Whether a paragraph begins with this piece of body text, given the piece of
 * body text before it in the same article. */
bool repair_breaks(const struct sheet *sheet, const struct piece *before,
                   const struct piece *piece);

/* Repaired code points and where in the page each stands; a blank that repair
 * put in stands where the code point before it does, with added set. */
struct prose {
    struct arena *arena;
    struct glyph {
        uint32_t point, page;
        bool added;
    } * glyphs;
    size_t count, cap;
    const struct piece *last; /* added last */
};

enum repair_kind {
    REPAIR_TEXT,    /* lines run on */
    REPAIR_HEADING, /* a line break becomes a blank, printed pauses stay */
};

/* Appends a piece to the prose.  Broken words and lines at the seam are mended. */
void repair_add(struct prose *prose, const struct sheet *sheet, const struct piece *piece,
                enum repair_kind kind);

/* The prose as a passage of the article; nothing when it is empty. */
void repair_emit(const struct prose *prose, struct page *page, struct article *article,
                 enum role role);

/* The prose as UTF-8 in its arena. */
struct slice repair_text(const struct prose *prose);

#endif
