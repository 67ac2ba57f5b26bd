#include "services/segment/context.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { FAR = 40 };

static bool
is_head(enum role role)
{
    return role == ROLE_HEADLINE || role == ROLE_KICKER || role == ROLE_DECK;
}

static bool
is_tail(enum role role)
{
    return role == ROLE_BYLINE || role == ROLE_AFFILIATION || role == ROLE_CREDIT ||
           role == ROLE_JUMP;
}

/* Around the run of heads (or sub-heads) that the piece is in: the roles before
 * and after it, furniture passed over; ROLE_COUNT at the page's edges. */
static void
look_around(const struct sheet *sheet, size_t piece, int *before, int *after)
{
    *before = *after = ROLE_COUNT;
    size_t i = piece;
    for (size_t steps = 0; i-- > 0 && steps < FAR; steps++) {
        enum role role = sheet->pieces[i].role;
        if (is_head(role) || role == ROLE_SUBHEAD || role == ROLE_FURNITURE)
            continue;
        *before = role;
        break;
    }
    for (i = piece + 1; i < sheet->piece_count && i < piece + FAR; i++) {
        enum role role = sheet->pieces[i].role;
        if (is_head(role) || role == ROLE_SUBHEAD || role == ROLE_FURNITURE)
            continue;
        *after = role;
        break;
    }
}

static int
quarters(unsigned part, unsigned whole)
{
    return whole == 0 ? 0 : (int)((4 * part + whole / 2) / whole);
}

void
context_look(struct habits *habits, const struct sheet *sheet)
{
    unsigned heads = 0, tails = 0, bylines = 0, followed = 0, datelines = 0, spaces = 0,
             stacked = 0;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        bool first =
            is_head(sheet->pieces[i].role) && (i == 0 || !is_head(sheet->pieces[i - 1].role));
        if (!first)
            continue;
        int before, after;
        look_around(sheet, i, &before, &after);
        heads++;
        tails += before < ROLE_COUNT && is_tail((enum role)before);
        bylines += before == ROLE_BYLINE;
        followed += after == ROLE_BYLINE;
        datelines += after == ROLE_DATELINE;
        spaces += sheet->lines[sheet->pieces[i].line].blank_before > 0;
        stacked += i > 1 && is_head(sheet->pieces[i - 2].role);
    }
    *habits = (struct habits){
        .tail_before = quarters(tails, heads),
        .byline_before = quarters(bylines, heads),
        .byline_after = quarters(followed, heads),
        .dateline_after = quarters(datelines, heads),
        .space_before = quarters(spaces, heads),
        .heads = heads > 3 ? 3 : (int)heads,
        .stacked = quarters(stacked, heads),
    };
}

struct emitter {
    feature_sink *sink;
    void *arg;
};

static void __attribute__((format(printf, 2, 3)))
emit(const struct emitter *to, const char *format, ...)
{
    char word[96];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(word, sizeof word, format, args);
    va_end(args);
    if (len > 0 && (size_t)len < sizeof word)
        to->sink(to->arg, (struct slice){ word, (size_t)len });
}

static const char *
name_of(const struct sheet *sheet, size_t piece, int offset)
{
    if (offset < 0 ? (size_t)-offset > piece : piece + (size_t)offset >= sheet->piece_count)
        return "edge";
    return role_name(sheet->pieces[(ptrdiff_t)piece + offset].role);
}

static const char *
name_or_edge(int role)
{
    return role == ROLE_COUNT ? "edge" : role_name((enum role)role);
}

void
context_features(const struct habits *habits, const struct features *features, size_t piece,
                 feature_sink *sink, void *arg)
{
    struct emitter to = { sink, arg };
    const struct sheet *sheet = features->sheet;
    const struct piece *here = &sheet->pieces[piece];
    const struct view *view = &features->views[piece];
    const char *own = role_name(here->role);
    int sure = here->confidence > 0.98f   ? 3
               : here->confidence > 0.85f ? 2
                                          : here->confidence > 0.6f;
    int before, after;
    look_around(sheet, piece, &before, &after);
    emit(&to, "1.own=%s,%d", own, sure);
    emit(&to, "1.up=%s", name_of(sheet, piece, -1));
    emit(&to, "1.down=%s", name_of(sheet, piece, 1));
    emit(&to, "1.own=%s,up=%s", own, name_of(sheet, piece, -1));
    emit(&to, "1.own=%s,down=%s", own, name_of(sheet, piece, 1));
    emit(&to, "1.up=%s,down=%s", name_of(sheet, piece, -1), name_of(sheet, piece, 1));
    emit(&to, "1.up2=%s,up=%s", name_of(sheet, piece, -2), name_of(sheet, piece, -1));
    emit(&to, "1.down=%s,down2=%s", name_of(sheet, piece, 1), name_of(sheet, piece, 2));
    if (view->prose && here->role == ROLE_BODY)
        return;
    emit(&to, "1.before=%s,after=%s", name_or_edge(before), name_or_edge(after));
    emit(&to, "1.own=%s,before=%s", own, name_or_edge(before));
    emit(&to, "1.own=%s,after=%s", own, name_or_edge(after));
    bool tail = before < ROLE_COUNT && is_tail((enum role)before);
    emit(&to, "h.tail=%d,own=%s,%d", habits->tail_before, own, tail);
    emit(&to, "h.dateline=%d,own=%s,%d", habits->dateline_after, own, after == ROLE_DATELINE);
    emit(&to, "h.byline=%d,own=%s,%d", habits->byline_after, own, after == ROLE_BYLINE);
    emit(&to, "h.before=%d,own=%s,%d", habits->byline_before, own, before == ROLE_BYLINE);
    emit(&to, "h.space=%d,own=%s,%u", habits->space_before, own, view->blank_before);
    emit(&to, "h.heads=%d,own=%s", habits->heads, own);
    emit(&to, "h.stacked=%d,own=%s,up=%s", habits->stacked, own, name_of(sheet, piece, -1));
}
