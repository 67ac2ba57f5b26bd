/*
 * The pairs of all heads stand in one table; each text is read once and looks its pairs up there.
 * A pair that fewer texts have weighs more.
 */
#include "services/segment/cut/match.h"

#include "common/table.h"
#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <string.h>

enum { MAX_CELLS = 1 << 22 }; /* heads times texts; beyond it nothing matches */

struct pair {
    uint32_t texts;     /* how many have it */
    uint32_t last_text; /* number + 1 of the last one seen */
    uint32_t users;     /* first link + 1 of the heads that use it */
};

struct link {
    uint32_t head, next;
};

struct hit {
    uint32_t pair, text;
};

struct match {
    size_t heads, texts;
    float *cells; /* heads x texts; NULL: too many */
};

static bool
is_told(uint32_t point)
{
    return point_is_han(point) || glyph_is_digit(point) || glyph_is_latin(point);
}

static uint64_t
key_of(uint32_t a, uint32_t b)
{
    return (uint64_t)a << 32 | b;
}

/* Calls `see` for each pair of neighbours in the extent. */
static void
each_pair(struct sheet *sheet, const struct extent *extent,
          void (*see)(void *arg, uint32_t a, uint32_t b), void *arg)
{
    uint32_t before = 0;
    for (size_t i = extent->from; i < extent->to && sheet_beat(sheet); i++) {
        const struct piece *piece = &sheet->pieces[i];
        if ((extent->roles >> piece->role & 1) == 0)
            continue;
        for (uint32_t at = piece->start; at < piece->end; at++) {
            uint32_t point = sheet->plain[at];
            if (point_is_blank(point))
                continue;
            if (!is_told(point)) {
                before = 0;
                continue;
            }
            if (before != 0)
                see(arg, before, point);
            before = point;
        }
    }
}

struct reader {
    struct table numbers; /* of each pair, from 1 */
    struct pair *pairs;
    size_t pair_count, pair_cap;
    struct link *links;
    size_t link_count, link_cap;
    struct hit *hits;
    size_t hit_count, hit_cap;
    uint32_t number; /* of the head or text being read */
};

static void
take_head_pair(void *arg, uint32_t a, uint32_t b)
{
    struct reader *reader = arg;
    struct arena *arena = reader->numbers.arena;
    uint32_t *number = table_at(&reader->numbers, key_of(a, b), TABLE_NO_KEY);
    if (*number == 0) {
        reader->pairs = arena_grow(arena, reader->pairs, reader->pair_count, &reader->pair_cap,
                                   sizeof *reader->pairs);
        reader->pairs[reader->pair_count] = (struct pair){ 0 };
        *number = (uint32_t)++reader->pair_count;
    }
    struct pair *pair = &reader->pairs[*number - 1];
    /* NOLINTNEXTLINE: a pair that has users has a link, which it does not see */
    if (pair->users != 0 && reader->links[pair->users - 1].head == reader->number)
        return;
    reader->links = arena_grow(arena, reader->links, reader->link_count, &reader->link_cap,
                               sizeof *reader->links);
    reader->links[reader->link_count] = (struct link){ reader->number, pair->users };
    pair->users = (uint32_t)++reader->link_count;
}

static void
take_text_pair(void *arg, uint32_t a, uint32_t b)
{
    struct reader *reader = arg;
    uint32_t number = table_find(&reader->numbers, key_of(a, b), TABLE_NO_KEY);
    if (number == 0 || reader->pairs == NULL)
        return;
    struct pair *pair = &reader->pairs[number - 1];
    if (pair->last_text == reader->number + 1)
        return;
    pair->last_text = reader->number + 1;
    pair->texts++;
    reader->hits = arena_grow(reader->numbers.arena, reader->hits, reader->hit_count,
                              &reader->hit_cap, sizeof *reader->hits);
    reader->hits[reader->hit_count++] = (struct hit){ number - 1, reader->number };
}

static float
rarity(const struct pair *pair, size_t texts)
{
    return logf(((float)texts + 1) / ((float)pair->texts + 0.5f));
}

struct match *
match_make(struct sheet *sheet, const struct extent *heads, size_t head_count,
           const struct extent *texts, size_t text_count)
{
    struct match *match = arena_alloc(sheet->arena, 1, sizeof *match);
    *match = (struct match){ head_count, text_count, NULL };
    if (head_count == 0 || text_count == 0 || head_count > MAX_CELLS / text_count)
        return match;
    struct reader reader = { .numbers.arena = sheet->arena };
    for (reader.number = 0; reader.number < head_count; reader.number++)
        each_pair(sheet, &heads[reader.number], take_head_pair, &reader);
    for (reader.number = 0; reader.number < text_count; reader.number++)
        each_pair(sheet, &texts[reader.number], take_text_pair, &reader);
    match->cells = arena_alloc(sheet->arena, head_count * text_count, sizeof *match->cells);
    float *whole = arena_alloc(sheet->arena, head_count, sizeof *whole);
    for (size_t p = 0; p < reader.pair_count; p++)
        for (uint32_t l = reader.pairs[p].users; l != 0; l = reader.links[l - 1].next)
            whole[reader.links[l - 1].head] += rarity(&reader.pairs[p], text_count);
    for (size_t h = 0; h < reader.hit_count; h++) {
        const struct pair *pair = &reader.pairs[reader.hits[h].pair];
        for (uint32_t l = pair->users; l != 0; l = reader.links[l - 1].next) {
            size_t head = reader.links[l - 1].head;
            match->cells[head * text_count + reader.hits[h].text] +=
                rarity(pair, text_count) / (whole[head] > 1 ? whole[head] : 1);
        }
    }
    return match;
}

float
match_share(const struct match *match, size_t head, size_t text)
{
    return match->cells == NULL ? 0 : match->cells[head * match->texts + text];
}
