#include "services/segment/label/row.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

static const float sure = -0.02f, hardly = -4; /* log probabilities */

struct row
row_at(const struct sheet *sheet, size_t piece)
{
    struct row row = { .from = piece, .to = piece };
    uint32_t line = sheet->pieces[piece].line;
    while (row.to < sheet->piece_count && sheet->pieces[row.to].line == line)
        row.to++;
    row.start = sheet->pieces[row.from].from;
    row.end = sheet->pieces[row.to - 1].to;
    return row;
}

void
row_give(struct sheet *sheet, const struct row *row, enum role role)
{
    for (size_t i = row->from; i < row->to; i++) {
        struct piece *piece = &sheet->pieces[i];
        if (piece->role != role && piece->score[piece->role] > hardly)
            piece->score[piece->role] = hardly;
        piece->role = role;
        piece->score[role] = sure;
        piece->evidence = "form";
    }
}

bool
row_is_head(enum role role)
{
    return role == ROLE_KICKER || role == ROLE_HEADLINE || role == ROLE_DECK;
}

uint32_t
row_ink(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t ink = 0;
    for (uint32_t at = start; at < end; at++)
        ink += !point_is_blank(sheet->plain[at]);
    return ink;
}

bool
row_is_latin(const struct sheet *sheet, const struct row *row)
{
    uint32_t latin = 0, ink = row_ink(sheet, row->start, row->end);
    for (uint32_t at = row->start; at < row->end; at++)
        latin += glyph_is_latin(sheet->plain[at]);
    return latin * 10 >= ink * 7 && ink > 2;
}
