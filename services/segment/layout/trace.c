/*
 * From the plan of a page to lines in reading order: article after article, its
 * head, its text, what stands beside it.
 */
#include "services/segment/layout/trace.h"

#include "common/utf8.h"
#include "services/segment/border.h"
#include "services/segment/glyph.h"
#include "services/segment/layout/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float sure = 8, likely = 4, border = 12;

/* An article, or a strip that belongs to none. */
struct unit {
    struct box box;
    uint32_t first, count; /* of `members` */
    int fence;
};

struct member {
    uint32_t unit, strip;
    uint32_t rank; /* head, text, other */
    float place;
};

static float
rank_in_chain(const struct plan *plan, const struct strip *strip)
{
    float steps = 0;
    while (strip->prev != PLAN_NONE && steps < PLAN_STRIPS) {
        strip = &plan->strips[strip->prev];
        steps++;
    }
    /* two parts of one article: the one further up or left goes first */
    return steps + 4096.0f * (strip->box.left + strip->box.top / 16);
}

static int
compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x->strip < y->strip ? -1 : x->strip > y->strip;
}

static struct member *
find_members(const struct plan *plan, uint32_t *units)
{
    struct member *members = arena_alloc(plan->arena, plan->strip_count + 1, sizeof *members);
    *units = plan->chains;
    for (size_t s = 0; s < plan->strip_count; s++) {
        const struct strip *strip = &plan->strips[s];
        struct member *member = &members[s];
        member->strip = (uint32_t)s;
        member->unit = strip->chain != PLAN_NONE ? (uint32_t)strip->chain : (*units)++;
        switch (strip->kind) {
        case STRIP_HEAD:
            member->rank = 0;
            member->place = strip->run.top + strip->run.left / 1000;
            break;
        case STRIP_DROP:
            member->rank = 1;
            break;
        case STRIP_TEXT:
            member->rank = 2;
            member->place = rank_in_chain(plan, strip);
            break;
        default:
            member->rank = 3;
            member->place = strip->box.top;
        }
    }
    qsort(members, plan->strip_count, sizeof *members, compare_members);
    return members;
}

static void
stretch(struct box *box, const struct box *by)
{
    box->left = fminf(box->left, by->left);
    box->top = fminf(box->top, by->top);
    box->right = fmaxf(box->right, by->right);
    box->bottom = fmaxf(box->bottom, by->bottom);
}

static int
compare_units(const void *a, const void *b)
{
    const struct unit *x = *(const struct unit *const *)a, *y = *(const struct unit *const *)b;
    if (x->box.top != y->box.top)
        return x->box.top < y->box.top ? -1 : 1;
    if (x->box.left != y->box.left)
        return x->box.left < y->box.left ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static unsigned
columns_of(float points, float size)
{
    float columns = 2 * points / size + 0.5f;
    return columns < 0 ? 0 : columns > 4000 ? 4000 : (unsigned)columns;
}

/* What the place and type of a strip say of its role. */
static void
weigh_strip(const struct plan *plan, const struct strip *strip, float *roles)
{
    const struct heading *heading;
    switch (strip->kind) {
    case STRIP_HEAD:
        heading = &plan->headings[strip->head];
        roles[ROLE_BODY] = roles[ROLE_SUBHEAD] = roles[ROLE_CAPTION] = -sure;
        roles[ROLE_CREDIT] = -likely;
        if (strip->size > 0.92f * heading->size) {
            roles[ROLE_HEADLINE] = sure + likely;
            return;
        }
        roles[ROLE_HEADLINE] = -sure;
        float top = INFINITY; /* of the headline */
        for (size_t s = 0; s < plan->strip_count; s++)
            if (plan->strips[s].kind == STRIP_HEAD && plan->strips[s].head == strip->head &&
                plan->strips[s].size > 0.92f * heading->size)
                top = fminf(top, plan->strips[s].run.top);
        roles[strip->run.top < top ? ROLE_DECK : ROLE_KICKER] = -sure;
        roles[strip->run.top < top ? ROLE_KICKER : ROLE_DECK] = likely;
        return;
    case STRIP_TEXT:
    case STRIP_ASIDE:
        roles[ROLE_KICKER] = roles[ROLE_HEADLINE] = roles[ROLE_DECK] = -sure;
        return;
    case STRIP_CAPTION:
        roles[ROLE_CAPTION] = roles[ROLE_CREDIT] = sure;
        return;
    case STRIP_QUOTE:
        roles[ROLE_LEAD] = sure + likely;
        return;
    case STRIP_DROP:
        roles[ROLE_BODY] = 2 * sure;
        return;
    case STRIP_MARGIN:
        roles[ROLE_FURNITURE] = 3 * sure;
        return;
    }
}

/* A line in other type than the text around it may be a sub-head. */
static void
weigh_line(const struct plan *plan, const struct strip *strip, const struct layout_line *line,
           float *roles)
{
    if (strip->table) {
        roles[ROLE_BODY] += 3 * sure;
        return;
    }
    if (strip->kind != STRIP_TEXT || strip->count < 3)
        return;
    size_t like = 0;
    for (size_t i = 0; i < strip->count; i++) {
        const struct layout_line *other = &plan->layout->lines[strip->lines[i]];
        like += other->face == line->face && other->bold == line->bold;
    }
    roles[ROLE_SUBHEAD] += 2 * like < strip->count ? 2.5f : -2.5f;
}

/* Whether a paragraph begins with line i of the strip. */
static signed char
opens_paragraph(const struct plan *plan, const struct strip *strip, size_t i)
{
    if (strip->table)
        return plan->opens_row[strip->lines[i]] ? 1 : -1;
    if (strip->kind != STRIP_TEXT)
        return 0;
    if (strip->ragged)
        return 1;
    if (i == 0)
        return strip->indented ? 1 : strip->flush ? -1 : 0;
    const struct layout_line *lines = plan->layout->lines;
    struct box last = plan_turn(plan, lines[strip->lines[i - 1]].box, strip->vertical);
    struct box here = plan_turn(plan, lines[strip->lines[i]].box, strip->vertical);
    if (here.left > strip->run.left + 1.3f * strip->size &&
        here.left > last.left + 0.8f * strip->size)
        return 1;
    bool full = last.right > strip->edge - 1.3f * strip->size;
    return full && here.left < strip->run.left + 0.8f * strip->size ? -1 : 0;
}

static void
add_lines(struct sheet *sheet, const struct plan *plan, const struct strip *strip, uint32_t number,
          float full)
{
    float roles[ROLE_COUNT] = { 0 };
    weigh_strip(plan, strip, roles);
    float edge = strip->kind == STRIP_TEXT ? strip->run.left : 0;
    float last = 0;
    for (size_t i = 0; i < strip->count; i++) {
        const struct layout_line *from = &plan->layout->lines[strip->lines[i]];
        uint32_t start = sheet_ink(sheet, from->start, from->end), end = from->end;
        while (end > start && point_is_blank(sheet->point[end - 1]))
            end--;
        if (start == end)
            continue;
        struct box run = plan_turn(plan, from->box, from->vertical);
        sheet->lines = arena_grow(sheet->arena, sheet->lines, sheet->line_count, &sheet->line_cap,
                                  sizeof *sheet->lines);
        struct trace *trace = arena_alloc(sheet->arena, 1, sizeof *trace);
        *trace = (struct trace){ .article = number,
                                 .paragraph = opens_paragraph(plan, strip, i),
                                 .cell = strip->table };
        for (int r = 0; r < ROLE_COUNT; r++)
            trace->roles[r] = roles[r];
        weigh_line(plan, strip, from, trace->roles);
        unsigned width = columns_of(run.right - run.left, strip->size);
        struct line *line = &sheet->lines[sheet->line_count++];
        *line = (struct line){
            .start = start,
            .end = end,
            .indent = edge > 0 ? (uint16_t)columns_of(run.left - edge, strip->size) : 0,
            .width = (uint16_t)width,
            .full = (uint16_t)columns_of(full, plan->body),
            .blank_before = i == 0 || run.top - last > plan->leading,
            .trace = trace,
        };
        last = run.bottom;
    }
}

/* Points that a line of the article's text has. */
static float
full_width(const struct plan *plan, const struct member *members, uint32_t count)
{
    float most = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct strip *strip = &plan->strips[members[i].strip];
        if (strip->kind == STRIP_TEXT)
            most = fmaxf(most, strip->run.right - strip->run.left);
    }
    return most > 0 ? most : 20 * plan->body;
}

bool
trace_lines(struct sheet *sheet, const struct layout *layout)
{
    struct plan plan = { .sheet = sheet, .layout = layout, .arena = sheet->arena };
    if (layout->line_count == 0 || layout->line_count > PLAN_LINES)
        return false;
    plan_strips(&plan);
    if (plan.strip_count > PLAN_STRIPS)
        return false;
    plan_headings(&plan);
    plan_chains(&plan);
    uint32_t count;
    struct member *members = find_members(&plan, &count);
    struct unit *units = arena_alloc(sheet->arena, count + 1, sizeof *units);
    const struct unit **order = arena_alloc(sheet->arena, count + 1, sizeof *order);
    for (uint32_t i = 0; i < plan.strip_count; i++) {
        struct unit *unit = &units[members[i].unit];
        const struct strip *strip = &plan.strips[members[i].strip];
        if (unit->count++ == 0) {
            unit->box = strip->box;
            unit->first = i;
        }
        stretch(&unit->box, &strip->box);
    }
    for (uint32_t u = 0; u < count; u++)
        order[u] = &units[u];
    qsort(order, count, sizeof *order, compare_units);
    for (uint32_t u = 0; u < count; u++) {
        const struct member *own = &members[order[u]->first];
        float full = full_width(&plan, own, order[u]->count);
        for (uint32_t i = 0; i < order[u]->count; i++) {
            const struct strip *strip = &plan.strips[own[i].strip];
            add_lines(sheet, &plan, strip, u + 1,
                      strip->kind == STRIP_TEXT ? strip->run.right - strip->run.left : full);
        }
    }
    return true;
}

/* A bullet by itself has the role of what it stands before. */
static void
join_bullets(struct sheet *sheet)
{
    for (size_t i = 0; i + 1 < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        const struct piece *next = &sheet->pieces[i + 1];
        const struct trace *trace = sheet->lines[piece->line].trace;
        if (trace != NULL && piece->end - piece->start == 1 &&
            glyph_is_bullet(sheet->plain[piece->start]) &&
            trace->article == sheet->lines[next->line].trace->article) {
            piece->role = next->role;
            memcpy(piece->score, next->score, sizeof piece->score);
        }
    }
}

void
trace_weigh(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        const struct trace *trace = sheet->lines[piece->line].trace;
        if (trace == NULL)
            continue;
        float most = -INFINITY, sum = 0;
        for (int r = 0; r < ROLE_COUNT; r++) {
            piece->score[r] += trace->roles[r];
            most = fmaxf(most, piece->score[r]);
        }
        for (int r = 0; r < ROLE_COUNT; r++)
            sum += expf(piece->score[r] - most);
        for (int r = 0; r < ROLE_COUNT; r++) {
            piece->score[r] -= most + logf(sum);
            if (piece->score[r] > piece->score[piece->role])
                piece->role = (enum role)r;
        }
        piece->confidence = expf(piece->score[piece->role]);
    }
    join_bullets(sheet);
}

float
trace_border(const struct sheet *sheet, size_t before, size_t piece)
{
    const struct trace *a = sheet->lines[sheet->pieces[before].line].trace;
    const struct trace *b = sheet->lines[sheet->pieces[piece].line].trace;
    if (a == NULL || b == NULL)
        return 0;
    return a->article == b->article ? -border : border;
}
