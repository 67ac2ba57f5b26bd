#include "services/segment/cut/order.h"

#include "services/segment/bigram.h"
#include "services/segment/border.h"
#include "services/segment/cut/unshuffle.h"
#include "services/segment/glyph.h"

enum { NEAR = 64 }; /* articles that may go on in another's text, by number */

static const float no_start = -1.5f, /* log odds below which no text begins */
    sure_start = 1,                  /* and above which one does */
    sure_affinity = 1;               /* of characters that read on, to give an article up */

bool
order_is_broken(const struct piece *piece)
{
    return piece->role == ROLE_BODY && piece->first < no_start;
}

/* Whether the text that ends with piece a reads on with piece b. */
static bool
reads_on(const struct sheet *sheet, const struct piece *a, const struct piece *b)
{
    uint32_t last = sheet->plain[a->to - 1], first = sheet->plain[b->from];
    return a->role == ROLE_BODY && !glyph_ends_text(last) &&
           bigrams_affinity(sheet->bigrams, last, first) > -1;
}

/* The article that breaks off in mid-sentence and reads on best with the piece, and better than
 * `least`; `own` when none does.  tails: the last text piece of each so far, NULL none. */
static uint32_t
broken_off(const struct sheet *sheet, const struct piece *const *tails, uint32_t articles,
           uint32_t own, const struct piece *piece, float least)
{
    uint32_t found = own, first = sheet->plain[piece->from];
    float best = least;
    uint32_t from = own > NEAR ? own - NEAR : 1, to = own + NEAR < articles ? own + NEAR : articles;
    for (uint32_t number = from; number <= to; number++) {
        const struct piece *tail = tails[number];
        if (number == own || tail == NULL || !reads_on(sheet, tail, piece))
            continue;
        float affinity = bigrams_affinity(sheet->bigrams, sheet->plain[tail->to - 1], first);
        if (affinity > best) {
            best = affinity;
            found = number;
        }
    }
    return found;
}

/* Columns of an interrupted article: a text that begins in mid-paragraph behind
 * another's, or as an article without a head, goes back to the article that broke off. */
static void
rejoin(struct sheet *sheet, uint32_t articles)
{
    const struct piece **tails = arena_alloc(sheet->arena, articles + 1, sizeof *tails);
    bool *headed = arena_alloc(sheet->arena, articles + 1, sizeof *headed);
    for (size_t i = 0; i < sheet->piece_count; i++)
        headed[sheet->pieces[i].article] |= border_part(sheet, i) == PART_HEAD;
    uint32_t was = 0, now = 0; /* pieces of article `was` are moved to `now` */
    for (size_t i = 0, before; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        if (border_part(sheet, i) == PART_NONE)
            continue;
        bool starts = piece->role == ROLE_BODY && piece->first > sure_start;
        if (border_part(sheet, i) != PART_TEXT || piece->article != was ||
            (starts && piece->para > 0))
            was = now = 0;
        uint32_t own = piece->article;
        if (starts && piece->para < 0 && border_before(sheet, i, &before)) {
            bool behind = own == was || sheet->pieces[before].article == own;
            if (behind || !headed[own]) {
                was = own;
                now = broken_off(sheet, tails, articles, was, piece, behind ? -1 : sure_affinity);
            }
        }
        if (was != 0)
            piece->article = now;
        if (piece->role == ROLE_BODY && piece->article <= articles)
            tails[piece->article] = piece;
    }
}

/* Moves [*from, *to) to the next stretch of an article's text from *to on; false when there is
 * none. */
static bool
next_stretch(const struct sheet *sheet, size_t *from, size_t *to)
{
    size_t at = *to;
    while (at < sheet->piece_count &&
           (sheet->pieces[at].article == 0 || border_part(sheet, at) != PART_TEXT))
        at++;
    for (*from = at; at < sheet->piece_count; at++)
        if (sheet->pieces[at].article != sheet->pieces[*from].article ||
            border_part(sheet, at) != PART_TEXT)
            break;
    *to = at;
    return *from < *to;
}

uint32_t
order_mend(struct sheet *sheet, uint32_t articles)
{
    rejoin(sheet, articles);
    unsigned *stretches = arena_alloc(sheet->arena, articles + 1, sizeof *stretches);
    size_t from = 0, to = 0;
    while (next_stretch(sheet, &from, &to))
        stretches[sheet->pieces[from].article]++;
    from = to = 0;
    while (next_stretch(sheet, &from, &to))
        if (stretches[sheet->pieces[from].article] == 1)
            unshuffle(sheet, from, to);
    return border_renumber(sheet, articles);
}
