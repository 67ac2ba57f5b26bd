/*
 * sheet: one page being segmented.  Code points, the lines that they stand in,
 * and the pieces of lines that get one role each.  All of it lives in the
 * page's arena; offsets are code points of the page, end exclusive.
 */
#ifndef PAGEWIRE_SHEET_H
#define PAGEWIRE_SHEET_H

#include "common/page.h"
#include "common/tick.h"

struct trace;

/* One printed line: a row of the page, or the part of a row that one column
 * holds.  Lines are in reading order, columns undone. */
struct line {
    uint32_t start, end;       /* without blanks at both ends, never empty */
    uint16_t indent;           /* columns of blanks before it; an ideograph has two */
    uint16_t width;            /* columns from first to last character */
    uint16_t full;             /* width of a full line hereabouts */
    uint16_t blank_before;     /* blank rows above, or 1 when a column begins; capped */
    uint16_t block;            /* number of the stretch of rows that share columns; 0: whole rows */
    uint16_t column;           /* of that block, from 0 */
    bool table;                /* a row of a table */
    const struct trace *trace; /* what its place on paper says; NULL for plain text */
};

/* A part of a line with one role. */
struct piece {
    uint32_t start, end;
    uint32_t from, to; /* the same without echoes and the like at its ends, never empty */
    uint32_t line;
    bool opens, closes; /* first, last piece of its line */
    bool aide;          /* of a note on who helped, which belongs to the text above it */
    enum role role;
    uint32_t article;        /* 0 for furniture */
    float score[ROLE_COUNT]; /* log probability of each role */
    float para;              /* log odds that a paragraph begins here, if it is body */
    float first; /* log odds that an article's text (or head, after another) begins here */
    float confidence;
    const char *evidence;
};

struct bigrams;

struct sheet {
    struct arena *arena;
    const struct bigrams *bigrams; /* may be NULL */
    const uint32_t *point;         /* as printed */
    const uint32_t *plain;         /* folded; a blank for what is no text: echoes, markup */
    const uint32_t *simple;        /* plain in simplified forms: what cue words are looked for in */
    float *weights; /* cohesion's, of each letter and the one before; below 0: not looked up */
    size_t count;
    struct line *lines;
    size_t line_count, line_cap;
    struct piece *pieces;
    size_t piece_count, piece_cap;
    struct damage *damages; /* by damage_find, ordered by start */
    size_t damage_count, damage_cap;
    bool flat;               /* each line of text is a paragraph, by repair_learn */
    bool indented;           /* an indent begins one */
    float margin;            /* nats between the best reading of the page and the next best */
    const struct tick *tick; /* called by sheet_beat; NULL: never */
    struct err *err;         /* what it said when the page was given up */
    uint32_t beats;
    bool stopped;
};

/* What every long loop calls once a turn: ticks now and then, and tells whether the page is still
 * wanted; once it is not, whoever asks leaves, in no particular state. */
bool sheet_beat(struct sheet *sheet);
bool sheet_beats(struct sheet *sheet, uint32_t turns); /* the same for a turn worth that many */
enum { SHEET_BEATS = 256 };                            /* turns between two ticks */

/* Decodes the text, which is to be cut into lines and pieces (read/read.h).  Tick and err are the
 * caller's, the rest is set anew. */
void sheet_decode(struct sheet *sheet, struct arena *arena, struct slice text);

/* Where the ASCII-armoured UTF-8 word stands in plain[start, end), blanks in the
 * page passed over; end when nowhere.  *stop (may be NULL) is where it ends. */
uint32_t sheet_find(const struct sheet *sheet, uint32_t start, uint32_t end, const char *word,
                    uint32_t *stop);

/* Where the word ends that begins at `at`, which is no blank; 0 when it does not begin there. */
uint32_t sheet_match(const struct sheet *sheet, uint32_t at, uint32_t end, const char *word);

/* Whether word begins, or ends, plain[start, end). */
bool sheet_starts(const struct sheet *sheet, uint32_t start, uint32_t end, const char *word);
bool sheet_ends(const struct sheet *sheet, uint32_t start, uint32_t end, const char *word);

/* Whether any of the words, the last of which is NULL, begins plain[start, end), ends it, stands in
 * it or is all of it. */
bool sheet_starts_any(const struct sheet *sheet, uint32_t start, uint32_t end,
                      const char *const *words);
bool sheet_ends_any(const struct sheet *sheet, uint32_t start, uint32_t end,
                    const char *const *words);
bool sheet_holds_any(const struct sheet *sheet, uint32_t start, uint32_t end,
                     const char *const *words);
bool sheet_is_any(const struct sheet *sheet, uint32_t start, uint32_t end,
                  const char *const *words);

/* Where a stretch of at least four characters ends that begins at `at` and is
 * spaced out, with the same gap after each; `at` when none begins there. */
uint32_t sheet_spaced(const struct sheet *sheet, uint32_t at, uint32_t end);

/* Whether what stands there is neither text nor a gap in it: an echo, a zero-width mark, the rest
 * of an entity; of a tag and what it is in the place of, the first counts as a gap. */
bool sheet_is_hushed(const struct sheet *sheet, uint32_t at);

/* Whether two pieces have the same characters, blanks left aside. */
bool sheet_same(const struct sheet *sheet, const struct piece *a, const struct piece *b);

/* The next (previous) non-blank offset at or after (before) `at`, or `end`. */
uint32_t sheet_ink(const struct sheet *sheet, uint32_t at, uint32_t end);

#endif
