/*
 * Texts and heads are in the same order.  Article by article, a run of
 * paragraphs is given a run of head lines: the score of a way to part both adds
 * up the odds that an article's text begins there (the model's), the odds that
 * a new head begins there, and the rare pairs that head and text share.
 */
#include "services/segment/stack.h"

#include "services/segment/border.h"
#include "services/segment/match.h"

#include <math.h>

enum {
    STACK_MIN = 3,     /* headlines of a stack */
    HEAD_LINES = 6,    /* lines of one head at most */
    CHUNKS_MAX = 240,  /* paragraphs that are weighed; more are joined */
    LINES_MAX = 120,
    SPAN_MAX = 60,     /* chunks of one article at most */
};

static const float headless = -6, textless = -5, match_weight = 9, surest = 5;

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
    size_t from, to;     /* pieces of the run of heads */
    size_t *lines;       /* head pieces of it */
    size_t line_count;
    struct chunk *chunks;
    size_t chunk_count;
    const struct match *match; /* lines x chunks */
};

static float
log_yes(float odds)
{
    odds = odds > surest ? surest : odds < -surest ? -surest : odds;
    return -log1pf(expf(-odds));
}

/* The longest run of heads and bylines; furniture within does not break it. */
static bool
find_run(struct stack *stack)
{
    const struct sheet *sheet = stack->sheet;
    size_t all = 0, best = 0, best_texts = 0;
    for (size_t i = 0; i < sheet->piece_count;) {
        if (border_part(sheet, i) != PART_HEAD) {
            i++;
            continue;
        }
        size_t to = i, headlines = 0;
        for (size_t k = i; k < sheet->piece_count; k++) {
            enum part kind = border_part(sheet, k);
            if (kind == PART_TEXT && sheet->pieces[k].role != ROLE_LEAD)
                break;
            if (kind == PART_HEAD) {
                headlines += sheet->pieces[k].role == ROLE_HEADLINE;
                to = k + 1;
            }
        }
        all += headlines;
        if (headlines > best) {
            best = headlines;
            stack->from = i;
            stack->to = to;
        }
        i = to;
    }
    for (size_t i = 0; i < sheet->piece_count; i++)
        best_texts += border_part(sheet, i) == PART_TEXT &&
                      sheet->pieces[i].role == ROLE_BODY;
    return best >= STACK_MIN && best * 10 >= all * 7 && best_texts >= best;
}

static void
collect(struct stack *stack)
{
    struct sheet *sheet = stack->sheet;
    stack->lines = arena_alloc(sheet->arena, stack->to - stack->from, sizeof *stack->lines);
    for (size_t i = stack->from; i < stack->to; i++)
        if (border_part(sheet, i) == PART_HEAD)
            stack->lines[stack->line_count++] = i;
    size_t texts = 0;
    for (size_t i = 0; i < sheet->piece_count; i++)
        texts += border_part(sheet, i) == PART_TEXT && (i < stack->from || i >= stack->to);
    stack->chunks = arena_alloc(sheet->arena, texts + 1, sizeof *stack->chunks);
    float least = -4; /* borders that are surely none make no chunk */
    for (int round = 0; round < 4; round++, least += 1.5f) {
        stack->chunk_count = 0;
        for (size_t i = 0; i < sheet->piece_count; i++) {
            if (border_part(sheet, i) != PART_TEXT || (i >= stack->from && i < stack->to))
                continue;
            const struct piece *piece = &sheet->pieces[i];
            bool starts = stack->chunk_count == 0 || (piece->first > least && piece->opens);
            if (starts)
                stack->chunks[stack->chunk_count++] = (struct chunk){
                    i, i, log_yes(piece->first), log_yes(-piece->first)
                };
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

/* table[c][l]: the best way to part the first c chunks and l lines. */
static uint32_t
align(struct stack *stack, unsigned char *chunk_starts, unsigned short *line_article)
{
    size_t chunks = stack->chunk_count, lines = stack->line_count, width = lines + 1;
    struct arena *arena = stack->sheet->arena;
    struct cell *table = arena_alloc(arena, (chunks + 1) * width, sizeof *table);
    float *weight = arena_alloc(arena, lines + 1, sizeof *weight);
    float *peak = arena_alloc(arena, lines + 1, sizeof *peak);
    float *odds = arena_alloc(arena, lines + 1, sizeof *odds);
    for (size_t l = 0; l < lines; l++) {
        const struct piece *piece = &stack->sheet->pieces[stack->lines[l]];
        weight[l] = (float)(piece->end - piece->start);
        odds[l] = l == 0 ? surest : piece->first;
    }
    for (size_t i = 0; i < (chunks + 1) * width; i++)
        table[i].score = -INFINITY;
    table[0].score = 0;
    for (size_t l = 1; l <= lines && l <= HEAD_LINES; l++) /* a head of the page itself */
        table[l] = (struct cell){ textless, 0, (unsigned short)l };
    for (size_t c = 0; c < chunks; c++) {
        for (size_t l = 0; l <= lines; l++)
            peak[l] = 0;
        float inside = 0;
        for (size_t to = c + 1; to <= chunks && to - c <= SPAN_MAX; to++) {
            if (to > c + 1)
                inside += stack->chunks[to - 1].no;
            float fade = to - c <= 2 ? 1 : 0.75f; /* the beginning says most */
            for (size_t l = 0; l < lines; l++) {
                float share = fade * match_share(stack->match, l, to - 1);
                peak[l] = share > peak[l] ? share : peak[l];
            }
            float begin = c == 0 ? 0 : stack->chunks[c].yes;
            for (size_t l = 0; l <= lines; l++) {
                float base = table[c * width + l].score;
                if (base == -INFINITY)
                    continue;
                base += begin + inside;
                float sum = 0, ink = 0, heads = 0;
                for (size_t n = 0; n <= HEAD_LINES && l + n <= lines; n++) {
                    float score = base;
                    if (n == 0) {
                        score += headless;
                    } else {
                        sum += peak[l + n - 1] * weight[l + n - 1];
                        ink += weight[l + n - 1];
                        heads += n == 1 ? log_yes(odds[l]) : log_yes(-odds[l + n - 1]);
                        float share = sum / ink;
                        score += heads + match_weight * (share > 0.6f ? 1 : share / 0.6f);
                    }
                    struct cell *cell = &table[to * width + l + n];
                    if (score > cell->score)
                        *cell = (struct cell){ score, (unsigned short)(to - c),
                                               (unsigned short)n };
                }
            }
        }
        if (c + 1 < chunks || lines == 0)
            continue;
    }
    for (size_t l = 1; l <= lines; l++) /* heads left over at the end */
        for (size_t n = 1; n <= HEAD_LINES && n <= l; n++) {
            float score = table[chunks * width + l - n].score + textless;
            if (score > table[chunks * width + l].score)
                table[chunks * width + l] = (struct cell){ score, 0, (unsigned short)n };
        }
    uint32_t articles = 0;
    size_t c = chunks, l = lines;
    while (c > 0 || l > 0) {
        const struct cell *cell = &table[c * width + l];
        if (cell->score == -INFINITY || (cell->chunks == 0 && cell->lines == 0))
            return 0;
        articles++;
        for (size_t n = 0; n < cell->lines; n++)
            line_article[l - 1 - n] = (unsigned short)articles;
        c -= cell->chunks;
        l -= cell->lines;
        if (cell->chunks > 0)
            chunk_starts[c] = (unsigned char)1;
        for (size_t k = c; k < c + cell->chunks; k++)
            stack->chunks[k].yes = (float)articles; /* from here on: its article, from the end */
    }
    return articles;
}

static void
give(struct piece *piece, uint32_t article)
{
    piece->article = article;
    piece->evidence = "head-stack";
}

uint32_t
stack_cut(struct sheet *sheet)
{
    struct stack stack = { .sheet = sheet };
    if (!find_run(&stack))
        return 0;
    collect(&stack);
    if (stack.chunk_count == 0 || stack.chunk_count > CHUNKS_MAX || stack.line_count > LINES_MAX)
        return 0;
    compare(&stack);
    unsigned char *starts = arena_alloc(sheet->arena, stack.chunk_count + 1, sizeof *starts);
    unsigned short *of_line = arena_alloc(sheet->arena, stack.line_count + 1, sizeof *of_line);
    uint32_t articles = align(&stack, starts, of_line);
    if (articles == 0)
        return 0;
    for (size_t k = 0; k < stack.chunk_count; k++)
        for (size_t i = stack.chunks[k].from; i < stack.chunks[k].to; i++)
            if (border_part(sheet, i) != PART_NONE && (i < stack.from || i >= stack.to))
                give(&sheet->pieces[i], articles + 1 - (uint32_t)stack.chunks[k].yes);
    uint32_t last = 0;
    size_t line = 0;
    for (size_t i = stack.from; i < stack.to; i++) {
        if (line < stack.line_count && stack.lines[line] == i)
            last = articles + 1 - of_line[line++];
        if (border_part(sheet, i) != PART_NONE)
            give(&sheet->pieces[i], last > 0 ? last : 1);
    }
    for (size_t i = 0; i < sheet->piece_count; i++)
        if (sheet->pieces[i].article == 0 && border_part(sheet, i) != PART_NONE)
            give(&sheet->pieces[i], i > 0 && sheet->pieces[i - 1].article > 0
                                        ? sheet->pieces[i - 1].article
                                        : 1);
    return articles;
}
