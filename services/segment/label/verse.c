#include "services/segment/label/verse.h"

#include "services/segment/label/row.h"

enum {
    VERSE_INK = 16,
    VERSE_LEAST = 3, /* lines */
    STANZA_LEAST = 2,
    POET_INK = 8,
};

static bool
is_apart(const struct sheet *sheet, const struct row *row)
{
    return sheet->lines[sheet->pieces[row->from].line].blank_before > 0;
}

static bool
is_line(const struct sheet *sheet, const struct row *row)
{
    return row_is_head(sheet->pieces[row->from].role) && row->to == row->from + 1 &&
           row_ink(sheet, row->start, row->end) <= VERSE_INK;
}

/* Lines that look like heads from this piece on, without a blank row between them, before a blank
 * row or the page's end; *to is where they end. */
static size_t
count_lines(const struct sheet *sheet, size_t from, size_t *to)
{
    size_t count = 0;
    for (*to = from; *to < sheet->piece_count; count++) {
        struct row row = row_at(sheet, *to);
        if (count > 0 && is_apart(sheet, &row))
            return count;
        if (!is_line(sheet, &row))
            return 0;
        *to = row.to;
    }
    return count;
}

static void
give_lines(struct sheet *sheet, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct row line = row_at(sheet, i);
        row_give(sheet, &line, ROLE_BODY);
    }
}

/* Whether the row is a short byline right below a head. */
static bool
is_poet(const struct sheet *sheet, const struct row *row)
{
    return row->from > 0 && sheet->pieces[row->from].role == ROLE_BYLINE && !is_apart(sheet, row) &&
           row_is_head(sheet->pieces[row->from - 1].role) &&
           row_ink(sheet, row->start, row->end) <= POET_INK;
}

/* Whether a head or nothing stands there: what may follow a poem, but no headline's own lines. */
static bool
may_follow(const struct sheet *sheet, size_t piece)
{
    return piece == sheet->piece_count || row_is_head(sheet->pieces[piece].role) ||
           sheet->pieces[piece].role == ROLE_FURNITURE;
}

void
verse_roles(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->piece_count && sheet_beat(sheet);) {
        struct row row = row_at(sheet, i);
        size_t to;
        i = row.to;
        if (!is_poet(sheet, &row) || row.to == sheet->piece_count)
            continue;
        struct row first = row_at(sheet, row.to);
        if (is_apart(sheet, &first) || count_lines(sheet, row.to, &to) < VERSE_LEAST ||
            !may_follow(sheet, to))
            continue;
        give_lines(sheet, row.to, to);
        for (i = to; count_lines(sheet, i, &to) >= STANZA_LEAST && may_follow(sheet, to); i = to)
            give_lines(sheet, i, to);
    }
}
