/*
 * snippet: the few words around what was found, for lists of results.
 */
#ifndef PAGEWIRE_STORE_SNIPPET_H
#define PAGEWIRE_STORE_SNIPPET_H

#include "common/arena.h"
#include "common/slice.h"

/* About 80 code points of text around the first of `words` (parted by blanks)
 * that stands in it as it is written, else its beginning; with … where it was
 * cut, in one line without runs of blanks, in the arena. */
struct slice snippet_cut(struct arena *arena, struct slice text, struct slice words);

#endif
