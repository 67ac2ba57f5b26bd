#include "services/segment/layout/kin.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"

#include <math.h>
#include <stdlib.h>

enum {
    TEXTS_MOST = 300, /* of a page; their pairs are a square of that */
    TEXTS_PAIR = 24,  /* that have a pair which still tells */
    PAIRS_LEAST = 8,  /* of a text */
};

static const float SHARE_LEAST = 4; /* pairs that a share is held against */
static const float COMMON = 10;     /* bits of surprise that everybody's words have */

struct entry {
    uint32_t pair, text;
};

struct kin {
    struct sheet *sheet;
    struct entry *entries;
    size_t count, cap, texts;
    uint32_t *pairs; /* of each text, told apart */
    float *shared;   /* bits of the pairs that two texts share, row by row */
};

struct kin *
kin_open(struct sheet *sheet, size_t texts)
{
    struct kin *kin = arena_alloc(sheet->arena, 1, sizeof *kin);
    *kin = (struct kin){ .sheet = sheet, .texts = texts };
    if (texts > TEXTS_MOST || sheet->bigrams == NULL)
        kin->texts = 0;
    kin->pairs = arena_alloc(sheet->arena, kin->texts + 1, sizeof *kin->pairs);
    kin->shared = arena_alloc(sheet->arena, kin->texts * kin->texts + 1, sizeof *kin->shared);
    return kin;
}

void
kin_read(struct kin *kin, size_t text, uint32_t start, uint32_t end)
{
    const uint32_t *simple = kin->sheet->simple;
    uint32_t last = 0;
    for (uint32_t at = start; at < end && text < kin->texts; at++) {
        uint32_t point = simple[at];
        if (point_is_blank(point))
            continue;
        if (point_is_han(last) && point_is_han(point) && last < 0x10000 && point < 0x10000) {
            kin->entries = arena_grow(kin->sheet->arena, kin->entries, kin->count, &kin->cap,
                                      sizeof *kin->entries);
            kin->entries[kin->count++] = (struct entry){ last << 16 | point, (uint32_t)text };
        }
        last = point;
    }
}

static int
compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->pair != y->pair ? (x->pair > y->pair) - (x->pair < y->pair)
                              : (x->text > y->text) - (x->text < y->text);
}

/* The texts that have one pair, each once. */
static void
share(struct kin *kin, const struct entry *entries, size_t count)
{
    uint32_t pair = entries[0].pair;
    float bits = bigrams_surprise(kin->sheet->bigrams, pair >> 16, pair & 0xffff) - COMMON;
    for (size_t i = 0; i < count; i++) {
        kin->pairs[entries[i].text]++;
        for (size_t k = 0; k < i && bits > 0 && count <= TEXTS_PAIR; k++)
            kin->shared[entries[i].text * kin->texts + entries[k].text] += bits;
    }
}

void
kin_close(struct kin *kin)
{
    size_t kept = 0;
    if (kin->count > 0)
        qsort(kin->entries, kin->count, sizeof *kin->entries, compare_entries);
    for (size_t i = 0; i < kin->count; i++)
        if (kept == 0 || compare_entries(&kin->entries[kept - 1], &kin->entries[i]) != 0)
            kin->entries[kept++] = kin->entries[i];
    for (size_t i = 0, next; i < kept && sheet_beat(kin->sheet); i = next) {
        for (next = i + 1; next < kept && kin->entries[next].pair == kin->entries[i].pair;)
            next++;
        share(kin, kin->entries + i, next - i);
    }
}

uint32_t
kin_pairs(const struct kin *kin, size_t text)
{
    return text < kin->texts ? kin->pairs[text] : 0;
}

static float
shared_bits(const struct kin *kin, size_t a, size_t b)
{
    return kin->shared[a > b ? a * kin->texts + b : b * kin->texts + a];
}

float
kin_share(const struct kin *kin, size_t words, size_t text)
{
    if (words >= kin->texts || text >= kin->texts || words == text)
        return 0;
    return shared_bits(kin, words, text) / sqrtf(fmaxf((float)kin->pairs[text], SHARE_LEAST));
}

float
kin_nats(const struct kin *kin, size_t a, size_t b)
{
    if (a >= kin->texts || b >= kin->texts || a == b || kin->pairs[a] < PAIRS_LEAST ||
        kin->pairs[b] < PAIRS_LEAST)
        return 0;
    float least = (float)(kin->pairs[a] < kin->pairs[b] ? kin->pairs[a] : kin->pairs[b]);
    float bits = shared_bits(kin, a, b);
    float share = logf(0.05F + bits / sqrtf((float)kin->pairs[a] * (float)kin->pairs[b]));
    float nats = 2.05F - 1.47F * share + 1.06F * logf(least) * (1 + share);
    return fmaxf(-4, fminf(5, nats));
}
