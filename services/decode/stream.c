#include "services/decode/stream.h"

#include "common/page.h"
#include "common/utf8.h"

#include <string.h>

enum { NUMBERS_MAX = 8, NAME_MAX_BYTES = 256, WORD_MAX_BYTES = 64 << 10 };
enum { LENGTH_MAX = 400000000, MATRIX_MAX = LENGTH_MAX, UNICODE_MAX = 0x10ffff };

struct reading {
    struct stream *stream;
    struct arena *arena;
    uint32_t order;
    bool named; /* the first line was there */
    bool ended;
    uint16_t article; /* of the lines that follow */
    uint8_t tag;
};

static int
broken(struct err *err, const char *what)
{
    return err_set(err, ERR_REJECT, "the decoder's answer is broken: %s", what);
}

/* The next whole number of the line, which one blank or the line's end follows. */
static bool
take_number(struct slice *rest, long low, long high, long *number)
{
    bool negative = rest->len > 0 && rest->ptr[0] == '-';
    size_t at = negative ? 1 : 0, first = at;
    long value = 0;
    while (at < rest->len && rest->ptr[at] >= '0' && rest->ptr[at] <= '9' && at - first < 12)
        value = value * 10 + (rest->ptr[at++] - '0');
    if (at == first || (at < rest->len && rest->ptr[at] != ' '))
        return false;
    *number = negative ? -value : value;
    *rest = slice_part(*rest, at < rest->len ? at + 1 : at, rest->len);
    return *number >= low && *number <= high;
}

static bool
take_numbers(struct slice *rest, const long (*bounds)[2], size_t count, long *numbers)
{
    for (size_t i = 0; i < count; i++)
        if (!take_number(rest, bounds[i][0], bounds[i][1], &numbers[i]))
            return false;
    return true;
}

#define LENGTH                                                                                     \
    {                                                                                              \
        -LENGTH_MAX, LENGTH_MAX                                                                    \
    }
#define FLAG                                                                                       \
    {                                                                                              \
        0, 1                                                                                       \
    }

static float
points(long number)
{
    return (float)number / 100;
}

static bool
take_box(struct slice *rest, struct box *box)
{
    static const long bounds[4][2] = { LENGTH, LENGTH, LENGTH, LENGTH };
    long n[4];
    if (!take_numbers(rest, bounds, 4, n) || n[0] > n[2] || n[1] > n[3])
        return false;
    *box = (struct box){ points(n[0]), points(n[1]), points(n[2]), points(n[3]) };
    return true;
}

static bool
read_size(struct reading *r, struct slice rest)
{
    static const long bounds[2][2] = { { 1, LENGTH_MAX }, { 1, LENGTH_MAX } };
    long n[2];
    if (!take_numbers(&rest, bounds, 2, n) || rest.len > 0)
        return false;
    r->stream->width = points(n[0]);
    r->stream->height = points(n[1]);
    return true;
}

static bool
read_pages(struct reading *r, struct slice rest)
{
    long pages;
    if (!take_number(&rest, 0, STREAM_PAGES_MAX, &pages) || rest.len > 0)
        return false;
    r->stream->pages = (uint32_t)pages;
    return true;
}

static bool
read_source(struct reading *r, struct slice rest)
{
    static const char *const sources[] = { "pdf", "alto", "hocr", "page-xml", "ocr" };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (slice_equal(rest, slice_from(sources[i])))
            return r->stream->source = sources[i], true;
    return false;
}

static bool
read_face(struct reading *r, struct slice rest)
{
    static const long bounds[2][2] = { FLAG, FLAG };
    long n[2];
    struct stream *s = r->stream;
    if (!take_numbers(&rest, bounds, 2, n) || rest.len > NAME_MAX_BYTES ||
        s->face_count == STREAM_FACES_MAX)
        return false;
    if (!utf8_valid(rest, NULL))
        rest = SLICE_EMPTY;
    s->faces = arena_grow(r->arena, s->faces, s->face_count, &s->face_cap, sizeof *s->faces);
    s->faces[s->face_count++] =
        (struct stream_face){ arena_string(r->arena, rest), n[0] != 0, n[1] != 0 };
    return true;
}

static bool
read_font(struct reading *r, struct slice rest)
{
    static const long bounds[8][2] = {
        { 0, STREAM_FACES_MAX }, LENGTH, LENGTH, LENGTH, LENGTH, FLAG, { 0, 0xffffff }, { 0, 3 }
    };
    long n[8];
    struct stream *s = r->stream;
    if (!take_numbers(&rest, bounds, 8, n) || rest.len > 0 || (size_t)n[0] >= s->face_count ||
        s->font_count >= STREAM_GLYPHS_MAX)
        return false;
    s->fonts = arena_grow(r->arena, s->fonts, s->font_count, &s->font_cap, sizeof *s->fonts);
    s->fonts[s->font_count++] = (struct stream_font){
        .face = (uint16_t)n[0],
        .a = points(n[1]),
        .b = points(n[2]),
        .c = points(n[3]),
        .d = points(n[4]),
        .vertical = n[5] != 0,
        .colour = (uint32_t)n[6],
        .unpainted = (n[7] & 1) != 0,
        .stroked = (n[7] & 2) != 0,
    };
    return true;
}

static bool
read_glyph(struct reading *r, struct slice rest)
{
    static const long bounds[5][2] = {
        { 0, UNICODE_MAX }, { 0, 0xffffff }, LENGTH, LENGTH, { -1, 100000 }
    };
    long n[5];
    struct stream *s = r->stream;
    if (!take_numbers(&rest, bounds, 5, n) || rest.len > 0 || s->font_count == 0 ||
        s->glyph_count == STREAM_GLYPHS_MAX || (n[0] >= 0xd800 && n[0] < 0xe000) ||
        (n[4] < 0 && s->glyph_count == 0))
        return false;
    s->glyphs = arena_grow(r->arena, s->glyphs, s->glyph_count, &s->glyph_cap, sizeof *s->glyphs);
    s->glyphs[s->glyph_count++] = (struct glyph){
        .point = (uint32_t)n[0],
        .id = (uint32_t)n[1],
        .font = (uint32_t)(s->font_count - 1),
        .order = r->order,
        .x = points(n[2]),
        .y = points(n[3]),
        .advance = n[4] < 0 ? 0 : (float)n[4] / 1000,
        .more = n[4] < 0,
    };
    return true;
}

static bool
read_paint(struct reading *r, enum paint_kind kind, struct slice rest)
{
    struct paint paint = { .kind = kind, .order = r->order };
    long number = 0;
    if (!take_box(&rest, &paint.box))
        return false;
    if (kind == PAINT_FILL && !take_number(&rest, 0, 0xffffff, &number))
        return false;
    paint.colour = (uint32_t)number;
    number = 0;
    if ((kind == PAINT_FILL || kind == PAINT_PICTURE) && !take_number(&rest, 0, 1, &number))
        return false;
    paint.opaque = number != 0;
    struct stream *s = r->stream;
    if (rest.len > 0)
        return false;
    if (s->paint_count == STREAM_PAINTS_MAX)
        return true;
    s->paints = arena_grow(r->arena, s->paints, s->paint_count, &s->paint_cap, sizeof *s->paints);
    s->paints[s->paint_count++] = paint;
    return true;
}

/* What the lines that follow are. */
static bool
read_tag(struct reading *r, struct slice rest)
{
    static const long bounds[1][2] = { { 0, UINT16_MAX } };
    long n[1];
    enum role role;
    if (!take_numbers(&rest, bounds, 1, n))
        return false;
    bool none = slice_equal(rest, SLICE_LITERAL("-"));
    if (!none && !role_find(rest, &role))
        return false;
    r->article = (uint16_t)n[0];
    r->tag = none ? 0 : (uint8_t)(role + 1);
    return true;
}

static bool
read_line(struct reading *r, struct slice rest)
{
    static const long bounds[6][2] = {
        { 0, 0x7fffffff }, { 0, LENGTH_MAX }, { 0, STREAM_FACES_MAX }, FLAG, { 0, 3 }, FLAG
    };
    long n[6];
    struct stream *s = r->stream;
    if (!take_numbers(&rest, bounds, 6, n) || rest.len > 0 || (size_t)n[2] >= s->face_count ||
        s->line_count == STREAM_LINES_MAX)
        return false;
    s->lines = arena_grow(r->arena, s->lines, s->line_count, &s->line_cap, sizeof *s->lines);
    s->lines[s->line_count++] = (struct stream_line){
        .first_word = s->word_count,
        .block = (uint32_t)n[0],
        .size = points(n[1]),
        .face = (uint16_t)n[2],
        .vertical = n[3] != 0,
        .turned = (uint8_t)n[4],
        .bold = n[5] != 0,
        .article = r->article,
        .tag = r->tag,
    };
    return true;
}

static bool
read_word(struct reading *r, struct slice rest)
{
    static const long bounds[2][2] = { { 0, 1000 }, FLAG };
    long n[2];
    struct stream *s = r->stream;
    struct stream_word word = { .glued = false };
    if (!take_box(&rest, &word.box) || !take_numbers(&rest, bounds, 2, n) || s->line_count == 0 ||
        s->word_count == STREAM_WORDS_MAX || rest.len > WORD_MAX_BYTES || !utf8_valid(rest, NULL) ||
        memchr(rest.ptr, '\0', rest.len) != NULL)
        return false;
    word.share = (float)n[0] / 1000;
    word.glued = n[1] != 0;
    word.text = arena_slice(r->arena, rest);
    s->words = arena_grow(r->arena, s->words, s->word_count, &s->word_cap, sizeof *s->words);
    s->words[s->word_count++] = word;
    s->lines[s->line_count - 1].word_count++;
    return true;
}

/* A record of one letter; 1 when there is no such record. */
static bool
read_letter(struct reading *r, char letter, struct slice rest)
{
    r->order++;
    switch (letter) {
    case 'g':
        return read_glyph(r, rest);
    case 'r':
        return read_paint(r, PAINT_FILL, rest);
    case 's':
        return read_paint(r, PAINT_FRAME, rest);
    case 'l':
        return read_paint(r, PAINT_LINE, rest);
    case 'o':
        return read_paint(r, PAINT_OUTLINE, rest);
    case 'i':
        return read_paint(r, PAINT_PICTURE, rest);
    case 't':
        return read_tag(r, rest);
    case 'n':
        return read_line(r, rest);
    case 'w':
        return read_word(r, rest);
    default:
        return false;
    }
}

static int
read_record(struct reading *r, struct slice line, struct err *err)
{
    static const struct {
        const char *word;
        bool (*read)(struct reading *, struct slice);
    } words[] = {
        { "font", read_font },   { "face", read_face },     { "size", read_size },
        { "pages", read_pages }, { "source", read_source },
    };
    size_t space = slice_find(line, SLICE_LITERAL(" "));
    struct slice word = slice_part(line, 0, space), rest = slice_part(line, space + 1, line.len);
    if (word.len == 1)
        return read_letter(r, word.ptr[0], rest) ? 0 : broken(err, "a record");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_equal(word, slice_from(words[i].word)))
            return words[i].read(r, rest) ? 0 : broken(err, words[i].word);
    if (slice_equal(line, SLICE_LITERAL("end")))
        return r->ended = true, 0;
    if (!slice_equal(word, SLICE_LITERAL("error")))
        return broken(err, "an unknown record");
    struct slice reason = slice_part(rest, 0, 200);
    if (reason.len == 0 || !utf8_valid(reason, NULL))
        return broken(err, "its reason");
    return err_set(err, ERR_REJECT, "%.*s", SLICE_ARGS(reason));
}

int
stream_read(struct stream *stream, struct arena *arena, struct slice bytes, struct err *err)
{
    *stream = (struct stream){ .source = "" };
    struct reading r = { .stream = stream, .arena = arena };
    struct slice rest = bytes, line;
    while (!r.ended && slice_line(&rest, &line)) {
        if (!r.named && !slice_starts(line, SLICE_LITERAL("error "))) {
            if (!slice_equal(line, SLICE_LITERAL("pagewire-page 1")))
                return broken(err, "it begins with something else");
            r.named = true;
        } else if (read_record(&r, line, err) != 0) {
            return -1;
        }
    }
    if (!r.ended)
        return broken(err, "it ends too early");
    return rest.len == 0 ? 0 : broken(err, "something follows its end");
}
