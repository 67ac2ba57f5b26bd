#include "services/segment/label/sure.h"

#include "common/utf8.h"
#include "services/segment/border.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"
#include "services/segment/read/damage.h"

#include <string.h>

enum {
    BYLINE_INK = 36,    /* of a line that is nothing but a byline, at most */
    OUTLET_MOST = 14,   /* code points before 记者 that name a paper */
    BRACKET_MOST = 160, /* code points of a dateline in brackets */
    SIGNED_INK = 26,    /* of a line of a signature */
    SIGNED_INDENT = 6,  /* columns that it is set in, at least */
    COUNTRY_MOST = 3,   /* characters of a country in brackets */
    LABEL_INK = 16,     /* of a column's label */
    LABELS_BACK = 64,   /* lines among which a label is looked for again */
    BRIEF_LACK = 3,     /* columns that its first line may lack to a full one */
    HEAD_LINES = 3,     /* above By SOMEBODY */
    MARKED_LEAST = 3,   /* bylines with bullets that make a habit of the page */
};

static const float sure = -0.02f, hardly = -4, certain = 8; /* log probabilities, log odds */

/* The pieces of one line: [from, to). */
struct row {
    size_t from, to;
    uint32_t start, end; /* code points, what is no text left aside at both ends */
};

static struct row
row_at(const struct sheet *sheet, size_t piece)
{
    struct row row = { .from = piece, .to = piece };
    uint32_t line = sheet->pieces[piece].line;
    while (row.to < sheet->piece_count && sheet->pieces[row.to].line == line)
        row.to++;
    row.start = sheet->pieces[row.from].from;
    row.end = sheet->pieces[row.to - 1].to;
    return row;
}

static void
give(struct sheet *sheet, const struct row *row, enum role role)
{
    for (size_t i = row->from; i < row->to; i++) {
        struct piece *piece = &sheet->pieces[i];
        if (piece->role != role && piece->score[piece->role] > hardly)
            piece->score[piece->role] = hardly;
        piece->role = role;
        piece->score[role] = sure;
        piece->evidence = "form";
    }
}

static bool
is_head(enum role role)
{
    return role == ROLE_KICKER || role == ROLE_HEADLINE || role == ROLE_DECK;
}

static uint32_t
ink_of(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    uint32_t ink = 0;
    for (uint32_t at = start; at < end; at++)
        ink += !point_is_blank(sheet->plain[at]);
    return ink;
}

static bool
is_latin_row(const struct sheet *sheet, const struct row *row)
{
    uint32_t latin = 0, ink = ink_of(sheet, row->start, row->end);
    for (uint32_t at = row->start; at < row->end; at++)
        latin += glyph_is_latin(sheet->plain[at]);
    return latin * 10 >= ink * 7 && ink > 2;
}

/* ---- bylines ---- */

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

/* Whether [start, end) is names, some perhaps padded or written by their sound, and what they did,
 * and no more. */
static bool
holds_names(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    unsigned names = 0, padded = 0, common = 0;
    for (uint32_t at = start, stop; at < end; at = stop) {
        uint32_t point = sheet->plain[at];
        if (point_is_blank(point) || point == U'、' || point == '/' || point == U'／') {
            stop = at + 1;
            continue;
        }
        for (stop = at;
             stop < end && (point_is_han(sheet->plain[stop]) || person_is_dot(sheet->plain[stop]));
             stop++)
            ;
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
        if (!person_is_stranger(sheet->plain + at, stop - at) &&
            !person_is_name(sheet->plain + at, stop - at))
            return false;
        names++;
    }
    return names > 0 && (padded <= 1 || common * 2 > padded);
}

/* 文/图, 文并摄: who took the picture wrote, too. */
static bool
also_writes(const struct sheet *sheet, const struct row *row)
{
    return sheet_holds_any(sheet, row->start, row->end, cue_writers) ||
           sheet_starts(sheet, row->start, row->end, "文");
}

/* What may stand before 记者 in a byline: 本报, a paper, 文/; but not a headline. */
static bool
is_house(const struct sheet *sheet, uint32_t start, uint32_t end)
{
    for (const char *const *word = cue_employers; *word != NULL; word++) {
        uint32_t stop;
        if (sheet_find(sheet, start, end, *word, &stop) == start)
            return stop == end || is_house(sheet, stop, end);
    }
    for (uint32_t at = start; at < end; at++)
        if (!point_is_han(sheet->plain[at]) && !person_is_dot(sheet->plain[at]) &&
            !glyph_is_latin(sheet->plain[at]))
            return false;
    return person_is_outlet(sheet->plain + start, end - start);
}

/* □大河报记者 某某 某某 and no more. */
static bool
is_byline(const struct sheet *sheet, const struct row *row)
{
    uint32_t at = row->start, end = row->end, stop = 0;
    if (ink_of(sheet, at, end) > BYLINE_INK)
        return false;
    while (at < end && (glyph_is_bullet(sheet->plain[at]) || point_is_blank(sheet->plain[at])))
        at++;
    uint32_t office = find_office(sheet, at, end, &stop);
    if ((sheet_ends(sheet, at, end, "摄") || sheet_ends(sheet, at, end, "图")) &&
        !also_writes(sheet, row))
        return false;
    if (office == end || office - at > OUTLET_MOST)
        return false;
    if (office > at && !is_house(sheet, at, office))
        return false;
    for (uint32_t next; stop < end; stop = next) { /* 记者 某某 通讯员 某某 */
        uint32_t after = end;
        next = find_office(sheet, stop, end, &after);
        if (next > stop && !holds_names(sheet, stop, next))
            return false;
        if (next == end)
            return true;
        next = after;
    }
    return false;
}

/* 摄影/某某, 图/某某, 某某摄: who took the picture, and no more. */
static bool
is_picture_credit(const struct sheet *sheet, const struct row *row)
{
    uint32_t ink = ink_of(sheet, row->start, row->end);
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
static bool
is_lone_stranger(const struct sheet *sheet, const struct row *row)
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
            (ink_of(sheet, start, row->end) <= BYLINE_INK && holds_names(sheet, start, row->end)));
}

/* Nothing but names, one of them padded to the width of three: 李  明  欧阳静.  What is spaced out
 * throughout is a headline, if its characters are not so many surnames and what follows them. */
static bool
is_padded_row(const struct sheet *sheet, const struct row *row)
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
    return ink_of(sheet, row->start, row->end) <= LABEL_INK &&
           holds_names(sheet, row->start, row->end);
}

/* By SOMEBODY. */
static bool
is_english_byline(const struct sheet *sheet, const struct row *row)
{
    uint32_t at = row->start, words = 0;
    if (row->end - at < 6 || (sheet->plain[at] | 0x20) != 'b' ||
        (sheet->plain[at + 1] | 0x20) != 'y' || !point_is_blank(sheet->plain[at + 2]) ||
        !is_latin_row(sheet, row))
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

/* The lines above it that end no sentence are its headline. */
static void
give_english_head(struct sheet *sheet, const struct row *byline)
{
    struct row row = *byline;
    for (int n = 0; n < HEAD_LINES && row.from > 0; n++) {
        if (sheet->lines[sheet->pieces[row.from].line].blank_before > 0 && n > 0)
            return;
        size_t at = row.from - 1;
        while (at > 0 && sheet->pieces[at - 1].line == sheet->pieces[at].line)
            at--;
        row = row_at(sheet, at);
        uint32_t last = sheet->plain[row.end - 1];
        if (!is_latin_row(sheet, &row) || last == '.' || last == ',' || last == U'”')
            return;
        give(sheet, &row, ROLE_HEADLINE);
    }
}

/* ---- datelines ---- */

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
static size_t
closing_dateline(const struct sheet *sheet, size_t piece)
{
    const struct piece *first = &sheet->pieces[piece];
    uint32_t open = sheet->plain[first->from];
    if (piece == 0 || (open != U'（' && open != '(') || first[-1].role == ROLE_FURNITURE ||
        is_head(first[-1].role) || first[-1].role == ROLE_BYLINE)
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
        bool apart = sheet->lines[next->line].blank_before > 0 || is_head(next->role) ||
                     next->role == ROLE_FURNITURE || next->role == ROLE_BYLINE;
        if (!apart)
            return 0;
    }
    return count;
}

/* （参与采写：李明）, （本组稿件由李明采写）, （李明/文 王芳/图） at the end of a line: who wrote.
 */
static bool
is_closing_byline(const struct sheet *sheet, const struct piece *piece)
{
    uint32_t at = piece->from, end = piece->to;
    return piece->closes && sheet->plain[at] == U'（' && sheet->plain[end - 1] == U'）' &&
           ink_of(sheet, at, end) <= BYLINE_INK && !glyph_is_stop(sheet->plain[end - 2]) &&
           !sheet_starts(sheet, at + 1, end, "图") && !sheet_starts(sheet, at + 1, end, "文图") &&
           sheet_holds_any(sheet, at, end, cue_closing_bylines);
}

/* ---- labels, notices, signatures ---- */

static bool
is_one_of(const struct sheet *sheet, const struct row *row, const char *const *words)
{
    uint32_t start = row->start, end = row->end;
    while (start < end &&
           (glyph_is_bullet(sheet->plain[start]) || glyph_is_open(sheet->plain[start])))
        start++;
    while (end > start && glyph_is_close(sheet->plain[end - 1]))
        end--;
    return sheet_is_any(sheet, start, end, words);
}

static bool
is_photo_label(const struct sheet *sheet, const struct row *row)
{
    return is_one_of(sheet, row, cue_photo_labels);
}

/* A headline of a word that every reader knows, before the text of a notice. */
static bool
is_notice(const struct sheet *sheet, const struct row *row)
{
    return is_one_of(sheet, row, cue_notices) && row->to < sheet->piece_count &&
           (sheet->pieces[row->to].role == ROLE_BODY || sheet->pieces[row->to].role == ROLE_LEAD);
}

/* 专栏：…, “…”的镜头. */
static bool
is_column_label(const struct sheet *sheet, const struct row *row)
{
    uint32_t first = sheet->plain[row->start];
    return ink_of(sheet, row->start, row->end) <= LABEL_INK && row->to < sheet->piece_count &&
           (sheet_starts(sheet, row->start, row->end, "专栏：") ||
            sheet_starts(sheet, row->start, row->end, "栏目：") ||
            (first == U'“' && (sheet_ends(sheet, row->start, row->end, "”的镜头") ||
                               sheet_ends(sheet, row->start, row->end, "”的故事") ||
                               sheet_ends(sheet, row->start, row->end, "”系列报道"))));
}

static bool
is_date(const struct sheet *sheet, const struct row *row)
{
    for (uint32_t at = row->start; at < row->end; at++)
        if (!point_is_blank(sheet->plain[at]) && !glyph_is_digit(sheet->plain[at]) &&
            !utf8_has(slice_from("年月日一二三四五六七八九十〇○零廿"), sheet->plain[at]))
            return false;
    return sheet->plain[row->end - 1] == U'日';
}

/* The first line of a brief without a headline: a bullet, then a full line with a pause, then more.
 */
static bool
is_brief(const struct sheet *sheet, const struct row *row)
{
    const struct line *line = &sheet->lines[sheet->pieces[row->from].line];
    bool pause = false;
    if (!glyph_is_bullet(sheet->plain[row->start]) || row->to >= sheet->piece_count ||
        row->to != row->from + 1 ||
        (!is_head(sheet->pieces[row->from].role) &&
         sheet->pieces[row->from].role != ROLE_SUBHEAD) ||
        sheet->pieces[row->to].role != ROLE_BODY ||
        line->indent + line->width + BRIEF_LACK < line->full)
        return false;
    for (uint32_t at = row->start; at < row->end; at++)
        pause |= sheet->plain[at] == U'，' || glyph_is_digit(sheet->plain[at]);
    return pause;
}

/* Set to the right below a text that has ended: an office, or the day. */
static bool
is_signature(const struct sheet *sheet, const struct row *row)
{
    const struct line *line = &sheet->lines[sheet->pieces[row->from].line];
    if (row->from == 0 || ink_of(sheet, row->start, row->end) > SIGNED_INK ||
        line->indent < SIGNED_INDENT || line->blank_before > 0 ||
        sheet->pieces[row->from - 1].role != ROLE_BODY)
        return false;
    if (is_date(sheet, row))
        return true;
    uint32_t last = sheet->plain[sheet->pieces[row->from - 1].to - 1];
    return glyph_is_stop(last) && sheet_ends_any(sheet, row->start, row->end, cue_signers);
}

/* A short head that the page has three times, each above another line of a head, labels a column.
 */
static void
give_labels(struct sheet *sheet)
{
    size_t seen[LABELS_BACK], count = 0;
    for (size_t i = 0; i + 1 < sheet->piece_count && sheet_beat(sheet);) {
        struct row row = row_at(sheet, i);
        bool whole = row.to == i + 1 && row.to < sheet->piece_count;
        i = row.to;
        if (!whole || !is_head(sheet->pieces[row.from].role) ||
            ink_of(sheet, row.start, row.end) > LABEL_INK || !is_head(sheet->pieces[row.to].role))
            continue;
        size_t same[LABELS_BACK], times = 0;
        for (size_t k = 0; k < count && k < LABELS_BACK; k++)
            if (sheet_same(sheet, &sheet->pieces[seen[k]], &sheet->pieces[row.from]) &&
                !sheet_same(sheet, &sheet->pieces[seen[k] + 1], &sheet->pieces[row.to]))
                same[times++] = seen[k];
        for (size_t k = 0; times >= 2 && k <= times; k++) {
            struct row label = row_at(sheet, k < times ? same[k] : row.from);
            give(sheet, &label, ROLE_KICKER);
        }
        seen[count++ % LABELS_BACK] = row.from;
    }
}

/* Whether the form of the row tells its role. */
static bool
role_of(const struct sheet *sheet, const struct row *row, enum role *role)
{
    const struct piece *first = &sheet->pieces[row->from];
    bool next = row->to < sheet->piece_count;
    if (damage_covers(sheet, row->start, row->end, "mojibake")) {
        *role = ROLE_FURNITURE;
        return true;
    }
    if (is_brief(sheet, row)) {
        *role = ROLE_BODY;
        return true;
    }
    if (is_picture_credit(sheet, row)) {
        *role = ROLE_CREDIT;
        return first->role != ROLE_BODY && first->role != ROLE_FURNITURE;
    }
    if (is_english_byline(sheet, row) || is_byline(sheet, row))
        *role = first->role == ROLE_DATELINE ? ROLE_DATELINE : ROLE_BYLINE;
    else if (is_photo_label(sheet, row) || is_column_label(sheet, row))
        *role = ROLE_KICKER;
    else if (is_notice(sheet, row))
        *role = ROLE_HEADLINE;
    else if (is_signature(sheet, row))
        *role = ROLE_BODY;
    else if (is_padded_row(sheet, row) && row->from > 0 && next && is_head(first[-1].role) &&
             !is_head(sheet->pieces[row->to].role))
        *role = ROLE_BYLINE;
    else if (is_lone_stranger(sheet, row) && row->from > 0 && next && is_head(first[-1].role) &&
             !is_head(sheet->pieces[row->to].role))
        *role = ROLE_BYLINE;
    else
        return false;
    return true;
}

/* Where the page marks its bylines by bullets, two letters apart without one, amid text, are the
 * title of the next poem or section: 清　明. */
static void
take_titles(struct sheet *sheet)
{
    size_t marked = 0;
    for (size_t i = 0; i < sheet->piece_count; i++)
        marked += sheet->pieces[i].role == ROLE_BYLINE && sheet->pieces[i].opens &&
                  glyph_is_bullet(sheet->plain[sheet->pieces[i].from]);
    for (size_t i = 0; marked >= MARKED_LEAST && i < sheet->piece_count;) {
        struct row row = row_at(sheet, i);
        if (i > 0 && row.to < sheet->piece_count && sheet->pieces[i].role == ROLE_BYLINE &&
            row.end - row.start > 2 && ink_of(sheet, row.start, row.end) == 2 &&
            point_is_han(sheet->plain[row.start]) && sheet->pieces[i - 1].role == ROLE_BODY &&
            sheet->pieces[row.to].role == ROLE_BODY)
            give(sheet, &row, ROLE_SUBHEAD);
        i = row.to;
    }
}

void
sure_roles(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->piece_count && sheet_beat(sheet);) {
        struct row row = row_at(sheet, i);
        enum role role = sheet->pieces[i].role;
        if (role_of(sheet, &row, &role))
            give(sheet, &row, role);
        if (role == ROLE_BYLINE && is_english_byline(sheet, &row))
            give_english_head(sheet, &row);
        i = row.to;
    }
    give_labels(sheet);
    take_titles(sheet);
    for (size_t i = 0, count; i<sheet->piece_count; i += count> 0 ? count : 1)
        if ((count = closing_dateline(sheet, i)) > 0) {
            struct row row = { .from = i, .to = i + count };
            give(sheet, &row, ROLE_DATELINE);
        }
    for (size_t i = 1; i < sheet->piece_count; i++)
        if (is_closing_byline(sheet, &sheet->pieces[i]) &&
            (sheet->pieces[i - 1].role == ROLE_BODY || sheet->pieces[i - 1].role == ROLE_CAPTION)) {
            struct row row = { .from = i, .to = i + 1 };
            give(sheet, &row, ROLE_BYLINE);
        }
}

void
sure_borders(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        for (size_t count = closing_dateline(sheet, i), n = 0; n < count; n++)
            piece[n].first = -certain;
        if (is_closing_byline(sheet, piece))
            piece->first = -certain;
        if (!piece->opens)
            continue;
        struct row row = row_at(sheet, i);
        if (i > 0 && glyph_is_bullet(sheet->plain[piece->from]) && piece->role == ROLE_BODY &&
            piece[-1].role == ROLE_BYLINE && border_part(sheet, i - 1) == PART_TEXT)
            piece->first = piece->para = certain; /* the brief before it is signed */
        if (sheet->point[piece->start] == '<' && piece->from > piece->start)
            piece->para = certain; /* <p> */
        if (is_signature(sheet, &row)) {
            piece->first = -certain;
            piece->para = certain;
        }
    }
}
