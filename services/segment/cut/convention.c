/*
 * A page is read piece by piece.  At each one the open article goes on or a new
 * one begins; what the open article has had so far (text, head, text after the
 * head ...) is the state.  A convention is a table of what each step between
 * states costs (step.h); the piece's own evidence (does a sentence run on, does the head
 * speak of this text) is the same for all.  Each convention reads the whole
 * page by dynamic programming; the best total wins.  When the heads of a page
 * stand together, apart from the texts, stack.c takes over.
 */
#include "services/segment/cut/convention.h"

#include "services/segment/cut/order.h"
#include "services/segment/cut/resume.h"
#include "services/segment/cut/stack.h"
#include "services/segment/cut/step.h"

#include <math.h>
#include <string.h>

static const struct convention conventions[] = {
    { "head-first", ORDER_FIRST, false, 0 },
    { "byline-head", ORDER_FIRST, true, -1 },
    { "head-last", ORDER_LAST, false, -0.5f },
    { "head-middle", ORDER_MIDDLE, false, -2 },
};
enum { CONVENTIONS = sizeof conventions / sizeof conventions[0] };

/* What it costs to read a head as a sub-head or text as a
 * head; what cannot be costs 100. */
static float
cost_of_turning(const struct piece *piece)
{
    if (piece->role == ROLE_SUBHEAD || piece->role == ROLE_BODY)
        return piece->score[ROLE_HEADLINE] - piece->score[piece->role];
    if (piece->role == ROLE_HEADLINE || piece->role == ROLE_KICKER || piece->role == ROLE_DECK)
        return piece->score[ROLE_SUBHEAD] - piece->score[piece->role];
    return 100;
}

/* Whether the part goes on with the row of names that the one before it begins: 孙　辉. */
static bool
is_row_of_names(const struct reading *reading, size_t part)
{
    const struct piece *pieces = reading->sheet->pieces;
    return part > 0 && !pieces[reading->parts[part]].opens &&
           pieces[reading->parts[part - 1]].line == pieces[reading->parts[part]].line &&
           border_part(reading->sheet, reading->parts[part]) == PART_BYLINE &&
           border_part(reading->sheet, reading->parts[part - 1]) == PART_BYLINE;
}

static void
read_page(struct reading *reading)
{
    struct sheet *sheet = reading->sheet;
    float best[STATES], next[STATES];
    for (int s = 0; s < STATES; s++)
        best[s] = s == STATE_NONE ? 0 : -INFINITY;
    for (size_t p = 0; p < reading->part_count && sheet_beat(sheet); p++) {
        const struct piece *piece = &sheet->pieces[reading->parts[p]];
        enum part kind = border_part(sheet, reading->parts[p]);
        float turn = cost_of_turning(piece);
        bool names = is_row_of_names(reading, p);
        for (int s = 0; s < STATES; s++)
            next[s] = -INFINITY;
        for (int s = 0; s < STATES; s++) {
            if (best[s] == -INFINITY)
                continue;
            for (int choice = 0; choice < 4; choice++) {
                bool fresh = choice & 1, turned = choice >> 1;
                if ((reading->apart[p] && !fresh) || (names && fresh && !reading->apart[p]))
                    continue;
                float score = best[s];
                enum part as = kind;
                if (turned) {
                    if (turn > 4 || turn < -7 || (fresh && kind == PART_HEAD))
                        continue;
                    as = kind == PART_HEAD ? PART_TEXT : PART_HEAD;
                    score += turn;
                }
                enum state to = step_take(reading, p, as, (enum state)s, fresh, &score);
                if (to == STATE_NONE || score <= next[to])
                    continue;
                next[to] = score;
                reading->steps[p][to] = (struct step){ (unsigned char)s, fresh, turned };
            }
        }
        memcpy(best, next, sizeof best);
    }
    reading->total = -INFINITY;
    int end = STATE_NONE;
    for (int s = 0; s < STATES; s++) {
        float score =
            best[s] + step_leave((enum state)s, reading, reading->parts[reading->part_count - 1]);
        if (score > reading->total) {
            reading->total = score;
            end = s;
        }
    }
    reading->total += reading->convention->prior;
    reading->steps[reading->part_count][0].from = (unsigned char)end;
}

/* Numbers the articles along the best path, from base + 1. */
static uint32_t
follow_path(struct sheet *sheet, const struct reading *reading, uint32_t base)
{
    unsigned char *fresh = arena_alloc(sheet->arena, reading->part_count, sizeof *fresh);
    int state = reading->steps[reading->part_count][0].from;
    for (size_t p = reading->part_count; p-- > 0;) {
        struct piece *piece = &sheet->pieces[reading->parts[p]];
        const struct step *step = &reading->steps[p][state];
        if (step->turned)
            piece->role = piece->role == ROLE_SUBHEAD || piece->role == ROLE_BODY ? ROLE_HEADLINE
                                                                                  : ROLE_SUBHEAD;
        fresh[p] = step->fresh;
        state = step->from;
    }
    uint32_t article = base, most = base;
    for (size_t p = 0; p < reading->part_count; p++) {
        struct piece *piece = &sheet->pieces[reading->parts[p]];
        size_t tail = reading->resumes[p];
        if (fresh[p] && tail > 0 && piece->role == ROLE_BODY)
            article = sheet->pieces[reading->parts[tail - 1]].article;
        else if (fresh[p] || p == 0)
            article = ++most;
        piece->article = article;
        piece->evidence = reading->convention->name;
    }
    return most;
}

/* Runs of head pieces are head groups, runs of text are text blocks. */
static void
number_blocks(struct reading *reading)
{
    struct sheet *sheet = reading->sheet;
    size_t count = reading->part_count;
    struct extent *heads = arena_alloc(sheet->arena, count + 1, sizeof *heads);
    struct extent *texts = arena_alloc(sheet->arena, count + 1, sizeof *texts);
    uint32_t head_count = 0, text_count = 0;
    enum part last = PART_NONE;
    for (size_t p = 0; p < count; p++) {
        size_t piece = reading->parts[p];
        enum part kind = border_part(sheet, piece);
        if (reading->apart[p])
            last = PART_NONE;
        if (kind == PART_HEAD) {
            if (last != PART_HEAD)
                heads[head_count++] = (struct extent){ piece, piece, EXTENT_HEADS };
            heads[head_count - 1].to = piece + 1;
            reading->head_number[piece] = head_count;
        } else if (kind == PART_TEXT) {
            if (last != PART_TEXT)
                texts[text_count++] = (struct extent){ piece, piece, EXTENT_TEXTS };
            texts[text_count - 1].to = piece + 1;
            reading->broken[piece] =
                last != PART_TEXT ? last == PART_HEAD && order_is_broken(&sheet->pieces[piece])
                                  : reading->broken[reading->parts[p - 1]];
            reading->text_number[piece] = text_count;
        }
        if (kind != PART_BYLINE)
            last = kind;
    }
    reading->match = match_make(sheet, heads, head_count, texts, text_count);
}

/* Reads the parts that no stack has under every convention; the best one cuts them. */
static uint32_t
read_rest(struct sheet *sheet, struct reading *reading, uint32_t stacked)
{
    reading->head_number =
        arena_alloc(sheet->arena, sheet->piece_count, sizeof *reading->head_number);
    reading->text_number =
        arena_alloc(sheet->arena, sheet->piece_count, sizeof *reading->text_number);
    reading->broken = arena_alloc(sheet->arena, sheet->piece_count, sizeof *reading->broken);
    reading->resumes = resume_find(sheet, reading->parts, reading->part_count);
    number_blocks(reading);
    struct reading best = { .total = -INFINITY };
    float second = -INFINITY;
    for (int c = 0; c < CONVENTIONS; c++) {
        struct reading trial = *reading;
        trial.convention = &conventions[c];
        trial.steps = arena_alloc(sheet->arena, reading->part_count + 1, sizeof *trial.steps);
        read_page(&trial);
        if (trial.total > best.total) {
            second = best.total;
            best = trial;
        } else if (trial.total > second) {
            second = trial.total;
        }
    }
    if (sheet->stopped)
        return 0;
    float margin = best.total - second;
    sheet->margin = margin < sheet->margin ? margin : sheet->margin;
    return follow_path(sheet, &best, stacked);
}

uint32_t
convention_cut(struct sheet *sheet)
{
    bool placed = sheet->line_count > 0 && sheet->lines[0].trace != NULL;
    uint32_t articles = placed ? 0 : stack_cut(sheet);
    struct reading reading = { .sheet = sheet };
    reading.parts = arena_alloc(sheet->arena, sheet->piece_count + 1, sizeof *reading.parts);
    reading.apart = arena_alloc(sheet->arena, sheet->piece_count + 1, sizeof *reading.apart);
    bool apart = false;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        if (sheet->pieces[i].article != 0) {
            apart = true;
        } else if (border_part(sheet, i) != PART_NONE) {
            reading.apart[reading.part_count] = apart && reading.part_count > 0;
            reading.parts[reading.part_count++] = i;
            apart = false;
        }
    }
    if (sheet->stopped)
        return 0;
    if (reading.part_count > 0)
        articles = read_rest(sheet, &reading, articles);
    return sheet->stopped ? 0 : border_renumber(sheet, articles);
}
