#include "services/segment/write/town.h"

#include "common/table.h"
#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"
#include "services/segment/write/title.h"

#include <string.h>

enum {
    HABIT = 2
}; /* bylines whose first word is no name, for all of the page to begin with towns */

/* What the table keeps of a word of two or three ideographs. */
enum fact {
    NAMED, /* 市, 县, 区 ... follows it */
    SIGNS, /* it stands there in a byline, before another word: where, from 1 */
    OFTEN, /* so it does elsewhere, before yet another word */
};

struct towns {
    const uint32_t *plain;
    struct table words;
    bool habit; /* bylines of this page begin with towns */
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

static struct slice
key_of(const uint32_t *word, size_t len)
{
    return (struct slice){ (const char *)word, len * sizeof *word };
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
                    *table_at(&towns->words, NAMED, key_of(sheet->plain + at - len, len)) = 1;
}

/* A word that signs before another: a town when it does so twice, before different words. */
static void
learn_signing(struct towns *towns, const struct sheet *sheet, uint32_t start, uint32_t len,
              uint32_t next)
{
    const uint32_t *plain = towns->plain;
    struct slice word = key_of(plain + start, len);
    uint32_t *signs = table_at(&towns->words, SIGNS, word);
    uint32_t before =
        *signs != 0 ? sheet_ink(sheet, *signs - 1 + len, (uint32_t)sheet->count) : next;
    *signs = start + 1;
    if (memcmp(plain + before, plain + next, 2 * sizeof *plain) != 0)
        *table_at(&towns->words, OFTEN, word) = 1;
}

struct towns *
towns_learn(const struct sheet *sheet)
{
    struct towns *towns = arena_alloc(sheet->arena, 1, sizeof *towns);
    const uint32_t *plain = towns->plain = sheet->plain;
    towns->words.arena = sheet->arena;
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
            nameless += !person_is_common(plain[start]) && !person_sounds(plain + start, len);
        }
    }
    towns->habit = nameless >= HABIT && 2 * nameless >= pairs;
    return towns;
}

bool
town_is_known(const struct towns *towns, const uint32_t *word, size_t len, bool opens)
{
    return len >= 2 && len <= 3 && !person_is_stranger(word, len) &&
           ((opens && towns->habit) || table_find(&towns->words, NAMED, key_of(word, len)) != 0 ||
            table_find(&towns->words, OFTEN, key_of(word, len)) != 0);
}
