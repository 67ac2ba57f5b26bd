/*
 * lexicon: words of a kind, found where they end or begin.
 */
#ifndef PAGEWIRE_LINK_LEXICON_H
#define PAGEWIRE_LINK_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lexicon_word {
    const uint32_t *points;
    size_t length;
};

struct lexicon {
    uint32_t *points;
    struct lexicon_word *by_first, *by_last; /* sorted by that code point, then the longer first */
    size_t count;
};

/* Reads words parted by blanks. */
void lexicon_init(struct lexicon *lexicon, const char *words);
void lexicon_done(struct lexicon *lexicon);

/* The length of the longest word that ends at points + count, or begins at points; 0 for none. */
size_t lexicon_ending(const struct lexicon *lexicon, const uint32_t *points, size_t count);
size_t lexicon_beginning(const struct lexicon *lexicon, const uint32_t *points, size_t count);

#endif
