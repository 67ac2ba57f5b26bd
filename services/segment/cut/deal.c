/*
 * Article by article, a run of paragraphs is given a run of head lines: the score of a way to part
 * both adds up the odds that an article's text begins there (the model's), the odds that a new
 * head begins there, and the rare pairs that head and text share.
 */
#include "services/segment/cut/deal.h"

#include <math.h>

enum {
    HEAD_LINES = 6, /* lines of one head at most */
    CHUNK_BEATS = 64,
};

static const float headless = -6, match_weight = 6;
const float deal_textless = -5, deal_more_lines = 0.15f;

/* The odds of going on through chunks (c, to): the sum of their `no`. */
float
deal_begin(const struct heads *run, size_t c)
{
    return c == 0 ? 0 : run->chunks[c].yes;
}

/* A share of 0.6 of a head's rare pairs is as good as all of them. */
float
deal_worth(float share)
{
    return match_weight * (share > 0.6f ? 1 : share / 0.6f);
}

/* How much of a chunk's match counts: an article's beginning says most. */
float
deal_fade(size_t distance)
{
    return distance < 2 ? 1 : 0.75f;
}

/* Ways to part a run: table[c * width + l] is the best for the first c chunks and l lines. */
struct ways {
    const struct heads *run;
    size_t chunks, lines, width;
    struct deal_cell *table;
    float *peak; /* of each line: its best match so far in the article that is tried */
};

static void
keep_best(struct deal_cell *cell, float score, size_t chunks, size_t lines)
{
    if (score > cell->score)
        *cell = (struct deal_cell){ score, (unsigned short)chunks, (unsigned short)lines };
}

/* Goes on from the first c chunks and l lines: an article of the chunks up to `to` and of none to
 * HEAD_LINES lines.  base: the score of its chunks. */
static void
add_article(struct ways *ways, size_t c, size_t to, size_t l, float base)
{
    const struct heads *run = ways->run;
    float before = ways->table[c * ways->width + l].score, sum = 0, ink = 0, joints = 0;
    if (before == -INFINITY)
        return;
    for (size_t n = 0; n <= HEAD_LINES && l + n <= ways->lines; n++) {
        float score = before + base;
        if (n == 0) {
            score += headless;
        } else {
            size_t k = l + n - 1;
            sum += ways->peak[k] * run->weight[k];
            ink += run->weight[k];
            joints += heads_log_yes(n == 1 ? run->odds[k] : -run->odds[k]);
            score += joints + deal_worth(sum / ink) * (1 + deal_more_lines * (float)(n - 1));
        }
        keep_best(&ways->table[to * ways->width + l + n], score, to - c, n);
    }
}

/* All articles that begin with chunk c. */
static void
add_articles(struct ways *ways, size_t c)
{
    for (size_t l = 0; l <= ways->lines; l++)
        ways->peak[l] = 0;
    float base = deal_begin(ways->run, c);
    for (size_t to = c + 1; to <= ways->chunks && to - c <= DEAL_SPAN_MAX; to++) {
        base += to > c + 1 ? ways->run->chunks[to - 1].no : 0;
        for (size_t l = 0; l < ways->lines; l++) {
            float share = deal_fade(to - 1 - c) * match_share(ways->run->match, l, to - 1);
            ways->peak[l] = share > ways->peak[l] ? share : ways->peak[l];
        }
        for (size_t l = 0; l <= ways->lines; l++)
            add_article(ways, c, to, l, base);
    }
}

/* Who gets what by the best way; false when there is none. */
static bool
walk_back(const struct ways *ways, struct deal *deal)
{
    size_t c = ways->chunks, l = ways->lines;
    deal->articles = 0;
    while (c > 0 || l > 0) {
        const struct deal_cell *cell = &ways->table[c * ways->width + l];
        if (cell->score == -INFINITY || (cell->chunks == 0 && cell->lines == 0))
            return false;
        deal->articles++;
        for (size_t n = 0; n < cell->lines; n++)
            deal->of_line[--l] = deal->articles;
        for (size_t n = 0; n < cell->chunks; n++)
            deal->of_chunk[--c] = deal->articles;
    }
    return true;
}

float
deal_in_order(const struct heads *run, struct deal *deal)
{
    struct arena *arena = run->sheet->arena;
    size_t chunks = run->chunk_count, lines = run->line_count, width = lines + 1;
    struct ways ways = { run,
                         chunks,
                         lines,
                         width,
                         arena_alloc(arena, (chunks + 1) * width, sizeof *ways.table),
                         arena_alloc(arena, width, sizeof *ways.peak) };
    for (size_t i = 0; i < (chunks + 1) * width; i++)
        ways.table[i].score = -INFINITY;
    ways.table[0].score = 0;
    for (size_t l = 1; l <= lines && l <= HEAD_LINES; l++) /* a head of the page itself */
        ways.table[l] = (struct deal_cell){ deal_textless, 0, (unsigned short)l };
    for (size_t c = 0; c < chunks && sheet_beats(run->sheet, CHUNK_BEATS); c++)
        add_articles(&ways, c);
    struct deal_cell *last = &ways.table[chunks * width];
    for (size_t l = 1; l <= lines; l++) /* heads left over at the end */
        for (size_t n = 1; n <= HEAD_LINES && n <= l; n++)
            keep_best(&last[l], last[l - n].score + deal_textless, 0, n);
    return walk_back(&ways, deal) ? last[lines].score : -INFINITY;
}
