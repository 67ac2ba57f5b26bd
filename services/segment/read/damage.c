/*
 * Text that was read in another encoding than it was written in betrays itself by its characters:
 * UTF-8 taken for GB18030 is full of a few dozen rare ideographs (the first bytes of common ones),
 * taken for Latin-1 of accented letters.
 */
#include "services/segment/read/damage.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"
#include "services/segment/read/markup.h"

#include <string.h>

enum {
    DAMAGES_MOST = 2000, /* of a page that are told */
    TOGETHER = 60,       /* code points between two of a kind that are told as one */
    GARBLED_INK = 5,     /* of a line that can be told to be garbled */
    KINDS = 3,           /* of telling ideographs in it */
    UPRIGHT_LINES = 6,   /* of a character each */
};

static const char markup[] = "markup", zero_width[] = "zero-width", lost[] = "lost-glyph",
                  doubled[] = "doubled", garbled[] = "mojibake", upright[] = "vertical";

/* Ideographs that UTF-8 of common ones gives when it is read as GB18030. */
static const char telling[] =
    "锛銆鏄鐨涓浜鍦鏈鍜鍚璁閫鍏娴鎴戝鍙瀹灏鏉鍒鑰鍥鏂鐢濂撶澶鎶鎷鎵鍑鍔鍐鍓鍗鍘鍩鍫鍙墠娌娑娓"
    "瀛瀵嶆埧崟屽犳ラ亾炴椂氫簡鑳鑱缁缂绾绔寮寰鐜鐪鐭鏃鏅鏋鏍妗妫姘姝闂闀闄椤镐鑷鑺诲爜";

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

static void
find_marks(struct sheet *sheet)
{
    uint32_t count = (uint32_t)sheet->count;
    for (uint32_t at = 0, len; at < count && sheet_beat(sheet); at += len > 0 ? len : 1) {
        uint32_t point = sheet->point[at];
        len = point == '<' ? (uint32_t)markup_tag(sheet->point, count, at) : 0;
        if (len > 0)
            add(sheet, markup, at, at + len);
        else if (point == '&' && sheet->plain[at] != point)
            add(sheet, markup, at, at + 1);
        else if (markup_is_void(point))
            add(sheet, zero_width, at, at + 1);
        else if (point == '(' && (len = lost_glyph(sheet, at)) > 0)
            add(sheet, lost, at, at + len);
        else if (point_is_han(point) && point_is_blank(sheet->plain[at]))
            add(sheet, doubled, at, at + 1);
    }
}

static bool
is_garbled(const struct sheet *sheet, const struct line *line)
{
    uint32_t last = 0, kinds = 0, ink = 0, han = 0, rare = 0, accents = 0, broken = 0;
    for (uint32_t at = line->start; at < line->end; at++) {
        uint32_t point = sheet->point[at];
        if (point_is_blank(point))
            continue;
        ink++;
        han += point_is_han(point);
        bool tells = utf8_has(slice_from(telling), point);
        rare += tells;
        kinds += tells && point != last; /* 涓涓, 娓娓 are words */
        last = point;
        accents += point >= 0x80 && point <= U'ÿ' && point != U'·' && point != U'×';
        broken += point == U'�' || (point >= 0xe000 && point <= 0xf8ff);
    }
    if (ink < GARBLED_INK)
        return false;
    rare = kinds >= KINDS ? rare : 0;
    return accents * 5 >= ink * 2 || broken * 3 >= ink ||
           (han * 2 >= ink && (rare * 3 >= han || (rare * 5 >= han && broken * 12 >= ink)));
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
        if (line != NULL && sheet_beat(sheet) && is_garbled(sheet, line))
            add(sheet, garbled, line->start, line->end);
    }
}

/* By start; few and nearly in order. */
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
}

void
damage_find(struct sheet *sheet)
{
    find_marks(sheet);
    find_lines(sheet);
    sort(sheet);
}

bool
damage_is_lasting(const struct damage *damage)
{
    return damage->kind != zero_width && damage->kind != doubled;
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
