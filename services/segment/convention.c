/*
 * Pieces with roles become parts: a head (kicker, headline, deck and the byline
 * beside them) or a text (everything else of an article).  Each convention then
 * says which parts make an article, and what the page shows against it is its
 * cost; the cheapest wins for the whole page.
 */
#include "services/segment/convention.h"

#include "services/segment/match.h"

#include <math.h>

enum {
    HEADING_ROLES = 1 << ROLE_KICKER | 1 << ROLE_HEADLINE | 1 << ROLE_DECK,
    TEXT_ROLES = 1 << ROLE_BODY | 1 << ROLE_SUBHEAD | 1 << ROLE_LEAD | 1 << ROLE_CAPTION,
};

struct part {
    bool head;
    bool furnished; /* furniture stands before it */
    size_t from, to; /* pieces; furniture among them belongs to no part */
    unsigned headlines, bodies, leads, decks;
};

struct layout {
    struct part *parts;
    size_t count, cap;
};

static bool
is_heading(enum role role)
{
    return HEADING_ROLES >> role & 1;
}

/* A byline that stands by itself beside a heading belongs to the heading. */
static bool
is_beside_heading(const struct sheet *sheet, size_t i)
{
    if (sheet->pieces[i].role != ROLE_BYLINE || !sheet->pieces[i].opens ||
        sheet->plain[sheet->pieces[i].start] == 0xff08)
        return false;
    for (size_t k = i; k-- > 0;) {
        if (is_heading(sheet->pieces[k].role))
            return true;
        if (sheet->pieces[k].role != ROLE_BYLINE)
            break;
    }
    for (size_t k = i + 1; k < sheet->piece_count; k++) {
        if (is_heading(sheet->pieces[k].role))
            return true;
        if (sheet->pieces[k].role != ROLE_BYLINE)
            break;
    }
    return false;
}

static void
find_parts(const struct sheet *sheet, struct layout *layout)
{
    bool furnished = false;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        if (piece->role == ROLE_FURNITURE) {
            furnished = true;
            continue;
        }
        bool head = is_heading(piece->role) || is_beside_heading(sheet, i);
        struct part *last = layout->count > 0 ? &layout->parts[layout->count - 1] : NULL;
        if (last == NULL || last->head != head || (furnished && head)) {
            layout->parts = arena_grow(sheet->arena, layout->parts, layout->count, &layout->cap,
                                       sizeof *layout->parts);
            last = &layout->parts[layout->count++];
            *last = (struct part){ .head = head, .from = i, .furnished = furnished };
        }
        furnished = false;
        last->to = i + 1;
        last->headlines += piece->role == ROLE_HEADLINE;
        last->bodies += piece->role == ROLE_BODY;
        last->leads += piece->role == ROLE_LEAD;
        last->decks += piece->role == ROLE_DECK;
    }
}

static bool
is_package_text(const struct part *part)
{
    return !part->head && part->bodies == 0 && part->leads > 0;
}

static struct extent
extent_of(const struct part *part)
{
    return (struct extent){ part->from, part->to,
                            part->head ? (uint32_t)HEADING_ROLES : (uint32_t)TEXT_ROLES };
}

struct verdict {
    float first, after; /* cost of headings before, after their text */
};

static struct verdict
weigh(const struct sheet *sheet, const struct layout *layout)
{
    struct extent *extents = arena_alloc(sheet->arena, layout->count, sizeof *extents);
    size_t heads = 0, texts = 0;
    for (size_t i = 0; i < layout->count; i++)
        if (layout->parts[i].head)
            extents[heads++] = extent_of(&layout->parts[i]);
    for (size_t i = 0; i < layout->count; i++)
        if (!layout->parts[i].head)
            extents[heads + texts++] = extent_of(&layout->parts[i]);
    const struct match *match = match_make(sheet, extents, heads, extents + heads, texts);
    struct verdict cost = { 0, 0 };
    size_t head = 0, text = 0;
    for (size_t i = 0; i < layout->count; i++) {
        if (!layout->parts[i].head) {
            text++;
            continue;
        }
        if (text < texts)
            cost.first -= 4 * match_share(match, head, text);
        if (text > 0)
            cost.after -= 4 * match_share(match, head, text - 1);
        head++;
    }
    size_t begin = 0, end = layout->count;
    if (begin + 1 < end && layout->parts[begin].head && is_package_text(&layout->parts[begin + 1]))
        begin += 2;
    if (end > begin + 1 && is_package_text(&layout->parts[end - 1]))
        end -= 1;
    if (begin < end) {
        cost.first += layout->parts[begin].head ? 0 : 2;
        cost.after += layout->parts[begin].head ? 2 : 0;
        if (end == layout->count) {
            cost.first += layout->parts[end - 1].head ? 2 : 0;
            cost.after += layout->parts[end - 1].head ? 0 : 2;
        }
    }
    return cost;
}

static void
give(struct sheet *sheet, size_t from, size_t to, uint32_t article, const char *evidence)
{
    for (size_t i = from; i < to; i++)
        if (sheet->pieces[i].role != ROLE_FURNITURE) {
            sheet->pieces[i].article = article;
            sheet->pieces[i].evidence = evidence;
        }
}

/* Where in a head its last headline with its kickers begins. */
static size_t
last_heading(const struct sheet *sheet, const struct part *part)
{
    size_t at = part->to;
    while (at > part->from && sheet->pieces[at - 1].role != ROLE_HEADLINE)
        at--;
    while (at > part->from && sheet->pieces[at - 1].role == ROLE_HEADLINE &&
           (at == part->to || sheet->pieces[at].role != ROLE_HEADLINE))
        at--;
    while (at > part->from && sheet->pieces[at - 1].role == ROLE_KICKER)
        at--;
    return at;
}

static uint32_t
cut_after(struct sheet *sheet, const struct layout *layout)
{
    uint32_t article = 0;
    bool open = false;
    for (size_t i = 0; i < layout->count; i++) {
        const struct part *part = &layout->parts[i];
        if (part->head && i + 1 < layout->count && is_package_text(&layout->parts[i + 1])) {
            size_t at = open ? last_heading(sheet, part) : part->from;
            give(sheet, part->from, at, article, "heading-after");
            article++;
            give(sheet, at, part->to, article, "package");
            give(sheet, layout->parts[i + 1].from, layout->parts[i + 1].to, article, "package");
            open = false;
            i++;
            continue;
        }
        if (!open)
            article++;
        open = !part->head;
        give(sheet, part->from, part->to, article, "heading-after");
    }
    return article;
}

static uint32_t
cut_first(struct sheet *sheet, const struct layout *layout)
{
    uint32_t article = 0;
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->parts[i].head || article == 0)
            article++;
        give(sheet, layout->parts[i].from, layout->parts[i].to, article, "heading-first");
    }
    return article;
}

uint32_t
convention_cut(struct sheet *sheet)
{
    struct layout layout = { 0 };
    find_parts(sheet, &layout);
    if (layout.count == 0)
        return 0;
    struct verdict cost = weigh(sheet, &layout);
    return cost.after < cost.first ? cut_after(sheet, &layout) : cut_first(sheet, &layout);
}
