/*
 * Pieces: lines cut where a part with another role may begin or end.  A cut too
 * many does no harm (both sides get the same role), one too few does, so cuts
 * are made at every bracket, dateline or credit that might be one.
 */
#include "services/segment/read/piece.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"
#include "services/segment/read/dateline.h"

enum {
    BRACKET_MAX = 90, /* code points from （ to ） of a tag */
    JUMP_MAX = 12,    /* code points of 下转第X版 */
    RUN_IN_MAX = 70,  /* code points of a head that its text follows in the same line */
    RUN_IN_LACK = 3,  /* columns that such a line may lack to a full one */
    TAIL_MAX = 16,    /* ink of a credit at the end of a line */
    BYLINE_INK = 14,  /* of a byline at the end of a row */
    BYLINE_MAX = 48,
    NAMES_MOST = 96, /* code points of such a byline, blanks and all */
    BULLET_MAX = 24, /* code points of a bulleted name at the end of a row */
    GAP_MIN = 2,     /* columns of blanks that part what stands in one row */
};

static uint32_t
count_ink(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t ink = 0;
    for (uint32_t i = start; i < end; i++)
        ink += !point_is_blank(sheet->point[i]);
    return ink;
}

/* Whether all of it may be names: ideographs, blanks and 、 only. */
static bool
looks_like_names(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t ink = 0;
    for (uint32_t i = start; i < end; i++) {
        uint32_t point = sheet->plain[i];
        if (point_is_blank(point) || point == U'、' || point == U'·')
            continue;
        if (!point_is_han(point) || ++ink > 12)
            return false;
    }
    if (ink < 2 || (ink > 4 && ink < 6 && start + ink == end))
        return false;
    uint32_t first = sheet_ink(sheet, start, end), stop = first, mark = first, seen = 0;
    while (stop < end && seen < 3 && point_is_han(sheet->plain[stop]))
        stop++, seen++;
    while (mark < end && sheet->plain[mark] != U'、')
        mark++;
    return person_is_name(sheet->plain + start, end - start) ||
           person_is_name(sheet->plain + first, stop - first) ||
           person_is_name(sheet->plain + first, mark - first);
}

/* Some words parted by blanks, the last of which may be a name: （文学院 某某）. */
static bool
names_follow(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t words = 0, at = start, last = start;
    if (count_ink(sheet, start, end) > 40)
        return false;
    while (at < end) {
        while (at < end && point_is_blank(sheet->plain[at]))
            at++;
        if (at < end) {
            words++;
            last = at;
        }
        while (at < end && !point_is_blank(sheet->plain[at]))
            at++;
    }
    uint32_t digits = 0;
    for (uint32_t i = start; i < end; i++)
        digits += glyph_is_digit(sheet->plain[i]) || point_is_blank(sheet->plain[i]);
    return digits == end - start || (words >= 2 && end - last <= 4);
}

/* What closes an opening bracket, half-width ones as they are; 0 when it opens none. */
static uint32_t
closing_bracket(uint32_t point)
{
    static const uint32_t pairs[][2] = {
        { U'（', U'）' }, { '(', ')' }, { U'【', U'】' }, { U'〔', U'〕' }, { U'〖', U'〗' },
        { U'［', U'］' }, { '[', ']' }, { U'「', U'」' }, { U'『', U'』' },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] == point)
            return pairs[i][1];
    return 0;
}

static bool
is_round(uint32_t point)
{
    return point == U'（' || point == '(';
}

/* Tags in brackets: （作者为…）, （记者 …）, （据…）, 【下转…】, and short ones such as
 * （未完待续） or （62）. */
static bool
is_tag(const struct sheet *sheet, uint32_t start, uint32_t close, bool ends_line)
{
    return sheet_starts_any(sheet, start, close, cue_tags) ||
           looks_like_names(sheet, start, close) || sheet_ends(sheet, start, close, "摄") ||
           sheet_ends(sheet, start, close, "图") || sheet_ends(sheet, start, close, "报道") ||
           (ends_line && (names_follow(sheet, start, close) ||
                          sheet_find(sheet, start, close, "待续", NULL) < close));
}

/* Brackets that hold a tag, and what a line that begins with any other bracket than a round one
 * has in it: 【headline】text. */
static void
mark_brackets(const struct sheet *sheet, bool *cut)
{
    uint32_t count = (uint32_t)sheet->count;
    for (size_t l = 0; l < sheet->line_count; l++) {
        const struct line *line = &sheet->lines[l];
        for (uint32_t i = line->start; i < line->end; i++) {
            uint32_t closing = closing_bracket(sheet->plain[i]);
            if (closing == 0)
                continue;
            uint32_t limit = i + BRACKET_MAX < count ? i + BRACKET_MAX : count, close = i + 1;
            while (close < limit && sheet->plain[close] != closing &&
                   sheet->plain[close] != sheet->plain[i])
                close++;
            if (close == limit || sheet->plain[close] != closing)
                continue;
            uint32_t after = close + 1;
            bool ends_line = after >= count || point_is_blank(sheet->point[after]);
            if (is_tag(sheet, i + 1, close, ends_line))
                cut[i] = cut[after] = true;
            else if (i == line->start && !is_round(sheet->plain[i]))
                cut[after] = true;
        }
    }
}

/* ▶下转第X版 and the like without a bracket; without a bullet at the end of a line. */
static void
mark_jumps(const struct sheet *sheet, bool *cut)
{
    uint32_t count = (uint32_t)sheet->count;
    for (size_t l = 0; l < sheet->line_count; l++)
        for (uint32_t i = sheet->lines[l].start; i < sheet->lines[l].end; i++) {
            bool bullet = glyph_is_bullet(sheet->plain[i]);
            uint32_t end = i + JUMP_MAX < count ? i + JUMP_MAX : count;
            bool page = sheet_find(sheet, i, end, "版", NULL) < end;
            if (bullet ? sheet_starts_any(sheet, i + 1, count, cue_jumps) ||
                             (page && sheet_starts(sheet, i + 1, end, "转"))
                       : page && sheet->lines[l].end < end &&
                             sheet_starts_any(sheet, i, end, cue_jumps))
                cut[i] = true;
        }
}

static void
mark_datelines(const struct sheet *sheet, bool *cut)
{
    for (size_t i = 0; i < sheet->line_count; i++) {
        const struct line *line = &sheet->lines[i];
        uint32_t at = line->start;
        while (at < line->end &&
               (glyph_is_bullet(sheet->plain[at]) || point_is_blank(sheet->plain[at])))
            at++;
        uint32_t stop = at < line->end ? dateline_stop(sheet, line, at) : at;
        if (stop > at)
            cut[stop] = true;
    }
}

/* A credit at the end of a caption: 图为……。 某某 摄 */
static void
mark_tails(const struct sheet *sheet, bool *cut)
{
    for (size_t i = 0; i < sheet->line_count; i++) {
        const struct line *line = &sheet->lines[i];
        uint32_t ink = 0;
        for (uint32_t at = line->end - 1; at > line->start; at--) {
            ink += !point_is_blank(sheet->point[at]);
            if (ink > TAIL_MAX)
                break;
            uint32_t before = sheet->plain[at - 1];
            if (!(before == U'。' || before == U'！' || before == U'？' || before == U'”' ||
                  before == U'）'))
                continue;
            uint32_t limit = at + TAIL_MAX < sheet->count ? at + TAIL_MAX : (uint32_t)sheet->count;
            bool cued = sheet_find(sheet, at, limit, "摄", NULL) < limit ||
                        sheet_find(sheet, at, line->end, "图", NULL) < line->end ||
                        sheet_find(sheet, at, line->end, "记者", NULL) < line->end ||
                        sheet_match(sheet, sheet_ink(sheet, at, line->end), line->end, "校对") > 0;
            if (cued || (point_is_blank(sheet->point[at]) && ink <= 12)) {
                cut[at] = true;
                break;
            }
        }
    }
}

/* Whether a paragraph may begin with this line: it is indented, follows a blank row or a short
 * line, or has a bullet. */
static bool
may_open(const struct sheet *sheet, size_t l)
{
    const struct line *line = &sheet->lines[l];
    if (l == 0 || line->indent > 0 || line->blank_before > 0 ||
        glyph_is_bullet(sheet->plain[line->start]))
        return true;
    const struct line *before = line - 1;
    return before->indent + before->width + RUN_IN_LACK < before->full;
}

/* A head that its text follows in the same line, or after the next: ※…… 据新华社…, ……：据…, 一、…….
 * Nothing tells such a head from a clause before a colon here. */
static void
mark_run_ins(const struct sheet *sheet, bool *cut)
{
    uint32_t count = (uint32_t)sheet->count;
    for (size_t l = 0; l < sheet->line_count; l++) {
        const struct line *line = &sheet->lines[l];
        uint32_t from = line->start, end = from + RUN_IN_MAX < count ? from + RUN_IN_MAX : count;
        if (!may_open(sheet, l) || line->indent + line->width + RUN_IN_LACK < line->full)
            continue;
        bool bullet = glyph_is_bullet(sheet->plain[from]);
        for (uint32_t at = from + 1; at < end; at++) {
            uint32_t point = sheet->plain[at];
            if (glyph_is_stop(point) || point == U'，')
                break;
            if (point == U'：' || (bullet && glyph_is_bullet(point)) ||
                (point_is_blank(point) && (bullet || point == GLYPH_SPACE)))
                cut[sheet_ink(sheet, at + 1, end)] = true;
            if (!bullet && point == U'：')
                break;
        }
    }
}

static bool
is_separator(uint32_t point)
{
    static const uint32_t separators[] = { '/',  U'／', '|',   U'｜', U'¦', U'∣', U'丨',
                                           U'‖', U'·',  U'・', U'‧',  U'—', U'│' };
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (separators[i] == point)
            return true;
    return false;
}

/* Whether all words of it are names, some perhaps padded with a blank: 李 明、王芳. */
static bool
only_names(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t text[NAMES_MOST], count = 0, names = 0;
    for (uint32_t at = start; at < end && count < NAMES_MOST; at++)
        if (!sheet_is_hushed(sheet, at))
            text[count++] = sheet->plain[at];
    for (uint32_t at = 0; at < count; at++) {
        if (point_is_blank(text[at]) || text[at] == U'、')
            continue;
        uint32_t stop = at;
        while (stop < count && point_is_han(text[stop]))
            stop++;
        if (stop == at + 1) { /* padded */
            while (stop < count && point_is_blank(text[stop]))
                stop++;
            while (stop < count && point_is_han(text[stop]))
                stop++;
        }
        if (!person_is_name(text + at, stop - at) && !person_is_stranger(text + at, stop - at))
            return false;
        names++;
        at = stop;
    }
    return names > 0;
}

/* Whether the dot at `at` stands inside a name that is written by its sound: 马库斯·韦伯. */
static bool
is_inside_name(const struct sheet *sheet, const struct line *line, uint32_t at)
{
    uint32_t start = at, end = at;
    while (start > line->start &&
           (point_is_han(sheet->plain[start - 1]) || person_is_dot(sheet->plain[start - 1])))
        start--;
    while (end < line->end && (point_is_han(sheet->plain[end]) || person_is_dot(sheet->plain[end])))
        end++;
    if (person_is_dot(sheet->plain[at]) && sheet_starts_any(sheet, start, at, cue_tunes))
        return true; /* 清平乐·山村 is a poem's title */
    return person_is_dot(sheet->plain[at]) && person_is_stranger(sheet->plain + start, end - start);
}

/* Whether a line is nothing but names, one of them padded to the width of others: 洪  勇  李小明.
 */
static bool
is_padded(const struct sheet *sheet, const struct line *line)
{
    uint32_t start = line->start, ink = 0, run = 0, shortest = UINT32_MAX;
    while (start < line->end &&
           (glyph_is_bullet(sheet->plain[start]) || point_is_blank(sheet->plain[start])))
        start++;
    for (uint32_t at = start; at <= line->end; at++) {
        bool blank = at == line->end || point_is_blank(sheet->point[at]);
        if (!blank) {
            run++;
            ink++;
        } else if (run > 0) {
            shortest = run < shortest ? run : shortest;
            run = 0;
        }
    }
    return shortest == 1 && ink <= BYLINE_INK &&
           (ink <= 6 || sheet_spaced(sheet, start, line->end) < line->end) &&
           only_names(sheet, start, line->end);
}

/* Names beside a headline in its row, parted from it by a sign, one blank, or
 * by a bullet after the end of a sentence. */
static void
mark_names(const struct sheet *sheet, bool *cut)
{
    for (size_t l = 0; l < sheet->line_count; l++) {
        const struct line *line = &sheet->lines[l];
        for (uint32_t at = line->start + 1; at < line->end; at++) {
            uint32_t point = sheet->plain[at], before = sheet->plain[at - 1];
            bool sign = is_separator(point), bullet = glyph_is_bullet(point);
            if ((!sign && !bullet && !point_is_blank(point)) || sheet_is_hushed(sheet, at))
                continue;
            if (sign && is_inside_name(sheet, line, at))
                continue;
            if (sign && at - line->start <= BYLINE_MAX && only_names(sheet, line->start, at))
                cut[at + 1] = true;
            if (line->end - at <= BYLINE_MAX && only_names(sheet, at + 1, line->end) &&
                !is_separator(before) && (!bullet || glyph_ends_text(before)))
                cut[at] = true;
        }
    }
}

/* Whether a byline may begin here, after a headline in its row. */
static bool
is_byline(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    if (end - at > BYLINE_MAX)
        return false;
    return (glyph_is_bullet(sheet->plain[at]) && end - at <= BULLET_MAX &&
            count_ink(sheet, at, end) <= BYLINE_INK) ||
           (count_ink(sheet, at, end) <= BYLINE_INK &&
            sheet_starts_any(sheet, at, end, cue_bylines));
}

/* Wide gaps, and a byline after a headline in its row. */
static void
mark_gaps(const struct sheet *sheet, bool *cut)
{
    for (size_t i = 0; i < sheet->line_count; i++) {
        const struct line *line = &sheet->lines[i];
        if (is_padded(sheet, line))
            continue;
        for (uint32_t at = line->start, spaced = 0; at < line->end; at++) {
            if (at >= spaced && !point_is_blank(sheet->plain[at]))
                spaced = sheet_spaced(sheet, at, line->end);
            if (at < spaced || !point_is_blank(sheet->point[at]))
                continue;
            uint32_t stop = at, width = 0;
            for (; stop < line->end && point_is_blank(sheet->point[stop]); stop++)
                width += sheet->point[stop] == GLYPH_SPACE ? GAP_MIN : 1;
            if (width >= GAP_MIN || is_byline(sheet, stop, line->end))
                cut[at] = true;
            at = stop - 1;
        }
    }
}

/* What is spaced out stays in one piece, unless a sign in it may part names. */
static void
keep_spaced(const struct sheet *sheet, bool *cut)
{
    for (size_t l = 0; l < sheet->line_count; l++) {
        const struct line *line = &sheet->lines[l];
        uint32_t at = line->start;
        while (at < line->end) {
            uint32_t stop =
                point_is_blank(sheet->plain[at]) ? at : sheet_spaced(sheet, at, line->end);
            bool parted = false;
            for (uint32_t i = at; i < stop; i++)
                parted |= is_separator(sheet->plain[i]);
            for (uint32_t i = at + 1; i < stop && !parted; i++)
                cut[i] = false;
            at = stop > at ? stop : at + 1;
        }
    }
}

static void
add_piece(struct sheet *sheet, uint32_t line, uint32_t start, uint32_t end)
{
    start = sheet_ink(sheet, start, end);
    while (end > start && point_is_blank(sheet->point[end - 1]))
        end--;
    if (start == end)
        return;
    sheet->pieces = arena_grow(sheet->arena, sheet->pieces, sheet->piece_count, &sheet->piece_cap,
                               sizeof *sheet->pieces);
    const struct line *whole = &sheet->lines[line];
    sheet->pieces[sheet->piece_count++] = (struct piece){
        .start = start,
        .end = end,
        .line = line,
        .from = start,
        .to = end,
        .opens = start == whole->start,
        .closes = end == whole->end,
    };
    struct piece *piece = &sheet->pieces[sheet->piece_count - 1];
    while (piece->from < end && point_is_blank(sheet->plain[piece->from]))
        piece->from++;
    if (piece->from == end)
        piece->from = start;
    else
        while (point_is_blank(sheet->plain[piece->to - 1]))
            piece->to--;
}

void
pieces_cut(struct sheet *sheet)
{
    bool *cut = arena_alloc(sheet->arena, sheet->count + 2, sizeof *cut);
    static void (*const marks[])(const struct sheet *sheet, bool *cut) = {
        mark_brackets, mark_jumps,   mark_datelines, mark_tails,
        mark_gaps,     mark_run_ins, mark_names,     keep_spaced,
    };
    for (size_t m = 0; m < sizeof marks / sizeof *marks && sheet_beats(sheet, SHEET_BEATS); m++)
        marks[m](sheet, cut);
    for (uint32_t i = 0; i < sheet->line_count && sheet_beat(sheet); i++) {
        uint32_t start = sheet->lines[i].start;
        for (uint32_t at = start + 1; at <= sheet->lines[i].end; at++)
            if (at == sheet->lines[i].end || cut[at]) {
                add_piece(sheet, i, start, at);
                start = at;
            }
    }
}
