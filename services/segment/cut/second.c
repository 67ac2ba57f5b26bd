#include "services/segment/cut/second.h"

#include "services/segment/border.h"
#include "services/segment/glyph.h"
#include "services/segment/label/row.h"
#include "services/segment/roll.h"

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

/* Whether these members are no article, but a section of one: a short label that ends in a dash
 * above its lines, then text, nobody's name. */
static bool
is_section(const struct sheet *sheet, const size_t *members, size_t count)
{
    bool dash = false;
    size_t heads = 0;
    for (size_t i = 0; i < count; i++) {
        const struct piece *piece = &sheet->pieces[members[i]];
        enum part part = border_part(sheet, members[i]);
        if (part == PART_BYLINE || piece->role == ROLE_BYLINE || piece->role == ROLE_DATELINE ||
            piece->role == ROLE_AFFILIATION || piece->role == ROLE_LEAD)
            return false;
        heads += part == PART_HEAD;
        dash |= heads == 1 && part == PART_HEAD && glyph_is_dash(sheet->plain[piece->to - 1]);
    }
    return dash && heads > 1 && heads <= SECTION_LINES && heads < count &&
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

uint32_t
second_mend(struct sheet *sheet, uint32_t articles)
{
    struct roll roll = roll_call(sheet, articles);
    uint32_t most = articles;
    for (uint32_t number = 1; number <= articles; number++) {
        const size_t *members = roll.pieces + roll.first[number];
        size_t count = roll.first[number + 1] - roll.first[number];
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
    bool above = false; /* the article before is signed above its text */
    uint32_t owner = 0;
    for (uint32_t number = 1; number <= articles; number++) {
        const size_t *members = roll.pieces + roll.first[number];
        size_t count = roll.first[number + 1] - roll.first[number];
        if (count == 0)
            continue;
        if (above && is_section(sheet, members, count)) {
            for (size_t i = 0; i < count; i++) {
                struct piece *piece = &sheet->pieces[members[i]];
                piece->article = owner;
                if (border_part(sheet, members[i]) == PART_HEAD)
                    piece->role = ROLE_SUBHEAD;
            }
            continue;
        }
        above = is_signed_above(sheet, members, count);
        owner = sheet->pieces[members[count - 1]].article;
    }
    return border_renumber(sheet, most);
}
