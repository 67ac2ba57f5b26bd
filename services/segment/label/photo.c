#include "services/segment/label/photo.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/label/row.h"

enum {
    CAPTION_MOST = 140, /* signs of a caption */
    DAY_WITHIN = 9,     /* signs of 十一月十六日 */
};

/* Whether a photographer is named in the credits that begin with the piece. */
static bool
is_photo_credit(const struct sheet *sheet, size_t piece)
{
    bool photo = false;
    for (size_t i = piece; i < sheet->piece_count && sheet->pieces[i].role == ROLE_CREDIT; i++)
        photo |=
            sheet_holds_any(sheet, sheet->pieces[i].start, sheet->pieces[i].end, cue_photo_credits);
    return photo;
}

/* Log odds of a border before such a caption that are no longer taken for none, and what they
 * become: the network knows few photo news without a head. */
static const float undecided = -2.5f, certain = 12;

/* 11月16日, 十一月十六日, 近日 at the start. */
static bool
tells_day(const struct sheet *sheet, const struct piece *piece)
{
    bool month = false;
    if (sheet_starts_any(sheet, piece->from, piece->to, cue_caption_days))
        return true;
    for (uint32_t at = piece->from; at < piece->to && at < piece->from + DAY_WITHIN; at++) {
        uint32_t point = sheet->plain[at];
        if (month && point == U'日')
            return true;
        month |= point == U'月';
        if (!glyph_is_digit(point) && !utf8_has(slice_from("一二三四五六七八九十廿〇月年"), point))
            return false;
    }
    return false;
}

/* Where the paragraph begins whose last piece is `last`: after a text's end, in a line of its own.
 */
static size_t
paragraph_start(const struct sheet *sheet, size_t last)
{
    for (size_t i = last + 1; i-- > 0 && sheet->pieces[i].role == ROLE_BODY;) {
        const struct piece *piece = &sheet->pieces[i];
        if (row_ink(sheet, piece->start, sheet->pieces[last].end) > CAPTION_MOST)
            break;
        if (!piece->opens || i == 0)
            continue;
        const struct line *line = &sheet->lines[piece->line], *above = line - 1;
        bool apart = line->blank_before > 0 || line->indent > above->indent + 1 || piece->para > 0;
        if (apart && sheet->pieces[i - 1].role == ROLE_BODY &&
            glyph_ends_text(sheet->plain[sheet->pieces[i - 1].to - 1]))
            return i;
    }
    return last + 1;
}

void
photo_captions(struct sheet *sheet)
{
    for (size_t i = 1; i < sheet->piece_count && sheet_beat(sheet); i++) {
        if (sheet->pieces[i - 1].role != ROLE_BODY || !is_photo_credit(sheet, i))
            continue;
        size_t first = paragraph_start(sheet, i - 1);
        if (first >= i || !(tells_day(sheet, &sheet->pieces[first]) ||
                            sheet_starts_any(sheet, sheet->pieces[first].from,
                                             sheet->pieces[first].to, cue_caption_starts)))
            continue;
        struct row row = { .from = first, .to = i };
        row_give(sheet, &row, ROLE_CAPTION);
    }
}

void
photo_borders(struct sheet *sheet)
{
    for (size_t i = 1; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        if (piece->role == ROLE_CAPTION && piece[-1].role == ROLE_BODY && piece->opens &&
            tells_day(sheet, piece) && piece->first > undecided)
            piece->first = certain;
    }
}
