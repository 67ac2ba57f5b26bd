/*
 * A run of heads and the texts beside it: found by counting both, then read into lines of heads
 * and chunks of text that are weighed against each other.
 */
#include "services/segment/cut/heads.h"

#include "common/clamp.h"
#include "services/segment/border.h"
#include "services/segment/glyph.h"

#include <math.h>

enum {
    BRIDGE_MAX = 6, /* lines read as text among heads */
    BRIDGE_INK = 24,
    STACK_MIN = 3,    /* headlines of a stack */
    SIGNED_LINES = 3, /* of each of them where names part them */
};

static const float surest = 9, certain = -0.1f; /* log probability of a role that is no guess */

const char heads_photo_news[] = "photo-news";

float
heads_log_yes(float odds)
{
    return -log1pf(expf(-clamp(odds, -surest, surest)));
}

/* Lines read as text that stand among heads and look like heads: how many from
 * here to the next head, 0 when there is none near or this is text indeed. */
static size_t
bridge(const struct sheet *sheet, size_t from)
{
    size_t i = from;
    for (; i < sheet->piece_count && i - from <= BRIDGE_MAX; i++) {
        const struct piece *piece = &sheet->pieces[i];
        if (border_part(sheet, i) == PART_HEAD)
            return i - from;
        if ((piece->role != ROLE_BODY && piece->role != ROLE_SUBHEAD) || !piece->opens ||
            !piece->closes || piece->end - piece->start > BRIDGE_INK ||
            piece->score[piece->role] > certain || glyph_is_stop(sheet->plain[piece->to - 1]))
            break;
    }
    return 0;
}

static enum role
best_heading(const struct piece *piece)
{
    enum role best = ROLE_HEADLINE;
    if (piece->score[ROLE_DECK] > piece->score[best])
        best = ROLE_DECK;
    if (piece->score[ROLE_KICKER] > piece->score[best])
        best = ROLE_KICKER;
    return best;
}

/* Where the run of heads and bylines ends that begins at `from`; furniture and
 * author tags within do not break it.  *headlines: how many it has. */
static size_t
run_end(const struct sheet *sheet, size_t from, size_t *headlines)
{
    size_t to = from;
    *headlines = 0;
    for (size_t k = from; k < sheet->piece_count; k++) {
        const struct piece *piece = &sheet->pieces[k];
        if (piece->article != 0 && piece->evidence == heads_photo_news)
            continue;
        if (piece->article != 0)
            break;
        enum part kind = border_part(sheet, k);
        if (kind == PART_TEXT && piece->role != ROLE_LEAD && piece->role != ROLE_AFFILIATION) {
            size_t over = bridge(sheet, k);
            if (over == 0)
                break;
            k += over - 1;
        } else if (kind == PART_HEAD) {
            *headlines += piece->role == ROLE_HEADLINE;
            to = k + 1;
        }
    }
    return to;
}

/* Whether names stand between the two heads on a line of their own: they are two, whatever the
 * model makes of it, but for a deck below the names. */
static bool
are_signed_apart(const struct sheet *sheet, size_t before, size_t i)
{
    bool names = false;
    for (size_t k = before + 1; k < i; k++)
        names |= border_part(sheet, k) == PART_BYLINE;
    return names && sheet->pieces[i].role == ROLE_HEADLINE;
}

/* Log odds that another head begins with a head piece.  The model knows them where
 * nothing but names stands between two; after an author's tag one surely does. */
static float
head_odds(const struct sheet *sheet, size_t i)
{
    size_t before = i;
    if (border_head_before(sheet, i, &before))
        return are_signed_apart(sheet, before, i) ? surest : sheet->pieces[i].first;
    while (before > 0 && border_part(sheet, before - 1) == PART_NONE)
        before--;
    enum role role = before > 0 ? sheet->pieces[before - 1].role : ROLE_BODY;
    return role == ROLE_AFFILIATION || role == ROLE_BYLINE ? surest : sheet->pieces[i].first;
}

/* How many heads stand in [from, to), by the odds of their borders. */
static size_t
count_heads(const struct sheet *sheet, size_t from, size_t to)
{
    size_t heads = 0;
    for (size_t i = from; i < to; i++)
        if (border_part(sheet, i) == PART_HEAD && sheet->pieces[i].article == 0)
            heads += heads == 0 || head_odds(sheet, i) > 0;
    return heads;
}

/* How many of the heads in [from, to) are so for sure: names stand between each and the next; 0
 * when they have too many lines. */
static size_t
count_signed(const struct sheet *sheet, size_t from, size_t to)
{
    size_t heads = 1, before = from, lines = 0;
    for (size_t i = from; i < to; i++) {
        if (border_part(sheet, i) != PART_HEAD)
            continue;
        if (i > from && border_head_before(sheet, i, &before) && before >= from &&
            are_signed_apart(sheet, before, i)) {
            heads++;
            lines = 0;
        }
        if (++lines > SIGNED_LINES)
            return 0; /* verse */
    }
    return heads;
}

/* Whether a text may begin with the piece: the line before ended one. */
static bool
may_begin(const struct sheet *sheet, size_t i)
{
    if (border_part(sheet, i) != PART_TEXT || !sheet->pieces[i].opens)
        return false;
    for (size_t k = i; k-- > 0;)
        if (border_part(sheet, k) == PART_TEXT)
            return glyph_ends_text(sheet->plain[sheet->pieces[k].to - 1]);
        else if (border_part(sheet, k) == PART_HEAD)
            break;
    return true;
}

/* How many paragraphs of [from, to) may be an article's first. */
static size_t
count_starts(const struct sheet *sheet, size_t from, size_t to)
{
    size_t starts = 0;
    for (size_t i = from; i < to; i++)
        starts += sheet->pieces[i].article == 0 && may_begin(sheet, i);
    return starts;
}

/* How many articles' texts begin in [from, to); the first text there may belong to what
 * is before. */
static size_t
count_texts(const struct sheet *sheet, size_t from, size_t to, bool first_too)
{
    size_t texts = 0, seen = 0;
    for (size_t i = from; i < to; i++)
        if (border_part(sheet, i) == PART_TEXT && sheet->pieces[i].article == 0)
            texts += seen++ == 0 ? first_too : sheet->pieces[i].first > 0;
    return texts;
}

/* Whether the texts beside a stack may go on over this piece. */
static bool
may_hold_text(const struct sheet *sheet, size_t i)
{
    const struct piece *piece = &sheet->pieces[i];
    return piece->article == 0 ? border_part(sheet, i) != PART_HEAD
                               : piece->evidence == heads_photo_news;
}

/* The texts without heads after (or else before) a run of heads, when there are about as
 * many of them.  Returns how many, 0 when it is no stack. */
static size_t
find_texts(const struct heads *run, size_t *from, size_t *to)
{
    const struct sheet *sheet = run->sheet;
    size_t heads = count_heads(sheet, run->from, run->to), after = run->to;
    size_t before = run->from;
    while (after < sheet->piece_count && may_hold_text(sheet, after))
        after++;
    while (before > 0 && may_hold_text(sheet, before - 1))
        before--;
    size_t below = count_texts(sheet, run->to, after, true);
    size_t above = count_texts(sheet, before, run->from, before == 0);
    bool up = above > below;
    size_t texts = up ? above : below;
    *from = up ? before : run->to;
    *to = up ? run->from : after;
    if (up && before > 0) /* what goes on with the text of the head before is not ours */
        for (size_t i = before, seen = 0; i < run->from; i++)
            if (border_part(sheet, i) == PART_TEXT && seen++ > 0 && sheet->pieces[i].first > 0) {
                *from = i;
                break;
            }
    if (heads >= STACK_MIN && count_signed(sheet, run->from, run->to) == heads &&
        count_starts(sheet, *from, *to) >= heads)
        return texts > heads ? texts : heads;
    return heads >= STACK_MIN && texts >= STACK_MIN && texts * 10 >= heads * 6 &&
                   texts * 6 <= heads * 10
               ? texts
               : 0;
}

/* The run with the most headlines.  Its texts are those beside it, or the whole
 * page's when it has nearly all the headlines. */
bool
heads_find(struct heads *run)
{
    struct sheet *sheet = run->sheet;
    size_t all = 0, best = 0, best_texts = 0, bodies = 0, headlines;
    struct heads whole = *run, here = *run;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        bodies += border_part(sheet, i) == PART_TEXT && sheet->pieces[i].role == ROLE_BODY;
        if (sheet->pieces[i].article != 0 || border_part(sheet, i) != PART_HEAD)
            continue;
        here.from = i;
        here.to = run_end(sheet, i, &headlines);
        all += headlines;
        size_t texts = find_texts(&here, &here.text_from, &here.text_to);
        if (texts > best_texts) {
            best_texts = texts;
            *run = here;
        }
        if (headlines > best) {
            best = headlines;
            whole.from = here.from;
            whole.to = here.to;
        }
        i = here.to - 1;
    }
    bool found = best_texts > 0;
    if (!found && best >= STACK_MIN && best * 10 >= all * 7 && bodies >= best) {
        found = true;
        *run = whole;
        run->text_to = sheet->piece_count;
    }
    for (size_t i = run->from; found && i < run->to; i++)
        if (border_part(sheet, i) == PART_TEXT && bridge(sheet, i) > 0)
            sheet->pieces[i].role = best_heading(&sheet->pieces[i]);
    return found;
}

/* Bylines before the first head belong to it, and those before others to them. */
static void
take_names(struct heads *run)
{
    const struct sheet *sheet = run->sheet;
    size_t from = run->from, first = from;
    for (; from > 0 && sheet->pieces[from - 1].article == 0; from--) {
        enum role role = sheet->pieces[from - 1].role;
        if (role == ROLE_BYLINE || role == ROLE_AFFILIATION)
            first = from - 1;
        else if (role != ROLE_FURNITURE)
            return;
    }
    run->names_lead = first < run->from;
    run->from = first;
}

/* Whether a piece is text that the stack's heads may get. */
static bool
is_text(const struct heads *run, size_t i)
{
    return i >= run->text_from && i < run->text_to && (i < run->from || i >= run->to) &&
           run->sheet->pieces[i].article == 0 && border_part(run->sheet, i) == PART_TEXT;
}

/* What to add to the log odds of texts' borders so that as many are likely as heads are for sure.
 */
static float
find_shift(const struct heads *run)
{
    const struct sheet *sheet = run->sheet;
    size_t heads = count_heads(sheet, run->from, run->to);
    float low = 0, high = 30;
    if (heads < STACK_MIN || count_signed(sheet, run->from, run->to) != heads)
        return 0;
    for (int turn = 0; turn < 12; turn++) {
        float shift = turn == 0 ? 0 : (low + high) / 2, likely = 1;
        for (size_t i = run->text_from, seen = 0; i < run->text_to; i++)
            if (is_text(run, i) && may_begin(sheet, i) && seen++ > 0)
                likely += expf(heads_log_yes(sheet->pieces[i].first + shift));
        if (turn == 0 && likely + 0.5f >= (float)heads)
            return 0;
        if (likely < (float)heads)
            low = shift;
        else
            high = shift;
    }
    return low;
}

static void
collect(struct heads *run)
{
    struct sheet *sheet = run->sheet;
    run->lines = arena_alloc(sheet->arena, run->to - run->from, sizeof *run->lines);
    for (size_t i = run->from; i < run->to; i++)
        if (border_part(sheet, i) == PART_HEAD && sheet->pieces[i].article == 0)
            run->lines[run->line_count++] = i;
    size_t texts = 0;
    for (size_t i = 0; i < sheet->piece_count; i++)
        texts += is_text(run, i);
    run->chunks = arena_alloc(sheet->arena, texts + 1, sizeof *run->chunks);
    float shift = find_shift(run);
    for (int round = 0; round < 4; round++) {
        float least = -4 + 1.5f * (float)round; /* borders that are surely none make no chunk */
        run->chunk_count = 0;
        for (size_t i = 0; i < sheet->piece_count; i++) {
            if (!is_text(run, i))
                continue;
            const struct piece *piece = &sheet->pieces[i];
            float odds = piece->first + (shift > 0 && may_begin(sheet, i) ? shift : 0);
            bool starts = run->chunk_count == 0 || (odds > least && piece->opens);
            if (starts)
                run->chunks[run->chunk_count++] =
                    (struct chunk){ i, i, heads_log_yes(odds), heads_log_yes(-odds) };
            run->chunks[run->chunk_count - 1].to = i + 1;
        }
        if (run->chunk_count <= HEADS_CHUNKS_MAX)
            break;
    }
}

static void
compare(struct heads *run)
{
    struct sheet *sheet = run->sheet;
    struct extent *lines = arena_alloc(sheet->arena, run->line_count + 1, sizeof *lines);
    struct extent *texts = arena_alloc(sheet->arena, run->chunk_count + 1, sizeof *texts);
    for (size_t i = 0; i < run->line_count; i++)
        lines[i] = (struct extent){ run->lines[i], run->lines[i] + 1, EXTENT_HEADS };
    for (size_t i = 0; i < run->chunk_count; i++)
        texts[i] = (struct extent){ run->chunks[i].from, run->chunks[i].to, EXTENT_TEXTS };
    run->match = match_make(sheet, lines, run->line_count, texts, run->chunk_count);
}

/* What each line says, and whether a head begins with it. */
static void
weigh(struct heads *run)
{
    struct sheet *sheet = run->sheet;
    run->weight = arena_alloc(sheet->arena, run->line_count, sizeof *run->weight);
    run->odds = arena_alloc(sheet->arena, run->line_count, sizeof *run->odds);
    for (size_t l = 0; l < run->line_count; l++) {
        const struct piece *piece = &sheet->pieces[run->lines[l]];
        run->weight[l] = (float)(piece->end - piece->start);
        run->odds[l] = l == 0 ? surest : head_odds(sheet, run->lines[l]);
    }
}

bool
heads_read(struct heads *run)
{
    take_names(run);
    collect(run);
    if (run->chunk_count == 0 || run->chunk_count > HEADS_CHUNKS_MAX ||
        run->line_count > HEADS_LINES_MAX)
        return false;
    compare(run);
    weigh(run);
    return true;
}
