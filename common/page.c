#include "common/page.h"

#include "common/err.h"
#include "common/utf8.h"

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_KICKER] = "kicker",
    [ROLE_HEADLINE] = "headline",
    [ROLE_DECK] = "deck",
    [ROLE_BYLINE] = "byline",
    [ROLE_AFFILIATION] = "affiliation",
    [ROLE_DATELINE] = "dateline",
    [ROLE_LEAD] = "lead",
    [ROLE_BODY] = "body",
    [ROLE_SUBHEAD] = "subhead",
    [ROLE_CAPTION] = "caption",
    [ROLE_CREDIT] = "credit",
    [ROLE_JUMP] = "jump",
    [ROLE_FURNITURE] = "furniture",
};

const char *
role_name(enum role role)
{
    return role_names[role];
}

bool
role_find(struct slice name, enum role *role)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (slice_equal(name, slice_from(role_names[i]))) {
            *role = (enum role)i;
            return true;
        }
    return false;
}

void
page_init(struct page *page)
{
    *page = (struct page){
        .id = SLICE_EMPTY,
        .name = SLICE_EMPTY,
        .paper = SLICE_EMPTY,
        .date = SLICE_EMPTY,
        .number = SLICE_EMPTY,
        .text = SLICE_EMPTY,
        .encoding = SLICE_EMPTY,
        .segment_version = SLICE_EMPTY,
        .enrich_version = SLICE_EMPTY,
    };
}

void
page_done(struct page *page)
{
    arena_done(&page->arena);
    page_init(page);
}

const struct passage *
article_passage(const struct article *article, enum role role)
{
    for (size_t i = 0; i < article->passage_count; i++)
        if (article->passages[i].role == role)
            return &article->passages[i];
    return NULL;
}

#define ADD(page, owner, field, count, cap)                                                        \
    ((owner)->field = arena_grow(&(page)->arena, (owner)->field, (owner)->count, &(owner)->cap,    \
                                 sizeof *(owner)->field),                                          \
     &(owner)->field[(owner)->count++])

struct segment *
page_add_segment(struct page *page)
{
    struct segment *segment = ADD(page, page, segments, segment_count, segment_cap);
    *segment = (struct segment){ .evidence = "" };
    return segment;
}

struct segment *
page_add_given(struct page *page)
{
    struct segment *segment = ADD(page, page, given, given_count, given_cap);
    *segment = (struct segment){ .evidence = "given", .confidence = 1 };
    return segment;
}

struct article *
page_add_article(struct page *page)
{
    struct article *article = ADD(page, page, articles, article_count, article_cap);
    *article = (struct article){ .number = (uint32_t)page->article_count };
    return article;
}

struct passage *
article_add_passage(struct page *page, struct article *article)
{
    struct passage *passage = ADD(page, article, passages, passage_count, passage_cap);
    *passage = (struct passage){ .text = SLICE_EMPTY };
    return passage;
}

struct author *
article_add_author(struct page *page, struct article *article)
{
    struct author *author = ADD(page, article, authors, author_count, author_cap);
    *author = (struct author){ .name = SLICE_EMPTY, .affiliation = SLICE_EMPTY };
    return author;
}

struct mention *
article_add_mention(struct page *page, struct article *article)
{
    struct mention *mention = ADD(page, article, mentions, mention_count, mention_cap);
    *mention = (struct mention){ .text = SLICE_EMPTY };
    return mention;
}

struct entity *
page_add_entity(struct page *page)
{
    struct entity *entity = ADD(page, page, entities, entity_count, entity_cap);
    *entity = (struct entity){
        .id = (uint32_t)page->entity_count,
        .name = SLICE_EMPTY,
        .code = SLICE_EMPTY,
        .path = SLICE_EMPTY,
        .in = SLICE_EMPTY,
        .successor = SLICE_EMPTY,
        .parent_name = SLICE_EMPTY,
        .authority = SLICE_EMPTY,
    };
    return entity;
}

const struct entity *
page_entity(const struct page *page, uint32_t id)
{
    return id >= 1 && id <= page->entity_count ? &page->entities[id - 1] : NULL;
}

uint32_t
passage_place(const struct passage *passage, uint32_t at)
{
    size_t low = 0, high = passage->run_count; /* the last run that begins at or before `at` */
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (passage->runs[middle].text <= at)
            low = middle;
        else
            high = middle;
    }
    if (passage->run_count == 0)
        return 0;
    const struct run *run = &passage->runs[low];
    uint32_t into = at < run->text ? 0 : at - run->text;
    if (into >= run->count) /* an inserted blank, or the end */
        into = at >= run->text + run->count && low + 1 < passage->run_count ? run->count - 1
                                                                            : run->count;
    return run->page + into;
}

static int
check_passage(const struct passage *passage, uint32_t article, size_t page_length, struct err *err)
{
    size_t length = utf8_count(passage->text);
    uint32_t at = 0;
    for (size_t i = 0; i < passage->run_count; i++) {
        const struct run *run = &passage->runs[i];
        if (run->text < at || run->count == 0 || (size_t)run->text + run->count > length ||
            (size_t)run->page + run->count > page_length)
            return err_set(err, ERR_REJECT, "article %u: a passage's run %zu is out of bounds",
                           article, i);
        at = run->text + run->count;
    }
    return 0;
}

int
page_check(const struct page *page, struct err *err)
{
    uint32_t at = 0;
    size_t byte = 0;
    for (size_t i = 0; i <= page->segment_count; i++) {
        const struct segment *segment = i < page->segment_count ? &page->segments[i] : NULL;
        uint32_t start = segment == NULL ? (uint32_t)-1 : segment->start;
        if (segment != NULL && (segment->end <= segment->start || start < at))
            return err_set(err, ERR_REJECT, "segment %zu at %u is out of order", i, start);
        for (; at < start && byte < page->text.len; at++)
            if (!point_is_blank(utf8_next(page->text, &byte)))
                return err_set(err, ERR_REJECT, "code point %u is in no segment", at);
        for (; segment != NULL && at < segment->end; at++) {
            if (byte >= page->text.len)
                return err_set(err, ERR_REJECT, "segment %zu ends past the page", i);
            (void)utf8_next(page->text, &byte);
        }
    }
    size_t length = utf8_count(page->text);
    for (size_t i = 0; i < page->article_count; i++)
        for (size_t j = 0; j < page->articles[i].passage_count; j++)
            if (check_passage(&page->articles[i].passages[j], page->articles[i].number, length,
                              err) != 0)
                return -1;
    return 0;
}
