#include "services/segment/cut/second.h"

#include "services/segment/border.h"
#include "services/segment/glyph.h"
#include "services/segment/label/row.h"
#include "services/segment/roll.h"

#include <string.h>

enum {
    SECTION_LINES = 4, /* of a sub-head */
    CLOSING_INK = 14,  /* of a bracket with a name */
};

/* A byline that stands on lines of its own, not a bracket at a text's end. */
static bool
is_signed(const struct sheet *sheet, size_t piece)
{
    return border_part(sheet, piece) == PART_BYLINE && sheet->pieces[piece].opens;
}

/* （李明） at a text's end. */
static bool
is_closing(const struct sheet *sheet, size_t i)
{
    const struct piece *piece = &sheet->pieces[i];
    return piece->role == ROLE_BYLINE && !piece->aide && !is_signed(sheet, i) && piece->closes &&
           sheet->plain[piece->from] == U'（' && sheet->plain[piece->to - 1] == U'）' &&
           row_ink(sheet, piece->from, piece->to) <= CLOSING_INK;
}

static bool
is_text(const struct sheet *sheet, size_t piece)
{
    enum role role = sheet->pieces[piece].role;
    return role == ROLE_BODY || role == ROLE_LEAD || role == ROLE_DATELINE;
}

static bool
is_heading(const struct sheet *sheet, size_t piece)
{
    return sheet->pieces[piece].role == ROLE_SUBHEAD || border_part(sheet, piece) == PART_HEAD;
}

/* The first of the headings in a row that end before member `to` of the article. */
static size_t
first_heading(const struct sheet *sheet, const size_t *members, size_t to)
{
    size_t first = to;
    while (first > 0 && is_heading(sheet, members[first - 1]))
        first--;
    return first;
}

/* Where in an article of `count` members another begins; `count` when none does.  The article is
 * signed before `from`. */
static size_t
find_cut(const struct sheet *sheet, const size_t *members, size_t count)
{
    bool first = false, text = false; /* signed; text since then, or before when signed below it */
    size_t heading = count;           /* where the last headings begin that follow both */
    for (size_t i = 0; i < count; i++) {
        size_t piece = members[i];
        if (is_closing(sheet, piece)) {
            if (first && text && heading < count)
                return heading;
            first = true;
        } else if (is_signed(sheet, piece)) {
            size_t before = first_heading(sheet, members, i);
            if (first && text && (before < i || heading < count))
                return before < i ? before : heading;
            first = true;
        } else if (is_text(sheet, piece)) {
            text = true;
        } else if (is_heading(sheet, piece)) {
            if (first && text)
                heading = first_heading(sheet, members, i + 1);
            else
                text = false; /* of a head in the middle */
        }
    }
    return count;
}

static void
make_head(struct piece *piece)
{
    if (piece->role == ROLE_SUBHEAD)
        piece->role = ROLE_HEADLINE;
    piece->first = -piece->first;
}

/* Whether these members may be no article, but a section of one: a few lines of a head, then text,
 * nobody's name.  *dash: the first line, a short label, ends in a dash. */
static bool
is_section(const struct sheet *sheet, const size_t *members, size_t count, bool *dash)
{
    size_t heads = 0;
    *dash = false;
    for (size_t i = 0; i < count; i++) {
        const struct piece *piece = &sheet->pieces[members[i]];
        enum part part = border_part(sheet, members[i]);
        if (part == PART_BYLINE || piece->role == ROLE_BYLINE || piece->role == ROLE_DATELINE ||
            piece->role == ROLE_AFFILIATION || piece->role == ROLE_LEAD)
            return false;
        heads += part == PART_HEAD;
        *dash |= heads == 1 && part == PART_HEAD && glyph_is_dash(sheet->plain[piece->to - 1]);
    }
    *dash &= heads > 1;
    return heads > 0 && heads <= SECTION_LINES && heads < count &&
           border_part(sheet, members[0]) == PART_HEAD;
}

/* Whether the article is signed right below its head. */
static bool
is_signed_above(const struct sheet *sheet, const size_t *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_text(sheet, members[i]))
            return false;
        if (is_signed(sheet, members[i]))
            return i > 0;
    }
    return false;
}

/* Whether a bracket that says who wrote, perhaps of two lines, ends with the piece. */
static bool
ends_signature(const struct sheet *sheet, size_t i)
{
    const struct piece *piece = &sheet->pieces[i];
    return piece->role == ROLE_BYLINE && !piece->aide && border_part(sheet, i) == PART_TEXT &&
           sheet->plain[piece->to - 1] == U'）';
}

/* The text of a stack's article that is signed twice, in brackets at texts' ends, is two: the
 * second, as article `number`, has the line that most likely began another head, and what stands
 * below it.  Returns whether it was so. */
static bool
part_stacked(struct sheet *sheet, const size_t *members, size_t count, uint32_t number)
{
    size_t head = 0, heads = 0, closed = count;
    bool again = false;
    for (size_t i = 0; i < count; i++) {
        const struct piece *piece = &sheet->pieces[members[i]];
        if (piece->evidence == NULL || strcmp(piece->evidence, "head-stack") != 0)
            return false;
        if (border_part(sheet, members[i]) == PART_HEAD) {
            if (heads++ < i || closed < count)
                return false; /* heads come first, all of them */
            if (i > 0 && (head == 0 || piece->first > sheet->pieces[members[head]].first))
                head = i;
        } else if (ends_signature(sheet, members[i])) {
            again |= closed < count;
            closed = closed < count ? closed : i;
        }
    }
    if (head == 0 || !again)
        return false;
    for (size_t i = head; i < count; i++) {
        struct piece *piece = &sheet->pieces[members[i]];
        if (i == head)
            piece->role = ROLE_HEADLINE;
        if (i < heads || i > closed)
            piece->article = number;
    }
    return true;
}

/* Makes articles first to last, by number, sections of the owner's. */
static void
join(struct sheet *sheet, const struct roll *roll, uint32_t first, uint32_t last, uint32_t owner)
{
    for (size_t i = roll->first[first]; i < roll->first[last + 1]; i++) {
        struct piece *piece = &sheet->pieces[roll->pieces[i]];
        piece->article = owner;
        if (border_part(sheet, roll->pieces[i]) == PART_HEAD)
            piece->role = ROLE_SUBHEAD;
    }
}

/* Below an article that is signed above its text, those that nobody signs are its sections, up to
 * the last whose label ends in a dash. */
static void
give_sections_back(struct sheet *sheet, const struct roll *roll, uint32_t articles)
{
    bool above = false; /* the article before is signed above its text */
    uint32_t owner = 0, pending = 0;
    for (uint32_t number = 1; number <= articles; number++) {
        const size_t *members = roll->pieces + roll->first[number];
        size_t count = roll->first[number + 1] - roll->first[number];
        bool dash;
        if (count == 0)
            continue;
        if (above && is_section(sheet, members, count, &dash)) {
            pending = pending > 0 ? pending : number;
            if (dash) {
                join(sheet, roll, pending, number, owner);
                pending = 0;
            }
            continue;
        }
        pending = 0;
        above = is_signed_above(sheet, members, count);
        owner = sheet->pieces[members[count - 1]].article;
    }
}

uint32_t
second_mend(struct sheet *sheet, uint32_t articles)
{
    struct roll roll = roll_call(sheet, articles);
    uint32_t most = articles;
    for (uint32_t number = 1; number <= articles; number++) {
        const size_t *members = roll.pieces + roll.first[number];
        size_t count = roll.first[number + 1] - roll.first[number];
        most += part_stacked(sheet, members, count, most + 1);
        for (size_t cut; (cut = find_cut(sheet, members, count)) < count;) {
            members += cut;
            count -= cut;
            most++;
            for (size_t i = 0; i < count; i++) {
                struct piece *piece = &sheet->pieces[members[i]];
                piece->article = most;
                piece->evidence = "second-byline";
            }
            for (size_t i = 0; i < count && is_heading(sheet, members[i]); i++)
                make_head(&sheet->pieces[members[i]]);
        }
    }
    give_sections_back(sheet, &roll, articles);
    return border_renumber(sheet, most);
}
