#include "services/segment/cut/scatter.h"

#include <math.h>

enum { GROUPS_MAX = 48 }; /* heads that are dealt out of order at most */

static const float unordered = -1;

/* Groups of lines that make one head each, by the odds alone. */
static size_t
group_lines(const struct heads *run, uint32_t *group)
{
    size_t groups = 0;
    for (size_t l = 0; l < run->line_count; l++) {
        groups += l == 0 || run->odds[l] > 0;
        group[l] = (uint32_t)groups - 1;
    }
    return groups;
}

/* share[g * chunks + c]: what part of head g chunk c speaks of. */
static float *
group_shares(const struct heads *run, const uint32_t *group, size_t groups)
{
    size_t chunks = run->chunk_count;
    float *share = arena_alloc(run->sheet->arena, groups * chunks + 1, sizeof *share);
    float *ink = arena_alloc(run->sheet->arena, groups + 1, sizeof *ink);
    for (size_t l = 0; l < run->line_count; l++)
        ink[group[l]] += run->weight[l];
    for (size_t l = 0; l < run->line_count; l++)
        for (size_t c = 0; c < chunks; c++)
            share[group[l] * chunks + c] +=
                match_share(run->match, l, c) * run->weight[l] / ink[group[l]];
    return share;
}

static float
span_share(const float *share, size_t from, size_t to)
{
    float peak = 0;
    for (size_t c = from; c < to; c++) {
        float here = deal_fade(c - from) * share[c];
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
part_spans(const struct heads *run, struct scattering *s)
{
    size_t chunks = run->chunk_count, width = s->groups + 1;
    struct deal_cell *table = arena_alloc(run->sheet->arena, (chunks + 1) * width, sizeof *table);
    for (size_t i = 0; i < (chunks + 1) * width; i++)
        table[i].score = -INFINITY;
    table[0].score = 0;
    for (size_t c = 0; c < chunks; c++) {
        float base = deal_begin(run, c), best = 0;
        for (size_t to = c + 1; to <= chunks && to - c <= DEAL_SPAN_MAX; to++) {
            base += to > c + 1 ? run->chunks[to - 1].no : 0;
            for (size_t g = 0; g < s->groups; g++) {
                float here = deal_fade(to - 1 - c) * s->share[g * chunks + to - 1];
                best = here > best ? here : best;
            }
            for (size_t n = 0; n < s->groups; n++) {
                float score = table[c * width + n].score + base + deal_worth(best);
                struct deal_cell *cell = &table[to * width + n + 1];
                if (score > cell->score)
                    *cell = (struct deal_cell){ score, (unsigned short)(to - c), 0 };
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
share_of(const struct heads *run, const struct scattering *s, size_t head, size_t span)
{
    return span_share(s->share + head * run->chunk_count, s->from[span], s->to[span]);
}

/* Swaps the heads of two spans while it helps. */
static void
swap_heads(const struct heads *run, struct scattering *s)
{
    for (bool better = true; better;) {
        better = false;
        for (size_t a = 0; a < s->spans; a++)
            for (size_t b = a + 1; b < s->spans; b++) {
                size_t of_a = s->head[a], of_b = s->head[b];
                float as_is = share_of(run, s, of_a, a) + share_of(run, s, of_b, b);
                float swapped = share_of(run, s, of_b, a) + share_of(run, s, of_a, b);
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
worth_of(const struct heads *run, const struct scattering *s)
{
    float total = (float)(s->groups - s->spans) * deal_textless, lines_of[GROUPS_MAX] = { 0 };
    for (size_t l = 0; l < run->line_count; l++) {
        lines_of[s->group[l]]++;
        total += heads_log_yes(l == 0 || run->odds[l] > 0 ? run->odds[l] : -run->odds[l]);
    }
    for (size_t n = 0; n < s->spans; n++) {
        size_t head = s->head[n];
        total += deal_begin(run, s->from[n]);
        for (size_t c = s->from[n] + 1; c < s->to[n]; c++)
            total += run->chunks[c].no;
        total +=
            deal_worth(share_of(run, s, head, n)) * (1 + deal_more_lines * (lines_of[head] - 1));
        if (n > 0 && head != s->head[n - 1] + 1)
            total += unordered;
    }
    return total;
}

float
scatter_deal(const struct heads *run, struct deal *deal)
{
    struct scattering s = { 0 };
    s.group = arena_alloc(run->sheet->arena, run->line_count, sizeof *s.group);
    s.groups = group_lines(run, s.group);
    if (s.groups < 2 || s.groups > GROUPS_MAX || run->chunk_count < s.groups)
        return -INFINITY;
    s.share = group_shares(run, s.group, s.groups);
    if (!part_spans(run, &s))
        return -INFINITY;
    swap_heads(run, &s);
    deal->articles = (uint32_t)s.groups;
    for (size_t n = 0; n < s.spans; n++)
        for (size_t c = s.from[n]; c < s.to[n]; c++)
            deal->of_chunk[c] = (uint32_t)(s.groups - s.head[n]);
    for (size_t l = 0; l < run->line_count; l++)
        deal->of_line[l] = (uint32_t)s.groups - s.group[l];
    return worth_of(run, &s);
}
