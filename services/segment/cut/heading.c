#include "services/segment/cut/heading.h"

#include "services/segment/cue.h"
#include "services/segment/glyph.h"

enum { LINES_MAX = 24 };

static const float near_miss = 2.5f; /* nats by which another role may have won */

/* The head pieces of one article, in order. */
struct head {
    struct piece *pieces[LINES_MAX];
    unsigned count;
};

static bool
is_heading(enum role role)
{
    return role == ROLE_KICKER || role == ROLE_HEADLINE || role == ROLE_DECK;
}

/* 相关链接 and the like, or words in a pair of marks: a kicker for certain. */
static bool
is_label(const struct sheet *sheet, const struct piece *piece)
{
    return sheet_holds_any(sheet, piece->start, piece->end, cue_kickers) ||
           (glyph_is_open(sheet->plain[piece->from]) &&
            glyph_is_close(sheet->plain[piece->to - 1]));
}

static bool
starts_with_dash(const struct sheet *sheet, const struct piece *piece)
{
    return glyph_is_dash(sheet->plain[piece->from]) && piece->end - piece->start > 2;
}

/* A head without a headline: its likeliest line becomes one, with the lines of
 * the same role beside it. */
static void
find_headline(const struct sheet *sheet, const struct head *head)
{
    int best = -1;
    for (unsigned i = 0; i < head->count; i++) {
        const struct piece *piece = head->pieces[i];
        if (piece->role == ROLE_HEADLINE)
            return;
        if (is_label(sheet, piece) || starts_with_dash(sheet, piece))
            continue;
        if (best < 0 || piece->score[ROLE_HEADLINE] > head->pieces[best]->score[ROLE_HEADLINE])
            best = (int)i;
    }
    if (best < 0)
        return;
    struct piece *main = head->pieces[best];
    enum role was = main->role;
    if (head->count == 1 && main->score[ROLE_HEADLINE] < main->score[was] - near_miss)
        return;
    for (unsigned i = (unsigned)best; i < head->count && head->pieces[i]->role == was &&
                                      !starts_with_dash(sheet, head->pieces[i]);
         i++)
        head->pieces[i]->role = ROLE_HEADLINE;
}

static void
mark_decks(const struct sheet *sheet, const struct head *head)
{
    for (unsigned i = 1; i < head->count; i++)
        if (head->pieces[i]->role == ROLE_HEADLINE && starts_with_dash(sheet, head->pieces[i]) &&
            head->pieces[i - 1]->role == ROLE_HEADLINE)
            for (unsigned k = i; k < head->count && head->pieces[k]->role == ROLE_HEADLINE; k++)
                head->pieces[k]->role = ROLE_DECK;
}

/* “…” alone is what the next line speaks of, and no headline yet. */
static void
join_quoted(const struct sheet *sheet, const struct head *head)
{
    for (unsigned i = 0; i + 1 < head->count; i++) {
        const struct piece *piece = head->pieces[i];
        struct piece *next = head->pieces[i + 1];
        bool alone = piece->role == ROLE_HEADLINE && sheet->plain[piece->from] == U'“' &&
                     sheet->plain[piece->to - 1] == U'”' &&
                     (i == 0 || head->pieces[i - 1]->role != ROLE_HEADLINE);
        if (alone && next == piece + 1 && next->role == ROLE_DECK && !starts_with_dash(sheet, next))
            next->role = ROLE_HEADLINE;
    }
}

/* A deck between two lines of the headline is a line of it. */
static void
close_headline(const struct head *head)
{
    for (unsigned i = 1; i + 1 < head->count; i++) {
        struct piece *const *at = &head->pieces[i];
        if (at[0]->role == ROLE_DECK && at[-1]->role == ROLE_HEADLINE &&
            at[1]->role == ROLE_HEADLINE && at[-1] + 1 == at[0] && at[0] + 1 == at[1])
            at[0]->role = ROLE_HEADLINE;
    }
}

void
headings_mend(struct sheet *sheet, uint32_t articles)
{
    struct head *heads = arena_alloc(sheet->arena, articles + 1, sizeof *heads);
    for (size_t i = 0; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        if (!is_heading(piece->role) || piece->article == 0 || piece->article > articles)
            continue;
        struct head *head = &heads[piece->article];
        if (head->count < LINES_MAX)
            head->pieces[head->count++] = piece;
    }
    for (uint32_t number = 1; number <= articles; number++) {
        close_headline(&heads[number]);
        join_quoted(sheet, &heads[number]);
        mark_decks(sheet, &heads[number]);
        find_headline(sheet, &heads[number]);
    }
}
