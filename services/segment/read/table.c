#include "services/segment/read/table.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

enum {
    GAP = 2,          /* columns of blanks between fields */
    FIELDS_LEAST = 3, /* of a row */
    FIELDS_MOST = 12,
    FIELD_MOST = 8,  /* signs of a field */
    ROWS_LEAST = 3,  /* of a table */
    WORDS_SHARE = 2, /* one in so many fields is longer than a sign that is spaced out */
};

/* How many fields a row has, 0 when it is no row of a table. */
static unsigned
count_fields(const struct sheet *sheet, const struct row *row)
{
    unsigned fields = 0, signs = 0, width = GAP, words = 0;
    for (uint32_t at = row->start; at < row->end; at++) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(sheet->point[at])) {
            width += sheet->point[at] == GLYPH_SPACE ? 2 : 1;
            continue;
        }
        if (glyph_is_stop(point) || glyph_is_open(point) || glyph_is_bullet(point) ||
            (glyph_is_pause(point) && point != ':' && point != U'：'))
            return 0;
        if (width >= GAP) {
            fields++;
            signs = 0;
        }
        width = 0;
        words += ++signs == 2;
        if (signs > FIELD_MOST && !glyph_is_latin(point) && !glyph_is_digit(point))
            return 0;
    }
    bool some = fields >= FIELDS_LEAST && fields <= FIELDS_MOST;
    return some && words * WORDS_SHARE >= fields ? fields : 0;
}

void
table_mark(const struct sheet *sheet, struct row *rows, uint32_t row_count)
{
    uint32_t run = 0;
    unsigned last = 0;
    for (uint32_t r = 0; r <= row_count; r++) {
        unsigned fields = r < row_count ? count_fields(sheet, &rows[r]) : 0;
        if (fields == 0 || fields != last) {
            for (uint32_t i = r - run; run >= ROWS_LEAST && i < r; i++)
                rows[i].table = true;
            run = 0;
        }
        run += fields > 0;
        last = fields;
    }
}
