#include "services/segment/label/waist.h"

#include "services/segment/border.h"
#include "services/segment/glyph.h"
#include "services/segment/label/row.h"

enum { LINES_LEAST = 3 }; /* of the first column */

static const float telling = 6; /* nats for and against a border */

/* Pieces [from, to) of one block. */
struct block {
    size_t from, to;
};

static struct block
block_at(const struct sheet *sheet, size_t piece)
{
    struct block block = { piece, piece };
    uint16_t number = sheet->lines[sheet->pieces[piece].line].block;
    while (block.to < sheet->piece_count &&
           sheet->lines[sheet->pieces[block.to].line].block == number)
        block.to++;
    return block;
}

static const struct line *
line_of(const struct sheet *sheet, size_t piece)
{
    return &sheet->lines[sheet->pieces[piece].line];
}

/* Whether the block has one head, which begins a column behind the first; its text does not. */
static bool
has_waist(const struct sheet *sheet, const struct block *block)
{
    uint16_t headed = 0;
    size_t lines = 0;
    bool text = false; /* in the column so far */
    for (size_t i = block->from; i < block->to; i++) {
        uint16_t column = line_of(sheet, i)->column;
        enum part part = border_part(sheet, i);
        if (i > block->from && column != line_of(sheet, i - 1)->column)
            text = false;
        if (part == PART_HEAD && (column == 0 || text || (headed > 0 && headed != column)))
            return false;
        headed = part == PART_HEAD ? column : headed;
        text |= part == PART_TEXT;
        lines += part == PART_TEXT && column == 0 && sheet->pieces[i].opens;
    }
    return headed > 0 && lines >= LINES_LEAST;
}

/* Whether nothing that the text of the block could belong to stands right before it. */
static bool
is_open(const struct sheet *sheet, const struct block *block)
{
    size_t before = block->from;
    while (before > 0 && border_part(sheet, before - 1) == PART_NONE)
        before--;
    return before == 0 || (border_part(sheet, before - 1) == PART_TEXT &&
                           glyph_ends_text(sheet->plain[sheet->pieces[before - 1].to - 1]));
}

void
waist_borders(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->piece_count && sheet_beat(sheet);) {
        struct block block = block_at(sheet, i);
        i = block.to;
        if (line_of(sheet, block.from)->block == 0 || !has_waist(sheet, &block) ||
            !is_open(sheet, &block))
            continue;
        bool first = true;
        for (size_t k = block.from; k < block.to; k++)
            if (border_part(sheet, k) == PART_TEXT) {
                sheet->pieces[k].first += first ? telling : -telling;
                first = false;
            }
    }
}
