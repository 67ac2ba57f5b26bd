/*
 * reading: how the surface of a place or body can be read as the name of a place, or as one that
 * begins with such a name.
 */
#ifndef PAGEWIRE_LINK_READING_H
#define PAGEWIRE_LINK_READING_H

#include "services/enrich/link/scene.h"

struct reading {
    const struct meaning *meanings; /* of the part that names a place */
    size_t count;
    struct slice key;      /* that part, UTF-8: equal for equal names */
    size_t rest;           /* code points behind it: a site or body */
    bool full;             /* the part ends like a division: 焦作市 */
    bool district;         /* a short name that a district shares with larger places */
    bool shadowed;         /* also the name of a river or region, which is meant unless a chain says
                              otherwise */
    bool road;             /* the surface ends like a road's name */
    bool namesake;         /* also the name of a person or an idea: 中山, 东方 */
    bool inside;           /* the surface is a chain of its own (河南焦作), which ... */
    uint32_t inside_place; /* ... constrains the meanings to this place */
    uint32_t before, after; /* neighbours in the chain, or UINT32_MAX; the caller's */
};

/* Reads m's surface.  Borrows from scene's arena and atlas. */
void reading_make(struct reading *reading, const struct scene *scene,
                  const struct scene_mention *m);

/* Whether the chain inside the surface allows the meaning. */
bool reading_allows(const struct atlas *atlas, const struct reading *reading,
                    const struct meaning *meaning);

/* The meaning of `reading` that holds `place` and is larger, or PLACE_NONE. */
uint32_t reading_holder(const struct atlas *atlas, const struct reading *reading, uint32_t place);

/* Whether it may mean something that lies in `place`. */
bool reading_has_within(const struct atlas *atlas, const struct reading *reading, uint32_t place);

/* Whether nothing but blanks stands between two places in a text. */
bool reading_adjoins(const struct scene_text *text, uint32_t end, uint32_t start);

#endif
