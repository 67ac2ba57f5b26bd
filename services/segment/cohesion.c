#include "services/segment/cohesion.h"

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

int
cohesion_bucket(const struct sheet *sheet, size_t before, size_t after)
{
    uint32_t pairs[SLOTS] = { 0 }; /* a << 16 ^ b, never 0 for what counts */
    uint32_t seen = 0, last = 0;
    size_t steps = 0;
    for (size_t i = before + 1; i-- > 0 && seen < BACK && steps < PIECES_MAX; steps++) {
        const struct piece *piece = &sheet->pieces[i];
        if ((TEXT >> piece->role & 1) == 0) {
            if (piece->role == ROLE_HEADLINE || piece->role == ROLE_AFFILIATION)
                if (i != before)
                    break;
            continue;
        }
        last = 0;
        for (uint32_t at = piece->end; at-- > piece->start && seen < BACK;) {
            uint32_t point = sheet->plain[at];
            if (point_is_blank(point))
                continue;
            if (last != 0) {
                uint32_t slot = slot_of(point, last);
                for (int probe = 0; probe < 4 && pairs[slot] != 0; probe++)
                    slot = (slot + 1) & (SLOTS - 1);
                pairs[slot] = point << 16 ^ last;
            }
            last = point;
            seen++;
        }
    }
    float shared = 0, whole = 0;
    uint32_t ahead = 0;
    steps = 0;
    for (size_t i = after; i < sheet->piece_count && ahead < AHEAD && steps < PIECES_MAX;
         i++, steps++) {
        const struct piece *piece = &sheet->pieces[i];
        if ((TEXT >> piece->role & 1) == 0) {
            if (piece->role == ROLE_HEADLINE)
                break;
            continue;
        }
        last = 0;
        for (uint32_t at = piece->start; at < piece->end && ahead < AHEAD; at++) {
            uint32_t point = sheet->plain[at];
            if (point_is_blank(point))
                continue;
            if (last != 0) {
                float weight = weight_of(sheet, last, point);
                whole += weight;
                uint32_t slot = slot_of(last, point);
                for (int probe = 0; weight > 0 && probe < 5 && pairs[slot] != 0; probe++) {
                    if (pairs[slot] == (last << 16 ^ point)) {
                        shared += weight;
                        break;
                    }
                    slot = (slot + 1) & (SLOTS - 1);
                }
            }
            last = point;
            ahead++;
        }
    }
    if (ahead < LEAST || seen < LEAST || whole < 10)
        return -1;
    float share = shared / whole;
    static const float steps_of[] = { 0.01f, 0.03f, 0.06f, 0.10f, 0.15f, 0.22f, 0.32f };
    int bucket = 0;
    while (bucket < 7 && share > steps_of[bucket])
        bucket++;
    return bucket;
}
