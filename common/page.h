/*
 * page: the unit of work.  A newspaper page as text, and what the stages found
 * on it: segment fills segments and articles, enrich fills mentions and entities.
 *
 * Offsets (`start`, `end`) count Unicode code points in page->text, end
 * exclusive.  Everything hangs on the page's arena and dies with page_done.
 */
#ifndef PAGEWIRE_PAGE_H
#define PAGEWIRE_PAGE_H

#include "common/arena.h"
#include "common/entity.h"
#include "common/layout.h"

#include <stdbool.h>
#include <stdint.h>

/* What a stretch of the page is; PROTOCOL.md explains each. */
enum role {
    ROLE_KICKER,
    ROLE_HEADLINE,
    ROLE_DECK,
    ROLE_BYLINE,
    ROLE_AFFILIATION,
    ROLE_DATELINE,
    ROLE_LEAD,
    ROLE_BODY,
    ROLE_SUBHEAD,
    ROLE_CAPTION,
    ROLE_CREDIT,
    ROLE_JUMP,
    ROLE_FURNITURE,
};
enum { ROLE_COUNT = ROLE_FURNITURE + 1 };

/* "kicker", "headline", ... and back; role_find returns false for others. */
const char *role_name(enum role role);
bool role_find(struct slice name, enum role *role);

/* A stretch of the page with one role in one article.  Segments are disjoint,
 * ordered by start, and hold every non-blank code point exactly once. */
struct segment {
    uint32_t start, end;
    uint32_t article; /* article number, 0 for furniture */
    enum role role;
    float confidence;     /* 0..1, that article and role are right */
    const char *evidence; /* name of what decided it, a static string or in the arena */
};

/* A stretch of the page that is no text as it was printed; stretches of several kinds may overlap.
 */
struct damage {
    const char *kind; /* "markup", "mojibake" ...: PROTOCOL.md has them; static or in the arena */
    uint32_t start, end;
};

/* A run of repaired text that stands in the page unbroken: code point
 * text + i of the passage is code point page + i of the page, i < count. */
struct run {
    uint32_t text, page, count;
};

/* One repaired paragraph or line of an article: lines joined, justification
 * blanks gone, widths folded.  Made from one or more segments or parts of one. */
struct passage {
    enum role role;
    struct slice text; /* UTF-8 */
    struct run *runs;  /* ordered by text, covering all of it but inserted blanks */
    size_t run_count;
    struct slice extra; /* as page->extra */
};

struct author {
    struct slice name;        /* without padding blanks */
    struct slice affiliation; /* empty when the page gives none */
};

struct mention {
    enum mention_type type;
    uint32_t start, end; /* in the page */
    struct slice text;   /* repaired surface */
    float confidence;    /* 0..1 */
    uint32_t entity;     /* id of one of the page's entities, 0: none known */
};

struct article {
    uint32_t number;          /* 1.. on the page */
    struct passage *passages; /* in reading order; headline, kicker and deck at most once each */
    size_t passage_count, passage_cap;
    struct author *authors;
    size_t author_count, author_cap;
    struct mention *mentions; /* ordered by start, disjoint */
    size_t mention_count, mention_cap;
    float confidence;   /* 0..1, that cut and attachment are right */
    struct slice extra; /* as page->extra */
};

struct page {
    struct arena arena;
    /* where it comes from; empty when unknown */
    struct slice id;       /* 32 lower-case hex digits, see PROTOCOL.md */
    struct slice name;     /* file name without extension, for people */
    struct slice paper;    /* 焦作日报 */
    struct slice date;     /* 2018-01-09 */
    struct slice number;   /* A03 */
    uint32_t file_page;    /* which page of its file it is, from 1; 0: the file has one */
    struct slice text;     /* UTF-8, line ends LF, in the arena or borrowed for its life */
    struct slice encoding; /* what the original bytes were in: "UTF-8", "GB18030", ... */
    bool damaged;          /* broken bytes were replaced, or damage cannot be repaired */
    struct layout *layout; /* where the text stands on paper; NULL for plain text */
    struct zones *zones;   /* where what was found stands, see zones.h; NULL for plain text */
    struct segment *given; /* articles and roles that came with the page: disjoint, in order */
    size_t given_count, given_cap;
    struct damage *damages; /* ordered by start */
    size_t damage_count, damage_cap;
    struct segment *segments;
    size_t segment_count, segment_cap;
    struct article *articles; /* ordered by number */
    size_t article_count, article_cap;
    struct entity *entities; /* entities[i].id is i + 1 */
    size_t entity_count, entity_cap;
    /* versions that made each result: "pagewire 0.1.0", "segment 1 a1b2c3d4" */
    struct slice segment_version, enrich_version;
    /* Members of JSON that this program does not know, see proto/extra.h: of the JOB,
     * and of its "page". */
    struct slice extra, origin_extra;
};

void page_init(struct page *page);
void page_done(struct page *page);

/* The first passage of that role, or NULL. */
const struct passage *article_passage(const struct article *article, enum role role);

/* Appends and returns a new zeroed element; the pointer is valid until the
 * next one is added to the same array. */
struct segment *page_add_segment(struct page *page);
struct segment *page_add_given(struct page *page);
struct article *page_add_article(struct page *page);
struct passage *article_add_passage(struct page *page, struct article *article);
struct author *article_add_author(struct page *page, struct article *article);
struct mention *article_add_mention(struct page *page, struct article *article);
struct entity *page_add_entity(struct page *page); /* with its id and empty slices */

/* The entity of that id, or NULL. */
const struct entity *page_entity(const struct page *page, uint32_t id);

/* The place in the page of code point `at` of the passage's text (at = the
 * text's length gives the end of the last run).  A blank that repair inserted
 * has the place of the code point before it. */
uint32_t passage_place(const struct passage *passage, uint32_t at);

/* Whether the segments keep their promise: in order, in bounds, disjoint,
 * every non-blank code point covered; runs in bounds.  Otherwise -1 and a
 * REJECT that says where. */
struct err;
int page_check(const struct page *page, struct err *err);

#endif
