/*
 * link_fixture: pages of a few lines with marked mentions, through linking alone.
 *
 *     link_text(&page, "焦作日报", "[焦作|L]的[王芳|P]来了\nB:本报记者 [李敏|P]");
 *
 * Lines are paragraphs of the first article; "---" begins the next, "H:" is a headline, "B:" a
 * byline, "F:" an affiliation, "M:" the masthead; "A:NAME" names an author of the article.
 */
#ifndef PAGEWIRE_TESTS_LINK_FIXTURE_H
#define PAGEWIRE_TESTS_LINK_FIXTURE_H

#include "common/err.h"
#include "common/utf8.h"
#include "services/enrich/link/link.h"
#include "services/enrich/link/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct gazetteer fixture_gazetteer;
static struct linker fixture_linker;
static const struct tick *fixture_tick; /* one that gives up, or NULL */
static char fixture_paths[2][512];

static int
link_setup(void **state)
{
    (void)state;
    const char *dir = getenv("PAGEWIRE_DATA") != NULL ? getenv("PAGEWIRE_DATA") : "data";
    struct err err = { 0 };
    (void)snprintf(fixture_paths[0], sizeof fixture_paths[0], "%s/gazetteer.bin", dir);
    (void)snprintf(fixture_paths[1], sizeof fixture_paths[1], "%s/places.bin", dir);
    if (gazetteer_open(&fixture_gazetteer, fixture_paths[0], &err) != 0 ||
        linker_open(&fixture_linker, fixture_paths[1], &fixture_gazetteer, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    return 0;
}

static int
link_teardown(void **state)
{
    (void)state;
    linker_close(&fixture_linker);
    gazetteer_close(&fixture_gazetteer);
    return 0;
}

struct fixture_mark {
    uint32_t text, start, end;
    enum mention_type type;
};

struct fixture_marks {
    struct fixture_mark items[128];
    size_t count;
};

/* Adds the line as a passage and its marks to *marks. */
static void
fixture_line(struct page *page, struct article *article, struct buf *text, struct slice line,
             enum role role, uint32_t number, struct fixture_marks *marks)
{
    struct buf plain = { 0 };
    uint32_t at = (uint32_t)utf8_count(buf_slice(text));
    while (line.len > 0) {
        size_t open = slice_find(line, SLICE_LITERAL("["));
        buf_add_slice(&plain, slice_part(line, 0, open));
        if (open == line.len)
            break;
        size_t bar = slice_find(line, SLICE_LITERAL("|"));
        struct fixture_mark *mark = &marks->items[marks->count++];
        mark->text = number;
        mark->start = (uint32_t)utf8_count(buf_slice(&plain));
        buf_add_slice(&plain, slice_part(line, open + 1, bar));
        mark->end = (uint32_t)utf8_count(buf_slice(&plain));
        mark->type = line.ptr[bar + 1] == 'L'   ? MENTION_LOC
                     : line.ptr[bar + 1] == 'P' ? MENTION_PER
                                                : MENTION_ORG;
        line = slice_part(line, bar + 3, line.len);
    }
    struct passage *passage = article_add_passage(page, article);
    passage->role = role;
    passage->text = arena_slice(&page->arena, buf_slice(&plain));
    passage->runs = arena_alloc(&page->arena, 1, sizeof *passage->runs);
    passage->runs[0] = (struct run){ 0, at, (uint32_t)utf8_count(passage->text) };
    passage->run_count = 1;
    buf_add_slice(text, passage->text);
    buf_add_char(text, '\n');
    buf_done(&plain);
}

static void
fixture_page(struct page *page, const char *lines, struct fixture_marks *marks)
{
    struct buf text = { 0 };
    struct slice rest = slice_from(lines), line;
    struct article *article = page_add_article(page);
    uint32_t number = 0;
    while (slice_line(&rest, &line)) {
        enum role role = ROLE_BODY;
        if (slice_equal(line, SLICE_LITERAL("---"))) {
            article = page_add_article(page);
            continue;
        }
        if (slice_starts(line, SLICE_LITERAL("M:"))) {
            struct segment *segment = page_add_segment(page);
            segment->role = ROLE_FURNITURE;
            segment->start = (uint32_t)utf8_count(buf_slice(&text));
            buf_add_slice(&text, slice_part(line, 2, line.len));
            segment->end = (uint32_t)utf8_count(buf_slice(&text));
            buf_add_char(&text, '\n');
            continue;
        }
        if (slice_starts(line, SLICE_LITERAL("A:"))) {
            article_add_author(page, article)->name =
                arena_slice(&page->arena, slice_part(line, 2, line.len));
            continue;
        }
        if (slice_starts(line, SLICE_LITERAL("H:")))
            role = ROLE_HEADLINE;
        else if (slice_starts(line, SLICE_LITERAL("B:")))
            role = ROLE_BYLINE;
        else if (slice_starts(line, SLICE_LITERAL("F:")))
            role = ROLE_AFFILIATION;
        line = slice_part(line, role == ROLE_BODY ? 0 : 2, line.len);
        fixture_line(page, article, &text, line, role, number++, marks);
    }
    page->text = arena_slice(&page->arena, buf_slice(&text));
    buf_done(&text);
}

/* Makes the page and links it; page_done frees. */
static void
link_text(struct page *page, const char *paper, const char *lines)
{
    struct fixture_marks marks = { .count = 0 };
    struct arena arena = { 0 };
    page_init(page);
    page->paper = slice_from(paper);
    fixture_page(page, lines, &marks);
    size_t texts = 0, n = 0;
    for (size_t i = 0; i < page->article_count; i++)
        texts += page->articles[i].passage_count;
    struct scene *scene = link_begin(&fixture_linker, page, &arena, texts);
    for (uint32_t i = 0; i < page->article_count; i++)
        for (size_t k = 0; k < page->articles[i].passage_count; k++) {
            const struct passage *passage = &page->articles[i].passages[k];
            size_t count;
            uint32_t *points = utf8_points(passage->text, &count);
            uint32_t *copy = arena_alloc(&arena, count + 1, sizeof *copy);
            memcpy(copy, points, count * sizeof *copy);
            free(points);
            scene->texts[n++] = (struct scene_text){ .article = i,
                                                     .role = passage->role,
                                                     .passage = passage,
                                                     .points = copy,
                                                     .count = count };
        }
    for (size_t i = 0; i < marks.count; i++)
        assert_true(scene_add(scene, marks.items[i].text, marks.items[i].start, marks.items[i].end,
                              marks.items[i].type, 0.95F));
    struct err err = { 0 };
    assert_int_equal(link_finish(&fixture_linker, scene, fixture_tick, &err),
                     fixture_tick == NULL ? 0 : -1);
    arena_done(&arena);
}

/* The entity of the n-th mention (from 0) with that surface. */
static const struct entity *
meant_by(const struct page *page, const char *surface, int nth)
{
    for (size_t a = 0; a < page->article_count; a++)
        for (size_t i = 0; i < page->articles[a].mention_count; i++) {
            const struct mention *m = &page->articles[a].mentions[i];
            if (slice_equal(m->text, slice_from(surface)) && nth-- == 0)
                return page_entity(page, m->entity);
        }
    fail_msg("no mention %s", surface);
    return NULL;
}

static void
assert_text(struct slice text, const char *expected)
{
    if (!slice_equal(text, slice_from(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", SLICE_ARGS(text), expected);
}

#endif
