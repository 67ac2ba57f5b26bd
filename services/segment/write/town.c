#include "services/segment/write/town.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"
#include "services/segment/write/title.h"

#include <string.h>

enum {
    TOWNS = 1 << 12,
    HABIT = 2, /* bylines whose first word is no name, for all of the page to begin with towns */
};

/* Where the page has words of two and three ideographs, by hash; 0: nowhere.  A word that shares
 * its hash with a later one is forgotten. */
struct towns {
    const uint32_t *plain;
    uint32_t named[TOWNS]; /* 市, 县, 区 ... follows it there */
    uint32_t signs[TOWNS]; /* it stands there in a byline, before another word */
    bool often[TOWNS];     /* so it does elsewhere, before yet another word */
    bool habit;            /* bylines of this page begin with towns */
};

bool
town_is_place(const uint32_t *word, size_t len)
{
    const char *end;
    for (const char *place = cue_places; (end = strchr(place, ' ')) != NULL; place = end + 1)
        if (utf8_is((struct slice){ place, (size_t)(end - place) }, word, len))
            return true;
    return false;
}

static uint32_t
hash_of(const uint32_t *word, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ word[i]) * 16777619u;
    return (h ^ h >> 15) % TOWNS;
}

static bool
same_word(const struct towns *towns, uint32_t at, const uint32_t *word, size_t len)
{
    return at != 0 && memcmp(towns->plain + at, word, len * sizeof *word) == 0;
}

/* Words before 市, 县 ... */
static void
learn_named(struct towns *towns, const struct sheet *sheet)
{
    static const uint32_t ends[] = { U'市', U'县', U'区', U'镇', U'乡', U'村', U'省', U'州' };
    for (uint32_t at = 4; at < sheet->count; at++)
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++)
            if (sheet->plain[at] == ends[e])
                for (uint32_t len = 2; len <= 3; len++)
                    towns->named[hash_of(sheet->plain + at - len, len)] = at - len;
}

/* A word that signs before another: a town when it does so twice, before different words. */
static void
learn_signing(struct towns *towns, const struct sheet *sheet, uint32_t start, uint32_t len,
              uint32_t next)
{
    uint32_t h = hash_of(towns->plain + start, len), seen = towns->signs[h];
    bool again = same_word(towns, seen, towns->plain + start, len);
    uint32_t before = again ? sheet_ink(sheet, seen + len, (uint32_t)sheet->count) : 0;
    towns->often[h] =
        again && (towns->often[h] || memcmp(towns->plain + before, towns->plain + next,
                                            2 * sizeof *towns->plain) != 0);
    towns->signs[h] = start;
}

struct towns *
towns_learn(const struct sheet *sheet)
{
    struct towns *towns = arena_alloc(sheet->arena, 1, sizeof *towns);
    const uint32_t *plain = towns->plain = sheet->plain;
    unsigned pairs = 0, nameless = 0;
    learn_named(towns, sheet);
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        uint32_t start = piece->start, end = sheet->lines[piece->line].end;
        while (start < end && !point_is_han(plain[start]))
            start++;
        uint32_t stop = start;
        while (stop < end && point_is_han(plain[stop]))
            stop++;
        uint32_t next = sheet_ink(sheet, stop, end), len = stop - start;
        if (piece->role != ROLE_BYLINE || len < 2 || len > 3 || next == stop || next + 1 >= end)
            continue;
        learn_signing(towns, sheet, start, len, next);
        if (point_is_han(plain[next]) && !title_begins(plain + start, len)) {
            pairs++;
            nameless += !person_is_common(plain[start]) && !person_is_stranger(plain + start, len);
        }
    }
    towns->habit = nameless >= HABIT && 2 * nameless >= pairs;
    return towns;
}

bool
town_is_known(const struct towns *towns, const uint32_t *word, size_t len, bool opens)
{
    uint32_t h = hash_of(word, len);
    return len >= 2 && len <= 3 && !person_is_stranger(word, len) &&
           ((opens && towns->habit) || same_word(towns, towns->named[h], word, len) ||
            (towns->often[h] && same_word(towns, towns->signs[h], word, len)));
}
