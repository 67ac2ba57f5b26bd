/*
 * Strips.  Lines are taken from the top down; each goes on the strip that it
 * stands under, in the same type and column, or begins one.
 */
#include "services/segment/layout/plan.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <math.h>
#include <stdlib.h>

enum {
    SIZE_STEPS = 800, /* of a quarter point */
    BLOCK_LINES = 3,  /* that make a block worth the name */
};

struct box
plan_turn(const struct plan *plan, struct box box, bool vertical)
{
    if (!vertical)
        return box;
    float width = plan->layout->width;
    return (struct box){ box.top, width - box.right, box.bottom, width - box.left };
}

float
plan_line_size(const struct layout_line *line)
{
    if (line->size > 0)
        return line->size;
    float thick =
        line->vertical ? line->box.right - line->box.left : line->box.bottom - line->box.top;
    return thick > 1 ? thick : 1;
}

/* The type that most of the page is set in: size, face. */
static void
find_type(struct plan *plan)
{
    const struct layout *layout = plan->layout;
    uint32_t *ink = arena_alloc(plan->arena, SIZE_STEPS + 2, sizeof *ink);
    for (size_t i = 0; i < layout->line_count; i++) {
        float step = plan_line_size(&layout->lines[i]) * 4;
        ink[step < SIZE_STEPS ? (size_t)step : SIZE_STEPS] +=
            layout->lines[i].end - layout->lines[i].start;
    }
    uint32_t best = 0;
    for (size_t s = 1; s < SIZE_STEPS; s++) { /* three steps together: OCR's sizes waver */
        uint32_t here = 2 * ink[s] + ink[s - 1] + ink[s + 1];
        if (here > best) {
            best = here;
            plan->body = ((float)s + 0.5f) / 4;
        }
    }
    uint32_t *faces = arena_alloc(plan->arena, layout->face_count + 1, sizeof *faces);
    for (size_t i = 0; i < layout->line_count; i++) {
        const struct layout_line *line = &layout->lines[i];
        if (line->face < layout->face_count &&
            fabsf(plan_line_size(line) - plan->body) < 0.1f * plan->body)
            faces[line->face] += line->end - line->start;
    }
    for (size_t f = 1; f < layout->face_count; f++)
        if (faces[f] > faces[plan->face])
            plan->face = (uint16_t)f;
}

/* Whether the source's blocks say something: most lines stand in one with others, few with
 * most of the page. */
static void
find_blocks(struct plan *plan)
{
    const struct layout *layout = plan->layout;
    size_t grouped = 0, run = 0;
    for (size_t i = 0; i < layout->line_count; i++) {
        bool same = i > 0 && layout->lines[i].block == layout->lines[i - 1].block;
        run = same ? run + 1 : 1;
        if (layout->lines[i].block == 0 || 2 * run > layout->line_count)
            return;
        grouped += run == BLOCK_LINES ? BLOCK_LINES : run > BLOCK_LINES;
    }
    plan->blocked = 2 * grouped > layout->line_count;
}

struct place { /* a line while lines are sorted */
    struct box run;
    uint32_t line;
    bool vertical;
};

static int
compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->vertical != y->vertical)
        return x->vertical ? 1 : -1;
    float p = x->run.top + x->run.bottom, q = y->run.top + y->run.bottom;
    if (p != q)
        return p < q ? -1 : 1;
    if (x->run.left != y->run.left)
        return x->run.left < y->run.left ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static struct place *
sort_lines(const struct plan *plan)
{
    const struct layout *layout = plan->layout;
    struct place *places = arena_alloc(plan->arena, layout->line_count + 1, sizeof *places);
    for (size_t i = 0; i < layout->line_count; i++) {
        const struct layout_line *line = &layout->lines[i];
        places[i] = (struct place){ plan_turn(plan, line->box, line->vertical), (uint32_t)i,
                                    line->vertical };
    }
    qsort(places, layout->line_count, sizeof *places, compare_places);
    return places;
}

static int
compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

/* From line to line of the body: the middle of all distances to the next line below. */
static void
find_leading(struct plan *plan, const struct place *places)
{
    size_t count = plan->layout->line_count, found = 0;
    float *steps = arena_alloc(plan->arena, count + 1, sizeof *steps);
    for (size_t i = 0; i < count; i++) {
        const struct layout_line *line = &plan->layout->lines[places[i].line];
        if (fabsf(plan_line_size(line) - plan->body) > 0.1f * plan->body)
            continue;
        for (size_t k = i + 1; k < count && places[k].vertical == places[i].vertical; k++) {
            float step = (places[k].run.top + places[k].run.bottom - places[i].run.top -
                          places[i].run.bottom) /
                         2;
            if (step > 3 * plan->body)
                break;
            if (step > 0.7f * plan->body &&
                plan_overlap(places[i].run.left, places[i].run.right, places[k].run.left,
                             places[k].run.right) > plan->body) {
                steps[found++] = step;
                break;
            }
        }
    }
    qsort(steps, found, sizeof *steps, compare_floats);
    plan->leading = found > 0 ? steps[found / 2] : 1.5f * plan->body;
}

/* Whether the line goes on the strip: 0, or how well it fits. */
static float
fit(const struct plan *plan, const struct strip *strip, const struct place *place)
{
    const struct layout_line *line = &plan->layout->lines[place->line];
    float size = plan_line_size(line), ratio = size / strip->size;
    if (strip->vertical != line->vertical || ratio > 1.09f || ratio < 0.92f)
        return 0;
    uint32_t last = strip->lines[strip->count - 1];
    const struct layout_line *above = &plan->layout->lines[last];
    struct box run = plan_turn(plan, above->box, above->vertical);
    float step = (place->run.top + place->run.bottom - run.top - run.bottom) / 2;
    bool is_body = size < 1.25f * plan->body && size > 0.75f * plan->body;
    float most =
        is_body ? fmaxf(plan->leading * size / plan->body * 1.22f, 1.3f * size) : 2.0f * size;
    if (step < 0.6f * size || step > most)
        return 0;
    if (plan->fence[last] != plan->fence[place->line] ||
        (plan->blocked && above->block != line->block &&
         step > 1.12f * plan->leading * size / plan->body))
        return 0;
    float left = strip->run.left, right = strip->run.right;
    float over = plan_overlap(left, right, place->run.left, place->run.right);
    float least = fminf(right - left, place->run.right - place->run.left);
    bool after_end =
        strip->count == 1 && is_body && place->run.left > left - 0.5f * size &&
        place->run.left < left + 2.7f * size; /* of a paragraph: a word, then an indent */
    if (over < 0.5f * least && !after_end)
        return 0;
    over = fmaxf(over, size);
    float out = left - place->run.left, beyond = place->run.right - right;
    if (strip->count > 1 && (out > 0.7f * size || beyond > 1.15f * size))
        return 0;
    if (is_body && strip->count == 1 &&
        (out > 2.7f * size || (out > 0.7f * size && beyond < -3 * size && out > 2.3f * size)))
        return 0;
    if (plan_ruled_below(plan, &above->box, &line->box) && !line->vertical)
        return 0;
    if (!is_body && (strip->bold != line->bold || strip->face != line->face))
        return 0;
    return over / step;
}

void
plan_put(struct plan *plan, struct strip *strip, uint32_t index)
{
    const struct layout_line *line = &plan->layout->lines[index];
    struct box run = plan_turn(plan, line->box, line->vertical);
    strip->lines =
        arena_grow(plan->arena, strip->lines, strip->count, &strip->cap, sizeof *strip->lines);
    strip->lines[strip->count++] = index;
    if (strip->count == 1) {
        strip->run = run;
        strip->box = line->box;
        return;
    }
    strip->run.left = fminf(strip->run.left, run.left);
    strip->run.right = fmaxf(strip->run.right, run.right);
    strip->run.bottom = fmaxf(strip->run.bottom, run.bottom);
    strip->box = box_join(strip->box, line->box);
}

struct strip *
plan_add_strip(struct plan *plan, uint32_t index)
{
    plan->strips = arena_grow(plan->arena, plan->strips, plan->strip_count, &plan->strip_cap,
                              sizeof *plan->strips);
    const struct layout_line *line = &plan->layout->lines[index];
    struct strip *strip = &plan->strips[plan->strip_count++];
    *strip = (struct strip){ .size = plan_line_size(line),
                             .face = line->face,
                             .bold = line->bold,
                             .vertical = line->vertical,
                             .fence = plan->fence[index],
                             .head = PLAN_NONE,
                             .next = PLAN_NONE,
                             .prev = PLAN_NONE,
                             .chain = PLAN_NONE };
    return strip;
}

/* The last ink of [start, end) before `at`, or 0. */
static uint32_t
ink_before(const struct sheet *sheet, uint32_t start, uint32_t at)
{
    while (at > start)
        if (!point_is_blank(sheet->plain[--at]))
            return sheet->plain[at];
    return 0;
}

/* Whether a bracket that ends line `last` of the strip began at a line's start or after a
 * sentence: a tag of its own. */
static bool
ends_tag(const struct plan *plan, const struct strip *strip, size_t last)
{
    for (size_t back = 0; back < 2 && back <= last; back++) {
        const struct layout_line *line = &plan->layout->lines[strip->lines[last - back]];
        for (uint32_t at = line->end; at > line->start; at--)
            if (plan->sheet->plain[at - 1] == U'（' || plan->sheet->plain[at - 1] == '(') {
                uint32_t before = ink_before(plan->sheet, line->start, at - 1);
                return before == 0 || glyph_ends_text(before);
            }
    }
    return false;
}

static bool
ends_sentence(const struct plan *plan, const struct strip *strip)
{
    const struct sheet *sheet = plan->sheet;
    const struct layout_line *line = &plan->layout->lines[strip->lines[strip->count - 1]];
    uint32_t last = ink_before(sheet, line->start, line->end);
    if (last == U'）' || last == ')')
        if (ends_tag(plan, strip, strip->count - 1))
            return true;
    for (uint32_t at = line->end; at > line->start; at--) {
        uint32_t point = sheet->plain[at - 1];
        if (point_is_blank(point) || (glyph_is_close(point) && at - 1 > line->start))
            continue;
        return glyph_is_stop(point);
    }
    return false;
}

/* The right edge that most lines keep; hanging marks stand beyond it. */
static float
find_edge(struct plan *plan, const struct strip *strip)
{
    float *rights = arena_alloc(plan->arena, strip->count, sizeof *rights);
    for (size_t i = 0; i < strip->count; i++)
        rights[i] =
            plan_turn(plan, plan->layout->lines[strip->lines[i]].box, strip->vertical).right;
    qsort(rights, strip->count, sizeof *rights, compare_floats);
    return rights[strip->count * 7 / 10];
}

/* How the strip's text begins and ends. */
static void
look_at_ends(struct plan *plan, struct strip *strip)
{
    const struct layout_line *lines = plan->layout->lines;
    struct box first = plan_turn(plan, lines[strip->lines[0]].box, strip->vertical);
    struct box last = plan_turn(plan, lines[strip->lines[strip->count - 1]].box, strip->vertical);
    strip->edge = find_edge(plan, strip);
    strip->full = true;
    if (strip->count > 1) {
        struct box second = plan_turn(plan, lines[strip->lines[1]].box, strip->vertical);
        float in = (first.left - fminf(second.left, strip->run.left)) / strip->size;
        strip->indented = in > 1.3f;
        strip->flush = in < 0.8f;
        struct box before =
            plan_turn(plan, lines[strip->lines[strip->count - 2]].box, strip->vertical);
        strip->full = last.right > strip->edge - 1.3f * strip->size ||
                      (last.right > before.right - 1.3f * strip->size && strip->count > 3);
    }
    const struct layout_line *end = &lines[strip->lines[strip->count - 1]];
    if (strip->count > 2) { /* a sub-head */
        const struct layout_line *above = &lines[strip->lines[strip->count - 2]];
        strip->full &= end->face == above->face && end->bold == above->bold;
    }
    size_t loose = 0; /* lines that stop short though the next one begins no paragraph */
    for (size_t i = 0; i + 1 < strip->count; i++) {
        struct box run = plan_turn(plan, lines[strip->lines[i]].box, strip->vertical);
        struct box next = plan_turn(plan, lines[strip->lines[i + 1]].box, strip->vertical);
        loose += run.right < strip->edge - strip->size &&
                 next.left < strip->run.left + 1.3f * strip->size;
    }
    strip->ragged = !strip->table && 4 * loose >= strip->count;
    strip->stopped = ends_sentence(plan, strip);
}

void
plan_strips(struct plan *plan)
{
    size_t count = plan->layout->line_count;
    find_type(plan);
    find_blocks(plan);
    plan_fences(plan);
    struct place *places = sort_lines(plan);
    find_leading(plan, places);
    plan->taken = arena_alloc(plan->arena, count + 1, sizeof *plan->taken);
    plan->opens_row = arena_alloc(plan->arena, count + 1, sizeof *plan->opens_row);
    plan_tables(plan);
    size_t open = plan->strip_count; /* strips before it end too far up to go on */
    for (size_t i = 0; i < count; i++) {
        if (plan->taken[places[i].line])
            continue;
        float reach = places[i].run.top -
                      4 * fmaxf(plan->body, plan_line_size(&plan->layout->lines[places[i].line]));
        struct strip *best = NULL;
        float most = 0;
        for (size_t s = open; s < plan->strip_count; s++) {
            if (plan->strips[s].run.bottom < reach)
                continue;
            float fits = fit(plan, &plan->strips[s], &places[i]);
            if (fits > most) {
                most = fits;
                best = &plan->strips[s];
            }
        }
        if (i > 0 && places[i].vertical != places[i - 1].vertical)
            open = plan->strip_count;
        plan_put(plan, best != NULL ? best : plan_add_strip(plan, places[i].line), places[i].line);
    }
    for (size_t s = 0; s < plan->strip_count; s++)
        look_at_ends(plan, &plan->strips[s]);
}
