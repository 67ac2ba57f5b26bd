/*
 * The table: "PWBIGRM1", the number of slots (a power of two, 32 bits), the
 * sum of all counts times ten as log2 (32 bits); for each code point below
 * 65536 one byte, ten times log2 of its count (0: unseen); then three bytes a
 * slot, a fingerprint (16 bits, 0: free) and ten times log2 of the pair's
 * count.  All little-endian.  A pair stands in the first free slot from its
 * hash on, so a lookup ends at a free slot; two pairs share a fingerprint once
 * in 65,000 and then share a count, which is harmless here.
 */
#include "services/segment/bigram.h"

#include "services/segment/glyph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 16, SINGLES = 65536, SLOT = 3 };

struct bigrams {
    unsigned char *bytes;
    uint32_t slots;
    float total; /* log2 of all counts */
};

static uint32_t
read_u32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

int
bigrams_parse(struct bigrams **result, struct slice bytes, struct err *err)
{
    if (bytes.len < HEAD + SINGLES || memcmp(bytes.ptr, "PWBIGRM1", 8) != 0)
        return err_set(err, ERR_REJECT, "not a bigram table");
    uint32_t slots = read_u32((const unsigned char *)bytes.ptr + 8);
    if (slots == 0 || (slots & (slots - 1)) != 0 ||
        bytes.len != HEAD + SINGLES + (size_t)slots * SLOT)
        return err_set(err, ERR_REJECT, "bigram table cut short");
    struct bigrams *bigrams = malloc(sizeof *bigrams);
    unsigned char *copy = malloc(bytes.len);
    if (bigrams == NULL || copy == NULL)
        die("out of memory");
    memcpy(copy, bytes.ptr, bytes.len);
    float total = (float)read_u32(copy + 12) / 10;
    *bigrams = (struct bigrams){ copy, slots, total };
    *result = bigrams;
    // cppcheck-suppress memleak ; *bigrams holds it
    return 0;
}

void
bigrams_free(struct bigrams *bigrams)
{
    if (bigrams == NULL)
        return;
    free(bigrams->bytes);
    free(bigrams);
}

/* Digits count as one character, and so do letters. */
static uint32_t
fold_kind(uint32_t point)
{
    return glyph_is_digit(point) ? '0' : glyph_is_latin(point) ? 'a' : point;
}

/* Log2 of the pair's count; -1, half an occurrence, when unseen. */
static float
pair_count(const struct bigrams *bigrams, uint32_t a, uint32_t b)
{
    const unsigned char *slots = bigrams->bytes + HEAD + SINGLES;
    uint32_t hash = (a << 16 | b) * 2654435761u;
    hash ^= hash >> 15;
    hash *= 2246822519u;
    hash ^= hash >> 13;
    unsigned print = hash >> 16 | 1;
    uint32_t at = hash & (bigrams->slots - 1);
    for (uint32_t step = 0; step < bigrams->slots; step++) {
        const unsigned char *slot = slots + (size_t)at * SLOT;
        unsigned stored = slot[0] | (unsigned)slot[1] << 8;
        if (stored == 0)
            break;
        if (stored == print)
            return (float)slot[2] / 10;
        at = (at + 1) & (bigrams->slots - 1);
    }
    return -1;
}

float
bigrams_affinity(const struct bigrams *bigrams, uint32_t a, uint32_t b)
{
    a = fold_kind(a);
    b = fold_kind(b);
    if (bigrams == NULL || a >= SINGLES || b >= SINGLES)
        return 0;
    const unsigned char *singles = bigrams->bytes + HEAD;
    if (singles[a] == 0 || singles[b] == 0)
        return 0;
    float affinity =
        pair_count(bigrams, a, b) + bigrams->total - (float)(singles[a] + singles[b]) / 10;
    return affinity < -8 ? -8 : affinity > 8 ? 8 : affinity;
}

float
bigrams_surprise(const struct bigrams *bigrams, uint32_t a, uint32_t b)
{
    a = fold_kind(a);
    b = fold_kind(b);
    if (bigrams == NULL || a >= SINGLES || b >= SINGLES)
        return 20;
    return bigrams->total - pair_count(bigrams, a, b);
}
