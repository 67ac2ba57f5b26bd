#include "services/segment/repair.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

static void
put(struct prose *prose, uint32_t point, uint32_t page, bool added)
{
    prose->glyphs = arena_grow(prose->arena, prose->glyphs, prose->count, &prose->cap,
                               sizeof *prose->glyphs);
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

/* Whether the blanks of a heading only space it out: a blank after (nearly)
 * every ideograph. */
static bool
is_spaced_out(const struct sheet *sheet, const struct piece *piece)
{
    uint32_t ink = 0, gaps = 0;
    for (uint32_t at = piece->start; at < piece->end; at++) {
        bool blank = point_is_blank(sheet->point[at]);
        ink += !point_is_blank(sheet->plain[at]);
        gaps += blank && !point_is_blank(sheet->plain[at + 1]);
    }
    return ink >= 2 && gaps * 4 >= (ink - 1) * 3 && ink <= 30;
}

static void
mend_seam(struct prose *prose, uint32_t next, enum repair_kind kind)
{
    if (prose->count == 0)
        return;
    struct glyph *last = &prose->glyphs[prose->count - 1];
    if (last->point == '-' && glyph_is_latin(next) && prose->count >= 2 &&
        glyph_is_latin(prose->glyphs[prose->count - 2].point)) {
        prose->count--;
        return;
    }
    if (kind == REPAIR_HEADING || keeps_blank(last->point, next))
        put(prose, ' ', last->page, true);
}

void
repair_add(struct prose *prose, const struct sheet *sheet, const struct piece *piece,
           enum repair_kind kind)
{
    bool tight = kind == REPAIR_TEXT || is_spaced_out(sheet, piece);
    mend_seam(prose, sheet->plain[piece->start], kind);
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
        if (blank != 0 && prose->count > seam &&
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
        if (last != NULL && last->text + last->count == i && last->page + last->count == glyph->page) {
            last->count++;
            continue;
        }
        passage->runs =
            arena_grow(&page->arena, passage->runs, passage->run_count, &cap, sizeof *passage->runs);
        passage->runs[passage->run_count++] = (struct run){ (uint32_t)i, glyph->page, 1 };
    }
}
