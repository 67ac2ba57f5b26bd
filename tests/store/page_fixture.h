/*
 * page_fixture: pages for tests of store.
 */
#ifndef TESTS_STORE_PAGE_FIXTURE_H
#define TESTS_STORE_PAGE_FIXTURE_H

#include "common/page.h"
#include "common/utf8.h"

#include <stdio.h>

/* 32 hex digits made from a number. */
static inline struct slice
fixture_id(struct page *page, unsigned number)
{
    char id[33];
    (void)snprintf(id, sizeof id, "%08x%024x", number * 2654435761U, number);
    return arena_slice(&page->arena, slice_from(id));
}

/* A page of one article: headline, one paragraph, one author and a mention of
 * each name that is not NULL (their offsets are made up, one after another). */
static inline void
fixture_page(struct page *page, unsigned number, const char *headline, const char *body,
             const char *person, const char *place, const char *organisation)
{
    page_init(page);
    page->id = fixture_id(page, number);
    page->name = SLICE_LITERAL("A03");
    page->encoding = SLICE_LITERAL("UTF-8");
    page->segment_version = SLICE_LITERAL("segment 1");
    page->enrich_version = SLICE_LITERAL("enrich 1");
    char text[4096];
    (void)snprintf(text, sizeof text, "%s\n%s", headline, body);
    page->text = arena_slice(&page->arena, slice_from(text));
    uint32_t head = (uint32_t)utf8_count(slice_from(headline));
    uint32_t all = (uint32_t)utf8_count(page->text);

    struct article *article = page_add_article(page);
    article->confidence = 0.9F;
    const char *const texts[] = { headline, body };
    const enum role roles[] = { ROLE_HEADLINE, ROLE_BODY };
    const uint32_t starts[] = { 0, head + 1 }, ends[] = { head, all };
    for (int i = 0; i < 2; i++) {
        if (ends[i] <= starts[i])
            continue;
        *page_add_segment(page) = (struct segment){ starts[i], ends[i], 1, roles[i], 0.9F, "rule" };
        struct passage *passage = article_add_passage(page, article);
        passage->role = roles[i];
        passage->text = arena_slice(&page->arena, slice_from(texts[i]));
        passage->runs = arena_alloc(&page->arena, 1, sizeof *passage->runs);
        passage->runs[0] = (struct run){ 0, starts[i], ends[i] - starts[i] };
        passage->run_count = 1;
    }
    const char *const names[] = { person, place, organisation };
    for (uint32_t i = 0, at = 0; i < 3; i++) {
        if (names[i] == NULL)
            continue;
        struct mention *mention = article_add_mention(page, article);
        *mention =
            (struct mention){ (enum mention_type)i, at, at + 1, slice_from(names[i]), 0.8F, 0 };
        at++;
    }
}

/* Where in a paper. */
static inline void
fixture_slot(struct page *page, const char *paper, const char *date, const char *number)
{
    page->paper = slice_from(paper);
    page->date = slice_from(date);
    page->number = slice_from(number);
}

#endif
