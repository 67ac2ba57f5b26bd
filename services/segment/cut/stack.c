/*
 * Mostly texts and heads are in the same order; where the texts seem to be in an order of their
 * own, heads are dealt by what they share alone, and the better total wins.
 */
#include "services/segment/cut/stack.h"

#include "services/segment/border.h"
#include "services/segment/cut/deal.h"
#include "services/segment/cut/heads.h"
#include "services/segment/cut/scatter.h"

#include <math.h>

enum { STACKS_MAX = 4 }; /* on a page */

static const char in_stack[] = "head-stack"; /* evidence */

static void
give(struct piece *piece, uint32_t article, const char *evidence)
{
    piece->article = article;
    piece->evidence = evidence;
}

/* Numbers the pieces of heads and texts from `base` on. */
static void
give_all(const struct heads *run, const struct deal *deal, uint32_t base)
{
    struct sheet *sheet = run->sheet;
    uint32_t end = base + deal->articles + 1, last = base + 1;
    for (size_t k = 0; k < run->chunk_count; k++)
        for (size_t i = run->chunks[k].from; i < run->chunks[k].to; i++)
            if (sheet->pieces[i].article == 0 && border_part(sheet, i) != PART_NONE &&
                (i < run->from || i >= run->to))
                give(&sheet->pieces[i], end - deal->of_chunk[k], in_stack);
    size_t line = 0;
    for (size_t i = run->from; i < run->to; i++) {
        bool head = line < run->line_count && run->lines[line] == i;
        if (head || (run->names_lead && line < run->line_count))
            last = end - deal->of_line[line];
        line += head;
        if (border_part(sheet, i) != PART_NONE && sheet->pieces[i].article == 0)
            give(&sheet->pieces[i], last, in_stack);
    }
    for (size_t i = run->text_from; i < run->text_to; i++)
        if (sheet->pieces[i].article == 0 && border_part(sheet, i) != PART_NONE)
            give(&sheet->pieces[i],
                 i > 0 && sheet->pieces[i - 1].article > base ? sheet->pieces[i - 1].article
                                                              : base + 1,
                 in_stack);
}

/* Where photo news ends whose head begins at `from`: a head, its caption and perhaps a credit,
 * and then what is not its text; `from` when it is none. */
static size_t
photo_end(const struct sheet *sheet, size_t from)
{
    size_t i = from;
    bool caption = false;
    while (i < sheet->piece_count && border_part(sheet, i) == PART_HEAD)
        i++;
    for (; i < sheet->piece_count && sheet->pieces[i].article == 0; i++) {
        enum role role = sheet->pieces[i].role;
        if (role != ROLE_CAPTION && role != ROLE_CREDIT)
            break;
        caption |= role == ROLE_CAPTION;
    }
    bool goes_on =
        i < sheet->piece_count && border_part(sheet, i) == PART_TEXT && sheet->pieces[i].first < 0;
    return caption && !goes_on ? i : from;
}

/* Gives the heads of the stack that have the same text as this one to its article. */
static void
give_repeats(const struct heads *run, const struct piece *head)
{
    struct sheet *sheet = run->sheet;
    size_t to = run->to - run->from > HEADS_LINES_MAX ? run->from + HEADS_LINES_MAX : run->to;
    for (size_t i = run->from; i < to; i++)
        if (border_part(sheet, i) == PART_HEAD && sheet_same(sheet, head, &sheet->pieces[i]))
            give(&sheet->pieces[i], head->article, heads_photo_news);
}

/* Photo news beside the stack keeps its head: an article each.  Returns how many. */
static uint32_t
set_photos_apart(const struct heads *run, uint32_t base)
{
    struct sheet *sheet = run->sheet;
    uint32_t photos = 0;
    for (size_t i = 0, to; i < sheet->piece_count; i++) {
        if ((i >= run->from && i < run->to) || sheet->pieces[i].article != 0 ||
            border_part(sheet, i) != PART_HEAD || (i > 0 && border_part(sheet, i - 1) == PART_HEAD))
            continue;
        to = photo_end(sheet, i);
        photos += to > i;
        for (size_t k = i; k < to; k++) {
            give(&sheet->pieces[k], base + photos, heads_photo_news);
            if (border_part(sheet, k) == PART_HEAD)
                give_repeats(run, &sheet->pieces[k]);
        }
    }
    return photos;
}

/* Deals one stack; how many articles that makes, 0 when there is none. */
static uint32_t
cut_one(struct sheet *sheet, uint32_t base)
{
    struct heads run = { .sheet = sheet };
    if (!heads_find(&run))
        return 0;
    uint32_t photos = set_photos_apart(&run, base);
    if (photos > 0) {
        run = (struct heads){ .sheet = sheet };
        if (!heads_find(&run))
            return photos;
    }
    base += photos;
    if (!heads_read(&run))
        return photos;
    struct deal kept = { 0 }, scattered = { 0 };
    struct deal *deals[] = { &kept, &scattered };
    for (int i = 0; i < 2; i++) {
        deals[i]->of_chunk = arena_alloc(sheet->arena, run.chunk_count + 1, sizeof(uint32_t));
        deals[i]->of_line = arena_alloc(sheet->arena, run.line_count + 1, sizeof(uint32_t));
    }
    float in_order = deal_in_order(&run, &kept), free_order = scatter_deal(&run, &scattered);
    if (in_order == -INFINITY && free_order == -INFINITY)
        return photos;
    const struct deal *deal = in_order >= free_order ? &kept : &scattered;
    float margin = fabsf(in_order - free_order); /* never as sure as heads in place */
    margin = isinf(margin) ? 0 : margin > 2 ? 2 : margin;
    sheet->margin = sheet->margin < margin ? sheet->margin : margin;
    give_all(&run, deal, base);
    return photos + deal->articles;
}

uint32_t
stack_cut(struct sheet *sheet)
{
    uint32_t articles = 0;
    sheet->margin = INFINITY;
    for (int n = 0; n < STACKS_MAX; n++) {
        uint32_t more = cut_one(sheet, articles);
        if (more == 0)
            break;
        articles += more;
    }
    return articles;
}
