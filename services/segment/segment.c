/*
 * The stages of segmentation, one after the other: sheet (lines, pieces), model
 * (roles), convention (articles), repair and authors (records).
 */
#include "services/segment/segment.h"

#include "common/buf.h"
#include "common/file.h"
#include "common/zones.h"
#include "services/segment/bigram.h"
#include "services/segment/cut/caption.h"
#include "services/segment/cut/convention.h"
#include "services/segment/cut/doubt.h"
#include "services/segment/cut/heading.h"
#include "services/segment/cut/order.h"
#include "services/segment/cut/second.h"
#include "services/segment/given.h"
#include "services/segment/label/model.h"
#include "services/segment/layout/trace.h"
#include "services/segment/read/damage.h"
#include "services/segment/read/read.h"
#include "services/segment/roll.h"
#include "services/segment/write/author.h"
#include "services/segment/write/repair.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEARNED_BYTES_MAX = 64 << 20, /* of one file of what was learned */
    HEADING_LINES = 8,            /* of one heading that are looked at for repeats */
};

struct segmenter {
    struct pagenet *pagenet;
    struct bigrams *bigrams;
    char version[64];
};

static int
read_file(const char *folder, const char *name, struct buf *content, struct err *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return file_load(path, LEARNED_BYTES_MAX, content, err);
}

static uint32_t
checksum(struct slice bytes, uint32_t sum)
{
    for (size_t i = 0; i < bytes.len; i++)
        sum = (sum ^ (unsigned char)bytes.ptr[i]) * 16777619u; /* FNV-1a */
    return sum;
}

int
segmenter_load(struct segmenter **result, const char *data_dir, struct err *err)
{
    struct segmenter *segmenter = calloc(1, sizeof *segmenter);
    if (segmenter == NULL)
        die("out of memory");
    struct buf network = { 0 }, bigrams = { 0 };
    int status = read_file(data_dir, "segment.network", &network, err);
    if (status == 0)
        status = read_file(data_dir, "segment.bigrams", &bigrams, err);
    if (status == 0 && (status = pagenet_parse(&segmenter->pagenet, buf_slice(&network), err)) != 0)
        err_prefix(err, "%s/segment.network", data_dir);
    if (status == 0 && (status = bigrams_parse(&segmenter->bigrams, buf_slice(&bigrams), err)) != 0)
        err_prefix(err, "%s/segment.bigrams", data_dir);
    if (status == 0) {
        uint32_t sum = checksum(buf_slice(&bigrams), checksum(buf_slice(&network), 2166136261u));
        snprintf(segmenter->version, sizeof segmenter->version, "segment 2 %08x", (unsigned)sum);
        *result = segmenter;
    } else {
        segmenter_free(segmenter);
    }
    buf_done(&network);
    buf_done(&bigrams);
    return status;
}

void
segmenter_free(struct segmenter *segmenter)
{
    if (segmenter == NULL)
        return;
    pagenet_free(segmenter->pagenet);
    bigrams_free(segmenter->bigrams);
    free(segmenter);
}

const char *
segmenter_version(const struct segmenter *segmenter)
{
    return segmenter->version;
}

static int
compare_places(const void *a, const void *b)
{
    const struct piece *x = *(const struct piece *const *)a, *y = *(const struct piece *const *)b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Pieces are in reading order, segments in the order of the page. */
static void
add_segments(const struct sheet *sheet, struct page *page)
{
    const struct piece **order = arena_alloc(&page->arena, sheet->piece_count + 1, sizeof *order);
    for (size_t i = 0; i < sheet->piece_count; i++)
        order[i] = &sheet->pieces[i];
    qsort(order, sheet->piece_count, sizeof(struct piece *), compare_places);
    struct segment *last = NULL;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = order[i];
        if (last != NULL && last->role == piece->role && last->article == piece->article) {
            last->end = piece->end;
            if (piece->confidence < last->confidence)
                last->confidence = piece->confidence;
            continue;
        }
        last = page_add_segment(page);
        *last = (struct segment){ piece->start, piece->end,        piece->article,
                                  piece->role,  piece->confidence, piece->evidence };
    }
}

/* Whether one of these pieces has the same text. */
static bool
has_same(const struct sheet *sheet, const struct piece *const *pieces, size_t count,
         const struct piece *piece)
{
    for (size_t i = 0; i < count; i++)
        if (sheet_same(sheet, pieces[i], piece))
            return true;
    return false;
}

/* The head of an article: all its kicker lines as one passage, and so on.  A line that the page
 * has twice counts once. */
static void
add_headings(const struct sheet *sheet, const struct roll *roll, struct page *page,
             struct article *article)
{
    static const enum role headings[] = { ROLE_KICKER, ROLE_HEADLINE, ROLE_DECK };
    for (size_t h = 0; h < 3; h++) {
        struct prose prose = { .arena = &page->arena };
        const struct piece *kept[HEADING_LINES];
        size_t count = 0;
        for (size_t i = roll->first[article->number]; i < roll->first[article->number + 1]; i++) {
            const struct piece *piece = &sheet->pieces[roll->pieces[i]];
            if (piece->role != headings[h] || has_same(sheet, kept, count, piece))
                continue;
            if (count < HEADING_LINES)
                kept[count++] = piece;
            repair_add(&prose, sheet, piece, REPAIR_HEADING);
        }
        repair_emit(&prose, page, article, headings[h]);
    }
}

/* Whether pieces of this role stand between paragraphs, never within one. */
static bool
parts_paragraphs(enum role role)
{
    return role == ROLE_SUBHEAD || role == ROLE_DATELINE || role == ROLE_LEAD;
}

static void
emit(struct prose *prose, struct page *page, struct article *article, enum role role)
{
    repair_emit(prose, page, article, role);
    *prose = (struct prose){ .arena = &page->arena };
}

/* Passages of an article: its head, then its text in reading order.  A picture's
 * caption, a jump and the like may stand in the middle of a paragraph. */
static void
add_passages(const struct sheet *sheet, const struct roll *roll, struct page *page,
             struct article *article)
{
    add_headings(sheet, roll, page, article);
    struct prose body = { .arena = &page->arena }, aside = { .arena = &page->arena };
    enum role role = ROLE_BODY;
    for (size_t i = roll->first[article->number]; i < roll->first[article->number + 1]; i++) {
        const struct piece *piece = &sheet->pieces[roll->pieces[i]];
        if (piece->role == ROLE_KICKER || piece->role == ROLE_HEADLINE || piece->role == ROLE_DECK)
            continue;
        if (piece->role != role && role != ROLE_BODY)
            emit(&aside, page, article, role);
        if (parts_paragraphs(piece->role) || (piece->role == ROLE_BODY && body.last != NULL &&
                                              repair_breaks(sheet, body.last, piece)))
            emit(&body, page, article, ROLE_BODY);
        role = piece->role;
        repair_add(role == ROLE_BODY ? &body : &aside, sheet, piece, REPAIR_TEXT);
    }
    emit(&aside, page, article, role);
    emit(&body, page, article, ROLE_BODY);
}

/* Where articles begin and what belongs to them, as the page looks. */
static uint32_t
find_articles(struct sheet *sheet, bool placed)
{
    uint32_t articles = convention_cut(sheet);
    if (!sheet_beats(sheet, SHEET_BEATS))
        return articles;
    if (!placed)
        articles = order_mend(sheet, second_mend(sheet, articles));
    headings_mend(sheet, articles);
    if (!placed) /* else captions are told by their place */
        captions_mend(sheet, articles);
    return articles;
}

int
segment_page(const struct segmenter *segmenter, struct page *page, const struct tick *tick,
             struct err *err)
{
    struct sheet sheet = { .tick = tick, .err = err };
    read_page(&sheet, &page->arena, page->text, page->layout, segmenter->bigrams);
    damage_find(&sheet);
    model_label(segmenter->pagenet, &sheet);
    trace_weigh(&sheet);
    uint32_t articles = page->given_count > 0 ? given_take(&sheet, page->given, page->given_count)
                                              : find_articles(&sheet, page->layout != NULL);
    if (!sheet_beats(&sheet, SHEET_BEATS))
        return -1; /* and before: articles are none, or not whole */
    const float *sureness = page->given_count > 0 ? NULL : doubts_weigh(&sheet, articles);
    add_segments(&sheet, page);
    repair_learn(&sheet);
    struct roll roll = roll_call(&sheet, articles);
    for (uint32_t number = 1; number <= articles && sheet_beat(&sheet); number++) {
        struct article *article = page_add_article(page);
        article->number = number;
        article->confidence = sureness != NULL ? sureness[number] : 1;
        add_passages(&sheet, &roll, page, article);
    }
    if (sheet_beat(&sheet))
        authors_find(&sheet, &roll, page);
    if (!sheet_beats(&sheet, SHEET_BEATS))
        return -1;
    zones_make(page);
    page->damages = sheet.damages;
    page->damage_count = page->damage_cap = sheet.damage_count;
    for (size_t i = 0; i < page->damage_count; i++)
        page->damaged |= damage_is_lasting(&page->damages[i]);
    page->segment_version = arena_slice(&page->arena, slice_from(segmenter->version));
    return 0;
}
