/*
 * Text that was read in another encoding than it was written in betrays itself by its characters:
 * UTF-8 taken for GB18030 is full of a few dozen rare ideographs (the first bytes of common ones),
 * taken for Latin-1 of accented letters.
 */
#include "services/segment/read/damage.h"

#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/glyph.h"
#include "services/segment/read/echo.h"
#include "services/segment/read/markdown.h"
#include "services/segment/read/markup.h"

#include <string.h>

enum {
    DAMAGES_MOST = 2000, /* of a page that are told */
    TOGETHER = 60,       /* code points between two of a kind that are told as one */
    GARBLED_INK = 5,     /* of a line that can be told to be garbled */
    KINDS = 3,           /* of telling ideographs in it */
    UPRIGHT_LINES = 6,   /* of a character each */
    UPRIGHT_CELLS = 4,   /* of a character each in a row of several such columns */
    LOST_SHARE = 100,    /* one in so many characters */
    CELLS_MOST = 64,
    UPRIGHT_BITS = 1,  /* by which a pair below each other must be likelier than one side by side */
    SIGNS_LOST = 5,    /* ????? */
    ESCAPES_LEAST = 3, /* %E5%A4%9C */
    LONG_INK = 600,    /* of a line that is no line of print */
    LONG_HEAD = 60,    /* before a dateline that begins an article in the middle of a line */
};

static const char markup[] = "markup", markdown[] = "markdown", zero_width[] = "zero-width",
                  lost[] = "lost-glyph", doubled[] = "doubled", uneven[] = "doubled-unevenly",
                  garbled[] = "mojibake", escaped[] = "escaped", upright[] = "vertical",
                  fused[] = "long-line";

/* Ideographs that UTF-8 of common ones gives when it is read as GB18030. */
static const uint32_t telling[] =
    U"锛銆鏄鐨涓浜鍦鏈鍜鍚璁閫鍏娴鎴戝鍙瀹灏鏉鍒鑰鍥鏂鐢濂撶澶鎶鎷鎵鍑鍔鍐鍓鍗鍘鍩鍫鍙墠娌娑娓"
    U"瀛瀵嶆埧崟屽犳ラ亾炴椂氫簡鑳鑱缁缂绾绔寮寰鐜鐪鐭鏃鏅鏋鏍妗妫姘姝闂闀闄椤镐鑷鑺诲爜";

static void
add(struct sheet *sheet, const char *kind, uint32_t start, uint32_t end)
{
    struct damage *last = sheet->damage_count > 0 ? &sheet->damages[sheet->damage_count - 1] : NULL;
    if (last != NULL && last->kind == kind && start <= last->end + TOGETHER) {
        last->end = end > last->end ? end : last->end;
        return;
    }
    if (sheet->damage_count == DAMAGES_MOST)
        return;
    sheet->damages = arena_grow(sheet->arena, sheet->damages, sheet->damage_count,
                                &sheet->damage_cap, sizeof *sheet->damages);
    sheet->damages[sheet->damage_count++] = (struct damage){ kind, start, end };
}

/* (cid:1903): how long, 0 when none begins at `at`. */
static uint32_t
lost_glyph(const struct sheet *sheet, uint32_t at)
{
    static const char start[] = "(cid:";
    uint32_t i = 0, count = (uint32_t)sheet->count;
    while (start[i] != '\0' && at + i < count && sheet->point[at + i] == (uint32_t)start[i])
        i++;
    if (start[i] != '\0')
        return 0;
    while (at + i < count && glyph_is_digit(sheet->point[at + i]))
        i++;
    return at + i < count && sheet->point[at + i] == ')' ? i + 1 : 0;
}

/* What a font or a decoder put for a character that it did not know. */
static bool
is_lost(uint32_t point)
{
    return point == U'�' || (point >= 0xe000 && point <= 0xf8ff);
}

/* Whether a page has so many of them that they are no bullets or ornaments. */
static bool
has_lost(const struct sheet *sheet)
{
    size_t lost_count = 0;
    for (size_t i = 0; i < sheet->count; i++)
        lost_count += is_lost(sheet->point[i]);
    return lost_count * LOST_SHARE > sheet->count;
}

static void
find_marks(struct sheet *sheet)
{
    uint32_t count = (uint32_t)sheet->count;
    bool many = has_lost(sheet);
    for (uint32_t at = 0, len; at < count && sheet_beat(sheet); at += len > 0 ? len : 1) {
        uint32_t point = sheet->point[at];
        len = point == '<' ? (uint32_t)markup_element(sheet->point, count, at) : 0;
        if (len > 0)
            add(sheet, markup, at, at + len);
        else if (point == '&' && sheet->plain[at] != point)
            add(sheet, markup, at, at + 1);
        else if (markup_is_void(point))
            add(sheet, zero_width, at, at + 1);
        else if (point == '(' && (len = lost_glyph(sheet, at)) > 0)
            add(sheet, lost, at, at + len);
        else if (many && is_lost(point))
            add(sheet, lost, at, at + 1);
        else if (sheet->plain[at] == MARKDOWN_SIGN && !point_is_blank(point))
            add(sheet, markdown, at, at + 1);
        else if (sheet->plain[at] == ECHO_UNEVEN && !point_is_blank(point))
            add(sheet, uneven, at, at + 1);
        else if (point_is_han(point) && point_is_blank(sheet->plain[at]))
            add(sheet, doubled, at, at + 1);
    }
}

static bool
is_garbled(const struct sheet *sheet, const struct line *line)
{
    uint32_t last = 0, kinds = 0, ink = 0, han = 0, rare = 0, accents = 0, broken = 0, lost_run = 0,
             lost_signs = 0, filler = 0;
    for (uint32_t at = line->start; at < line->end; at++) {
        uint32_t point = sheet->point[at];
        if (point_is_blank(point))
            continue;
        ink++;
        han += point_is_han(point);
        bool tells = point_is_in(point, telling);
        rare += tells;
        kinds += tells && point != last; /* 涓涓, 娓娓 are words */
        lost_run = point == '?' || point == U'□' ? lost_run + 1 : 0;
        lost_signs += lost_run == SIGNS_LOST ? SIGNS_LOST : lost_run > SIGNS_LOST;
        filler += point_is_in(point, U"锟斤拷烫屯");
        last = point;
        accents += point >= 0x80 && point <= U'ÿ' && point != U'·' && point != U'×';
        broken += is_lost(point);
    }
    if (ink < GARBLED_INK)
        return false;
    rare = kinds >= KINDS ? rare : 0;
    return accents * 5 >= ink * 2 || broken * 3 >= ink || lost_signs * 2 >= ink ||
           filler * 2 >= ink ||
           (han * 2 >= ink && (rare * 3 >= han || (rare * 5 >= han && broken * 12 >= ink)));
}

static bool
is_hex(const uint32_t *point, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!(point[i] >= '0' && point[i] <= '9') &&
            !((point[i] | 0x20) >= 'a' && (point[i] | 0x20) <= 'f'))
            return false;
    return true;
}

/* \u591c\u6821 and %E5%A4%9C, which a program wrote for another; addresses of the web aside. */
static bool
is_escaped(const struct sheet *sheet, const struct line *line)
{
    uint32_t escapes = 0, ink = 0;
    for (uint32_t at = line->start; at < line->end; at++) {
        const uint32_t *point = sheet->point + at;
        uint32_t left = line->end - at;
        if (left > 2 && point[0] == ':' && point[1] == '/' && point[2] == '/')
            return false;
        ink += !point_is_blank(*point);
        if (left > 5 && point[0] == '\\' && point[1] == 'u' && is_hex(point + 2, 4)) {
            escapes += 2;
            ink += 5;
            at += 5;
        } else if (left > 2 && point[0] == '%' && is_hex(point + 1, 2) && point[1] >= '8') {
            escapes++;
            ink += 2;
            at += 2;
        }
    }
    return escapes >= ESCAPES_LEAST && escapes * 6 >= ink;
}

/* Whether a line has more than lines of print have: 600 characters, or articles one after another.
 */
static bool
is_fused(const struct sheet *sheet, const struct line *line)
{
    if (line->trace != NULL || line->end - line->start < LONG_HEAD)
        return false;
    uint32_t ink = 0, begins = 0, late = 0, stop;
    for (uint32_t at = line->start; at < line->end; at++)
        ink += !point_is_blank(sheet->plain[at]);
    for (uint32_t at = line->start; at < line->end; at = stop) {
        at = sheet_find(sheet, at, line->end, "本报讯", &stop);
        begins += at < line->end;
        late += at < line->end && at > line->start + LONG_HEAD;
        stop = at < line->end ? stop : line->end;
    }
    return ink >= LONG_INK || begins > 1 || late > 0;
}

/* A row of single characters that blanks part. */
struct cells {
    size_t count;
    struct {
        uint32_t point, place;
    } at[CELLS_MOST];
};

static void
read_cells(const struct sheet *sheet, uint32_t start, uint32_t end, struct cells *cells)
{
    cells->count = 0;
    for (uint32_t at = start, place = 0; at < end; place += glyph_width(sheet->point[at++])) {
        if (point_is_blank(sheet->point[at]))
            continue;
        bool single = at + 1 >= end || point_is_blank(sheet->point[at + 1]);
        if (!single || cells->count == CELLS_MOST) {
            cells->count = 0;
            return;
        }
        cells->at[cells->count].place = place;
        cells->at[cells->count++].point = sheet->plain[at];
    }
    cells->count = cells->count >= UPRIGHT_CELLS ? cells->count : 0;
}

/* Bits by which what stands below each other goes on better than what stands side by side; false
 * when little of the row stands below the other. */
static bool
upright_bits(const struct sheet *sheet, const struct cells *above, const struct cells *row,
             float *bits)
{
    float down = 0, across = 0;
    size_t pairs = 0;
    for (size_t i = 0, k = 0; i < row->count; i++) {
        while (k < above->count && above->at[k].place < row->at[i].place)
            k++;
        if (i > 0)
            across += bigrams_affinity(sheet->bigrams, row->at[i - 1].point, row->at[i].point);
        if (k == above->count || above->at[k].place != row->at[i].place)
            continue;
        down += bigrams_affinity(sheet->bigrams, above->at[k].point, row->at[i].point);
        pairs++;
    }
    if (pairs * 2 < row->count || pairs * 2 < above->count || pairs == 0)
        return false;
    *bits += down / (float)pairs - across / (float)(row->count - 1);
    return true;
}

/* Vertical text that was read row by row: columns of single characters side by side. */
static void
find_upright_rows(struct sheet *sheet)
{
    struct cells rows[2] = { 0 };
    uint32_t count = (uint32_t)sheet->count, first = 0, stop = 0;
    size_t run = 0, number = 0;
    float bits = 0;
    for (uint32_t at = 0, end; at <= count && sheet_beat(sheet); at = end + 1, number++) {
        for (end = at; end < count && sheet->point[end] != '\n';)
            end++;
        struct cells *row = &rows[number % 2], *above = &rows[(number + 1) % 2];
        read_cells(sheet, at, end, row);
        bool goes_on = run > 0 && row->count > 0 && upright_bits(sheet, above, row, &bits);
        if (!goes_on) {
            if (run >= UPRIGHT_LINES && bits > UPRIGHT_BITS * (float)(run - 1))
                add(sheet, upright, first, stop);
            bits = 0;
            first = at;
        }
        run = goes_on ? run + 1 : row->count > 0;
        stop = end;
    }
}

static void
find_lines(struct sheet *sheet)
{
    uint32_t run = 0;
    for (size_t i = 0; i <= sheet->line_count; i++) {
        const struct line *line = i < sheet->line_count ? &sheet->lines[i] : NULL;
        bool single =
            line != NULL && line->end - line->start == 1 && point_is_han(sheet->plain[line->start]);
        if (!single && run >= UPRIGHT_LINES) {
            uint32_t first = sheet->lines[i - run].start, last = sheet->lines[i - 1].end;
            if (first < last) /* not in columns that are read one after the other */
                add(sheet, upright, first, last);
        }
        run = single ? run + 1 : 0;
        if (line == NULL || !sheet_beat(sheet))
            continue;
        if (is_garbled(sheet, line))
            add(sheet, garbled, line->start, line->end);
        else if (is_escaped(sheet, line))
            add(sheet, escaped, line->start, line->end);
        else if (is_fused(sheet, line))
            add(sheet, fused, line->start, line->end);
    }
}

/* By start; few and nearly in order.  What lies in another that is lost anyway goes. */
static void
sort(struct sheet *sheet)
{
    for (size_t i = 1; i < sheet->damage_count; i++) {
        struct damage one = sheet->damages[i];
        size_t k = i;
        for (; k > 0 && sheet->damages[k - 1].start > one.start; k--)
            sheet->damages[k] = sheet->damages[k - 1];
        sheet->damages[k] = one;
    }
    size_t kept = 0;
    for (size_t i = 0; i < sheet->damage_count; i++) {
        const struct damage *last = kept > 0 ? &sheet->damages[kept - 1] : NULL,
                            one = sheet->damages[i];
        if (last == NULL || one.end > last->end || !damage_is_lasting(last))
            sheet->damages[kept++] = one;
    }
    sheet->damage_count = kept;
}

void
damage_find(struct sheet *sheet)
{
    find_marks(sheet);
    find_lines(sheet);
    find_upright_rows(sheet);
    sort(sheet);
}

bool
damage_is_lasting(const struct damage *damage)
{
    return damage->kind != zero_width && damage->kind != doubled && damage->kind != markdown;
}

bool
damage_covers(const struct sheet *sheet, uint32_t start, uint32_t end, const char *kind)
{
    size_t low = 0, high = sheet->damage_count;
    while (low < high) { /* the first that may reach into it: they overlap seldom */
        size_t middle = (low + high) / 2;
        if (sheet->damages[middle].start < end)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t covered = 0;
    for (size_t i = low, steps = 0; i-- > 0 && steps < 4; steps++) {
        const struct damage *damage = &sheet->damages[i];
        bool meant = kind != NULL ? strcmp(damage->kind, kind) == 0 : damage_is_lasting(damage);
        if (!meant || damage->end <= start)
            continue;
        covered += (damage->end < end ? damage->end : end) -
                   (damage->start > start ? damage->start : start);
    }
    return kind != NULL ? covered * 2 >= end - start : covered > 0;
}
