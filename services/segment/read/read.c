#include "services/segment/read/read.h"

#include "services/segment/layout/grid.h"
#include "services/segment/layout/trace.h"
#include "services/segment/read/lines.h"
#include "services/segment/read/piece.h"

void
read_page(struct sheet *sheet, struct arena *arena, struct slice text, const struct layout *layout,
          const struct bigrams *bigrams)
{
    sheet_decode(sheet, arena, text);
    sheet->bigrams = bigrams;
    if (layout == NULL)
        layout = grid_find(sheet);
    if (layout == NULL || !trace_lines(sheet, layout))
        lines_find(sheet);
    pieces_cut(sheet);
}

void
read_text(struct sheet *sheet, struct arena *arena, struct slice text,
          const struct bigrams *bigrams)
{
    read_page(sheet, arena, text, NULL, bigrams);
}
