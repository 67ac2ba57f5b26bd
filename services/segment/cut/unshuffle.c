/*
 * Blocks begin where the text above does not read on, or after a blank row.  The
 * best order of some blocks is found over sets of them: the best sum of seams of
 * those that are placed already, by which one comes last.
 */
#include "services/segment/cut/unshuffle.h"

#include "services/segment/glyph.h"
#include "services/segment/seam.h"

#include <math.h>
#include <string.h>

enum {
    BLOCKS_MAX = 7,
    SETS = 1 << BLOCKS_MAX,
    ROUNDS = 3, /* to find few enough blocks, each with worse seams */
};

static const float no_seam = -2, /* a seam below which a block begins */
    sure_start = 1,              /* log odds of an article's beginning that a block's may have */
    broken = -4,                 /* an article that begins or ends in mid-sentence */
    surely_within = -1,          /* log odds of a paragraph's beginning, below which none is */
    stopped = 2,                 /* of a seam between paragraphs: lines full or not */
    least_gain = 6;              /* of an order over the printed one */

struct block {
    size_t from, to;
};

/* Whether no text need stand before the piece, or after it. */
static bool
starts(const struct piece *piece)
{
    return piece->role != ROLE_BODY || piece->para > 0;
}

static bool
ends(const struct sheet *sheet, const struct piece *piece)
{
    uint32_t last = sheet->plain[piece->to - 1];
    return piece->role != ROLE_BODY || glyph_ends_text(last);
}

/* How well text that ends with piece a goes on with piece b, in bits. */
static float
seam(const struct sheet *sheet, const struct piece *a, const struct piece *b)
{
    enum seam_end end = ends(sheet, a) ? SEAM_STOPPED : SEAM_OPEN;
    if (starts(b))
        return end == SEAM_STOPPED ? stopped : seam_between(end, true);
    return seam_within(sheet->bigrams, sheet->plain[a->to - 1], sheet->plain[b->from], end, true);
}

/* Parts [from, to) into blocks where a seam is no better than `worst`; `all`: below blank rows and
 * where an article might begin, too.  Returns how many, 0 when there are too many. */
static size_t
part(const struct sheet *sheet, size_t from, size_t to, struct block *blocks, float worst, bool all)
{
    size_t count = 1;
    blocks[0] = (struct block){ from, to };
    for (size_t i = from + 1; i < to; i++) {
        const struct piece *piece = &sheet->pieces[i];
        bool marked = all && (sheet->lines[piece->line].blank_before > 0 ||
                              (piece->role == ROLE_BODY && piece->first > sure_start));
        if (!piece->opens || (!marked && seam(sheet, piece - 1, piece) > worst))
            continue;
        if (count == BLOCKS_MAX)
            return 0;
        blocks[count - 1].to = i;
        blocks[count++] = (struct block){ i, to };
    }
    return count;
}

/* Sums of seams: of a set of blocks, by which comes last, and which comes before that. */
struct search {
    const struct sheet *sheet;
    const struct block *blocks;
    size_t count;
    float best[SETS][BLOCKS_MAX];
    unsigned char before[SETS][BLOCKS_MAX];
};

static float
opening(const struct search *search, size_t block)
{
    const struct piece *piece = &search->sheet->pieces[search->blocks[block].from];
    bool whole = piece->role == ROLE_BODY
                     ? piece->para > 0
                     : piece->role == ROLE_DATELINE || piece->role == ROLE_LEAD;
    return whole ? 0 : broken;
}

static float
closing(const struct search *search, size_t block)
{
    return ends(search->sheet, &search->sheet->pieces[search->blocks[block].to - 1]) ? 0 : broken;
}

static float
between(const struct search *search, size_t a, size_t b)
{
    return seam(search->sheet, &search->sheet->pieces[search->blocks[a].to - 1],
                &search->sheet->pieces[search->blocks[b].from]);
}

/* The worth of the order in which the blocks stand. */
static float
as_printed(const struct search *search)
{
    float sum = opening(search, 0) + closing(search, search->count - 1);
    for (size_t n = 1; n < search->count; n++)
        sum += between(search, n - 1, n);
    return sum;
}

/* Writes the best order and returns its worth. */
static float
find_order(struct search *search, size_t *order)
{
    size_t all = (1u << search->count) - 1;
    for (size_t set = 1; set <= all; set++)
        for (size_t last = 0; last < search->count; last++) {
            size_t rest = set & ~((size_t)1 << last);
            float *best = &search->best[set][last];
            *best = set & 1u << last && rest == 0 ? opening(search, last) : -INFINITY;
            for (size_t before = 0; set & 1u << last && before < search->count; before++) {
                if (!(rest & 1u << before))
                    continue;
                float sum = search->best[rest][before] + between(search, before, last);
                if (sum > *best) {
                    *best = sum;
                    search->before[set][last] = (unsigned char)before;
                }
            }
        }
    size_t last = 0;
    float worth = -INFINITY;
    for (size_t n = 0; n < search->count; n++) {
        float sum = search->best[all][n] + closing(search, n);
        if (sum > worth) {
            worth = sum;
            last = n;
        }
    }
    for (size_t n = search->count, set = all; n-- > 0;) {
        order[n] = last;
        size_t before = search->before[set][last];
        set &= ~((size_t)1 << last);
        last = before;
    }
    return worth;
}

void
unshuffle(struct sheet *sheet, size_t from, size_t to)
{
    struct block blocks[BLOCKS_MAX];
    struct search search = { .sheet = sheet, .blocks = blocks };
    search.count = part(sheet, from, to, blocks, no_seam, true);
    for (int round = 0; search.count == 0 && round < ROUNDS; round++)
        search.count = part(sheet, from, to, blocks, no_seam - (float)round, false);
    size_t order[BLOCKS_MAX];
    const struct piece *first = &sheet->pieces[from];
    if (search.count < 2 || first->role != ROLE_BODY || first->para > surely_within ||
        find_order(&search, order) < as_printed(&search) + least_gain ||
        opening(&search, order[0]) < 0)
        return;
    struct piece *spare = arena_alloc(sheet->arena, to - from, sizeof *spare);
    memcpy(spare, sheet->pieces + from, (to - from) * sizeof *spare);
    struct piece *at = sheet->pieces + from;
    for (size_t n = 0; n < search.count; n++) {
        const struct block *block = &blocks[order[n]];
        memcpy(at, spare + (block->from - from), (block->to - block->from) * sizeof *at);
        at += block->to - block->from;
    }
}
