#include "services/segment/read/dateline.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"

enum {
    BRACKET_MAX = 90,  /* code points from （ to ） */
    DATELINE_MAX = 60, /* from 本报 to 电 or 讯 */
    AGENCY_MAX = 12,   /* from 新华社 to 电 without a date */
    PLACED_MAX = 12,   /* of （北京综合讯） */
    HOUSE_LEAST = 3,   /* code points of a paper's name and 讯 */
    HOUSE_MAX = 36,    /* of a paper that is not known, with place and day */
    TOLD_MAX = 60,     /* from 讯 to 报道： */
    LINES_MOST = 2,    /* that it goes on in before 讯 */
    LACK = 3,          /* columns that a line which goes on in the next may lack to a full one */
};

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Whether who writes stands in [start, end): 记者, 通讯员. */
static bool
has_office(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    return sheet_holds_any(sheet, start, end, cue_posts);
}

/* Where the office that begins [start, end) ends, what employs it left aside: 本报记者; start when
 * none begins it. */
static uint32_t
skip_office(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t stop;
    for (const char *const *word = cue_offices; *word != NULL; word++)
        if ((stop = sheet_match(sheet, start, end, *word)) > 0)
            return stop;
    if (sheet_starts(sheet, start, end, "本报") || sheet_starts(sheet, start, end, "本台"))
        return skip_office(sheet, start + 2, end) > start + 2 ? skip_office(sheet, start + 2, end)
                                                              : start;
    return start;
}

/* Where the bracket that begins at `at` ends, behind it; `at` when it does not. */
static uint32_t
bracket_stop(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t closing = sheet->plain[at] == U'（' ? U'）' : sheet->plain[at] == '(' ? ')' : U'〕';
    for (uint32_t i = at + 1; i < end && i - at < BRACKET_MAX; i++)
        if (sheet->plain[i] == closing)
            return i + 1;
    return at;
}

static bool
is_bracket(uint32_t point)
{
    return point == U'（' || point == '(' || point == U'〔';
}

/* Behind 报道： where names and offices alone stand before it in [at, end); else `at`. */
static uint32_t
told_stop(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    end = least(at + TOLD_MAX, end);
    uint32_t stop, told = sheet_find(sheet, at, end, "报道", &stop);
    if (told == end)
        told = sheet_find(sheet, at, end, "报导", &stop);
    if (told == end)
        return at;
    for (uint32_t i = at; i < told; i++) {
        uint32_t point = sheet->plain[i];
        if (!point_is_han(point) && !point_is_blank(point) && point != U'、' && point != U'／' &&
            point != '/' && !person_is_dot(point) && !is_bracket(point) && !glyph_is_close(point))
            return at;
    }
    uint32_t colon = sheet_ink(sheet, stop, end);
    return colon < end && (sheet->plain[colon] == U'：' || sheet->plain[colon] == ':') ? colon + 1
                                                                                       : at;
}

/* 记者林静 通讯员李明, before a blank and the text: where the names end; `at` when they do not. */
static uint32_t
names_stop(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t good = at;
    while (at < end) {
        uint32_t from = skip_office(sheet, at, end);
        bool office = from > at;
        if (!office && good == at)
            return at; /* they begin with an office */
        from = sheet_ink(sheet, from, end);
        uint32_t stop = from;
        while (stop < end &&
               (point_is_han(sheet->plain[stop]) || person_is_dot(sheet->plain[stop])))
            stop++;
        bool told =
            stop > from + 3 && stop < end && point_is_blank(sheet->point[stop]) &&
            (sheet_ends(sheet, from, stop, "报道") || sheet_ends(sheet, from, stop, "报导"));
        if (told && person_is_name(sheet->plain + from, stop - 2 - from))
            return stop;
        bool name = person_is_name(sheet->plain + from, stop - from) ||
                    person_is_stranger(sheet->plain + from, stop - from);
        if (!name || stop >= end ||
            !(point_is_blank(sheet->point[stop]) || sheet->plain[stop] == U'、'))
            return good;
        good = stop;
        at = sheet->plain[stop] == U'、' ? stop + 1 : sheet_ink(sheet, stop, end);
    }
    return good;
}

/* What follows 讯, 电 or 消息 of any paper and makes a dateline of it: a bracket with reporters,
 * reporters who report; `at` when nothing does. */
static uint32_t
reporters_stop(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t next = sheet_ink(sheet, at, end);
    if (next >= end)
        return at;
    if (is_bracket(sheet->plain[next])) {
        uint32_t stop = bracket_stop(sheet, next, end);
        return stop > next && has_office(sheet, next, stop) ? stop : at;
    }
    uint32_t stop = told_stop(sheet, next, end);
    if (stop > next)
        return stop;
    stop = names_stop(sheet, next, end);
    return stop > next ? stop : at;
}

/* Whether the point at i ends 讯, 电, 消息: not of 通讯员, 电影院. */
static bool
is_mark(const struct sheet *sheet, uint32_t i, uint32_t at)
{
    static const char powered[] = "影视力话脑动商网梯站池器子信价源缆台竞";
    uint32_t point = sheet->simple[i], next = i + 1 < sheet->count ? sheet->simple[i + 1] : ' ';
    return (point == U'讯' && i > at && sheet->plain[i - 1] != U'通') ||
           (point == U'电' && !utf8_has(slice_from(powered), next)) ||
           (point == U'息' && i > at && sheet->plain[i - 1] == U'消');
}

/* Behind the mark and reporters of a paper's dateline in [at, house), `at` when there is no mark;
 * *mark is where it stands. */
static uint32_t
house_stop(const struct sheet *sheet, uint32_t at, uint32_t house, uint32_t *mark)
{
    uint32_t end = least(house + BRACKET_MAX, (uint32_t)sheet->count);
    for (uint32_t i = at; i < house; i++) {
        uint32_t point = sheet->plain[i];
        if (glyph_is_stop(point) || glyph_is_pause(point) || glyph_is_open(point))
            return at;
        uint32_t stop = is_mark(sheet, i, at) ? reporters_stop(sheet, i + 1, end) : i + 1;
        *mark = i;
        if (stop > i + 1)
            return stop;
    }
    return at;
}

/* A paper's dateline whose name need not be known: 石桥日报讯（记者 …）, 石桥云北京11月3日消息
 * （石桥台记者 …）; `at` when it is none.  It may go on in the next line, where none begins. */
static uint32_t
any_stop(const struct sheet *sheet, const struct line *line, uint32_t at)
{
    uint32_t mark = 0, stop = house_stop(sheet, at, least(at + HOUSE_MAX, line->end), &mark);
    const struct line *next = line + 1;
    if (stop > at || line->indent + line->width + LACK < line->full ||
        next == sheet->lines + sheet->line_count || next->blank_before > 0 ||
        next->indent > line->indent || sheet_starts_any(sheet, next->start, next->end, cue_houses))
        return stop;
    stop = house_stop(sheet, next->start, least(at + HOUSE_MAX, next->end), &mark);
    if (stop == next->start || mark >= next->start + HOUSE_LEAST)
        return at;
    return house_stop(sheet, at, mark + 1, &mark);
}

/* 【本报讯】, perhaps with who reports after it. */
static uint32_t
square_stop(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t stop = at;
    while (stop < end && stop - at < DATELINE_MAX && sheet->plain[stop] != U'】')
        stop++;
    if (stop >= end || sheet->plain[stop] != U'】' || !is_mark(sheet, stop - 1, at))
        return at;
    return reporters_stop(sheet, stop + 1, end);
}

/* （北京综合讯）, （石桥镇讯）: not （据新华社电）, which ends a text. */
static bool
is_place_and_mark(const struct sheet *sheet, uint32_t at, uint32_t stop)
{
    for (uint32_t i = at + 1; i + 1 < stop; i++)
        if (!point_is_han(sheet->plain[i]))
            return false;
    return stop - at > 4 && stop - at <= PLACED_MAX && is_mark(sheet, stop - 2, at) &&
           sheet->plain[at + 1] != U'据' && !sheet_starts(sheet, at + 1, stop, "综合") &&
           !has_office(sheet, at, stop);
}

/* （石桥社记者某某台北3日电）. */
static uint32_t
round_stop(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t stop = bracket_stop(sheet, at, end);
    return stop > at + 1 && is_mark(sheet, stop - 2, at) &&
                   (has_office(sheet, at, stop) || is_place_and_mark(sheet, at, stop))
               ? stop
               : at;
}

/* What ends the dateline of a house that is known at 讯 or 电, at i; `at` when it is none. */
static uint32_t
mark_stop(const struct sheet *sheet, uint32_t at, uint32_t i, uint32_t end)
{
    uint32_t point = sheet->simple[i], next = sheet_ink(sheet, i + 1, end);
    if (next < end) {
        uint32_t stop = told_stop(sheet, next, end);
        if (stop > next)
            return stop;
        if (sheet_starts_any(sheet, next, end, cue_reporters) &&
            (stop = names_stop(sheet, next, end)) > next)
            return stop;
    }
    if (next < end && is_bracket(sheet->plain[next])) {
        uint32_t stop = bracket_stop(sheet, next, end);
        return stop > next ? stop : i + 1;
    }
    if (point_is_blank(sheet->point[i + 1]) ||
        (next < end && point == U'讯' && sheet_starts(sheet, at, i + 1, "本报")))
        return i + 1;
    uint32_t day = i; /* 日, perhaps on the line above */
    while (day > at && point_is_blank(sheet->plain[day - 1]))
        day--;
    bool dated =
        day > at + 1 && (sheet->plain[day - 1] == U'日' || glyph_is_digit(sheet->plain[day - 2]));
    bool agency = sheet_starts_any(sheet, at, end, cue_agencies);
    return point == U'电' && (dated || (agency && i - at <= AGENCY_MAX)) ? i + 1 : at;
}

/* Where the lines end that the line, which is full, goes on in. */
static uint32_t
reach_of(const struct sheet *sheet, const struct line *line)
{
    /* a rough layout has this line alone */
    const struct line *stop = sheet->line_count > 0 ? sheet->lines + sheet->line_count : line;
    for (int n = 0; n < LINES_MOST && line + 1 < stop; n++, line++)
        if (line->indent + line->width + LACK < line->full || line[1].blank_before > 0 ||
            line[1].indent > line->indent)
            break;
    return line->end;
}

uint32_t
dateline_stop(const struct sheet *sheet, const struct line *line, uint32_t at)
{
    uint32_t end = (uint32_t)sheet->count;
    uint32_t reach = sheet_starts(sheet, at, end, "记者") ? reach_of(sheet, line) : end;
    if (sheet->plain[at] == U'【')
        return square_stop(sheet, at, end);
    if (is_bracket(sheet->plain[at]))
        return round_stop(sheet, at, end);
    if (!sheet_starts_any(sheet, at, end, cue_houses))
        return any_stop(sheet, line, at);
    for (uint32_t i = at; i < reach && i - at < DATELINE_MAX; i++) {
        uint32_t point = sheet->plain[i];
        if (glyph_is_stop(point) || point == U'，' || point == U'“')
            return at;
        if (is_bracket(point)) { /* the mark comes after the bracket, or not at all */
            uint32_t stop = bracket_stop(sheet, i, end);
            i = stop > i ? stop - 1 : i;
        } else if ((point == U'道' || point == U'導') && sheet->simple[i - 1] == U'报') {
            uint32_t colon = sheet_ink(sheet, i + 1, end);
            if (colon < end && sheet->plain[colon] == U'：')
                return colon + 1;
            if (point_is_blank(sheet->point[i + 1]))
                return i + 1;
        } else if (is_mark(sheet, i, at)) {
            return mark_stop(sheet, at, i, end);
        }
    }
    return at;
}

bool
dateline_is_bracket(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    return end > start + 1 && is_bracket(sheet->plain[start]) &&
           bracket_stop(sheet, start, end) == end && is_place_and_mark(sheet, start, end);
}

bool
dateline_is_sure(const struct sheet *sheet, const struct line *line, uint32_t at, uint32_t stop)
{
    if (stop == at || !(glyph_is_close(sheet->plain[stop - 1]) || sheet->plain[stop - 1] == ':' ||
                        sheet->plain[stop - 1] == U'：'))
        return false;
    if (is_bracket(sheet->plain[at]) && is_place_and_mark(sheet, at, stop))
        return true;
    uint32_t reach = least(reach_of(sheet, line), stop), mark = at;
    while (mark < reach && !is_mark(sheet, mark, at))
        mark++;
    return mark < reach &&
           (has_office(sheet, at, stop) || sheet_holds_any(sheet, at, stop, cue_telling));
}
