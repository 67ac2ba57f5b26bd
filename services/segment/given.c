#include "services/segment/given.h"

#include "common/utf8.h"

struct taking {
    struct sheet *sheet;
    struct piece *pieces;
    size_t count, cap;
};

/* The part [start, end) of a piece, without blanks at its ends. */
static void
add_part(struct taking *t, const struct piece *piece, uint32_t start, uint32_t end,
         const struct segment *segment)
{
    start = sheet_ink(t->sheet, start, end);
    while (end > start && point_is_blank(t->sheet->point[end - 1]))
        end--;
    if (start >= end)
        return;
    t->pieces = arena_grow(t->sheet->arena, t->pieces, t->count, &t->cap, sizeof *t->pieces);
    struct piece *part = &t->pieces[t->count++];
    *part = *piece;
    part->opens = piece->opens && start == piece->start;
    part->closes = piece->closes && end == piece->end;
    part->start = start;
    part->end = end;
    bool kept = piece->from < end && piece->to > start;
    part->from = kept && piece->from > start ? piece->from : start;
    part->to = kept && piece->to < end ? piece->to : end;
    part->role = segment != NULL ? segment->role : ROLE_FURNITURE;
    part->article = segment != NULL ? segment->article : 0;
    part->confidence = 1;
    part->evidence = "given";
}

/* The first of given[0..count) that ends after `at`. */
static size_t
first_after(const struct segment *given, size_t count, uint32_t at)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (given[middle].end > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void
part_piece(struct taking *t, const struct piece *piece, const struct segment *given, size_t count)
{
    uint32_t at = piece->start;
    for (size_t i = first_after(given, count, at); i < count && given[i].start < piece->end; i++) {
        uint32_t start = given[i].start > at ? given[i].start : at;
        uint32_t end = given[i].end < piece->end ? given[i].end : piece->end;
        add_part(t, piece, at, start, NULL);
        add_part(t, piece, start, end, &given[i]);
        at = end;
    }
    add_part(t, piece, at, piece->end, NULL);
}

uint32_t
given_take(struct sheet *sheet, const struct segment *given, size_t count)
{
    struct taking t = { .sheet = sheet };
    uint32_t articles = 0;
    for (size_t i = 0; i < sheet->piece_count; i++)
        part_piece(&t, &sheet->pieces[i], given, count);
    for (size_t i = 0; i < t.count; i++)
        if (t.pieces[i].article > articles)
            articles = t.pieces[i].article;
    sheet->pieces = t.pieces;
    sheet->piece_count = t.count;
    sheet->piece_cap = t.cap;
    return articles;
}
