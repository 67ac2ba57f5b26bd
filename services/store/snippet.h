/*
 * snippet: the few words around what was found, for lists of results, and where in
 * them it stands.
 */
#ifndef PAGEWIRE_STORE_SNIPPET_H
#define PAGEWIRE_STORE_SNIPPET_H

#include "common/arena.h"
#include "common/proto/field.h"
#include "common/slice.h"

struct snippet {
    struct slice text;
    struct stretch *hits; /* code points of text, in order, apart */
    size_t hit_count;
};

/* About 80 code points of text around the first of the words (each of sought[0..count) is
 * parted by blanks) that stands in it as it is written, ASCII letters of either case, else its
 * beginning; with … where it was cut and where lines end, which are no neighbours.  In one line
 * without runs of blanks, in the arena. */
void snippet_cut(struct arena *arena, struct slice text, const struct slice *sought, size_t count,
                 struct snippet *snippet);

/* Where the words stand in a text. */
struct stretch *snippet_mark(struct arena *arena, struct slice text, const struct slice *sought,
                             size_t count, size_t *hit_count);

#endif
