/*
 * step: what each step of reading a page costs, by a convention.  The states are what
 * the open article has had so far; scores are in nats, the higher the better.
 */
#ifndef PAGEWIRE_CUT_STEP_H
#define PAGEWIRE_CUT_STEP_H

#include "services/segment/border.h"
#include "services/segment/cut/match.h"
#include "services/segment/sheet.h"

enum state {
    STATE_NONE,   /* before the first article */
    STATE_BYLINE, /* a byline, nothing else */
    STATE_TEXT,   /* text, no head yet */
    STATE_HEAD,   /* a head, no text yet */
    STATE_FOOT,   /* text, then its head */
    STATE_FULL,   /* a head, then its text */
    STATE_WAIST,  /* text, its head, text again */
};
enum { STATES = STATE_WAIST + 1 };

/* Where heads stand; times whether a byline opens the article. */
enum order { ORDER_FIRST, ORDER_LAST, ORDER_MIDDLE };

struct convention {
    const char *name;
    enum order order;
    bool byline_opens;
    float prior;
};

struct step { /* how a state of a piece was reached */
    unsigned char from;
    bool fresh;  /* a new article begins with the piece */
    bool turned; /* a head read as sub-head, or the reverse */
};

struct reading {
    struct sheet *sheet;
    const struct convention *convention;
    const struct match *match;
    size_t *parts; /* pieces that are parts, in order */
    size_t part_count;
    uint32_t *head_number; /* by piece: number of its head group, for match */
    uint32_t *text_number; /* by piece: number of its text block */
    bool *broken;          /* by piece: its text block begins in mid-sentence */
    bool *apart;           /* by part: something dealt with already stands before it */
    size_t *resumes;       /* by part: 1 + the part that breaks off and reads on with it; 0: none */
    struct step (*steps)[STATES];
    float total;
};

/* Adds to *score what it takes to read a part as `kind` after `state`, in a fresh article or in the
 * one that is open; the state that follows, STATE_NONE when it cannot be. */
enum state step_take(const struct reading *reading, size_t part, enum part kind, enum state state,
                     bool fresh, float *score);

/* What leaving the article in this state costs; last: its last piece. */
float step_leave(enum state state, const struct reading *reading, size_t last);

#endif
