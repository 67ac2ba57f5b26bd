#include "services/segment/label/sequel.h"

#include "services/segment/glyph.h"
#include "services/segment/label/row.h"

/* ● 企业运维人员不足 below another such point of a stand-first. */
static bool
is_point(const struct sheet *sheet, const struct row *above, const struct row *row)
{
    uint32_t bullet = sheet->plain[row->start];
    enum role role = sheet->pieces[row->to - 1].role; /* the bullet may be a piece of its own */
    return glyph_is_bullet(bullet) && sheet->plain[above->start] == bullet &&
           sheet->pieces[above->from].role == ROLE_LEAD &&
           (row_is_head(role) || role == ROLE_SUBHEAD);
}

/* Names within a sentence, the next of which stands in the row below: 李明、王芳 before 、张强. */
static bool
is_list(const struct sheet *sheet, const struct row *above, const struct row *row)
{
    if (sheet->pieces[row->from].role != ROLE_BYLINE ||
        sheet->pieces[above->from].role != ROLE_BODY || row->to == sheet->piece_count ||
        sheet->pieces[row->to].role != ROLE_BODY)
        return false;
    uint32_t next = sheet->plain[sheet->pieces[row->to].from];
    return next == U'、' ||
           (glyph_is_pause(next) && !glyph_ends_text(sheet->plain[above->end - 1]));
}

void
sequel_roles(struct sheet *sheet)
{
    struct row above = { 0 };
    for (size_t i = 0; i < sheet->piece_count && sheet_beat(sheet);) {
        struct row row = row_at(sheet, i);
        if (i > 0 && is_point(sheet, &above, &row))
            row_give(sheet, &row, ROLE_LEAD);
        else if (i > 0 && is_list(sheet, &above, &row))
            row_give(sheet, &row, ROLE_BODY);
        above = row;
        i = row.to;
    }
}
