/*
 * Which texts and heads are one article, where places are no more than guesses: every pair is
 * weighed by its words and its places, and the likeliest groups are joined until none is likely.
 * Weights are those of a logistic regression on pages whose articles are known (train/layout).
 */
#include "services/segment/layout/gather.h"

#include <math.h>

enum {
    PAIRS_TEXT = 8, /* of letters, that a text needs to be told by its words */
    PAIRS_HEAD = 4,
    PAIRS_BODY = 12, /* of a text that a head is held against */
    BEATS = 32,      /* that weighing one strip against all is worth */
};

/* By train/layout/learn.py.  Features are in the order of gather_look_at_texts: that b goes on
 * where a stops, and that they are of one article; and in that of gather_look_at_head. */
static const float next_weights[GATHER_FEATURES] = {
    -3.41F, 0.40F,  1.34F,  -1.47F, 0.19F,  4.89F,  -0.14F, 1.16F, -0.73F, -3.57F, 2.72F, -0.33F,
    0.98F,  -0.15F, -1.58F, -2.57F, -2.08F, -2.42F, -0.20F, 0.26F, -0.98F, -0.98F, 0.31F, -0.75F,
};
static const float same_weights[GATHER_FEATURES] = {
    0.07F,  0.61F,  1.12F,  -1.20F, 0.02F,  2.53F,  -0.22F, 0.68F,  -1.78F, 0.23F,  2.01F,  -0.14F,
    -0.05F, -0.55F, -0.12F, 0.79F,  -0.44F, -1.00F, -1.06F, -0.66F, -0.28F, -1.01F, -0.06F, -1.37F,
};
static const float head_weights[GATHER_FEATURES] = {
    0.24F, 2.00F, 0.38F,  -1.56F, 1.75F,  1.88F,  -0.30F, -0.85F, -0.18F, 0.57F,
    0.76F, 0.08F, -0.29F, -1.93F, -0.86F, -0.45F, -0.72F, -0.59F, -0.23F, -0.45F,
};

static const float PAIR_MOST = 6;                   /* logit that one pair adds or takes */
static const float NEXT_SHARE = 0.25F, LEAST = -1;  /* of the best link; of a group that is made */
static const float HEAD_SHARE = 0.7F, TWICE = 0.7F; /* of a pair with a head; two heads */
static const float DATED = 2.5F;                    /* nats: where it is over a dateline */
static const float LINK_LEAST = -6, LINK_MOST = 4;

/* Groups of strips; numbers of two of them, row by row. */
struct groups {
    struct plan *plan;
    size_t count;
    int *of;     /* of each strip; PLAN_NONE: of none */
    int *main;   /* its strongest heading, or PLAN_NONE */
    bool *dated; /* of each heading: its text opens with a dateline */
    bool *gone;  /* is part of another */
    float *sum, *weight, *best;
};

static float
clip(float x, float least, float most)
{
    return x < least ? least : x > most ? most : x;
}

static float
add_up(const float *weights, const float *features)
{
    float sum = 0;
    for (int f = 0; f < GATHER_FEATURES; f++)
        sum += weights[f] * features[f];
    return sum;
}

static float
truth(bool is)
{
    return is ? 1 : 0;
}

void
gather_look_at_texts(const struct plan *plan, size_t first, size_t second, float *f)
{
    const struct strip *a = &plan->strips[first], *b = &plan->strips[second];
    const struct pair pair = plan_look_between(plan, a, b);
    bool known =
        kin_pairs(plan->kin, first) >= PAIRS_TEXT && kin_pairs(plan->kin, second) >= PAIRS_TEXT;
    float nats = known ? kin_nats(plan->kin, first, second) : 0;
    float narrow = fminf(plan_width(a), plan_width(b)), off = fabsf(b->run.top - a->column_top);
    bool below = pair.over > 0.5F * narrow && b->run.top > a->run.top;
    bool beside = !below && b->run.left > a->run.right - plan->body;
    f[0] = 1;
    f[1] = fmaxf(nats, 0);
    f[2] = fminf(nats, 0);
    f[3] = truth(known);
    f[4] = clip(pair.ends, -4, 6);
    if (below) {
        f[5] = 1;
        f[6] = clip(pair.gap, 0, 8);
        f[7] = truth(pair.gap < 0.3F);
        f[8] = truth(pair.heads);
        f[9] = truth(pair.texts);
    } else if (beside) {
        f[10] = 1;
        f[11] = clip((b->run.left - a->run.right) / plan->body, 0, 20) / 5;
        f[12] = truth(off < 1.5F * plan->leading);
        f[13] = clip(off / plan->leading, 0, 40) / 10;
        f[14] = truth(b->above);
        f[15] = truth(a->below);
        f[16] = fminf((float)pair.passed, 4);
        f[17] = truth(b->run.top > a->run.bottom);
        f[18] = truth(b->run.bottom < a->column_top + plan->leading);
    }
    f[19] = truth(!below && !beside && b->run.top > a->run.bottom - plan->body);
    f[20] = truth(plan_opens_article(plan, b));
    f[21] = truth(plan_width(a) > 1.15F * plan_width(b) || plan_width(a) < 0.87F * plan_width(b));
    if (a->full && !a->stopped && !b->indented)
        f[22] = clip(pair.affinity, -4, 4);
    f[23] = truth(b->head != PLAN_NONE && b->head != a->head);
}

void
gather_look_at_head(const struct plan *plan, size_t head, size_t text, float *f)
{
    const struct strip *a = &plan->strips[head], *b = &plan->strips[text];
    const struct pair pair = plan_look_between(plan, a, b);
    bool has_words = kin_pairs(plan->kin, head) >= PAIRS_HEAD;
    bool known = has_words && kin_pairs(plan->kin, text) >= PAIRS_BODY;
    float share = has_words ? kin_share(plan->kin, head, text) : 0;
    float narrow = fminf(plan_width(a), plan_width(b)), down = b->run.top - a->run.bottom;
    bool below = pair.over > 0.25F * narrow && down > -plan->body;
    float lines = down / plan->leading, apart = fmaxf(0, -pair.over) / plan->body;
    f[0] = 1;
    if (known) {
        f[1] = share < 1 ? share : 0;
        f[2] = fminf(share, 4);
        f[3] = truth(share < 0.4F);
        f[4] = 1;
    }
    if (below) {
        f[5] = 1;
        f[6] = clip(lines, 0, 20) / 10;
        f[7] = truth(pair.heads);
        f[8] = truth(pair.texts);
        f[9] = truth(lines < 3);
        f[18] = truth(fabsf(a->run.left - b->run.left) < 3 * plan->body);
    }
    if (plan_overlap(a->run.top, a->run.bottom, b->run.top, b->run.bottom) > 0.5F * plan->leading) {
        f[10] = 1;
        f[11] = fminf(apart, 30) / 10;
    }
    f[12] = truth(plan_opens_article(plan, b));
    f[13] = truth(b->indented);
    f[14] = truth(b->flush);
    f[15] = fminf(apart, 60) / 10;
    f[16] = clip(-lines, 0, 60) / 10;
    f[17] = clip(lines, 0, 60) / 10;
    f[19] = truth(a->size > 1.5F * plan->body);
}

/* How much a strip says of its group: the longer the more. */
static float
weight_of(const struct plan *plan, size_t strip)
{
    return sqrtf(clip((float)plan_points(plan, &plan->strips[strip]) / 20, 1, 12));
}

static void
add_pair(struct groups *groups, size_t a, size_t b, float logit, float best, float weight)
{
    int from = groups->of[a], to = groups->of[b];
    for (int turn = 0; turn < 2 && from != to; turn++) {
        size_t at = (size_t)(turn ? to : from) * groups->count + (size_t)(turn ? from : to);
        groups->sum[at] += weight * clip(logit, -PAIR_MOST, PAIR_MOST);
        groups->weight[at] += weight;
        groups->best[at] = fmaxf(groups->best[at], best);
    }
}

/* Two texts: the likelier of the two ways round. */
static void
weigh_texts(struct groups *groups, size_t a, size_t b)
{
    const struct plan *plan = groups->plan;
    float there[GATHER_FEATURES] = { 0 }, back[GATHER_FEATURES] = { 0 };
    gather_look_at_texts(plan, a, b, there);
    gather_look_at_texts(plan, b, a, back);
    add_pair(groups, a, b, fmaxf(add_up(same_weights, there), add_up(same_weights, back)),
             fmaxf(add_up(next_weights, there), add_up(next_weights, back)),
             weight_of(plan, a) * weight_of(plan, b));
}

static void
weigh_pairs(struct groups *groups)
{
    const struct plan *plan = groups->plan;
    for (size_t i = 0; i < groups->count * groups->count; i++)
        groups->best[i] = -INFINITY;
    for (size_t a = 0; a < plan->strip_count && sheet_beats(plan->sheet, BEATS); a++)
        for (size_t b = 0; b < plan->strip_count; b++) {
            const struct strip *from = &plan->strips[a];
            if (a == b || !plan_is_text(&plan->strips[b]))
                continue;
            if (a < b && plan_is_text(from)) {
                weigh_texts(groups, a, b);
            } else if (from->kind == STRIP_HEAD) {
                float seen[GATHER_FEATURES] = { 0 };
                gather_look_at_head(plan, a, b, seen);
                float logit = add_up(head_weights, seen);
                add_pair(groups, a, b, logit, logit,
                         HEAD_SHARE * weight_of(plan, a) * weight_of(plan, b));
            }
        }
}

/* Smaller than the other, else further down or right. */
static bool
is_weaker(const struct heading *own, const struct heading *other)
{
    if (fabsf(own->size - other->size) > 1)
        return own->size < other->size;
    return own->box.top + own->box.left / 4 > other->box.top + other->box.left / 4;
}

/* Nats against two groups with heads: one is none, and not that over a dateline. */
static float
weigh_two_heads(const struct groups *groups, size_t a, size_t b)
{
    const struct heading *headings = groups->plan->headings;
    if (groups->main[a] == PLAN_NONE || groups->main[b] == PLAN_NONE)
        return 0;
    size_t weak = is_weaker(&headings[groups->main[a]], &headings[groups->main[b]]) ? a : b;
    return groups->dated[groups->main[weak]] ? DATED : TWICE;
}

/* How likely two groups are one article; more than LEAST: likely. */
static float
weigh_groups(const struct groups *groups, size_t a, size_t b)
{
    size_t at = a * groups->count + b;
    if (groups->weight[at] <= 0)
        return -INFINITY;
    return groups->sum[at] / groups->weight[at] +
           NEXT_SHARE * clip(groups->best[at], LINK_LEAST, LINK_MOST) -
           weigh_two_heads(groups, a, b);
}

static void
unite(struct groups *groups, size_t into, size_t from)
{
    size_t count = groups->count;
    for (size_t g = 0; g < count; g++) {
        size_t to[2] = { into * count + g, g * count + into };
        size_t of[2] = { from * count + g, g * count + from };
        for (int turn = 0; turn < 2; turn++) {
            groups->sum[to[turn]] += groups->sum[of[turn]];
            groups->weight[to[turn]] += groups->weight[of[turn]];
            groups->best[to[turn]] = fmaxf(groups->best[to[turn]], groups->best[of[turn]]);
        }
    }
    int *main = groups->main;
    if (main[into] == PLAN_NONE ||
        (main[from] != PLAN_NONE &&
         is_weaker(&groups->plan->headings[main[into]], &groups->plan->headings[main[from]])))
        main[into] = main[from];
    groups->gone[from] = true;
    for (size_t s = 0; s < groups->plan->strip_count; s++)
        if (groups->of[s] == (int)from)
            groups->of[s] = (int)into;
}

static void
join_groups(struct groups *groups)
{
    for (size_t joined = 0; joined < groups->count && sheet_beat(groups->plan->sheet); joined++) {
        float best = LEAST;
        size_t into = 0, from = 0;
        for (size_t a = 0; a < groups->count; a++)
            for (size_t b = a + 1; b < groups->count && !groups->gone[a]; b++) {
                float score = groups->gone[b] ? -INFINITY : weigh_groups(groups, a, b);
                if (score > best) {
                    best = score;
                    into = a;
                    from = b;
                }
            }
        if (into == from)
            return;
        unite(groups, into, from);
    }
}

/* A group for each text and each heading. */
static void
open_groups(struct groups *groups)
{
    const struct plan *plan = groups->plan;
    struct arena *arena = plan->arena;
    groups->of = arena_alloc(arena, plan->strip_count + 1, sizeof *groups->of);
    groups->count = plan->heading_count;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *strip = &plan->strips[s];
        groups->of[s] = strip->kind == STRIP_HEAD ? strip->head
                        : plan_is_text(strip)     ? (int)groups->count++
                                                  : PLAN_NONE;
    }
    size_t square = groups->count * groups->count + 1;
    groups->main = arena_alloc(arena, groups->count + 1, sizeof *groups->main);
    groups->dated = arena_alloc(arena, groups->count + 1, sizeof *groups->dated);
    groups->gone = arena_alloc(arena, groups->count + 1, sizeof *groups->gone);
    groups->sum = arena_alloc(arena, square, sizeof *groups->sum);
    groups->weight = arena_alloc(arena, square, sizeof *groups->weight);
    groups->best = arena_alloc(arena, square, sizeof *groups->best);
    for (size_t g = 0; g < groups->count; g++)
        groups->main[g] = g < plan->heading_count ? (int)g : PLAN_NONE;
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan_is_text(&plan->strips[s]) && plan->strips[s].head != PLAN_NONE)
            groups->dated[plan->strips[s].head] |= plan_opens_article(plan, &plan->strips[s]);
}

/* ---- one head an article ---- */

/* Whether a text of the article stands over the heading, or begins beside it: then it is a line
 * inside the text. */
static bool
is_inside(const struct groups *groups, const struct heading *heading, int group)
{
    const struct plan *plan = groups->plan;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *text = &plan->strips[s];
        if (plan_is_text(text) && groups->of[s] == group &&
            text->box.top < heading->box.bottom - plan->body / 2)
            return true;
    }
    return false;
}

/* The heading's strips go to another, or become text. */
static void
give_up_heading(struct plan *plan, int heading, int into)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (strip->head == heading && strip->kind == STRIP_HEAD && into == PLAN_NONE) {
            strip->kind = STRIP_TEXT;
            strip->box.top = strip->run.top = strip->box.bottom - plan->body;
            strip->size = plan->body;
        }
        if (strip->head == heading)
            strip->head = into;
        if (strip->head > heading)
            strip->head--;
    }
    if (into != PLAN_NONE)
        plan->headings[into].box = box_join(plan->headings[into].box, plan->headings[heading].box);
    plan->heading_count--;
    for (size_t h = (size_t)heading; h < plan->heading_count; h++)
        plan->headings[h] = plan->headings[h + 1];
}

/* Leaves each group the strongest of its headings. */
static void
thin_headings(struct groups *groups)
{
    struct plan *plan = groups->plan;
    int *group_of = arena_alloc(plan->arena, plan->heading_count + 1, sizeof *group_of);
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan->strips[s].kind == STRIP_HEAD)
            group_of[plan->strips[s].head] = groups->of[s];
    for (size_t h = plan->heading_count; h > 0; h--) {
        int own = (int)h - 1, into = PLAN_NONE;
        for (size_t o = 0; o < plan->heading_count; o++)
            if ((int)o != own && group_of[o] == group_of[own] &&
                is_weaker(&plan->headings[own], &plan->headings[o]))
                into = (int)o;
        if (into == PLAN_NONE)
            continue;
        if (is_inside(groups, &plan->headings[own], group_of[own]))
            into = PLAN_NONE;
        give_up_heading(plan, own, into);
        for (size_t o = (size_t)own; o < plan->heading_count; o++)
            group_of[o] = group_of[o + 1];
    }
}

/* ---- order ---- */

/* Whether the chain that begins with one strip holds the other. */
static bool
leads_to(const struct plan *plan, size_t strip, size_t other)
{
    int at = (int)strip;
    while (at != PLAN_NONE && at != (int)other)
        at = plan->strips[at].next;
    return at != PLAN_NONE;
}

/* Each text goes on where it most likely does, in its group. */
static void
link_groups(const struct groups *groups)
{
    struct plan *plan = groups->plan;
    struct link *links = NULL;
    size_t count = 0, cap = 0;
    for (size_t a = 0; a < plan->strip_count && sheet_beat(plan->sheet); a++)
        for (size_t b = 0; b < plan->strip_count; b++) {
            if (a == b || groups->of[a] != groups->of[b] || !plan_is_text(&plan->strips[a]) ||
                !plan_is_text(&plan->strips[b]))
                continue;
            float seen[GATHER_FEATURES] = { 0 };
            gather_look_at_texts(plan, a, b, seen);
            float score = add_up(next_weights, seen);
            if (score < LINK_LEAST)
                continue;
            links = arena_grow(plan->arena, links, count, &cap, sizeof *links);
            links[count++] = (struct link){ score, (uint32_t)a, (uint32_t)b };
        }
    plan_sort_links(links, count);
    for (size_t i = 0; i < count; i++) {
        struct strip *from = &plan->strips[links[i].from], *to = &plan->strips[links[i].to];
        if (from->next != PLAN_NONE || to->prev != PLAN_NONE ||
            leads_to(plan, links[i].to, links[i].from))
            continue;
        from->next = (int)links[i].to;
        to->prev = (int)links[i].from;
    }
}

bool
plan_gather(struct plan *plan, int *roots, int *heads)
{
    struct groups groups = { .plan = plan };
    if (plan->strip_count > GATHER_STRIPS)
        return false;
    open_groups(&groups);
    weigh_pairs(&groups);
    join_groups(&groups);
    thin_headings(&groups);
    plan_look_around(plan);
    link_groups(&groups);
    int *root = arena_alloc(plan->arena, groups.count + 1, sizeof *root);
    for (size_t s = plan->strip_count; s > 0; s--)
        if (plan_is_text(&plan->strips[s - 1]) && groups.of[s - 1] != PLAN_NONE)
            root[groups.of[s - 1]] = (int)s - 1;
    for (size_t s = 0; s < plan->strip_count; s++) {
        roots[s] = (int)s;
        heads[s] = PLAN_NONE;
    }
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan_is_text(&plan->strips[s]) && groups.of[s] != PLAN_NONE)
            roots[s] = root[groups.of[s]];
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan->strips[s].kind == STRIP_HEAD && plan_is_text(&plan->strips[root[groups.of[s]]]) &&
            groups.of[root[groups.of[s]]] == groups.of[s])
            heads[root[groups.of[s]]] = plan->strips[s].head;
    return true;
}
