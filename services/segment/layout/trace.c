/*
 * From the plan of a page to lines in reading order, each with its evidence.
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
/* Where places are guesses: of what begins, and within a text that goes on down its column. */
static const float rough_role = 0.3F, rough_border = 4, rough_inner = 12;

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

static struct box
run_of(const struct plan *plan, const struct strip *strip, size_t line)
{
    return plan_turn(plan, plan->layout->lines[strip->lines[line]].box, strip->vertical);
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
    struct box last = run_of(plan, strip, i - 1), here = run_of(plan, strip, i);
    float in = here.left - last.left, edge = last.right;
    if (i + 1 < strip->count) {
        struct box next = run_of(plan, strip, i + 1);
        if (in > 3.2f * strip->size && next.left > here.left - strip->size)
            in = 0; /* the column is narrower from here on */
        else
            in = here.left - fminf(last.left, next.left);
    }
    for (size_t k = i > 2 ? i - 3 : 0; k <= i; k++) /* as wide as the column is hereabouts */
        edge = fmaxf(edge, fminf(strip->edge, run_of(plan, strip, k).right));
    if (in > 1.3f * strip->size && here.left > strip->run.left + 1.3f * strip->size)
        return 1;
    return last.right > edge - 1.3f * strip->size && in < 0.8f * strip->size ? -1 : 0;
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
                                 .cell = strip->table,
                                 .inner = i > 0 && strip->kind == STRIP_TEXT,
                                 .rough = plan->layout->rough };
        for (int r = 0; r < ROLE_COUNT; r++)
            trace->roles[r] = roles[r];
        weigh_line(plan, strip, from, trace->roles);
        for (int r = 0; r < ROLE_COUNT && trace->rough && !trace->inner; r++)
            trace->roles[r] *= rough_role;
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

bool
trace_lines(struct sheet *sheet, const struct layout *layout)
{
    struct plan plan = { .sheet = sheet, .layout = layout, .arena = sheet->arena };
    const struct stop *stops = plan_walk(&plan);
    for (size_t i = 0; stops != NULL && i < plan.strip_count; i++)
        add_lines(sheet, &plan, stops[i].strip, stops[i].article, stops[i].full);
    return stops != NULL && sheet->line_count > 0;
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
    if (!a->rough)
        return a->article == b->article ? -border : border;
    return a->article != b->article ? rough_border : b->inner ? -rough_inner : -rough_border;
}
