#include "services/segment/write/repair.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"
#include "services/segment/layout/trace.h"

enum {
    INDENT_LINES = 1, /* that go on, which tell whether an indent begins a paragraph */
    FLAT_LINES = 4,   /* that tell whether each is a paragraph */
    FULL_LACK = 3,    /* columns that a full line may lack */
    VERSE_MOST = 20,  /* columns of full lines that may be verse */
    FIELD_LEAST = 2,  /* characters of a field of a table's row */
    ROW_MOST = 18,    /* characters of the row */
    CELL_GAP = 3,     /* columns that part cells of a table, at least */
    TABLE_INK = 60,   /* characters of a row of it */
    TABLE_MOST = 24,  /* columns of full lines that may be rows of a table */
    INDENT = 3,       /* columns that a paragraph's first line stands in, at least */
    SPACED_MOST = 8,  /* columns between characters that are spaced out, less one */
    SPACED_INK = 60,  /* characters of a piece that is spaced out, at most */
};

static void
put(struct prose *prose, uint32_t point, uint32_t page, bool added)
{
    prose->glyphs =
        arena_grow(prose->arena, prose->glyphs, prose->count, &prose->cap, sizeof *prose->glyphs);
    prose->glyphs[prose->count++] = (struct glyph){ point, page, added };
}

static bool
is_word(uint32_t point)
{
    return glyph_is_latin(point) || glyph_is_digit(point);
}

/* Whether a blank between these two belongs there: between Latin words, and
 * after the marks that Latin text sets a blank after. */
static bool
keeps_blank(uint32_t before, uint32_t after)
{
    if (is_word(before) && is_word(after))
        return glyph_is_latin(before) || glyph_is_latin(after);
    return (before == ',' || before == '.' || before == '&' || before == ';') &&
           glyph_is_latin(after);
}

/* Columns of blanks in [at, end), ink and echoes passed over. */
static uint32_t
gap_width(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t width = 0;
    for (; at < end; at++)
        width += !point_is_blank(sheet->point[at]) ? 0 : sheet->point[at] == GLYPH_SPACE ? 2 : 1;
    return width;
}

/* The gap that only spaces a heading out, as it stands after (nearly) every
 * character: the commonest one; 0 when the piece is set tight. */
static uint32_t
spacing(const struct sheet *sheet, const struct piece *piece)
{
    uint32_t ink = 0, gaps = 0, widths[SPACED_MOST] = { 0 }, last = piece->start;
    for (uint32_t at = piece->start; at < piece->end; at++) {
        if (point_is_blank(sheet->plain[at]))
            continue;
        uint32_t gap = gap_width(sheet, last, at);
        last = at;
        gaps += gap > 0;
        widths[gap < SPACED_MOST ? gap : SPACED_MOST - 1]++;
        if (++ink > SPACED_INK)
            return 0;
    }
    if (ink < 2 || gaps * 4 < (ink - 1) * 3)
        return 0;
    uint32_t common = 1;
    for (uint32_t width = 2; width < SPACED_MOST; width++)
        common = widths[width] > widths[common] ? width : common;
    return common;
}

/* Columns that the line of a piece lacks to a full one; 0 if it has more. */
static unsigned
lack(const struct sheet *sheet, const struct piece *piece)
{
    const struct line *line = &sheet->lines[piece->line];
    unsigned reach = (unsigned)line->indent + line->width;
    return line->full > reach ? line->full - reach : 0;
}

/* Whether a line of its own is a row of a table, whose blanks part its fields:
 * three fields or more of some characters each, figures but no mark among them. */
static bool
is_row(const struct sheet *sheet, const struct piece *piece)
{
    uint32_t ink = 0, field = 0, fields = 1;
    bool figures = false;
    if (!piece->opens || !piece->closes ||
        (lack(sheet, piece) <= FULL_LACK && sheet->lines[piece->line].full > TABLE_MOST))
        return false;
    for (uint32_t at = piece->start; at < piece->end; at++) {
        uint32_t point = sheet->plain[at];
        if (!point_is_blank(point)) {
            if (glyph_is_stop(point) || glyph_is_pause(point) || glyph_is_close(point))
                return false;
            field++;
            ink++;
            figures |= glyph_is_digit(point);
        } else if (field > 0) {
            if (field < FIELD_LEAST)
                return false;
            field = 0;
            fields++;
        }
    }
    return figures && field >= FIELD_LEAST && fields >= 3 && ink <= ROW_MOST;
}

/* Whether a line is cells that wide gaps part, three at least, without the marks of sentences. */
static bool
has_cells(const struct sheet *sheet, uint32_t number)
{
    const struct line *line = &sheet->lines[number];
    uint32_t gaps = 0, ink = 0, width = 0;
    for (uint32_t at = line->start; at < line->end; at++) {
        uint32_t point = sheet->point[at];
        if (point_is_blank(point)) {
            width += point == GLYPH_SPACE ? 2 : 1;
            continue;
        }
        if (glyph_is_stop(point) || glyph_is_pause(point) || glyph_is_close(point))
            return false;
        gaps += width >= CELL_GAP;
        width = 0;
        ink++;
    }
    return gaps >= 2 && ink <= TABLE_INK;
}

/* Whether a line is a row of a table: it and a neighbour are cells. */
static bool
is_table(const struct sheet *sheet, uint32_t number)
{
    return sheet->lines[number].table ||
           (has_cells(sheet, number) &&
            ((number > 0 && has_cells(sheet, number - 1)) ||
             (number + 1 < sheet->line_count && has_cells(sheet, number + 1))));
}

/* The last ink of a piece, closing marks left out when text stands before them. */
static uint32_t
last_ink(const struct sheet *sheet, const struct piece *piece, bool open)
{
    uint32_t last = 0;
    for (uint32_t at = piece->end; at > piece->start; at--) {
        uint32_t point = sheet->plain[at - 1];
        if (point_is_blank(point))
            continue;
        last = last == 0 ? point : last;
        if (!open || !glyph_is_close(point))
            return point;
    }
    return last;
}

/* A line that does not end a sentence ends a paragraph seldom: in verse and lists,
 * whose lines are short, or at its side the next one is set in. */
static float
least_odds(const struct sheet *sheet, const struct piece *before, const struct piece *piece)
{
    const struct line *above = &sheet->lines[before->line], *line = &sheet->lines[piece->line];
    uint32_t last = last_ink(sheet, before, false);
    if (lack(sheet, before) > FULL_LACK)
        return last == U'：' || glyph_is_pause(last) ? 0 : 1;
    if (above->full <= VERSE_MOST)
        return -3;
    if (line->indent > above->indent && line->indent >= INDENT)
        return last == U'：' ? 0 : 3;
    return 4;
}

/* Whether a sentence ends with the piece; of words of Latin letters with a full stop, too. */
static bool
is_stopped(const struct sheet *sheet, const struct piece *piece)
{
    uint32_t last = last_ink(sheet, piece, true);
    if (last != '.')
        return glyph_is_stop(last);
    uint32_t latin = 0, han = 0;
    for (uint32_t at = piece->start; at < piece->end; at++) {
        latin += glyph_is_latin(sheet->plain[at]);
        han += point_is_han(sheet->plain[at]);
    }
    return latin > han;
}

/* Lines that a column's width broke end a sentence seldom, and stand at the margin. */
void
repair_learn(struct sheet *sheet)
{
    size_t lines = 0, stopped = 0, rest = 0, inset = 0;
    bool open = false; /* the line before ended no sentence */
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        const struct line *line = &sheet->lines[piece->line];
        if (piece->role != ROLE_BODY || line->table) {
            open = false;
            continue;
        }
        if (piece->opens && open) {
            rest++;
            inset += line->indent >= INDENT - 1;
        }
        if (!piece->closes)
            continue;
        lines++;
        open = !is_stopped(sheet, piece);
        stopped += !open;
    }
    sheet->flat = lines >= FLAT_LINES && stopped * 10 >= lines * 9;
    sheet->indented = rest >= INDENT_LINES && inset * 20 <= rest;
}

bool
repair_breaks(const struct sheet *sheet, const struct piece *before, const struct piece *piece)
{
    if (!piece->opens)
        return false;
    const struct trace *trace = sheet->lines[piece->line].trace;
    if (trace != NULL && trace->paragraph != 0)
        return trace->paragraph > 0;
    if (is_table(sheet, before->line) && is_table(sheet, piece->line))
        return true;
    bool stopped = is_stopped(sheet, before);
    if (stopped &&
        (sheet->flat || (sheet->indented && sheet->lines[piece->line].indent >= INDENT - 1)))
        return true;
    return piece->para > (stopped ? 0 : least_odds(sheet, before, piece));
}

static bool
is_capital(uint32_t point)
{
    return point >= 'A' && point <= 'Z';
}

/* Whether a line break between two Latin letters parts words.  Where lines are
 * filled to the last column words are broken anywhere, but not often after a
 * small letter and before a capital. */
static bool
parts_words(const struct prose *prose, const struct sheet *sheet, uint32_t before, uint32_t after)
{
    if (!glyph_is_latin(before) || !glyph_is_latin(after) || is_capital(before))
        return false;
    return is_capital(after) || lack(sheet, prose->last) > 1;
}

static void
mend_seam(struct prose *prose, const struct sheet *sheet, const struct piece *piece,
          enum repair_kind kind)
{
    struct glyph *last = &prose->glyphs[prose->count - 1];
    uint32_t next = sheet->plain[piece->from];
    bool same_line = prose->last->line == piece->line;
    if (!same_line && last->point == '-' && glyph_is_latin(next) && prose->count >= 2 &&
        glyph_is_latin(prose->glyphs[prose->count - 2].point)) {
        prose->count--;
        return;
    }
    bool words = is_word(last->point) && is_word(next), blank;
    if (kind == REPAIR_HEADING)
        blank = !same_line ||
                gap_width(sheet, prose->last->end, piece->start) > spacing(sheet, prose->last);
    else if (same_line && is_table(sheet, piece->line))
        blank = true;
    else
        blank =
            words ? parts_words(prose, sheet, last->point, next) : keeps_blank(last->point, next);
    const struct trace *trace = sheet->lines[piece->line].trace;
    if (blank || (trace != NULL && trace->cell && !same_line))
        put(prose, ' ', last->page, true);
}

void
repair_add(struct prose *prose, const struct sheet *sheet, const struct piece *piece,
           enum repair_kind kind)
{
    bool heading = kind == REPAIR_HEADING, tight = !heading && !sheet->lines[piece->line].table &&
                                                   (prose->count > 0 || !is_row(sheet, piece));
    uint32_t spaced = heading ? spacing(sheet, piece) : 0;
    if (prose->count > 0)
        mend_seam(prose, sheet, piece, kind);
    prose->last = piece;
    size_t seam = prose->count;
    uint32_t blank = 0; /* offset + 1 of the last blank run's start */
    for (uint32_t at = piece->start; at < piece->end; at++) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(point)) {
            if (!point_is_blank(sheet->point[at]))
                continue; /* an echo */
            blank = blank == 0 ? at + 1 : blank;
            continue;
        }
        if (blank != 0 && prose->count > seam && gap_width(sheet, blank - 1, at) > spaced &&
            (!tight || keeps_blank(prose->glyphs[prose->count - 1].point, point)))
            put(prose, ' ', blank - 1, false);
        blank = 0;
        put(prose, point, at, false);
    }
}

struct slice
repair_text(const struct prose *prose)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < prose->count; i++)
        utf8_add(&text, prose->glyphs[i].point);
    struct slice copy = arena_slice(prose->arena, buf_slice(&text));
    buf_done(&text);
    return copy;
}

void
repair_emit(const struct prose *prose, struct page *page, struct article *article, enum role role)
{
    if (prose->count == 0)
        return;
    struct passage *passage = article_add_passage(page, article);
    passage->role = role;
    passage->text = repair_text(prose);
    size_t cap = 0;
    for (size_t i = 0; i < prose->count; i++) {
        const struct glyph *glyph = &prose->glyphs[i];
        if (glyph->added)
            continue;
        struct run *last = passage->run_count > 0 ? &passage->runs[passage->run_count - 1] : NULL;
        if (last != NULL && last->text + last->count == i &&
            last->page + last->count == glyph->page) {
            last->count++;
            continue;
        }
        passage->runs = arena_grow(&page->arena, passage->runs, passage->run_count, &cap,
                                   sizeof *passage->runs);
        passage->runs[passage->run_count++] = (struct run){ (uint32_t)i, glyph->page, 1 };
    }
}
