#include "services/decode/ink.h"

#include "common/clamp.h"
#include "common/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

/* em above and below the baseline: of the boxes that CJK type is set in */
static const float ASCENT = 0.88F, DESCENT = 0.12F;
static const float TWIN = 0.12F;        /* em: nearer, the same character is printed twice */
static const float LAYER_SHARE = 0.5F;  /* of the page, that a scan covers at least */
static const unsigned COLOUR_NEAR = 14; /* of 255 */
enum { COVERS_MAX = 4000, SIDE_MIN = 4 };

/* ---- code points ---- */

/* Forms of vertical writing and radicals stand for the plain character. */
static uint32_t
plain_point(uint32_t point)
{
    static const uint16_t forms[][2] = {
        { 0xfe10, 0xff0c }, { 0xfe11, 0x3001 }, { 0xfe12, 0x3002 }, { 0xfe13, 0xff1a },
        { 0xfe14, 0xff1b }, { 0xfe15, 0xff01 }, { 0xfe16, 0xff1f }, { 0xfe17, 0x3016 },
        { 0xfe18, 0x3017 }, { 0xfe19, 0x2026 }, { 0xfe30, 0x2025 }, { 0xfe31, 0x2014 },
        { 0xfe32, 0x2013 }, { 0xfe35, 0xff08 }, { 0xfe36, 0xff09 }, { 0xfe37, 0xff5b },
        { 0xfe38, 0xff5d }, { 0xfe39, 0x3014 }, { 0xfe3a, 0x3015 }, { 0xfe3b, 0x3010 },
        { 0xfe3c, 0x3011 }, { 0xfe3d, 0x300a }, { 0xfe3e, 0x300b }, { 0xfe3f, 0x3008 },
        { 0xfe40, 0x3009 }, { 0xfe41, 0x300c }, { 0xfe42, 0x300d }, { 0xfe43, 0x300e },
        { 0xfe44, 0x300f }, { 0xfe47, 0xff3b }, { 0xfe48, 0xff3d },
    };
    for (size_t i = 0; point >= 0xfe10 && i < sizeof forms / sizeof *forms; i++)
        if (forms[i][0] == point)
            return forms[i][1];
    if (point < 0x2e80 || point > 0x2fd5)
        return point;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    UChar out[4];
    int32_t len =
        U_SUCCESS(status) ? unorm2_getRawDecomposition(nfkc, (UChar32)point, out, 4, &status) : -1;
    return len == 1 && U_SUCCESS(status) ? out[0] : point;
}

static bool
point_is_unknown(uint32_t point)
{
    return point == 0xfffd || (point >= 0xe000 && point < 0xf900);
}

/* ---- geometry ---- */

unsigned
ink_frame(uint8_t turned, bool vertical)
{
    return (turned & 3U) + (vertical ? 4 : 0);
}

struct box
box_to_frame(struct box b, unsigned frame)
{
    /* A vertical line of upright letters runs as one of letters turned once. */
    switch ((frame + (frame >= 4 ? 1 : 0)) & 3) {
    case 1:
        return (struct box){ b.top, -b.right, b.bottom, -b.left };
    case 2:
        return (struct box){ -b.right, -b.bottom, -b.left, -b.top };
    case 3:
        return (struct box){ -b.bottom, b.left, -b.top, b.right };
    default:
        return b;
    }
}

static uint8_t
quarter_turns(const struct stream_font *font)
{
    if (fabsf(font->a) >= fabsf(font->b))
        return font->a >= 0 ? 0 : 2;
    return font->b > 0 ? 1 : 3;
}

/* The box between two corners of the em square. */
static struct box
em_box(const struct stream_font *font, const struct glyph *glyph, float advance)
{
    float x0 = glyph->x - DESCENT * font->c, y0 = glyph->y - DESCENT * font->d;
    float x1 = glyph->x + advance * font->a + ASCENT * font->c;
    float y1 = glyph->y + advance * font->b + ASCENT * font->d;
    return (struct box){ fminf(x0, x1), fminf(y0, y1), fmaxf(x0, x1), fmaxf(y0, y1) };
}

static void
set_frame(struct ink *ink)
{
    struct box b = box_to_frame(ink->box, ink_frame(ink->turned, ink->vertical));
    ink->start = b.left;
    ink->end = b.right;
    ink->level = ink->vertical ? (b.top + b.bottom) / 2 : b.bottom - DESCENT * (b.bottom - b.top);
}

static struct ink
make_ink(const struct stream *stream, const struct glyph *glyph)
{
    const struct stream_font *font = &stream->fonts[glyph->font];
    const struct stream_face *face = &stream->faces[font->face];
    struct ink ink = { .order = glyph->order, .face = font->face, .more = glyph->more };
    ink.point = plain_point(glyph->point);
    ink.size = hypotf(font->c, font->d);
    ink.turned = quarter_turns(font);
    ink.vertical = font->vertical;
    ink.blank = point_is_blank(ink.point) || ink.point < 0x20;
    ink.bold = face->bold;
    /* Widths of ideographs lie more often than these are narrow. */
    float advance = point_is_han(ink.point) && glyph->advance < 0.9F ? 1 : glyph->advance;
    ink.box = em_box(font, glyph, advance);
    set_frame(&ink);
    return ink;
}

/* ---- what is seen ---- */

static unsigned
colour_distance(uint32_t a, uint32_t b)
{
    unsigned most = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int d = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
        most = (unsigned)d > most ? (unsigned)d : most;
    }
    return most;
}

static float
box_area(struct box b)
{
    return (b.right - b.left) * (b.bottom - b.top);
}

static bool
box_has(struct box b, float x, float y)
{
    return x >= b.left && x <= b.right && y >= b.top && y <= b.bottom;
}

/* The areas and pictures that can cover a glyph or be its ground. */
struct covers {
    const struct paint *items[COVERS_MAX];
    size_t count;
    float scanned; /* share of the page that its largest picture covers */
};

static void
find_covers(struct covers *covers, const struct stream *stream)
{
    covers->count = 0;
    covers->scanned = 0;
    for (size_t i = 0; i < stream->paint_count; i++) {
        const struct paint *p = &stream->paints[i];
        if (p->kind == PAINT_PICTURE)
            covers->scanned =
                fmaxf(covers->scanned, box_area(p->box) / (stream->width * stream->height));
        if (p->opaque && p->box.right - p->box.left >= SIDE_MIN &&
            p->box.bottom - p->box.top >= SIDE_MIN && covers->count < COVERS_MAX)
            covers->items[covers->count++] = p;
    }
}

/* Whether something covers it later, and whether it stands on its own colour. */
static bool
is_hidden(const struct covers *covers, const struct ink *ink, uint32_t colour, bool scan)
{
    float x = (ink->box.left + ink->box.right) / 2, y = (ink->box.top + ink->box.bottom) / 2;
    const struct paint *ground = NULL;
    for (size_t i = 0; i < covers->count; i++) {
        const struct paint *p = covers->items[i];
        if (!box_has(p->box, x, y))
            continue;
        if (p->order < ink->order)
            ground = p;
        else if (!scan || p->kind != PAINT_PICTURE)
            return true;
    }
    if (scan || (ground != NULL && ground->kind == PAINT_PICTURE))
        return false; /* a scan's layer may have any colour */
    return colour_distance(colour, ground != NULL ? ground->colour : 0xffffff) < COLOUR_NEAR;
}

/* The text layer of a scan: a picture over most of the page, and most of the text
 * painted invisibly or before the picture. */
static bool
is_layer(const struct stream *stream, const struct covers *covers)
{
    size_t unpainted = 0, below = 0, all = 0;
    if (covers->scanned < LAYER_SHARE)
        return false;
    uint32_t scan = 0;
    for (size_t i = 0; i < stream->paint_count; i++)
        if (stream->paints[i].kind == PAINT_PICTURE &&
            box_area(stream->paints[i].box) >= LAYER_SHARE * stream->width * stream->height)
            scan = stream->paints[i].order;
    for (size_t i = 0; i < stream->glyph_count; i++) {
        bool invisible = stream->fonts[stream->glyphs[i].font].unpainted;
        unpainted += invisible;
        below += !invisible && stream->glyphs[i].order < scan;
        all++;
    }
    return 2 * (unpainted + below) > all;
}

/* ---- printed twice ---- */

struct twins {
    uint32_t *heads, *next; /* index + 1 */
    size_t mask;
};

static size_t
twin_slot(const struct twins *twins, uint32_t point, int column, int row)
{
    uint64_t h = point * 0x9e3779b97f4a7c15ULL;
    h = (h ^ (uint32_t)column) * 0x9e3779b97f4a7c15ULL;
    h = (h ^ (uint32_t)row) * 0x9e3779b97f4a7c15ULL;
    return (size_t)(h >> 32) & twins->mask;
}

enum { TWIN_CELL = 8 }; /* points */

static int
cell_of(float x)
{
    return (int)floorf(x / TWIN_CELL);
}

/* The glyph that stands there already, or NULL. */
static struct ink *
find_twin(const struct twins *twins, struct ink *items, const struct ink *ink)
{
    float reach = TWIN * ink->size;
    for (int c = cell_of(ink->box.left - reach); c <= cell_of(ink->box.left + reach); c++)
        for (int r = cell_of(ink->box.top - reach); r <= cell_of(ink->box.top + reach); r++)
            for (uint32_t i = twins->heads[twin_slot(twins, ink->point, c, r)]; i != 0;
                 i = twins->next[i - 1]) {
                struct ink *other = &items[i - 1];
                if (other->point == ink->point && fabsf(other->size - ink->size) < reach &&
                    fabsf(other->box.left - ink->box.left) < reach &&
                    fabsf(other->box.top - ink->box.top) < reach)
                    return other;
            }
    return NULL;
}

static void
add_twin(struct twins *twins, const struct ink *items, size_t at)
{
    const struct ink *ink = &items[at];
    size_t slot = twin_slot(twins, ink->point, cell_of(ink->box.left), cell_of(ink->box.top));
    twins->next[at] = twins->heads[slot];
    twins->heads[slot] = (uint32_t)at + 1;
}

static struct twins
make_twins(struct arena *arena, size_t count)
{
    size_t slots = 64;
    while (slots < count * 2)
        slots *= 2;
    return (struct twins){ arena_alloc(arena, slots, sizeof(uint32_t)),
                           arena_alloc(arena, count + 1, sizeof(uint32_t)), slots - 1 };
}

/* ---- vertical lines set with horizontal fonts ---- */

static bool
is_upright_sign(uint32_t point)
{
    return point_is_han(point) || (point >= 0x3000 && point < 0x3100) ||
           (point >= 0xff00 && point < 0xffef) || point == 0x2014 || point == 0x2026 ||
           (point >= 0x2018 && point <= 0x201d);
}

/* Whether b was set right below a, as the next sign of a vertical line. */
static bool
goes_down(const struct ink *a, const struct ink *b)
{
    if (a->turned != 0 || b->turned != 0 || !is_upright_sign(a->point) ||
        !is_upright_sign(b->point))
        return false;
    float size = fminf(a->size, b->size);
    float dx = b->box.left - a->box.left, dy = b->box.top - a->box.top;
    return fabsf(a->size - b->size) < 0.3F * size && fabsf(dx) < 0.2F * size && dy > 0.7F * size &&
           dy < 1.4F * size;
}

/* Marks that vertical writing moves within their em box. */
static bool
is_mark(uint32_t point)
{
    return point == 0xff0c || point == 0x3002 || point == 0x3001 || point == 0xff0e ||
           point == 0xff1a || point == 0xff1b || point == 0xff01 || point == 0xff1f;
}

/* Two signs one above the other are a vertical line, unless one is a mark: those end
 * lines above the first sign of the next. */
static void
find_columns(struct ink **signs, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        if (!is_mark(signs[i]->point) && !is_mark(signs[i + 1]->point) &&
            goes_down(signs[i], signs[i + 1]))
            signs[i]->vertical = signs[i + 1]->vertical = true;
}

/* A mark, quotation mark, digit or letter that stands in the vertical line of its
 * neighbour in the stream, moved within the em box or turned, belongs to it. */
static void
join_column(const struct ink *v, struct ink *ink, float way)
{
    float size = v->size, ratio = ink->size / size;
    float middle = -v->level; /* of the line; the sign itself may be moved */
    float across = (ink->box.left + ink->box.right) / 2 - middle;
    float along = (ink->box.top - v->box.top) * way;
    bool sign = is_upright_sign(ink->point) && !is_mark(ink->point) && ink->turned == 0 &&
                (ink->point < 0x2000 || ink->point > 0x206f);
    if (ratio < 0.4F || ratio > 1.4F || along < 0.2F * size - (ink->point < 0x80 ? size / 4 : 0) ||
        along > 2.2F * size || fabsf(across) > (sign ? 0.2F : 0.75F) * size)
        return;
    float cell = middle - size / 2;
    float shift = ink->point < 0x80 ? clamp((ink->box.left - cell) / size, 0, 1) / 2 : 0;
    ink->vertical = true;
    ink->turned = 0;
    ink->start = ink->box.top + shift * size;
    ink->end = ink->box.bottom + (is_mark(ink->point) ? 0.5F * size : 0); /* of its cell */
    ink->level = v->level;
}

static void
find_vertical(struct ink_page *page, struct arena *arena)
{
    struct ink **signs = arena_alloc(arena, page->count + 1, sizeof *signs);
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++)
        if (!page->items[i].blank && !page->items[i].more)
            signs[count++] = &page->items[i];
    find_columns(signs, count);
    for (size_t i = 0; i < page->count; i++)
        set_frame(&page->items[i]);
    for (size_t i = 1; i < count; i++)
        if (signs[i - 1]->vertical && !signs[i]->vertical)
            join_column(signs[i - 1], signs[i], 1);
    for (size_t i = count; i > 1; i--)
        if (signs[i - 1]->vertical && !signs[i - 2]->vertical)
            join_column(signs[i - 1], signs[i - 2], -1);
}

/* ---- fonts of pictures without names ---- */

/* Type 3 glyphs that all claim to be the same few characters are none of them. */
static bool
type3_lies(const struct stream *stream)
{
    enum { SEEN = 4096 };
    static const size_t FEW = 8;
    bool points[SEEN] = { false }, glyphs[SEEN] = { false };
    size_t point_count = 0, glyph_count = 0;
    for (size_t i = 0; i < stream->glyph_count; i++) {
        const struct glyph *g = &stream->glyphs[i];
        uint32_t face = stream->fonts[g->font].face;
        if (!stream->faces[face].type3)
            continue;
        size_t p = g->point % SEEN, id = (face * 263 + g->id) % SEEN;
        point_count += !points[p];
        glyph_count += !glyphs[id];
        points[p] = glyphs[id] = true;
    }
    return glyph_count >= FEW && point_count * 3 < glyph_count;
}

/* What Windows-1252 has at 80 to 9F and no Chinese or Japanese page prints one after another. */
static bool
is_leftover(uint32_t point)
{
    static const uint16_t leftovers[] = { 0x152,  0x153,  0x160,  0x161, 0x178,  0x17d,
                                          0x17e,  0x192,  0x2c6,  0x2dc, 0x201a, 0x201e,
                                          0x2020, 0x2039, 0x203a, 0x2122 };
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++)
        if (leftovers[i] == point)
            return true;
    return false;
}

/* Faces of characters of the house (gaiji) that give themselves out for such signs: several of
 * these, and not one letter, digit or ideograph. */
static bool *
find_gaiji(struct arena *arena, const struct stream *stream)
{
    enum { FEW = 3, SEEN_MAX = 8 };
    struct tally {
        uint32_t seen[SEEN_MAX];
        size_t count;
        bool writes;
    } *tallies = arena_alloc(arena, stream->face_count + 1, sizeof *tallies);
    bool *gaiji = arena_alloc(arena, stream->face_count + 1, sizeof *gaiji);
    for (size_t i = 0; i < stream->glyph_count; i++) {
        uint32_t point = stream->glyphs[i].point;
        struct tally *tally = &tallies[stream->fonts[stream->glyphs[i].font].face];
        size_t k = 0;
        tally->writes |= point >= 0x2e80 ? point != 0xfffd : point < 0x80 && isalnum((int)point);
        while (k < tally->count && tally->seen[k] != point)
            k++;
        if (k == tally->count && k < SEEN_MAX && is_leftover(point))
            tally->seen[tally->count++] = point;
    }
    for (size_t i = 0; i < stream->face_count; i++)
        gaiji[i] = !tallies[i].writes && tallies[i].count >= FEW;
    return gaiji;
}

void
ink_gather(struct ink_page *page, struct arena *arena, const struct stream *stream)
{
    *page = (struct ink_page){ .unknown_face = "" };
    page->items = arena_alloc(arena, stream->glyph_count + 1, sizeof *page->items);
    struct covers *covers = arena_alloc(arena, 1, sizeof *covers);
    find_covers(covers, stream);
    page->layer = is_layer(stream, covers);
    bool lies = type3_lies(stream), kept = false;
    const bool *gaiji = find_gaiji(arena, stream);
    struct twins twins = make_twins(arena, stream->glyph_count);
    for (size_t i = 0; i < stream->glyph_count; i++) {
        const struct glyph *glyph = &stream->glyphs[i];
        const struct stream_font *font = &stream->fonts[glyph->font];
        struct ink ink = make_ink(stream, glyph);
        if (glyph->more) {
            if (!kept || page->count == 0)
                continue;
            struct ink *first = &page->items[page->count - 1];
            uint32_t point = ink.point;
            ink = *first;
            ink.point = point;
            ink.more = true;
            page->items[page->count++] = ink;
            continue;
        }
        kept = false;
        if (ink.size < 0.5F || (font->unpainted && !page->layer) ||
            (!font->unpainted && !ink.blank && is_hidden(covers, &ink, font->colour, page->layer)))
            continue;
        struct ink *twin = ink.blank ? NULL : find_twin(&twins, page->items, &ink);
        if (twin != NULL) {
            twin->bold = true;
            continue;
        }
        if (!ink.blank && (gaiji[font->face] || (lies && stream->faces[font->face].type3)))
            ink.point = 0xfffd;
        if (point_is_unknown(ink.point)) {
            page->unknown++;
            page->unknown_face = stream->faces[font->face].name;
        }
        page->items[page->count] = ink;
        if (!ink.blank)
            add_twin(&twins, page->items, page->count);
        page->count++;
        kept = true;
    }
    find_vertical(page, arena);
}
