/*
 * Chains.  Every pair of texts is weighed: does the second go on where the first
 * stops?  The best links are made first, as long as no chain gets two heads.
 */
#include "services/segment/layout/plan.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"

#include <math.h>
#include <stdlib.h>

enum { BESIDE_MOST = 16 }; /* letters between a head and the text beside it */

static const float least = 0.6f; /* of a link that is made */

struct link {
    float score;
    uint32_t from, to;
};

static float
width_of(const struct strip *strip)
{
    return strip->run.right - strip->run.left;
}

static bool
is_text(const struct strip *strip)
{
    return strip->kind == STRIP_TEXT;
}

/* Whether a strip of this kind stands between two boxes, one below the other. */
static bool
is_between(const struct plan *plan, const struct strip *up, const struct strip *down, bool heads)
{
    float left = fmaxf(up->run.left, down->run.left), right = fminf(up->run.right, down->run.right);
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *strip = &plan->strips[s];
        if (strip == up || strip == down || strip->vertical != up->vertical ||
            (heads ? strip->kind != STRIP_HEAD : !is_text(strip)))
            continue;
        if (strip->run.top > up->run.top && strip->run.bottom < down->run.bottom &&
            strip->run.top > up->run.bottom - plan->body &&
            strip->run.bottom < down->run.top + plan->body &&
            plan_overlap(left, right, strip->run.left, strip->run.right) > 0.3f * plan->body)
            return true;
    }
    return false;
}

/* How far b is below a beyond the distance of two lines, in lines; pictures, their captions
 * and quotes between them do not count. */
static float
gap_below(const struct plan *plan, const struct strip *a, const struct strip *b, bool *quoted)
{
    float left = fmaxf(a->run.left, b->run.left), right = fminf(a->run.right, b->run.right);
    float top = a->run.bottom, bottom = b->run.top, taken = 0;
    *quoted = false;
    for (size_t m = 0; m < plan->layout->mark_count && !a->vertical; m++) {
        const struct layout_mark *mark = &plan->layout->marks[m];
        if (mark->kind == MARK_PICTURE &&
            plan_overlap(left, right, mark->box.left, mark->box.right) > 0.3f * (right - left))
            taken = fmaxf(taken, plan_overlap(top, bottom, mark->box.top, mark->box.bottom));
    }
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if ((other->kind != STRIP_QUOTE && other->kind != STRIP_CAPTION) ||
            other->vertical != a->vertical ||
            plan_overlap(left, right, other->run.left, other->run.right) < 0.2f * (right - left))
            continue;
        float tall = plan_overlap(top, bottom, other->run.top, other->run.bottom);
        if (tall < 0.5f * plan->body)
            continue;
        taken += tall + plan->leading;
        *quoted |= other->kind == STRIP_QUOTE;
    }
    return (bottom - top - taken - (plan->leading - plan->body)) / plan->leading;
}

/* Where the column of a strip begins: at its top, or that of the texts above it. */
static float
column_top(const struct plan *plan, const struct strip *strip)
{
    float top = strip->run.top;
    for (int steps = 0; steps < 8; steps++) {
        const struct strip *above = NULL;
        for (size_t s = 0; s < plan->strip_count; s++) {
            const struct strip *other = &plan->strips[s];
            if (is_text(other) && other->vertical == strip->vertical &&
                other->fence == strip->fence && other->run.bottom < strip->run.top + plan->body &&
                other != strip && other->run.top < strip->run.top &&
                plan_overlap(other->run.left, other->run.right, strip->run.left, strip->run.right) >
                    0.5f * fminf(width_of(strip), width_of(other)) &&
                (above == NULL || other->run.bottom > above->run.bottom))
                above = other;
        }
        bool quoted;
        if (above == NULL || gap_below(plan, above, strip, &quoted) > 0.6f ||
            is_between(plan, above, strip, true) ||
            (!quoted && plan_ruled_below(plan, &above->box, &strip->box)))
            break;
        top = above->run.top;
        strip = above;
    }
    return top;
}

/* What the ends of the texts say. */
static float
weigh_ends(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    const struct layout_line *last = &plan->layout->lines[a->lines[a->count - 1]];
    const struct layout_line *first = &plan->layout->lines[b->lines[0]];
    float score = 0;
    bool broken = a->full && !a->stopped;
    if (a->ragged || b->ragged)
        return a->ragged == b->ragged ? 0.5f : -1;
    if (broken && b->flush)
        score += 3;
    else if (broken && b->indented)
        score -= 4;
    else if (!a->full && b->flush)
        score -= 4;
    else if (!a->full && b->indented)
        score -= 0.3f;
    else if (a->stopped && b->indented)
        score -= 0.3f;
    else if (a->stopped && b->flush)
        score += 0.3f;
    if (broken && !b->indented) {
        uint32_t end = last->end, start = first->start;
        float affinity = bigrams_affinity(plan->sheet->bigrams, plan->sheet->plain[end - 1],
                                          plan->sheet->plain[start]);
        score += 0.4f * fmaxf(-4, fminf(4, affinity));
    }
    return score;
}

static float
weigh_below(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    bool quoted;
    float gap = gap_below(plan, a, b, &quoted);
    float score = 3 - fminf(5, 1.2f * fmaxf(0, gap - 0.3f));
    if (gap < 0.3f)
        score += 2;
    if (is_between(plan, a, b, true))
        score -= 8;
    if (is_between(plan, a, b, false))
        score -= 6;
    if (!a->vertical && !quoted && plan_ruled_below(plan, &a->box, &b->box))
        score -= 4;
    return score;
}

/* Whether a text of the same article may stand right below (above) the strip. */
static bool
has_neighbour(const struct plan *plan, const struct strip *strip, bool below)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (other == strip || !is_text(other) || other->vertical != strip->vertical ||
            other->fence != strip->fence)
            continue;
        const struct strip *up = below ? strip : other, *down = below ? other : strip;
        bool quoted;
        if (down->run.top < up->run.bottom - plan->body || down->run.top < up->run.top ||
            plan_overlap(up->run.left, up->run.right, down->run.left, down->run.right) <
                0.5f * fminf(width_of(up), width_of(down)))
            continue;
        if (gap_below(plan, up, down, &quoted) < 0.6f && !is_between(plan, up, down, true) &&
            (quoted || strip->vertical || !plan_ruled_below(plan, &up->box, &down->box)))
            return true;
    }
    return false;
}

static float
weigh_beside(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    float gutter = (b->run.left - a->run.right) / plan->body;
    float score = 1.5f - 0.15f * fmaxf(0, gutter - 1.5f);
    float top = column_top(plan, a), off = fabsf(b->run.top - top);
    if (b->run.top > a->run.bottom)
        score -= 2;
    if (b->run.bottom < top + plan->leading) /* beside what stands above a */
        score -= 6;
    if (off < 1.5f * plan->leading)
        score += 1.2f;
    else
        score -= fminf(1.5f, off / plan->leading / 20);
    if (has_neighbour(plan, b, false))
        score -= 3;
    if (has_neighbour(plan, a, true))
        score -= 3;
    if (!a->vertical && plan_ruled_beside(plan, &a->box, &b->box))
        score -= plan->column_rules ? 0.3f : 3;
    return score;
}

/* Whether the page has rules between the columns of one text: told by sentences that go on
 * from one column to the next. */
static void
find_column_rules(struct plan *plan)
{
    unsigned pairs = 0, ruled = 0;
    for (size_t i = 0; i < plan->strip_count; i++)
        for (size_t k = 0; k < plan->strip_count; k++) {
            const struct strip *a = &plan->strips[i], *b = &plan->strips[k];
            float gutter = b->run.left - a->run.right;
            if (!is_text(a) || !is_text(b) || a->vertical || b->vertical || gutter < 0 ||
                gutter > 3 * plan->body || a->count < 3 || b->count < 3 || !a->full || a->stopped ||
                !b->flush || a->fence != b->fence ||
                fabsf(a->run.top - b->run.top) > 3 * plan->leading || weigh_ends(plan, a, b) < 3.5f)
                continue;
            pairs++;
            ruled += plan_ruled_beside(plan, &a->box, &b->box);
        }
    plan->column_rules = ruled > 0 && 3 * ruled >= pairs;
}

/* How many texts are passed over on the way to the right. */
static unsigned
passed(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    unsigned count = 0;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (is_text(other) && other->vertical == a->vertical &&
            other->run.left > a->run.right - plan->body &&
            other->run.right < b->run.left + plan->body &&
            plan_overlap(other->run.top, other->run.bottom, fminf(a->run.top, b->run.top),
                         fmaxf(a->run.bottom, b->run.bottom)) > plan->leading)
            count++;
    }
    return count;
}

static float
weigh(const struct plan *plan, const struct strip *a, const struct strip *b)
{
    if (a->vertical != b->vertical || a->table || b->table)
        return -20;
    float score = weigh_ends(plan, a, b);
    float ratio = a->size / b->size, wide = width_of(a) / width_of(b);
    if (a->fence != b->fence)
        score -= 6;
    if (ratio > 1.06f || ratio < 0.94f)
        score -= 4;
    if (a->face != b->face)
        score -= 1;
    if ((wide > 1.15f || wide < 0.87f) && a->count > 1 && b->count > 1)
        score -= 0.7f;
    float over = plan_overlap(a->run.left, a->run.right, b->run.left, b->run.right);
    if (over > 0.5f * fminf(width_of(a), width_of(b)) && b->run.top > a->run.top)
        score += weigh_below(plan, a, b);
    else if (b->run.left > a->run.right - plan->body)
        score += weigh_beside(plan, a, b) - 2 * (float)passed(plan, a, b);
    else if (b->run.top > a->run.bottom - plan->body)
        score += -0.5f - (plan_ruled_below(plan, &a->box, &b->box) ? 3.0f : 0.0f) -
                 fminf(3, (b->run.top - a->run.bottom) / plan->leading / 10);
    else
        score -= 5;
    return score;
}

static int
compare_links(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->from != y->from ? (x->from < y->from ? -1 : 1) : x->to < y->to ? -1 : x->to > y->to;
}

static bool
is_below_heading(const struct plan *plan, const struct heading *heading, const struct strip *text)
{
    float over =
        plan_overlap(heading->box.left, heading->box.right, text->box.left, text->box.right);
    return over > 0.25f * fminf(heading->box.right - heading->box.left,
                                text->box.right - text->box.left) &&
           text->box.top > heading->box.bottom - plan->body;
}

/* Whether another head stands on the way from a heading down to a text. */
static bool
another_between(const struct plan *plan, size_t heading, const struct strip *text)
{
    const struct heading *above = &plan->headings[heading];
    for (size_t h = 0; h < plan->heading_count; h++) {
        const struct heading *other = &plan->headings[h];
        if (h != heading && other->box.top > above->box.top &&
            other->box.bottom < text->box.top + plan->body &&
            plan_overlap(other->box.left, other->box.right, text->box.left, text->box.right) >
                0.2f * plan->body)
            return true;
    }
    return false;
}

/* How much of the way from one box down to another is taken by pictures. */
static float
pictured(const struct plan *plan, float left, float right, float top, float bottom)
{
    float most = 0;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct layout_mark *mark = &plan->layout->marks[m];
        if (mark->kind == MARK_PICTURE &&
            plan_overlap(left, right, mark->box.left, mark->box.right) > 0.3f * (right - left))
            most = fmaxf(most, plan_overlap(top, bottom, mark->box.top, mark->box.bottom));
    }
    return most;
}

/* Whether another text stands between a head and a text beside it. */
static bool
text_between(const struct plan *plan, const struct box *head, const struct strip *text)
{
    float left = fminf(head->right, text->box.right), right = fmaxf(head->left, text->box.left);
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *other = &plan->strips[s];
        if (other != text && is_text(other) &&
            plan_overlap(other->box.left, other->box.right, left, right) > plan->body &&
            plan_overlap(other->box.top, other->box.bottom, fmaxf(head->top, text->box.top),
                         fminf(head->bottom, text->box.bottom)) > plan->body / 2)
            return true;
    }
    return false;
}

/* How well a text stands to a head: below it, else beside it. */
static float
weigh_heading(const struct plan *plan, size_t heading, const struct strip *text)
{
    const struct heading *head = &plan->headings[heading];
    if (head->fence != text->fence)
        return -20;
    float apart = -plan_overlap(head->box.left, head->box.right, text->box.left, text->box.right);
    if (text->box.top > head->box.bottom - plan->body && apart < 12 * plan->body) {
        float gap = text->box.top - head->box.bottom;
        float left = fmaxf(head->box.left, text->box.left),
              right = fminf(head->box.right, text->box.right);
        gap -= pictured(plan, left, right, head->box.bottom, text->box.top);
        float score =
            6 - fmaxf(0, gap - head->size) / plan->leading - 0.5f * fmaxf(0, apart) / plan->body;
        if (another_between(plan, heading, text))
            score -= 12;
        if (plan_ruled_below(plan, &head->box, &text->box))
            score -= 4;
        return score;
    }
    float right = text->box.left - head->box.right, left = head->box.left - text->box.right;
    float gap = fmaxf(right, left);
    float beside = plan_overlap(head->box.top, head->box.bottom, text->box.top, text->box.bottom);
    if (beside < plan->leading || gap > BESIDE_MOST * plan->body ||
        text_between(plan, &head->box, text))
        return -20;
    const struct box *a = right > left ? &head->box : &text->box;
    const struct box *b = right > left ? &text->box : &head->box;
    float score =
        3 - fabsf(text->box.top - head->box.top) / plan->leading * 0.5f - 0.2f * gap / plan->body;
    if (plan_ruled_beside(plan, a, b))
        score -= 4;
    return score;
}

/* The texts that certainly stand under a head. */
static void
give_heads(struct plan *plan)
{
    for (size_t s = 0; s < plan->strip_count; s++)
        if (is_text(&plan->strips[s]))
            plan->strips[s].head = PLAN_NONE;
    for (size_t h = 0; h < plan->heading_count; h++) {
        float best = -1;
        for (size_t s = 0; s < plan->strip_count; s++)
            if (is_text(&plan->strips[s]))
                best = fmaxf(best, weigh_heading(plan, h, &plan->strips[s]));
        for (size_t s = 0; s < plan->strip_count && best > 0; s++) {
            struct strip *text = &plan->strips[s];
            if (!is_text(text) || text->head != PLAN_NONE)
                continue;
            float score = weigh_heading(plan, h, text);
            if (score == best || (score > best - 1.5f && score > 2 &&
                                  is_below_heading(plan, &plan->headings[h], text)))
                text->head = (int)h;
        }
    }
}

static int
root_of(int *roots, int strip)
{
    while (roots[strip] != strip)
        strip = roots[strip] = roots[roots[strip]];
    return strip;
}

static void
make_links(struct plan *plan, int *roots, int *heads)
{
    size_t count = 0, cap = 0;
    struct link *links = NULL;
    for (size_t a = 0; a < plan->strip_count; a++)
        for (size_t b = 0; b < plan->strip_count; b++) {
            if (a == b || !is_text(&plan->strips[a]) || !is_text(&plan->strips[b]))
                continue;
            float score = weigh(plan, &plan->strips[a], &plan->strips[b]);
            if (score < least)
                continue;
            links = arena_grow(plan->arena, links, count, &cap, sizeof *links);
            links[count++] = (struct link){ score, (uint32_t)a, (uint32_t)b };
        }
    if (count > 0)
        qsort(links, count, sizeof *links, compare_links);
    for (size_t i = 0; i < count; i++) {
        struct strip *from = &plan->strips[links[i].from], *to = &plan->strips[links[i].to];
        int a = root_of(roots, (int)links[i].from), b = root_of(roots, (int)links[i].to);
        if (from->next != PLAN_NONE || to->prev != PLAN_NONE || a == b)
            continue;
        if (heads[a] != PLAN_NONE && heads[b] != PLAN_NONE && heads[a] != heads[b])
            continue;
        from->next = (int)links[i].to;
        to->prev = (int)links[i].from;
        roots[b] = a;
        heads[a] = heads[a] != PLAN_NONE ? heads[a] : heads[b];
    }
}

/* Chains without a head go on one that has one, where that is likely enough. */
static void
place_headless(struct plan *plan, int *roots, int *heads)
{
    for (int round = 0; round < 2; round++)
        for (size_t s = 0; s < plan->strip_count; s++) {
            struct strip *first = &plan->strips[s];
            int own = root_of(roots, (int)s);
            if (!is_text(first) || first->prev != PLAN_NONE || heads[own] != PLAN_NONE)
                continue;
            float most = -6;
            int best = PLAN_NONE;
            for (size_t o = 0; o < plan->strip_count; o++) {
                const struct strip *last = &plan->strips[o];
                int other = root_of(roots, (int)o);
                if (!is_text(last) || last->next != PLAN_NONE || other == own ||
                    heads[other] == PLAN_NONE)
                    continue;
                float score = weigh(plan, last, first);
                if (score > most) {
                    most = score;
                    best = (int)o;
                }
            }
            if (best == PLAN_NONE)
                continue;
            plan->strips[best].next = (int)s;
            first->prev = best;
            roots[own] = root_of(roots, best);
        }
}

/* A line or two in other type that no chain has: a caption without a picture, a note. */
static void
find_asides(struct plan *plan, int *roots, const int *heads)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        bool other =
            strip->face != plan->face || fabsf(strip->size - plan->body) > 0.04f * plan->body;
        if (is_text(strip) && strip->next == PLAN_NONE && strip->prev == PLAN_NONE &&
            strip->count <= 2 && other && heads[root_of(roots, (int)s)] == PLAN_NONE)
            strip->kind = STRIP_ASIDE;
    }
}

static void
number_chains(struct plan *plan, int *roots, const int *heads)
{
    int *number =
        arena_alloc(plan->arena, plan->strip_count + plan->heading_count + 1, sizeof *number);
    for (size_t s = 0; s < plan->strip_count; s++) {
        if (!is_text(&plan->strips[s]))
            continue;
        int root = root_of(roots, (int)s);
        if (number[root] == 0) {
            number[root] = (int)++plan->chains;
            if (heads[root] != PLAN_NONE) {
                if (plan->headings[heads[root]].chain == PLAN_NONE)
                    plan->headings[heads[root]].chain = number[root] - 1;
                else
                    number[root] =
                        plan->headings[heads[root]].chain + 1; /* two parts of one article */
            }
        }
        plan->strips[s].chain = number[root] - 1;
    }
    for (size_t h = 0; h < plan->heading_count; h++)
        if (plan->headings[h].chain == PLAN_NONE)
            plan->headings[h].chain = (int)plan->chains++;
    for (size_t s = 0; s < plan->strip_count; s++)
        if (plan->strips[s].kind == STRIP_HEAD)
            plan->strips[s].chain = plan->headings[plan->strips[s].head].chain;
}

/* A caption with the picture above it. */
static struct box
with_picture(const struct plan *plan, const struct strip *strip)
{
    struct box box = strip->box;
    if (strip->kind != STRIP_CAPTION && strip->kind != STRIP_ASIDE)
        return box;
    for (size_t m = 0; m < plan->layout->mark_count; m++) {
        const struct box *picture = &plan->layout->marks[m].box;
        float gap = strip->box.top - picture->bottom;
        if (plan->layout->marks[m].kind == MARK_PICTURE && gap > -plan->body &&
            gap < 1.6f * plan->leading && picture->top < box.top &&
            plan_overlap(picture->left, picture->right, strip->box.left, strip->box.right) > 0) {
            box.left = fminf(box.left, picture->left);
            box.right = fmaxf(box.right, picture->right);
            box.top = picture->top;
        }
    }
    return box;
}

/* How far a strip is from what stands beside the texts: best below a text, then above one,
 * then beside one; beyond a rule is far. */
static float
distance(const struct plan *plan, const struct box *box, const struct box *text)
{
    float x = -plan_overlap(text->left, text->right, box->left, box->right);
    float y = -plan_overlap(text->top, text->bottom, box->top, box->bottom);
    float far = fmaxf(x, 0) + fmaxf(y, 0);
    if (x > 0) {
        far += 2 * plan->body;
        if (plan_ruled_beside(plan, x > 0 && text->left < box->left ? text : box,
                              text->left < box->left ? box : text))
            far += 40 * plan->body;
    } else if (text->top > box->top && y > 0) {
        far += plan->body;
    }
    const struct box *up = text->top < box->top ? text : box;
    if (y > 0 && plan_ruled_below(plan, up, up == text ? box : text))
        far += 40 * plan->body;
    return far;
}

/* Captions, quotes and first letters go to the chain that they touch. */
static void
place_rest(struct plan *plan)
{
    for (size_t s = 0; s < plan->strip_count; s++) {
        struct strip *strip = &plan->strips[s];
        if (is_text(strip) || strip->kind == STRIP_HEAD || strip->kind == STRIP_MARGIN)
            continue;
        float best = INFINITY;
        struct box box = with_picture(plan, strip);
        for (size_t o = 0; o < plan->strip_count; o++) {
            const struct strip *other = &plan->strips[o];
            if (other->chain == PLAN_NONE || other->fence != strip->fence ||
                (other->kind != STRIP_TEXT && other->kind != STRIP_HEAD))
                continue;
            float far = distance(plan, &box, &other->box);
            if (far < best) {
                best = far;
                strip->chain = other->chain;
            }
        }
    }
}

void
plan_chains(struct plan *plan)
{
    int *roots = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *roots);
    int *heads = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *heads);
    give_heads(plan);
    find_column_rules(plan);
    for (size_t s = 0; s < plan->strip_count; s++) {
        roots[s] = (int)s;
        heads[s] = is_text(&plan->strips[s]) ? plan->strips[s].head : PLAN_NONE;
    }
    make_links(plan, roots, heads);
    place_headless(plan, roots, heads);
    find_asides(plan, roots, heads);
    number_chains(plan, roots, heads);
    place_rest(plan);
}
