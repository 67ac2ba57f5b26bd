#include "services/segment/label/duty.h"

#include "services/segment/glyph.h"
#include "services/segment/label/byline.h"

enum { TASKS_MOST = 4 }; /* lines of who did what */

/* The row above the one that begins at this piece, which is not the first. */
static struct row
row_above(const struct sheet *sheet, size_t piece)
{
    size_t from = piece - 1;
    while (from > 0 && !sheet->pieces[from].opens)
        from--;
    return row_at(sheet, from);
}

bool
duty_signs(const struct sheet *sheet, const struct row *row)
{
    bool writes = false;
    if (row->from == 0 || !byline_is_tasks(sheet, row, &writes))
        return false;
    struct row last = row_above(sheet, row->from);
    for (int n = 0; n < TASKS_MOST && last.from > 0 && byline_is_tasks(sheet, &last, &writes); n++)
        last = row_above(sheet, last.from);
    const struct piece *above = &sheet->pieces[last.to - 1];
    if (!row_is_head(above->role) && !byline_is_tasks(sheet, &last, &writes) &&
        !(above->role == ROLE_BODY && glyph_ends_text(sheet->plain[above->to - 1])))
        return false;
    struct row next = *row;
    for (int n = 0; n < TASKS_MOST && !writes && next.to < sheet->piece_count; n++) {
        next = row_at(sheet, next.to);
        if (!byline_is_tasks(sheet, &next, &writes))
            break;
    }
    return writes;
}
