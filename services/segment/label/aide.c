#include "services/segment/label/aide.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/label/row.h"

enum {
    NOTE_ROWS = 3, /* of a bracket */
    NOTE_INK = 60,
};

static bool
is_open(uint32_t point)
{
    return point == U'（' || point == '(' || point == U'〔';
}

/* Nothing but words, and what stands between names. */
static bool
is_list(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    for (uint32_t at = start; at < end; at++)
        if (!point_is_han(sheet->plain[at]) && !point_is_blank(sheet->plain[at]) &&
            !utf8_has(slice_from("、，,：:/／·"), sheet->plain[at]))
            return false;
    return start < end;
}

/* Whether [start, end) says who helped; `bracket`: it stands in one. */
static bool
is_note(const struct sheet *sheet, uint32_t start, uint32_t end, bool bracket)
{
    if (!is_list(sheet, start, end))
        return false;
    if (bracket && sheet_ends(sheet, start, end, "采写") &&
        sheet_find(sheet, start, end, "由", NULL) < end)
        return true; /* 本文由李明采写 */
    for (const char *const *deed = cue_helping; *deed != NULL; deed++) {
        uint32_t stop = end, at = sheet_find(sheet, start, end, *deed, &stop);
        if (at == end)
            continue;
        bool parted = stop < end && !point_is_han(sheet->plain[stop]);
        bool names = bracket || sheet_holds_any(sheet, start, at, cue_offices);
        return (at == start && parted) || (at > start && stop == end && names);
    }
    return false;
}

size_t
aide_pieces(const struct sheet *sheet, size_t piece)
{
    if (piece == 0 || !sheet->pieces[piece].opens)
        return 0;
    struct row note = row_at(sheet, piece);
    while (note.start < note.end && glyph_is_bullet(sheet->plain[note.start]))
        note.start++;
    bool bracket = is_open(sheet->plain[note.start]);
    for (int rows = 1;
         bracket && !glyph_is_close(sheet->plain[note.end - 1]) && note.to < sheet->piece_count;
         rows++) {
        struct row next = row_at(sheet, note.to);
        if (rows == NOTE_ROWS)
            return 0;
        note.to = next.to;
        note.end = next.end;
    }
    bool closed = bracket && glyph_is_close(sheet->plain[note.end - 1]);
    return row_ink(sheet, note.start, note.end) <= NOTE_INK && bracket == closed &&
                   is_note(sheet, note.start + bracket, note.end - closed, bracket)
               ? note.to - piece
               : 0;
}
