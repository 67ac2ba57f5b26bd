/*
 * A gutter shows as gaps of two blanks or more after which ink begins in the
 * same place in row after row: give or take a blank, as half-width characters
 * take less than half of a full one, and moved on by a paragraph's indent.
 * Lines justified with a blank after every character push what stands right of
 * them on by as many blanks, so a row that does not fit is tried again with
 * these counted out.
 */
#include "services/segment/read/gutter.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

enum {
    GAP = 2,         /* columns of blanks of a gutter */
    CHUNKS_MAX = 16, /* of a row; the last one takes the rest */
    EARLY = 3,       /* a cell may begin so much before its column */
    LATE = 9,        /* or after: an indent, and what justification adds */
    TOUCH = 1,       /* ink may reach so far into the gutter */
    LOOK = 8,        /* rows whose gaps are tried as gutters */
    AHEAD = 14,      /* rows that must bear a gutter out */
    BORNE = 3,       /* so many of them */
    NARROW = 10,     /* least distance of gutters */
    GUTTERS_MAX = 64,
};

static uint32_t
width_at(const struct sheet *sheet, uint32_t at)
{
    uint32_t point = sheet->point[at];
    if (point_is_blank(point))
        return point == GLYPH_SPACE ? 2 : 1;
    return point_is_blank(sheet->plain[at]) ? 0 : glyph_width(point); /* 0: printed twice */
}

static void
cut_row(const struct sheet *sheet, struct row *row, struct chunk *chunks)
{
    struct chunk *chunk = NULL;
    uint32_t x = row->x, count = 0, spaced = 0; /* no gap before here: a spaced-out heading */
    for (uint32_t at = row->start; at < row->end;) {
        uint32_t width = 0, blanks = at;
        while (blanks < row->end && point_is_blank(sheet->point[blanks]))
            width += width_at(sheet, blanks++);
        if (chunk == NULL || (width >= GAP && at >= spaced && count < CHUNKS_MAX)) {
            chunk = &chunks[count++];
            *chunk = (struct chunk){ .start = blanks, .x = x + width };
        } else {
            chunk->spaces += width;
        }
        if (blanks >= spaced)
            spaced = sheet_spaced(sheet, blanks, row->end);
        x += width + width_at(sheet, blanks);
        at = blanks + 1;
        chunk->end = at;
        chunk->stop = x;
    }
    row->chunk_count = count;
}

void
gutter_chunks(const struct sheet *sheet, struct row *rows, uint32_t row_count)
{
    struct chunk chunks[CHUNKS_MAX];
    for (uint32_t r = 0; r < row_count; r++) {
        cut_row(sheet, &rows[r], chunks);
        if (rows[r].table) { /* its gaps are no gutters */
            chunks[0].end = rows[r].end;
            chunks[0].stop = rows[r].stop;
            rows[r].chunk_count = 1;
        }
        struct chunk *copy = arena_alloc(sheet->arena, rows[r].chunk_count, sizeof *copy);
        for (uint32_t i = 0; i < rows[r].chunk_count; i++)
            copy[i] = chunks[i];
        rows[r].chunks = copy;
    }
}

static bool
begins_at(const struct row *row, uint32_t column, uint32_t early, uint32_t late)
{
    for (uint32_t i = 1; i < row->chunk_count; i++)
        if (row->chunks[i].x + early >= column && row->chunks[i].x <= column + late)
            return true;
    return false;
}

/* Whether ink runs across the gutter before the column. */
static bool
crosses(const struct row *row, uint32_t column)
{
    for (uint32_t i = 0; i < row->chunk_count; i++)
        if (row->chunks[i].x + EARLY < column && row->chunks[i].stop > column + TOUCH)
            return !begins_at(row, column, EARLY, LATE) || row->chunks[i].spaces < 4;
    return false;
}

/* How many of the rows from `at` on have ink beginning exactly here, give or
 * take one; 0 when too few have it at all before one runs across. */
static unsigned
support(const struct row *rows, uint32_t at, uint32_t row_count, uint32_t column)
{
    unsigned exact = 0, borne = 0;
    uint32_t end = row_count - at < AHEAD ? row_count : at + AHEAD;
    for (uint32_t r = at; r < end && !crosses(&rows[r], column); r++) {
        exact += begins_at(&rows[r], column, 1, 1);
        borne += begins_at(&rows[r], column, EARLY, LATE);
    }
    return borne >= BORNE ? exact : 0;
}

static void
insert_gutter(struct region *region, uint32_t x)
{
    unsigned c = region->columns++;
    for (; c > 1 && region->gutter[c - 1] > x; c--)
        region->gutter[c] = region->gutter[c - 1];
    region->gutter[c] = x;
}

unsigned
gutter_find(const struct row *rows, uint32_t at, uint32_t row_count, struct region *region)
{
    uint32_t places[GUTTERS_MAX];
    unsigned votes[GUTTERS_MAX], count = 0;
    region->columns = 1;
    region->gutter[0] = 0;
    if (rows[at].chunk_count < 2)
        return 1;
    for (uint32_t r = at; r < row_count && r < at + LOOK; r++)
        for (uint32_t i = 1; i < rows[r].chunk_count && count < GUTTERS_MAX; i++) {
            uint32_t x = rows[r].chunks[i].x;
            unsigned seen = 0;
            while (seen < count && places[seen] != x)
                seen++;
            if (seen == count) {
                places[count] = x;
                votes[count++] = support(rows, at, row_count, x);
            }
        }
    while (region->columns < COLUMNS_MAX) {
        unsigned best = 0;
        for (unsigned i = 1; i < count; i++)
            if (votes[i] > votes[best] || (votes[i] == votes[best] && places[i] < places[best]))
                best = i;
        if (count == 0 || votes[best] < 2)
            break;
        insert_gutter(region, places[best]);
        for (unsigned i = 0; i < count; i++)
            if (places[i] + NARROW > places[best] && places[i] < places[best] + NARROW)
                votes[i] = 0;
        votes[best] = 0;
    }
    return region->columns;
}

unsigned
gutter_opens(const struct row *rows, uint32_t at, uint32_t row_count, const struct region *region)
{
    struct region found;
    gutter_find(rows, at, row_count, &found);
    for (unsigned c = 1; c < found.columns; c++) {
        bool known = false;
        for (unsigned i = 1; i < region->columns; i++)
            known |= found.gutter[c] + NARROW > region->gutter[i] &&
                     found.gutter[c] < region->gutter[i] + NARROW;
        if (!known && begins_at(&rows[at], found.gutter[c], EARLY, LATE))
            return found.columns;
    }
    return 0;
}

/* Hands every chunk to the column that it begins in, `tight` with the blanks of
 * justification before it counted out. */
static bool
deal(const struct row *row, const struct region *region, struct cell *cells, bool tight)
{
    uint32_t spaces = 0;
    unsigned c = 0;
    for (unsigned i = 0; i < region->columns; i++)
        cells[i] = (struct cell){ row->end, row->end, 0, 0 };
    for (uint32_t i = 0; i < row->chunk_count; i++) {
        const struct chunk *chunk = &row->chunks[i];
        uint32_t x = chunk->x - (tight ? spaces : 0), stop = chunk->stop - chunk->x + x;
        spaces += chunk->spaces;
        while (c + 1 < region->columns && x + EARLY >= region->gutter[c + 1])
            c++;
        stop -= tight ? chunk->spaces : 0;
        if (c + 1 < region->columns && stop > region->gutter[c + 1] + TOUCH)
            return false;
        if (cells[c].start == cells[c].end)
            cells[c] = (struct cell){ chunk->start, chunk->end, x, chunk->stop };
        cells[c].end = chunk->end;
        cells[c].stop = chunk->stop;
    }
    return true;
}

bool
gutter_split(const struct row *row, const struct region *region, struct cell *cells)
{
    return deal(row, region, cells, false) || deal(row, region, cells, true);
}
