/*
 * atlas: the places that names may mean (data/places.bin, built by train/gazetteer/places.py):
 * divisions of China down to townships, older ones with their successors, countries, known
 * places of the world, regions, rivers and sites.  Mapped, and shared by all workers of a host.
 *
 * A place is its row.  Names are arrays of code points without blanks.
 */
#ifndef PAGEWIRE_LINK_ATLAS_H
#define PAGEWIRE_LINK_ATLAS_H

#include "common/buf.h"
#include "common/entity.h"
#include "services/enrich/trie.h"

#define PLACE_NONE UINT32_MAX
enum { ATLAS_LONGEST = 24, ATLAS_DEPTH = 6 };

/* Of a row. */
enum {
    PLACE_OLD = 1,     /* a division that is no more */
    PLACE_ISO = 2,     /* its code is letters */
    PLACE_REGION = 4,  /* a river, a range, a part of a country: no division */
    PLACE_SPECIAL = 8, /* a development zone or the like */
};

struct place_row {
    uint32_t code, parent, name, successor;
    uint8_t level, flags; /* enum place_level */
    uint16_t until;       /* last year of an old one */
};

/* How a name stands for a place. */
enum name_kind { NAME_FULL, NAME_SHORT, NAME_LETTER, NAME_OLD, NAME_OLD_SHORT, NAME_PAPER };
enum { NAME_KINDS = NAME_PAPER + 1 };

struct meaning {
    uint32_t place;
    uint8_t kind; /* enum name_kind */
    uint8_t unused[3];
};

struct atlas {
    struct blob blob;
    struct trie trie;
    const struct place_row *places;
    const char *text;
    const uint32_t *groups;
    const struct meaning *meanings;
    size_t place_count, group_count, meaning_count;
};

/* Opens the file at path, which must outlive the atlas; -1 when it is missing, foreign or
 * damaged. */
int atlas_open(struct atlas *atlas, const char *path, struct err *err);
void atlas_close(struct atlas *atlas);

/* The places that exactly this name may mean; 0 for none. */
size_t atlas_find(const struct atlas *atlas, const uint32_t *points, size_t count,
                  const struct meaning **meanings);

/* The length of the longest name of at least two code points, at most `count`, that begins at
 * points; 0 for none. */
size_t atlas_longest(const struct atlas *atlas, const uint32_t *points, size_t count);

const struct place_row *atlas_place(const struct atlas *atlas, uint32_t place);
struct slice atlas_name(const struct atlas *atlas, uint32_t place);

/* Whether `place` is `whole` or lies in it. */
bool atlas_within(const struct atlas *atlas, uint32_t place, uint32_t whole);

/* The nearest of the place and what it lies in that has a code; PLACE_NONE for none. */
uint32_t atlas_coded(const struct atlas *atlas, uint32_t place);

/* Appends the code: six or nine digits, two letters, or nothing. */
void atlas_code(const struct atlas *atlas, uint32_t place, struct buf *out);

/* Appends 河南省 焦作市 温县; China itself only when it is the place. */
void atlas_path(const struct atlas *atlas, uint32_t place, struct buf *out);

/* The place of a code as atlas_code writes it; PLACE_NONE for none. */
uint32_t atlas_by_code(const struct atlas *atlas, struct slice code);

#endif
