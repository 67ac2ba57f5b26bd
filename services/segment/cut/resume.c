#include "services/segment/cut/resume.h"

#include "services/segment/bigram.h"
#include "services/segment/border.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <string.h>

enum { TAILS_MOST = 6 }; /* texts that broke off, the last ones */

static const float sure_start = 1, /* log odds of a text's beginning */
    least = -1.5f,                 /* affinity of characters that read on, amid a paragraph */
    paragraph = 2.5f,              /* where one may begin */
    sure_affinity = 4,             /* whatever else is said of the border */
    better = 0.5f;                 /* than that of the text right before */

/* Whether the text that ends with the part breaks off: amid a sentence, before a part that does not
 * go on from it. */
static bool
breaks_off(const struct sheet *sheet, const size_t *parts, size_t count, size_t part)
{
    const struct piece *piece = &sheet->pieces[parts[part]];
    if (piece->role != ROLE_BODY || !piece->closes ||
        glyph_ends_text(sheet->plain[piece->to - 1]) || part + 1 == count)
        return false;
    const struct piece *next = &sheet->pieces[parts[part + 1]];
    return next->role != ROLE_JUMP && (next->role != ROLE_BODY || next->first > sure_start);
}

static float
affinity(const struct sheet *sheet, size_t before, size_t after)
{
    return bigrams_affinity(sheet->bigrams, sheet->plain[sheet->pieces[before].to - 1],
                            sheet->plain[sheet->pieces[after].from]);
}

/* Whether the part may begin amid an article's text: nothing right before it reads on. */
static bool
may_resume(const struct sheet *sheet, const size_t *parts, size_t part)
{
    return part > 0 && sheet->pieces[parts[part]].role == ROLE_BODY &&
           sheet->pieces[parts[part]].opens && border_part(sheet, parts[part - 1]) == PART_TEXT;
}

/* Whether characters that read on as well as this tell that the part goes on there. */
static bool
is_enough(const struct sheet *sheet, const size_t *parts, size_t part, float most)
{
    const struct piece *piece = &sheet->pieces[parts[part]];
    return most > affinity(sheet, parts[part - 1], parts[part]) + better &&
           (piece->first > sure_start || most > sure_affinity) &&
           (most > (piece->para < 0 ? least : paragraph));
}

size_t *
resume_find(const struct sheet *sheet, const size_t *parts, size_t count)
{
    size_t *found = arena_alloc(sheet->arena, count + 1, sizeof *found), tails[TAILS_MOST],
           open = 0;
    for (size_t p = 0; p < count; p++) {
        size_t best = open;
        float most = -INFINITY;
        for (size_t k = 0; k < open && may_resume(sheet, parts, p); k++) {
            float tail = affinity(sheet, parts[tails[k]], parts[p]);
            best = tail > most ? k : best;
            most = fmaxf(most, tail);
        }
        if (best < open && is_enough(sheet, parts, p, most)) {
            found[p] = tails[best] + 1;
            memmove(tails + best, tails + best + 1, (--open - best) * sizeof *tails);
        }
        if (!breaks_off(sheet, parts, count, p))
            continue;
        if (open == TAILS_MOST)
            memmove(tails, tails + 1, --open * sizeof *tails);
        tails[open++] = p;
    }
    return found;
}
