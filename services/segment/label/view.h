/*
 * view: what can be seen of one piece by itself and of its place among short
 * lines; features are made of views.
 */
#ifndef PAGEWIRE_VIEW_H
#define PAGEWIRE_VIEW_H

#include "services/segment/sheet.h"

enum glyph_class {
    CLASS_NONE,
    CLASS_HAN,
    CLASS_STOP,
    CLASS_PAUSE,
    CLASS_COLON,
    CLASS_OPEN_QUOTE,
    CLASS_OPEN_BRACKET,
    CLASS_OPEN,
    CLASS_CLOSE_BRACKET,
    CLASS_CLOSE,
    CLASS_BULLET,
    CLASS_DASH,
    CLASS_DIGIT,
    CLASS_LATIN,
    CLASS_OTHER,
};

struct view {
    uint32_t ink, han, digits, latin, pauses, stops, blanks;
    enum glyph_class first, last;
    int fill;                           /* tenths of the full width that the line reaches, 0..10 */
    int indent;                         /* columns: 0, 1 (1-2), 2 (3-5), 3 (more) */
    unsigned blank_before, blank_after; /* 0..2 */
    bool prose;                         /* looks like a line of running text */
    bool name;                          /* nothing but one name, after a bullet perhaps */
    bool names;                         /* several names */
    int foreign;                        /* names written by their sound: 1 with dots, 2 without */
    bool tail_name;                     /* a word or two, then a name */
    bool wrapped;                       /* in one pair of marks: 【…】 */
    int ahead, back; /* 0..4, -1 for prose: how much of it the text after, before speaks of */
    bool opens, closes;
    uint32_t cues;        /* bit i: cue i of the table below */
    int run_up, run_down; /* short lines in a row above and below, capped */
    float join;           /* affinity of the previous piece's last to this one's first character */
};

/* "han", "stop", ... */
const char *class_name(enum glyph_class class);

/* How many cues there are, and the name of one. */
unsigned cue_count(void);
const char *cue_name(unsigned cue);

/* A view for every piece, in the sheet's arena. */
struct view *views_look(struct sheet *sheet);

#endif
