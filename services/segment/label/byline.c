#include "services/segment/label/byline.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"

#include <string.h>

enum {
    SENT_MOST = 8,      /* of 发自 and a place */
    TITLE_MOST = 16,    /* of a bracket after a name that says who it is */
    SET_IN = 4,         /* columns of a line of names below a byline */
    BYLINE_INK = 36,    /* of a line that is nothing but a byline, at most */
    OUTLET_MOST = 14,   /* code points before 记者 that name a paper */
    BRACKET_MOST = 160, /* code points of a dateline in brackets */
    COUNTRY_MOST = 3,   /* characters of a country in brackets */
    POSTED_MOST = 8,    /* of 驻 and where */
    TEAM_INK = 24,
    PORTRAIT_INK = 6, /* of what is said of somebody */
    PADDED_INK = 16,  /* of names padded to one width */
};

/* Where an office begins in [start, end), with what ends it; `end` when there is none. */
static uint32_t
find_office(const struct sheet *sheet, uint32_t start, uint32_t end, uint32_t *stop)
{
    uint32_t best = end;
    for (const char *const *word = cue_offices; *word != NULL; word++) {
        uint32_t after, at = sheet_find(sheet, start, end, *word, &after);
        if (at < best) {
            best = at;
            *stop = after;
        }
    }
    return best;
}

/* What may stand beside names: who did what. */
static bool
is_deed(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    return sheet_is_any(sheet, start, end, cue_deeds);
}

/* Where the word that begins at `at` ends; `joined`: it may go on in the next line. */
static uint32_t
word_end(const struct sheet *sheet, uint32_t at, uint32_t end, bool joined)
{
    while (at < end && (point_is_han(sheet->plain[at]) || person_is_dot(sheet->plain[at]) ||
                        (joined && sheet->point[at] == '\n' && at + 1 < end &&
                         point_is_han(sheet->plain[at + 1]))))
        at++;
    return at;
}

static bool
is_name(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t name[PERSON_MOST], len = 0;
    for (uint32_t at = start; at < end; at++)
        if (!point_is_blank(sheet->plain[at]) && len < PERSON_MOST)
            name[len++] = sheet->plain[at];
    return len < PERSON_MOST && (person_is_stranger(name, len) || person_is_name(name, len));
}

/* Whether [start, end) is names, some perhaps padded or written by their sound, and what they did,
 * and no more. */
static bool
are_names(const struct sheet *sheet, uint32_t start, uint32_t end, bool joined)
{
    unsigned names = 0, padded = 0, common = 0;
    for (uint32_t at = start, stop; at < end; at = stop) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(point) || point == U'、' || point == '/' || point == U'／') {
            stop = at + 1;
            continue;
        }
        stop = word_end(sheet, at, end, joined);
        if (stop == at)
            return false;
        if (is_deed(sheet, at, stop))
            continue;
        if (stop == at + 1) { /* padded */
            uint32_t next = stop;
            while (next < end && point_is_blank(sheet->plain[next]))
                next++;
            if (next == end || !point_is_han(sheet->plain[next]) ||
                (next + 1 < end && point_is_han(sheet->plain[next + 1])))
                return false;
            stop = next + 1;
            padded++;
            common += person_is_common(point);
        }
        if (!is_name(sheet, at, stop))
            return false;
        names++;
    }
    return names > 0 && (padded <= 1 || common * 2 > padded);
}

static bool
holds_names(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    return are_names(sheet, start, end, false) || are_names(sheet, start, end, true);
}

/* 文/图, 文并摄: who took the picture wrote, too. */
static bool
also_writes(const struct sheet *sheet, const struct row *row)
{
    return sheet_holds_any(sheet, row->start, row->end, cue_writers) ||
           sheet_starts(sheet, row->start, row->end, "文");
}

/* Behind a task and the sign that parts it from whose it is: 采写：, 摄影/; `at` when none is
 * there. */
static uint32_t
skip_task(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    for (const char *const *word = cue_tasks; *word != NULL; word++) {
        uint32_t stop = sheet_match(sheet, at, end, *word);
        if (stop == 0)
            continue;
        uint32_t sign = sheet_ink(sheet, stop, end);
        if (sign < end && utf8_has(slice_from("/／：:|｜"), sheet->plain[sign]))
            return sheet_ink(sheet, sign + 1, end);
        if (sign > stop)
            return sign;
    }
    return at;
}

/* Behind what may stand before 记者 and names nobody: 本报, 文/, 驻美国. */
static uint32_t
skip_employer(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t stop = skip_task(sheet, at, end);
    if (stop > at)
        return stop;
    for (const char *const *word = cue_employers; *word != NULL; word++)
        if ((stop = sheet_match(sheet, at, end, *word)) > 0)
            return stop;
    return sheet->plain[at] == U'驻' && end - at > 2 && end - at <= POSTED_MOST ? end : at;
}

/* What may stand before 记者 in a byline: 本报, a paper, 文/; but not a headline. */
static bool
is_house(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    for (uint32_t stop = start; start < end; start = stop) {
        while (start < end &&
               (point_is_blank(sheet->plain[start]) || glyph_is_bullet(sheet->plain[start])))
            start++;
        stop = start < end ? skip_employer(sheet, start, end) : end;
        if (stop == start)
            break;
    }
    uint32_t name[OUTLET_MOST], len = 0;
    for (uint32_t at = start; at < end; at++) {
        uint32_t point = sheet->plain[at];
        if (sheet->point[at] == '\n')
            continue;
        if (len == OUTLET_MOST ||
            (!point_is_han(point) && !person_is_dot(point) && !glyph_is_latin(point) &&
             !glyph_is_dash(point) && !glyph_is_digit(point) &&
             !utf8_has(slice_from("/／+＋"), point)))
            return false;
        name[len++] = point;
    }
    return start == end || person_is_outlet(name, len);
}

/* Whether [start, end) is names and then what may stand before the next 记者: 李明 石桥日报. */
static bool
holds_names_and_house(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    if (holds_names(sheet, start, end))
        return true;
    for (uint32_t at = end - 1; at > start; at--)
        if ((point_is_blank(sheet->plain[at]) || glyph_is_bullet(sheet->plain[at])) &&
            is_house(sheet, at, end) && holds_names(sheet, start, at))
            return true;
    return false;
}

bool
byline_is_tasks(const struct sheet *sheet, const struct row *row, bool *writes)
{
    size_t tasks = 0;
    if (row_ink(sheet, row->start, row->end) > BYLINE_INK)
        return false;
    for (uint32_t at = sheet_ink(sheet, row->start, row->end), next; at < row->end; at = next) {
        uint32_t stop = skip_task(sheet, at, row->end), to = stop;
        if (stop == at)
            return false;
        *writes |= sheet_starts_any(sheet, at, stop, cue_writing_tasks);
        for (next = row->end; to < next; to++)
            if (to > stop && skip_task(sheet, to, row->end) > to)
                next = to;
        uint32_t office_stop = stop, office = find_office(sheet, stop, next, &office_stop);
        if (!holds_names(sheet, office < next ? office_stop : stop, next))
            return false;
        tasks++;
    }
    return tasks > 0;
}

/* Where what others did than to write begins behind a blank, 编辑 李明 校对 王芳, and goes on to
 * the end; `end` when nothing does. */
static uint32_t
find_others(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    for (uint32_t i = at + 1; i < end; i++) {
        struct row others = { .start = i, .end = end };
        bool writes = false;
        if (point_is_blank(sheet->plain[i - 1]) && skip_task(sheet, i, end) > i &&
            byline_is_tasks(sheet, &others, &writes) && !writes)
            return i;
    }
    return end;
}

/* □大河报记者 某某 某某 and no more. */
bool
byline_is_plain(const struct sheet *sheet, const struct row *row)
{
    uint32_t at = row->start, end = row->end, stop = 0;
    if (row_ink(sheet, at, end) > BYLINE_INK)
        return false;
    while (at < end && (glyph_is_bullet(sheet->plain[at]) || point_is_blank(sheet->plain[at])))
        at++;
    uint32_t sent = sheet_find(sheet, at, end, "发自", NULL); /* 发自昆明 */
    end = sent > at && end - sent <= SENT_MOST ? sent : end;
    uint32_t office = find_office(sheet, at, end, &stop);
    if (office > at && office < end)
        end = find_others(sheet, stop, end);
    if ((sheet_ends(sheet, at, end, "摄") || sheet_ends(sheet, at, end, "图")) &&
        !also_writes(sheet, row))
        return false;
    if (office == end || office - at > OUTLET_MOST ||
        sheet_starts_any(sheet, stop, end, cue_compounds))
        return false;
    if (office > at && !is_house(sheet, at, office))
        return false;
    for (uint32_t next; stop < end; stop = next) { /* 记者 某某 通讯员 某某 */
        uint32_t after = end;
        next = find_office(sheet, stop, end, &after);
        if (next == end)
            return next == stop || holds_names(sheet, stop, next);
        if (next > stop && !holds_names_and_house(sheet, stop, next))
            return false;
        next = after;
    }
    return false;
}

bool
byline_opens(const struct sheet *sheet, const struct row *row)
{
    uint32_t stop;
    return glyph_is_bullet(sheet->plain[row->start]) ||
           skip_employer(sheet, row->start, row->end) > row->start ||
           find_office(sheet, row->start, row->end, &stop) < row->end;
}

/* 摄影/某某, 图/某某, 某某摄: who took the picture, and no more. */
bool
byline_is_credit(const struct sheet *sheet, const struct row *row)
{
    uint32_t ink = row_ink(sheet, row->start, row->end);
    if (ink > BYLINE_INK / 2 || ink < 3 || also_writes(sheet, row))
        return false;
    if (sheet_starts_any(sheet, row->start, row->end, cue_picture_starts))
        return true;
    uint32_t stop;
    return sheet_ends_any(sheet, row->start, row->end, cue_picture_ends) &&
           find_office(sheet, row->start, row->end, &stop) < row->end;
}

/* A foreigner's name with a dot inside, alone on a line between a head and text or beside other
 * names; his country may stand before it: （法）皮埃尔·杜邦. */
bool
byline_is_stranger(const struct sheet *sheet, const struct row *row)
{
    bool dot = false;
    uint32_t start = row->start;
    if (glyph_is_open(sheet->plain[start]))
        for (uint32_t at = start + 1; at < row->end && at <= start + COUNTRY_MOST + 1; at++)
            if (glyph_is_close(sheet->plain[at]))
                start = at + 1;
    start = sheet_ink(sheet, start, row->end);
    for (uint32_t at = start; at < row->end; at++)
        dot |= person_is_dot(sheet->plain[at]);
    return dot &&
           (person_is_stranger(sheet->plain + start, row->end - start) ||
            (row_ink(sheet, start, row->end) <= BYLINE_INK && holds_names(sheet, start, row->end)));
}

/* Nothing but names, one of them padded to the width of three: 李  明  欧阳静.  What is spaced out
 * throughout is a headline, if its characters are not so many surnames and what follows them. */
bool
byline_is_padded(const struct sheet *sheet, const struct row *row)
{
    uint32_t singles = 0, common = 0, others = 0, run = 0, first = 0;
    for (uint32_t at = row->start; at <= row->end; at++) {
        bool blank = at == row->end || point_is_blank(sheet->point[at]);
        if (at < row->end && point_is_blank(sheet->plain[at]) != blank)
            return false; /* an echo */
        if (!blank) {
            first = run++ == 0 ? sheet->plain[at] : first;
            continue;
        }
        if (run == 1)
            common += singles++ % 2 == 0 && person_is_common(first);
        others += run > 1;
        run = 0;
    }
    if (singles == 0 || singles % 2 != 0 || singles > 6 || (others == 0 && common * 2 < singles))
        return false;
    return row_ink(sheet, row->start, row->end) <= PADDED_INK &&
           holds_names(sheet, row->start, row->end);
}

bool
byline_is_told(const struct sheet *sheet, const struct row *row)
{
    uint32_t at = row->start, end = row->end, sign = at;
    while (sign < end && sheet->plain[sign] != '/' && sheet->plain[sign] != U'／')
        sign++;
    uint32_t stop = sheet_match(sheet, at, end, "记者");
    return stop > 0 && sign < end && sign > stop && row_ink(sheet, at, end) <= BYLINE_INK / 2 &&
           holds_names(sheet, stop, sign) &&
           (sheet_ends(sheet, at, end, "报道") || sheet_ends(sheet, at, end, "报导"));
}

bool
byline_is_team(const struct sheet *sheet, const struct row *row)
{
    for (uint32_t at = row->start; at < row->end; at++)
        if (!point_is_han(sheet->plain[at]) && !point_is_blank(sheet->plain[at]))
            return false;
    return row_ink(sheet, row->start, row->end) <= TEAM_INK &&
           sheet_ends_any(sheet, row->start, row->end, cue_teams);
}

bool
byline_is_portrait(const struct sheet *sheet, const struct row *row)
{
    uint32_t stop, colon = sheet_find(sheet, row->start, row->end, "：", &stop);
    return colon < row->end && is_name(sheet, row->start, colon) &&
           row_ink(sheet, stop, row->end) >= PORTRAIT_INK &&
           find_office(sheet, row->start, row->end, &colon) == row->end &&
           !holds_names(sheet, stop, row->end);
}

bool
byline_has_title(const struct sheet *sheet, const struct row *row)
{
    uint32_t at = row->start, open = at, close = row->end - 1;
    while (at < close && (glyph_is_bullet(sheet->plain[at]) || glyph_is_dash(sheet->plain[at]) ||
                          point_is_blank(sheet->plain[at])))
        at++;
    while (open < close && sheet->plain[open] != U'（' && sheet->plain[open] != '(')
        open++;
    if (open == close || !glyph_is_close(sheet->plain[close]) || close - open < 3 ||
        close - open > TITLE_MOST || !is_name(sheet, at, open) ||
        sheet_starts_any(sheet, open + 1, close, cue_tags) ||
        !sheet_ends_any(sheet, open, close, cue_callings))
        return false;
    for (uint32_t i = open + 1; i < close; i++)
        if (!point_is_han(sheet->plain[i]) && !point_is_blank(sheet->plain[i]) &&
            sheet->plain[i] != U'、')
            return false;
    return true;
}

bool
byline_goes_on(const struct sheet *sheet, const struct row *above, const struct row *row)
{
    const struct line *first = &sheet->lines[sheet->pieces[above->from].line],
                      *line = &sheet->lines[sheet->pieces[row->from].line];
    uint32_t stop;
    return line->blank_before == 0 && line->indent >= first->indent + SET_IN &&
           find_office(sheet, above->start, above->end, &stop) < above->end &&
           row_ink(sheet, row->start, row->end) <= BYLINE_INK / 2 &&
           are_names(sheet, row->start, row->end, false);
}

/* By SOMEBODY. */
bool
byline_is_english(const struct sheet *sheet, const struct row *row)
{
    uint32_t at = row->start, words = 0;
    if (row->end - at < 6 || (sheet->plain[at] | 0x20) != 'b' ||
        (sheet->plain[at + 1] | 0x20) != 'y' || !point_is_blank(sheet->plain[at + 2]) ||
        !row_is_latin(sheet, row))
        return false;
    for (uint32_t i = at + 2; i < row->end; i++) {
        bool begins = point_is_blank(sheet->plain[i - 1]) && !point_is_blank(sheet->plain[i]);
        words += begins;
        if (glyph_is_stop(sheet->plain[i]) || (sheet->plain[i] == '.' && i + 1 == row->end) ||
            (begins && words == 1 && !(sheet->plain[i] >= 'A' && sheet->plain[i] <= 'Z')))
            return false;
    }
    return words <= 8;
}

/* A bracket that begins at `at` and holds house, 电 and reporters: where it ends, else 0. */
static uint32_t
dateline_end(const struct sheet *sheet, uint32_t at)
{
    uint32_t limit = (uint32_t)sheet->count, stop;
    limit = at + BRACKET_MOST < limit ? at + BRACKET_MOST : limit;
    uint32_t close = at + 1;
    while (close < limit && sheet->plain[close] != U'）' && sheet->plain[close] != ')' &&
           sheet->plain[close] != U'（' && !glyph_is_stop(sheet->plain[close]))
        close++;
    if (close == limit || (sheet->plain[close] != U'）' && sheet->plain[close] != ')'))
        return 0;
    return sheet_starts_any(sheet, at + 1, close, cue_closing_houses) &&
                   sheet_find(sheet, at, close, "电", NULL) < close &&
                   find_office(sheet, at, close, &stop) < close
               ? close + 1
               : 0;
}

/* Pieces of a closing dateline that begins with this piece: how many, 0 when none begins.  Text
 * stands before it, none after it on its last line. */
size_t
byline_closing_dateline(const struct sheet *sheet, size_t piece)
{
    const struct piece *first = &sheet->pieces[piece];
    uint32_t open = sheet->plain[first->from];
    if (piece == 0 || (open != U'（' && open != '(') || first[-1].role == ROLE_FURNITURE ||
        row_is_head(first[-1].role) || first[-1].role == ROLE_BYLINE)
        return 0;
    uint32_t end = dateline_end(sheet, first->from), last = sheet->plain[first[-1].to - 1];
    size_t count = 0;
    while (piece + count < sheet->piece_count && first[count].start >= first->start &&
           first[count].start < end)
        count++;
    if (end == 0 || !glyph_ends_text(last) || !first[count - 1].closes)
        return 0;
    if (piece + count < sheet->piece_count) {
        const struct piece *next = &first[count];
        bool apart = sheet->lines[next->line].blank_before > 0 || row_is_head(next->role) ||
                     next->role == ROLE_FURNITURE || next->role == ROLE_BYLINE;
        if (!apart)
            return 0;
    }
    return count;
}

static bool
is_dash(uint32_t point)
{
    return glyph_is_dash(point) || point_is_blank(point) || person_is_dot(point);
}

/* — 李明 —, ·李明·, with nothing else in its row. */
bool
byline_is_dashed(const struct sheet *sheet, const struct row *row)
{
    uint32_t start = row->start, end = row->end;
    while (start < end && is_dash(sheet->plain[start]))
        start++;
    while (end > start && is_dash(sheet->plain[end - 1]))
        end--;
    bool dots = person_is_dot(sheet->plain[row->start]); /* ·李明·, which no headline has */
    return start > row->start && end < row->end && end > start && is_name(sheet, start, end) &&
           (dots || person_is_common(sheet->plain[start]) ||
            person_is_stranger(sheet->plain + start, end - start));
}

/* （参与采写：李明）, （本组稿件由李明采写）, （李明/文 王芳/图） at the end of a line: who wrote.
 */
bool
byline_closes(const struct sheet *sheet, const struct piece *piece)
{
    uint32_t at = piece->from, end = piece->to, source;
    return piece->closes && sheet->plain[at] == U'（' && sheet->plain[end - 1] == U'）' &&
           row_ink(sheet, at, end) <= BYLINE_INK && !glyph_is_stop(sheet->plain[end - 2]) &&
           !sheet_starts(sheet, at + 1, end, "图") && !sheet_starts(sheet, at + 1, end, "文图") &&
           (sheet_holds_any(sheet, at, end, cue_closing_bylines) ||
            ((source = sheet_find(sheet, at + 2, end, "来源", NULL)) < end &&
             holds_names(sheet, at + 1, source)));
}
