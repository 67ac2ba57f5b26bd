/*
 * Features are words made of the views around a piece.
 */
#include "services/segment/label/feature.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/border.h"
#include "services/segment/glyph.h"
#include "services/segment/label/cohesion.h"

#include <stdarg.h>
#include <stdio.h>

void
features_look(struct features *features, struct sheet *sheet)
{
    *features = (struct features){ .sheet = sheet, .views = views_look(sheet) };
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

static unsigned
bucket(uint32_t n)
{
    return n <= 6 ? n : n <= 10 ? 7 : n <= 14 ? 8 : n <= 18 ? 9 : n <= 24 ? 10 : n <= 32 ? 11 : 12;
}

static unsigned
few(uint32_t n)
{
    return n < 3 ? n : 3;
}

static unsigned
share(uint32_t part, uint32_t whole)
{
    return whole == 0 || part == 0 ? 0 : part * 4 / whole + 1;
}

static const char *
fill_name(const struct view *view)
{
    static const char *const names[] = { "0", "0", "2", "2", "4",    "4",
                                         "6", "6", "8", "8", "full", "over" };
    return names[view->fill];
}

static const struct view edge = { .first = CLASS_NONE, .last = CLASS_NONE, .blank_before = 2 };

static const struct view *
view_at(const struct features *features, size_t piece, int offset)
{
    size_t count = features->sheet->piece_count;
    if (offset < 0 ? (size_t)-offset > piece : piece + (size_t)offset >= count)
        return &edge;
    return &features->views[(ptrdiff_t)piece + offset];
}

static int
join_bucket(float join)
{
    return join < -3 ? -2 : join < -0.5f ? -1 : join < 0.5f ? 0 : join < 3 ? 1 : join < 5 ? 2 : 3;
}

/* A few code points as UTF-8, for lexical features. */
static void
emit_text(const struct features *features, const struct emitter *to, const char *name,
          uint32_t start, uint32_t end)
{
    struct buf text = { 0 };
    for (uint32_t i = start; i < end; i++) {
        uint32_t point = features->sheet->plain[i];
        if (point_is_blank(point))
            continue;
        utf8_add(&text, glyph_is_digit(point) ? '0' : point);
    }
    emit(to, "%s=%s", name, buf_string(&text));
    buf_done(&text);
}

static void
emit_own(const struct features *features, size_t i, const struct emitter *to)
{
    const struct view *view = &features->views[i];
    const struct piece *piece = &features->sheet->pieces[i];
    const char *fill = fill_name(view), *first = class_name(view->first),
               *last = class_name(view->last);
    emit(to, "bias");
    emit(to, "ink=%u", bucket(view->ink));
    emit(to, "fill=%s", fill);
    emit(to, "fill=%s,last=%s", fill, last);
    emit(to, "first=%s", first);
    emit(to, "last=%s", last);
    emit(to, "first=%s,last=%s", first, last);
    emit(to, "first=%s,ink=%u", first, bucket(view->ink));
    emit(to, "indent=%d", view->indent);
    emit(to, "indent=%d,fill=%s", view->indent, fill);
    emit(to, "space=%u%u", view->blank_before, view->blank_after);
    emit(to, "space=%u%u,fill=%s", view->blank_before, view->blank_after, fill);
    emit(to, "edge=%d%d", view->opens, view->closes);
    emit(to, "edge=%d%d,first=%s", view->opens, view->closes, first);
    emit(to, "stops=%u,pauses=%u", few(view->stops), few(view->pauses));
    emit(to, "stops=%u,pauses=%u,fill=%s", few(view->stops), few(view->pauses), fill);
    emit(to, "digits=%u", share(view->digits, view->ink));
    emit(to, "latin=%u", share(view->latin, view->ink));
    emit(to, "gaps=%u", share(view->blanks, view->ink));
    emit(to, "name=%d%d,first=%s", view->name, view->names, first);
    if (view->foreign)
        emit(to, "foreign=%d,edge=%d%d", view->foreign, view->opens, view->closes);
    if (view->name)
        emit(to, "name,ink=%u,edge=%d%d", view->ink, view->opens, view->closes);
    emit(to, "runs=%d,%d", view->run_up > 3 ? 3 : view->run_up,
         view->run_down > 3 ? 3 : view->run_down);
    emit(to, "run=%d,fill=%s", view->run_up > 3 ? 3 : view->run_up, fill);
    emit(to, "prose=%d,run=%d,%d", view->prose, few((uint32_t)view->run_up),
         few((uint32_t)view->run_down));
    if (view->tail_name)
        emit(to, "tail-name,ink=%u", bucket(view->ink));
    if (view->wrapped)
        emit(to, "wrapped,ink=%u", bucket(view->ink));
    if (view->ahead >= 0) {
        emit(to, "ahead=%d,back=%d", view->ahead, view->back);
        emit(to, "ahead=%d,fill=%s", view->ahead, fill);
        emit(to, "back=%d,fill=%s", view->back, fill);
    }
    for (int c = 0; c < (int)cue_count(); c++)
        if (view->cues >> c & 1) {
            emit(to, "cue=%s", cue_name((unsigned)c));
            emit(to, "cue=%s,fill=%s", cue_name((unsigned)c), fill);
            emit(to, "cue=%s,ink=%u", cue_name((unsigned)c), bucket(view->ink));
            emit(to, "cue=%s,first=%s", cue_name((unsigned)c), first);
            emit(to, "cue=%s,last=%s", cue_name((unsigned)c), last);
        }
    if (view->ink <= 40) {
        uint32_t two = piece->from + 2 < piece->to ? piece->from + 2 : piece->to;
        emit_text(features, to, "start", piece->from, two);
        uint32_t back = piece->to - piece->from > 2 ? piece->to - 2 : piece->from;
        emit_text(features, to, "end", back, piece->to);
        emit_text(features, to, "start1", piece->from, piece->from + 1);
        emit_text(features, to, "end1", piece->to - 1, piece->to);
    }
}

/* The exact size of a short piece, and how its two halves compare when one gap
 * parts it: the halves of a headline match, a kicker and its headline do not. */
static void
emit_size(const struct features *features, size_t i, const struct emitter *to)
{
    const struct view *view = &features->views[i];
    if (view->ink > 40)
        return;
    emit(to, "size=%u", view->ink);
    const struct piece *piece = &features->sheet->pieces[i];
    uint32_t gaps = 0, left = 0;
    for (uint32_t at = piece->start + 1; at < piece->end; at++) {
        bool blank = point_is_blank(features->sheet->plain[at]);
        gaps += blank && !point_is_blank(features->sheet->plain[at - 1]);
        left += !blank && gaps == 0;
    }
    emit(to, "gap=%u", few(gaps));
    int halves = (int)view->ink - 2 * (int)(left + 1);
    if (gaps == 1)
        emit(to, "halves=%d", halves < -4 ? -4 : halves > 4 ? 4 : halves);
}

static void
emit_place(const struct features *features, size_t i, const struct emitter *to)
{
    size_t count = features->sheet->piece_count;
    size_t from_end = count - 1 - i;
    emit(to, "top=%zu", i < 6 ? i : 6);
    emit(to, "foot=%zu", from_end < 6 ? from_end : 6);
}

static void
emit_border(const struct features *features, size_t i, const struct emitter *to)
{
    const struct view *view = &features->views[i], *up = view_at(features, i, -1);
    const struct view *down = view_at(features, i, 1);
    int join = join_bucket(view->join), join_down = join_bucket(down == &edge ? 0 : down->join);
    emit(to, "join=%d,%d", join, join_down);
    emit(to, "join=%d,up.last=%s", join, class_name(up->last));
    emit(to, "join=%d,up.fill=%s", join, fill_name(up));
    emit(to, "down.join=%d,fill=%s", join_down, fill_name(view));
    emit(to, "border=%s/%s", class_name(up->last), class_name(view->first));
    emit(to, "border=%s/%s,space=%u,fill=%s", class_name(up->last), class_name(view->first),
         view->blank_before, fill_name(up));
}

/* How the piece stands to the one before it and in its column. */
static void
emit_column(const struct features *features, size_t i, const struct emitter *to)
{
    const struct sheet *sheet = features->sheet;
    const struct line *line = &sheet->lines[sheet->pieces[i].line];
    int reach = line->indent + line->width, room = line->full > reach ? line->full - reach : 0;
    emit(to, "room=%d", room > 12 ? 12 : room);
    emit(to, "columns=%d", line->indent > 12 ? 12 : line->indent);
    if (i == 0)
        return;
    const struct line *above = &sheet->lines[sheet->pieces[i - 1].line];
    int shift = line->indent - above->indent;
    emit(to, "shift=%d", shift < -6 ? -6 : shift > 6 ? 6 : shift);
    emit(to, "turn=%d", line->block != above->block ? 2 : line->column != above->column ? 1 : 0);
    const struct view *view = &features->views[i], *up = view - 1;
    if (view->prose || up->prose)
        return;
    int longer = (int)view->ink - (int)up->ink;
    emit(to, "longer=%d", longer < -9 ? -9 : longer > 9 ? 9 : longer);
    emit(to, "echo=%d", cohesion_heads(sheet, i - 1, i));
}

void
features_piece(const struct features *features, size_t piece, feature_sink *sink, void *arg)
{
    struct emitter to = { sink, arg };
    emit_own(features, piece, &to);
    emit_size(features, piece, &to);
    emit_place(features, piece, &to);
    emit_border(features, piece, &to);
    emit_column(features, piece, &to);
}

void
features_first(const struct features *features, size_t piece, size_t before, feature_sink *sink,
               void *arg)
{
    struct emitter to = { sink, arg };
    const struct sheet *sheet = features->sheet;
    const struct piece *here = &sheet->pieces[piece], *prior = &sheet->pieces[before];
    const struct line *line = &sheet->lines[here->line], *above = &sheet->lines[prior->line];
    const struct view *view = &features->views[piece], *up = &features->views[before];
    const char *role = role_name(here->role), *up_role = role_name(prior->role);
    const char *last = class_name(up->last);
    float affinity =
        bigrams_affinity(sheet->bigrams, sheet->plain[prior->to - 1], sheet->plain[here->from]);
    int join = join_bucket(affinity), cohesion = cohesion_bucket(sheet, before, piece);
    bool block = line->block != above->block, column = !block && line->column != above->column;
    bool next = before + 1 == piece;
    emit(&to, "bias");
    emit(&to, "roles=%s/%s", up_role, role);
    emit(&to, "roles=%s/%s,last=%s", up_role, role, last);
    emit(&to, "last=%s,join=%d", last, join);
    emit(&to, "last=%s,indent=%d", last, view->indent);
    emit(&to, "last=%s,fill=%s", last, fill_name(up));
    emit(&to, "last=%s,first=%s", last, class_name(view->first));
    emit(&to, "cohesion=%d", cohesion);
    emit(&to, "cohesion=%d,last=%s", cohesion, last);
    emit(&to, "cohesion=%d,roles=%s/%s", cohesion, up_role, role);
    emit(&to, "block=%d%d,last=%s", block, column, last);
    emit(&to, "block=%d%d,next=%d", block, column, next);
    if (next)
        emit(&to, "space=%u,last=%s", view->blank_before, last);
    if (next)
        emit(&to, "space=%u,fill=%s", view->blank_before, fill_name(up));
    emit(&to, "opens=%d,closes=%d", here->opens, prior->closes);
    for (int c = 0; c < (int)cue_count(); c++) {
        if (view->cues >> c & 1)
            emit(&to, "cue=%s,last=%s", cue_name((unsigned)c), last);
        if (up->cues >> c & 1)
            emit(&to, "up.cue=%s,last=%s", cue_name((unsigned)c), last);
    }
    if (last[0] == 's' || last[0] == 'c') { /* after a stop or closing mark */
        uint32_t two = here->from + 2 < here->to ? here->from + 2 : here->to;
        emit_text(features, &to, "start", here->from, two);
    }
}

/* How many head pieces stand together here, bylines passed over: 0 few, 1 some,
 * 2 a stack. */
static int
stack_size(const struct sheet *sheet, size_t piece)
{
    int heads = 0;
    for (size_t i = piece, steps = 0; i-- > 0 && steps < 12; steps++) {
        enum part part = border_part(sheet, i);
        if (part == PART_TEXT)
            break;
        heads += part == PART_HEAD;
    }
    for (size_t i = piece, steps = 0; i < sheet->piece_count && steps < 12; i++, steps++) {
        enum part part = border_part(sheet, i);
        if (part == PART_TEXT)
            break;
        heads += part == PART_HEAD;
    }
    return heads < 5 ? 0 : heads < 9 ? 1 : 2;
}

void
features_head(const struct features *features, size_t piece, size_t before, feature_sink *sink,
              void *arg)
{
    struct emitter to = { sink, arg };
    const struct sheet *sheet = features->sheet;
    const struct piece *here = &sheet->pieces[piece], *prior = &sheet->pieces[before];
    const struct view *view = &features->views[piece], *up = &features->views[before];
    const struct view *down = view_at(features, piece, 1);
    const char *role = role_name(here->role), *up_role = role_name(prior->role);
    int stack = stack_size(sheet, piece), gap = piece - before > 1;
    float affinity =
        bigrams_affinity(sheet->bigrams, sheet->plain[prior->to - 1], sheet->plain[here->from]);
    int longer = (int)view->ink - (int)up->ink;
    longer = longer < -4 ? -2 : longer < 0 ? -1 : longer <= 1 ? 0 : longer < 5 ? 1 : 2;
    emit(&to, "bias,stack=%d", stack);
    emit(&to, "roles=%s/%s,stack=%d", up_role, role, stack);
    emit(&to, "roles=%s/%s,gap=%d", up_role, role, gap);
    emit(&to, "gap=%d,stack=%d", gap, stack);
    emit(&to, "space=%u,stack=%d", view->blank_before, stack);
    emit(&to, "space=%u,up.space=%u,down.space=%u", view->blank_before, up->blank_before,
         view->blank_after);
    emit(&to, "longer=%d,stack=%d", longer, stack);
    emit(&to, "join=%d,stack=%d", join_bucket(affinity), stack);
    emit(&to, "last=%s,stack=%d", class_name(up->last), stack);
    emit(&to, "first=%s,stack=%d", class_name(view->first), stack);
    emit(&to, "up.ink=%u,ink=%u", bucket(up->ink), bucket(view->ink));
    emit(&to, "indent=%d,%d", up->indent, view->indent);
    emit(&to, "gaps=%d,%d,stack=%d", up->blanks > 0, view->blanks > 0, stack);
    emit(&to, "cohesion=%d,stack=%d", cohesion_heads(sheet, before, piece), stack);
    emit(&to, "down=%d,last=%s", down->prose, class_name(view->last));
    uint32_t two = here->from + 2 < here->to ? here->from + 2 : here->to;
    emit_text(features, &to, "start", here->from, two);
}
