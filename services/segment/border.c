#include "services/segment/border.h"

#include "services/segment/glyph.h"

enum { FAR = 64 }; /* pieces to look back over */

enum part
border_part(const struct sheet *sheet, size_t i)
{
    const struct piece *piece = &sheet->pieces[i];
    switch (piece->role) {
    case ROLE_FURNITURE:
        return PART_NONE;
    case ROLE_KICKER:
    case ROLE_HEADLINE:
    case ROLE_DECK:
        return PART_HEAD;
    case ROLE_BYLINE:
        break;
    default:
        return PART_TEXT;
    }
    if (sheet->pieces[i].aide)
        return PART_TEXT;
    size_t first = i; /* a bracket may run over several pieces */
    while (first > 0 && i - first < 4 && sheet->pieces[first - 1].role == ROLE_BYLINE)
        first--;
    uint32_t open = sheet->plain[sheet->pieces[first].from];
    bool bracket = (open == U'（' || open == '(');
    return bracket || !sheet->pieces[first].opens ? PART_TEXT : PART_BYLINE;
}

bool
border_before(const struct sheet *sheet, size_t piece, size_t *before)
{
    if (border_part(sheet, piece) != PART_TEXT)
        return false;
    for (size_t i = piece; i-- > 0 && piece - i < FAR;)
        if (border_part(sheet, i) == PART_TEXT) {
            *before = i;
            return true;
        }
    return false;
}

bool
border_head_before(const struct sheet *sheet, size_t piece, size_t *before)
{
    if (border_part(sheet, piece) != PART_HEAD)
        return false;
    for (size_t i = piece; i-- > 0 && piece - i < FAR;) {
        enum part part = border_part(sheet, i);
        if (part == PART_TEXT)
            return false;
        if (part == PART_HEAD) {
            *before = i;
            return true;
        }
    }
    return false;
}

uint32_t
border_renumber(struct sheet *sheet, uint32_t articles)
{
    uint32_t *number = arena_alloc(sheet->arena, articles + 1, sizeof *number), count = 0;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        uint32_t *article = &sheet->pieces[i].article;
        if (*article != 0 && number[*article] == 0)
            number[*article] = ++count;
        *article = number[*article];
    }
    return count;
}
