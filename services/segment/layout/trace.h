/*
 * trace: what the layout says of one line, as evidence beside that of its words.
 */
#ifndef PAGEWIRE_LAYOUT_TRACE_H
#define PAGEWIRE_LAYOUT_TRACE_H

#include "services/segment/sheet.h"

struct trace {
    uint32_t article;        /* lines of one number are one article by their place */
    float roles[ROLE_COUNT]; /* nats for each role */
    signed char paragraph;   /* 1: one begins with the line; -1: none does; 0: not told */
    bool cell;               /* of a table */
    bool inner;              /* not the first line of a text's part in a column */
    bool rough;              /* places are guesses: the words have more to say */
};

/* Fills the sheet's lines, in reading order and each with its trace, from where they
 * stand on paper.  False: the layout is of no use, the text alone has to do. */
bool trace_lines(struct sheet *sheet, const struct layout *layout);

/* Adds the evidence of the lines' traces to their pieces' roles and borders. */
void trace_weigh(struct sheet *sheet);

/* Nats for (positive) or against a border between two pieces. */
float trace_border(const struct sheet *sheet, size_t before, size_t piece);

#endif
