/*
 * Notices: small advertisements in rows and columns.  Where marks frame them, by their frames;
 * else by the words that such texts have, and by what stands around them.
 */
#include "services/segment/layout/plan.h"

#include "common/utf8.h"
#include "services/segment/cue.h"

#include <math.h>
#include <string.h>

enum {
    NOTICE_LINES = 18,
    NOTICES_LEAST = 6,
    CUE_LINES = 7,   /* lines of a notice, to each word that tells it */
    ROUNDS = 3,      /* of asking neighbours */
    STACK_LINES = 2, /* of large type, that make an advert */
};

static bool
holds(const struct box *outer, const struct box *inner)
{
    float x = (inner->left + inner->right) / 2, y = (inner->top + inner->bottom) / 2;
    return x > outer->left && x < outer->right && y > outer->top && y < outer->bottom;
}

static bool
is_large(const struct plan *plan, const struct strip *strip)
{
    return strip->size > PLAN_LARGE * plan->body;
}

/* Whether the word stands at `at`. */
static bool
stands_at(const struct sheet *sheet, uint32_t at, uint32_t end, const char *word)
{
    struct slice text = slice_from(word);
    for (size_t i = 0; i < text.len; at++)
        if (at >= end || sheet->plain[at] != utf8_next(text, &i))
            return false;
    return true;
}

static unsigned
count_words(const struct plan *plan, const struct strip *strip, const char *const *words)
{
    unsigned count = 0;
    for (size_t i = 0; i < strip->count; i++) {
        const struct layout_line *line = &plan->layout->lines[strip->lines[i]];
        for (uint32_t at = line->start; at < line->end; at++)
            for (size_t w = 0; words[w] != NULL; w++)
                count += stands_at(plan->sheet, at, line->end, words[w]);
    }
    return count;
}

/* Marks that frame a few lines without a head: where there are many, they are notices. */
static void
find_framed(const struct plan *plan, bool *notices)
{
    const struct layout *layout = plan->layout;
    bool *frames = arena_alloc(plan->arena, layout->mark_count + 1, sizeof *frames);
    unsigned count = 0;
    for (size_t m = 0; m < layout->mark_count; m++) {
        const struct box *box = &layout->marks[m].box;
        float wide = box->right - box->left, tall = box->bottom - box->top;
        if (layout->marks[m].kind == MARK_RULE || plan->is_picture[m] ||
            wide > 0.34f * layout->width || tall > NOTICE_LINES * plan->leading ||
            tall < 2.2f * plan->leading)
            continue;
        unsigned lines = 0, large_lines = 0;
        for (size_t s = 0; s < plan->strip_count; s++)
            if (holds(box, &plan->strips[s].box)) {
                lines += (unsigned)plan->strips[s].count;
                large_lines += is_large(plan, &plan->strips[s]) || plan->strips[s].table;
            }
        frames[m] = lines > 0 && large_lines == 0;
        count += frames[m];
    }
    for (size_t m = 0; m < layout->mark_count && count >= NOTICES_LEAST; m++)
        for (size_t s = 0; frames[m] && s < plan->strip_count; s++)
            notices[s] |= holds(&layout->marks[m].box, &plan->strips[s].box);
}

/* Small type with the words of a notice every few lines. */
static bool
reads_as_notice(const struct plan *plan, const struct strip *strip)
{
    return !is_large(plan, strip) && !strip->vertical &&
           count_words(plan, strip, cue_small_adverts) * CUE_LINES >= strip->count;
}

/* The next strip above (dy < 0), below, to the left (dx < 0) or right within reach; NULL: none. */
static const struct strip *
neighbour(const struct plan *plan, const struct strip *own, int dx, int dy)
{
    const struct strip *best = NULL;
    float least = (dx != 0 ? 6 : 12) * plan->body;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        const struct box *a = &own->box, *b = &other->box;
        float wide = plan_overlap(a->left, a->right, b->left, b->right);
        float tall = plan_overlap(a->top, a->bottom, b->top, b->bottom);
        float gap = dx != 0 ? -wide : -tall;
        bool beyond = dx < 0   ? b->left < a->left
                      : dx > 0 ? b->left > a->left
                      : dy < 0 ? b->top < a->top
                               : b->top > a->top;
        if (other != own && beyond && (dx != 0 ? tall : wide) > 0 && gap > -plan->body &&
            gap < least) {
            least = gap;
            best = other;
        }
    }
    return best;
}

/* What stands among notices is one: a line of it that has no such word, a name, a date. */
static bool
stands_among(const struct plan *plan, const struct strip *strip, const bool *notices,
             unsigned least)
{
    static const int ways[4][2] = { { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 } };
    unsigned among = 0;
    for (int w = 0; w < 4; w++) {
        const struct strip *other = neighbour(plan, strip, ways[w][0], ways[w][1]);
        among += other != NULL && notices[other - plan->strips];
        if (other != NULL && !notices[other - plan->strips] && ways[w][1] < 0 &&
            is_large(plan, other))
            return false; /* it has a head */
    }
    return among >= least;
}

/* A line that names them, above them. */
static bool
is_title(const struct plan *plan, const struct strip *strip, const bool *notices)
{
    const struct strip *below = neighbour(plan, strip, 0, 1);
    return strip->count == 1 && below != NULL && notices[below - plan->strips] &&
           plan_points(plan, strip) <= 14 && count_words(plan, strip, cue_advert_titles) > 0;
}

/* Lines of large type that sell something, with no text below them. */
static bool
is_loose_advert(const struct plan *plan, const struct strip *strip)
{
    struct box box = strip->box;
    unsigned lines = 0, words = 0;
    bool grown = is_large(plan, strip) && !strip->vertical;
    while (grown) {
        grown = false;
        lines = words = 0;
        for (size_t s = 0; s < plan->strip_count; s++) {
            const struct strip *other = &plan->strips[s];
            float wide = plan_overlap(box.left, box.right, other->box.left, other->box.right);
            float gap = -plan_overlap(box.top, box.bottom, other->box.top, other->box.bottom);
            if (wide < plan->body || gap > 4 * plan->leading)
                continue;
            if (!is_large(plan, other) || other->vertical)
                return false;
            lines += (unsigned)other->count;
            words += count_words(plan, other, cue_trades);
            struct box sum = box_join(box, other->box);
            grown |= sum.left < box.left || sum.top < box.top || sum.right > box.right ||
                     sum.bottom > box.bottom;
            box = sum;
        }
    }
    return lines >= STACK_LINES && words > 0;
}

/* `notices`: what is one as far as is known. */
static bool
is_worded(const struct plan *plan, size_t index, const bool *notices, bool worded)
{
    const struct strip *strip = &plan->strips[index];
    if (strip->table)
        return false;
    if (stands_among(plan, strip, notices, worded ? 1 : 2))
        return worded || (!is_large(plan, strip) && strip->count <= NOTICE_LINES);
    return is_title(plan, strip, notices);
}

bool *
plan_notices(struct plan *plan)
{
    bool *notices = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *notices);
    bool *worded = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *worded);
    find_framed(plan, notices);
    unsigned count = 0;
    for (size_t s = 0; s < plan->strip_count; s++)
        count += worded[s] = reads_as_notice(plan, &plan->strips[s]);
    for (int round = 0; round < ROUNDS && count >= NOTICES_LEAST; round++)
        for (size_t s = 0; s < plan->strip_count; s++)
            notices[s] |= is_worded(plan, s, round == 0 ? worded : notices, worded[s]);
    for (size_t s = 0; s < plan->strip_count; s++)
        notices[s] |= is_loose_advert(plan, &plan->strips[s]);
    return notices;
}
