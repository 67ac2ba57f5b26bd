/*
 * name: the names in bylines, read word by word.
 */
#ifndef PAGEWIRE_NAME_H
#define PAGEWIRE_NAME_H

#include "services/segment/write/town.h"

enum { NAME_MAX_INK = 14 }; /* of a foreign name */

struct name {
    uint32_t point[NAME_MAX_INK];
    size_t len;
};

/* Where text with names stands. */
enum names_place {
    NAMES_BYLINE,   /* what only may be a name counts when nothing is one for sure */
    NAMES_DATELINE, /* only what is one for sure */
    NAMES_TOLD,     /* the same before 报道, which a place may stand before, glued to the name */
};

/* Writes the names of who wrote the article, in the order of text[0..len), to
 * names[0..cap) and returns how many.  '\n' stands for a line's end.  Photographers
 * and editors, towns, countries, offices and what stands in 《》 are left out. */
size_t names_read(struct name *names, size_t cap, const uint32_t *text, size_t len,
                  const struct towns *towns, enum names_place place);

/* Whether the point is one of those that tell a day: 十二月3日. */
bool name_is_day(uint32_t point);

#endif
