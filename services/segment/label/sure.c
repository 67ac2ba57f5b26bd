#include "services/segment/label/sure.h"

#include "common/utf8.h"
#include "services/segment/border.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/label/aide.h"
#include "services/segment/label/byline.h"
#include "services/segment/label/duty.h"
#include "services/segment/label/photo.h"
#include "services/segment/label/sequel.h"
#include "services/segment/label/verse.h"
#include "services/segment/label/waist.h"
#include "services/segment/person.h"
#include "services/segment/read/damage.h"
#include "services/segment/read/dateline.h"

#include <string.h>

enum {
    REST_MOST = 4,   /* lines of names below a byline */
    DOTTED_INK = 9,  /* of 民生·关注 */
    TABLE_LOOK = 64, /* pieces of a table that are looked at */
    CELLS_LEAST = 4, /* of a row of vertical text */
    RULE_INK = 3,
    SIGNED_INK = 26,   /* of a line of a signature */
    SIGNED_INDENT = 6, /* columns that it is set in, at least */
    LABEL_INK = 16,    /* of a column's label */
    LABELS_BACK = 64,  /* lines among which a label is looked for again */
    BRIEF_LACK = 3,    /* columns that its first line may lack to a full one */
    HEAD_LINES = 3,    /* above By SOMEBODY */
    PART_MOST = 4,     /* code points of a part's label */
    POET_MOST = 4,     /* code points of a poet's name */
    MARKED_LEAST = 3,  /* bylines with bullets that make a habit of the page */
};

static const float certain = 8, never = -14; /* log odds, log probability */

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
        if (!row_is_latin(sheet, &row) || last == '.' || last == ',' || last == U'”')
            return;
        row_give(sheet, &row, ROLE_HEADLINE);
    }
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

/* A label that many papers print, above a head. */
static bool
is_known_column(const struct sheet *sheet, const struct row *row)
{
    enum role role = sheet->pieces[row->from].role;
    bool amid = role == ROLE_FURNITURE && row->from > 0 &&
                sheet->pieces[row->from - 1].role != ROLE_FURNITURE;
    return row->to < sheet->piece_count && (row_is_head(role) || role == ROLE_BYLINE || amid) &&
           row_is_head(sheet->pieces[row->to].role) && is_one_of(sheet, row, cue_columns);
}

/* 民生·关注 above a head, which is nobody's name. */
static bool
is_dotted_label(const struct sheet *sheet, const struct row *row)
{
    uint32_t dot = row->start;
    while (dot < row->end && point_is_han(sheet->plain[dot]))
        dot++;
    uint32_t rest = dot + 1;
    while (rest < row->end && point_is_han(sheet->plain[rest]))
        rest++;
    return rest == row->end && dot >= row->start + 2 && rest >= dot + 3 &&
           person_is_dot(sheet->plain[dot]) && row->end - row->start <= DOTTED_INK &&
           !person_is_stranger(sheet->plain + row->start, row->end - row->start) &&
           !sheet_starts_any(sheet, row->start, row->end, cue_tunes) && row->from > 0 &&
           sheet->pieces[row->from - 1].role != ROLE_FURNITURE && row->to < sheet->piece_count &&
           row_is_head(sheet->pieces[row->to].role);
}

/* 专栏：…, “…”的镜头. */
static bool
is_column_label(const struct sheet *sheet, const struct row *row)
{
    uint32_t first = sheet->plain[row->start];
    return row_ink(sheet, row->start, row->end) <= LABEL_INK && row->to < sheet->piece_count &&
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
    enum role role = sheet->pieces[row->from].role;
    bool text = role == ROLE_BODY, whole = row->to == row->from + 1;
    for (size_t i = row->from; i < row->to; i++)
        text &= sheet->pieces[i].role == ROLE_BODY;
    if (!text && !(whole && (row_is_head(role) || role == ROLE_SUBHEAD)))
        return false;
    if (!glyph_is_bullet(sheet->plain[row->start]) || row->to >= sheet->piece_count ||
        sheet->pieces[row->to].role != ROLE_BODY ||
        line->indent + line->width + BRIEF_LACK < line->full)
        return false;
    for (uint32_t at = row->start; at < row->end; at++)
        pause |= sheet->plain[at] == U'，' || glyph_is_digit(sheet->plain[at]);
    const struct line *next = &sheet->lines[sheet->pieces[row->to].line];
    return pause || (next == line + 1 && next->blank_before == 0 && next->indent < line->indent);
}

/* Set to the right below a text that has ended: an office, or the day. */
static bool
is_signature(const struct sheet *sheet, const struct row *row)
{
    const struct line *line = &sheet->lines[sheet->pieces[row->from].line];
    if (row->from == 0 || row_ink(sheet, row->start, row->end) > SIGNED_INK ||
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
        if (!whole || !row_is_head(sheet->pieces[row.from].role) ||
            row_ink(sheet, row.start, row.end) > LABEL_INK ||
            !row_is_head(sheet->pieces[row.to].role))
            continue;
        size_t same[LABELS_BACK], times = 0;
        for (size_t k = 0; k < count && k < LABELS_BACK; k++)
            if (sheet_same(sheet, &sheet->pieces[seen[k]], &sheet->pieces[row.from]) &&
                !sheet_same(sheet, &sheet->pieces[seen[k] + 1], &sheet->pieces[row.to]))
                same[times++] = seen[k];
        for (size_t k = 0; times >= 2 && k <= times; k++) {
            struct row label = row_at(sheet, k < times ? same[k] : row.from);
            row_give(sheet, &label, ROLE_KICKER);
        }
        seen[count++ % LABELS_BACK] = row.from;
    }
}

/* Whether nobody can read it: other characters than were written, or columns cut into rows. */
static bool
is_unreadable(const struct sheet *sheet, const struct row *row)
{
    return (row_ink(sheet, row->start, row->end) == 0 && sheet->point[row->start] == '<') ||
           damage_covers(sheet, row->start, row->end, "mojibake") ||
           damage_covers(sheet, row->start, row->end, "escaped") ||
           (row_ink(sheet, row->start, row->end) >= CELLS_LEAST &&
            damage_covers(sheet, row->start, row->end, "vertical"));
}

/* A rule that is drawn of signs. */
static bool
is_ruled(const struct sheet *sheet, const struct row *row)
{
    for (uint32_t at = row->start; at < row->end; at++)
        if (!point_is_blank(sheet->plain[at]) && !glyph_is_dash(sheet->plain[at]) &&
            !point_is_in(sheet->plain[at], U"=_*#~+.…·─━"))
            return false;
    return row_ink(sheet, row->start, row->end) >= RULE_INK;
}

/* （文中人物为化名）: of the text, not of who wrote it. */
static bool
is_remark(const struct sheet *sheet, const struct row *row)
{
    enum role role = sheet->pieces[row->from].role;
    return (role == ROLE_AFFILIATION || role == ROLE_BYLINE) &&
           sheet_find(sheet, row->start, row->end, "化名", NULL) < row->end;
}

/* 【说法】, which names a part of the text: nobody, and no dateline. */
static bool
is_part_label(const struct sheet *sheet, const struct row *row)
{
    enum role role = sheet->pieces[row->from].role;
    uint32_t start = row->start + 1, end = row->end - 1;
    if ((role != ROLE_BYLINE && role != ROLE_DATELINE) || end < start + 2 ||
        end - start > PART_MOST || sheet->plain[row->start] != U'【' || sheet->plain[end] != U'】')
        return false;
    for (uint32_t at = start; at < end; at++)
        if (!point_is_han(sheet->plain[at]))
            return false;
    return !person_is_name(sheet->plain + start, end - start) &&
           !sheet_holds_any(sheet, start, end, cue_posts) && !sheet_ends(sheet, start, end, "讯") &&
           !sheet_ends(sheet, start, end, "电");
}

/* Between a head and what is none. */
static bool
stands_below_head(const struct sheet *sheet, const struct row *row)
{
    return row->from > 0 && row->to < sheet->piece_count &&
           row_is_head(sheet->pieces[row->from - 1].role) &&
           !row_is_head(sheet->pieces[row->to].role);
}

/* Whether the line is of a table, not all of which is furniture. */
static bool
is_table(const struct sheet *sheet, size_t piece)
{
    bool text = false;
    size_t first = piece > TABLE_LOOK ? piece - TABLE_LOOK : 0;
    for (size_t i = piece; i > first && sheet->lines[sheet->pieces[i - 1].line].table; i--)
        text |= sheet->pieces[i - 1].role != ROLE_FURNITURE;
    for (size_t i = piece; i < sheet->piece_count && i < piece + TABLE_LOOK &&
                           sheet->lines[sheet->pieces[i].line].table;
         i++)
        text |= sheet->pieces[i].role != ROLE_FURNITURE;
    return text && sheet->lines[sheet->pieces[piece].line].table;
}

/* A short line right above a table that text is told to be. */
static bool
is_table_head(const struct sheet *sheet, const struct row *row)
{
    return row->to < sheet->piece_count && sheet->pieces[row->from].role == ROLE_FURNITURE &&
           row_ink(sheet, row->start, row->end) <= LABEL_INK && is_table(sheet, row->to) &&
           sheet->lines[sheet->pieces[row->to].line].blank_before == 0;
}

/* Whether the form of the row tells its role. */
static bool
role_of(const struct sheet *sheet, const struct row *row, enum role *role)
{
    const struct piece *first = &sheet->pieces[row->from];
    if (is_unreadable(sheet, row) || (row_is_head(first->role) && is_ruled(sheet, row))) {
        *role = ROLE_FURNITURE;
        return true;
    }
    if (is_table(sheet, row->from)) {
        *role = ROLE_BODY;
        return true;
    }
    if (is_brief(sheet, row)) {
        *role = ROLE_BODY;
        return true;
    }
    if (byline_is_credit(sheet, row)) {
        *role = ROLE_CREDIT;
        return first->role != ROLE_BODY && first->role != ROLE_FURNITURE;
    }
    if (dateline_is_bracket(sheet, row->start, row->end)) {
        *role = ROLE_CREDIT;
        return first->role != ROLE_BODY && first->role != ROLE_FURNITURE;
    }
    if (byline_is_english(sheet, row) || byline_is_plain(sheet, row))
        *role = first->role == ROLE_DATELINE ? ROLE_DATELINE : ROLE_BYLINE;
    else if (byline_is_told(sheet, row) || duty_signs(sheet, row) ||
             (byline_has_title(sheet, row) &&
              (stands_below_head(sheet, row) || first->role == ROLE_AFFILIATION ||
               glyph_is_dash(sheet->plain[row->start]))))
        *role = ROLE_BYLINE;
    else if (is_photo_label(sheet, row) || is_column_label(sheet, row) ||
             is_known_column(sheet, row) || is_dotted_label(sheet, row))
        *role = ROLE_KICKER;
    else if (is_notice(sheet, row) || is_table_head(sheet, row) ||
             (first->role == ROLE_BYLINE && byline_is_portrait(sheet, row)))
        *role = ROLE_HEADLINE;
    else if (is_signature(sheet, row) || is_remark(sheet, row))
        *role = ROLE_BODY;
    else if (is_part_label(sheet, row))
        *role = ROLE_SUBHEAD;
    else if ((byline_is_padded(sheet, row) || byline_is_stranger(sheet, row) ||
              byline_is_dashed(sheet, row) || byline_is_team(sheet, row)) &&
             stands_below_head(sheet, row))
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
            row.end - row.start > 2 && row_ink(sheet, row.start, row.end) == 2 &&
            point_is_han(sheet->plain[row.start]) && sheet->pieces[i - 1].role == ROLE_BODY &&
            sheet->pieces[row.to].role == ROLE_BODY)
            row_give(sheet, &row, ROLE_SUBHEAD);
        i = row.to;
    }
}

/* A dateline at the start of a line that text follows in is one, whatever it looks like to the
 * network.
 */
static void
give_dateline(struct sheet *sheet, const struct row *row)
{
    const struct line *line = &sheet->lines[sheet->pieces[row->from].line];
    uint32_t at = row->start, end = line->end;
    while (at < end && (glyph_is_bullet(sheet->plain[at]) || point_is_blank(sheet->plain[at])))
        at++;
    uint32_t stop = at < end ? dateline_stop(sheet, line, at) : at;
    if (!dateline_is_sure(sheet, line, at, stop))
        return;
    struct row told = { .from = row->from, .to = row->from };
    while (told.to < sheet->piece_count && sheet->pieces[told.to].start < stop &&
           sheet->pieces[told.to].start >= sheet->pieces[row->from].start)
        told.to++;
    if (told.to < sheet->piece_count && told.to > told.from &&
        sheet->pieces[told.to].line == sheet->pieces[told.to - 1].line)
        row_give(sheet, &told, ROLE_DATELINE);
}

/* A poem's title by the tune it is written to, 清平乐·村居, and its poet below. */
static void
give_poem(struct sheet *sheet, const struct row *title)
{
    uint32_t dot = title->start;
    while (dot < title->end && !person_is_dot(sheet->plain[dot]))
        dot++;
    if (title->to == sheet->piece_count || dot == title->end ||
        row_ink(sheet, title->start, title->end) > LABEL_INK ||
        !sheet_is_any(sheet, title->start, dot, cue_tunes))
        return;
    struct row poet = row_at(sheet, title->to);
    if (poet.to == sheet->piece_count || poet.end - poet.start > POET_MOST ||
        !person_is_name(sheet->plain + poet.start, poet.end - poet.start))
        return;
    row_give(sheet, title, ROLE_HEADLINE);
    row_give(sheet, &poet, ROLE_BYLINE);
}

/* A byline that fills its line and goes on in the next. */
static void
give_long_byline(struct sheet *sheet, const struct row *row)
{
    uint32_t number = sheet->pieces[row->from].line;
    const struct line *line = &sheet->lines[number];
    if (row->to == sheet->piece_count || sheet->pieces[row->to].line != number + 1 ||
        line[1].blank_before > 0 || line->indent + line->width + BRIEF_LACK < line->full)
        return;
    struct row both = row_at(sheet, row->to);
    both.from = row->from;
    both.start = row->start;
    if (byline_opens(sheet, row) && byline_is_plain(sheet, &both))
        row_give(sheet, &both, ROLE_BYLINE);
}

/* Names set in below a byline. */
static void
give_rest(struct sheet *sheet, const struct row *row)
{
    if (sheet->pieces[row->from].role != ROLE_BYLINE || row->to == sheet->piece_count)
        return;
    struct row rest = { .from = row->to, .to = row->to };
    for (int n = 0; n < REST_MOST && rest.to < sheet->piece_count; n++) {
        struct row next = row_at(sheet, rest.to);
        if (!byline_goes_on(sheet, row, &next))
            break;
        rest.to = next.to;
    }
    if (rest.to > rest.from && rest.to < sheet->piece_count &&
        !row_is_head(sheet->pieces[rest.to].role))
        row_give(sheet, &rest, ROLE_BYLINE);
}

void
sure_roles(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->piece_count && sheet_beat(sheet);) {
        struct row row = row_at(sheet, i);
        enum role role = sheet->pieces[i].role;
        if (role_of(sheet, &row, &role))
            row_give(sheet, &row, role);
        if (role == ROLE_BODY && is_brief(sheet, &row)) /* however much the page wants heads */
            for (size_t k = row.from; k < row.to; k++)
                for (int head = ROLE_KICKER; head <= ROLE_DECK; head++)
                    sheet->pieces[k].score[head] = never;
        else
            give_long_byline(sheet, &row);
        give_rest(sheet, &row);
        give_dateline(sheet, &row);
        give_poem(sheet, &row);
        if (role == ROLE_BYLINE && byline_is_english(sheet, &row))
            give_english_head(sheet, &row);
        i = row.to;
    }
    verse_roles(sheet);
    sequel_roles(sheet);
    give_labels(sheet);
    take_titles(sheet);
    photo_captions(sheet);
    for (size_t i = 0, count; i<sheet->piece_count; i += count> 0 ? count : 1)
        if ((count = byline_closing_dateline(sheet, i)) > 0) {
            struct row row = { .from = i, .to = i + count };
            row_give(sheet, &row, ROLE_DATELINE);
        }
    for (size_t i = 0, count; i<sheet->piece_count; i += count> 0 ? count : 1)
        if ((count = aide_pieces(sheet, i)) > 0) {
            struct row row = { .from = i, .to = i + count };
            row_give(sheet, &row, ROLE_BYLINE);
            for (size_t n = i; n < i + count; n++)
                sheet->pieces[n].aide = true;
        }
    for (size_t i = 1; i < sheet->piece_count; i++)
        if (byline_closes(sheet, &sheet->pieces[i]) &&
            (sheet->pieces[i - 1].role == ROLE_BODY || sheet->pieces[i - 1].role == ROLE_CAPTION)) {
            struct row row = { .from = i, .to = i + 1 };
            row_give(sheet, &row, ROLE_BYLINE);
        }
}

void
sure_borders(struct sheet *sheet)
{
    photo_borders(sheet);
    waist_borders(sheet);
    for (size_t i = 0; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        for (size_t count = byline_closing_dateline(sheet, i), n = 0; n < count; n++)
            piece[n].first = -certain;
        if (piece->aide || byline_closes(sheet, piece))
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
