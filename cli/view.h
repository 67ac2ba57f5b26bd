/*
 * view: a page or an article for people to read.
 */
#ifndef PAGEWIRE_CLI_VIEW_H
#define PAGEWIRE_CLI_VIEW_H

#include "cli/term.h"
#include "common/proto/record.h"

/* So much of an id is enough for other commands. */
enum { VIEW_ID_SHORT = 12 };

/* The id, or its beginning where a line of so many columns has no room. */
struct slice view_id(const struct term *term, struct slice id, size_t columns);

/* Appends the page's name and origin, then each article: kicker, headline,
 * deck, authors, paragraphs with names painted, and a list of the names. */
void view_record(const struct term *term, struct buf *out, const struct record *record);

/* Appends "澜州日报 2026-03-16 A03", whichever of them are known, else name. */
void view_origin(struct buf *out, struct slice paper, struct slice date, struct slice number,
                 struct slice name);

#endif
