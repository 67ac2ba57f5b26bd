/*
 * gazetteer: which places, surnames and dictionary words a text may hold
 * (data/gazetteer.bin, built by train/gazetteer/build.py), as features for the
 * tagger and as a list to ask for one name.
 */
#ifndef PAGEWIRE_GAZETTEER_H
#define PAGEWIRE_GAZETTEER_H

#include "services/enrich/trie.h"

struct gazetteer {
    struct blob blob;
    struct trie trie;
};

/* Levels of a place, as bits of what gazetteer_find returns. */
enum { PLACE_CITY = 1, PLACE_COUNTY = 2, PLACE_TOWN = 4, PLACE_ABROAD = 8, PLACE_ANY = 15 };
enum { GAZETTEER_BITS = 30, GAZETTEER_PLACE_BITS = 18, GAZETTEER_LONGEST = 12 };

/* Opens the file at path, which must outlive the gazetteer. */
int gazetteer_open(struct gazetteer *gazetteer, const char *path, struct err *err);
void gazetteer_close(struct gazetteer *gazetteer);

/* For every code point, bits: 4 * level + 0, 1, 2 when it is the first, an
 * inside, the last one of a place of that level; 16 when it is a surname; 17
 * when it begins a surname of two (or is one and ends the text); 18 + 3 *
 * class + 0, 1, 2 likewise for the four classes of words. */
void gazetteer_mark(const struct gazetteer *gazetteer, const uint32_t *points, size_t count,
                    uint32_t *bits);

/* The levels of the place of exactly that name, 0 when there is none. */
unsigned gazetteer_find(const struct gazetteer *gazetteer, const uint32_t *points, size_t count);

/* The length of the longest place that begins at points, 0 when none does. */
size_t gazetteer_longest(const struct gazetteer *gazetteer, const uint32_t *points, size_t count);

/* Whether the name begins with a surname of one or two characters; the length
 * of the longest, else 0. */
size_t gazetteer_surname(const struct gazetteer *gazetteer, const uint32_t *points, size_t count);

#endif
