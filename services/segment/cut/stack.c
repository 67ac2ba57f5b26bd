/*
 * Mostly texts and heads are in the same order.  Article by article, a run of
 * paragraphs is given a run of head lines: the score of a way to part both adds
 * up the odds that an article's text begins there (the model's), the odds that
 * a new head begins there, and the rare pairs that head and text share.  Where
 * the texts seem to be in an order of their own, heads are dealt by what they
 * share alone; the better total wins.
 */
#include "services/segment/cut/stack.h"

#include "services/segment/border.h"
#include "services/segment/cut/match.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <string.h>

enum {
    BRIDGE_MAX = 6, /* lines read as text among heads */
    BRIDGE_INK = 24,
    STACK_MIN = 3,    /* headlines of a stack */
    STACKS_MAX = 4,   /* on a page */
    HEAD_LINES = 6,   /* lines of one head at most */
    CHUNKS_MAX = 240, /* paragraphs that are weighed; more are joined */
    LINES_MAX = 120,
    SPAN_MAX = 60,   /* chunks of one article at most */
    GROUPS_MAX = 48, /* heads that are dealt out of order at most */
    CHUNK_BEATS = 64,
};

static const float headless = -6, textless = -5, match_weight = 6, surest = 9, unordered = -1,
                   more_lines = 0.15f;

static const char in_stack[] = "head-stack", photo_news[] = "photo-news"; /* evidence */

struct chunk {
    size_t from, to; /* pieces; only its text counts */
    float yes, no;   /* log probability that an article begins with it, or not */
};

struct cell {
    float score;
    unsigned short chunks, lines; /* of the last article */
};

struct stack {
    struct sheet *sheet;
    size_t from, to;           /* pieces of the run of heads */
    size_t text_from, text_to; /* pieces that hold the texts */
    size_t *lines;             /* head pieces of it */
    size_t line_count;
    bool names_lead; /* bylines stand above their heads */
    struct chunk *chunks;
    size_t chunk_count;
    const struct match *match; /* lines x chunks */
    float *weight;             /* of each line */
    float *odds;               /* log odds that a head begins with the line */
};

/* Who gets what; articles are numbered from the last. */
struct deal {
    uint32_t *of_chunk, *of_line;
    uint32_t articles;
};

static float
log_yes(float odds)
{
    odds = odds > surest ? surest : odds < -surest ? -surest : odds;
    return -log1pf(expf(-odds));
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
            glyph_is_stop(sheet->plain[piece->to - 1]))
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
        if (piece->article != 0 && piece->evidence == photo_news)
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

/* Log odds that another head begins with a head piece.  The model knows them where
 * nothing but names stands between two; after an author's tag one surely does. */
static float
head_odds(const struct sheet *sheet, size_t i)
{
    size_t before = i;
    if (border_head_before(sheet, i, &before))
        return sheet->pieces[i].first;
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
    return piece->article == 0 ? border_part(sheet, i) != PART_HEAD : piece->evidence == photo_news;
}

/* The texts without heads after (or else before) a run of heads, when there are about as
 * many of them.  Returns how many, 0 when it is no stack. */
static size_t
find_texts(const struct stack *stack, size_t *from, size_t *to)
{
    const struct sheet *sheet = stack->sheet;
    size_t heads = count_heads(sheet, stack->from, stack->to), after = stack->to;
    size_t before = stack->from;
    while (after < sheet->piece_count && may_hold_text(sheet, after))
        after++;
    while (before > 0 && may_hold_text(sheet, before - 1))
        before--;
    size_t below = count_texts(sheet, stack->to, after, true);
    size_t above = count_texts(sheet, before, stack->from, before == 0);
    bool up = above > below;
    size_t texts = up ? above : below;
    *from = up ? before : stack->to;
    *to = up ? stack->from : after;
    if (up && before > 0) /* what goes on with the text of the head before is not ours */
        for (size_t i = before, seen = 0; i < stack->from; i++)
            if (border_part(sheet, i) == PART_TEXT && seen++ > 0 && sheet->pieces[i].first > 0) {
                *from = i;
                break;
            }
    return heads >= STACK_MIN && texts >= STACK_MIN && texts * 10 >= heads * 6 &&
                   texts * 6 <= heads * 10
               ? texts
               : 0;
}

/* The run with the most headlines.  Its texts are those beside it, or the whole
 * page's when it has nearly all the headlines. */
static bool
find_run(struct stack *stack)
{
    struct sheet *sheet = stack->sheet;
    size_t all = 0, best = 0, best_texts = 0, bodies = 0, headlines;
    struct stack whole = *stack, run = *stack;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        bodies += border_part(sheet, i) == PART_TEXT && sheet->pieces[i].role == ROLE_BODY;
        if (sheet->pieces[i].article != 0 || border_part(sheet, i) != PART_HEAD)
            continue;
        run.from = i;
        run.to = run_end(sheet, i, &headlines);
        all += headlines;
        size_t texts = find_texts(&run, &run.text_from, &run.text_to);
        if (texts > best_texts) {
            best_texts = texts;
            *stack = run;
        }
        if (headlines > best) {
            best = headlines;
            whole.from = run.from;
            whole.to = run.to;
        }
        i = run.to - 1;
    }
    bool found = best_texts > 0;
    if (!found && best >= STACK_MIN && best * 10 >= all * 7 && bodies >= best) {
        found = true;
        *stack = whole;
        stack->text_to = sheet->piece_count;
    }
    for (size_t i = stack->from; found && i < stack->to; i++)
        if (border_part(sheet, i) == PART_TEXT && bridge(sheet, i) > 0)
            sheet->pieces[i].role = best_heading(&sheet->pieces[i]);
    return found;
}

/* Bylines before the first head belong to it, and those before others to them. */
static void
take_names(struct stack *stack)
{
    const struct sheet *sheet = stack->sheet;
    size_t from = stack->from, first = from;
    for (; from > 0 && sheet->pieces[from - 1].article == 0; from--) {
        enum role role = sheet->pieces[from - 1].role;
        if (role == ROLE_BYLINE || role == ROLE_AFFILIATION)
            first = from - 1;
        else if (role != ROLE_FURNITURE)
            return;
    }
    stack->names_lead = first < stack->from;
    stack->from = first;
}

/* Whether a piece is text that the stack's heads may get. */
static bool
is_text(const struct stack *stack, size_t i)
{
    return i >= stack->text_from && i < stack->text_to && (i < stack->from || i >= stack->to) &&
           stack->sheet->pieces[i].article == 0 && border_part(stack->sheet, i) == PART_TEXT;
}

static void
collect(struct stack *stack)
{
    struct sheet *sheet = stack->sheet;
    stack->lines = arena_alloc(sheet->arena, stack->to - stack->from, sizeof *stack->lines);
    for (size_t i = stack->from; i < stack->to; i++)
        if (border_part(sheet, i) == PART_HEAD && sheet->pieces[i].article == 0)
            stack->lines[stack->line_count++] = i;
    size_t texts = 0;
    for (size_t i = 0; i < sheet->piece_count; i++)
        texts += is_text(stack, i);
    stack->chunks = arena_alloc(sheet->arena, texts + 1, sizeof *stack->chunks);
    for (int round = 0; round < 4; round++) {
        float least = -4 + 1.5f * (float)round; /* borders that are surely none make no chunk */
        stack->chunk_count = 0;
        for (size_t i = 0; i < sheet->piece_count; i++) {
            if (!is_text(stack, i))
                continue;
            const struct piece *piece = &sheet->pieces[i];
            bool starts = stack->chunk_count == 0 || (piece->first > least && piece->opens);
            if (starts)
                stack->chunks[stack->chunk_count++] =
                    (struct chunk){ i, i, log_yes(piece->first), log_yes(-piece->first) };
            stack->chunks[stack->chunk_count - 1].to = i + 1;
        }
        if (stack->chunk_count <= CHUNKS_MAX)
            break;
    }
}

static void
compare(struct stack *stack)
{
    struct sheet *sheet = stack->sheet;
    struct extent *lines = arena_alloc(sheet->arena, stack->line_count + 1, sizeof *lines);
    struct extent *texts = arena_alloc(sheet->arena, stack->chunk_count + 1, sizeof *texts);
    for (size_t i = 0; i < stack->line_count; i++)
        lines[i] = (struct extent){ stack->lines[i], stack->lines[i] + 1, EXTENT_HEADS };
    for (size_t i = 0; i < stack->chunk_count; i++)
        texts[i] = (struct extent){ stack->chunks[i].from, stack->chunks[i].to, EXTENT_TEXTS };
    stack->match = match_make(sheet, lines, stack->line_count, texts, stack->chunk_count);
}

/* The odds of going on through chunks (c, to): the sum of their `no`. */
static float
begin_of(const struct stack *stack, size_t c)
{
    return c == 0 ? 0 : stack->chunks[c].yes;
}

/* A share of 0.6 of a head's rare pairs is as good as all of them. */
static float
worth(float share)
{
    return match_weight * (share > 0.6f ? 1 : share / 0.6f);
}

/* How much of a chunk's match counts: an article's beginning says most. */
static float
fade(size_t distance)
{
    return distance < 2 ? 1 : 0.75f;
}

/* Keeps the order: table[c][l] is the best way to part c chunks and l lines. */
static float
align(const struct stack *stack, struct deal *deal)
{
    size_t chunks = stack->chunk_count, lines = stack->line_count, width = lines + 1;
    struct arena *arena = stack->sheet->arena;
    struct cell *table = arena_alloc(arena, (chunks + 1) * width, sizeof *table);
    float *peak = arena_alloc(arena, lines + 1, sizeof *peak);
    for (size_t i = 0; i < (chunks + 1) * width; i++)
        table[i].score = -INFINITY;
    table[0].score = 0;
    for (size_t l = 1; l <= lines && l <= HEAD_LINES; l++) /* a head of the page itself */
        table[l] = (struct cell){ textless, 0, (unsigned short)l };
    for (size_t c = 0; c < chunks && sheet_beats(stack->sheet, CHUNK_BEATS); c++) {
        for (size_t l = 0; l <= lines; l++)
            peak[l] = 0;
        float base = begin_of(stack, c);
        for (size_t to = c + 1; to <= chunks && to - c <= SPAN_MAX; to++) {
            base += to > c + 1 ? stack->chunks[to - 1].no : 0;
            for (size_t l = 0; l < lines; l++) {
                float share = fade(to - 1 - c) * match_share(stack->match, l, to - 1);
                peak[l] = share > peak[l] ? share : peak[l];
            }
            for (size_t l = 0; l <= lines; l++) {
                float before = table[c * width + l].score;
                if (before == -INFINITY)
                    continue;
                float sum = 0, ink = 0, joints = 0;
                for (size_t n = 0; n <= HEAD_LINES && l + n <= lines; n++) {
                    float score = before + base;
                    if (n == 0) {
                        score += headless;
                    } else {
                        size_t k = l + n - 1;
                        sum += peak[k] * stack->weight[k];
                        ink += stack->weight[k];
                        joints += log_yes(n == 1 ? stack->odds[k] : -stack->odds[k]);
                        score += joints + worth(sum / ink) * (1 + more_lines * (float)(n - 1));
                    }
                    struct cell *cell = &table[to * width + l + n];
                    if (score > cell->score)
                        *cell = (struct cell){ score, (unsigned short)(to - c), (unsigned short)n };
                }
            }
        }
    }
    for (size_t l = 1; l <= lines; l++) /* heads left over at the end */
        for (size_t n = 1; n <= HEAD_LINES && n <= l; n++) {
            float score = table[chunks * width + l - n].score + textless;
            if (score > table[chunks * width + l].score)
                table[chunks * width + l] = (struct cell){ score, 0, (unsigned short)n };
        }
    size_t c = chunks, l = lines;
    deal->articles = 0;
    while (c > 0 || l > 0) {
        const struct cell *cell = &table[c * width + l];
        if (cell->score == -INFINITY || (cell->chunks == 0 && cell->lines == 0))
            return -INFINITY;
        deal->articles++;
        for (size_t n = 0; n < cell->lines; n++)
            deal->of_line[--l] = deal->articles;
        for (size_t n = 0; n < cell->chunks; n++)
            deal->of_chunk[--c] = deal->articles;
    }
    return table[chunks * width + lines].score;
}

/* Groups of lines that make one head each, by the odds alone. */
static size_t
group_lines(const struct stack *stack, uint32_t *group)
{
    size_t groups = 0;
    for (size_t l = 0; l < stack->line_count; l++) {
        groups += l == 0 || stack->odds[l] > 0;
        group[l] = (uint32_t)groups - 1;
    }
    return groups;
}

/* share[g * chunks + c]: what part of head g chunk c speaks of. */
static float *
group_shares(const struct stack *stack, const uint32_t *group, size_t groups)
{
    size_t chunks = stack->chunk_count;
    float *share = arena_alloc(stack->sheet->arena, groups * chunks + 1, sizeof *share);
    float *ink = arena_alloc(stack->sheet->arena, groups + 1, sizeof *ink);
    for (size_t l = 0; l < stack->line_count; l++)
        ink[group[l]] += stack->weight[l];
    for (size_t l = 0; l < stack->line_count; l++)
        for (size_t c = 0; c < chunks; c++)
            share[group[l] * chunks + c] +=
                match_share(stack->match, l, c) * stack->weight[l] / ink[group[l]];
    return share;
}

static float
span_share(const float *share, size_t from, size_t to)
{
    float peak = 0;
    for (size_t c = from; c < to; c++) {
        float here = fade(c - from) * share[c];
        peak = here > peak ? here : peak;
    }
    return peak;
}

/* Texts in some order of their own: which chunks make one article's text, and whose
 * head it gets. */
struct scattering {
    uint32_t *group; /* of each line: number of its head */
    size_t groups, spans;
    const float *share; /* share[g * chunks + c]: what part of head g chunk c speaks of */
    size_t from[GROUPS_MAX], to[GROUPS_MAX], head[GROUPS_MAX]; /* of each span */
};

/* Parts the chunks into as many spans as there are heads, or as many as can be, each
 * about the head that it speaks of most; false when they cannot be parted. */
static bool
part_spans(const struct stack *stack, struct scattering *s)
{
    size_t chunks = stack->chunk_count, width = s->groups + 1;
    struct cell *table = arena_alloc(stack->sheet->arena, (chunks + 1) * width, sizeof *table);
    for (size_t i = 0; i < (chunks + 1) * width; i++)
        table[i].score = -INFINITY;
    table[0].score = 0;
    for (size_t c = 0; c < chunks; c++) {
        float base = begin_of(stack, c), best = 0;
        for (size_t to = c + 1; to <= chunks && to - c <= SPAN_MAX; to++) {
            base += to > c + 1 ? stack->chunks[to - 1].no : 0;
            for (size_t g = 0; g < s->groups; g++) {
                float here = fade(to - 1 - c) * s->share[g * chunks + to - 1];
                best = here > best ? here : best;
            }
            for (size_t n = 0; n < s->groups; n++) {
                float score = table[c * width + n].score + base + worth(best);
                struct cell *cell = &table[to * width + n + 1];
                if (score > cell->score)
                    *cell = (struct cell){ score, (unsigned short)(to - c), 0 };
            }
        }
    }
    s->spans = s->groups;
    while (s->spans > 0 && table[chunks * width + s->spans].score == -INFINITY)
        s->spans--;
    for (size_t n = s->spans, c = chunks; n > 0; n--) {
        s->to[n - 1] = c;
        c -= table[c * width + n].chunks;
        s->from[n - 1] = c;
        s->head[n - 1] = n - 1;
    }
    return s->spans > 0;
}

static float
share_of(const struct stack *stack, const struct scattering *s, size_t head, size_t span)
{
    return span_share(s->share + head * stack->chunk_count, s->from[span], s->to[span]);
}

/* Swaps the heads of two spans while it helps. */
static void
swap_heads(const struct stack *stack, struct scattering *s)
{
    for (bool better = true; better;) {
        better = false;
        for (size_t a = 0; a < s->spans; a++)
            for (size_t b = a + 1; b < s->spans; b++) {
                size_t of_a = s->head[a], of_b = s->head[b];
                float as_is = share_of(stack, s, of_a, a) + share_of(stack, s, of_b, b);
                float swapped = share_of(stack, s, of_b, a) + share_of(stack, s, of_a, b);
                if (swapped > as_is + 1e-4f) {
                    s->head[a] = of_b;
                    s->head[b] = of_a;
                    better = true;
                }
            }
    }
}

/* What a scattering is worth, by the same measure as align. */
static float
worth_of(const struct stack *stack, const struct scattering *s)
{
    float total = (float)(s->groups - s->spans) * textless, lines_of[GROUPS_MAX] = { 0 };
    for (size_t l = 0; l < stack->line_count; l++) {
        lines_of[s->group[l]]++;
        total += log_yes(l == 0 || stack->odds[l] > 0 ? stack->odds[l] : -stack->odds[l]);
    }
    for (size_t n = 0; n < s->spans; n++) {
        size_t head = s->head[n];
        total += begin_of(stack, s->from[n]);
        for (size_t c = s->from[n] + 1; c < s->to[n]; c++)
            total += stack->chunks[c].no;
        total += worth(share_of(stack, s, head, n)) * (1 + more_lines * (lines_of[head] - 1));
        if (n > 0 && head != s->head[n - 1] + 1)
            total += unordered;
    }
    return total;
}

static float
scatter(const struct stack *stack, struct deal *deal)
{
    struct scattering s = { 0 };
    s.group = arena_alloc(stack->sheet->arena, stack->line_count, sizeof *s.group);
    s.groups = group_lines(stack, s.group);
    if (s.groups < 2 || s.groups > GROUPS_MAX || stack->chunk_count < s.groups)
        return -INFINITY;
    s.share = group_shares(stack, s.group, s.groups);
    if (!part_spans(stack, &s))
        return -INFINITY;
    swap_heads(stack, &s);
    deal->articles = (uint32_t)s.groups;
    for (size_t n = 0; n < s.spans; n++)
        for (size_t c = s.from[n]; c < s.to[n]; c++)
            deal->of_chunk[c] = (uint32_t)(s.groups - s.head[n]);
    for (size_t l = 0; l < stack->line_count; l++)
        deal->of_line[l] = (uint32_t)s.groups - s.group[l];
    return worth_of(stack, &s);
}

static void
give(struct piece *piece, uint32_t article, const char *evidence)
{
    piece->article = article;
    piece->evidence = evidence;
}

/* Numbers the pieces of heads and texts from `base` on. */
static void
give_all(const struct stack *stack, const struct deal *deal, uint32_t base)
{
    struct sheet *sheet = stack->sheet;
    uint32_t end = base + deal->articles + 1, last = base + 1;
    for (size_t k = 0; k < stack->chunk_count; k++)
        for (size_t i = stack->chunks[k].from; i < stack->chunks[k].to; i++)
            if (sheet->pieces[i].article == 0 && border_part(sheet, i) != PART_NONE &&
                (i < stack->from || i >= stack->to))
                give(&sheet->pieces[i], end - deal->of_chunk[k], in_stack);
    size_t line = 0;
    for (size_t i = stack->from; i < stack->to; i++) {
        bool head = line < stack->line_count && stack->lines[line] == i;
        if (head || (stack->names_lead && line < stack->line_count))
            last = end - deal->of_line[line];
        line += head;
        if (border_part(sheet, i) != PART_NONE && sheet->pieces[i].article == 0)
            give(&sheet->pieces[i], last, in_stack);
    }
    for (size_t i = stack->text_from; i < stack->text_to; i++)
        if (sheet->pieces[i].article == 0 && border_part(sheet, i) != PART_NONE)
            give(&sheet->pieces[i],
                 i > 0 && sheet->pieces[i - 1].article > base ? sheet->pieces[i - 1].article
                                                              : base + 1,
                 in_stack);
}

/* Where photo news ends whose head begins at `from`: a head, its caption and perhaps a credit,
 * and then what is not its text; `from` when it is none. */
static size_t
photo_end(const struct sheet *sheet, size_t from)
{
    size_t i = from;
    bool caption = false;
    while (i < sheet->piece_count && border_part(sheet, i) == PART_HEAD)
        i++;
    for (; i < sheet->piece_count && sheet->pieces[i].article == 0; i++) {
        enum role role = sheet->pieces[i].role;
        if (role != ROLE_CAPTION && role != ROLE_CREDIT)
            break;
        caption |= role == ROLE_CAPTION;
    }
    bool goes_on =
        i < sheet->piece_count && border_part(sheet, i) == PART_TEXT && sheet->pieces[i].first < 0;
    return caption && !goes_on ? i : from;
}

/* Gives the heads of the stack that have the same text as this one to its article. */
static void
give_repeats(const struct stack *stack, const struct piece *head)
{
    struct sheet *sheet = stack->sheet;
    size_t to = stack->to - stack->from > LINES_MAX ? stack->from + LINES_MAX : stack->to;
    for (size_t i = stack->from; i < to; i++)
        if (border_part(sheet, i) == PART_HEAD && sheet_same(sheet, head, &sheet->pieces[i]))
            give(&sheet->pieces[i], head->article, photo_news);
}

/* Photo news beside the stack keeps its head: an article each.  Returns how many. */
static uint32_t
set_photos_apart(const struct stack *stack, uint32_t base)
{
    struct sheet *sheet = stack->sheet;
    uint32_t photos = 0;
    for (size_t i = 0, to; i < sheet->piece_count; i++) {
        if ((i >= stack->from && i < stack->to) || sheet->pieces[i].article != 0 ||
            border_part(sheet, i) != PART_HEAD || (i > 0 && border_part(sheet, i - 1) == PART_HEAD))
            continue;
        to = photo_end(sheet, i);
        photos += to > i;
        for (size_t k = i; k < to; k++) {
            give(&sheet->pieces[k], base + photos, photo_news);
            if (border_part(sheet, k) == PART_HEAD)
                give_repeats(stack, &sheet->pieces[k]);
        }
    }
    return photos;
}

/* Deals one stack; how many articles that makes, 0 when there is none. */
static uint32_t
cut_one(struct sheet *sheet, uint32_t base)
{
    struct stack stack = { .sheet = sheet };
    if (!find_run(&stack))
        return 0;
    uint32_t photos = set_photos_apart(&stack, base);
    if (photos > 0) {
        stack = (struct stack){ .sheet = sheet };
        if (!find_run(&stack))
            return photos;
    }
    base += photos;
    take_names(&stack);
    collect(&stack);
    if (stack.chunk_count == 0 || stack.chunk_count > CHUNKS_MAX || stack.line_count > LINES_MAX)
        return photos;
    compare(&stack);
    stack.weight = arena_alloc(sheet->arena, stack.line_count, sizeof *stack.weight);
    stack.odds = arena_alloc(sheet->arena, stack.line_count, sizeof *stack.odds);
    for (size_t l = 0; l < stack.line_count; l++) {
        const struct piece *piece = &sheet->pieces[stack.lines[l]];
        stack.weight[l] = (float)(piece->end - piece->start);
        stack.odds[l] = l == 0 ? surest : head_odds(sheet, stack.lines[l]);
    }
    struct deal kept = { 0 }, scattered = { 0 };
    struct deal *deals[] = { &kept, &scattered };
    for (int i = 0; i < 2; i++) {
        deals[i]->of_chunk = arena_alloc(sheet->arena, stack.chunk_count + 1, sizeof(uint32_t));
        deals[i]->of_line = arena_alloc(sheet->arena, stack.line_count + 1, sizeof(uint32_t));
    }
    float in_order = align(&stack, &kept), free_order = scatter(&stack, &scattered);
    if (in_order == -INFINITY && free_order == -INFINITY)
        return photos;
    const struct deal *deal = in_order >= free_order ? &kept : &scattered;
    float margin = fabsf(in_order - free_order); /* never as sure as heads in place */
    margin = isinf(margin) ? 0 : margin > 2 ? 2 : margin;
    sheet->margin = sheet->margin < margin ? sheet->margin : margin;
    give_all(&stack, deal, base);
    return photos + deal->articles;
}

uint32_t
stack_cut(struct sheet *sheet)
{
    uint32_t articles = 0;
    sheet->margin = INFINITY;
    for (int n = 0; n < STACKS_MAX; n++) {
        uint32_t more = cut_one(sheet, articles);
        if (more == 0)
            break;
        articles += more;
    }
    return articles;
}
