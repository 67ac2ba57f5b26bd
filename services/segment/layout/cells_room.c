/* What blank rows say of the distance between texts, by where letters are large and how lines read.
 */
#include "services/segment/layout/cells.h"

#include "services/segment/bigram.h"

#include <math.h>

static const float GOES_ON = 1; /* nats */

static bool
is_text_chunk(const struct cells *cells, uint32_t chunk)
{
    return cells->runs[cells->chunks[chunk].run].text;
}

static bool
has_text(const struct cells *cells, size_t row)
{
    for (uint32_t i = cells->first[row]; i < cells->first[row + 1]; i++)
        if (is_text_chunk(cells, i))
            return true;
    return false;
}

/* Nats for the line to go on where the one above it in its column stops. */
static float
weigh_on(const struct cells *cells, const struct chunk *above, const struct chunk *own)
{
    const struct stretch *upper = &cells->runs[above->run], *lower = &cells->runs[own->run];
    uint32_t off = own->x > above->x ? own->x - above->x : above->x - own->x;
    if (!upper->text || !lower->text || off > CELLS_INDENT)
        return 0;
    bool indented = own->x >= lower->x + 2;
    bool full = above->wide + 3 + (above->x > upper->x + 1 ? CELLS_INDENT : 0) >= upper->full;
    if (cells_stops(cells, above) || !full)
        return indented ? -0.3F : full ? 0 : -3;
    if (indented)
        return -3;
    float affinity = bigrams_affinity(cells->sheet->bigrams, cells->sheet->plain[above->end - 1],
                                      cells->sheet->plain[own->start]);
    return 0.5F * fmaxf(-4, fminf(4, affinity));
}

/* Whether the lines of a row go on where those above it stop, as far as words tell. */
static bool
row_goes_on(const struct cells *cells, size_t row)
{
    float nats = 0;
    for (uint32_t i = cells->first[row]; i < cells->first[row + 1]; i++) {
        const struct chunk *own = &cells->chunks[i];
        const struct chunk *above = cells_next(cells, own, -1, CELLS_ROWS_FAR);
        if (above != NULL && !own->stray)
            nats += weigh_on(cells, above, own);
    }
    return nats > GOES_ON;
}

void
cells_find_room(struct cells *cells, bool all)
{
    for (size_t r = 0; r + 1 < cells->rows; r++)
        cells->room[r] = false;
    for (size_t r = 0; r + 1 < cells->rows; r++) {
        size_t next = r + 1;
        if (cells->first[r] == cells->first[r + 1])
            continue;
        while (next + 1 < cells->rows && cells->first[next] == cells->first[next + 1])
            next++;
        bool room = all || next + 1 >= cells->rows || next == r + 1 ||
                    (is_text_chunk(cells, cells->first[r + 1] - 1) &&
                     is_text_chunk(cells, cells->first[next]));
        size_t text = next; /* the next row with a text in it */
        while (!room && text < next + CELLS_ROWS_NEAR && text + 1 < cells->rows &&
               !has_text(cells, text))
            text++;
        room |= !room && (text + 1 >= cells->rows || !row_goes_on(cells, text));
        for (size_t b = r + 1; b < next; b++)
            cells->room[b] = room;
    }
}
