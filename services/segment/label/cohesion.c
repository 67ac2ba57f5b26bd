#include "services/segment/label/cohesion.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/glyph.h"

enum { SLOTS = 2048, BACK = 500, AHEAD = 160, LEAST = 12, PIECES_MAX = 80 };

enum {
    TEXT = 1 << ROLE_BODY | 1 << ROLE_LEAD | 1 << ROLE_DATELINE | 1 << ROLE_SUBHEAD |
           1 << ROLE_CAPTION | 1 << ROLE_JUMP,
};

static uint32_t
slot_of(uint32_t a, uint32_t b)
{
    uint32_t hash = (a * 40503u + b) * 2654435761u;
    return (hash ^ hash >> 16) & (SLOTS - 1);
}

/* Bits of surprise above common pairs; 0 for what says nothing. */
static float
weight_of(const struct sheet *sheet, uint32_t a, uint32_t b)
{
    if (!point_is_han(a) || !point_is_han(b))
        return glyph_is_latin(a) && glyph_is_latin(b) ? 2 : 0;
    float bits = bigrams_surprise(sheet->bigrams, a, b) - 11;
    return bits < 0 ? 0 : bits;
}

/* The same for the letter at `at` and the one before it in its piece, looked up once a page. */
static float
weight_at(const struct sheet *sheet, uint32_t before, uint32_t at)
{
    float *weight = &sheet->weights[at];
    if (*weight < 0)
        *weight = weight_of(sheet, before, sheet->plain[at]);
    return *weight;
}

/* Pairs of letters, a << 16 ^ b, which is never 0 for what counts. */
struct pairs {
    uint32_t slots[SLOTS];
};

static void
pairs_add(struct pairs *pairs, uint32_t a, uint32_t b)
{
    uint32_t slot = slot_of(a, b);
    for (int probe = 0; probe < 4 && pairs->slots[slot] != 0; probe++)
        slot = (slot + 1) & (SLOTS - 1);
    pairs->slots[slot] = a << 16 ^ b;
}

static bool
pairs_have(const struct pairs *pairs, uint32_t a, uint32_t b)
{
    uint32_t slot = slot_of(a, b);
    for (int probe = 0; probe < 5 && pairs->slots[slot] != 0; probe++) {
        if (pairs->slots[slot] == (a << 16 ^ b))
            return true;
        slot = (slot + 1) & (SLOTS - 1);
    }
    return false;
}

/* Gathers the pairs of the texts that end with the piece `before`; returns letters seen. */
static uint32_t
gather_back(const struct sheet *sheet, size_t before, struct pairs *pairs)
{
    uint32_t seen = 0;
    size_t steps = 0;
    for (size_t i = before + 1; i-- > 0 && seen < BACK && steps < PIECES_MAX; steps++) {
        const struct piece *piece = &sheet->pieces[i];
        if ((TEXT >> piece->role & 1) == 0) {
            if (piece->role == ROLE_HEADLINE || piece->role == ROLE_AFFILIATION)
                if (i != before)
                    break;
            continue;
        }
        uint32_t last = 0;
        for (uint32_t at = piece->end; at-- > piece->start && seen < BACK;) {
            uint32_t point = sheet->plain[at];
            if (point_is_blank(point))
                continue;
            if (last != 0)
                pairs_add(pairs, point, last);
            last = point;
            seen++;
        }
    }
    return seen;
}

/* What the texts from the piece `after` on weigh, and how much of it is pairs; returns letters
 * seen.
 */
static uint32_t
weigh_ahead(const struct sheet *sheet, size_t after, const struct pairs *pairs, float *shared,
            float *whole)
{
    uint32_t ahead = 0;
    size_t steps = 0;
    for (size_t i = after; i < sheet->piece_count && ahead < AHEAD && steps < PIECES_MAX;
         i++, steps++) {
        const struct piece *piece = &sheet->pieces[i];
        if ((TEXT >> piece->role & 1) == 0) {
            if (piece->role == ROLE_HEADLINE)
                break;
            continue;
        }
        uint32_t last = 0;
        for (uint32_t at = piece->start; at < piece->end && ahead < AHEAD; at++) {
            uint32_t point = sheet->plain[at];
            if (point_is_blank(point))
                continue;
            float weight = last != 0 ? weight_at(sheet, last, at) : 0;
            *whole += weight;
            if (weight > 0 && pairs_have(pairs, last, point))
                *shared += weight;
            last = point;
            ahead++;
        }
    }
    return ahead;
}

int
cohesion_bucket(const struct sheet *sheet, size_t before, size_t after)
{
    struct pairs pairs = { .slots = { 0 } };
    float shared = 0, whole = 0;
    uint32_t seen = gather_back(sheet, before, &pairs);
    uint32_t ahead = weigh_ahead(sheet, after, &pairs, &shared, &whole);
    if (ahead < LEAST || seen < LEAST || whole < 10)
        return -1;
    float share = shared / whole;
    static const float steps[] = { 0.01f, 0.03f, 0.06f, 0.10f, 0.15f, 0.22f, 0.32f };
    int bucket = 0;
    while (bucket < 7 && share > steps[bucket])
        bucket++;
    return bucket;
}

enum { HEAD_PAIRS = 48, NEAR = 250 };

struct wanted {
    uint32_t pairs[HEAD_PAIRS];
    float weights[HEAD_PAIRS];
    unsigned count;
    float whole;
};

static float
take_found(const struct wanted *wanted, bool *found, uint32_t a, uint32_t b)
{
    for (unsigned k = 0; k < wanted->count; k++)
        if (!found[k] && wanted->pairs[k] == (a << 16 ^ b)) {
            found[k] = true;
            return wanted->weights[k];
        }
    return 0;
}

/* The share of the wanted pairs in the pieces after (step 1) or before (-1). */
static int
share_near(const struct sheet *sheet, const struct wanted *wanted, size_t piece, int step)
{
    bool found[HEAD_PAIRS] = { false };
    float sum = 0;
    uint32_t seen = 0;
    size_t steps = 0;
    for (size_t i = piece + (size_t)step; i < sheet->piece_count && seen < NEAR && steps < 24;
         i += (size_t)step, steps++) { /* before the first, i wraps round and stops */
        const struct piece *other = &sheet->pieces[i];
        uint32_t last = 0;
        for (uint32_t at = other->start; at < other->end && seen < NEAR; at++) {
            uint32_t point = sheet->plain[at];
            if (point_is_blank(point))
                continue;
            if (last != 0)
                sum += take_found(wanted, found, last, point);
            last = point;
            seen++;
        }
    }
    float share = wanted->whole > 4 ? sum / wanted->whole : 0;
    return share > 0.6f ? 4 : share > 0.4f ? 3 : share > 0.22f ? 2 : share > 0.08f ? 1 : 0;
}

static struct wanted
want(const struct sheet *sheet, size_t piece)
{
    struct wanted wanted = { .count = 0 };
    const struct piece *here = &sheet->pieces[piece];
    uint32_t last = 0;
    for (uint32_t at = here->start; at < here->end && wanted.count < HEAD_PAIRS; at++) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(point))
            continue;
        float weight = last == 0 ? 0 : weight_at(sheet, last, at);
        if (weight > 0) {
            wanted.pairs[wanted.count] = last << 16 ^ point;
            wanted.weights[wanted.count++] = weight;
            wanted.whole += weight;
        }
        last = point;
    }
    return wanted;
}

int
cohesion_heads(const struct sheet *sheet, size_t before, size_t after)
{
    struct wanted wanted = want(sheet, after);
    const struct piece *up = &sheet->pieces[before];
    bool found[HEAD_PAIRS] = { false };
    float shared = 0;
    uint32_t last = 0, end = up->end - up->start < 80 ? up->end : up->start + 80;
    for (uint32_t at = up->start; at < end; at++) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(point))
            continue;
        if (last != 0)
            shared += take_found(&wanted, found, last, point);
        last = point;
    }
    return shared > 12 ? 3 : shared > 6 ? 2 : shared > 1 ? 1 : 0;
}

void
cohesion_around(const struct sheet *sheet, size_t piece, int *ahead, int *back)
{
    struct wanted wanted = want(sheet, piece);
    *ahead = share_near(sheet, &wanted, piece, 1);
    *back = share_near(sheet, &wanted, piece, -1);
}
