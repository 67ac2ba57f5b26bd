#include "services/segment/cut/step.h"

#include "services/segment/glyph.h"
#include "services/segment/layout/trace.h"

#include <math.h>

enum { BESIDE_MAX = 6 }; /* lines of text between two lines of one head */

/* Scores in nats, from the meaning of each step; the same for every page. */
static const float headless = -6, /* an article that never got a head */
    textless = -5,                /* a head without text */
    out_of_order = -6,            /* text where the convention has none */
    second_head = -9,             /* two heads in one article */
    broken_text = -3,             /* an article ends in mid-sentence */
    match_weight = 6,             /* a head whose every rare pair stands in the text */
    column_turn = -1.5f,          /* a beginning further on, in text that lacks one */
    continued = 5,                /* against headless: an article that begins with 上接第X版 */
    resumed = -1,                 /* an article that goes on behind another */
    surest = 8;                   /* cap on any border's evidence */

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

float
step_leave(enum state state, const struct reading *reading, size_t last)
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

/* A new article begins with the part. */
static enum state
begin_article(const struct reading *reading, size_t part, enum part kind, enum state state,
              float *score)
{
    const struct sheet *sheet = reading->sheet;
    size_t piece = reading->parts[part], before = part > 0 ? reading->parts[part - 1] : piece;
    const struct piece *here = &sheet->pieces[piece];
    bool gap = part > 0 && piece > before + 1; /* furniture between */
    if (part > 0) {
        *score += step_leave(state, reading, before);
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
        if (reading->resumes[part] > 0) {
            *score += resumed;
            return STATE_FULL; /* what its head is has been told before */
        }
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

/* The open article goes on with the part. */
static enum state
go_on(const struct reading *reading, size_t part, enum part kind, enum state state, float *score)
{
    const struct sheet *sheet = reading->sheet;
    size_t piece = reading->parts[part], before = part > 0 ? reading->parts[part - 1] : piece;
    const struct piece *here = &sheet->pieces[piece];
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

enum state
step_take(const struct reading *reading, size_t part, enum part kind, enum state state, bool fresh,
          float *score)
{
    if (part > 0) {
        float border = trace_border(reading->sheet, reading->parts[part - 1], reading->parts[part]);
        *score += fminf(0, fresh ? border : -border);
    }
    return fresh ? begin_article(reading, part, kind, state, score)
                 : go_on(reading, part, kind, state, score);
}
