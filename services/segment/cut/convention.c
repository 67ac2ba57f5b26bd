/*
 * A page is read piece by piece.  At each one the open article goes on or a new
 * one begins; what the open article has had so far (text, head, text after the
 * head ...) is the state.  A convention is a table of what each step between
 * states costs; the piece's own evidence (does a sentence run on, does the head
 * speak of this text) is the same for all.  Each convention reads the whole
 * page by dynamic programming; the best total wins.  When the heads of a page
 * stand together, apart from the texts, stack.c takes over.
 */
#include "services/segment/cut/convention.h"

#include "services/segment/border.h"
#include "services/segment/cut/match.h"
#include "services/segment/cut/order.h"
#include "services/segment/cut/stack.h"
#include "services/segment/glyph.h"
#include "services/segment/layout/trace.h"

#include <math.h>
#include <string.h>

enum state {
    STATE_NONE,   /* before the first article */
    STATE_BYLINE, /* a byline, nothing else */
    STATE_TEXT,   /* text, no head yet */
    STATE_HEAD,   /* a head, no text yet */
    STATE_FOOT,   /* text, then its head */
    STATE_FULL,   /* a head, then its text */
    STATE_WAIST,  /* text, its head, text again */
};
enum { STATES = STATE_WAIST + 1 };

/* Where heads stand; times whether a byline opens the article. */
enum order { ORDER_FIRST, ORDER_LAST, ORDER_MIDDLE };

struct convention {
    const char *name;
    enum order order;
    bool byline_opens;
    float prior;
};

static const struct convention conventions[] = {
    { "head-first", ORDER_FIRST, false, 0 },
    { "byline-head", ORDER_FIRST, true, -1 },
    { "head-last", ORDER_LAST, false, -0.5f },
    { "head-middle", ORDER_MIDDLE, false, -2 },
};
enum {
    CONVENTIONS = sizeof conventions / sizeof conventions[0],
    BESIDE_MAX = 6, /* lines of text between two lines of one head */
};

/* Scores in nats, from the meaning of each step; the same for every page. */
static const float headless = -6, /* an article that never got a head */
    textless = -5,                /* a head without text */
    out_of_order = -6,            /* text where the convention has none */
    second_head = -9,             /* two heads in one article */
    broken_text = -3,             /* an article ends in mid-sentence */
    match_weight = 6,             /* a head whose every rare pair stands in the text */
    column_turn = -1.5f,          /* a beginning further on, in text that lacks one */
    continued = 5,                /* against headless: an article that begins with 上接第X版 */
    surest = 8;                   /* cap on any border's evidence */

struct step { /* how a state of a piece was reached */
    unsigned char from;
    bool fresh;  /* a new article begins with the piece */
    bool turned; /* a head read as sub-head, or the reverse */
};

struct reading {
    struct sheet *sheet;
    const struct convention *convention;
    const struct match *match;
    size_t *parts; /* pieces that are parts, in order */
    size_t part_count;
    uint32_t *head_number; /* by piece: number of its head group, for match */
    uint32_t *text_number; /* by piece: number of its text block */
    bool *broken;          /* by piece: its text block begins in mid-sentence */
    bool *apart;           /* by part: something dealt with already stands before it */
    struct step (*steps)[STATES];
    float total;
};

static float
log_yes(float odds)
{
    odds = odds > surest ? surest : odds < -surest ? -surest : odds;
    return -log1pf(expf(-odds));
}

static float
log_no(float odds)
{
    return log_yes(-odds);
}

/* Whether the text that ends with this piece may be at its end: 0, or what it
 * costs to say so. */
static float
cost_of_end(const struct sheet *sheet, size_t piece)
{
    enum role role = sheet->pieces[piece].role;
    if (role != ROLE_BODY && role != ROLE_LEAD)
        return 0;
    uint32_t last = sheet->plain[sheet->pieces[piece].to - 1];
    bool stopped = glyph_ends_text(last) || last == '.';
    return stopped ? 0 : broken_text;
}

/* Whether the text that ends with this piece is a caption or credit, no more. */
static bool
is_picture_only(const struct sheet *sheet, size_t last)
{
    enum role role = sheet->pieces[last].role;
    if (role != ROLE_CREDIT && role != ROLE_CAPTION)
        return false;
    for (size_t i = last; i-- > 0 && last - i < 64 && border_part(sheet, i) == PART_TEXT;)
        if (sheet->pieces[i].role == ROLE_BODY)
            return false;
    return true;
}

/* What leaving the article in this state costs. */
static float
cost_of_leaving(enum state state, const struct reading *reading, size_t last)
{
    const struct piece *piece = &reading->sheet->pieces[last];
    switch (state) {
    case STATE_NONE:
        return 0;
    case STATE_BYLINE:
        return headless + textless;
    case STATE_TEXT:
        return is_picture_only(reading->sheet, last) ? headless + 2 : headless;
    case STATE_HEAD:
        return piece->role == ROLE_DECK ? textless + 2 : textless;
    case STATE_FOOT:
        return reading->convention->order == ORDER_MIDDLE ? -1.5f : 0;
    default:
        return 0;
    }
}

/* Text after `state` in the same article: the state it leads to, or NONE. */
static enum state
text_goes_on(enum state state, const struct reading *reading, const struct piece *piece,
             float *score)
{
    enum order order = reading->convention->order;
    switch (state) {
    case STATE_BYLINE:
        *score += reading->convention->byline_opens ? -3.0f : -2.0f;
        return STATE_TEXT;
    case STATE_TEXT:
        return STATE_TEXT;
    case STATE_HEAD:
        if (piece->role != ROLE_LEAD && piece->role != ROLE_CAPTION)
            *score += order == ORDER_FIRST ? 0 : order == ORDER_MIDDLE ? -2 : out_of_order;
        return STATE_FULL;
    case STATE_FOOT:
        if (piece->role == ROLE_CAPTION || piece->role == ROLE_CREDIT ||
            piece->role == ROLE_AFFILIATION)
            *score += order == ORDER_LAST ? -1 : 0;
        else
            *score += order == ORDER_MIDDLE ? 0 : out_of_order;
        return STATE_WAIST;
    case STATE_FULL:
    case STATE_WAIST:
        return state;
    default:
        return STATE_NONE;
    }
}

/* Whether the text that ends with this piece is a few lines in mid-sentence after
 * a head: where a head's lines and the text beside it take turns. */
static bool
interleaved(const struct sheet *sheet, size_t last)
{
    if (cost_of_end(sheet, last) == 0)
        return false;
    size_t i = last;
    while (i > 0 && last - i < BESIDE_MAX && border_part(sheet, i) != PART_HEAD)
        i--;
    return border_part(sheet, i) == PART_HEAD;
}

static enum state
head_goes_on(enum state state, const struct reading *reading, size_t before, float *score)
{
    enum order order = reading->convention->order;
    bool adjacent = border_part(reading->sheet, before) != PART_TEXT;
    switch (state) {
    case STATE_BYLINE:
        return STATE_HEAD;
    case STATE_TEXT:
        *score += order == ORDER_LAST ? 0 : order == ORDER_MIDDLE ? 0 : out_of_order;
        return STATE_FOOT;
    case STATE_HEAD:
        return STATE_HEAD;
    case STATE_FOOT:
        if (!adjacent)
            *score += second_head;
        return STATE_FOOT;
    case STATE_WAIST:
        *score += order == ORDER_MIDDLE && interleaved(reading->sheet, before) ? 0 : second_head;
        return state;
    case STATE_FULL:
        *score += second_head;
        return state;
    default:
        return STATE_NONE;
    }
}

static enum state
byline_goes_on(enum state state, const struct reading *reading, size_t before, bool last,
               float *score)
{
    bool after_text = border_part(reading->sheet, before) == PART_TEXT;
    if (state == STATE_NONE)
        return STATE_NONE;
    if (after_text && (state == STATE_FULL || state == STATE_WAIST))
        *score += !reading->convention->byline_opens ? -0.6f : last ? -6 : -2.5f;
    return state;
}

/* The next part that is no byline: one may be of several pieces. */
static size_t
after_byline(const struct reading *reading, size_t part)
{
    while (part < reading->part_count &&
           border_part(reading->sheet, reading->parts[part]) == PART_BYLINE)
        part++;
    return part;
}

/* Whether blank rows part a byline from what is above (positive) or below it. */
static float
leaning(const struct sheet *sheet, size_t piece, size_t next)
{
    bool above = sheet->lines[sheet->pieces[piece].line].blank_before > 0;
    bool below = sheet->lines[sheet->pieces[next].line].blank_before > 0;
    return above == below ? 0 : above ? 1 : -1;
}

static float
match_of(const struct reading *reading, size_t head, size_t text)
{
    uint32_t h = reading->head_number[head], t = reading->text_number[text];
    if (h == 0 || t == 0)
        return 0;
    float share = match_share(reading->match, h - 1, t - 1);
    return match_weight * (share > 0.6f ? 0.6f : share) / 0.6f;
}

/* Scores one step of a part from a state, going on or afresh. */
static enum state
take_step(const struct reading *reading, size_t part, enum part kind, enum state state, bool fresh,
          float *score)
{
    const struct sheet *sheet = reading->sheet;
    size_t piece = reading->parts[part], before = part > 0 ? reading->parts[part - 1] : piece;
    const struct piece *here = &sheet->pieces[piece];
    bool gap = part > 0 && piece > before + 1; /* furniture between */
    if (part > 0)
        *score += fresh ? fminf(0, trace_border(sheet, before, piece))
                        : fminf(0, -trace_border(sheet, before, piece));
    if (fresh) {
        if (part > 0) {
            *score += cost_of_leaving(state, reading, before);
            if (kind != PART_TEXT && border_part(sheet, before) == PART_TEXT)
                *score += cost_of_end(sheet, before);
            size_t head;
            if (kind == PART_HEAD && border_head_before(sheet, piece, &head))
                *score += log_yes(here->first);
            if (gap)
                *score += 0.5f;
        }
        if (kind == PART_TEXT) {
            *score += state == STATE_NONE ? 0 : log_yes(here->first);
            if (here->role == ROLE_JUMP && here->opens && here->first > 0)
                *score += continued; /* from another page: needs no head */
            return STATE_TEXT;
        }
        if (kind == PART_HEAD)
            return STATE_HEAD;
        *score += reading->convention->byline_opens ? 0 : -4;
        size_t next = after_byline(reading, part);
        if (part > 0 && next < reading->part_count)
            *score += leaning(sheet, piece, reading->parts[next]);
        return STATE_BYLINE;
    }
    if (state == STATE_NONE)
        return STATE_NONE;
    if (kind == PART_HEAD) {
        enum state next = head_goes_on(state, reading, before, score);
        size_t head;
        if (border_head_before(sheet, piece, &head))
            *score += log_no(here->first);
        if (state == STATE_TEXT)
            *score += match_of(reading, piece, before);
        return next;
    }
    if (kind == PART_BYLINE)
        return byline_goes_on(state, reading, before,
                              after_byline(reading, part) == reading->part_count, score);
    size_t prior;
    if (border_before(sheet, piece, &prior)) {
        if (state == STATE_HEAD || state == STATE_BYLINE)
            *score += log_yes(here->first);
        else
            *score += reading->broken[piece] && log_no(here->first) < column_turn
                          ? column_turn
                          : log_no(here->first);
    }
    if (state == STATE_HEAD || state == STATE_FOOT) {
        size_t head = before;
        for (size_t p = part; p-- > 0 && border_part(sheet, reading->parts[p]) != PART_TEXT;) {
            head = reading->parts[p];
            if (border_part(sheet, head) == PART_HEAD)
                break;
        }
        if (state == STATE_HEAD || reading->convention->order == ORDER_MIDDLE)
            *score += match_of(reading, head, piece);
    }
    return text_goes_on(state, reading, here, score);
}

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
        for (int s = 0; s < STATES; s++)
            next[s] = -INFINITY;
        for (int s = 0; s < STATES; s++) {
            if (best[s] == -INFINITY)
                continue;
            for (int choice = 0; choice < 4; choice++) {
                bool fresh = choice & 1, turned = choice >> 1;
                if (reading->apart[p] && !fresh)
                    continue;
                float score = best[s];
                enum part as = kind;
                if (turned) {
                    if (turn > 4 || turn < -7 || (fresh && kind == PART_HEAD))
                        continue;
                    as = kind == PART_HEAD ? PART_TEXT : PART_HEAD;
                    score += turn;
                }
                enum state to = take_step(reading, p, as, (enum state)s, fresh, &score);
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
        float score = best[s] + cost_of_leaving((enum state)s, reading,
                                                reading->parts[reading->part_count - 1]);
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
    uint32_t article = base;
    for (size_t p = 0; p < reading->part_count; p++) {
        struct piece *piece = &sheet->pieces[reading->parts[p]];
        article += fresh[p] || p == 0;
        piece->article = article;
        piece->evidence = reading->convention->name;
    }
    return article;
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
